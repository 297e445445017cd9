import pytest

from crawler.entities.document import Span
from crawler.entities.lexicon import scan
from crawler.entities.topics import MOST_TOPICS, find
from tests.crawler.entities.samples import document


def topics(text: str, title: str = "", language: str | None = "en") -> list[str]:
    read = document(text, title, language)
    return [topic.label for topic in find(read, scan(read).topics, [])]


def test_a_subject_in_title_and_text() -> None:
    assert topics("Fishing quotas for cod were set. The fisheries ministers met.", "Fisheries: quotas agreed") == [
        "Fisheries and oceans"
    ]


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Die Landwirtschaft, die Agrarpolitik und die Landwirtinnen, Landwirtschaft.", "de", "Agriculture and food"),
        ("Le terrorisme, la lutte antiterroriste et l'extrémisme. Le terrorisme encore.", "fr", "Terrorism"),
        ("Kärnkraften och kärnavfallet. Ny kärnkraft, nytt kärnbränsle.", "sv", "Nuclear energy"),
        ("Борьба с терроризмом и экстремизмом. Антитеррористический центр, террористы.", "ru", "Terrorism"),
        ("La inmigración y la migración; el asilo y los migrantes.", "es", "Migration and asylum"),
    ],
)
def test_languages(text: str, language: str, label: str) -> None:
    assert topics(text, language=language) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "The students met.",
        "Energy, energy, energy, energy: he was full of it.",
        "A passing word on cyber security.",
        "Der Minister sprach über das Wetter.",
    ],
)
def test_none_rather_than_a_doubtful_one(text: str) -> None:
    assert topics(text) == []


def test_words_inside_a_name_say_nothing() -> None:
    read = document("Human rights and fundamental rights.")
    (found,) = find(read, scan(read).topics, [])
    assert [read.text[slice(*span)] for span in found.spans] == ["Human rights", "fundamental rights"]
    assert 0.5 < found.confidence < 1
    assert find(read, scan(read).topics, [Span(0, len(read.text))]) == ()


def test_the_whole_word_is_the_evidence() -> None:
    read = document("The terrorists, and their terrorism.", "Terrorism")
    (found,) = find(read, scan(read).topics, [])
    assert [read.text[slice(*span)] for span in found.spans] == ["Terrorism", "terrorists", "terrorism"]


def test_the_narrower_subject_and_not_the_wider_without_words_of_its_own() -> None:
    assert topics("Vaccination of children began: vaccines, doses.", "Vaccination begins") == ["Vaccination"]


def test_what_is_said_about_the_publisher_says_little() -> None:
    text = "Acme moved to a new house. " * 40
    about = "Acme makes medical devices. Medical device makers trust its implants."
    assert topics(f"{text}\n{about}") == ["Medical devices"]
    assert topics(f"{text}\nAbout Acme\n{about}") == []


def test_a_word_again_and_again_says_less_each_time() -> None:
    (once,) = find(read := document("Fisheries and aquaculture."), scan(read).topics, [])
    (twice,) = find(read := document("Fisheries, fisheries and aquaculture."), scan(read).topics, [])
    (often,) = find(read := document("Fisheries, " * 9 + "and aquaculture."), scan(read).topics, [])
    assert once.confidence < twice.confidence < often.confidence < twice.confidence + 0.15


def test_a_long_release_needs_more() -> None:
    evidence = "Fisheries and aquaculture. "
    (short,) = find(read := document(evidence), scan(read).topics, [])
    (long,) = find(read := document(evidence + "Nothing else was said. " * 400), scan(read).topics, [])
    assert long.confidence < short.confidence - 0.1


def test_not_too_many() -> None:
    text = (
        "Terrorism, cyber attacks, ransomware, bribery, corruption, gambling, casinos, tourism, tourists, fisheries, "
    )
    assert len(topics(text + "aquaculture, vaccination, vaccines, earthquakes, tsunamis.")) == MOST_TOPICS


def test_a_subject_named_beside_a_sure_one_of_its_kind_counts_too() -> None:
    words = "Terrorism, terrorist attacks and counter-terrorism were discussed"
    filler = "Nothing else was said that day. " * 5
    assert topics(f"{words}, and arms trafficking. {filler}", "On terrorism") == ["Terrorism", "Arms trafficking"]
    assert topics(f"{words}. {filler} Arms trafficking was not.", "On terrorism") == ["Terrorism"]
