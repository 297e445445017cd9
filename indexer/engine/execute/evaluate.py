"""Evaluates a `whoosh.query` tree over one segment, to sorted documents with their scores.

What is pushed down to a node: whether scores are wanted (filters, the right side of `Require` and whatever is negated
never decode a frequency), and the candidates, documents that an earlier part left, so that lists are intersected by
their skip data (Moffat and Zobel 1996). Deleted documents are found like all others; who asks leaves them out.

Answers are those of stock Whoosh's matchers, also where these are peculiar: a compound of one clause ignores its boost,
`Not` scores 1, patterns score their terms unless the segment is small or the terms are many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.query.wrappers import WeightingQuery

from indexer.engine import kernels
from indexer.engine.execute.engine_query import EngineQuery
from indexer.engine.execute.expansion import Expansion, expand, frequencies_of, lists_of, stands_for_all
from indexer.engine.execute.matches import Bytes, Floats, Ints, Matches, Words, greatest, marked, taken, union, without
from indexer.engine.execute.segment import NotSupported, Segment, Statistics, TermList

_NO_CODES, _NO_FLOATS, _NO_WORDS = np.empty(0, dtype=np.uint8), np.empty(0), np.empty(0, dtype=np.uint32)
_DENSE = 16  # a union is made in an array by document where the lists hold one in so many documents, or more


class Evaluator:
    """Evaluates trees over one segment. Raises NotSupported for what it does not know."""

    def __init__(self, segment: Segment, statistics: Statistics) -> None:
        self.segment = segment
        self.statistics = statistics
        self._lists: dict[tuple[str, Any], TermList | None] = {}

    def evaluate(self, node: query.Query, *, scored: bool, among: Words | None = None) -> Matches:
        """The documents that match, of the candidates where there are some."""
        if isinstance(node, EngineQuery):
            return node.evaluate(self, scored=scored, among=among)
        method = _METHODS.get(type(node))
        if method is None or getattr(node, "boost", 1.0) <= 0:
            raise NotSupported(node)
        return method(self, node, scored, among)

    def add(self, node: query.Query, documents: Words, scores: Floats) -> None:
        """Adds the scores of those that match of some documents to others that they have."""
        if isinstance(node, EngineQuery):
            node.add(self, documents, scores)
        else:
            numbers, more = self.evaluate(node, scored=True, among=documents).among(documents)
            kernels.searching.add_scores(numbers, more.scores, scores)

    def estimate(self, node: query.Query) -> int:
        """About how many documents match, at most."""
        size = self.segment.size
        if isinstance(node, EngineQuery):
            return min(size, node.estimate(self))
        if isinstance(node, query.Term):
            return len(self.postings(node.fieldname, node.text) or ())
        if isinstance(node, query.Phrase):
            return min((len(self.postings(node.fieldname, word) or ()) for word in node.words), default=0)
        if isinstance(node, query.And | query.Require):
            return min(map(self.estimate, node.subqueries), default=0)
        if isinstance(node, query.AndNot | query.AndMaybe):
            return self.estimate(node.a)
        if isinstance(node, query.Or | query.DisjunctionMax):
            return min(size, sum(map(self.estimate, node.subqueries)))
        if isinstance(node, query.ConstantScoreQuery):
            return self.estimate(node.child)
        return size if isinstance(node, query.Not | query.Every) else size // 2

    # Leaves

    def _nothing(self, node: query.Query, scored: bool, among: Words | None) -> Matches:
        return Matches.nothing(scored=scored)

    def _term(self, node: query.Term, scored: bool, among: Words | None) -> Matches:
        if node.minquality:
            raise NotSupported(node)
        found = self.postings(node.fieldname, node.text)
        if found is None:
            return Matches.nothing(scored=scored)
        return (
            self._within(found, node.boost, scored, among)
            if among is not None
            else self._whole(found, node.boost, scored)
        )

    def _whole(self, found: TermList, boost: float, scored: bool) -> Matches:
        """A whole list."""
        if not scored:
            return Matches(self._documents(found))
        if not self._simple(found):
            documents = self._documents(found)
            return Matches(documents, self._scores(found, documents, found.field.weights(found.entry), boost))
        documents, scores = np.empty(len(found), dtype=np.uint32), np.empty(len(found))
        parameters = self._parameters(found)
        kernels.searching.score_list(found.words, found.place, len(found), *parameters, boost, documents, scores)
        return Matches(documents, scores)

    def passing(self, node: query.Query, tests: NDArray[np.int64], *, scored: bool) -> Matches | None:
        """The documents of a term that pass tests of columns; None where the node is no term, or no simple one."""
        if type(node) is query.And and len(node.subqueries) == 1 and node.boost > 0:
            return self.passing(node.subqueries[0], tests, scored=scored)
        if type(node) is not query.Term or node.minquality or node.boost <= 0:
            return None
        found = self.postings(node.fieldname, node.text)
        if found is None:
            return Matches.nothing(scored=scored)
        if not self._simple(found):
            return None
        documents, scores = np.empty(len(found), dtype=np.uint32), np.empty(len(found) if scored else 0)
        size = kernels.counting.sift_list(
            found.words, found.place, len(found), *self._parameters(found), node.boost,
            self.segment.container.content, tests, documents, scores,
        )  # fmt: skip
        return Matches(documents[:size], scores[:size] if scored else None)

    def _documents(self, found: TermList) -> Words:
        documents = np.empty(len(found), dtype=np.uint32)
        kernels.coding.decode_documents(found.words, found.place, len(found), documents)
        return documents

    def _within(self, found: TermList, boost: float, scored: bool, among: Words) -> Matches:
        """The candidates that are in a list."""
        numbers, postings = np.empty((2, min(len(among), len(found))), dtype=np.int64)
        size = kernels.searching.intersect_list(found.words, found.place, len(found), among, numbers, postings)
        numbers, postings = numbers[:size], postings[:size]
        documents = among[numbers]
        if not scored:
            return Matches(documents, None, numbers)
        weights = self._weights_at(found, postings)
        return Matches(documents, self._scores(found, documents, weights, boost), numbers)

    def _weights_at(self, found: TermList, postings: Ints) -> Any:
        """The weights of some postings: frequencies where they are the same."""
        if found.field.has_weights:
            return found.field.weights(found.entry)[postings]
        return self._frequencies_at(found, postings)

    def _frequencies_at(self, found: TermList, postings: Ints) -> Words:
        frequencies = np.empty(len(postings), dtype=np.uint32)
        kernels.searching.frequencies_at(found.words, found.place, len(found), postings, frequencies)
        return frequencies

    def _scores(self, found: TermList, documents: Words, weights: Any, boost: float) -> Floats:
        """What documents with these weights of a term score."""
        if self.statistics.field(found.field.name) is None:
            scores: Floats = weights.astype(np.float64) * boost
            return scores
        scores = np.empty(len(documents))
        parameters = self._parameters(found)
        kernels.searching.bm25(documents, weights, *parameters, boost, scores)
        return scores

    def _simple(self, found: TermList) -> bool:
        """Whether the weights are frequencies, and BM25 is what they are for."""
        return not found.field.has_weights and self.statistics.field(found.field.name) is not None

    def _parameters(self, found: TermList) -> tuple[Bytes, Floats, float, float]:
        """Codes of lengths, norms by code, inverse document frequency and saturation, as kernels take them."""
        codes, norms, saturation = self._field(found.field.name)
        return codes, norms, self.statistics.idf(found), saturation

    def _field(self, name: str) -> tuple[Bytes, Floats, float]:
        """Codes of lengths by document, what each of them adds, and saturation, of a field that BM25 is for."""
        scoring = self.statistics.field(name)
        assert scoring is not None
        return *self.segment.norms(name, scoring), scoring.saturation

    def postings(self, name: str, text: Any) -> TermList | None:
        key = name, text
        if key not in self._lists:
            self._lists[key] = self.statistics.list_of(self.segment, name, text)
        return self._lists[key]

    def _phrase(self, node: query.Phrase, scored: bool, among: Words | None) -> Matches:
        """Documents with all words first, then their positions alone. They score as if they held the words anywhere."""
        if node.fieldname not in self.statistics.schema:
            return Matches.nothing(scored=scored)
        schema_field = self.statistics.schema[node.fieldname]
        if not node.words or not schema_field.format or not schema_field.format.supports("positions"):
            raise NotSupported(node)
        lists = [found for word in node.words if (found := self.postings(node.fieldname, word)) is not None]
        if len(lists) < len(node.words):
            return Matches.nothing(scored=scored)
        if not lists[0].field.has_positions:
            raise NotSupported(node)
        if not scored or all(map(self._simple, lists)):
            return self._in_a_row(lists, node.slop, among, scored=scored, boost=node.boost)
        documents = self._in_a_row(lists, node.slop, among, scored=False).documents
        scores = np.zeros(len(documents))
        for each in lists:
            more = self._within(each, 1.0, True, documents).scores
            assert more is not None
            scores += more
        return Matches(documents, scores).boosted(node.boost)

    def _in_a_row(
        self, lists: Sequence[TermList], slop: int, among: Words | None, *, scored: bool, boost: float = 1.0
    ) -> Matches:
        """The documents in which each word is from 1 to `slop` places after the one before it."""
        rows = sorted((len(each), each.place, each.positions, number) for number, each in enumerate(lists))
        documents = np.empty(rows[0][0], dtype=np.uint32) if among is None else among.copy()
        scores, idfs = np.empty(len(documents) if scored else 0), _NO_FLOATS
        codes, norms, saturation = _NO_CODES, _NO_FLOATS, 0.0
        if scored:
            codes, norms, saturation = self._field(lists[0].field.name)
            idfs = np.array([self.statistics.idf(lists[number]) for _, _, _, number in rows])
        size = kernels.phrases.phrase(
            lists[0].words, lists[0].field.position_words.values, np.array(rows), slop,
            documents, -1 if among is None else len(documents),
            codes, norms, idfs, saturation, boost, scores, _NO_WORDS,
        )  # fmt: skip
        return Matches(documents[:size], scores[:size] if scored else None)

    def _every(self, node: query.Every, scored: bool, among: Words | None) -> Matches:
        score = node.boost or 1.0
        if node.fieldname in (None, "", "*"):
            documents = np.arange(self.segment.size, dtype=np.uint32) if among is None else among
            return Matches.constant(documents, score, scored=scored)
        if node.fieldname not in self.statistics.schema:
            raise NotSupported(node)
        field = self.segment.field(node.fieldname)
        if field is None:
            return Matches.nothing(scored=scored)
        found = self.any_of(field, np.arange(len(field.dictionary)), among)
        return Matches.constant(found, score, scored=scored)

    # Terms that stand for many

    def _pattern(self, node: Any, scored: bool, among: Words | None) -> Matches:
        if stands_for_all(node):
            return self.evaluate(query.Every(node.fieldname, boost=node.boost), scored=scored, among=among)
        if node.fieldname not in self.statistics.schema:
            raise NotSupported(node)
        field = self.segment.field(node.fieldname)
        expansion = expand(node, self.segment.reader, field)
        if field is None or not len(expansion.ordinals):
            return Matches.nothing(scored=scored)
        if expansion.words == 1:
            return self._term(query.Term(node.fieldname, expansion.only, boost=node.boost), scored, among)
        if not scored or expansion.scores_one(node, self.segment.size):
            return Matches.constant(self.any_of(field, expansion.ordinals, among), 1.0, scored=scored)
        return self._sum_of(node, field, expansion, among)

    def any_of(self, field: Any, ordinals: Ints, among: Words | None) -> Words:
        """The documents with any of some terms."""
        seen = np.zeros(self.segment.size, dtype=np.uint8)
        places, counts = lists_of(field, ordinals)
        kernels.searching.mark_lists(field.lists.values, places, counts, seen)
        return marked(seen).documents if among is None else among[seen[among] != 0]

    def _sum_of(self, node: Any, field: Any, expansion: Expansion, among: Words | None) -> Matches:
        """The documents with any of the terms that a node stands for, their scores added."""
        ordinals, boost = expansion.ordinals, node.boost
        if field.has_weights or self.statistics.field(field.name) is None:
            parts = [self._whole(each, boost, True) for each in expansion.lists(field)]
            found = union(parts, scored=True)
            return found if among is None else found.among(among)[1]
        places, counts = lists_of(field, ordinals)
        idfs = self.statistics.idfs(
            counts if self.statistics.single else frequencies_of(node, self.statistics)[self.segment.name]
        )
        codes, norms, saturation = self._field(field.name)
        with self.segment.accumulators() as (seen, totals):
            kernels.searching.add_lists(
                field.lists.values, places, counts, codes, norms, idfs, saturation, boost, totals, seen
            )
            found = taken(seen, totals)
        return found if among is None else found.among(among)[1]

    def _numbers(self, node: query.NumericRange, scored: bool, among: Words | None) -> Matches:
        """As Whoosh compiles it: ranges of terms of several precisions."""
        try:
            compiled = node._compile_query(self.segment.reader)
        except (KeyError, ValueError, TypeError) as error:
            raise NotSupported(node) from error
        return self.evaluate(compiled, scored=scored, among=among)

    # Compounds

    def _and(self, node: query.And, scored: bool, among: Words | None) -> Matches:
        if len(node.subqueries) < 2:
            return self._only(node, scored, among)
        parts = sorted(node.subqueries, key=self.estimate)
        found = self.evaluate(parts[0], scored=scored, among=among)
        if found.documents is among or not found.documents.flags.writeable:
            found = found.copied()
        for part in parts[1:]:
            found = self._narrowed(found, part)
        return Matches(found.documents, found.scores).boosted(node.boost)

    def _narrowed(self, found: Matches, part: query.Query) -> Matches:
        """What one more clause leaves; what was found may be overwritten."""
        postings = self.postings(part.fieldname, part.text) if type(part) is query.Term and part.boost > 0 else None
        if found.scores is not None and postings is not None and self._simple(postings) and not part.minquality:
            size = kernels.searching.narrow(
                postings.words, postings.place, len(postings), found.documents, len(found),
                *self._parameters(postings), part.boost, found.scores,
            )  # fmt: skip
            return Matches(found.documents[:size], found.scores[:size])
        numbers, more = self.evaluate(part, scored=found.scores is not None, among=found.documents).among(
            found.documents
        )
        found = found.take(numbers)
        if found.scores is None or more.scores is None:
            return found
        return Matches(found.documents, found.scores + more.scores)

    def _or(self, node: query.Or, scored: bool, among: Words | None) -> Matches:
        if node.scale:
            raise NotSupported(node)
        if len(node.subqueries) < 2:
            return self._only(node, scored, among)
        if among is not None:
            return self._any_among(node, scored, among).boosted(node.boost)
        if self.estimate(node) * _DENSE >= self.segment.size:
            return self._dense(node, scored).boosted(node.boost)
        parts = [self.evaluate(part, scored=scored) for part in node.subqueries]
        return union(parts, scored=scored).boosted(node.boost)

    def _any_among(self, node: query.Or, scored: bool, among: Words) -> Matches:
        """The candidates that match any clause."""
        seen, totals = np.zeros(len(among), dtype=np.uint8), np.zeros(len(among) if scored else 0)
        for part in node.subqueries:
            numbers, more = self.evaluate(part, scored=scored, among=among).among(among)
            if more.scores is None:
                kernels.searching.tally(numbers, seen)
            else:
                kernels.searching.add_scored(numbers, more.scores, totals, seen)
        found = np.flatnonzero(seen)
        return Matches(among[found], totals[found] if scored else None, found)

    def _dense(self, node: query.Or, scored: bool) -> Matches:
        """A union by an accumulator for each document, as in Lucene's BooleanScorer."""
        with self.segment.accumulators() as (seen, totals):
            for part in node.subqueries:
                self._add(part, scored, seen, totals)
            return taken(seen, totals) if scored else marked(seen)

    def _add(self, part: query.Query, scored: bool, seen: Bytes, totals: Floats) -> None:
        """Marks the documents of a clause, and adds its scores."""
        found = self.postings(part.fieldname, part.text) if type(part) is query.Term else None
        if found is None or not self._simple(found):
            more = self.evaluate(part, scored=scored)
            if more.scores is None:
                kernels.searching.tally(more.documents, seen)
            else:
                kernels.searching.add_scored(more.documents, more.scores, totals, seen)
            return
        if not scored:
            kernels.searching.mark_list(found.words, found.place, len(found), seen)
            return
        parameters = self._parameters(found)
        kernels.searching.add_list(found.words, found.place, len(found), *parameters, part.boost, totals, seen)

    def _greatest(self, node: query.DisjunctionMax, scored: bool, among: Words | None) -> Matches:
        """Whoosh leaves the tie-break out of account, and so do we."""
        if len(node.subqueries) < 2:
            return self._only(node, scored, among)
        parts = [self.evaluate(part, scored=scored, among=among) for part in node.subqueries]
        return greatest(parts, scored=scored).boosted(node.boost)

    def _only(self, node: Any, scored: bool, among: Words | None) -> Matches:
        """Whoosh leaves out the boost of a compound of one clause."""
        if not node.subqueries:
            return Matches.nothing(scored=scored)
        return self.evaluate(node.subqueries[0], scored=scored, among=among)

    def _not(self, node: query.Not, scored: bool, among: Words | None) -> Matches:
        candidates = np.arange(self.segment.size, dtype=np.uint32) if among is None else among
        found = without(Matches(candidates), self.evaluate(node.query, scored=False, among=among).documents)
        return Matches.constant(found.documents, 1.0, scored=scored)

    def _and_not(self, node: query.AndNot, scored: bool, among: Words | None) -> Matches:
        found = self.evaluate(node.a, scored=scored, among=among)
        return without(found, self.evaluate(node.b, scored=False, among=found.documents).documents)

    def _and_maybe(self, node: query.AndMaybe, scored: bool, among: Words | None) -> Matches:
        found = self.evaluate(node.a, scored=scored, among=among)
        if found.scores is None:
            return found
        scores = found.scores if found.scores.flags.writeable else found.scores.copy()
        self.add(node.b, found.documents, scores)
        return Matches(found.documents, scores, found.numbers)

    def _require(self, node: query.Require, scored: bool, among: Words | None) -> Matches:
        if self.estimate(node.b) < self.estimate(node.a):
            needed = self.evaluate(node.b, scored=False, among=among).documents
            found = self.evaluate(node.a, scored=scored, among=needed)
            return Matches(found.documents, found.scores)
        found = self.evaluate(node.a, scored=scored, among=among)
        return found.take(self.evaluate(node.b, scored=False, among=found.documents).among(found.documents)[0])

    def _otherwise(self, node: query.Otherwise, scored: bool, among: Words | None) -> Matches:
        """Segment by segment, as Whoosh does: the other side where the first finds nothing in this segment at all."""
        found = self.evaluate(node.a, scored=scored)
        deleted = self.segment.deleted
        left = found if deleted is None else found.masked(deleted, wanted=False)
        if not len(left):
            return self.evaluate(node.b, scored=scored, among=among)
        return found if among is None else found.among(among)[1]

    def _constant(self, node: query.ConstantScoreQuery, scored: bool, among: Words | None) -> Matches:
        if node.score < 0:
            raise NotSupported(node)
        found = self.evaluate(node.child, scored=False, among=among)
        return Matches.constant(found.documents, node.score or 1.0, scored=scored)

    def _child(self, node: WeightingQuery, scored: bool, among: Words | None) -> Matches:
        """Whoosh sets the weighting of the node on a context that it throws away."""
        return self.evaluate(node.child, scored=scored, among=among)


_Method = Callable[[Evaluator, Any, bool, Words | None], Matches]
_METHODS: Mapping[type[query.Query], _Method] = {
    type(query.NullQuery): Evaluator._nothing,
    query.Term: Evaluator._term,
    query.Phrase: Evaluator._phrase,
    query.Every: Evaluator._every,
    query.Prefix: Evaluator._pattern,
    query.Wildcard: Evaluator._pattern,
    query.Regex: Evaluator._pattern,
    query.FuzzyTerm: Evaluator._pattern,
    query.Variations: Evaluator._pattern,
    query.TermRange: Evaluator._pattern,
    query.NumericRange: Evaluator._numbers,
    query.DateRange: Evaluator._numbers,
    query.And: Evaluator._and,
    query.Or: Evaluator._or,
    query.DisjunctionMax: Evaluator._greatest,
    query.Not: Evaluator._not,
    query.AndNot: Evaluator._and_not,
    query.AndMaybe: Evaluator._and_maybe,
    query.Require: Evaluator._require,
    query.Otherwise: Evaluator._otherwise,
    query.ConstantScoreQuery: Evaluator._constant,
    WeightingQuery: Evaluator._child,
}
