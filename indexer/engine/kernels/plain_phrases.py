"""The kernel of `compiled_phrases.py` over numpy. What it does is said there."""

from __future__ import annotations

import ctypes

import numpy as np

from indexer.engine.kernels.plain import Ints, Words
from indexer.engine.kernels.plain_phrase import phrase
from indexer.engine.kernels.plain_ranking import at_address, take_best
from indexer.engine.kernels.plain_search import Floats

_ENDLESS = 1 << 30  # values of an array of which only the address is known


def phrases(
    rows: Ints,
    idfs: Floats,
    fields: Ints,
    parts: Ints,
    slop: int,
    saturation: float,
    boost: float,
    ceiling: float,
    documents: Words,
    scores: Floats,
    counts: Ints,
    best: Ints,
    best_scores: Floats,
) -> int:
    segments = len(counts)
    total = 0
    numbers = []
    lists = rows.reshape(len(idfs), segments, 3)
    for segment, (own, (size, first, deleted)) in enumerate(
        zip(fields.reshape(segments, 4).tolist(), parts.reshape(segments, 3).tolist(), strict=True)
    ):
        order = np.argsort(lists[:, segment, 0], kind="stable")
        words = np.column_stack([lists[order, segment], order])
        found = 0
        if words[0, 0]:
            list_words, position_words = (at_address(address, _ENDLESS, ctypes.c_uint32) for address in own[:2])
            codes, norms = at_address(own[2], size, ctypes.c_uint8), at_address(own[3], 256, ctypes.c_double)
            found = phrase(
                list_words, position_words, words, slop, documents[total:], -1,
                codes, norms, idfs[order], saturation, boost, scores[total:], np.empty(0, dtype=np.uint32),
            )  # fmt: skip
        if deleted and found:
            living = at_address(deleted, size, ctypes.c_uint8)[documents[total : total + found]] == 0
            kept = np.flatnonzero(living) + total
            found = len(kept)
            documents[total : total + found], scores[total : total + found] = documents[kept], scores[kept]
        counts[segment] = found
        numbers.append(documents[total : total + found].astype(np.int64) + first)
        total += found
    if total:
        take_best(np.concatenate(numbers), scores[:total], ceiling, best, best_scores)
    return total
