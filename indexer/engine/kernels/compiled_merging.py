# mypy: disable-error-code="assignment,return-value,arg-type"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""Merging, compiled: from the packed lists of several segments to packed lists, see `compiled.py`.

Terms are merged one after the other, a block at a time, so that what is unpacked stays in the first caches until it is
packed again; and positions stay the gaps that they are packed as, which no merge changes.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import (
    _ENTRY,
    BLOCK,
    _bytes,
    _int,
    _ints,
    _ints_out,
    _kernel,
    _words,
    _words_out,
    decode_block,
    decode_block_frequencies,
    unpack_gaps,
)
from indexer.engine.kernels.compiled_blocks import NONE, pack_gaps, pack_postings

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_two = types.UniTuple(types.int64, 2)


@_kernel(_ints, _int, _words_out, _words_out, _int, _int, _words_out, _int, _int, result=_two, arrays=False)
def _left(
    renumbered: Ints,
    first: int,
    documents: Words,
    frequencies: Words,
    at: int,
    size: int,
    gaps: Words,
    gaps_at: int,
    taken: int,
) -> tuple[int, int]:
    """Renumbers the `size` postings from `at` on, with `taken` gaps from `gaps_at` on (none: there are no positions),
    and drops those of deleted documents; gives how many postings and gaps are left.

    Document d becomes `renumbered[first + d]`, negative if it is deleted; its number stands one place later than its
    frequency.
    """
    to, gaps_to, gap = at, gaps_at, gaps_at
    for number in range(at, at + size):
        document, frequency = renumbered[first + np.int64(documents[number + 1])], np.int64(frequencies[number])
        if document >= 0:
            documents[to + 1] = np.uint32(document)
            frequencies[to] = np.uint32(frequency)
            to += 1
            if taken:
                for from_ in range(gap, gap + frequency):
                    gaps[gaps_to] = gaps[from_]
                    gaps_to += 1
        gap += frequency
    return to - at, gaps_to - gaps_at


@_kernel(_words, _int, _int, _ints, _int, _words_out, result=_int, arrays=False)
def _count_left(words: Words, place: int, count: int, renumbered: Ints, first: int, documents: Words) -> int:
    """How many postings of a list are not of deleted documents."""
    left = 0
    for block in range((count + BLOCK - 1) // BLOCK):
        for number in range(decode_block(words, place, count, block, documents, 0)):
            if renumbered[first + np.int64(documents[number])] >= 0:
                left += 1
    return left


@_kernel(
    *(_words, _words, _ints, _ints, _ints, _ints, _ints, _ints, _ints, _bytes, _words_out),
    *(_words_out, _ints_out, _words_out, _ints_out, _ints_out, _ints_out, _ints_out, _ints_out, _ints_out),
)
def merge_lists(  # noqa: C901  # one loop, without calls for what is kept between blocks
    words: Words,
    position_words: Words,
    rows: Ints,
    slots: Ints,
    counts: Ints,
    places: Ints,
    position_places: Ints,
    bases: Ints,
    renumbered: Ints,
    codes: Bytes,
    gaps: Words,
    out_words: Words,
    out_places: Ints,
    out_position_words: Words,
    out_position_places: Ints,
    kept: Ints,
    repeats: Ints,
    shortest: Ints,
    longest: Ints,
    heaviest: Ints,
) -> None:
    """Merges the lists of some terms from several segments.

    Segment s has the rows from `rows[s]` to before `rows[s + 1]`: for each of its terms, in order, the slot of the term
    among the merged ones, how many postings it has, and where its list and its positions start (`position_places` is
    empty if there are none). Its documents are numbered from `bases[s]` on, none of them deleted; where that is
    negative, document d becomes `renumbered[-1 - bases[s] + d]`, negative for a deleted one. Segments follow each other
    in the order of their new documents, and `codes` has the code of the length of each new document's field.

    What `encode_lists` and `encode_positions` would pack comes into `out_…`, for each slot; and its columns (see
    `summarise_lists`), with `kept` postings. `gaps` has room for the positions of any one term.
    """
    documents = np.empty(2 * BLOCK + 1, dtype=np.uint32)  # of which the first is the one before the block
    frequencies, rest = np.empty(2 * BLOCK, dtype=np.uint32), np.empty(BLOCK, dtype=np.uint32)
    lengths = np.empty(BLOCK, dtype=np.uint8)
    summary, cursor = np.empty(4, dtype=np.int64), rows.copy()
    positioned = len(position_places) > 0
    at, positions_at = np.int64(0), np.int64(0)
    for term in range(len(kept)):
        out_places[term], out_position_places[term] = at, positions_at
        total = np.int64(0)
        for source in range(len(bases)):
            row = cursor[source]
            if row < rows[source + 1] and slots[row] == term:
                if bases[source] >= 0:
                    total += counts[row]
                else:
                    total += _count_left(words, places[row], counts[row], renumbered, -1 - bases[source], documents)
        blocks = (total + BLOCK - 1) // BLOCK if total >= BLOCK else 0
        origin, positions_origin, block = at, positions_at, 0
        at += _ENTRY * blocks
        if positioned:
            positions_at += blocks
        summary[0], summary[1], summary[2], summary[3] = 0, 0, 256, 0
        documents[0] = NONE
        held, held_gaps = np.int64(0), np.int64(0)
        for source in range(len(bases)):
            row = cursor[source]
            if row >= rows[source + 1] or slots[row] != term:
                continue
            cursor[source] += 1
            count = counts[row]
            for part in range((count + BLOCK - 1) // BLOCK):
                size = decode_block(words, places[row], count, part, documents, held + 1)
                decode_block_frequencies(words, places[row], count, part, frequencies, held)
                taken = np.int64(0)
                if positioned:
                    taken = unpack_gaps(
                        position_words, position_places[row], count, part, frequencies, held, gaps, held_gaps
                    )
                if bases[source] >= 0:
                    base = np.uint32(bases[source])
                    for number in range(np.uintp(held + 1), np.uintp(held + 1 + size)):
                        documents[number] += base
                else:
                    size, taken = _left(
                        renumbered, -1 - bases[source], documents, frequencies, held, size, gaps, held_gaps, taken
                    )
                held += size
                held_gaps += taken
                if held < BLOCK:
                    continue
                for number in range(np.uintp(BLOCK)):
                    lengths[number] = codes[documents[number + np.uintp(1)]]
                at = pack_postings(
                    documents,
                    frequencies,
                    BLOCK,
                    lengths,
                    rest,
                    out_words,
                    at,
                    origin,
                    origin + _ENTRY * block,
                    summary,
                )
                held -= BLOCK
                packed = np.int64(0)
                if positioned:
                    for number in range(np.uintp(BLOCK)):
                        packed += np.int64(frequencies[number])
                    out_position_words[positions_origin + block] = np.uint32(positions_at - positions_origin)
                    positions_at = pack_gaps(gaps, packed, out_position_words, positions_at)
                    held_gaps -= packed
                    for number in range(np.uintp(held_gaps)):
                        gaps[number] = gaps[np.uintp(packed) + number]
                for number in range(np.uintp(held)):
                    frequencies[number] = frequencies[np.uintp(BLOCK) + number]
                for number in range(np.uintp(held + 1)):
                    documents[number] = documents[np.uintp(BLOCK) + number]
                block += 1
        if held:
            for number in range(np.uintp(held)):
                lengths[number] = codes[documents[number + np.uintp(1)]]
            entry = origin + _ENTRY * block if blocks else -1
            at = pack_postings(documents, frequencies, held, lengths, rest, out_words, at, origin, entry, summary)
            if positioned:
                if blocks:
                    out_position_words[positions_origin + block] = np.uint32(positions_at - positions_origin)
                positions_at = pack_gaps(gaps, held_gaps, out_position_words, positions_at)
        kept[term], repeats[term] = total, summary[1] - total
        heaviest[term], longest[term] = summary[0], summary[3]
        shortest[term] = summary[2] if summary[2] < 256 else 0
    out_places[len(kept)], out_position_places[len(kept)] = at, positions_at
