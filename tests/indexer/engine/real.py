"""The shared corpus in stock Whoosh's format, and what trees may ask of it.

    PRESSROOM_SHARED=../shared .venv/bin/python -m tests.indexer.engine.real --every 10 --trees 5000

compares stock Whoosh with itself by its other path (top hits without block quality), which proves tool and corpus and
shows how long the reference takes: whoever compares an engine calls `built` and `vocabulary`, then `equality.bulk`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from whoosh import analysis, fields, index

from tests.indexer.engine.corpora import Record
from tests.indexer.engine.equality import bulk, searching
from tests.indexer.engine.mended import mended
from tests.indexer.engine.trees import Vocabulary
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


def built(folder: Path, documents: list[Record], codec: Any = None) -> Any:
    """An index of the documents in SEGMENTS segments, with every 50th deleted and every 70th replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    made = index.create_in(folder, schema())
    share = -(-len(documents) // SEGMENTS)
    for start in range(0, len(documents), share):
        writer = made.writer(codec=codec, limitmb=256) if codec else made.writer(limitmb=256)
        for record in documents[start : start + share]:
            writer.add_document(**record)
        writer.commit(merge=False)
    writer = made.writer(codec=codec) if codec else made.writer()
    for record in documents[::50]:
        writer.delete_by_term("ident", record["ident"])
    for record in documents[1::70]:
        writer.update_document(**record)
    writer.commit(merge=False)
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


def _index(folder: Path, shared: Path, every: int) -> Any:
    return index.open_dir(folder) if index.exists_in(folder) else built(folder, list(records(shared, every)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--trees", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--folder", type=Path, help="keep the index here, and use the one that is there")
    given = parser.parse_args()
    shared = shared_data()
    if shared is None:
        parser.exit(1, "The shared data are missing: name their folder in PRESSROOM_SHARED.\n")
    with tempfile.TemporaryDirectory() as folder, mended():
        begin = time.monotonic()
        searcher = _index(given.folder or Path(folder), shared, given.every).searcher()
        print(f"{searcher.doc_count():,} documents indexed or opened in {time.monotonic() - begin:.0f} s", flush=True)
        begin = time.monotonic()
        words = vocabulary(searcher.reader(), Random(0))
        other = searching(searcher, limit=searcher.doc_count_all(), optimize=False)
        tally = bulk(searcher, other, words, given.trees, seconds=given.seconds)
        print(f"{tally.compared:,} trees in {time.monotonic() - begin:.0f} s, {len(tally.differences)} differences")
        print(*tally.differences[:20], sep="\n")


if __name__ == "__main__":
    main()
