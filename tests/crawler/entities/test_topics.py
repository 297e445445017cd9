import pytest

from crawler.entities.data import table
from crawler.entities.document import Span
from crawler.entities.lexicon import scan
from crawler.entities.topics import MOST_TOPICS, find, resolve
from tests.crawler.entities.samples import document


def topics(text: str, title: str = "", language: str | None = "en") -> list[str]:
    read = document(text, title, language)
    return [topic.label for topic in find(read, scan(read).topics, [])]


def test_the_table_is_whole() -> None:
    entries = table("topics")["topic"]
    assert len(entries) >= 60
    assert len({entry["label"] for entry in entries}) == len(entries)
    for entry in entries:
        assert {"label", "group", "strong", "en", "de", "fr", "es", "sv", "ru"} == set(entry)
        words = [word for value in entry.values() if isinstance(value, list) for word in value]
        assert all(word == word.lower().strip() and "*" not in word[:-1] for word in words), entry["label"]


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
        ("Los refugiados y la migración; el asilo y los migrantes.", "es", "Migration and asylum"),
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


def test_a_kindred_subject_named_outright_counts_too() -> None:
    text = "Counter-terrorism was discussed: terrorism, terrorist attacks. So was cyber security."
    assert topics(text) == ["Terrorism", "Cyber security"]


def test_words_inside_a_name_say_nothing() -> None:
    read = document("Human rights and fundamental rights.")
    (found,) = find(read, scan(read).topics, [])
    assert [read.text[slice(*span)] for span in found.spans] == ["Human rights", "fundamental rights"]
    assert find(read, scan(read).topics, [Span(0, len(read.text))]) == ()


def test_a_long_release_needs_more() -> None:
    evidence = "Fisheries and aquaculture. "
    assert topics(evidence) == ["Fisheries and oceans"]
    assert topics(evidence + "Nothing else was said about it. " * 400) == []


def test_not_too_many() -> None:
    entries = table("topics")["topic"][:12]
    text = " ".join(f"{word.rstrip('*')}. " * 2 for entry in entries for word in entry["strong"][:3])
    assert len(topics(text)) == MOST_TOPICS


def test_resolve() -> None:
    assert resolve("terrorism ") == "Terrorism"
    assert resolve("Sveriges stöd") is None
    assert resolve("Diplomatie") == "Diplomacy"  # a word that speaks for this subject alone
