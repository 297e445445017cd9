"""A timeline as a drawing: its charts for the page, and a whole picture with its words for a file of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask import render_template

from web import chart as geometry
from web.chart import Bar, Label, Line, Scale, Slot
from web.i18n import gettext, number
from web.spans import Span, Unit, ticks

View = Literal["multiples", "stacked"]

HIGH, HIGHER, ALONE = 108.0, 240.0, 170.0  # units: the plot of a series, of all in one, and of one that is alone
ABOVE, BELOW = 10, 24  # room for the topmost label of the scale, and for the labels of the ticks
FEW, MANY = 4, 10  # ticks of a narrow chart, and of a wide one
DIGIT = 8  # units that a figure of the scale is wide
# Of the file: units.
WIDTH, MARGIN, COLUMN_GAP, ROW, LEGEND_ROW = 960, 32, 40, 190, 22
LETTERS = 46  # that a label has room for in a column
NO_TEXT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 does not allow


@dataclass(frozen=True)
class Plot:
    """The bars of one chart, a list for each of its series, by number."""

    series: list[int]
    bars: list[list[Bar]]


@dataclass(frozen=True)
class Drawing:
    """Charts on one scale. `slots` are the rooms of the spans; lengths as `web.chart` has them."""

    plots: list[Plot]
    scale: Scale
    lines: tuple[Line, ...]
    slots: list[Slot]
    few: list[Label]
    many: list[Label]
    period: str

    above, below = ABOVE, BELOW

    @property
    def margin(self) -> int:
        """How wide the labels of the scale are."""
        return DIGIT * len(number(self.scale.top)) + 6


@dataclass(frozen=True)
class Named:
    """A series of the file: its label, cut to its room, and how many releases it has."""

    label: str
    total: int


def chart(view: View, series: Sequence[Sequence[int]], among: Sequence[Span], unit: Unit) -> Drawing:
    """The charts of some series over the same spans."""
    numbers = list(range(len(series)))
    if view == "stacked":
        scale = geometry.scale(max(map(sum, zip(*series, strict=True)), default=0), HIGHER)
        plots = [Plot(numbers, geometry.stacked(series, scale))] if series else []
    else:
        scale = geometry.scale(
            max((max(counts, default=0) for counts in series), default=0), HIGH if len(series) > 1 else ALONE
        )
        plots = [Plot([number], [geometry.bars(series[number], scale)]) for number in numbers]
    size = len(among)
    return Drawing(
        plots,
        scale,
        scale.lines,
        [geometry.slot(place, size) for place in range(size)],
        [geometry.label(tick.place, size, tick.label) for tick in ticks(among, unit, FEW)],
        [geometry.label(tick.place, size, tick.label) for tick in ticks(among, unit, MANY)],
        _period(among),
    )


def _period(among: Sequence[Span]) -> str:
    """From when till when, in words."""
    if not among:
        return ""
    if len(among) == 1:
        return among[0].name
    return gettext("%(first)s to %(last)s") % {"first": among[0].name, "last": among[-1].name}


def standalone(
    view: View, title: str, series: Sequence[tuple[str, int, Sequence[int]]], among: Sequence[Span], unit: Unit
) -> str:
    """A whole SVG document, which needs nothing else."""
    drawn = chart(view, [counts for _, _, counts in series], among, unit)
    columns = 2 if len(drawn.plots) > 1 else 1
    text = render_template(
        "timeline.svg",
        drawing=drawn,
        title=_cut(title, 2 * LETTERS),
        named=[Named(_cut(label, LETTERS), total) for label, total, _ in series],
        stacked=view == "stacked",
        columns=columns,
        width=WIDTH,
        edge=MARGIN,
        column=(WIDTH - 2 * MARGIN - (columns - 1) * COLUMN_GAP) / columns,
        gap=COLUMN_GAP,
        row=ROW,
        legend_row=LEGEND_ROW,
    )
    return NO_TEXT.sub("\ufffd", text)


def _cut(text: str, most: int) -> str:
    """A text that fits: letters of East Asia count twice."""
    room = most
    for place, letter in enumerate(text):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return f"{text[:place].rstrip()}…"
    return text
