"""Searches a whole commit: evaluates a tree segment by segment, then filters, counts, orders and takes the best.

    executor = Executor(index.searcher())
    result = executor.search(tree, limit=20, facets=("organisation", "topic"), filters={"organisation": HasValue(...)})

What the evaluator does not know goes to Whoosh's Searcher, which works over the same segments; filters, facets and
order are ours then, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from indexer.engine import kernels
from indexer.engine.columns import Ordinals
from indexer.engine.execute.evaluate import Evaluator
from indexer.engine.execute.matches import Floats, Ints, Matches, Words
from indexer.engine.execute.segment import NotSupported, Segment, Statistics
from indexer.engine.execute.terms import TermSearch
from indexer.engine.facets import FacetCounts, FacetValues, histogram, sift
from indexer.engine.filters import Filter, candidates, passing


@dataclass(frozen=True, slots=True)
class Sort:
    """An order by a column, ties by document. Documents without the column come last."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of documents whose value in a column is from each edge (as the field takes values) to before the next."""

    column: str
    edges: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The first documents in order, with their scores where they are ordered by them, and how many match in all.

    `facets` and `histograms` count all that match, each without the filter of its own name.
    """

    documents: Ints
    scores: Floats | None
    total: int
    facets: Mapping[str, FacetCounts] = field(default_factory=dict)
    histograms: Mapping[str, Ints] = field(default_factory=dict)


class _Counting:
    """Facets and histograms while their documents are collected."""

    def __init__(self, facets: Mapping[str, FacetValues], histograms: Mapping[str, Histogram]) -> None:
        self._facets: dict[str, tuple[FacetValues, list[tuple[int, Words]]]] = {
            name: (values, []) for name, values in facets.items()
        }
        self._histograms = {
            name: (wanted, np.zeros(len(wanted.edges) - 1, dtype=np.int64)) for name, wanted in histograms.items()
        }

    def __contains__(self, name: str) -> bool:
        return name in self._facets or name in self._histograms

    def add(self, number: int, segment: Segment, documents: Words, failing: Mapping[str, Words]) -> None:
        """Takes the documents of a segment that pass all filters, and those that fail one alone."""
        for name, (_, found) in self._facets.items():
            found += [(number, documents), (number, failing[name])] if name in failing else [(number, documents)]
        for name, (wanted, counts) in self._histograms.items():
            for some in (documents, failing.get(name)):
                if some is not None and len(some):
                    counts += histogram(segment, wanted.column, some, wanted.edges)

    def facets(self) -> dict[str, FacetCounts]:
        return {name: values.count(found) for name, (values, found) in self._facets.items()}

    def histograms(self) -> dict[str, Ints]:
        return {name: counts for name, (_, counts) in self._histograms.items()}


class Executor:
    """Searches one commit; any number of threads may do so at a time."""

    def __init__(self, searcher: Any) -> None:
        """`searcher` is Whoosh's Searcher over segments of this engine, and stays open as long. Raises NotSupported."""
        leaves = [leaf for leaf in searcher.leaf_searchers() if leaf[0].doc_count_all()]
        self._searcher = searcher
        self._segments = [Segment(leaf.reader()) for leaf, _ in leaves]
        self._offsets = [offset for _, offset in leaves]
        self._statistics = Statistics(searcher, self._segments)
        self._terms = TermSearch(self._segments, self._offsets, self._statistics)
        self._values: dict[str, FacetValues] = {}

    def search(
        self,
        asked: query.Query,
        limit: int | None = 10,
        *,
        facets: Sequence[str] = (),
        filters: Mapping[str, Filter] | None = None,
        sort: Sort | None = None,
        histograms: Mapping[str, Histogram] | None = None,
        count: bool = True,
    ) -> Result:
        """The first `limit` documents (all without one), by score or in the order of a column, and all counts.

        A filter holds for everything but the facet or histogram of the same name. Who needs no `count` may get a total
        that is too small, and sooner. Raises KeyError for a column that is not there, and whatever Whoosh raises for a
        tree that it refuses.
        """
        if sort is None and not filters:
            try:
                return self._by_terms(asked, limit, facets, histograms or {}, count)
            except NotSupported:
                pass
        counting = _Counting({name: self._facet(name) for name in facets}, histograms or {})
        sideways, narrowing = {}, []
        for name, wanted in (filters or {}).items():
            if name in counting:
                sideways[name] = wanted
            else:
                narrowing.append(wanted)
        found = [
            self._passing(number, matches, sideways, counting)
            for number, matches in enumerate(self._evaluate(asked, sort is None and limit != 0, narrowing))
        ]
        total = sum(map(len, found))
        documents, scores = self._first(found, total if limit is None else limit, sort)
        return Result(documents, scores, total, counting.facets(), counting.histograms())

    def _by_terms(
        self,
        asked: query.Query,
        limit: int | None,
        facets: Sequence[str],
        histograms: Mapping[str, Histogram],
        count: bool,
    ) -> Result:
        """Answers trees that are made of terms alone. Raises NotSupported."""
        if self._searcher.weighting.use_final:
            raise NotSupported(asked)
        if not facets and not histograms:
            found = self._terms.search(asked, limit, count=count)
            return Result(found.documents, found.scores, found.total)
        counting = _Counting({name: self._facet(name) for name in facets}, histograms)
        found = self._terms.search(asked, limit, matching=True)
        for number, (segment, documents) in enumerate(zip(self._segments, found.matching, strict=False)):
            counting.add(number, segment, documents, {})
        return Result(found.documents, found.scores, found.total, counting.facets(), counting.histograms())

    def _evaluate(self, asked: query.Query, scored: bool, narrowing: Sequence[Filter]) -> list[Matches]:
        """The matches of each segment that pass some filters, without deleted documents."""
        among: list[Words | None] = [None] * len(self._segments)
        if narrowing:
            among = [candidates(segment, self._statistics, narrowing) for segment in self._segments]
        try:
            found = self._by_engine(asked, scored, among)
        except NotSupported:
            return [
                matches if some is None else matches.among(some)[1]
                for matches, some in zip(self._by_whoosh(asked), among, strict=True)
            ]
        return [
            matches if segment.deleted is None else matches.masked(segment.deleted, wanted=False)
            for segment, matches in zip(self._segments, found, strict=True)
        ]

    def _by_engine(self, asked: query.Query, scored: bool, among: Sequence[Words | None]) -> list[Matches]:
        """The matches of each segment, deleted documents among them. Raises NotSupported."""
        if self._searcher.weighting.use_final:
            raise NotSupported(self._searcher.weighting)
        return [
            Evaluator(segment, self._statistics).evaluate(asked, scored=scored, among=some)
            for segment, some in zip(self._segments, among, strict=True)
        ]

    def _by_whoosh(self, asked: query.Query) -> list[Matches]:
        """What Whoosh's Searcher finds: `limit=None` is the way that reads every posting."""
        hits = self._searcher.search(asked, limit=None).top_n
        numbers = np.array([number for _, number in hits], dtype=np.int64)
        scores = np.array([score for score, _ in hits], dtype=np.float64)
        order = np.argsort(numbers)
        numbers, scores = numbers[order], scores[order]
        bounds = np.searchsorted(numbers, [*self._offsets, np.iinfo(np.int64).max])
        return [
            Matches((numbers[start:end] - offset).astype(np.uint32), scores[start:end])
            for offset, start, end in zip(self._offsets, bounds[:-1], bounds[1:], strict=True)
        ]

    def _passing(self, number: int, matches: Matches, filters: Mapping[str, Filter], counting: _Counting) -> Matches:
        """The matches of a segment that pass all filters; counts them, and those that fail one."""
        segment = self._segments[number]
        failing: dict[str, Words] = {}
        if filters:
            sifted = sift(
                {
                    name: passing(segment, self._statistics, wanted, matches.documents)
                    for name, wanted in filters.items()
                }
            )
            failing = {name: matches.documents[numbers] for name, numbers in sifted.failing.items()}
            matches = matches.take(sifted.passing)
        counting.add(number, segment, matches.documents, failing)
        return matches

    def _first(self, found: Sequence[Matches], limit: int, sort: Sort | None) -> tuple[Ints, Floats | None]:
        """The first documents of all segments together, and their scores."""
        if not limit or not found:
            return np.empty(0, dtype=np.int64), np.empty(0) if sort is None else None
        keys: list[Any] = [matches.scores for matches in found] if sort is None else self._keys(found, sort)
        chosen = [_best(some, limit) for some in keys]
        if len(found) == 1:
            documents = found[0].documents[chosen[0]].astype(np.int64) + self._offsets[0]
            return documents, keys[0][chosen[0]] if sort is None else None
        documents = np.concatenate(
            [
                matches.documents[numbers].astype(np.int64) + offset
                for matches, numbers, offset in zip(found, chosen, self._offsets, strict=True)
            ]
        )
        best = np.concatenate([some[numbers] for some, numbers in zip(keys, chosen, strict=True)])
        order = _best(best, limit)  # segments come in the order of their documents, so ties stay in order
        return documents[order], best[order] if sort is None else None

    def _keys(self, found: Sequence[Matches], sort: Sort) -> list[NDArray[Any]]:
        """What the documents are ordered by, the greatest first."""
        columns = [segment.column(sort.column) for segment in self._segments]
        if any(isinstance(column, Ordinals) for column in columns):
            values = self._facet(sort.column)
            keys = [values.places_of(number, matches.documents) for number, matches in enumerate(found)]
        else:
            keys = [
                _comparable(segment.numbers(sort.column)[matches.documents])
                for segment, matches in zip(self._segments, found, strict=True)
            ]
        return keys if sort.descending else [~some for some in keys]

    def _facet(self, name: str) -> FacetValues:
        """Raises KeyError for a column that is not there, or has no texts."""
        if name not in self._values:
            columns = [segment.column(name) for segment in self._segments]
            ordinals = [column if isinstance(column, Ordinals) else None for column in columns]
            if ordinals != columns:
                raise KeyError(name)
            self._values[name] = FacetValues(ordinals, [segment.values(name) for segment in self._segments])
        return self._values[name]


def _comparable(numbers: NDArray[Any]) -> Ints:
    """Whole numbers in the same order."""
    if numbers.dtype.kind == "f":  # as IEEE 754 has it: below zero, all but the sign is turned around
        bits = numbers.astype(np.float64).view(np.int64)
        ordered: Ints = bits ^ ((bits >> 63) & np.int64(2**63 - 1))
        return ordered
    if numbers.dtype == np.uint64:
        return (numbers ^ np.uint64(1 << 63)).view(np.int64)
    return numbers.astype(np.int64)


def _best(keys: Any, limit: int) -> Ints:
    """The numbers of the greatest keys, greatest first, the same ones in their order."""
    numbers = np.empty(min(limit, len(keys)), dtype=np.int64)
    kernels.searching.top(keys, numbers)
    return numbers
