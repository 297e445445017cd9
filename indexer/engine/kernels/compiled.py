# mypy: disable-error-code="assignment,return-value,arg-type"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernels, compiled ahead by numba and kept in its cache: a fresh process compiles nothing.

These code and decode what a segment keeps: posting lists, positions, columns of numbers, and dictionaries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_bits import (
    BLOCK as BLOCK,
)
from indexer.engine.kernels.compiled_bits import (
    Loop,
    pack_bits,
    unpack_bits,
    unpack_block,
    width_of,
)
from indexer.engine.kernels.compiled_bits import (
    pack_block as pack_block,
)
from indexer.engine.kernels.compiled_memory import block_of_words

_LANES = 4
_WIDTH_BITS = 6  # of a number from 0 to 32
_ENTRY = 4  # words of skip data per block

_ONE = np.uintp(1)

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]

_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_int = types.int64


def _kernel(*signature: Any, result: Any = types.void, arrays: bool = True) -> Callable[[Loop], Loop]:
    """`arrays` is as in `compiled_bits.py`."""
    compiled: Callable[[Loop], Loop] = njit(
        result(*signature), cache=True, nogil=True, error_model="numpy", _nrt=arrays
    )
    return compiled


@_kernel(_words, _int, _int, types.uint32, _words_out, types.uintp, arrays=False)
def _decode_full_block(words: Words, start: int, width: int, origin: int, documents: Words, to: int) -> None:
    """Unpacks 128 gaps and adds them up, from a document on.

    Sums over four neighbours depend on no sum before them; then four running sums, each over every fourth of those,
    are independent of each other: both are done many at a time (Hillis and Steele, "Data parallel algorithms", 1986).
    """
    gaps, none, lanes = block_of_words(), np.uint32(0), np.uintp(_LANES)
    gaps[0], gaps[1], gaps[2], gaps[3] = none, none, none, none
    unpack_block(words, start, width, gaps, _LANES)
    for number in range(np.uintp(BLOCK)):
        later, earlier = gaps[number + np.uintp(4)] + gaps[number + np.uintp(3)], gaps[number + np.uintp(2)]
        documents[to + number] = later + (earlier + gaps[number + _ONE]) + np.uint32(_LANES)
    for lane in range(lanes):
        documents[to + lane] += origin + np.uint32(lane) - np.uint32(_LANES - 1)
    for number in range(lanes, np.uintp(BLOCK)):
        documents[to + number] += documents[to + number - lanes]


@_kernel(_words, _int, _int, _int, _words_out, _int, result=_int, arrays=False)
def decode_block(words: Words, place: int, count: int, block: int, documents: Words, at: int) -> int:
    """Unpacks the document numbers of one block of a list to `documents`, from `at` on; gives how many there are."""
    size = min(count - block * BLOCK, BLOCK)
    start, entry, origin = place, place + _ENTRY * block, np.uint32(0xFFFFFFFF)  # which is before the first document
    if count >= BLOCK:
        start += np.int64(words[entry + 1])
        if block:
            origin = words[entry - _ENTRY]
    to = np.uintp(at)
    if size == BLOCK:
        _decode_full_block(words, start, np.int64(words[entry + 3] >> np.uint32(8)) & 63, origin, documents, to)
        return size
    unpack_bits(words, start * 32 + 2 * _WIDTH_BITS, np.int64(words[start]) & 63, size, documents, at)
    for _ in range(size):
        origin += documents[to] + np.uint32(1)
        documents[to] = origin
        to += _ONE
    return size


@_kernel(_words, _int, _int, _int, _words_out, _int, result=_int, arrays=False)
def decode_block_frequencies(words: Words, place: int, count: int, block: int, frequencies: Words, at: int) -> int:
    """Unpacks the frequencies of one block of a list to `frequencies`, from `at` on; gives how many there are."""
    size = min(count - block * BLOCK, BLOCK)
    start = place
    if count >= BLOCK:
        entry = place + _ENTRY * block
        start += np.int64(words[entry + 1])
        widths = np.int64(words[entry + 3]) >> 8
    else:
        widths = np.int64(0)
    if size == BLOCK:
        unpack_block(words, start + _LANES * (widths & 63), (widths >> 6) & 63, frequencies, at)
    else:
        widths = np.int64(words[start])
        bit = start * 32 + 2 * _WIDTH_BITS + size * (widths & 63)
        unpack_bits(words, bit, (widths >> _WIDTH_BITS) & 63, size, frequencies, at)
    to = np.uintp(at)
    for _ in range(size):
        frequencies[to] += np.uint32(1)
        to += _ONE
    return size


@_kernel(_words, _int, _int, _words_out, arrays=False)
def decode_documents(words: Words, place: int, count: int, documents: Words) -> None:
    """Unpacks the document numbers of a whole list of `count` postings."""
    for block in range((count + BLOCK - 1) // BLOCK):
        decode_block(words, place, count, block, documents, block * BLOCK)


@_kernel(_words, _int, _int, _words_out, arrays=False)
def decode_frequencies(words: Words, place: int, count: int, frequencies: Words) -> None:
    """Unpacks the frequencies of a whole list of `count` postings."""
    for block in range((count + BLOCK - 1) // BLOCK):
        decode_block_frequencies(words, place, count, block, frequencies, block * BLOCK)


@_kernel(_words, _int, _int, _int, _words, _int, _words_out, _int, result=_int, arrays=False)
def unpack_gaps(
    words: Words, place: int, count: int, block: int, frequencies: Words, posting: int, gaps: Words, at: int
) -> int:
    """Unpacks the positions of one block of a list as gaps to `gaps`, from `at` on; gives how many there are.

    The block's frequencies are in `frequencies` from `posting` on.
    """
    size = min(count - block * BLOCK, BLOCK)
    start = place
    if count >= BLOCK:
        start += np.int64(words[place + block])
    total = np.int64(0)
    for number in range(np.uintp(posting), np.uintp(posting + size)):
        total += np.int64(frequencies[number])
    parts = total // BLOCK
    widths = start
    start += (parts + 3) >> 2
    for part in range(parts):
        width = np.int64(words[widths + (part >> 2)] >> np.uint32(8 * (part & 3))) & 63
        unpack_block(words, start, width, gaps, at + part * BLOCK)
        start += _LANES * width
    rest = total - parts * BLOCK
    if rest:
        unpack_bits(words, start * 32 + _WIDTH_BITS, np.int64(words[start]) & 63, rest, gaps, at + parts * BLOCK)
    return total


@_kernel(_words, _int, _int, _int, _words, _int, _words_out, _int, result=_int, arrays=False)
def decode_block_positions(
    words: Words, place: int, count: int, block: int, frequencies: Words, posting: int, positions: Words, at: int
) -> int:
    """Unpacks the positions of one block of a list to `positions`, from `at` on; gives how many there are.

    The block's frequencies are in `frequencies` from `posting` on.
    """
    total = unpack_gaps(words, place, count, block, frequencies, posting, positions, at)
    size = min(count - block * BLOCK, BLOCK)
    target = at
    for number in range(posting, posting + size):
        before = np.uint32(0)
        for _ in range(frequencies[number]):
            before += positions[target]
            positions[target] = before
            target += 1
    return total


@_kernel(_words, _int, _int, _words, _words_out, arrays=False)
def decode_positions(words: Words, place: int, count: int, frequencies: Words, positions: Words) -> None:
    """Unpacks the positions of a whole list of `count` postings with these frequencies."""
    at = 0
    for block in range((count + BLOCK - 1) // BLOCK):
        at += decode_block_positions(words, place, count, block, frequencies, block * BLOCK, positions, at)


@_kernel(_ints, _words_out, _ints_out, _ints_out, result=_int)
def encode_column(values: Ints, words: Words, bases: Ints, places: Ints) -> int:
    """Packs numbers in blocks, each number less the least of its block; gives how many words they fill, -1 if they
    do not fit into 32 bits.

    `places` becomes, for each block, its place in `words` times 64 plus the width.
    """
    rest = np.empty(BLOCK, dtype=np.uint32)
    at = 0
    for block in range(len(bases)):
        start = block * BLOCK
        count = min(len(values) - start, BLOCK)
        least, greatest = values[start], values[start]
        for number in range(start, start + count):
            least, greatest = min(least, values[number]), max(greatest, values[number])
        if greatest - least > 0xFFFFFFFF:
            return -1
        for number in range(count):
            rest[number] = np.uint32(values[start + number] - least)
        width = width_of(rest, 0, count)
        bases[block] = least
        places[block] = at << 6 | width
        pack_bits(rest, 0, count, words, at * 32, width)
        at += (count * width + 31) >> 5
    return at


@_kernel(_words, _ints, _ints, _int, _int, _ints_out, arrays=False)
def decode_column(words: Words, bases: Ints, places: Ints, start: int, end: int, out: Ints) -> None:
    """Unpacks the numbers from `start` to before `end` of what `encode_column` packed."""
    for number in range(start, end):
        block = number // BLOCK
        width = np.uint64(places[block] & 63)
        bit = (places[block] >> 6) * 32 + (number % BLOCK) * np.int64(width)
        word, shift = bit >> 5, np.uint64(bit & 31)
        value = np.uint64(0)
        if width:
            pair = np.uint64(words[word]) | (np.uint64(words[word + 1]) << np.uint64(32))
            value = (pair >> shift) & ((np.uint64(1) << width) - np.uint64(1))
        out[number - start] = bases[block] + np.int64(value)


@_kernel(_int, types.Array(types.uint8, 1, "C"), _int, result=_int, arrays=False)
def _write_number(value: int, out: NDArray[np.uint8], at: int) -> int:
    """Seven bits a byte, the lowest first; the top bit says that more follow."""
    while value > 127:
        out[at] = value & 127 | 128
        value >>= 7
        at += 1
    out[at] = value
    return at + 1


@_kernel(_bytes, _ints, _int, types.Array(types.uint8, 1, "C"), _ints_out, result=_int)
def encode_terms(text: NDArray[np.uint8], offsets: Ints, per_block: int, out: NDArray[np.uint8], places: Ints) -> int:
    """Front-codes sorted terms, in blocks that start with a whole term; gives how many bytes they fill.

    Term t is `text[offsets[t]:offsets[t + 1]]`. A term is how many bytes it shares with the one before it (not for the
    first of a block), how many follow, and those. `places` becomes where each block starts, and where the last ends.
    """
    at = 0
    for term in range(len(offsets) - 1):
        start, end = offsets[term], offsets[term + 1]
        shared = 0
        if term % per_block:
            before = offsets[term - 1]
            while shared < min(start - before, end - start) and text[before + shared] == text[start + shared]:
                shared += 1
            at = _write_number(shared, out, at)
        else:
            places[term // per_block] = at
        at = _write_number(end - start - shared, out, at)
        for number in range(start + shared, end):
            out[at] = text[number]
            at += 1
    places[len(places) - 1] = at
    return at


@_kernel(_bytes, _int, _int, _int, _ints_out, result=_int, arrays=False)
def measure_terms(coded: NDArray[np.uint8], place: int, count: int, per_block: int, offsets: Ints) -> int:
    """Where each of `count` terms from the start of a block on will start in their text; gives its length."""
    at, size = place, 0
    for term in range(count):
        offsets[term] = size
        for field in range(2):
            if field == 0 and term % per_block == 0:
                continue
            value, shift = 0, 0
            while coded[at] > 127:
                value |= (np.int64(coded[at]) & 127) << shift
                shift += 7
                at += 1
            value |= np.int64(coded[at]) << shift
            at += 1
            size += value
        at += value
    offsets[count] = size
    return size


@_kernel(_bytes, _int, _int, _int, _ints, types.Array(types.uint8, 1, "C"), arrays=False)
def decode_terms(
    coded: NDArray[np.uint8], place: int, count: int, per_block: int, offsets: Ints, text: NDArray[np.uint8]
) -> None:
    """The text of `count` terms from the start of a block on, with the offsets that `measure_terms` found."""
    at = place
    for term in range(count):
        shared = 0
        for field in range(2):
            if field == 0 and term % per_block == 0:
                continue
            value, shift = 0, 0
            while coded[at] > 127:
                value |= (np.int64(coded[at]) & 127) << shift
                shift += 7
                at += 1
            value |= np.int64(coded[at]) << shift
            at += 1
            if field == 0:
                shared = value
        start = offsets[term]
        for number in range(shared):
            text[start + number] = text[offsets[term - 1] + number]
        for number in range(value):
            text[start + shared + number] = coded[at + number]
        at += value
