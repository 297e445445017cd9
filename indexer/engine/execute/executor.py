"""Searches a whole commit: evaluates a tree segment by segment, then filters, counts, orders and takes the best.

    executor = Executor(index.searcher())
    result = executor.search(tree, limit=20, facets=("organisation", "topic"), filters={"organisation": HasValue(...)})

What the evaluator does not know goes to Whoosh's Searcher, which works over the same segments; filters, facets and
order are ours then, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from indexer.engine import kernels
from indexer.engine.columns import NumbersReader, Ordinals
from indexer.engine.execute.evaluate import Evaluator
from indexer.engine.execute.facets import Facet, FacetCounts, histogram
from indexer.engine.execute.matches import Floats, Ints, Matches, Words
from indexer.engine.execute.segment import NotSupported, Segment, Statistics
from indexer.engine.execute.sieve import Sieve
from indexer.engine.filters import Filter

_FEW = 2_048  # documents that are scored sooner than looked up again
_CHEAPER = 4  # times that it costs less to go through a list than to find who passes a filter


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

    def __init__(self, facets: Mapping[str, Facet], histograms: Mapping[str, Histogram]) -> None:
        self._facets: dict[str, tuple[Facet, list[tuple[int, Words]]]] = {
            name: (facet, []) for name, facet in facets.items()
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
        return {name: facet.count(found) for name, (facet, found) in self._facets.items()}

    def histograms(self) -> dict[str, Ints]:
        return {name: counts for name, (_, counts) in self._histograms.items()}


class Executor:
    """Searches one commit; any number of threads may do so at a time."""

    def __init__(self, searcher: Any, before: Executor | None = None) -> None:
        """`searcher` is Whoosh's Searcher over segments of this engine, and stays open as long. Raises NotSupported.

        `before` searches an earlier commit, and may go on: what it worked out serves also this one.
        """
        leaves = [leaf for leaf in searcher.leaf_searchers() if leaf[0].doc_count_all()]
        known = {} if before is None else {segment.container: segment for segment in before._segments}
        self._searcher = searcher
        self._segments: list[Segment] = [Segment(leaf.reader(), known) for leaf, _ in leaves]
        self._offsets = [offset for _, offset in leaves]
        self._statistics = Statistics(searcher, self._segments)
        self._facets: dict[str, Facet] = {}
        if before is not None:  # at once, so that nobody waits, and nothing of segments that are gone is held
            for name, facet in list(before._facets.items()):
                with suppress(KeyError):  # the field may have been removed
                    self._facets[name] = Facet(name, self._segments, facet)

    def search(
        self,
        asked: query.Query,
        limit: int | None = 10,
        *,
        facets: Sequence[str] = (),
        filters: Mapping[str, Filter] | None = None,
        sort: Sort | None = None,
        histograms: Mapping[str, Histogram] | None = None,
    ) -> Result:
        """The first `limit` documents (all without one), by score or in the order of a column, and all counts.

        A filter holds for everything but the facet or histogram of the same name. Raises KeyError for a column that is
        not there, and whatever Whoosh raises for a tree that it refuses.
        """
        if not filters and not histograms and sort is None and self._is_everything(asked):
            return self._everything(asked, limit, facets)
        counting = _Counting({name: self._facet(name) for name in facets}, histograms or {})
        scored = sort is None and limit != 0
        found = (
            self._filtered(asked, scored, filters, counting)
            if filters
            else self._living(self._evaluate(asked, scored, [None] * len(self._segments)))
        )
        if not filters:
            for number, matches in enumerate(found):
                counting.add(number, self._segments[number], matches.documents, {})
        total = sum(map(len, found))
        documents, scores = self._first(found, total if limit is None else limit, sort)
        return Result(documents, scores, total, counting.facets(), counting.histograms())

    def _is_everything(self, asked: query.Query) -> bool:
        """Whether it is certain that all documents match."""
        every = type(asked) is query.Every and asked.fieldname in (None, "", "*") and asked.boost > 0
        return every and not self._searcher.weighting.use_final

    def _everything(self, asked: Any, limit: int | None, facets: Sequence[str]) -> Result:
        """All documents, none of which has to be looked at."""
        total = sum(segment.living for segment in self._segments)
        first: list[Ints] = []
        left = total if limit is None else min(limit, total)
        for segment, offset in zip(self._segments, self._offsets, strict=True):
            some = segment.all_documents(left)
            first.append(some.astype(np.int64) + offset)
            left -= len(some)
        documents = np.concatenate(first) if first else np.empty(0, dtype=np.int64)
        counts = {name: self._facet(name).everything for name in facets}
        return Result(documents, np.full(len(documents), asked.boost), total, counts)

    def _filtered(
        self, asked: query.Query, scored: bool, filters: Mapping[str, Filter], counting: _Counting
    ) -> list[Matches]:
        """The matches of each segment that pass all filters; counts them, and those that fail one.

        The rarest part leads (as in a conjunction): a filter that fewer documents pass than the tree matches, or the
        tree. Then the filters are tried on what is left, and only what passes them all is scored.
        """
        sideways = {name: wanted for name, wanted in filters.items() if name in counting}
        narrowing = [wanted for name, wanted in filters.items() if name not in counting]
        sieves = [Sieve(segment, self._statistics, sideways, narrowing) for segment in self._segments]
        sizes = [Evaluator(segment, self._statistics).estimate(asked) for segment in self._segments]
        among = [sieve.led(size // _CHEAPER) for sieve, size in zip(sieves, sizes, strict=True)]
        at_once = scored and sum(sizes) <= _FEW
        found = self._living(self._evaluate(asked, at_once, among))
        for number, (sieve, matches) in enumerate(zip(sieves, found, strict=True)):
            sifted = sieve.sift(matches.documents)
            found[number] = matches.take(sifted.passing)
            counting.add(number, self._segments[number], found[number].documents, sifted.failing)
        if scored and not at_once:
            return self._evaluate(asked, scored, [matches.documents for matches in found])
        return found

    def _living(self, found: Sequence[Matches]) -> list[Matches]:
        """Without the documents that were deleted."""
        return [
            matches if segment.deleted is None else matches.masked(segment.deleted, wanted=False)
            for segment, matches in zip(self._segments, found, strict=True)
        ]

    def _evaluate(self, asked: query.Query, scored: bool, among: Sequence[Words | None]) -> list[Matches]:
        """The matches of each segment, of some candidates where there are some."""
        try:
            return self._by_engine(asked, scored, among)
        except NotSupported:
            return [
                matches if some is None else matches.among(some)[1]
                for matches, some in zip(self._by_whoosh(asked), among, strict=True)
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

    def _first(self, found: Sequence[Matches], limit: int, sort: Sort | None) -> tuple[Ints, Floats | None]:
        """The first documents of all segments together, and their scores."""
        if not limit or not found:
            return np.empty(0, dtype=np.int64), np.empty(0) if sort is None else None
        if sort is None:
            chosen = [_best(matches.scores, limit) for matches in found]
        else:
            chosen = [self._first_by(number, matches.documents, limit, sort) for number, matches in enumerate(found)]
        first = [
            Matches(matches.documents[numbers], None if matches.scores is None else matches.scores[numbers])
            for matches, numbers in zip(found, chosen, strict=True)
        ]
        if len(first) == 1:
            return first[0].documents.astype(np.int64) + self._offsets[0], first[0].scores if sort is None else None
        documents = np.concatenate(
            [matches.documents.astype(np.int64) + offset for matches, offset in zip(first, self._offsets, strict=True)]
        )
        keys = np.concatenate(
            [
                matches.scores if sort is None else self._keys(number, matches.documents, sort)
                for number, matches in enumerate(first)
            ]
        )
        order = _best(keys, limit)  # segments come in the order of their documents, so ties stay in order
        return documents[order], keys[order] if sort is None else None

    def _first_by(self, number: int, documents: Words, limit: int, sort: Sort) -> Ints:
        """Which documents of a segment come first in the order of a column."""
        column = self._segments[number].column(sort.column)
        if column is None:  # all have the same value
            return np.arange(min(limit, len(documents)))
        numbers = column.numbers if isinstance(column, NumbersReader) else column.ordinals
        if numbers.dtype.kind == "f" or (isinstance(column, Ordinals) and column.starts is not None):
            return _best(self._keys(number, documents, sort), limit)
        best = np.empty(min(limit, len(documents)), dtype=np.int64)
        kernels.counting.first_by(documents, numbers, sort.descending, best)
        return best

    def _keys(self, number: int, documents: Words, sort: Sort) -> Ints:
        """What documents of a segment are ordered by among those of all, the greatest first."""
        if any(isinstance(segment.column(sort.column), Ordinals) for segment in self._segments):
            keys = self._facet(sort.column).places_of(number, documents)
        else:
            keys = _comparable(self._segments[number].numbers(sort.column)[documents])
        return keys if sort.descending else ~keys

    def _facet(self, name: str) -> Facet:
        """Raises KeyError for a column that is not there, or has no texts."""
        if name not in self._facets:
            self._facets[name] = Facet(name, self._segments)
        return self._facets[name]


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
