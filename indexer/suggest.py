"""Completions of what is being typed: values of facets, and titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np
from whoosh import query

from indexer import analysis
from indexer.execute import Executor
from indexer.index import Suggestion
from indexer.ranking import ranked
from indexer.schema import FACETS, Facet
from indexer.snapshot import Snapshot

TITLES = 3  # places of the list that are kept for titles


class Completions:
    """The facet values of a snapshot, ready to be looked through. Safe to share between threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._facets = [_FacetValues(snapshot, facet) for facet in FACETS if facet.suggest]

    def suggest(self, prefix: str, limit: int) -> Sequence[Suggestion]:
        """What begins, at any word, with the text: facet values by frequency, then the newest titles."""
        words = analysis.query_words(prefix)
        if not words or limit < 1:
            return []
        found = [value for facet in self._facets for value in facet.beginning_with(" ".join(words))]
        found.sort(key=lambda value: (-value.count, value.value))
        titles = self._titles(words, limit)
        kept = max(limit - len(titles), limit - TITLES, 0)
        return [*found[:kept], *titles][:limit]

    def _titles(self, words: Sequence[str], limit: int) -> list[Suggestion]:
        """The newest releases in whose titles all the words stand, the last one as the beginning of a word."""
        snapshot = self.snapshot
        terms = [query.Term("title", analysis.stem(word)) for word in words[:-1]]
        mask = Executor(snapshot).evaluate(query.And([*terms, query.Prefix("title", words[-1])])).mask
        found = ranked(snapshot, mask & snapshot.live, snapshot.moments.astype(np.float64), None, limit)
        return [Suggestion("release", snapshot.document(docnum).title, 1) for _, docnum in found]


class _FacetValues:
    """The values of one facet as one text, a line each, so that looking through them is one search for a string."""

    def __init__(self, snapshot: Snapshot, facet: Facet) -> None:
        rows, values = snapshot.facet(facet.column)
        self._kind = facet.suggest or facet.name
        self._counts = np.bincount(values[snapshot.live[rows]])
        self._values = [snapshot.dictionary(facet.column).values[number] for number in range(len(self._counts))]
        lines = [f" {' '.join(analysis.query_words(value))}\n" for value in self._values]
        self._text = "".join(lines)
        self._ends = list(accumulate(map(len, lines)))

    def beginning_with(self, typed: str) -> Iterator[Suggestion]:
        places = [match.start() for match in re.finditer(re.escape(f" {typed}"), self._text)]
        for number in dict.fromkeys(np.searchsorted(self._ends, places, side="right").tolist()):
            if self._counts[number]:
                yield Suggestion(self._kind, self._values[number], int(self._counts[number]))
