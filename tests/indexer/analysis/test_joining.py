from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import fold, query_words
from indexer.analysis.joining import compounds, pairs, splits, without_joints
from indexer.analysis.languages import chain, query_terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The counter-terrorism unit", ["counter-terrorism"]),
        ("an all-in-one, AI\u2011driven tool", ["all-in-one", "AI\u2011driven"]),
        ("Ph.D. students of the U.S. at Gate.io", ["Ph.D", "U.S", "Gate.io"]),
        ("AT&T pays 3,000,000 or 13.3", ["AT&T", "3,000,000", "13.3"]),
        ("one,two -three- x- - end. Next", []),
        ("a.b.c.d.e.f.g", []),
        ("two lines-\nof text", []),
    ],
)
def test_joined_words(text: str, expected: list[str]) -> None:
    assert compounds(text) == expected


@given(st.text(alphabet="ab1.-', \n"))
def test_joined_words_stand_in_the_text_and_have_several_parts(text: str) -> None:
    for compound in compounds(text):
        assert compound in text
        assert fold(without_joints(compound)).isalnum()


@pytest.mark.parametrize(
    ("typed", "written"),
    [("counterterrorism", "counter-terrorism"), ("policymaker", "policy-makers"), ("fullyear", "Full-Year"),
     ("phd", "Ph.D"), ("3000", "3,000"), ("usvs", "USV's"), ("counterterrorism", "Counter-Terrorism")],
)  # fmt: skip
def test_one_word_finds_several(typed: str, written: str) -> None:
    assert chain("en").joined(written) in query_terms(typed, ("en",))


def test_several_words_find_one() -> None:
    words = query_words("new counter terrorism unit")
    assert (1, "counterterrorism") in list(pairs(words))
    assert chain("en").term("Counterterrorism") in query_terms("counterterrorism", ("en",))


def test_a_word_is_split_where_both_parts_are_known() -> None:
    known = {"counter": 9, "terrorism": 9, "count": 5, "errorism": 0, "ert": 2}
    assert splits("counterterrorism", lambda word: known.get(word, 0)) == [("counter", "terrorism")]
    assert splits("letter", lambda word: 0) == []
