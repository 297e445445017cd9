# mypy: disable-error-code="assignment"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernels that cut texts into tokens and look each up in a table of those that were met; see `compiled.py`.

They have no twins without a compiler: there the analyser cuts the texts itself.

The table has open addresses and two words a row, so that to find a token takes one line of the cache, which the
frequent ones never leave. The first word is a token of up to 64 bits itself, and of a longer one a hash, which is then
compared; the second is the number of the token plus 1 (the upper 32 bits), and its length.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import _bytes, _int, _ints, _ints_out

Units = NDArray[np.uint8] | NDArray[np.uint16]
Ints = NDArray[np.int64]
Rows = NDArray[np.uint64]

_rows = types.Array(types.uint64, 1, "C", readonly=True)
_rows_out = types.Array(types.uint64, 1, "C")
_numbers_out = types.Array(types.int32, 1, "C")
_NARROW = types.Array(types.uint8, 1, "C", readonly=True), types.Array(types.uint8, 1, "C")
_WIDE = types.Array(types.uint16, 1, "C", readonly=True), types.Array(types.uint16, 1, "C")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 over the golden ratio (Knuth, volume 3, section 6.4)
_SHIFT = np.uint64(32)
_LENGTH = np.uint64(0xFFFFFFFF)


@njit(inline="always")  # type: ignore[untyped-decorator]
def _mixed(key: Any) -> Any:
    """A permutation of the numbers of 64 bits."""
    mixed = key * _MULTIPLIER
    return mixed ^ (mixed >> _SHIFT)


@njit(error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def _read(units: Units, start: int, last: int, classes: NDArray[np.uint8]) -> Any:
    """Where the token ends that starts at a place, its key, and whether no other of its length has that."""
    bits = np.uint64(8 * units.itemsize)
    key, word, shift = np.uint64(0), np.uint64(0), np.uint64(0)
    at = start
    while at < last:
        kind = classes[units[at]]
        if kind != 1 and (kind == 0 or at + 1 == last or classes[units[at + 1]] != 1):
            break
        word |= np.uint64(units[at]) << shift
        shift += bits
        at += 1
        if shift == 64:
            key = _mixed(key ^ word)
            word, shift = np.uint64(0), np.uint64(0)
    return at, key ^ word, np.uint64(at - start) * bits <= np.uint64(64)


@njit(error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def _same(units: Units, start: int, keys: Units, begin: int, length: int) -> bool:
    """Whether two tokens are the same."""
    for index in range(length):  # noqa: SIM110  # numba compiles no generators
        if keys[begin + index] != units[start + index]:
            return False
    return True


@njit(error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def _find(units: Units, start: int, end: int, key: Any, exact: bool, rows: Rows, places: Ints, keys: Units) -> Any:
    """The number of a token, -1 if the table has none; and its row, or the empty one where it is to be entered."""
    mask = np.uint64(len(rows) // 2 - 1)
    length = np.uint64(end - start)
    place = _mixed(key + length) & mask
    while rows[2 * place + np.uint64(1)]:
        about = rows[2 * place + np.uint64(1)]
        if rows[2 * place] == key and about & _LENGTH == length:
            number = np.int64(about >> _SHIFT) - np.int64(1)
            if exact or _same(units, start, keys, places[number], end - start):
                return number, np.int64(place)
        place = (place + np.uint64(1)) & mask
    return np.int64(-1), np.int64(place)


@njit(  # type: ignore[untyped-decorator]
    [
        _int(units, _ints, _int, _bytes, _rows_out, _ints_out, units_out, _numbers_out, _ints_out, _ints_out)
        for units, units_out in (_NARROW, _WIDE)
    ],
    cache=True,
    nogil=True,
    error_model="numpy",
    _nrt=False,
)
def cut_tokens(
    units: Units,
    bounds: Ints,
    first: int,
    classes: NDArray[np.uint8],
    rows: Rows,
    places: Ints,
    keys: Units,
    numbers: NDArray[np.int32],
    ends: Ints,
    state: Ints,
) -> int:
    """Cuts texts, from number `first` on, into the numbers of their tokens; the text before which it had to end.

    Text t is `units[bounds[t]:bounds[t + 1]]`, and its tokens end before `ends[t]` of `numbers`. `classes` has 1 for
    units that are part of a token, 2 for those that are, one at a time, between such. A token that is not in the table
    gets the next number n, and its units stand in `keys` from `places[n]` on. `state` has how many tokens were cut, how
    many numbers there are, how many tokens are in the table, and how much of `keys` is full. When a table, `places` or
    `keys` have no room left (that is: may be half full), the text that is being cut is left out.
    """
    found, following, entered, filled = state[0], state[1], state[2], state[3]
    text, full = first, False
    while text < len(bounds) - 1:
        at, last = bounds[text], bounds[text + 1]
        before = found
        while at < last:
            if classes[units[at]] != 1:
                at += 1
                continue
            start = at
            at, key, exact = _read(units, start, last, classes)
            number, row = _find(units, start, at, key, exact, rows, places, keys)
            if number < 0:
                full = 4 * entered >= len(rows) or following >= len(places) or filled + at - start > len(keys)
                if full:
                    break
                number = following
                rows[2 * row] = key
                rows[2 * row + 1] = np.uint64(number + 1) << _SHIFT | np.uint64(at - start)
                places[number] = filled
                for index in range(start, at):
                    keys[filled] = units[index]
                    filled += 1
                following += 1
                entered += 1
            numbers[found] = number
            found += 1
        if full:
            found = before
            break
        ends[text] = found
        text += 1
    state[0], state[1], state[2], state[3] = found, following, entered, filled
    return text


@njit(types.void(_rows, _rows_out), cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def enlarge_table(rows: Rows, larger: Rows) -> None:
    """Enters the rows of a table in a larger one."""
    mask = np.uint64(len(larger) // 2 - 1)
    for row in range(0, len(rows), 2):
        if rows[row + 1]:
            place = _mixed(rows[row] + (rows[row + 1] & _LENGTH)) & mask
            while larger[2 * place + np.uint64(1)]:
                place = (place + np.uint64(1)) & mask
            larger[2 * place] = rows[row]
            larger[2 * place + np.uint64(1)] = rows[row + 1]
