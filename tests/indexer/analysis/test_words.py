from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import analysis


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Ministers MET", ["the", "ministers", "met"]),
        ("café Ёлка ÅNGSTRÖM straße Łódź", ["cafe", "елка", "angstrom", "strasse", "lodz"]),
        ("O'Brien’s l’accord don't d'Estonie", ["obrien", "accord", "dont", "estonie"]),
        ("foo_bar counter-terrorism 3,000", ["foo", "bar", "counter", "terrorism", "3", "000"]),
        ("Ａｂ１２", ["ab12"]),
        ("soft\u00adhyphen zero\u200bwidth", ["softhyphen", "zerowidth"]),
        ("", []),
        ("— … !", []),
    ],
)
def test_words_are_folded(text: str, expected: list[str]) -> None:
    assert analysis.query_words(text) == expected


@pytest.mark.parametrize("word", ["கொழும்பு", "ක්\u200dරීඩා", "العَرَبِيَّة", "हिन्दी"])
def test_combining_marks_stay_in_their_words(word: str) -> None:
    assert len(analysis.tokens(f"{word} {word}")) == 2


def test_decomposed_and_composed_accents_are_the_same() -> None:
    assert analysis.query_words("e\u0301te\u0301") == analysis.query_words("été") == ["ete"]


def test_scripts_without_spaces_are_cut_into_pairs_with_the_last_character_alone() -> None:
    assert analysis.tokens("上海合作SCO") == ["上海", "海合", "合作", "作", "SCO"]
    assert analysis.query_words("上海合作SCO") == ["上海", "海合", "合作", "sco"]
    assert analysis.tokens("แถลงข่าว") == ["แถ", "ถล", "ลง", "งข่", "ข่า", "าว", "ว"]
    assert analysis.query_words("法") == ["法"]


def test_half_and_full_width_kana_are_the_same() -> None:
    assert analysis.tokens("ｶﾞｽ") == analysis.tokens("ガス")


@pytest.mark.parametrize(("forms", "stem"), [("minister ministers", "minist"), ("ruled ruling rules", "rule")])
def test_english_forms_share_a_stem(forms: str, stem: str) -> None:
    assert {analysis.term(form) for form in forms.split()} == {stem}


def test_very_long_runs_are_cut() -> None:
    assert analysis.query_words("x" * 10_000) == ["x" * analysis.MAX_TERM]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Pol*", ["pol*"]), ("w?LD", ["w?ld"]), ("counter-Terror*", ["counter", "terror*"]), ("上海*", ["上海"])],
)
def test_patterns_keep_their_wildcards(text: str, expected: list[str]) -> None:
    assert analysis.patterns(text) == expected


@given(st.text())
def test_spans_are_where_the_tokens_stand(text: str) -> None:
    spans = list(analysis.spans(text))
    assert [analysis.fold(token) for _, _, token in spans] == [
        analysis.fold(text[start:end].replace("_", " ")) for start, end, _ in spans
    ]
    assert all(0 <= start < end <= len(text) for start, end, _ in spans)


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF)))
def test_folding_twice_changes_nothing(text: str) -> None:
    for word in analysis.query_words(text):
        assert analysis.fold(word) == word
