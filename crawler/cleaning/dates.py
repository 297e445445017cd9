"""Calendar dates in text, as people write them in many languages; and dates as machines write them.

A date between other digits is none, and so is one outside the years 1990 to 2099: phone numbers and case numbers look
like those more often than releases are that old.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .months import MONTHS

FIRST_YEAR, LAST_YEAR = 1990, 2099

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)"
_ZEROS = "٠۰०০０"  # Arabic, Persian, Devanagari, Bengali, full-width
_DIGITS = {ord(zero) + number: str(number) for zero in _ZEROS for number in range(10)}

_ISO = re.compile(rf"(?<![\d/.-]){_YEAR}(?P<sep>[-/.])(?P<month>[01]?\d)(?P=sep){_DAY}(?!\d)(?!(?P=sep)\d)")
_EAST_ASIAN = re.compile(rf"(?<!\d){_YEAR}\s*[年년]\s*(?P<month>[01]?\d)\s*[月월]\s*{_DAY}\s*[日일号號]")
_DAY_MONTH_YEAR = re.compile(
    rf"(?<![\d.]){_DAY}(?:\.|º|er|st|nd|rd|th)?[\s-]*(?:of\s+|de\s+|d['’]|di\s+)?(?P<name>{_MONTH})\b\.?,?"
    rf"(?:\s+(?:de|del|do|of)\b)?[\s,-]*{_YEAR}(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(rf"\b(?P<name>{_MONTH})\b\.?\s*{_DAY}(?:st|nd|rd|th)?\.?,?\s+{_YEAR}(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d){_YEAR}\.?\s+(?P<name>{_MONTH})\b\.?\s+{_DAY}(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d./-])(?P<a>[0-3]?\d)(?P<sep>[./-])\s?(?P<b>[0-3]?\d)(?P=sep)\s?(?P<year>(?:19|20)?\d\d)(?![\d/])(?![.-]\d)"
)
_BASIC_ISO = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d:?\d\d)?")
_CLOCK = re.compile(
    r"(?:T|,?\s)\s*(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?(?![\w:])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text, with its place."""

    day: date
    start: int
    end: int


def find_dates(text: str, month_first: bool = False) -> list[Found]:
    """All dates in a text, in its order. `month_first` reads 1/2/2019 as Americans do (13 can only be a day)."""
    plain = _plain(text)
    found: list[Found] = []
    for reader in _READERS:
        for one in reader(plain, month_first):
            if all(one.end <= other.start or one.start >= other.end for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def parse_machine(value: str, month_first: bool = False) -> date | datetime | None:
    """A date in an attribute or in JSON: ISO 8601 in its many variants, RFC 5322, or as people write it; else None.

    A time without a zone names no moment, and midnight sharp is how systems write "no time": both give the day alone.
    """
    value = value.strip()[:100]
    basic = _BASIC_ISO.fullmatch(value)
    if basic:
        year, month, day, *clock = basic.groups()
        return _with_clock(_day(int(year), int(month), int(day)), clock)
    found = find_dates(value, month_first)
    if not found:
        return None
    clock_found = _CLOCK.match(_plain(value).upper(), found[0].end)
    return _with_clock(found[0].day, clock_found.groups() if clock_found else ())


def _plain(text: str) -> str:
    """Lower case with European digits, of the same length, so that places stay right."""
    digits = text.translate(_DIGITS)
    lower = digits.lower()
    if len(lower) == len(digits):
        return lower
    return "".join(small if len(small := character.lower()) == 1 else character for character in digits)


def _with_clock(day: date | None, clock: Sequence[str | None]) -> date | datetime | None:
    """`clock` is hour, minute, second and zone as written, or empty."""
    hour, minute, second, zone = clock or (None, None, None, None)
    if day is None or hour is None or zone is None:
        return day
    offset = "+00:00" if zone.upper() in ("Z", "UTC", "GMT") else zone
    try:
        moment = datetime.fromisoformat(f"{day.isoformat()}T{int(hour):02}:{minute}:{second or '00'}{offset}")
    except ValueError:
        return day
    return moment if (moment.hour, moment.minute, moment.second) != (0, 0, 0) else day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        groups = match.groupdict()
        month = int(groups["month"]) if "month" in groups else MONTHS[groups["name"]]
        day = _day(int(groups["year"]), month, int(groups["day"]))
        if day:
            yield Found(day, match.start(), match.end())


def _iso(text: str, _month_first: bool) -> Iterator[Found]:
    return _matches(_ISO, text)


def _east_asian(text: str, _month_first: bool) -> Iterator[Found]:
    return _matches(_EAST_ASIAN, text)


def _day_month_year(text: str, _month_first: bool) -> Iterator[Found]:
    return _matches(_DAY_MONTH_YEAR, text)


def _month_day_year(text: str, _month_first: bool) -> Iterator[Found]:
    return _matches(_MONTH_DAY_YEAR, text)


def _year_month_day(text: str, _month_first: bool) -> Iterator[Found]:
    return _matches(_YEAR_MONTH_DAY, text)


def _numeric(text: str, month_first: bool) -> Iterator[Found]:
    """30.10.2019, 30/10/19, 10/30/2019: a dotted date has its day first everywhere."""
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
        year += 0 if year > 99 else 2000
        swapped = second > 12 or (month_first and match["sep"] != "." and first <= 12)
        day = _day(year, first, second) if swapped else _day(year, second, first)
        if day:
            yield Found(day, match.start(), match.end())


_READERS: tuple[Callable[[str, bool], Iterator[Found]], ...] = (
    _iso,
    _east_asian,
    _day_month_year,
    _month_day_year,
    _year_month_day,
    _numeric,
)
