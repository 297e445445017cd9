"""The kernel that takes the greatest of some keys, compiled ahead as those of `compiled.py`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_helpers import _helper, _kernel

Ints = NDArray[np.int64]

_int = types.int64
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_floats = types.Array(types.float64, 1, "C", readonly=True)


@_helper
def _worse(keys: NDArray[Any], one: int, other: int) -> bool:
    """Whether a number comes after another one."""
    return bool(keys[one] < keys[other] or (keys[one] == keys[other] and one > other))


@_kernel(*(_int(some, _ints_out) for some in (_floats, _ints)))
def top(keys: NDArray[Any], best: Ints) -> int:  # noqa: C901  # one loop, without calls
    """The numbers of the greatest keys, greatest first, equal ones in their order; at most as many as `best` has."""
    size = 0
    for number in range(len(keys)):
        if size == len(best):
            if size == 0 or not keys[number] > keys[best[0]]:
                continue
            at = 0  # the worst one is at the root: put the new one there and let it sink
            while True:
                child = 2 * at + 1
                if child >= size:
                    break
                if child + 1 < size and _worse(keys, best[child + 1], best[child]):
                    child += 1
                if not _worse(keys, best[child], number):
                    break
                best[at] = best[child]
                at = child
            best[at] = number
        else:
            at = size
            size += 1
            while at > 0 and _worse(keys, number, best[(at - 1) >> 1]):
                best[at] = best[(at - 1) >> 1]
                at = (at - 1) >> 1
            best[at] = number
    for end in range(size - 1, 0, -1):  # heap sort
        number = best[end]
        best[end] = best[0]
        at = 0
        while True:
            child = 2 * at + 1
            if child >= end:
                break
            if child + 1 < end and _worse(keys, best[child + 1], best[child]):
                child += 1
            if not _worse(keys, best[child], number):
                break
            best[at] = best[child]
            at = child
        best[at] = number
    return size
