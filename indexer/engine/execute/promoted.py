"""Ranking in two steps: a tree is evaluated once, its best documents get something more, and filters come later.

first = Remembered(tree)
best = executor.search(first, 2_000)
executor.search(Promoted(first, {document: bonus, …}), 20, facets=…, filters=…)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from whoosh import query

from indexer.engine.execute.engine_query import EngineQuery
from indexer.engine.execute.matches import Ints, Matches, Words
from indexer.engine.execute.segment import Statistics

if TYPE_CHECKING:
    from indexer.engine.execute.evaluate import Evaluator


class Promoted(EngineQuery):
    """What its child matches; some of these documents score more, or less."""

    def __init__(self, child: query.Query, bonus: Mapping[int, float], evidence: query.Query | None = None) -> None:
        """`bonus` is by the number that a document has in the whole commit, as results have it; `evidence` is what the
        bonus is the score of, for who asks."""
        self.child = child
        self.evidence = evidence
        numbers = np.fromiter(bonus, dtype=np.int64, count=len(bonus))
        order = np.argsort(numbers)
        self._documents = numbers[order]
        self._bonus = np.fromiter(bonus.values(), dtype=np.float64, count=len(bonus))[order]

    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        found = evaluator.evaluate(self.child, scored=scored, among=among)
        if found.scores is None or not len(found):
            return found
        offset = evaluator.statistics.offsets[evaluator.segment.name]
        start, end = np.searchsorted(self._documents, [offset, offset + evaluator.segment.size])
        wanted = self._documents[start:end] - offset
        places = np.minimum(np.searchsorted(found.documents, wanted.astype(np.uint32)), len(found) - 1)
        there = found.documents[places] == wanted
        scores = found.scores.copy()
        scores[places[there]] += self._bonus[start:end][there]
        return Matches(found.documents, scores, found.numbers)

    def estimate(self, evaluator: Evaluator) -> int:
        return evaluator.estimate(self.child)

    def promotes(self, documents: Ints) -> Ints:
        """Those of some documents, as results have them, that have a bonus."""
        return documents[np.isin(documents, self._documents)]


class Remembered(EngineQuery):
    """What its child matches, evaluated once for each segment of a commit."""

    def __init__(self, child: query.Query) -> None:
        self.child = child
        self._kept: tuple[Statistics | None, dict[str, Matches]] = (None, {})  # of the commit that was asked last

    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        kept = self._of(evaluator.statistics)
        found = kept.get(evaluator.segment.name)
        if found is None or (scored and found.scores is None):
            found = evaluator.evaluate(self.child, scored=scored)
            for array in (found.documents, found.scores):
                if array is not None:
                    array.flags.writeable = False  # who narrows what was found does so in place
            kept[evaluator.segment.name] = found
        if among is not None:
            numbers, found = found.among(among)
            return Matches(found.documents, found.scores if scored else None, numbers)
        return Matches(found.documents, found.scores if scored else None)

    def estimate(self, evaluator: Evaluator) -> int:
        found = self._of(evaluator.statistics).get(evaluator.segment.name)
        return evaluator.estimate(self.child) if found is None else len(found)

    def _of(self, statistics: Statistics) -> dict[str, Matches]:
        """What is kept for a commit."""
        of, kept = self._kept
        if of is not statistics:
            kept = {}
            self._kept = statistics, kept
        return kept
