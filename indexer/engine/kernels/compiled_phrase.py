# mypy: disable-error-code="arg-type,assignment,no-any-return,operator,return-value"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""Documents in which words follow each other: the kernel of phrases, compiled ahead as those of `compiled.py`.

Word by word ("term at a time"): documents are intersected by skip data (Moffat and Zobel 1996), and the positions of a
word are read for the documents alone that are left. This is done for some documents of the shortest list after the
other, so that what is noted of them stays in the caches, and memory need not be cleared for as many as there are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import decode_block, decode_block_frequencies
from indexer.engine.kernels.compiled_bits import BLOCK, unpack_bits
from indexer.engine.kernels.compiled_search import Whole, _frequency_at, _helper, _kernel, intersect_list

_COUNT, _PLACE, _POSITIONS, _NUMBER = range(4)  # of a word's row
_WIDTH_BITS = 6  # of a number from 0 to 32
_NO_POSITION = np.int64(1 << 40)
_AT_ONCE = 8 * BLOCK  # documents

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_int, _float, _bool = types.int64, types.float64, types.boolean
_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_ints = types.Array(types.int64, 1, "C", readonly=True)
_table = types.Array(types.int64, 2, "C", readonly=True)
_floats = types.Array(types.float64, 1, "C", readonly=True)
_floats_out = types.Array(types.float64, 1, "C")


@_helper
def _occurrences(words: Words, place: Whole, count: Whole, postings: Ints, size: Whole) -> Whole:
    """How often the first documents of some have a word."""
    total = np.int64(0)
    for number in range(size):
        block = postings[number] // BLOCK
        total += _frequency_at(words, place, count, block, postings[number] - block * BLOCK)
    return total


@_helper
def _unpack_some(words: Words, place: Whole, width: Whole, start: Whole, stop: Whole, out: Words) -> None:
    """Unpacks the values from `start` to before `stop` of what `pack_block` packed, to the same places of `out`."""
    mask = np.uint32((np.uint64(1) << np.uint64(width)) - np.uint64(1))
    for number in range(start, stop):
        bit = (number >> 2) * width
        word, shift = np.uintp(place + 4 * (bit >> 5) + (number & 3)), np.uint32(bit & 31)
        value = np.uint32(0)
        if width:
            value = words[word] >> shift
            if shift + width > 32:
                value |= words[word + np.uintp(4)] << (np.uint32(32) - shift)
        out[number] = value & mask


@_helper
def _follow(  # noqa: C901  # one walk through a list
    words: Words,
    place: Whole,
    count: Whole,
    position_words: Words,
    positions_place: Whole,
    postings: Ints,
    size: Whole,
    ends: Words,
    starts: Ints,
    stops: Ints,
    low: Whole,
    high: Whole,
    leading: bool,
    after: Words,
    numbers: Ints,
    weights: Words,
    known: Words,
    gaps: Words,
) -> Whole:
    """Which of the documents with these postings of a word have it from `low` to `high` places after an end.

    The ends of document number n are `ends[starts[n]:stops[n]]`. Those of the documents that are left, where the word
    stands, are put into `after`, with their starts and stops in place of the old ones; of a leading word they are all.
    `numbers` becomes which documents are left, `weights` how often they have the word; gives how many are left.
    Positions are unpacked one by one, as most of a block belong to other documents. `known` has room for a block.
    """
    kept, filled, opened = np.int64(0), np.int64(0), np.int64(-1)
    at, posting, first = np.int64(0), np.int64(0), np.int64(0)
    part, parts, widths = np.int64(0), np.int64(0), np.int64(0)
    for number in range(size):
        block, rest = postings[number] // BLOCK, postings[number] & (BLOCK - 1)
        if block != opened:  # go to the positions of the block's first posting
            decode_block_frequencies(words, place, count, block, known, 0)
            total = np.uint32(0)
            for each in range(np.uintp(min(count - block * BLOCK, BLOCK))):
                total += known[each]
            widths = positions_place
            if count >= BLOCK:
                widths += np.int64(position_words[positions_place + block])
            parts = np.int64(total) // BLOCK
            at, part, posting, first = widths + ((parts + 3) >> 2), np.int64(0), np.int64(0), np.int64(0)
            opened = block
        passed = np.uint32(0)
        for each in range(np.uintp(posting), np.uintp(rest)):
            passed += known[each]
        first += np.int64(passed)
        posting = rest
        frequency = np.int64(known[rest])
        least, most, end, end_of_ends = np.int64(0), _NO_POSITION, np.int64(0), np.int64(0)
        if not leading:
            end, end_of_ends = starts[number], stops[number]
            least, most = np.int64(ends[end]) + low, np.int64(ends[end]) + high
        start, index, stop, position = filled, first, first + frequency, np.int64(0)
        while index < stop:
            while part < index // BLOCK:
                at += 4 * (np.int64(position_words[widths + (part >> 2)] >> np.uint32(8 * (part & 3))) & 63)
                part += 1
            here = index & (BLOCK - 1)
            run = min(here + stop - index, BLOCK)
            if part == parts:
                width = np.int64(position_words[at]) & 63
                bit = at * 32 + _WIDTH_BITS + here * width
                unpack_bits(position_words, bit, width, run - here, gaps, here)
            else:
                width = np.int64(position_words[widths + (part >> 2)] >> np.uint32(8 * (part & 3))) & 63
                _unpack_some(position_words, at, width, here, run, gaps)
            index += run - here
            for each in range(np.uintp(here), np.uintp(run)):
                position += np.int64(gaps[each])
                if position < least:
                    continue
                while position > most:
                    end += 1
                    if end == end_of_ends:
                        break
                    least, most = np.int64(ends[end]) + low, np.int64(ends[end]) + high
                if position > most:
                    index = stop
                    break
                if position >= least:
                    after[filled] = position
                    filled += 1
        if filled > start:
            numbers[kept], weights[kept], starts[kept], stops[kept] = number, frequency, start, filled
            kept += 1
    return kept


@_helper
def _take(values: NDArray[Any], numbers: Ints, size: Whole) -> None:
    """Puts the values with some ascending numbers to the front."""
    for number in range(size):
        values[number] = values[numbers[number]]


@_helper
def _meet(words: Words, row: Ints, documents: Words, kept: Any, numbers: Ints, postings: Ints) -> Whole:
    """Leaves those of the first `kept` documents that a list has; which they were, and their postings there."""
    kept = intersect_list(words, row[_PLACE], row[_COUNT], documents[:kept], numbers, postings)
    _take(documents, numbers, kept)
    return kept


@_kernel(
    _int(
        _words, _words, _table, _int, _words_out, _int,
        _bytes, _floats, _floats, _float, _float, _floats_out, _words_out,
    )
)  # fmt: skip
def phrase(  # noqa: C901  # two ways through the words
    words: Words,
    position_words: Words,
    lists: NDArray[np.int64],
    slop: int,
    documents: Words,
    kept: Any,
    codes: Bytes,
    norms: Floats,
    idfs: Floats,
    saturation: float,
    boost: float,
    scores: Floats,
    repeats: Words,
) -> int:
    """Leaves of the first `kept` documents, or of all if that is -1, those that have all words, each from 1 to `slop`
    places after the one before it; how many they are.

    A row of `lists` is a word of the phrase: how many postings its list has, place of the list, place of its positions,
    and its number in the phrase; the shortest list comes first, and all are of one field. `scores`, if there is room in
    it, becomes the sum of what the words score as in `bm25`; `idfs` are in the order of `lists`. `repeats`, if there is
    room in it, becomes how often each document has the phrase: where the words stand side by side.

    Where the words have to stand side by side, each tells where the phrase would be, so they are taken in the order of
    `lists`, and most documents are dropped at the second. Else a word needs those before it, and documents are
    intersected before any position is read.
    """
    terms, side_by_side, whole, scored = len(lists), slop == 1, kept < 0, len(scores) > 0
    sequence, met = np.arange(terms), min(terms, 2)
    if not side_by_side:
        met = terms
        for term in range(terms):
            sequence[lists[term, _NUMBER]] = term
    total = lists[0, _COUNT] if whole else np.int64(kept)
    room, found = min(total, _AT_ONCE), np.int64(0)
    some, totals, numbers = np.empty(room, dtype=np.uint32), np.empty(room), np.empty(room, dtype=np.int64)
    weights, known, gaps = np.empty(room, np.uint32), np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32)
    starts, stops, postings = np.empty(room, np.int64), np.empty(room, np.int64), np.empty((terms, room), np.int64)
    for start in range(0, total, _AT_ONCE):
        left = min(total - start, _AT_ONCE)
        if whole:
            for at in range(0, left, BLOCK):
                decode_block(words, lists[0, _PLACE], total, (start + at) // BLOCK, some, at)
            for number in range(left):
                postings[0, number] = start + number
        else:
            some[:left] = documents[start : start + left]
        totals[:left] = 0.0
        for term in range(1 if whole else 0, met):
            left = _meet(words, lists[term], some, left, numbers, postings[term])
            for before in range(term):
                _take(postings[before], numbers, left)
        ends = np.empty(0, dtype=np.uint32)
        for step in range(terms):
            term = sequence[step]
            place, count = lists[term, _PLACE], lists[term, _COUNT]
            if step >= met:
                left = _meet(words, lists[term], some, left, numbers, postings[term])
                _take(starts, numbers, left)
                _take(stops, numbers, left)
                _take(totals, numbers, left)
            if left == 0:
                break
            occurrences, low, high = len(ends), np.int64(1), np.int64(slop)
            if step == 0 or not side_by_side:
                occurrences = _occurrences(words, place, count, postings[term], left)
            else:
                low = high = lists[term, _NUMBER] - lists[term - 1, _NUMBER]
            after = np.empty(occurrences, dtype=np.uint32)
            left = _follow(
                words, place, count, position_words, lists[term, _POSITIONS], postings[term], left,
                ends, starts, stops, low, high, step == 0, after, numbers, weights, known, gaps,
            )  # fmt: skip
            ends = after
            _take(some, numbers, left)
            for later in sequence[step + 1 : met]:
                _take(postings[later], numbers, left)
            if scored:
                _take(totals, numbers, left)
                for number in range(left):
                    weight = np.float64(weights[number])
                    norm = norms[codes[some[number]]]
                    totals[number] += idfs[term] * ((weight * saturation) / (weight + norm)) * boost
        for number in range(left):
            documents[found + number] = some[number]
            if scored:
                scores[found + number] = totals[number]
            if len(repeats):
                repeats[found + number] = stops[number] - starts[number]
        found += left
    return found
