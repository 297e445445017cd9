"""A term's postings as Whoosh walks over them: one by one, a block unpacked when it is entered."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.util.numeric import byte_to_length

from indexer.engine.dictionary import TermEntry
from indexer.engine.kernels import BLOCK, coding
from indexer.engine.postings import SHORTEST_MASK, Field


class PostingsMatcher(LeafMatcher):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """Whoosh's matcher of one term in one segment."""

    def __init__(self, field: Field, entry: TermEntry, format_: Any, term: tuple[str, bytes], scorer: Any) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._field = field
        self._entry = entry
        self._count = entry.document_frequency
        self._blocks = -(-self._count // BLOCK)
        self._skips = field.skips(entry)
        self._words = field.lists.check(entry.place, entry.end)
        self._own_weights = field.weights(entry) if field.has_weights else None
        self._own_values = field.values(entry)
        self._ids: list[int] | None = None
        self._counts: list[int] | None = None
        self._places: list[list[int]] | None = None
        self._weights: list[float] | None = None
        self._block = -1
        self._go_to(0)

    def reset(self) -> None:
        self._go_to(0)

    def copy(self) -> PostingsMatcher:
        twin = PostingsMatcher(self._field, self._entry, self.format, self._term, self.scorer)
        twin._go_to(self._block)
        twin._i, twin._ended = self._i, self._ended
        return twin

    def is_active(self) -> bool:
        return not self._ended and self._i < self._size

    def id(self) -> int:
        return self._documents()[self._i]

    def weight(self) -> float:
        if self._weights is None:
            if self._own_weights is None:
                self._weights = [float(frequency) for frequency in self._frequencies()]
            else:
                start = self._block * BLOCK
                self._weights = self._own_weights[start : start + self._size].tolist()
        return self._weights[self._i]

    def value(self) -> bytes | None:
        own = self._own_values.get(self._block * BLOCK + self._i)
        if own is not None:
            return own
        if type(self.format) is formats.Existence:
            return None
        if type(self.format) is formats.Frequency:
            return struct.pack("!I", self._frequencies()[self._i])
        if not self._field.has_positions:
            return b""
        value: bytes = self.format.encode(self._positions()[self._i])
        return value

    def next(self) -> bool:
        self._i += 1
        if self._i == self._size:
            self._go_to(self._block + 1)
            return True
        return False

    def skip_to(self, targetid: int) -> None:
        if not self.is_active():
            raise ReadTooFar
        if targetid <= self.id():
            return
        if targetid > self.block_max_id():
            following = int(np.searchsorted(self._skips[:, 0], targetid)) if len(self._skips) else self._blocks
            self._go_to(following)
            if not self.is_active():
                return
        self._i = int(np.searchsorted(np.array(self._documents()), targetid))

    def skip_to_quality(self, minquality: float) -> int:
        skipped = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._go_to(self._block + 1)
            skipped += 1
        return skipped

    def block_min_id(self) -> int:
        return self._documents()[0]

    def block_max_id(self) -> int:
        return int(self._skips[self._block, 0]) if len(self._skips) else self._documents()[-1]

    def block_min_length(self) -> int:
        code = int(self._skips[self._block, 3]) & SHORTEST_MASK if len(self._skips) else self._entry.shortest
        length: int = byte_to_length(code)
        return length

    def block_max_length(self) -> int:
        length: int = byte_to_length(self._entry.longest)
        return length

    def block_max_weight(self) -> float:
        if self._own_weights is not None:
            start = self._block * BLOCK
            return float(self._own_weights[start : start + self._size].max())
        return float(self._skips[self._block, 2] if len(self._skips) else self._entry.heaviest)

    def _go_to(self, block: int) -> None:
        """Enters a block. Beyond the last the postings have ended, but it stays: some matchers of Whoosh still look."""
        self._ended = block >= self._blocks
        if self._ended:
            block = self._blocks - 1
            if block == self._block:
                return
        self._block = block
        self._size = max(0, min(self._count - block * BLOCK, BLOCK))
        self._i = 0
        self._ids = self._counts = self._places = self._weights = None

    def _documents(self) -> list[int]:
        if self._ids is None:
            ids = np.empty(self._size, dtype=np.uint32)
            coding.decode_block(self._words, self._entry.place, self._count, self._block, ids, 0)
            self._ids = ids.tolist()
        return self._ids

    def _frequencies(self) -> list[int]:
        if self._counts is None:
            counts = np.empty(self._size, dtype=np.uint32)
            coding.decode_block_frequencies(self._words, self._entry.place, self._count, self._block, counts, 0)
            self._counts = counts.tolist()
        return self._counts

    def _positions(self) -> list[list[int]]:
        """The positions of each posting of the block."""
        if self._places is None:
            counts = np.array(self._frequencies(), dtype=np.uint32)
            positions = np.empty(int(counts.sum()), dtype=np.uint32)
            entry = self._entry
            words = self._field.position_words.check(entry.positions_place, entry.positions_end)
            coding.decode_block_positions(
                words, entry.positions_place, self._count, self._block, counts, 0, positions, 0
            )
            ends = np.cumsum(counts).tolist()
            places = positions.tolist()
            self._places = [places[end - count : end] for end, count in zip(ends, counts.tolist(), strict=True)]
        return self._places
