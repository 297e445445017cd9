import pytest

from crawler.entities.thesaurus import GRADES, LABEL_LANGUAGES, above, graded, resolve, topics, words

LANGUAGES = {"en", "de", "sv", "fr", "es", "it", "pt", "nl", "no", "da", "pl", "ro", "ru", "ar", "zh"}


def test_the_table_is_whole() -> None:
    everything = topics().values()
    assert sum(not topic.heading for topic in everything) >= 160
    for topic in everything:
        assert tuple(sorted(topic.names)) == tuple(sorted(LABEL_LANGUAGES)), topic.label
        assert all(name.strip() for name in (*topic.names.values(), *topic.mapped)), topic.label
        assert topic.under is None or topic.under in topics(), topic.label
        assert topic.label not in above(topic.label)
        assert topic.heading or set(topic.words) >= LANGUAGES, topic.label


def test_no_name_means_two_topics() -> None:
    for language in LABEL_LANGUAGES:
        names = [topic.names[language] for topic in topics().values()]
        assert len(names) == len(set(names)), language


SPOKEN = sorted({language for topic in topics().values() for language in topic.words})


def test_words_of_close_relatives_are_the_same() -> None:
    assert list(words("nb")) == list(words("no")) != []
    assert list(words("xx")) == []


def test_words_are_written_as_texts_have_them() -> None:
    for spoken in SPOKEN:
        for word, topic, grade in words(spoken):
            assert word == word.lower().strip(), (topic.label, spoken, word)
            assert "*" not in word[1:-1], (topic.label, spoken, word)
            assert not set(word) & set("?;"), (topic.label, spoken, word)
            assert grade in GRADES


def test_grades() -> None:
    assert graded("a, b*; c, a; d") == {"a": "names", "b*": "names", "c": "speaks", "d": "hints"}
    assert graded("a") == {"a": "names"}


def test_endings_and_romanian_spellings() -> None:
    spellings = {word for language in SPOKEN for word, _, _ in words(language)}
    assert {"азартных игр*", "азартные игр*"} <= spellings
    assert {"ochrona środowisk*", "ochrony środowisk*"} <= spellings
    assert {"cantieri naval*", "cantiere naval*"} <= spellings
    assert {"situații de urgență", "situatii de urgenta", "situaţii de urgenţă"} <= spellings


@pytest.mark.parametrize(
    ("label", "wider"),
    [
        ("Vaccination", ("Health", "Infectious diseases")),
        ("Drug trafficking", ("Security", "Organised crime")),
        ("Health", ()),
        ("Our priorities", ()),
    ],
)
def test_above(label: str, wider: tuple[str, ...]) -> None:
    assert above(label) == wider


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("terrorism ", "Terrorism"),
        ("Терроризм", "Terrorism"),
        ("禁毒", "Drug trafficking"),
        ("trafficking in human beings", "Human trafficking"),
        ("PUBLIC FINANCE", "Public finance and taxes"),
        ("Diplomatie", "Diplomacy"),
        ("Sveriges stöd", None),
        ("Security", "Security"),
        ("Sicherheit", "Security"),
        ("المناخ", "Climate change"),
    ],
)
def test_resolve(name: str, label: str | None) -> None:
    assert resolve(name) == label
