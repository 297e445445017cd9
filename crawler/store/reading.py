"""How whole tables are read: a few rows at a time, in an order that both databases and Python agree on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, collate

READ = 500  # rows at a time: bounds memory


def by_characters(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    """A column of texts in the order of their characters' numbers, which is that of their bytes in UTF-8."""
    return column if connection.dialect.name == "sqlite" else collate(column, "C")
