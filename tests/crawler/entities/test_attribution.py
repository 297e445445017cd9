"""Who speaks where no verb of speech stands beside a name, and which words are no such verb."""

import pytest

from tests.crawler.entities.test_quotes import quotes


def last_speaker(text: str, language: str) -> str:
    """Who is found to say the last speech of a text."""
    return quotes(text, language)[-1][1]


@pytest.mark.parametrize(
    "text",
    [
        # a sentence behind indirect speech, and words inside of it
        "Ministerin Jane Major sprach in Nordstadt. Die Brücke müsse halten. „Wir warten seit Jahren darauf.“",
        "Ministerin Jane Major sprach in Nordstadt. Die Brücke sei teuer, „aber sie hält auf ewig“.",
        "Ministerin Jane Major kam nach Nordstadt.\n\nEs gebe noch viel zu tun. „Wir warten seit Jahren darauf.“",
        "„Wir bauen eine Brücke“, sagte Jane Major.\n\nDie Stadt habe genug Geld. „Wir warten seit Jahren darauf.“",
        # somebody else who is spoken of in it
        "Jane Major sprach. Die Brücke sei mit dem Künstler Richard Roe ein „Geschenk an die ganze Stadt“.",
    ],
)
def test_indirect_speech_goes_on(text: str) -> None:
    assert last_speaker(text, "de") == "Jane Major"


def test_what_others_claim_is_nobodys_words() -> None:
    text = "Jane Major kam. Einige behaupteten, die Brücke sei eines von „vielen Geschenken an diese Stadt“."
    assert last_speaker(text, "de") == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # a pronoun or an office is the subject of the sentence before
        ("Mayor Jane Major came to Northtown. She is glad. “The bridge will carry the whole town.”", "en"),
        ("Ministerin Jane Major kam. Sie ist darüber sehr froh. „Wir warten seit Jahren darauf.“", "de"),
        # a word between a pronoun and its verb
        ("Mayor Jane Major came. She later told the press that the bridge “will carry the town”.", "en"),
        # a verb that ends the clause
        ("Die Brücke empfand Jane Major als „ein Geschenk an die Stadt“, wie sie gegenüber der Presse sagte.", "de"),
        ("Ministerin Jane Major war da. „Wir warten seit Jahren darauf“, ließ sie am Abend wissen.", "de"),
        # whatever somebody does behind a speech that ends with a comma
        ("Mayor Jane Major came. “The bridge will carry the whole town,” she blasted.", "en"),
        ("Mayor Jane Major came. “The bridge will carry the whole town,” the town's founder shared.", "en"),
        ("Jane Major came. “The bridge will carry the whole town,” President Major gestured to the crowd.", "en"),
        ("La alcaldesa Jane Major vino. “El puente lleva a toda la ciudad”, descaseteó.", "es"),
        # words for one who was told of, before the verb and behind it
        ("Mayor Jane Major came. “The bridge will carry the whole town,” the young Northtowner said.", "en"),
        ("Mayor Jane Major came. “The bridge will carry the whole town,” said the Northtowner.", "en"),
        ("Jane Major kam. „Die Brücke hält seit gestern“, erinnert sich die junge Frau in dem Gespräch.", "de"),
        ("Jane Major kam. „Die Brücke hält seit gestern“, so die 35 Jahre alte Nordstädterin.", "de"),
        ("La maire Jane Major était là. La jeune femme s'inquiète : « Le pont tient depuis hier soir. »", "fr"),
        # behind a comma, whatever the verb
        ("Mayor Jane Major came. She shrieked with joy, “The bridge will carry the whole town.”", "en"),
        ("Mayor Jane Major shrieked with joy, “The bridge will carry the whole town.”", "en"),
    ],
)
def test_who_is_not_named_in_the_sentence(text: str, language: str) -> None:
    assert last_speaker(text, language) == "Jane Major"


def test_a_man_may_be_anybody() -> None:
    assert last_speaker("Jane Major kam. „Die Brücke hält seit gestern“, so die Frau.", "de") == ""


def test_who_writes_was_not_told_of() -> None:
    assert last_speaker("Jane Major came. I shrieked with joy, “The bridge will carry the whole town.”", "en") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Jane Major came. “The bridge will carry the whole town,” the residents said.",
        "Mayor Jane Major came. “The bridge will carry the whole town,” the insider said.",
        "Mayor Jane Major came. “The bridge will carry the whole town,” a company spokesman said.",
        "Mayor Jane Major came. “The bridge will carry the whole town,” one visitor told the United Nations.",
    ],
)
def test_nobody_who_is_named(text: str) -> None:
    assert last_speaker(text, "en") == ""


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mayor Jane Major lectured that the bridge “will carry the whole town over”.", "Jane Major"),
        ("Jane Major plans to build it in order to “carry the whole town over it”.", "Jane Major"),
        ("As Jane Major lectured on it, the bridge was “too small for all of us”.", ""),
        ("Jane Major grew up in a “town of many small bridges”.", ""),
        ("Jane Major took the United Nations to where it is “always warm and very sunny”.", ""),
    ],
)
def test_words_inside_a_sentence_are_its_subjects(text: str, speaker: str) -> None:
    assert last_speaker(text, "en") == speaker


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The bridge was described by former Mayor Jane Major, as “a gift to the whole town”.", "en"),
        ("Le pont est qualifié par la maire Jane Major de « cadeau à toute la ville ».", "fr"),
    ],
)
def test_who_says_it_in_the_passive(text: str, language: str) -> None:
    assert last_speaker(text, language) == "Jane Major"


@pytest.mark.parametrize(
    "text",
    [
        "“We have all waited for it,” said Mayor Jane Major of Northtown SE.CONTACT:\nRichard Roe",
        "The bridge.\n\n“We have all waited a long time for this bridge.”\n\n— Jane Major, Mayor of Northtown\n\n"
        "Richard Roe built it. Richard Roe was paid. Richard Roe left.",
    ],
)
def test_lines_around_a_speech(text: str) -> None:
    assert quotes(text)[0][1] == "Jane Major"


@pytest.mark.parametrize(
    "below", ["Jane Major, 44, agreed.", "Jane Major, Mayor of Northtown, agreed.", "Jane Major, Mayor:"]
)
def test_a_line_that_is_no_signature(below: str) -> None:
    text = f"“A gift,” said Richard Roe.\n\n“We have all waited a long time for this very bridge.”\n\n{below}"
    assert quotes(text)[1][1] == "Richard Roe"


def test_a_line_with_a_heading_goes_on() -> None:
    text = (
        "Mayor Jane Major said:\n\nSmall bridges: “They carry so many people whom large ones have never carried.”\n\n"
        "Large bridges: “They carry so many people whom small ones have never carried.”"
    )
    assert [speaker for _, speaker in quotes(text)] == ["Jane Major", "Jane Major"]


@pytest.mark.parametrize(
    "sentence", ["She is so glad of it.", "She likes the United States.", "She liked all his comments."]
)
def test_what_only_looks_like_a_verb(sentence: str) -> None:
    text = f"Mayor Jane Major came.\n\n{sentence} “It will carry the whole town over the river.”"
    assert last_speaker(text, "en") == "Jane Major"


def test_a_german_word_that_is_a_verb_only_behind_a_speech() -> None:
    text = "„Wir warten seit Jahren“, so Ministerin Jane Major.\n\nSie ist so froh. „Sie hält sehr viele Jahre.“"
    assert [speaker for _, speaker in quotes(text, "de")] == ["Jane Major", "Jane Major"]


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Anna Nowak akcentowała, że most „przetrwa jeszcze wiele lat”.", "pl", "Anna Nowak"),
        ("Presiden Joko Widodo menandaskan, “Kami sudah lama menunggu jembatan ini.”", "id", "Joko Widodo"),
        ("Jana Nováková nastínila, že most „vydrží ještě mnoho let“.", "cs", "Jana Nováková"),
    ],
)
def test_more_verbs(text: str, language: str, speaker: str) -> None:
    assert last_speaker(text, language) == speaker


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("国際連合は「この橋を長い間待っていた」と回答した。", "ja", "United Nations (UN)"),
        ("联合国表示：“我们等这座桥等了很多年。”", "zh", "United Nations (UN)"),
        ("山田太郎氏は来た。「この橋を長い間待っていた」と話した。", "ja", "山田太郎"),
    ],
)
def test_where_no_spaces_part_words(text: str, language: str, speaker: str) -> None:
    assert last_speaker(text, language) == speaker


def test_a_body_that_is_told_does_not_speak() -> None:
    assert (
        last_speaker("“The bridge will carry the whole town,” the Quillbrook man told the United Nations.", "en") == ""
    )


def test_a_body_that_spoke_in_the_line_is_no_he() -> None:
    text = (
        "“It is a gift to all of us,” Mayor Jane Major said.\n\nDirector Richard Roe came. "
        "“It is a gift to all,” the United Nations said. “It carries all of us,” he said."
    )
    assert last_speaker(text, "en") == "Richard Roe"


@pytest.mark.parametrize("marks", ['CEO."{}"', "Bridges“{}”"])
def test_a_mark_behind_a_capital_letter_opens(marks: str) -> None:
    text = marks.format("At Acme we have waited for it,")
    assert quotes(f"The bridge has an {text} said Mayor Jane Major.") == [
        ("At Acme we have waited for it,", "Jane Major")
    ]
