"""How fast completions are: `python -m tests.bench.suggest --work FOLDER --documents N`, into docs/relevance.md.

The index has N small documents of the corpus as the engine's benchmark resamples it, a commit for each tenth. Names and
title words are typed letter by letter, as they are and mistyped.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from crawler.records import Release, State, StoredRelease
from indexer.whoosh_index import WhooshIndex
from tests.bench.engine.documents import Document, batches
from tests.bench.engine.sample import Sample, load
from tests.bench.spelling import typo
from tests.replay import shared_data

SEED = 20_261_129
BODY = 60  # words of a text: completions do not look at texts
SEEN = datetime(2024, 5, 1, tzinfo=UTC)
COMMITS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/suggest"), help="where the index is kept")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=300, help="of each kind")
    given = parser.parse_args()
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    sample = load(shared, given.work)
    index = built(given.work / f"suggest-{given.documents}", sample, given.documents)
    index.suggest("a")
    print("| typed | found | p50 / p95 / most ms |\n|---|---|---|")
    for kind, texts in _typed(sample, given.queries):
        _print(index, kind, texts)


def _print(index: WhooshIndex, kind: str, texts: list[str]) -> None:
    times, found = [], 0
    for text in texts:
        started = time.process_time()
        found += bool(index.suggest(text))
        times.append(1_000 * (time.process_time() - started))
    times.sort()
    figures = " / ".join(f"{times[int(share * (len(times) - 1))]:.1f}" for share in (0.5, 0.95, 1))
    print(f"| {kind} ({len(texts)}) | {found / len(texts):.0%} | {figures} |", flush=True)


def _typed(sample: Sample, count: int) -> Iterator[tuple[str, list[str]]]:
    chance = random.Random(SEED)

    def some(make: Callable[[int], str]) -> list[str]:
        texts = (make(chance.randrange(len(sample))) for _ in range(100 * count))
        return [text for text, _ in zip(filter(None, texts), range(count), strict=False)]

    def name(release: int) -> str:
        names = [*sample.people[release], *sample.places[release], sample.organisations[release]]
        return chance.choice(names)

    def begun(text: str) -> str:
        return text[: chance.randint(3, max(len(text), 3))]

    def title(release: int) -> str:
        words = [sample.words[number] for number in sample.title(release).tolist()]
        return " ".join(words[: chance.randint(2, 4)])

    yield "one letter", list("abcdefghijklmnopqrstuvwxyz")
    yield "two letters", some(lambda release: name(release)[:2])
    yield "the beginning of a name", some(lambda release: begun(name(release)))
    yield "the same, mistyped", some(lambda release: typo(begun(f"{name(release)}…").rstrip("…").lower(), chance))
    yield "words of a title", some(title)
    yield "the same, mistyped", some(lambda release: typo(title(release) or "title", chance))
    yield "what begins nothing", some(lambda _: "".join(chance.choices("bcdfghjklmnpqrstvwxz", k=9)))


def built(folder: Path, sample: Sample, count: int, words: int = BODY) -> WhooshIndex:
    """The index of so many documents, made once; `words` are taken of each text."""
    index = WhooshIndex(folder)
    if not folder.exists():
        for number, documents in enumerate(batches(sample, count), 1):
            index.add(_release(document, words) for document in documents)
            if number % max(count // (1_000 * COMMITS), 1) == 0:
                index.commit(number)
        index.commit(count)
    return index


def _release(document: Document, words: int) -> StoredRelease:
    content = Release(
        url="",
        title=document.title,
        text=" ".join(document.body.split()[:words]),
        published=document.day,
        language="en",
        organisation=document.organisation,
        people=document.people,
        places=document.places,
        topics=document.topics,
    )
    return StoredRelease(f"r{document.number}", "bench", "", State.LIVE, 1, SEEN, SEEN, content)


if __name__ == "__main__":
    main()
