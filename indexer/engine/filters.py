"""Filters, as they are asked for: which documents may be found. How they are tried is in `execute/sieve.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whoosh import query


@dataclass(frozen=True, slots=True)
class HasValue:
    """Documents with any of some values in a column, or with none of them."""

    column: str
    values: tuple[bytes, ...]
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class InRange:
    """Documents with a value from `low` to `high`, both inclusive, as the field takes values; None is open."""

    column: str
    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class Matching:
    """Documents that match a query."""

    query: query.Query


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents that pass each of some filters."""

    filters: tuple[HasValue | InRange, ...]


Filter = HasValue | InRange | AllOf | Matching
