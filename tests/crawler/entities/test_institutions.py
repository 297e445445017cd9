"""Offices that every state has, in seven languages: whose they are stands before them, behind them or inside."""

from __future__ import annotations

import pytest

from crawler.entities import nationalities
from crawler.entities.data import table
from crawler.entities.geography import countries
from crawler.entities.lexicon import scan
from crawler.entities.organisations import mentions
from tests.crawler.entities.samples import document


def labels(text: str, language: str, publisher: str | None = None) -> list[str]:
    read = document(text, language=language)
    return [mention.label for mention in mentions(read, scan(read), publisher)]


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        (
            "Об этом сообщило Министерство иностранных дел Казахстана.",
            "ru",
            "Ministry of Foreign Affairs of Kazakhstan",
        ),
        ("МИД Узбекистана ответил.", "ru", "Ministry of Foreign Affairs of Uzbekistan"),
        ("в Министерстве обороны Республики Беларусь", "ru", "Ministry of Defence of Belarus"),
        ("казахстанское Министерство обороны", "ru", "Ministry of Defence of Kazakhstan"),
        ("Минздрав Кыргызской Республики", "ru", "Ministry of Health of Kyrgyzstan"),
        ("МВД Объединённых Арабских Эмиратов", "ru", "Ministry of Interior of the United Arab Emirates"),
        ("Верховный суд Монголии", "ru", "Supreme Court of Mongolia"),
        ("le ministère des Affaires étrangères du Sénégal", "fr", "Ministry of Foreign Affairs of Senegal"),
        ("le ministère sénégalais des Affaires étrangères", "fr", "Ministry of Foreign Affairs of Senegal"),
        ("le ministère de l'Intérieur d'Algérie", "fr", "Ministry of Internal Affairs of Algeria"),
        ("la Cour suprême béninoise", "fr", "Supreme Court of Benin"),
        ("el Ministerio de Relaciones Exteriores de Panamá", "es", "Ministry of Foreign Affairs of Panama"),
        ("el Ministerio de Salud de la República de Panamá", "es", "Ministry of Health of Panama"),
        ("el Ministerio boliviano de Defensa", "es", "Ministry of Defence of Bolivia"),
        ("el Ministerio de Defensa peruano", "es", "Ministry of Defence of Peru"),
        ("das kasachische Außenministerium", "de", "Ministry of Foreign Affairs of Kazakhstan"),
        ("das Außenministerium Kasachstans", "de", "Ministry of Foreign Affairs of Kazakhstan"),
        ("im irischen Gesundheitsministerium", "de", "Ministry of Health of Ireland"),
        ("das Auswärtige Amt", "de", "Federal Foreign Office of Germany"),
        ("قالت وزارة الخارجية المصرية اليوم", "ar", "Ministry of Foreign Affairs of Egypt"),
        ("وأعلنت وزارة الداخلية التونسية", "ar", "Ministry of Internal Affairs of Tunisia"),
        ("بوزارة الدفاع الكورية الجنوبية", "ar", "Ministry of National Defense of South Korea"),
        ("وزارة خارجية كازاخستان", "ar", "Ministry of Foreign Affairs of Kazakhstan"),
        ("据中国外交部网站消息", "zh", "Ministry of Foreign Affairs of China"),
        ("哈萨克斯坦内务部表示", "zh", "Ministry of Internal Affairs of Kazakhstan"),
        ("蒙古国防部代表团", "zh", "Ministry of Defence of Mongolia"),
        ("the Rwandan Ministry of Health", "en", "Ministry of Health of Rwanda"),
        ("the Rwandan finance ministry said", "en", "Ministry of Finance of Rwanda"),
        ("Rwanda's defense ministry said", "en", "Ministry of Defence of Rwanda"),
    ],
)
def test_the_state_stands_beside_the_office(text: str, language: str, label: str) -> None:
    assert labels(text, language) == [label]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Он купил мид и пошёл домой.", "ru"),
        ("un ministère très important", "fr"),
        ("el ministerio del tiempo", "es"),
        ("He wanted to reform the defense ministry and the central bank.", "en"),
    ],
)
def test_what_is_no_office_of_a_state(text: str, language: str) -> None:
    assert labels(text, language) == []


def test_the_minister_is_not_the_ministry() -> None:
    assert "Ministry of Foreign Affairs of Russia" in labels("俄罗斯外交部表示", "zh")
    assert "Ministry of Foreign Affairs of Russia" not in labels("俄罗斯外交部长来访", "zh")


def test_without_a_state_it_is_that_of_the_publisher() -> None:
    assert labels("МИД сообщил о визите.", "ru", "Kazakhstan") == ["Ministry of Foreign Affairs of Kazakhstan"]


def test_every_state_of_the_tables_is_known() -> None:
    for names in table("nationalities").values():
        assert set(names) <= set(countries())


def test_owners() -> None:
    assert nationalities.before("the rwandan ministry", 12) == ("Rwanda", 4)
    assert nationalities.before("rwandan", 0) is None
    assert nationalities.before("中国外交部", 2) == ("China", 0)
    assert nationalities.behind("ministère du sénégal,", 9) == ("Senegal", 20)
    assert nationalities.behind("ministère du lac", 9) is None
    assert nationalities.adjective("argelino") == "Algeria"
