"""Releases built by hand for the tests of the index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crawler.records import Release, State, StoredRelease
from indexer.index import Index, SearchRequest, SearchResult
from indexer.whoosh_index import WhooshIndex

SEEN = datetime(2024, 5, 1, 12, tzinfo=UTC)


def release(
    identity: str = "r1",
    title: str = "A title",
    text: str = "Some text.",
    published: date | datetime | None = date(2019, 10, 30),
    *,
    source: str = "osce",
    short: str = "OSCE",
    state: State = State.LIVE,
    organisation: str | None = "Organization for Security",
    language: str | None = "en",
    family: str | None = None,
    **content: Any,
) -> StoredRelease:
    return StoredRelease(
        id=identity,
        source=source,
        short=short,
        state=state,
        revision=1,
        first_seen=SEEN,
        last_seen=SEEN,
        content=Release(
            url=f"https://press.example/{identity}",
            title=title,
            text=text,
            published=published,
            language=language,
            organisation=organisation,
            **content,
        ),
        family=family,
    )


def built(path: Path, *commits: Iterable[StoredRelease]) -> WhooshIndex:
    """An index with a commit, and so a segment, for each group of releases."""
    index = WhooshIndex(path)
    for number, releases in enumerate(commits, 1):
        index.add(releases)
        index.commit(number)
    return index


def found(index: Index, q: str = "", **request: Any) -> SearchResult:
    return index.search(SearchRequest(q=q, limit=1_000, **request))


def ids(index: Index, q: str = "", **request: Any) -> list[str]:
    return [hit.id for hit in found(index, q, **request).hits]
