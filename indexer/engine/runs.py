"""Arrays of runs: where each starts, and which of them are worked on together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

PART = 1_000_000  # postings and positions that are put into order together

Ints = NDArray[np.int64]


def sums(counts: NDArray[Any]) -> Ints:
    """Where each of the runs with these lengths starts, and where the last one ends."""
    sums = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=sums[1:])
    return sums


def ends(sizes: Iterable[int], start: int) -> Iterator[int]:
    """Where runs with these lengths end, of which the first one begins at `start`."""
    return islice(accumulate(sizes, initial=start), 1, None)


def parts(*starts: Ints, size: int | None = None, most: int | None = None) -> Iterator[tuple[int, int]]:
    """Ranges of at most so many terms whose runs together are at most `size` long (else PART), or one term."""
    size = PART if size is None else size
    total = np.sum(starts, axis=0)
    first, count = 0, len(total) - 1
    while first < count:
        end = max(first + 1, int(np.searchsorted(total, total[first] + size, side="right")) - 1)
        end = end if most is None else min(end, first + most)
        yield first, end
        first = end
