"""The values of a column in all segments together: global ordinals, as Lucene has them.

The sorted values of the segments are merged into one list, and for each segment it is kept where its values stand in
it. Segments never change, so the list of one commit serves the next: only segments that are new are merged into it.
Values of segments that are gone stay until they are most of it; nothing is counted for them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engine.columns import Ordinals
from indexer.engine.dictionary import Terms
from indexer.engine.merge_fields import merge_dictionaries

Words = NDArray[np.uint32]
_KEPT = 1024  # values that were shown lately
_NONE = Terms.of([])
SAME = np.empty(0, dtype=np.uint32)  # the places of a segment whose values are all there are


class Values:
    """The values of the columns of some segments, ascending."""

    def __init__(self, columns: Sequence[Ordinals | None], before: Values | None = None) -> None:
        """None is a segment without the column. `before` are the values of an earlier commit."""
        self._merged: Terms | None = None
        self._places: dict[Ordinals, Words] = {}
        self._shown: dict[int, bytes] = {}
        there = [column for column in columns if column is not None]
        self._only = there[0] if len(there) == 1 else None
        if len(there) > 1:
            self._merge(sorted(there, key=len, reverse=True), before)
        elif self._only is not None:
            self._places[self._only] = SAME

    def _merge(self, columns: Sequence[Ordinals], before: Values | None) -> None:
        """Merges columns, the longest first, into what an earlier commit had where most of that is still there."""
        kept: dict[Ordinals, Words] = {}
        if before is not None and before._merged is not None:
            kept = {column: before._places[column] for column in columns if column in before._places}
            if 2 * sum(map(len, kept)) >= len(before):
                self._merged = before._merged
            else:
                kept = {}
        self._places = kept
        for column in columns:
            if column not in self._places:
                self._add(column)

    def _add(self, column: Ordinals) -> None:
        if self._merged is None:
            own = Terms(column.values.text.copy(), column.values.offsets)  # or its file would stay open when it is gone
            self._merged, self._places[column] = own, np.arange(len(column), dtype=np.uint32)
            return
        merged, (moved, places) = merge_dictionaries([self._merged, column.values])
        if len(merged) > len(self._merged):
            self._places = {each: moved.astype(np.uint32)[old] for each, old in self._places.items()}
            self._merged = merged
        self._places[column] = places.astype(np.uint32)

    def __len__(self) -> int:
        return len(self._sorted)

    def __getitem__(self, place: int) -> bytes:
        value = self._shown.get(place)
        if value is None:
            if len(self._shown) >= _KEPT:
                self._shown = {}
            value = self._shown[place] = self._sorted[place]
        return value

    def find(self, value: bytes) -> int | None:
        """The place of a value, or None."""
        return self._sorted.find(value)

    def lower_bound(self, value: bytes) -> int:
        """The place of the first value that is not before another one; how many there are if all are."""
        return bisect_left(self._sorted, value)

    @property
    def _sorted(self) -> Terms | Ordinals:
        """All values, ascending."""
        return self._merged or self._only or _NONE

    def places(self, column: Ordinals) -> Words:
        """The place of each ordinal of a segment's column; SAME where it is the ordinal itself."""
        return self._places[column]
