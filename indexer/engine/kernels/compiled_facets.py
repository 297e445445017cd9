# mypy: disable-error-code="assignment"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernels of counting, compiled ahead as those of `compiled.py`: filters and facets over the documents found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from indexer.engine.kernels import AHEAD
from indexer.engine.kernels.compiled import decode_block
from indexer.engine.kernels.compiled_bits import BLOCK, Loop
from indexer.engine.kernels.compiled_helpers import _maker
from indexer.engine.kernels.compiled_search import _frequency_at, _kernel

Whole = Any  # a whole number, of Python or of 64 bits
Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_void, _int, _word, _float = types.void, types.int64, types.uint32, types.float64
_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_floats = types.Array(types.float64, 1, "C", readonly=True)
_floats_out = types.Array(types.float64, 1, "C")
_ordinals = tuple(types.Array(kind, 1, "C", readonly=True) for kind in (types.uint8, types.uint16, types.uint32))
_offsets = (_words, _ints)
_numbers = tuple(
    types.Array(kind, 1, "C", readonly=True)
    for kind in (types.int8, types.uint8, types.int16, types.uint16, types.int32, types.uint32, types.int64,
                 types.uint64, types.float32, types.float64)
)  # fmt: skip
_wholes = _numbers[:-2]
_others = _numbers[-3:]  # that are no whole numbers of 64 bits with a sign
_rows = types.Array(types.int64, 2, "C", readonly=True)
_WAITING = 256  # values that are counted together
_BIT, _TYPE, _PLACE, _OFFSETS, _PASSES, _WANTED, _FIRST = range(7)  # of a test


def _helper(function: Loop) -> Loop:
    """Compiled into the kernels that call it."""
    compiled: Loop = njit(function, nogil=True, error_model="numpy")
    return compiled


@_kernel(*(_void(_words, some, some, _word, _words_out) for some in _others))
def fail_outside(documents: Words, numbers: NDArray[Any], bounds: NDArray[Any], bit: int, failed: Words) -> None:
    """Sets a bit of `failed` for documents whose number is below the first bound or above the second."""
    low, high = bounds[0], bounds[1]
    for number in range(len(documents)):
        value = numbers[documents[number]]
        if value < low or value > high:
            failed[number] |= bit


@_helper
def _in_row(row: Ints, value: Whole) -> bool:
    """Whether a number is in the range, or among the wanted ones, of a row of tests."""
    if row[_WANTED] == 0:
        return bool(row[_FIRST] <= value <= row[_FIRST + 1])
    low, high = np.int64(_FIRST), _FIRST + row[_WANTED]
    while low < high:
        middle = (low + high) >> 1
        if row[middle] < value:
            low = middle + 1
        else:
            high = middle
    return bool(low < _FIRST + row[_WANTED] and row[low] == value)


@_helper
def _fail_one(documents: Words, numbers: NDArray[Any], row: Ints, bit: Whole, failed: Words) -> None:
    """Tries a test on a column of one number by document."""
    start, passes = row[_PLACE] // numbers.itemsize, row[_PASSES] != 0
    if row[_WANTED] == 0:
        low, high = row[_FIRST], row[_FIRST + 1]
        for number in range(len(documents)):
            value = np.int64(numbers[start + np.int64(documents[number])])
            failed[number] |= np.uint32(((low <= value) & (value <= high)) != passes) * bit  # no branch to mispredict
        return
    for number in range(len(documents)):
        if _in_row(row, np.int64(numbers[start + np.int64(documents[number])])) != passes:
            failed[number] |= bit


@_helper
def _fail_any(documents: Words, offsets: Words, numbers: NDArray[Any], row: Ints, bit: Whole, failed: Words) -> None:
    """Tries a test on a column of several numbers by document: one that is wanted will do."""
    start, passes = row[_PLACE] // numbers.itemsize, row[_PASSES] != 0
    first = row[_OFFSETS] // offsets.itemsize
    for number in range(len(documents)):
        document = first + np.int64(documents[number])
        found = False
        for at in range(start + np.int64(offsets[document]), start + np.int64(offsets[document + 1])):
            if _in_row(row, np.int64(numbers[at])):
                found = True
                break
        if found != passes:
            failed[number] |= bit


@_kernel(_void(_words, _bytes, _rows, _words_out))
def fail_tests(  # noqa: C901  # a branch for each type
    documents: Words, file: Bytes, tests: NDArray[np.int64], failed: Words
) -> None:
    """Tries tests on documents, and sets the bits of `failed` that belong to those that a document fails.

    A row for each test: its bit; the type of the column's numbers, as in `sieve.TYPES`; where they start in the
    file; where the offsets (32 bits) of a column of several numbers start, else 0; whether to pass those with a number
    that is wanted (1) or those without (0); how many numbers are wanted; and these, ascending. If that is 0, two
    numbers follow, and what is from the one to the other is wanted.
    """
    offsets = file.view(np.uint32)
    for number in range(len(tests)):
        row = tests[number]
        bit, kind = np.uint32(row[_BIT]), row[_TYPE]
        if row[_OFFSETS]:
            if kind == 0:
                _fail_any(documents, offsets, file, row, bit, failed)
            elif kind == 1:
                _fail_any(documents, offsets, file.view(np.uint16), row, bit, failed)
            else:
                _fail_any(documents, offsets, offsets, row, bit, failed)
        elif kind == 0:
            _fail_one(documents, file, row, bit, failed)
        elif kind == 1:
            _fail_one(documents, file.view(np.uint16), row, bit, failed)
        elif kind == 2:
            _fail_one(documents, offsets, row, bit, failed)
        elif kind == 3:
            _fail_one(documents, file.view(np.int8), row, bit, failed)
        elif kind == 4:
            _fail_one(documents, file.view(np.int16), row, bit, failed)
        elif kind == 5:
            _fail_one(documents, file.view(np.int32), row, bit, failed)
        else:
            _fail_one(documents, file.view(np.int64), row, bit, failed)


@_kernel(_void(_words, _bytes, _word, _words_out))
def fail_unset(documents: Words, bitmap: Bytes, bit: int, failed: Words) -> None:
    """Sets a bit of `failed` for documents that are not in a bitmap (the lowest bit of a byte is the first)."""
    for number in range(len(documents)):
        document = documents[number]
        if not (bitmap[document >> 3] >> (document & 7)) & 1:
            failed[number] |= bit


@_kernel(_void(_words, _floats, _words_out, _bytes, _rows, _int, _words_out, _floats_out, _words_out, _ints_out))
def sift(
    documents: Words,
    scores: Floats,
    failed: Words,
    file: Bytes,
    tests: NDArray[np.int64],
    filters: int,
    passing: Words,
    passing_scores: Floats,
    failing: Words,
    counts: Ints,
) -> None:
    """Drill sideways (as Lucene's): tries tests, and sorts documents by the filters that they fail, bit by bit.

    `passing` gets those that pass all, with their scores if there are some; `failing`, as long as the documents for
    each filter, those that fail just that one. `counts` says how many there are of each: of those that pass first.
    Bits from `filters` on belong to filters of which nobody wants to know. There has to be room for one more to pass.
    """
    fail_tests(documents, file, tests, failed)
    total, scored = len(documents), len(scores) > 0
    counts[:] = 0
    passed = np.int64(0)
    for number in range(total):
        bits = failed[number]
        passing[passed] = documents[number]  # without a branch: what does not pass is written over by the next one
        if scored:
            passing_scores[passed] = scores[number]
        passed += bits == 0
        if filters and bits and bits & (bits - np.uint32(1)) == 0:
            for which in range(filters):
                if bits == np.uint32(1) << np.uint32(which):
                    failing[which * total + counts[which + 1]] = documents[number]
                    counts[which + 1] += 1
    counts[0] = passed


@_kernel(_int(_words, _int, _int, _bytes, _floats, _float, _float, _float, _bytes, _rows, _words_out, _floats_out))
def sift_list(
    words: Words,
    place: int,
    count: int,
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    file: Bytes,
    tests: NDArray[np.int64],
    documents: Words,
    scores: Floats,
) -> int:
    """The documents of a whole list that pass all tests, and how many they are, block by block.

    They are scored as `score_list` scores, if there is room for scores; only for them frequencies are looked at.
    """
    some, failed = np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint32)
    found, scored = 0, len(scores) > 0
    for block in range((count + BLOCK - 1) // BLOCK):
        size = decode_block(words, place, count, block, some, 0)
        failed[:] = 0
        fail_tests(some[:size], file, tests, failed)
        for number in range(size):
            if failed[number] == 0:
                document = some[number]
                documents[found] = document
                if scored:
                    weight = np.float64(_frequency_at(words, place, count, block, number))
                    scores[found] = idf * ((weight * saturation) / (weight + norms[codes[document]])) * boost
                found += 1
    return found


@_kernel(*(_int(_words, some, _words, _words_out, _words_out, _int) for some in _ordinals))
def tally_single(documents: Words, ordinals: NDArray[Any], places: Words, counts: Words, met: Words, size: int) -> int:
    """Counts the values of a column that has one value (an ordinal) by document.

    `places` has the place of each ordinal in `counts`; empty, it is the ordinal itself. Places that are met first are
    put in `met`, from `size` on, unless that is empty; how many there are then.
    """
    mapped, noted = len(places) > 0, len(met) > 0
    for number in range(len(documents)):
        ordinal = ordinals[documents[number]]
        place = places[ordinal] if mapped else np.uint32(ordinal)
        if noted and counts[place] == 0:
            met[size] = place
            size += 1
        counts[place] += np.uint32(1)
    return size


@_helper
def _add(
    ordinals: NDArray[Any], start: Whole, end: Whole, places: Words, counts: Words, met: Words, size: Whole
) -> int:
    """Counts some values where they are not mapped, and nobody wants to know which are met."""
    for number in range(start, end):
        counts[np.uintp(ordinals[number])] += np.uint32(1)
    return int(size)


@_helper
def _note(
    ordinals: NDArray[Any], start: Whole, end: Whole, places: Words, counts: Words, met: Words, size: Whole
) -> int:
    """Counts some values at their places; gives how many were met then."""
    mapped, noted = len(places) > 0, len(met) > 0
    for number in range(start, end):
        ordinal = np.uintp(ordinals[number])
        place = np.uintp(places[ordinal]) if mapped else ordinal
        if noted:
            met[np.uintp(size)] = np.uint32(place)  # without a branch, as nobody can predict it
            size += np.int64(counts[place] == 0)
        counts[place] += np.uint32(1)
    return int(size)


def _going_through(count: Callable[..., int]) -> Callable[..., int]:
    """Goes through the values of documents, for a helper that counts them: one helper is compiled into it, as it takes
    half as long again with two."""

    @_maker
    def go(documents: Words, offsets: Any, ordinals: Any, places: Words, counts: Words, met: Words, size: Whole) -> int:
        last = len(ordinals) - AHEAD
        waiting, filled = np.empty(_WAITING + AHEAD, dtype=ordinals.dtype), np.uintp(0)
        for number in range(np.uintp(len(documents))):
            document = np.uintp(documents[number])
            at, end = np.int64(offsets[document]), np.int64(offsets[document + np.uintp(1)])
            if at > last or end - at > AHEAD:
                size = count(ordinals, np.uintp(at), np.uintp(end), places, counts, met, size)
                continue
            for ahead in range(AHEAD):
                waiting[filled + np.uintp(ahead)] = ordinals[np.uintp(at + ahead)]
            filled += np.uintp(end - at)
            if filled >= np.uintp(_WAITING):
                size = count(waiting, np.uintp(0), filled, places, counts, met, size)
                filled = np.uintp(0)
        return int(count(waiting, np.uintp(0), filled, places, counts, met, size))

    return go


_tally_plainly, _tally_noting = _going_through(_add), _going_through(_note)


@_kernel(
    *(_int(_words, offsets, some, _words, _words_out, _words_out, _int) for offsets in _offsets for some in _ordinals)
)
def tally_several(
    documents: Words,
    offsets: NDArray[Any],
    ordinals: NDArray[Any],
    places: Words,
    counts: Words,
    met: Words,
    size: int,
) -> int:
    """`tally_single` for columns of several values: document d has `ordinals[offsets[d]:offsets[d + 1]]`.

    How many these are nobody can predict, which would cost more than to count. So as many are copied in any case, those
    that are not the document's are written over by the next one's, and what was copied is counted in one go. `met`
    needs room for one more than can be met, if it has any.
    """
    if len(places) == 0 and len(met) == 0:
        return _tally_plainly(documents, offsets, ordinals, places, counts, met, size)
    return _tally_noting(documents, offsets, ordinals, places, counts, met, size)


@_kernel(_int(_words, _int, _words_out))
def left_out(documents: Words, size: int, out: Words) -> int:
    """Which of `size` documents are none of some ascending ones, and how many.

    They are the gaps between these, most of them short: so many are written in any case, without a branch that nobody
    can predict, and the next ones over them. `out` needs room for `AHEAD` more than there are.
    """
    taken, following = np.uintp(0), np.int64(0)
    for number in range(np.uintp(len(documents) + 1)):
        document = np.int64(documents[number]) if number < np.uintp(len(documents)) else np.int64(size)
        gap = document - following
        for ahead in range(AHEAD):
            out[taken + np.uintp(ahead)] = np.uint32(following + ahead)
        for ahead in range(AHEAD, gap):
            out[taken + np.uintp(ahead)] = np.uint32(following + ahead)
        taken += np.uintp(gap)
        following = document + 1
    return int(taken)


@_kernel(_void(_words, _words, _words_out))
def spread(own: Words, places: Words, counts: Words) -> None:
    """Adds what was counted by the ordinals of a segment to the counts of all; `places` are as in `tally_single`."""
    mapped = len(places) > 0
    for ordinal in range(np.uintp(len(own))):
        counts[np.uintp(places[ordinal]) if mapped else ordinal] += own[ordinal]


@_kernel(_void(_words_out, _words, _ints_out))
def take_tally(counts: Words, met: Words, ranks: Ints) -> None:
    """The counts at the places that were met, which are cleared, as ranks: the count, then the place from behind.

    So the greatest rank is the greatest count, and of the same counts the one at the first place.
    """
    for number in range(len(met)):
        place = met[number]
        ranks[number] = (np.int64(counts[place]) << 32) | (np.int64(0xFFFFFFFF) - np.int64(place))
        counts[place] = 0


@_helper
def _is_behind(numbers: NDArray[Any], documents: Words, one: int, other: int, descending: int) -> bool:
    """Whether a document comes after another one in the order of their numbers."""
    first, second = numbers[documents[one]], numbers[documents[other]]
    if first == second:
        return bool(one > other)
    return bool((first < second) == (descending != 0))


@_helper
def _sink(numbers: NDArray[Any], documents: Words, number: int, size: int, descending: int, best: Ints) -> None:
    """Lets a document sink from the root of a heap that has the last ones on top."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and _is_behind(numbers, documents, best[child + 1], best[child], descending):
            child += 1
        if not _is_behind(numbers, documents, best[child], number, descending):
            break
        best[at] = best[child]
        at = child
    best[at] = number


@_kernel(*(_int(_words, some, _int, _ints_out) for some in _wholes))
def first_by(documents: Words, numbers: NDArray[Any], descending: int, best: Ints) -> int:
    """Which documents come first in the order of their numbers, the same ones in theirs; how many they are.

    Where the greatest come first the last document is looked at first: what was written last is often newest.
    """
    size, total = 0, len(documents)
    for step in range(total if len(best) else 0):
        number = total - 1 - step if descending else step
        if size < len(best):
            at = size
            size += 1
            while at > 0 and _is_behind(numbers, documents, number, best[(at - 1) >> 1], descending):
                best[at] = best[(at - 1) >> 1]
                at = (at - 1) >> 1
            best[at] = number
        elif _is_behind(numbers, documents, best[0], number, descending):
            _sink(numbers, documents, number, size, descending, best)  # in the place of the worst, at the root
    for end in range(size - 1, 0, -1):  # heap sort
        number = best[end]
        best[end] = best[0]
        _sink(numbers, documents, number, end, descending, best)
    return size


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
