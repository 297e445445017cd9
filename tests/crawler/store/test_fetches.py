from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.archive import Location
from crawler.records import Release
from crawler.store import Fetch, Store, fetches, releases, sources
from crawler.store.releases import Incoming, Reason

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://www.example.org/press/1"
PAGE = Fetch(URL, "example", NOW, 200, None, 10, 100, Location("one.warc.gz", 0, 10), digest="a")


def record(store: Store, *found: Fetch) -> list[int]:
    with store.writing() as connection:
        sources.ensure(connection, "example")
        return [fetches.record(connection, fetch) for fetch in found]


def captured(store: Store, fetch: int | None = None) -> list[datetime]:
    """When the captures of a release are from that was read from a fetch."""
    with store.writing() as connection:
        sources.ensure(connection, "example")
        incoming = Incoming("one", "example", Release(URL, "A bridge opens", "It is open."), Reason.FETCHED, fetch)
        releases.put(connection, [incoming], NOW)
    release = store.release("one")
    assert release is not None
    return [capture.at for capture in store.captures(release)]


def test_captures_are_the_whole_good_pages_in_the_order_of_time(store: Store) -> None:
    days = [NOW + timedelta(days=number) for number in range(7)]
    record(
        store,
        replace(PAGE, at=days[3]),
        replace(PAGE, at=days[1]),
        replace(PAGE, at=days[0], status=None),  # imported
        replace(PAGE, at=days[2], status=404),
        replace(PAGE, at=days[4], digest=None),  # the same again: a revisit, without a body
        replace(PAGE, at=days[5], location=None),
        replace(PAGE, at=days[6], directives=("noarchive",)),
        replace(PAGE, url="https://www.example.org/press/2"),
    )
    assert captured(store) == [days[0], days[1], days[3]]


def test_the_page_that_a_release_was_read_from_is_one_whatever_its_address(store: Store) -> None:
    (number,) = record(store, replace(PAGE, url="https://www.example.org/press/1?print"))
    assert captured(store, number) == [NOW]


def test_what_was_never_archived_has_none(store: Store) -> None:
    assert captured(store) == []
