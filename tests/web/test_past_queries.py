from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from web import past_queries
from web.past_queries import DAYS, PastQueries, may_be_kept

FIRST = date(2026, 11, 1)


class Clock:
    """A day that can be set."""

    def __init__(self) -> None:
        self.day = FIRST

    def __call__(self) -> date:
        return self.day


def ask(path: Path, clock: Clock, *queries: str) -> None:
    """Asks queries today, in a process of its own as it were."""
    past = PastQueries(path, clock)
    for q in queries:
        past.remember(q)
    past.close()


def found(path: Path, typed: str, clock: Clock | None = None) -> list[str]:
    return list(PastQueries(path, clock or Clock()).beginning(typed, 5))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "queries.db"


def test_a_query_is_offered_when_it_was_asked_on_enough_days(path: Path) -> None:
    clock = Clock()
    for day in range(DAYS):
        assert found(path, "coll", clock) == []
        for _ in range(5):  # many times a day count once
            ask(path, clock, "Collective  Security", "other words")
        clock.day += timedelta(days=1 + day)
    assert found(path, "coll", clock) == ["Collective Security"]
    assert found(path, "secu", clock) == ["Collective Security"]
    assert found(path, "COLLECTVE sec", clock) == ["Collective Security"]
    assert found(path, "", clock) == found(path, "curity", clock) == []


def test_before_that_nothing_of_it_is_in_the_file(path: Path) -> None:
    ask(path, Clock(), "embarrassing question")
    assert "embarrass" not in path.read_bytes().decode("latin-1")
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM queries").fetchone() == (0,)
        ((mark, days, last),) = database.execute("SELECT * FROM marks")
    assert (mark < 1 << 24, days, last) == (True, 1, FIRST.toordinal())


def test_what_is_kept_says_nothing_but_days(path: Path) -> None:
    clock = Clock()
    for _ in range(DAYS + 1):
        ask(path, clock, "peace talks")
        clock.day += timedelta(days=1)
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT * FROM queries").fetchall()
        columns = {row[1] for table in ("queries", "marks") for row in database.execute(f"PRAGMA table_info({table})")}
    assert rows == [("peace talks", "peace talks", DAYS + 1, (clock.day - timedelta(days=1)).toordinal())]
    assert columns == {"words", "written", "days", "last", "mark"}


@pytest.mark.parametrize(
    "q",
    [
        "",
        "?!",
        "ab",
        "me@example.org",
        "+43 664 1234567",
        "0664 123 45 67",
        "664 12 34 567",
        "https://example.org",
        "www.example.org",
        "example.org/path",
        "title:peace",
        '"a phrase"',
        "disarm*",
        "one two three four five six seven eight nine",
        "a" * 81,
    ],
)
def test_what_is_never_kept(q: str) -> None:
    assert not may_be_kept(q)


@pytest.mark.parametrize(
    "q",
    ["peace", "Elections 2024", "l'accord d'Estonie", "集体安全", "counter-terrorism", "безопасность", "U.S. Senate"],
)
def test_what_may_be_kept(q: str) -> None:
    assert may_be_kept(q)


def test_what_nobody_asks_for_is_forgotten(path: Path) -> None:
    clock = Clock()
    for _ in range(DAYS):
        ask(path, clock, "peace talks")
        clock.day += timedelta(days=1)
    ask(path, clock, "asked once")
    clock.day += timedelta(days=past_queries.KEPT)
    assert found(path, "peace", clock) == []
    ask(path, clock, "something else")
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM queries").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM marks").fetchone() == (1,)


def test_a_month_between_two_askings_begins_anew(path: Path) -> None:
    clock = Clock()
    for _ in range(2 * DAYS):
        ask(path, clock, "peace talks")
        clock.day += timedelta(days=past_queries.KEPT_MARKS + 1)
    assert found(path, "peace", clock) == []


def test_there_are_never_too_many(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_queries, "MOST", 5)
    monkeypatch.setattr(past_queries, "MOST_MARKS", 7)
    clock = Clock()
    for _ in range(DAYS):
        ask(path, clock, *(f"query {letter * 3}" for letter in "abcdefghij"))
        clock.day += timedelta(days=1)
    ask(path, clock, *(f"new {letter * 3}" for letter in "abcdefghij"))
    clock.day += timedelta(days=1)
    ask(path, clock, "and on the next day")
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM queries").fetchone() == (5,)
        assert database.execute("SELECT count(*) FROM marks").fetchone() == (8,)


def _ask_in_a_process(path: Path, number: int) -> None:
    for day in range(DAYS):
        clock = Clock()
        clock.day += timedelta(days=day)
        ask(path, clock, "peace talks", f"own {chr(97 + number) * 4}")


def test_several_processes_write_at_once(path: Path) -> None:
    context = get_context("spawn")
    processes = [context.Process(target=_ask_in_a_process, args=(path, number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert set(found(path, "own")) == {"own aaaa", "own bbbb", "own cccc"}


def test_a_file_that_cant_be_used_disturbs_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "queries.db"
    path.write_bytes(b"no database, but long enough to look at for one" * 100)
    past = PastQueries(path)
    past.remember("peace talks")
    past.write()
    assert past.beginning("peace", 5) == []
    past.close()
    assert "can't be kept" in caplog.text
    assert "can't be read" in caplog.text
    assert "peace" not in caplog.text
