"""Percolation: which of many stored searches find some given releases.

A search is looked up in the index once, for the conditions of which a release must meet each, the rarest first. Each
condition that searches have is tried on the given releases once, however many searches have it; a search whose rarest
condition none of them meets costs no more than that. The answers are those of the search itself (`indexer.search`),
over the same documents of the same segments.

What was looked up is kept, until the index has grown by a hundredth or is in other languages: what else a word may
stand for hardly changes sooner. Patterns stand for words that may be new, so what has some is not kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from whoosh import query

from indexer.documents import Document
from indexer.engine.execute.blend import Blend
from indexer.engine.execute.evaluate import Evaluator
from indexer.engine.execute.matches import Words
from indexer.engine.execute.nodes import AnyTerm, Near, Passing
from indexer.engine.execute.segment import NotSupported
from indexer.engine.execute.sieve import passing
from indexer.engine.filters import AllOf, HasValue, InRange, Matching
from indexer.index import Match, Percolated, SearchRequest
from indexer.schema import ID_FIELD
from indexer.search import Search
from indexer.snapshot import Snapshot

_GROWTH = 100  # what was looked up is kept until one in so many releases is new
_LEAST = 50  # or, in a small index, until so many are


class Condition(NamedTuple):
    """What a release must meet: a tree, or a filter over a column. Those with the same key are met by the same."""

    key: Hashable
    asked: query.Query | HasValue | InRange


@dataclass(frozen=True, slots=True)
class Lookup:
    """The conditions of a search, the rarest first, as they were when the index had grown to `size`."""

    conditions: tuple[Condition, ...]
    size: int


class Percolator:
    """Keeps what was looked up from one percolation to the next. For one thread at a time."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Lookup] = {}
        self._languages: tuple[str, ...] = ()

    def percolate(self, snapshot: Snapshot, requests: Sequence[SearchRequest], ids: Sequence[str]) -> Percolated:
        """Which of some releases each of the searches finds, in the order of the releases.

        Raises ValueError for an unknown facet. `match="auto"` finds what has all the words: nothing is relaxed.
        """
        batch = Batch(snapshot, ids)
        if not batch.everything:
            return Percolated([() for _ in requests], {})
        languages = tuple(sorted(snapshot.languages))
        if languages != self._languages:
            self._kept, self._languages = {}, languages
        found = [batch.meeting(self._lookup(batch, request).conditions) for request in requests]
        return Percolated([tuple(batch.named(some)) for some in found], batch.documents)

    def forget_others(self, requests: Sequence[SearchRequest]) -> None:
        """Keeps nothing of any but these searches, where more are kept than there are."""
        if len(self._kept) <= len(requests):
            return
        wanted = set(map(_key, requests))
        self._kept = {key: lookup for key, lookup in self._kept.items() if key in wanted}

    def _lookup(self, batch: Batch, request: SearchRequest) -> Lookup:
        key, size = _key(request), batch.snapshot.size
        known = self._kept.get(key)
        if known is not None and abs(size - known.size) < max(known.size // _GROWTH, _LEAST):
            return known
        search = Search(batch.snapshot, replace(request, match=_exact(request)))
        lookup = Lookup(tuple(sorted(_conditions(search), key=batch.frequency)), size)
        if search.is_kept:
            self._kept[key] = lookup
        return lookup


class Batch:
    """Some releases in the index. A set of them is a number that has a bit for each."""

    def __init__(self, snapshot: Snapshot, ids: Sequence[str]) -> None:
        self.snapshot = snapshot
        executor = snapshot.executor
        self._evaluators = [Evaluator(segment, executor.statistics) for segment in executor.segments]
        self._known: dict[Hashable, int] = {}
        self._ids: list[str] = []
        self._numbers: list[int] = []  # of the documents, in the whole commit
        for identity in dict.fromkeys(ids):
            found = executor.search(query.Term(ID_FIELD, identity), 1).documents.tolist()
            if found:
                self._ids.append(identity)
                self._numbers += found
        self.everything = (1 << len(self._ids)) - 1
        own: dict[int, list[tuple[int, int]]] = {}
        for place, number in enumerate(self._numbers):
            segment, document = executor.locate(number)
            own.setdefault(segment, []).append((document, place))
        # By segment: the numbers of the documents there, in order, and the places of their bits.
        self._places = {segment: dict(sorted(some)) for segment, some in own.items()}
        self._candidates = {segment: np.array([*some], dtype=np.uint32) for segment, some in self._places.items()}

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        pairs = zip(self._ids, self._numbers, strict=True)
        return {identity: self.snapshot.document(number) for identity, number in pairs}

    def named(self, some: int) -> Iterator[str]:
        """The ids of a set."""
        while some:
            lowest = some & -some
            yield self._ids[lowest.bit_length() - 1]
            some ^= lowest

    def meeting(self, conditions: Sequence[Condition]) -> int:
        """The releases that meet each of some conditions."""
        left = self.everything
        for condition in conditions:
            met = self._known.get(condition.key)
            if met is None:
                met = self._known[condition.key] = self._met(condition)
            left &= met
            if not left:
                break
        return left

    def frequency(self, condition: Condition) -> int:
        """About how many releases of the whole index meet a condition."""
        asked = condition.asked
        if not isinstance(asked, query.Query):
            return self.snapshot.size // 2
        return sum(evaluator.estimate(asked) for evaluator in self._evaluators)

    def _met(self, condition: Condition) -> int:
        found = 0
        for segment, places in self._places.items():
            for document in self._matching(segment, condition.asked).tolist():
                found |= 1 << places[document]
        return found

    def _matching(self, segment: int, asked: query.Query | HasValue | InRange) -> Words:
        candidates, evaluator = self._candidates[segment], self._evaluators[segment]
        if not isinstance(asked, query.Query):
            return passing(evaluator.segment, asked, candidates)
        try:
            return evaluator.evaluate(asked, scored=False, among=candidates).documents
        except NotSupported:
            everywhere = dict(self.snapshot.executor.matching(asked))
            return np.intersect1d(candidates, everywhere.get(segment, candidates[:0]))


def _conditions(search: Search) -> Iterator[Condition]:
    """What a release must meet to be found."""
    for tree in _clauses(search.tree):
        yield Condition(_structure(tree), tree)
    for wanted in search.filters.values():
        if isinstance(wanted, Matching):
            yield Condition(_structure(wanted.query), wanted.query)
        else:
            each = wanted.filters if isinstance(wanted, AllOf) else (wanted,)
            yield from (Condition(one, one) for one in each)


def _clauses(tree: query.Query) -> Iterator[query.Query]:
    """The parts of a tree of which all must be met. Whatever only adds to scores is left out."""
    if isinstance(tree, query.AndMaybe):
        yield from _clauses(tree.a)
    elif type(tree) is query.And and tree.subqueries:
        for part in tree.subqueries:
            yield from _clauses(part)
    elif not (isinstance(tree, query.Every) and tree.fieldname is None):
        yield tree


def _structure(tree: query.Query) -> Hashable:
    """What is the same for trees that match the same, as far as that can be told; else like nothing."""
    kind = type(tree)
    if isinstance(tree, Blend):
        return kind, frozenset((part.field, part.words) for part in tree.parts)
    if isinstance(tree, query.AndMaybe):
        return _structure(tree.a)
    if isinstance(tree, query.And | query.Or | query.Require):
        return kind, tuple(map(_structure, tree.subqueries))
    if isinstance(tree, query.Not):
        return kind, _structure(tree.query)
    if isinstance(tree, Near | query.Phrase):
        return kind, tree.fieldname, tuple(tree.words), tree.slop
    if isinstance(tree, AnyTerm):
        return kind, tree.fieldname, tree.texts
    if isinstance(tree, Passing):
        return tree.filter
    return object()


def _exact(request: SearchRequest) -> Match:
    """Nothing is relaxed for who is told: all the words, or any where that was asked for."""
    return "any" if request.match == "any" else "all"


def _key(request: SearchRequest) -> Hashable:
    """What two searches that find the same have in common."""
    filters = frozenset((name, wanted) for name, wanted in request.filters.items())
    return request.q, _exact(request), filters, request.since, request.until, request.family
