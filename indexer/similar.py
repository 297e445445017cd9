"""Releases about the same event or subject as one: its most telling words, asked of the index as a query.

The words are those that stand out in it by BM25 (as in Robertson and Sparck Jones' selection of terms, 1976): often in
the release, rarely elsewhere. Names, places and acronyms are looked for in all the ways in which the index writes them,
so what others say in other languages and scripts is found as far as these and numbers go. The days around its date are
gentle evidence. Neither the release itself nor what has nearly its text is among what is found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain as chained
from math import log1p

from whoosh import query

from crawler.likeness import SAME_TEXT, jaccard, shingles
from indexer import analysis, weights
from indexer.alternatives import alternatives
from indexer.analysis.stopwords import stop_words
from indexer.asked import Word
from indexer.documents import Document
from indexer.engine.execute.nodes import Fading
from indexer.index import Hit
from indexer.labels import primary_language
from indexer.resolve import Resolver
from indexer.schema import DAY_COLUMN, FAMILY_COLUMN, TEXT_FIELDS, WORDS_FIELD
from indexer.snapshot import Snapshot

_FIELDS = tuple(field.name for field in TEXT_FIELDS if not field.named)
_SPARE = 3  # times as many are looked at as are wanted: some are near-duplicates


def similar(snapshot: Snapshot, release: Document, limit: int) -> list[Hit]:
    """The releases that are most like one, which need not be in the index itself; the likest first."""
    telling = telling_words(snapshot, release, weights.SIMILAR_WORDS)
    if not telling:
        return []
    words = any_of(snapshot, telling)
    nearness = weights.SIMILAR_DATE * sum(boost * rarity(snapshot, word) for word, boost in telling)
    asked = query.AndMaybe(words, Fading(DAY_COLUMN, release.day.toordinal(), weights.SIMILAR_HALF, nearness))
    found = snapshot.executor.search(asked, limit * _SPARE + 2, collapse=FAMILY_COLUMN)
    assert found.scores is not None
    hits: list[Hit] = []
    for number, score in zip(found.documents.tolist(), found.scores.tolist(), strict=True):
        document = snapshot.document(number)
        if len(hits) < limit and not _is_the_same(release, document):
            hits.append(Hit(document.id, score, document.hit_fields(), family=document.family or None))
    return hits


def telling_words(snapshot: Snapshot, release: Document, most: int) -> list[tuple[str, float]]:
    """The folded words that tell most of a release, and how much each counts."""
    size = snapshot.size
    boosts: dict[str, float] = {}
    for word, count in _counts(release).items():
        documents = snapshot.frequency(WORDS_FIELD, word)
        if documents <= weights.SIMILAR_COMMON * size + 5:
            boosts[word] = count * (weights.K1 + 1) / (count + weights.K1)
    telling = sorted(boosts, key=lambda word: (-boosts[word] * rarity(snapshot, word), word))
    return [(word, boosts[word]) for word in telling[:most]]


def any_of(snapshot: Snapshot, telling: Sequence[tuple[str, float]]) -> query.Query:
    """Releases with any of some words, or with what these may stand for."""
    return query.Or([_asked(snapshot, word, boost) for word, boost in telling])


def rarity(snapshot: Snapshot, word: str) -> float:
    """The inverse document frequency of a folded word."""
    documents = max(snapshot.frequency(WORDS_FIELD, word), 1)
    return log1p((max(snapshot.size - documents, 0) + 0.5) / (documents + 0.5))


def _counts(release: Document) -> Counter[str]:
    """How often each word stands in a release that is no stop word; those of title and names count for more."""
    names = chained(release.people, release.organisations, release.places, release.topics)
    counts = Counter(_words(release.text))
    for word in chained(_words(release.title), *map(_words, names)):
        counts[word] += weights.SIMILAR_NAMED
    language = primary_language(release.language)
    for word in stop_words(language) | stop_words("en"):
        del counts[word]
    return counts


def _words(text: str) -> Iterator[str]:
    for token in analysis.tokens(text):
        word = analysis.fold(token)
        if len(word) > 1 or analysis.is_unspaced(word):
            yield word


def _asked(snapshot: Snapshot, word: str, boost: float) -> query.Query:
    """A word, and what else it may stand for; its compounds would tell little more, and are many."""
    (others,) = alternatives(snapshot, [word], misspelt=False, in_compounds=False)
    return Resolver(snapshot).word(Word(word, _FIELDS), others, boost=boost)


def _is_the_same(release: Document, other: Document) -> bool:
    """Whether another document is the release, or has nearly its text."""
    if release.id == other.id or (release.family and release.family == other.family):
        return True
    return jaccard(shingles(release.text), shingles(other.text)) >= SAME_TEXT
