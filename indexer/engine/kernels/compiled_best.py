# mypy: disable-error-code="assignment,return-value,arg-type,no-any-return"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The best documents so far: a heap with the worst one first (Williams 1964), so that the worst is what is replaced."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.compiled_search import Whole, _helper

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Best(NamedTuple):
    """The best documents so far, as a heap with the worst one first, and how many they are.

    Whole numbers may be in the place of scores. Those above the ceiling are not wanted.
    """

    scores: NDArray[Any]
    documents: Ints
    kept: Ints
    ceiling: Any


@_helper
def threshold_of(best: Best) -> float:
    """A score that a document has to beat."""
    if best.kept[0] < len(best.scores):
        return -np.inf
    return best.scores[0] if len(best.scores) else np.inf


@_helper
def is_wanted(best: Best, score: float, threshold: float) -> bool:
    """Whether a document is to be offered, which comes after those that were offered before."""
    return bool(score > threshold and score <= best.ceiling)


@_helper
def is_worse(best: Best, one: Whole, score: float, document: Whole) -> bool:
    """Whether one of the best comes after a document."""
    return bool(best.scores[one] < score or (best.scores[one] == score and best.documents[one] > document))


@_helper
def offer(best: Best, score: float, document: Whole) -> None:
    """Puts a document that beats the threshold into the heap."""
    size = best.kept[0]
    if size < len(best.scores):
        best.kept[0] = size + 1
        at = size
        while at > 0 and not is_worse(best, (at - 1) >> 1, score, document):
            best.scores[at], best.documents[at] = best.scores[(at - 1) >> 1], best.documents[(at - 1) >> 1]
            at = (at - 1) >> 1
        best.scores[at], best.documents[at] = score, document
    else:
        _sink(best, size, score, document)


@_helper
def _sink(best: Best, size: Whole, score: float, document: Whole) -> None:
    """Puts a document in the place of the worst one of the first `size`."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and is_worse(best, child + 1, best.scores[child], best.documents[child]):
            child += 1
        if not is_worse(best, child, score, document):
            break
        best.scores[at], best.documents[at] = best.scores[child], best.documents[child]
        at = child
    best.scores[at], best.documents[at] = score, document


@_helper
def sort(best: Best, size: Whole) -> None:
    """The heap becomes a list, the best first (heap sort)."""
    for end in range(size - 1, 0, -1):
        score, document = best.scores[end], best.documents[end]
        best.scores[end], best.documents[end] = best.scores[0], best.documents[0]
        _sink(best, end, score, document)
