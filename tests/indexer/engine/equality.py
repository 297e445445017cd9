"""Whether an engine answers as stock Whoosh does: documents, counts, order and scores.

    assert_same(searcher, other, tree)

`corpora.py` makes indexes to compare on, `trees.py` queries, `model.py` says without any index what must match.

The reference is stock Whoosh's Searcher with `limit=None`, the one way that reads every posting. Differences that are
bugs of stock Whoosh (whoosh3 3.54.0, whoosh-reloaded 2.7.5 where it says so) and that no engine has to repeat:

- `limit` with block quality: `IntersectionMatcher.skip_to_quality` calls `_find_next` where both sides may stand on the
  same document already, and its assertion fails (`AssertionError`); so the reference never has a limit.
- `limit` with `groupedby`: hits in skipped blocks are missing from the groups.
- `limit` with `filter=` that lets nothing pass: `len(results)` counts the hits without the filter (an empty set of
  allowed documents is taken for no filter).
- `normalize` (which `Searcher.search` does not call): an unfielded `Every` inside an `And` makes the whole an `Every`,
  `BinaryQuery.normalize` turns `Otherwise` with an empty side into the other side, and a `Phrase` of one word loses its
  boost. Trees are therefore compared as they are, not normalized.
BUGS lists those that show in the comparison, by the test that tells them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh import query

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

    def search(tree: query.Query) -> Found:
        results = searcher.search(tree, **given)
        scores = [score for score, _ in results.top_n]
        return Found([number for _, number in results.top_n], scores, len(results))

    return search


def assert_same(reference: Any, other: Search, tree: query.Query) -> None:
    """That `other` gives every hit of a tree as the stock searcher `reference` does.

    Where the reference refuses the tree (`QueryError`), the other has to refuse it too.
    """
    try:
        expected = searching(reference)(tree)
    except query.QueryError:
        assert _refuses(other, tree), f"stock Whoosh refuses what the other answers: {tree!r}"
        return
    difference = compare(expected, other(tree))
    assert difference is None, f"{difference}\nin {tree!r}"


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
    for (first, score), (second, next_score) in zip(hits, hits[1:], strict=False):
        worse = scores[first] < scores[second] and not _near(scores[first], scores[second])
        if worse or (score == next_score and first > second):
            return f"order: document {first} ({score!r}) before {second} ({next_score!r})"
    return None


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one), abs(other))


def _refuses(other: Search, tree: query.Query) -> bool:
    try:
        other(tree)
    except query.QueryError:
        return True
    return False


def _some(numbers: set[int]) -> list[int]:
    return sorted(numbers)[:5]
