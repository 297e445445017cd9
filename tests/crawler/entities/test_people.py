import pytest

from crawler.entities import find as find_entities
from crawler.entities.lexicon import scan
from crawler.entities.names import merge, person
from crawler.entities.organisations import mentions
from crawler.entities.people import find
from tests.crawler.entities.samples import document, release


def people(text: str, title: str = "", language: str | None = "en") -> list[str]:
    read = document(text, title, language)
    finds = scan(read)
    return [person.label for person in find(read, finds, [mention.span for mention in mentions(read, finds, None)])]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The message of Secretary-General Anna Exemplar was read.", "Anna Exemplar"),
        ("Minister of Foreign Affairs Ivan Primerov spoke.", "Ivan Primerov"),
        ("Minister of Foreign Affairs of the Russian Federation Ivan Primerov spoke.", "Ivan Primerov"),
        ("Director of the UN Office of Counter-Terrorism Ali bin Mithal spoke.", "Ali bin Mithal"),
        ("Dr. Maria van der Voorbeeld agreed.", "Maria van der Voorbeeld"),
        ("Mr K Udaharan SC agreed.", "K Udaharan"),
        ("Paula Beispiel, the acting director of the agency, agreed.", "Paula Beispiel"),
        ("Paula Beispiel (R-Wyo.), chair of the panel, agreed.", "Paula Beispiel"),
        ("The president, Paula Beispiel, agreed.", "Paula Beispiel"),
        ("“We agree,” said Paula Beispiel.", "Paula Beispiel"),
        ("Police arrested Paul Esimerkki, 45, of Northtown.", "Paul Esimerkki"),
        ("Prosecutor Seán O’Sampla spoke.", "Seán O'Sampla"),
        ("Secretary-General Vladimir PRIMEROV spoke.", "Vladimir Primerov"),
        ("Governor\nEileen Exemplar\ntoday signed.", "Eileen Exemplar"),
    ],
)
def test_a_person_beside_an_office(text: str, name: str) -> None:
    assert people(text) == [name]


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Das sagte Außenministerin Paula Beispiel gestern.", "de", "Paula Beispiel"),
        ("Le président Jean Lexemple a parlé.", "fr", "Jean Lexemple"),
        ("El ministro de Asuntos Exteriores, José Ejemplo, habló.", "es", "José Ejemplo"),
        ("säger utrikesminister Anna Exempel.", "sv", "Anna Exempel"),
        ("Выступил министр иностранных дел Иван Примеров.", "ru", "Иван Примеров"),
        ("El delantero Ennor Muestra marcó dos veces.", "es", "Ennor Muestra"),
        ("Le romancier Tahor Exemple a parlé.", "fr", "Tahor Exemple"),
        ("So hat es Papst Musterius entschieden.", "de", "Musterius"),
        ("Según Ximena Muestra, es falso.", "es", "Ximena Muestra"),
    ],
)
def test_offices_of_other_languages(text: str, language: str, name: str) -> None:
    assert people(text, language=language) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "The President of the Council met the Minister.",
        "President Street and the General Assembly Hall",
        "The director, Northtown Police Department, agreed.",
        "“We agree,” said Northtown Council.",
        "Chief Executive Officer Appointed Today",
        "Mr Speaker, we agree.",
        "The Paula Beispiel Foundation opened in Paula Beispiel Street.",
        "Senator of Northtown, Marat",
        "In New Zealand, the president agreed.",
        "Orange County, 14 people were hurt.",
        "The secretary of the United Nations General Assembly",
    ],
)
def test_none_rather_than_a_wrong_one(text: str) -> None:
    assert people(text) == []


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The prize went to Susan Exemplar for her work.", "en", "Susan Exemplar"),
        ("Der Preis ging an Susanne Beispiel Bücher kamen dazu.", "de", "Susanne Beispiel"),
        ("The prize went to Xie Xiaoming for the work.", "en", "Xie Xiaoming"),
        ("The prize went to Qwertina K. Exemplar for her work.", "en", "Qwertina K. Exemplar"),
        ("The prize went to Qwert Exemplashvili for the work.", "en", "Qwert Exemplashvili"),
        ("The prize went to Susan Exemplar Jr. for the work.", "en", "Susan Exemplar Jr."),
        ("Премию получил Сергей Примеров.", "ru", "Сергей Примеров"),
    ],
)
def test_a_name_that_shows_itself(text: str, language: str, name: str) -> None:
    assert people(text, language=language) == [name]


def test_a_surname_behind_a_title_is_a_person() -> None:
    assert people("Senator Beispiel met Mr Primerov.") == ["Beispiel", "Primerov"]


def test_a_headline_s_name_ends_before_what_is_done() -> None:
    assert people("Minister Paula Beispiel Opens Bridge\n\nIt rained.") == ["Paula Beispiel"]


@pytest.mark.parametrize(
    ("text", "language", "office"),
    [
        ("EMF Acting Secretary-General Paula Beispiel spoke.", "en", "EMF Acting Secretary-General"),
        ("Director of the Mountain Centre, Paula Beispiel, spoke.", "en", "Director of the Mountain Centre"),
        ("Paula Beispiel, chief executive officer of Acme, spoke.", "en", "chief executive officer of Acme"),
        ("Es sprach Bundesministerin Paula Beispiel.", "de", "Bundesministerin"),
        ("Det sade bistånds- och handelsminister Anna Exempel.", "sv", "bistånds- och handelsminister"),
        ("Senator Dr. Paula Beispiel spoke.", "en", "Senator"),
        ("Paula Beispiel\nChief of Staff\n\nIt rained.", "en", "Chief of Staff"),
        ("Paula Beispiel, 44, spoke.", "en", ""),
        ("MINISTER OF ROADS PAULA BEISPIEL SPOKE", "en", "MINISTER OF ROADS"),
        ("SENATOR APPLAUDS CHOICE OF PAULA BEISPIEL", "en", ""),
    ],
)
def test_the_office_in_its_own_words(text: str, language: str, office: str) -> None:
    (person,) = find_entities(release(text, language=language)).people
    assert person.office == office


def test_all_mentions_are_one_person_s() -> None:
    text = "SUSAN EXEMPLAR\n\nSenator Susan Exemplar spoke. Exemplar's bill and Ms Exemplar, not Exemplar Street."
    (person,) = find_entities(release(text)).people
    assert [text[slice(*(place - 2 for place in span))] for span in person.spans] == [
        "SUSAN EXEMPLAR", "Susan Exemplar", "Exemplar", "Exemplar",
    ]  # fmt: skip


def test_a_list_behind_a_plural() -> None:
    text = "Senators Paula Beispiel (R-Wyo.), Jean Lexemple and Anna Exemplar wrote a letter."
    assert people(text) == ["Paula Beispiel", "Jean Lexemple", "Anna Exemplar"]


def test_a_lone_surname_leads_to_the_full_name() -> None:
    assert people("Vladimir Primerov came from Minsk. Mr Primerov spoke.") == ["Vladimir Primerov"]


def test_each_person_once() -> None:
    text = "Dr. Tedros Esempio Gabra spoke. Director-General Tedros Esempio agreed. Dr Esempio left."
    assert people(text) == ["Tedros Esempio Gabra"]


def test_a_headline_s_name_ends_at_a_mark() -> None:
    assert people("Ms Lucy Reedova, President of the Arbitration Court") == ["Lucy Reedova"]


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        ("Jane Major", "Jane Major"),
        ("JANE MAJOR", "Jane Major"),
        ("Jane Major MP", "Jane Major"),
        ("Mel Martinez R FL", "Mel Martinez"),
        ("J. R. Major", "J. R. Major"),
        ("Johannes XXIII", "Johannes XXIII"),
        ("Jane", None),
        ("Jane D.", None),
        ("Human Rights", None),
        ("Swedish Major", None),
    ],
)
def test_person(candidate: str, expected: str | None) -> None:
    assert person(candidate) == expected


def test_merge() -> None:
    assert merge(["Jane Major", "Jane R. Major", "J. Major", "John Major", "JANE MAJOR"]) == (
        "Jane Major",
        "John Major",
    )
    assert merge(["Tedros A.", "X"]) == ("Tedros A.", "X")
    assert merge(["J. Major", "Jane van Major"]) == ("Jane van Major",)


@pytest.mark.parametrize("text", ["The victim, Jane Doe, 34, fled.", "NEWPORT BEACH, 45, and other towns"])
def test_neither_placeholders_nor_towns(text: str) -> None:
    assert people(text) == []


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The prize went to Qwertina Schmidt for the work.", "en", "Qwertina Schmidt"),
        ("Qwertina Exemplar says it helps. Today Exemplar left.", "en", "Qwertina Exemplar"),
        ("The prize went to Q. R. Johnson for the work.", "en", "Q. R. Johnson"),
        ("The prize went to Qwert Exemplarsky for the work.", "en", "Qwert Exemplarsky"),
        ("It rained.\n\nQwertina Exemplar\nSpokesperson\nOffice: 555-0100", "en", "Qwertina Exemplar"),
        ("It rained.\nContact: Qwertina Exemplar, 555-0100", "en", "Qwertina Exemplar"),
        ("It rained.\nContact DetailsQwertina Exemplar\n+1 555 0100", "en", "Qwertina Exemplar"),
        ("It rained.\nContact DetailsSusan Exemplar\n+1 555 0100", "en", "Susan Exemplar"),
        ("Премию получил Джонни Примеров.", "ru", "Джонни Примеров"),
        ("The prize went to Olumide Mfano for the work.", "en", "Olumide Mfano"),
        ("The prize went to Gulnara Misolova for the work.", "en", "Gulnara Misolova"),
    ],
)
def test_a_name_that_what_is_around_shows(text: str, language: str, name: str) -> None:
    assert people(text, language=language) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Qwertina Exemplar says it helps.",  # nothing else tells it from a firm
        "Exemplar Exemplar says it helps, and Exemplar is sure.",
        "We sell Faux Wrap dresses, said the shop.",
    ],
)
def test_two_words_alone_are_no_name(text: str) -> None:
    assert people(text) == []


def test_what_a_template_glued_to_a_name_is_no_part_of_it() -> None:
    assert people("It rained.\nSusan ExemplarSenior Manager\nIt snowed.") == ["Susan Exemplar"]


def test_the_given_name_alone_is_the_one_person_s_who_has_it() -> None:
    text = "Susan Exemplar came to the bridge. Susan thanked the town."
    (person,) = find_entities(release(text)).people
    assert len(person.spans) == 2
    two = "Susan Exemplar met Susan Beispiel. Susan thanked the town."
    assert [len(person.spans) for person in find_entities(release(two)).people] == [1, 1]


def test_a_surname_that_was_taken_for_a_firm_s_short_name_speaks() -> None:
    text = "Susan Exemplar founded Exemplar Holdings Inc. “We will go on with it,” Exemplar said."
    (person,) = find_entities(release(text)).people
    assert len(person.spans) == 2


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Orrin Quillbrook, a 13-year-old boy, found the bridge.", "en", "Orrin Quillbrook"),
        ("Mayor Jane Major came with her husband Orrin Quillbrook, who built it.", "en", "Orrin Quillbrook"),
        ("President Jan Berg og kona Liva Quillbrook, som bygde broen, kom.", "no", "Liva Quillbrook"),
        ('It was built by Jane "Jay" Quillbrook in May.', "en", "Jane Quillbrook"),
        ("The bridge of Kim Do-quill was long.", "en", "Kim Do-quill"),
        ("The bridge of James Van Der Quill was long.", "en", "James Van Der Quill"),
        ("Contact: Jane Major, Orrin Quillbrook, 202/224-0000.", "en", "Orrin Quillbrook"),
        ("Minister Jane Major kom med Orrin Quillbrook, EU-minister i staden.", "sv", "Orrin Quillbrook"),
        ("The bridge of Park Do-yun was long.", "en", "Park Do-yun"),
        ("Según Quillbrook, el puente es largo. Lo dijo la ministra Jane Quillbrook.", "es", "Jane Quillbrook"),
        ("“It carries us all,” said Orrin Quillbrook, the developer of the bridge.", "en", "Orrin Quillbrook"),
    ],
)
def test_what_shows_a_name_beside_it(text: str, language: str, name: str) -> None:
    assert name in [person.label for person in find_entities(release(text, language=language)).people]


def test_what_an_office_is_an_office_of_is_no_name() -> None:
    text = "El presidente del Quill, Pedro Gómez, y el presidente de Orrinham llegaron."
    assert [person.label for person in find_entities(release(text, language="es")).people] == ["Pedro Gómez"]


def test_what_begins_a_sentence_is_no_given_name() -> None:
    text = "Mayor Quillbrook came. Among Quillbrook's friends it was known."
    assert [person.label for person in find_entities(release(text)).people] == ["Quillbrook"]


def test_who_goes_by_a_nickname_is_one() -> None:
    text = 'It was built by Preston M. "Pete" Quillbrook. Pete Quillbrook came with Jane Major.'
    assert [person.label for person in find_entities(release(text)).people] == ["Preston M. Quillbrook", "Jane Major"]


def test_what_is_named_after_somebody_is_nobody() -> None:
    people = find_entities(release("Minister Jane Major gav Per Quill-priset till staden.", language="sv")).people
    assert [person.label for person in people] == ["Jane Major"]


def test_a_short_given_name_is_the_long_one() -> None:
    text = "Mayor Alexander Quillbrook came. “It carries us all,” said Alex Quillbrook."
    assert [person.label for person in find_entities(release(text)).people] == ["Alexander Quillbrook"]
