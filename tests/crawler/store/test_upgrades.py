"""A store of any earlier version comes up to this one with every row of every table.

The rows are made from the tables as they were, so that a new step is tested without a word here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    func,
    select,
)

from crawler.settings import StoreSettings
from crawler.store import Store, migrate
from tests.crawler.store.test_migrate import at_version

ROWS = 3
BEGIN = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - as the database keeps it
OWN = {"alembic_version", "feed_head"}  # they have one row, which the steps make
REVISIONS = sorted(script.revision for script in ScriptDirectory(str(migrate.FOLDER)).walk_revisions())


@contextmanager
def opened(path: Path) -> Iterator[tuple[Connection, MetaData]]:
    """A database with its tables as they are."""
    engine, tables = create_engine(f"sqlite:///{path}"), MetaData()
    try:
        with engine.begin() as connection:
            tables.reflect(connection)
            yield connection, tables
    finally:
        engine.dispose()


def made(column: Column[Any], number: int) -> Any:
    """A value that says where it is from; the same for what refers to it."""
    for key in column.foreign_keys:
        return made(key.column, number)
    kinds: tuple[tuple[type[Any], Any], ...] = (
        (Boolean, bool(number % 2)),
        (Integer, number),
        (Float, number / 4),
        (DateTime, BEGIN + timedelta(days=number)),
        (Date, date(2026, 1, number)),
        (LargeBinary, f"{column} {number}".encode()),
        (JSON, {}),
    )
    return next((value for kind, value in kinds if isinstance(column.type, kind)), f"{column} {number}")


def fill(connection: Connection, table: Table) -> None:
    rows = [{column.name: made(column, number) for column in table.columns} for number in range(1, ROWS + 1)]
    connection.execute(table.insert(), rows)


def rows_of(connection: Connection, table: Table, names: list[str]) -> list[tuple[Any, ...]]:
    columns = [table.c[name] for name in names]
    return sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_nothing_is_lost_on_the_way_up(tmp_path: Path, revision: str) -> None:
    path = tmp_path / "pressroom.db"
    at_version(path, revision)
    with opened(path) as (connection, before):
        for table in before.sorted_tables:
            if table.name not in OWN:
                fill(connection, table)
        connection.execute(before.tables["feed_head"].update().values(seq=ROWS))
    Store.open(StoreSettings(url=f"sqlite:///{path}")).close()
    with opened(path) as (connection, after):
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.scalar(select(after.tables["feed_head"].c.seq)) == ROWS
        for name in set(before.tables) - OWN:
            assert name in after.tables, f"{name} is gone"
            table = after.tables[name]
            assert connection.scalar(select(func.count()).select_from(table)) == ROWS, name
            kept = [column.name for column in before.tables[name].columns if column.name in table.c]
            expected = [
                tuple(made(before.tables[name].c[each], number) for each in kept) for number in range(1, ROWS + 1)
            ]
            assert rows_of(connection, table, kept) == sorted(expected, key=repr), name
    Store.open(StoreSettings(url=f"sqlite:///{path}"), create=False).close()


def test_the_steps_are_in_one_line() -> None:
    """No two steps follow the same one: a store comes up one way only."""
    scripts = ScriptDirectory(str(migrate.FOLDER))
    assert scripts.get_heads() == [migrate.HEAD] == REVISIONS[-1:]
