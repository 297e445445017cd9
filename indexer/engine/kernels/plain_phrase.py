"""The kernel of `compiled_phrase.py` over numpy. What it does is said there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels import plain
from indexer.engine.kernels.plain import BLOCK, Ints, Words
from indexer.engine.kernels.plain_facets import ranges
from indexer.engine.kernels.plain_search import frequencies_at, intersect_list


def phrase(
    words: Words,
    places: Ints,
    counts: Ints,
    position_words: Words,
    position_places: Ints,
    order: Ints,
    slop: int,
    candidates: Words,
    whole: bool,
    documents: Words,
    frequencies: NDArray[np.uint32],
) -> int:
    terms = len(places)
    postings = np.zeros((terms, len(candidates)), dtype=np.int64)
    for term in order.tolist():
        found, own = np.empty((2, min(len(candidates), int(counts[term]))), dtype=np.int64)
        size = intersect_list(words, int(places[term]), int(counts[term]), candidates, found, own)
        candidates, postings = candidates[found[:size]], postings[:, found[:size]]
        postings[term] = own[:size]
    left = np.arange(len(candidates), dtype=np.int64)
    ends = np.empty(0, dtype=np.int64)  # keys: the number of a candidate, then the place
    for term in range(terms):
        place, count, some = int(places[term]), int(counts[term]), postings[term]
        own_frequencies = np.empty(len(some), dtype=np.uint32)
        frequencies_at(words, place, count, some, own_frequencies)
        frequencies[term, : len(some)] = own_frequencies
        sizes = own_frequencies[left].astype(np.int64)
        positions = positions_of(words, place, count, position_words, int(position_places[term]), some[left], sizes)
        keys = (np.repeat(left, sizes) << 34) + positions
        ends = keys if term == 0 else keys[_near(ends, keys, slop)]
        left = np.unique(ends >> 34)
    documents[: len(left)] = candidates[left]
    frequencies[:, : len(left)] = frequencies[:, left]
    return len(left)


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
