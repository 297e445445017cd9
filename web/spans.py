"""Spans of time: counts by month put together to months, years, decades or centuries, and the ticks of their axis.

A month is a number here: 12 times its year, and how many months of it went before (`indexer.index.Dated`).
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from web.labels import decade
from web.wording import day, month_name, short_month

MOST = 120  # spans beside each other
_FEW_MONTHS = 36  # up to which months are shown where nobody asked for a unit
_FEW = 60  # the same for anything else
_LAST_MONTH = 12 * date.max.year + 11
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class Unit:
    """A length of spans; `months` of them make one."""

    name: str
    plural: str
    months: int


UNITS = (
    Unit("month", "months", 1),
    Unit("year", "years", 12),
    Unit("decade", "decades", 120),
    Unit("century", "centuries", 1200),
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included; `number` counts spans of its unit, `name` is for people."""

    number: int
    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at the middle of a span, of which it is the place."""

    place: int
    label: str


def unit_for(months: Sequence[int], asked: str) -> Unit:
    """The unit that was asked for, or one that fits ("auto"); a longer one where there would be too many spans."""
    for unit in UNITS:
        count = months[-1] // unit.months - months[0] // unit.months + 1 if months else 1
        few = _FEW_MONTHS if unit.name == "month" else _FEW
        if asked != "auto" and unit.months < next(one.months for one in UNITS if one.name == asked):
            continue
        if count <= (few if asked == "auto" else MOST):
            return unit
    return UNITS[-1]


def spans(months: Sequence[int], unit: Unit) -> list[Span]:
    """The spans without a gap from that of the first of some months to that of the last."""
    if not months:
        return []
    return [_span(number, unit) for number in range(months[0] // unit.months, months[-1] // unit.months + 1)]


def counts(months: Mapping[int, int], unit: Unit, among: Sequence[Span]) -> list[int]:
    """How many there are in each span."""
    found: dict[int, int] = {}
    for month, count in months.items():
        number = month // unit.months
        found[number] = found.get(number, 0) + count
    return [found.get(span.number, 0) for span in among]


def ticks(among: Sequence[Span], unit: Unit, most: int) -> list[Tick]:
    """Labels at round months or years, at most so many."""
    steps = _MONTH_STEPS if unit.name == "month" else _STEPS
    step = next((step for step in steps if _ticks(among, step) <= most), steps[-1])
    places = [place for place, span in enumerate(among) if span.number % step == 0] or [0] * bool(among)
    return [Tick(place, _short(among[place], unit, is_first=place == places[0])) for place in places]


def _ticks(among: Sequence[Span], step: int) -> int:
    return sum(span.number % step == 0 for span in among)


def _span(number: int, unit: Unit) -> Span:
    begin = max(number * unit.months, 12)  # there is no year 0
    end = min((number + 1) * unit.months - 1, _LAST_MONTH)
    first, last = date(begin // 12, begin % 12 + 1, 1), date(end // 12, end % 12 + 1, 1)
    last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return Span(number, first, last, _name(first, number, unit))


def _name(first: date, number: int, unit: Unit) -> str:
    if unit.name == "month":
        return day(first, "month")
    if unit.name == "year":
        return day(first, "year")
    begin = number * unit.months // 12
    return decade(begin) if unit.name == "decade" else f"{begin}–{begin + 99}"


def _short(span: Span, unit: Unit, *, is_first: bool) -> str:
    """The label of a tick: a year, or a month, with its year where the axis begins."""
    if unit.name != "month":
        return str(span.number * unit.months // 12)
    if span.first.month == 1:
        return str(span.first.year)
    return short_month(span.first) if is_first else month_name(span.first)
