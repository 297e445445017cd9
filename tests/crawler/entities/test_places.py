import pytest

from crawler.entities.document import Span
from crawler.entities.found import Location
from crawler.entities.lexicon import scan
from crawler.entities.places import find, resolve
from tests.crawler.entities.samples import document


def places(text: str, language: str | None = "en") -> list[str]:
    read = document(text, language=language)
    return [place.label for place in find(read, scan(read), [])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On 30 October 2019 Moscow hosted a conference.", ["Moscow", "Russia"]),
        ("Talks in Moscow and Kazan, then in Russia's south.", ["Moscow", "Russia", "Kazan"]),
        ("Ministers of Uzbekistan, Viet Nam and Côte d'Ivoire met.", ["Uzbekistan", "Vietnam", "Côte d'Ivoire"]),
        ("The US and the UK signed.", ["United States", "United Kingdom"]),
        ("BERLIN – The talks began.", ["Berlin", "Germany"]),
        ("WASHINGTON – The bill passed.", ["Washington, D.C.", "United States"]),
        ("She flew from Austin to Bogota.", ["Austin", "United States", "Bogotá", "Colombia"]),
        ("Tbilisi welcomed the guests of Georgia.", ["Tbilisi", "Georgia"]),
        ("An exhibition in The Hague", ["The Hague", "Netherlands"]),
    ],
)
def test_places_with_their_country(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The turkey and the china were ready.",
        "Senator Houston and Ms Charlotte Major spoke.",
        "Michael Jordan opened the hall.",
        "The governor of Georgia spoke.",
        "The Paris Agreement and the Geneva Conventions apply.",
        "The Chicago Police Department came.",
        "Moscow, Idaho, has a fair.",
        "Reading is nice in Mobile homes.",
        "He lives in New Jersey and New Mexico.",
        "Jack London wrote it.",
    ],
)
def test_none_rather_than_a_wrong_one(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ein Treffen in Moskau mit Vertretern Schwedens", "de", ["Moscow", "Russia", "Sweden"]),
        ("Une visite en Allemagne et à Genève", "fr", ["Germany", "Geneva", "Switzerland"]),
        ("Una visita a Alemania y a Londres", "es", ["Germany", "London", "United Kingdom"]),
        ("Ett möte i Tyskland om Rysslands krig", "sv", ["Germany", "Russia"]),
        ("Президент Германии прибыл в Узбекистан", "ru", ["Germany", "Uzbekistan"]),
    ],
)
def test_names_in_the_release_s_language(text: str, language: str, expected: list[str]) -> None:
    assert places(text, language) == expected


def test_a_foreign_name_counts_in_its_own_language_only() -> None:
    assert places("The firm Tyskland Ltd", "en") == []


def test_what_is_taken_is_no_place() -> None:
    read = document("The mayor met Paris in Berlin.")
    start = read.text.index("Paris")
    berlin, germany = find(read, scan(read), [Span(start, start + 5)])
    assert berlin == Location("Berlin", (Span(25, 31),), "DE")
    assert germany == Location("Germany", (), "DE"), "nothing in the text says so but the city"


def test_resolve() -> None:
    city, country = resolve("Kiev"), resolve("russian federation")
    assert city is not None
    assert country is not None
    assert (city.label, city.country) == ("Kyiv", "Ukraine")
    assert country.label == "Russia"
    assert resolve("Nowhere") is None
