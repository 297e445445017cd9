"""Trains the tagger (`crawler.entities.tagging`) with what readers corrected, and tries it.

    PRESSROOM_SHARED=../shared python -m tests.labels.entities.fit_tagger --try
    PRESSROOM_SHARED=../shared python -m tests.labels.entities.fit_tagger

With `--try` it is trained with all but one fold of the releases, for each fold, and the names that it adds to what the
rules had found are compared with what is right there; each name of a release counts once, however often it stands.
Without, it is trained with all, and the model is written.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from crawler.entities import tagging
from crawler.entities.document import Span
from crawler.entities.lexicon import scan
from crawler.entities.tag_features import KINDS, OUTSIDE, Kind, Line, lines
from tests.labels.entities.corrected import Corrected, Names, corrected

FOLDS = 4
ROUNDS, L1, L2 = 50, 0.05, 0.1
FEWEST = 2  # times that a feature stands in what is learnt from
NO_NAMES = 0.5  # the share of lines without names that is learnt from


@dataclass(frozen=True, slots=True)
class Lesson:
    """A release, its lines, and what each of their words is part of."""

    release: Corrected
    lines: Sequence[tuple[Line, Sequence[str]]]


def lesson(release: Corrected) -> Lesson:
    """What is learnt from a release."""
    found, right = tagging.tags_of(release.found), tagging.tags_of(release.right)
    document = release.document
    of_all = lines(document, scan(document), found, everything=True)
    return Lesson(release, [(line, [right.get(word.start, OUTSIDE) for word in line.words]) for line in of_all])


def train(lessons: Iterable[Lesson], model: Path) -> None:
    """Writes a model."""
    trainer = pycrfsuite.Trainer(verbose=False)
    chance = random.Random(1)
    for one in lessons:
        for line, tags in one.lines:
            if any(tag != OUTSIDE for tag in tags) or chance.random() < NO_NAMES:
                trainer.append(line.features, tags)
    trainer.set_params(
        {"max_iterations": ROUNDS, "c1": L1, "c2": L2, "feature.minfreq": FEWEST, "feature.possible_transitions": True}
    )
    trainer.train(os.fspath(model))


def compare(release: Corrected, names: Names) -> dict[Kind, tuple[int, int, int]]:
    """How many names are right, wrong and missed, each counted once."""
    text = release.document.flat

    def words(spans: Iterable[Span]) -> set[str]:
        return {text[slice(*span)] for span in spans}

    tally: dict[Kind, tuple[int, int, int]] = {}
    for kind in KINDS:
        ours, right = words(names[kind]), words(release.right[kind])
        tally[kind] = len(ours & right), len(ours - right), len(right - ours)
    return tally


def f1(right: int, wrong: int, missed: int) -> float:
    return 2 * right / max(1, 2 * right + wrong + missed)


def cross_validate(lessons: Sequence[Lesson]) -> None:
    """Prints what the rules had found, and what they and the tagger find, by kind and language."""
    before: defaultdict[tuple[str, Kind], list[int]] = defaultdict(lambda: [0, 0, 0])
    after: defaultdict[tuple[str, Kind], list[int]] = defaultdict(lambda: [0, 0, 0])
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            model = Path(folder) / f"{fold}"
            train((one for number, one in enumerate(lessons) if number % FOLDS != fold), model)
            with tagging.by(model):
                for one in lessons[fold::FOLDS]:
                    release = one.release
                    more = tagging.tagged(release.document, scan(release.document), release.found)
                    ours = {kind: [*release.found[kind], *more[kind]] for kind in KINDS}
                    for counts, names in ((before, release.found), (after, ours)):
                        for kind, tally in compare(release, names).items():
                            for key in ("all", release.document.language or ""):
                                counts[key, kind] = [a + b for a, b in zip(counts[key, kind], tally, strict=True)]
    for key, kind in sorted(after):
        print(f"{key:4} {kind:14} F1 {f1(*before[key, kind]):.3f}, {f1(*after[key, kind]):.3f} {after[key, kind]}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.labels.entities.fit_tagger")
    parser.add_argument("--try", action="store_true", dest="is_trial")
    arguments = parser.parse_args()
    releases = corrected(Path(os.environ["PRESSROOM_SHARED"]) / "data")
    lessons = [lesson(release) for release in releases if not release.held]
    random.Random(3).shuffle(lessons)
    if arguments.is_trial:
        cross_validate(lessons)
    else:
        train(lessons, tagging.MODEL)
        print(f"{len(lessons)} releases, {tagging.MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
