"""Who speaks, by kind of what is said around the speech."""

import pytest

from tests.crawler.entities.test_quotes import quotes


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        # Words that only lead to a speech right before it.
        ("Mayor Jane Major called the bridge “a gift to the whole town”.", "en", "Jane Major"),
        ("Mayor Jane Major opened the bridge. She shared: “We have waited for it.”", "en", "Jane Major"),
        ("Die Brücke nannte Ministerin Jane Major „ein Geschenk an die ganze Stadt“.", "de", "Jane Major"),
        ("To quote Mayor Jane Major, “the bridge is a gift to the town”.", "en", "Jane Major"),
        # A subject further ahead.
        ("Mayor Jane Major thanked Director Richard Roe, saying, “The bridge stands at last.”", "en", "Jane Major"),
        ("Mayor Jane Major doubted Director Richard Roe's plan and said, “It will not stand.”", "en", "Jane Major"),
        ("Mayor Jane Major came. Then she thanked the builders and said, “It stands at last.”", "en", "Jane Major"),
        # The subject of the sentence before a speech that is one by itself.
        ("Mayor Jane Major is glad of the new bridge. “It will carry the whole town.”", "en", "Jane Major"),
        ("Um den Fluss gibt es Streit, sagt Ministerin Jane Major. „Die Brücke wird trotzdem gebaut.“", "de",
         "Jane Major"),
        # Words for one person, with their article or without one.
        ("Minister Jane Major ser att staden stannar.\n\n”Bron byggs i år”, skriver ministern.", "sv", "Jane Major"),
        ("Ministerin Jane Major war dabei. „Wir haben lange gewartet“, schmunzelte die neue Landesmeisterin.",
         "de", "Jane Major"),
        # What leads to the next speech says nothing of this one.
        ("Ministerin Jane Major lobte die Brücke: „Sie steht nun da.“ Direktor Richard Roe sagte: „Schön.“",
         "de", "Jane Major"),
        # A body whose words were told before.
        ("El lago crece, advirtió el Banco Mundial.\n\n«La caída del precio será muy fuerte», señaló.", "es",
         "World Bank"),
        # A pronoun in Chinese, and a foreign name by its last part.
        ("教授戴夫·汉森（Dave Hanson）研究湖泊。他说：“我不认为湖水会有任何不同。”", "zh", "Dave Hanson"),
        ("教授戴夫·汉森（Dave Hanson）研究湖泊。汉森指出：“我不认为湖水会有任何不同。”", "zh", "Dave Hanson"),
        # More verbs.
        ("«Llevábamos años esperando este puente», ha insistido la ministra Jane Major.", "es", "Jane Major"),
        ('Bakan Jane Major, "Köprüyü uzun zamandır bekliyorduk" ifadelerini kullandı.', "tr", "Jane Major"),
        # A dash behind spaces, before a question, and behind a line that announces it.
        ("  – Vi har väntat länge på bron, säger minister Jane Major.", "sv", "Jane Major"),
        ("– Har vi inte väntat länge på bron? säger minister Jane Major.", "sv", "Jane Major"),
        ("Dette sa minister Jane Major til avisen:\n\n– Vi har ventet lenge på broen.", "no", "Jane Major"),
        # An announcement that is long.
        (f"Mayor Jane Major made the following statement on {'the bridge over the river and ' * 9} the town:\n\n“It"
         " will carry all of us.”", "en", "Jane Major"),
        # Marks without a space before them.
        ('The bridge opens today."It will carry the whole town," said Mayor Jane Major.', "en", "Jane Major"),
        # What somebody thinks.
        ("Für Ministerin Jane Major ist klar, dass „die Brücke die ganze Stadt tragen muss“.", "de", "Jane Major"),
        ("Según la ministra Jane Major, “el puente llevará a toda la ciudad”.", "es", "Jane Major"),
        # Who has the office, without the name.
        ("La ministra de Puentes Jane Major llegó. “Llevábamos años esperando el puente”, apuntó la ministra.", "es",
         "Jane Major"),
        # Behind a dash and before the next, without a comma.
        ("– Czekaliśmy na ten most bardzo długo – mówi minister Anna Nowak. Most stoi.", "pl", "Anna Nowak"),
        # A paragraph behind a dash that nothing else is said of.
        ("Minister Jane Major trivs.\n\n– Det finns så mycket att göra här varje dag i vår stad.\n\nBron står.", "sv",
         "Jane Major"),
        ("– Det finns så mycket att göra här varje dag, funderar Jane Major.", "sv", "Jane Major"),
        # What leads to a speech goes before what follows it.
        ("Mayor Jane Major said, “The bridge carries us all”, adding that the builders did well.", "en", "Jane Major"),
        # Straight marks that open several paragraphs.
        ('“A gift to all,” said Mayor Jane Major. "It will carry us all.\n"And more than us all," she said.', "en",
         "Jane Major"),
        # A full stop that ends no sentence, and who stands in apposition.
        ("Mayor Jane Major Jr. said in a letter that it “will carry the whole town”.", "en", "Jane Major Jr."),
        ("Mayor Richard Roe left, but Jane Major, director of the bridge, said it “will carry the town”.", "en",
         "Jane Major"),
        ('“It will carry the town,” said Mayor J.R. "Jay" Quillbrook of the bridge.', "en", "J.R. Quillbrook"),
        # Few words, with a comma before the verb.
        ("“Bridges carry,” said Mayor Jane Major.", "en", "Jane Major"),
    ],
)  # fmt: skip
def test_who_speaks(text: str, language: str, speaker: str) -> None:
    assert [who for _, who in quotes(text, language)][-1:] == [speaker]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mayor Jane Major was asked, “Will the bridge carry the whole town?”", "en"),
        ("She was asked, “Will it carry the whole town?” Mayor Jane Major answered that it would.", "en"),
        ("Mayor Jane Major will open “The Bridge – how it carries the whole town.”", "en"),
        ("Mayor Jane Major came.\n\n“We built it all,” said the foreman.\n\n“It carries the town from here to there.”",
         "en"),
        ("“A bridge that carries all of it.” Mayor Jane Major opened it in May.", "en"),
        ("“The bridge carries the whole town,” said Jane Major's spokesman.", "en"),
        ("As a United Nations spokesperson said, “The bridge carries the whole town.”", "en"),
        (f"Mayor Jane Major came. {'The bridge is long. ' * 4}Its builders wrote: “It carries all of us.”\n"
         "Jane Major thanked them.", "en"),
        ("Jan Kowal-Nowicz, Director of Sales at the United Nations, said: “It carries the whole town.”", "en"),
        ("Mayor Jane Major spoke.\n\n“A bridge that carries the whole town from here”\n\nIt was built.", "en"),
    ],
)  # fmt: skip
def test_who_does_not_speak(text: str, language: str) -> None:
    assert all(speaker in ("", "Jan Kowal-Nowicz") for _, speaker in quotes(text, language))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mayor Jane Major wrote a book titled “All the Bridges of the Town”.", "en"),
        ("Ministerin Jane Major sprach zum Thema „Brücken für die ganze Stadt“.", "de"),
        ("Minister Jane Major har läst betänkandet ”Broar för hela vår stad”.", "sv"),
        ("Ministrul Jane Major a lansat podcastul „Poduri pentru tot orașul”.", "ro"),
    ],
)
def test_a_title_is_no_speech(text: str, language: str) -> None:
    assert quotes(text, language) == []


def test_of_two_with_one_surname_the_one_named_last_speaks() -> None:
    text = "Jane Major and Richard Roe opened it. “We waited long for it,” Mr Roe said. Then Mary Major came. "
    assert quotes(text + "“It is a gift to the town,” Major said.")[1][1] == "Mary Major"


def test_who_is_named_by_given_name_or_surname_in_turn() -> None:
    text = "Jane Quillbrook built it. Mrs Quillbrook was glad. “It carries the whole town,” Jane explained."
    assert quotes(text)[0][1] == "Jane Quillbrook"


def test_a_body_that_spoke_is_no_he() -> None:
    text = (
        "“The bridge is a gift to all,” the United Nations said. Mayor Richard Roe came. “It carries us all,” he said."
    )
    assert [speaker for _, speaker in quotes(text)][1] == "Richard Roe"


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ('홍길동 장관은 "다리를 오래 기다렸다"고 말했다.', "ko", "홍길동"),
        ("外交部長王小明表示，「我們等這座橋等了很多年」。", "zh", "王小明"),
        ("「我們等這座橋等了很多年」，外交部長王小明說。", "zh", "王小明"),
    ],
)
def test_where_particles_tell(text: str, language: str, speaker: str) -> None:
    assert [who for _, who in quotes(text, language)] == [speaker]
