"""A pattern alone, answered by one kernel for the whole commit, as `terms.py` does it for terms.

All other trees with patterns, and fields that BM25F does not weigh, are for the evaluator; answers are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from whoosh import query

from indexer.engine import kernels
from indexer.engine.execute.expansion import Expansion, document_frequencies, expand, lists_of, stands_for_all
from indexer.engine.execute.matches import Ints
from indexer.engine.execute.segment import NotSupported, Segment, Statistics
from indexer.engine.execute.terms import NOTHING, Found, TermSearch, filled, places_for, split
from indexer.engine.postings import Field

PATTERNS = (query.Prefix, query.Wildcard, query.Regex, query.FuzzyTerm, query.Variations, query.TermRange)
_FIELD = Struct("<3q")  # what the kernel reads of a field in a segment
_NO_ROOM = np.empty(0, dtype=np.uint32)
_LEAST_BOOST = 1e-200  # so that no score comes to zero


class _Field(NamedTuple):
    """What is known of a field: it in each segment, where things are there, and its saturation."""

    own: Sequence[Field | None]
    places: Ints
    saturation: float


class PatternSearch:
    """Searches the segments of a commit for any of the terms that a pattern stands for."""

    def __init__(self, segments: Sequence[Segment], terms: TermSearch, statistics: Statistics) -> None:
        self._segments = segments
        self._parts = terms.parts
        self._statistics = statistics
        self._fields: dict[str, _Field | None] = {}

    def search(
        self,
        asked: Any,
        limit: int | None,
        *,
        count: bool = True,
        matching: bool = False,
        ceiling: float = inf,
    ) -> Found:
        """As `TermSearch.search`; all are counted in any case."""
        name = asked.fieldname
        field = self._fields[name] if name in self._fields else self._look_up_field(name)
        if field is None or asked.boost < _LEAST_BOOST or stands_for_all(asked):
            raise NotSupported(asked)
        if not self._segments:
            return NOTHING
        found = [expand(asked, segment.reader, own) for segment, own in zip(self._segments, field.own, strict=True)]
        lists = [lists_of(own, each.ordinals) for own, each in zip(field.own, found, strict=True)]
        lists_places, counts = (np.concatenate(column) for column in zip(*lists, strict=True))
        room = min(int(counts.sum()), self._statistics.documents)
        if not room:
            return NOTHING
        frequencies = counts if self._statistics.single else document_frequencies(found, counts)
        places = room if limit is None or limit > room else limit
        documents, scores = places_for(places, ceiling), np.empty(places)
        own_counts = np.empty(len(self._segments), dtype=np.int64)
        out = np.empty(room, dtype=np.uint32) if matching else _NO_ROOM
        with max(self._segments, key=_size).accumulators() as (seen, totals):
            total = kernels.patterns.patterns(
                self._rows(asked, found, scored=places > 0), field.places, lists_places, counts,
                self._statistics.idfs(frequencies), self._parts, field.saturation, asked.boost, ceiling,
                seen, totals, scores, documents, out, own_counts,
            )  # fmt: skip
        size = filled(documents, total, ceiling)
        return Found(documents[:size], scores[:size], total, split(out, own_counts) if matching else ())

    def _rows(self, asked: Any, found: Sequence[Expansion], *, scored: bool) -> Ints:
        """How many terms are those of each segment, and whether their scores are to be worked out."""
        rows: list[int] = []
        for segment, each in zip(self._segments, found, strict=True):
            rows += len(each.ordinals), scored and not each.scores_one(asked, segment.size)
        return np.array(rows, dtype=np.int64)

    def _look_up_field(self, name: str) -> _Field | None:
        """None for a field whose patterns are for others to answer."""
        self._fields[name] = None
        scoring = self._statistics.field(name) if name in self._statistics.schema else None
        own = [segment.field(name) for segment in self._segments]
        if scoring is None or any(each and each.has_weights for each in own):
            return None
        if scoring.k1 < 0 or not 0 <= scoring.b <= 1:  # scores may come to zero
            return None
        rows = []
        for segment, each in zip(self._segments, own, strict=True):
            codes, norms = segment.norms(name, scoring)
            arrays = (each.lists.values, codes, norms) if each else ()
            rows.append(_FIELD.pack(*(array.ctypes.data for array in arrays)) if each else bytes(_FIELD.size))
        self._fields[name] = found = _Field(own, np.frombuffer(b"".join(rows), dtype=np.int64), scoring.saturation)
        return found


def _size(segment: Segment) -> int:
    return segment.size
