"""The words of the index as written: what prefixes, wildcards and fuzzy words are looked for among.

The text fields hold stems; a field beside them holds the folded words of all of them. A pattern stands for the words
that match it, and finds what has their stems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from whoosh import query

from indexer import analysis
from indexer.engine.execute.expansion import at, expand
from indexer.engine.execute.nodes import AnyTerm
from indexer.engine.execute.segment import Segment
from indexer.schema import WORDS_FIELD

KEPT = 64  # patterns whose words are remembered: a query asks for them once a field, and again for the next page
MAX_EXPANSION = 1_000  # words that a pattern stands for, the most frequent ones


class Expansion(NamedTuple):
    """The words that a pattern stands for, and whether there are more of them."""

    words: tuple[str, ...]
    is_cut: bool


class Lexicon:
    """The words of a commit. Cheap to make."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._found = lru_cache(KEPT)(self._expanded)

    def is_cut(self, pattern: query.Query) -> bool:
        """Whether a pattern matches more words than it stands for."""
        return self._found(_among_words(pattern)).is_cut

    def resolved(self, node: query.Query, languages: tuple[str, ...] = ()) -> query.Query:
        """A pattern with the terms that it stands for in its place; other nodes as they are."""
        if not isinstance(node, query.MultiTerm):
            return node
        found = self._found(_among_words(node)).words
        return AnyTerm(
            node.fieldname, found if node.fieldname == WORDS_FIELD else _stems(found, languages), boost=node.boost
        )

    def _expanded(self, pattern: query.Query) -> Expansion:
        """The words that a prefix, wildcard or fuzzy word stands for, the most frequent ones first."""
        counts: Counter[bytes] = Counter()
        is_cut = False
        for segment in self._segments:
            found, more = _most_frequent(segment, pattern)
            counts.update(found)
            is_cut |= more
        words = sorted(counts, key=lambda word: (-counts[word], word))
        return Expansion(tuple(word.decode() for word in words[:MAX_EXPANSION]), is_cut or len(words) > MAX_EXPANSION)


def _stems(words: Sequence[str], languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for word in words for term in analysis.query_terms(word, languages)))


def _among_words(pattern: query.Query) -> query.Query:
    if isinstance(pattern, query.FuzzyTerm):
        return query.FuzzyTerm(WORDS_FIELD, pattern.text, maxdist=pattern.maxdist, prefixlength=pattern.prefixlength)
    return type(pattern)(WORDS_FIELD, pattern.text)


def _most_frequent(segment: Segment, pattern: query.Query) -> tuple[dict[bytes, int], bool]:
    """The most frequent words of a segment that match, with how often each occurs; and whether there are more."""
    field = segment.field(WORDS_FIELD)
    found = expand(pattern, segment.reader, field)
    if field is None or not len(found.ordinals):
        return {}, False
    columns = field.dictionary.columns
    counts = at(columns["documents"], found.ordinals) + at(columns["repeats"], found.ordinals)
    places = np.arange(len(counts))
    if len(places) > MAX_EXPANSION:
        places = np.argpartition(-counts, MAX_EXPANSION)[:MAX_EXPANSION]
    return {found.terms[place]: int(counts[place]) for place in places.tolist()}, len(places) < len(counts)
