"""What facets and their values are called in the interface's language. In addresses the values stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from crawler.entities.geography import countries
from crawler.entities.thesaurus import topics
from indexer.index import FacetValue
from indexer.labels import primary_language
from indexer.schema import FACETS_BY_NAME
from web.i18n import SOURCE_LANGUAGE, gettext, language, later, locale
from web.wording import day_of

_STATES = {"live": later("Live"), "changed": later("Changed"), "withdrawn": later("Withdrawn")}
# Continents as places are part of them, to their codes (UN M49), by which CLDR has their names.
_CONTINENTS = {
    "Africa": "002",
    "North America": "003",
    "South America": "005",
    "Oceania": "009",
    "Asia": "142",
    "Europe": "150",
    "Antarctica": "AQ",
}
_LONGEST_MONTH = 31  # days


def facet_label(name: str) -> str:
    """What a facet is called."""
    return gettext(FACETS_BY_NAME[name].label)


def value_label(facet: str, value: str, known: str | None = None) -> str:
    """What a value of a facet is called: as it is `known`, or as the index calls it, where it has no other name."""
    name = _NAMES[facet](value) if facet in _NAMES else None
    return name or known or FACETS_BY_NAME[facet].value_label(value)


def bucket_label(bucket: FacetValue) -> str:
    """What a stretch of days of the histogram is called: a day, a month, a year, or the years from and to."""
    if not (bucket.since and bucket.until):
        return bucket.label
    first, last = date.fromisoformat(bucket.since), date.fromisoformat(bucket.until)
    if first == last:
        return day_of(first.isoformat())
    if (last - first).days < _LONGEST_MONTH:
        return day_of(first.isoformat(), "month")
    if first.year == last.year:
        return day_of(first.isoformat(), "year")
    return decade(first.year - first.year % 10)


def decade(year: int) -> str:
    """ "1990s"."""
    return gettext("%(year)ss") % {"year": year}


def language_name(tag: str) -> str:
    """What the language of a BCP 47 tag is called."""
    return value_label("language", primary_language(tag))


def place(label: str) -> str | None:
    """A country or a continent; towns are written as they are."""
    if language() == SOURCE_LANGUAGE or (code := _codes().get(label)) is None:
        return None
    return locale().territories.get(code)


def topic(label: str) -> str | None:
    known = None if language() == SOURCE_LANGUAGE else topics().get(label)
    return known.names.get(language()) if known else None


def _language(code: str) -> str | None:
    return None if language() == SOURCE_LANGUAGE else locale().languages.get(code)


def _state(value: str) -> str | None:
    return gettext(_STATES[value]) if value in _STATES else None


def _month(value: str) -> str | None:
    first = f"{value}-01"
    shown = day_of(first, "month")
    return None if shown == first else shown


_NAMES: Mapping[str, Callable[[str], str | None]] = {
    "language": _language,
    "state": _state,
    "place": place,
    "topic": topic,
    "month": _month,
    "year": lambda value: day_of(f"{value}-01-01", "year"),
}


@cache
def _codes() -> Mapping[str, str]:
    return {known.label: code for code, known in countries().items()} | _CONTINENTS
