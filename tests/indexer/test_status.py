from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.store import SourceState
from crawler.store.days import Tally
from indexer.status import Status, lines
from tests.web.fakes import source_state

NOW = datetime(2024, 3, 5, 10, 0, tzinfo=UTC)
STATUS = Status(
    releases=1234,
    urls={"release": 1200, "dropped": 90, "gone": 4},
    dropped={"no-release": 60, "robots": 30, "gone": 4},
    queued=17,
    oldest_due=NOW - timedelta(minutes=90),
    archive_bytes=2_500_000_000,
    store_seq=1300,
    index_seq=1290,
    index_error=None,
    sources=[],
)
FAILING = source_state(
    "river",
    "failing",
    note="Its name has no address. It is tried again by itself.",
    last_error="Its name has no address.",
    last_error_kind="dns",
    last_error_at=NOW - timedelta(hours=1),
)
SILENT = source_state(
    "harbour",
    silent_since=datetime(2024, 2, 20, tzinfo=UTC),
    layout_note="Its layout seems to have changed.",
    pace="Slowed down.",
    hub="https://hub.example/",
)


def shown(*sources: SourceState, **values: Any) -> list[str]:
    """The lines on these sources; `values` are other fields of the status."""
    return list(lines(replace(STATUS, sources=list(sources), **values), NOW))


def test_the_totals() -> None:
    assert shown() == [
        "Releases   1,234",
        "URLs       90 dropped, 4 gone, 1,200 release",
        "Dropped    60 read, and no releases; 30 forbidden by robots.txt; 4 gone",
        "Queue      17 wait for their first visit; the oldest visit is due for 1 h 30 min",
        "Archive    2.5 GB",
        "Index      at 1290, 10 changes behind",
        "Sources",
    ]


def test_an_empty_installation() -> None:
    said = shown(urls={}, dropped={}, oldest_due=None, index_seq=None, index_error="There is no index yet.")
    assert "URLs       none" in said
    assert "Dropped    none" in said
    assert "Queue      17 wait for their first visit; nothing is due" in said
    assert "Index      There is no index yet." in said


def test_what_should_be_looked_at_comes_without_being_asked_for() -> None:
    said = shown(source_state("fine"), FAILING, SILENT)
    at = said.index("Look at")
    assert said[at + 1 : said.index("Sources")] == [
        f"  river: {FAILING.note}",
        f"  harbour: {SILENT.silent_note}",
        "  harbour: Its layout seems to have changed.",
    ]
    assert "Look at" not in shown(source_state("fine"))


def test_a_source() -> None:
    said = shown(SILENT)
    first, *rest = said[said.index("Sources") + 1 :]
    words = " ".join(first.split())
    assert words == "harbour ok 12 releases last read 48 min ago, last new 48 min ago, next in 12 min"
    assert rest == [
        "    30 days: 30 addresses found; releases: 28 new, 2 changed, 1 withdrawn; 700 requests (0 failed), 14.0 MB, "
        "answers in 250 ms",
        "    today: 24 of 5,000 requests, 480 kB, 1 new",
        "    queue: 0 of 20 addresses wait for their first visit",
        "    Slowed down.",
        f"    {SILENT.silent_note}",
        "    Its layout seems to have changed.",
        "    its feed names the WebSub hub https://hub.example/",
    ]


def test_an_error_with_its_meaning_and_what_to_do() -> None:
    (line,) = [line for line in shown(FAILING) if "last error" in line]
    assert line.startswith("    last error 1 h ago: Its name has no address. The name is mistyped")
    assert line.endswith("Check the name for a typing mistake.")


def test_a_source_that_waits() -> None:
    visits: dict[str, Any] = {"last_success": None, "last_new": None, "next_due": NOW}
    waiting = source_state("post", "waiting", known=1, queued=1, month=Tally(), note="Soon.", **visits)
    said = shown(waiting)
    assert said[-3].endswith("never read, next now")
    assert said[-2:] == ["    queue: 1 of 1 addresses wait for their first visit", "    Soon."]


def test_all_of_it_by_name() -> None:
    record = replace(STATUS, sources=[SILENT]).as_record()
    assert (record["index_lag"], record["dropped"]["robots"]) == (10, 30)
    (source,) = record["sources"]
    assert (source["month"]["new"], source["response_ms"]) == (28, 250)
    assert source["warnings"] == SILENT.warnings
