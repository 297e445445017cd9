# mypy: disable-error-code="assignment"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernel that finds the words of a text that may be some of those asked for; see `compiled.py`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

HEAD, LETTER_BITS = 3, 5  # letters of a word that are looked at, each one of 32 classes
SPACE, JOINT, ODD = range(3)  # the classes that are no letters

Units = NDArray[np.uint8] | NDArray[np.uint32]

_bytes = types.Array(types.uint8, 1, "C", readonly=True)
_codes = types.Array(types.uint32, 1, "C", readonly=True)
_flags = types.Array(types.boolean, 1, "C", readonly=True)
_rows_out = types.Array(types.int32, 2, "C")


@njit(  # type: ignore[untyped-decorator]
    [types.int64(units, _bytes, _flags, _rows_out) for units in (_bytes, _codes)],
    cache=True,
    nogil=True,
    error_model="numpy",
    _nrt=False,
)
def find_words(units: Units, classes: NDArray[np.uint8], wanted: NDArray[Any], found: NDArray[np.int32]) -> int:
    """Finds the words that begin as one that is asked for, and those that must be looked at always; gives how many.

    `classes` has the class of each unit of the text, the last one that of all greater units. A word is a run of letters
    and odd units; joints and spaces part words. `wanted` says of the classes of a word's first three letters, as one
    number, whether it may be asked for; a shorter word is filled up with zeros. Words with odd units are always given;
    so are those that are shorter, and joined to another word.

    Each row of `found` becomes a word's number in the text, its start, its end, and 1 if it may be part of a joined
    word that begins as it does.
    """
    size, last = len(units), np.int64(len(classes) - 1)
    count = number = at = 0
    while at < size:
        kind = classes[min(np.int64(units[at]), last)]
        if kind <= JOINT:
            at += 1
            continue
        start, head, odd = at, np.int64(0), False
        while kind > JOINT:
            odd |= kind == ODD
            if at - start < HEAD:
                head |= np.int64(kind) << (LETTER_BITS * (HEAD - 1 - (at - start)))
            at += 1
            kind = classes[min(np.int64(units[at]), last)] if at < size else np.uint8(SPACE)
        joined = kind == JOINT and at + 1 < size and classes[min(np.int64(units[at + 1]), last)] > JOINT
        if odd or wanted[head] or (joined and at - start < HEAD):
            found[count, 0], found[count, 1], found[count, 2] = number, start, at
            found[count, 3] = joined or odd
            count += 1
        number += 1
    return count
