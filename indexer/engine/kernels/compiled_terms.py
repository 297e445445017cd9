"""Terms looked up in a dictionary, and those of several added up: compiled ahead as the kernels of `compiled.py`."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_search import Whole, _helper, _kernel

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_int, _void = types.int64, types.void
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")


@_helper
def _number(coded: Bytes, at: Whole) -> tuple[Whole, Whole]:
    """A number with seven bits a byte, and where it ends."""
    value, shift = np.int64(0), 0
    while coded[at] > 127:
        value |= (np.int64(coded[at]) & 127) << shift
        shift += 7
        at += 1
    return value | np.int64(coded[at]) << shift, at + 1


@_helper
def _compare(coded: Bytes, at: Whole, size: Whole, term: Bytes, start: int) -> Whole:
    """Below, at or above 0, as some bytes come before a term, are it, or come after it."""
    for number in range(min(size, len(term) - start)):
        if coded[at + number] != term[start + number]:
            return np.int64(coded[at + number]) - np.int64(term[start + number])
    return size - (len(term) - start)


@_kernel(_int(_bytes, _ints, _int, _int, _bytes))
def seek(coded: Bytes, places: Ints, per_block: int, count: int, term: Bytes) -> int:  # noqa: C901  # one loop, without calls
    """The ordinal of a term of a front-coded dictionary; where it is missing, -1 less that of the first term after it.

    A binary search over the first terms of the blocks, whose places are given with their end, then a walk.
    """
    low, high = 0, len(places) - 2
    if high < 0:
        return -1
    while low < high:
        middle = (low + high + 1) >> 1
        size, at = _number(coded, places[middle])
        if _compare(coded, at, size, term, 0) <= 0:
            low = middle
        else:
            high = middle - 1
    equal: Whole = 0  # bytes that the last term has in common with it
    at, ordinal = places[low], low * per_block
    for step in range(min(per_block, count - ordinal)):
        shared: Whole = np.int64(0)
        if step:
            shared, at = _number(coded, at)
        size, at = _number(coded, at)
        if shared < equal:  # what follows the shared part is greater than in the term before, which was less
            return -1 - (ordinal + step)
        if shared == equal or step == 0:
            start = shared if step else np.int64(0)
            equal = start
            while equal < len(term) and equal - start < size and coded[at + equal - start] == term[equal]:
                equal += 1
            length = start + size
            if equal == len(term):
                return ordinal + step if length == equal else -1 - (ordinal + step)
            if equal < length and coded[at + equal - start] > term[equal]:
                return -1 - (ordinal + step)
        at += size
    return -1 - min(ordinal + per_block, count)


@_helper
def _hash(text: Bytes, start: Whole, end: Whole) -> Whole:
    """Fowler, Noll and Vo's (FNV-1a)."""
    value = np.uint64(0xCBF29CE484222325)
    for number in range(start, end):
        value = (value ^ np.uint64(text[number])) * np.uint64(0x100000001B3)
    return value


@_helper
def _are_equal(text: Bytes, one: Whole, other: Whole, size: Whole) -> Whole:
    equal = 0
    while equal < size and text[one + equal] == text[other + equal]:
        equal += 1
    return equal == size


@_kernel(_void(_bytes, _ints, _ints, _ints_out))
def add_up(text: Bytes, offsets: Ints, counts: Ints, totals: Ints) -> None:
    """For each of some terms the sum of the counts of all that are the same; term t is
    `text[offsets[t]:offsets[t + 1]]`.

    The same ones meet in a hash table with open addressing (Knuth, volume 3, section 6.4).
    """
    count, size = len(counts), 4
    while size < 2 * count:
        size *= 2
    table, first = np.full(size, -1, dtype=np.int64), np.empty(count, dtype=np.int64)
    for term in range(count):
        start, end = offsets[term], offsets[term + 1]
        slot = np.int64(_hash(text, start, end) & np.uint64(size - 1))
        while table[slot] >= 0:
            other = table[slot]
            if offsets[other + 1] - offsets[other] == end - start and _are_equal(
                text, offsets[other], start, end - start
            ):
                break
            slot = (slot + 1) & (size - 1)
        if table[slot] < 0:
            table[slot], totals[term] = term, 0
        first[term] = table[slot]
        totals[first[term]] += counts[term]
    for term in range(count):
        totals[term] = totals[first[term]]
