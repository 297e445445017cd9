from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.languages import chain, phrase_terms, query_terms
from indexer.analysis.stemming import available
from indexer.analysis.tokens import tokens

LANGUAGES = ("en", "de", "fr", "es", "ru", "ar", "sv", "zh", "vi")


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "minister ministers Ministers’"),
        ("de", "Häuser Haeuser Haus"),
        ("de", "Müller Mueller"),
        ("fr", "l’organisation organisations"),
        ("es", "ministro ministros ministra"),
        ("sv", "regeringen regeringens"),
        ("ru", "министр министра министрами"),
        ("ru", "новый новая новые"),
        ("ru", "Норов Норова Норову Норовым"),
        ("ru", "Путин Путина Путиным"),
        ("uk", "Зеленський Зеленського"),
        ("ar", "المنظمة منظمة والمنظمات بالمنظمة"),
        ("fa", "کتاب کتاب‌ها كتابها"),
        ("el", "Αθήνα Αθήνας ΑΘΗΝΑΣ"),
        ("tr", "İSTANBUL İstanbul’da istanbul"),
        ("sr", "организација organizacija organizacije"),
        ("xx", "minister ministers"),
    ],
)
def test_forms_of_a_word_have_one_term(language: str, forms: str) -> None:
    assert len({chain(language).term(form) for form in forms.split()}) == 1


def test_words_in_another_script_are_not_words_of_the_language() -> None:
    assert chain("ru").term("ministers") == chain("en").term("ministers")
    assert chain("en").term("министрами") == chain("ru").term("министрами")
    assert chain("bg").term("министрами") == "министрами"


def test_genitives_are_no_surnames() -> None:
    assert chain("ru").term("вопросов") == chain("ru").term("вопрос")


def test_a_querys_word_has_the_terms_of_all_languages() -> None:
    for language in LANGUAGES:
        for word in ("organisations", "Häuser", "ministros", "новыми", "المنظمات", "regeringens", "上海", "Việt"):
            assert chain(language).term(word) in query_terms(word, LANGUAGES)


def test_a_querys_word_in_small_letters_may_be_a_surname() -> None:
    assert chain("ru").term("Норов") in query_terms("норов", ("ru",))
    assert chain("ru").term("Норова") in query_terms("норов", ("ru",))


def test_a_querys_word_has_few_terms() -> None:
    assert query_terms("Putin", LANGUAGES) == ("putin",)
    assert len(query_terms("organisation", tuple(sorted(available())))) < 20


def test_accents_make_other_words_in_vietnamese_and_queries_may_lack_them() -> None:
    assert chain("vi").term("là") != chain("vi").term("la")
    assert chain("vi").otherwise("Việt") in query_terms("viet", ("vi",))


@pytest.mark.parametrize(("language", "typed"), [("sv", "zuerich"), ("en", "Zuerich"), ("de", "zuerich")])
def test_umlauts_may_be_spelled_out(language: str, typed: str) -> None:
    found = chain(language)
    assert {found.term("Zürich"), found.otherwise("Zürich")} & set(query_terms(typed, (language,)))


@pytest.mark.parametrize(
    ("language", "text", "terms"),
    [
        ("sv", "EU-möte i Zürich med Ph.D.", {"eumot", "moet", "zuerich", "phd"}),
        ("en", "counter-terrorism in one word", {"counterterror"}),
        ("ru", "Норов и другие", set()),
        ("vi", "nước Việt", {"nuoc", "viet"}),
        ("de", "Müller in Köln", set()),
    ],
)
def test_some_words_have_a_term_beside_their_own(language: str, text: str, terms: set[str]) -> None:
    found = chain(language)
    assert set(filter(None, map(found.beside, found.surfaces_beside(text)))) == terms


def test_phrases_have_the_terms_of_each_place() -> None:
    assert phrase_terms(["prime", "ministers"], ("en",)) == (("prime",), ("minist", "ministers"))


@given(st.text(), st.sampled_from([*sorted(available()), "vi", "xx", ""]))
def test_any_text_has_terms_that_queries_find(text: str, language: str) -> None:
    for token in tokens(text):
        assert chain(language).term(token) in query_terms(token, (language,))
