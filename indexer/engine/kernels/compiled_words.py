# mypy: disable-error-code="arg-type,assignment"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernel that finds the words of a text that may be some of those asked for; see `compiled.py`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_helpers import _helper

HEAD, THIRD = 6, 3  # letters of a word that are looked at, in two tables of three letters each
LETTER_BITS = 5  # each letter is one of 32 classes
SPACE, JOINT, ODD, SILENT, APOSTROPHE = range(5)  # the classes that are no letters
FOREIGN = 23  # the first class of letters beyond Latin

Codes = NDArray[np.uint32]
Kinds = NDArray[np.uint8]
Places = NDArray[np.int32]

_codes = types.Array(types.uint32, 1, "C", readonly=True)
_classes = types.Array(types.uint8, 1, "C", readonly=True)
_bytes = types.Array(types.uint8, 1, "C")
_tables = types.Array(types.boolean, 2, "C", readonly=True)
_places = types.Array(types.int32, 1, "C")
_rows = types.Array(types.int32, 2, "C")


@_helper
def _read(codes: Codes, classes: Kinds, kinds: Kinds, starts: Places, special: Places) -> tuple[int, int]:
    """The class of each character, HEAD spaces after them, and where words begin and characters are that are neither
    letters nor spaces; gives how many of both. Without a branch, as words are of all lengths."""
    last, before = np.uint32(len(classes) - 1), np.uint8(SPACE)
    count = specials = 0
    for at in range(len(codes)):
        kind = classes[min(codes[at], last)]
        kinds[at] = kind
        starts[count] = special[specials] = at
        count += (kind > JOINT) & (before <= JOINT)
        specials += (kind > SPACE) & (kind <= APOSTROPHE)
        before = kind
    kinds[len(codes) : len(codes) + HEAD] = SPACE
    return count, specials


@_helper
def _keep_odd(kinds: Kinds, places: Places, count: int) -> int:
    """Keeps those of some places that have odd characters or apostrophes; gives how many."""
    kept = 0
    for number in range(count):
        place = places[number]
        places[kept] = place
        kept += (kinds[place] == ODD) | (kinds[place] == APOSTROPHE)
    return kept


@_helper
def _is_usual(kinds: Kinds, at: int) -> bool:
    """Whether a word has nothing but Latin letters and digits beside an apostrophe."""
    first, last = at, at + 1
    while first > 0 and kinds[first - 1] > JOINT:
        first -= 1
        if kinds[first] <= APOSTROPHE or kinds[first] >= FOREIGN:
            return False
    while kinds[last] > JOINT:
        if kinds[last] <= APOSTROPHE or kinds[last] >= FOREIGN:
            return False
        last += 1
    return bool(last - first > 1)


@_helper
def _settle_apostrophes(kinds: Kinds, places: Places, count: int) -> None:
    """Makes apostrophes odd that are not usual."""
    for number in range(count):
        at = np.int64(places[number])
        if kinds[at] == APOSTROPHE and not _is_usual(kinds, at):
            kinds[at] = ODD


@_helper
def _may_be(kinds: Kinds, at: int, heads: NDArray[Any], through_joints: bool, gap: int = 0, end: int = 0) -> bool:
    """Whether the letters from a place on, to the end of the word, begin as a word that is asked for. Those from `gap`
    to before `end` are left out."""
    head, size = np.int64(0), 0
    while size < HEAD:
        if gap <= at < end:
            at = end
        kind = kinds[at]
        if kind == ODD:
            return True
        at += 1
        if kind > APOSTROPHE:
            head = head << LETTER_BITS | np.int64(kind)
            size += 1
        elif kind == SPACE or (kind == JOINT and (not through_joints or kinds[at] <= JOINT)):
            head <<= LETTER_BITS * (HEAD - size)
            break
    half = LETTER_BITS * THIRD
    return bool(heads[0, head >> half] and heads[1, head & ((1 << half) - 1)])


@_helper
def _may_be_with(kinds: Kinds, start: int, place: int, heads: NDArray[Any]) -> bool:
    """Whether a word with one apostrophe begins as one that is asked for, in any of the ways that `analysis` reads it:
    with all its letters, also as a joined word, or without what is before it (l'accord, aujourd'hui) or behind it."""
    if _may_be(kinds, start, heads, False):
        return True
    if kinds[place + 1] <= JOINT or place == start:
        return False
    if _may_be(kinds, start, heads, True) or _may_be(kinds, place + 1, heads, False):
        return True
    for first in range(max(place - 2, start), place):
        if _may_be(kinds, start, heads, False, first, place + 1):
            return True
    return _may_be(kinds, start, heads, False, place, place + 2)


@_helper
def _find_joined(kinds: Kinds, heads: NDArray[Any], special: Places, count: int, found: Places) -> int:
    """Where the words before joints between words start, if what is joined begins as a word that is asked for, from
    there on or from anything in the word on that is no letter."""
    size = 0
    for number in range(count):
        start, is_found = np.int64(special[number]), False
        if kinds[start] != JOINT or start == 0 or kinds[start - 1] <= JOINT or kinds[start + 1] <= JOINT:
            continue
        while start > 0 and kinds[start - 1] > JOINT:
            start -= 1
            is_found |= kinds[start] <= APOSTROPHE and _may_be(kinds, start + 1, heads, True)
        if is_found or _may_be(kinds, start, heads, True):
            found[size] = start
            size += 1
    return size


@_helper
def _find(
    kinds: Kinds,
    size: int,
    heads: NDArray[Any],
    starts: Places,
    count: int,
    odd: Places,
    odd_count: int,
    found: Places,
) -> int:
    """The words that begin as one that is asked for, and those with odd characters."""
    rows = next_odd = 0
    for number in range(count):
        start = np.int64(starts[number])
        second, third = np.int64(kinds[start + 1]), np.int64(kinds[start + 2])
        is_silent = (second == SILENT) | (third == SILENT)
        second = second if second > JOINT else np.int64(0)
        third = third if second and third > JOINT else np.int64(0)
        head = (np.int64(kinds[start]) << LETTER_BITS | second) << LETTER_BITS | third
        following = starts[number + 1] if number + 1 < count else size
        is_found = kinds[start] == SILENT
        if next_odd < odd_count and odd[next_odd] < following:
            place, specials = np.int64(odd[next_odd]), 0
            while next_odd < odd_count and odd[next_odd] < following:
                next_odd, specials = next_odd + 1, specials + 1
            is_usual = specials == 1 and kinds[place] == APOSTROPHE
            is_found |= not is_usual or _may_be_with(kinds, start, place, heads)
        elif is_silent or heads[0, head]:
            is_found |= _may_be(kinds, start, heads, False)
        if is_found:
            end = start + 1
            while kinds[end] > JOINT:
                end += 1
            found[rows, 0], found[rows, 1], found[rows, 2] = number, start, end
            rows += 1
    return rows


@_helper
def find_in(
    codes: Codes,
    classes: Kinds,
    heads: NDArray[Any],
    kinds: Kinds,
    starts: Places,
    odd: Places,
    found: Places,
    joined: Places,
) -> tuple[int, int]:
    """`find_words`, to be compiled into other kernels as well."""
    size = len(codes)
    if size == 0:
        return 0, 0
    words, special = _read(codes, classes, kinds, starts, odd)
    _settle_apostrophes(kinds, odd, special)
    joined_count = _find_joined(kinds, heads, odd, special, joined)
    odd_count = _keep_odd(kinds, odd, special)
    return _find(kinds, size, heads, starts, words, odd, odd_count, found), joined_count


@njit(  # type: ignore[untyped-decorator]
    types.UniTuple(types.int64, 2)(_codes, _classes, _tables, _bytes, _places, _places, _rows, _places),
    cache=True,
    nogil=True,
    error_model="numpy",
    _nrt=False,
)
def find_words(
    codes: Codes,
    classes: Kinds,
    heads: NDArray[Any],
    kinds: Kinds,
    starts: Places,
    odd: Places,
    found: Places,
    joined: Places,
) -> tuple[int, int]:
    """Finds the words that begin as one that is asked for; and words of which that can't be told, as they are odd.

    `classes` has the class of each of the characters of the text, the last one that of all characters beyond. A word is
    a run of letters, silent characters (marks on letters), apostrophes and odd ones; joints and spaces part words; one
    that begins with a mark is odd, or that has an apostrophe, if it has anything else but Latin letters and digits.
    `heads` says of the classes of a word's first three letters, as one number, and of those of the next three whether
    it may be asked for; a shorter word is filled up with zeros.

    Each row of `found` becomes a word's number in the text, its start and its end. `joined` becomes the starts of words
    that, taken together with those that are joined to them, begin as one that is asked for. Gives how many both have;
    `kinds`, `starts` and `odd` are room to work in, a place for each character, and HEAD more in `kinds`.
    """
    return find_in(codes, classes, heads, kinds, starts, odd, found, joined)
