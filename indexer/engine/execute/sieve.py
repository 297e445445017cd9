"""Filters in a segment: which of some documents pass.

A filter over a column is tried on the documents that a search found, by their values. That costs little where the
documents are few. A filter that was tried on as many documents as its segment has becomes a bitmap, which is kept
while the segment lives: rent until the rent has come to the price, then buy (Karlin, Manasse, Rudolph and Sleator,
"Competitive snoopy caching", 1988).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from indexer.engine import kernels
from indexer.engine.columns import Ordinals
from indexer.engine.execute.evaluate import Evaluator
from indexer.engine.execute.matches import Bytes, Matches, Words
from indexer.engine.execute.segment import NotSupported, Segment, Statistics
from indexer.engine.filters import AllOf, Filter, HasValue, InRange, Matching

KEPT = 1_024  # filters of a segment
BITMAPS = 64  # of them, each no longer than a bit for each document
TYPES = {"u1": 0, "u2": 1, "u4": 2, "i1": 3, "i2": 4, "i4": 5, "i8": 6}  # as kernels know them
_SHORTEST = 8  # numbers of a row of tests
_WORD = 32  # bits
_MANY = 4_096  # documents for which a bitmap is asked
_DEARER = 8  # times that it costs more to try a document than to come by it in going through a column

_UNSCORED = np.empty(0)
_Look = Callable[[NDArray[np.uint32], int, NDArray[np.uint32]], None]
_Find = Callable[[], NDArray[np.uint32]]


class Sieve:
    """Some filters in one segment. Those `sideways` have a facet, those `narrowing` have none."""

    def __init__(
        self,
        segment: Segment,
        statistics: Statistics,
        sideways: Mapping[str, Filter],
        narrowing: Sequence[Filter],
        otherwise: Callable[[query.Query], Matches],
    ) -> None:
        """`otherwise` finds what a tree matches that the evaluator does not know.

        Raises KeyError for a column that is not there.
        """
        self._segment = segment
        self._otherwise = otherwise
        self._names = list(sideways)
        self._trees: list[tuple[int, Evaluator, query.Query]] = []
        self._tests: list[tuple[int, Test]] = []
        self._last = 1 << len(sideways)  # the bit of all that have no facet
        for row, wanted in enumerate([*sideways.values(), *narrowing]):
            bit = min(1 << row, self._last)
            if isinstance(wanted, Matching):
                self._trees.append((bit, Evaluator(segment, statistics), wanted.query))
            else:
                self._tests += [(bit, test) for test in tests_of(segment, wanted)]

    def led(self, least: int) -> Words | None:
        """The documents that pass the rarest filter without a facet; None where no such are known to be fewer."""
        led: Test | None = None
        for bit, test in self._tests:
            if bit == self._last and test.most < least:
                least, led = test.most, test
        documents = None if led is None else led.documents
        for bit, evaluator, tree in self._trees:
            if bit == self._last and (size := evaluator.estimate(tree)) < least:
                least, documents = size, self._matching(evaluator, tree, None).documents
        return documents

    def _matching(self, evaluator: Evaluator, tree: query.Query, among: Words | None) -> Matches:
        """The documents that a tree matches, of some candidates where there are some."""
        try:
            return evaluator.evaluate(tree, scored=False, among=among)
        except NotSupported:
            found = self._otherwise(tree)
            return found if among is None else found.among(among)[1]

    def evaluate(self, asked: query.Query, evaluator: Evaluator, *, scored: bool) -> Matches | None:
        """The documents that match and pass, in one pass; None where that is not to be done, or can't be."""
        if self._names or self._trees or not all(test.row for _, test in self._tests):
            return None
        return evaluator.passing(asked, table_of([(bit, *test.row) for bit, test in self._tests]), scored=scored)

    def sift(self, matches: Matches) -> Sifted:
        """Sorts documents by the filters that they fail."""
        documents, total, filters = matches.documents, len(matches), len(self._names)
        failed = np.zeros(total, dtype=np.uint32)
        for bit, evaluator, tree in self._trees:  # what a tree matches may hang on the whole commit: it is not kept
            found = self._matching(evaluator, tree, documents)
            missing = np.ones(total, dtype=bool)
            missing[found.among(documents)[0]] = False
            failed[missing] |= np.uint32(bit)
        rows = [(bit, *test.row) for bit, test in self._tests if not test.fail(documents, bit, failed)]
        scores = _UNSCORED if matches.scores is None else matches.scores
        passing, passing_scores = np.empty(total + 1, dtype=np.uint32), np.empty(len(scores) + 1)
        failing, counts = np.empty(filters * total, dtype=np.uint32), np.empty(filters + 1, dtype=np.int64)
        kernels.counting.sift(
            documents, scores, failed, self._segment.container.content, table_of(rows), filters,
            passing, passing_scores, failing, counts,
        )  # fmt: skip
        count, *others = counts.tolist()
        parts = [failing[row * total : row * total + size] for row, size in enumerate(others)]
        left = Matches(passing[:count], None if matches.scores is None else passing_scores[:count])
        return Sifted(left, dict(zip(self._names, parts, strict=True)))


@dataclass(frozen=True, slots=True)
class Sifted:
    """The documents that pass all filters, and by filter those that fail it alone.

    Drill sideways, as in Lucene: documents that fail none count for every facet, those that fail one alone count for
    the facet of that filter.
    """

    passing: Matches
    failing: Mapping[str, Words]


def passing(segment: Segment, wanted: HasValue | InRange, documents: Words) -> Words:
    """The documents that pass a filter over a column. Raises KeyError for a column that is not there."""
    failed = np.zeros(len(documents), dtype=np.uint32)
    test = test_of(segment, wanted)
    if not test.fail(documents, 1, failed):
        kernels.counting.fail_tests(documents, segment.container.content, table_of([(1, *test.row)]), failed)
    found: Words = documents[failed == 0]
    return found


def table_of(rows: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
    """Rows of tests, made equally long."""
    width = max(map(len, rows), default=_SHORTEST)
    return np.array([row + (0,) * (width - len(row)) for row in rows], dtype=np.int64).reshape(len(rows), width)


def tests_of(segment: Segment, wanted: HasValue | InRange | AllOf) -> list[Test]:
    """What a filter over columns comes to in a segment."""
    return [test_of(segment, each) for each in (wanted.filters if isinstance(wanted, AllOf) else (wanted,))]


def test_of(segment: Segment, wanted: HasValue | InRange) -> Test:
    """What a filter comes to in a segment; those that were used lately are kept."""
    kept = segment.tests
    test: Test | None = kept.pop(wanted, None)
    if test is None:
        test = _having(segment, wanted) if isinstance(wanted, HasValue) else _within(segment, wanted)
        for old in list(kept)[: KEPT // 2] if len(kept) >= KEPT else ():
            kept.pop(old, None)
    kept[wanted] = test
    return test


class Test:
    """A filter over a column in one segment."""

    __test__ = False  # to pytest

    def __init__(
        self,
        segment: Segment,
        most: int,
        look: _Look | None = None,
        row: tuple[int, ...] = (),
        find: _Find | None = None,
        *,
        is_certain: bool = False,
    ) -> None:
        """At most `most` documents pass. `row` is what kernels take after the bit, or else `look` tries documents.

        `find` may find those that pass sooner than they are tried. It `is_certain` where all documents pass, or none.
        """
        self.row = row
        self.is_certain = is_certain
        self.most = most
        self._segment = segment
        self._look = look
        self._find = find
        self._tried = 0
        self._bitmap: Bytes | None = None
        self._documents: Words | None = None

    def fail(self, documents: Words, bit: int, failed: Words) -> bool:
        """Sets a bit of each document that does not pass. False if the row is to be tried in place of this."""
        bitmap = self._rented(len(documents)) if len(documents) >= _MANY else None
        if bitmap is not None:
            kernels.counting.fail_unset(documents, bitmap, bit, failed)
        elif self._look is not None:
            self._look(documents, bit, failed)
        else:
            return False
        return True

    def _rented(self, count: int) -> Bytes | None:
        """The bitmap if there is one, now that some documents are to be tried."""
        self._tried += count
        bitmap = self._bitmap
        if bitmap is None and self._tried > self._segment.size:
            bitmap = self._bitmap = np.packbits(self._passing(), bitorder="little")
            self._let_go()
        return bitmap

    @property
    def documents(self) -> Words:
        """All that pass."""
        documents = self._documents
        if documents is None:
            documents = self._find() if self._find else np.flatnonzero(self._passing()).astype(np.uint32)
            if len(documents) <= self._segment.size // _WORD:  # no more memory than a bitmap
                self._documents = documents
                self._let_go()
        return documents

    def leading(self, share: float) -> Words | None:
        """All that pass, if they are known; or if it has come to cost as much to try others, which such a share of the
        segment's documents is to be else."""
        if self._documents is None:
            self._tried += int(share * self._segment.size) * _DEARER
            if self._tried < self._segment.size:
                return None
        return self.documents

    def _let_go(self) -> None:
        """Forgets the bitmaps and lists of the filters that were used the longest time ago, if there are many."""
        holding = [test for test in list(self._segment.tests.values()) if test.is_holding]
        for test in holding[: BITMAPS // 2] if len(holding) > BITMAPS else ():
            test._bitmap, test._documents, test._tried = None, None, 0

    @property
    def is_holding(self) -> bool:
        return self._bitmap is not None or self._documents is not None

    def _passing(self) -> NDArray[np.bool_]:
        """Which documents of the segment pass."""
        size = self._segment.size
        documents, failed = np.arange(size, dtype=np.uint32), np.zeros(size, dtype=np.uint32)
        if self._find is not None:
            passing = np.zeros(size, dtype=bool)
            passing[self._find()] = True
            return passing
        if self._look is not None:
            self._look(documents, 1, failed)
        else:
            kernels.counting.fail_tests(documents, self._segment.container.content, table_of([(1, *self.row)]), failed)
        return np.asarray(failed == 0)


def _having(segment: Segment, wanted: HasValue) -> Test:
    column = segment.ordinals(wanted.column)
    found = [] if column is None else [column.find(value) for value in set(wanted.values)]
    ordinals = sorted(ordinal for ordinal in found if ordinal is not None)
    if column is None or not ordinals:
        return _constant(segment, passes=not wanted.wanted)
    most = int(segment.totals(wanted.column)[ordinals].sum()) if wanted.wanted else segment.size
    name = f"column/{wanted.column}"
    place = segment.container.place(f"{name}/ordinals")
    offsets = segment.container.place(f"{name}/starts") if column.starts is not None else 0
    numbers = (0, ordinals[0], ordinals[0]) if len(ordinals) == 1 else (len(ordinals), *ordinals)
    row = TYPES[column.ordinals.dtype.str[1:]], place, offsets, int(wanted.wanted), *numbers
    return Test(segment, most, row=row, find=partial(_documents_with, column, ordinals) if wanted.wanted else None)


def _documents_with(column: Ordinals, ordinals: Sequence[int]) -> Words:
    """The documents that have any of some values."""
    chosen = column.ordinals == ordinals[0] if len(ordinals) == 1 else np.isin(column.ordinals, ordinals)
    found = np.flatnonzero(chosen)
    if column.starts is not None:
        found = np.unique(np.searchsorted(column.starts, found, side="right") - 1)
    return found.astype(np.uint32)


def _within(segment: Segment, wanted: InRange) -> Test:
    numbers, field = segment.numbers(wanted.column), segment.reader.schema[wanted.column]
    least, greatest = (-np.inf, np.inf) if numbers.dtype.kind == "f" else _limits(numbers.dtype)
    low = least if wanted.low is None else field.to_column_value(wanted.low)
    high = greatest if wanted.high is None else field.to_column_value(wanted.high)
    if segment.column(wanted.column) is None:  # all have the default
        return _constant(segment, passes=bool(low <= numbers[0] <= high))
    if numbers.dtype.str[1:] in TYPES:
        place = segment.container.place(f"column/{wanted.column}/numbers")
        return Test(segment, segment.size, row=(TYPES[numbers.dtype.str[1:]], place, 0, 1, 0, int(low), int(high)))
    bounds = np.array([low, high], dtype=numbers.dtype)

    def look(documents: Words, bit: int, failed: Words) -> None:
        kernels.counting.fail_outside(documents, numbers, bounds, bit, failed)

    return Test(segment, segment.size, look)


def _constant(segment: Segment, *, passes: bool) -> Test:
    """A test that all documents pass, or none."""

    def look(documents: Words, bit: int, failed: Words) -> None:
        if not passes:
            failed |= np.uint32(bit)

    return Test(segment, segment.size if passes else 0, look, is_certain=True)


def _limits(dtype: np.dtype[Any]) -> tuple[int, int]:
    return int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
