"""What is marked: the same as where all of a text is cut into words, and each is compared."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import analysis
from indexer.occurrences import Mark, Occurrences

_WORDS = """the Hague hague's l'accord L’ACCORD d’Estonie qu'elle O’Brien obrien rock'n'roll 'quoted' don't
tries try tried hoping hope hopes ability abilities able dying die skies sky generously news ion a I
café CAFÉ cafe\u0301 Łódź lodz Straße strasse ﬁne fine Ærø aero œuvre İstanbul istanbul ı ½ ² x² ªb
Αθήνα ΑΘΗΝΑ σοφός ΣΟΦΟΣ йод Йод и\u0306од ёж еж हिन्दी क़लम क\u093cलम ලිස් مُحَمَّد محمد
上海合作组织 合作 海 東京タワー 서울특별시 서울 ｶﾞｽ ガス ไทย aไทยb 上a海 a上b
snake_case _a_ a\u00adb ab a\u200db \u0301x x\u0301 𝐀𝐁 ab 𠀀𠀁 É\u2019É 12,5 12 5 ２５ x'y'z ''a'' a''b"""
WORDS = _WORDS.split()
SPACES = [" ", " ", " ", "  ", "\n", "\u00a0", "\u3000", ", ", ".", "-", "/", "", "\0", "(", "“"]


def compared(text: str, terms: Mapping[str, int], phrases: Mapping[tuple[str, ...], int]) -> list[Mark]:
    """The marks, by the letter."""
    words = [(start, end, analysis.term(word)) for start, end, word in analysis.spans(text)]
    marks = [(start, end, terms[term]) for start, end, term in words if term in terms]
    for phrase, part in phrases.items():
        for number in range(len(words) - len(phrase) + 1):
            row = words[number : number + len(phrase)]
            if tuple(term for _, _, term in row) == phrase:
                marks.append((row[0][0], row[-1][1], part))
    return sorted(marks)


@st.composite
def texts(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=30))
    return "".join(word + draw(st.sampled_from(SPACES)) for word in words)


@settings(max_examples=300, deadline=None)
@given(texts(), st.lists(st.sampled_from(WORDS), max_size=4), st.randoms(use_true_random=False))
def test_marks_are_those_of_all_words(text: str, asked: list[str], random: Random) -> None:
    terms = {analysis.term(word): part for part, word in enumerate(asked) for word in analysis.tokens(word)}
    inside = [analysis.term(word) for _, _, word in analysis.spans(text)]
    terms |= dict.fromkeys(random.sample(inside, min(2, len(inside))), 9)
    phrases = {}
    for part in range(2):
        start, length = random.randrange(len(inside) + 1), random.randint(1, 3)
        if len(phrase := tuple(inside[start : start + length])) == length:
            phrases[phrase] = part
    assert Occurrences(terms, phrases).marks(text) == compared(text, terms, phrases)
    assert Occurrences(terms, {}).marks(text) == compared(text, terms, {})


def test_one_finder_serves_many_texts() -> None:
    found = Occurrences({"red": 1, "café": 2, "polic": 3}, {("red", "polic"): 4})
    assert found.marks("Red, RED'S police.") == [(0, 3, 1), (5, 10, 1), (5, 17, 4), (11, 17, 3)]
    assert found.marks("") == []
    assert found.marks("policing") == [(0, 8, 3)]


_ENDINGS = """ed ing ly y ie ies s ss es ational tional iviti ivity ative ability ibility ousness ousli ization izer ate
alism ality er est ying ied iedly edly ingly fulness fully lessli bli ably entli ently logy logi ency ancy icate icity
ical ness ement ment ent ion e le l sess"""


@settings(max_examples=1000, deadline=None)
@given(st.text("abeghiklmnorstuyz", max_size=5), st.lists(st.sampled_from(_ENDINGS.split()), max_size=3))
def test_words_of_a_stem_are_found_by_how_they_begin(stem: str, endings: list[str]) -> None:
    word = "".join([stem, *endings])
    if word:
        assert Occurrences({analysis.term(word): 1}, {}).marks(word) == [(0, len(word), 1)]


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_marked_as_itself(word: str) -> None:
    terms = {analysis.term(part): 1 for _, _, part in analysis.spans(word)}
    assert Occurrences(terms, {}).marks(f"A {word}.") == compared(f"A {word}.", terms, {})
