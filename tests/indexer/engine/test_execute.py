"""The executor answers as stock Whoosh does: documents, counts, order and scores, with both kinds of kernels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import fields, query, scoring
from whoosh.filedb.filestore import FileStorage
from whoosh.query import spans

from indexer.engine import kernels
from indexer.engine.codec import EngineCodec
from indexer.engine.execute import Executor, Histogram, Sort, sieve
from indexer.engine.execute import executor as executing
from indexer.engine.execute import facets as execute_facets
from indexer.engine.execute.sieve import KEPT
from indexer.engine.filters import Filter, HasValue, InRange, Matching
from tests.indexer.engine import corpora, trees
from tests.indexer.engine.equality import Found, Search, assert_same, compare_top, searching
from tests.indexer.engine.mended import mended

IS_WHOOSH3 = hasattr(query.Phrase("", []), "degrade")


def kinds() -> list[str]:
    """Both kinds of kernels; on the other Whoosh one of them, for none sees what Whoosh it is."""
    try:
        kernels.load("numba")
    except ImportError:
        return ["numpy"]
    return ["numba", "numpy"] if IS_WHOOSH3 else ["numba"]


as_whoosh3 = pytest.mark.skipif(
    not IS_WHOOSH3, reason="the executor scores as whoosh3 does; whoosh-reloaded boosts some groups otherwise"
)


@pytest.fixture(autouse=True, params=kinds())
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kernels, "searching", kernels.load(request.param, "_search"))
    monkeypatch.setattr(kernels, "counting", kernels.load(request.param, "_facets"))
    monkeypatch.setattr(kernels, "phrases", kernels.load(request.param, "_phrase"))
    monkeypatch.setattr(kernels, "commit_phrases", kernels.load(request.param, "_phrases"))
    with mended():
        yield


def answering(searcher: Any, **options: Any) -> Search:
    executor = Executor(searcher)

    def search(asked: query.Query) -> Found:
        result = executor.search(asked, **{"limit": None, **options})
        assert result.scores is not None
        return Found(result.documents.tolist(), result.scores.tolist(), result.total)

    return search


@pytest.fixture
def whoosh_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("Whoosh's Searcher was asked.")

    monkeypatch.setattr(Executor, "_by_whoosh", refuse)


@as_whoosh3
@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(corpora.corpora(), trees.weightings(), st.lists(trees.trees(), min_size=1, max_size=5))
def test_trees_are_answered_as_by_stock_whoosh(
    whoosh_is_not_asked: None, changes: list[corpora.Commit], weighting: Any, asked: list[query.Query]
) -> None:
    stock = corpora.written(changes).searcher(weighting=weighting)
    search = answering(corpora.written(changes, codec=EngineCodec()).searcher(weighting=weighting))
    for each in asked:
        assert_same(stock, search, each)


@as_whoosh3
@pytest.mark.slow
def test_many_trees_are_answered_as_by_stock_whoosh(whoosh_is_not_asked: None) -> None:
    mine = [kernels.load(kind, "_search") for kind in kinds()].index(kernels.searching)
    for seed in range(mine, 50, len(kinds())):  # each kind of kernels has its own
        random = Random(seed)
        changes, weighting = corpora.commits(random), trees.weighting(random)
        stock = corpora.written(changes).searcher(weighting=weighting)
        search = answering(corpora.written(changes, codec=EngineCodec()).searcher(weighting=weighting))
        for _ in range(50):
            assert_same(stock, search, trees.tree(random, trees.Vocabulary()))


@as_whoosh3
def test_trees_find_nothing_where_there_is_no_segment(whoosh_is_not_asked: None) -> None:
    random = Random(6)
    searcher = corpora.written([], codec=EngineCodec()).searcher()
    assert not searcher.reader().doc_count_all()
    stock, search = corpora.written([]).searcher(), answering(searcher)
    for _ in range(300):
        assert_same(stock, search, trees.tree(random, trees.Vocabulary()))


@as_whoosh3
def test_the_first_hits_are_the_best_of_all() -> None:
    random = Random(4)
    changes = corpora.commits(random, 200)
    stock = corpora.written(changes).searcher()
    found = corpora.written(changes, codec=EngineCodec()).searcher()
    for limit in (1, 3, 10):
        search = answering(found, limit=limit)
        for _ in range(20):
            asked = trees.tree(random, trees.Vocabulary())
            assert compare_top(searching(stock)(asked), search(asked), limit) is None


# Segments of more than 5,000 documents, and unions of 1,024 clauses, are others to Whoosh


@pytest.fixture(scope="module")
def large() -> tuple[Any, Any]:
    random = Random(5)
    schema = fields.Schema(body=fields.TEXT(), place=fields.ID(), whole=fields.NUMERIC())
    words = [f"w{number}" for number in range(2_000)]
    made = [
        {
            "body": " ".join(random.choices(words[:40], k=3) + random.choices(words, k=random.randint(0, 4))),
            "place": random.choice(corpora.PLACES),
            "whole": random.randint(0, 5_000),
        }
        for _ in range(5_300)
    ]
    change = [corpora.Commit(made)]
    return corpora.written(change, made=schema), corpora.written(change, codec=EngineCodec(), made=schema)


@pytest.mark.parametrize(
    "asked",
    [
        query.Prefix("body", "w1"),
        query.Prefix("body", "w", boost=2.0),
        query.Prefix("body", "w19", constantscore=False),
        query.Wildcard("body", "w1?5", boost=2.0),
        query.FuzzyTerm("body", "w12"),
        query.TermRange("body", "w10", "w1500", boost=0.5),
        query.NumericRange("whole", 17, 3_111, boost=2.0),
        query.NumericRange("whole", 17, 3_111, constantscore=False),
        query.Every("body", boost=1.5),
        query.Or([query.Term("body", f"w{number}") for number in range(1_100)], boost=2.0),
        query.Or([query.Term("body", f"w{number}") for number in range(300)], boost=2.0),
        query.And([query.Term("body", "w1"), query.Prefix("body", "w2"), query.Not(query.Term("place", "Oslo"))]),
        query.And([query.Or([query.Term("body", "w3"), query.Term("body", "w4")]), query.Term("place", "Rome")]),
        query.AndMaybe(query.Term("body", "w5"), query.Or([query.Term("body", "w6"), query.Term("place", "Rome")])),
        query.Phrase("body", ["w1", "w2"]),
        query.Phrase("body", ["w1", "w2", "w3"], slop=3, boost=2.0),
        query.Require(query.Term("body", "w1"), query.Term("body", "w1900")),
        query.Require(query.Term("body", "w1900"), query.Term("body", "w1")),
        query.DisjunctionMax([query.Term("body", "w1"), query.Term("body", "w2"), query.Every()], tiebreak=0.3),
        query.Otherwise(query.Term("body", "nothing"), query.Term("body", "w1")),
    ],
)
@pytest.mark.usefixtures("whoosh_is_not_asked")
def test_large_segments_and_many_clauses(large: tuple[Any, Any], asked: query.Query) -> None:
    stock, ours = large
    assert_same(stock.searcher(), answering(ours.searcher()), asked)


WORD = query.Term("body", "alpha")
# whoosh-reloaded refuses every phrase in a field without positions
DEGRADED = [query.Phrase("plain", ["alpha", "beta"], degrade=True)] if IS_WHOOSH3 else []


@pytest.mark.parametrize(
    "asked",
    [
        query.Or([WORD, query.Term("body", "beta")], scale=0.9),
        query.Term("body", "alpha", boost=-1.0),
        query.Sequence([WORD, query.Term("body", "beta")]),
        spans.SpanNear(WORD, query.Term("body", "beta"), slop=3),
        query.AndNot(WORD, spans.SpanFirst(query.Term("body", "beta"), 3)),
        *DEGRADED,
        query.Phrase("plain", ["alpha", "beta"]),
    ],
)
def test_whoosh_answers_what_the_executor_does_not_know(asked: query.Query) -> None:
    changes = corpora.commits(Random(6), 100)
    stock, ours = corpora.written(changes).searcher(), corpora.written(changes, codec=EngineCodec()).searcher()
    assert_same(stock, answering(ours), asked)


@pytest.mark.parametrize("name", ["place", "whole"])  # with a facet of this name, and without
@pytest.mark.parametrize("asked", [WORD, query.Every(), spans.SpanFirst(query.Term("body", "run"), 9)])
def test_whoosh_answers_a_filter_that_the_executor_does_not_know(asked: query.Query, name: str) -> None:
    index, records = faceted(Random(6))
    executor, tree = Executor(index.searcher()), spans.SpanFirst(query.Term("body", "beta"), 3)
    everything = set(executor.search(asked, None).documents.tolist())
    passing = everything & {
        record["number"] for record in records if "beta" in record.get("body", "").lower().split()[:4]
    }
    found = executor.search(asked, None, filters={name: Matching(tree)}, facets=("place",))
    assert set(found.documents.tolist()) == passing
    assert found.total == len(passing) > 0
    places = Counter(r["place"].encode() for r in records if "place" in r and r["number"] in
                     (everything if name == "place" else passing))  # fmt: skip
    assert {value: count for value, count in found.facets["place"].as_dict().items() if value} == places


@pytest.mark.parametrize(
    "weighting", [scoring.TF_IDF(), scoring.Frequency(), scoring.FunctionWeighting(lambda *_: 2.0)]
)
def test_whoosh_answers_by_other_weightings(weighting: Any) -> None:
    changes = corpora.commits(Random(7))
    stock = corpora.written(changes).searcher(weighting=weighting)
    assert_same(stock, answering(corpora.written(changes, codec=EngineCodec()).searcher(weighting=weighting)), WORD)


@pytest.mark.parametrize("kind", [query.Term, query.Prefix, query.Wildcard, query.Variations])
def test_a_field_that_is_not_there_finds_nothing_or_is_refused_as_by_whoosh(kind: Any) -> None:
    changes = corpora.commits(Random(8))
    stock, ours = corpora.written(changes).searcher(), corpora.written(changes, codec=EngineCodec()).searcher()
    asked = kind("nowhere", "alpha")
    try:
        expected = searching(stock)(asked)
    except Exception as error:  # noqa: BLE001  # whatever it is
        with pytest.raises(type(error)):
            answering(ours)(asked)
    else:
        assert answering(ours)(asked) == expected


# Facets, filters and order


def faceted(random: Random) -> tuple[Any, list[dict[str, Any]]]:
    """An index with columns, and its documents as they are numbered, those that were deleted left out."""
    schema = corpora.schema()
    schema.remove("tags")
    schema.add("tags", corpora.Several())
    changes = corpora.commits(random, 80)
    index = corpora.written(changes, codec=EngineCodec(), made=schema)
    left = corpora.modelled(changes)
    reader = index.reader()
    return index, [left[reader.stored_fields(number)["ident"]] | {"number": number} for number in reader.all_doc_ids()]


def test_what_is_stored_of_some_documents_of_all_segments() -> None:
    random = Random(5)
    index = corpora.written(corpora.commits(random, 60), codec=EngineCodec())
    searcher = index.searcher()
    executor = Executor(searcher)
    assert len(executor.segments) > 1
    documents = random.choices(list(searcher.reader().all_doc_ids()), k=50)
    assert executor.stored_fields_of(documents) == [searcher.stored_fields(document) for document in documents]
    assert executor.stored_fields_of([]) == []


MISSING = 2**31 - 1  # what Whoosh's column has for a number that is not there
FILTERS: list[dict[str, Filter]] = [
    {},
    {"place": HasValue("place", (b"Oslo", b"Rome"))},
    {"tags": HasValue("tags", (b"red", b"nothing"), wanted=False)},
    {
        "place": HasValue("place", ("São Paulo".encode(), b"Rome", b"Oslo")),
        "tags": HasValue("tags", (b"red", b"dark blue")),
        "whole": InRange("whole", -10, 2**30),
    },
    {"word": Matching(query.Term("body", "run")), "whole": InRange("whole", None, 100)},
]


def passes(record: dict[str, Any], wanted: Filter) -> bool:
    if isinstance(wanted, HasValue):
        given = {part.strip().encode() for part in record.get(wanted.column, "").split(",")}
        return bool(given & set(wanted.values)) == wanted.wanted
    if isinstance(wanted, InRange):
        value = record.get(wanted.column, MISSING)
        return (wanted.low is None or value >= wanted.low) and (wanted.high is None or value <= wanted.high)
    return "run" in record.get("body", "").lower().split()


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("many", [0, 1 << 16])
def test_facets_count_what_passes_all_filters_but_their_own(
    filters: dict[str, Filter], seed: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute_facets, "_MANY", many)  # from 0 on, those that are not found are counted where less
    index, records = faceted(Random(seed))
    edges = (-(2**31), -100, 0, 5, MISSING)
    result = Executor(index.searcher()).search(
        query.Every(), facets=("place", "tags"), filters=filters, histograms={"whole": Histogram("whole", edges)}
    )
    passing = [record for record in records if all(passes(record, each) for each in filters.values())]
    assert result.total == len(passing)
    for name in ("place", "tags"):
        others = [each for own, each in filters.items() if own != name]
        counted = Counter(
            part.strip().encode()
            for record in records
            if all(passes(record, each) for each in others)
            for part in {part.strip() for part in record.get(name, "").split(",")} - ({""} if name == "tags" else set())
        )
        assert result.facets[name].as_dict() == counted
        most = result.facets[name].most(2)
        assert most == sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:2]
    others = [each for own, each in filters.items() if own != "whole"]
    values = [record.get("whole", MISSING) for record in records if all(passes(record, each) for each in others)]
    expected = [sum(low <= value < high for value in values) for low, high in pairwise(edges)]
    assert result.histograms["whole"].tolist() == expected


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", ["whole", "place", "moment"])
def test_order_by_a_column_is_that_of_whoosh(name: str, descending: bool) -> None:
    index, _ = faceted(Random(9))
    searcher = index.searcher()
    asked = query.Or([query.Term("body", word) for word in ("alpha", "beta", "gamma")])
    numbers = [number for _, number in searcher.search(asked, limit=None, sortedby=name).top_n]
    found = Executor(searcher).search(asked, limit=None, sort=Sort(name, descending))
    expected = _descending(searcher, numbers, name) if descending else numbers
    assert found.documents.tolist() == expected
    assert found.scores is None
    assert Executor(searcher).search(asked, limit=3, sort=Sort(name, descending)).documents.tolist() == expected[:3]


def _descending(searcher: Any, ascending: list[int], name: str) -> list[int]:
    """The same backwards, ties still by document."""
    kept = searcher.schema[name].column_type
    keys: dict[int, Any] = {}
    for leaf, offset in searcher.leaf_searchers():
        reader, count = leaf.reader(), leaf.doc_count_all()
        has = reader.has_column(name)
        values = reader.column_reader(name, translate=False) if has else [kept.default_value()] * count
        keys |= {number + offset: key for number, key in enumerate(values)}
    return sorted(sorted(ascending), key=keys.__getitem__, reverse=True)


def test_columns_that_are_not_there_are_refused() -> None:
    index, _ = faceted(Random(10))
    executor = Executor(index.searcher())
    for options in ({"facets": ("nowhere",)}, {"filters": {"a": HasValue("nowhere", (b"a",))}}):
        with pytest.raises(KeyError):
            executor.search(query.Every(), **options)


def test_an_empty_index_has_no_hits() -> None:
    index = corpora.written([], codec=EngineCodec())
    result = Executor(index.searcher()).search(query.Every(), facets=())
    assert (result.total, result.documents.tolist()) == (0, [])


def test_filters_are_kept_by_segment() -> None:
    index, _ = faceted(Random(11))
    executor = Executor(index.searcher())
    for number in range(KEPT + 200):
        executor.search(query.Every(), filters={"whole": InRange("whole", number, None)})
    assert all(KEPT // 2 <= len(segment.tests) <= KEPT for segment in executor.segments)


def test_scores_are_those_of_whoosh_to_the_last_bit_for_a_word() -> None:
    changes = corpora.commits(Random(12), 200)
    stock = searching(corpora.written(changes).searcher())(WORD)
    found = answering(corpora.written(changes, codec=EngineCodec()).searcher())(WORD)
    assert np.array_equal(stock.scores, found.scores)


@pytest.mark.parametrize("seed", range(3))
def test_an_executor_takes_over_from_the_one_before_it(seed: int, tmp_path: Path) -> None:
    """After commits that add, delete and merge: nothing of an earlier commit shows."""
    random = Random(seed)
    schema = corpora.schema()
    schema.remove("tags")
    schema.add("tags", corpora.Several())
    index = FileStorage(tmp_path).create_index(schema)
    executor: Executor | None = None
    taken_over = 0
    for change in corpora.commits(random, 60, 8) + corpora.commits(random, 60, 8):
        corpora.write(index, change, EngineCodec())
        known = set() if executor is None else {segment.container for segment in executor.segments}
        executor, fresh = Executor(index.searcher(), executor), Executor(index.searcher())
        taken_over += len(known & {segment.container for segment in executor.segments})
        for wanted in FILTERS * 3:
            options: dict[str, Any] = {"facets": ("place", "tags"), "filters": wanted}
            one, other = (each.search(query.Every(), **options) for each in (executor, fresh))
            assert one.documents.tolist() == other.documents.tolist()
            for name in ("place", "tags"):
                assert one.facets[name].as_dict() == other.facets[name].as_dict()
                assert one.facets[name].most(3) == other.facets[name].most(3)
    assert taken_over


def test_bitmaps_and_lists_answer_as_trying_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Filters that are asked again and again, alone and with words that are rarer or more frequent than they are."""
    monkeypatch.setattr(sieve, "_MANY", 1)
    monkeypatch.setattr(sieve, "BITMAPS", 2)
    monkeypatch.setattr(executing, "_FEW", 0)
    monkeypatch.setattr(executing, "_CHEAPER", 1)
    index, records = faceted(Random(14))
    executor = Executor(index.searcher())
    held = 0
    for asked, facets in [(query.Every(), ("place", "tags")), (WORD, ()), (WORD, ("tags",)), (query.Every(), ())] * 3:
        for wanted in FILTERS:
            passing = [
                record["number"]
                for record in records
                if all(passes(record, each) for each in wanted.values())
                and (asked != WORD or "alpha" in record.get("body", "").lower().split())
            ]
            found = executor.search(asked, None, facets=facets, filters=wanted)
            assert sorted(found.documents.tolist()) == passing
            held = max(held, sum(test.is_holding for segment in executor.segments for test in segment.tests.values()))
    assert 0 < held <= 2 * len(executor.segments)


@pytest.mark.parametrize("seed", range(3))
def test_all_documents_are_counted_as_those_that_are_found(seed: int) -> None:
    """Without looking at them, whatever else is asked; `Not` finds the same documents one by one."""
    index, records = faceted(Random(seed))
    executor = Executor(index.searcher())
    others: list[dict[str, Any]] = [
        {},
        {"sort": Sort("whole")},
        {"sort": Sort("place", descending=True), "ties": "place"},
        {"histograms": {"whole": Histogram("whole", (-100, 0, 5))}},
    ]
    for options in others:
        one, other = (
            executor.search(asked, 7, facets=("place", "tags"), **options)
            for asked in (query.Every(), query.Not(query.Term("body", "nothing")))
        )
        assert one.total == other.total == len(records)
        assert one.documents.tolist() == other.documents.tolist()
        for name in ("place", "tags"):
            assert one.facets[name].as_dict() == other.facets[name].as_dict()
        assert [counts.tolist() for counts in one.histograms.values()] == [
            counts.tolist() for counts in other.histograms.values()
        ]


@pytest.mark.parametrize("asked", [WORD, query.And([WORD], boost=3.0), query.Term("body", "beta", boost=2.0)])
def test_a_word_within_filters_scores_as_it_does_alone(asked: query.Query) -> None:
    index, records = faceted(Random(15))
    executor = Executor(index.searcher())
    alone = executor.search(asked, None)
    assert alone.scores is not None
    scores = dict(zip(alone.documents.tolist(), alone.scores.tolist(), strict=True))
    by_number = {record["number"]: record for record in records}
    for wanted in FILTERS[1:]:
        found = executor.search(asked, None, filters=wanted)
        assert found.scores is not None
        passing = {
            number: score
            for number, score in scores.items()
            if all(passes(by_number[number], each) for each in wanted.values())
        }
        assert dict(zip(found.documents.tolist(), found.scores.tolist(), strict=True)) == passing
        assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)
        newest = executor.search(asked, None, filters=wanted, sort=Sort("whole", descending=True))
        assert sorted(newest.documents.tolist()) == sorted(passing)
