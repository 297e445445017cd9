"""Equal documents in the order of a column, and pages behind a place, of what is answered by one kernel."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from whoosh import query

from indexer.engine import kernels
from indexer.engine.execute import After, Executor, Sort
from indexer.engine.execute import executor as executing
from indexer.engine.filters import Filter, InRange
from tests.indexer.engine.test_execute import kinds
from tests.indexer.engine.test_listing import CORPORA, made


@pytest.fixture(autouse=True, params=kinds())
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {"ranking": "_ranking", "listing": "_listing", "phrases": "_phrase", "commit_phrases": "_phrases"}
    for name, part in parts.items():
        monkeypatch.setattr(kernels, name, kernels.load(request.param, part))

    def refuse(*_: Any) -> None:
        raise AssertionError("The evaluator was asked.")

    monkeypatch.setattr(Executor, "_found", refuse)


WORD, OTHER = query.Term("body", "w0"), query.Term("body", "w1")
DAYS = {"days": InRange("day", 5, 30)}
ASKED: list[tuple[query.Query, Mapping[str, Filter], Sort | None]] = [
    (WORD, {}, None),
    (query.Term("body", "w30"), {}, None),
    (query.Term("body", "nowhere"), {}, None),
    (query.Or([WORD, OTHER]), {}, None),
    (query.And([WORD, query.Or([OTHER, query.Term("body", "w2")])]), {}, None),
    (query.Phrase("body", ["w0", "w1"]), {}, None),
    (query.Phrase("body", ["w0", "w0"]), {}, None),
    (WORD, DAYS, None),
    *(
        (asked, filters, Sort(column, descending=descending))
        for asked in (WORD, query.Every())
        for filters in ({}, DAYS)
        for column in ("day", "moment", "raw_moment")
        for descending in (False, True)
    ),
]


@pytest.mark.parametrize(("corpus", "few"), list(zip(CORPORA, [1, 32, 1], strict=True)))
def test_equal_documents_are_ordered_by_a_column(corpus: Any, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executing, "_EQUALS", few)
    monkeypatch.setattr(executing, "_EQUALS_BY_COLUMN", few)
    monkeypatch.setattr(executing, "_MANY_EQUALS", 100 * few)
    index, records = made(*corpus)
    executor, random = Executor(index.searcher()), Random(3)
    names = {record["number"]: record["name"].encode() for record in records}
    for asked, filters, sort in ASKED:
        options: dict[str, Any] = {"filters": filters, "sort": sort}
        everything = executor.search(asked, None, **options)
        numbers = everything.documents.tolist()
        if sort is None:
            assert everything.scores is not None
            keys = {number: -score for number, score in zip(numbers, everything.scores.tolist(), strict=True)}
        else:
            sign = -1 if sort.descending else 1
            keys = {record["number"]: sign * record[sort.column] for record in records}
        ranks = {number: (keys[number], names[number]) for number in numbers}
        ordered = sorted(numbers, key=ranks.__getitem__)
        for limit in (None, 0, 1, 21):
            found = executor.search(asked, limit, ties="name", facets=("kind",), **options)
            assert found.documents.tolist() == ordered[:limit]
            assert found.total == sum(found.facets["kind"].as_dict().values()) == len(numbers)
            assert (found.scores is None) == (sort is not None)
        for place in random.sample(ordered, min(3, len(ordered))) + ordered[-1:]:
            key: Any = keys[place] if sort and not sort.descending else -keys[place]
            key = index.schema[sort.column].to_column_value(key) if sort else key
            for tie in (names[place], b"n8", None):
                least = (keys[place], b"o" if tie is None else tie)
                behind = [number for number in ordered if ranks[number] > least]
                for limit in (None, 21):
                    found = executor.search(asked, limit, ties="name", after=After(key, tie), **options)
                    assert (found.documents.tolist(), found.total) == (behind[:limit], len(numbers))
            later = [number for number in numbers if keys[number] > keys[place]]
            assert executor.search(asked, 21, after=After(key), **options).documents.tolist() == later[:21]
