"""Words over several fields, by true BM25F, against a calculation over the texts; and what is put over such trees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from math import log
from random import Random
from typing import Any

import numpy as np
import pytest
from whoosh import analysis, fields, query
from whoosh.filedb.filestore import RamStorage
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.engine import kernels
from indexer.engine.execute import Executor, Sort
from indexer.engine.execute.blend import Blend, Model, Part
from indexer.engine.execute.nodes import AtLeast
from indexer.engine.execute.promoted import Promoted, Remembered
from indexer.engine.filters import HasValue
from indexer.engine.writer import EngineWriter
from tests.indexer.engine.test_execute import kinds

WORDS = [f"w{number}" for number in range(60)]
ZIPF = [1 / (1 + number) ** 1.3 for number in range(60)]
LENGTHLESS, BOOSTED = "names", "boosted"
NAMES = ("title", "body", "plain", LENGTHLESS, BOOSTED)
B = {"title": 0.3, "body": 0.75, "plain": 1.0, LENGTHLESS: 0.5, BOOSTED: 0.0}
Texts = list[dict[str, list[str]]]


@pytest.fixture(autouse=True, params=kinds())
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    parts = {"coding": "", "searching": "_search", "counting": "_facets", "phrases": "_phrase", "blending": "_blend"}
    for of, part in parts.items():
        monkeypatch.setattr(kernels, of, kernels.load(request.param, part))
    name: str = request.param
    return name


@cache
def index(seed: int) -> tuple[Any, Texts, set[int]]:
    """An index of several segments, the texts by document and field, and which documents were deleted."""
    random, words = Random(seed), analysis.RegexTokenizer(r"\w+")
    schema = fields.Schema(
        title=fields.TEXT(analyzer=words),
        body=fields.TEXT(analyzer=words),
        plain=fields.TEXT(analyzer=words, phrase=False),
        names=fields.KEYWORD(scorable=False),
        boosted=fields.KEYWORD(field_boost=2.5),
        place=fields.ID(sortable=True),
        number=fields.NUMERIC(sortable=True),
    )
    made, texts, gone = RamStorage().create_index(schema), [], set()
    for size in random.choice([(700,), (400, 1, 260, 127), (128, 300)]):
        writer = EngineWriter(made)
        for _ in range(size):
            lengths = {name: random.choice([0, 1, 3, 60 if name == "body" else 5]) for name in NAMES}
            text = {name: random.choices(WORDS, ZIPF, k=length) for name, length in lengths.items()}
            writer.add_document(
                **{name: " ".join(own) for name, own in text.items() if own},
                place=random.choice(["Oslo", "Rome"]), number=random.randint(0, 99),
            )  # fmt: skip
            texts.append(text)
        writer.commit(merge=False)
    if seed % 3:
        gone = set(random.sample(range(len(texts)), len(texts) // 5))
        writer = EngineWriter(made)
        for number in gone:
            writer.delete_document(number)
        writer.commit(merge=False)
    return made, texts, gone


def some_parts(random: Random) -> list[Part]:
    parts = []
    for _ in range(random.randint(1, 8)):
        name = random.choice(NAMES)
        length = random.choice([1, 1, 1, 2, 3]) if name in ("title", "body") else 1
        words = tuple(random.choices([*WORDS, "nowhere"], [*ZIPF, 0.1], k=length))
        parts.append(Part(name, words, random.choice([0.5, 1.0, 3.0, 0.0])))
    return parts


def some_model(random: Random) -> Model:
    return Model(random.choice([0.4, 1.2, 2.0]), B, random.choice([1.0, 0.5, 1.5]))


def frequency(text: Sequence[str], words: Sequence[str]) -> int:
    starts = range(len(text) - len(words) + 1)
    return sum(list(text[start : start + len(words)]) == list(words) for start in starts)


def expected(asked: Blend, texts: Texts, gone: set[int]) -> dict[int, float]:
    """The scores of the documents that match."""
    model, sums = asked.model, {}
    average = {name: sum(len(text[name]) for text in texts) / len(texts) for name in NAMES}
    for document, text in enumerate(texts):
        x = 0.0
        for name, words, weight in asked.parts:
            count = frequency(text[name], words) * (2.5 if name == BOOSTED else 1)
            length = byte_to_length(length_to_byte(len(text[name])))
            norm = 1.0 if name in (LENGTHLESS, BOOSTED) else 1 - B[name] + B[name] * length / average[name]
            x += weight * count / norm if count else 0.0
        if x:
            sums[document] = x
    idf = log(1 + (len(texts) - len(sums) + 0.5) / (len(sums) + 0.5))
    factor = asked.boost * idf**model.rarity * (model.k1 + 1)
    return {document: factor * x / (x + model.k1) for document, x in sums.items() if document not in gone}


def found(executor: Executor, asked: query.Query, **options: Any) -> dict[int, float]:
    result = executor.search(asked, None, **options)
    assert result.scores is not None
    assert executor.search(asked, 0, **options).total == result.total == len(result.documents)
    return dict(zip(result.documents.tolist(), result.scores.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(6))
def test_a_word_scores_as_bm25f_says(seed: int) -> None:
    made, texts, gone = index(seed)
    executor, random = Executor(made.searcher()), Random(seed)
    for _ in range(20):
        asked = Blend(some_parts(random), some_model(random), random.choice([1.0, 2.0]))
        assert found(executor, asked) == pytest.approx(expected(asked, texts, gone), rel=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_the_same_to_the_bit_among_candidates(seed: int) -> None:
    made, texts, _ = index(seed)
    executor, random = Executor(made.searcher()), Random(seed)
    for _ in range(15):
        asked = Blend(some_parts(random), some_model(random))
        everywhere = found(executor, asked)
        few = sorted(random.sample(sorted(everywhere), min(len(everywhere), random.choice([0, 1, 5, 200]))))
        assert executor.scores(asked, np.array(few, dtype=np.int64)).tolist() == [everywhere[n] for n in few]
        among = query.Require(asked, query.Term("body", random.choice(WORDS)))
        assert found(executor, among).items() <= everywhere.items()
        assert found(executor, query.Require(asked, query.Term("names", "nowhere"))) == {}
        rare = query.And([query.ConstantScoreQuery(query.Term("body", "w50"), 1.0), asked])
        assert set(found(executor, rare)) == {n for n in everywhere if "w50" in texts[n]["body"]}


@pytest.mark.parametrize("seed", range(6))
def test_words_within_trees(seed: int) -> None:
    made, texts, gone = index(seed)
    executor, random = Executor(made.searcher()), Random(seed)
    for _ in range(10):
        blends = [Blend(some_parts(random), some_model(random), 1.5) for _ in range(random.randint(2, 5))]
        scores = [expected(blend, texts, gone) for blend in blends]
        each = set().union(*scores)
        total = {number: sum(own.get(number, 0.0) for own in scores) for number in each}
        matched = {number: sum(number in own for own in scores) for number in each}
        whole = {number: total[number] for number in each if matched[number] == len(blends)}
        assert found(executor, query.Or(blends)) == pytest.approx(total, rel=1e-9)
        assert found(executor, query.And(blends)) == pytest.approx(whole, rel=1e-9)
        some = {number: total[number] for number in each if matched[number] >= 2}
        assert found(executor, AtLeast(blends, 2)) == pytest.approx(some, rel=1e-9)
        maybe = {number: score + scores[1].get(number, 0.0) for number, score in scores[0].items()}
        assert found(executor, query.AndMaybe(*blends[:2])) == pytest.approx(maybe, rel=1e-9)


def test_a_word_is_asked_of_another_commit() -> None:
    asked = Blend([Part("title", ("w1",), 2.0), Part("body", ("w1", "w2"), 1.0)], Model(1.2, B))
    for seed in (0, 1, 2, 1):
        made, texts, gone = index(seed)
        assert found(Executor(made.searcher()), asked) == pytest.approx(expected(asked, texts, gone), rel=1e-9)


def test_nothing_to_look_for() -> None:
    executor = Executor(index(1)[0].searcher())
    for parts in ([], [Part("title", ("w1",), 0.0)], [Part("nowhere", ("w1",), 1.0)], [Part("body", (), 1.0)]):
        assert found(executor, Blend(parts, Model(1.2, B))) == {}


@pytest.mark.parametrize("seed", range(3))
def test_promoted_documents_score_more(seed: int) -> None:
    made, texts, _ = index(seed)
    executor, random = Executor(made.searcher()), Random(seed)
    blends = [Blend(some_parts(random), some_model(random)) for _ in range(3)]
    filters = {"place": HasValue("place", (b"Oslo",))}
    for child in (query.Or(blends), query.And([blends[0], query.Term("body", "w0")]), query.Term("body", "w2")):
        for options in ({}, {"filters": filters}, {"filters": filters, "facets": ["place"]}):
            plain = found(executor, child, **options)
            bonus = {random.randrange(len(texts)): random.uniform(-1, 5) for _ in range(100)}
            promoted = {number: score + bonus.get(number, 0.0) for number, score in plain.items()}
            assert found(executor, Promoted(child, bonus), **options) == promoted
            assert found(executor, Promoted(Remembered(child), bonus), **options) == promoted
            assert found(executor, Promoted(child, {}), **options) == plain


@pytest.mark.parametrize("seed", range(3))
def test_what_is_remembered_stays_as_it_was(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _, _ = index(seed)
    executor = Executor(made.searcher())
    child = query.Or([query.Term("body", "w1"), Blend([Part("title", ("w0",), 2.0)], Model(1.2, B))])
    expected = found(executor, child)
    remembered, word = Remembered(child), query.Term("body", "w3")
    trees: list[Callable[[query.Query], query.Query]] = [
        lambda part: query.And([part, word]),
        lambda part: query.Or([part, word]),
        lambda part: query.Require(part, word),
        lambda part: query.AndNot(part, word),
        lambda part: query.AndMaybe(part, word),
        lambda part: query.DisjunctionMax([part, word]),
        lambda part: AtLeast([part, word], 2),
        lambda part: query.ConstantScoreQuery(part),
    ]
    for tree in trees:
        assert found(executor, tree(remembered)) == found(executor, tree(child))
        assert found(executor, remembered) == expected
    for options in ({"ties": "place"}, {"sort": Sort("number")}, {"collapse": "place"}, {"facets": ["place"]}):
        for limit in (3, None):
            one, other = (executor.search(tree, limit, **options) for tree in (remembered, child))
            assert one.documents.tolist() == other.documents.tolist()
            assert [(n, c.as_dict()) for n, c in one.facets.items()] == [
                (n, c.as_dict()) for n, c in other.facets.items()
            ]
    monkeypatch.setattr(Blend, "evaluate", None)  # nothing is evaluated again
    assert found(executor, remembered) == expected
    assert found(executor, query.And([word, remembered])).keys() <= expected.keys()


@pytest.mark.parametrize("documents", [20_000, 200_000])
def test_sources_are_added_up_in_windows(documents: int, kind: str) -> None:
    """The kernels themselves, over lists that are longer than a window, and others that have few documents."""
    blending, random = kernels.load(kind, "_blend"), np.random.default_rng(documents)
    codes, shares = random.integers(0, 256, documents).astype(np.uint8), random.uniform(0.1, 2.0, 256)
    sizes = [documents // 2, 40, 1, documents // 30, documents]
    lists = [np.sort(random.choice(documents, size, replace=False)).astype(np.uint32) for size in sizes]
    counts = [random.integers(1, 9, size).astype(np.uint32) for size in sizes]
    starts = np.array([0, *accumulate(sizes)])
    words, places = np.zeros(4 * sum(sizes) + 100, dtype=np.uint32), np.empty(len(sizes) + 1, dtype=np.int64)
    lengths = np.concatenate([codes[own] for own in lists])
    kernels.blocks.encode_lists(np.concatenate(lists), np.concatenate(counts), lengths, starts, words, places)
    amounts = counts[3].astype(np.float64) / 3
    rows = np.array(
        [[words.ctypes.data + 4 * place, size, 0, codes.ctypes.data, shares.ctypes.data]
         for place, size in zip(places[:-1], sizes, strict=True)]
    )  # fmt: skip
    rows[3, 0], rows[3, 2] = lists[3].ctypes.data, amounts.ctypes.data
    for chosen in ([0, 1, 2, 3], [1, 2], [3], [4, 3]):
        weights, sums = random.uniform(0.5, 2.0, len(chosen)), np.zeros(documents)
        for which, weight in zip(chosen, weights, strict=True):
            own = amounts if which == 3 else counts[which].astype(np.float64)
            sums[lists[which]] += weight * own * shares[codes[lists[which]]]
        expected = np.flatnonzero(sums)
        table, found, scores = np.ascontiguousarray(rows[chosen]), *room(documents)
        assert blending.blend(table, weights, 1.2, 3.0, found, scores) == len(expected)
        assert found[: len(expected)].tolist() == expected.tolist()
        assert scores[: len(expected)].tolist() == (3.0 * (sums[expected] / (sums[expected] + 1.2))).tolist()
        assert blending.blend(table, weights, 1.2, 3.0, found[:0], scores[:0]) == len(expected)
        assert blending.blend(table, weights, 1.2, 3.0, room(documents)[0], scores[:0]) == len(expected)
        for count, first in ((500, 0), (documents // 3, documents // 2), (0, 0)):
            chosen_from = documents - first
            candidates = np.sort(first + random.choice(chosen_from, count, replace=False)).astype(np.uint32)
            numbers, some = np.empty(count, dtype=np.int64), np.empty(count)
            for among in (blending.blend_among, blending.blend_within):
                size = among(table, weights, 1.2, 3.0, candidates, numbers, some)
                assert numbers[:size].tolist() == np.flatnonzero(sums[candidates]).tolist()
                own = sums[candidates[numbers[:size]]]
                assert some[:size].tolist() == (3.0 * (own / (own + 1.2))).tolist()
                assert among(table, weights, 1.2, 3.0, candidates, numbers, some[:0]) == size
            onto = np.full(count, 0.5)
            blending.blend_onto(table, weights, 1.2, 3.0, candidates, onto)
            own = sums[candidates]
            assert onto.tolist() == (0.5 + 3.0 * (own / (own + 1.2))).tolist()


def room(documents: int) -> tuple[Any, Any]:
    return np.empty(documents + 8, dtype=np.uint32), np.empty(documents)
