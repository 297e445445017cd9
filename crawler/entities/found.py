"""What the finders give: who, where and what about, each with the places in the text that show it.

Spans count characters of `Document.text`: the title, a blank line, the release's text. The first span of each is the
first mention; one that only follows from others (the country of a city) has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.entities.document import Span, fold


@dataclass(frozen=True, slots=True)
class Named:
    """What goes by a label: an organisation, "Shanghai Cooperation Organisation (SCO)"."""

    label: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Person(Named):
    """A person by full name; `office` as the text gives it beside the name, "" where it gives none."""

    office: str = ""


@dataclass(frozen=True, slots=True)
class Location(Named):
    """A country or a city by its English name; `country` is the ISO 3166-1 alpha-2 code."""

    country: str = ""


@dataclass(frozen=True, slots=True)
class Subject(Named):
    """A topic; `confidence` from 0 to 1, `spans` the words that speak for it."""

    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Quote:
    """Direct speech without its quotation marks; `speaker` is the label of a person or an organisation, "" if none."""

    span: Span
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Entities:
    """All that a release names, each kind in order of first mention, topics by confidence."""

    people: tuple[Person, ...] = ()
    organisations: tuple[Named, ...] = ()
    places: tuple[Location, ...] = ()
    topics: tuple[Subject, ...] = ()
    quotes: tuple[Quote, ...] = ()


def gathered(mentions: Iterable[tuple[str, Span]]) -> tuple[Named, ...]:
    """One `Named` a label (whatever its accents and case), with all its spans."""
    labels: dict[str, str] = {}
    spans: dict[str, list[Span]] = {}
    for label, span in sorted(mentions, key=lambda mention: mention[1]):
        key = fold(label)
        labels.setdefault(key, label)
        spans.setdefault(key, []).append(span)
    return tuple(Named(label, tuple(spans[key])) for key, label in labels.items())
