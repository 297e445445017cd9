"""The kernel of words without a compiler: the function of `compiled_words.py`, over numpy; said there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

HEAD, THIRD = 6, 3
LETTER_BITS = 5
SPACE, JOINT, ODD, SILENT, APOSTROPHE = range(5)
FOREIGN = 23

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
    apostrophes = _usual_apostrophes(kinds, begin, end)
    is_odd = np.zeros(len(begin), dtype=bool)
    is_odd[np.searchsorted(begin, np.flatnonzero(kinds == ODD), "right") - 1] = True
    is_odd |= kinds[begin] == SILENT
    silent, is_joint = kinds == SILENT, (kinds == JOINT) & np.roll(within, 1) & np.roll(within, -1)
    silent[apostrophes] = True
    may_be = _may_be(kinds, begin, heads, silent)
    inner = apostrophes[(kinds[apostrophes - 1] > JOINT) & (kinds[apostrophes + 1] > JOINT) & (apostrophes > 0)]
    words = np.searchsorted(begin, inner, "right") - 1
    may_be[words] |= _may_be_with(kinds, begin[words], inner, heads, silent)
    may_be[words] |= _may_be(kinds, begin[words], heads, is_joint | silent)
    chosen = np.flatnonzero(is_odd | may_be)
    found[: len(chosen)] = np.column_stack([chosen, begin[chosen], end[chosen]])
    before = np.searchsorted(end, np.flatnonzero(is_joint))
    joins = np.zeros(len(begin), dtype=bool)
    joins[before] = _may_be(kinds, begin[before], heads, is_joint | silent)
    inside = np.flatnonzero(within & (kinds <= APOSTROPHE))
    found_inside = inside[_may_be(kinds, inside + 1, heads, is_joint | silent)]
    joins[np.searchsorted(begin, found_inside, "right") - 1] = True
    candidates = begin[before[joins[before]]]
    joined[: len(candidates)] = candidates
    return len(chosen), len(candidates)


def _usual_apostrophes(kinds: Kinds, begin: Places, end: Places) -> Places:
    """The apostrophes whose words have nothing but Latin letters and digits beside them; others become odd."""
    special = np.flatnonzero((kinds > JOINT) & ((kinds <= APOSTROPHE) | (kinds >= FOREIGN)))
    words = np.searchsorted(begin, special, "right") - 1
    are_alone = (np.bincount(words, minlength=len(begin)) == 1) & (end - begin > 1)
    is_apostrophe, is_usual = kinds[special] == APOSTROPHE, are_alone[words]
    kinds[special[is_apostrophe & ~is_usual]] = ODD
    usual: Places = special[is_apostrophe & is_usual]
    return usual


def _may_be_with(
    kinds: Kinds, starts: Places, places: Places, heads: NDArray[Any], skipped: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether words with an apostrophe inside may be some that are asked for, without what is before it or behind."""
    found = _may_be(kinds, places + 1, heads, skipped)
    for first, last in ((-1, 0), (-2, 0), (0, 1)):
        gaps = skipped.copy()
        for away in range(first, last + 1):
            gaps[np.maximum(places + away, starts)] = True
        found |= _may_be(kinds, starts, heads, gaps)
    return found


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
