"""Calendar dates in text, as people write them in many languages and calendars; and dates as machines write them.

A date between other digits is none, and so is one outside the years 1990 to 2099: phone numbers and case numbers look
like those more often than releases are that old.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .calendars import ERAS, PERSIAN_MONTHS, REPUBLIC, THAI_MONTHS, from_buddhist_year, from_persian
from .months import MONTHS

FIRST_YEAR, LAST_YEAR = 1990, 2099


def _one_of(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_MONTH = _one_of(MONTHS)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)"
_ZEROS = "٠۰०০๐０"  # Arabic, Persian, Devanagari, Bengali, Thai, full-width
_DIGITS = {ord(zero) + number: str(number) for zero in _ZEROS for number in range(10)}

_ISO = re.compile(rf"(?<![\d/.-]){_YEAR}(?P<sep>[-/.])(?P<month>[01]?\d)(?P=sep){_DAY}(?!\d)(?!(?P=sep)\d)")
_EAST_ASIAN = re.compile(rf"(?<!\d){_YEAR}\s*[年년]\s*(?P<month>[01]?\d)\s*[月월]\s*{_DAY}\s*[日일号號]")
_DAY_MONTH_YEAR = re.compile(
    rf"(?<![\d.]){_DAY}(?:\.|º|er|st|nd|rd|th)?[\s-]*(?:of\s+|de\s+|d['’]|di\s+|ב)?(?P<name>{_MONTH})(?!\w)\.?,?"
    rf"(?:\s+(?:de|del|do|of|năm)\b)?[\s,-]*{_YEAR}(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(rf"(?<!\w)(?P<name>{_MONTH})(?!\w)\.?\s*{_DAY}(?:st|nd|rd|th)?\.?,?\s+{_YEAR}(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d){_YEAR}(?:\.|\s[mթ]\.)?\s+(?P<name>{_MONTH})(?!\w)\.?\s+{_DAY}(?!\d)")
# Kazakh, Uzbek, Latvian: "2024 жылғы 3 мамыр", "2024-yil 3-may", "2024. gada 3. maijā".
_YEAR_DAY_MONTH = re.compile(
    rf"(?<!\d){_YEAR}[-.]?\s?(?:жыл\w*|ж\.|йил\w*|yil\w*|gada)\s+{_DAY}[-.]?\s?(?P<name>{_MONTH})(?!\w)"
)
_NUMERIC = re.compile(
    r"(?<![\d./-])(?P<a>[0-3]?\d)(?P<sep>[./-])\s?(?P<b>[0-3]?\d)(?P=sep)\s?(?P<year>(?:19|20|25)?\d\d)(?![\d/])(?![.-]\d)"
)
_NUMBER = re.compile(r"\d|[〇零一二三四五六七八九]年")
_HAN_DIGITS = "〇一二三四五六七八九"
_HAN = re.compile(
    r"(?P<year>[〇零一二三四五六七八九]{4})年(?P<month>[〇零一二三四五六七八九十]{1,2})月(?P<day>[〇零一二三四五六七八九十]{1,3})日"
)
_OF_ERA = re.compile(
    rf"(?:(?P<era>{_one_of(ERAS)})|(?:中華)?民國|(?<!\d)(?=1\d\d年))\s*(?P<year>\d{{1,3}}|元)\s*年\s*(?P<month>[01]?\d)\s*月"
    rf"\s*{_DAY}\s*日"
)
_THAI = re.compile(
    rf"(?<!\d){_DAY}\s*(?P<name>{_one_of(THAI_MONTHS)})\s*(?:พ\.ศ\.|พ\.\s?ศ\.)?\s*(?P<year>2[45]\d\d|[5-9]\d)(?!\d)"
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_PERSIAN_NAMED = re.compile(
    rf"(?<!\d){_DAY}\s*(?P<name>{_one_of(PERSIAN_MONTHS)})\s*(?:ماه)?\s*(?:سال)?\s*(?P<year>1[34]\d\d)(?!\d)"
)
_PERSIAN_NUMERIC = re.compile(rf"(?<!\d)(?P<year>1[34]\d\d)(?P<sep>[/.-])(?P<month>[01]?\d)(?P=sep){_DAY}(?!\d)")
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


Reader = Callable[[str, bool], Iterator[Found]]
"""Finds dates of one form in a text that `_plain` gave; the flag says whether months go first."""


def find_dates(text: str, month_first: bool = False) -> list[Found]:
    """All dates in a text, in its order. `month_first` reads 1/2/2019 as Americans do (13 can only be a day)."""
    if not _NUMBER.search(text):  # most lines
        return []
    plain = _plain(text)
    found: list[Found] = []
    for reader in _readers(text):
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


def _readers(text: str) -> Sequence[Reader]:
    if text.isascii():
        return _READERS
    # "1403/05/12" may be any number where nothing is written in Arabic letters or digits.
    return (*_READERS, *_OTHER_CALENDARS, *(_PERSIAN_CALENDAR if _ARABIC.search(text) else ()))


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
        yield from _found(match, _day(int(groups["year"]), month, int(groups["day"])))


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
    """30.10.2019, 30/10/19, 10/30/2019, 30/10/2562: a dotted date has its day first everywhere."""
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
        year = from_buddhist_year(year) if year >= 2500 else year if year > 99 else year + 2000
        swapped = second > 12 or (month_first and match["sep"] != "." and first <= 12)
        yield from _found(match, _day(year, first, second) if swapped else _day(year, second, first))


def _year_day_month(text: str, _month_first: bool) -> Iterator[Found]:
    return _matches(_YEAR_DAY_MONTH, text)


def _han(text: str, _month_first: bool) -> Iterator[Found]:
    """二〇二四年五月三十日"""
    for match in _HAN.finditer(text):
        month, day = _han_number(match["month"]), _han_number(match["day"])
        yield from _found(match, _day(_positional(match["year"]), month, day))


def _han_number(text: str) -> int:
    """十 is 10, 十二 12, 二十 20, 三十一 31, and 一一 is 11; 0 for what is no number."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _positional(ones)
    return 10 * (_positional(tens) if tens else 1) + _positional(ones) if "十" not in tens else 0


def _positional(text: str) -> int:
    return int("".join(str(_HAN_DIGITS.index(sign)) for sign in text.replace("零", "〇")) or 0)


def _of_era(text: str, _month_first: bool) -> Iterator[Found]:
    """令和6年5月3日, 民國113年5月3日"""
    for match in _OF_ERA.finditer(text):
        year = ERAS.get(match["era"] or "", REPUBLIC) + (1 if match["year"] == "元" else int(match["year"]))
        yield from _found(match, _day(year, int(match["month"]), int(match["day"])))


def _thai(text: str, _month_first: bool) -> Iterator[Found]:
    """3 พฤษภาคม 2567"""
    for match in _THAI.finditer(text):
        year = from_buddhist_year(int(match["year"]))
        yield from _found(match, _day(year, THAI_MONTHS[match["name"]], int(match["day"])))


def _persian_named(text: str, _month_first: bool) -> Iterator[Found]:
    for match in _PERSIAN_NAMED.finditer(text):
        yield from _found(match, from_persian(int(match["year"]), PERSIAN_MONTHS[match["name"]], int(match["day"])))


def _persian_numeric(text: str, _month_first: bool) -> Iterator[Found]:
    """۱۴۰۳/۰۵/۱۲"""
    for match in _PERSIAN_NUMERIC.finditer(text):
        yield from _found(match, from_persian(int(match["year"]), int(match["month"]), int(match["day"])))


def _found(match: re.Match[str], day: date | None) -> Iterator[Found]:
    if day is not None:
        yield Found(day, match.start(), match.end())


_READERS: tuple[Reader, ...] = (
    _iso,
    _east_asian,
    _day_month_year,
    _month_day_year,
    _year_month_day,
    _year_day_month,
    _numeric,
)
_OTHER_CALENDARS: tuple[Reader, ...] = (_han, _of_era, _thai)
_PERSIAN_CALENDAR: tuple[Reader, ...] = (_persian_named, _persian_numeric)
