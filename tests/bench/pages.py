"""How fast the search page is: `python -m tests.bench.pages --work FOLDER --documents N`, into docs/benchmarks.md.

The index has N documents of the corpus as the engine's benchmark resamples it, a commit for each tenth. Each request is
the whole page with every facet, 20 hits and their snippets. Words of titles are asked, in the ways that people ask.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from crawler.settings import Settings
from tests.bench.engine.sample import Sample, load
from tests.bench.suggest import SEED, built
from tests.bench.timeline import print_times, two_words
from tests.replay import shared_data
from tests.web.fakes import MemoryArchive, MemoryStore
from web.app import build_app
from web.library import Library

WORDS = 1_000  # of a text at most: nearly all of it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/pages"), help="where the index is kept")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200, help="of each kind")
    parser.add_argument("--every", type=int, default=1, help="read only each n-th release of the shared corpus")
    given = parser.parse_args()
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    sample = load(shared, given.work, every=given.every)
    index = built(given.work / f"pages-{given.documents}", sample, given.documents, WORDS)
    pages = build_app(Settings(), Library(lambda: index, MemoryStore, MemoryArchive())).test_client()
    print("| what | CPU p50 / p95 ms | wall p50 / p95 ms |\n|---|---|---|")
    for what, queries in _asked(sample, given.queries):
        print_times(what, lambda query: pages.get("/", query_string=query), queries)


def _asked(sample: Sample, count: int) -> Iterator[tuple[str, list[dict[str, str]]]]:
    chance = random.Random(SEED)
    pairs = [*two_words(sample, count)]
    places = [place for found in sample.places for place in found]
    yield "everything, newest first", [{"page": str(number % 50 + 1)} for number in range(count)]
    yield "a word", [{"q": pair.split()[0]} for pair in pairs]
    yield "two words", [{"q": pair} for pair in pairs]
    yield "any of two words, newest first", [{"q": pair, "match": "any", "sort": "newest"} for pair in pairs]
    yield "two words as a phrase", [{"q": f'"{pair}"'} for pair in pairs]
    yield "a word in one place", [{"q": pair.split()[0], "place": chance.choice(places)} for pair in pairs]
    yield "a word in two years", [{"q": pair.split()[0], "from": "2015", "to": "2016"} for pair in pairs]


if __name__ == "__main__":
    main()
