"""The kernels of `compiled_facets.py` over numpy. What they do is said there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import Ints, Words
from indexer.engine.kernels.plain_search import score_list

Floats = NDArray[np.float64]


def fail_outside(documents: Words, numbers: NDArray[Any], bounds: NDArray[Any], bit: int, failed: Words) -> None:
    own = numbers[documents]
    failed[(own < bounds[0]) | (own > bounds[1])] |= np.uint32(bit)


def fail_tests(documents: Words, file: NDArray[np.uint8], tests: NDArray[np.int64], failed: Words) -> None:
    for row in tests:
        bit, kind, place, offsets_place, passes, count = row[:6].tolist()
        numbers = file[place:][: len(file[place:]) // 8 * 8].view(TYPES[kind])
        wanted = row[6 : 6 + count] if count else row[6:8]
        if not offsets_place:
            has = _wanted(numbers[documents], wanted, count)
        else:
            starts, sizes = _lists(documents, file[offsets_place:][: len(file[offsets_place:]) // 4 * 4].view("<u4"))
            has = np.zeros(len(documents), dtype=bool)
            each = _wanted(numbers[ranges(starts, sizes)], wanted, count)
            has[np.repeat(np.arange(len(documents)), sizes)[each]] = True
        failed[has != bool(passes)] |= np.uint32(bit)


TYPES = ("u1", "<u2", "<u4", "i1", "<i2", "<i4", "<i8")


def _wanted(numbers: NDArray[Any], wanted: Ints, count: int) -> NDArray[np.bool_]:
    return np.isin(numbers, wanted) if count else (numbers >= wanted[0]) & (numbers <= wanted[1])


def fail_unset(documents: Words, bitmap: NDArray[np.uint8], bit: int, failed: Words) -> None:
    failed[(bitmap[documents >> 3] >> (documents & 7)) & 1 == 0] |= np.uint32(bit)


def sift(
    documents: Words,
    scores: Floats,
    failed: Words,
    file: NDArray[np.uint8],
    tests: NDArray[np.int64],
    filters: int,
    passing: Words,
    passing_scores: Floats,
    failing: Words,
    counts: Ints,
) -> None:
    fail_tests(documents, file, tests, failed)
    found = np.flatnonzero(failed == 0)
    passing[: len(found)], counts[0] = documents[found], len(found)
    if len(scores):
        passing_scores[: len(found)] = scores[found]
    for which in range(filters):
        one = documents[failed == 1 << which]
        start = which * len(documents)
        failing[start : start + len(one)], counts[which + 1] = one, len(one)


def sift_list(
    words: Words,
    place: int,
    count: int,
    codes: NDArray[np.uint8],
    norms: Floats,
    idf: float,
    saturation: float,
    boost: float,
    file: NDArray[np.uint8],
    tests: NDArray[np.int64],
    documents: Words,
    scores: Floats,
) -> int:
    some, found, failed = np.empty(count, dtype=np.uint32), np.empty(count), np.zeros(count, dtype=np.uint32)
    score_list(words, place, count, codes, norms, idf, saturation, boost, some, found)
    fail_tests(some, file, tests, failed)
    passing = np.flatnonzero(failed == 0)
    documents[: len(passing)] = some[passing]
    if len(scores):
        scores[: len(passing)] = found[passing]
    return len(passing)


def tally_single(documents: Words, ordinals: NDArray[Any], places: Words, counts: Words, met: Words, size: int) -> int:
    return _tally(ordinals[documents], places, counts, met, size)


def tally_several(
    documents: Words,
    offsets: NDArray[Any],
    ordinals: NDArray[Any],
    places: Words,
    counts: Words,
    met: Words,
    size: int,
) -> int:
    return _tally(ordinals[ranges(*_lists(documents, offsets))], places, counts, met, size)


def _tally(ordinals: NDArray[Any], places: Words, counts: Words, met: Words, size: int) -> int:
    found, sizes = np.unique(places[ordinals] if len(places) else ordinals, return_counts=True)
    new = found[counts[found] == 0] if len(met) else found[:0]
    met[size : size + len(new)] = new
    counts[found] += sizes.astype(np.uint32)
    return size + len(new)


def left_out(documents: Words, size: int, out: Words) -> int:
    others = np.ones(size, dtype=bool)
    others[documents] = False
    found = np.flatnonzero(others)
    out[: len(found)] = found
    return len(found)


def spread(own: Words, places: Words, counts: Words) -> None:
    counts[places if len(places) else slice(None)] += own


def take_tally(counts: Words, met: Words, ranks: Ints) -> None:
    ranks[:] = (counts[met].astype(np.int64) << 32) | (0xFFFFFFFF - met.astype(np.int64))
    counts[met] = 0


def first_by(documents: Words, numbers: NDArray[Any], descending: int, best: Ints) -> int:
    _, ranks = np.unique(numbers[documents], return_inverse=True)  # ranks may be turned around, and numbers may not
    order = np.argsort(-ranks if descending else ranks, kind="stable")[: len(best)]
    best[: len(order)] = order
    return len(order)


def count_between(documents: Words, numbers: NDArray[Any], edges: NDArray[Any], counts: Ints) -> None:
    places = np.searchsorted(edges, numbers[documents], side="right")
    counts += np.bincount(places, minlength=len(counts))


def _lists(documents: Words, offsets: NDArray[Any]) -> tuple[Ints, Ints]:
    """Where the values of some documents start, and how many each has."""
    starts = offsets[documents].astype(np.int64)
    return starts, offsets[documents.astype(np.int64) + 1].astype(np.int64) - starts


def ranges(starts: Ints, sizes: Ints) -> Ints:
    """The numbers from each start on, as many as the sizes say, one after the other."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0, dtype=np.int64) + np.repeat(starts - ends + sizes, sizes)
