"""Phrases: what is found is where the texts have the words so, whether a phrase is all that is asked for or a part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage

from indexer.engine import kernels
from indexer.engine.execute import Executor
from indexer.engine.writer import EngineWriter
from tests.indexer.engine.test_execute import kinds

WORDS = [f"w{number}" for number in range(40)]
WEIGHTS = [1 / (1 + number) ** 1.5 for number in range(40)]  # as in life a few words are everywhere, and often


@pytest.fixture(autouse=True, params=kinds())
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "phrases", kernels.load(request.param, "_phrase"))
    monkeypatch.setattr(kernels, "commit_phrases", kernels.load(request.param, "_phrases"))


@cache
def index(sizes: tuple[int, ...], deleted: int) -> tuple[Any, list[list[str]], set[int]]:
    """Segments of some sizes, of which so many documents were deleted; the words of all, and which were deleted."""
    random = Random(deleted)
    made = RamStorage().create_index(fields.Schema(body=fields.TEXT(), kind=fields.ID(sortable=True)))
    texts = [random.choices(WORDS, WEIGHTS, k=random.choice([1, 5, 60])) for _ in range(sum(sizes))]
    start = 0
    for size in sizes:
        writer = EngineWriter(made)
        for words in texts[start : start + size]:
            writer.add_document(body=" ".join(words), kind=random.choice("ab"))
        writer.commit(merge=False)
        start += size
    gone = set(random.sample(range(len(texts)), deleted))
    if gone:
        writer = EngineWriter(made)
        for number in gone:
            writer.delete_document(number)
        writer.commit(merge=False)
    return made, texts, gone


def has(words: Sequence[str], phrase: Sequence[str], slop: int) -> bool:
    ends = {place for place, word in enumerate(words) if word == phrase[0]}
    for wanted in phrase[1:]:
        near = {end + step for end in ends for step in range(1, slop + 1)}
        ends = {place for place in near if place < len(words) and words[place] == wanted}
    return bool(ends)


def asked(random: Random, texts: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """Words of one document, in a row or not, or any; and how far apart they may be."""
    text, length = random.choice(texts), random.randint(1, 4)
    start = random.randrange(len(text))
    row = list(text[start : start + length])
    return random.choice([row, row, row[::2], random.choices(WORDS, WEIGHTS, k=length)]), random.choice([1, 1, 2, 4])


@pytest.mark.parametrize(("sizes", "deleted"), [((1_300,), 0), ((500, 1, 127, 400), 0), ((700, 600), 250)])
def test_documents_are_those_with_the_words_so(sizes: tuple[int, ...], deleted: int) -> None:
    made, texts, gone = index(sizes, deleted)
    random = Random(1)
    with made.searcher() as searcher:
        executor = Executor(searcher)
        for _ in range(60):
            words, slop = asked(random, texts)
            phrase = query.Phrase("body", words, slop=slop, boost=random.choice([1.0, 2.0]))
            expected = [n for n, text in enumerate(texts) if n not in gone and has(text, words, slop)]
            alone = executor.search(phrase, None, facets=["kind"])
            assert sorted(alone.documents.tolist()) == expected
            assert sum(count for _, count in alone.facets["kind"].most(2)) == alone.total == len(expected)
            inside = executor.search(query.AndNot(phrase, query.Term("body", "nowhere")), None)
            assert alone.documents.tolist() == inside.documents.tolist()
            assert alone.scores is not None
            assert inside.scores is not None
            assert np.allclose(alone.scores, inside.scores, rtol=1e-12)
            first = executor.search(phrase, 5)
            assert first.documents.tolist() == alone.documents[:5].tolist()
            assert first.total == len(expected)
            other = random.choice(WORDS)
            among = executor.search(query.And([query.Term("body", other), phrase]), None).documents.tolist()
            assert sorted(among) == [number for number in expected if other in texts[number]]


def test_words_and_fields_that_are_not_there() -> None:
    made, _, _ = index((1_300,), 0)
    with made.searcher() as searcher:
        executor = Executor(searcher)
        for name, words in (("body", ["w1", "nowhere"]), ("nowhere", ["w1", "w2"]), ("body", ["w39"] * 5)):
            found = executor.search(query.Phrase(name, words), 5)
            assert (found.total, found.documents.tolist()) == (0, [])
