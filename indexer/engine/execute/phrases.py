"""A phrase alone, answered by one kernel for the whole commit, as `terms.py` does it for terms.

All other trees with phrases, and fields that BM25F does not weigh, are for the evaluator; answers are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from struct import Struct
from typing import Any, NamedTuple

import numpy as np
from whoosh import query

from indexer.engine import kernels
from indexer.engine.execute.matches import Ints
from indexer.engine.execute.segment import NotSupported, Segment, Statistics, TermList
from indexer.engine.execute.terms import KEPT, Found, filled, places_for, split

_ROW, _FIELD, _PART = Struct("<3q"), Struct("<4q"), Struct("<3q")  # what the kernel reads
_INTS, _WORDS = np.dtype(np.int64), np.dtype(np.uint32)  # as in `terms.py`


class _Known(NamedTuple):
    """What is known of a word in a commit."""

    documents: int  # that have it
    idf: float
    rows: bytes  # where it is in each segment


class _Field(NamedTuple):
    """What is known of a field: where it is in each segment, and its saturation."""

    places: Ints
    saturation: float


class PhraseSearch:
    """Searches the segments of a commit for a phrase."""

    def __init__(self, segments: Sequence[Segment], offsets: Sequence[int], statistics: Statistics) -> None:
        """`offsets` are the numbers of the first documents of the segments."""
        self._segments = segments
        self._statistics = statistics
        self._words: dict[tuple[str, Any], _Known] = {}
        self._fields: dict[str, _Field | None] = {}
        parts = [
            _PART.pack(segment.size, first, 0 if segment.deleted is None else segment.deleted.ctypes.data)
            for segment, first in zip(segments, offsets, strict=True)
        ]
        self._parts = np.frombuffer(b"".join(parts), dtype=np.int64)

    def search(
        self,
        asked: query.Query,
        limit: int | None,
        *,
        count: bool = True,
        matching: bool = False,
        ceiling: float = inf,
    ) -> Found:
        """As `TermSearch.search`; all are counted in any case."""
        name = asked.fieldname
        field = self._fields[name] if name in self._fields else self._look_up_field(name)
        if field is None or not asked.words or asked.boost <= 0:
            raise NotSupported(asked)
        known = [self._words.get((name, text)) or self._look_up(name, text) for text in asked.words]
        room = min(known)[0]
        places = room if limit is None or limit > room else limit
        best, best_scores = places_for(places, ceiling), np.empty(places)
        counts = np.empty(len(self._segments), dtype=_INTS)
        documents, total = np.empty(room, dtype=_WORDS), 0
        if room:
            total = kernels.commit_phrases.phrases(
                np.frombuffer(b"".join([word.rows for word in known]), dtype=_INTS),
                np.array([word.idf for word in known]), field.places, self._parts, asked.slop, field.saturation,
                asked.boost, ceiling, documents, np.empty(room), counts, best, best_scores,
            )  # fmt: skip
        size = filled(best, total, ceiling)
        return Found(best[:size], best_scores[:size], total, split(documents, counts) if matching and room else ())

    def _look_up_field(self, name: str) -> _Field | None:
        """None for a field whose phrases are for others to answer."""
        self._fields[name] = None
        if name not in self._statistics.schema:
            return None
        written = self._statistics.schema[name].format
        scoring = self._statistics.field(name) if written and written.supports("positions") else None
        fields = [segment.field(name) for segment in self._segments]
        if scoring is None or any(each and (each.has_weights or not each.has_positions) for each in fields):
            return None
        rows = []
        for segment, each in zip(self._segments, fields, strict=True):
            codes, norms = segment.norms(name, scoring)
            arrays = (each.lists.values, each.position_words.values, codes, norms) if each else ()
            rows.append(_FIELD.pack(*(array.ctypes.data for array in arrays)) if each else bytes(_FIELD.size))
        self._fields[name] = found = _Field(np.frombuffer(b"".join(rows), dtype=np.int64), scoring.saturation)
        return found

    def _look_up(self, name: str, text: Any) -> _Known:
        lists = [self._statistics.list_of(segment, name, text) for segment in self._segments]
        found = [each for each in lists if each is not None]
        idf = self._statistics.idf(found[0]) if found else 0.0
        if len(self._words) >= KEPT:
            self._words = {}
        self._words[name, text] = known = _Known(sum(map(len, found)), idf, b"".join(map(_row, lists)))
        return known


def _row(found: TermList | None) -> bytes:
    return _ROW.pack(len(found), found.place, found.positions) if found else bytes(_ROW.size)
