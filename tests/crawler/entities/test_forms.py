"""Names in the forms that languages and careless pages give them."""

from __future__ import annotations

import pytest

from crawler.entities import find
from crawler.entities.document import read
from crawler.entities.found import Entities
from crawler.records import Release


def found(text: str, language: str = "en") -> Entities:
    return find(Release("", "", text, language=language))


def people(text: str, language: str = "en") -> list[str]:
    return [person.label for person in found(text, language).people]


def bodies(text: str, language: str = "en") -> list[str]:
    return [body.label for body in found(text, language).organisations]


def places(text: str, language: str = "en") -> list[str]:
    return [place.label for place in found(text, language).places if place.spans]


@pytest.mark.parametrize(
    ("language", "text", "city"),
    [
        ("sv", "De möttes i Göteborg.", "Gothenburg"),
        ("sv", "Det sade Stockholms borgarråd.", "Stockholm"),
        ("ro", "Un atelier din Iași s-a deschis.", "Iași"),
        ("pl", "Spotkali się w Poznaniu.", "Poznań"),
        ("it", "Si sono incontrati a Firenze.", "Florence"),
        ("ko", "회의는 서울에서 열렸다.", "Seoul"),
        ("ja", "会議は大阪で開かれた。", "Osaka"),
        ("en", "Stores open in the Detroit area.", "Detroit"),
        ("en", "It was filed in the City of Laguna Niguel in California.", "Laguna Niguel"),
    ],
)
def test_cities_go_by_what_a_language_calls_them(language: str, text: str, city: str) -> None:
    assert city in places(text, language)


@pytest.mark.parametrize(
    ("language", "text", "body"),
    [
        ("sv", "Det gäller FN:s arbete.", "United Nations (UN)"),
        ("sv", "Natos krav är höga.", "North Atlantic Treaty Organization (NATO)"),
        ("sv", "Hon är chef vid OSSE i Wien.", "Organization for Security and Co-operation in Europe (OSCE)"),
        ("pl", "Mówił o tym w Białym Domu.", "White House"),
        ("no", "Det sier Sjøtilsynet i dag.", "Sjøtilsynet"),
        ("da", "Det siger Havnestyrelsen i dag.", "Havnestyrelsen"),
        ("ko", "호수은행은 발표했다.", "호수은행"),
    ],
)
def test_bodies_go_by_what_a_language_calls_them(language: str, text: str, body: str) -> None:
    assert body in bodies(text, language)


def test_an_acronym_of_one_language_means_nothing_in_another() -> None:
    assert bodies("The FN was worn.") == []


def test_what_a_text_explains_otherwise_is_no_body() -> None:
    assert bodies("A leader in Fresh Cod and Crab (FCC). FCC sales rose.") == []
    assert bodies("It was read by Sen. Jane Major (R-VA) today.") == []


def test_addresses_do_not_make_a_name_an_ordinary_word() -> None:
    text = "Orrinware Robotics Inc. sells boats. Orrinware opened a pier. See https://orrinware.com/orrinware-pier now."
    assert bodies(text) == ["Orrinware Robotics Inc."]


def test_names_in_cases_are_one_person() -> None:
    assert people("Książka Piotra Majorczyka. Mówił Piotr Majorczyk.", "pl") == ["Piotr Majorczyk"]
    assert people("Angela Majori tapasi. Angela Majorin mukaan.", "fi") == ["Angela Majori"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr Vi Orrinham, who chaired it, spoke.", "Vi Orrinham"),
        ("They thanked Secretary Orrinham, who left.", "Orrinham"),
        ("Max Orrinham, D-Mont., wants a plan.", "Max Orrinham"),
        ("He told reporter Mohamed El Orrin in town.", "Mohamed El Orrin"),
        ("Then Charles III came.", "Charles III"),
        ("The hall (Instructor: Orrin Tallowby) is open.", "Orrin Tallowby"),
        ("The studio, said Jane Major, owner of Jane Major Photography, is open.", "Jane Major"),
    ],
)
def test_what_stands_around_a_name_shows_a_person(text: str, name: str) -> None:
    assert name in people(text)


def test_lines_of_a_list_are_of_one_kind() -> None:
    lines = "Winners:\n- Jane Major – Harbour\n- Orrin Tallowby – Pier\n- Mary Minor – Lake\n"
    assert people(lines) == ["Jane Major", "Orrin Tallowby", "Mary Minor"]


def test_verbs_behind_an_arabic_title_are_no_names() -> None:
    assert people("الرئيس يقرر إنشاء هيئة جديدة", "ar") == []


def test_an_age_in_brackets_shows_a_japanese_name() -> None:
    assert people("山川海夫警部補（41）が話した。", "ja") == ["山川海夫"]


def test_marks_of_a_wrong_encoding_are_read_as_what_they_were() -> None:
    release = Release("", "", "âWe met in the town today,â? Jane Major said. Majorâs town.\n\u00ad– Vi")
    text = read(release).text
    assert "“We met in the town today,” " in text
    assert "Major's town.\n – Vi" in text
    assert len(text) == len(release.text) + 2
