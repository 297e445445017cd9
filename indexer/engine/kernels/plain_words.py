"""The kernel of words without a compiler: the function of `compiled_words.py`, over numpy; said there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

HEAD, LETTER_BITS = 3, 5
SPACE, JOINT, ODD = range(3)

Units = NDArray[np.uint8] | NDArray[np.uint32]


def find_words(units: Units, classes: NDArray[np.uint8], wanted: NDArray[Any], found: NDArray[np.int32]) -> int:
    size = len(units)
    kinds = np.zeros(size + HEAD, dtype=np.uint8)
    classes.take(units, mode="clip", out=kinds[:size])
    edges = np.flatnonzero(np.diff(kinds > JOINT, prepend=False))
    starts, ends = edges[::2], edges[1::2]
    letters = np.where(kinds > JOINT, kinds, 0).astype(np.int32)
    heads = np.zeros(len(starts), dtype=np.int32)
    for place in range(HEAD):
        within = starts + place < ends
        heads = heads << LETTER_BITS | np.where(within, letters[np.minimum(starts + place, size)], 0)
    odd = np.zeros(len(starts), dtype=bool)
    odd[np.searchsorted(starts, np.flatnonzero(kinds == ODD), "right") - 1] = True
    joined = (kinds[ends] == JOINT) & (letters[ends + 1] > 0)
    chosen = np.flatnonzero(odd | wanted[heads] | (joined & (ends - starts < HEAD)))
    rows = found[: len(chosen)]
    rows[:, 0], rows[:, 1], rows[:, 2] = chosen, starts[chosen], ends[chosen]
    rows[:, 3] = joined[chosen] | odd[chosen]
    return len(chosen)
