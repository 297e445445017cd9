from __future__ import annotations

import pytest

from indexer.analysis import query_words
from indexer.analysis.stopwords import LANGUAGES, content_words, likely_languages, stop_words


@pytest.mark.parametrize(
    ("query", "languages"),
    [
        ("What is the second level of government in Poland?", "en"),
        ("Wie heißt die zweite Verwaltungsebene in Polen?", "de nl"),
        ("¿Cuál es el segundo nivel de división territorial?", "es"),
        ("Какой второй уровень деления и где он?", "ru"),
        ("ما هو المستوى الثاني من التقسيم في بولندا؟", "ar"),
        ("minister", ""),
        ("in", ""),
    ],
)
def test_stop_words_tell_the_language_of_a_question(query: str, languages: str) -> None:
    assert likely_languages(query_words(query)) == set(languages.split())


def test_a_query_keeps_what_it_is_about() -> None:
    assert content_words(query_words("What is the role of the OSCE in Moldova")) == ["role", "osce", "moldova"]
    assert content_words(query_words("Wie heißt die Hauptstadt in Polen")) == ["heisst", "hauptstadt", "polen"]
    assert content_words(query_words("die hard")) == ["die", "hard"]


def test_nothing_is_taken_from_a_query_of_stop_words() -> None:
    assert content_words(query_words("to be or not to be")) == query_words("to be or not to be")
    assert content_words([]) == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_lists_are_of_single_folded_words(language: str) -> None:
    words = stop_words(language)
    assert len(words) > 20
    assert all(query_words(word) == [word] for word in words)


def test_languages_without_a_list_have_none() -> None:
    assert stop_words("xx") == frozenset()
    assert stop_words("nn") == stop_words("nb")
