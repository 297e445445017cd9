"""The language: declared, and checked against the text."""

from __future__ import annotations

import pytest

from crawler.cleaning.language import LANGUAGES, declared_language, detect, language_of
from crawler.cleaning.metadata import Metadata

from .pages import metadata_of

TEXTS = {
    "en": "The council has approved the budget for the coming year and appointed a new chair of the committee. " * 2,
    "de": "Der Rat hat den Haushalt für das kommende Jahr beschlossen und eine neue Vorsitzende ernannt. " * 2,
    "fr": "Le conseil a adopté le budget de l'année prochaine et nommé une nouvelle présidente de la commission. " * 2,
    "es": "El consejo aprobó el presupuesto del próximo año y nombró a una nueva presidenta de la comisión. " * 2,
    "it": "Il consiglio ha approvato il bilancio per il prossimo anno e ha nominato la nuova presidente. " * 2,
    "pt": "O conselho aprovou o orçamento para o próximo ano e nomeou uma nova presidente da comissão. " * 2,
    "ru": "Совет утвердил бюджет на будущий год и назначил нового председателя финансового комитета. " * 2,
    "zh": "理事会批准了明年的预算，并任命了新的财务委员会主席，会议在北京举行，各国代表出席了会议。" * 2,
    "ja": "理事会は来年度の予算を承認し、財務委員会の新しい委員長を任命した。会議は東京で開かれた。" * 2,
    "ar": "وافق المجلس على ميزانية العام المقبل وعين رئيسا جديدا للجنة المالية خلال اجتماعه في القاهرة. " * 2,
}
NOTHING = Metadata()


@pytest.mark.parametrize("language", TEXTS)
def test_detection(language: str) -> None:
    assert detect(TEXTS[language]) == language


def test_a_short_text_says_nothing() -> None:
    assert detect("Der Rat hat beschlossen.") is None


def test_close_relatives_of_chinese_are_left_out() -> None:
    assert {"wuu", "yue"}.isdisjoint(LANGUAGES)


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("en", "en"),
        ("EN_us", "en-US"),
        ("zh-hant-TW", "zh-Hant-TW"),
        ("de-DE, en", "de-DE"),
        ("und", None),
        ("x", None),
        ("", None),
    ],
)
def test_declared_tags_are_normalised(tag: str, normal: str | None) -> None:
    assert declared_language(tag, NOTHING) == normal


def test_other_declarations_stand_in() -> None:
    assert declared_language("", metadata_of('<meta property="og:locale" content="de_AT">')) == "de-AT"
    assert declared_language("", metadata_of('<meta http-equiv="Content-Language" content="fr">')) == "fr"
    script = '<script type="application/ld+json">{"@type": "Article", "inLanguage": "es"}</script>'
    assert declared_language("en", metadata_of(script)) == "es"


def test_a_text_overrules_a_wrong_declaration() -> None:
    assert language_of(TEXTS["de"], "en-US", NOTHING) == "de"


def test_a_right_declaration_keeps_its_region() -> None:
    assert language_of(TEXTS["de"], "de-AT", NOTHING) == "de-AT"


def test_standards_that_look_alike_are_left_to_the_declaration() -> None:
    norwegian = "Rådet har vedtatt budsjettet for neste år og utnevnt en ny leder for finanskomiteen i dag. " * 3
    assert language_of(norwegian, "nb-NO", NOTHING) == "nb-NO"


def test_a_short_text_leaves_the_declaration() -> None:
    assert language_of("Kurz.", "de", NOTHING) == "de"
    assert language_of("", "", NOTHING) is None
