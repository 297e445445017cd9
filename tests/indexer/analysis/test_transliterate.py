from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import fold
from indexer.analysis.transliterate import MAX_KEYS, SEPARATOR, alike, entry, key, keys, romanised


def meet(typed: str, written: str) -> bool:
    word, other = fold(typed), fold(written)
    return bool(key(other)) and key(other) in keys(word) and alike(word, other)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Norov", "Норов"), ("норов", "Norov"), ("Lavrov", "Лавров"), ("Lavrov", "لافروف"), ("Лавров", "لافروف"),
        ("Norov", "Νόροφ"), ("Zelensky", "Зеленский"), ("Zelenskyy", "Зеленський"), ("Putin", "بوتين"),
        ("Putin", "पुतिन"), ("Gorbachev", "Горбачёв"), ("Gorbachev", "غورباتشوف"), ("Stoltenberg", "ستولتنبرغ"),
        ("Khrushchev", "Хрущёв"), ("Tokayev", "Токаев"), ("Michael", "Михаил"), ("Hamburg", "Гамбург"),
        ("Schmid", "Шмид"), ("Vladimir", "Владимира"),
        ("Muhammad", "Mohammed"), ("Hussain", "Hussein"), ("Layla", "Leyla"), ("Gonzalez", "Gonzáles"),
        ("Abdallah", "Abdullah"), ("Jamal", "Gamal"), ("Stephan", "Stefan"), ("Shree", "Shri"),
    ],
)  # fmt: skip
def test_names_meet_across_scripts_and_spellings(typed: str, written: str) -> None:
    assert meet(typed, written)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Norov", "Нарва"), ("Lavrov", "Левров-Лаврентьева"), ("Carolina", "Королева"), ("Norway", "قانون"),
        ("Robert", "Ruppertinen"), ("Run", "Ron"), ("Lake", "Luke"), ("Kyiv", "كيف"), ("Great", "قررت"),
        ("Beijing", "北京"), ("2024", "2024"),
    ],
)  # fmt: skip
def test_others_do_not(typed: str, written: str) -> None:
    assert not meet(typed, written)


@pytest.mark.parametrize(
    ("word", "letters"),
    [("щёлково", "shelkovo"), ("дзюба", "dziuba"), ("жириновский", "zhirinovskii"), ("παπανδρεου", "papandreu"),
     ("ελευθεριου", "elevteriu"), ("لافروف", "lafruf"), ("मोदी", "modi"), ("上海", "")],
)  # fmt: skip
def test_words_are_romanised(word: str, letters: str) -> None:
    assert romanised(fold(word)) == letters


def test_entries_are_of_names() -> None:
    assert entry("Лавров") == f"lfrf{SEPARATOR}лавров"
    assert entry("لافروف") == f"lfrf{SEPARATOR}لافروف"
    assert entry("minister") == entry("NATO") == entry("上海") == entry("Io") == entry("") == ""


@given(st.text())
def test_any_word_has_few_keys(word: str) -> None:
    folded = fold(word)
    assert len(keys(folded)) <= MAX_KEYS
    assert not key(folded) or key(folded) in keys(folded)


@given(st.text(alphabet="abcdeghijkosuwyz", min_size=4, max_size=10))
def test_a_name_is_like_itself(word: str) -> None:
    assert alike(word, word)
