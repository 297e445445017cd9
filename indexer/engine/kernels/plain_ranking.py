"""The kernel of `compiled_ranking.py` over numpy, which skips nothing. What it does is said there."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import decode_documents, decode_frequencies
from indexer.engine.kernels.plain_search import bm25, top

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_HEAD, _ROW, _PART = 4, 4, 3
_ENDLESS = 1 << 40


def rank(
    query: Ints,
    segments: Ints,
    counting: int,
    ceiling: float,
    scores: Floats,
    documents: Ints,
    out: Words,
    counts: Ints,
) -> int:
    parts = segments.reshape(-1, _PART)
    total = len(query) // (_HEAD + len(parts) * _ROW)
    heads, rows = query[: _HEAD * total].reshape(total, _HEAD), query[_HEAD * total :].reshape(total, len(parts), _ROW)
    groups, scales = heads[:, 0].tolist(), heads.view(np.float64)[:, 1:].tolist()
    found, found_scores = [], []
    for part, (size, _, deleted) in enumerate(parts.tolist()):
        has, sums = np.zeros((groups[-1] + 1, size), dtype=bool), np.zeros(size)
        for group, scale, row in zip(groups, scales, rows[:, part].tolist(), strict=True):
            own, more = scored(row, scale, size)
            has[group, own] = True
            sums[own] += more
        living = at_address(deleted, size, ctypes.c_uint8) == 0 if deleted else True
        numbers = np.flatnonzero(has.all(axis=0) & living)
        counts[part] = len(numbers)
        found.append(numbers)
        found_scores.append(sums[numbers])
    if len(out):
        out[: counts.sum()] = np.concatenate(found)
    offsets = np.concatenate([numbers + first for numbers, first in zip(found, parts[:, 1].tolist(), strict=True)])
    take_best(offsets, np.concatenate(found_scores), ceiling, documents, scores)
    return int(counts.sum())


def scored(row: list[int], scale: list[float], size: int) -> tuple[Words, Floats]:
    """The documents of a list, and what they score."""
    address, count, codes, norms = row
    documents, frequencies, scores = np.empty(count, np.uint32), np.empty(count, np.uint32), np.empty(count)
    if count:
        words = at_address(address, _ENDLESS, ctypes.c_uint32)
        decode_documents(words, 0, count, documents)
        decode_frequencies(words, 0, count, frequencies)
        idf, saturation, boost = scale
        lengths, added = at_address(codes, size, ctypes.c_uint8), at_address(norms, 256, ctypes.c_double)
        bm25(documents, frequencies, lengths, added, idf, saturation, boost, scores)
    return documents, scores


def take_best(found: Ints, found_scores: NDArray[Any], ceiling: float, documents: Ints, scores: NDArray[Any]) -> None:
    wanted = found_scores <= ceiling
    found, found_scores = found[wanted], found_scores[wanted]
    chosen = np.empty(min(len(documents), len(found)), dtype=np.int64)
    top(found_scores, chosen)
    documents[: len(chosen)], scores[: len(chosen)] = found[chosen], found_scores[chosen]


def at_address(address: int, count: int, kind: Any) -> NDArray[Any]:
    """The values at an address. Nothing is read before they are looked at."""
    return np.ctypeslib.as_array((kind * count).from_address(address))
