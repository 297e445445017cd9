"""Whether an engine answers as stock Whoosh does: documents, counts, order and scores.

    with mended():
        assert_same(searcher, other, tree)

`corpora.py` makes indexes to compare on, `trees.py` queries, `model.py` says without any index what must match.

The reference is stock Whoosh's Searcher with `limit=None`, the one way that reads every posting, under `mended()`.
Differences that are bugs of stock Whoosh (whoosh3 3.54.0), which no engine has to repeat:

- mended for the comparison, since they give wrong documents (`mended.py` has the reason of each): `Not` gives deleted
  documents, and with them a document twice; `AndNot` keeps its first document although both sides have it, and raises
  IndexError where a side ends;
- `limit` with block quality: `IntersectionMatcher.skip_to_quality` calls `_find_next` where both sides may stand on the
  same document already, and its assertion fails (AssertionError); so the reference never has a limit;
- `limit` with `groupedby`: hits in skipped blocks are missing from the groups;
- `limit` with a `filter=` that lets nothing pass: `len(results)` counts all hits (an empty set of allowed documents is
  taken for no filter);
- `FuzzyTerm` with a `prefixlength` beyond the end of its text raises IndexError; trees ask for none;
- `normalize` (which `Searcher.search` does not call): an unfielded `Every` inside an `And` makes the whole an `Every`,
  and a `Phrase` of one word loses its boost; so trees are compared as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

from whoosh import query

from tests.indexer.engine.trees import Vocabulary, tree

TOLERANCE = 1e-9  # of scores; nearer ones count as tied


@dataclass(frozen=True, slots=True)
class Found:
    """Document numbers in the order of the answer, their scores, and how many match in all."""

    documents: Sequence[int]
    scores: Sequence[float]
    count: int


Search = Callable[[query.Query], Found]


def searching(searcher: Any, **options: Any) -> Search:
    """A Whoosh Searcher as a `Search`; without options it reads every posting."""
    given = {"limit": None, **options}

    def search(asked: query.Query) -> Found:
        results = searcher.search(asked, **given)
        scores = [score for score, _ in results.top_n]
        return Found([number for _, number in results.top_n], scores, len(results))

    return search


def assert_same(reference: Any, other: Search, asked: query.Query) -> None:
    """That `other` gives every hit of a tree as the stock searcher `reference` does."""
    found = difference(reference, other, asked)
    assert found is None, f"{found}\nin {asked!r}"


def difference(reference: Any, other: Search, asked: query.Query) -> str | None:
    """What differs first. What the reference refuses (QueryError) the other has to refuse too."""
    try:
        expected = searching(reference)(asked)
    except query.QueryError:
        return None if _refuses(other, asked) else "stock Whoosh refuses it"
    return compare(expected, other(asked))


@dataclass(slots=True)
class Tally:
    """How many trees were compared, and what differed."""

    compared: int = 0
    differences: list[str] = field(default_factory=list)


def bulk(reference: Any, other: Search, words: Vocabulary, count: int, *, seed: int = 0, seconds: float = 600) -> Tally:
    """Compares trees drawn by seed, until there were `count` of them or the time is over."""
    random, tally, end = Random(seed), Tally(), time.monotonic() + seconds
    while tally.compared < count and time.monotonic() < end:
        asked = tree(random, words)
        found = difference(reference, other, asked)
        tally.compared += 1
        if found is not None:
            tally.differences.append(f"{found} in {asked!r}")
    return tally


def compare(expected: Found, found: Found) -> str | None:
    """What differs first; None where all is the same. `expected` has all hits, `found` all of them too."""
    missing, surplus = set(expected.documents) - set(found.documents), set(found.documents) - set(expected.documents)
    if missing or surplus:
        return f"documents: {_some(missing)} are missing, {_some(surplus)} are too many"
    if len(found.documents) != len(expected.documents):
        return "documents: some come twice"
    if found.count != expected.count:
        return f"count: {found.count} in place of {expected.count}"
    scores = dict(zip(expected.documents, expected.scores, strict=True))
    for number, score in zip(found.documents, found.scores, strict=True):
        if not _near(score, scores[number]):
            return f"score of document {number}: {score!r} in place of {scores[number]!r}"
    return _misplaced(found, scores)


def compare_top(expected: Found, found: Found, limit: int) -> str | None:
    """The same for an answer that has at most `limit` hits: the best ones, in order, with the exact count."""
    if len(found.documents) != min(limit, len(expected.documents)):
        return f"hits: {len(found.documents)} in place of {min(limit, len(expected.documents))}"
    if found.count != expected.count:
        return f"count: {found.count} in place of {expected.count}"
    scores = dict(zip(expected.documents, expected.scores, strict=True))
    best = sorted(expected.scores, reverse=True)
    for place, (number, score) in enumerate(zip(found.documents, found.scores, strict=True)):
        if number not in scores or not _near(score, scores[number]) or not _near(score, best[place]):
            return f"hit {place}: document {number} with {score!r}, in place of a score of {best[place]!r}"
    return _misplaced(found, scores)


def _misplaced(found: Found, scores: dict[int, float]) -> str | None:
    """Where the order is not that of descending scores, ties by document."""
    hits = list(zip(found.documents, found.scores, strict=True))
    for (first, score), (second, next_score) in pairwise(hits):
        worse = scores[first] < scores[second] and not _near(scores[first], scores[second])
        if worse or (score == next_score and first > second):
            return f"order: document {first} ({score!r}) before {second} ({next_score!r})"
    return None


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _refuses(other: Search, asked: query.Query) -> bool:
    try:
        other(asked)
    except query.QueryError:
        return True
    return False


def _some(numbers: set[int]) -> list[int]:
    return sorted(numbers)[:5]
