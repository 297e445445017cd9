"""Our engine, `indexer.engine`: what the peers index, stored and asked in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh import analysis, fields, index, query

from indexer.engine.background import BackgroundMerges, merge_once
from indexer.engine.columns import ListsColumn
from indexer.engine.execute import Executor, Result, Sort
from indexer.engine.filters import Filter, HasValue, InRange
from indexer.engine.writer import EngineWriter
from indexer.highlights import Highlights
from indexer.page_snippets import snippets
from tests.bench.engine.documents import Document
from tests.bench.engine.interface import FACETS, HITS, VALUES, Answer
from tests.bench.engine.questions import Question


class Ours:
    """Commits leave the segments as they are; a thread merges them in the background."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: Any = None
        self._writer: EngineWriter | None = None
        self._merges: BackgroundMerges | None = None
        self._searcher: Any = None
        self._executor: Executor | None = None

    def add(self, documents: Sequence[Document]) -> None:
        self._writer = self._writer or EngineWriter(self._index())
        self._writer.add_documents(map(_values, documents))

    def commit(self) -> None:
        assert self._writer is not None
        self._writer.commit(merge=False)
        self._writer = None
        self._merges = self._merges or BackgroundMerges(self._index())
        self._merges.committed()

    def finish(self) -> None:
        if self._merges is not None:
            self._merges.close()
            self._merges = None
            while merge_once(self._index()):
                pass

    def see(self) -> None:
        self._searcher = self._index().searcher()  # Whoosh's `refresh` would miss deletions, and keep merged segments
        self._executor = Executor(self._searcher, self._executor)

    def ask(self, question: Question, *, facets: bool) -> Answer:
        found = self._search(question, FACETS if facets else ())
        counts = [[count for _, count in found.facets[name].most(VALUES)] for name in FACETS] if facets else []
        return Answer(found.total, len(found.documents), tuple(map(tuple, counts)))

    def find(self, question: Question) -> list[int]:
        documents: list[int] = self._search(question, ()).documents.tolist()
        return documents

    def snippets(self, question: Question, found: list[int]) -> list[str]:
        highlights = Highlights(words=dict.fromkeys(question.words, 0))  # one passage, as the peers show
        assert self._executor is not None
        texts = [fields["body"] for fields in self._executor.stored_fields_of(found)]
        return [shown.html for shown in snippets(texts, ["en"] * len(texts), highlights)]

    def _search(self, question: Question, facets: Sequence[str]) -> Result:
        assert self._executor is not None
        filters: dict[str, Filter] = {}
        if question.organisation:
            filters["organisation"] = HasValue("organisation", (question.organisation.encode(),))
        if question.since and question.until:
            filters["day"] = InRange("day", question.since.toordinal(), question.until.toordinal())
        sort = Sort("day", descending=True) if question.newest else None
        return self._executor.search(_tree(question), HITS, facets=facets, filters=filters, sort=sort)

    def _index(self) -> Any:
        if self._opened is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            there = index.exists_in(self._folder)
            self._opened = index.open_dir(self._folder) if there else index.create_in(self._folder, _schema())
        return self._opened


class Several(fields.KEYWORD):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """Any number of exact values, with a column of them all."""

    def __init__(self) -> None:
        super().__init__(stored=True, commas=True)
        self.column_type = ListsColumn()

    def to_column_value(self, value: Sequence[str]) -> tuple[bytes, ...]:
        return tuple(map(str.encode, value))


def _schema() -> Any:
    words = analysis.SpaceSeparatedTokenizer()
    return fields.Schema(
        number=fields.NUMERIC(stored=True, bits=64),
        title=fields.TEXT(stored=True, analyzer=words),
        body=fields.TEXT(stored=True, analyzer=words),
        organisation=fields.ID(stored=True, sortable=True),
        person=Several(),
        place=Several(),
        topic=Several(),
        day=fields.NUMERIC(stored=True, sortable=True),
        year=fields.ID(sortable=True),
    )


def _values(document: Document) -> dict[str, Any]:
    return {
        "number": document.number,
        "title": document.title,
        "body": document.body,
        "organisation": document.organisation,
        "person": list(document.people),
        "place": list(document.places),
        "topic": list(document.topics),
        "day": document.day.toordinal(),
        "year": str(document.year),
    }


def _tree(question: Question) -> query.Query:
    if not question.words:
        return query.Every()
    if question.how == "phrase":
        return query.Phrase(question.fields[0], list(question.words))
    if question.how == "prefix":
        return query.Prefix(question.fields[0], question.words[0])
    terms = [[query.Term(field, word) for field in question.fields] for word in question.words]
    if question.how == "any":
        return query.Or([term for each in terms for term in each])
    parts = [query.Or(each) if len(each) > 1 else each[0] for each in terms]
    return query.And(parts) if len(parts) > 1 else parts[0]
