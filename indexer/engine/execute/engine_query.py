"""What makes a node of a tree one of the engine's own: it says itself what it matches (see `nodes.py`)."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, NoReturn

from whoosh import query

from indexer.engine import kernels
from indexer.engine.execute.matches import Floats, Matches, Words

if TYPE_CHECKING:
    from indexer.engine.execute.evaluate import Evaluator


class EngineQuery(query.Query):  # type: ignore[misc]  # Whoosh counts as untyped
    """A query that Whoosh's Searcher can't answer; a tree with one has to be known to the evaluator as a whole."""

    @abstractmethod
    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        """The documents of a segment that match, of the candidates where there are some."""

    def add(self, evaluator: Evaluator, documents: Words, scores: Floats) -> None:
        """Adds the scores of those that match of some documents to others that they have."""
        numbers, more = self.evaluate(evaluator, scored=True, among=documents).among(documents)
        kernels.searching.add_scores(numbers, more.scores, scores)

    @abstractmethod
    def estimate(self, evaluator: Evaluator) -> int:
        """About how many documents match, at most."""

    def matcher(self, searcher: Any, context: Any = None) -> NoReturn:
        raise NotImplementedError(f"{type(self).__name__} stands beside a node that only Whoosh's Searcher knows.")
