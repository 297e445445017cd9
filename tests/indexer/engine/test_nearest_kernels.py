"""The terms near a word, and those that fit a pattern, are those that looking at each term finds."""

from __future__ import annotations

import fnmatch
import re
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engine import kernels
from indexer.engine.dictionary import Dictionary, Terms
from tests.indexer.engine.test_execute import kinds

pytestmark = pytest.mark.any_whoosh

words = st.text(st.sampled_from("aabбя上😀"), max_size=7)
vocabularies = st.lists(words, unique=True, max_size=60)
quiet = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True, params=kinds())
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "nearest", kernels.load(request.param, "_nearest"))


def dictionary(vocabulary: list[str]) -> Dictionary:
    return Dictionary.of(Terms.of(sorted(word.encode() for word in vocabulary)))


@lru_cache(1_000_000)
def distance(one: str, other: str, *, swaps: bool) -> int:
    """By the definition: the least of what the last step of an alignment may be."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        distance(one[:-1], other, swaps=swaps) + 1,
        distance(one, other[:-1], swaps=swaps) + 1,
        distance(one[:-1], other[:-1], swaps=swaps) + (one[-1] != other[-1]),
    ]
    if swaps and len(one) > 1 < len(other) and one[-2:] == other[-1:-3:-1]:
        ways.append(distance(one[:-2], other[:-2], swaps=swaps) + 1)
    return min(ways)


@given(st.data(), vocabularies, st.integers(0, 3), st.booleans())
@quiet
def test_terms_within_some_edits(data: st.DataObject, vocabulary: list[str], edits: int, swaps: bool) -> None:
    word = data.draw(st.one_of(words, st.sampled_from(vocabulary)) if vocabulary else words)
    terms = sorted(vocabulary, key=str.encode)
    first, end = sorted((data.draw(st.integers(0, len(terms))), data.draw(st.integers(0, len(terms)))))
    wanted = [
        (place, apart) for place in range(first, end) if (apart := distance(word, terms[place], swaps=swaps)) <= edits
    ]
    ordinals, distances = dictionary(vocabulary).within(word, edits, range(first, end), swaps=swaps)
    assert list(zip(ordinals.tolist(), distances.tolist(), strict=True)) == wanted


@given(vocabularies, words, st.integers(0, 2), st.booleans())
@quiet
def test_terms_that_begin_within_some_edits(vocabulary: list[str], word: str, edits: int, swaps: bool) -> None:
    terms = sorted(vocabulary, key=str.encode)
    wanted = [
        (place, apart)
        for place, term in enumerate(terms)
        if (apart := min(distance(word, term[:end], swaps=swaps) for end in range(len(term) + 1))) <= edits
    ]
    found = dictionary(vocabulary).within(word, edits, range(len(terms)), swaps=swaps, begins=True)
    assert list(zip(*(each.tolist() for each in found), strict=True)) == wanted


@given(vocabularies, st.text(st.sampled_from("ab*?я上"), max_size=6))
@quiet
def test_terms_that_fit_a_pattern(vocabulary: list[str], pattern: str) -> None:
    fits = re.compile(fnmatch.translate(pattern)).match
    terms = sorted(vocabulary, key=str.encode)
    ordinals = dictionary(vocabulary).fitting(pattern, range(len(terms))).tolist()
    assert ordinals == [place for place, term in enumerate(terms) if fits(term)]


@given(vocabularies, st.data())
@quiet
def test_chosen_terms(vocabulary: list[str], data: st.DataObject) -> None:
    terms = sorted(word.encode() for word in vocabulary)
    places = data.draw(st.lists(st.integers(0, len(terms) - 1)) if terms else st.just([]))
    chosen = dictionary(vocabulary).chosen(np.array(places, dtype=np.int64))
    assert chosen.tolist() == [terms[place] for place in places]


def test_more_terms_than_there_is_room_for_at_first() -> None:
    vocabulary = [f"{number:x}" for number in range(20_000)]
    found, _ = dictionary(vocabulary).within("abc", 2, range(20_000))
    assert len(found) == sum(distance("abc", word, swaps=False) <= 2 for word in vocabulary if len(word) < 6)
    assert len(dictionary(vocabulary).fitting("*", range(20_000))) == 20_000
    long = dictionary(["a" * 5_000, "b"])
    assert long.chosen(long.fitting("*a", range(2))).tolist() == [b"a" * 5_000]


def test_whole_blocks_are_passed_over() -> None:
    vocabulary = [f"{first}{number:03}" for first in "abcdx" for number in range(300)]
    ordinals, distances = dictionary(vocabulary).within("x12", 1, range(len(vocabulary)))
    found = {sorted(vocabulary)[place] for place in ordinals.tolist()}
    assert found == {word for word in vocabulary if distance("x12", word, swaps=False) == 1}
    assert set(distances.tolist()) == {1}
