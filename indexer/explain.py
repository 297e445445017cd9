"""How scores came about: the tree that gave them, walked, and each of its parts asked what it gives.

Nothing is kept while a search runs. The same evaluator that ranked is asked again, for the releases shown and each node
of the tree, so an explanation can't tell another story than the ranking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from whoosh import query

from indexer.asked import Meaning, meaning_of
from indexer.bare_words import ABOVE
from indexer.engine.execute import Executor
from indexer.engine.execute.blend import Blend, Model, Part
from indexer.engine.execute.matches import Floats, Ints
from indexer.engine.execute.nodes import AtLeast
from indexer.engine.execute.promoted import Promoted, Remembered
from indexer.index import OtherWords, Place, Reason

_Reasons = dict[int, list[Reason]]  # by document


def explained(executor: Executor, tree: query.Query, documents: Ints) -> list[tuple[Reason, ...]]:
    """For each of some documents that match a tree, what its score is the sum of, the greatest part first."""
    found = _Explaining(executor).reasons(tree, documents)
    return [tuple(sorted(found.get(document, ()), key=lambda reason: -reason.score)) for document in documents.tolist()]


class _Explaining:
    """Asks the nodes of a tree."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def reasons(self, node: query.Query, documents: Ints) -> _Reasons:
        """The reasons that a node adds; those of its parts where it is only what holds them together."""
        if _is_lift(node):
            return {}
        documents = self._matching(node, documents)
        parts = self._parts(node, documents)
        if parts is None:
            return self._leaf(node, documents)
        meaning = meaning_of(node)
        if meaning is None:
            return parts
        return {document: [_whole(meaning, some)] for document, some in parts.items()}

    def _matching(self, node: query.Query, documents: Ints) -> Ints:
        matching: Ints = documents[self._executor.scores(query.ConstantScoreQuery(node, 1.0), documents) > 0]
        return matching

    def _parts(self, node: query.Query, documents: Ints) -> _Reasons | None:
        """What the nodes below one add; None where the node is to be asked as a whole."""
        if isinstance(node, Promoted):
            children = [(node.child, documents)]
            if node.evidence is not None:
                children.append((node.evidence, node.promotes(documents)))
        else:
            below = _children(node)
            if below is None:
                return None
            children = [(child, documents) for child in below]
        found: _Reasons = {}
        for child, some in children:
            for document, reasons in self.reasons(child, some).items():
                found.setdefault(document, []).extend(reasons)
        return found

    def _leaf(self, node: query.Query, documents: Ints) -> _Reasons:
        scores = self._executor.scores(node, documents)
        documents, scores = documents[scores != 0], scores[scores != 0]
        if not len(documents):
            return {}
        meaning = meaning_of(node) or Meaning("other", type(node).__name__)
        rarity, places = self._rarity(node), self._places(node, documents)
        return {
            document: [Reason(meaning.kind, meaning.text, score, *rarity, tuple(there), _others(meaning))]
            for document, score, there in zip(documents.tolist(), scores.tolist(), places, strict=True)
        }

    def _rarity(self, node: query.Query) -> tuple[int, float | None]:
        """How many releases have what a leaf asks for, and how rare that makes it."""
        if isinstance(node, Blend):
            return node.documents(self._executor.statistics), node.idf(self._executor.statistics)
        return self._executor.search(node, limit=0).total, None

    def _places(self, node: query.Query, documents: Ints) -> list[list[Place]]:
        """Where each of some documents has a word."""
        found: list[list[Place]] = [[] for _ in documents]
        for part in node.parts if isinstance(node, Blend) else ():
            frequencies = self._counts(part, {}, documents)
            if not frequencies.any():
                continue
            counts = part.weight * self._counts(part, node.model.b, documents)
            for place in np.flatnonzero(frequencies).tolist():
                frequency = round(frequencies[place])
                found[place].append(
                    Place(part.field, " ".join(part.words), frequency, part.weight, counts[place].item())
                )
        return found

    def _counts(self, part: Part, b: Mapping[str, float], documents: Ints) -> Floats:
        """What a part of a word counts for, but for its weight: x of the score 2 x / (x + 1) that it makes alone."""
        alone = Blend([part._replace(weight=1.0)], Model(1.0, b, rarity=0.0))
        scores = self._executor.scores(alone, documents)
        return scores / (2 - scores)


def _children(node: query.Query) -> Sequence[query.Query] | None:
    """The nodes whose scores add up to a node's, for what matches it; None where that is not so."""
    if isinstance(node, query.And | query.Or | AtLeast):
        return node.subqueries if getattr(node, "boost", 1.0) == 1.0 else None
    if isinstance(node, query.AndMaybe):
        return [node.a, node.b]
    if isinstance(node, query.Require):
        return [node.a]
    return [node.child] if isinstance(node, Remembered) else None


def _is_lift(node: query.Query) -> bool:
    """Whether a node only puts what matches it above all else; the scores that are shown are without it."""
    return isinstance(node, query.ConstantScoreQuery) and node.score >= ABOVE


def _whole(meaning: Meaning, parts: Sequence[Reason]) -> Reason:
    score = sum(part.score for part in parts)
    return Reason(meaning.kind, meaning.text, score, others=_others(meaning), parts=tuple(parts))


def _others(meaning: Meaning) -> tuple[OtherWords, ...]:
    return tuple(OtherWords(" ".join(other.words), other.weight, other.why) for other in meaning.others)
