"""The kernels of `compiled_facets.py` over numpy. What they do is said there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import Ints, Words


def sift(flags: NDArray[np.uint8], passing: Ints, failing: Ints, counts: Ints) -> None:
    failed = flags == 0
    number = failed.sum(axis=0)
    found = np.flatnonzero(number == 0)
    passing[: len(found)], counts[0] = found, len(found)
    for row in range(len(flags)):
        found = np.flatnonzero(failed[row] & (number == 1))
        start = row * flags.shape[1]
        failing[start : start + len(found)], counts[row + 1] = found, len(found)


def any_of(
    documents: Words, offsets: NDArray[Any], ordinals: NDArray[Any], wanted: NDArray[np.uint8], found: NDArray[np.uint8]
) -> None:
    starts = offsets[documents].astype(np.int64)
    sizes = offsets[documents.astype(np.int64) + 1].astype(np.int64) - starts
    hits = np.repeat(np.arange(len(documents)), sizes)[wanted[ordinals[ranges(starts, sizes)]] != 0]
    found[hits] = 1


def count_single(documents: Words, ordinals: NDArray[Any], counts: Ints) -> None:
    counts += np.bincount(ordinals[documents], minlength=len(counts))


def count_several(documents: Words, offsets: NDArray[Any], ordinals: NDArray[Any], counts: Ints) -> None:
    starts, ends = offsets[documents].astype(np.int64), offsets[documents.astype(np.int64) + 1].astype(np.int64)
    counts += np.bincount(ordinals[ranges(starts, ends - starts)], minlength=len(counts))


def count_between(documents: Words, numbers: NDArray[Any], edges: NDArray[Any], counts: Ints) -> None:
    places = np.searchsorted(edges, numbers[documents], side="right")
    counts += np.bincount(places, minlength=len(counts))


def ranges(starts: Ints, sizes: Ints) -> Ints:
    """The numbers from each start on, as many as the sizes say, one after the other."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0, dtype=np.int64) + np.repeat(starts - ends + sizes, sizes)
