"""How much is read: a few rows at a time, in an order that both databases and Python agree on; many keys in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, collate

READ = 500  # rows at a time: bounds memory
MOST_PARAMETERS = 500  # in one IN (...)

_T = TypeVar("_T")


def by_characters(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    """A column of texts in the order of their characters' numbers, which is that of their bytes in UTF-8."""
    return column if connection.dialect.name == "sqlite" else collate(column, "C")


def chunks(values: Sequence[_T], size: int = MOST_PARAMETERS) -> Iterator[Sequence[_T]]:
    """All values, in parts that one statement takes."""
    return (values[start : start + size] for start in range(0, len(values), size))
