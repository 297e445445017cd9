"""How well similar releases are found: halves of one release, and one event in several languages.

    python -m tests.bench.similar [--set NAME=VALUE] [--releases N]

Of each corpus of the shared data some releases are cut in two at the paragraph, or sentence, in the middle; the first
half, which keeps the title, is to find the second among the first ten of all others; the second is dated up to a week
later, as if somebody else had told of it then. Of the sample newsroom, each release is to find those that tell its
story in other languages. Beside that, what a search for the title finds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from crawler.cleaning.language import detect
from crawler.entities import annotate
from crawler.records import Release, State, StoredRelease
from crawler.sample.content import load_content
from indexer import weights
from indexer.index import SearchRequest
from indexer.whoosh_index import WhooshIndex
from tests.replay import shared_data

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CORPORA = ("sg_minlaw", "se_government", "us_district_attorneys", "company_wires_newsramp", "us_senate_grimmer")
SPLIT = 120  # releases of each corpus
LONG = 1_500  # characters from which on a release is cut in two
FIRST = 10
LATEST = 7  # days after the first half


@dataclass(frozen=True)
class Case:
    """A release, and the identities of those that it is to find."""

    release: StoredRelease
    wanted: frozenset[str]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--releases", type=int, default=1_500, help="of each corpus")
    parser.add_argument("--work", type=Path, help="keeps the indexes for the next run")
    options = parser.parse_args(arguments)
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    for name, value in (each.split("=") for each in options.set):
        setattr(weights, name, type(getattr(weights, name))(float(value)))
    with tempfile.TemporaryDirectory() as folder:
        work = options.work or Path(folder)
        documents, cases = halves(shared / "corpus", options.releases)
        measure("halves", indexed(work / "halves", documents), cases)
        documents, cases = stories()
        measure("stories", indexed(work / "stories", documents), cases)


def measure(name: str, index: WhooshIndex, cases: Sequence[Case]) -> None:
    def by_title(release: StoredRelease) -> list[str]:
        request = SearchRequest(q=release.content.title, match="any", limit=FIRST + 1, snippets=False)
        return [hit.id for hit in index.search(request).hits if hit.id != release.id][:FIRST]

    def by_words(release: StoredRelease) -> list[str]:
        return [hit.id for hit in index.similar(release, FIRST)]

    for way, find in (("title", by_title), ("similar", by_words)):
        print(f"{name:8} {way:8} {_figures(find, cases)}", flush=True)


def _figures(find: Callable[[StoredRelease], list[str]], cases: Sequence[Case]) -> str:
    ranks, recalls, times = [], [], []
    for case in cases:
        began = time.process_time()
        found = find(case.release)
        times.append(1000 * (time.process_time() - began))
        ranks.append(next((1 / rank for rank, identity in enumerate(found, 1) if identity in case.wanted), 0.0))
        recalls.append(len(case.wanted.intersection(found)) / min(len(case.wanted), FIRST))
    middle = sorted(times)[len(times) // 2]
    mean = [sum(some) / len(some) for some in (ranks, recalls)]
    return f"{len(cases):4} releases  MRR {mean[0]:.3f}  R@{FIRST} {mean[1]:.3f}  CPU p50 {middle:.1f} ms"


def indexed(folder: Path, documents: Sequence[StoredRelease]) -> WhooshIndex:
    index = WhooshIndex(folder)
    if not folder.exists():
        index.add(documents)
        index.commit(1)
    return index


def halves(corpus: Path, most: int) -> tuple[list[StoredRelease], list[Case]]:
    """Releases of several corpora, some of them in two halves; a case for each first half."""
    documents, cases = [], []
    for name in CORPORA:
        found = [*islice(_records(corpus / f"{name}.jsonl.gz"), most)]
        long = [place for place, record in enumerate(found) if len(record["text"]) >= LONG and record["title"]]
        random = Random(1)
        cut = set(random.sample(long, min(SPLIT, len(long))))
        for place, record in enumerate(found):
            if place not in cut:
                documents.append(_stored(record))
                continue
            first, second = _in_two(record["text"])
            mine = _stored({**record, "id": f"{record['id']}#1", "text": first})
            later = _later(record["date"], random.randint(0, LATEST))
            other = _stored({**record, "id": f"{record['id']}#2", "text": second, "title": "", "date": later})
            documents += [mine, other]
            cases.append(Case(mine, frozenset([other.id])))
    return documents, cases


def stories() -> tuple[list[StoredRelease], list[Case]]:
    """The sample newsroom; a case for each release whose story is told in other languages."""
    told: dict[str, list[StoredRelease]] = {}
    documents = []
    for number, release in enumerate(load_content().releases):
        text = "\n\n".join("\n".join(block.lines) for block in release.blocks)
        said = {"title": release.head.title, "text": text, "lang": release.language, "date": release.head.published}
        document = _stored({"id": f"s{number}", **said})
        documents.append(document)
        if release.head.story:
            told.setdefault(release.head.story, []).append(document)
    cases = [
        Case(each, frozenset(other.id for other in alike if other is not each))
        for alike in told.values()
        for each in alike
        if len(alike) > 1
    ]
    return documents, cases


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _later(day: str | None, days: int) -> date | None:
    return date.fromisoformat(day) + timedelta(days=days) if day else None


def _in_two(text: str) -> tuple[str, str]:
    """A text, cut at the paragraph or sentence that ends nearest to its middle."""
    ends = [match.end() for match in re.finditer(r"\n+|[.!?]\s", text)] or [len(text) // 2]
    end = min(ends, key=lambda place: abs(place - len(text) / 2))
    return text[:end], text[end:]


def _stored(record: dict[str, Any]) -> StoredRelease:
    text = record["text"]
    published = record.get("date")
    release = annotate(
        Release(
            url=f"https://corpus.example/{record['id']}",
            title=record.get("title") or "",
            text=text,
            published=published
            if isinstance(published, date)
            else date.fromisoformat(published)
            if published
            else None,
            language=record.get("lang") or detect(text),
            organisation=record.get("organisation"),
        )
    )
    return StoredRelease(record["id"], "corpus", "", State.LIVE, 1, NOW, NOW, release)


if __name__ == "__main__":
    main(sys.argv[1:])
