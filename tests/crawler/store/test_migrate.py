"""A store of an earlier version, with everything in it, comes up to this one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, select

from crawler.records import Release, State
from crawler.settings import StoreSettings
from crawler.store import Store, StoreUnreadableError, feed, frontier, known, leases, migrate, overview, releases
from crawler.store.releases import to_json
from crawler.store.schema import fetches, queues
from crawler.store.schema import metadata as schema
from crawler.visits import Cause, Kind, Rank, UrlState

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOSTS = {"www.example.org": NOW - HOUR, "news.example.org": NOW + HOUR}  # and when each may be asked next
# kind, state, visits and when it is visited next, of URLs that are called after their place here
URLS: list[tuple[str, str, str, int, datetime | None]] = [
    ("www.example.org", "seed", "read", 9, NOW),
    ("www.example.org", "page", "release", 2, NOW + 5 * HOUR),
    ("www.example.org", "page", "new", 0, NOW),
    ("www.example.org", "listing", "new", 0, NOW - HOUR),
    ("www.example.org", "page", "dropped", 1, None),
    ("news.example.org", "page", "new", 0, NOW),
]
CONTENT = Release("https://www.example.org/1", "A quay", "The quay opens.", NOW)


def moment(at: datetime | None) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%d %H:%M:%S.%f")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of version 0001 with a source, its frontier, and a release with two revisions."""
    path = tmp_path / "pressroom.db"
    at_version(path, "0001")
    with sqlite3.connect(path) as connection:
        fill(connection)
    connection.close()
    return path


def at_version(path: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def fill(connection: sqlite3.Connection) -> None:
    start = json.dumps(["https://www.example.org/"])
    connection.execute(
        "insert into sources values ('harbour', 'Harbour Board', 'HB', ?, '', ?, 'slow', ?)",
        (start, moment(NOW), moment(NOW - HOUR)),
    )
    connection.executemany(
        "insert into hosts values (?, ?, 'killed', ?, ?, 200, ?, null)",
        [(host, moment(at), moment(NOW), moment(NOW), b"User-agent: *") for host, at in HOSTS.items()],
    )
    connection.executemany(
        "insert into urls (url, host, source, kind, state, visits, next_at, found_at, reason, failures, etag, release) "
        "values (?, ?, 'harbour', ?, ?, ?, ?, ?, 'as it was', 0, '\"1\"', ?)",
        [
            (f"https://{host}/{n}", host, kind, state, visits, moment(at), moment(NOW), "one" if n == 1 else None)
            for n, (host, kind, state, visits, at) in enumerate(URLS)
        ],
    )
    connection.execute(
        "insert into fetches values (7, ?, 'harbour', ?, 200, null, 40, 900, 'a.warc.gz', 5, 6)",
        (CONTENT.url, moment(NOW)),
    )
    connection.execute("insert into releases values ('one', 'harbour', 'changed', 2, ?, ?, 7)", [moment(NOW)] * 2)
    connection.executemany(
        "insert into revisions values ('one', ?, ?, 'fetched', ?, ?)",
        [(number, moment(NOW), CONTENT.digest, json.dumps(to_json(CONTENT))) for number in (1, 2)],
    )
    connection.executemany("insert into changes values (?, 'one', ?)", [(1, moment(NOW)), (2, moment(NOW))])
    connection.execute("update feed_head set seq = 2")


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(StoreSettings(url=f"sqlite:///{path}"))
    yield opened
    opened.close()


def test_only_a_command_that_may_write_migrates(path: Path) -> None:
    with pytest.raises(StoreUnreadableError, match="pressroom up"):
        Store.open(StoreSettings(url=f"sqlite:///{path}"), create=False)


def test_the_tables_are_those_of_the_schema(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema) == []
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_releases_and_the_feed_are_all_there(store: Store) -> None:
    kept = store.release("one")
    assert kept is not None
    assert (kept.content, kept.revision, kept.state, kept.first_seen) == (CONTENT, 2, State.CHANGED, NOW)
    with store.reading() as connection:
        assert feed.after(connection, 0, 10) == (["one"], 2)
        assert [each.number for each in releases.history(connection, "one")] == [1, 2]
        (page,) = releases.archived(connection, ["harbour"])
        assert (page.fetch, page.file, page.offset, page.length) == (7, "a.warc.gz", 5, 6)
        fetch = connection.execute(select(fetches)).one()
        assert (fetch.digest, fetch.final_url, fetch.directives) == (None, None, "")


def test_sources_keep_their_state(store: Store) -> None:
    with store.reading() as connection:
        (state,) = overview.states(connection, NOW)
    assert (state.name, state.state, state.last_success, state.last_error) == ("harbour", "crawling", NOW, "slow")
    assert (state.releases, state.known, state.queued, state.budget) == (1, 6, 3, None)


def test_urls_keep_their_state_and_get_a_rank(store: Store) -> None:
    with store.reading() as connection:
        found = [known.url(connection, f"https://{host}/{n}") for n, (host, *_) in enumerate(URLS)]
    assert [each and (each.kind, each.state, each.visits, each.next_at) for each in found] == [
        (Kind(kind), UrlState(state), visits, at) for _, kind, state, visits, at in URLS
    ]
    ranks = [Rank.SEED, Rank.PAGE, Rank.PAGE, Rank.LISTING, Rank.PAGE, Rank.PAGE]
    assert [each and each.rank for each in found] == ranks
    assert [each and each.cause for each in found] == [Cause.NONE] * 4 + [Cause.OTHER, Cause.NONE]
    assert {each and each.reason for each in found} == {"as it was"}
    assert [each and each.release for each in found] == [None, "one", None, None, None, None]


def test_queues_are_made_of_the_urls_and_keep_the_pauses_of_hosts(store: Store) -> None:
    with store.reading() as connection:
        rows = connection.execute(select(queues).order_by(queues.c.host)).all()
    assert [(row.host, row.known, row.waiting, row.due_at, row.ready_at) for row in rows] == [
        ("news.example.org", 1, 1, NOW, NOW + HOUR),
        ("www.example.org", 5, 2, NOW - HOUR, NOW - HOUR),
    ]


def test_the_crawl_goes_on_where_it_was(store: Store) -> None:
    with store.writing() as connection:
        held = leases.lease(connection, "me", ["harbour"], NOW)
        assert held is not None
        assert (held.url, held.rank, held.visits, held.etag) == ("https://www.example.org/0", Rank.SEED, 9, '"1"')
        assert (held.robots_status, held.robots_body, held.strain) == (200, b"User-agent: *", 0.0)
        assert leases.lease(connection, "me", ["harbour"], NOW) is None  # the other host rests
        assert frontier.count_due(connection, ["harbour"], NOW) == 4
        leases.give_back(connection, held, "me", NOW)
        again = leases.lease(connection, "me", ["harbour"], NOW + 2 * HOUR)
        assert again is not None


def test_it_can_be_written_to(store: Store) -> None:
    with store.writing() as connection:
        row = {"url": "https://www.example.org/", "source": "harbour", "at": NOW, "milliseconds": 1, "bytes": 1}
        key = connection.execute(insert(fetches), row | {"directives": ""}).inserted_primary_key
    assert key == (8,)


def test_an_open_store_is_left_alone_by_a_second_one(store: Store, path: Path) -> None:
    other = Store.open(StoreSettings(url=f"sqlite:///{path}"), create=False)
    assert other.seq() == store.seq() == 2
    other.close()


def test_families_are_made_of_the_links_that_are_there(tmp_path: Path) -> None:
    path = tmp_path / "pressroom.db"
    at_version(path, "0003")
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "insert into releases (id, source, state, revision, first_seen, last_seen) "
            "values (?, 's', 'live', 1, ?, ?)",
            [(name, moment(NOW - age * HOUR), moment(NOW)) for age, name in enumerate("abcd")],
        )
        pairs = [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")]
        connection.executemany("insert into likenesses values (?, ?, 0.9)", pairs)
    connection.close()
    Store.open(StoreSettings(url=f"sqlite:///{path}")).close()
    with sqlite3.connect(path) as connection:
        assert dict(connection.execute("select id, family from releases")) == {"a": "c", "b": "c", "c": "c", "d": None}
    connection.close()
