"""The engines that the ranking is compared with, each at its usual setting over title and text."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from whoosh import fields, qparser
from whoosh.analysis import StemmingAnalyzer
from whoosh.filedb.filestore import RamStorage

Search = Callable[[str, int], list[str]]
Peer = Callable[[ModuleType, Path], Search]
_WORD = re.compile(r"\w+")


def available() -> Mapping[str, Peer]:
    """Those that are installed: PRESSROOM_PEERS may name folders with more packages."""
    sys.path += filter(None, os.environ.get("PRESSROOM_PEERS", "").split(os.pathsep))
    found: dict[str, Peer] = {"stock Whoosh": _whoosh, "SQLite FTS5, porter": _fts5}
    if find_spec("tantivy"):
        found["Tantivy, en_stem"] = _tantivy
    if find_spec("bm25s"):
        found["bm25s, English stems"] = _bm25s
    return found


def _whoosh(scorer: ModuleType, folder: Path) -> Search:
    analyser = StemmingAnalyzer()
    schema = fields.Schema(
        id=fields.ID(stored=True), title=fields.TEXT(analyzer=analyser), text=fields.TEXT(analyzer=analyser)
    )
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for document in scorer.docs(str(folder)):
        writer.add_document(id=str(document["id"]), title=document["title"], text=document["text"])
    writer.commit()
    searcher = index.searcher()
    parser = qparser.MultifieldParser(["title", "text"], schema, group=qparser.OrGroup)

    def search(text: str, count: int) -> list[str]:
        hits = searcher.search(parser.parse(" ".join(_WORD.findall(text))), limit=count)
        return [hit["id"] for hit in hits]

    return search


def _fts5(scorer: ModuleType, folder: Path) -> Search:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, title, text, tokenize='porter unicode61')")
    rows = ((str(document["id"]), document["title"], document["text"]) for document in scorer.docs(str(folder)))
    connection.executemany("INSERT INTO docs VALUES (?, ?, ?)", rows)

    def search(text: str, count: int) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        found = connection.execute("SELECT id FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT ?", (asked, count))
        return [row[0] for row in found]

    return search


def _tantivy(scorer: ModuleType, folder: Path) -> Search:
    tantivy = import_module("tantivy")
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build(), tempfile.mkdtemp())
    writer: Any = index.writer(100_000_000, 1)
    for document in scorer.docs(str(folder)):
        writer.add_document(tantivy.Document(id=str(document["id"]), title=document["title"], text=document["text"]))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(text: str, count: int) -> list[str]:
        words = _WORD.findall(text)
        try:
            asked = index.parse_query(" ".join(f'"{word}"' for word in words), ["title", "text"])
        except ValueError:  # nothing is left of it
            return []
        return [searcher.doc(address)["id"][0] for _, address in searcher.search(asked, count).hits]

    return search


def _bm25s(scorer: ModuleType, folder: Path) -> Search:
    bm25s, stemming = import_module("bm25s"), import_module("Stemmer")
    documents = list(scorer.docs(str(folder)))
    stemmer = stemming.Stemmer("english")
    texts = [f"{document['title']} {document['text']}" for document in documents]
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def search(text: str, count: int) -> list[str]:
        tokens = bm25s.tokenize([text], stopwords="en", stemmer=stemmer, show_progress=False)
        if not tokens.vocab:
            return []
        numbers, scores = retriever.retrieve(tokens, k=min(count, len(documents)), show_progress=False)
        return [str(documents[number]["id"]) for number, score in zip(numbers[0], scores[0], strict=True) if score > 0]

    return search
