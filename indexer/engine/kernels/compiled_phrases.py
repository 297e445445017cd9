# mypy: disable-error-code="arg-type,assignment,no-any-return,operator,return-value"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernel of a search for a phrase alone: the best documents of a whole commit, in one call."""

from __future__ import annotations

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_lists import ENDLESS
from indexer.engine.kernels.compiled_memory import bytes_at, floats_at, words_at
from indexer.engine.kernels.compiled_phrase import phrase
from indexer.engine.kernels.compiled_search import Whole, _helper, _kernel, top

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_ROW, _FIELD, _PART = 3, 4, 3  # numbers of a list in a segment, of a field in a segment, of a segment

_int, _float = types.int64, types.float64
_words_out = types.Array(types.uint32, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_floats = types.Array(types.float64, 1, "C", readonly=True)
_floats_out = types.Array(types.float64, 1, "C")


@_helper
def _sort(rows: Ints, segment: Whole, segments: Whole, idfs: Floats, lists: NDArray[np.int64], own: Floats) -> None:
    """The rows of the words in a segment, as `phrase` takes them: the shortest list first, with the word's number."""
    for word in range(len(idfs)):
        start = _ROW * (word * segments + segment)
        count, at = rows[start], word
        while at > 0 and lists[at - 1, 0] > count:
            for column in range(4):
                lists[at, column] = lists[at - 1, column]
            own[at] = own[at - 1]
            at -= 1
        lists[at, 0], lists[at, 1], lists[at, 2], lists[at, 3] = count, rows[start + 1], rows[start + 2], word
        own[at] = idfs[word]


@_helper
def _living(documents: Words, scores: Floats, start: Whole, found: Whole, deleted: Bytes) -> Whole:
    """Leaves the documents from `start` on that are not deleted."""
    left = start
    for number in range(start, start + found):
        documents[left], scores[left] = documents[number], scores[number]
        left += 1 - np.int64(deleted[documents[number]])
    return left - start


@_kernel(
    _int(
        _ints, _floats, _ints, _ints, _int, _float, _float, _float,
        _words_out, _floats_out, _ints_out, _ints_out, _floats_out,
    )
)  # fmt: skip
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
    """The documents of all segments that have a phrase, and their scores; gives how many they are.

    `rows` has three numbers for each word and segment: how many postings there are, place of the list, place of the
    positions; `fields` four addresses for each segment: of the words of lists and of positions, of the codes of lengths
    and of the norms; `parts` three numbers for each segment: its size, its first document, address of the mask of
    deleted documents or 0. `counts` becomes how many documents each segment has, `best` and `best_scores` the best of
    those that score no more than `ceiling`.
    """
    segments, terms, total = len(counts), len(idfs), np.int64(0)
    lists, own, nothing = np.empty((terms, 4), dtype=np.int64), np.empty(terms), np.empty(0, dtype=np.uint32)
    for segment in range(segments):
        _sort(rows, segment, segments, idfs, lists, own)
        found: Whole = np.int64(0)
        if lists[0, 0]:
            found = phrase(
                words_at(fields[_FIELD * segment], ENDLESS),
                words_at(fields[_FIELD * segment + 1], ENDLESS),
                lists, slop, documents[total:], -1,
                bytes_at(fields[_FIELD * segment + 2], ENDLESS),
                floats_at(fields[_FIELD * segment + 3], 256),
                own, saturation, boost, scores[total:], nothing,
            )  # fmt: skip
            if parts[_PART * segment + 2]:
                deleted = bytes_at(parts[_PART * segment + 2], parts[_PART * segment])
                found = _living(documents, scores, total, found, deleted)
        counts[segment] = found
        total += found
    wanted = np.int64(0)
    for number in range(total):
        if scores[number] > ceiling:
            scores[number] = -np.inf
        else:
            wanted += 1
    size = top(scores[:total], best[: min(wanted, len(best))])
    for place in range(size):
        best_scores[place] = scores[best[place]]
    for place in range(size):
        segment, start = np.int64(0), np.int64(0)
        while best[place] >= start + counts[segment]:
            start += counts[segment]
            segment += 1
        best[place] = parts[_PART * segment + 1] + np.int64(documents[best[place]])
    return total
