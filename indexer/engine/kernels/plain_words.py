"""The kernel of words without a compiler: the function of `compiled_words.py`, over numpy; said there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

HEAD, THIRD = 6, 3
LETTER_BITS = 5
SPACE, JOINT, ODD, SILENT = range(4)

Kinds = NDArray[np.uint8]
Places = NDArray[Any]


def find_words(
    codes: NDArray[np.uint32],
    classes: Kinds,
    heads: NDArray[Any],
    kinds: Kinds,
    starts: Places,
    odd: Places,
    found: Places,
    joined: Places,
) -> tuple[int, int]:
    kinds = np.append(classes.take(codes, mode="clip"), np.full(HEAD, SPACE, dtype=np.uint8))
    within = kinds > JOINT
    edges = np.flatnonzero(np.diff(within, prepend=False))
    begin, end = edges[::2], edges[1::2]
    is_odd = np.zeros(len(begin), dtype=bool)
    is_odd[np.searchsorted(begin, np.flatnonzero(kinds == ODD), "right") - 1] = True
    is_odd |= kinds[begin] == SILENT
    chosen = np.flatnonzero(is_odd | _may_be(kinds, begin, heads, kinds == SILENT))
    found[: len(chosen)] = np.column_stack([chosen, begin[chosen], end[chosen]])
    is_joint = (kinds == JOINT) & np.roll(within, 1) & np.roll(within, -1)
    before = np.searchsorted(end, np.flatnonzero(is_joint))
    candidates = begin[before]
    candidates = candidates[_may_be(kinds, candidates, heads, is_joint | (kinds == SILENT))]
    joined[: len(candidates)] = candidates
    return len(chosen), len(candidates)


def _may_be(kinds: Kinds, starts: Places, heads: NDArray[Any], skipped: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the letters from some places on, but for those that are skipped, begin as words that are asked for."""
    letters, places = kinds, starts
    if skipped.any():
        letters, places = kinds[~skipped], starts - np.append(0, np.cumsum(skipped))[starts]
    number = np.zeros(len(starts), dtype=np.int64)
    inside, odd = np.ones((2, len(starts)), dtype=bool)
    odd[:] = False
    for place in range(HEAD):
        letter = letters[np.minimum(places + place, len(letters) - 1)]
        inside &= letter > JOINT
        odd |= inside & (letter == ODD)
        number = number << LETTER_BITS | np.where(inside, letter, 0)
    half = LETTER_BITS * THIRD
    found: NDArray[np.bool_] = odd | (heads[0, number >> half] & heads[1, number & ((1 << half) - 1)])
    return found
