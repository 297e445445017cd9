# mypy: disable-error-code="assignment,return-value,arg-type,no-any-return"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The lists of a tree's terms in a segment, as kernels read them: how far, and what they may add to scores at most."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_bits import BLOCK
from indexer.engine.kernels.compiled_helpers import _helper, _pasted
from indexer.engine.kernels.compiled_memory import bytes_at, floats_at, words_at
from indexer.engine.kernels.compiled_search import ENTRY, Whole, _next_block

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
# All arrays of numpy are of one type to mypy, however many dimensions they have: these have two
Rows = NDArray[np.uint32]
Table = NDArray[np.int64]
Scales = NDArray[np.float64]

COUNT = 1  # of the numbers of a list, its length
ENDLESS = 1 << 40  # values of an array of which only the address is known
_EXACT = 1 << 16  # frequencies below this: their scores grow with them in spite of rounding


class Lists(NamedTuple):
    """The lists of a segment, by number; how far each was read, and what it may add to scores."""

    rows: Table  # address and length of the list, addresses of the length codes and of the norms
    scales: Scales  # inverse document frequency, saturation, boost
    groups: Ints
    block: Ints
    size: Ints  # documents of the block that are unpacked, 0 if it is not
    at: Ints  # of the unpacked documents, the next one
    unpacked: Rows
    bounds: Floats  # what each may add, now
    sums: Floats  # of the bounds of each set of lists, added in the order in which scores are


@_pasted
def words_of(lists: Lists, which: Whole) -> Words:
    """Skip data and blocks of a list."""
    return words_at(lists.rows[which, 0], ENDLESS)


@_pasted
def codes_of(lists: Lists, which: Whole) -> Bytes:
    return bytes_at(lists.rows[which, 2], ENDLESS)


@_pasted
def norms_of(lists: Lists, which: Whole) -> Floats:
    return floats_at(lists.rows[which, 3], 256)


@_helper
def _bm25(lists: Lists, which: Whole, weight: float, norm: float) -> float:
    """As in `compiled_search.bm25`."""
    idf, saturation, boost = lists.scales[which, 0], lists.scales[which, 1], lists.scales[which, 2]
    return idf * ((weight * saturation) / (weight + norm)) * boost


@_helper
def bound_of(lists: Lists, which: Whole, words: Words, norms: Floats, block: Whole) -> float:
    """What a document of a block may score at most (its impact)."""
    if lists.rows[which, COUNT] < BLOCK:  # there are no skip data
        return lists.scales[which, 0] * lists.scales[which, 1] * lists.scales[which, 2]
    frequency = words[ENTRY * block + 2]
    if frequency >= _EXACT:
        return np.inf
    return _bm25(lists, which, np.float64(frequency), norms[words[ENTRY * block + 3] & np.uint32(255)])


@_helper
def peak(lists: Lists, which: Whole) -> float:
    """What a list may add to a score at most."""
    words, norms, bound = words_of(lists, which), norms_of(lists, which), 0.0
    for block in range((lists.rows[which, COUNT] + BLOCK - 1) // BLOCK):
        bound = max(bound, bound_of(lists, which, words, norms, block))
    return bound


@_helper
def window_bound(lists: Lists, which: Whole, start: Whole, end: Whole) -> float:
    """What a list may add to the score of a document of a window; goes to its first block that may have some."""
    words, norms, count = words_of(lists, which), norms_of(lists, which), lists.rows[which, COUNT]
    blocks = (count + BLOCK - 1) // BLOCK
    if count < BLOCK:
        return bound_of(lists, which, words, norms, 0) if lists.block[which] < blocks else 0.0
    block = lists.block[which]
    if block < blocks and words[ENTRY * block] < start:
        block = _next_block(words, 0, blocks, block, start)
        lists.block[which], lists.size[which], lists.at[which] = block, 0, 0
    bound = 0.0
    while block < blocks and (block == 0 or words[ENTRY * (block - 1)] + 1 < end):
        bound = max(bound, bound_of(lists, which, words, norms, block))
        block += 1
    return bound


@_helper
def next_document(lists: Lists, which: Whole) -> int:
    """A document that none of a list that was not yet read comes before; as great as can be if all were read."""
    words, count = words_of(lists, which), lists.rows[which, COUNT]
    block, size, at = lists.block[which], lists.size[which], lists.at[which]
    if at < size:
        return np.int64(lists.unpacked[which, at])
    if size:
        block += 1
    if block * BLOCK >= count:
        return ENDLESS
    return np.int64(words[ENTRY * (block - 1)]) + 1 if block else 0


@_helper
def add_bounds(lists: Lists) -> float:
    """Works out the sums of bounds; gives that of all lists."""
    for which in range(len(lists.bounds)):
        for mask in range(1 << which):
            lists.sums[(1 << which) | mask] = lists.sums[mask] + lists.bounds[which]
    return lists.sums[len(lists.sums) - 1]
