"""Bodies that no gazetteer knows: by shape, by what stands around them, and named again. All names are invented."""

import pytest

from crawler.entities.inflections import forms
from crawler.entities.lexicon import scan
from crawler.entities.organisations import mentions
from tests.crawler.entities.samples import document


def found(text: str, language: str = "en", publisher: str | None = None) -> dict[str, list[str]]:
    read = document(text, language=language)
    bodies: dict[str, list[str]] = {}
    for mention in mentions(read, scan(read), publisher):
        bodies.setdefault(mention.label, []).append(read.flat[slice(*mention.span)])
    return bodies


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Officers of the Lakeville Police Department came.", "en", "Lakeville Police Department"),
        ("It went to the Orrin County Sheriff's Department.", "en", "Orrin County Sheriff's Department"),
        ("She studied at the University of Lakeville.", "en", "University of Lakeville"),
        (
            "the Lakeville Department of Parks, Lakes and Rivers",
            "en",
            "Lakeville Department of Parks, Lakes and Rivers",
        ),
        ("the Boat and Bridge Administration said so", "en", "Boat and Bridge Administration"),
        ("Officers of the Los Cerros Fire Department came quickly to the house.", "en", "Los Cerros Fire Department"),
        ("Das Bundesamt für Seen und Flüsse warnt.", "de", "Bundesamt für Seen und Flüsse"),
        ("Sie lehrt an der Universität Seestadt.", "de", "Universität Seestadt"),
        ("Beslutet fattades av Sjöverksnämnden i går.", "sv", "Sjöverksnämnden"),
        ("Il travaille au lycée Jeanne Majeure.", "fr", "lycée Jeanne Majeure"),
        ("Lo dijo la Fiscalía General del Lago ayer.", "es", "Fiscalía General del Lago"),
        ("The Lakeville Theater opened again.", "en", "Lakeville Theater"),
        ("They gave it to the Tallow Fund for Lakes yesterday.", "en", "Tallow Fund for Lakes"),
        ("• Ms Jane Major (Chairwoman, Lakeville Boat Committee)", "en", "Lakeville Boat Committee"),
        ("Det sade Sjövik hovrätt i går.", "sv", "Sjövik hovrätt"),
        ("Hon leder Myndigheten för båt- och sjöfrågor sedan i går.", "sv", "Myndigheten för båt- och sjöfrågor"),
        ("أعلنت وزارة البحيرات العامة أن القوارب وصلت", "ar", "وزارة البحيرات العامة"),
        ("北湖船舶协会表示欢迎", "zh", "北湖船舶协会"),
        ("警視庁によると、湖は青い。", "ja", "Tokyo Metropolitan Police Department"),
    ],
)
def test_a_name_around_a_head(text: str, language: str, label: str) -> None:
    assert list(found(text, language)) == [label]


@pytest.mark.parametrize(
    "name",
    [
        "Orrin County State's Attorney's Office",
        "Orrin County Sheriff-Coroner's Office",
        "Lakeville Secretary of State's Office",
        "Orrin Independent School District",
        "School District of Lakeville",
        "Lakeville Municipal Utility District",
        "Lakeville State Prison",
        "Orrin Correctional Facility",
        "Orrin Society for the Prevention of Cruelty to Animals",
        "Rotary Club of Lakeville",
        "Lakeville Division of Boats",
        "Lakeville Bureau of Workers' Compensation",
        "Lakeville House of Delegates",
        "Lakeville University Press",
        "United Way of Orrin County",
        "Boys & Girls Clubs of Greater Lakeville",
        "Boat Builders Local 705",
        "American Legion Post 178",
        "Working Group on Arbitrary Boats",
        "Senate Subcommittee on Water and Power",
        "Yale School of Boats",
        "Hospital of the University of Orrin",
    ],
)
def test_offices_and_branches(name: str) -> None:
    text = f"She wrote to the {name} yesterday about the lakes."
    assert list(found(text).values()) == [[name]]


@pytest.mark.parametrize("name", ["CURE BOATISM'S FUND", "ORRIN DEPARTMENT OF LAKES", "LAKEVILLE RIVER FOUNDATION"])
def test_a_name_in_capitals_where_the_text_is_not(name: str) -> None:
    text = f"She wrote to the {name} yesterday, and it answered her within a week or two."
    assert list(found(text)) == [name]
    assert found(f"BOAT OWNERS AND ANGLERS HEARD ALL OF THIS TODAY: {name} ANSWERED WITHIN A WEEK") == {}


@pytest.mark.parametrize(
    "text",
    [
        "She went to the Secretary of State's Office.",
        "The State's Attorney's Office said so.",
        "He left the County Prison again.",
        "The Club of the Year won.",
        "On Monday the Working Group on Friday met.",
        "It is the Agency of Record now.",
        "They read LAKES TO OPEN A SCHOOL and went on with what they had to do.",
        "They read MONEY FOR LAKES FUND and went on with what they had to do.",
    ],
)
def test_offices_of_no_place(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "the Executive Committee met",
        "the Lakeville Police Department Act passed",
        "the Miller Administration left",
        "She came to the Lakeville Convention Center.",
        "Wide Lakes Committee Meets in the North Today",
        "The Lakeville Department of Boats Authorization bill passed.",
    ],
)
def test_what_has_the_shape_and_is_none(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("It was bought by Orrin Robotics, Inc. in May.", "Orrin Robotics, Inc."),
        ("News of Orrin Lakes (NYSE: ORL) came.", "Orrin Lakes"),
        ("Orrinware, a leading provider of boats, grew.", "Orrinware"),
        ("The founder of Orrinware spoke.", "Orrinware"),
        ("It ended.\nAbout Orrinware\nIt makes boats.", "Orrinware"),
        ("She works at Orrin Robotics.", "Orrin Robotics"),
        ("So the Lakeville Herald wrote.", "Lakeville Herald"),
        ("LAKEVILLE, ORRIN COUNTY - May 2 (WIRE) - Orrin Lakes Inc. (TSXV: ORL) grew.", "Orrin Lakes Inc."),
        ("News of ORRIN LAKES (NYSE: ORL) came.", "ORRIN LAKES"),
        ("Lakeville - March 4, 2026 / Orrin plus Boats / It grew.", "Orrin plus Boats"),
        ("It rains.\nBy Jane Major, Orrinware\nIt rains again.", "Orrinware"),
        ("The company “Orrin und Boote” grew.", "Orrin und Boote"),
        ("She is CEO of Orrin & Roe, a leading maker of boats.", "Orrin & Roe"),
        ("Boats of Orrinware of Hawaii, a leading maker of boats, came.", "Orrinware of Hawaii"),
    ],
)
def test_companies(text: str, label: str) -> None:
    assert list(found(text)) == [label]


def test_a_company_by_its_first_word_and_by_its_alias() -> None:
    text = 'Orrin Robotics Inc. ("Orbot" or the "Company") grew. Orrin built boats. The Company and Orbot agree.'
    assert found(text) == {"Orrin Robotics Inc.": ["Orrin Robotics Inc.", "Orbot", "Orrin", "Orbot"]}


def test_a_body_by_the_end_and_the_initials_of_its_name() -> None:
    text = (
        "It was charged by the Orrin County District Attorney's Office yesterday. Later the District Attorney's Office "
    )
    text += "said that they were glad, and OCDAO officers agreed with what was said."
    assert [len(places) for places in found(text).values()] == [3]


def test_an_acronym_of_a_name_by_shape_needs_no_initial_of_every_word() -> None:
    text = "Gestern hat das Seeufer Institut für Boote (SIfB) gezahlt, und das SIfB hilft auch weiter allen."
    assert found(text, "de") == {"Seeufer Institut für Boote (SIfB)": ["Seeufer Institut für Boote", "SIfB", "SIfB"]}


def test_a_place_is_no_company_by_what_follows_it() -> None:
    assert found("It has shops across Hawaii, a leading market.") == {}
    assert found("It has shops across Hawaii, the company said.") == {}


def test_two_companies_joined_are_two() -> None:
    text = "A statement by Orrin Partners & Tallow Partners, Inc. came."
    assert "Orrin Partners & Tallow Partners, Inc." not in found(text)


def test_german_offices_are_no_bodies() -> None:
    assert found("Sie hat das Amt der Präsidentin inne.", "de") == {}


def test_institutions_are_those_of_the_publisher_s_country_or_of_the_fuller_name() -> None:
    assert list(found("It was read in Parliament.", publisher="Ministry of Lakes, Singapore")) == [
        "Parliament of Singapore"
    ]
    assert list(found("The European Parliament met. Here Parliament agreed.")) == ["European Parliament"]
    assert list(found("Det sade försvarsministeriet.", "sv")) == ["Ministry of Defence"]


def test_a_part_of_a_known_body_is_that_body() -> None:
    assert list(found("the Secretariat of the OSCE")) == ["Organization for Security and Co-operation in Europe (OSCE)"]


def test_inflected_forms() -> None:
    assert list(forms("Skatteverket", "SE")) == ["Skatteverket", "Skatteverkets"]
    assert "Шанхайской организации сотрудничества" in forms("Шанхайская организация сотрудничества", "")
    assert list(forms("Lake Office", "SE")) == ["Lake Office"]


def test_a_known_name_of_which_only_the_first_word_has_a_capital_is_a_phrase_unless_a_head_ends_it() -> None:
    assert found("American veterans came to the lake.") == {}
    assert list(found("He left the Democratic party for good.").values()) == [["Democratic party"]]
