"""Query mixes, drawn by seed from the corpus's own term statistics."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tests.bench.engine.sample import Sample

COUNT = 200  # questions of a mix
COMMON, RARE = 0.05, 0.002  # the shares of the releases that part common, middling and rare words
FEWEST = 3  # releases with a rare word
EXPANSION = 300  # forms in the corpus that a prefix may stand for
SEED = 6
_SHORTEST = 3  # letters of a word that is asked for

BODY, ANYWHERE = ("body",), ("title", "body")


@dataclass(frozen=True, slots=True)
class Question:
    """What an engine is asked. Each word has to stand in one of the `fields`: every word ("all"), one of them ("any"),
    one after the other ("phrase"), or words that begin with the only one ("prefix"). No words: everything.

    `organisation` and the days (both inclusive) filter. `newest` sorts by date instead of by relevance.
    """

    words: tuple[str, ...] = ()
    how: Literal["all", "any", "phrase", "prefix"] = "all"
    fields: tuple[str, ...] = BODY
    organisation: str = ""
    since: date | None = None
    until: date | None = None
    newest: bool = False


def mixes(sample: Sample, count: int = COUNT, seed: int = SEED) -> dict[str, list[Question]]:
    """Every mix by its name."""
    draw = _Draw(sample, seed)
    made: dict[str, Callable[[], Question]] = {
        "term, common": lambda: Question((draw.word(COMMON, 1.0),)),
        "term, middling": lambda: Question((draw.word(RARE, COMMON),)),
        "term, rare": lambda: Question((draw.word(FEWEST / len(sample), RARE),)),
        "AND": lambda: Question(draw.together()),
        "OR": lambda: Question(draw.together(), "any"),
        "phrase": lambda: Question(draw.phrase(), "phrase"),
        "prefix": lambda: Question((draw.prefix(),), "prefix"),
        "facet + date filter": draw.filtered,
        "by date": lambda: Question((draw.word(RARE, 1.0),), newest=True),
        "title and body": lambda: Question(draw.titled(), fields=ANYWHERE),
        "match-all": Question,
    }
    return {name: [make() for _ in range(count)] for name, make in made.items()}


class _Draw:
    """Draws words, phrases and filters of a sample."""

    def __init__(self, sample: Sample, seed: int) -> None:
        self._sample = sample
        self._random = np.random.default_rng(seed)
        self._shares = _document_frequencies(sample) / len(sample)
        self._askable = np.fromiter(map(_askable, sample.words), dtype=bool)
        self._sorted = sorted(sample.words)

    def word(self, least: float, most: float) -> str:
        fitting = np.flatnonzero(self._askable & (self._shares >= least) & (self._shares < most))
        return self._sample.words[int(self._random.choice(fitting))]

    def together(self) -> tuple[str, ...]:
        """2 to 4 different words of one release."""
        return self._of(self._sample.body, self._number(2, 4))

    def titled(self) -> tuple[str, ...]:
        return self._of(self._sample.title, self._number(1, 2))

    def phrase(self) -> tuple[str, ...]:
        """2 to 4 words in a row, one of them at least not a common one."""
        length = self._number(2, 4)
        while True:
            start = self._number(0, len(self._sample.bodies) - length)
            row = self._sample.bodies[start : start + length]
            if self._askable[row].all() and self._shares[row].min() < COMMON:
                return tuple(self._sample.words[token] for token in row)

    def prefix(self) -> str:
        """The first half of a word, longer until it stands for few forms."""
        word = self.word(RARE, 1.0)
        for length in range(min(max(_SHORTEST, len(word) // 2), len(word)), len(word)):
            first = bisect_left(self._sorted, word[:length])
            if bisect_left(self._sorted, word[:length] + "\U0010ffff") - first <= EXPANSION:
                return word[:length]
        return word

    def filtered(self) -> Question:
        """A word of a release within its organisation and up to four years around its date."""
        release = self._release()
        day, sample = self._sample.days[release], self._sample
        words = self._words(sample.body(release))
        if not len(words):
            return self.filtered()
        since, until = day.replace(year=day.year - self._number(0, 2), day=1), day.replace(year=day.year + 1, day=1)
        word = sample.words[self._random.choice(words)]
        return Question((word,), organisation=sample.organisations[release], since=since, until=until)

    def _of(self, tokens_of: Callable[[int], NDArray[np.int32]], count: int) -> tuple[str, ...]:
        while True:
            words = self._words(tokens_of(self._release()))
            if len(words) >= count:
                return tuple(self._sample.words[token] for token in self._random.choice(words, count, replace=False))

    def _words(self, tokens: NDArray[np.int32]) -> NDArray[np.int32]:
        """The different words of a text that may be asked for and are not the rarest."""
        different: NDArray[np.int32] = np.unique(tokens)
        return different[self._askable[different] & (self._shares[different] >= RARE)]

    def _release(self) -> int:
        return self._number(0, len(self._sample) - 1)

    def _number(self, least: int, most: int) -> int:
        return int(self._random.integers(least, most, endpoint=True))


def _document_frequencies(sample: Sample) -> NDArray[np.int64]:
    frequencies = np.zeros(len(sample.words), dtype=np.int64)
    for release in range(len(sample)):
        frequencies[np.unique(sample.body(release))] += 1
    return frequencies


def _askable(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha()


def probes(questions: Sequence[Question]) -> list[Question]:
    """A few questions that warm an engine up before it is measured."""
    return list(questions[:: max(len(questions) // 10, 1)])
