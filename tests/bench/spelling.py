"""How good "Did you mean" is: `python -m tests.bench.spelling [--work FOLDER] [--queries N]`, into docs/relevance.md.

Every second release of the shared corpus is indexed. Words and phrases of those are mistyped, and should be put right;
words and phrases of these and of the other half are right as they are, and no other should be suggested.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from crawler.records import Release, State, StoredRelease
from indexer import analysis, search, spelling
from indexer.index import SearchRequest
from indexer.whoosh_index import WhooshIndex
from tests.replay import shared_data

SEED = 20_261_129
SEEN = datetime(2024, 5, 1, tzinfo=UTC)
FREQUENT = 5  # releases that have a word that is mistyped
LONG = 5  # letters that it has
TWICE = 0.2  # of the words of eight letters and more are mistyped twice
LETTERS = "abcdefghijklmnopqrstuvwxyz"
JUDGED = ("pr-known", "pr-known-sv", "scifact", "xquad-mixed")
TYPED_WRONG = "typo"  # the class of queries of pr-known that are not right

Row = dict[str, Any]
Pair = tuple[str, str]  # what is asked, and what was meant


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/spelling"), help="where the index is kept")
    parser.add_argument("--queries", type=int, default=500, help="of each kind")
    parser.add_argument("--show", type=int, default=0, help="so many failures of each kind")
    given = parser.parse_args()
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    rows = list(_rows(shared / "corpus"))
    index = _built(given.work / "index", rows[::2])
    print("| mistyped | put right | put wrong | p50 / p95 ms |\n|---|---|---|---|")
    for kind, pairs in _mistyped(rows[::2], given.queries):
        _print(index, kind, pairs, given.show)
    print("\n| right as it is | suggested to be wrong | p50 / p95 ms |\n|---|---|---|")
    for kind, queries in _right(rows, given.queries, shared):
        _print(index, kind, [(query, query) for query in queries], given.show, right=True)


spent: list[float] = []  # seconds for each suggestion, beside those for the search


def corrected(*given: Any) -> str | None:
    started = time.process_time()
    found = spelling.corrected(*given)
    spent.append(time.process_time() - started)
    return found


search.corrected = corrected  # type: ignore[assignment,attr-defined]  # each suggestion is timed


def _print(index: WhooshIndex, kind: str, pairs: Sequence[Pair], shown: int, *, right: bool = False) -> None:
    meant, wrong, times = 0, [], []
    for typed, wanted in pairs:
        found = index.search(SearchRequest(typed, limit=0)).did_you_mean
        times.append(1_000 * spent.pop())
        if found is not None and _alike(found, wanted):
            meant += 1
        elif found is not None or (shown and not right):
            wrong.append((typed, found, wanted))
    suggested = sum(found is not None for _, found, _ in wrong)
    times.sort()
    cost = f"{times[len(times) // 2]:.1f} / {times[len(times) * 95 // 100]:.1f}"
    good = f" {meant / len(pairs):.1%} |" if not right else ""
    print(f"| {kind} ({len(pairs)}) |{good} {suggested / len(pairs):.1%} | {cost} |", flush=True)
    for failure in wrong[:shown]:
        print("   ", *failure, sep=" | ")


def _alike(found: str, wanted: str) -> bool:
    """Whether two queries have the same words, in some form."""
    return [*map(analysis.stem, analysis.query_words(found))] == [*map(analysis.stem, analysis.query_words(wanted))]


def _mistyped(rows: Sequence[Row], count: int) -> Iterator[tuple[str, list[Pair]]]:
    """Queries that are mistyped, by kind, with what was meant."""
    typist = Typist(rows, count)
    yield "a word", typist.words()
    yield "a word of two", typist.phrases(2, typist.one_wrong)
    yield "a word of three", typist.phrases(3, typist.one_wrong)
    yield "a word of five", typist.phrases(5, typist.one_wrong)
    yield "two words run together", typist.phrases(3, typist.run_together)
    yield "a word torn in two", typist.phrases(2, typist.torn)
    yield "a word for another", typist.confused()


class Typist:
    """Types wrong what stands in releases."""

    def __init__(self, rows: Sequence[Row], count: int) -> None:
        self._rows, self._count = rows, count
        self._chance = random.Random(SEED)
        self._frequencies: Counter[str] = Counter()
        self._pairs: Counter[Pair] = Counter()
        for row in rows:
            words = analysis.query_words(f"{row['title'] or ''}\n{row['text']}")
            self._frequencies.update(set(words))
            self._pairs.update(set(pairwise(words)))
        self._usual = {
            word
            for word, number in self._frequencies.items()
            if number >= FREQUENT and len(word) >= LONG and word.isalpha()
        }

    def words(self) -> list[Pair]:
        chosen = self._chance.choices(sorted(self._usual), k=2 * self._count)
        return [(typed, word) for word in chosen if (typed := self._wrong(word))][: self._count]

    def phrases(self, length: int, change: Callable[[list[str]], list[str] | None]) -> list[Pair]:
        found: list[Pair] = []
        while len(found) < self._count:
            row = self._chance.choice(self._rows)
            words = analysis.query_words(row["title"] or row["text"][:300])
            start = self._chance.randrange(max(len(words) - length, 1))
            words = words[start : start + length]
            if len(words) == length and (changed := change(list(words))):
                found.append((" ".join(changed), " ".join(words)))
        return found

    def one_wrong(self, words: list[str]) -> list[str] | None:
        places = [place for place, word in enumerate(words) if word in self._usual]
        if not places:
            return None
        place = self._chance.choice(places)
        typed = self._wrong(words[place])
        words[place] = typed or ""
        return words if typed else None

    def run_together(self, words: list[str]) -> list[str] | None:
        one, other, *rest = words
        joined = one + other
        return [joined, *rest] if {one, other} <= self._usual and not self._frequencies[joined] else None

    def torn(self, words: list[str]) -> list[str] | None:
        place = self._chance.randrange(len(words))
        word = words[place]
        if word not in self._usual or len(word) < 8:
            return None
        cut = self._chance.randrange(3, len(word) - 2)
        parts = [word[:cut], word[cut:]]
        return [*words[:place], *parts, *words[place + 1 :]] if not all(map(self._frequencies.get, parts)) else None

    def confused(self) -> list[Pair]:
        """Pairs that often stand together, with a word that there is in the place of one, which never stands there."""
        often = [pair for pair, number in self._pairs.items() if number >= 4 * FREQUENT and min(map(len, pair)) >= LONG]
        found: list[Pair] = []
        while len(found) < self._count:
            one, other = self._chance.choice(often)
            first = self._chance.random() < 0.5
            typed = (typo(one, self._chance), other) if first else (one, typo(other, self._chance))
            if typed != (one, other) and all(map(self._frequencies.get, typed)) and not self._pairs[typed]:
                found.append((" ".join(typed), f"{one} {other}"))
        return found

    def _wrong(self, word: str) -> str | None:
        """A word with one or two edits that is no other word."""
        typed = typo(word, self._chance)
        if len(word) >= 8 and self._chance.random() < TWICE:
            typed = typo(typed, self._chance)
        return typed if typed != word and not self._frequencies[typed] else None


def typo(word: str, chance: random.Random) -> str:
    """A word with one edit, as in life seldom of its first letter."""
    letters = LETTERS if word.isascii() else word
    place = chance.randrange(len(word)) if chance.random() < 0.1 else chance.randrange(1, len(word))
    before, here, after = word[:place], word[place], word[place + 1 :]
    kind = chance.choice(("less", "more", "other", "twice", "swapped"))
    if kind == "less":
        return before + after
    if kind == "more":
        return before + chance.choice(letters) + here + after
    if kind == "other":
        return before + chance.choice(letters) + after
    if kind == "twice":
        return before + here + here + after
    return before + after[:1] + here + after[1:]


def _right(rows: Sequence[Row], count: int, shared: Path) -> Iterator[tuple[str, list[str]]]:
    """Queries that are right as they are, by kind."""
    chance = random.Random(SEED + 1)

    def taken(from_rows: Sequence[Row], length: int, *, bag: bool = False, title: bool = False) -> list[str]:
        found: list[str] = []
        while len(found) < count:
            row = chance.choice(from_rows)
            words = analysis.query_words((row["title"] or "") if title else row["text"])
            if len(words) > length:
                start = chance.randrange(len(words) - length)
                found.append(" ".join(chance.sample(words, length) if bag else words[start : start + length]))
        return found

    indexed, others = rows[::2], rows[1::2]
    for length in (1, 2, 4):
        yield f"{length} in a row, from the index", taken(indexed, length)
    yield "3 of a release of the index, in any order", taken(indexed, 3, bag=True)
    yield "1 of other titles", taken(others, 1, title=True)
    yield "2 in a row, from other titles", taken(others, 2, title=True)
    yield "4 in a row, from other titles", taken(others, 4, title=True)
    yield "3 of another release, in any order", taken(others, 3, bag=True)
    for name in JUDGED:
        path = shared / "relevance" / name / "queries.jsonl"
        queries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        yield name, [query["text"] for query in queries if query.get("class") != TYPED_WRONG][: 2 * count]


def _built(folder: Path, rows: Sequence[Row]) -> WhooshIndex:
    index = WhooshIndex(folder)
    if not folder.exists():
        index.add(_release(f"r{number}", row) for number, row in enumerate(rows))
        index.commit(1)
    return index


def _release(identity: str, row: Row) -> StoredRelease:
    content = Release(
        url="",
        title=row["title"] or "",
        text=row["text"],
        language=row["lang"],
        organisation=row["organisation"],
        topics=tuple(row["topics"]),
    )
    return StoredRelease(identity, row["source"], "", State.LIVE, 1, SEEN, SEEN, content)


def _rows(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
