from __future__ import annotations

import multiprocessing
import sqlite3
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from crawler.records import Release
from crawler.settings import StoreSettings
from crawler.store import Store, StoreError, StoreUnreadableError, feed, releases, sources
from crawler.store.releases import Incoming, Reason
from crawler.store.schema import metadata

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def settings(path: Path) -> StoreSettings:
    return StoreSettings(url=f"sqlite:///{path}")


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_it_is_in_wal_mode_with_foreign_keys(store: Store) -> None:
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_it_opens_again(tmp_path: Path) -> None:
    Store.open(settings(tmp_path / "a.db")).close()
    assert Store.open(settings(tmp_path / "a.db"), create=False).seq() == 0


def test_reading_does_not_make_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreadableError, match="pressroom up"):
        Store.open(settings(tmp_path / "none.db"), create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_folder_is_made_where_it_is_missing(tmp_path: Path) -> None:
    assert Store.open(settings(tmp_path / "new" / "folder" / "a.db")).seq() == 0


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Store.open(settings(tmp_path / "a.db")).close()
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    with pytest.raises(StoreUnreadableError, match="newer Pressroom"):
        Store.open(settings(tmp_path / "a.db"))


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(StoreUnreadableError, match="not a Pressroom store"):
        Store.open(settings(tmp_path / "a.db"))


def test_a_damaged_database_is_named_as_such_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with_one_release(path).close()
    damaged = bytearray(path.read_bytes())
    damaged[4096:] = b"\xff" * (len(damaged) - 4096)
    path.write_bytes(damaged)
    with pytest.raises(StoreUnreadableError, match="damaged"):
        Store.open(settings(path)).seq()
    assert path.read_bytes() == bytes(damaged)


def test_a_read_only_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with_one_release(path).close()
    store = Store.open(settings(path), create=False)
    with pytest.raises(StoreError, match="can't be written"), store.writing() as connection:
        # Gives the very error of a read-only file (SQLITE_READONLY), also to a user whom no file mode stops.
        connection.exec_driver_sql("PRAGMA query_only = ON")
        sources.ensure(connection, "another")
    store.close()


def test_a_full_disk_says_so_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    store = with_one_release(path)
    with store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    # A limit on the number of pages gives the very error of a full disk (SQLITE_FULL).
    with pytest.raises(StoreError, match="disk is full"), store.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        many = [Incoming(str(n), "example", Release("", "t", "x" * 5000), Reason.IMPORTED) for n in range(200)]
        releases.put(connection, many, NOW)
    assert store.release("one") is not None
    assert store.seq() == 1
    store.close()


@pytest.mark.parametrize("url", ["nonsense", "oracle+nothing://x/y", "sqlite+nothing:///x"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match=r"store\.url"):
        Store.open(StoreSettings(url=url))


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't be made"):
        Store.open(settings(tmp_path / "file" / "a.db"))


def with_one_release(path: Path) -> Store:
    store = Store.open(settings(path))
    with store.writing() as connection:
        sources.ensure(connection, "example")
        releases.put(connection, [Incoming("one", "example", Release("", "t", "text"), Reason.IMPORTED)], NOW)
    with store.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return store


def _write_many(path: Path, name: str) -> None:
    store = Store.open(settings(path))
    for n in range(40):
        with store.writing() as connection:
            sources.ensure(connection, "example")
            item = Incoming(f"{name}{n}", "example", Release("", "t", "text"), Reason.IMPORTED)
            releases.put(connection, [item], NOW)
    store.close()


def _open_new_ones(folder: Path, ready: Barrier, failed: Connection) -> None:
    for name in range(30):
        path = folder / f"{name}.db"
        ready.wait(60)
        try:
            Store.open(settings(path)).close()
        except StoreError as error:
            failed.send(str(error))
    failed.close()


@pytest.mark.slow
def test_processes_that_make_it_at_once_wait_for_each_other(tmp_path: Path) -> None:
    """Each finds a file without a journal yet; SQLite lets one of them change that, and has the others fail at once."""
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(4)
    heard, failed = context.Pipe(duplex=False)
    openers = [context.Process(target=_open_new_ones, args=(tmp_path, ready, failed)) for _ in range(4)]
    for opener in openers:
        opener.start()
    failed.close()
    for opener in openers:
        opener.join(60)
    with pytest.raises(EOFError):
        pytest.fail(heard.recv())


@pytest.mark.slow
def test_writers_in_several_processes_give_out_each_seq_once(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, name)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    store = Store.open(settings(path))
    with store.reading() as connection:
        found, seq = feed.after(connection, 0, 1000)
    assert (len(found), seq) == (120, 120)
    store.close()
