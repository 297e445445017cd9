"""Did you mean: other spellings of words that stand nowhere in the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from whoosh import query
from whoosh.spelling import Corrector

from indexer import analysis
from indexer.index import SearchRequest
from indexer.lexicon import Lexicon
from indexer.schema import TEXT_FIELDS
from indexer.snapshot import Snapshot

MAX_WORDS = 3  # unknown words that are corrected
MIN_LENGTH = 3  # shorter words resemble too many others
_EDITS = (1, 2)


class LexiconCorrector(Corrector):  # type: ignore[misc]  # Whoosh counts as untyped
    """Whoosh's corrector over the words of the index as written: near ones first, then frequent ones."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def _suggestions(self, text: str, maxdist: int, prefix: int) -> Iterator[tuple[float, str]]:
        found = self._lexicon.matching(query.FuzzyTerm("", text, maxdist=maxdist, prefixlength=prefix))
        return ((-maxdist - place / (len(found) + 1), word) for place, word in enumerate(found))


def corrected(
    snapshot: Snapshot, request: SearchRequest, words: Sequence[str], count: Callable[[SearchRequest], int]
) -> str | None:
    """The query with its unknown words corrected, when it then finds more releases with all of its words; else None.

    `words` are the query's plain words, folded; `count` counts the hits of a request.
    """
    unknown = [word for word in dict.fromkeys(words) if len(word) >= MIN_LENGTH and not _occurs(snapshot, word)]
    corrector = LexiconCorrector(snapshot.lexicon)
    better = {word: other for word in unknown[:MAX_WORDS] if (other := _best(corrector, word))}
    if not better:
        return None
    q = _replaced(request.q, better)
    strict = replace(request, match="all", facets={}, cursor=None)
    return q if count(replace(strict, q=q)) > count(strict) else None


def _occurs(snapshot: Snapshot, word: str) -> bool:
    term = analysis.stem(word)
    return any(snapshot.has_term(field.name, term) for field in TEXT_FIELDS if not field.named)


def _best(corrector: Corrector, word: str) -> str | None:
    """The most likely correction: one edit away when there is any, with the same first letter when there is any."""
    for edits in _EDITS[: 1 if len(word) < 2 * MIN_LENGTH else 2]:
        for prefix in (1, 0):
            found: list[str] = corrector.suggest(word, limit=1, maxdist=edits, prefix=prefix)
            if found:
                return found[0]
    return None


def _replaced(q: str, better: dict[str, str]) -> str:
    """The query with words replaced where they stand."""
    parts, end = [], 0
    for start, stop, token in analysis.spans(q):
        other = better.get(analysis.fold(token))
        if other and start >= end:
            parts += [q[end:start], other]
            end = stop
    return "".join([*parts, q[end:]])
