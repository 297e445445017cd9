"""Trees of terms alone: what their kernel finds is what the evaluator finds, and what it passes over is none of it."""

from __future__ import annotations

from functools import cache, partial
from random import Random
from typing import Any

import numpy as np
import pytest
from whoosh import fields, query, scoring
from whoosh.filedb.filestore import RamStorage

from indexer.engine import kernels
from indexer.engine.execute import Executor, Result
from indexer.engine.execute.segment import NotSupported
from indexer.engine.execute.terms import TermSearch
from indexer.engine.writer import EngineWriter
from tests.indexer.engine.test_execute import kinds

WORDS = [f"w{number}" for number in range(60)]
WEIGHTS = [1 / (1 + number) for number in range(60)]  # as in life a few words are everywhere


@pytest.fixture(autouse=True, params=kinds())
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "ranking", kernels.load(request.param, "_ranking"))


def text(random: Random, most: int) -> str:
    return " ".join(random.choices(WORDS, WEIGHTS, k=random.randint(1, most)))


@cache
def index(sizes: tuple[int, ...], deleted: int = 0) -> Any:
    """Segments of some sizes, of which so many documents in a hundred were deleted."""
    random = Random(len(sizes) + deleted)
    kind = fields.ID(sortable=True)
    made = RamStorage().create_index(fields.Schema(title=fields.TEXT(), body=fields.TEXT(), kind=kind))
    for size in sizes:
        writer = EngineWriter(made)
        for _ in range(size):
            writer.add_document(title=text(random, 4), body=text(random, 12), kind=random.choice("abc"))
        writer.commit(merge=False)
    if deleted:
        writer = EngineWriter(made)
        for number in random.sample(range(sum(sizes)), sum(sizes) * deleted // 100):
            writer.delete_document(number)
        writer.commit(merge=False)
    return made


def term(random: Random) -> query.Term:
    word, boost = random.choice([*WORDS, "nowhere"]), random.choice([1.0, 1.0, 2.5])
    return query.Term(random.choice(["title", "body", "body"]), word, boost)


def terms(random: Random, most: int) -> list[query.Query]:
    return [term(random) for _ in range(random.randint(0, most))]


def tree(random: Random) -> query.Query:
    """A term, a union, or an intersection of such, with few terms."""
    how, boost = random.random(), random.choice([1.0, 1.0, 0.25, 3.0])
    if how < 0.1:
        return term(random)
    if how < 0.5:
        return query.Or(terms(random, 8), boost)
    parts = [random.choice([term(random), query.Or(terms(random, 3), boost)]) for _ in range(random.randint(1, 2))]
    return query.And([*parts, *terms(random, 2)], boost)


def by_evaluator(executor: Executor, asked: query.Query, **options: Any) -> Result:
    return executor.search(query.AndNot(asked, query.Term("kind", "nothing")), **options)


CORPORA = [((1_500,), 0), ((700, 1, 130, 900), 20), ((12_000,), 0), ((9_500, 300), 30)]


@pytest.mark.parametrize("corpus", CORPORA)
def test_terms_are_answered_as_by_the_evaluator_and_the_best_are_the_first_of_all(corpus: Any) -> None:
    executor, random = Executor(index(*corpus).searcher()), Random(1)
    for _ in range(30):
        asked = tree(random)
        expected, found = by_evaluator(executor, asked, limit=None), executor.search(asked, limit=None)
        assert found.scores is not None
        assert expected.scores is not None
        assert found.total == expected.total == len(found.documents)
        order, expected_order = np.argsort(found.documents), np.argsort(expected.documents)
        assert np.array_equal(found.documents[order], expected.documents[expected_order])
        assert np.allclose(found.scores[order], expected.scores[expected_order], rtol=1e-12)
        assert np.array_equal(np.lexsort((found.documents, -found.scores)), np.arange(found.total))
        facets, expected_facets = (
            search(asked, limit=0, facets=("kind",)).facets["kind"].as_dict()
            for search in (executor.search, partial(by_evaluator, executor))
        )
        assert facets == expected_facets
        for limit in (1, 3, 20):
            for options in ({}, {"count": False}, {"facets": ("kind",)}):
                best = executor.search(asked, limit, **options)
                assert best.scores is not None
                assert np.array_equal(best.documents, found.documents[:limit])
                assert np.array_equal(best.scores, found.scores[:limit])
                if "count" in options:
                    assert min(limit, found.total) <= best.total <= found.total
                else:
                    assert best.total == found.total


def test_who_counts_nothing_may_pass_over_most_of_a_list() -> None:
    executor = Executor(index((12_000,)).searcher())
    if kernels.ranking is kernels.load("numpy", "_ranking"):
        pytest.skip("numpy reads everything")
    asked = query.Or([query.Term("body", "w0"), query.Term("body", "w40")])
    assert executor.search(asked, 5, count=False).total < executor.search(asked, 5).total / 2


def test_frequencies_beyond_what_bounds_are_exact_for() -> None:
    made = RamStorage().create_index(fields.Schema(body=fields.TEXT(phrase=False)))
    writer = EngineWriter(made)
    for number in range(300):
        writer.add_document(body="word " * (70_000 if number == 200 else number % 7 + 1))
    writer.commit()
    executor = Executor(made.searcher())
    asked = query.Term("body", "word")
    whole = executor.search(asked, limit=None)
    assert np.array_equal(executor.search(asked, 2, count=False).documents, whole.documents[:2])


@pytest.mark.parametrize(
    "asked",
    [
        query.Or([query.Term("body", word) for word in WORDS[:9]]),
        query.And([query.Or([query.And([query.Term("body", "w1"), query.Term("body", "w2")]), query.Every()])]),
        query.Or([query.And([query.Term("body", "w1"), query.Term("body", "w2")]), query.Term("body", "w3")]),
        query.Or([query.Term("body", "w1"), query.Term("body", "w2")], scale=0.5),
        query.Term("body", "w1", boost=-1.0),
        query.And([query.Term("body", "w1"), query.Prefix("body", "w2")]),
    ],
)
def test_other_trees_are_for_the_evaluator(asked: query.Query) -> None:
    executor = Executor(index((1_500,)).searcher())
    with pytest.raises(NotSupported):
        executor._terms.search(asked, 10)


@pytest.mark.parametrize(
    "weighting", [scoring.TF_IDF(), scoring.BM25F(B=1.0), scoring.BM25F(B=2.0), scoring.BM25F(K1=0)]
)
def test_other_weights_are_for_the_evaluator(weighting: Any) -> None:
    executor = Executor(index((1_500,)).searcher(weighting=weighting))
    with pytest.raises(NotSupported):
        executor._terms.search(query.Term("body", "w1"), 10)


def test_terms_are_remembered_but_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.engine.execute.terms.KEPT", 3)
    executor = Executor(index((1_500,)).searcher())
    for word in WORDS:
        executor.search(query.Term("body", word))
    assert isinstance(executor._terms, TermSearch)
    assert len(executor._terms._known) <= 3
