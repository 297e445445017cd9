"""The documents that a node matches, with their scores where these are wanted, and how such sets are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.engine import kernels

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Matches:
    """Ascending document numbers. `scores` is None where nobody asked for them.

    `numbers` are the places of the documents among the candidates that were given, where the finder knows them.
    """

    documents: Words
    scores: Floats | None = None
    numbers: Ints | None = None

    @classmethod
    def nothing(cls, *, scored: bool) -> Self:
        return cls(np.empty(0, dtype=np.uint32), np.empty(0) if scored else None)

    @classmethod
    def constant(cls, documents: Words, score: float, *, scored: bool) -> Self:
        return cls(documents, np.full(len(documents), score) if scored else None)

    def __len__(self) -> int:
        return len(self.documents)

    def boosted(self, boost: float) -> Matches:
        if boost == 1.0 or self.scores is None:
            return self
        return Matches(self.documents, self.scores * boost, self.numbers)

    def copied(self) -> Matches:
        """The same in arrays that may be overwritten."""
        return Matches(self.documents.copy(), None if self.scores is None else self.scores.copy())

    def take(self, numbers: Ints) -> Matches:
        """Those with some numbers, ascending."""
        if len(numbers) == len(self):
            return self
        return Matches(self.documents[numbers], None if self.scores is None else self.scores[numbers])

    def among(self, candidates: Words) -> tuple[Ints, Matches]:
        """Those that are among the candidates, and their numbers there."""
        if self.numbers is not None:
            return self.numbers, self
        numbers, own = common(candidates, self.documents)
        return numbers, self.take(own)

    def masked(self, mask: Bytes, *, wanted: bool) -> Matches:
        """Those whose mask is set, or is not."""
        numbers = np.empty(len(self), dtype=np.int64)
        return self.take(numbers[: kernels.searching.where(self.documents, mask, wanted, numbers)])


def common(documents: Words, others: Words) -> tuple[Ints, Ints]:
    """The numbers of the documents in both sets, in the one and in the other."""
    found = np.empty((2, min(len(documents), len(others))), dtype=np.int64)
    count = kernels.searching.common(documents, others, found[0], found[1])
    return found[0, :count], found[1, :count]


def without(matches: Matches, others: Words) -> Matches:
    """Those that are not in another set."""
    kept = np.ones(len(matches), dtype=bool)
    kept[common(matches.documents, others)[0]] = False
    return matches.take(np.flatnonzero(kept))


def union(parts: Sequence[Matches], *, scored: bool) -> Matches:
    """The documents of any part, their scores added; the shortest parts are put together first (Huffman 1952)."""
    waiting = sorted(parts, key=len)
    if not scored:
        return Matches(np.unique(np.concatenate([part.documents for part in waiting])))
    while len(waiting) > 1:
        waiting = sorted([_merged(waiting[0], waiting[1]), *waiting[2:]], key=len)
    return waiting[0]


def greatest(parts: Sequence[Matches], *, scored: bool) -> Matches:
    """The documents of any part, with the greatest of their scores."""
    found = union([Matches(part.documents) for part in parts], scored=False)
    if not scored:
        return found
    scores = np.full(len(found), -np.inf)
    for part in parts:
        assert part.scores is not None
        numbers, _ = common(found.documents, part.documents)
        scores[numbers] = np.maximum(scores[numbers], part.scores)
    return Matches(found.documents, scores)


def _merged(one: Matches, other: Matches) -> Matches:
    if not len(one):
        return Matches(other.documents, other.scores)
    documents, scores = np.empty(len(one) + len(other), dtype=np.uint32), np.empty(len(one) + len(other))
    count = kernels.searching.merge_scored(one.documents, one.scores, other.documents, other.scores, documents, scores)
    return Matches(documents[:count], scores[:count])


def taken(seen: Bytes, totals: Floats) -> Matches:
    """The marked documents."""
    size = int(np.count_nonzero(seen))
    documents, scores = np.empty(size + 1, dtype=np.uint32), np.empty(size + 1)
    kernels.searching.take_scored(seen, totals, documents, scores)
    return Matches(documents[:size], scores[:size])


def marked(seen: Bytes, least: int = 1) -> Matches:
    """The documents with so many marks, or more, without scores; clears the marks."""
    documents = np.empty(int(np.count_nonzero(seen)) + 1, dtype=np.uint32)
    return Matches(documents[: kernels.searching.take_marked(seen, least, documents)])
