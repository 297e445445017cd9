"""Two words of a query that stand near each other: evidence beside that they stand there at all.

After Metzler and Croft, "A Markov random field model for term dependencies" (SIGIR 2005): the pair is scored as a word
would be that stands wherever the two do within a window, in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from indexer.engine.execute.blend import Blend, Model, Part, shares_of
from indexer.engine.execute.engine_query import EngineQuery
from indexer.engine.execute.matches import Floats, Matches, Words
from indexer.engine.execute.places import PLACE_BITS, places, together, within

if TYPE_CHECKING:
    from indexer.engine.execute.evaluate import Evaluator


class Close(EngineQuery):
    """Documents with one of some terms near one of others, in some fields."""

    def __init__(
        self, first: Sequence[Part], second: Sequence[Part], fields: Sequence[str], model: Model, window: int,
        boost: float = 1.0,
    ) -> None:  # fmt: skip
        """The weights are those of the first word's parts; phrases among the parts are left out."""
        self.sides = tuple(tuple(part for part in side if len(part.words) == 1) for side in (first, second))
        self.fields = tuple(fields)
        self.model = model
        self.window = window
        self.boost = boost
        self._words = Blend(self.sides[0], model), Blend(self.sides[1], model)

    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        for word in self._words:
            among = word.evaluate(evaluator, scored=False, among=among).documents
        assert among is not None
        frequencies = np.zeros(len(among))
        for field in self.fields:
            frequencies += self._frequencies(evaluator, field, among)
        found = np.flatnonzero(frequencies)
        return Matches(among[found], self._scores(evaluator, frequencies[found]) if scored else None)

    def estimate(self, evaluator: Evaluator) -> int:
        return min(word.estimate(evaluator) for word in self._words)

    def _frequencies(self, evaluator: Evaluator, field: str, documents: Words) -> Floats:
        """How often the two are near each other in a field of some documents, weighted, and divided by its length."""
        first, second = (
            together([
                places(found, documents)
                for part in side
                if part.field == field and (found := evaluator.postings(field, part.words[0])) is not None
            ])
            for side in self.sides
        )  # fmt: skip
        near = within(first, second, self.window - 1) >> PLACE_BITS
        weight = max((part.weight for part in self.sides[0] if part.field == field), default=0.0)
        codes, shares = shares_of(evaluator.statistics, evaluator.segment, field, self.model)
        counts = np.bincount(near, minlength=len(documents)) * weight
        frequencies: Floats = counts * shares[codes[documents]]
        return frequencies

    def _scores(self, evaluator: Evaluator, frequencies: Floats) -> Floats:
        rarity = sum(word.idf(evaluator.statistics) for word in self._words) / len(self._words)
        k1 = self.model.k1
        scores: Floats = self.boost * rarity * frequencies * (k1 + 1) / (frequencies + k1)
        return scores
