from __future__ import annotations

from collections import Counter

import pytest

from indexer.analysis.compounds import Splitter, backwards, forwards

WORDS = Counter(
    {"verwaltung": 20, "ebene": 15, "verwaltungsebene": 2, "bund": 30, "regierung": 40, "bundesregierung": 90,
     "krieg": 30, "zeit": 60, "nach": 80, "minister": 50, "rat": 20, "sicherheit": 25, "umwelt": 9, "rest": 1,
     "seltenheit": 1}
)  # fmt: skip
SPLITTER = Splitter("de", WORDS.__getitem__)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("verwaltungsebene", ("verwaltung", "ebene")),
        ("nachkriegszeit", ("nach", "krieg", "zeit")),
        ("umweltminister", ("umwelt", "minister")),
        ("sicherheitsrat", ()),  # too short a part
        ("bundesregierung", ()),  # more frequent than its parts
        ("umweltrest", ()),  # once is no word, if it is short
        ("umweltseltenheit", ("umwelt", "seltenheit")),
        ("verwaltung", ()),
        ("x" * 200, ()),
        ("", ()),
    ],
)
def test_compounds_have_the_parts_that_the_corpus_knows(word: str, parts: tuple[str, ...]) -> None:
    assert SPLITTER.parts(word) == parts


@pytest.mark.parametrize(
    ("part", "compounds", "others"),
    [
        ("minister", ["umweltminister", "umweltministern", "bundesumweltminister"], ["xyzminister"]),
        ("regierung", ["bundesregierung", "regierungszeit"], []),  # however frequent
        ("verwaltung", ["verwaltungsebene", "verwaltungspraxis"], ["verwaltungen", "verwaltungsapparat"]),
        ("krieg", ["kriegsminister"], ["kriegerisch", "krieg"]),
        ("zeit", ["kriegszeiten"], ["zeitlich", "derzeit", "mahlzeit"]),
        ("sicherheit", ["umweltsicherheit", "orbitalsicherheit"], ["unsicherheit"]),
        ("falle", ["zeitfalle"], ["zeit-falle", "x" * 90 + "falle"]),
    ],
)
def test_compounds_with_a_part(part: str, compounds: list[str], others: list[str]) -> None:
    assert list(SPLITTER.with_part(part, [*compounds, *others])) == compounds


def test_what_is_much_more_frequent_than_its_parts_is_another_word() -> None:
    words = Counter({"neben": 3, "fall": 4, "nebenfall": 10, "nebenfalls": 11, "nebenfalle": 12})
    assert list(Splitter("de", words.__getitem__).with_part("fall", ["nebenfall", "nebenfalls", "nebenfalle"])) == [
        "nebenfall"
    ]


@pytest.mark.parametrize("word", ["bekampfung", "a", ""])
def test_backwards_and_forwards(word: str) -> None:
    assert forwards(backwards("de", word)) == word


def test_what_ends_alike_begins_alike_backwards() -> None:
    assert backwards("de", "umweltminister").startswith(backwards("de", "minister"))
