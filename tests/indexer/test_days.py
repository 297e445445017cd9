from __future__ import annotations

from datetime import date

import pytest

from indexer.days import Days, days


def between(first: date | None, last: date | None) -> Days:
    return Days(first.toordinal() if first else None, last.toordinal() if last else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", between(date(2019, 1, 1), date(2019, 12, 31))),
        ("2020-02", between(date(2020, 2, 1), date(2020, 2, 29))),
        ("2019-10-30", between(date(2019, 10, 30), date(2019, 10, 30))),
        ("2019-1-3", between(date(2019, 1, 3), date(2019, 1, 3))),
        ("2019..2020", between(date(2019, 1, 1), date(2020, 12, 31))),
        ("2019-10..", between(date(2019, 10, 1), None)),
        ("..2018", between(None, date(2018, 12, 31))),
    ],
)
def test_dates_and_ranges(text: str, expected: Days) -> None:
    assert days(text) == expected


@pytest.mark.parametrize("text", ["", "..", "2019-13", "2019-02-30", "0000", "yesterday", "2019...2020", "19", "٢٠١٩"])
def test_what_is_no_date(text: str) -> None:
    assert days(text) is None


def test_after_and_before_leave_the_whole_period_out() -> None:
    assert Days.after(days("2019")) == between(date(2020, 1, 1), None)
    assert Days.before(days("2019-10")) == between(None, date(2019, 9, 30))
    assert Days.after(days("9999")) is None
    assert Days.before(days("0001")) is None
    assert Days.after(None) is None


def test_shown_in_full() -> None:
    assert str(days("2019..2020-06")) == "date:2019-01-01..2020-06-30"
    assert str(days("2019-10-30")) == "date:2019-10-30"
    assert str(days("..2018")) == "date:..2018-12-31"
