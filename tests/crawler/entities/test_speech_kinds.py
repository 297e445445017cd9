"""What between marks is speech, and whom words for somebody mean: kinds of faults that readers found."""

import pytest

from tests.crawler.entities.test_quotes import quotes


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mayor Jane Major came. The town won the “Best of the Best” award again.", "en"),
        ("Mayor Jane Major spoke on “The Best Bridge in the North” in Northtown.", "en"),
        ("See the risks under the caption “Item 1A. Risk Factors” in our report.", "en"),
        ("Podul a fost deschis ieri. Read More “Podul nou al orașului este gata” »", "ro"),
    ],
)
def test_titles_and_labels_are_no_speech(text: str, language: str) -> None:
    assert quotes(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        # a minus sign as a dash
        ("− Vi har väntat på bron, säger minister Jane Major.", "sv", [("Vi har väntat på bron", "Jane Major")]),
        # a mark that is opened in brackets and never closed
        (
            "Acme Works (the “Company) came. Mayor Jane Major said, “We waited long for this bridge.”",
            "en",
            [("We waited long for this bridge.", "Jane Major")],
        ),
        # a speech that nothing closes
        (
            "“We waited for it long,” said Mayor Jane Major. “It will carry the whole…\n\nRead More>>",
            "en",
            [("We waited for it long,", "Jane Major"), ("It will carry the whole…", "Jane Major")],
        ),
        # a short sentence
        ("Mayor Jane Major said: “Not yet.”", "en", [("Not yet.", "Jane Major")]),
        # a dash inside a line
        (
            "Le pont a tenu. La maire Jane Major ajoute : – Nous avons attendu ce pont.",
            "fr",
            [("Nous avons attendu ce pont.", "Jane Major")],
        ),
    ],
)
def test_where_a_speech_stands(text: str, language: str, said: list[tuple[str, str]]) -> None:
    assert [(words.strip(), who) for words, who in quotes(text, language)] == said


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        # words for one who was told of before
        ("Jane Major kam. „Die Brücke hält seit gestern“, so die Juristin aus Nordstadt.", "de", "Jane Major"),
        ("Le maire Jean Morel attend. « Le pont tient depuis hier », répond l'intéressé.", "fr", "Jean Morel"),
        # a body, and somebody whom nobody names
        ("Jane Major kam. „Die Brücke hält seit gestern“, so die Polizei.", "de", ""),
        ("Jane Major came. “The bridge has held since then,” said the company.", "en", ""),
        # what somebody has leads to the speech
        ("Jane Major came. Her view is clear: “The bridge has held since then.”", "en", "Jane Major"),
        # who speaks with others, or is spoken of in an aside
        ("Jane Major came with her friend Richard Roe. “The bridge has held,” she said.", "en", "Jane Major"),
        (
            "While others stayed away – Richard Roe among them – Jane Major came. “The bridge has held,” she said.",
            "en",
            "Jane Major",
        ),
        # the last sentence of the paragraph before
        (
            "Richard Roe paid. Jane Major, who knew Roe, opened the bridge.\n\n“It has held since then,” she said.",
            "en",
            "Jane Major",
        ),
        # a verb without a subject that goes on
        ("La alcaldesa Jane Major abrió el puente. «Lo hemos esperado mucho», dijo a la prensa.", "es", "Jane Major"),
        ("«Il ponte regge da ieri». Così il sindaco Paolo Rossi ha aperto la strada.", "it", "Paolo Rossi"),
        # what follows says something else
        ("Mayor Jane Major said that it was “a good day,” but said no more of it.", "en", "Jane Major"),
    ],
)
def test_whom_words_for_somebody_mean(text: str, language: str, speaker: str) -> None:
    assert [who for _, who in quotes(text, language)] == [speaker]


def test_any_verb_of_speech_shows_a_name() -> None:
    assert quotes("«Lo hemos esperado mucho», relató Xiomarela Quintuña.", "es") == [
        ("Lo hemos esperado mucho", "Xiomarela Quintuña")
    ]
