"""The kernels of searching, compiled ahead as those of `compiled.py`: which documents match, their scores, the best.

Documents are ascending numbers (uint32), scores float64. A function that finds an unknown number of things writes them
to the front of what it is given and says how many there are.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import decode_block, decode_block_frequencies
from indexer.engine.kernels.compiled_bits import BLOCK
from indexer.engine.kernels.compiled_helpers import _helper as _helper
from indexer.engine.kernels.compiled_helpers import _inlined
from indexer.engine.kernels.compiled_helpers import _kernel as _kernel
from indexer.engine.kernels.compiled_top import top as top

_ONE = np.uintp(1)  # unsigned places: numba then has no negative ones to think of
ENTRY = 4  # words of skip data per block
_WIDTH_BITS = 6  # of a number from 0 to 32
_LAST = np.uint32(0xFFFFFFFF)  # after every document

Whole = Any  # a whole number, of Python or of 64 bits
Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_int, _float, _void = types.int64, types.float64, types.void
_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_floats = types.Array(types.float64, 1, "C", readonly=True)
_floats_out = types.Array(types.float64, 1, "C")
_weights = types.Array(types.float32, 1, "C", readonly=True)
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_bytes_out = types.Array(types.uint8, 1, "C")


@_helper
def _next_block(words: Words, place: int, blocks: int, block: int, wanted: int) -> int:
    """The first block after one that ends at or after a document, by galloping through the skip data."""
    step, low = 1, block + 1
    while low + step < blocks and words[place + ENTRY * (low + step)] < wanted:
        low += step
        step *= 2
    high = min(low + step, blocks)
    while low < high:
        middle = (low + high) >> 1
        if words[place + ENTRY * middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@_inlined
def _frequency_at(words: Words, place: Whole, count: int, block: Whole, number: Whole) -> Whole:
    """One frequency of a block, without the others."""
    size, start = min(count - block * BLOCK, BLOCK), place + np.int64(0)
    if count >= BLOCK:
        start += np.int64(words[place + ENTRY * block + 1])
    if size == BLOCK:
        widths = np.int64(words[place + ENTRY * block + 3]) >> 8
        width = (widths >> 6) & 63
        bit = (number >> 2) * width
        word, shift, following = start + 4 * (widths & 63) + 4 * (bit >> 5) + (number & 3), bit & 31, 4
    else:
        widths = np.int64(words[start])
        width = (widths >> _WIDTH_BITS) & 63
        bit = start * 32 + 2 * _WIDTH_BITS + size * (widths & 63) + number * width
        word, shift, following = bit >> 5, bit & 31, 1
    if width == 0:
        return np.int64(1)
    value = np.int64(words[word]) >> shift
    if shift + width > 32:
        value |= np.int64(words[word + following]) << (32 - shift)
    return (value & ((np.int64(1) << width) - 1)) + 1


@_kernel(*(_void(_words, some, _bytes, _floats, _float, _float, _float, _floats_out) for some in (_words, _weights)))
def bm25(
    documents: Words,
    weights: NDArray[Any],
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    scores: Floats,
) -> None:
    """The scores of a term's documents (Robertson and Zaragoza 2009), in the order of operations of Whoosh's BM25F.

    `codes` has Whoosh's code for the field's length by document, `norms` what each code adds to the weight, and
    `saturation` is K1 + 1.
    """
    for number in range(len(documents)):
        weight = np.float64(weights[number])
        scores[number] = idf * ((weight * saturation) / (weight + norms[codes[documents[number]]])) * boost


@_kernel(_void(_words, _int, _int, _bytes, _floats, _float, _float, _float, _words_out, _floats_out))
def score_list(
    words: Words,
    place: int,
    count: int,
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    documents: Words,
    scores: Floats,
) -> None:
    """Decodes a whole list whose weights are its frequencies, and scores it as `bm25` does."""
    frequencies, added = np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK)
    for block in range((count + BLOCK - 1) // BLOCK):
        start = block * BLOCK
        size = decode_block(words, place, count, block, documents, start)
        decode_block_frequencies(words, place, count, block, frequencies, 0)
        to = np.uintp(start)
        for number in range(np.uintp(size)):
            added[number] = norms[codes[documents[to + number]]]
        for number in range(np.uintp(size)):  # apart from the look-ups, so that it is done four at a time
            weight = np.float64(frequencies[number])
            scores[to + number] = idf * ((weight * saturation) / (weight + added[number])) * boost


@_helper
def add_marking(
    words: Words,
    place: Whole,
    count: Whole,
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    totals: Floats,
    seen: Bytes,
    bits: Whole,
    documents: Words,
    frequencies: Words,
    added: Floats,
) -> None:
    """Adds the scores of a whole list to `totals` by document, and marks in `seen` where its documents are: which they
    are without these last bits of their numbers. The last three arrays are room for a block."""
    last = np.uint32(bits)
    for block in range((count + BLOCK - 1) // BLOCK):
        size = decode_block(words, place, count, block, documents, 0)
        decode_block_frequencies(words, place, count, block, frequencies, 0)
        for number in range(np.uintp(size)):
            added[number] = norms[codes[documents[number]]]
        for number in range(np.uintp(size)):
            weight = np.float64(frequencies[number])
            added[number] = idf * ((weight * saturation) / (weight + added[number])) * boost
        for number in range(np.uintp(size)):
            document = documents[number]
            totals[document] += added[number]
            seen[document >> last] = 1


@_kernel(_void(_words, _int, _int, _bytes, _floats, _float, _float, _float, _floats_out, _bytes_out))
def add_list(
    words: Words,
    place: int,
    count: int,
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    totals: Floats,
    seen: Bytes,
) -> None:
    """Adds the scores of a whole list to `totals` by document, and marks its documents in `seen`."""
    documents, frequencies = np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint32)
    add_marking(
        words, place, count, codes, norms, idf, saturation, boost, totals, seen, 0,
        documents, frequencies, np.empty(BLOCK),
    )  # fmt: skip


@_kernel(*(_void(some, _floats, _floats_out, _bytes_out) for some in (_words, _ints)))
def add_scored(documents: NDArray[Any], scores: Floats, totals: Floats, seen: Bytes) -> None:
    """As `add_scores`, and marks them in `seen`."""
    for number in range(np.uintp(len(documents))):
        document = np.uintp(documents[number])
        totals[document] += scores[number]
        seen[document] = 1


@_kernel(*(_void(some, _floats, _floats_out) for some in (_words, _ints)))
def add_scores(documents: NDArray[Any], scores: Floats, totals: Floats) -> None:
    """Adds scores to `totals` by document, or by the number of a document among others."""
    for number in range(np.uintp(len(documents))):
        totals[np.uintp(documents[number])] += scores[number]


@_kernel(*(_void(some, _bytes_out) for some in (_words, _ints)))
def tally(documents: NDArray[Any], seen: Bytes) -> None:
    """Adds one for each document, or number of a document among others; never more than 255."""
    for number in range(np.uintp(len(documents))):
        document = np.uintp(documents[number])
        seen[document] += np.uint8(seen[document] < 255)


@_kernel(_void(_words, _int, _int, _bytes_out))
def mark_list(words: Words, place: int, count: int, seen: Bytes) -> None:
    """Marks the documents of a whole list in `seen`."""
    documents = np.empty(BLOCK, dtype=np.uint32)
    for block in range((count + BLOCK - 1) // BLOCK):
        for number in range(decode_block(words, place, count, block, documents, 0)):
            seen[documents[number]] = 1


@_kernel(_void(_words, _ints, _ints, _bytes_out))
def mark_lists(words: Words, places: Ints, counts: Ints, seen: Bytes) -> None:
    """Marks the documents of several lists of a field in `seen`."""
    for number in range(len(places)):
        mark_list(words, places[number], counts[number], seen)


@_kernel(_void(_words, _ints, _ints, _bytes, _floats, _floats, _float, _float, _floats_out, _bytes_out))
def add_lists(
    words: Words,
    places: Ints,
    counts: Ints,
    codes: Bytes,
    norms: Floats,
    idfs: Floats,
    saturation: float,
    boost: float,
    totals: Floats,
    seen: Bytes,
) -> None:
    """`add_list` for several lists of a field."""
    for number in range(len(places)):
        add_list(words, places[number], counts[number], codes, norms, idfs[number], saturation, boost, totals, seen)


@_kernel(_int(_bytes_out, _int, _words_out))
def take_marked(seen: Bytes, least: int, documents: Words) -> int:
    """The documents with so many marks, or more; clears all marks. There has to be room for one more."""
    found, number, size = np.uintp(0), np.uintp(0), np.uintp(len(seen))
    eights = seen[: len(seen) // 8 * 8].view(np.uint64)
    for eight in range(np.uintp(len(eights))):
        if eights[eight]:
            for place in range(8):  # without a branch: what is not marked is written over by the next one
                documents[found] = number + np.uintp(place)
                found += np.uintp(seen[number + np.uintp(place)] >= least)
        number += np.uintp(8)
    while number < size:
        documents[found] = number
        found += np.uintp(seen[number] >= least)
        number += _ONE
    seen[:] = 0
    return int(found)


@_kernel(_int(_bytes_out, _floats_out, _words_out, _floats_out))
def take_scored(seen: Bytes, totals: Floats, documents: Words, scores: Floats) -> int:
    """The marked documents with their totals; clears marks and totals. There has to be room for one more."""
    found, number, size = np.uintp(0), np.uintp(0), np.uintp(len(seen))
    eights = seen[: len(seen) // 8 * 8].view(np.uint64)
    for eight in range(np.uintp(len(eights))):
        if eights[eight] == 0:
            number += np.uintp(8)
            continue
        for _ in range(8):  # without a branch: what is not marked is written over by the next one
            documents[found] = number
            scores[found] = totals[number]
            found += np.uintp(seen[number])
            totals[number] = 0.0
            number += _ONE
    while number < size:
        if seen[number]:
            documents[found] = number
            scores[found] = totals[number]
            found += _ONE
            totals[number] = 0.0
        number += _ONE
    seen[:] = 0
    return int(found)


@_kernel(_int(_words, _int, _int, _words, _ints_out, _ints_out))
def intersect_list(words: Words, place: int, count: int, candidates: Words, found: Ints, postings: Ints) -> int:  # noqa: C901  # one loop, without calls
    """Which candidates are in a list: their numbers among the candidates, and those of their postings in the list.

    Blocks without a candidate are passed by their skip data (Moffat and Zobel, "Self-indexing inverted files", 1996),
    which is galloped through as the candidates are (Bentley and Yao 1976).
    """
    documents = np.empty(BLOCK, dtype=np.uint32)
    blocks = (count + BLOCK - 1) // BLOCK
    total, taken, block = len(candidates), 0, 0
    at, are_few = 0, len(candidates) <= count
    while at < total:
        wanted = candidates[at]
        if count >= BLOCK and words[place + ENTRY * block] < wanted:
            block = _next_block(words, place, blocks, block, wanted)
            if block >= blocks:
                break
        size = decode_block(words, place, count, block, documents, 0)
        last = documents[size - 1]
        number = 0
        if are_few:
            documents[size:] = _LAST
        while are_few and at < total and candidates[at] <= last:  # searched for without a branch to be guessed wrong
            wanted, near = candidates[at], np.uintp(0)
            for step in (64, 32, 16, 8, 4, 2, 1):
                near += np.uintp(step) * np.uintp(documents[near + np.uintp(step - 1)] < wanted)
            found[taken] = at
            postings[taken] = block * BLOCK + np.int64(near)
            taken += int(documents[near] == wanted)
            at += 1
        while at < total and candidates[at] <= last:
            wanted = candidates[at]
            while documents[number] < wanted:
                number += 1
            if documents[number] == wanted:
                found[taken] = at
                postings[taken] = block * BLOCK + number
                taken += 1
                at += 1
            else:
                ahead, step = documents[number], 1
                while at + step < total and candidates[at + step] < ahead:
                    at += step
                    step *= 2
                high = min(at + step, total)
                while at < high:
                    middle = (at + high) >> 1
                    if candidates[middle] < ahead:
                        at = middle + 1
                    else:
                        high = middle
        block += 1
        if block >= blocks:
            break
    return taken


@_kernel(_int(_words, _int, _int, _words_out, _int, _bytes, _floats, _float, _float, _float, _floats_out))
def narrow(
    words: Words,
    place: int,
    count: int,
    candidates: Words,
    total: int,
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    scores: Floats,
) -> int:
    """Leaves of the first `total` candidates those that are in a list, and adds their scores; how many they are."""
    found, postings = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64)
    size = intersect_list(words, place, count, candidates[:total], found, postings)
    for number in range(np.uintp(size)):
        at, posting = np.uintp(found[number]), postings[number]
        document = candidates[at]
        weight = np.float64(_frequency_at(words, place, count, posting >> 7, posting & (BLOCK - 1)))
        candidates[number] = document
        scores[number] = scores[at] + idf * ((weight * saturation) / (weight + norms[codes[document]])) * boost
    return size


@_kernel(_void(_words, _int, _int, _ints, _words_out))
def frequencies_at(words: Words, place: int, count: int, postings: Ints, frequencies: Words) -> None:
    """The frequencies of some postings of a list."""
    for number in range(len(postings)):
        block = postings[number] // BLOCK
        frequencies[number] = _frequency_at(words, place, count, block, postings[number] - block * BLOCK)


@_kernel(_int(_words, _floats, _words, _floats, _words_out, _floats_out))
def merge_scored(
    documents: Words, scores: Floats, others: Words, other_scores: Floats, merged: Words, totals: Floats
) -> int:
    """The union of two sets of documents; scores of documents in both are added."""
    one, other, filled = 0, 0, 0
    while one < len(documents) and other < len(others):
        if documents[one] < others[other]:
            merged[filled], totals[filled] = documents[one], scores[one]
            one += 1
        elif documents[one] > others[other]:
            merged[filled], totals[filled] = others[other], other_scores[other]
            other += 1
        else:
            merged[filled], totals[filled] = documents[one], scores[one] + other_scores[other]
            one += 1
            other += 1
        filled += 1
    while one < len(documents):
        merged[filled], totals[filled] = documents[one], scores[one]
        one += 1
        filled += 1
    while other < len(others):
        merged[filled], totals[filled] = others[other], other_scores[other]
        other += 1
        filled += 1
    return filled


@_kernel(_int(_words, _words, _ints_out, _ints_out))
def common(documents: Words, others: Words, found: Ints, other_found: Ints) -> int:
    """The numbers of the documents that are in both sets, in the one and in the other."""
    one, other, taken = 0, 0, 0
    while one < len(documents) and other < len(others):
        if documents[one] < others[other]:
            one += 1
        elif documents[one] > others[other]:
            other += 1
        else:
            found[taken], other_found[taken] = one, other
            taken += 1
            one += 1
            other += 1
    return taken


@_kernel(_int(_words, _bytes, _int, _ints_out))
def where(documents: Words, mask: Bytes, wanted: int, found: Ints) -> int:
    """The numbers of the documents whose mask is 1, or 0 as `wanted`."""
    taken = 0
    for number in range(len(documents)):
        found[taken] = number
        taken += (mask[documents[number]] != 0) == (wanted != 0)
    return taken
