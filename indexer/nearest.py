"""The words of the index that are near a word: for what was typed wrong, in queries and while typing.

Distances are those of optimal string alignment, where two neighbours in the wrong order are one edit as Damerau found
them to be in most misspellings (CACM 1964). He and Pollock and Zamora (CACM 1984) found the first letter of a word
seldom wrong: an edit there counts as half an edit more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.engine.dictionary import Dictionary
from indexer.engine.execute.expansion import at
from indexer.engine.execute.matches import Floats, Ints
from indexer.engine.execute.segment import Segment
from indexer.schema import WORDS_FIELD

MOST = 20  # words that are given
_LOOKED_AT = 4 * MOST  # words of each segment whose documents are counted in all of them


class Near(NamedTuple):
    """A word of the index, its distance in edits, and how many documents have it."""

    distance: float
    documents: int
    word: str


def nearest(
    segments: Sequence[Segment], word: str, edits: int, most: int = MOST, *, begins: bool = False
) -> list[Near]:
    """The folded words at most some edits away, the nearest and then the most frequent first; itself too.

    With `begins` those that begin with something so near.
    """
    return _counted(segments, {term for segment in segments for term in _near(segment, word, edits, begins)}, most)


def beginning(segments: Sequence[Segment], start: str, most: int = MOST) -> list[Near]:
    """The most frequent folded words that begin so."""
    return _counted(segments, {term for segment in segments for term in _beginning(segment, start)}, most)


def documents_with(segments: Sequence[Segment], term: bytes) -> int:
    """How many documents have a folded word, deleted ones among them until they are merged away."""
    lists = (segment.postings(WORDS_FIELD, term) for segment in segments)
    return sum(len(found) for found in lists if found is not None)


def _counted(segments: Sequence[Segment], candidates: set[tuple[float, bytes]], most: int) -> list[Near]:
    found = [Near(distance, documents_with(segments, term), term.decode()) for distance, term in candidates]
    return sorted(found, key=lambda near: (near.distance, -near.documents, near.word))[:most]


def _near(segment: Segment, word: str, edits: int, begins: bool) -> list[tuple[float, bytes]]:
    """The nearest and most frequent words of a segment, with their distances."""
    field = segment.field(WORDS_FIELD)
    if field is None:
        return []
    dictionary = field.dictionary
    ordinals, distances = dictionary.within(word, edits, range(len(dictionary)), swaps=True, begins=begins)
    first = dictionary.with_prefix(word[:1].encode("utf-8", "surrogatepass"))
    elsewhere = (ordinals < first.start) | (ordinals >= first.stop)
    return _best(dictionary, ordinals, distances + elsewhere / 2)


def _beginning(segment: Segment, start: str) -> list[tuple[float, bytes]]:
    field = segment.field(WORDS_FIELD)
    if field is None:
        return []
    found = field.dictionary.with_prefix(start.encode("utf-8", "surrogatepass"))
    ordinals = np.arange(found.start, max(found.start, found.stop))
    return _best(field.dictionary, ordinals, np.zeros(len(ordinals)))


def _best(dictionary: Dictionary, ordinals: Ints, distances: Floats) -> list[tuple[float, bytes]]:
    """The nearest and then most frequent of some terms."""
    documents = at(dictionary.columns["documents"], ordinals)
    places = np.arange(len(ordinals))
    if len(places) > _LOOKED_AT:
        places = np.argpartition(distances - documents / (2 * documents.max() + 1), _LOOKED_AT)[:_LOOKED_AT]
    places.sort()
    return list(zip(distances[places].tolist(), dictionary.chosen(ordinals[places]).tolist(), strict=True))
