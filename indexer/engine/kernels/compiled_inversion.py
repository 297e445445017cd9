"""The kernels of building and merging, compiled; see `compiled.py`.

Inversion counts and fills (two passes, as in a counting sort; Witten, Moffat and Bell, "Managing Gigabytes", 1999,
chapter 5): documents come in order, so what is filled in is in order, and nothing is sorted but the dictionary.
"""

from __future__ import annotations

from typing import Any

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

Units = NDArray[np.uint16]
Hashes = NDArray[np.uint64]

_numbers = types.Array(types.int32, 1, "C", readonly=True)
_numbers_out = types.Array(types.int32, 1, "C")
_units = types.Array(types.uint16, 1, "C", readonly=True)
_hashes = types.Array(types.uint64, 1, "C", readonly=True)
_hashes_out = types.Array(types.uint64, 1, "C")
_bytes_out = types.Array(types.uint8, 1, "C")
_bool = types.boolean


@_kernel(_numbers, _ints, _ints, _ints_out, _ints_out, _ints_out)
def count_tokens(numbers: Numbers, starts: Ints, slots: Ints, postings: Ints, occurrences: Ints, lengths: Ints) -> None:
    """Counts the postings and the occurrences of each slot, and the tokens of each document that have one.

    Document d has the tokens `numbers[starts[d]:starts[d + 1]]`; token number n stands for slot `slots[n]`, for none if
    that is negative. The results must be zeros.
    """
    last = np.full(len(postings), -1, dtype=np.int64)
    for document in range(len(starts) - 1):
        length = 0
        for token in range(starts[document], starts[document + 1]):
            slot = slots[numbers[token]]
            if slot >= 0:
                length += 1
                occurrences[slot] += 1
                if last[slot] != document:
                    last[slot] = document
                    postings[slot] += 1
        lengths[document] = length


@_kernel(_numbers, _ints, _words, _ints, _bool, _ints, _ints, _words_out, _words_out, _words_out)
def fill_tokens(
    numbers: Numbers,
    starts: Ints,
    documents: Words,
    slots: Ints,
    renumber: bool,
    posting_starts: Ints,
    position_starts: Ints,
    out_documents: Words,
    out_frequencies: Words,
    out_positions: Words,
) -> None:
    """Fills in what `count_tokens` counted; `documents` has the numbers of the documents.

    Slot s gets postings from `posting_starts[s]` and positions from `position_starts[s]` on; frequencies must be zeros.
    The position of a token is its place in the document. With `renumber`, tokens of the slot -1 are not counted once a
    token of another was met, as behind Whoosh's StopFilter.
    """
    posting = posting_starts.copy()
    position = position_starts.copy()
    for index in range(len(starts) - 1):
        document = documents[index]
        start = starts[index]
        gone, met = 0, False
        for token in range(start, starts[index + 1]):
            slot = slots[numbers[token]]
            if slot < 0:
                if slot == -1 and met:
                    gone += 1
                elif slot != -1:
                    met = True
                continue
            met = True
            at = posting[slot]
            if at == posting_starts[slot] or out_documents[at - 1] != document:
                out_documents[at] = document
                at += 1
                posting[slot] = at
            out_frequencies[at - 1] += np.uint32(1)
            out_positions[position[slot]] = np.uint32(token - start - gone if renumber else token - start)
            position[slot] += 1


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


@_kernel(_words, _ints, _ints, _words_out, _words_out)
def decode_lists(words: Words, places: Ints, starts: Ints, documents: Words, frequencies: Words) -> None:
    """Unpacks the lists of many terms: term t stands at `places[t]` and fills `starts[t]` to before `starts[t + 1]`."""
    for term in range(len(starts) - 1):
        start = starts[term]
        count = starts[term + 1] - start
        for block in range((count + BLOCK - 1) // BLOCK):
            decode_block(words, places[term], count, block, documents, start + block * BLOCK)
            decode_block_frequencies(words, places[term], count, block, frequencies, start + block * BLOCK)


@_kernel(_words, _ints, _ints, _words, _words_out)
def decode_places(words: Words, places: Ints, starts: Ints, frequencies: Words, positions: Words) -> None:
    """Unpacks the positions of many terms one after the other; the arguments are as in `decode_lists`."""
    at = 0
    for term in range(len(starts) - 1):
        start = starts[term]
        count = starts[term + 1] - start
        for block in range((count + BLOCK - 1) // BLOCK):
            posting = start + block * BLOCK
            at += decode_block_positions(words, places[term], count, block, frequencies, posting, positions, at)


@_kernel(_units, _int, _int, result=types.uint64)
def hash_units(units: Units, start: int, end: int) -> Any:
    """A hash of some code units, never 0 (FNV-1a, with a last mixing as in MurmurHash3)."""
    found = np.uint64(0xCBF29CE484222325)
    for index in range(start, end):
        found = (found ^ np.uint64(units[index])) * np.uint64(0x100000001B3)
    found ^= found >> np.uint64(33)
    found *= np.uint64(0xFF51AFD7ED558CCD)
    found ^= found >> np.uint64(33)
    return found | np.uint64(1)


@_kernel(_units, _int, _int, _bytes, result=_int)
def token_end(units: Units, start: int, last: int, classes: NDArray[np.uint8]) -> int:
    """Where the token ends that starts at a place."""
    at = start + 1
    while at < last:
        kind = classes[units[at]]
        if kind == 1:
            at += 1
        elif kind == 2 and at + 1 < last and classes[units[at + 1]] == 1:
            at += 2
        else:
            break
    return at


@_kernel(_units, _int, _int, _units, _int, _int, result=_bool)
def same_units(one: Units, start: int, end: int, other: Units, begin: int, stop: int) -> bool:
    """Whether two tokens are the same."""
    if end - start != stop - begin:
        return False
    for index in range(end - start):  # noqa: SIM110  # numba compiles no generators
        if one[start + index] != other[begin + index]:
            return False
    return True


@_kernel(_units, _int, _int, _hashes, _numbers, _ints, _units, result=_int)
def find_token(
    units: Units, start: int, end: int, hashes: Hashes, entries: Numbers, key_starts: Ints, keys: Units
) -> int:
    """The entry of a token in the table of `cut_tokens`, -1 if it has none."""
    mask = np.uint64(len(hashes) - 1)
    wanted = hash_units(units, start, end)
    place = wanted & mask
    while hashes[place]:
        if hashes[place] == wanted:
            entry = int(entries[place])
            if same_units(units, start, end, keys, key_starts[entry], key_starts[entry + 1]):
                return entry
        place = (place + np.uint64(1)) & mask
    return -1


@_kernel(
    _units,
    _ints,
    _bytes,
    _hashes,
    _numbers,
    _ints,
    _units,
    _numbers,
    _numbers_out,
    _ints_out,
    _ints_out,
    result=_int,
)
def cut_tokens(
    units: Units,
    bounds: Ints,
    classes: NDArray[np.uint8],
    hashes: Hashes,
    entries: Numbers,
    key_starts: Ints,
    keys: Units,
    entry_numbers: Numbers,
    numbers: Numbers,
    ends: Ints,
    unknown: Ints,
) -> int:
    """Cuts texts into tokens and gives the number of each; how many tokens are not known, and have the number -1.

    Text t is `units[bounds[t]:bounds[t + 1]]` (UTF-16), and its tokens end before `ends[t]`. `classes` has 1 for code
    units that are part of a token, 2 for those that are, one at a time, between such. The table of known tokens has
    open addresses: where `hashes` has the hash of a token, `entries` has its entry, whose units start at `key_starts`
    of it. Of each unknown token, `unknown` gets its place among the tokens, where it starts, and where it ends.
    """
    found, missing = 0, 0
    for text in range(len(bounds) - 1):
        at, last = bounds[text], bounds[text + 1]
        while at < last:
            if classes[units[at]] != 1:
                at += 1
                continue
            start = at
            at = token_end(units, start, last, classes)
            entry = find_token(units, start, at, hashes, entries, key_starts, keys)
            if entry < 0:
                unknown[3 * missing] = found
                unknown[3 * missing + 1] = start
                unknown[3 * missing + 2] = at
                missing += 1
            numbers[found] = entry_numbers[entry] if entry >= 0 else -1
            found += 1
        ends[text] = found
    return missing


@_kernel(_units, _ints, _int, _int, _hashes_out, _numbers_out)
def enter_tokens(keys: Units, key_starts: Ints, first: int, last: int, hashes: Hashes, entries: Numbers) -> None:
    """Enters the entries from `first` to before `last` in the table of `cut_tokens`, which must have room."""
    mask = np.uint64(len(hashes) - 1)
    for entry in range(first, last):
        found = hash_units(keys, key_starts[entry], key_starts[entry + 1])
        place = found & mask
        while hashes[place]:
            place = (place + np.uint64(1)) & mask
        hashes[place] = found
        entries[place] = entry
