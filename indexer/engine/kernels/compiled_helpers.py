"""How kernels of searching are compiled, and functions that they call, each according to what a call of it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

from indexer.engine.kernels.compiled_bits import Loop


def _kernel(*signatures: Any) -> Callable[[Loop], Loop]:
    """Compiled ahead, for these signatures."""
    compiled: Callable[[Loop], Loop] = njit(list(signatures), cache=True, nogil=True, error_model="numpy")
    return compiled


def _helper(function: Loop) -> Loop:
    """Compiled into the kernels that call it; makes no arrays (see `compiled_bits.py`)."""
    compiled: Loop = njit(function, nogil=True, error_model="numpy", _nrt=False)
    return compiled


def _inlined(function: Loop) -> Loop:
    """A helper that is called for single postings: a call would cost more than what it does."""
    compiled: Loop = njit(function, nogil=True, error_model="numpy", _nrt=False, forceinline=True)
    return compiled


def _pasted(function: Loop) -> Loop:
    """A helper that gives an array: numba writes its lines into those that call it, as it can't give one otherwise."""
    compiled: Loop = njit(function, inline="always", error_model="numpy", _nrt=False)
    return compiled


def _maker(function: Loop) -> Loop:
    """A helper that makes arrays."""
    compiled: Loop = njit(function, nogil=True, error_model="numpy")
    return compiled
