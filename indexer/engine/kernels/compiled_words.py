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
SPACE, JOINT, ODD = range(3)  # the classes that are no letters
MARK = 1 << LETTER_BITS  # is added to a letter's class if no word begins with it

Kinds = NDArray[np.uint8]
Places = NDArray[np.int32]

_kinds = types.Array(types.uint8, 1, "C", readonly=True)
_flags = types.Array(types.uint8, 1, "C")
_tables = types.Array(types.boolean, 2, "C", readonly=True)
_places = types.Array(types.int32, 1, "C")
_rows = types.Array(types.int32, 2, "C")


@_helper
def _gather(flags: Kinds, size: int, places: Places) -> int:
    """Where flags are set. Without a branch, as words are of all lengths."""
    count = 0
    for at in range(size):
        places[count] = at
        count += flags[at]
    return count


@_helper
def _odd_places(kinds: Kinds, size: int, flags: Kinds, places: Places) -> int:
    some = np.uint8(0)
    for at in range(size):
        flags[at] = kinds[at] == ODD
        some |= flags[at]
    return _gather(flags, size, places) if some else 0


@_helper
def _joints(kinds: Kinds, size: int, flags: Kinds, places: Places) -> int:
    """Where joints are between words."""
    some = flags[0] = np.uint8(0)
    for at in range(1, size):
        flags[at] = (kinds[at] == JOINT) & (kinds[at - 1] > JOINT) & (kinds[at + 1] > JOINT)
        some |= flags[at]
    return _gather(flags, size, places) if some else 0


@_helper
def _starts(kinds: Kinds, size: int, flags: Kinds, places: Places) -> int:
    """Where words begin."""
    flags[0] = kinds[0] > JOINT
    for at in range(1, size):
        flags[at] = (kinds[at] > JOINT) & (kinds[at - 1] <= JOINT)
    return _gather(flags, size, places)


@_helper
def _may_be(kinds: Kinds, at: int, heads: NDArray[Any], through_joints: bool) -> bool:
    """Whether the letters from a place on, to the end of the word, begin as a word that is asked for."""
    head, size = np.int64(0), 0
    while size < HEAD:
        kind = kinds[at]
        if kind == ODD:
            return True
        at += 1
        if kind > JOINT:
            head = head << LETTER_BITS | np.int64(kind & (MARK - 1))
            size += 1
        elif kind == SPACE or not through_joints or kinds[at] <= JOINT:
            head <<= LETTER_BITS * (HEAD - size)
            break
    half = LETTER_BITS * THIRD
    return bool(heads[0, head >> half] and heads[1, head & ((1 << half) - 1)])


@_helper
def _find_joined(kinds: Kinds, heads: NDArray[Any], joints: Places, count: int, found: Places) -> int:
    """Where the words before some joints start, if what is joined begins as a word that is asked for."""
    size = 0
    for number in range(count):
        start = np.int64(joints[number])
        while start > 0 and kinds[start - 1] > JOINT:
            start -= 1
        if _may_be(kinds, start, heads, True):
            found[size] = start
            size += 1
    return size


@_helper
def _find(
    kinds: Kinds, heads: NDArray[Any], starts: Places, count: int, odd: Places, odd_count: int, found: Places
) -> int:
    """The words that begin as one that is asked for, and those with odd characters."""
    size = next_odd = 0
    for number in range(count):
        start = np.int64(starts[number])
        second, third = np.int64(kinds[start + 1] & (MARK - 1)), np.int64(kinds[start + 2] & (MARK - 1))
        second = second if second > JOINT else np.int64(0)
        third = third if second and third > JOINT else np.int64(0)
        head = (np.int64(kinds[start] & (MARK - 1)) << LETTER_BITS | second) << LETTER_BITS | third
        following = starts[number + 1] if number + 1 < count else len(kinds)
        is_odd = kinds[start] >= MARK or (next_odd < odd_count and odd[next_odd] < following)
        if is_odd or (heads[0, head] and _may_be(kinds, start, heads, False)):
            end = start + 1
            while kinds[end] > JOINT:
                end += 1
            found[size, 0], found[size, 1], found[size, 2] = number, start, end
            size += 1
            while next_odd < odd_count and odd[next_odd] < end:
                next_odd += 1
    return size


@njit(  # type: ignore[untyped-decorator]
    types.UniTuple(types.int64, 2)(_kinds, _tables, _flags, _places, _places, _rows, _places),
    cache=True,
    nogil=True,
    error_model="numpy",
    _nrt=False,
)
def find_words(
    kinds: Kinds, heads: NDArray[Any], flags: Kinds, starts: Places, odd: Places, found: Places, joined: Places
) -> tuple[int, int]:
    """Finds the words that begin as one that is asked for; and words of which that can't be told, as they are odd.

    `kinds` has the class of each character of the text, and HEAD spaces at its end. A word is a run of letters and odd
    characters; joints and spaces part words; one that begins with a mark is odd. `heads` says of the classes of a
    word's first three letters, as one number, and of those of the next three whether it may be asked for; a shorter
    word is filled up with zeros.

    Each row of `found` becomes a word's number in the text, its start and its end. `joined` becomes the starts of words
    that, taken together with those that are joined to them, begin as one that is asked for. Gives how many both have;
    `flags`, `starts` and `odd` are room to work in, a place for each character.
    """
    size = len(kinds) - HEAD
    if size == 0:
        return 0, 0
    joints = _joints(kinds, size, flags, starts)
    joined_count = _find_joined(kinds, heads, starts, joints, joined)
    odd_count = _odd_places(kinds, size, flags, odd)
    words = _starts(kinds, size, flags, starts)
    return _find(kinds, heads, starts, words, odd, odd_count, found), joined_count
