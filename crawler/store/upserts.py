"""INSERT statements that may meet rows with the same key, alike for SQLite and PostgreSQL; each is made once."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

_Insert = sqlite.Insert | postgresql.Insert


def new(connection: Connection, table: Table) -> _Insert:
    """Leaves rows alone that are there already."""
    return _new(connection.dialect.name, table)


def renewed(connection: Connection, table: Table, *columns: str) -> _Insert:
    """Puts the values of these columns in the place of those that are there."""
    return _renewed(connection.dialect.name, table, columns)


def added(connection: Connection, table: Table, *columns: str) -> _Insert:
    """Adds the values of these columns to those that are there."""
    return _added(connection.dialect.name, table, columns)


@cache
def _new(dialect: str, table: Table) -> _Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _renewed(dialect: str, table: Table, columns: tuple[str, ...]) -> _Insert:
    statement = _insert(dialect, table)
    values = {name: statement.excluded[name] for name in columns}
    return statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=values)


@cache
def _added(dialect: str, table: Table, columns: tuple[str, ...]) -> _Insert:
    statement = _insert(dialect, table)
    values = {name: table.c[name] + statement.excluded[name] for name in columns}
    return statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=values)


def _insert(dialect: str, table: Table) -> _Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
