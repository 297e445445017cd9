"""Columns of whole numbers in few bits: each block of 128 is kept as its least number and what the others are above it.

This is frame of reference coding (Goldstein, Ramakrishnan and Shaft, "Compressing relations and indexes", 1998). Any
number is found at once, without its neighbours. How posting lists are packed is in `postings.py`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.container import Container, ContainerWriter
from indexer.engine.kernels import BLOCK, coding

Ints = NDArray[np.int64]


def write_column(container: ContainerWriter, name: str, values: NDArray[Any]) -> None:
    """Writes whole numbers; those of a block may lie at most 2**32 - 1 apart."""
    values = np.ascontiguousarray(values, dtype=np.int64)
    words = np.zeros(len(values) + 1, dtype=np.uint32)
    bases = np.empty(-(-len(values) // BLOCK), dtype=np.int64)
    places = np.empty_like(bases)
    used = coding.encode_column(values, words, bases, places)
    if used < 0:
        raise OverflowError(f"The numbers of {name} lie too far apart to be packed.")
    container.note(name, len(values))
    container.add(f"{name}.bases", bases)
    container.add(f"{name}.places", places)
    container.add(f"{name}.words", words[: used + 1])


class PackedColumn:
    """A column that `write_column` wrote."""

    def __init__(self, container: Container, name: str) -> None:
        self._length: int = container.facts[name]
        self._bases_array = container.array(f"{name}.bases")
        self._places_array = container.array(f"{name}.places")
        self._words = container.array(f"{name}.words")

    @cached_property
    def _bases(self) -> Ints:
        return self._bases_array.whole()

    @cached_property
    def _places(self) -> Ints:
        return self._places_array.whole()

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, number: int) -> int:
        """The number at a place from 0 to before the length."""
        block, rest = divmod(number, BLOCK)
        place = int(self._places[block])
        base = int(self._bases[block])
        if not (width := place & 63):
            return base
        word, shift = divmod((place >> 6) * 32 + rest * width, 32)
        words = self._words.check(word, word + 2)
        return base + ((int(words[word]) | int(words[word + 1]) << 32) >> shift & (1 << width) - 1)

    def range(self, start: int, end: int) -> Ints:
        """The numbers from `start` to before `end`."""
        out = np.empty(end - start, dtype=np.int64)
        if end > start:
            places = self._places
            first = int(places[start // BLOCK]) >> 6
            last = (end - 1) // BLOCK + 1
            beyond = int(places[last]) >> 6 if last < len(places) else len(self._words)
            words = self._words.check(first, min(beyond + 1, len(self._words)))
            coding.decode_column(words, self._bases, places, start, end, out)
        return out

    def whole(self) -> Ints:
        """All numbers."""
        return self.range(0, self._length)
