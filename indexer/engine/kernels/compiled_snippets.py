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

from indexer.engine.kernels.compiled_helpers import _helper, _inlined
from indexer.engine.kernels.compiled_words import find_in

SPACE, ENDING, UNSPACED, WIDE, UNPRINTABLE, QUOTED, UNKNOWN = (1 << bit for bit in range(7))  # traits of characters
BLANK = 32
NONE, SEVERAL = -1, -2  # in place of a part: a stretch without marks, one that is left to others
MORE_BEFORE, MORE_AFTER, NOTHING = 1, 2, -1  # where a text goes on; no passage

Codes = NDArray[Any]  # of np.uint8 or np.uint32
Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)
_CODES = [types.Array(kind, 1, "C", readonly=True) for kind in (types.uint8, types.uint32)]
_OUT = [types.Array(kind, 1, "C") for kind in (types.uint8, types.uint32)]
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_bytes_out = types.Array(types.uint8, 1, "C")
_tables = types.Array(types.boolean, 2, "C", readonly=True)
_places = types.Array(types.int32, 1, "C")
_rows = types.Array(types.int32, 2, "C")
_table = types.Array(types.int64, 2, "C")
_int = types.int64


def _constant(text: str) -> Bytes:
    return np.frombuffer(text.encode(), dtype=np.uint8)


_AMPERSAND, _LESS, _GREATER, _DOUBLE, _SINGLE = map(_constant, ("&amp;", "&lt;", "&gt;", "&quot;", "&#x27;"))
_MARK, _MARKED = _constant("<mark>"), _constant("</mark>")
_LARGEST = len("&quot;") + len("<mark></mark>")  # that becomes of one character


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


@_inlined
def _traits(codes: Codes, at: int, traits: Bytes) -> int:
    return np.int64(traits[min(np.int64(codes[at]), len(traits) - 1)])


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


@_helper
def _written(text: Bytes, out: Any, size: int) -> int:
    for at in range(len(text)):
        out[size] = text[at]
        size += 1
    return size


@_helper
def _quoted(codes: Codes, start: int, end: int, traits: Bytes, out: Any, size: int, collapses: bool) -> int:
    """Writes a stretch of a text, with what HTML needs quoted; one space for several where those collapse."""
    for at in range(start, end):
        code, of_character = np.int64(codes[at]), _traits(codes, at, traits)
        if not of_character & (QUOTED | SPACE):
            out[size] = codes[at]
            size += 1
        elif of_character & SPACE:
            if not collapses:
                out[size] = codes[at]
                size += 1
            elif size == 0 or out[size - 1] != BLANK:
                out[size] = BLANK
                size += 1
        elif code == 38:
            size = _written(_AMPERSAND, out, size)
        elif code == 60:
            size = _written(_LESS, out, size)
        elif code == 62:
            size = _written(_GREATER, out, size)
        elif code == 34:
            size = _written(_DOUBLE, out, size)
        else:
            size = _written(_SINGLE, out, size)
    return size


@_helper
def _collapses(codes: Codes, start: int, end: int, traits: Bytes) -> int:
    """1 where spaces of a stretch collapse, as it has several in a row or characters that are not printable, else 0;
    -1 if it has characters that are not known."""
    before, collapses = np.int64(0), 0
    for at in range(start, end):
        of_character = _traits(codes, at, traits)
        if of_character & UNKNOWN:
            return -1
        collapses |= of_character & UNPRINTABLE != 0 or (codes[at] == BLANK and before == BLANK)
        before = np.int64(codes[at])
    return collapses


@_helper
def _first_mark(marks: Rows, first: int, last: int, begin: int) -> int:
    """The first of some marks that reaches beyond a place, as `snippets.joined` has it."""
    number = first
    while number < last and marks[number, 0] < begin:
        number += 1
    while number > first and marks[number - 1, 1] > begin:
        number -= 1
    return number


@_helper
def _marked(
    codes: Codes,
    origin: int,
    passage: Any,
    marks: Any,
    traits: Bytes,
    out: Any,
    size: int,
    collapses: bool,
) -> int:
    """Writes a passage, of which what is before `shown` is shown, with its marks: `snippets.joined` of them."""
    begin, end, shown = passage
    rows, first, last = marks
    at, written = begin, begin
    mark_start = mark_end = -1
    number = _first_mark(rows, first, last, begin)
    while number <= last:
        is_last = number == last or rows[number, 0] >= end
        start, stop = end, end
        if not is_last:
            start, stop = np.int64(rows[number, 0]), np.int64(rows[number, 1])
        if not is_last and start < at < stop and mark_start >= 0:
            mark_end = min(stop, end)
        elif is_last or at < stop:
            if mark_start >= 0:
                mark_start, mark_end = min(mark_start, shown), min(mark_end, shown)
                size = _quoted(codes, origin + written, origin + mark_start, traits, out, size, collapses)
                size = _written(_MARK, out, size)
                size = _quoted(codes, origin + mark_start, origin + mark_end, traits, out, size, collapses)
                size = _written(_MARKED, out, size)
                written = mark_end
            mark_start, mark_end = max(start, at), min(stop, end)
        if is_last:
            break
        at = max(at, stop)
        number += 1
    return _quoted(codes, origin + written, origin + shown, traits, out, size, collapses)


@_helper
def _goes_on(codes: Codes, start: int, end: int, traits: Bytes) -> bool:
    """Whether a stretch has anything but spaces."""
    at = start
    while at < end and _traits(codes, at, traits) & SPACE:
        at += 1
    return at < end


@njit(  # type: ignore[untyped-decorator]
    [_int(codes, _ints, _table, _rows, _bytes, out, _table) for codes, out in zip(_CODES, _OUT, strict=True)],
    cache=True,
    nogil=True,
    error_model="numpy",
    _nrt=False,
)
def write_passages(
    codes: Codes, bounds: Ints, passages: Ints, marks: Rows, traits: Bytes, out: Codes, written: Ints
) -> int:
    """Writes passages as HTML, one after the other; gives how many, which are fewer than all where `out` may be full.

    `passages` are as `choose_passages` wrote them. A row of `written` becomes where in `out` a passage ends, or -1
    where it takes more to write it; and MORE_BEFORE and MORE_AFTER, where the text goes on, or NOTHING for no passage.
    """
    size = 0
    for number in range(len(passages)):
        text, begin, end = passages[number, 0], passages[number, 1], passages[number, 2]
        written[number, 0], written[number, 1] = size, NOTHING
        if text < 0:
            continue
        written[number, 1] = 0
        if size + _LARGEST * (end - begin + 1) > len(out):
            return number
        origin, first, last = bounds[text], passages[number, 3], passages[number, 4]
        shown = end
        while shown > begin and _traits(codes, origin + shown - 1, traits) & SPACE:
            shown -= 1
        if _goes_on(codes, origin, origin + begin, traits):
            written[number, 1] |= MORE_BEFORE
        if _goes_on(codes, origin + end, bounds[text + 1], traits):
            written[number, 1] |= MORE_AFTER
        collapses = _collapses(codes, origin + begin, origin + shown, traits)
        while collapses and begin < shown and not written[number, 1] & MORE_BEFORE:
            if not _traits(codes, origin + begin, traits) & SPACE:
                break
            begin += 1
        if collapses < 0:
            written[number, 0] = -1
        else:
            passage = (begin, end, shown)
            size = _marked(codes, origin, passage, (marks, first, last), traits, out, size, collapses != 0)
            written[number, 0] = size
    return len(passages)
