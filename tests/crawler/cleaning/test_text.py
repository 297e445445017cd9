"""Text normalisation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.text import (
    ends_sentence,
    folded,
    is_broken,
    join_paragraphs,
    joined_sentences,
    one_line,
    size,
    tidy,
)

LONG = "The delegations discussed at some length the prospects for bilateral"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\u00a0b\u2009c", "a b c"),
        ("Daten\u00adschutz", "Datenschutz"),
        ("a\u200bb\u2060c\ufeff", "abc"),
        ("e\u0301", "é"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("  a  \n  b  ", "a\nb"),
        ("a\x00b\x1fc\ud800", "abc"),
        ("a\u200cb", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner decides how the word is written
    ],
)
def test_tidy(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


@given(st.text())
def test_tidy_is_idempotent_and_encodable(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    once.encode()


@given(st.text())
def test_an_invisible_character_changes_nothing(text: str) -> None:
    assert tidy(f"\u200b{text}") == tidy(text)


@given(st.text(st.characters(codec="ascii")))
def test_ascii_is_folded_like_everything_else(text: str) -> None:
    assert folded(f"x{text}xé") == folded(f"x{text}x") + "é"


def test_one_line() -> None:
    assert one_line(" a\n\n b\t") == "a b"


def test_paragraphs_are_separated_by_one_blank_line() -> None:
    assert join_paragraphs(["a", "", "b"]) == "a\n\nb"


def test_folding_makes_the_same_line_equal() -> None:
    assert folded("„Ziel“ – Erreicht!") == folded('"ziel"  - erreicht!')
    assert folded("ＡＢＣ") == "abc"


def test_a_character_of_an_unspaced_script_weighs_three() -> None:
    assert (size("abc"), size("上海a"), size("")) == (3, 7, 0)


@pytest.mark.parametrize("line", ["Done.", "Done.”", "完了。", "Why?", "As follows:", "تم؟"])
def test_ends_of_sentences(line: str) -> None:
    assert ends_sentence(line)


@pytest.mark.parametrize("line", ["Media contact", "Done,", ""])
def test_no_ends_of_sentences(line: str) -> None:
    assert not ends_sentence(line)


def test_a_sentence_broken_in_the_middle_is_joined() -> None:
    assert joined_sentences([LONG, "cooperation between the two."]) == [LONG + " cooperation between the two."]


def test_a_hyphen_at_the_break_stays() -> None:
    assert joined_sentences([LONG + " counter-", "terrorism work."]) == [LONG + " counter-terrorism work."]


@pytest.mark.parametrize(
    ("before", "after"),
    [(LONG + ".", "cooperation"), (LONG, "Cooperation"), ("A heading", "cooperation"), (LONG, "a) first"), (LONG, "")],
)
def test_other_breaks_stay(before: str, after: str) -> None:
    assert not is_broken(before, after)
