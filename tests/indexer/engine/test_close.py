"""Words near each other, against places that are looked up one by one."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import fields
from whoosh.analysis import SimpleAnalyzer
from whoosh.filedb.filestore import RamStorage

from indexer.engine.execute import Executor
from indexer.engine.execute.blend import Model, Part
from indexer.engine.execute.close import Close
from indexer.engine.execute.places import within
from indexer.engine.writer import EngineWriter

LETTERS = "abcd"
WORDS = st.lists(st.sampled_from(LETTERS), max_size=12).map(" ".join)
MODEL = Model(1.2, {"text": 0.5})


@given(st.lists(st.integers(0, 60), unique=True), st.lists(st.integers(0, 60), unique=True), st.integers(0, 9))
def test_places_within_a_span(first: list[int], others: list[int], span: int) -> None:
    found = within(np.array(sorted(first)), np.array(sorted(others)), span)
    assert found.tolist() == [
        one for one in sorted(first) if any(one != other and abs(one - other) <= span for other in others)
    ]


def searched(commits: list[list[tuple[str, str]]]) -> Executor:
    schema = fields.Schema(title=fields.TEXT(SimpleAnalyzer()), text=fields.TEXT(SimpleAnalyzer()))
    index = RamStorage().create_index(schema)
    for commit in commits:
        with EngineWriter(index) as writer:
            for title, text in commit:
                writer.add_document(title=title, text=text)
    return Executor(index.searcher())


def parts(words: str) -> list[Part]:
    return [Part(field, (word,), weight) for word in words for field, weight in (("title", 2.0), ("text", 1.0))]


def near(texts: tuple[str, str], first: str, second: str, window: int) -> bool:
    for text in texts:
        words = text.split()
        pairs = product(enumerate(words), enumerate(words))
        if any(i != j and abs(i - j) < window and one in first and other in second for (i, one), (j, other) in pairs):
            return True
    return False


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5), min_size=1, max_size=3),
    st.sampled_from(["a", "ab"]),
    st.sampled_from(["c", "cd", "bc"]),  # two words may have some forms in common
    st.integers(1, 6),
)
def test_who_has_them_near(commits: list[list[tuple[str, str]]], first: str, second: str, window: int) -> None:
    executor = searched(commits)
    asked = Close(parts(first), parts(second), ("title", "text"), MODEL, window)
    result = executor.search(asked, limit=None)
    everything = [texts for commit in commits for texts in commit]
    assert sorted(result.documents.tolist()) == [
        number for number, texts in enumerate(everything) if near(texts, first, second, window)
    ]
    assert result.scores is not None
    assert all(score > 0 for score in result.scores.tolist())


@pytest.mark.parametrize(("better", "worse"), [("a c x x x x a c", "a c x x x x x x"), ("a c", "a c x x x x x x")])
def test_more_often_and_in_shorter_texts_scores_more(better: str, worse: str) -> None:
    executor = searched([[("", better), ("", worse)]])
    result: Any = executor.search(Close(parts("a"), parts("c"), ("title", "text"), MODEL, 8), limit=None)
    assert result.documents.tolist() == [0, 1]
    assert result.scores[0] > result.scores[1]
