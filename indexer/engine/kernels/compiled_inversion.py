"""The kernels of building and merging, compiled; see `compiled.py`.

Inversion counts and fills (two passes, as in a counting sort; Witten, Moffat and Bell, "Managing Gigabytes", 1999,
chapter 5): documents come in order, so what is filled in is in order, and nothing is sorted but the dictionary. How it
is filled in so that the caches are not left is said in `piles.py`.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import (
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
    decode_block_positions,
)

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
Cells = NDArray[np.uint64]

_numbers = types.Array(types.int32, 1, "C", readonly=True)
_numbers_out = types.Array(types.int32, 1, "C")
_cells = types.Array(types.uint64, 1, "C", readonly=True)
_cells_out = types.Array(types.uint64, 1, "C")
_bytes_out = types.Array(types.uint8, 1, "C")
_bool = types.boolean


@_kernel(_numbers, _ints, _numbers, _ints_out, _ints_out)
def count_tokens(numbers: Numbers, starts: Ints, terms: Numbers, occurrences: Ints, lengths: Ints) -> None:
    """Counts the tokens of each form, and those of each document that have a term.

    Document d has the tokens `numbers[starts[d]:starts[d + 1]]`, each the number of a form; forms without a term have a
    negative number in `terms`, and are not counted. The results must be zeros.
    """
    for document in range(len(starts) - 1):
        length = np.int64(0)
        for token in range(np.uintp(starts[document]), np.uintp(starts[document + 1])):
            form = np.uintp(numbers[token])
            there = np.int64(terms[form] >= 0)
            length += there
            occurrences[form] += there
        lengths[document] = length


@_kernel(_numbers_out, _numbers)
def replace_numbers(numbers: Numbers, others: Numbers) -> None:
    """Puts `others[n]` in the place of each number n."""
    for token in range(np.uintp(len(numbers))):
        numbers[token] = others[np.uintp(numbers[token])]


@_kernel(_numbers, _ints, _int, _int, _bool, _int, _int, _int, _ints_out, _cells_out)
def deal_tokens(
    slots: Numbers,
    starts: Ints,
    first: int,
    count: int,
    renumber: bool,
    position_bits: int,
    cell_bits: int,
    pile_bits: int,
    cursor: Ints,
    dealt: Cells,
) -> None:
    """Deals the tokens of `count` slots, from `first` on, to piles of 2 ** `pile_bits` neighbouring slots.

    Document d has the tokens `slots[starts[d]:starts[d + 1]]`. Pile p starts at `cursor[p]` and gets, in order, its
    tokens: the slot less the first one, above the cell (`cell_bits`): the document above the position
    (`position_bits`). The position of a token is its place in the document; with `renumber`, tokens of the slot -1 are
    not counted once a token of another was met, as behind Whoosh's StopFilter.

    Tokens of other slots all go to one place, where the last number of `cursor` says: nobody can predict which come.
    """
    upper, lower, aside = np.uint64(cell_bits), np.uint64(position_bits), np.uint64(pile_bits)
    others = np.uint64(len(cursor) - 1)
    for document in range(len(starts) - 1):
        owner = np.uint64(document) << lower
        position, met = 0, False
        for token in range(np.uintp(starts[document]), np.uintp(starts[document + 1])):
            slot = np.int64(slots[token])
            if slot == -1 and renumber and met:
                continue
            met = met or slot != -1
            place = np.uint64(slot - first)  # of a slot before the first one a very large number
            is_ours = place < np.uint64(count)
            pile = place >> aside if is_ours else others
            dealt[np.uint64(cursor[pile])] = place << upper | owner | np.uint64(position)
            cursor[pile] += np.int64(is_ours)
            position += 1


@_kernel(_cells, _int, _int, _ints_out, _cells_out)
def order_tokens(dealt: Cells, first: int, cell_bits: int, cursor: Ints, cells: Cells) -> None:
    """Puts the cells of tokens in the order of their slots, the cells of a slot as they came.

    The cells of slot `first + s` start at `cursor[s]`.
    """
    upper, base = np.uint64(cell_bits), np.uint64(first)
    mask = (np.uint64(1) << upper) - np.uint64(1)
    for number in range(np.uintp(len(dealt))):
        token = dealt[number]
        place = (token >> upper) - base
        cells[np.uint64(cursor[place])] = token & mask
        cursor[place] += 1


@_kernel(_cells, _int, _ints, _words, _ints_out, _words_out, _words_out, _words_out, result=_int)
def split_cells(
    cells: Cells,
    position_bits: int,
    cell_starts: Ints,
    documents: Words,
    starts: Ints,
    out_documents: Words,
    out_frequencies: Words,
    out_positions: Words,
) -> int:
    """Makes postings of what `order_tokens` put in order; how many there are.

    `documents` has the numbers of the documents.

    The cells of slot s are those from `cell_starts[s]` on, and its postings become those from `starts[s]` on.
    """
    lower = np.uint64(position_bits)
    mask = (np.uint64(1) << lower) - np.uint64(1)
    posting = -1
    for slot in range(len(cell_starts) - 1):
        starts[slot] = posting + 1
        before = np.int64(-1)
        for at in range(cell_starts[slot], cell_starts[slot + 1]):
            document = np.int64(cells[at] >> lower)
            if document != before:
                before = document
                posting += 1
                out_documents[posting] = documents[document]
                out_frequencies[posting] = 0
            out_frequencies[posting] += np.uint32(1)
            out_positions[at] = np.uint32(cells[at] & mask)
    starts[len(cell_starts) - 1] = posting + 1
    return posting + 1


@_kernel(_numbers, _ints, _ints, _ints_out)
def order_by_slot(numbers: Numbers, slots: Ints, starts: Ints, order: Ints) -> None:
    """Which items come one after the other when they are ordered by slot, those of a slot as they came.

    `starts[s]` is where the items of slot s begin. Items without a slot (negative) are left out.
    """
    cursor = starts.copy()
    for item in range(len(numbers)):
        slot = slots[numbers[item]]
        if slot >= 0:
            order[cursor[slot]] = item
            cursor[slot] += 1


@_kernel(_bytes, _int, _int, _bytes, _int, _int, result=_int)
def compare_terms(one: NDArray[np.uint8], start: int, end: int, other: NDArray[np.uint8], begin: int, stop: int) -> int:
    """Negative, zero or positive as the bytes of one term come before, are, or come after those of the other."""
    for index in range(min(end - start, stop - begin)):
        difference = int(one[start + index]) - int(other[begin + index])
        if difference:
            return difference
    return (end - start) - (stop - begin)


@_kernel(_bytes, _ints, _bytes, _ints, _ints_out, _ints_out, result=_int)
def merge_terms(
    one: NDArray[np.uint8],
    one_offsets: Ints,
    other: NDArray[np.uint8],
    other_offsets: Ints,
    one_slots: Ints,
    other_slots: Ints,
) -> int:
    """Gives each term of two sorted lists its place in the list of both, equal ones the same; how many there are."""
    ones, others = len(one_offsets) - 1, len(other_offsets) - 1
    first, second, slot = 0, 0, 0
    while first < ones or second < others:
        if second == others:
            order = -1
        elif first == ones:
            order = 1
        else:
            order = compare_terms(
                one, one_offsets[first], one_offsets[first + 1], other, other_offsets[second], other_offsets[second + 1]
            )
        if order <= 0:
            one_slots[first] = slot
            first += 1
        if order >= 0:
            other_slots[second] = slot
            second += 1
        slot += 1
    return slot


@_kernel(_bytes, _ints, _ints, _ints, _bytes_out)
def place_terms(text: NDArray[np.uint8], offsets: Ints, slots: Ints, out_offsets: Ints, out: NDArray[np.uint8]) -> None:
    """Copies each term to where `out_offsets` says that its slot starts."""
    for term in range(len(slots)):
        target = out_offsets[slots[term]]
        for source in range(offsets[term], offsets[term + 1]):
            out[target] = text[source]
            target += 1


@_kernel(_bytes, _ints, _ints, _ints, _bytes_out)
def gather_terms(
    text: NDArray[np.uint8], offsets: Ints, chosen: Ints, out_offsets: Ints, out: NDArray[np.uint8]
) -> None:
    """Copies the chosen terms one after the other, to where `out_offsets` says."""
    for number in range(len(chosen)):
        target = np.uintp(out_offsets[number])
        for source in range(np.uintp(offsets[chosen[number]]), np.uintp(offsets[chosen[number] + 1])):
            out[target] = text[source]
            target += np.uintp(1)


@_kernel(_bytes, _ints, _ints, _int, _cells_out)
def order_keys(text: NDArray[np.uint8], offsets: Ints, chosen: Ints, depth: int, keys: Cells) -> None:
    """Numbers that are in the order of the chosen terms, as far as 7 bytes from a depth on tell.

    The lowest byte says how many bytes there are, at most 7.
    """
    for number in range(len(chosen)):
        start = offsets[chosen[number]] + depth
        size = min(max(offsets[chosen[number] + 1] - start, 0), 7)
        key = np.uint64(0)
        for at in range(size):
            key |= np.uint64(text[np.uintp(start + at)]) << np.uint64(56 - 8 * at)
        keys[number] = key | np.uint64(size)


@_kernel(_ints, _words, _words, _ints, _ints, _words_out, _words_out)
def merge_postings(
    starts: Ints,
    documents: Words,
    frequencies: Words,
    renumbered: Ints,
    cursor: Ints,
    out_documents: Words,
    out_frequencies: Words,
) -> None:
    """Copies the postings of some terms of one segment to their places in the merged ones.

    `cursor` has for each term where its postings go. Document d becomes `renumbered[d]`; those that become negative are
    left out.
    """
    for term in range(len(starts) - 1):
        at = cursor[term]
        for posting in range(starts[term], starts[term + 1]):
            document = renumbered[documents[posting]]
            if document >= 0:
                out_documents[at] = np.uint32(document)
                out_frequencies[at] = frequencies[posting]
                at += 1


@_kernel(_ints, _words, _words, _words, _ints, _ints, _words_out)
def merge_positions(
    starts: Ints,
    documents: Words,
    frequencies: Words,
    positions: Words,
    renumbered: Ints,
    cursor: Ints,
    out_positions: Words,
) -> None:
    """As `merge_postings`, for the positions."""
    source = 0
    for term in range(len(starts) - 1):
        at = cursor[term]
        for posting in range(starts[term], starts[term + 1]):
            kept = renumbered[documents[posting]] >= 0
            for _ in range(frequencies[posting]):
                if kept:
                    out_positions[at] = positions[source]
                    at += 1
                source += 1


@_kernel(_ints, _words, _words, _ints, _ints_out, _ints_out)
def count_kept(
    starts: Ints, documents: Words, frequencies: Words, renumbered: Ints, postings: Ints, occurrences: Ints
) -> None:
    """Counts the postings and the occurrences of each term that are in documents with a new number."""
    for term in range(len(starts) - 1):
        kept, occurred = 0, 0
        for posting in range(starts[term], starts[term + 1]):
            if renumbered[documents[posting]] >= 0:
                kept += 1
                occurred += int(frequencies[posting])
        postings[term] = kept
        occurrences[term] = occurred


@_kernel(_words, _ints, _ints, _ints, types.uint32, _words_out, _words_out)
def decode_lists(
    words: Words, places: Ints, counts: Ints, targets: Ints, base: int, documents: Words, frequencies: Words
) -> None:
    """Unpacks the lists of many terms: term t has `counts[t]` postings, which stand at `places[t]` and go to
    `targets[t]`; `base` is added to the numbers of their documents."""
    for term in range(len(counts)):
        for block in range((counts[term] + BLOCK - 1) // BLOCK):
            at = targets[term] + block * BLOCK
            size = decode_block(words, places[term], counts[term], block, documents, at)
            for number in range(at, at + size):
                documents[number] += base
            decode_block_frequencies(words, places[term], counts[term], block, frequencies, at)


@_kernel(_words, _ints, _ints, _ints, _words, _ints, _words_out)
def decode_places(
    words: Words, places: Ints, counts: Ints, starts: Ints, frequencies: Words, targets: Ints, positions: Words
) -> None:
    """Unpacks the positions of many terms: those of term t, whose frequencies are there from `starts[t]` on, go to
    `targets[t]`."""
    for term in range(len(counts)):
        at = targets[term]
        for block in range((counts[term] + BLOCK - 1) // BLOCK):
            posting = starts[term] + block * BLOCK
            at += decode_block_positions(words, places[term], counts[term], block, frequencies, posting, positions, at)
