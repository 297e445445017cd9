"""The kernels of counting, compiled ahead as those of `compiled.py`: filters and facets over the documents found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_bits import Loop

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_void = types.void
_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_bytes_out = types.Array(types.uint8, 1, "C")
_masks = types.Array(types.uint8, 2, "C", readonly=True)
_ordinals = tuple(types.Array(kind, 1, "C", readonly=True) for kind in (types.uint8, types.uint16, types.uint32))
_offsets = (_words, _ints)
_numbers = tuple(
    types.Array(kind, 1, "C", readonly=True)
    for kind in (types.int8, types.uint8, types.int16, types.uint16, types.int32, types.uint32, types.int64,
                 types.uint64, types.float32, types.float64)
)  # fmt: skip


def _kernel(*signatures: Any) -> Callable[[Loop], Loop]:
    compiled: Callable[[Loop], Loop] = njit(list(signatures), cache=True, nogil=True, error_model="numpy")
    return compiled


@_kernel(_void(_masks, _ints_out, _ints_out, _ints_out))
def sift(flags: NDArray[np.uint8], passing: Ints, failing: Ints, counts: Ints) -> None:
    """Drill sideways (as Lucene's): sorts documents by the filters that they fail.

    `flags` has a row for each filter and a column for each document, 1 where it passes. `passing` gets the numbers of
    those that pass all; `failing`, as long as the documents for each filter, those that fail just that one. `counts`
    says how many there are of each: of those that pass first.
    """
    filters, total = flags.shape
    counts[:] = 0
    for number in range(total):
        failed, which = 0, 0
        for row in range(filters):
            if not flags[row, number]:
                failed += 1
                which = row
        if failed == 0:
            passing[counts[0]] = number
            counts[0] += 1
        elif failed == 1:
            failing[which * total + counts[which + 1]] = number
            counts[which + 1] += 1


@_kernel(*(_void(_words, offsets, some, _bytes, _bytes_out) for offsets in _offsets for some in _ordinals))
def any_of(documents: Words, offsets: NDArray[Any], ordinals: NDArray[Any], wanted: Bytes, found: Bytes) -> None:
    """Sets `found` (zeros) for documents that have a wanted ordinal; columns are as in `count_several`."""
    for number in range(len(documents)):
        document = documents[number]
        for at in range(offsets[document], offsets[document + 1]):
            found[number] |= wanted[ordinals[at]]


@_kernel(*(_void(_words, some, _ints_out) for some in _ordinals))
def count_single(documents: Words, ordinals: NDArray[Any], counts: Ints) -> None:
    """Counts the values of a column that has one value (an ordinal) by document."""
    for number in range(len(documents)):
        counts[ordinals[documents[number]]] += 1


@_kernel(*(_void(_words, offsets, some, _ints_out) for offsets in _offsets for some in _ordinals))
def count_several(documents: Words, offsets: NDArray[Any], ordinals: NDArray[Any], counts: Ints) -> None:
    """Counts the values of a column: those of a document are `ordinals[offsets[document]:offsets[document + 1]]`."""
    for number in range(len(documents)):
        document = documents[number]
        for at in range(offsets[document], offsets[document + 1]):
            counts[ordinals[at]] += 1


@_kernel(*(_void(_words, some, some, _ints_out) for some in _numbers))
def count_between(documents: Words, numbers: NDArray[Any], edges: NDArray[Any], counts: Ints) -> None:
    """Counts numbers by document: `counts[b]` those that have `b` of the ascending edges at or below them."""
    at = 0
    for number in range(len(documents)):
        value = numbers[documents[number]]
        if (at and value < edges[at - 1]) or (at < len(edges) and value >= edges[at]):
            low, high = 0, len(edges)
            while low < high:
                middle = (low + high) >> 1
                if edges[middle] <= value:
                    low = middle + 1
                else:
                    high = middle
            at = low
        counts[at] += 1
