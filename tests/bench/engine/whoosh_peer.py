"""Stock Whoosh with its default codec: one writer, one process; the words come cut, which skips its analyzer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh import analysis, columns, fields, highlight, index, query, sorting

from tests.bench.engine.documents import Document
from tests.bench.engine.interface import FACETS, HITS, LENGTH, VALUES, Answer
from tests.bench.engine.questions import Question

MEMORY = 256  # MiB that the writer may fill before it spills
_MANY = ("person", "place", "topic")


class Whoosh:
    """Facets by `whoosh.sorting`: columns for single values, postings (`allow_overlap`) for several."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: Any = None
        self._writer: Any = None
        self._searcher: Any = None

    def add(self, documents: Sequence[Document]) -> None:
        self._writer = self._writer or self._index().writer(limitmb=MEMORY, procs=1)
        for document in documents:
            self._writer.add_document(**_values(document))

    def commit(self) -> None:
        self._writer.commit()
        self._writer = None

    def finish(self) -> None:
        self._index().close()

    def see(self) -> None:
        self._searcher = self._index().searcher() if self._searcher is None else self._searcher.refresh()

    def ask(self, question: Question, *, facets: bool) -> Answer:
        names = [name for name in FACETS if name != "organisation" or not question.organisation] if facets else []
        results = self._search(question, names)
        count, hits = len(results), results.scored_length()
        counted = {name: _counts(results, name) for name in names}
        if facets and question.organisation:
            wider = self._search(question, ["organisation"], by_organisation=False)
            counted["organisation"] = _counts(wider, "organisation")
        return Answer(count, hits, tuple(tuple(counted[name]) for name in FACETS) if facets else ())

    def find(self, question: Question) -> Any:
        return self._search(question, [])

    def snippets(self, question: Question, found: Any) -> list[str]:
        found.fragmenter = highlight.ContextFragmenter(maxchars=LENGTH)
        return [hit.highlights("body", top=1) for hit in found]

    def _search(self, question: Question, names: Sequence[str], *, by_organisation: bool = True) -> Any:
        """Blocks are skipped only where that is right (whoosh3 3.54): hits in skipped blocks are missing from groups, a
        filter that lets nothing pass is not applied to the count, and the filter as a part of an And or Require trips
        over an assertion of `IntersectionMatcher` after a skip."""
        kept = []
        if question.organisation and by_organisation:
            kept.append(query.Term("organisation", question.organisation))
        if question.since and question.until:
            kept.append(query.NumericRange("day", question.since.toordinal(), question.until.toordinal()))
        groups = {name: sorting.FieldFacet(name, allow_overlap=name in _MANY, maptype=sorting.Count) for name in names}
        return self._searcher.search(
            _tree(question),
            limit=HITS,
            filter=query.And(kept) if kept else None,
            optimize=not names and not kept,
            sortedby=sorting.FieldFacet("day", reverse=True) if question.newest else None,
            groupedby=groups or None,
        )

    def _index(self) -> Any:
        if self._opened is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            there = index.exists_in(self._folder)
            self._opened = index.open_dir(self._folder) if there else index.create_in(self._folder, _schema())
        return self._opened


def _schema() -> Any:
    words = analysis.SpaceSeparatedTokenizer()
    many = {name: fields.KEYWORD(stored=True, commas=True) for name in _MANY}
    return fields.Schema(
        number=fields.NUMERIC(stored=True, bits=64),
        title=fields.TEXT(stored=True, analyzer=words),
        body=fields.TEXT(stored=True, analyzer=words),
        organisation=fields.ID(stored=True, sortable=columns.RefBytesColumn()),
        day=fields.NUMERIC(stored=True, sortable=True),
        year=fields.NUMERIC(sortable=True),
        **many,
    )


def _values(document: Document) -> dict[str, Any]:
    return {
        "number": document.number,
        "title": document.title.split(" "),
        "body": document.body.split(" "),
        "_stored_title": document.title,
        "_stored_body": document.body,
        "organisation": document.organisation,
        "person": list(document.people),
        "place": list(document.places),
        "topic": list(document.topics),
        "day": document.day.toordinal(),
        "year": document.year,
    }


def _tree(question: Question) -> Any:
    if not question.words:
        return query.Every()
    if question.how == "phrase":
        return query.Phrase(question.fields[0], list(question.words))
    if question.how == "prefix":
        return query.Prefix(question.fields[0], question.words[0])
    terms = [[query.Term(field, word) for field in question.fields] for word in question.words]
    if question.how == "any":
        return query.Or([term for each in terms for term in each])
    return query.And([query.Or(each) if len(each) > 1 else each[0] for each in terms])


def _counts(results: Any, name: str) -> list[int]:
    """The counts of a facet's most frequent values; those of documents without a value stand under None or empty."""
    groups = results.groups(name)
    return sorted((count for value, count in groups.items() if value not in (None, "", b"")), reverse=True)[:VALUES]
