"""Small towns of countries where German is spoken, and German names of towns elsewhere. The sentences are ours."""

import pytest

from crawler.entities.hierarchy import above_place
from crawler.entities.villages import place_of, villages
from tests.crawler.entities.test_places import places


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Das Fest fand gestern in Meersburg statt.", ["Meersburg"]),
        ("Die Fischer aus Ovelgönne klagen.", ["Ovelgönne"]),
        ("Der Zug hält nur zwischen Ettelbrück und Wasserbillig.", ["Ettelbruck", "Wasserbillig"]),
        ("Gespielt wird im nahen, genauer im südthüringischen Schmalkalden.", ["Schmalkalden"]),
        ("Er war lange Pfarrer von Hauzenberg.", ["Hauzenberg"]),
        ("Es kamen Jana Major (Lüchow) und Otto Minor (Clenze).", ["Lüchow", "Clenze"]),
        ("Der Zug fuhr über Asperg nach Norden.", ["Asperg"]),
        ("Das gilt auch in Lüttich und in Schiras.", ["Liège", "Shiraz"]),
        ("Steinach am Brenner. Der Saal war voll.", ["Steinach am Brenner"]),
        ("Mit acht Gemeinden, darunter Wilkau-Haßlau, hat er Verträge.", ["Wilkau-Haßlau"]),
        ("Ein Zahnarzt aus Mülheim an der Ruhr klagte.", ["Mülheim"]),
    ],
)
def test_a_german_text_names_a_small_town(text: str, labels: list[str]) -> None:
    found = places(text, "de")
    assert [label for label in labels if label in found] == labels


@pytest.mark.parametrize(
    "text",
    [
        "Meersburg freut sich.",  # nothing shows a place
        "Sie wohnen in Wald und Berg, aus Sand und Stein.",
        "Adelheid von Meersburg sang.",
    ],
)
def test_what_is_no_small_town(text: str) -> None:
    assert places(text, "de") == []


def test_only_german_knows_them() -> None:
    assert "Meersburg" not in places("The festival was held in Meersburg.", "en")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Er kam aus dem Süden Hamburgs.", "Hamburg"),
        ("Das sagte Rostocks Bürgermeister am Montag.", "Rostock"),
        ("Von Erfurt bis Weimar: ein Ausflug.", "Erfurt"),
        ("Außerhalb Washingtons war es ruhig.", "Washington, D.C."),
        ("In Hannover Fische zu fangen ist verboten.", "Hanover"),
        ("Er stammt aus Montpellier und bleibt.", "Montpellier"),
        ("Das geschah in den Niederlanden.", "Netherlands"),
    ],
)
def test_cities_in_german_sentences(text: str, label: str) -> None:
    assert label in places(text, "de")


def test_a_small_town_is_part_of_its_country_and_on_the_map() -> None:
    assert above_place("Meersburg") == ("Europe", "Germany")
    where = place_of("Meersburg")
    assert where is not None
    assert 47 < where[0] < 48


def test_quarters_and_words_are_left_out() -> None:
    names = villages()
    assert [name for name in ("grunewald", "wald", "sonntag", "brand", "nord") if name in names] == []
