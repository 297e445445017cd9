"""Wrong characters in scripts without spaces, where words have no ends to tell them by.

Such text is indexed in pairs of neighbouring characters. A wrong one makes two pairs that stand nowhere, the one with
the character before it and the one with that after it; right is what makes of both pairs that there are, the most
frequent ones. At the ends of a run, where only one pair tells, nothing is changed.
"""

from __future__ import annotations

from itertools import pairwise

from indexer import analysis
from indexer.nearest import beginning
from indexer.schema import WORDS_FIELD
from indexer.snapshot import Snapshot

LONGEST = 40  # characters of a query that is looked at
OTHERS = 200  # characters that are tried in the place of a wrong one, those that most often follow the one before it


def mended(snapshot: Snapshot, text: str) -> str:
    """A query with characters replaced that never stand between their neighbours."""
    if len(text) > LONGEST or not analysis.is_unspaced(text):
        return text
    pairs = [(start, end, token) for start, end, token in analysis.spans(text) if analysis.is_unspaced(token)]
    for (first, middle_end, before), (middle, last, after) in pairwise(pairs):
        overlap = middle < middle_end and first < middle and middle_end < last
        if overlap and not _documents(snapshot, before) and not _documents(snapshot, after):
            other = _between(snapshot, text[first:middle], text[middle_end:last])
            if other:
                return mended(snapshot, text[:middle] + other + text[middle_end:])
    return text


def _between(snapshot: Snapshot, before: str, after: str) -> str:
    """The character that stands most often between two others; "" for none."""
    start = analysis.fold(before)
    counts: dict[str, int] = {}
    for near in beginning(snapshot.executor.segments, start, OTHERS):
        character = near.word[len(start) :]
        if character:
            counts[character] = min(near.documents, _documents(snapshot, character + after))
    best = max(counts, key=lambda character: counts[character], default="")
    return best if counts.get(best) else ""


def _documents(snapshot: Snapshot, pair: str) -> int:
    return snapshot.frequency(WORDS_FIELD, analysis.fold(pair))
