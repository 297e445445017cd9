"""Years and months of other calendars, to days of the Gregorian one.

Thai dates count the years of the Buddhist era (2567 is 2024), Iranian ones are those of the solar Hijri calendar,
Japanese ones may name an emperor's era, Taiwanese ones count from the founding of the republic (113 is 2024).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from persiantools.jdatetime import JalaliDate

BUDDHIST = 543
"""Years that the Buddhist era is ahead."""

REPUBLIC = 1911
"""The year before the first of the Republic of China."""

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
"""The year before the first of a Japanese era."""

_PERSIAN = """
فروردین/فروردين اردیبهشت/ارديبهشت خرداد تیر/تير مرداد/امرداد شهریور/شهريور مهر آبان آذر دی/دي بهمن اسفند
"""
_THAI = """
มกราคม/ม.ค. กุมภาพันธ์/ก.พ. มีนาคม/มี.ค. เมษายน/เม.ย. พฤษภาคม/พ.ค. มิถุนายน/มิ.ย. กรกฎาคม/ก.ค. สิงหาคม/ส.ค.
กันยายน/ก.ย. ตุลาคม/ต.ค. พฤศจิกายน/พ.ย. ธันวาคม/ธ.ค.
"""


def numbered(months: str) -> Iterator[tuple[str, int]]:
    """Names with their numbers from 1, of one year's months parted by blanks, variants by "/"."""
    for number, variants in enumerate(months.split(), start=1):
        yield from ((variant, number) for variant in variants.split("/"))


PERSIAN_MONTHS = dict(numbered(_PERSIAN))
THAI_MONTHS = dict(numbered(_THAI))


def from_persian(year: int, month: int, day: int) -> date | None:
    """The day of a solar Hijri date; None where there is no such day."""
    try:
        return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    except ValueError:
        return None


def from_buddhist_year(year: int) -> int:
    """ "2567" and "67" alike are 2024."""
    return (year + 2500 if year < 100 else year) - BUDDHIST
