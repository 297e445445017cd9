# mypy: disable-error-code="assignment,return-value,arg-type,no-any-return"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernel of a pattern, which stands for many terms of a field: for a whole commit, in one call.

Most lists are short, so they are added one after the other into an accumulator for each document ("term at a time":
Zobel and Moffat 2006). Then the documents with a score are counted, and offered to the best, where they are. To mark
each of them beside its score would cost half as much again: rows of 64 are marked, which stay in the first cache.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numba.cpython.unsafe.numbers import trailing_zeros
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_best import Best, is_wanted, offer, sort, threshold_of
from indexer.engine.kernels.compiled_bits import BLOCK
from indexer.engine.kernels.compiled_helpers import _helper
from indexer.engine.kernels.compiled_lists import ENDLESS
from indexer.engine.kernels.compiled_memory import bytes_at, floats_at, words_at
from indexer.engine.kernels.compiled_search import Whole, _kernel, add_marking, mark_lists

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_ROW, _FIELD, _PART = 2, 3, 3  # numbers of a pattern in a segment, of a field in a segment, of a segment
_ROWS = 6  # bits of the place of a document among 64
_BITS = np.uint64(0x0102040810204080)  # times eight bytes that are 0 or 1: their bits are in the highest byte

_int, _float = types.int64, types.float64
_words_out = types.Array(types.uint32, 1, "C")
_bytes_out = types.Array(types.uint8, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_floats = types.Array(types.float64, 1, "C", readonly=True)
_floats_out = types.Array(types.float64, 1, "C")


@_helper
def _marks_of(eights: NDArray[np.uint64], row: Whole) -> Whole:
    """The marks of 64 documents as bits, and clears them."""
    marks = np.uint64(0)
    for eight in range(np.uintp(8)):
        marks |= ((eights[np.uintp(8) * row + eight] * _BITS) >> np.uint64(56)) << (np.uint64(8) * np.uint64(eight))
        eights[np.uintp(8) * row + eight] = 0
    return marks


@_helper
def _scored_of(totals: Floats, row: Whole) -> Whole:
    """Which of 64 documents have a score, as bits."""
    marks = np.uint64(0)
    for place in range(np.uintp(64)):
        marks |= np.uint64(totals[np.uintp(64) * row + place] != 0.0) << np.uint64(place)
    return marks


@_helper
def _take(
    seen: Bytes, totals: Floats, scored: bool, first: Whole, deleted: Bytes, best: Best, found: Whole, out: Words
) -> int:
    """Counts the documents found that are not deleted, offers them to the best and puts them to those found before, if
    there is room; clears marks and totals. Where they are scored, `seen` marks rows of 64, else documents."""
    eights, threshold, before = seen.view(np.uint64), threshold_of(best), found
    for row in range(np.uintp(len(eights) >> 3)):
        marks = np.uint64(0)
        if not scored:
            marks = _marks_of(eights, row)
        elif seen[row]:
            marks = _scored_of(totals, row)
            seen[row] = 0
        while marks:
            document = np.uintp(64) * row + np.uintp(trailing_zeros(marks))
            marks &= marks - np.uint64(1)
            score = 1.0
            if scored:
                score = totals[document]
                totals[document] = 0.0
            if len(deleted) and deleted[document]:
                continue
            if len(out):
                out[found] = document
            found += 1
            if is_wanted(best, score, threshold):
                offer(best, score, first + np.int64(document))
                threshold = threshold_of(best)
    return found - before


@_kernel(
    _int(
        _ints, _ints, _ints, _ints, _floats, _ints, _float, _float, _float,
        _bytes_out, _floats_out, _floats_out, _ints_out, _words_out, _ints_out,
    )
)  # fmt: skip
def patterns(
    rows: Ints,
    fields: Ints,
    places: Ints,
    counts: Ints,
    idfs: Floats,
    segments: Ints,
    saturation: float,
    boost: float,
    ceiling: float,
    seen: Bytes,
    totals: Floats,
    scores: Floats,
    documents: Ints,
    out: Words,
    found: Ints,
) -> int:
    """The best documents of a commit that have any of some terms, best first, ties by number; gives how many match.

    `rows` has two numbers for each segment: how many of the terms are its own, and whether they are scored; if not, all
    score 1. Scores are above zero. `fields` has three: the addresses of the field's lists, length codes and norms.
    `places`, `counts` and `idfs` are where the lists of the terms start, how long they are, and inverse document
    frequencies. `seen` and `totals` are zeros, and have room for the documents of each segment, in sixty-fours. All
    else is as for `compiled_ranking.rank`, and all are counted; `found` gets how many each segment has.
    """
    unpacked, frequencies, added = np.empty(BLOCK, np.uint32), np.empty(BLOCK, np.uint32), np.empty(BLOCK)
    best, total, end = Best(scores, documents, np.zeros(1, dtype=np.int64), ceiling), 0, 0
    for part in range(len(found)):
        start, scored, own = end, rows[_ROW * part + 1] != 0, fields[_FIELD * part : _FIELD * (part + 1)]
        end = start + rows[_ROW * part]
        size, first, address = segments[_PART * part], segments[_PART * part + 1], segments[_PART * part + 2]
        found[part] = 0
        if start == end:
            continue
        words, codes, norms = words_at(own[0], ENDLESS), bytes_at(own[1], ENDLESS), floats_at(own[2], 256)
        if scored:
            for term in range(start, end):
                add_marking(
                    words, places[term], counts[term], codes, norms, idfs[term], saturation, boost, totals, seen, _ROWS,
                    unpacked, frequencies, added,
                )  # fmt: skip
        else:
            mark_lists(words, places[start:end], counts[start:end], seen)
        room = (size + 63) // 64 * 64
        deleted = bytes_at(address, size if address else 0)
        found[part] = _take(seen[:room], totals, scored, first, deleted, best, total, out)
        total += found[part]
    sort(best, best.kept[0])
    return total
