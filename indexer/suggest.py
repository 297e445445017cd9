"""Completions of what is being typed: values of facets, and titles.

Nothing is kept for them: the releases that may have such a value are found by its words, and their values are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from whoosh import query

from indexer import analysis
from indexer.engine.execute import Sort
from indexer.engine.execute.facets import FacetCounts
from indexer.index import Suggestion
from indexer.schema import FACETS, ID_FIELD, MOMENT_COLUMN, Facet
from indexer.snapshot import Snapshot

TITLES = 3  # places of the list that are kept for titles


def suggest(snapshot: Snapshot, prefix: str, limit: int) -> Sequence[Suggestion]:
    """What begins, at any word, with the text: facet values by frequency, then the newest titles."""
    words = analysis.query_words(prefix)
    if not words or limit < 1:
        return []
    found = [
        value
        for facet in FACETS
        if facet.suggest
        for value in islice(_values(snapshot, facet, facet.suggest, words), limit)
    ]
    found.sort(key=lambda value: (-value.count, value.value))
    titles = _titles(snapshot, words, limit)
    kept = max(limit - len(titles), limit - TITLES, 0)
    return [*found[:kept], *titles][:limit]


def _values(snapshot: Snapshot, facet: Facet, kind: str, words: Sequence[str]) -> Iterator[Suggestion]:
    """The values of a facet with the words in a row, the last one as the beginning of a word; most frequent first."""
    asked = _beginning(snapshot, facet.field, words)
    counts = snapshot.executor.search(asked, limit=0, facets=[facet.column]).facets[facet.column]
    wanted = f" {' '.join(words)}"
    for value, count in _descending(counts):
        text = value.decode()
        if wanted in f" {' '.join(analysis.query_words(text))}":
            yield Suggestion(kind, text, count)


def _descending(counts: FacetCounts) -> Iterator[tuple[bytes, int]]:
    """All values, the most frequent first; more of them are put in order when the first ones were not enough."""
    seen, size = 0, 64
    while len(found := counts.most(size)) > seen:
        yield from found[seen:]
        seen, size = len(found), 16 * size


def _titles(snapshot: Snapshot, words: Sequence[str], limit: int) -> list[Suggestion]:
    """The newest releases in whose titles all the words stand, the last one as the beginning of a word."""
    newest = Sort(MOMENT_COLUMN, descending=True)
    found = snapshot.executor.search(_beginning(snapshot, "title", words), limit, sort=newest, ties=ID_FIELD)
    return [Suggestion("release", snapshot.document(number).title, 1) for number in found.documents.tolist()]


def _beginning(snapshot: Snapshot, field: str, words: Sequence[str]) -> query.Query:
    """All the words in a field, the last one as the beginning of a word."""
    terms = [query.Term(field, analysis.stem(word)) for word in words[:-1]]
    last = snapshot.lexicon.resolved(query.Prefix(field, words[-1]))
    return query.And([*terms, last]) if terms else last
