"""Trees made of terms alone, answered by one kernel for the whole commit: most of what people ask for is that.

Such a tree is brought into conjunctive normal form: groups of terms, of each of which a document has at least one. What
is known of a term (where its lists are, how rare it is) is kept as the bytes that the kernel reads, so a search joins a
few strings and calls it, however many segments there are: at ten thousand documents a search takes no longer than a few
calls of functions do in Python. How the kernel searches is said in `kernels/compiled_ranking.py`.

All other trees, and terms that BM25F does not weigh, are for the evaluator; answers are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from whoosh import query

from indexer.engine import kernels
from indexer.engine.execute.matches import Floats, Ints, Words
from indexer.engine.execute.segment import FieldScoring, NotSupported, Segment, Statistics, TermList

MOST = 8  # terms of a tree: the kernel has a bit of a byte for each
KEPT = 4096  # terms that are remembered
_HEAD, _ROW, _PART = Struct("<q3d"), Struct("<4q"), Struct("<3q")  # what the kernel reads of lists and segments
_LEAST_NORM = 1e-4  # from here on scores grow with frequencies in spite of rounding, so that bounds hold
_NO_ROOM = np.empty(0, dtype=np.uint32)

Group = list[tuple[query.Term, float]]  # terms with their boosts


class Found(NamedTuple):
    """The best documents with their scores, how many match, and in each segment which, where that was asked for."""

    documents: Ints
    scores: Floats
    total: int
    matching: Sequence[Words]


class _Known(NamedTuple):
    """What is known of a term in a commit."""

    documents: int  # that have it
    idf: float = 0.0
    saturation: float = 0.0
    rows: bytes = b""  # where it is in each segment


_NOWHERE = _Known(0)


class TermSearch:
    """Searches the segments of a commit for trees made of terms alone."""

    def __init__(self, segments: Sequence[Segment], offsets: Sequence[int], statistics: Statistics) -> None:
        """`offsets` are the numbers of the first documents of the segments."""
        self._segments = segments
        self._statistics = statistics
        self._known: dict[tuple[str, Any], _Known | None] = {}
        parts = [
            _PART.pack(segment.size, first, 0 if segment.deleted is None else segment.deleted.ctypes.data)
            for segment, first in zip(segments, offsets, strict=True)
        ]
        self._parts = np.frombuffer(b"".join(parts), dtype=np.int64)

    def search(self, asked: query.Query, limit: int | None, *, count: bool = True, matching: bool = False) -> Found:
        """The best `limit` documents (all without one). Raises NotSupported.

        Without `count` the total may be less than there are, and what has no hope to be among the best is passed over.
        """
        groups = [self._known_of(group) for group in _groups(asked)]
        groups.sort(key=_size)
        room = _size(groups[0])
        heads, rows = [], []
        for number, group in enumerate(groups):
            for term, boost in group:
                heads.append(_HEAD.pack(number, term.idf, term.saturation, boost))
                rows.append(term.rows)
        if len(heads) > MOST:
            raise NotSupported(asked)
        places = room if limit is None or limit > room else limit
        scores, documents = np.empty(places), np.empty(places, dtype=np.int64)
        counts = np.empty(len(self._segments), dtype=np.int64)
        out = np.empty(room + 1, dtype=np.uint32) if matching else _NO_ROOM
        total = 0
        if room:
            lists = np.frombuffer(b"".join(heads + rows), dtype=np.int64)
            total = kernels.ranking.rank(lists, self._parts, count, scores, documents, out, counts)
        if total < places:
            scores, documents = scores[:total], documents[:total]
        return Found(documents, scores, total, self._split(out, counts) if matching and room else ())

    def _split(self, documents: Words, counts: Ints) -> list[Words]:
        """The documents of each segment."""
        ends = np.cumsum(counts).tolist()
        return [documents[start:end] for start, end in pairwise([0, *ends])]

    def _known_of(self, group: Group) -> list[tuple[_Known, float]]:
        """What is known of those terms of a group that any document has, the rarest first."""
        known = [(self._find(term), boost) for term, boost in group]
        return known if len(known) == 1 else sorted((each for each in known if each[0].documents), key=_documents)

    def _find(self, term: query.Term) -> _Known:
        key = term.fieldname, term.text
        if key not in self._known:
            if len(self._known) >= KEPT:
                self._known = {}
            self._known[key] = self._look_up(*key)
        known = self._known[key]
        if known is None:
            raise NotSupported(term)
        return known

    def _look_up(self, name: str, text: Any) -> _Known | None:
        """None for a term that is weighed otherwise."""
        try:
            lists = [self._statistics.list_of(segment, name, text) for segment in self._segments]
            found = next((each for each in lists if each is not None), None)
            if found is None:
                return _NOWHERE
            scoring = self._statistics.field(name)
        except NotSupported:
            return None
        if scoring is None or scoring.norms[0] < _LEAST_NORM or any(each and each.field.has_weights for each in lists):
            return None
        rows = [_row(segment, each, scoring) for segment, each in zip(self._segments, lists, strict=True)]
        return _Known(
            sum(map(len, filter(None, lists))), self._statistics.idf(found), scoring.saturation, b"".join(rows)
        )


def _row(segment: Segment, found: TermList | None, scoring: FieldScoring) -> bytes:
    """Where a list and what belongs to it is in memory: the segment keeps it there."""
    if found is None:
        return _ROW.pack(0, 0, 0, 0)
    codes, norms = segment.norms(found.field.name, scoring)
    start = found.words.ctypes.data + found.words.itemsize * found.place
    return _ROW.pack(start, len(found), codes.ctypes.data, norms.ctypes.data)


def _documents(known: tuple[_Known, float]) -> int:
    return known[0].documents


def _size(group: list[tuple[_Known, float]]) -> int:
    """At most so many documents have a term of a group."""
    return sum(map(_documents, group))


def _groups(node: query.Query) -> list[Group]:
    """The groups of terms that a tree stands for. Raises NotSupported for a tree with something else.

    As in Whoosh, a compound of one clause ignores its boost.
    """
    kind = type(node)
    if kind is query.Term and node.boost > 0 and not node.minquality:
        return [[(node, node.boost)]]
    if (kind is not query.And and (kind is not query.Or or node.scale)) or node.boost <= 0:
        raise NotSupported(node)
    parts = [_groups(part) for part in node.subqueries]
    if len(parts) < 2:
        return parts[0] if parts else [[]]
    groups = list(chain.from_iterable(parts))
    if kind is query.Or:
        if len(groups) > len(parts):
            raise NotSupported(node)
        groups = [list(chain.from_iterable(groups))]
    if node.boost != 1.0:
        groups = [[(term, boost * node.boost) for term, boost in group] for group in groups]
    return groups
