"""Tantivy by its Python package.

Settings in its favour: text cut at spaces in Rust; facets as `raw` fast fields counted by terms aggregations (there is
no facet collector); the count of all hits taken from the year's buckets where facets are wanted, so that the top 20
may skip blocks; numbers of hits read from a fast field, not from the stored documents.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from tests.bench.engine.documents import Document
from tests.bench.engine.interface import FACETS, HITS, LENGTH, VALUES, Answer
from tests.bench.engine.questions import Question

HEAP = 500_000_000  # bytes
MANY = 1_000  # values that each of several segments reports; a single one's are exact as they are, at half the cost
_YEARS = 200
_TOKENS = "words"


class Tantivy:
    """With one writing thread; merges go on in threads of their own."""

    threads = 1

    def __init__(self, folder: Path) -> None:
        self._tantivy: Any = importlib.import_module("tantivy")
        self._folder = folder
        self._opened: Any = None
        self._writer: Any = None
        self._searcher: Any = None

    def add(self, documents: Sequence[Document]) -> None:
        index = self._index()
        self._writer = self._writer or index.writer(heap_size=HEAP, num_threads=self.threads)
        for document in documents:
            self._writer.add_document(self._tantivy.Document.from_dict(_values(document), index.schema))

    def commit(self) -> None:
        self._writer.commit()

    def finish(self) -> None:
        self._writer.garbage_collect_files()
        self._writer.wait_merging_threads()
        self._writer = None

    def see(self) -> None:
        index = self._index()
        index.reload()
        self._searcher = index.searcher()

    def ask(self, question: Question, *, facets: bool) -> Answer:
        query = self._query(question)
        order = "date" if question.newest else None
        if not facets:
            result = self._searcher.search(query, limit=HITS, count=True, order_by_field=order)
            return Answer(result.count, len(self._numbers(result)))
        result = self._searcher.search(query, limit=HITS, count=False, order_by_field=order)
        hits = len(self._numbers(result))
        counted = self._counted(query, [name for name in FACETS if name != "organisation" or not question.organisation])
        count = sum(counted["year"])
        if question.organisation:
            counted |= self._counted(self._query(question, by_organisation=False), ["organisation"])
        return Answer(count, hits, tuple(tuple(counted[name][:VALUES]) for name in FACETS))

    def find(self, question: Question) -> list[Any]:
        return [address for _, address in self._searcher.search(self._query(question), limit=HITS, count=True).hits]

    def snippets(self, question: Question, found: list[Any]) -> list[str]:
        query = self._query(question)
        make = self._tantivy.SnippetGenerator.create(self._searcher, query, self._opened.schema, "body")
        make.set_max_num_chars(LENGTH)
        return [make.snippet_from_doc(self._searcher.doc(address)).to_html() for address in found]

    def _numbers(self, result: Any) -> list[int]:
        """The numbers of the hits, which name the documents to whoever asks."""
        numbers: list[int] = self._searcher.fast_field_values("number", [address for _, address in result.hits])
        return numbers

    def _counted(self, query: Any, names: Sequence[str]) -> dict[str, list[int]]:
        several = {"segment_size": MANY} if self._searcher.num_segments > 1 else {}
        wanted = {
            name: {"terms": {"field": name, "size": _YEARS if name == "year" else VALUES, **several}} for name in names
        }
        found = self._searcher.aggregate(query, wanted)
        return {name: [bucket["doc_count"] for bucket in found[name]["buckets"]] for name in names}

    def _query(self, question: Question, *, by_organisation: bool = True) -> Any:
        query, occur, schema = self._tantivy.Query, self._tantivy.Occur, self._opened.schema
        parts = [(occur.Must, self._words(question))] if question.words else []
        if question.organisation and by_organisation:
            term = query.term_query(schema, "organisation", question.organisation, "basic")
            parts.append((occur.Must, query.const_score_query(term, 0.0)))
        if question.since and question.until:
            kind, since, until = self._tantivy.FieldType.Date, _moment(question.since), _moment(question.until)
            days = query.range_query(schema, "date", kind, since, until)
            parts.append((occur.Must, query.const_score_query(days, 0.0)))
        if not parts:
            return query.all_query()
        return parts[0][1] if len(parts) == 1 else query.boolean_query(parts)

    def _words(self, question: Question) -> Any:
        query, schema = self._tantivy.Query, self._opened.schema
        must, should = self._tantivy.Occur.Must, self._tantivy.Occur.Should
        if question.how == "phrase":
            return query.phrase_query(schema, question.fields[0], list(question.words))
        if question.how == "prefix":
            return query.regex_query(schema, question.fields[0], f"{question.words[0]}.*")
        terms = [[query.term_query(schema, field, word) for field in question.fields] for word in question.words]
        if question.how == "any":
            return query.boolean_query([(should, term) for each in terms for term in each])
        parts = [
            each[0] if len(each) == 1 else query.boolean_query([(should, term) for term in each]) for each in terms
        ]
        return parts[0] if len(parts) == 1 else query.boolean_query([(must, part) for part in parts])

    def _index(self) -> Any:
        if self._opened is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._opened = self._tantivy.Index(self._schema(), path=str(self._folder))
            tokens = self._tantivy.TextAnalyzerBuilder(self._tantivy.Tokenizer.whitespace()).build()
            self._opened.register_tokenizer(_TOKENS, tokens)
        return self._opened

    def _schema(self) -> Any:
        builder = self._tantivy.SchemaBuilder()
        builder.add_unsigned_field("number", stored=True, indexed=True, fast=True)
        builder.add_text_field("title", stored=True, tokenizer_name=_TOKENS, index_option="position")
        builder.add_text_field("body", stored=True, tokenizer_name=_TOKENS, index_option="position")
        for name in ("organisation", "person", "place", "topic"):
            builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("year", stored=False, indexed=False, fast=True)
        builder.add_date_field("date", stored=True, indexed=True, fast=True)
        return builder.build()


class TantivyTwoThreads(Tantivy):
    """With two writing threads."""

    threads = 2


def _values(document: Document) -> dict[str, Any]:
    return {
        "number": document.number,
        "title": document.title,
        "body": document.body,
        "organisation": document.organisation,
        "person": list(document.people),
        "place": list(document.places),
        "topic": list(document.topics),
        "year": document.year,
        "date": _moment(document.day),
    }


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
