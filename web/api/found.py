"""The answers of searches and completions, as models."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Self

from pydantic import ConfigDict, Field

from crawler.records import Precision, State
from indexer.index import FacetValue, Hit, Reason, ReasonKind, Suggestion
from indexer.paragraphs import anchor
from indexer.schema import FACETS_BY_NAME
from web.api.schemas import Answer, ReleaseFields, ReleaseLinks, only_sure
from web.suggest import address as suggestion_address


class HitLinks(ReleaseLinks):
    """Where more about a result is."""

    family: str | None = Field(description="All releases that it stands for, where results are grouped.")


class PlaceAnswer(Answer):
    """Where a release has a word."""

    field: str = Field(description="title, text, … or what stands beside them: words (as written), beside, sounds.")
    terms: str = Field(description="What stands there, as the index has it; several follow each other.")
    frequency: int
    weight: float = Field(description="That of the field, times that of the alternative.")
    counts: float = Field(description="Frequency times weight, less in a field that is longer than others.")


class OtherWordsAnswer(Answer):
    """What a word was taken to stand for as well."""

    words: str
    weight: float
    why: str = Field(description="joined, compound, misspelt, name, place or acronym.")


class ReasonAnswer(Answer):
    """A part of a score."""

    kind: ReasonKind = Field(
        description="A word of the query, of which any form and the form as typed are parts; a phrase, a pattern or a "
        "group of these; a month in the query that the release is of; words that are near each other; feedback, what "
        "the best releases are about; how recent the release is."
    )
    text: str = Field(description="The word, phrase or pattern that it is for.")
    score: float
    documents: int | None = Field(description="The releases that have it.")
    idf: float | None = Field(description="How rare that makes it: a factor of the score.")
    places: list[PlaceAnswer] = Field(description="Where the release has it.")
    others: list[OtherWordsAnswer] = Field(description="What it was taken to stand for as well.")
    parts: list[ReasonAnswer] = Field(description="What adds up to it.")

    @classmethod
    def of(cls, reason: Reason) -> Self:
        return cls.model_validate(asdict(reason))


class HitAnswer(ReleaseFields):
    """A release that was found, with the fields that were asked for; `id` is always there."""

    links: HitLinks
    score: float = Field(description="How well it matches; only comparable within one answer.")
    snippet: str = Field(description="HTML: a passage or two, escaped, matches in <mark>.")
    anchor: str | None = Field(
        description="The id of the best passage’s paragraph on the release’s page; null where nothing in it matches.",
        examples=["p7"],
    )
    more: int = Field(description="How many others with nearly the same text it stands for, where results are grouped.")
    explanation: list[ReasonAnswer] = Field(description="What adds up to the score, where `explain` asks for it.")

    model_config = ConfigDict(json_schema_extra=only_sure("id"))

    @classmethod
    def of(cls, hit: Hit, wanted: Collection[str], family: str | None = None) -> HitAnswer:
        """`family` is the address of the search for all that it stands for."""
        values = {**hit.fields, "id": hit.id, "score": hit.score, "snippet": hit.snippet, "more": hit.more}
        values["anchor"] = anchor(hit.paragraph) if hit.paragraph else None
        if hit.reasons is not None:
            values["explanation"] = [ReasonAnswer.of(reason) for reason in hit.reasons]
        if "links" in wanted:
            own = ReleaseLinks.of(hit.id, hit.fields["url"])
            values["links"] = HitLinks(**own.model_dump(), family=family)
        for name, kind in (("state", State), ("published_precision", Precision)):
            if name in values:
                values[name] = kind(values[name])
        shown = {"id", "explanation", *wanted}
        return cls.model_construct(**{name: value for name, value in values.items() if name in shown})


class QueryAnswer(Answer):
    """How the search was understood."""

    q: str = Field(description="The query as it was sent.")
    parsed: str = Field(description="How the query was read.")
    filters: dict[str, list[str]] = Field(description="The filters that apply, by parameter.")
    relaxed: bool = Field(description="Whether results follow that have most of the words, not all.")
    did_you_mean: str | None = Field(description="A query that may have been meant.")
    notes: list[str] = Field(description="Sentences about how the query was answered, as where a pattern was cut.")


class FacetValueAnswer(Answer):
    """A facet's value: a key of the filter, or a span of days."""

    value: str | None = Field(None, description="What the filter takes.")
    label: str | None = Field(None, description="What people read.")
    from_: str | None = Field(None, alias="from", description="The first day of a span.")
    to: str | None = Field(None, description="The last day of a span.")
    count: int = Field(description="Releases with it, under all other filters.")
    selected: bool | None = Field(None, description="Whether the filter asks for it.")
    parent: str | None = Field(None, description="The value that it is part of, as a city of its country.")

    model_config = ConfigDict(validate_by_name=True)

    @classmethod
    def of(cls, facet: str, value: FacetValue) -> Self:
        if facet == "date":
            return cls(from_=value.since, to=value.until, count=value.count)
        parent = {"parent": value.parent} if FACETS_BY_NAME[facet].above else {}
        return cls(value=value.value, label=value.label, count=value.count, selected=value.selected, **parent)


class SearchLinks(Answer):
    """The same search elsewhere."""

    self: str
    next: str | None = Field(description="The following results.")
    prev: str | None = Field(description="The results before these; not with cursor.")
    html: str = Field(description="This search as a page.")
    atom: str = Field(description="This search as a feed (Atom).")


class SearchAnswer(Answer):
    """The releases that match, and the facets of all of them."""

    query: QueryAnswer
    total: int = Field(description="How many releases match, exactly.")
    groups: int | None = Field(
        description="How many results there are where releases with nearly the same text are one; null without group."
    )
    took_ms: float = Field(description="How long the search took, in milliseconds.")
    results: list[HitAnswer]
    facets: dict[str, list[FacetValueAnswer]]
    cursor: str | None = Field(description="Continues after the last result; null at the end.")
    links: SearchLinks

    def fingerprint(self) -> str:
        return self.model_dump_json(by_alias=True, exclude_unset=True, exclude={"took_ms"})


class SuggestionAnswer(Answer):
    """One completion."""

    kind: str = Field(description="query, organisation, person, place, topic or release.")
    value: str = Field(description="What it is: a query, a name, or a title.")
    count: int = Field(description="How many releases have it; 0 for queries, of which it is not known.")
    release: str | None = Field(description="The id of the release whose title it is.")
    html: str = Field(description="The page that it leads to: a search, or the release.")

    @classmethod
    def of(cls, suggestion: Suggestion) -> Self:
        return cls(
            kind=suggestion.kind,
            value=suggestion.value,
            count=suggestion.count,
            release=suggestion.id or None,
            html=suggestion_address(suggestion),
        )


class SuggestAnswer(Answer):
    """What may be meant by what was typed so far."""

    q: str
    took_ms: float = Field(description="How long it took, in milliseconds.")
    suggestions: list[SuggestionAnswer]

    def fingerprint(self) -> str:
        return self.model_dump_json(by_alias=True, exclude_unset=True, exclude={"took_ms"})


class SimilarLinks(Answer):
    """The same list, and the release that it is of."""

    self: str
    release: str
    html: str


class SimilarAnswer(Answer):
    """The releases about the same event or subject as one, the likest first."""

    results: list[HitAnswer]
    links: SimilarLinks
