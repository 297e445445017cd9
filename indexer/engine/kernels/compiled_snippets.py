# mypy: disable-error-code="arg-type,assignment,call-overload,no-any-return,return-value"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernels that make the snippets of several texts at once; see `compiled.py`.

They have no twins without a compiler: `snippets.snippet` is what they do, for one text. What is rare they leave to it:
they say so, and write nothing. Texts stand one after the other in `codes`, text t from `bounds[t]` to `bounds[t + 1]`,
as codes of 8 bits if they are in ASCII, else of 32. All places are places there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_helpers import _helper
from indexer.engine.kernels.compiled_html import (
    _CODES,
    ENDING,
    SPACE,
    UNKNOWN,
    UNSPACED,
    WIDE,
    Bytes,
    Codes,
    Ints,
    Rows,
    _bytes,
    _int,
    _ints,
    _rows,
    _table,
    _traits,
)
from indexer.engine.kernels.compiled_words import find_in

NONE, SEVERAL = -1, -2  # in place of a part: a stretch without marks, one that is left to others

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)
_ints_out = types.Array(types.int64, 1, "C")
_bytes_out = types.Array(types.uint8, 1, "C")
_tables = types.Array(types.boolean, 2, "C", readonly=True)
_places = types.Array(types.int32, 1, "C")


@_helper
def _same(codes: Codes, one: int, other: int, size: int) -> bool:
    at = 0
    while at < size and codes[one + at] == codes[other + at]:
        at += 1
    return at == size


@_helper
def _form_of(codes: Codes, start: int, end: int, slots: Rows, forms: Rows, count: int) -> int:
    """The number of a stretch among the distinct ones, which is `count` for a new one; -1 if there is no room."""
    key = np.uint64(end - start)
    for at in range(start, end):
        key = (key ^ np.uint64(codes[at])) * _MULTIPLIER
    mask = np.int64(len(slots) - 1)
    slot = np.int64(key >> _SHIFT) & mask
    while slots[slot] >= 0:
        form = np.int64(slots[slot])
        begin = np.int64(forms[form, 0])
        if forms[form, 1] - begin == end - start and _same(codes, begin, start, end - start):
            return form
        slot = (slot + 1) & mask
    if count == len(forms):
        return -1
    slots[slot] = count
    forms[count, 0], forms[count, 1] = start, end
    return count


@njit(  # type: ignore[untyped-decorator]
    [
        types.UniTuple(types.int64, 2)(
            codes, _ints, _bytes, _tables, _bytes_out, _places, _places, _rows, _places,
            _places, _rows, _rows, _places, _ints_out, _bytes_out,
        )
        for codes in _CODES
    ],
    cache=True,
    nogil=True,
    error_model="numpy",
    _nrt=False,
)  # fmt: skip
def find_stretches(
    codes: Codes,
    bounds: Ints,
    classes: Bytes,
    heads: NDArray[Any],
    kinds: Bytes,
    starts: Rows,
    odd: Rows,
    found: Rows,
    joined: Rows,
    slots: Rows,
    forms: Rows,
    rows: Rows,
    joins: Rows,
    ends: Ints,
    left: Bytes,
) -> tuple[int, int]:
    """Finds in each text what `find_words` finds, and numbers the distinct stretches.

    Each row of `rows` becomes the number of a stretch and its start; those of text t end before `ends[t]`. A row of
    `forms` becomes where its first one starts and ends, and `joins` becomes where joined words may stand; gives how
    many both have. Where there is no room for more, `left[t]` becomes 1. `slots` is room for a table, at least twice as
    long as `forms`.
    """
    slots[:] = -1
    count = size = joined_count = 0
    for text in range(len(bounds) - 1):
        start = bounds[text]
        some, more = find_in(codes[start : bounds[text + 1]], classes, heads, kinds, starts, odd, found, joined)
        left[text] = joined_count + more > len(joins) or size + some > len(rows)
        if not left[text]:
            before = size
            for place in range(more):
                joins[joined_count] = start + joined[place]
                joined_count += 1
            for row in range(some):
                begin = start + np.int64(found[row, 1])
                form = _form_of(codes, begin, start + np.int64(found[row, 2]), slots, forms, count)
                if form < 0:
                    left[text], size = 1, before
                    break
                count = max(count, form + 1)
                rows[size, 0], rows[size, 1] = form, begin
                size += 1
        ends[text] = size
    return count, joined_count


@_helper
def _shown(marks: Rows, lasts: Rows, least: int, number: int) -> tuple[int, int]:
    """How many parts have their last mark from some place on, and which is the first of those marks."""
    count, first = 0, number
    for part in range(len(lasts)):
        last = np.int64(lasts[part])
        if last >= 0 and marks[last, 0] >= least:
            count += 1
            first = min(first, last)
    return max(count, 1), first


@_helper
def _with_most(marks: Rows, last: int, windows: Rows, size: int, width: int) -> int:
    """`snippets._with_most`: the number of a window."""
    best, most, after = 0, 0, np.int64(windows[0, 0])
    for window in range(size):
        first = np.int64(windows[window, 0])
        limit = np.int64(marks[first, 0]) + width
        while after < last and marks[after, 0] <= limit:
            after += 1
        if after - first > most:
            best, most = window, after - first
        if after == last:
            break
    return best


@_helper
def _window(marks: Rows, first: int, last: int, width: int, lasts: Rows, windows: Rows, near: int) -> Any:
    """`snippets.best_window` of the marks from `first` to before `last`; `lasts` has a place for each part."""
    lasts[:] = -1
    met, most, least, size = 0, 1, np.int64(1) << 62, 0
    for number in range(first, last):
        part, end = marks[number, 2], np.int64(marks[number, 1])
        met += lasts[part] < 0
        lasts[part] = number
        count, begin = 1, number
        if met > 1:
            count, begin = _shown(marks, lasts, end - width, number)
        distance = (end - np.int64(marks[begin, 0])) // near
        if count > most or (count == most and distance < least):
            most, least, size = count, distance, 0
        if count == most and distance == least:
            windows[size, 0], windows[size, 1] = begin, number
            size += 1
    best = _with_most(marks, last, windows, size, width) if size > 1 else 0
    return np.int64(marks[windows[best, 0], 0]), np.int64(marks[windows[best, 1], 1]), most == met


@_helper
def _has(codes: Codes, start: int, end: int, traits: Bytes, wanted: int) -> bool:
    """Whether any character of a stretch has one of some traits."""
    at = start
    while at < end and not _traits(codes, at, traits) & wanted:
        at += 1
    return at < end


@_helper
def _begin(codes: Codes, origin: int, size: int, window: Any, length: int, traits: Bytes, lead: int, tail: int) -> int:
    """`snippets._begin`; -1 where sentences may begin, or in scripts without spaces."""
    start, end = window
    room = max(length - (end - start) - tail, 0)
    earliest, late = start - min(room, length // 2), size - length
    if earliest <= 0:
        return 0
    if _has(codes, origin + earliest, origin + start, traits, ENDING):
        return -1
    place = max(earliest, min(start - lead, late))
    at = place - 1
    while at < start and not _traits(codes, origin + at, traits) & SPACE:
        if at >= place and _traits(codes, origin + at, traits) & UNSPACED:
            return -1  # only where no space follows, but that is rare
        at += 1
    while at < start and _traits(codes, origin + at, traits) & SPACE:
        at += 1
    return at


@_helper
def _passage(
    codes: Codes, origin: int, size: int, window: Any, length: int, traits: Bytes, lead: int, tail: int
) -> Any:
    """`snippets.passage_around`; -1 for both edges where it takes more to find them."""
    begin = _begin(codes, origin, size, window, length, traits, lead, tail)
    if begin < 0:
        return -1, -1
    limit = max(begin + length, window[1])
    if limit >= size:
        return begin, size
    least = max(limit - tail, window[1])
    if _has(codes, origin + least, origin + limit, traits, ENDING):
        return -1, -1
    for end in range(limit, least, -1):
        if codes[origin + end] == 32 or codes[origin + end] == 10:
            return begin, end
    return -1, -1


@_helper
def _is_wide(codes: Codes, start: int, end: int, traits: Bytes) -> int:
    """1 where most characters of a stretch are wide, else 0; -1 if it has characters that are not known."""
    wide = 0
    for at in range(start, end):
        of_character = _traits(codes, at, traits)
        if of_character & UNKNOWN:
            return -1
        wide += of_character & WIDE != 0
    return np.int64(2 * wide > end - start)


@_helper
def _marks_of(rows: Rows, first: int, last: int, forms: Ints, origin: int, marks: Rows, size: int) -> int:
    """Writes the marks of some stretches, from number `size` on; gives how many there are then, -1 for what is left."""
    for row in range(first, last):
        form, start = rows[row, 0], np.int64(rows[row, 1]) - origin
        part = forms[form, 2]
        if part == SEVERAL:
            return -1
        marks[size, 0], marks[size, 1], marks[size, 2] = start + forms[form, 0], start + forms[form, 1], part
        size += part != NONE
    return size


@_helper
def _missing(marks: Rows, first: int, last: int, window: Any, lasts: Rows, size: int) -> int:
    """`snippets._missing`: copies those marks behind `size`; gives where they end."""
    lasts[:] = 0
    for number in range(first, last):
        if window[0] <= marks[number, 0] and marks[number, 1] <= window[1]:
            lasts[marks[number, 2]] = 1
    for number in range(first, last):
        if not lasts[marks[number, 2]]:
            for column in range(3):
                marks[size, column] = marks[number, column]
            size += 1
    return size


@njit(  # type: ignore[untyped-decorator]
    [
        _int(codes, _ints, _rows, _ints, _table, _bytes, _ints, _rows, _rows, _places, _bytes_out, _table, _table)
        for codes in _CODES
    ],
    cache=True,
    nogil=True,
    error_model="numpy",
    _nrt=False,
)
def choose_passages(
    codes: Codes,
    bounds: Ints,
    rows: Rows,
    ends: Ints,
    forms: Ints,
    traits: Bytes,
    sizes: Ints,
    marks: Rows,
    windows: Rows,
    lasts: Rows,
    left: Bytes,
    chosen: Ints,
    passages: Ints,
) -> int:
    """Chooses what is shown of each text that is not left to others in `left`, where more may become so.

    `rows` and `ends` are as `find_stretches` wrote them; a row of `forms` has where in its stretch the only mark starts
    and ends, and its part, or NONE or SEVERAL. `traits` has those of each character, the last ones those of all that
    follow. `sizes` has the numbers of `snippets.py`: LENGTH, PASSAGE, LEAD, TAIL and NEAR. `lasts` has a place for each
    part; `marks` has two for each row, and `windows` one, to work in.

    A row of `chosen` becomes start and end of the best window, and of the other one or -1, and the length of a passage.
    A text has two rows of `passages`, of which the first becomes the number of the text, begin and end of the passage
    around the best window, or -1 where it takes more to find them, its first mark and the one after its last, in
    `marks`; the number of the second becomes -1. All places are places in the text. Gives how many texts are not done,
    as they have another window, or passages that take more.
    """
    whole, half, lead, tail, near = sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]
    size = undone = 0
    for text in range(len(bounds) - 1):
        one, two = 2 * text, 2 * text + 1
        passages[one, 0] = passages[two, 0] = -1
        if left[text]:
            continue
        origin, characters = bounds[text], bounds[text + 1] - bounds[text]
        first = size
        last = _marks_of(rows, ends[text - 1] if text else 0, ends[text], forms, origin, marks, size)
        place = origin + (np.int64(marks[first, 0]) if last > first else 0)
        wide = _is_wide(codes, place, min(place + lead, origin + characters), traits)
        if last < 0 or wide < 0:
            left[text] = 1
            continue
        size, length = last, whole >> wide
        window, other, is_all = (np.int64(0), np.int64(0)), (np.int64(-1), np.int64(-1)), True
        if last > first:
            start, end, is_all = _window(marks, first, last, length - lead, lasts, windows, near)
            window = (start, end)
        if not is_all:
            length = half >> wide
            if window[1] - window[0] > length - lead:
                start, end, is_all = _window(marks, first, last, length - lead, lasts, windows, near)
                window = (start, end)
            more = _missing(marks, first, last, window, lasts, last)
            if more == last:
                left[text] = 1
                continue
            start, end, is_all = _window(marks, last, more, length - lead, lasts, windows, near)
            other = (start, end)
        begin, end = _passage(codes, origin, characters, window, length, traits, lead, tail)
        chosen[text, 0], chosen[text, 1], chosen[text, 2], chosen[text, 3] = window[0], window[1], other[0], other[1]
        chosen[text, 4], passages[one, 0], passages[one, 1], passages[one, 2] = length, text, begin, end
        for row in (one, two):
            passages[row, 3], passages[row, 4] = first, last
        undone += begin < 0 or other[0] >= 0
    return undone
