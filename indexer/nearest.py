"""The words of the index that are near a word: for what was typed wrong, in queries and while typing.

Distances are those of optimal string alignment, where two neighbours in the wrong order are one edit as Damerau found
them to be in most misspellings (CACM 1964). He and Pollock and Zamora (CACM 1984) found the first letter of a word
seldom wrong: an edit there counts as half an edit more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.engine.execute.expansion import at
from indexer.engine.execute.segment import Segment
from indexer.schema import WORDS_FIELD

MOST = 20  # words that are given
_LOOKED_AT = 4 * MOST  # words of each segment whose documents are counted in all of them


class Near(NamedTuple):
    """A word of the index, its distance in edits, and how many documents have it."""

    distance: float
    documents: int
    word: str


def nearest(segments: Sequence[Segment], word: str, edits: int, most: int = MOST) -> list[Near]:
    """The folded words at most some edits away, the nearest and then the most frequent first; itself too."""
    candidates = {term for segment in segments for term in _candidates(segment, word, edits)}
    found = [Near(distance, documents_with(segments, term), term.decode()) for distance, term in candidates]
    return sorted(found, key=lambda near: (near.distance, -near.documents, near.word))[:most]


def documents_with(segments: Sequence[Segment], term: bytes) -> int:
    """How many documents have a folded word, deleted ones among them until they are merged away."""
    lists = (segment.postings(WORDS_FIELD, term) for segment in segments)
    return sum(len(found) for found in lists if found is not None)


def _candidates(segment: Segment, word: str, edits: int) -> list[tuple[float, bytes]]:
    """The nearest and most frequent words of a segment, with their distances."""
    field = segment.field(WORDS_FIELD)
    if field is None:
        return []
    dictionary = field.dictionary
    ordinals, distances = dictionary.within(word, edits, range(len(dictionary)), swaps=True)
    first = dictionary.with_prefix(word[:1].encode("utf-8", "surrogatepass"))
    counted = distances + np.where((ordinals >= first.start) & (ordinals < first.stop), 0.0, 0.5)
    best = np.lexsort((-at(dictionary.columns["documents"], ordinals), counted))[:_LOOKED_AT]
    best.sort()
    return list(zip(counted[best].tolist(), dictionary.chosen(ordinals[best]).tolist(), strict=True))
