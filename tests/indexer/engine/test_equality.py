"""The comparison itself: stock Whoosh against the meaning of its trees, and against itself by another path."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query, scoring

from tests.indexer.engine import corpora, model, trees
from tests.indexer.engine.equality import Found, assert_same, bulk, compare, compare_top, searching
from tests.indexer.engine.mended import mended

SCHEMA = corpora.schema()

# whoosh-reloaded's codec leaves the temporary files of its columns open
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ALL = Found((3, 1, 2), (2.0, 1.0, 1.0), 3)


@pytest.fixture(autouse=True)
def _mended() -> Iterator[None]:
    with mended():
        yield


def assert_meant(searcher: Any, left: dict[str, corpora.Record], asked: query.Query) -> None:
    """That stock Whoosh finds what a tree means."""
    found = searching(searcher)(asked)
    idents = [searcher.stored_fields(number)["ident"] for number in found.documents]
    documents = {ident: model.terms(record, SCHEMA) for ident, record in left.items()}
    assert sorted(idents) == sorted(ident for ident, terms in documents.items() if model.matches(asked, terms))
    assert found.count == len(idents)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(corpora.corpora(), trees.weightings(), st.lists(trees.trees(), min_size=1, max_size=5))
def test_stock_whoosh_finds_what_a_tree_means(
    changes: list[corpora.Commit], weighting: Any, asked: list[query.Query]
) -> None:
    left = corpora.modelled(changes)
    with corpora.written(changes).searcher(weighting=weighting) as searcher:
        for each in asked:
            assert_meant(searcher, left, each)
            assert_same(searcher, searching(searcher, limit=1_000, optimize=False), each)


@pytest.mark.slow
def test_stock_whoosh_finds_what_many_trees_mean() -> None:
    for seed in range(10):
        random = Random(seed)
        changes = corpora.commits(random)
        left = corpora.modelled(changes)
        with corpora.written(changes).searcher(weighting=trees.weighting(random)) as searcher:
            for _ in range(50):
                assert_meant(searcher, left, trees.tree(random, trees.Vocabulary()))


def test_another_weighting_is_found_out() -> None:
    random = Random(1)
    index = corpora.written(corpora.commits(random))
    with index.searcher() as searcher, index.searcher(weighting=scoring.BM25F(K1=1.3)) as other:
        tally = bulk(searcher, searching(other), trees.Vocabulary(), 50)
    assert tally.compared == 50
    assert any(difference.startswith("score") for difference in tally.differences)


def test_every_kind_of_node_is_drawn() -> None:
    random = Random(2)
    drawn = {type(node) for _ in range(500) for node in nodes(trees.tree(random, trees.Vocabulary()))}
    assert drawn == set(model.KINDS)


def nodes(asked: query.Query) -> Iterator[query.Query]:
    yield asked
    for child in asked.children():
        yield from nodes(child)


def test_changes_leave_segments_deletions_and_updates() -> None:
    random = Random(3)
    readers = [corpora.written(corpora.commits(random)).reader() for _ in range(20)]
    assert any(len(reader.leaf_readers()) > 2 for reader in readers)
    assert any(reader.has_deletions() for reader in readers)


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (ALL, None),
        (Found((3, 1, 2), (2.0, 1.0 + 1e-12, 1.0), 3), None),
        (Found((3, 1), (2.0, 1.0), 2), "documents"),
        (Found((3, 1, 2, 4), (2.0, 1.0, 1.0, 0.5), 4), "documents"),
        (Found((3, 1, 2, 2), (2.0, 1.0, 1.0, 1.0), 3), "documents"),
        (Found((3, 1, 2), (2.0, 1.0, 1.0), 4), "count"),
        (Found((3, 1, 2), (2.0, 1.0, 1.0001), 3), "score"),
        (Found((3, 2, 1), (2.0, 1.0, 1.0), 3), "order"),
        (Found((1, 3, 2), (1.0, 2.0, 1.0), 3), "order"),
    ],
)
def test_what_differs_is_told(found: Found, says: str | None) -> None:
    difference = compare(ALL, found)
    assert (difference or "").partition(" ")[0].rstrip(":") == (says or "")


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (Found((3, 1), (2.0, 1.0), 3), None),
        (Found((3,), (2.0,), 3), "hits"),
        (Found((3, 1), (2.0, 1.0), 2), "count"),
        (Found((1, 2), (1.0, 1.0), 3), "hit"),
    ],
)
def test_what_differs_among_the_best_is_told(found: Found, says: str | None) -> None:
    difference = compare_top(ALL, found, 2)
    assert (difference or "").partition(" ")[0].rstrip(":") == (says or "")
