import pytest

from crawler.entities.document import Document, Span
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
        ("Gaz płynie z Norwegii przez Danię, a Rosja milczy", "pl", ["Norway", "Denmark", "Russia"]),
        ("Suomi ja Saksa tapasivat Venäjällä", "fi", ["Finland", "Germany", "Russia"]),
        ("O vizită a Franței în Rusia", "ro", ["France", "Russia"]),
        ("Un incontro tra Oslo e Berlino", "it", ["Oslo", "Norway", "Berlin", "Germany"]),
        ("Un voyage en Egypte", "fr", ["Egypt"]),
        ("وصل الوزير إلى الصين قادما من إيران", "ar", ["China", "Iran"]),
        ("عقد المؤتمر بموسكو بعد زيارة للصين", "ar", ["Moscow", "Russia", "China"]),
        ("Das kostet zwei Millionen US-Dollar", "de", []),
    ],
)
def test_names_in_the_release_s_language(text: str, language: str, expected: list[str]) -> None:
    assert places(text, language) == expected


def test_a_foreign_name_counts_in_its_own_language_only() -> None:
    assert places("The firm Tyskland Ltd", "en") == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Moscow, Idaho, has a fair.", "en", ["Moscow, Idaho", "United States"]),
        ("SPRINGFIELD, Ill. – A man was fined.", "en", ["Springfield, Illinois", "United States"]),
        ("The fair of Springfield, Oregon, opened.", "en", ["Springfield, Oregon", "United States"]),
        ("He lives in Tepic, Mexico.", "en", ["Tepic", "Mexico"]),
        ("Branden i Luleå är släckt.", "sv", ["Luleå", "Sweden"]),
        ("A fire in Wellingborough, said British police.", "en", ["Wellingborough", "United Kingdom"]),
        ("They met in Cambridge. Massachusetts pays.", "en", ["Cambridge, Massachusetts", "United States"]),
        ("They met in Cambridge, a British town.", "en", ["Cambridge", "United Kingdom"]),
        ("Jane Major, 29, Anaheim, was seen in Fresno.", "en", ["Anaheim", "United States", "Fresno"]),
        ("An Ireland-based company", "en", ["Ireland"]),
        ("A school in the city of Little Rock Arkansas opened", "en", ["Little Rock", "United States"]),
        ("Un lycée (Stains, 93), un autre (Mitry-Mory, 77)", "fr", ["Stains", "France", "Mitry-Mory"]),
        ("Un lycée (Saint-Denis, 93) de France", "fr", ["Saint-Denis, France", "France"]),
        ("В Уфе и в Казани", "ru", ["Ufa", "Russia", "Kazan"]),
        ("Der Rat der Landeshauptstadt Erfurt tagt.", "de", ["Erfurt", "Germany"]),
        ("A man, 31, formerly of Anaheim, came. California pays.", "en", ["Anaheim", "United States"]),
        ("Who: Jane Major, 41, Anaheim\nCharged in California", "en", ["Anaheim", "United States"]),
        ("La Constitución de Chile", "es", ["Chile"]),
        ("A fire in Hull, said British police.", "en", ["Hull", "United Kingdom"]),
    ],
)
def test_towns_where_the_text_shows_them(text: str, language: str, expected: list[str]) -> None:
    assert places(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mr Tepic and Ms Anaheim came; Mexico paid.",
        "In March the Union asked for Justice in Commerce; Americans wondered.",
        "The Luleå Steel Company of Sweden",
    ],
)
def test_a_town_s_name_alone_shows_nothing(text: str) -> None:
    assert [place for place in places(text) if place not in ("Mexico", "Sweden")] == []


def test_a_town_once_shown_is_known_again() -> None:
    read = document("A fire in Wellingborough. British police said that Wellingborough was safe.")
    (town, _) = find(read, scan(read), [])
    assert [read.text[slice(*span)] for span in town.spans] == ["Wellingborough"] * 2


def test_the_publisher_and_the_address_show_the_country() -> None:
    text = "CAMBRIDGE – A man was fined."

    def labels(address: str, organisation: str | None) -> list[str]:
        read = Document(f"\n\n{text}", 0, "en", organisation or "", address)
        return [place.label for place in find(read, scan(read), [])]

    assert labels("da.example.gov", None)[1] == "United States"
    assert labels("", "Court of the United Kingdom")[1] == "United Kingdom"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She lives in Marshfield, Mass., with her son.", ["Marshfield, Massachusetts", "United States"]),
        ("A grant for the clinic at MARION, VA goes on.", ["Marion, Virginia", "United States"]),
        ("A teen of Fernie, BC won.", ["Fernie, Canada", "Canada"]),
        ("Lawyers in Oregon, Idaho, North Carolina, Ohio and the District of Columbia, Virginia", []),
        ("Senator Warren, Mass., spoke.", []),
    ],
)
def test_a_town_that_no_table_has_in_its_state(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The U.S.-Mexico border", "en", ["United States", "Mexico"]),
        ("A store of the Dallas/Fort Worth area", "en", ["Dallas", "United States", "Fort Worth"]),
        ("Thefts charged (Miami – November 8, 2024) – The attorney", "en", ["Miami", "United States"]),
        ("COLOMBO, SRI LANKA- Media say so", "en", ["Colombo", "Sri Lanka"]),
        ("Skolministern besökte Örebro", "sv", ["Örebro", "Sweden"]),
        ("Residents in the cities of Memphis", "en", ["Memphis", "United States"]),
    ],
)
def test_what_stands_around_a_place_shows_it(text: str, language: str, expected: list[str]) -> None:
    assert places(text, language) == expected


def test_a_country_that_people_are_called_like_is_one_in_a_list_of_countries() -> None:
    assert places("Firms of Japan, Israel, the UAE and India signed.")[1] == "Israel"
    assert places("Israel, a farmer, signed.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The board praised Missoula for its help. Montana follows.", ["Missoula", "United States"]),
        ("The board praised Parker for its help. Montana follows.", []),  # somebody
        ("The board praised Shoreline for its help. Montana follows.", []),  # a word
        ("The board praised Missoula for its help.", []),  # nothing shows the country
    ],
)
def test_a_smaller_town_whose_name_means_nothing_else(text: str, expected: list[str]) -> None:
    assert places(text) == expected


def test_capitals_in_a_text_without_marks_show_where_it_was_written() -> None:
    title, body = "Senators praise the omnibus bill", "BOSTON Homeland Security and other matters are in it " * 12
    assert "Boston" in places(f"{title} {body}")


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


@pytest.mark.parametrize(
    ("text", "language", "labels"),
    [
        ("Był w Austrii, potem w Hamburgu.", "pl", ["Austria", "Hamburg"]),
        ("ශ්‍රී ලංකාව සහ ඉන්දියාව ගිවිසුමක් අත්සන් කළහ.", "si", ["Sri Lanka", "India"]),
        ("Украінскі ўрад і Германія дамовіліся.", "be", ["Germany"]),
        ("Y bác sĩ đến Ý.", "vi", ["Italy"]),
        ("The Siri speaks.", "en", []),  # "Syria" in other languages
    ],
)
def test_names_of_further_languages_and_cases(text: str, language: str, labels: list[str]) -> None:
    read = document(text, language=language)
    assert [place.label for place in find(read, scan(read), ()) if place.spans] == labels


@pytest.mark.parametrize(
    ("text", "language", "labels"),
    [
        ("La empresa opera en Perú. Perú crece.", "es", ["Peru"]),
        ("El gobierno del Perú firmó.", "es", ["Peru"]),
        ("The fair of Peru was open.", "en", []),
        ("Die Lage am Standort Wolfsburg ist gut.", "de", ["Wolfsburg", "Germany"]),
        ("A 34-year-old Laguna Beach man of California came.", "en", ["Laguna Beach", "United States"]),
        ("Example.London to píše.", "cs", []),
    ],
)
def test_what_stands_beside_a_place(text: str, language: str, labels: list[str]) -> None:
    assert places(text, language) == labels
