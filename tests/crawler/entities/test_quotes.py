import pytest

from crawler.entities import find
from crawler.entities.document import read
from tests.crawler.entities.samples import release


def quotes(text: str, language: str | None = "en") -> list[tuple[str, str]]:
    """Each speech with who is found to speak."""
    one = release(text, language=language)
    return [(read(one).text[slice(*quote.span)], quote.speaker) for quote in find(one).quotes]


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("“We have waited for this bridge,” said Mayor Jane Major.", "We have waited for this bridge,"),
        ("“We have waited for this bridge,” Mayor Jane Major said.", "We have waited for this bridge,"),
        ('Mayor Jane Major said: "We have waited for this bridge."', "We have waited for this bridge."),
        ("'We have waited for this bridge,' said Mayor Jane Major.", "We have waited for this bridge,"),
        ("“We've waited for ‘this’ old bridge,” Mayor Jane Major added.", "We've waited for 'this' old bridge,"),
        ("“Has anybody waited for this?” asked nobody, said Mayor Jane Major.", "Has anybody waited for this?"),
        ("Mayor Jane Major issued the following statement:\n“We have waited for it.”", "We have waited for it."),
        ("“We have waited for this bridge.” – Mayor Jane Major", "We have waited for this bridge."),
    ],
)
def test_who_speaks(text: str, speech: str) -> None:
    assert quotes(text) == [(speech, "Jane Major")]


@pytest.mark.parametrize(
    ("text", "language", "speech"),
    [
        ("„Wir haben darauf gewartet“, sagte Jane Major, Ministerin.", "de", "Wir haben darauf gewartet"),
        ("„Wir haben darauf gewartet“, so Jane Major, Ministerin.", "de", "Wir haben darauf gewartet"),
        ("– Vi har väntat på bron, säger minister Jane Major.", "sv", "Vi har väntat på bron"),
        ("”Vi har väntat på bron”, säger minister Jane Major.", "sv", "Vi har väntat på bron"),
        ("«Nous attendions ce pont depuis longtemps», a déclaré la ministre Jane Major.", "fr",
         "Nous attendions ce pont depuis longtemps"),
        ("«Мы давно ждали этого моста», — заявила министр Анна Петрова.", "ru", "Мы давно ждали этого моста"),
    ],
)  # fmt: skip
def test_in_other_languages(text: str, language: str, speech: str) -> None:
    ((found, speaker),) = quotes(text, language)
    assert found == speech
    assert speaker in ("Jane Major", "Анна Петрова")


def test_a_speech_that_is_cut_goes_on() -> None:
    text = "“We have waited for this,” said Mayor Jane Major. “It will carry the whole town.”"
    assert quotes(text) == [
        ("We have waited for this,", "Jane Major"),
        ("It will carry the whole town.", "Jane Major"),
    ]


def test_a_speech_of_several_paragraphs() -> None:
    text = "“We have waited for it,” said Mayor Jane Major.\n\n“It will carry the town.\n\n“And more than that.”"
    assert [speaker for _, speaker in quotes(text)] == ["Jane Major"] * 3


def test_two_who_speak_are_told_apart() -> None:
    text = "Mayor Jane Major said: “The bridge stands at last.” Director Richard Roe said: “It cost what it had to.”"
    assert quotes(text) == [
        ("The bridge stands at last.", "Jane Major"),
        ("It cost what it had to.", "Richard Roe"),
    ]


def test_who_is_not_named_is_nobody_else() -> None:
    text = "Mayor Jane Major came. “The bridge was paid by all of us,” said a spokesman of the company."
    assert quotes(text) == [("The bridge was paid by all of us,", "")]


def test_a_pronoun_stands_for_the_person_named_last() -> None:
    text = "Mayor Jane Major opened the bridge. “It will carry the whole town,” she said."
    assert quotes(text) == [("It will carry the whole town,", "Jane Major")]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “bridge of sighs” was closed.",
        "The list:\n- one bridge for the whole town\n- two more for the villages",
        "It is 6'2\" wide and the other 5'1\" at most, said Mayor Jane Major.",
        "",
    ],
)
def test_what_is_no_speech(text: str) -> None:
    assert quotes(text) == []


def test_an_office_stands_for_the_one_person_who_has_it() -> None:
    text = "Mayor Jane Major opened the bridge. “It will carry the whole town,” said the mayor."
    assert quotes(text) == [("It will carry the whole town,", "Jane Major")]
    two = "Mayor Jane Major met Mayor Richard Roe. “It will carry the whole town,” said the mayor."
    assert quotes(two) == [("It will carry the whole town,", "")]


def test_who_stands_before_the_verb_speaks_and_not_whom_it_is_about() -> None:
    text = "Senator Jane Major issued the following statement on President Richard Roe: “It was a good day.”"
    assert quotes(text) == [("It was a good day.", "Jane Major")]


def test_a_pronoun_stands_for_who_spoke_last() -> None:
    text = "“We waited long for this,” said Mayor Jane Major. Director Richard Roe came. “All of us did,” she said."
    assert quotes(text)[1] == ("All of us did,", "Jane Major")


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("“We have waited for this bridge,” quipped Mayor Jane Major.", "en", "Jane Major"),
        ("“We have waited for this bridge,” Jane Major, mayor of Northtown.", "en", "Jane Major"),
        ("„Wir haben lange darauf gewartet“, fügte Bürgermeisterin Dr. Jane Major hinzu.", "de", "Jane Major"),
        ("La alcaldesa Jane Major abrió el puente. «Lo hemos esperado mucho», confesó.", "es", "Jane Major"),
        (
            "Mayor Jane Major today released the following statement on the bridge.\n“We waited for it.”",
            "en",
            "Jane Major",
        ),
        ("Mayor Jane Major thanked Director Richard Roe, saying, “We waited for it.”", "en", "Jane Major"),
        ("It rained in the town.“We waited for it long,” explained Mayor Jane Major.", "en", "Jane Major"),
        ("“We waited for it long,” said Dave.", "en", "Dave"),
        ("“We waited for it long,” said Chairman Major.", "en", "Major"),
    ],
)
def test_who_speaks_by_other_means(text: str, language: str, speaker: str) -> None:
    assert [found for _, found in quotes(text, language)] == [speaker]


def test_what_stands_behind_a_quoted_phrase_is_no_speaker() -> None:
    text = "They spoke of “a bridge for all of us”, which Mayor Jane Major opened."
    assert quotes(text) == [("a bridge for all of us", "")]


def test_a_paragraph_alone_is_said_by_whom_the_release_is_about() -> None:
    text = (
        "Mayor Jane Major opened the bridge. Major also paid.\n\n"
        "“It will carry the whole town, and all who come to it.”"
    )
    assert [speaker for _, speaker in quotes(text)] == ["Jane Major"]


def test_a_pronoun_means_who_is_told_of_before_the_speech() -> None:
    text = (
        "“We waited long for this,” said Mayor Jane Major.\n\n"
        "Director Richard Roe disagreed. “It came just in time,” he said."
    )
    assert [speaker for _, speaker in quotes(text)] == ["Jane Major", "Richard Roe"]


def test_a_speech_goes_on_over_the_break_of_a_line() -> None:
    text = (
        "“We have waited for this bridge for such a long time that nobody of us really hoped to\n"
        "see it any more,” said Mayor Jane Major."
    )
    ((_, speaker),) = quotes(text)
    assert speaker == "Jane Major"


def test_an_office_is_found_in_another_compound() -> None:
    text = "Familienministerin Jane Major sprach. „Das Geld hilft allen Eltern“, so die Familien- und Frauenministerin."
    assert quotes(text, "de") == [("Das Geld hilft allen Eltern", "Jane Major")]


@pytest.mark.parametrize(
    ("text", "language", "speech", "speaker"),
    [
        ("« Le pont tient depuis hier », a déclaré Jean Morel.", "fr", "Le pont tient depuis hier", "Jean Morel"),
        (
            "Il attend. » Le pont tient depuis hier « , a dit Jean Morel.",
            "fr",
            "Le pont tient depuis hier",
            "Jean Morel",
        ),
        (
            "«Il ponte regge da ieri - spiega Paolo Rossi - e porta tutti»",
            "it",
            "Il ponte regge da ieri",
            "Paolo Rossi",
        ),
    ],
)
def test_marks_of_other_languages(text: str, language: str, speech: str, speaker: str) -> None:
    words, who = quotes(text, language)[0]
    assert (words.strip(), who) == (speech, speaker)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Jane Major kam. „ Wir bauen die Brücke “, sagte sie.", "de", [("Wir bauen die Brücke", "Jane Major")]),
        ('Jane Major kam. " Wir bauen die Brücke ", sagte sie.', "de", [("Wir bauen die Brücke", "Jane Major")]),
        (
            "“We built the bridge in two years,\n\nand nobody was hurt there,” said Mayor Jane Major.",
            "en",
            [("We built the bridge in two years,\n\nand nobody was hurt there,", "Jane Major")],
        ),
    ],
)
def test_spaces_inside_marks_and_a_sentence_that_a_blank_line_cuts(
    text: str, language: str, said: list[tuple[str, str]]
) -> None:
    assert [(words.strip(), who) for words, who in quotes(text, language)] == said


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        # a colon, and whom a pronoun or an office means
        ("Jane Major kam. Sie war sehr zufrieden: „Die Brücke hält seit gestern.“", "de", "Jane Major"),
        ("Jane Major kam. Die Ministerin zeigte sich froh: „Die Brücke hält seit gestern.“", "de", "Jane Major"),
        ("Jane Major came. She was very glad: “The bridge has held since yesterday.”", "en", "Jane Major"),
        ("Jane Major came. They are: “The bridges of the north and the south”", "en", ""),
        ("Jane Major kam. Sie werden angefahren: „Die Brücke hält seit gestern.“", "de", ""),
        # what leads to a speech names nobody, and somebody says it behind
        ("Der Rat freut sich sehr: „Die Brücke hält seit gestern“, sagt Richard Roe.", "de", "Richard Roe"),
        # a verb that is not known
        ("„Auch die Brücke hält seit gestern“ weiß Bürgermeisterin Jane Major.", "de", "Jane Major"),
        ("„Die Brücke hält nun“ , machte der SPD-Vorsitzende Richard Roe deutlich.", "de", "Richard Roe"),
        # somebody who is not named
        ("“The bridge has held since yesterday,” said a friend of Jane Major.", "en", ""),
        ("“The bridge has held since yesterday,” said a friend, Jane Major.", "en", "Jane Major"),
        ("“The bridge has held since yesterday,” said a glad Jane Major.", "en", "Jane Major"),
        ("« Le pont tient depuis hier », selon un proche de Jean Morel.", "fr", ""),
    ],
)
def test_what_leads_to_a_speech_and_what_follows(text: str, language: str, speaker: str) -> None:
    assert [who for _, who in quotes(text, language)] == [speaker]
