"""The kernel of `compiled_terms.py` without a compiler. What it does is said there."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import Ints

Bytes = NDArray[np.uint8]


def seek(coded: Bytes, places: Ints, per_block: int, count: int, term: Bytes) -> int:
    wanted = term.tobytes()
    low, high = 0, len(places) - 2
    while low < high:
        middle = (low + high + 1) // 2
        start = int(places[middle])
        if _block(coded[start : places[middle + 1]].tobytes(), 1)[0] <= wanted:
            low = middle
        else:
            high = middle - 1
    if high < 0:
        return -1
    terms = _block(coded[places[low] : places[low + 1]].tobytes(), per_block)
    place = bisect_left(terms, wanted)
    ordinal = low * per_block + place
    return ordinal if place < len(terms) and terms[place] == wanted else -1 - ordinal


def add_up(text: Bytes, offsets: Ints, counts: Ints, totals: Ints) -> None:
    whole, sums = text.tobytes(), Counter[bytes]()
    terms = [whole[start:end] for start, end in pairwise(offsets.tolist())]
    for term, count in zip(terms, counts.tolist(), strict=True):
        sums[term] += count
    totals[:] = [sums[term] for term in terms]


def _block(content: bytes, most: int) -> list[bytes]:
    """The terms of a block, `most` at most."""
    size, at = _number(content, 0)
    terms = [content[at : at + size]]
    at += size
    while at < len(content) and len(terms) < most:
        shared, at = _number(content, at)
        size, at = _number(content, at)
        terms.append(terms[-1][:shared] + content[at : at + size])
        at += size
    return terms


def _number(content: bytes, at: int) -> tuple[int, int]:
    """A number with seven bits a byte, and where it ends."""
    value, shift = 0, 0
    while (byte := content[at]) > 127:
        value |= (byte & 127) << shift
        shift += 7
        at += 1
    return value | byte << shift, at + 1
