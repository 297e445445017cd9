"""What the first releases are looked at for, once the words have ranked them: nearness, what the best are about, and
how new they are.

All of it is evidence that costs too much to ask of all releases. It only ever reorders; it finds nothing. What is near
and what the best are about is the same whatever filters hold, so a filter never changes which of two releases comes
first; that newer ones do is left out where a filter says when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from indexer import analysis, weights
from indexer.analysis.stopwords import stop_words
from indexer.asked import Meaning, meant
from indexer.bare_words import ABOVE, BareWords
from indexer.documents import Document
from indexer.engine.execute.blend import Blend, Model, Part
from indexer.engine.execute.close import Close
from indexer.engine.execute.nodes import Fading
from indexer.engine.execute.promoted import Promoted, Remembered
from indexer.labels import primary_language
from indexer.schema import DAY_COLUMN
from indexer.snapshot import Snapshot

_FIELDS = ("title", "text")  # that are read with attention to the order of words
_TENTH = 9


def promoted(snapshot: Snapshot, words: BareWords, asked: query.Query, *, recent: bool = False) -> query.Query:
    """A tree whose first releases have the scores of all evidence; `recent` prefers the newer ones a little."""
    kept = Remembered(asked)
    first = snapshot.executor.search(kept, weights.RERANKED)
    assert first.scores is not None
    scores = np.where(first.scores >= ABOVE, first.scores - ABOVE, first.scores)
    evidence = _nearness(words) if words.is_short else _feedback(snapshot, words, first.documents, scores)
    if recent:
        evidence = query.Or([_newness(snapshot), *([] if evidence is None else [evidence])])
    if evidence is None:
        return asked
    bonus = snapshot.executor.scores(evidence, first.documents)
    return Promoted(kept, dict(zip(first.documents.tolist(), bonus.tolist(), strict=True)), evidence)


def _nearness(words: BareWords) -> query.Query | None:
    model = Model(weights.K1, weights.DAMPING, weights.SHORT_RARITY)
    pairs = [
        meant(Close(*pair, _FIELDS, model, weights.NEAR_WINDOW, weights.NEAR), Meaning("near", _said(pair)))
        for pair in words.pairs
    ]
    return query.Or(pairs) if pairs else None


def _said(pair: tuple[Sequence[Part], Sequence[Part]]) -> str:
    return " ".join(side[0].words[0] for side in pair if side)


def _newness(snapshot: Snapshot) -> query.Query:
    """Half as much for each `RECENT_HALF` days before the newest release of all, so that no clock is asked."""
    return meant(Fading(DAY_COLUMN, snapshot.newest, weights.RECENT_HALF, weights.RECENT), Meaning("recent"))


def _feedback(
    snapshot: Snapshot, words: BareWords, documents: NDArray[np.int64], scores: NDArray[np.float64]
) -> query.Query | None:
    """The words that the best releases are about (RM3), where none of these stands out."""
    if words.content < weights.FEEDBACK_FROM or len(scores) <= _TENTH:
        return None
    if scores[_TENTH] <= weights.FEEDBACK_FLAT * scores[0]:
        return None
    best = documents[: weights.FEEDBACK_RELEASES].tolist()
    parts = scores[: len(best)] / scores[: len(best)].sum()
    about: Counter[str] = Counter()
    for document, part in zip(best, parts.tolist(), strict=True):
        counts = _terms(snapshot.document(document))
        size = counts.total()
        about.update({term: part * count / size for term, count in counts.items()})
    most = weights.FEEDBACK_COMMON * snapshot.size + 5
    usual = (term for term, _ in about.most_common() if 2 <= snapshot.frequency("text", term) <= most)
    chosen = list(islice(usual, weights.FEEDBACK_TERMS))
    if not chosen:
        return None
    share = weights.FEEDBACK / (1 - weights.FEEDBACK) * words.content / sum(about[term] for term in chosen)
    model = Model(weights.K1, weights.DAMPING)
    return query.Or([
        meant(Blend(_in_fields(term), model, share * about[term]), Meaning("feedback", term)) for term in chosen
    ])  # fmt: skip


def _in_fields(term: str) -> list[Part]:
    return [Part(field, (term,), weights.FIELD_WEIGHTS[field]) for field in _FIELDS]


def _terms(document: Document) -> Counter[str]:
    """The terms of a release without stop words and numbers, and how often each stands there."""
    language = primary_language(document.language)
    chain, left_out = analysis.chain(language), stop_words(language) | stop_words("en")
    surfaces = Counter(analysis.tokens(f"{document.title}\n{document.text}"))
    counts: Counter[str] = Counter()
    for surface, count in surfaces.items():
        if len(surface) > 1 and not surface.isdigit() and analysis.fold(surface) not in left_out:
            counts[chain.term(surface)] += count
    return counts
