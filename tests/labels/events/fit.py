"""Fits what the numbers of a pair are worth (`EVENT_WORTH` in `indexer/weights.py`) on the judged pairs, and tries it.

    PRESSROOM_SHARED=../shared python -m tests.labels.events.fit

Logistic regression with an L2 penalty, by Newton's method, on the pairs in one language of all parts but "end". A pair
counts less the more of its event there are (one over the root of how many). The table is of a cross-validation over
events: of each fold what the others taught, for some thresholds. It is of pairs alone, without what a third release
adds or takes, and needs no index: how rare a word is is counted over all releases.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import log1p
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from crawler.cleaning.language import detect
from crawler.entities import annotate
from crawler.importing import BadRecord, read_file
from crawler.records import State, StoredRelease
from indexer import weights
from indexer.account import Account, folded
from indexer.documents import Document
from indexer.same_event import features, likelihood
from tests.labels.events.corpus import Record, records
from tests.labels.events.gold import Label, Part, labels
from tests.labels.events.score import events_of, share_of
from tests.replay import shared_data

PARTS: tuple[Part, ...] = ("tune", "fresh", "end2")
FOLDS, DRAWS, PENALTY, STEPS = 10, 6, 4.0, 12
THRESHOLDS = (0.7, 0.75, 0.8, 0.82, 0.84, 0.85, 0.86, 0.87, 0.88, 0.9)
SEEN = datetime(2026, 11, 30, tzinfo=UTC)

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged pair, its numbers, and whether rules leave it out whatever these are."""

    label: Label
    event: str
    numbers: Mapping[str, float]
    is_out: bool


def judged(data: Path) -> Iterator[Judged]:
    """The pairs in one language."""
    known = [label for part in PARTS for label in labels(part)]
    wanted = {place.id for label in known for place in label.releases}
    found, counts, size = dict[str, Record](), Counter[str](), 0
    for _, record in records(data):
        size += 1
        counts.update(set(folded(f"{record.get('title') or ''}\n{record['text']}")))
        if record["id"] in wanted:
            found[record["id"]] = record

    def frequency(word: str) -> float:
        documents = max(counts[word], 1)
        return log1p((size - documents + 0.5) / (documents + 0.5))

    def rarity(word: str) -> float:
        return weights.EVENT_RAREST * frequency(word) / frequency("")

    accounts = {one.id: Account(one, rarity, frequency) for one in documents(found.values())}
    event = events_of(label.pair for label in known)
    for label in known:
        a, b = (accounts[place.id] for place in label.releases)
        if a.language == b.language:
            yield Judged(label, event[label.pair], features(a, b), not likelihood(a, b))


def documents(found: Iterable[Record]) -> Iterator[Document]:
    """Records as the index would hold them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "found.jsonl"
        file.write_text("".join(f"{json.dumps(record)}\n" for record in found), "utf-8")
        for record in read_file(file, None):
            assert not isinstance(record, BadRecord)
            content = replace(record.release, language=record.release.language or detect(record.release.text))
            source = record.source or "imported"
            yield Document.of(StoredRelease(record.id, source, "", State.LIVE, 1, SEEN, SEEN, annotate(content)))


def fitted(numbers: Matrix, same: Matrix, counted: Matrix) -> Matrix:
    """The worth of each number that makes the judgements likeliest, under the penalty, in units of its spread."""
    middle, spread = numbers.mean(axis=0), numbers.std(axis=0)
    middle[0], spread[0] = 0.0, 1.0
    spread[spread == 0] = 1.0
    scaled = (numbers - middle) / spread
    penalty = PENALTY * np.eye(numbers.shape[1])
    penalty[0, 0] = 1e-6  # what is given to every pair costs nothing
    worth = np.zeros(numbers.shape[1])
    for _ in range(STEPS):
        sure = likely(scaled, worth)
        slope = scaled.T @ (counted * (sure - same)) + penalty @ worth
        worth -= np.linalg.solve((scaled.T * (counted * sure * (1 - sure))) @ scaled + penalty, slope)
    worth /= spread
    worth[0] -= worth[1:] @ middle[1:]
    return worth


def likely(numbers: Matrix, worth: Matrix) -> Matrix:
    """The logistic function."""
    values: Matrix = 1 / (1 + np.exp(-numbers @ worth))
    return values


def held_out(pairs: Sequence[Judged], numbers: Matrix, same: Matrix, counted: Matrix) -> Matrix:
    """The likelihood of each pair, from the events of the other folds; the mean of several ways to cut these."""
    events = sorted({one.event for one in pairs})
    sure = np.zeros((DRAWS, len(pairs)))
    for draw in range(DRAWS):
        Random(draw).shuffle(events)
        fold = {event: place % FOLDS for place, event in enumerate(events)}
        folds = np.array([fold[one.event] for one in pairs])
        for number in range(FOLDS):
            others = folds != number
            worth = fitted(numbers[others], same[others], counted[others])
            sure[draw, ~others] = likely(numbers[~others], worth)
    mean: Matrix = sure.mean(axis=0)
    return mean


def main() -> None:
    """The command."""
    data = shared_data()
    assert data is not None, "name the folder of the shared data in PRESSROOM_SHARED"
    pairs = list(judged(data))
    sizes = Counter(one.event for one in pairs)
    numbers = np.array([list(one.numbers.values()) for one in pairs])
    same = np.array([one.label.same for one in pairs], dtype=float)
    counted = np.array([sizes[one.event] ** -0.5 for one in pairs])
    sure = held_out(pairs, numbers, same, counted) * [not one.is_out for one in pairs]
    print(f"{len(pairs)} pairs of {len(sizes)} events; precision and recall, held out, by threshold")
    for threshold in THRESHOLDS:
        for parts in (PARTS, *((part,) for part in PARTS)):
            counts = [
                (one, is_told) for one, is_told in zip(pairs, sure >= threshold, strict=True) if one.label.part in parts
            ]
            precision = share_of((one.event, one.label.same) for one, is_told in counts if is_told)
            recall = share_of((one.event, bool(is_told)) for one, is_told in counts if one.label.same)
            print(f"{threshold:.2f}  {' '.join(parts):10}  {precision}  {recall}")
    worth = fitted(numbers, same, counted)
    print("EVENT_WORTH =", {name: round(float(one), 3) for name, one in zip(pairs[0].numbers, worth, strict=True)})


if __name__ == "__main__":
    main()
