# mypy: disable-error-code="assignment,return-value,arg-type,no-any-return"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernels of one list with tests of columns, or in the order of a column: for a whole commit, in one call.

The list is read block by block, and a test is tried on what the tests before it left of a block, so the rarest is to
be the first; what passes them all is counted, and offered to the best. Only what may be among these is scored (see
`compiled_ranking.py`). Where few documents pass a test and these are known, they lead: they are tried block by block,
and what is left is looked up in the list.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import decode_block, decode_block_frequencies
from indexer.engine.kernels.compiled_best import Best, is_wanted, is_worse, offer, sort, threshold_of
from indexer.engine.kernels.compiled_bits import BLOCK
from indexer.engine.kernels.compiled_facets import _FIRST as _LOW
from indexer.engine.kernels.compiled_facets import _OFFSETS, _PASSES, _PLACE, _TYPE, _WANTED, fail_tests
from indexer.engine.kernels.compiled_helpers import _helper, _maker
from indexer.engine.kernels.compiled_lists import COUNT, ENDLESS, Lists, bound_of, codes_of, norms_of, words_of
from indexer.engine.kernels.compiled_memory import (
    bytes_at,
    longs_at,
    shorts_at,
    signed_bytes_at,
    signed_longs_at,
    signed_shorts_at,
    signed_words_at,
    words_at,
)
from indexer.engine.kernels.compiled_ranking import enter, lists_of
from indexer.engine.kernels.compiled_search import Whole, _frequency_at, _kernel, _next_block

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_HEAD, _ROW, _PART, _FILE, _COLUMN = 4, 4, 3, 4, 2  # of a list, of it in a segment, of a segment, its file, its column
_FEW = 16  # documents of a block: the frequencies of more are unpacked together with all others
_FIRST = np.iinfo(np.int64).min
_LAST = np.uint32(0xFFFFFFFF)  # after every document

_int = types.int64
_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_rows = types.Array(types.int64, 2, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_floats_out = types.Array(types.float64, 1, "C")


class _Segment(NamedTuple):
    """A segment: the number of its first document, which were deleted, if any, its file, and tests of its columns."""

    first: int
    deleted: Bytes
    address: int  # of the file
    file: Bytes
    tests: NDArray[np.int64]


class _Block(NamedTuple):
    """The documents of a block that are left, their postings, and room to work out what is asked of them."""

    documents: Words
    postings: Words
    failed: Words
    numbers: Ints
    unpacked: Words  # documents, or frequencies, of a block of the list
    scores: Floats


@_maker
def _segment_of(segments: Ints, files: Ints, tests: NDArray[np.int64], part: Whole) -> _Segment:
    size, first, deleted = segments[_PART * part], segments[_PART * part + 1], segments[_PART * part + 2]
    file, length = files[_FILE * part], files[_FILE * part + 1]
    start, end = files[_FILE * part + 2], files[_FILE * part + 3]
    return _Segment(first, bytes_at(deleted, size if deleted else 0), file, bytes_at(file, length), tests[start:end])


@_maker
def _block_of() -> _Block:
    """Room for a block."""
    return _Block(
        np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint32),
        np.empty(BLOCK, dtype=np.int64), np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK),
    )  # fmt: skip


@_helper
def _take(column: NDArray[np.int64], block: _Block, size: Whole) -> None:
    for place in range(size):
        block.numbers[place] = np.int64(column[np.int64(block.documents[place])])


@_helper
def _read(kind: Whole, address: Whole, block: _Block, size: Whole) -> None:
    """Reads the numbers of a block in a column: those of 64 bits without a sign less 2^63, so as to fit."""
    if kind == 0:
        _take(bytes_at(address, ENDLESS), block, size)
    elif kind == 1:
        _take(shorts_at(address, ENDLESS), block, size)
    elif kind == 2:
        _take(words_at(address, ENDLESS), block, size)
    elif kind == 3:
        _take(signed_bytes_at(address, ENDLESS), block, size)
    elif kind == 4:
        _take(signed_shorts_at(address, ENDLESS), block, size)
    elif kind == 5:
        _take(signed_words_at(address, ENDLESS), block, size)
    elif kind == 6:
        _take(signed_longs_at(address, ENDLESS), block, size)
    else:
        _take(longs_at(address, ENDLESS), block, size)
        for place in range(size):
            block.numbers[place] ^= _FIRST


@_helper
def _leave(block: _Block, size: Whole) -> int:
    """Leaves the documents that did not fail; gives how many they are."""
    left = np.uintp(0)
    for number in range(np.uintp(size)):  # without a branch: what failed is written over by the next one
        block.documents[left], block.postings[left] = block.documents[number], block.postings[number]
        left += np.uintp(block.failed[number] == 0)
    return np.int64(left)


@_helper
def _within(column: NDArray[Any], row: Ints, block: _Block, size: Whole) -> int:
    """Leaves the documents whose number in a column is in the range of a test, or those whose is not."""
    low, high, passes, left = row[_LOW], row[_LOW + 1], row[_PASSES] != 0, np.uintp(0)
    for number in range(np.uintp(size)):
        document = block.documents[number]
        value = np.int64(column[np.uintp(document)])
        block.documents[left], block.postings[left] = document, block.postings[number]
        left += np.uintp(((low <= value) & (value <= high)) == passes)
    return np.int64(left)


@_maker
def _test(segment: _Segment, which: Whole, block: _Block, size: Whole) -> int:  # a branch for each type
    """Leaves the documents that pass a test; gives how many they are."""
    row = segment.tests[which]
    kind, address = row[_TYPE], segment.address + row[_PLACE]
    if row[_OFFSETS] or row[_WANTED]:
        block.failed[:size] = 0
        fail_tests(block.documents[:size], segment.file, segment.tests[which : which + 1], block.failed)
        left = _leave(block, size)
    elif kind == 0:
        left = _within(bytes_at(address, ENDLESS), row, block, size)
    elif kind == 1:
        left = _within(shorts_at(address, ENDLESS), row, block, size)
    elif kind == 2:
        left = _within(words_at(address, ENDLESS), row, block, size)
    elif kind == 3:
        left = _within(signed_bytes_at(address, ENDLESS), row, block, size)
    elif kind == 4:
        left = _within(signed_shorts_at(address, ENDLESS), row, block, size)
    elif kind == 5:
        left = _within(signed_words_at(address, ENDLESS), row, block, size)
    else:
        left = _within(signed_longs_at(address, ENDLESS), row, block, size)
    return left


@_maker
def _pass(segment: _Segment, block: _Block, size: Whole) -> int:
    """Leaves the documents that were not deleted and pass all tests; gives how many they are."""
    if len(segment.deleted):
        for place in range(size):
            block.failed[place] = segment.deleted[block.documents[place]]
        size = _leave(block, size)
    for which in range(len(segment.tests)):
        if size:
            size = _test(segment, which, block, size)
    return size


@_maker
def _sift(words: Words, count: Whole, number: Whole, segment: _Segment, block: _Block, is_list: bool) -> int:
    """Unpacks a block of the list, and leaves the documents that pass; gives how many they are."""
    size = min(count - number * BLOCK, BLOCK)
    if is_list:
        decode_block(words, 0, count, number, block.documents, 0)
    else:
        for place in range(size):
            block.documents[place] = number * BLOCK + place
    for place in range(size):
        block.postings[place] = number * BLOCK + place
    return _pass(segment, block, size)


@_maker
def _sift_leading(words: Words, count: Whole, leading: Words, segment: _Segment, block: _Block, is_list: bool) -> int:
    """Leaves of a block of leading documents those that pass and are in the list; gives how many they are."""
    for place in range(len(leading)):
        block.documents[place] = leading[place]
    size = _pass(segment, block, len(leading))
    return _look_up(words, count, block, size) if is_list else size


@_helper
def _look_up(words: Words, count: Whole, block: _Block, size: Whole) -> int:
    """Leaves the documents that are in the list, and notes their postings; gives how many they are."""
    blocks, number, unpacked, left = (count + BLOCK - 1) // BLOCK, np.int64(-1), block.unpacked, np.uintp(0)
    last = np.int64(-1)  # document of the block that is unpacked
    for place in range(np.uintp(size)):
        wanted = block.documents[place]
        if np.int64(wanted) > last:
            number = _next_block(words, 0, blocks, number, wanted) if count >= BLOCK else number + 1
            if number >= blocks:
                break
            unpacked[:] = _LAST
            last = np.int64(unpacked[decode_block(words, 0, count, number, unpacked, 0) - 1])
            if np.int64(wanted) > last:
                break
        at = np.uintp(0)
        for step in (64, 32, 16, 8, 4, 2, 1):
            at += np.uintp(step) * np.uintp(unpacked[at + np.uintp(step - 1)] < wanted)
        block.documents[left], block.postings[left] = wanted, np.uint32(number * BLOCK) + np.uint32(at)
        left += np.uintp(unpacked[at] == wanted)
    return np.int64(left)


@_helper
def _copy(block: _Block, size: Whole, found: Whole, out: Words) -> None:
    """Puts the documents to those found before, if there is room."""
    if len(out):
        for number in range(size):
            out[found + number] = block.documents[number]


@_helper
def _offer_scored(lists: Lists, block: _Block, size: Whole, one_block: bool, first: Whole, best: Best) -> None:
    """Scores the documents that are left, as `compiled_search.bm25` does, and offers them to the best.

    Where they are of one block of the list, the frequencies of many are unpacked together with all others.
    """
    words, codes, norms, count = words_of(lists, 0), codes_of(lists, 0), norms_of(lists, 0), lists.rows[0, COUNT]
    idf, saturation, boost = lists.scales[0, 0], lists.scales[0, 1], lists.scales[0, 2]
    together, threshold = one_block and size > _FEW, threshold_of(best)
    if together:
        decode_block_frequencies(words, 0, count, np.int64(block.postings[0]) // BLOCK, block.unpacked, 0)
    for each in range(size):
        posting = np.int64(block.postings[each])
        if together:
            weight = np.float64(block.unpacked[posting & (BLOCK - 1)])
        else:
            weight = np.float64(_frequency_at(words, 0, count, posting // BLOCK, posting & (BLOCK - 1)))
        norm = norms[codes[block.documents[each]]]
        block.scores[each] = idf * ((weight * saturation) / (weight + norm)) * boost
    for each in range(size):
        if is_wanted(best, block.scores[each], threshold):
            offer(best, block.scores[each], first + np.int64(block.documents[each]))
            threshold = threshold_of(best)


@_maker
def _rank_list(lists: Lists, segment: _Segment, block: _Block, best: Best, out: Words) -> int:
    words, norms, count = words_of(lists, 0), norms_of(lists, 0), lists.rows[0, COUNT]
    found = 0
    for number in range((count + BLOCK - 1) // BLOCK):
        size = _sift(words, count, number, segment, block, True)
        _copy(block, size, found, out)
        found += size
        if size and bound_of(lists, 0, words, norms, number) > threshold_of(best):
            _offer_scored(lists, block, size, True, segment.first, best)
    return found


@_maker
def _rank_leading(lists: Lists, segment: _Segment, leading: Words, block: _Block, best: Best, out: Words) -> int:
    words, count, found = words_of(lists, 0), lists.rows[0, COUNT], 0
    for start in range(0, len(leading) if count else 0, BLOCK):
        size = _sift_leading(words, count, leading[start : start + BLOCK], segment, block, True)
        _copy(block, size, found, out)
        found += size
        _offer_scored(lists, block, size, False, segment.first, best)
    return found


@_kernel(_int(_ints, _ints, _ints, _rows, _words, _ints, types.float64, _floats_out, _ints_out, _words_out, _ints_out))
def rank_passing(
    query: Ints,
    segments: Ints,
    files: Ints,
    tests: NDArray[np.int64],
    leading: Words,
    leads: Ints,
    ceiling: float,
    scores: Floats,
    documents: Ints,
    out: Words,
    counts: Ints,
) -> int:
    """The best documents of a commit that pass some tests, best first, ties by number; gives how many match and pass.

    All is as for `compiled_ranking.rank`, with one list, and all are counted. `files` has four numbers for each
    segment: address and length of its file, and where its tests start and end among `tests`, whose rows are those of
    `compiled_facets.fail_tests`. Where they end before they start, no document passes. `leading` may have all documents
    that pass a test, segment by segment; `leads` then has where those of each segment start, and where the last end.
    """
    parts = len(segments) // _PART
    lists, best = lists_of(query, parts), Best(scores, documents, np.zeros(1, dtype=np.int64), ceiling)
    block, found = _block_of(), 0
    for part in range(parts):
        counts[part] = 0
        if files[_FILE * part + 2] <= files[_FILE * part + 3]:
            enter(lists, query, parts, part)
            segment, room = _segment_of(segments, files, tests, part), out[found:] if len(out) else out
            if len(leads):
                own = leading[leads[part] : leads[part + 1]]
                counts[part] = _rank_leading(lists, segment, own, block, best, room)
            else:
                counts[part] = _rank_list(lists, segment, block, best, room)
            found += counts[part]
    sort(best, best.kept[0])
    return found


@_helper
def _worst(best: Best) -> int:
    """A number that a document has to reach."""
    return best.scores[0] if best.kept[0] == len(best.scores) else _FIRST


@_helper
def _offer_block(block: _Block, size: Whole, first: Whole, best: Best) -> None:
    """Offers the documents of a block."""
    worst = _worst(best)
    for step in range(size):
        place = size - 1 - step
        number, document = block.numbers[place], first + np.int64(block.documents[place])
        if worst <= number <= best.ceiling and (best.kept[0] < len(best.scores) or is_worse(best, 0, number, document)):
            offer(best, number, document)
            worst = _worst(best)


@_kernel(
    _int(_ints, _ints, _ints, _rows, _words, _ints, _ints, _int, _int, _ints_out, _ints_out, _words_out, _ints_out)
)
def greatest(
    query: Ints,
    segments: Ints,
    files: Ints,
    tests: NDArray[np.int64],
    leading: Words,
    leads: Ints,
    columns: Ints,
    descending: int,
    ceiling: int,
    numbers: Ints,
    documents: Ints,
    out: Words,
    counts: Ints,
) -> int:
    """The documents of a list that pass some tests and have the greatest numbers in a column, ties by document.

    All is as for `rank_passing`, but that `out` is filled from its end, and `numbers` gets those of the best. A list at
    no address has all documents. `columns` has two numbers for each segment: the type of the column's numbers (as in
    `sieve.TYPES`, or 7 for 64 bits without a sign) and their address. Not `descending`, each number stands for the one
    with all bits turned around, so that the least is the greatest, and `out` is filled from its start.

    What was written last is often newest. So the last document is looked at first, and few others are offered then.
    """
    parts = len(segments) // _PART
    best, block, found = Best(numbers, documents, np.zeros(1, dtype=np.int64), ceiling), _block_of(), 0
    for turn in range(parts):
        part = parts - 1 - turn if descending else turn
        address, count = query[_HEAD + _ROW * part], query[_HEAD + _ROW * part + 1]
        if files[_FILE * part + 2] > files[_FILE * part + 3]:
            count = 0
        words, segment, before = words_at(address, ENDLESS), _segment_of(segments, files, tests, part), found
        own, total = leading[:0], count
        if len(leads):
            own = leading[leads[part] : leads[part + 1]]
            total = len(own) if count else 0
        for step in range((total + BLOCK - 1) // BLOCK):
            number = (total - 1) // BLOCK - step if descending else step
            if len(leads):
                some = own[number * BLOCK : (number + 1) * BLOCK]
                size = _sift_leading(words, count, some, segment, block, address != 0)
            else:
                size = _sift(words, count, number, segment, block, address != 0)
            _copy(block, size, len(out) - found - size if descending else found, out)
            found += size
            if len(numbers):
                _read(columns[_COLUMN * part], columns[_COLUMN * part + 1], block, size)
                if not descending:
                    for place in range(size):
                        block.numbers[place] = ~block.numbers[place]
                _offer_block(block, size, segment.first, best)
        counts[part] = found - before
    sort(best, best.kept[0])
    return found
