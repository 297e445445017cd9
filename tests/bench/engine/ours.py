"""Our engine. Until that of issue 6 is there: today's index, asked by trees as its language has no body alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from whoosh import query

from crawler.records import Release, State, StoredRelease
from indexer.index import Filter, SearchRequest, SearchResult
from indexer.query import ReadQuery
from indexer.search import Search
from indexer.whoosh_index import WhooshIndex
from tests.bench.engine.documents import Document
from tests.bench.engine.interface import FACETS, HITS, VALUES, Answer
from tests.bench.engine.questions import Question

_FIELDS = {"title": "title", "body": "text"}
ALL_YEARS = 200  # this facet is in the order of years; the most frequent ones are wanted
_SEEN = datetime(2026, 11, 1, tzinfo=UTC)


class Today:
    """`indexer.whoosh_index`. It has more to index than the peers: people, places, topics and so on as text too."""

    def __init__(self, folder: Path) -> None:
        self._index = WhooshIndex(folder)

    def add(self, documents: Sequence[Document]) -> None:
        self._index.add(map(_release, documents))

    def commit(self) -> None:
        self._index.commit(1)

    def finish(self) -> None:
        self._index.close()

    def see(self) -> None:
        self._index._newest()

    def ask(self, question: Question, *, facets: bool) -> Answer:
        found = self._search(question, facets=facets, snippets=False)
        counts = [
            sorted((value.count for value in each if value.count), reverse=True) for each in found.facets.values()
        ]
        return Answer(found.total, len(found.hits), tuple(tuple(each[:VALUES]) for each in counts))

    def snippets(self, question: Question) -> list[str]:
        return [hit.snippet for hit in self._search(question, facets=False, snippets=True).hits]

    def _search(self, question: Question, *, facets: bool, snippets: bool) -> SearchResult:
        request = SearchRequest(
            filters={"organisation": Filter((question.organisation,))} if question.organisation else {},
            since=question.since,
            until=question.until,
            match="all",
            sort="newest" if question.newest else None,
            limit=HITS,
            facets={name: ALL_YEARS if name == "year" else VALUES for name in FACETS} if facets else {},
            snippets=snippets,
        )
        search = Search(self._index._newest(), request)
        search._query = ReadQuery(tuple(_trees(question)), (), (), "")
        return search.answer()


def _trees(question: Question) -> Iterator[query.Query]:
    fields = [_FIELDS[field] for field in question.fields]
    if question.how == "phrase":
        yield query.Phrase(fields[0], list(question.words))
    elif question.how == "prefix":
        yield query.Prefix(fields[0], question.words[0])
    elif question.how == "any":
        yield query.Or([query.Term(field, word) for word in question.words for field in fields])
    else:
        for word in question.words:
            yield query.Or([query.Term(field, word) for field in fields])


def _release(document: Document) -> StoredRelease:
    content = Release(
        url=f"https://press.example/{document.number}",
        title=document.title,
        text=document.body,
        published=document.day,
        language="en",
        organisation=document.organisation,
        people=document.people,
        places=document.places,
        topics=document.topics,
    )
    return StoredRelease(f"d{document.number:09}", "bench", "", State.LIVE, 1, _SEEN, _SEEN, content)
