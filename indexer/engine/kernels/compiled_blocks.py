# mypy: disable-error-code="assignment,return-value,arg-type"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""Lists packed block by block, compiled: of postings, and of tokens that are in order; see `compiled.py`.

What is packed stays in the first caches from where it is taken apart to where it is packed.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import (
    _ENTRY,
    _LANES,
    _WIDTH_BITS,
    BLOCK,
    _bytes,
    _int,
    _ints,
    _ints_out,
    _kernel,
    _words,
    _words_out,
)
from indexer.engine.kernels.compiled_bits import pack_bits, pack_block, width_of

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Cells = NDArray[np.uint64]

NONE = np.uint32(0xFFFFFFFF)  # which is before the first document
_ONE = np.uintp(1)
_cells = types.Array(types.uint64, 1, "C", readonly=True)


@_kernel(_words, _int, _words_out, _int, result=_int, arrays=False)
def pack_gaps(gaps: Words, count: int, words: Words, at: int) -> int:
    """Packs the positions of one block of a list, which are gaps, at a place; gives where they end."""
    parts = count // BLOCK
    widths = at  # a byte for each full part
    at += (parts + 3) >> 2
    for part in range(parts):
        width = width_of(gaps, part * BLOCK, BLOCK)
        words[widths + (part >> 2)] |= np.uint32(width << 8 * (part & 3))
        pack_block(gaps, part * BLOCK, words, at, width)
        at += _LANES * width
    rest = count - parts * BLOCK
    if rest:
        width = width_of(gaps, parts * BLOCK, rest)
        words[at] = np.uint32(width)
        pack_bits(gaps, parts * BLOCK, rest, words, at * 32 + _WIDTH_BITS, width)
        at += (_WIDTH_BITS + rest * width + 31) >> 5
    return at


@_kernel(_words, _words, _int, _bytes, _words_out, _words_out, _int, _int, _int, _ints_out, result=_int, arrays=False)
def pack_postings(
    documents: Words,
    frequencies: Words,
    count: int,
    lengths: Bytes,
    rest: Words,
    words: Words,
    at: int,
    origin: int,
    entry: int,
    summary: Ints,
) -> int:
    """Packs one block of a list that starts at `origin`, at a place; gives where it ends.

    `documents` begins with the document before the block; `lengths` has the code of the length of each one's field.
    `rest` has room for a block. `entry` is where the skip data of the block go, negative for a list without. `summary`
    has the greatest frequency, the sum of frequencies, the least code of a length that is not 0 and the greatest, of
    the blocks before, and of this one as well thereafter.
    """
    greatest, total = np.uint32(0), np.int64(0)
    for number in range(np.uintp(count)):
        greatest = max(greatest, frequencies[number])
        total += np.int64(frequencies[number])
    shortest, longest = np.int64(255), np.int64(0)
    for number in range(np.uintp(count)):
        code = np.int64(lengths[number])
        shortest, longest = min(shortest, code), max(longest, code)
        if code:
            summary[2] = min(summary[2], code)
    summary[0] = max(summary[0], np.int64(greatest))
    summary[1] += total
    summary[3] = max(summary[3], longest)
    for number in range(np.uintp(count)):
        rest[number] = documents[number + _ONE] - documents[number] - np.uint32(1)
    gap_width = width_of(rest, 0, count)
    extra_width, greatest_extra = 0, greatest - np.uint32(1)
    while greatest_extra:
        greatest_extra >>= np.uint32(1)
        extra_width += 1
    if entry >= 0:
        words[entry] = documents[count]
        words[entry + 1] = np.uint32(at - origin)
        words[entry + 2] = greatest
        words[entry + 3] = np.uint32(shortest | gap_width << 8 | extra_width << 14)
    if count == BLOCK:
        pack_block(rest, 0, words, at, gap_width)
        at += _LANES * gap_width
        for number in range(np.uintp(BLOCK)):
            rest[number] = frequencies[number] - np.uint32(1)
        pack_block(rest, 0, words, at, extra_width)
        return at + _LANES * extra_width
    words[at] = np.uint32(gap_width | extra_width << _WIDTH_BITS)
    bit = at * 32 + 2 * _WIDTH_BITS
    pack_bits(rest, 0, count, words, bit, gap_width)
    bit += count * gap_width
    for number in range(np.uintp(count)):
        rest[number] = frequencies[number] - np.uint32(1)
    pack_bits(rest, 0, count, words, bit, extra_width)
    return (bit + count * extra_width + 31) >> 5


@_kernel(_words, _words, _bytes, _ints, _words_out, _ints_out, result=_int)
def encode_lists(documents: Words, frequencies: Words, lengths: Bytes, starts: Ints, words: Words, places: Ints) -> int:
    """Packs the posting lists of terms one after the other into `words` (zeros); gives how many words they fill.

    Term t has the postings from `starts[t]` to before `starts[t + 1]`; `lengths` has a field length code for each.
    `places[t]` becomes where its list starts, and `places[-1]` where the last one ends.
    """
    some, often = np.empty(BLOCK + 1, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint32)
    own, rest = np.empty(BLOCK, dtype=np.uint8), np.empty(BLOCK, dtype=np.uint32)
    summary, at = np.zeros(4, dtype=np.int64), np.int64(0)
    for term in range(len(starts) - 1):
        places[term] = at
        first, end = starts[term], starts[term + 1]
        origin, some[0] = at, NONE
        blocks = (end - first + BLOCK - 1) // BLOCK if end - first >= BLOCK else 0
        at += _ENTRY * blocks
        for start in range(first, end, BLOCK):
            count = min(end - start, BLOCK)
            for number in range(count):
                some[number + 1] = documents[start + number]
                often[number], own[number] = frequencies[start + number], lengths[start + number]
            entry = origin + _ENTRY * ((start - first) // BLOCK) if blocks else -1
            at = pack_postings(some, often, count, own, rest, words, at, origin, entry, summary)
            some[0] = some[count]
    places[len(starts) - 1] = at
    return at


@_kernel(_words, _words, _ints, _words_out, _ints_out, result=_int)
def encode_positions(positions: Words, frequencies: Words, starts: Ints, words: Words, places: Ints) -> int:
    """Packs the positions of terms one after the other into `words` (zeros); gives how many words they fill.

    `positions` has as many positions per posting as `frequencies` says, ascending; `starts` and `places` are as in
    `encode_lists`.
    """
    gaps = np.empty(len(positions), dtype=np.uint32)
    at, source = np.int64(0), 0
    for term in range(len(starts) - 1):
        places[term] = at
        first, end = starts[term], starts[term + 1]
        origin = at
        blocks = (end - first + BLOCK - 1) // BLOCK if end - first >= BLOCK else 0
        at += blocks
        for start in range(first, end, BLOCK):
            if blocks:
                words[origin + (start - first) // BLOCK] = np.uint32(at - origin)
            count = 0
            for posting in range(start, min(end, start + BLOCK)):
                before = np.uint32(0)
                for _ in range(frequencies[posting]):
                    gaps[count] = positions[source] - before
                    before = positions[source]
                    source += 1
                    count += 1
            at = pack_gaps(gaps, count, words, at)
    places[len(starts) - 1] = at
    return at


@_kernel(_words, _bytes, _ints, _ints_out, _ints_out, _ints_out, _ints_out)
def summarise_lists(
    frequencies: Words,
    lengths: NDArray[np.uint8],
    starts: Ints,
    repeats: Ints,
    shortest: Ints,
    longest: Ints,
    heaviest: Ints,
) -> None:
    """What the dictionary says of the terms with these postings (see `dictionary.TermEntry`)."""
    for term in range(len(starts) - 1):
        total, least, most, greatest = np.int64(0), 256, 0, np.uint32(0)
        for posting in range(starts[term], starts[term + 1]):
            total += np.int64(frequencies[posting])
            greatest = max(greatest, frequencies[posting])
            length = np.int64(lengths[posting])
            most = max(most, length)
            if length:
                least = min(least, length)
        repeats[term] = total - (starts[term + 1] - starts[term])
        shortest[term] = least if least < 256 else 0
        longest[term] = most
        heaviest[term] = np.int64(greatest)


@_kernel(_cells, _int, _int, _int, result=_int, arrays=False)
def _count_documents(cells: Cells, position_bits: int, first: int, end: int) -> int:
    """How many documents the cells from `first` to before `end` are of, at least one."""
    lower, found = np.uint64(position_bits), np.int64(1)
    for at in range(np.uintp(first + 1), np.uintp(end)):
        found += np.int64(cells[at] >> lower != cells[at - _ONE] >> lower)
    return found


@_kernel(_cells, _int, _int, _int, _int, _words_out, _ints_out, _words_out, result=_int, arrays=False)
def _take_block(
    cells: Cells, position_bits: int, first: int, end: int, size: int, owners: Words, ends: Ints, gaps: Words
) -> int:
    """Takes the cells of `size` documents, from `first` on and before `end`, apart; gives where they end.

    `owners` gets the documents, one place later than the first, `ends` where the cells of each end, and `gaps` the
    positions, each less the one before in the same document.
    """
    lower = np.uint64(position_bits)
    mask = (np.uint64(1) << lower) - np.uint64(1)
    posting, before, previous = np.int64(0), cells[first] >> lower, np.uint64(0)
    for at in range(np.uintp(first), np.uintp(end)):
        owner, position = cells[at] >> lower, cells[at] & mask
        other = np.uint64(owner != before)  # no branch: it could not be predicted
        posting += np.int64(other)
        if posting == size:
            return np.int64(at)
        owners[posting + 1] = np.uint32(owner)
        ends[posting] = np.int64(at) + 1
        gaps[at - np.uintp(first)] = np.uint32(position - previous * (np.uint64(1) - other))
        before, previous = owner, position
    return end


@_kernel(
    *(_cells, _int, _ints, _words, _bytes, types.boolean, _words_out, _words_out, _ints_out, _words_out, _ints_out),
    *(_ints_out, _ints_out, _ints_out, _ints_out, _ints_out),
)
def pack_cells(
    cells: Cells,
    position_bits: int,
    cell_starts: Ints,
    numbers: Words,
    codes: Bytes,
    positioned: bool,
    gaps: Words,
    words: Words,
    places: Ints,
    position_words: Words,
    position_places: Ints,
    postings: Ints,
    repeats: Ints,
    shortest: Ints,
    longest: Ints,
    heaviest: Ints,
) -> None:
    """Packs what `order_tokens` put in order: the cells of slot s are those from `cell_starts[s]` on, at least one.

    `numbers` has the numbers of the documents, and `codes` the codes of their lengths, by number. What `encode_lists`
    packs of them comes into `words` and `places`, and with `positioned` what `encode_positions` does into
    `position_words` and `position_places`; the columns of each slot (see `summarise_lists`) behind. `gaps` has room for
    the positions of any one slot.
    """
    documents, frequencies = np.empty(BLOCK + 1, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint32)
    rest, lengths = np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint8)
    ends, summary = np.empty(BLOCK, dtype=np.int64), np.empty(4, dtype=np.int64)
    at, positions_at = np.int64(0), np.int64(0)
    for slot in range(len(postings)):
        places[slot], position_places[slot] = at, positions_at
        cell, end = cell_starts[slot], cell_starts[slot + 1]
        total = _count_documents(cells, position_bits, cell, end)
        blocks = (total + BLOCK - 1) // BLOCK if total >= BLOCK else 0
        origin, positions_origin = at, positions_at
        at += _ENTRY * blocks
        if positioned:
            positions_at += blocks
        summary[0], summary[1], summary[2], summary[3] = 0, 0, 256, 0
        documents[0] = NONE
        for block in range(max(blocks, 1)):
            size = min(total - block * BLOCK, BLOCK)
            first, cell = cell, _take_block(cells, position_bits, cell, end, size, documents, ends, gaps)
            last = first
            for number in range(np.uintp(size)):
                documents[number + _ONE] = numbers[documents[number + _ONE]]
                lengths[number] = codes[documents[number + _ONE]]
                frequencies[number] = np.uint32(ends[number] - last)
                last = ends[number]
            entry = origin + _ENTRY * block if blocks else -1
            at = pack_postings(documents, frequencies, size, lengths, rest, words, at, origin, entry, summary)
            documents[0] = documents[size]
            if positioned:
                if blocks:
                    position_words[positions_origin + block] = np.uint32(positions_at - positions_origin)
                positions_at = pack_gaps(gaps, cell - first, position_words, positions_at)
        postings[slot], repeats[slot] = total, summary[1] - total
        heaviest[slot], longest[slot] = summary[0], summary[3]
        shortest[slot] = summary[2] if summary[2] < 256 else 0
    places[len(postings)], position_places[len(postings)] = at, positions_at
