"""The bare words of a query as one: which of them count, what else they may stand for, and how `match` joins them.

Stop words count only where there is nothing else; long queries rank by them a little. A month beside a year is met by
the releases of that month as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log

from whoosh import query

from crawler.cleaning.months import MONTHS
from indexer import analysis, weights
from indexer.alternatives import Alternative, alternatives
from indexer.analysis import stopwords
from indexer.analysis.acronyms import is_acronym
from indexer.analysis.joining import without_joints
from indexer.asked import Meaning, Word, meant
from indexer.days import Days, days
from indexer.engine.execute.blend import Part
from indexer.engine.execute.nodes import AtLeast, Passing
from indexer.engine.filters import InRange
from indexer.resolve import Resolver
from indexer.schema import DAY_COLUMN
from indexer.snapshot import Snapshot

_MONTHS = {analysis.fold(name): number for name, number in MONTHS.items()}
ABOVE = 1e6  # lifts what has all words above all scores
MAX_ACRONYMS = 3  # words in capitals; a query with more of them is written so
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Clause:
    """A bare word: all of it must be met, or one of its `parts` at least where the query is softened."""

    whole: query.Query
    parts: tuple[query.Query, ...]
    counts: bool  # False: a stop word


class BareWords:
    """The bare words of a query, resolved for one commit. `nodes` are words and patterns in the order of the query."""

    def __init__(self, snapshot: Snapshot, nodes: Sequence[query.Query], *, literal: bool = False) -> None:
        """`literal`: every word has to be met as it stands (`match=all`)."""
        self._snapshot = snapshot
        self._resolver = Resolver(snapshot)
        self._nodes = nodes
        self._literal = literal

    @cached_property
    def folded(self) -> list[str]:
        """The words, folded; "" for patterns and joined words."""
        return [
            analysis.fold(node.surfaces[0]) if isinstance(node, Word) and len(node.surfaces) == 1 else ""
            for node in self._nodes
        ]

    @cached_property
    def clauses(self) -> list[Clause]:
        others = alternatives(self._snapshot, self.folded, misspelt=not self._literal)
        return [self._clause(place, others[place]) for place in range(len(self._nodes))]

    @cached_property
    def is_short(self) -> bool:
        """Whether the query is for something known, and not about a subject."""
        return self.content <= weights.SHORT

    @cached_property
    def content(self) -> int:
        """How many words there are, without stop words."""
        sizes = [len(node.surfaces) if isinstance(node, Word) else 1 for node in self._nodes]
        return sum(size for place, size in enumerate(sizes) if self._counts(place))

    @cached_property
    def all(self) -> query.Query:
        """Releases with all words that count."""
        return self._ranked(_joined(query.And, self._wholes))

    @cached_property
    def any(self) -> query.Query:
        """Releases with any of the words that count."""
        return self._ranked(_joined(query.Or, self._wholes))

    def most(self, count: int, *, lifted: bool) -> query.Query:
        """Releases with so many of `soft`; those with all words are `lifted` above the others."""
        some = AtLeast(self.soft, count) if count > 1 else _joined(query.Or, self.soft)
        if lifted:
            some = query.Or([some, query.ConstantScoreQuery(_joined(query.And, self._wholes), ABOVE)])
        return self._ranked(some)

    @cached_property
    def soft(self) -> list[query.Query]:
        """What a softened query counts: each word, and the parts of joined ones."""
        return [part for clause in self.clauses if clause.counts for part in clause.parts]

    @cached_property
    def pairs(self) -> list[tuple[Sequence[Part], Sequence[Part]]]:
        """What neighbouring words that count stand for."""
        words = [
            tuple(self._resolver.parts(Word(surface, node.fields)))
            for place, node in enumerate(self._nodes)
            if isinstance(node, Word) and self._counts(place)
            for surface in node.surfaces
        ]
        return [pair for pair in pairwise(words) if pair[0] != pair[1]]

    @property
    def marked(self) -> list[query.Query]:
        """What is marked where it stands."""
        return self._wholes or [clause.whole for clause in self.clauses]

    @property
    def _wholes(self) -> list[query.Query]:
        return [clause.whole for clause in self.clauses if clause.counts or self._literal]

    @cached_property
    def _content(self) -> frozenset[str]:
        """The words that are no stop words of the language that the query seems to be in."""
        known = stopwords.LANGUAGES.intersection(self._snapshot.languages) | {"en"}
        return frozenset(stopwords.content_words(list(filter(None, self.folded)), known))

    def _counts(self, place: int) -> bool:
        return not self.folded[place] or self.folded[place] in self._content or self._is_acronym(place)

    def _is_acronym(self, place: int) -> bool:
        """Whether a word is in capitals, in a query that is not: "WHO guidelines"."""
        capitals = [isinstance(node, Word) and is_acronym(node.text) for node in self._nodes]
        return capitals[place] and sum(capitals) <= MAX_ACRONYMS

    @cached_property
    def _months(self) -> list[tuple[Passing, range]]:
        """The releases of the months that the query names with their year, and the places of the words that say so."""
        return [
            (Passing(InRange(DAY_COLUMN, month.first, month.last)), places) for month, places in months(self.folded)
        ]

    def _clause(self, place: int, others: Sequence[Alternative]) -> Clause:
        node, rarity = self._nodes[place], weights.SHORT_RARITY if self.is_short else 1.0
        if not isinstance(node, Word):
            whole = self._resolver.resolved(node)
            return Clause(whole, (whole,), counts=True)
        month = next((month for month, places in self._months if place in places), None)
        boost = weights.DATE_WORD if month else 1.0 if self._counts(place) else weights.STOP_WORD
        whole = self._resolver.word(node, others, boost=boost, rarity=rarity)
        if month:
            whole = query.Or([whole, month])
        parted = len(node.surfaces) > 1 and (len(self._nodes) > 1 or analysis.is_unspaced(node.text))
        parts = [Word(surface, node.fields) for surface in node.surfaces] if parted else ()
        joined = [] if analysis.is_unspaced(node.text) else [_as_one(node)]
        soft = tuple(self._resolver.word(part, joined, boost=boost, rarity=rarity) for part in parts)
        return Clause(whole, soft or (whole,), counts=self._counts(place))

    def _ranked(self, tree: query.Query) -> query.Query:
        """A tree with what adds to scores alone: stop words of a long query, months."""
        more: list[query.Query] = []
        if not self.is_short and not self._literal:
            more += [clause.whole for clause in self.clauses if not clause.counts]
        more += [self._bonus(month, places) for month, places in self._months]
        return query.AndMaybe(tree, _joined(query.Or, more)) if more else tree

    def _bonus(self, month: Passing, places: range) -> query.Query:
        """What being of a month adds."""
        bonus = query.ConstantScoreQuery(month, weights.DATE * self._rarity(month))
        return meant(bonus, Meaning("month", " ".join(self.folded[place] for place in places)))

    def _rarity(self, month: Passing) -> float:
        """The inverse document frequency of a month."""
        size, found = self._snapshot.size, self._snapshot.executor.search(month, limit=0).total
        return log(1 + (size - found + 0.5) / (found + 0.5))


def names_time(word: str) -> bool:
    """Whether a folded word is a year or a month."""
    return word in _MONTHS or _YEAR.fullmatch(word) is not None


def _as_one(word: Word) -> Alternative:
    """What joins several words, written as one: it has each of them."""
    return Alternative((without_joints(word.text),), 1.0, "joined")


def months(words: Sequence[str]) -> Iterator[tuple[Days, range]]:
    """The months beside a year among folded words, each with the places of the two."""
    taken: set[int] = set()
    for place, (first, second) in enumerate(pairwise(words)):
        month, year = (_MONTHS.get(first), second) if first in _MONTHS else (_MONTHS.get(second), first)
        if month and _YEAR.fullmatch(year) and place not in taken and (found := days(f"{year}-{month:02}")):
            yield found, range(place, place + 2)
            taken |= {place, place + 1}


def _joined(kind: type[query.And | query.Or], nodes: Sequence[query.Query]) -> query.Query:
    return nodes[0] if len(nodes) == 1 else kind(nodes)
