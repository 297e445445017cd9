"""Known people in texts: in full, by surname, in cases, and where they are not meant."""

from __future__ import annotations

import pytest

from crawler.entities import annotate
from crawler.entities.annotate import find
from tests.crawler.entities.samples import release


def found(text: str, language: str) -> dict[str, list[str]]:
    """Labels, and the words of the text that show them."""
    one = release(text, "News", language)
    whole = f"{one.title}\n\n{one.text}"
    return {person.label: [whole[slice(*span)] for span in person.spans] for person in find(one).people}


@pytest.mark.parametrize(
    ("language", "text", "label", "words"),
    [
        ("en", "The plan irritates Trump and his team.", "Donald Trump", "Trump"),
        ("de", "Die Debatte um Merkels Nachfolge geht weiter.", "Angela Merkel", "Merkels"),
        ("sv", "Förslaget möter kritik från Zelenskyj, enligt planen.", "Volodymyr Zelensky", "Zelenskyj"),
        ("ru", "Встреча Путина прошла без итогов.", "Vladimir Putin", "Путина"),
        ("ru", "В книге много о Владимире Путине сказано.", "Vladimir Putin", "Владимире Путине"),
        ("uk", "Говорили про зустріч із Володимиром Зеленським.", "Volodymyr Zelensky", "Володимиром Зеленським"),
        ("pl", "To była rozmowa z Obamą o klimacie.", "Barack Obama", "Obamą"),
        ("ko", "당시 노무현은 서울에 있었다.", "Roh Moo-hyun", "노무현"),
        ("zh", "会议结束后特朗普离开了会场。", "Donald Trump", "特朗普"),
        ("zh", "随后弗拉基米尔·普京离开了会场。", "Vladimir Putin", "弗拉基米尔·普京"),
        ("ja", "会議のあとプーチンは帰国した。", "Vladimir Putin", "プーチン"),
        ("ar", "التقى الوفد ببوتين في موسكو.", "Vladimir Putin", "بوتين"),
        ("en", "The songs were by Ice Cube and others.", "Ice Cube", "Ice Cube"),
        ("en", "The shirt of Pelé was sold.", "Pelé", "Pelé"),
        ("de", "Papst Franziskus reiste ab.", "Pope Francis", "Franziskus"),
        ("ru", "Это слова Папы Франциска.", "Pope Francis", "Франциска"),
    ],
)
def test_found_without_any_other_sign(language: str, text: str, label: str, words: str) -> None:
    assert words in found(text, language)[label]


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("en", "The meeting was at Trump Tower.", "Donald Trump"),
        ("en", "The Trump Organization declined.", "Donald Trump"),
        ("en", "They say that Donald Trump Jr. will come.", "Donald Trump"),
        ("en", "They greeted Melania Trump in the hall.", "Donald Trump"),
        ("en", "The FICO score fell.", "Robert Fico"),
        ("en", "They trump all others.", "Donald Trump"),
        ("en", "He quoted Johnny-Trump-style verses.", "Donald Trump"),
        ("ru", "На трамплине стоял спортсмен.", "Donald Trump"),
        ("ru", "Трамплин открыт.", "Donald Trump"),
        ("zh", "参加的有瓦洛佳·普京。", "Vladimir Putin"),
        ("zh", "国王毅然离开了会场。", "Wang Yi"),
        ("ja", "全員がマスクを着けた。", "Elon Musk"),
        ("ar", "هذا هو الدليل الرئيسي وكان رئيسي جدا.", "Ebrahim Raisi"),
        ("fr", "Le putinisme inquiète.", "Vladimir Putin"),
    ],
)
def test_not_the_person(language: str, text: str, label: str) -> None:
    assert label not in found(text, language)


def test_the_surname_is_whoever_has_it_in_the_text() -> None:
    text = "They greeted Melania Trump in the hall. Later Trump said it was late."
    assert found(text, "en") == {"Melania Trump": ["Melania Trump", "Trump"]}


def test_spellings_are_one_person() -> None:
    text = "Владимир Путин (Vladimir Putin) приехал. Позже Путина видели в порту."
    assert found(text, "ru") == {"Vladimir Putin": ["Владимир Путин", "Vladimir Putin", "Путина"]}


def test_speakers_and_offices_have_the_label() -> None:
    one = annotate(release("„Das ist so“, sagte Präsident Wladimir Putin.", "Treffen", "de"))
    assert [quote.speaker for quote in one.quotes] == ["Vladimir Putin"]
    assert [office.person for office in one.offices] == ["Vladimir Putin"]


def test_metadata_is_brought_to_known_names() -> None:
    one = release("Nobody is named here.", "News", "en")
    named = annotate(type(one)(one.url, one.title, one.text, language="en", people=("Poutine, Vladimir", "Ann Roe")))
    assert named.people == ("Vladimir Putin", "Ann Roe")
    assert annotate(named).people == named.people
