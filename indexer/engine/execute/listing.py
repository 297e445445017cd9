"""A term alone with filters over columns, or in the order of a column of numbers: one kernel for the whole commit.

As `terms.py` does it for terms, what filters come to in the segments is kept as the kernel reads it. All other trees,
filters and orders are for the evaluator; answers are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import inf
from operator import itemgetter
from struct import Struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from indexer.engine import kernels
from indexer.engine.columns import NumbersReader
from indexer.engine.execute.matches import Ints, Words
from indexer.engine.execute.order import Sort
from indexer.engine.execute.segment import NotSupported, Segment
from indexer.engine.execute.sieve import TYPES, Test, table_of, tests_of
from indexer.engine.execute.terms import HEAD, ROW, Found, TermSearch, filled, places_for, split
from indexer.engine.filters import AllOf, Filter, HasValue, InRange, Matching

_FEW = 8_192  # documents of a list that are tried before anybody asks whether others may lead
_CHEAPER = 8  # times that it costs less to try a document of the list than to look one up in it
KEPT = 1_024  # combinations of filters
_FILE, _COLUMN = Struct("<4q"), Struct("<2q")  # what the kernel reads of a segment's file and of a column in it
_TYPES = TYPES | {"u8": 7}  # of numbers that are sorted by
_WORD = 32  # bits: so many times rarer than all are documents that a test keeps
_NO_ROOM, _NO_LEADS = np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64)
_MOST = 2**63 - 1


class _Tests(NamedTuple):
    """What some filters come to in all segments.

    At most `most` documents pass the rarest of them, which is `rarest` by segment.
    """

    most: int
    rarest: Sequence[Test]
    files: Ints
    rows: NDArray[np.int64]


class ListSearch:
    """Searches the segments of a commit for a term with filters, or in the order of a column."""

    def __init__(self, segments: Sequence[Segment], terms: TermSearch) -> None:
        self._segments = segments
        self._terms = terms
        self._tests: dict[tuple[Filter, ...], _Tests | None] = {}
        self._columns: dict[str, Ints | None] = {}
        sizes = [segment.size for segment in segments]
        rows = b"".join([HEAD.pack(0, 0.0, 0.0, 0.0), *(ROW.pack(0, size, 0, 0) for size in sizes)])
        self._everything = np.frombuffer(rows, dtype=np.int64), sum(sizes)  # a list at no address has all documents

    def search(
        self,
        asked: query.Query,
        limit: int | None,
        filters: Mapping[str, Filter],
        sort: Sort | None,
        *,
        matching: bool = False,
        ceiling: float = inf,
    ) -> Found:
        """The first `limit` documents (all without one) that pass all filters. Raises NotSupported.

        With a ceiling they are those whose key, the score or what `Order.keys` is in the order of a column, is not
        above it. Raises KeyError for a column that is not there.
        """
        term, room = self._everything if sort and is_everything(asked) else self._terms.only(asked)
        tests, columns = self._tests_of(filters), None if sort is None else self._columns_of(sort)
        if not room:
            return Found(np.empty(0, dtype=np.int64), np.empty(0), 0, ())
        places = room if limit is None or limit > room else limit
        documents, counts = places_for(places, ceiling), np.empty(len(self._segments), dtype=np.int64)
        out = np.empty(room, dtype=np.uint32) if matching else _NO_ROOM
        segments = self._terms.parts, tests.files, tests.rows, *_leading(tests, room, self._everything[1])
        if sort is None:
            keys = np.empty(places)
            total = kernels.listing.rank_passing(term, *segments, ceiling, keys, documents, out, counts)
        else:
            keys, most = np.empty(places, dtype=np.int64), min(ceiling, _MOST)
            total = kernels.listing.greatest(
                term, *segments, columns, sort.descending, most, keys, documents, out, counts
            )
            out = out[len(out) - total :] if sort.descending else out
        size = filled(documents, total, ceiling)
        return Found(documents[:size], keys[:size], total, split(out, counts) if matching else ())

    def _tests_of(self, filters: Mapping[str, Filter]) -> _Tests:
        key, kept = tuple(map(_over_columns, filters.values())), self._tests  # which another thread may begin anew
        if key not in kept:
            if len(kept) >= KEPT:
                kept = self._tests = {}
            kept[key] = self._look_up(key)
        tests = kept[key]
        if tests is None:
            raise NotSupported(filters)
        return tests

    def _look_up(self, filters: Sequence[HasValue | InRange | AllOf]) -> _Tests | None:
        """None for filters that are no tests of a kernel."""
        files: list[bytes] = []
        rows: list[tuple[int, ...]] = []
        found = [[test for wanted in filters for test in tests_of(each, wanted)] for each in self._segments]
        for segment, tests in zip(self._segments, found, strict=True):
            hard = sorted((test for test in tests if not test.is_certain), key=lambda test: test.most)
            if not all(test.row for test in hard):
                return None
            start, end = len(rows), len(rows) + len(hard)
            rows += [(1, *test.row) for test in hard]
            content = segment.container.content
            is_hopeless = any(test.is_certain and not test.most for test in tests)
            files.append(_FILE.pack(content.ctypes.data, len(content), start, start - 1 if is_hopeless else end))
        by_test = [(sum(test.most for test in each), each) for each in zip(*found, strict=True)]
        most, rarest = min(by_test, key=itemgetter(0), default=(_MOST, ()))
        return _Tests(most, rarest, np.frombuffer(b"".join(files), dtype=np.int64), table_of(rows))

    def _columns_of(self, sort: Sort) -> Ints:
        """The types of the numbers that are sorted by, and where they are. Raises NotSupported."""
        name = sort.column
        if name not in self._columns:
            columns = [segment.column(name) for segment in self._segments]
            numbers = [column.numbers for column in columns if isinstance(column, NumbersReader)]
            kinds = [_TYPES.get(own.dtype.str[1:]) for own in numbers]
            if len(numbers) < len(columns) or None in kinds:
                self._columns[name] = None
            else:
                rows = [_COLUMN.pack(kind, own.ctypes.data) for kind, own in zip(kinds, numbers, strict=True)]
                self._columns[name] = np.frombuffer(b"".join(rows), dtype=np.int64)
        found = self._columns[name]
        if found is None:
            raise NotSupported(sort)
        return found


def _over_columns(wanted: Filter) -> HasValue | InRange | AllOf:
    """A filter that may be made of tests. Raises NotSupported for a tree, which may have no hash either."""
    if isinstance(wanted, Matching):
        raise NotSupported(wanted)
    return wanted


def is_everything(asked: query.Query) -> bool:
    """Whether it is certain that all documents match."""
    return type(asked) is query.Every and asked.fieldname in (None, "", "*") and asked.boost > 0


def _leading(tests: _Tests, room: int, documents: int) -> tuple[Words, Ints]:
    """The documents that pass the rarest test, and where those of each segment start, if these are to lead.

    `documents` are in the commit, `room` in the list.
    """
    if tests.most > min((room - _FEW) // _CHEAPER, documents // _WORD):
        return _NO_ROOM, _NO_LEADS
    found = [test.leading(room / documents) for test in tests.rarest]
    known = [documents for documents in found if documents is not None]
    if len(known) < len(found):
        return _NO_ROOM, _NO_LEADS
    return np.concatenate(known), np.array([0, *accumulate(map(len, known))])
