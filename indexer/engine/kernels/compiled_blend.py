# mypy: disable-error-code="assignment,return-value,arg-type,no-any-return"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernels of true BM25F: the weighted frequencies of several lists are added before saturation, not after.

Lists are read side by side, a window of documents after the other, into an accumulator that fits into the caches (as in
Lucene's BooleanScorer; Zobel and Moffat 2006); windows without a document are passed over. For few candidates each list
is asked for these alone, by its skip data.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import decode_block, decode_block_frequencies
from indexer.engine.kernels.compiled_bits import BLOCK
from indexer.engine.kernels.compiled_helpers import _helper, _maker
from indexer.engine.kernels.compiled_lists import ENDLESS, Rows, Table
from indexer.engine.kernels.compiled_memory import bytes_at, floats_at, words_at
from indexer.engine.kernels.compiled_search import (
    ENTRY,
    Whole,
    _frequency_at,
    _kernel,
    _next_block,
    common,
    intersect_list,
)

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

ADDRESS, COUNT, AMOUNTS, CODES, SHARES = range(5)  # of a source's row
_WINDOW = 8192  # documents: their sums and marks, and the blocks of some lists, fit into the second cache
_ONES = np.uint64(0x0101010101010101)
_BITS = np.uint64(0x0102040810204080)  # times eight bytes that are 0 or 1: their bits are in the highest byte
_PLACES = np.array(  # for eight bits: which of them are set, a byte each
    [sum(place << 8 * number for number, place in enumerate(place for place in range(8) if bits >> place & 1))
     for bits in range(256)], dtype=np.uint64,
)  # fmt: skip

_int, _float, _void = types.int64, types.float64, types.void
_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_table = types.Array(types.int64, 2, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_floats = types.Array(types.float64, 1, "C", readonly=True)
_floats_out = types.Array(types.float64, 1, "C")


class _Sources(NamedTuple):
    """What is added up, by number; the block of each that is unpacked, and how far it was read."""

    rows: Table
    weights: Floats
    block: Ints
    size: Ints  # documents of the block; 0 at the end
    at: Ints  # of these, the next one
    documents: Rows
    amounts: NDArray[np.float64]  # what each document's sum gets
    frequencies: Words  # room for a block


class _Window(NamedTuple):
    sums: Floats
    marks: Bytes


@_maker
def _sources_of(rows: Table, weights: Floats) -> _Sources:
    """Sources of which nothing was read yet."""
    total, zeros = len(rows), np.zeros((3, len(rows)), dtype=np.int64)
    return _Sources(
        rows, weights, zeros[0], zeros[1], zeros[2],
        np.empty((total, BLOCK), dtype=np.uint32), np.empty((total, BLOCK)), np.empty(BLOCK, dtype=np.uint32),
    )  # fmt: skip


@_maker
def _window() -> _Window:
    return _Window(np.zeros(_WINDOW), np.zeros(_WINDOW, dtype=np.uint8))


@_helper
def _share(weight: float, frequency: float, share: float) -> float:
    """What a source gives to the sum of a document: the same in all kernels, by the last bit."""
    return weight * frequency * share


@_helper
def _open(sources: _Sources, which: Whole, block: Whole, scored: bool) -> None:
    """Unpacks a block of a source."""
    count = sources.rows[which, COUNT]
    sources.block[which], sources.at[which], sources.size[which] = block, 0, 0
    if block * BLOCK >= count:
        return
    documents, amounts = sources.documents[which], sources.amounts[which]
    start, size = block * BLOCK, min(count - block * BLOCK, BLOCK)
    sources.size[which] = size
    is_list = sources.rows[which, AMOUNTS] == 0
    words = words_at(sources.rows[which, ADDRESS], ENDLESS)
    if is_list:
        decode_block(words, 0, count, block, documents, 0)
    else:
        for number in range(np.uintp(size)):
            documents[number] = words[np.uintp(start) + number]
    if not scored:
        return
    if is_list:
        decode_block_frequencies(words, 0, count, block, sources.frequencies, 0)
        for number in range(np.uintp(size)):
            amounts[number] = np.float64(sources.frequencies[number])
    else:
        given = floats_at(sources.rows[which, AMOUNTS], ENDLESS)
        for number in range(np.uintp(size)):
            amounts[number] = given[np.uintp(start) + number]
    codes, shares = bytes_at(sources.rows[which, CODES], ENDLESS), floats_at(sources.rows[which, SHARES], 256)
    weight = sources.weights[which]
    for number in range(np.uintp(size)):
        amounts[number] = _share(weight, amounts[number], shares[codes[documents[number]]])


@_helper
def _add(sources: _Sources, which: Whole, start: Whole, end: Whole, scored: bool, window: _Window) -> int:
    """Adds what a source gives to the documents of a window; gives the first document after those."""
    documents, amounts, reached = sources.documents[which], sources.amounts[which], np.int64(0)
    while sources.size[which]:
        at, stop = np.uintp(sources.at[which]), np.uintp(sources.size[which])
        is_whole = documents[stop - np.uintp(1)] < end
        if not is_whole:
            stop = at
            while documents[stop] < end:
                stop += np.uintp(1)
        first = np.uintp(start)
        if scored:
            for number in range(at, stop):
                place = np.uintp(documents[number]) - first
                window.sums[place] += amounts[number]
                window.marks[place] = 1
        else:
            for number in range(at, stop):
                window.marks[np.uintp(documents[number]) - first] = 1
        if stop > at:
            reached = np.int64(documents[stop - np.uintp(1)]) + 1
        if not is_whole:
            sources.at[which] = np.int64(stop)
            break
        _open(sources, which, sources.block[which] + 1, scored)
    return reached


@_helper
def _seek(sources: _Sources, which: Whole, start: Whole, scored: bool) -> None:
    """Goes to the first document of a source that is not before another one."""
    if sources.size[which] and sources.documents[which, sources.size[which] - 1] < start:
        block, count = sources.block[which] + 1, sources.rows[which, COUNT]
        blocks, words = (count + BLOCK - 1) // BLOCK, words_at(sources.rows[which, ADDRESS], ENDLESS)
        if sources.rows[which, AMOUNTS]:
            while block < blocks and words[min(block * BLOCK + BLOCK, count) - 1] < start:
                block += 1
        elif block < blocks and words[ENTRY * block] < start:  # of several blocks, so there are skip data
            block = _next_block(words, 0, blocks, block, start)
        _open(sources, which, block, scored)
    while sources.at[which] < sources.size[which] and sources.documents[which, sources.at[which]] < start:
        sources.at[which] += 1


@_helper
def _fill(sources: _Sources, start: Whole, scored: bool, window: _Window) -> int:
    """Adds what all sources give to the window from a document on; gives the first document after the last of those."""
    reached = start
    for which in range(len(sources.rows)):
        _seek(sources, which, start, scored)
        reached = max(reached, _add(sources, which, start, start + _WINDOW, scored, window))
    return reached


@_helper
def _clear(window: _Window, size: Whole, scored: bool) -> None:
    window.marks[:size] = 0
    if scored:
        window.sums[:size] = 0.0


@_helper
def _count(window: _Window, size: Whole) -> int:
    """Counts the marked documents, and clears the marks."""
    found, eights = np.uint64(0), window.marks.view(np.uint64)
    for eight in range(np.uintp((size + 7) >> 3)):
        found += (eights[eight] * _ONES) >> np.uint64(56)
        eights[eight] = 0
    return np.int64(found)


@_helper
def _take(window: _Window, start: Whole, size: Whole, found: Whole, documents: Words, scores: Floats) -> int:
    """Puts the marked documents and their sums to those found before, and clears both; gives how many there are."""
    eights, to = window.marks.view(np.uint64), np.uintp(found)
    for eight in range(np.uintp((size + 7) >> 3)):
        marks, first = eights[eight], np.uint32(start) + np.uint32(8) * np.uint32(eight)
        if marks == 0:
            continue
        eights[eight] = 0
        places = _PLACES[np.uintp((marks * _BITS) >> np.uint64(56))]
        for number in range(8):  # without a branch: those beyond the last are written over by the next ones
            documents[to + np.uintp(number)] = first + np.uint32((places >> np.uint64(8 * number)) & np.uint64(255))
        to += np.uintp((marks * _ONES) >> np.uint64(56))
    if len(scores):
        for number in range(np.uintp(found), to):
            place = np.uintp(documents[number]) - np.uintp(start)
            scores[number] = window.sums[place]
            window.sums[place] = 0.0
    return np.int64(to)


@_helper
def _saturate(scores: Floats, start: Whole, end: Whole, k1: float, scale: float) -> None:
    for number in range(np.uintp(start), np.uintp(end)):
        scores[number] = scale * (scores[number] / (scores[number] + k1))


@_kernel(_int(_table, _floats, _float, _float, _words_out, _floats_out))
def blend(rows: Table, weights: Floats, k1: float, scale: float, documents: Words, scores: Floats) -> int:
    """The documents of some sources, and what they score; gives how many they are.

    A row is a source: address of a list, its length, 0, addresses of the codes of lengths by document and of the share
    that a word has by code. Or else: address of documents, how many they are, address of their weights, and as before.
    With x the sum of weight times frequency times share, a document scores `scale` x / (x + `k1`).

    There has to be room for eight more documents. Without room for scores none are worked out; without any room,
    documents are counted.
    """
    sources, window, scored, found = _sources_of(rows, weights), _window(), len(scores) > 0, 0
    for which in range(len(rows)):
        _open(sources, which, 0, scored)
    while True:
        start = ENDLESS
        for which in range(len(rows)):
            if sources.size[which]:
                start = min(start, np.int64(sources.documents[which, sources.at[which]]))
        if start == ENDLESS:
            return found
        reached = start
        for which in range(len(rows)):
            reached = max(reached, _add(sources, which, start, start + _WINDOW, scored, window))
        if len(documents) == 0:
            found += _count(window, reached - start)
            continue
        before = found
        found = _take(window, start, reached - start, found, documents, scores)
        if scored:
            _saturate(scores, before, found, k1, scale)


@_maker
def _ask(rows: Table, weights: Floats, which: Whole, candidates: Words, sums: Floats, marks: Bytes) -> None:
    """Marks the candidates that a source has, and adds to their sums, if there are any."""
    count, scored = rows[which, COUNT], len(sums) > 0
    words = words_at(rows[which, ADDRESS], ENDLESS)
    codes, shares = bytes_at(rows[which, CODES], ENDLESS), floats_at(rows[which, SHARES], 256)
    found, postings = np.empty(len(candidates), dtype=np.int64), np.empty(len(candidates), dtype=np.int64)
    is_list = rows[which, AMOUNTS] == 0
    if is_list:
        size = intersect_list(words, 0, count, candidates, found, postings)
    else:
        size = common(candidates, words_at(rows[which, ADDRESS], count), found, postings)
    given = floats_at(rows[which, AMOUNTS], ENDLESS)
    for number in range(size):
        at, posting = found[number], postings[number]
        marks[at] = 1
        if scored:
            if is_list:
                frequency = np.float64(_frequency_at(words, 0, count, posting >> 7, posting & (BLOCK - 1)))
            else:
                frequency = given[posting]
            sums[at] += _share(weights[which], frequency, shares[codes[candidates[at]]])


@_kernel(_int(_table, _floats, _float, _float, _words, _ints_out, _floats_out))
def blend_among(
    rows: Table, weights: Floats, k1: float, scale: float, candidates: Words, numbers: Ints, scores: Floats
) -> int:
    """The same among a few candidates: their numbers, and scores if there is room for one for each candidate."""
    marks, taken = np.zeros(len(candidates), dtype=np.uint8), 0
    scores[:] = 0.0
    for which in range(len(rows)):
        _ask(rows, weights, which, candidates, scores, marks)
    for number in range(len(candidates)):
        if marks[number]:
            numbers[taken] = number
            if len(scores):
                scores[taken] = scores[number]
            taken += 1
    if len(scores):
        _saturate(scores, 0, taken, k1, scale)
    return taken


@_kernel(_int(_table, _floats, _float, _float, _words, _ints_out, _floats_out))
def blend_within(
    rows: Table, weights: Floats, k1: float, scale: float, candidates: Words, numbers: Ints, scores: Floats
) -> int:
    """The same among many candidates: reads the windows in which there are some."""
    sources, window, scored = _sources_of(rows, weights), _window(), len(scores) > 0
    for which in range(len(rows)):
        _open(sources, which, 0, scored)
    at, taken, total = np.uintp(0), np.uintp(0), np.uintp(len(candidates))
    while at < total:
        start = np.int64(candidates[at])
        reached = _fill(sources, start, scored, window)
        while at < total and candidates[at] < start + _WINDOW:
            place = np.uintp(candidates[at]) - np.uintp(start)
            numbers[taken] = np.int64(at)
            if scored:
                scores[taken] = window.sums[place]
            taken += np.uintp(window.marks[place])
            at += np.uintp(1)
        _clear(window, reached - start, scored)
    if scored:
        _saturate(scores, 0, taken, k1, scale)
    return np.int64(taken)


@_kernel(_void(_table, _floats, _float, _float, _words, _floats_out))
def blend_onto(rows: Table, weights: Floats, k1: float, scale: float, candidates: Words, scores: Floats) -> None:
    """Adds the scores of many candidates to others that they have."""
    sources, window = _sources_of(rows, weights), _window()
    for which in range(len(rows)):
        _open(sources, which, 0, True)
    at, total = np.uintp(0), np.uintp(len(candidates))
    while at < total:
        start = np.int64(candidates[at])
        reached = _fill(sources, start, True, window)
        while at < total and candidates[at] < start + _WINDOW:
            x = window.sums[np.uintp(candidates[at]) - np.uintp(start)]
            scores[at] += scale * (x / (x + k1))  # 0 where it has none of the sources
            at += np.uintp(1)
        _clear(window, reached - start, True)
