"""A history of an index that is known at every commit, and programs that write and read it.

`python -m tests.indexer.engine.crashing write` reads folders, one a line. For each it starts a process that goes on
with the history of the index there, and prints its number; that process prints the number of each commit once it is
made. `… read FOLDER` searches the index again and again, and says at SIGTERM how often.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import fields, query
from whoosh.filedb.filestore import FileStorage

from indexer.engine import policy
from indexer.engine.background import BackgroundMerges
from indexer.engine.execute import Executor, Sort
from indexer.engine.filters import HasValue
from indexer.engine.index import EngineIndex
from indexer.engine.verify import verify
from indexer.engine.writer import EngineWriter

MERGED = 3  # segments are merged together
KEPT = 30  # commits until what is left of one is deleted
_ADDED = 12  # documents of a commit


def schema() -> fields.Schema:
    return fields.Schema(id=fields.ID(unique=True, stored=True, sortable=True), body=fields.TEXT(stored=True))


def expected(commits: int) -> dict[str, str]:
    """The documents after so many commits: bodies by id."""
    documents: dict[str, str] = {}
    for number in range(max(1, commits - 3 * KEPT), commits + 1):
        documents |= {f"{number}-{item}": _body(number, item) for item in range(_ADDED)}
        documents[f"{number // 2}-0"] = _body(number, 0)
        documents.pop(f"{number // 3}-1", None)
        documents["last"] = f"number {number}"
        documents = {name: body for name, body in documents.items() if f" in{number - KEPT} " not in body}
    return documents


def commit(ix: Any, number: int, **options: Any) -> None:
    """The commit with a number, from 1 on."""
    with EngineWriter(ix, **options) as writer:
        writer.merge = number % 3 == 0
        writer.optimize = number % 5 == 0
        if number % 4 == 0:
            writer._limit = 1000  # several segments
        writer.delete_by_term("body", f"in{number - KEPT}")
        for item in range(_ADDED):
            writer.update_document(id=f"{number}-{item}", body=_body(number, item))
        writer.update_document(id=f"{number // 2}-0", body=_body(number, 0))
        writer.delete_by_term("id", f"{number // 3}-1")
        writer.update_document(id="last", body=f"number {number}")


def check(storage: Any, acknowledged: int, begun: int | None = None) -> int:
    """Asserts that the index is whole, and holds the last commit that was acknowledged, or one that was begun since:
    the one after it, if no other is named. Gives its number."""
    documents = verify(storage, "MAIN")
    with EngineIndex(storage).searcher() as searcher:
        number = answers(searcher)
        assert documents == searcher.doc_count()
    assert acknowledged <= number <= (acknowledged + 1 if begun is None else begun)
    return number


def answers(searcher: Any, executor: Executor | None = None) -> int:
    """Asserts that all answers are those of one commit, and gives its number."""
    found = {fields["id"]: fields["body"] for fields in searcher.documents()}
    number = int(found["last"].split()[1]) if "last" in found else 0
    right = expected(number)
    assert found == right
    same = query.Term("body", "same")
    assert len(list(searcher.docs_for_query(same))) == max(len(right) - 1, 0)
    if not right:
        return number
    executor = executor or Executor(searcher)
    result = executor.search(same, limit=None, sort=Sort("id"))
    bodies = [searcher.stored_fields(document)["body"] for document in result.documents.tolist()]
    assert bodies == [body for name, body in sorted(right.items()) if name != "last"]
    phrase = query.Phrase("body", ["same", f"in{number}"])
    assert executor.search(phrase).total == sum(f"same in{number} " in body for body in right.values())
    counted = executor.search(query.Every(), limit=1, facets=("id",), filters={"id": HasValue("id", (b"last",))})
    assert (counted.total, counted.facets["id"].as_dict()) == (1, dict.fromkeys(map(str.encode, right), 1))
    return number


def some(segments: Sequence[Any]) -> list[list[Any]]:
    """A policy that merges neighbours at random."""
    if len(segments) < MERGED:
        return []
    start = random.randrange(len(segments) - MERGED + 1)
    return [list(segments[start : start + MERGED])]


@contextmanager
def merging_often() -> Iterator[None]:
    """Commits merge as few segments as the background does."""
    before, policy.FAN_IN = policy.FAN_IN, MERGED
    try:
        yield
    finally:
        policy.FAN_IN = before


def _body(number: int, item: int) -> str:
    return f"same in{number} word{item} " + "filler " * (number % 5)


def write(folder: str) -> None:
    """Goes on with the history of an index, commit by commit, without end."""
    ix = EngineIndex.open(Path(folder))
    with ix.searcher() as searcher:
        number = int(found["body"].split()[1]) if (found := searcher.document(id="last")) else 0
    merges = BackgroundMerges(ix, some)
    while True:
        number += 1
        commit(ix, number, timeout=10)
        print(number, flush=True)
        merges.committed()
        assert merges.error is None, merges.error


def read(folder: str) -> None:
    """Opens and searches an index, and searches what it opened before again, until it is asked to end."""
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(1))
    print("reading", flush=True)
    rounds, newest = 0, 0
    old = refreshed = EngineIndex.open(Path(folder)).searcher()
    executor = Executor(old)
    while not ended:
        searcher = EngineIndex.open(Path(folder)).searcher()
        executor = Executor(searcher, executor)  # with what was worked out for the segments that are still there
        number = answers(searcher, executor)
        assert number >= newest, f"commit {number} after {newest}"
        refreshed = refreshed.refresh()
        newest = answers(refreshed)
        assert newest >= number
        answers(old)  # of which all files may be deleted
        if random.random() < 0.2:
            old = refreshed
        verify(FileStorage(folder), "MAIN")
        rounds += 1
    print(rounds, flush=True)


def _start() -> None:
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            write(line.strip())
        print(f"pid {child}", flush=True)
        os.waitpid(child, 0)
        print("killed", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read(sys.argv[2])
    else:
        with merging_often():
            _start()
