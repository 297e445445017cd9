"""The terms of a dictionary that are near a word, or fit a pattern; compiled ahead as the kernels of `compiled.py`.

A walk through the sorted terms is one through their trie: what was worked out for the beginning that a term shares with
the one before is kept, and what begins with something that nothing near begins with is passed over, whole blocks of the
dictionary at a time. The rows of the table of distances are those of Ukkonen, "Algorithms for approximate string
matching" (1985): only cells at most `edits` from the diagonal; the walk is that of Schulz and Mihov, "Fast string
correction with Levenshtein automata" (2002), with the table in the place of its automaton.
"""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_helpers import _helper, _inlined
from indexer.engine.kernels.compiled_search import Whole, _kernel
from indexer.engine.kernels.compiled_terms import _number

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]

_int = types.int64
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_bytes_out = types.Array(types.uint8, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_NOWHERE = 1 << 40  # where a term dies that does not
_STAR, _ANY = ord("*"), ord("?")


@_inlined
def _width(byte: Whole) -> Whole:
    """How many bytes a character has in UTF-8 that starts with a byte."""
    return 1 if byte < 0xC0 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4


@_inlined
def _character(text: Bytes, start: Whole, end: Whole) -> Whole:
    """The character whose bytes stand there."""
    value = np.int64(text[start])
    if end - start > 1:
        value &= 0xFF >> (end - start + 1)
        for place in range(start + 1, end):
            value = value << 6 | (np.int64(text[place]) & 63)
    return value


@_inlined
def _row(rows: Ints, depth: Whole, character: Whole, characters: Ints, word: Ints, edits: Whole, swaps: Whole) -> Whole:
    """Writes the row of a beginning with `depth` characters, the last one given; gives the least of its distances.

    Cell c of row d is the distance to the first d + c - edits characters of the word; more than `edits` is edits + 1.
    """
    band = 2 * edits + 1
    own, above, before = depth * band, (depth - 1) * band, (depth - 2) * band
    least = edits + 1
    for cell in range(band):
        place = depth + cell - edits
        distance = edits + 1
        if 0 <= place <= len(word):
            if cell + 1 < band:
                distance = min(distance, rows[above + cell + 1] + 1)
            if cell > 0:
                distance = min(distance, rows[own + cell - 1] + 1)
            if place > 0:
                distance = min(distance, rows[above + cell] + (0 if word[place - 1] == character else 1))
                if (
                    swaps
                    and place > 1
                    and depth > 1
                    and word[place - 2] == character
                    and word[place - 1] == characters[depth - 2]
                ):
                    distance = min(distance, rows[before + cell] + 1)
        rows[own + cell] = distance
        least = min(least, distance)
    return least


@_helper
def _begins(coded: Bytes, at: Whole, start: Bytes, size: Whole) -> bool:
    """Whether the first term of a block begins with some bytes."""
    length, at = _number(coded, at)
    if length < size:
        return False
    for place in range(size):  # noqa: SIM110  # compiled as it stands
        if coded[at + place] != start[place]:
            return False
    return True


@_helper
def _last_with(coded: Bytes, places: Ints, block: Whole, end: Whole, start: Bytes, size: Whole) -> Whole:
    """The last block from one on, before `end`, whose first term begins with some bytes; that one if none does."""
    if block >= end or not _begins(coded, places[block], start, size):
        return block
    step, low = 1, block
    while low + step < end and _begins(coded, places[low + step], start, size):
        low += step
        step *= 2
    high = min(low + step, end)  # begins with something else, or is the end
    while high - low > 1:
        middle = (low + high) >> 1
        if _begins(coded, places[middle], start, size):
            low = middle
        else:
            high = middle
    return low


@_kernel(_int(_bytes, _ints, _int, _int, _int, _ints, *[_int] * 3, *[_ints_out] * 5, _bytes_out, _ints_out, _ints_out))
def within(  # noqa: C901  # one walk, without calls
    coded: Bytes,
    places: Ints,
    per_block: int,
    first: int,
    end: int,
    word: Ints,
    edits: int,
    swaps: int,
    begins: int,
    rows: Ints,
    leasts: Ints,
    characters: Ints,
    starts: Ints,
    depths: Ints,
    current: Bytes,
    ordinals: Ints,
    distances: Ints,
) -> int:
    """Finds the terms from ordinal `first` to before `end` at most `edits` from a word of characters; how many.

    With `swaps` two neighbouring characters in the wrong order are one edit; with `begins` it is enough that a term
    begins with something so near. Room for `rows` and their `leasts` (the least distance of the beginnings up to a
    depth), `characters`, where they start, `depths` and the bytes of the `current` term is given. Of what is found as
    much is written as there is room.
    """
    size, band = len(word), 2 * edits + 1
    for cell in range(band):
        rows[cell] = cell - edits if edits <= cell <= edits + size else edits + 1
    starts[0] = depths[0] = 0
    leasts[0] = min(size, edits + 1)
    known: Whole = 0  # bytes of the term that were looked at
    dead: Whole = _NOWHERE  # bytes of a beginning that nothing near has
    found = 0
    block, blocks = first // per_block, -(-end // per_block)
    while block < blocks:
        at: Whole = places[block]
        ordinal = block * per_block
        for step in range(min(per_block, end - ordinal)):
            shared: Whole = np.int64(0)
            if step:
                shared, at = _number(coded, at)
            rest, at = _number(coded, at)
            after = at + rest
            if step == 0:
                while shared < known and shared < rest and coded[at + shared] == current[shared]:
                    shared += 1
                at += shared
                rest -= shared
            if shared >= dead:
                at = after
                if begins and leasts[depths[dead]] <= edits and ordinal + step >= first:
                    if found < len(ordinals):
                        ordinals[found], distances[found] = ordinal + step, leasts[depths[dead]]
                    found += 1
                continue
            depth, length, place = depths[shared], shared + rest, shared
            dead = _NOWHERE
            while place < length:
                current[place] = coded[at + place - shared]
                place += 1
                begin = starts[depth]
                if place < begin + _width(current[begin]):
                    depths[place] = depth
                    continue
                character = _character(current, begin, place)
                depth += 1
                characters[depth - 1], starts[depth], depths[place] = character, place, depth
                nearest = _row(rows, depth, character, characters, word, edits, swaps)
                last = size - depth + edits  # the cell of the whole word
                leasts[depth] = min(leasts[depth - 1], rows[depth * band + last] if 0 <= last < band else edits + 1)
                if nearest > edits:
                    dead = place
                    break
            known, at = place, after
            distance: Whole = edits + 1
            last = size - depth + edits
            if begins:
                distance = leasts[depth]
            elif dead == _NOWHERE and starts[depth] == length and 0 <= last < band:
                distance = rows[depth * band + last]
            if distance <= edits and ordinal + step >= first:
                if found < len(ordinals):
                    ordinals[found], distances[found] = ordinal + step, distance
                found += 1
        block += 1
        if dead < _NOWHERE and not (begins and leasts[depths[dead]] <= edits):
            block = _last_with(coded, places, block, blocks, current, dead)
    return found


@_inlined
def _fits(term: Bytes, length: Whole, pattern: Bytes) -> bool:
    """Whether a term fits a pattern: going back to the last star, with one more byte for it, where it does not."""
    place, at, star, after = 0, 0, -1, 0
    while place < length:
        if at < len(pattern) and pattern[at] == _STAR:
            star, after = at, place
            at += 1
        elif at < len(pattern) and (pattern[at] == _ANY or pattern[at] == term[place]):
            place += _width(term[place]) if pattern[at] == _ANY else 1
            at += 1
        elif star >= 0:
            after += _width(term[after])
            place, at = after, star + 1
        else:
            return False
    while at < len(pattern) and pattern[at] == _STAR:
        at += 1
    return at == len(pattern)


@_kernel(_int(_bytes, _ints, _int, _int, _int, _bytes, _bytes_out, _ints_out))
def fitting(
    coded: Bytes, places: Ints, per_block: int, first: int, end: int, pattern: Bytes, current: Bytes, ordinals: Ints
) -> int:
    """Finds the terms from ordinal `first` to before `end` that fit a pattern in UTF-8; how many.

    `*` is any characters, `?` one. As much is written as there is room. -1 if `current` has no room for a term.
    """
    found = 0
    for block in range(first // per_block, -(-end // per_block)):
        at, ordinal = places[block], block * per_block
        for step in range(min(per_block, end - ordinal)):
            shared: Whole = np.int64(0)
            if step:
                shared, at = _number(coded, at)
            rest, at = _number(coded, at)
            if shared + rest > len(current):
                return -1
            for byte in range(rest):
                current[shared + byte] = coded[at + byte]
            at += rest
            if ordinal + step >= first and _fits(current, shared + rest, pattern):
                if found < len(ordinals):
                    ordinals[found] = ordinal + step
                found += 1
    return found


@_kernel(_int(_bytes, _ints, _int, _ints, _ints_out, _bytes_out))
def gather(coded: Bytes, places: Ints, per_block: int, ordinals: Ints, offsets: Ints, text: Bytes) -> int:
    """Writes terms by their ordinals one after the other, and where each starts; their size, or -1 for no room."""
    size, offsets[0] = 0, 0
    for number, ordinal in enumerate(ordinals):
        at, length = places[ordinal // per_block], np.int64(0)
        for step in range(ordinal % per_block + 1):
            shared: Whole = np.int64(0)
            if step:
                shared, at = _number(coded, at)
            rest, at = _number(coded, at)
            length = shared + rest
            if size + length > len(text):
                return -1
            for byte in range(rest):
                text[size + shared + byte] = coded[at + byte]
            at += rest
        size += int(length)
        offsets[number + 1] = size
    return size
