"""Fits what the features of a topic are worth (`crawler.entities.topics.WORTH`) on the labels, and tries it.

    PRESSROOM_SHARED=../shared python -m tests.labels.entities.fit_topics

Logistic regression with an L2 penalty, by Newton's method, on the part "fresh" of the labels and of `topics.jsonl`; a
topic that is only possible is left out. The words of topics were made with the part "tune", which has therefore more of
them than any other release, and would teach to ask for too much. The table is of a cross-validation over releases: of
each fold what the others taught, for some thresholds.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crawler.entities import organisations
from crawler.entities.document import read
from crawler.entities.lexicon import scan
from crawler.entities.topics import MOST_TOPICS, features, gathered
from tests.labels.entities.__main__ import release_of
from tests.labels.entities.gold import Label, TopicLabel, labels, topic_labels
from tests.labels.entities.score import TopicScores

FOLDS, PENALTY, STEPS = 8, 5.0, 30
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5)

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that a release has words of."""

    release: int
    topic: str
    numbers: tuple[float, ...]
    right: bool
    possible: bool


def candidates_of(number: int, label: Label | TopicLabel) -> Iterator[Candidate]:
    """The topics that a labelled release has enough words of."""
    release = release_of(label)
    document = read(release)
    finds = scan(document)
    named = [mention.span for mention in organisations.mentions(document, finds, release.organisation)]
    evidence = gathered(document, finds.topics, named)
    for topic, numbers in features(evidence, len(document.text)).items():
        if evidence[topic].is_telling:
            yield Candidate(number, topic, numbers, topic in (label.topics or ()), topic in label.topics_possible)


def fitted(candidates: Sequence[Candidate]) -> Matrix:
    """The worth of each feature that makes the labels likeliest, under the penalty."""
    counted = [one for one in candidates if not one.possible]
    features = np.array([one.numbers for one in counted])
    right = np.array([one.right for one in counted], dtype=float)
    penalty = PENALTY * np.eye(features.shape[1])
    penalty[0, 0] = 0  # what is given to every topic costs nothing
    worth = np.zeros(features.shape[1])
    for _ in range(STEPS):
        sure = likely(features, worth)
        slope = features.T @ (sure - right) + penalty @ worth
        worth -= np.linalg.solve((features.T * (sure * (1 - sure))) @ features + penalty, slope)
    return worth


def likely(features: Matrix, worth: Matrix) -> Matrix:
    """The logistic function."""
    values: Matrix = 1 / (1 + np.exp(-features @ worth))
    return values


def held_out(candidates: Sequence[Candidate], releases: int) -> list[float]:
    """The confidence of each candidate, from the releases of the other folds."""
    order = list(range(releases))
    random.Random(FOLDS).shuffle(order)
    fold = {release: place % FOLDS for place, release in enumerate(order)}
    worths = [fitted([one for one in candidates if fold[one.release] != number]) for number in range(FOLDS)]
    return [float(likely(np.array(one.numbers), worths[fold[one.release]])) for one in candidates]


def main() -> None:
    """The command."""
    known: list[Label | TopicLabel] = [*labels("fresh"), *topic_labels("fresh")]
    candidates = [one for number, label in enumerate(known) for one in candidates_of(number, label)]
    sure = held_out(candidates, len(known))
    for threshold in THRESHOLDS:
        best: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        for confidence, one in zip(sure, candidates, strict=True):
            if confidence >= threshold:
                best[one.release].append((-confidence, one.topic))
        scores = TopicScores()
        for number, label in enumerate(known):
            scores.add(label, {topic for _, topic in sorted(best[number])[:MOST_TOPICS]})
        print(f"{threshold:.2f}  {scores}")
    print("WORTH =", tuple(round(float(one), 2) for one in fitted(candidates)))


if __name__ == "__main__":
    main()
