# mypy: disable-error-code="arg-type,assignment,call-overload,no-any-return,return-value"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernel that writes passages as HTML; see `compiled_snippets.py`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_helpers import _helper, _inlined

SPACE, ENDING, UNSPACED, WIDE, UNPRINTABLE, QUOTED, UNKNOWN = (1 << bit for bit in range(7))  # traits of characters
BLANK = 32
MORE_BEFORE, MORE_AFTER, NOTHING = 1, 2, -1  # where a text goes on; no passage

Codes = NDArray[Any]  # of np.uint8 or np.uint32
Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]

_CODES = [types.Array(kind, 1, "C", readonly=True) for kind in (types.uint8, types.uint32)]
_OUT = [types.Array(kind, 1, "C") for kind in (types.uint8, types.uint32)]
_ints = types.Array(types.int64, 1, "C", readonly=True)
_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_rows = types.Array(types.int32, 2, "C")
_table = types.Array(types.int64, 2, "C")
_int = types.int64


def _constant(text: str) -> Bytes:
    return np.frombuffer(text.encode(), dtype=np.uint8)


_AMPERSAND, _LESS, _GREATER, _DOUBLE, _SINGLE = map(_constant, ("&amp;", "&lt;", "&gt;", "&quot;", "&#x27;"))
_MARK, _MARKED = _constant("<mark>"), _constant("</mark>")
_LARGEST = len("&quot;") + len("<mark></mark>")  # that becomes of one character


@_inlined
def _traits(codes: Codes, at: int, traits: Bytes) -> int:
    return np.int64(traits[min(np.int64(codes[at]), len(traits) - 1)])


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
