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
from crawler.entities.topic_head import LogOdds
from crawler.entities.topics import MOST_TOPICS, features, gathered, judged
from tests.labels.entities.__main__ import release_of
from tests.labels.entities.gold import Label, TopicLabel, labels, topic_labels
from tests.labels.entities.score import TopicScores

FOLDS, PENALTY, STEPS = 8, 5.0, 30
_SMALLEST_STEP = 1e-5
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


def candidates_of(number: int, label: Label | TopicLabel, told: LogOdds) -> Iterator[Candidate]:
    """The topics of a labelled release that are judged, with what a network says of them, if it does."""
    release = release_of(label)
    document = read(release)
    finds = scan(document)
    named = [mention.span for mention in organisations.mentions(document, finds, release.organisation)]
    evidence = gathered(document, finds.topics, named)
    for topic, numbers in features(evidence, len(document.text), judged(evidence, told)).items():
        with_told = (*numbers, told[topic]) if topic in told else numbers
        yield Candidate(number, topic, with_told, topic in (label.topics or ()), topic in label.topics_possible)


def fitted(candidates: Sequence[Candidate]) -> Matrix:
    """The worth of each feature that makes the labels likeliest, under the penalty."""
    counted = [one for one in candidates if not one.possible]
    return regression(np.array([one.numbers for one in counted]), np.array([one.right for one in counted], float))


def regression(features: Matrix, right: Matrix, cost: float = PENALTY) -> Matrix:
    """Logistic regression by Newton's method: the worth of each column, of which the first is 1 and costs nothing."""
    penalty = cost * np.eye(features.shape[1])
    penalty[0, 0] = 0
    worth = np.zeros(features.shape[1])
    for _ in range(STEPS):
        sure = likely(features, worth)
        slope = features.T @ (sure - right) + penalty @ worth
        step = np.linalg.solve((features.T * (sure * (1 - sure))) @ features + penalty, slope)
        before = _unlikely(features, right, worth, penalty)
        while _unlikely(features, right, worth - step, penalty) > before and np.abs(step).max() > _SMALLEST_STEP:
            step /= 2
        worth -= step
        if np.abs(step).max() < _SMALLEST_STEP:
            break
    return worth


def _unlikely(features: Matrix, right: Matrix, worth: Matrix, penalty: Matrix) -> float:
    """What is made as small as it can be: the negative logarithm of the likelihood, and the penalty."""
    values = features @ worth
    return float(np.logaddexp(0, values).sum() - right @ values + worth @ penalty @ worth / 2)


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


def show(known: Sequence[Label | TopicLabel], candidates: Sequence[Candidate]) -> None:
    """Prints what a cross-validation gives, for some thresholds."""
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


def main() -> None:
    """The command."""
    known: list[Label | TopicLabel] = [*labels("fresh"), *topic_labels("fresh")]
    candidates = [one for number, label in enumerate(known) for one in candidates_of(number, label, {})]
    show(known, candidates)
    print("WORTH =", tuple(round(float(one), 2) for one in fitted(candidates)))


if __name__ == "__main__":
    main()
