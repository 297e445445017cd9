"""What the first releases are looked at for, once the words have ranked them: nearness, and what the best are about.

Both are evidence that costs too much to ask of all releases. It only ever reorders; it finds nothing. It is the same
whatever filters hold, so a filter never changes which of two releases comes first.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from indexer import analysis, weights
from indexer.analysis.stopwords import stop_words
from indexer.bare_words import ABOVE, BareWords
from indexer.documents import Document
from indexer.engine.execute.blend import Blend, Model, Part
from indexer.engine.execute.close import Close
from indexer.engine.execute.promoted import Promoted, Remembered
from indexer.labels import primary_language
from indexer.snapshot import Snapshot

_FIELDS = ("title", "text")  # that are read with attention to the order of words
_TENTH = 9


def promoted(snapshot: Snapshot, words: BareWords, asked: query.Query) -> query.Query:
    """A tree whose first releases have the scores of all evidence."""
    kept = Remembered(asked)
    first = snapshot.executor.search(kept, weights.RERANKED)
    assert first.scores is not None
    scores = np.where(first.scores >= ABOVE, first.scores - ABOVE, first.scores)
    evidence = _nearness(words) if words.is_short else _feedback(snapshot, words, first.documents, scores)
    if evidence is None:
        return asked
    bonus = snapshot.executor.scores(evidence, first.documents)
    return Promoted(kept, dict(zip(first.documents.tolist(), bonus.tolist(), strict=True)))


def _nearness(words: BareWords) -> query.Query | None:
    model = Model(weights.K1, weights.DAMPING, weights.SHORT_RARITY)
    pairs = [Close(*pair, _FIELDS, model, weights.NEAR_WINDOW, weights.NEAR) for pair in words.pairs]
    return query.Or(pairs) if pairs else None


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
    share = weights.FEEDBACK / (1 - weights.FEEDBACK) * words.content / sum(about[term] for term in chosen)
    model = Model(weights.K1, weights.DAMPING)
    return query.Or([
        Blend([Part(field, (term,), weights.FIELD_WEIGHTS[field]) for field in _FIELDS], model, share * about[term])
        for term in chosen
    ])  # fmt: skip


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
