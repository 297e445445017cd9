"""Dates as people write them, as ranges of days: "2019", "2019-10", "2019-10-30", "2019..2020-06", "..2018"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last`, both inclusive, as proleptic Gregorian ordinals; None is open."""

    first: int | None
    last: int | None

    @classmethod
    def after(cls, days: Self | None) -> Self | None:
        """All days later than the given ones: after 2019 begins with 1 January 2020."""
        return cls(days.last + 1, None) if days and days.last is not None and days.last < _LAST else None

    @classmethod
    def before(cls, days: Self | None) -> Self | None:
        """All days earlier than the given ones: before 2019 ends with 31 December 2018."""
        return cls(None, days.first - 1) if days and days.first is not None and days.first > 1 else None

    def __str__(self) -> str:
        first, last = (date.fromordinal(day).isoformat() if day else "" for day in (self.first, self.last))
        return f"date:{first}" if first == last else f"date:{first}..{last}"


_LAST = date.max.toordinal()


def days(text: str) -> Days | None:
    """The days that a date or a range of dates names; None when it is none."""
    first, dots, last = text.partition("..")
    if not dots:
        return _span(first)
    begin, end = _span(first) if first else Days(None, None), _span(last) if last else Days(None, None)
    if begin is None or end is None or not (first or last):
        return None
    return Days(begin.first, end.last)


def _span(text: str) -> Days | None:
    """The days of a year, a month or a day."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last = date(year or 0, month or 12, day or calendar.monthrange(year or 0, month or 12)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    return Days(first.toordinal(), last.toordinal())
