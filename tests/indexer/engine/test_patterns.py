"""Patterns alone: what their kernel finds, counts and scores is what the evaluator does for a pattern in a tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage

from indexer.engine import kernels
from indexer.engine.dictionary import Terms
from indexer.engine.execute import Executor, Result
from indexer.engine.execute.patterns import PatternSearch
from indexer.engine.execute.segment import NotSupported
from indexer.engine.writer import EngineWriter
from tests.indexer.engine.test_execute import kinds

WORDS = [f"{start}{number}" for start in ("to", "tor", "w", "wo") for number in range(40)] + ["lonely"]
WEIGHTS = [1 / (1 + number) for number in range(len(WORDS))]
CORPORA = [((40,), 0), ((6_000,), 0), ((5_500, 1, 130, 900), 20)]  # up to 5,000 documents patterns score 1
PATTERNS = [
    query.Prefix("body", "to"),
    query.Prefix("body", "tor1", boost=2.0),
    query.Prefix("body", "t", constantscore=False),
    query.Prefix("body", "lonel", boost=0.5),
    query.Prefix("body", "nowhere"),
    query.Prefix("title", "w"),
    query.Wildcard("body", "*1"),
    query.Wildcard("body", "?o3*", boost=3.0),
    query.Wildcard("body", "*"),
    query.Regex("body", "w[0-9]"),
    query.FuzzyTerm("body", "to12", maxdist=1),
    query.TermRange("body", "to", "tor2"),
    query.Variations("body", "lonely"),
]


@pytest.fixture(autouse=True, params=kinds())
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, part in (("patterns", "_patterns"), ("terms", "_terms")):
        monkeypatch.setattr(kernels, name, kernels.load(request.param, part))


@cache
def index(sizes: tuple[int, ...], deleted: int) -> Any:
    """Segments of some sizes, of which so many documents in a hundred were deleted; only the first has titles."""
    random = Random(deleted)
    schema = fields.Schema(title=fields.TEXT(), body=fields.TEXT(), kind=fields.ID(sortable=True))
    made = RamStorage().create_index(schema)
    for size in sizes:
        writer = EngineWriter(made)
        for _ in range(size):
            words = random.choices(WORDS, WEIGHTS, k=random.randint(1, 8))
            title = {"title": random.choice(WORDS)} if size == sizes[0] else {}
            writer.add_document(body=" ".join(words), kind=random.choice("abc"), **title)
        writer.commit(merge=False)
    if deleted:
        writer = EngineWriter(made)
        for number in random.sample(range(sum(sizes)), sum(sizes) * deleted // 100):
            writer.delete_document(number)
        writer.commit(merge=False)
    return made


def by_evaluator(executor: Executor, asked: query.Query, **options: Any) -> Result:
    return executor.search(query.AndNot(asked, query.Term("kind", "nothing")), **options)


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("asked", PATTERNS, ids=repr)
def test_patterns_are_answered_as_by_the_evaluator(corpus: Any, asked: query.Query) -> None:
    with index(*corpus).searcher() as searcher:
        executor = Executor(searcher)
        expected, found = by_evaluator(executor, asked, limit=None), executor.search(asked, limit=None)
        assert found.scores is not None
        assert expected.scores is not None
        assert found.total == expected.total == len(found.documents)
        assert found.documents.tolist() == expected.documents.tolist()
        assert np.allclose(found.scores, expected.scores, rtol=1e-12)
        for limit in (0, 1, 20):
            first = executor.search(asked, limit, facets=("kind",))
            assert first.documents.tolist() == found.documents[:limit].tolist()
            assert first.total == found.total
            assert first.facets["kind"].as_dict() == by_evaluator(
                executor, asked, limit=0, facets=("kind",)
            ).facets["kind"].as_dict()  # fmt: skip


def test_documents_below_a_score() -> None:
    with index(*CORPORA[2]).searcher() as searcher:
        executor, asked = Executor(searcher), query.Prefix("body", "to")
        search = PatternSearch(executor.segments, executor._terms, executor.statistics)
        everything = search.search(asked, None)
        ceiling = float(everything.keys[50])
        below = search.search(asked, 10, ceiling=ceiling)
        start = int(np.flatnonzero(everything.keys <= ceiling)[0])
        assert below.documents.tolist() == everything.documents[start : start + 10].tolist()
        assert below.total == everything.total


@pytest.mark.parametrize(
    "asked", [query.Prefix("elsewhere", "t"), query.Prefix("kind", ""), query.Wildcard("body", "*")]
)
def test_the_rest_is_for_the_evaluator(asked: query.Query) -> None:
    with index(*CORPORA[0]).searcher() as searcher:
        executor = Executor(searcher)
        with pytest.raises(NotSupported):
            PatternSearch(executor.segments, executor._terms, executor.statistics).search(asked, 10)


@given(st.lists(st.tuples(st.binary(max_size=3), st.integers(0, 9))))
def test_counts_of_the_same_terms_are_added_up(counted: Sequence[tuple[bytes, int]]) -> None:
    sums = Counter[bytes]()
    for term, count in counted:
        sums[term] += count
    terms, totals = Terms.of([term for term, _ in counted]), np.empty(len(counted), dtype=np.int64)
    kernels.terms.add_up(terms.text, terms.offsets, np.array([count for _, count in counted], dtype=np.int64), totals)
    assert totals.tolist() == [sums[term] for term, _ in counted]
