"""Ties by a column, pages behind a place, and collapse, against lists in plain Python, with both kinds of kernels."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any

import pytest
from whoosh import query

from indexer.engine import kernels
from indexer.engine.codec import EngineCodec
from indexer.engine.execute import After, Executor, Histogram, Result, Sort
from indexer.engine.filters import HasValue
from tests.indexer.engine import corpora
from tests.indexer.engine.test_execute import faceted, kinds

ANY_WORD = query.Or([query.Term("body", word) for word in ("alpha", "beta", "run")])
SORTS = [None, Sort("whole"), Sort("whole", descending=True), Sort("place"), Sort("place", descending=True)]
MISSING = 2**31 - 1  # what Whoosh's column has for a number that is not there


@pytest.fixture(autouse=True, params=kinds())
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "searching", kernels.load(request.param, "_search"))
    monkeypatch.setattr(kernels, "counting", kernels.load(request.param, "_facets"))


class Case:
    """An index, and what matches a query there in an order, by brute force: number, key and ident of each."""

    def __init__(self, seed: int, sort: Sort | None) -> None:
        index, records = faceted(Random(seed))
        self.executor = Executor(index.searcher())
        self.sort = sort
        whole = self.executor.search(ANY_WORD, None, ties="ident")  # as the pages do: sums differ in their last bits
        assert whole.scores is not None
        scores = dict(zip(whole.documents.tolist(), whole.scores.tolist(), strict=True))
        self.records = {record["number"]: record for record in records if record["number"] in scores}
        self.keys = {number: self._key(record, scores[number]) for number, record in self.records.items()}
        self.numbers = sorted(self.records, key=lambda number: self._rank(number, self.ident(number)))

    def ident(self, number: int) -> bytes:
        ident: str = self.records[number]["ident"]
        return ident.encode()

    def search(self, limit: int | None, **options: Any) -> Result:
        return self.executor.search(ANY_WORD, limit, sort=self.sort, ties="ident", **options)

    def in_column(self, key: Any) -> Any:
        """A key as the column has it."""
        return corpora.schema()["whole"].to_column_value(key) if self.sort and self.sort.column == "whole" else key

    def rank(self, number: int) -> Any:
        return self._rank(number, self.ident(number))

    def rank_of(self, key: Any, ident: bytes) -> Any:
        return (_reversed(key) if self._descends else _straight(key)), ident

    def _rank(self, number: int, ident: bytes) -> Any:
        return self.rank_of(self.keys[number], ident)

    @property
    def _descends(self) -> bool:
        return self.sort is None or self.sort.descending

    def _key(self, record: dict[str, Any], score: float) -> Any:
        if self.sort is None:
            return score
        return record.get("place", "").encode() if self.sort.column == "place" else record.get("whole", MISSING)


def _straight(key: Any) -> Any:
    return list(key) if isinstance(key, bytes) else key


def _reversed(key: Any) -> Any:
    return [-byte for byte in key] + [1] if isinstance(key, bytes) else -key


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("seed", range(3))
def test_ties_are_decided_by_a_column(seed: int, sort: Sort | None) -> None:
    case = Case(seed, sort)
    for limit in (None, 1, 5, 17, 1000):
        assert case.search(limit).documents.tolist() == case.numbers[:limit]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("seed", range(3))
def test_pages_behind_a_place(seed: int, sort: Sort | None) -> None:
    case = Case(seed, sort)
    walked: list[int] = []
    while len(walked) <= len(case.numbers):
        last = walked[-1] if walked else None
        after = None if last is None else After(case.in_column(case.keys[last]), case.ident(last))
        result = case.search(7, after=after)
        assert result.total == len(case.numbers)
        walked += result.documents.tolist()
        if not len(result.documents):
            break
    assert walked == case.numbers
    gone: list[tuple[Any, bytes]] = [(b"Pa", b"d5"), (b"", b"d5")] if sort and sort.column == "place" else [(3, b"d1")]
    for key, ident in gone:  # no document is at the place, or has the value
        behind = [number for number in case.numbers if case.rank(number) > case.rank_of(key, ident)]
        assert case.search(None, after=After(case.in_column(key), ident)).documents.tolist() == behind


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_collapse_keeps_the_first_of_each_value(seed: int, filtered: bool, sort: Sort | None) -> None:
    case = Case(seed, sort)
    filters = {"tags": HasValue("tags", (b"red", b"x-ray"))} if filtered else {}
    some = case.search(None, filters=filters)
    passing = some.documents.tolist()
    groups: defaultdict[Any, list[int]] = defaultdict(list)
    for number in sorted(passing):
        groups[case.records[number].get("place") or number].append(number)
    kept = {min(group, key=case.rank): len(group) for group in groups.values()}
    for limit in (None, 4, 0):
        result = case.search(limit, filters=filters, collapse="place", facets=("place",))
        expected = [number for number in case.numbers if number in kept][:limit]
        assert result.documents.tolist() == expected
        assert (result.total, result.groups) == (len(passing), len(groups))
        assert result.members is not None
        assert result.members.tolist() == [kept[number] for number in expected]
        assert sum(result.facets["place"].as_dict().values()) == len(passing)  # facets count them all


def test_a_column_of_several_values_decides_nothing() -> None:
    executor = Executor(faceted(Random(1))[0].searcher())
    for options in ({"ties": "tags"}, {"collapse": "tags"}, {"ties": "nowhere"}):
        with pytest.raises(KeyError):
            executor.search(query.Every(), **options)  # type: ignore[arg-type]


def test_an_index_without_documents_has_no_order() -> None:
    executor = Executor(corpora.written([], codec=EngineCodec()).searcher())
    result = executor.search(query.Every(), sort=Sort("whole"), ties="ident", collapse="place", after=After(1, b"a"))
    assert (result.total, result.groups, len(result.documents)) == (0, 0, 0)


def test_a_histogram_whose_edges_depend_on_what_is_counted() -> None:
    index, records = faceted(Random(2))
    seen: list[tuple[int, int]] = []

    def halves(low: int, high: int) -> list[int]:
        seen.append((low, high))
        return [low, 0, high]

    filters = {"place": HasValue("place", (b"Oslo",))}
    wanted = {"whole": Histogram("whole", halves)}
    result = Executor(index.searcher()).search(query.Every(), histograms=wanted, filters=filters)
    values = [record.get("whole", MISSING) for record in records if record.get("place") == "Oslo"]
    assert seen == [(min(values), max(values))]
    expected = [sum(low <= value < high for value in values) for low, high in ((min(values), 0), (0, max(values)))]
    assert result.histograms["whole"].tolist() == expected
    nothing = Executor(index.searcher()).search(query.Term("body", "nothing"), histograms=wanted)
    assert nothing.histograms["whole"].tolist() == []


def test_scores_of_some_documents_alone() -> None:
    case = Case(3, None)
    chosen = case.executor.search(ANY_WORD, None, sort=Sort("place")).documents[::2]
    expected = [case.keys[number] for number in chosen.tolist()]
    assert case.executor.scores(ANY_WORD, chosen).tolist() == pytest.approx(expected)


def test_an_executor_goes_on_with_what_an_earlier_one_knows() -> None:
    random = Random(6)
    index = corpora.written([], codec=EngineCodec())
    executor, count = Executor(index.searcher()), 0
    for commit in range(12):
        writer = index.writer(codec=EngineCodec())
        for _ in range(random.randint(1, 30)):
            record = corpora.record(random, f"d{count}")
            writer.add_document(**record | {"place": f"place {random.randint(0, 2 * count)}"})
            count += 1
        writer.delete_by_term("ident", f"d{random.randrange(count)}")
        writer.commit(merge=commit == 7)
        fresh, executor = Executor(index.searcher()), Executor(index.searcher(), executor)
        for options in ({"filters": {"whole": HasValue("place", (b"place 3",))}}, {"sort": Sort("place")}, {}):
            ours = executor.search(query.Every(), None, facets=("place",), **options)
            theirs = fresh.search(query.Every(), None, facets=("place",), **options)
            assert ours.documents.tolist() == theirs.documents.tolist()
            counts = ours.facets["place"]
            assert counts.as_dict() == theirs.facets["place"].as_dict()
            assert counts.most(5) == theirs.facets["place"].most(5)
            assert all(counts.of(value) == number for value, number in counts.as_dict().items())
            least = counts.most(5)[-1][1] if counts.most(5) else 0
            assert {value for value, number in counts.as_dict().items() if number >= least} >= {
                value for value, _ in counts.at_least(5)
            }
    assert executor.search(query.Every(), facets=("place",)).facets["place"].of(b"nowhere") == 0
