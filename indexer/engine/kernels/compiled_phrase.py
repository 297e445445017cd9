"""Documents in which words follow each other: the kernel of phrases, compiled ahead as those of `compiled.py`."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import decode_block_frequencies
from indexer.engine.kernels.compiled_bits import BLOCK
from indexer.engine.kernels.compiled_search import Whole, _helper, _kernel, intersect_list

_WIDTH_BITS = 6  # of a number from 0 to 32
# What is known of a block's positions: the posting that was gone to, the number of its first position, the part of 128
# that is read and its place, how many parts are full, and where their widths are
_POSTING, _FIRST, _PART, _AT, _PARTS, _WIDTHS = range(6)

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]

_int = types.int64
_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_table_out = types.Array(types.uint32, 2, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)


@_helper
def _open_positions(words: Words, place: int, count: int, block: int, frequencies: Words, state: Ints) -> None:
    """Goes to the positions of a block's first posting."""
    size = np.uintp(min(count - block * BLOCK, BLOCK))
    total = np.uint32(0)
    for posting in range(size):
        total += frequencies[posting]
    state[_POSTING], state[_FIRST], state[_PART] = 0, 0, 0
    state[_PARTS] = np.int64(total) // BLOCK
    state[_WIDTHS] = place + (np.int64(words[place + block]) if count >= BLOCK else np.int64(0))
    state[_AT] = state[_WIDTHS] + ((state[_PARTS] + 3) >> 2)


@_helper
def _go_to(number: int, frequencies: Words, state: Ints) -> None:
    """Goes to the positions of a later posting of the block."""
    first = state[_FIRST]
    for posting in range(np.uintp(state[_POSTING]), np.uintp(number)):
        first += np.int64(frequencies[posting])
    state[_POSTING], state[_FIRST] = number, first


@_helper
def _gap(words: Words, number: Whole, state: Ints) -> Whole:
    """One packed number of a block's positions, without the others; numbers have to ascend."""
    parts = state[_PARTS]
    while state[_PART] < number // BLOCK:
        width = np.int64(words[state[_WIDTHS] + (state[_PART] >> 2)] >> np.uint32(8 * (state[_PART] & 3))) & 63
        state[_AT] += 4 * width
        state[_PART] += 1
    at, rest = state[_AT], number & (BLOCK - 1)
    if state[_PART] == parts:
        width = np.int64(words[at]) & 63
        bit = at * 32 + _WIDTH_BITS + rest * width
        word, following = bit >> 5, 1
    else:
        width = np.int64(words[state[_WIDTHS] + (state[_PART] >> 2)] >> np.uint32(8 * (state[_PART] & 3))) & 63
        bit = (rest >> 2) * width
        word, following = at + 4 * (bit >> 5) + (rest & 3), 4
    if width == 0:
        return np.int64(0)
    shift = bit & 31
    value = np.int64(words[word]) >> shift
    if shift + width > 32:
        value |= np.int64(words[word + following]) << (32 - shift)
    return value & ((np.int64(1) << width) - 1)


@_helper
def _follow(
    words: Words, count: Whole, state: Ints, ends: Words, size: Whole, slop: int, leading: bool, out: Words
) -> Whole:
    """Of the `count` positions of a posting those from 1 to `slop` places after an end; all of the leading word."""
    filled, end, position = np.int64(0), np.int64(0), np.int64(0)
    for number in range(state[_FIRST], state[_FIRST] + count):
        position += _gap(words, number, state)
        if not leading:
            while end < size and np.int64(ends[end]) + slop < position:
                end += 1
            if end == size:
                break
            if np.int64(ends[end]) >= position:
                continue
        out[filled] = position
        filled += 1
    return filled


@_kernel(_int(_words, _ints, _ints, _words, _ints, _ints, _int, _words, types.boolean, _words_out, _table_out))
def phrase(  # noqa: C901  # one walk through all lists
    words: Words,
    places: Ints,
    counts: Ints,
    position_words: Words,
    position_places: Ints,
    order: Ints,
    slop: int,
    candidates: Words,
    whole: bool,
    documents: Words,
    frequencies: NDArray[np.uint32],
) -> int:
    """The candidates that have all words, each from 1 to `slop` places after the one before it; how many they are.

    The lists of the words, in their order, are those of one field; `order` has their numbers, the shortest list first,
    and `whole` says whether its documents are the candidates.
    `frequencies` gets a row for each word. A document is looked for in all lists before any position is read
    (Zobel and Moffat 2006), and then only its own are.
    """
    terms, found = len(places), 0
    left, kept = candidates.copy(), len(candidates)
    postings = np.empty((terms, kept), dtype=np.int64)
    numbers, own = np.empty(kept, dtype=np.int64), np.empty(kept, dtype=np.int64)
    for number in range(kept):
        postings[order[0], number] = number
    for place in range(1 if whole else 0, terms):
        term = order[place]
        kept = intersect_list(words, places[term], counts[term], left[:kept], numbers, own)
        for before in order[:place]:
            for number in range(kept):
                postings[before, number] = postings[before, numbers[number]]
        for number in range(kept):
            left[number], postings[term, number] = left[numbers[number]], own[number]
    opened = np.full(terms, -1, dtype=np.int64)
    known = np.empty((terms, BLOCK), dtype=np.uint32)  # frequencies of the blocks that are opened
    state = np.zeros((terms, 6), dtype=np.int64)
    ends, following = np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint32)
    for number in range(kept):
        size: Whole = np.int64(0)
        for term in range(terms):
            block, rest = postings[term, number] // BLOCK, postings[term, number] & (BLOCK - 1)
            if opened[term] != block:
                opened[term] = block
                decode_block_frequencies(words, places[term], counts[term], block, known[term], 0)
                _open_positions(position_words, position_places[term], counts[term], block, known[term], state[term])
            _go_to(rest, known[term], state[term])
            frequency = np.int64(known[term, rest])
            frequencies[term, found] = frequency
            if frequency > len(following):
                following = np.empty(2 * frequency, dtype=np.uint32)
            size = _follow(position_words, frequency, state[term], ends, size, slop, term == 0, following)
            if size == 0:
                break
            ends, following = following, ends
        if size:
            documents[found] = left[number]
            found += 1
    return found
