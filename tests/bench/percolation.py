"""How fast saved searches are matched: `python -m tests.bench.percolation [--searches N] [--releases N] …`.

The index has real releases of the corpora of the shared data, the newest ones, which are matched, among them. The
saved searches are drawn by seed from titles: a few words of one that stand beside each other, quoted or not, a pattern,
words of two titles, with and without filters. First each search is asked of the index, which happens when it is saved
and when the index has grown; then all of them are matched with releases, many and few.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from crawler.records import Release, State, StoredRelease
from indexer.index import Filter, Percolated, SearchRequest
from indexer.whoosh_index import WhooshIndex
from tests.replay import shared_data

SEED = 20_261_129
SEEN = datetime(2026, 11, 1, tzinfo=UTC)
CORPORA = ("sg_minlaw", "se_government", "us_district_attorneys", "company_wires_newsramp", "us_senate_grimmer")
FEW = 10  # releases, as a following process has them


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--searches", type=int, default=10_000)
    parser.add_argument("--releases", type=int, default=1_000, help="that are new")
    parser.add_argument("--known", type=int, default=7_500, help="that were there before")
    parser.add_argument("--checked", type=int, default=200, help="searches whose answers are compared with the search")
    parser.add_argument("--work", type=Path, help="keeps the index for the next run")
    given = parser.parse_args()
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    releases = sample(shared / "corpus", given.known + given.releases)
    new = [release.id for release in releases[given.known :]]
    searches = saved(releases, given.searches)
    with tempfile.TemporaryDirectory() as folder:
        index = built((given.work or Path(folder)) / "percolation", releases, given.known)
        index.percolate([SearchRequest("a")], new[:1])  # compiles kernels
        print("| what | wall | CPU |\n|---|---|---|")
        _print(f"{len(searches):,} searches, asked of the index", lambda: index.percolate(searches, new[:1]))
        found = _print(f"… against {len(new):,} releases", lambda: index.percolate(searches, new))
        _print(f"… against {FEW}", lambda: index.percolate(searches, new[:FEW]))
        pairs = sum(map(len, found.found))
        print(f"{pairs:,} pairs; {_differing(index, searches[: given.checked], new, found.found)} searches differ")


def _print(what: str, ask: Callable[[], Percolated]) -> Percolated:
    wall, cpu = time.perf_counter(), time.process_time()
    found = ask()
    print(f"| {what} | {time.perf_counter() - wall:.2f} s | {time.process_time() - cpu:.2f} s |", flush=True)
    return found


def _differing(
    index: WhooshIndex, searches: Sequence[SearchRequest], new: Sequence[str], found: Sequence[Sequence[str]]
) -> int:
    """How many of some searches find other releases when the index is asked for each."""
    among = set(new)
    differing = 0
    for search, mine in zip(searches, found, strict=False):
        hits = index.search(replace(search, limit=10**6, snippets=False)).hits
        differing += {hit.id for hit in hits} & among != set(mine)
    return differing


def sample(corpus: Path, count: int) -> list[StoredRelease]:
    found: list[StoredRelease] = []
    for name in CORPORA:
        with gzip.open(corpus / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            found += map(_stored, map(json.loads, islice(file, -(-count // len(CORPORA)))))
    random.Random(SEED).shuffle(found)
    return found[:count]


def built(folder: Path, releases: Sequence[StoredRelease], known: int) -> WhooshIndex:
    index = WhooshIndex(folder)
    if not folder.exists():
        for number, some in enumerate((releases[:known], releases[known:]), 1):
            index.add(some)
            index.commit(number)
    return index


def saved(releases: Sequence[StoredRelease], count: int) -> list[SearchRequest]:
    chance = random.Random(SEED)

    def words() -> list[str]:
        found: list[str] = []
        while not found:
            found = re.findall(r"\w+", chance.choice(releases).content.title)
        size = chance.randint(1, 3)
        start = chance.randrange(max(len(found) - size, 1))
        return found[start : start + size]

    def search() -> SearchRequest:
        kind, text = chance.random(), " ".join(words())
        if kind < 0.15:
            text = f'"{text}"'
        elif kind < 0.2:
            text = f"{text[:5].rstrip()}*"
        elif kind < 0.3:
            text = f"({text}) OR {words()[0]}"
        organisation = chance.choice(releases).content.organisation
        filters = {"organisation": Filter((organisation,))} if organisation and chance.random() < 0.2 else {}
        return SearchRequest(text, filters, match="all")

    return [search() for _ in range(count)]


def _stored(record: dict[str, str]) -> StoredRelease:
    day = record.get("date") or ""
    release = Release(
        url=f"https://corpus.example/{record['id']}",
        title=record.get("title") or "",
        text=record["text"],
        published=date.fromisoformat(day) if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None,
        language=record.get("lang") or "en",
        organisation=record.get("organisation"),
    )
    return StoredRelease(record["id"], "corpus", "", State.LIVE, 1, SEEN, SEEN, release)


if __name__ == "__main__":
    main()
