"""A history of an index that is known at every commit, and a program that writes it until it is killed.

`python -m tests.indexer.engine.crashing` reads folders, one a line. For each it starts a process that goes on with the
history of the index there, and prints its number; that process prints the number of each commit once it is made.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Sequence
from typing import Any

from whoosh import fields, index, query
from whoosh.index import TOC

from indexer.engine.background import BackgroundMerges
from indexer.engine.verify import verify
from indexer.engine.writer import EngineWriter

MERGED = 3  # segments are merged together, at random
_ADDED = 12  # documents of a commit


def schema() -> fields.Schema:
    return fields.Schema(id=fields.ID(unique=True, stored=True), body=fields.TEXT(stored=True))


def expected(commits: int) -> dict[str, str]:
    """The documents after so many commits: bodies by id."""
    documents: dict[str, str] = {}
    for number in range(1, commits + 1):
        documents |= {f"{number}-{item}": _body(number, item) for item in range(_ADDED)}
        documents[f"{number // 2}-0"] = _body(number, 0)
        documents.pop(f"{number // 3}-1", None)
        documents["last"] = f"number {number}"
    return documents


def commit(ix: Any, number: int, **options: Any) -> None:
    """The commit with a number, from 1 on."""
    with EngineWriter(ix, **options) as writer:
        writer.merge = False
        if number % 4 == 0:
            writer._limit = 1000  # several segments
        for item in range(_ADDED):
            writer.update_document(id=f"{number}-{item}", body=_body(number, item))
        writer.update_document(id=f"{number // 2}-0", body=_body(number, 0))
        writer.delete_by_term("id", f"{number // 3}-1")
        writer.update_document(id="last", body=f"number {number}")


def check(storage: Any, acknowledged: int) -> int:
    """Asserts that the index is whole, and holds the last commit that was acknowledged, or the one after it."""
    verify(storage, "MAIN")
    ix = index.FileIndex(storage)
    with ix.searcher() as searcher:
        found = {fields["id"]: fields["body"] for fields in searcher.documents()}
        number = int(found["last"].split()[1]) if "last" in found else 0
        assert number in (acknowledged, acknowledged + 1)
        assert found == expected(number)
        assert len(list(searcher.docs_for_query(query.Term("body", "same")))) == max(len(found) - 1, 0)
    return number


def some(segments: Sequence[Any]) -> list[list[Any]]:
    """A policy that merges neighbours at random."""
    if len(segments) < MERGED:
        return []
    start = random.randrange(len(segments) - MERGED + 1)
    return [list(segments[start : start + MERGED])]


def _body(number: int, item: int) -> str:
    return f"same word{number} word{item} " + "filler " * (number % 5)


def write(folder: str) -> None:
    """Goes on with the history of an index, commit by commit, without end."""
    ix = index.open_dir(folder)
    with ix.searcher() as searcher:
        number = int(found["body"].split()[1]) if (found := searcher.document(id="last")) else 0
    merges = BackgroundMerges(ix, some)
    while True:
        number += 1
        commit(ix, number, timeout=10)
        print(number, flush=True)
        merges.committed()


def generation(storage: Any) -> int:
    """The newest table of contents."""
    found: int = TOC._latest_generation(storage, "MAIN")
    return found


if __name__ == "__main__":
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            write(line.strip())
        print(f"pid {child}", flush=True)
        os.waitpid(child, 0)
        print("killed", flush=True)
