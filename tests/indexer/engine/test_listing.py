"""A term with filters, or in the order of a column: what the kernel finds is what brute force over records finds."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pytest
from whoosh import columns, fields, query
from whoosh.filedb.filestore import RamStorage

from indexer.engine import kernels
from indexer.engine.execute import Executor, Sort
from indexer.engine.execute.listing import _leading
from indexer.engine.execute.nodes import Passing
from indexer.engine.execute.segment import NotSupported
from indexer.engine.filters import AllOf, Filter, HasValue, InRange, Matching
from indexer.engine.writer import EngineWriter
from tests.indexer.engine.test_execute import kinds
from tests.indexer.engine.test_terms import WORDS, text

Record = dict[str, Any]
# A column of each type that kernels know, with the lowest and the highest number in it
RANGES = {"day": (0, 40), "tiny": (-128, 127), "small": (-30_000, 30_000), "whole": (0, 2**32 - 2),
          "moment": (2**62, 2**62 + 5), "byte": (0, 255), "short": (0, 65_535), "raw_byte": (-128, 127),
          "raw_short": (-30_000, 30_000), "raw_whole": (-(2**31), 2**31 - 1),
          "raw_moment": (-(2**63), 2**63 - 1)}  # fmt: skip
KINDS = ["a", "b", "c"]


@pytest.fixture(autouse=True, params=kinds())
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ranking", "listing"):
        monkeypatch.setattr(kernels, name, kernels.load(request.param, f"_{name}"))


def schema() -> Any:
    numbers: dict[str, Any]
    bits: dict[str, dict[str, Any]] = {
        "day": {}, "tiny": {"bits": 8}, "small": {"bits": 16}, "whole": {"signed": False}, "moment": {"bits": 64},
        "byte": {"bits": 8, "signed": False}, "short": {"bits": 16, "signed": False},
    }  # fmt: skip
    numbers = {name: fields.NUMERIC(sortable=True, **options) for name, options in bits.items()}
    raw = {"raw_byte": "b", "raw_short": "h", "raw_whole": "i", "raw_moment": "q"}
    numbers |= {name: fields.COLUMN(columns.NumericColumn(code)) for name, code in raw.items()}
    kind = fields.ID(sortable=True)
    return fields.Schema(
        body=fields.TEXT(),
        kind=kind,
        part=fields.ID(sortable=True),
        name=fields.ID(sortable=True),
        real=fields.COLUMN(columns.NumericColumn("d")),
        **numbers,
    )


@cache
def made(sizes: tuple[int, ...], deleted: int = 0) -> tuple[Any, list[Record]]:
    """Segments of some sizes, of which so many documents in a hundred were deleted, and those that were not."""
    random = Random(len(sizes) + deleted)
    index, records = RamStorage().create_index(schema()), list[Record]()
    for part, size in enumerate(sizes):
        writer = EngineWriter(index)
        for _ in range(size):
            record: Record = {name: random.randint(*ends) for name, ends in RANGES.items()}
            record |= {"body": text(random, 12), "kind": random.choice(KINDS), "part": f"p{part}", "real": 0.5}
            record["name"] = f"n{random.getrandbits(60):x}"
            writer.add_document(**record)
            records.append({"number": len(records), **record})
        writer.commit(merge=False)
    if deleted:
        writer = EngineWriter(index)
        gone = set(random.sample(range(sum(sizes)), sum(sizes) * deleted // 100))
        for number in gone:
            writer.delete_document(number)
        writer.commit(merge=False)
        records = [record for record in records if record["number"] not in gone]
    return index, records


def some_filter(random: Random) -> HasValue | InRange:
    how = random.random()
    if how < 0.3:
        return HasValue(
            "kind",
            tuple(value.encode() for value in random.choices([*KINDS, "nowhere"], k=random.randint(1, 3))),
            random.random() < 0.7,
        )
    if how < 0.4:
        return HasValue("part", (b"p0",), random.random() < 0.5)  # which is certain in every segment
    name, (low, high) = random.choice([ends for ends in RANGES.items() if ends[0] != "moment"])
    ends = sorted((random.randint(low, high), random.randint(low, high)))
    return InRange(name, *(None if random.random() < 0.2 else end for end in ends))


def some_filters(random: Random) -> dict[str, Filter]:
    chosen: list[Filter] = [some_filter(random) for _ in range(random.randint(0, 2))]
    if random.random() < 0.2:
        chosen.append(AllOf((some_filter(random), some_filter(random))))
    return {f"filter {number}": wanted for number, wanted in enumerate(chosen)}


def passes(record: Record, wanted: Filter) -> bool:
    if isinstance(wanted, AllOf):
        return all(passes(record, each) for each in wanted.filters)
    if isinstance(wanted, HasValue):
        return (record[wanted.column].encode() in wanted.values) == wanted.wanted
    assert isinstance(wanted, InRange)
    value = record[wanted.column]
    return (wanted.low is None or wanted.low <= value) and (wanted.high is None or value <= wanted.high)


CORPORA = [((1_500,), 0), ((700, 1, 130, 900), 20), ((5_000, 300), 30)]


@pytest.mark.parametrize("corpus", CORPORA)
def test_a_term_with_filters_by_score_and_by_column(corpus: Any) -> None:
    index, records = made(*corpus)
    executor, random = Executor(index.searcher()), Random(1)
    for _ in range(60):
        word, filters = random.choice([*WORDS[:20], "nowhere"]), some_filters(random)
        asked = query.Term("body", word, boost=random.choice([1.0, 2.5]))
        scored = executor.search(asked, None)
        assert scored.scores is not None
        scores = dict(zip(scored.documents.tolist(), scored.scores.tolist(), strict=True))
        found = [
            record
            for record in records
            if word in record["body"].split() and all(passes(record, each) for each in filters.values())
        ]
        tally = {kind.encode(): sum(record["kind"] == kind for record in found) for kind in KINDS}
        column = random.choice(list(RANGES))
        orders = {
            None: sorted(found, key=lambda record: (-scores[record["number"]], record["number"])),
            Sort(column, descending=True): sorted(found, key=lambda record: (-record[column], record["number"])),
            Sort(column): sorted(found, key=lambda record: (record[column], record["number"])),
        }
        for sort, order in orders.items():
            numbers = [record["number"] for record in order]
            for limit in (None, 0, 1, 20):
                result = executor._lists.search(asked, limit, filters, sort)
                assert result.documents.tolist() == numbers[:limit]
                assert result.total == len(found)
                if sort is None:
                    assert result.keys.tolist() == [scores[number] for number in numbers[:limit]]
            counted = executor.search(asked, 7, filters=filters, sort=sort, facets=("kind",))
            assert (counted.documents.tolist(), counted.total) == (numbers[:7], len(found))
            assert counted.facets["kind"].as_dict() == {kind: count for kind, count in tally.items() if count}


def test_a_column_of_which_a_segment_has_nothing_is_for_the_evaluator() -> None:
    index = RamStorage().create_index(fields.Schema(body=fields.TEXT(), day=fields.NUMERIC(sortable=True, default=3)))
    for days in ((1, 5), (None, None), (2, 4)):
        writer = EngineWriter(index)
        for day in days:
            writer.add_document(body="word", **({} if day is None else {"day": day}))
        writer.commit(merge=False)
    executor, asked = Executor(index.searcher()), query.Term("body", "word")
    with pytest.raises(NotSupported):
        executor._lists.search(asked, 10, {}, Sort("day", descending=True))
    field = index.schema["day"]
    missing = field.column_type.default_value()  # which not every Whoosh takes from the field
    keys = [missing if day is None else field.to_column_value(day) for day in (1, 5, None, None, 2, 4)]
    ordered = sorted(range(6), key=lambda number: -keys[number])
    assert executor.search(asked, 10, sort=Sort("day", descending=True)).documents.tolist() == ordered
    for low in (3, 4):
        found = executor.search(asked, filters={"day": InRange("day", low)}).documents.tolist()
        assert sorted(found) == [number for number, key in enumerate(keys) if key >= field.to_column_value(low)]


@pytest.mark.parametrize(
    ("asked", "filters", "sort"),
    [
        (query.Or([query.Term("body", "w1"), query.Term("body", "w2")]), {}, Sort("day", descending=True)),
        (query.Every(), {"day": InRange("day", 3)}, None),
        (query.Term("body", "w1"), {}, Sort("real", descending=True)),
        (query.Term("body", "w1"), {}, Sort("kind", descending=True)),
        (query.Term("body", "w1"), {"moment": InRange("moment", 0, 2**62)}, None),
        (query.Term("body", "w1"), {"tree": Matching(query.Term("body", "w2"))}, None),
        (query.Every(), {"tree": Matching(Passing(HasValue("kind", (b"a",))))}, Sort("day")),  # which has no hash
    ],
)
def test_all_else_is_for_the_evaluator(asked: query.Query, filters: dict[str, Filter], sort: Sort | None) -> None:
    executor = Executor(made((1_500,))[0].searcher())
    with pytest.raises(NotSupported):
        executor._lists.search(asked, 10, filters, sort)
    executor.search(asked, 10, filters=filters, sort=sort)


@pytest.mark.parametrize("corpus", CORPORA)
@pytest.mark.parametrize("is_known", [False, True])
def test_documents_that_few_are_lead_once_they_are_known(
    corpus: Any, is_known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.engine.execute.listing._FEW", 0)
    monkeypatch.setattr("indexer.engine.execute.listing._CHEAPER", 1)
    monkeypatch.setattr("indexer.engine.execute.listing._WORD", 1)
    monkeypatch.setattr("indexer.engine.execute.sieve._DEARER", 100 if is_known else 0)
    index, records = made(*corpus)
    executor, random = Executor(index.searcher()), Random(2)
    for _ in range(20):
        word = random.choice(WORDS[:5])
        kinds = HasValue("kind", tuple(value.encode() for value in random.sample(KINDS, random.randint(1, 2))))
        filters: dict[str, Filter] = {"kind": kinds, "day": InRange("day", random.randint(0, 9), random.randint(9, 40))}
        asked = query.Term("body", word)
        found = [
            record
            for record in records
            if word in record["body"].split() and all(passes(record, each) for each in filters.values())
        ]
        result = executor._lists.search(asked, None, filters, None, matching=True)
        assert sorted(result.documents.tolist()) == [record["number"] for record in found]
        plain = executor.search(asked, None)
        assert plain.scores is not None
        scores = dict(zip(plain.documents.tolist(), plain.scores.tolist(), strict=True))
        assert result.keys.tolist() == [scores[number] for number in result.documents.tolist()]
        assert sum(map(len, result.matching)) == len(found)
        by_day = executor._lists.search(asked, 20, filters, Sort("day", descending=True)).documents.tolist()
        assert by_day == [row["number"] for row in sorted(found, key=lambda row: (-row["day"], row["number"]))][:20]
        tests = executor._lists._tests_of(filters)
        leading, _ = _leading(tests, 10**6, 10**6)
        assert len(leading) == (tests.most if is_known else 0)


def test_a_column_that_is_not_there() -> None:
    executor = Executor(made((1_500,))[0].searcher())
    for word in ("w1", "nowhere"):
        with pytest.raises(KeyError):
            executor.search(query.Term("body", word), sort=Sort("nothing", descending=True))
        with pytest.raises(KeyError):
            executor.search(query.Term("body", word), filters={"nothing": InRange("nothing", 1)})


def test_filters_are_remembered_but_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.engine.execute.listing.KEPT", 3)
    executor = Executor(made((1_500,))[0].searcher())
    for day in range(10):
        executor.search(query.Term("body", "w1"), filters={"day": InRange("day", day)})
    assert len(executor._lists._tests) <= 3
