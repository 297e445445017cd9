"""The kernel of `compiled_patterns.py` over numpy. What it does is said there."""

from __future__ import annotations

import ctypes

import numpy as np

from indexer.engine.kernels.plain import Ints, Words
from indexer.engine.kernels.plain_ranking import at_address, take_best
from indexer.engine.kernels.plain_search import Bytes, Floats, add_lists, mark_lists

_ENDLESS = 1 << 30  # values of an array of which only the address is known


def patterns(
    rows: Ints,
    fields: Ints,
    places: Ints,
    counts: Ints,
    idfs: Floats,
    segments: Ints,
    saturation: float,
    boost: float,
    ceiling: float,
    seen: Bytes,
    totals: Floats,
    scores: Floats,
    documents: Ints,
    out: Words,
    found: Ints,
) -> int:
    matching, matching_scores = [np.empty(0, dtype=np.int64)], [np.empty(0)]
    total, end = 0, 0
    numbers = (rows.reshape(-1, 2).tolist(), fields.reshape(-1, 3).tolist(), segments.reshape(-1, 3).tolist())
    for part, ((terms, scored), (lists, codes, norms), (size, first, deleted)) in enumerate(zip(*numbers, strict=True)):
        start, end = end, end + terms
        if terms:
            words, some = at_address(lists, _ENDLESS, ctypes.c_uint32), (places[start:end], counts[start:end])
            if scored:
                lengths, added = at_address(codes, size, ctypes.c_uint8), at_address(norms, 256, ctypes.c_double)
                add_lists(words, *some, lengths, added, idfs[start:end], saturation, boost, totals, seen)
            else:
                mark_lists(words, *some, seen)
        own = np.flatnonzero(seen)
        own_scores = totals[own] if scored else np.ones(len(own))
        seen[own], totals[own] = 0, 0.0
        if deleted:
            living = at_address(deleted, size, ctypes.c_uint8)[own] == 0
            own, own_scores = own[living], own_scores[living]
        found[part] = len(own)
        if len(out):
            out[total : total + len(own)] = own
        matching.append(own + first)
        matching_scores.append(own_scores)
        total += len(own)
    take_best(np.concatenate(matching), np.concatenate(matching_scores), ceiling, documents, scores)
    return total
