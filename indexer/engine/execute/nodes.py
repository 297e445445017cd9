"""Nodes that Whoosh's trees do not have: some terms as one, words near each other, a part of some clauses, filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from whoosh import query

from indexer.engine import kernels
from indexer.engine.execute.engine_query import EngineQuery
from indexer.engine.execute.expansion import at
from indexer.engine.execute.matches import Ints, Matches, Words, marked
from indexer.engine.execute.places import PLACE_BITS, places
from indexer.engine.execute.sieve import passing
from indexer.engine.filters import HasValue, InRange
from indexer.engine.merge_fields import ordinals
from indexer.engine.postings import Field

if TYPE_CHECKING:
    from indexer.engine.execute.evaluate import Evaluator


class AnyTerm(EngineQuery):
    """Documents with any of some terms in a field; all score the boost."""

    def __init__(self, fieldname: str, terms: Sequence[str], boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.texts = tuple(terms)
        self.boost = boost
        self._ordinals: dict[str, Ints] = {}  # by segment: a tree asks several times

    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        field, found = self._found(evaluator)
        if field is None or not len(found):
            return Matches.nothing(scored=scored)
        return Matches.constant(evaluator.any_of(field, found, among), self.boost, scored=scored)

    def estimate(self, evaluator: Evaluator) -> int:
        field, found = self._found(evaluator)
        return 0 if field is None else int(at(field.dictionary.columns["documents"], found).sum())

    def _found(self, evaluator: Evaluator) -> tuple[Field | None, Ints]:
        """The terms that the field has in a segment, by ordinal."""
        segment = evaluator.segment
        field = segment.field(self.fieldname)
        if segment.name not in self._ordinals:
            found = [] if field is None else ordinals(field.dictionary, sorted({text.encode() for text in self.texts}))
            self._ordinals[segment.name] = np.array(found, dtype=np.int64)
        return field, self._ordinals[segment.name]


class Near(EngineQuery):
    """Words near each other in any order: for two words, at most `slop` places apart; one more for every other word.

    Each has a place of its own: a word that is asked for twice has to stand there twice. As phrases do in Whoosh,
    documents score as if they held the words anywhere.
    """

    def __init__(self, fieldname: str, words: Sequence[str], slop: int = 1, boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.words = list(words)
        self.slop = slop
        self.boost = boost

    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        found = evaluator.evaluate(self._anywhere, scored=scored, among=among)
        if not len(found):
            return found
        times = Counter(self.words)
        lists = [evaluator.postings(self.fieldname, word) for word in times]
        stands = [places(each, found.documents) for each in lists if each is not None]
        starts = _starts(stands, list(times.values()), self.slop + len(self.words) - 2)
        return Matches(found.documents, found.scores).take(np.unique(starts >> PLACE_BITS))

    def estimate(self, evaluator: Evaluator) -> int:
        return evaluator.estimate(self._anywhere)

    @property
    def _anywhere(self) -> query.And:
        return query.And([query.Term(self.fieldname, word, boost=self.boost) for word in self.words])


def _starts(places: Sequence[Ints], times: Sequence[int], span: int) -> Ints:
    """Where words stand so many times each within `span` places after one of them: the places of that one."""
    starts = []
    for found in places:
        for other, repeats in zip(places, times, strict=True):
            padded = np.append(other, np.full(repeats, np.iinfo(np.int64).max))
            last = padded[np.searchsorted(other, found) + repeats - 1]
            found = found[last - found <= span]
        starts.append(found)
    return np.concatenate(starts)


class AtLeast(EngineQuery):
    """Documents that match so many of some clauses, or more; the scores of those that match are added."""

    def __init__(self, subqueries: Sequence[query.Query], count: int) -> None:
        """`count` is from 1 to 255."""
        self.subqueries = list(subqueries)
        self.count = count

    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        seen = np.zeros(evaluator.segment.size, dtype=np.uint8)
        for part in self.subqueries:
            kernels.searching.tally(evaluator.evaluate(part, scored=False, among=among).documents, seen)
        found = marked(seen, self.count)
        if not scored:
            return found
        scores = np.zeros(len(found))
        for part in self.subqueries:
            evaluator.add(part, found.documents, scores)
        return Matches(found.documents, scores)

    def estimate(self, evaluator: Evaluator) -> int:
        return sum(map(evaluator.estimate, self.subqueries))


class Passing(EngineQuery):
    """Documents that pass a filter over a column; it adds nothing to scores."""

    def __init__(self, wanted: HasValue | InRange) -> None:
        self.filter = wanted

    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        segment = evaluator.segment
        documents = np.arange(segment.size, dtype=np.uint32) if among is None else among
        return Matches.constant(passing(segment, self.filter, documents), 0.0, scored=scored)

    def estimate(self, evaluator: Evaluator) -> int:
        size: int = evaluator.segment.size
        return size


class Fading(EngineQuery):
    """All documents; those with some number in a column score the boost, others half as much each `half` from it."""

    def __init__(self, column: str, number: int, half: float, boost: float = 1.0) -> None:
        self.column = column
        self.number = number
        self.half = half
        self.boost = boost

    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        segment = evaluator.segment
        documents = np.arange(segment.size, dtype=np.uint32) if among is None else among
        if not scored:
            return Matches(documents)
        away = np.abs(self.number - segment.numbers(self.column)[documents].astype(np.int64))
        return Matches(documents, self.boost * np.exp2(-away / self.half))

    def estimate(self, evaluator: Evaluator) -> int:
        size: int = evaluator.segment.size
        return size
