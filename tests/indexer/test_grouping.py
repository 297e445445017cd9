"""Releases with nearly the same text as one hit, against the same search without groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from crawler import likeness
from crawler.records import Release, StoredRelease
from crawler.settings import StoreSettings
from crawler.store import Store, likenesses, releases, sources
from crawler.store.likenesses import Banded
from crawler.store.releases import Incoming, Reason
from indexer.follow import follow
from indexer.index import Filter, Hit, SearchRequest, Sort
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, found, ids, release

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXT = """The lighthouse on Skarholm was lit again on Friday evening after three dark years. Keeper Mona Dahl turned the
old switch herself while some 400 visitors watched from the shore. The lamp now needs 60 watts where it once burned 12
litres of oil a night. The lighthouse society had collected the money for the repairs."""


def corpus() -> list[StoredRelease]:
    random = Random(11)
    return [
        release(
            f"r{number:03}",
            random.choice(["Storm at sea", "Calm"]),
            " ".join(random.choices(["storm", "sea", "ice"], k=random.randint(1, 4))),
            date(2019, 1, 1) + timedelta(days=random.randint(0, 5)),
            organisation=random.choice(["OSCE", "NATO"]),
            family=random.choice([None, None, "f1", "f2", "f3", "f7"]),
        )
        for number in range(120)
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    documents = corpus()
    index = built(tmp_path_factory.mktemp("index"), documents[:50], documents[50:90], documents[90:])
    index.remove(["r001", "r060"])
    index.commit(4)
    return index


def grouped(hits: Sequence[Hit]) -> list[tuple[str, int]]:
    """What grouping is to make of hits: the first of each family, and how many others there are."""
    firsts: dict[str, str] = {}
    for hit in hits:
        firsts.setdefault(hit.family or hit.id, hit.id)
    return [(first, sum((hit.family or hit.id) == key for hit in hits) - 1) for key, first in firsts.items()]


@pytest.mark.parametrize("filters", [{}, {"organisation": Filter(("OSCE",))}], ids=["all", "filtered"])
@pytest.mark.parametrize("sort", [None, "newest", "oldest"])
@pytest.mark.parametrize("q", ["", "storm", "storm ice", "-calm"])
def test_the_first_of_each_family_stands_for_all(
    index: WhooshIndex, q: str, sort: Sort | None, filters: dict[str, Filter]
) -> None:
    facets = {"organisation": 10}
    every = found(index, q, sort=sort, filters=filters, facets=facets)
    result = found(index, q, sort=sort, filters=filters, facets=facets, group=True)
    assert [(hit.id, hit.more) for hit in result.hits] == grouped(every.hits)
    assert (result.total, result.groups, result.shown) == (every.total, len(result.hits), len(result.hits))
    assert (every.groups, every.shown) == (None, every.total)
    assert result.facets == every.facets
    scores = {hit.id: hit.score for hit in every.hits}
    assert all(hit.score == scores[hit.id] for hit in result.hits)


@pytest.mark.parametrize("sort", [None, "newest", "oldest"])
@pytest.mark.parametrize("q", ["", "storm"])
def test_pages_and_cursors_walk_the_groups(index: WhooshIndex, q: str, sort: Sort | None) -> None:
    expected = ids(index, q, sort=sort, group=True)
    paged = [
        hit.id
        for offset in range(0, len(expected), 7)
        for hit in index.search(SearchRequest(q=q, sort=sort, group=True, offset=offset, limit=7)).hits
    ]
    assert paged == expected
    walked: list[str] = []
    cursor = None
    while not walked or cursor:
        result = index.search(SearchRequest(q=q, sort=sort, group=True, limit=7, cursor=cursor))
        walked += [hit.id for hit in result.hits]
        cursor = result.cursor
    assert walked == expected


def test_a_family_is_found_alone(index: WhooshIndex) -> None:
    every = {hit.id for hit in found(index, "storm").hits if hit.family == "f7"}
    assert set(ids(index, "storm", family="f7")) == every
    assert ids(index, family="nowhere") == []
    (first,) = [hit for hit in found(index, "storm", group=True).hits if hit.family == "f7"]
    assert first.more == len(every) - 1


def test_nothing_is_grouped_where_there_are_no_families(tmp_path: Path) -> None:
    index = built(tmp_path, [release("a"), release("b")])
    result = found(index, group=True)
    assert ([hit.more for hit in result.hits], result.groups) == ([0, 0], 2)


def test_a_twin_that_comes_later_joins_the_hit_that_is_there(tmp_path: Path) -> None:
    store = Store.open(StoreSettings(url=f"sqlite:///{tmp_path}/p.db"))
    index = WhooshIndex(tmp_path / "index")

    def keep(identity: str, source: str, text: str) -> None:
        content = Release(f"https://{source}.example/{identity}", "The light", text, date(2026, 11, 20))
        with store.writing() as connection:
            sources.ensure(connection, source)
            releases.put(connection, [Incoming(identity, source, content, Reason.IMPORTED)], NOW)
            likenesses.link_batch(connection, [Banded(identity, text, likeness.bands(text))], NOW)
        follow(store, index)

    keep("a", "coast", TEXT)
    assert found(index, "lighthouse", group=True).hits[0].family is None
    keep("b", "pilots", f"{TEXT} It rained.")
    result = found(index, "lighthouse", group=True)
    assert [(hit.family, hit.more) for hit in result.hits] == [("a", 1)]
    keep("b", "pilots", "The lighthouse is closed, and will stay so.")
    result = found(index, "lighthouse", group=True)
    assert sorted((hit.id, hit.family, hit.more) for hit in result.hits) == [("a", None, 0), ("b", None, 0)]
