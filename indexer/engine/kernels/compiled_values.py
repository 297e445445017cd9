"""Sorted values of columns put together: kernels that are compiled ahead as those of `compiled.py`.

Value v of a list is `text[offsets[v]:offsets[v + 1]]`.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_search import _helper, _kernel

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_int, _void = types.int64, types.void
_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_bytes_out = types.Array(types.uint8, 1, "C")


@_helper
def _compare(text: Bytes, start: int, end: int, other: Bytes, other_start: int, other_end: int) -> int:
    """Below, at or above 0, as one value comes before another one, is it, or comes after it."""
    for number in range(min(end - start, other_end - other_start)):
        one, two = text[start + number], other[other_start + number]
        if one != two:
            return int(np.int64(one) - np.int64(two))
    return int((end - start) - (other_end - other_start))


@_kernel(_int(_bytes, _ints, _bytes, _ints, _words_out, _words_out))
def merge_values(
    text: Bytes, offsets: Ints, other: Bytes, other_offsets: Ints, places: Words, other_places: Words
) -> int:
    """The places of two lists of sorted distinct values in the list of both; how long that is."""
    total, others = len(offsets) - 1, len(other_offsets) - 1
    at, number, size = 0, 0, 0
    while at < total or number < others:
        order = -1 if number == others else 1
        if at < total and number < others:
            order = _compare(
                text, offsets[at], offsets[at + 1], other, other_offsets[number], other_offsets[number + 1]
            )
        if order <= 0:
            places[at] = size
            at += 1
        if order >= 0:
            other_places[number] = size
            number += 1
        size += 1
    return size


@_kernel(_void(_bytes, _ints, _words, _ints, _bytes_out))
def place_values(text: Bytes, offsets: Ints, places: Words, merged_offsets: Ints, merged: Bytes) -> None:
    """Copies values to their places in a merged list."""
    for number in range(len(places)):
        start, to = offsets[number], merged_offsets[places[number]]
        for byte in range(offsets[number + 1] - start):
            merged[to + byte] = text[start + byte]
