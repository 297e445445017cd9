"""The kernels of `compiled_listing.py` over numpy. What they do is said there."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain_facets import TYPES, fail_tests
from indexer.engine.kernels.plain_ranking import at_address, scored, take_best

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_HEAD, _ROW, _PART, _FILE, _COLUMN = 4, 4, 3, 4, 2
_TYPES, _LONG = (*TYPES, "<u8"), len(TYPES)


def rank_passing(
    query: Ints,
    segments: Ints,
    files: Ints,
    tests: NDArray[np.int64],
    leading: Words,
    leads: Ints,
    ceiling: float,
    scores: Floats,
    documents: Ints,
    out: Words,
    counts: Ints,
) -> int:
    parts = list(_passing(query, segments, files, tests))
    counts[:] = [len(found) for found, _ in parts]
    if len(out):
        out[: counts.sum()] = np.concatenate([found for found, _ in parts])
    take_best(_numbered(segments, parts), np.concatenate([own for _, own in parts]), ceiling, documents, scores)
    return int(counts.sum())


def greatest(
    query: Ints,
    segments: Ints,
    files: Ints,
    tests: NDArray[np.int64],
    leading: Words,
    leads: Ints,
    columns: Ints,
    descending: int,
    ceiling: int,
    numbers: Ints,
    documents: Ints,
    out: Words,
    counts: Ints,
) -> int:
    parts = list(_passing(query, segments, files, tests))
    counts[:] = [len(found) for found, _ in parts]
    total = int(counts.sum())
    if len(out):
        start = len(out) - total if descending else 0
        out[start : start + total] = np.concatenate([found for found, _ in parts])
    sizes, own = segments[::_PART].tolist(), []
    for (found, _), size, (kind, address) in zip(parts, sizes, columns.reshape(-1, _COLUMN).tolist(), strict=True):
        column = at_address(address, size * np.dtype(_TYPES[kind]).itemsize, ctypes.c_uint8).view(_TYPES[kind])
        own.append((column[found] - np.uint64(1 << 63) if kind == _LONG else column[found]).astype(np.int64))
    keys = np.concatenate(own)
    take_best(_numbered(segments, parts), keys if descending else ~keys, ceiling, documents, numbers)
    return total


def _passing(query: Ints, segments: Ints, files: Ints, tests: NDArray[np.int64]) -> Iterator[tuple[Words, Floats]]:
    """For each segment the documents of the list that were not deleted and pass, and what they score."""
    scale, rows = query[1:_HEAD].view(np.float64).tolist(), query[_HEAD:].reshape(-1, _ROW).tolist()
    for row, (size, _, deleted), (file, length, start, end) in zip(
        rows, segments.reshape(-1, _PART).tolist(), files.reshape(-1, _FILE).tolist(), strict=True
    ):
        found, scores = scored(row, scale, size) if row[0] else (np.arange(row[1], dtype=np.uint32), np.empty(row[1]))
        failed = np.zeros(len(found), dtype=np.uint32)
        if deleted:
            failed |= at_address(deleted, size, ctypes.c_uint8)[found]
        if end > start:
            fail_tests(found, at_address(file, length, ctypes.c_uint8), tests[start:end], failed)
        passing = failed == 0 if start <= end else np.zeros(len(found), dtype=bool)
        yield found[passing], scores[passing]


def _numbered(segments: Ints, parts: list[tuple[Words, Any]]) -> Ints:
    """The documents' numbers in the commit."""
    firsts = segments[1::_PART].tolist()
    return np.concatenate([found.astype(np.int64) + first for first, (found, _) in zip(firsts, parts, strict=True)])
