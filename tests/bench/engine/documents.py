"""The corpus resampled to any number of documents, by seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from tests.bench.engine.sample import Numbers, Sample

BATCH = 1_000  # documents that are drawn together; the draw depends on the seed and the batch alone
RUN = 64  # tokens in a row that come from one release
FOREIGN = 0.3  # of the runs come from another release, so that no two documents are alike
REPEATS = 3  # a form that the corpus does not have stands so often, in the mean
NEW_PERSON = 0.15  # of the documents name somebody whom the corpus does not
SEED = 20_261_129
_CONSONANTS, _VOWELS = "bdfgklmnprtvz", "aeiou"
_SYLLABLES = [consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS]


@dataclass(frozen=True, slots=True)
class Document:
    """One document. Title and body are tokens with one space between."""

    number: int
    title: str
    body: str
    organisation: str
    people: tuple[str, ...]
    places: tuple[str, ...]
    topics: tuple[str, ...]
    day: date

    @property
    def year(self) -> int:
        return self.day.year


def batches(sample: Sample, count: int, seed: int = SEED, first: int = 0) -> Iterator[list[Document]]:
    """`count` documents from number `first` on, which is a multiple of BATCH, in lists of at most BATCH."""
    for start in range(first, first + count, BATCH):
        yield _batch(sample, seed, start, min(BATCH, first + count - start))


def new_form(number: int) -> str:
    """The spelling of a form that the corpus does not have; ends so that our analysis leaves it as it is."""
    parts = []
    number += len(_SYLLABLES) ** 2  # three syllables and more
    while number:
        number, syllable = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[syllable])
    return "".join(reversed(parts)) + "x"


def _batch(sample: Sample, seed: int, start: int, count: int) -> list[Document]:
    random = np.random.default_rng([seed, start])
    releases = random.integers(len(sample), size=BATCH)
    persons = random.random(BATCH)
    mean = len(sample.bodies) / len(sample)
    made = []
    for number, release, chance in zip(range(start, start + count), releases.tolist(), persons.tolist(), strict=False):
        people = sample.people[release]
        if chance < NEW_PERSON:
            people = (*people, _new_person(random, number))
        made.append(
            Document(
                number=number,
                title=" ".join(map(sample.words.__getitem__, sample.title(release).tolist())),
                body=_body(sample, random, sample.body(release), number * mean),
                organisation=sample.organisations[release],
                people=people,
                places=sample.places[release],
                topics=sample.topics[release],
                day=sample.days[release],
            )
        )
    return made


def _body(sample: Sample, random: np.random.Generator, body: Numbers, before: float) -> str:
    """A text as long as one release, with runs of others, and new forms by Heaps' law after `before` tokens."""
    tokens = body.copy()
    for run in np.flatnonzero(random.random(len(body) // RUN) < FOREIGN).tolist():
        source = int(random.integers(len(sample.bodies) - RUN))
        tokens[run * RUN : (run + 1) * RUN] = sample.bodies[source : source + RUN]
    words = list(map(sample.words.__getitem__, tokens.tolist()))
    known = len(sample.words)
    fresh = sample.vocabulary(before + len(body)) - sample.vocabulary(before)
    met = sample.vocabulary(before) - known
    if met > 0 and words:
        for place in random.integers(len(words), size=random.poisson(fresh * REPEATS)).tolist():
            words[place] = new_form(_number(random, met, fresh))
    return " ".join(words)


def _number(random: np.random.Generator, met: float, fresh: float) -> int:
    """Which new form: once in REPEATS one of those that are due now, else an earlier one by Zipf's law."""
    if random.random() * REPEATS < 1:
        return int(met + random.random() * fresh)
    return int(met ** random.random())


def _new_person(random: np.random.Generator, number: int) -> str:
    person = int((1 + number * NEW_PERSON) ** random.random())
    return f"{new_form(person).title()} {new_form(person * 7).title()}"
