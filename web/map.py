"""A small map of the places that a release names: the towns of the world as dots, the places as marks on them.

The projection is plate carrée (one degree is as long everywhere), of the latitudes where people live.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from crawler.entities.towns import coordinates
from crawler.entities.villages import place_of
from web.labels import value_label
from web.wording import listed

NORTH, SOUTH = 78, -57  # degrees of latitude that the map shows
CELL = 3  # degrees of one dot
WIDTH, HEIGHT = 360, NORTH - SOUTH


@dataclass(frozen=True)
class Mark:
    """A place on the map, in its units from the upper left corner."""

    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """What the template draws: the dots as an SVG path, and the marks."""

    dots: str
    marks: list[Mark]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def words(self) -> str:
        return listed(mark.label for mark in self.marks)


def map_of(labels: Iterable[str]) -> Map | None:
    """A map of those places whose coordinates are known; None without any."""
    known = coordinates()
    found = [(label, where) for label in labels if (where := known.get(label) or place_of(label))]
    marks = [
        Mark(value_label("place", label), *_project(*where)) for label, where in found if SOUTH <= where[0] <= NORTH
    ]
    return Map(_dots(), marks) if marks else None


def _project(latitude: float, longitude: float) -> tuple[float, float]:
    return round(longitude + 180, 1), round(NORTH - latitude, 1)


@cache
def _dots() -> str:
    """A point in the middle of every cell that has a town, row by row, each written relative to the one before."""
    points = (_project(*where) for _, where in coordinates().items() if SOUTH <= where[0] <= NORTH)
    cells = sorted({(int(y // CELL), int(x // CELL)) for x, y in points})
    path, at = [], (0, 0)
    for row, column in cells:
        path.append(f"m{CELL * (column - at[1])} {CELL * (row - at[0])}h0")
        at = row, column
    return f"M{CELL / 2} {CELL / 2}" + "".join(path)
