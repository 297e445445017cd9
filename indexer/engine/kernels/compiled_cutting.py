# mypy: disable-error-code="assignment,return-value"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernels that cut texts into tokens and look each up in a table of those that were met; see `compiled.py`.

They have no twins without a compiler: there the analyser cuts the texts itself.

Texts are in UTF-8. First the edges of all tokens of a text are found, without a branch for each; then tokens are read
eight bytes at a time, and what the table may have of them is sent for; then they are looked up. The table has open
addresses and two words a row, so that to find a token takes one line of the cache, which the frequent ones never
leave. The first word is a token of up to 64 bits itself, and of a longer one a hash, which is then compared; the second
is the number of the token plus 1 (the upper 32 bits), and its length.

Places are unsigned numbers where there are many: of others numba looks first whether they count from the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import _bytes, _int, _ints, _ints_out
from indexer.engine.kernels.compiled_memory import fetch_early, long_from

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Rows = NDArray[np.uint64]

ROOM = 8  # bytes behind the end of texts and of keys, which may be read but say nothing
UNKNOWN = 1  # a text has a character beyond the classes
FULL = 2  # a table, places or keys are

_rows = types.Array(types.uint64, 1, "C", readonly=True)
_rows_out = types.Array(types.uint64, 1, "C")
_bytes_out = types.Array(types.uint8, 1, "C")
_numbers_out = types.Array(types.int32, 1, "C")
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 over the golden ratio (Knuth, volume 3, section 6.4)
_SHIFT = np.uint64(32)
_LENGTH = np.uint64(0xFFFFFFFF)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_WORD = 8  # bytes
_ONE = np.uintp(1)


@njit(inline="always")  # type: ignore[untyped-decorator]
def _mixed(key: Any) -> Any:
    """A permutation of the numbers of 64 bits."""
    mixed = key * _MULTIPLIER
    return mixed ^ (mixed >> _SHIFT)


@njit(inline="always")  # type: ignore[untyped-decorator]
def _part(content: Bytes, at: int, left: int) -> Any:
    """Eight bytes from a place on as a number, without those beyond the `left` ones (at least 1)."""
    return long_from(content, at) & (_ALL >> np.uint64(8 * max(_WORD - left, 0)))


@njit(error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def _character(units: Bytes, at: int) -> Any:
    """The code of a character of more than one byte, and how many it has."""
    unit = np.int64(units[at])
    if unit < 0xE0:
        return (unit & 0x1F) << 6 | (np.int64(units[at + 1]) & 0x3F), 2
    code = (unit & 0xF) << 12 | (np.int64(units[at + 1]) & 0x3F) << 6 | (np.int64(units[at + 2]) & 0x3F)
    if unit < 0xF0:
        return code, 3
    return (code & 0x7FFF) << 6 | (np.int64(units[at + 3]) & 0x3F), 4


@njit(error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def _begins(units: Bytes, at: int, last: int, classes: Bytes) -> int:
    """1 where a character at a place is part of tokens, else 0."""
    if at >= last:
        return 0
    code = np.int64(units[at])
    if code >= 0x80:
        code = _character(units, at)[0]
    return np.int64(code < len(classes) and classes[code] == 1)


@njit(error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def _edges(units: Bytes, start: int, last: int, classes: Bytes, edges: Ints) -> int:
    """Where the tokens of a text start and end, in turns; how many edges there are, -1 for a character unknown."""
    found, inside, at = np.uintp(0), np.uintp(0), start
    while at < last:
        code, size = np.int64(units[np.uintp(at)]), 1
        if code >= 0x80:
            code, size = _character(units, at)
            if code >= len(classes):
                return -1
        kind = np.uintp(classes[np.uintp(code)])
        if kind > 1:
            kind = inside & np.uintp(_begins(units, at + size, last, classes))
        edges[found] = at  # and over it the next one, unless this is one
        found += kind ^ inside
        inside = kind
        at += size
    edges[found] = last
    return np.int64(found + inside)


@njit(error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def _key(units: Bytes, start: int, length: int) -> Any:
    """A number for a token, which for those of up to eight bytes no other of its length has."""
    if length <= _WORD:
        return _part(units, start, length)
    key, done = np.uint64(0), 0
    while done < length:
        key = _mixed(key ^ _part(units, start + done, length - done))
        done += _WORD
    return key


@njit(error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def _same(units: Bytes, start: int, keys: Bytes, begin: int, length: int) -> bool:
    """Whether two tokens are the same."""
    for done in range(0, length, _WORD):
        left = length - done
        if _part(units, start + done, left) != _part(keys, begin + done, left):
            return False
    return True


@njit(error_model="numpy", _nrt=False)  # type: ignore[untyped-decorator]
def _find(units: Bytes, start: int, length: int, key: Any, rows: Rows, places: Ints, keys: Bytes) -> Any:
    """The number of a token, -1 if the table has none; and its row, or the empty one where it is to be entered."""
    mask = np.uint64(len(rows) // 2 - 1)
    place = _mixed(key + np.uint64(length)) & mask
    while True:
        about = rows[np.uint64(2) * place + np.uint64(1)]
        if about == 0:
            return np.int64(-1), np.int64(place)
        if rows[np.uint64(2) * place] == key and about & _LENGTH == np.uint64(length):
            number = np.int64(about >> _SHIFT) - np.int64(1)
            if length <= _WORD or _same(units, start, keys, places[number], length):
                return number, np.int64(place)
        place = (place + np.uint64(1)) & mask


@njit(  # type: ignore[untyped-decorator]
    _int(_bytes, _ints, _int, _bytes, _rows_out, _ints_out, _bytes_out, _ints_out, _numbers_out, _ints_out, _ints_out),
    cache=True,
    nogil=True,
    error_model="numpy",
    _nrt=False,
)
def cut_tokens(
    units: Bytes,
    bounds: Ints,
    first: int,
    classes: Bytes,
    rows: Rows,
    places: Ints,
    keys: Bytes,
    edges: Ints,
    numbers: NDArray[np.int32],
    ends: Ints,
    state: Ints,
) -> int:
    """Cuts texts, from number `first` on, into the numbers of their tokens; the text before which it had to end.

    Text t is `units[bounds[t]:bounds[t + 1]]`, in UTF-8, and its tokens end before `ends[t]` of `numbers`. `classes`
    has 1 for characters that are part of a token, 2 for those that are, one at a time, between such. A token that is
    not in the table gets the next number n, and its bytes stand in `keys` from `places[n]` on. `edges` has room for one
    more than a text has bytes. `state` has how many tokens were cut, how many numbers there are, how many tokens are in
    the table, and how much of `keys` is full. When a table (that is: it may be half full), `places` or `keys` have no
    room left, or a character has no class, the text that is being cut is left out; the last of `state` tells which,
    UNKNOWN or FULL.
    """
    found, following, entered, filled = state[0], state[1], state[2], state[3]
    text, stopped = first, 0
    while text < len(bounds) - 1:
        before, count = found, _edges(units, bounds[text], bounds[text + 1], classes, edges)
        if count < 0:
            stopped, count = UNKNOWN, 0
        mask = np.uint64(len(rows) // 2 - 1)
        for token in range(np.uintp(count) >> _ONE):
            edge = token << _ONE
            start, end = edges[edge], edges[edge + _ONE]
            key = _key(units, start, end - start)
            fetch_early(rows, np.int64(np.uint64(2) * (_mixed(key + np.uint64(end - start)) & mask)))
            edges[edge], edges[edge + _ONE] = start << 32 | (end - start), np.int64(key)
        for token in range(np.uintp(count) >> _ONE):
            edge = token << _ONE
            start, length, key = edges[edge] >> 32, edges[edge] & 0xFFFFFFFF, np.uint64(edges[edge + _ONE])
            number, row = _find(units, start, length, key, rows, places, keys)
            if number < 0:
                if 4 * entered >= len(rows) or following >= len(places) or filled + length + ROOM > len(keys):
                    stopped = FULL
                    break
                number = following
                rows[2 * row] = key
                rows[2 * row + 1] = np.uint64(number + 1) << _SHIFT | np.uint64(length)
                places[number] = filled
                for index in range(start, start + length):
                    keys[filled] = units[index]
                    filled += 1
                following += 1
                entered += 1
            numbers[np.uintp(found)] = number
            found += 1
        if stopped:
            found = before
            break
        ends[text] = found
        text += 1
    state[0], state[1], state[2], state[3], state[4] = found, following, entered, filled, stopped
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
