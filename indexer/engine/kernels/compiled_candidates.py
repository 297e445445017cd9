# mypy: disable-error-code="assignment,return-value,arg-type,no-any-return"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""Candidates: documents of a block or a window that may match, and which of a tree's lists have them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import decode_block
from indexer.engine.kernels.compiled_bits import BLOCK
from indexer.engine.kernels.compiled_lists import COUNT, Lists, Rows, codes_of, norms_of, words_of
from indexer.engine.kernels.compiled_search import ENTRY, Whole, _frequency_at, _helper, _next_block

Words = NDArray[np.uint32]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_LAST = np.uint32(0xFFFFFFFF)  # after every document


class Chunk(NamedTuple):
    """Candidates: their documents, the lists that have them, and where their postings are noted."""

    documents: Words
    masks: Bytes
    places: Words
    postings: Rows  # by list and place
    marks: Bytes  # the masks of the documents of a window
    chosen: Words  # candidates that are scored
    scores: Floats


@_helper
def note(lists: Lists, chunk: Chunk, which: Whole, start: Whole, end: Whole) -> None:
    """Marks the documents of a list within a window, and notes their postings."""
    words, count = words_of(lists, which), lists.rows[which, COUNT]
    documents = lists.unpacked[which]
    marks, postings = chunk.marks, chunk.postings[which]
    block, size, at, bit = lists.block[which], lists.size[which], lists.at[which], np.uint8(1 << which)
    while True:
        if at == size:
            if size:
                block, size, at = block + 1, 0, 0
            if block * BLOCK >= count:
                break
            size = decode_block(words, 0, count, block, documents, 0)
        while at < size and documents[at] < start:  # only where a window was passed
            at += 1
        number = np.uintp(at)
        whole = documents[size - 1] < end
        while number < np.uintp(size) and (whole or documents[number] < end):
            place = np.uintp(documents[number]) - np.uintp(start)
            marks[place] |= bit
            postings[place] = np.uint32(block * BLOCK) + np.uint32(number)
            number += np.uintp(1)
        at = np.int64(number)
        if not whole:
            break
    lists.block[which], lists.size[which], lists.at[which] = block, size, at


@_helper
def look_up(lists: Lists, chunk: Chunk, which: Whole, total: Whole) -> None:
    """Sets the bit of a list for the candidates that it has. A block is searched in without a branch."""
    words, count = words_of(lists, which), lists.rows[which, COUNT]
    blocks = (count + BLOCK - 1) // BLOCK
    documents = lists.unpacked[which]
    postings = chunk.postings[which]
    block, size, bit = lists.block[which], lists.size[which], np.uint8(1 << which)
    candidate = np.uintp(0)
    while candidate < np.uintp(total) and block < blocks:
        wanted = chunk.documents[candidate]
        if size == 0 or documents[size - 1] < wanted:
            block += size > 0
            if count >= BLOCK and block < blocks and words[ENTRY * block] < wanted:
                block = _next_block(words, 0, blocks, block, wanted)
            size = 0
            if block < blocks:
                size = decode_block(words, 0, count, block, documents, 0)
                lists.at[which] = 0
            continue
        documents[size:] = _LAST
        last, first = documents[size - 1], np.uint32(block * BLOCK)
        while candidate < np.uintp(total) and chunk.documents[candidate] <= last:
            wanted, at = chunk.documents[candidate], np.uintp(0)
            for step in (64, 32, 16, 8, 4, 2, 1):
                at += np.uintp(step) * np.uintp(documents[at + np.uintp(step - 1)] < wanted)
            chunk.masks[candidate] |= bit * np.uint8(documents[at] == wanted)
            postings[chunk.places[candidate]] = first + np.uint32(at)
            candidate += np.uintp(1)
    lists.block[which], lists.size[which] = block, size


@_helper
def require(chunk: Chunk, total: Whole, bits: Whole) -> int:
    """Leaves the candidates that have any of some bits; gives how many they are."""
    left = np.uintp(0)
    for candidate in range(np.uintp(total)):
        mask = chunk.masks[candidate]
        chunk.documents[left], chunk.places[left], chunk.masks[left] = (
            chunk.documents[candidate], chunk.places[candidate], mask,
        )  # fmt: skip
        left += np.uintp((mask & np.uint8(bits)) != 0)
    return np.int64(left)


@_helper
def lead_with(lists: Lists, chunk: Chunk, block: Whole, deleted: Bytes) -> int:
    """Makes the documents of a block of the first list the candidates."""
    size = decode_block(words_of(lists, 0), 0, lists.rows[0, COUNT], block, chunk.documents, 0)
    for number in range(size):
        chunk.masks[number] = 1
        chunk.places[number] = number
        chunk.postings[0, number] = block * BLOCK + number
    if len(deleted):
        for number in range(size):
            chunk.masks[number] = 1 - deleted[chunk.documents[number]]
        return require(chunk, size, 1)
    return size


@_helper
def marked(chunk: Chunk, start: Whole, size: Whole, bits: Whole) -> int:
    """Makes the documents of a window with any of some bits the candidates; clears all marks."""
    found = 0
    pattern = np.uint64(bits) * np.uint64(0x0101010101010101)
    eights = chunk.marks.view(np.uint64)
    for eight in range(np.uintp((size + 7) >> 3)):
        marks = eights[eight]
        eights[eight] = 0
        left = marks & pattern
        while left:
            shift = np.uint64(trailing_zeros(left)) & np.uint64(0x38)
            left &= ~(np.uint64(255) << shift)
            place = np.uint32(8 * eight) + np.uint32(shift >> np.uint64(3))
            chunk.documents[found] = np.uint32(start) + place
            chunk.places[found] = place
            chunk.masks[found] = np.uint8((marks >> shift) & np.uint64(255))
            found += 1
    return found


@_helper
def add_scores(lists: Lists, chunk: Chunk, which: Whole, chosen: Whole) -> None:
    """Adds what a list scores to the sums of the chosen candidates that it has."""
    words, codes, norms = words_of(lists, which), codes_of(lists, which), norms_of(lists, which)
    count, postings = lists.rows[which, COUNT], chunk.postings[which]
    idf, saturation, boost = lists.scales[which, 0], lists.scales[which, 1], lists.scales[which, 2]
    for number in range(np.uintp(chosen)):
        candidate = chunk.chosen[number]
        if (chunk.masks[candidate] >> which) & 1:
            posting = np.int64(postings[chunk.places[candidate]])
            weight = np.float64(_frequency_at(words, 0, count, posting >> 7, posting & (BLOCK - 1)))
            norm = norms[codes[chunk.documents[candidate]]]
            chunk.scores[number] += idf * ((weight * saturation) / (weight + norm)) * boost
