"""Small towns where German is spoken, of 1,000 inhabitants and more: its texts name them by the dozen.

They count in German texts only, and where these show a place, as do German names of towns elsewhere ("Lüttich"). They
are GeoNames' too. Quarters of cities that are states are left out, and names that are words: `data/villages.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crawler.entities.data import table
from crawler.entities.geography import Place, countries
from crawler.entities.geonames import City, small_towns
from crawler.entities.kept import kept
from crawler.entities.towns import Point, Town, TownName, town_names

LANGUAGE = "de"
_COUNTRIES = frozenset({"DE", "AT", "CH", "LI", "LU"})
_CITY_STATES = frozenset({("DE", "03"), ("DE", "04"), ("DE", "16"), ("AT", "09")})
_QUARTER = re.compile(r" / |\(|^(?:Zürich|Stadt) ")
_BRACKET = re.compile(r" \([^)]*\)$")
_SHORTEST = 3  # characters of a name
_SHORTEST_ALONE = 5  # of the first part of a longer one
# "Seestadt am Moor", "Seestadt an der Elve", which the text goes on to call "Seestadt"
_WITH_RIVER = re.compile(
    r"([A-ZÄÖÜ][\w-]+) (?:am|an de[rn]|im|in der|in|bei|ob|ob der|vor der|auf|unter|a\.d\.) [A-ZÄÖÜ]\w+"
)


@dataclass(frozen=True, slots=True)
class Village:
    """A town as German texts name it, and where it is."""

    town: Town
    where: Point


@cache
def village_names() -> dict[str, TownName]:
    """Lower-case names to the one town that each means."""
    small = {name: village.town for name, village in villages().items()}
    large = {name: found.towns[0] for name, found in town_names().items() if found.towns[0].place.code in _COUNTRIES}
    names = {name: TownName((town,), LANGUAGE) for name, town in small.items()}
    return names | {f"{name}s": TownName((town,), LANGUAGE) for name, town in (small | large).items() if _takes_s(name)}


def _takes_s(name: str) -> bool:
    """Whether a name has another form in the genitive: "Seestadts", but "Graz"."""
    return name.isalpha() and not name.endswith(("s", "x", "z", "ß")) and name not in _words()


@kept(Village, Town, Place)
def villages() -> Iterator[tuple[str, Village]]:
    """Each lower-case name with the largest town that has it."""
    known, by_label = town_names(), _by_label()
    german: dict[str, list[str]] = {}
    for theirs, ours in table("villages")["names"].items():
        german.setdefault(theirs, []).append(ours)
    words = frozenset(table("villages")["words"])
    found: dict[str, Village] = {}
    for city in small_towns(_COUNTRIES, german):
        names = [*_german_names(city), *german.get(city.name, ())]
        if (city.country not in _COUNTRIES and city.name not in german) or city.country not in countries():
            continue
        if (city.country, city.region) in _CITY_STATES or _QUARTER.search(_BRACKET.sub("", city.name)):
            continue
        town = by_label.get((city.name, city.country)) or _town(city)
        for name in names:
            if len(name) >= _SHORTEST and name not in words and name.lower() not in known:
                found.setdefault(name.lower(), Village(town, (city.latitude, city.longitude)))
    return iter(found.items())


def place_of(label: str) -> Point | None:
    """Where a village is, by its label."""
    return _where().get(label)


@cache
def _where() -> dict[str, Point]:
    return {village.town.place.label: village.where for _, village in villages().items()}


def _german_names(city: City) -> Iterator[str]:
    """The name of a place in a country where German is spoken, without and with what it lies at."""
    if city.country not in _COUNTRIES:
        return
    name = _BRACKET.sub("", city.name)
    yield from name.split("/")
    full = [one for one in city.others if _WITH_RIVER.fullmatch(one) and one.startswith(f"{name} ")]
    yield from full
    if (first := _WITH_RIVER.fullmatch(name)) and len(first[1]) >= _SHORTEST_ALONE:
        yield first[1]


def _town(city: City) -> Town:
    place = countries()[city.country]
    return Town(Place(_BRACKET.sub("", city.name), place.label, city.country), "", city.population)


@cache
def _words() -> frozenset[str]:
    return frozenset(name.lower() for name in table("places")["ambiguous"]["words"])


def _by_label() -> dict[tuple[str, str], Town]:
    """The towns that are known in all languages, by name and country, the largest of each."""
    found: dict[tuple[str, str], Town] = {}
    for name in town_names().values():
        for town in name.towns:
            key = town.place.label.partition(", ")[0], town.place.code
            if key not in found or found[key].population < town.population:
                found[key] = town
    return found
