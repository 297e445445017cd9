from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from crawler.records import Release
from crawler.store import Store, days, releases, sources
from crawler.store.days import Tally
from crawler.store.releases import Incoming, Reason

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def put(store: Store, identity: str, at: datetime) -> None:
    content = Release(f"https://www.example.org/{identity}", "A quay", f"The quay {identity} opens.", at)
    with store.writing() as connection:
        sources.ensure(connection, "harbour")
        releases.put(connection, [Incoming(identity, "harbour", content, Reason.FETCHED, None)], at)


def test_an_empty_store_has_figures(store: Store) -> None:
    found = store.figures(NOW, 0)
    assert (found.seq, found.totals, found.oldest_due, found.unindexed_since) == (0, {}, None, None)
    assert found.messages == {"waiting": 0, "sent": 0, "failed": 0}


def test_what_an_index_has_yet_to_follow_has_an_age(store: Store) -> None:
    for number, age in enumerate((3, 2, 1)):
        put(store, str(number), NOW - age * HOUR)
    assert store.figures(NOW, 0).unindexed_since == NOW - 3 * HOUR
    assert store.figures(NOW, 2).unindexed_since == NOW - HOUR
    assert store.figures(NOW, 3).unindexed_since is None
    assert store.figures(NOW, 3).seq == 3


def test_counts_are_of_all_days(store: Store) -> None:
    put(store, "1", NOW)
    with store.writing() as connection:
        days.count(connection, "harbour", date(2020, 1, 1), Tally(requests=5, failed=2, bytes=10, new=1))
        days.count(connection, "harbour", NOW.date(), Tally(requests=1, milliseconds=7))
    total = store.figures(NOW, 0).totals["harbour"]
    assert (total.requests, total.failed, total.bytes, total.milliseconds, total.new) == (6, 2, 10, 7, 1)
