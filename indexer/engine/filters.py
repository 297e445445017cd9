"""Filters over columns and queries, as masks by document that are kept for each segment while it lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from whoosh import query

from indexer.engine import kernels
from indexer.engine.columns import Ordinals
from indexer.engine.execute.evaluate import Evaluator
from indexer.engine.execute.matches import Bytes, Words
from indexer.engine.execute.segment import Segment, Statistics

_FEW = 8  # few are less than one in so many documents
KEPT = 64  # masks of a segment


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


def candidates(segment: Segment, statistics: Statistics, wanted: Sequence[Filter]) -> Words | None:
    """The documents that pass all filters; None where there are no filters."""
    found: Words | None = None
    for each in sorted(wanted, key=lambda one: isinstance(one, Matching)):
        if found is not None:
            found = found[passing(segment, statistics, each, found).view(bool)]
        elif isinstance(each, Matching):
            found = Evaluator(segment, statistics).evaluate(each.query, scored=False).documents
        else:
            found = np.flatnonzero(_mask(segment, each).view(bool)).astype(np.uint32)
    return found


def passing(segment: Segment, statistics: Statistics, wanted: Filter, documents: Words) -> Bytes:
    """1 for each of the documents that passes. Raises KeyError for a column that is not there.

    For few documents their values are looked at; for many a mask of the segment is made and kept.
    """
    if isinstance(wanted, Matching):  # what a tree matches may hang on the whole commit: it is not kept
        found = Evaluator(segment, statistics).evaluate(wanted.query, scored=False, among=documents)
        flags = np.zeros(len(documents), dtype=np.uint8)
        flags[found.among(documents)[0]] = 1
        return flags
    if wanted in segment.masks or len(documents) * _FEW >= segment.size:
        return _mask(segment, wanted)[documents]
    return _test(segment, wanted, documents)


def _mask(segment: Segment, wanted: HasValue | InRange | AllOf) -> Bytes:
    """1 for each document of a segment that passes; the last KEPT are kept."""
    kept = segment.masks.pop(wanted, None)
    segment.masks[wanted] = kept = _test(segment, wanted, None) if kept is None else kept
    for forgotten in list(segment.masks)[:-KEPT]:  # another thread may do the same
        segment.masks.pop(forgotten, None)
    return kept


def _test(segment: Segment, wanted: HasValue | InRange | AllOf, documents: Words | None) -> Bytes:
    """1 for each of some documents, or of all, that passes."""
    if isinstance(wanted, AllOf):
        count = segment.size if documents is None else len(documents)
        tests = (_test(segment, each, documents) for each in wanted.filters)
        return reduce(np.bitwise_and, tests, np.ones(count, dtype=np.uint8))
    if isinstance(wanted, HasValue):
        return _having(segment, wanted, documents)
    return _within(segment, wanted, documents)


def _having(segment: Segment, wanted: HasValue, documents: Words | None) -> Bytes:
    column = segment.column(wanted.column)
    count = segment.size if documents is None else len(documents)
    if column is None:
        return np.full(count, not wanted.wanted).view(np.uint8)
    if not isinstance(column, Ordinals):
        raise KeyError(wanted.column)
    ordinals = [ordinal for value in wanted.values if (ordinal := column.find(value)) is not None]
    if column.starts is None and len(ordinals) == 1:
        own = column.ordinals if documents is None else column.ordinals[documents]
        same: Bytes = ((own == ordinals[0]) == wanted.wanted).view(np.uint8)
        return same
    has = np.zeros(len(column), dtype=np.uint8)
    has[ordinals] = 1
    found: Bytes = np.zeros(count, dtype=np.uint8)
    if column.starts is None:
        found = has[column.ordinals if documents is None else column.ordinals[documents]]
    else:
        numbers = np.arange(count, dtype=np.uint32) if documents is None else documents
        kernels.counting.any_of(numbers, column.starts, column.ordinals, has, found)
    return found if wanted.wanted else 1 - found


def _within(segment: Segment, wanted: InRange, documents: Words | None) -> Bytes:
    numbers = segment.numbers(wanted.column)
    if documents is not None:
        numbers = numbers[documents]
    field = segment.reader.schema[wanted.column]
    found = np.ones(len(numbers), dtype=bool)
    if wanted.low is not None:
        found &= numbers >= numbers.dtype.type(field.to_column_value(wanted.low))
    if wanted.high is not None:
        found &= numbers <= numbers.dtype.type(field.to_column_value(wanted.high))
    return found.view(np.uint8)
