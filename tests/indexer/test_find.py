"""All that a search finds at once: what its pages give one after the other, of one commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from indexer.index import Filter, Index, SearchRequest
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, release

WORDS = ("grain", "ships", "harbour", "fog")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    """Three segments; many releases of one day, some in families, some deleted."""
    many = [
        release(
            f"r{number:03}",
            title=" ".join(WORDS[: number % 5]) or "Nothing",
            text=f"Text {number} about {WORDS[number % 4]}, and again {WORDS[number % 3]}.",
            published=date(2019, 1, 1) + timedelta(days=number // 50),
            family=f"f{number % 40}" if number % 3 == 0 else None,
            language="en" if number % 2 else "fr",
        )
        for number in range(200)
    ]
    opened = built(tmp_path_factory.mktemp("index"), many[:90], many[90:150], many[150:])
    opened.remove([f"r{number:03}" for number in range(0, 200, 17)])
    opened.commit(4)
    return opened


def by_pages(index: Index, request: SearchRequest) -> list[str]:
    found: list[str] = []
    page: SearchRequest | None = replace(request, limit=30)
    while page is not None:
        result = index.search(page)
        found += [hit.id for hit in result.hits]
        page = replace(page, cursor=result.cursor) if result.cursor else None
    return found


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(),
        SearchRequest(sort="oldest"),
        SearchRequest("grain ships"),
        SearchRequest("grain ships fog zebra"),
        SearchRequest("grain OR fog", sort="newest"),
        SearchRequest('"about grain"', match="all"),
        SearchRequest("harbour", filters={"language": Filter(("fr",))}, since=date(2019, 1, 2)),
        SearchRequest("ships", group=True),
        SearchRequest(group=True, sort="newest"),
        SearchRequest("zebra"),
    ],
    ids=str,
)
def test_it_is_what_the_pages_give(index: WhooshIndex, request_: SearchRequest) -> None:
    request = replace(request_, snippets=False)
    found, expected = index.find(request), index.search(request)
    assert (found.total, found.size, found.seq) == (expected.total, expected.shown, 4)
    identities = list(found.identities)
    assert identities == by_pages(index, request)
    assert len(identities) == found.size


def test_it_stays_what_it_is_while_the_index_changes(tmp_path: Path) -> None:
    index = built(tmp_path, [release(f"r{number}", text="fog") for number in range(40)])
    found = index.find(SearchRequest("fog", snippets=False))
    first = [next(found.identities) for _ in range(5)]
    index.remove([f"r{number}" for number in range(20)])
    index.add([release("new", text="fog", published=datetime(2030, 1, 1, tzinfo=UTC))])
    index.commit(2)
    rest = list(found.identities)
    assert sorted([*first, *rest]) == sorted(f"r{number}" for number in range(40))
    assert index.find(SearchRequest("fog")).size == 21
    index.close()


def test_an_empty_index_has_none(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.commit(0)
    assert list(index.find(SearchRequest()).identities) == []
    index.close()
