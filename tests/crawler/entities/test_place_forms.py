import pytest

from crawler.entities.data import table
from crawler.entities.geography import city_names, country_names
from crawler.entities.place_forms import forms, is_whole


@pytest.mark.parametrize(
    ("name", "language", "form"),
    [
        ("Norwegia", "pl", "Norwegii"),
        ("Warszawa", "pl", "Warszawie"),
        ("Москва", "ru", "Москве"),
        ("Франція", "uk", "Франції"),
        ("Saksa", "fi", "Saksassa"),
        ("Franța", "ro", "Franței"),
        ("Schweden", "de", "Schwedens"),
        ("Égypte", "fr", "Egypte"),
        ("الصّين", "ar", "للصين"),
    ],
)
def test_forms(name: str, language: str, form: str) -> None:
    assert form in forms(name, language)


def test_what_is_no_case_of_a_language_stays() -> None:
    assert list(forms("Norwegia", "it")) == ["Norwegia"]


@pytest.mark.parametrize(("text", "whole"), [("بموسكو", True), ("وبموسكو", True), ("زموسكو", False), ("موسكو", True)])
def test_what_arabic_writes_before_a_name(text: str, whole: bool) -> None:
    assert is_whole(text, text.index("موسكو")) is whole


def test_every_name_of_a_language_is_of_a_known_place() -> None:
    labels = {known.place.label for _, known in (*country_names(), *city_names())}
    assert [label for names in table("places")["exonyms"].values() for label in names if label not in labels] == []
