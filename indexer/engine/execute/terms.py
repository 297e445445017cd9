"""Trees made of terms alone, answered by one kernel for the whole commit: most of what people ask for is that.

Such a tree is brought into conjunctive normal form: groups of terms, of each of which a document has at least one. What
is known of a term (where its lists are, how rare it is) is kept as the bytes that the kernel reads, so a search joins a
few strings and calls it, however many segments there are: at ten thousand documents a search takes no longer than a few
calls of functions do in Python. How the kernel searches is said in `kernels/compiled_ranking.py`.

All other trees, and terms that BM25F does not weigh, are for the evaluator; answers are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from math import inf
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from indexer.engine import kernels
from indexer.engine.execute.matches import Ints, Words
from indexer.engine.execute.segment import FieldScoring, NotSupported, Segment, Statistics, TermList

MOST = 8  # terms of a tree: the kernel has a bit of a byte for each
KEPT = 4096  # terms that are remembered
HEAD, ROW, _PART = Struct("<q3d"), Struct("<4q"), Struct("<3q")  # what the kernel reads of lists and segments
_LEAST_NORM = 1e-4  # from here on scores grow with frequencies in spite of rounding, so that bounds hold
_INTS, _WORDS = np.dtype(np.int64), np.dtype(np.uint32)  # known to numpy sooner than the classes
_NO_ROOM = np.empty(0, dtype=_WORDS)


class Found(NamedTuple):
    """The first documents, what they are ordered by (the greatest first), how many match, and which in each segment.

    That is the score, or what `Order.keys` is in the order of a column. Which match is told where that was asked for.
    """

    documents: Ints
    keys: NDArray[Any]
    total: int
    matching: Sequence[Words]


NOTHING = Found(np.empty(0, dtype=_INTS), np.empty(0), 0, ())


class _Known(NamedTuple):
    """What is known of a term in a commit."""

    documents: int  # that have it
    idf: float = 0.0
    saturation: float = 0.0
    rows: bytes = b""  # where it is in each segment
    alone: Ints = np.empty(0, dtype=_INTS)  # as kernels take it where it is all that is asked for

    def head(self, group: int, boost: float) -> bytes:
        return HEAD.pack(group, self.idf, self.saturation, boost)


_NOWHERE = _Known(0)
Group = list[tuple[_Known, float]]  # terms with their boosts; of several, those that any document has, the rarest first


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
        self.parts: Ints = np.frombuffer(b"".join(parts), dtype=np.int64)  # the segments, as kernels take them

    def search(
        self,
        asked: query.Query,
        limit: int | None,
        *,
        count: bool = True,
        matching: bool = False,
        ceiling: float = inf,
    ) -> Found:
        """The best `limit` documents (all without one) that score no more than `ceiling`. Raises NotSupported.

        Without `count` the total may be less than there are, and what has no hope to be among the best is passed over.
        """
        lists, room = self._lists(self._groups(asked))
        if not room:
            return NOTHING
        places = room if limit is None or limit > room else limit
        scores, documents = np.empty(places), places_for(places, ceiling)
        counts = np.empty(len(self._segments), dtype=_INTS)
        out = np.empty(room + 1, dtype=_WORDS) if matching else _NO_ROOM
        total = kernels.ranking.rank(lists, self.parts, count, ceiling, scores, documents, out, counts)
        size = filled(documents, total, ceiling)
        return Found(documents[:size], scores[:size], total, split(out, counts) if matching else ())

    def only(self, asked: query.Query) -> tuple[Ints, int]:
        """The only term of a tree, as kernels take it, and how many documents have it. Raises NotSupported."""
        groups = self._groups(asked)
        if len(groups) != 1 or len(groups[0]) != 1:
            raise NotSupported(asked)
        return self._lists(groups)

    def _lists(self, groups: list[Group]) -> tuple[Ints, int]:
        """Groups as kernels take them, and how many documents match at most. Raises NotSupported for too many terms."""
        if len(groups) == 1 and len(groups[0]) == 1:
            known, boost = groups[0][0]
            return known.alone if boost == 1.0 else _together([known.head(0, boost), known.rows]), known.documents
        groups = sorted(groups, key=_size)
        heads = [known.head(number, boost) for number, group in enumerate(groups) for known, boost in group]
        if len(heads) > MOST:
            raise NotSupported(groups)
        return _together(heads + [known.rows for group in groups for known, _ in group]), _size(groups[0])

    def _groups(self, node: query.Query) -> list[Group]:
        """The groups of terms that a tree stands for. Raises NotSupported for a tree with something else.

        As in Whoosh, a compound of one clause ignores its boost.
        """
        kind = type(node)
        if kind is query.Term and node.boost > 0 and not node.minquality:
            return [[(self._find(node), node.boost)]]
        if (kind is not query.And and (kind is not query.Or or node.scale)) or node.boost <= 0:
            raise NotSupported(node)
        parts = [self._groups(part) for part in node.subqueries]
        if len(parts) < 2:
            return parts[0] if parts else [[]]
        groups = list(chain.from_iterable(parts))
        if kind is query.Or:
            if len(groups) > len(parts):
                raise NotSupported(node)
            there = [each for each in chain.from_iterable(groups) if each[0].documents]
            groups = [sorted(there, key=_documents)]
        if node.boost != 1.0:
            groups = [[(known, boost * node.boost) for known, boost in group] for group in groups]
        return groups

    def _find(self, term: query.Term) -> _Known:
        key = term.fieldname, term.text
        kept = self._known  # which another thread may begin anew
        if key not in kept:
            if len(kept) >= KEPT:
                kept = self._known = {}
            kept[key] = self._look_up(*key)
        known = kept[key]
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
        rows = b"".join(_row(segment, each, scoring) for segment, each in zip(self._segments, lists, strict=True))
        known = _Known(sum(map(len, filter(None, lists))), self._statistics.idf(found), scoring.saturation, rows)
        return known._replace(alone=_together([known.head(0, 1.0), rows]))


def places_for(count: int, ceiling: float) -> Ints:
    """Room for documents that a kernel finds, of which there may be fewer where there is a ceiling."""
    return np.empty(count, dtype=_INTS) if ceiling == inf else np.full(count, -1, dtype=_INTS)


def filled(documents: Ints, total: int, ceiling: float) -> int:
    """How many places a kernel has filled that found so many."""
    return total if ceiling == inf else int(np.count_nonzero(documents >= 0))


def split(documents: Words, counts: Ints) -> list[Words]:
    """The documents of each segment, which follow each other."""
    sizes = counts.tolist()
    return [documents[end - size : end] for size, end in zip(sizes, accumulate(sizes), strict=True)]


def _together(parts: list[bytes]) -> Ints:
    return np.frombuffer(b"".join(parts), dtype=_INTS)


def _row(segment: Segment, found: TermList | None, scoring: FieldScoring) -> bytes:
    """Where a list and what belongs to it is in memory: the segment keeps it there."""
    if found is None:
        return ROW.pack(0, 0, 0, 0)
    codes, norms = segment.norms(found.field.name, scoring)
    start = found.words.ctypes.data + found.words.itemsize * found.place
    return ROW.pack(start, len(found), codes.ctypes.data, norms.ctypes.data)


def _documents(known: tuple[_Known, float]) -> int:
    return known[0].documents


def _size(group: Group) -> int:
    """At most so many documents have a term of a group."""
    return sum(map(_documents, group))
