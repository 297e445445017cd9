"""Rules that came from releases which no rule had seen. All names but those of places are invented."""

from __future__ import annotations

import pytest

from crawler.entities import find
from crawler.entities.document import Document, lowered
from crawler.entities.found import Entities
from tests.crawler.entities.samples import release

SHOUTED = "THE HARBOUR BOARD OF THE COUNTY ASKS FOR HELP TO FIND THE BOAT OF A MAN"


def found(text: str, language: str = "en", title: str = "", publisher: str | None = None) -> Entities:
    return find(release(text, title=title, language=language, organisation=publisher))


def labels(text: str, language: str = "en", **more: str) -> tuple[list[str], list[str], list[str]]:
    """People, organisations and places."""
    entities = found(text, language, **more)
    return (
        [person.label for person in entities.people],
        [body.label for body in entities.organisations],
        [place.label for place in entities.places if place.spans],
    )


def speakers(text: str, language: str = "en") -> list[str]:
    return [quote.speaker for quote in found(text, language).quotes]


# --- People ---


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        # Where a text has lost its marks, a state ends a name.
        ("Senators Jane Major MA and Richard Roe IL met with Helen Minor NJ on the bridge.", "en", "Helen Minor"),
        # A line alone above the name.
        ("The bridge opens.\n\nMedia Contact\n\nOrla Vintrek\n\norla@bridge.example", "en", "Orla Vintrek"),
        # The text lets the surname speak.
        ("We saw Orla Vintrek on the pier. It was cold. Vintrek said nothing at first.", "en", "Orla Vintrek"),
        ("더불어민주당 소속 김민수 의원은 다리를 열었다. 김민수 의원이 말했다.", "ko", "김민수"),
        ("銀行は小林裕明社長（57）を解任した。", "ja", "小林裕明"),
        ("It was told today.\n\nU S SEN JANE MAJOR COMMENTS ON RETIREMENT OF ROE", "en", "Jane Major"),
        ("어제 박서연씨가 다리에서 말했다.", "ko", "박서연"),
    ],
)
def test_a_person_is_found(text: str, language: str, name: str) -> None:
    assert name in labels(text, language)[0]


@pytest.mark.parametrize(
    "text",
    [
        "“We will open the bridge in May,” said Orrinvek Senior Vice President Jane Major.",
        "They drove along Jane Parkway to the town.",
    ],
)
def test_no_person_before_an_office_or_of_a_road(text: str) -> None:
    assert not {"Orrinvek", "Jane Parkway"} & set(labels(text)[0])


def test_a_verb_in_a_headline_is_no_surname() -> None:
    people = labels(
        "The town of Oslo heard it. It was told today.", title="Senator Claims Bridge Was Sold to Town Twice"
    )[0]
    assert people == []


def test_korean_words_before_other_words_are_no_names() -> None:
    assert labels("국민은 조만간 인재영입위원회를 만든다. 중도층 민심을 대표한다고 한다.", "ko")[0] == []


def test_two_family_names_are_those_of_the_full_name() -> None:
    text = "Minister Maria Tallmer Vintergard took office. Minister Tallmer Vintergard met the mayor."
    assert labels(text)[0] == ["Maria Tallmer Vintergard"]


# --- Organisations ---


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("NORTHTOWN, Ill., May 3, 2025 (Orrinwire) – The pier opens.", "en", "Orrinwire"),
        ("She wrote to the consultancy agency, Orrinvek, about boats.", "en", "Orrinvek"),
        ("The ranking has the Lakeville Police Department (No. 3), Orrinvek (No. 4) and others.", "en", "Orrinvek"),
        ("It was sponsored by the National Mining Association.", "en", "National Mining Association"),
        ("Şüpheliler, Orrin Elektronik Para AŞ üzerinden para aktardı.", "tr", "Orrin Elektronik Para AŞ"),
        ("Dün bunu Göl Sigorta Fonu açıkladı.", "tr", "Göl Sigorta Fonu"),
        ("The Senate passed the bill, and then it went to the House.", "en", "House"),
        (
            "Today we thank all.\n\nDepartment of Lake Resources\n\nThe Secretariat, 3rd floor",
            "en",
            "Department of Lake Resources",
        ),
        ("We wrote to Lakeville-based Orrin Investments Inc. in May.", "en", "Orrin Investments Inc."),
        ("We wrote to Orrin & Tallow Advisory Pte. Ltd. today.", "en", "Orrin & Tallow Advisory Pte. Ltd."),
        ("He led the Lakes and Rivers subcommittee for a year.", "en", "Lakes and Rivers subcommittee"),
        ("Hon besökte Visby lasarett i går.", "sv", "Visby lasarett"),
        ("He works at a new business called Orrinvek in town.", "en", "Orrinvek"),
        ("Media Contact:Tallow Boats Ltd. is in town.", "en", "Tallow Boats Ltd."),
    ],
)
def test_a_body_is_found(text: str, language: str, name: str) -> None:
    assert name in labels(text, language)[1]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The Inspector General of Police (IGP) wrote a letter.", "Inspector General of Police (IGP)"),
        ("Norwegians and Singaporeans came to the lake. Singaporeans launched boats.", "Singaporeans"),
        ("Previously, the town had plans. Previously announced works went on.", "Previously"),
        ("The bill was told by the Ministry of Finance and Mr Richard Roe.", "Ministry of Finance and Mr Richard Roe"),
    ],
)
def test_what_is_no_body(text: str, wrong: str) -> None:
    assert wrong not in labels(text)[1]


def test_a_heading_and_its_sentence_are_one_body() -> None:
    bodies = labels("About OrrinKit OrrinKit is a leading provider of boats. OrrinKit launched them.")[1]
    assert bodies == ["OrrinKit"]


def test_a_publisher_who_is_a_person_is_no_body() -> None:
    assert labels("Jane Tallow Vintrek was in town.", publisher="Jane Tallow Vintrek")[1] == []


# --- Places ---


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("VANCOUVER, BC - The pier opens.", "en", "Vancouver"),
        ("It moved to Perth, Western Australia, in May.", "en", "Perth"),
        ("FOR RELEASE WASHINGTON DC Senator Jane Major spoke.", "en", "Washington, D.C."),
        ("The court sits in Paris, after cases in New York.", "en", "Paris"),
        ("If Denmark pays, the bridge is built. While Sweden waits.", "en", "Denmark"),
        ("(Lakewire) - May 30, 2025 - DALLAS — The pier of Texas opens.", "en", "Dallas"),
        ("Jane Major, 29, Orange, was found in California.", "en", "Orange"),
        ("İstanbul'da köprü açıldı.", "tr", "Istanbul"),
        (
            f"{SHOUTED}\nNEWPORT BEACH – A man from California.",
            "en",
            "Newport Beach",
        ),
    ],
)
def test_a_place_is_found(text: str, language: str, place: str) -> None:
    assert place in labels(text, language)[2]


def test_towns_in_one_list_with_a_city() -> None:
    places = labels("The boats came from Anaheim, Tustin and Seal Beach to California.")[2]
    assert {"Anaheim", "Tustin", "Seal Beach"} <= set(places)


def test_small_letters_keep_the_length() -> None:
    assert lowered("İSTANBUL") == "istanbul"


def test_a_dateline_begins_a_line_of_its_own() -> None:
    text = f"{SHOUTED}\nNORTHTOWN – A man came."
    assert "\nNORTHTOWN" in Document(text, 0, "en").unwrapped


# --- Speakers ---


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        # A rank with a stop ends no sentence.
        ("Sen. Jane Major came. “The bridge is open to all of us,” said Sen. Major.", "en", "Jane Major"),
        # Somebody who was named before.
        ("Jane Major won the race.\n\n“It was a good race for me,” said the 36-year-old.", "en", "Jane Major"),
        (
            "Jane Major (SPD) kam nach Oslo. „Das ist eine gute Brücke für uns“, sagte die SPD-Politikerin.",
            "de",
            "Jane Major",
        ),
        # Whom the paragraph before begins with.
        (
            "Richard Roe came. “We like the bridge very much,” said Roe.\n\n"
            "Jane Major opened the pier in the rain.\n\n“It was a long day with many people who came to the pier.”",
            "en",
            "Jane Major",
        ),
        # Whose father speaks is not who speaks.
        ("Ms Jane Major's father, Shaun Roe, told them. “It is a very sad day for us,” he said.", "en", "Shaun Roe"),
    ],
)
def test_who_speaks(text: str, language: str, speaker: str) -> None:
    assert speakers(text, language)[-1] == speaker


def test_what_opens_in_a_line_goes_on_in_the_next_paragraph() -> None:
    text = "“It was a good day for us all,” said Jane Major. “It was cold and it was wet.\n\n“But we came to the pier.”"
    assert speakers(text) == ["Jane Major"] * 3
