from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.spans import MOST, UNITS, counts, spans, ticks, unit_for

MONTH, YEAR, DECADE, CENTURY = UNITS
MONTHS = st.lists(st.integers(12, 12 * 9999 + 11), unique=True, min_size=1, max_size=30).map(sorted)


def month(year: int, number: int) -> int:
    return 12 * year + number - 1


@settings(deadline=None)
@given(MONTHS, st.sampled_from(["auto", "month", "year"]))
def test_spans_follow_each_other_without_a_gap_and_lose_nothing(months: list[int], asked: str) -> None:
    unit = unit_for(months, asked)
    found = spans(months, unit)
    assert len(found) <= MOST
    assert all(after.first == before.last + timedelta(days=1) for before, after in pairwise(found))
    assert counts(dict.fromkeys(months, 2), unit, found) == [
        2 * sum(span.first.year * 12 + span.first.month - 1 <= one <= span.last.year * 12 + span.last.month - 1
                for one in months)
        for span in found
    ]  # fmt: skip
    assert counts(dict.fromkeys(months, 1), unit, found)[0] > 0
    assert counts(dict.fromkeys(months, 1), unit, found)[-1] > 0


@settings(deadline=None)
@given(MONTHS, st.integers(1, 12))
def test_ticks_are_few_and_in_order(months: list[int], most: int) -> None:
    unit = unit_for(months, "auto")
    found = ticks(spans(months, unit), unit, most)
    assert 1 <= len(found) <= most
    assert [tick.place for tick in found] == sorted({tick.place for tick in found})


@pytest.mark.parametrize(
    ("first", "last", "asked", "unit"),
    [
        (month(2019, 3), month(2019, 3), "auto", MONTH),
        (month(2018, 1), month(2020, 12), "auto", MONTH),
        (month(2018, 1), month(2021, 1), "auto", YEAR),
        (month(2018, 1), month(2018, 2), "year", YEAR),
        (month(2010, 1), month(2019, 12), "month", MONTH),
        (month(2010, 1), month(2020, 1), "month", YEAR),
        (month(1950, 1), month(2020, 1), "auto", DECADE),
        (month(1, 1), month(9999, 12), "year", CENTURY),
    ],
)
def test_the_unit_fits(first: int, last: int, asked: str, unit: object) -> None:
    assert unit_for([first, last], asked) is unit


def test_nothing_has_no_spans() -> None:
    assert spans([], unit_for([], "auto")) == []
    assert ticks([], MONTH, 5) == []


def test_how_they_are_named() -> None:
    assert [span.name for span in spans([month(2019, 12), month(2020, 1)], MONTH)] == ["December 2019", "January 2020"]
    assert [span.name for span in spans([month(2019, 12), month(2020, 1)], YEAR)] == ["2019", "2020"]
    assert [span.name for span in spans([month(1987, 1)], DECADE)] == ["1980s"]
    assert [span.name for span in spans([month(1987, 1)], CENTURY)] == ["1900–1999"]
    assert spans([month(5, 1)], DECADE)[0].first.isoformat() == "0001-01-01"


def test_ticks_stand_at_round_months_and_years() -> None:
    found = spans([month(2018, 2), month(2020, 5)], MONTH)
    assert [tick.label for tick in ticks(found, MONTH, 10)] == [
        "Apr 2018", "Jul", "Oct", "2019", "Apr", "Jul", "Oct", "2020", "Apr",
    ]  # fmt: skip
    assert [tick.label for tick in ticks(spans([month(1998, 1), month(2021, 1)], YEAR), YEAR, 5)] == [
        "2000", "2005", "2010", "2015", "2020",
    ]  # fmt: skip
