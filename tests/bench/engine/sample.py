"""The shared corpus as token numbers and facet values, and how its vocabulary grows."""

from __future__ import annotations

import gzip
import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crawler.entities import annotate
from crawler.records import Release
from indexer import analysis

VERSION = 1  # of the kept file: another version is made again
UNNAMED = "Wire services"  # the organisation of releases that name none
UNDATED = 2015
_TRIES = 5

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Sample:
    """Real releases. `words` are the distinct tokens; `bodies` and `titles` hold token numbers, one release after the
    other, release `d` from `starts[d]` to `starts[d + 1]`. `exponent` and `factor` are those of Heaps' law (1978): n
    tokens have factor * n ** exponent distinct ones."""

    words: list[str]
    bodies: Numbers
    body_starts: NDArray[np.int64]
    titles: Numbers
    title_starts: NDArray[np.int64]
    organisations: list[str]
    people: list[tuple[str, ...]]
    places: list[tuple[str, ...]]
    topics: list[tuple[str, ...]]
    days: list[date]
    exponent: float
    factor: float

    def __len__(self) -> int:
        return len(self.days)

    def body(self, release: int) -> Numbers:
        return self.bodies[self.body_starts[release] : self.body_starts[release + 1]]

    def title(self, release: int) -> Numbers:
        return self.titles[self.title_starts[release] : self.title_starts[release + 1]]

    def vocabulary(self, tokens: float) -> float:
        """How many distinct forms so many tokens have in life."""
        return float(self.factor * tokens**self.exponent)


def load(shared: Path, work: Path, *, every: int = 1) -> Sample:
    """The sample of the shared corpus (of every n-th release of it), kept in the work folder once it is made."""
    kept = work / f"sample-{VERSION}-{every}.pickle"
    if kept.exists():
        with kept.open("rb") as file:
            sample: Sample = pickle.load(file)  # written below
            return sample
    rows = (row for number, row in enumerate(_rows(shared / "corpus")) if number % every == 0)
    sample = made(rows)
    work.mkdir(parents=True, exist_ok=True)
    with kept.open("wb") as file:
        pickle.dump(sample, file, protocol=pickle.HIGHEST_PROTOCOL)
    return sample


def made(rows: Iterator[dict[str, Any]]) -> Sample:
    """The sample of some rows of the corpus."""
    numbers: dict[str, int] = {}
    bodies, titles, organisations, people, places, topics = [], [], [], [], [], []
    days: list[date] = []
    for row in rows:
        title, text = row["title"] or "", row["text"]
        found = annotate(Release(url="", title=title, text=text, language=row["lang"], topics=tuple(row["topics"])))
        bodies.append(_numbers(text, numbers))
        titles.append(_numbers(title, numbers))
        organisations.append(row["organisation"] or UNNAMED)
        people.append(found.people)
        places.append(found.places)
        topics.append(found.topics)
        days.append(_day(row["date"] or "", len(days)))
    exponent, factor = _heaps(bodies)
    return Sample(
        list(numbers), *_flat(bodies), *_flat(titles), organisations, people, places, topics, days, exponent, factor
    )


@cache
def token(word: str) -> str:
    """The form of a word that our analysis leaves as it is; "" where there is none."""
    form = analysis.term(word)
    for _ in range(_TRIES):
        if (again := analysis.term(form)) == form:
            return form if form and analysis.tokens(form) == [form] else ""
        form = again
    return ""


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _numbers(text: str, numbers: dict[str, int]) -> Numbers:
    forms = filter(None, map(token, analysis.tokens(text)))
    return np.fromiter((numbers.setdefault(form, len(numbers)) for form in forms), dtype=np.int32)


def _flat(lists: list[Numbers]) -> tuple[Numbers, NDArray[np.int64]]:
    starts = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum([len(each) for each in lists], out=starts[1:])
    return np.concatenate(lists), starts


def _day(text: str, number: int) -> date:
    """The day of a date that may be a year, or a year and a month, alone; what is missing goes by the number."""
    parts = [int(part) for part in text.split("T")[0].split("-") if part.isdigit()]
    year, month, day = (*parts, *(UNDATED, number % 12 + 1, number % 28 + 1)[len(parts) :])
    return date(year, month, day)


def _heaps(bodies: list[Numbers]) -> tuple[float, float]:
    """Exponent and factor of Heaps' law from all texts and a quarter of them, drawn evenly."""
    quarter, whole = np.concatenate(bodies[::4]), np.concatenate(bodies)
    few, many = len(np.unique(quarter)), len(np.unique(whole))
    exponent = log(many / few) / log(len(whole) / len(quarter)) if len(quarter) < len(whole) else 0.5
    return exponent, many / len(whole) ** exponent
