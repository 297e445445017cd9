"""People that are known by name: how the files are read, and how a name of any spelling leads to its person."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.entities import known_people
from crawler.entities.data import FOLDER
from crawler.entities.document import fold
from crawler.entities.known_people import KnownPeople, PeopleByName
from crawler.entities.looks import common_words

AT_LEAST = 4_400
LETTERS = {"cyrillic": "[А-Яа-яЁёІіЇїЄєҐґ]", "arabic": "[\u0600-\u06ff]", "hangul": "[\uac00-\ud7a3]", "latin": "[a-z]"}
LINES = """\
# Mayors of towns that there are not
Jane Majorova! | Джейн Майорова; 简·梅杰罗; Jana Majorova Minor; J. K. Majorova?
Ann Roe | =Roe the Elder; (Queen) Ann; 罗安
"""


@pytest.fixture(scope="module")
def known() -> PeopleByName:
    people = KnownPeople()
    people.read(LINES)
    return people.by_name()


def test_every_name_leads_to_the_label(known: PeopleByName) -> None:
    for name in (
        "Jane Majorova",
        "jane majorová",
        "Джейн Майорова",
        "简·梅杰罗",
        "Jana Majorova Minor",
        "Majorova, Jane",
    ):
        assert known.full(name, None) == "Jane Majorova"
    assert known.full("Queen Ann", None) == "Ann Roe"
    assert known.full("Ann", None) is None
    assert known.full("Jane Minor", None) is None


def test_a_surname_means_one_only_where_the_line_says_so(known: PeopleByName) -> None:
    assert known.alone("Majorova", None) == "Jane Majorova"
    assert known.alone("Майорова", None) == "Jane Majorova"
    assert known.alone("Roe the Elder", None) == "Ann Roe"
    assert known.alone("Roe", None) is None
    assert known.alone("Minor", None) is None  # the last of three words, where the label has two


def test_surnames_in_scripts_without_capitals_are_names(known: PeopleByName) -> None:
    assert known.full("梅杰罗", None) == "Jane Majorova"


def test_a_surname_of_two_people_means_neither() -> None:
    people = KnownPeople()
    people.read("Jane Majorova!\nAnn Majorova!\nRichard Roeder!")
    people.drop_shared()
    assert people.by_name().alone("Majorova", None) is None
    assert {name.name for _, name in people.names if name.alone} == {"Roeder"}


@pytest.mark.parametrize(
    ("name", "language", "label"),
    [
        ("Wladimir Putin", "de", "Vladimir Putin"),
        ("Vladimir Poutine", "fr", "Vladimir Putin"),
        ("Владимира Путина", "ru", "Vladimir Putin"),
        ("Владимиром Владимировичем Путиным", "ru", "Vladimir Putin"),
        ("Владимир Владимирович Путин", "ru", "Vladimir Putin"),
        ("В. Путин", "ru", None),  # his own initial is that of the label: "V."
        ("V. Putin", "en", "Vladimir Putin"),
        ("M. Trump", "en", None),
        ("Donald J. Trump", "en", "Donald Trump"),
        ("Donald Trump Jr.", "en", None),
        ("Emmanuela Macrona", "pl", "Emmanuel Macron"),
        ("Emmanuela Macrona", "en", None),
        ("Angela Merkels", "de", "Angela Merkel"),
        ("Angela Merkels", "en", None),
        ("Obamą", "pl", "Barack Obama"),
        ("普京", "zh", "Vladimir Putin"),
        ("노무현", "ko", "Roh Moo-hyun"),
        ("Zelenskyj", "sv", "Volodymyr Zelensky"),
        ("Trump", "en", "Donald Trump"),
        ("Jane Trump", "en", None),
    ],
)
def test_one_label_for_all_spellings(name: str, language: str, label: str | None) -> None:
    assert known_people.label(name, language) == label


def test_many_are_known_and_nobody_twice() -> None:
    labels = [
        line.split("|")[0].strip().rstrip("!")
        for path in sorted((FOLDER / "people").glob("*.txt"))
        for line in path.read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert len(labels) >= AT_LEAST
    assert [label for label, count in Counter(labels).items() if count > 1] == []


def test_no_name_is_of_two_people() -> None:
    owners: dict[str, set[str]] = {}
    for name, label in known_people.known_people().written:
        owners.setdefault(fold(name), set()).add(label)
    assert [name for name, labels in owners.items() if len(labels) > 1] == []


def test_names_are_of_one_script() -> None:
    numeral = re.compile(r"\b[IVX]+\b|\b[A-Z]{1,2}\b\.?")
    mixed = [
        name
        for name, _ in known_people.known_people().written
        if sum(bool(re.search(letters, numeral.sub("", name), re.I)) for letters in LETTERS.values()) > 1
    ]
    assert mixed == []


def test_no_surname_that_stands_alone_is_an_ordinary_word() -> None:
    alone = {name.name for _, name in known_people.known_people().names if name.alone}
    assert {name for name in alone if fold(name) in common_words()} == set()


@given(st.sampled_from(known_people.known_people().written))
def test_a_name_of_the_files_is_known(name: tuple[str, str]) -> None:
    written, label = name
    assert known_people.label(re.sub("[()]", "", written), None) == label
    assert known_people.label(label, None) == label
