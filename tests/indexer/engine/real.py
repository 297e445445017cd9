"""Compares the engine with stock Whoosh on the shared corpus.

    PRESSROOM_SHARED=../shared .venv/bin/python -m tests.indexer.engine.real --trees 5000 --folder FOLDER

Stock Whoosh takes its time: minutes to index the whole corpus, a third of a second for a tree. FOLDER keeps its index
and its answers, so that they are made once (`--reference` makes nothing else); the engine's index is built anew.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from whoosh import analysis, fields, index, query

from indexer.engine.execute import Executor
from indexer.engine.writer import EngineWriter
from tests.indexer.engine.corpora import Record
from tests.indexer.engine.equality import Found, Search, compare, searching
from tests.indexer.engine.mended import mended
from tests.indexer.engine.trees import Vocabulary, tree
from tests.replay import shared_data

WORDS = 2_000  # that a vocabulary holds of each field
LITERAL, DEPTH = 4, 2  # letters that a pattern keeps; of trees
SEGMENTS = 3
COMMON = 0.1  # more frequent words cost the reference most of its time and tell nothing new
_FREQUENT = 0.02  # of the words that are drawn are any, however common
_SIZES = (0, 20_000)  # characters of a text


def schema() -> Any:
    words = analysis.RegexTokenizer(r"\w+") | analysis.LowercaseFilter()
    return fields.Schema(
        ident=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer=words, field_boost=2.0),
        body=fields.TEXT(analyzer=words),
        plain=fields.TEXT(analyzer=words, phrase=False),
        place=fields.ID(sortable=True),
        tags=fields.KEYWORD(commas=True, scorable=True, lowercase=True),
        size=fields.NUMERIC(sortable=True),
        moment=fields.DATETIME(sortable=True),
    )


def records(shared: Path, every: int = 1) -> Iterator[Record]:
    """Every n-th release of the corpus; the text without positions is its beginning."""
    for number, row in enumerate(islice(_rows(shared / "corpus"), 0, None, every)):
        record = {
            "ident": str(number),
            "title": row["title"],
            "body": row["text"],
            "plain": row["text"][:500],
            "place": row["organisation"],
            "tags": ",".join(row["topics"]),
            "size": len(row["text"]),
            "moment": _moment(row["date"]),
        }
        yield {name: value for name, value in record.items() if value not in (None, "")}


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def built(folder: Path, documents: list[Record], writer: Callable[[Any], Any]) -> Any:
    """An index of the documents in SEGMENTS segments, with every 50th deleted and every 70th replaced."""
    folder.mkdir(parents=True)
    made = index.create_in(folder, schema())
    share = -(-len(documents) // SEGMENTS)
    for start in range(0, len(documents), share):
        writing = writer(made)
        for record in documents[start : start + share]:
            writing.add_document(**record)
        writing.commit(merge=False)
    writing = writer(made)
    for record in documents[::50]:
        writing.delete_by_term("ident", record["ident"])
    for record in documents[1::70]:
        writing.update_document(**record)
    writing.commit(merge=False)
    return made


def vocabulary(reader: Any, random: Random) -> Vocabulary:
    """Words of all frequencies, common ones seldom: the reference reads every posting of what it is asked."""
    names, most = ("title", "body", "plain"), COMMON * reader.doc_count_all()
    return Vocabulary(
        words={name: _drawn(reader, name, most, random) for name in names},
        phrases=("title", "body"),
        values={name: _drawn(reader, name, reader.doc_count_all(), random) for name in ("place", "tags")},
        numbers={"size": _SIZES},
        dates=("moment",),
        literal=LITERAL,
        depth=DEPTH,
        every=(None, "place", "tags"),
    )


def _drawn(reader: Any, name: str, most: float, random: Random) -> list[str]:
    """Words weighted by how often they stand in documents, so that they meet."""
    terms = [(text.decode(), reader.doc_frequency(name, text)) for text in reader.lexicon(name)]
    kept = [(text, count) for text, count in terms if count <= most or random.random() < _FREQUENT]
    return random.choices([text for text, _ in kept], [count**0.5 for _, count in kept], k=WORDS)


def _moment(text: str | None) -> datetime | None:
    parts = [int(part) for part in (text or "").split("T")[0].split("-") if part.isdigit()]
    year, month, day = (*parts, 1, 1)[:3] if parts else (0, 0, 0)
    return datetime(year, month, day) if year else None  # noqa: DTZ001  # Whoosh knows no time zones


class Reference:
    """Stock Whoosh over the corpus; its index and its answers stay in a folder."""

    def __init__(self, folder: Path, shared: Path, every: int) -> None:
        path = folder / "stock"
        if not index.exists_in(path):
            shutil.rmtree(path, ignore_errors=True)
            built(path, list(records(shared, every)), lambda made: made.writer(limitmb=256))
        self._searcher = index.open_dir(path).searcher()
        self._answers = folder / "answers"
        self._words = vocabulary(self._searcher.reader(), Random(0))

    def answers(self, count: int) -> Iterator[tuple[query.Query, Found | None]]:
        """Trees drawn by seed with the answers, those that are kept first; None where it refuses a tree."""
        random, search = Random(0), searching(self._searcher)
        with self._answers.open("a+b") as file:
            file.seek(0)
            for _ in range(count):
                asked, place = tree(random, self._words), file.tell()
                try:
                    answer = pickle.load(file)
                except (EOFError, pickle.UnpicklingError):  # the last one, when it was killed while writing
                    file.truncate(place)
                    answer = _answer(search, asked)
                    pickle.dump(answer, file)
                yield asked, answer


def _answer(search: Search, asked: query.Query) -> Found | None:
    try:
        return search(asked)
    except query.QueryError:
        return None


def _difference(executor: Executor, asked: query.Query, expected: Found | None) -> str | None:
    """What differs first."""
    try:
        result = executor.search(asked, limit=None)
    except query.QueryError:
        return None if expected is None else "the engine refuses it"
    if expected is None:
        return "stock Whoosh refuses it"
    assert result.scores is not None
    return compare(expected, Found(result.documents.tolist(), result.scores.tolist(), result.total))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="take every n-th release of the corpus")
    parser.add_argument("--trees", type=int, default=5_000)
    parser.add_argument("--folder", type=Path, help="keep what stock Whoosh made here; one folder for each --every")
    parser.add_argument("--reference", action="store_true", help="make only that")
    given = parser.parse_args()
    shared = shared_data()
    if shared is None:
        parser.exit(1, "The shared data are missing: name their folder in PRESSROOM_SHARED.\n")
    with tempfile.TemporaryDirectory() as folder, mended():
        kept = given.folder or Path(folder, "kept")
        kept.mkdir(parents=True, exist_ok=True)
        answers = Reference(kept, shared, given.every).answers(given.trees)
        if given.reference:
            deque(answers, maxlen=0)
            return
        made = built(Path(folder, "engine"), list(records(shared, given.every)), EngineWriter)
        executor = Executor(made.searcher())
        found = [(asked, _difference(executor, asked, expected)) for asked, expected in answers]
        different = [f"{difference} in {asked!r}" for asked, difference in found if difference]
        print(f"{made.doc_count():,} documents, {len(found):,} trees, {len(different)} differences")
        print(*different[:20], sep="\n")


if __name__ == "__main__":
    main()
