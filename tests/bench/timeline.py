"""How fast timelines are: `python -m tests.bench.timeline --work FOLDER --documents N`, into docs/benchmarks.md.

The index is that of the benchmark of completions. Words of titles are asked, frequent and rare ones: what the index
counts alone, and the whole page with its charts and its table.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from crawler.settings import Settings
from indexer.index import SearchRequest
from tests.bench.engine.sample import Sample, load
from tests.bench.suggest import SEED, built
from tests.replay import shared_data
from tests.web.fakes import MemoryArchive, MemoryStore
from web.app import build_app
from web.library import Library

Asked = TypeVar("Asked")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/suggest"), help="where the index is kept")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--every", type=int, default=1, help="read only each n-th release of the shared corpus")
    given = parser.parse_args()
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    sample = load(shared, given.work, every=given.every)
    index = built(given.work / f"suggest-{given.documents}", sample, given.documents)
    pages = build_app(Settings(), Library(lambda: index, MemoryStore, MemoryArchive())).test_client()
    words = [*two_words(sample, given.queries)]
    print("| what | CPU p50 / p95 ms | wall p50 / p95 ms |\n|---|---|---|")
    print_times("everything, counted by organisation", lambda _: index.timeline(SearchRequest(), "organisation"), words)
    print_times(
        "two words, counted by organisation",
        lambda q: index.timeline(SearchRequest(q, match="all"), "organisation"),
        words,
    )
    addresses: dict[str, Callable[[str], dict[str, str | list[str]]]] = {
        "the page of everything": lambda _: {},
        "the page of two words": lambda q: {"q": q},
        "the page, any of two words, stacked, months": lambda q: {
            "q": q, "match": "any", "view": "stacked", "unit": "month",
        },
        "the page of four queries": lambda q: {"q": q, "compare": [*q.split(), f"{q} report"]},
    }  # fmt: skip
    for what, query in addresses.items():
        print_times(what, lambda q, query=query: pages.get("/timeline", query_string=query(q)), words)  # type: ignore[misc]


def print_times(what: str, ask: Callable[[Asked], object], words: Sequence[Asked]) -> None:
    """A row of the table: what it takes to ask for each of these, after some of them were asked."""
    for word in words[:5]:
        ask(word)
    computed, elapsed = [], []
    for word in words:
        began = time.process_time(), time.perf_counter()
        ask(word)
        computed.append(1_000 * (time.process_time() - began[0]))
        elapsed.append(1_000 * (time.perf_counter() - began[1]))
    print(f"| {what} | {_shares(computed)} | {_shares(elapsed)} |", flush=True)


def _shares(times: Sequence[float]) -> str:
    order = sorted(times)
    return " / ".join(f"{order[int(share * (len(order) - 1))]:.1f}" for share in (0.5, 0.95))


def two_words(sample: Sample, count: int) -> Iterator[str]:
    """Two words of a title each."""
    chance = random.Random(SEED)
    while count:
        title = [sample.words[number] for number in sample.title(chance.randrange(len(sample))).tolist()]
        if len(title) > 1:
            count -= 1
            yield " ".join(chance.sample(title, 2))


if __name__ == "__main__":
    main()
