"""The kernels of `compiled_search.py` over numpy. What they do is said there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import (
    BLOCK,
    Ints,
    Words,
    decode_block_frequencies,
    decode_documents,
    decode_frequencies,
)

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


def bm25(
    documents: Words,
    weights: NDArray[Any],
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    scores: Floats,
) -> None:
    exact = weights.astype(np.float64)
    scores[:] = idf * ((exact * saturation) / (exact + norms[codes[documents]])) * boost


def score_list(
    words: Words,
    place: int,
    count: int,
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    documents: Words,
    scores: Floats,
) -> None:
    frequencies = np.empty(count, dtype=np.uint32)
    decode_documents(words, place, count, documents)
    decode_frequencies(words, place, count, frequencies)
    bm25(documents, frequencies, codes, norms, idf, saturation, boost, scores)


def add_list(
    words: Words,
    place: int,
    count: int,
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    totals: Floats,
    seen: Bytes,
) -> None:
    documents, scores = np.empty(count, dtype=np.uint32), np.empty(count)
    score_list(words, place, count, codes, norms, idf, saturation, boost, documents, scores)
    add_scored(documents, scores, totals, seen)


def add_scored(documents: NDArray[Any], scores: Floats, totals: Floats, seen: Bytes) -> None:
    add_scores(documents, scores, totals)
    seen[documents] = 1


def add_scores(documents: NDArray[Any], scores: Floats, totals: Floats) -> None:
    totals[documents] += scores


def tally(documents: NDArray[Any], seen: Bytes) -> None:
    seen[documents] += seen[documents] < 255


def mark_list(words: Words, place: int, count: int, seen: Bytes) -> None:
    documents = np.empty(count, dtype=np.uint32)
    decode_documents(words, place, count, documents)
    seen[documents] = 1


def mark_lists(words: Words, places: Ints, counts: Ints, seen: Bytes) -> None:
    for place, count in zip(places.tolist(), counts.tolist(), strict=True):
        mark_list(words, place, count, seen)


def add_lists(
    words: Words,
    places: Ints,
    counts: Ints,
    codes: Bytes,
    norms: Floats,
    idfs: Floats,
    saturation: float,
    boost: float,
    totals: Floats,
    seen: Bytes,
) -> None:
    for place, count, idf in zip(places.tolist(), counts.tolist(), idfs.tolist(), strict=True):
        add_list(words, place, count, codes, norms, idf, saturation, boost, totals, seen)


def take_marked(seen: Bytes, least: int, documents: Words) -> int:
    found = np.flatnonzero(seen >= least)
    documents[: len(found)], seen[:] = found, 0
    return len(found)


def take_scored(seen: Bytes, totals: Floats, documents: Words, scores: Floats) -> int:
    found = np.flatnonzero(seen)
    documents[: len(found)], scores[: len(found)] = found, totals[found]
    seen[found], totals[found] = 0, 0.0
    return len(found)


def intersect_list(words: Words, place: int, count: int, candidates: Words, found: Ints, postings: Ints) -> int:
    documents = np.empty(count, dtype=np.uint32)
    decode_documents(words, place, count, documents)
    return common(candidates, documents, found, postings)


def narrow(
    words: Words,
    place: int,
    count: int,
    candidates: Words,
    total: int,
    codes: Bytes,
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    scores: Floats,
) -> int:
    found, postings = np.empty((2, min(total, count)), dtype=np.int64)
    size = intersect_list(words, place, count, candidates[:total], found, postings)
    found, frequencies = found[:size], np.empty(size, dtype=np.uint32)
    frequencies_at(words, place, count, postings[:size], frequencies)
    documents, more = candidates[found], np.empty(size)
    bm25(documents, frequencies, codes, norms, idf, saturation, boost, more)
    candidates[:size], scores[:size] = documents, scores[found] + more
    return size


def frequencies_at(words: Words, place: int, count: int, postings: Ints, frequencies: Words) -> None:
    decoded = np.empty(-(-count // BLOCK) * BLOCK, dtype=np.uint32)
    for block in np.unique(postings // BLOCK).tolist():
        decode_block_frequencies(words, place, count, block, decoded, block * BLOCK)
    frequencies[:] = decoded[postings]


def merge_scored(
    documents: Words, scores: Floats, others: Words, other_scores: Floats, merged: Words, totals: Floats
) -> int:
    found = np.union1d(documents, others)
    merged[: len(found)], totals[: len(found)] = found, 0.0
    totals[np.searchsorted(found, documents)] += scores
    totals[np.searchsorted(found, others)] += other_scores
    return len(found)


def common(documents: Words, others: Words, found: Ints, other_found: Ints) -> int:
    _, one, other = np.intersect1d(documents, others, assume_unique=True, return_indices=True)
    found[: len(one)], other_found[: len(one)] = one, other
    return len(one)


def top(keys: NDArray[Any], best: Ints) -> int:
    size = min(len(best), len(keys))
    if not size:
        return 0
    least = np.partition(keys, len(keys) - size)[len(keys) - size]
    chosen = np.flatnonzero(keys >= least)
    order = len(chosen) - 1 - np.argsort(keys[chosen][::-1], kind="stable")[::-1]
    best[:size] = chosen[order][:size]
    return size


def where(documents: Words, mask: Bytes, wanted: int, found: Ints) -> int:
    numbers = np.flatnonzero((mask[documents] != 0) == bool(wanted))
    found[: len(numbers)] = numbers
    return len(numbers)
