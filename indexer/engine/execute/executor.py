"""Searches a whole commit: evaluates a tree segment by segment, then filters, counts, orders and takes the best.

    executor = Executor(index.searcher())
    result = executor.search(tree, limit=20, facets=("organisation", "topic"), filters={"organisation": HasValue(...)})

What the evaluator does not know goes to Whoosh's Searcher, which works over the same segments; filters, facets and
order are ours then, too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import inf
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from whoosh import query

from indexer.engine.execute.evaluate import Evaluator
from indexer.engine.execute.facets import Facet, FacetCounts, Some, histogram
from indexer.engine.execute.listing import ListSearch, is_everything
from indexer.engine.execute.matches import Floats, Ints, Matches, Words
from indexer.engine.execute.order import After, Groups, Order, Sort
from indexer.engine.execute.patterns import PATTERNS, PatternSearch
from indexer.engine.execute.phrases import PhraseSearch
from indexer.engine.execute.segment import NotSupported, Segment, Statistics
from indexer.engine.execute.sieve import Sieve
from indexer.engine.execute.terms import Found, TermSearch
from indexer.engine.filters import Filter

_FEW = 8_192  # documents that are tried, and scored, sooner than looked up in another list
_CHEAPER = 4  # times that it costs less to go through a list than to find who passes a filter
# Documents that are looked at beyond those that are shown, where a column decides between equal ones: by score they are
# few, of one day they are many. So many times as many where that is too few; from here on all.
_EQUALS, _EQUALS_BY_COLUMN, _MORE, _MANY_EQUALS = 32, 250, 8, 10_000
_NO_COUNTS: Mapping[str, Any] = MappingProxyType({})
_Find = Callable[..., Found]


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of documents whose value in a column is from each edge (as the field takes values) to before the next.

    `edges` may be made of the lowest and the highest value that is to be counted; none are made where there is none.
    """

    column: str
    edges: tuple[Any, ...] | Callable[[Any, Any], Sequence[Any]]


class Result(NamedTuple):
    """The first documents in order, with their scores where they are ordered by them, and how many match in all.

    `facets` and `histograms` count all that match, each without the filter of its own name. Of a collapsed search,
    `groups` tells how many documents are left in all, and `members` for how many each of the first ones stands.
    """

    documents: Ints
    scores: Floats | None
    total: int
    facets: Mapping[str, FacetCounts] = _NO_COUNTS
    histograms: Mapping[str, Ints] = _NO_COUNTS
    groups: int | None = None
    members: Ints | None = None


class _Counting:
    """Facets and histograms while their documents are collected."""

    def __init__(self, facets: Mapping[str, Facet], histograms: Mapping[str, Histogram]) -> None:
        self._facets: dict[str, tuple[Facet, list[Some]]] = {name: (facet, []) for name, facet in facets.items()}
        self._histograms: dict[str, tuple[Histogram, list[tuple[Segment, Words]]]] = {
            name: (wanted, []) for name, wanted in histograms.items()
        }

    def __contains__(self, name: str) -> bool:
        return name in self._facets or name in self._histograms

    def add(self, number: int, segment: Segment, documents: Words, failing: Mapping[str, Words]) -> None:
        """Takes the documents of a segment that pass all filters, and those that fail one alone."""
        passing = [Some.of(number, segment, documents)] if self._facets else []
        for name, (_, found) in self._facets.items():
            found += passing
            if name in failing:
                found.append(Some(number, failing[name]))
        for name, (_, counted) in self._histograms.items():
            counted += [(segment, some) for some in (documents, failing.get(name)) if some is not None and len(some)]

    def facets(self) -> dict[str, FacetCounts]:
        return {name: facet.count(found) for name, (facet, found) in self._facets.items()}

    def histograms(self) -> dict[str, Ints]:
        return {name: _counted(wanted, found) for name, (wanted, found) in self._histograms.items()}


class Executor:
    """Searches one commit; any number of threads may do so at a time."""

    def __init__(self, searcher: Any, before: Executor | None = None) -> None:
        """`searcher` is Whoosh's Searcher over segments of this engine, and stays open as long.

        What an executor of an earlier commit worked out for segments that are still there is used again. Raises
        NotSupported.
        """
        leaves = [leaf for leaf in searcher.leaf_searchers() if leaf[0].doc_count_all()]
        known = {segment.name: segment for segment in before.segments} if before else {}
        readers = [leaf.reader() for leaf, _ in leaves]
        self.segments: list[Segment] = [
            segment.again(reader) if (segment := known.get(reader.segment().segment_id())) else Segment(reader)
            for reader in readers
        ]
        self.offsets: list[int] = [offset for _, offset in leaves]
        self._searcher = searcher
        self._is_final: bool = searcher.weighting.use_final  # whether scores are worked over by Whoosh in the end
        self.statistics = Statistics(searcher, self.segments)
        self._facets: dict[str, Facet] = {}
        if before is not None:  # at once, so that nobody waits, and nothing of segments that are gone is held
            for name, facet in list(before._facets.items()):
                with suppress(KeyError):  # the field may have been removed
                    self._facets[name] = Facet(name, self.segments, facet)
        self._terms = TermSearch(self.segments, self.offsets, self.statistics)
        self._lists = ListSearch(self.segments, self._terms)
        phrases = PhraseSearch(self.segments, self.offsets, self.statistics)
        patterns = PatternSearch(self.segments, self._terms, self.statistics)
        self._alone: dict[type[query.Query], PhraseSearch | PatternSearch] = {
            query.Phrase: phrases,
            **dict.fromkeys(PATTERNS, patterns),
        }

    def search(
        self,
        asked: query.Query,
        limit: int | None = 10,
        *,
        facets: Sequence[str] = (),
        filters: Mapping[str, Filter] | None = None,
        sort: Sort | None = None,
        histograms: Mapping[str, Histogram] | None = None,
        ties: str | None = None,
        after: After | None = None,
        collapse: str | None = None,
        count: bool = True,
    ) -> Result:
        """The first `limit` documents (all without one), by score or in the order of a column, and all counts.

        A filter holds for everything but the facet or histogram of the same name. `ties` names a column whose values
        decide between equal documents. `after` gives the documents behind a place, while all are counted. `collapse`
        names a column of which each value is shown once, with the first document that has it; those without a value
        stay as they are. Who needs no `count` may get a total that is too small, and sooner. Raises KeyError for a
        column that is not there, and whatever Whoosh raises for a tree that it refuses.
        """
        counts: dict[str, FacetCounts] = {}
        if not filters and is_everything(asked) and not self._is_final:
            if sort is None and ties is None and after is None and collapse is None and not histograms:
                return self._everything(asked, limit, facets)
            counts, facets = {name: self.facet(name).everything for name in facets}, ()
        order = Order(self, sort, ties)
        if collapse is None:
            try:
                found = self._at_once(asked, limit, facets, filters or {}, order, after, histograms or {}, count)
                return found._replace(facets=counts | dict(found.facets)) if counts else found
            except NotSupported:
                pass  # and answered segment by segment
        counting = _Counting({name: self.facet(name) for name in facets}, histograms or {})
        scored = sort is None and (limit != 0 or collapse is not None)
        matches = self._found(asked, scored, filters or {}, counting)
        groups = Groups(self, matches, order, self.facet(collapse)) if collapse else None
        total = sum(map(len, matches))
        first = order.first(matches if groups is None else groups.kept, total if limit is None else limit, after)
        return Result(
            first.documents,
            first.scores,
            total,
            counts | counting.facets(),
            counting.histograms(),
            None if groups is None else len(groups),
            None if groups is None else groups.members(first.documents),
        )

    def matching(self, asked: query.Query, filters: Mapping[str, Filter] | None = None) -> list[tuple[int, Words]]:
        """All documents that match and pass all filters, by the number of their segment, to be counted by others."""
        found = self._found(asked, False, filters or {}, _Counting({}, {}))
        return [(number, matches.documents) for number, matches in enumerate(found) if len(matches)]

    def scores(self, asked: query.Query, documents: Ints) -> Floats:
        """What some documents score, which match. Raises NotSupported for what the evaluator does not know."""
        scores = np.zeros(len(documents))
        for segment, offset in zip(self.segments, self.offsets, strict=True):
            places = np.flatnonzero((documents >= offset) & (documents < offset + segment.size))
            own = (documents[places] - offset).astype(np.uint32)
            order = np.argsort(own)
            numbers, found = (
                Evaluator(segment, self.statistics).evaluate(asked, scored=True, among=own[order]).among(own[order])
            )
            assert found.scores is not None
            scores[places[order[numbers]]] = found.scores
        return scores

    def facet(self, name: str) -> Facet:
        """A column of texts in all segments. Raises KeyError for one that is not there, or has no texts."""
        if name not in self._facets:
            self._facets[name] = Facet(name, self.segments)
        return self._facets[name]

    def locate(self, document: int) -> tuple[int, int]:
        """The number of the segment with a document, and the number that the document has there."""
        place = bisect_right(self.offsets, document) - 1
        return place, document - self.offsets[place]

    def stored_fields(self, document: int) -> dict[str, Any]:
        """What is stored of a document: as Whoosh gives it, by a shorter way."""
        place, own = self.locate(document)
        fields: dict[str, Any] = self.segments[place].stored_fields(own)
        return fields

    def stored_fields_of(self, documents: Sequence[int]) -> list[dict[str, Any]]:
        """What is stored of some documents, which takes less time than to ask for each."""
        located = [*map(self.locate, documents)]
        numbers: dict[int, list[int]] = {}  # in each segment
        for place, own in located:
            numbers.setdefault(place, []).append(own)
        found = {place: iter(self.segments[place].stored_fields_of(own)) for place, own in numbers.items()}
        return [next(found[place]) for place, _ in located]

    def _everything(self, asked: Any, limit: int | None, facets: Sequence[str]) -> Result:
        """All documents, none of which has to be looked at."""
        total = sum(segment.living for segment in self.segments)
        first: list[Ints] = []
        left = total if limit is None else min(limit, total)
        for segment, offset in zip(self.segments, self.offsets, strict=True):
            some = segment.all_documents(left)
            first.append(some.astype(np.int64) + offset)
            left -= len(some)
        documents = np.concatenate(first) if first else np.empty(0, dtype=np.int64)
        counts = {name: self.facet(name).everything for name in facets}
        return Result(documents, np.full(len(documents), asked.boost), total, counts)

    def _found(
        self, asked: query.Query, scored: bool, filters: Mapping[str, Filter], counting: _Counting
    ) -> list[Matches]:
        """The matches of each segment that pass all filters; counts them, and those that fail one."""
        if filters:
            return self._filtered(asked, scored, filters, counting)
        evaluators = [Evaluator(segment, self.statistics) for segment in self.segments]
        found = self._living(self._evaluate(asked, scored, [None] * len(self.segments), evaluators))
        for number, matches in enumerate(found):
            counting.add(number, self.segments[number], matches.documents, {})
        return found

    def _filtered(
        self, asked: query.Query, scored: bool, filters: Mapping[str, Filter], counting: _Counting
    ) -> list[Matches]:
        """The matches of each segment that pass all filters; counts them, and those that fail one.

        The rarest part leads (as in a conjunction): a filter that fewer documents pass than the tree matches, or the
        tree. Then the filters are tried on what is left, and only what passes them all is scored.
        """
        sideways = {name: wanted for name, wanted in filters.items() if name in counting}
        narrowing = [wanted for name, wanted in filters.items() if name not in counting]
        by_whoosh: dict[int, list[Matches]] = {}  # by filter; its tree may have no hash

        def otherwise(number: int, tree: query.Query) -> Matches:
            if id(tree) not in by_whoosh:
                by_whoosh[id(tree)] = self._by_whoosh(tree)
            return by_whoosh[id(tree)][number]

        sieves = [
            Sieve(segment, self.statistics, sideways, narrowing, partial(otherwise, number))
            for number, segment in enumerate(self.segments)
        ]
        evaluators = [Evaluator(segment, self.statistics) for segment in self.segments]
        sizes = [evaluator.estimate(asked) for evaluator in evaluators]
        among = [sieve.led((size - _FEW) // _CHEAPER) for sieve, size in zip(sieves, sizes, strict=True)]
        if all(some is None for some in among):
            found = self._in_one_pass(asked, scored, sieves, evaluators)
            if found is not None:
                for number, matches in enumerate(found):
                    counting.add(number, self.segments[number], matches.documents, {})
                return found
        at_once = scored and sum(sizes) <= _FEW
        found = self._living(self._evaluate(asked, at_once, among, evaluators))
        for number, (sieve, matches) in enumerate(zip(sieves, found, strict=True)):
            sifted = sieve.sift(matches)
            found[number] = sifted.passing
            counting.add(number, self.segments[number], found[number].documents, sifted.failing)
        if scored and not at_once:
            return self._evaluate(asked, scored, [matches.documents for matches in found], evaluators)
        return found

    def _in_one_pass(
        self, asked: query.Query, scored: bool, sieves: Sequence[Sieve], evaluators: Sequence[Evaluator]
    ) -> list[Matches] | None:
        """The matches that pass filters which have no facet, where the tree is a word; else None."""
        found: list[Matches] = []
        if self._is_final:
            return None
        for sieve, evaluator in zip(sieves, evaluators, strict=True):
            try:
                matches = sieve.evaluate(asked, evaluator, scored=scored)
            except NotSupported:
                return None
            if matches is None:
                return None
            found.append(matches)
        return self._living(found)

    def _at_once(
        self,
        asked: query.Query,
        limit: int | None,
        facets: Sequence[str],
        filters: Mapping[str, Filter],
        order: Order,
        after: After | None,
        histograms: Mapping[str, Histogram],
        count: bool,
    ) -> Result:
        """Answers by one kernel what there is one for. Raises NotSupported for all else."""
        if self._is_final:
            raise NotSupported(asked)
        if filters and not filters.keys().isdisjoint([*facets, *histograms]):
            raise NotSupported(asked)  # what fails a filter counts for its facet
        parts = self._alone.get(type(asked), self._terms)

        def find(limit: int | None, matching: bool = False, ceiling: float = inf) -> Found:
            if filters or order.sort:
                return self._lists.search(asked, limit, filters, order.sort, matching=matching, ceiling=ceiling)
            return parts.search(asked, limit, count=count, matching=matching, ceiling=ceiling)

        found, first, scores = self._first(find, limit, order, after, matching=bool(facets or histograms))
        if not (facets or histograms):
            return Result(first, scores, found.total)
        documents = [(number, some) for number, some in enumerate(found.matching) if len(some)]
        some = [Some.of(number, self.segments[number], each) for number, each in documents] if facets else []
        counts = {name: self.facet(name).count(some) for name in facets}
        counted = [(self.segments[number], each) for number, each in documents]
        bars = {name: _counted(histogram, counted) for name, histogram in histograms.items()}
        return Result(first, scores, found.total, counts, bars)

    def _first(
        self, find: _Find, limit: int | None, order: Order, after: After | None, *, matching: bool
    ) -> tuple[Found, Ints, Floats | None]:
        """All that a kernel finds, and the first documents of it, with their scores if they are ordered by them.

        Kernels decide between equal documents by their numbers. Where a column is to decide, some more are asked for,
        until there is none left that may be equal to one of the first.
        """
        if limit == 0 or not (order.ties or after):
            found = find(limit, matching=matching)
            return found, found.documents, None if order.sort else found.keys
        ceiling = inf if after is None else order.key(after)
        places = None if limit is None else limit + (_EQUALS_BY_COLUMN if order.sort else _EQUALS)
        found = some = find(places, matching=matching, ceiling=ceiling)
        while limit is not None and places is not None and not _is_settled(some.keys, places, limit, ceiling):
            places = _MORE * places if places < _MANY_EQUALS else None
            some = find(places, ceiling=ceiling)
        matches = self._by_segment(some.documents, some.keys)
        return found, *order.first(matches, found.total if limit is None else limit, after)

    def _living(self, found: Sequence[Matches]) -> list[Matches]:
        """Without the documents that were deleted."""
        return [
            matches if segment.deleted is None else matches.masked(segment.deleted, wanted=False)
            for segment, matches in zip(self.segments, found, strict=True)
        ]

    def _evaluate(
        self, asked: query.Query, scored: bool, among: Sequence[Words | None], evaluators: Sequence[Evaluator]
    ) -> list[Matches]:
        """The matches of each segment, of some candidates where there are some."""
        try:
            return self._by_engine(asked, scored, among, evaluators)
        except NotSupported:
            return [
                matches if some is None else matches.among(some)[1]
                for matches, some in zip(self._by_whoosh(asked), among, strict=True)
            ]

    def _by_engine(
        self, asked: query.Query, scored: bool, among: Sequence[Words | None], evaluators: Sequence[Evaluator]
    ) -> list[Matches]:
        """The matches of each segment, deleted documents among them. Raises NotSupported."""
        if self._is_final:
            raise NotSupported(self._searcher.weighting)
        return [
            evaluator.evaluate(asked, scored=scored, among=some)
            for evaluator, some in zip(evaluators, among, strict=True)
        ]

    def _by_whoosh(self, asked: query.Query) -> list[Matches]:
        """What Whoosh's Searcher finds: `limit=None` is the way that reads every posting."""
        hits = self._searcher.search(asked, limit=None).top_n
        numbers = np.array([number for _, number in hits], dtype=np.int64)
        return self._by_segment(numbers, np.array([score for score, _ in hits], dtype=np.float64))

    def _by_segment(self, numbers: Ints, scores: Any) -> list[Matches]:
        """The matches of each segment."""
        order = np.argsort(numbers)
        numbers, scores = numbers[order], scores[order]
        bounds = np.searchsorted(numbers, [*self.offsets, np.iinfo(np.int64).max])
        return [
            Matches((numbers[start:end] - offset).astype(np.uint32), scores[start:end])
            for offset, start, end in zip(self.offsets, bounds[:-1], bounds[1:], strict=True)
        ]


def _is_settled(keys: Any, places: int, limit: int, ceiling: float) -> bool:
    """Whether the first documents are among so many of which these are the keys, whatever decides between equals."""
    return len(keys) < places or int(np.count_nonzero((keys > keys[-1]) & (keys < ceiling))) >= limit


def _counted(wanted: Histogram, found: Sequence[tuple[Segment, Words]]) -> Ints:
    """Counts the documents of some segments."""
    edges = _edges(wanted.edges, wanted.column, found) if callable(wanted.edges) else wanted.edges
    counts = np.zeros(max(len(edges) - 1, 0), dtype=np.int64)
    for segment, some in found:
        counts += histogram(segment, wanted.column, some, edges)
    return counts


def _edges(
    of: Callable[[Any, Any], Sequence[Any]], column: str, found: Sequence[tuple[Segment, Words]]
) -> Sequence[Any]:
    """Edges made of the lowest and the highest number."""
    if not found:
        return ()
    value = found[0][0].reader.schema[column].from_column_value
    numbers = [segment.numbers(column)[some] for segment, some in found]
    return of(value(min(own.min() for own in numbers).item()), value(max(own.max() for own in numbers).item()))
