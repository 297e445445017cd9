"""The kernel of `compiled_phrase.py` over numpy. What it does is said there."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels import plain
from indexer.engine.kernels.plain import (
    BLOCK,
    Ints,
    Words,
    decode_documents,
)
from indexer.engine.kernels.plain_facets import ranges
from indexer.engine.kernels.plain_search import Bytes, Floats, frequencies_at, intersect_list


def phrase(
    words: Words,
    position_words: Words,
    lists: NDArray[np.int64],
    slop: int,
    documents: Words,
    kept: int,
    codes: Bytes,
    norms: Floats,
    idfs: Floats,
    saturation: float,
    boost: float,
    scores: Floats,
    repeats: Words,
) -> int:
    rows = lists.tolist()
    if kept < 0:
        kept = rows[0][0]
        decode_documents(words, rows[0][1], kept, documents)
    candidates = documents[:kept].copy()
    postings = np.zeros((len(rows), kept), dtype=np.int64)
    for term, (count, place, _, _) in enumerate(rows):
        found, own = np.empty((2, min(len(candidates), count)), dtype=np.int64)
        size = intersect_list(words, place, count, candidates, found, own)
        candidates, postings = candidates[found[:size]], postings[:, found[:size]]
        postings[term] = own[:size]
    left = np.arange(len(candidates), dtype=np.int64)
    ends = np.empty(0, dtype=np.int64)  # keys: the number of a candidate, then the place
    for count, place, positions_place, number in sorted(rows, key=itemgetter(3)):
        some = postings[[row[3] for row in rows].index(number), left]
        sizes = _frequencies(words, place, count, some)
        positions = positions_of(words, place, count, position_words, positions_place, some, sizes)
        keys = (np.repeat(left, sizes) << 34) + positions
        ends = keys[_near(ends, keys, slop)] if number else keys
        left, counts = np.unique(ends >> 34, return_counts=True)
    documents[: len(left)] = candidates[left]
    if len(repeats):
        repeats[: len(left)] = counts
    if len(scores):
        scores[: len(left)] = 0.0
        added = norms[codes[candidates[left]]]
        for (count, place, _, _), some, idf in zip(rows, postings, idfs, strict=True):
            weights = _frequencies(words, place, count, some[left]).astype(np.float64)
            scores[: len(left)] += idf * ((weights * saturation) / (weights + added)) * boost
    return len(left)


def _frequencies(words: Words, place: int, count: int, postings: Ints) -> Ints:
    frequencies = np.empty(len(postings), dtype=np.uint32)
    frequencies_at(words, place, count, postings, frequencies)
    return frequencies.astype(np.int64)


def _near(ends: Ints, keys: Ints, slop: int) -> NDArray[np.bool_]:
    """Which keys are from 1 to `slop` after an end."""
    if not len(ends):
        return np.zeros(len(keys), dtype=bool)
    before = np.searchsorted(ends, keys) - 1
    return (before >= 0) & (keys - ends[np.maximum(before, 0)] <= slop)


def positions_of(
    words: Words,
    place: int,
    count: int,
    position_words: Words,
    position_place: int,
    postings: Ints,
    sizes: Ints,
    coding: Any = plain,
) -> Words:
    """The positions of some postings, one after the other; `coding` are the kernels that unpack."""
    parts = [np.empty(0, dtype=np.uint32)]
    number = 0
    for block in np.unique(postings // BLOCK).tolist():
        decoded = np.empty(BLOCK, dtype=np.uint32)
        size = coding.decode_block_frequencies(words, place, count, block, decoded, 0)
        offsets = np.append(0, np.cumsum(decoded[:size], dtype=np.int64))
        found = np.empty(offsets[-1], dtype=np.uint32)
        coding.decode_block_positions(position_words, position_place, count, block, decoded, 0, found, 0)
        end = int(np.searchsorted(postings, (block + 1) * BLOCK))
        parts.append(found[ranges(offsets[postings[number:end] - block * BLOCK], sizes[number:end])])
        number = end
    return np.concatenate(parts)
