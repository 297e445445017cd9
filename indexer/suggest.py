"""Completions of what is being typed: values of facets, which `completions` has, and titles."""

from __future__ import annotations

from collections.abc import Sequence

from whoosh import query

from indexer import analysis, completions
from indexer.engine.execute import Sort
from indexer.engine.execute.nodes import AnyTerm
from indexer.index import Suggestion
from indexer.nearest import beginning, nearest
from indexer.schema import COMPLETED, ID_FIELD, MOMENT_COLUMN, WORDS_FIELD
from indexer.snapshot import Snapshot

TITLES = 3  # places of the list that are kept for titles
FEW = 2  # completions beside which those of something near are looked for
SAME = 5  # times as many titles as are wanted are looked at, as several releases may have the same
MANY = 100_000  # titles, at most, among which the newest are looked for


def suggest(snapshot: Snapshot, prefix: str, limit: int) -> Sequence[Suggestion]:
    """What begins, at any word, with the text: facet values by frequency, then the newest titles.

    Where there is hardly any, values that begin with something near to it follow. Words of titles that begin nothing
    are taken for words near to them.
    """
    typed = completions.normal(prefix)
    if not typed or limit < 1:
        return []
    segments = snapshot.executor.segments
    values = completions.beginning(segments, typed, limit)
    wanted = min(max(limit - len(values), TITLES), limit)
    words = typed.split()
    respelled = _respelled(snapshot, words)
    titles = _titles(snapshot, respelled, wanted)
    if len(values) + (len(titles) if respelled == words else 0) < FEW:
        known = {(value.kind, value.value) for value in values}
        near = completions.beginning_nearly(segments, typed, limit)
        values += [value for value in near if (value.kind, value.value) not in known]
    kept = max(limit - len(titles), limit - TITLES, 0)
    found = [Suggestion(COMPLETED[value.kind].suggest or "", value.value, value.releases) for value in values]
    return [*found[:kept], *titles][:limit]


def _titles(snapshot: Snapshot, words: Sequence[str], limit: int) -> list[Suggestion]:
    """The newest releases in whose titles all the words stand, the last one as the beginning of a word."""
    if not words or (len(words) == 1 and len(words[0]) < 2 and not analysis.is_unspaced(words[0])):
        return []  # nobody looks for any title with a word in "s"
    *whole, last = words
    parts = [AnyTerm("title", _terms(snapshot, word)) for word in whole]
    asked = query.And([*parts, _beginning(snapshot, last)]) if parts else _beginning(snapshot, last)
    newest = Sort(MOMENT_COLUMN, descending=True)
    found = snapshot.executor.search(asked, SAME * limit, sort=newest, ties=ID_FIELD)
    titles: dict[str, Suggestion] = {}
    for document in map(snapshot.document, found.documents.tolist()):
        titles.setdefault(document.title.casefold(), Suggestion("release", document.title, 1, document.id))
        if len(titles) == limit:
            break
    return list(titles.values())


def _beginning(snapshot: Snapshot, start: str) -> query.Query:
    """Titles with a word that begins so, one of the most frequent ones where there are many."""
    if analysis.is_unspaced(start):
        return query.And([query.Prefix("title", word) for word in analysis.query_words(start)])
    terms: list[str] = []
    titles = 0
    for near in beginning(snapshot.executor.segments, start):
        found = _terms(snapshot, near.word)
        titles += sum(snapshot.frequency("title", term) for term in found)
        terms += found
        if titles >= MANY:
            break
    return AnyTerm("title", tuple(dict.fromkeys(terms)))


def _terms(snapshot: Snapshot, word: str) -> tuple[str, ...]:
    """The terms of a word in any language."""
    return analysis.query_terms(word, snapshot.languages)


def _respelled(snapshot: Snapshot, words: Sequence[str]) -> list[str]:
    """Words that begin nothing as words near to them do; none where there are none near."""
    segments = snapshot.executor.segments
    found: list[str] = []
    for place, word in enumerate(words):
        is_last = place == len(words) - 1
        known = beginning(segments, word, 1) if is_last else snapshot.frequency(WORDS_FIELD, word)
        if known or analysis.is_unspaced(word):
            found.append(word)
        elif near := nearest(segments, word, completions.edits_in(word), 1, begins=is_last):
            found.append(near[0].word)
        else:
            return []
    return found
