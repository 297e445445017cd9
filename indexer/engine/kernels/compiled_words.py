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
SPACE, JOINT, ODD, SILENT = range(4)  # the classes that are no letters

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
def _read(codes: Codes, classes: Kinds, kinds: Kinds, starts: Places) -> tuple[int, np.uint32]:
    """The class of each character, HEAD spaces after them, and where words begin; gives how many, and a bit for each
    class that is met. Without a branch, as words are of all lengths."""
    last, before = np.uint32(len(classes) - 1), np.uint8(SPACE)
    count, met = 0, np.uint32(0)
    for at in range(len(codes)):
        kind = classes[min(codes[at], last)]
        kinds[at] = kind
        starts[count] = at
        count += (kind > JOINT) & (before <= JOINT)
        before = kind
        met |= np.uint32(1) << np.uint32(kind)
    kinds[len(codes) : len(codes) + HEAD] = SPACE
    return count, met


@_helper
def _odd_places(kinds: Kinds, size: int, places: Places) -> int:
    count = 0
    for at in range(size):
        places[count] = at
        count += kinds[at] == ODD
    return count


@_helper
def _joints(kinds: Kinds, size: int, places: Places) -> int:
    """Where joints are between words."""
    count = 0
    for at in range(1, size):
        places[count] = at
        count += (kinds[at] == JOINT) & (kinds[at - 1] > JOINT) & (kinds[at + 1] > JOINT)
    return count


@_helper
def _may_be(kinds: Kinds, at: int, heads: NDArray[Any], through_joints: bool) -> bool:
    """Whether the letters from a place on, to the end of the word, begin as a word that is asked for."""
    head, size = np.int64(0), 0
    while size < HEAD:
        kind = kinds[at]
        if kind == ODD:
            return True
        at += 1
        if kind > SILENT:
            head = head << LETTER_BITS | np.int64(kind)
            size += 1
        elif kind == SPACE or (kind == JOINT and (not through_joints or kinds[at] <= JOINT)):
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
        is_silent = second == SILENT or third == SILENT
        second = second if second > JOINT else np.int64(0)
        third = third if second and third > JOINT else np.int64(0)
        head = (np.int64(kinds[start]) << LETTER_BITS | second) << LETTER_BITS | third
        following = starts[number + 1] if number + 1 < count else size
        is_odd = kinds[start] == SILENT or (next_odd < odd_count and odd[next_odd] < following)
        if is_odd or ((is_silent or heads[0, head]) and _may_be(kinds, start, heads, False)):
            end = start + 1
            while kinds[end] > JOINT:
                end += 1
            found[rows, 0], found[rows, 1], found[rows, 2] = number, start, end
            rows += 1
            while next_odd < odd_count and odd[next_odd] < end:
                next_odd += 1
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
    words, met = _read(codes, classes, kinds, starts)
    joined_count = odd_count = 0
    if met >> JOINT & 1:
        joints = _joints(kinds, size, odd)
        joined_count = _find_joined(kinds, heads, odd, joints, joined)
    if met >> ODD & 1:
        odd_count = _odd_places(kinds, size, odd)
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
    a run of letters, silent characters (marks on letters) and odd ones; joints and spaces part words; one that begins
    with a mark is odd. `heads` says of the classes of a word's first three letters, as one number, and of those of the
    next three whether it may be asked for; a shorter word is filled up with zeros.

    Each row of `found` becomes a word's number in the text, its start and its end. `joined` becomes the starts of words
    that, taken together with those that are joined to them, begin as one that is asked for. Gives how many both have;
    `kinds`, `starts` and `odd` are room to work in, a place for each character, and HEAD more in `kinds`.
    """
    return find_in(codes, classes, heads, kinds, starts, odd, found, joined)
