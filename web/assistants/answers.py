"""What the tools answer with: plain text, little of it, and what to ask for next."""

from __future__ import annotations

from typing import Literal, Self

from markupsafe import Markup
from pydantic import BaseModel, Field

from web.api.found import HitAnswer
from web.timeline import OfTime


class Found(BaseModel):
    """A release that was found."""

    id: str = Field(description="What read and cite take.")
    title: str
    organisation: str | None
    published: str | None = Field(description="A day, or a moment where the page gives one; null where it gives none.")
    language: str | None = Field(description="BCP 47.")
    state: Literal["live", "changed", "withdrawn"] = Field(description="Whether it still stands as it first did.")
    url: str = Field(description="Where its organisation published it.")
    page: str = Field(description="Its page here.")
    passage: str = Field(description="Its passages that match, as plain text.")

    @classmethod
    def of(cls, hit: HitAnswer) -> Self:
        return cls(
            id=hit.id,
            title=hit.title,
            organisation=hit.organisation,
            published=hit.published,
            language=hit.language,
            state=hit.state.value,
            url=hit.url,
            page=hit.links.html,
            passage=Markup(hit.snippet).striptags(),  # noqa: S704 - only to take the marks out again
        )


class FoundReleases(BaseModel):
    """What a search found."""

    total: int = Field(description="How many releases match.")
    read_as: str = Field(description="How the query was read.")
    relaxed: bool = Field(description="Whether some of the results have most of the words, not all.")
    did_you_mean: str | None = Field(description="A query that may have been meant.")
    results: list[Found]
    cursor: str | None = Field(description="Give it back with the same search for the results after these.")


class ReadRelease(BaseModel):
    """A release, or a part of it."""

    id: str
    title: str
    organisation: str | None
    published: str | None
    language: str | None
    state: Literal["live", "changed", "withdrawn"]
    revision: int = Field(description="How many versions of it there have been; more than one: its page has them all.")
    url: str
    page: str
    people: list[str]
    organisations: list[str]
    places: list[str]
    topics: list[str]
    paragraphs: int = Field(description="How many paragraphs its text and notes have.")
    first: int = Field(description="The number of the paragraph that `text` begins with, from 1.")
    text: str = Field(description="Paragraphs, with a blank line between them.")
    next_paragraph: int | None = Field(description="Read on from here; null at the end.")


class Cited(BaseModel):
    """A release as a reference."""

    id: str
    style: str
    citation: str


class Period(BaseModel):
    """How many releases there are of a time."""

    label: str = Field(description="As people write it.", examples=["October 2019"])
    first_day: str
    last_day: str
    counts: list[int] = Field(description="In the order of `series`.")


class OverTimeAnswer(BaseModel):
    """Releases over time."""

    total: int
    unit: Literal["month", "year"] | str = Field(description="How long each period is.")
    series: list[str] = Field(description="What stands beside each other: organisations or queries.")
    totals: list[int] = Field(description="Of each series.")
    periods: list[Period]

    @classmethod
    def of(cls, found: OfTime) -> Self:
        periods = [
            Period(
                label=span.name,
                first_day=span.first.isoformat(),
                last_day=span.last.isoformat(),
                counts=[one.points[number].count for one in found.series],
            )
            for number, span in enumerate(found.spans)
        ]
        return cls(
            total=found.total,
            unit=found.unit.name,
            series=[one.label for one in found.series],
            totals=[one.total for one in found.series],
            periods=periods,
        )
