"""The kernels of `compiled_blend.py` over numpy. What they do is said there."""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import decode_documents, decode_frequencies
from indexer.engine.kernels.plain_ranking import at_address

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Table = NDArray[np.int64]

_ENDLESS = 1 << 40


def blend(rows: Table, weights: Floats, k1: float, scale: float, documents: Words, scores: Floats) -> int:
    found, sums = _added(rows, weights)
    if len(documents):
        documents[: len(found)] = found
    if len(scores):
        scores[: len(found)] = scale * (sums / (sums + k1))
    return len(found)


def blend_among(
    rows: Table, weights: Floats, k1: float, scale: float, candidates: Words, numbers: Ints, scores: Floats
) -> int:
    found, sums = _added(rows, weights)
    _, chosen, own = np.intersect1d(candidates, found, assume_unique=True, return_indices=True)
    numbers[: len(chosen)] = chosen
    if len(scores):
        scores[: len(chosen)] = scale * (sums[own] / (sums[own] + k1))
    return len(chosen)


blend_within = blend_among


def blend_onto(rows: Table, weights: Floats, k1: float, scale: float, candidates: Words, scores: Floats) -> None:
    numbers, more = np.empty(len(candidates), dtype=np.int64), np.empty(len(candidates))
    size = blend_among(rows, weights, k1, scale, candidates, numbers, more)
    scores[numbers[:size]] += more[:size]


def _added(rows: Table, weights: Floats) -> tuple[Words, Floats]:
    """The documents of all sources, and their sums."""
    parts = [_read(row) for row in rows.tolist()]
    found = np.unique(np.concatenate([documents for documents, _, _ in parts]))
    sums = np.zeros(len(found))
    for (documents, frequencies, shares), weight in zip(parts, weights.tolist(), strict=True):
        sums[np.searchsorted(found, documents)] += weight * frequencies * shares
    return found, sums


def _read(row: list[int]) -> tuple[Words, Floats, Floats]:
    """The documents of a source, how often they have it, and what share of their field a word is."""
    address, count, amounts, codes, shares = row
    if amounts:
        documents, frequencies = (
            at_address(address, count, ctypes.c_uint32),
            at_address(amounts, count, ctypes.c_double),
        )
    else:
        documents, weights = np.empty((2, count), dtype=np.uint32)
        words = at_address(address, _ENDLESS, ctypes.c_uint32)
        decode_documents(words, 0, count, documents)
        decode_frequencies(words, 0, count, weights)
        frequencies = weights.astype(np.float64)
    lengths = at_address(codes, _ENDLESS, ctypes.c_uint8)[documents]
    return documents, frequencies, at_address(shares, 256, ctypes.c_double)[lengths]
