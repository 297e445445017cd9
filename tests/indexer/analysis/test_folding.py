from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.folding import MAX_TERM, clean, fold, unaccented


@pytest.mark.parametrize(
    "spellings",
    [
        ["ёж", "еж", "ЁЖ"],
        ["أحمد", "احمد", "أَحْمَد"],  # hamza on alef, vowel signs
        ["إيران", "ایران", "ايران"],  # Persian yeh
        ["المنظمة", "المنظمه", "المنظـمة"],  # teh marbuta, tatweel
        ["كتاب", "کتاب"],  # Persian kaf
        ["می\u200cرود", "میرود"],  # the invisible joint of Persian
        ["٢٠٢٤", "۲۰۲۴", "2024", "२०२४"],
        ["क़ानून", "कानून"],  # nukta
        ["שָׁלוֹם", "שלום"],
        ["Ἀθῆναι", "αθηναι", "ΑΘΗΝΑΙ"],
        ["Łódź", "lodz"],
    ],
)
def test_ways_to_write_a_word_fold_to_one(spellings: list[str]) -> None:
    assert len({fold(word) for word in spellings}) == 1


def test_the_short_i_is_a_letter_of_its_own() -> None:
    assert fold("Новый") == "новый"


def test_cleaning_keeps_the_accents_that_stemmers_read() -> None:
    assert clean("L’Été") == "été"
    assert clean("Müller's") == "müller"


def test_turkish_has_an_i_without_a_dot() -> None:
    assert clean("IRAK", "tr") == "ırak"
    assert fold(clean("İSTANBUL", "tr")) == "istanbul"


@given(st.text())
def test_folding_is_cleaning_and_taking_away_accents(word: str) -> None:
    assert fold(word) == unaccented(clean(word))
    assert len(fold(word)) <= MAX_TERM
