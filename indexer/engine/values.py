"""The values of a column in all segments together: global ordinals, as Lucene has them.

The sorted values of the segments are merged into one list, and for each segment it is kept where its values stand in
it. Segments never change, so the list of one commit serves the next: only segments that are new are merged into it.
Values of segments that are gone stay until they are most of it; nothing is counted for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.engine import kernels
from indexer.engine.columns import Ordinals

Words = NDArray[np.uint32]
_KEPT = 1024  # values that were shown lately
SAME = np.empty(0, dtype=np.uint32)  # the places of a segment whose values are all there are


class Values:
    """The values of the columns of some segments, ascending."""

    def __init__(self, columns: Sequence[Ordinals | None], before: Values | None = None) -> None:
        """None is a segment without the column. `before` are the values of an earlier commit."""
        self._merged: _Merged | None = None
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
        text, offsets = column.text()
        if self._merged is None:
            own = _Merged(text.copy(), offsets)  # or the file would stay open when its segment is gone
            self._merged, self._places[column] = own, np.arange(len(column), dtype=np.uint32)
            return
        merged, moved, places = self._merged.with_values(_Merged(text, offsets))
        if merged is not self._merged:
            self._places = {each: moved[old] for each, old in self._places.items()}
        self._merged, self._places[column] = merged, places

    def __len__(self) -> int:
        if self._merged is not None:
            return len(self._merged)
        return 0 if self._only is None else len(self._only)

    def __getitem__(self, place: int) -> bytes:
        value = self._shown.get(place)
        if value is None:
            if len(self._shown) >= _KEPT:
                self._shown = {}
            value = self._shown[place] = self._value(place)
        return value

    def _value(self, place: int) -> bytes:
        if self._merged is not None:
            return self._merged[place]
        assert self._only is not None
        return self._only.value(place)

    def places(self, column: Ordinals) -> Words:
        """The place of each ordinal of a segment's column; SAME where it is the ordinal itself."""
        return self._places[column]


class _Merged:
    """Sorted distinct values: value v is `text[offsets[v]:offsets[v + 1]]`."""

    def __init__(self, text: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        self._text = text
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, place: int) -> bytes:
        return self._text[self._offsets[place] : self._offsets[place + 1]].tobytes()

    def with_values(self, other: Self) -> tuple[_Merged, Words, Words]:
        """Both together, and where the values of each stand there."""
        places, other_places = np.empty(len(self), dtype=np.uint32), np.empty(len(other), dtype=np.uint32)
        size = kernels.values.merge_values(self._text, self._offsets, other._text, other._offsets, places, other_places)
        if size == len(self):
            return self, places, other_places
        offsets = np.zeros(size + 1, dtype=np.int64)
        offsets[1:][places] = np.diff(self._offsets)
        offsets[1:][other_places] = np.diff(other._offsets)
        np.cumsum(offsets, out=offsets)
        text = np.empty(offsets[-1], dtype=np.uint8)
        kernels.values.place_values(self._text, self._offsets, places, offsets, text)
        kernels.values.place_values(other._text, other._offsets, other_places, offsets, text)
        return _Merged(text, offsets), places, other_places
