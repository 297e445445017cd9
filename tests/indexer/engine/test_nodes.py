"""The engine's own nodes against lists in plain Python, with both kinds of kernels."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest
from whoosh import query
from whoosh.query import spans

from indexer.engine import kernels
from indexer.engine.execute import Executor
from indexer.engine.execute.nodes import AnyTerm, AtLeast, Near, Passing
from indexer.engine.filters import AllOf, HasValue, InRange
from tests.indexer.engine.test_execute import faceted, kinds

CLAUSES = [query.Term("body", word) for word in ("alpha", "beta", "gamma", "run", "nothing")]


@pytest.fixture(autouse=True, params=kinds())
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, part in (("coding", ""), ("searching", "_search"), ("counting", "_facets")):
        monkeypatch.setattr(kernels, name, kernels.load(request.param, part))


@pytest.fixture(params=range(3))
def case(request: pytest.FixtureRequest) -> tuple[Executor, dict[int, dict[str, Any]]]:
    index, records = faceted(Random(request.param))
    return Executor(index.searcher()), {record["number"]: record for record in records}


def body(record: dict[str, Any]) -> list[str]:
    words: list[str] = record.get("body", "").split()
    return words


def found(executor: Executor, asked: query.Query) -> dict[int, float]:
    result = executor.search(asked, None)
    assert result.scores is not None
    assert executor.search(asked, 0).total == len(result.documents)  # also where no scores are wanted
    return dict(zip(result.documents.tolist(), result.scores.tolist(), strict=True))


def test_any_term_scores_its_boost(case: tuple[Executor, dict[int, dict[str, Any]]]) -> None:
    executor, records = case
    words = {"run", "runs", "москва", "nothing"}
    expected = {number: 2.5 for number, record in records.items() if words & set(body(record))}
    assert found(executor, AnyTerm("body", sorted(words), boost=2.5)) == expected
    assert found(executor, AnyTerm("body", ["nothing"])) == {}
    assert found(executor, AnyTerm("nowhere", ["run"])) == {}
    both = query.And([AnyTerm("body", ["beta"]), query.Term("body", "alpha")])
    assert set(found(executor, both)) == {
        number for number in records if {"alpha", "beta"} <= set(body(records[number]))
    }


@pytest.mark.parametrize("count", range(1, 6))
def test_at_least_so_many_clauses(case: tuple[Executor, dict[int, dict[str, Any]]], count: int) -> None:
    executor, records = case
    any_of_them = found(executor, query.Or(CLAUSES))
    matched = {number: sum(clause.text in body(record) for clause in CLAUSES) for number, record in records.items()}
    expected = {number: any_of_them[number] for number, matches in matched.items() if matches >= count}
    assert found(executor, AtLeast(CLAUSES, count)) == pytest.approx(expected)


@pytest.mark.parametrize(
    "words", ["alpha beta", "beta alpha run", "alpha alpha", "alpha beta alpha", "beta beta beta", "alpha nothing"]
)
@pytest.mark.parametrize("slop", [1, 2, 5])
def test_near_words(case: tuple[Executor, dict[int, dict[str, Any]]], words: str, slop: int) -> None:
    executor, records = case
    wanted = words.split()
    span = slop + len(wanted) - 2
    anywhere = found(executor, query.And([query.Term("body", word, boost=2.0) for word in wanted]))

    def near(text: list[str]) -> bool:
        places = [[place for place, word in enumerate(text) if word == other] for other in wanted]
        choices = [choice for choice in product(*places) if len(set(choice)) == len(wanted)]  # each has its own
        return any(max(choice) - min(choice) <= span for choice in choices)

    expected = {number: anywhere[number] for number, record in records.items() if near(body(record))}
    assert found(executor, Near("body", wanted, slop, boost=2.0)) == expected


def test_filters_within_a_tree_add_nothing_to_scores(case: tuple[Executor, dict[int, dict[str, Any]]]) -> None:
    executor, records = case
    oslo = Passing(HasValue("place", (b"Oslo",)))
    expected = {number: 0.0 for number, record in records.items() if record.get("place") == "Oslo"}
    assert found(executor, oslo) == expected
    either = query.Or([oslo, query.Term("body", "alpha")])
    assert found(executor, either) == expected | found(executor, query.Term("body", "alpha"))
    small = Passing(InRange("whole", None, 5))
    assert set(found(executor, query.And([small, query.Term("body", "alpha")]))) == {
        number for number, record in records.items() if record.get("whole", 6) <= 5 and "alpha" in body(record)
    }


def test_several_filters_as_one(case: tuple[Executor, dict[int, dict[str, Any]]]) -> None:
    executor, records = case
    wanted = AllOf((HasValue("tags", (b"red", b"x-ray")), HasValue("tags", (b"green",), wanted=False)))
    tags = {n: {part.strip() for part in record.get("tags", "").split(",")} for n, record in records.items()}
    passing = [number for number, own in tags.items() if own & {"red", "x-ray"} and "green" not in own]
    for asked in (query.Every(), query.Term("body", "alpha")):
        expected = sorted(set(passing) & set(found(executor, asked)))
        result = executor.search(asked, None, filters={"tags": wanted}, facets=("tags",))
        assert sorted(result.documents.tolist()) == expected


def test_whoosh_refuses_what_is_not_its_own() -> None:
    index, _ = faceted(Random(1))
    unknown = spans.SpanFirst(query.Term("body", "alpha"))
    with pytest.raises(NotImplementedError, match="AnyTerm"):
        Executor(index.searcher()).search(query.And([AnyTerm("body", ["alpha"]), unknown]))
