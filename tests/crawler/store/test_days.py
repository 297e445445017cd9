from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crawler.store import Store, days, sources
from crawler.store.days import Tally, total
from crawler.store.schema import source_days

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
VISIT = Tally(requests=1, bytes=5000, milliseconds=40, found=3)


@pytest.fixture
def counted(store: Store) -> Store:
    with store.writing() as connection:
        for name in ("coast", "pilots"):
            sources.ensure(connection, name)
        for day, tally in [(TODAY, VISIT), (TODAY, VISIT), (TODAY - DAY, Tally(failed=1)), (TODAY - 9 * DAY, VISIT)]:
            days.count(connection, "coast", day, tally)
        days.count(connection, "pilots", TODAY, Tally(withdrawn=1))
    return store


def test_what_happens_on_one_day_adds_up(counted: Store) -> None:
    with counted.reading() as connection:
        assert days.since(connection, TODAY - DAY) == {
            "coast": {TODAY - DAY: Tally(failed=1), TODAY: VISIT + VISIT},
            "pilots": {TODAY: Tally(withdrawn=1)},
        }


def test_one_source_from_a_day_on(counted: Store) -> None:
    with counted.reading() as connection:
        assert days.since(connection, TODAY - 9 * DAY, ["coast"]) == {
            "coast": {TODAY - 9 * DAY: VISIT, TODAY - DAY: Tally(failed=1), TODAY: VISIT + VISIT}
        }
        assert days.since(connection, TODAY + DAY) == {}
        assert days.since(connection, TODAY, ["nobody"]) == {}


def test_tallies_add_field_by_field() -> None:
    one = Tally(1, 2, 3, 4, 5, 6, 7, 8)
    assert one + one == Tally(2, 4, 6, 8, 10, 12, 14, 16)
    assert one + Tally() == one


def test_a_total_is_of_so_many_days_from_the_first_on() -> None:
    counts = {TODAY: Tally(new=1), TODAY + DAY: Tally(new=2), TODAY + 7 * DAY: Tally(new=4)}
    assert total(counts, TODAY, 7) == Tally(new=3)
    assert total(counts, TODAY, 8) == Tally(new=7)
    assert total(counts, TODAY + 2 * DAY, 5) == Tally()


def test_truths_are_kept_as_numbers(counted: Store) -> None:
    with counted.writing() as connection:
        days.count(connection, "pilots", TODAY + DAY, Tally(new=True, changed=False))
        row = connection.execute(select(source_days).where(source_days.c.day == TODAY + DAY)).one()
    assert (type(row.new), type(row.changed), row.new) == (int, int, 1)


def test_days_are_listed_by_day_and_source_from_a_place_on(counted: Store) -> None:
    def listed(**wanted: Any) -> tuple[int, list[tuple[str, date]]]:
        number, found = counted.crawl_days(days.Wanted(**wanted))
        return number, [(one.source, one.day) for one in found]

    newest = [("coast", TODAY), ("pilots", TODAY), ("coast", TODAY - DAY), ("coast", TODAY - 9 * DAY)]
    assert listed() == (4, newest)
    assert listed(newest_first=False) == (4, [newest[3], newest[2], newest[0], newest[1]])
    assert listed(limit=1, after=(TODAY, "coast")) == (4, [newest[1]])
    assert listed(newest_first=False, after=(TODAY - DAY, "coast")) == (4, newest[:2])
    assert listed(sources=("pilots", "nobody")) == (1, [newest[1]])
    assert listed(since=TODAY - DAY, until=TODAY - DAY) == (1, [newest[2]])
    assert counted.crawl_days(days.Wanted(limit=1))[1][0].tally == VISIT + VISIT
