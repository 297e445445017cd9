"""The geometry of bar charts over time: counts in, places and lengths out.

Across, everything is a percentage of the plot's width, so that a chart fits any screen with letters of one size;
downwards, it is in units of the drawing, from the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = 5  # of the scale, at most
_SHARE = 0.8  # of a span's room, for its bar
_WIDEST = 9.0  # percent
_LEAST = 1.5  # units: what there is can be seen
_EDGE = 5.0  # percent from the edge, where labels would stick out
_GAP = 1.0  # units between the parts of a stacked bar


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale, with what it stands for."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Scale:
    """From 0 to `top`, a round number that is at least the highest count."""

    top: int
    height: float
    lines: tuple[Line, ...]

    def length(self, count: float) -> float:
        return round(self.height * count / self.top, 2)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, or a part of one, at the `place` of its span; `left` and `width` in percent."""

    place: int
    left: float
    width: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Slot:
    """The room of a span across."""

    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Label:
    """Where a tick's label stands, and to which side of it its text goes."""

    at: float
    text: str
    anchor: str


def scale(most: int, height: float) -> Scale:
    """Round whole numbers up to `most`, or a little more."""
    step, size = 1, 1
    while step * _STEPS < most:
        step, size = next((n * size, size) for n in (1, 2, 5, 10) if n * size > step)
        size = size * 10 if step == 10 * size else size
    top = max(-(-most // step), 1) * step
    return Scale(
        top, height, tuple(Line(value, round(height * (1 - value / top), 2)) for value in range(0, top + 1, step))
    )


def slot(place: int, count: int) -> Slot:
    """The room of a span among so many."""
    return Slot(round(100 * place / count, 3), round(100 / count, 3))


def bars(counts: Sequence[int], on: Scale) -> list[Bar]:
    """A bar for each span that has something."""
    return [_bar(place, len(counts), count, on.height, on) for place, count in enumerate(counts) if count]


def stacked(series: Sequence[Sequence[int]], on: Scale) -> list[list[Bar]]:
    """The same for several series, the first one at the bottom."""
    below = [0] * len(series[0]) if series else []
    found: list[list[Bar]] = []
    for counts in series:
        row = []
        for place, count in enumerate(counts):
            if count:
                bar = _bar(place, len(counts), count, on.height - on.length(below[place]), on)
                gap = _GAP if below[place] and bar.height > 3 * _GAP else 0.0
                row.append(Bar(bar.place, bar.left, bar.width, bar.top, round(bar.height - gap, 2)))
            below[place] += count
        found.append(row)
    return found


def label(place: int, count: int, text: str) -> Label:
    """A label below the middle of a span, inside the plot."""
    room = slot(place, count)
    at = round(room.left + room.width / 2, 3)
    anchor = "start" if at < _EDGE else "end" if at > 100 - _EDGE else "middle"
    return Label(at if anchor == "middle" else room.left if anchor == "start" else room.left + room.width, text, anchor)


def _bar(place: int, among: int, count: int, bottom: float, on: Scale) -> Bar:
    room = slot(place, among)
    width = round(min(_SHARE * room.width, _WIDEST), 3)
    height = max(on.length(count), _LEAST)
    return Bar(place, round(room.left + (room.width - width) / 2, 3), width, round(bottom - height, 2), height)
