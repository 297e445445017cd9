from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.entities.document import Span
from crawler.entities.lexicon import scan
from crawler.entities.thesaurus import topics as topics_known
from crawler.entities.topics import (
    MOST_TOPICS,
    WORTH,
    Evidence,
    confidence,
    features,
    find,
    gathered,
)
from tests.crawler.entities.samples import document


def topics(text: str, title: str = "", language: str | None = "en") -> list[str]:
    read = document(text, title, language)
    return [topic.label for topic in find(read, scan(read).topics, [], {})]


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
        ("Il terremoto: la protezione civile e lo stato di emergenza.", "it", "Disasters and emergencies"),
        ("Os pescadores e a pesca; novas quotas de pesca.", "pt", "Fisheries and oceans"),
        ("De huisarts en het ziekenhuis: ziekenhuizen zoeken verpleegkundigen.", "nl", "Hospitals and health care"),
        ("Elbiler og ladestasjoner: flere elbiler i år.", "nb", "Electric vehicles"),
        ("Folkeskolen: skoler og elever får et nyt skoleår.", "da", "Schools"),
        ("Dois homens foram mortos a tiros; o corpo da vítima foi encontrado. A facada.", "pt", "Violent crime"),
        ("El sacerdote dio misa en la parroquia; los fieles rezan.", "es", "Religion"),
        ("醫師談憂鬱症與焦慮症：憂鬱症患者可求助精神科。", "zh", "Mental health"),
        ("أعلنت وزارة الخارجية أن السفير التقى القائم بالأعمال في السفارة.", "ar", "Diplomacy"),
        ("Ochrona środowiska i ochronę przyrody; parki narodowe.", "pl", "Environment and nature"),
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


def test_words_inside_a_name_say_as_much_as_in_the_text_and_make_no_title() -> None:
    read = document("It is about human rights and fundamental rights.", "Human Rights Circle")
    name = Span(0, len("Human Rights Circle"))
    (free,) = find(read, scan(read).topics, [], {})
    (named,) = find(read, scan(read).topics, [name], {})
    assert [read.text[slice(*span)] for span in named.spans] == ["Human Rights", "human rights", "fundamental rights"]
    assert 0.4 < named.confidence < free.confidence < 1
    alone = document("", "Human Rights Circle")
    assert find(alone, scan(alone).topics, [name], {}) == ()


def test_where_none_is_sure_there_is_none() -> None:
    filler = "They had said so before, and nobody knew why it was so. " * 10
    read = document(f"{filler}There were orchards and barley. {filler}")
    assert "Agriculture and food" in gathered(read, scan(read).topics, [])
    assert find(read, scan(read).topics, [], {}) == ()


def test_a_release_filed_under_a_language_without_words_is_read_in_its_own() -> None:
    text = "The ministers of fisheries met today in the capital; new fishing quotas for cod and herring were set. "
    assert topics(text + "The fishing fleet will follow these quotas from next year on.", language="si") == [
        "Fisheries and oceans"
    ]


@pytest.mark.parametrize(
    ("language", "title", "text", "topic"),
    [
        (
            "fi",
            "Poliisi epäilee miestä murhasta",
            "Poliisilaitos tutkii henkirikosta. Epäilty on pidätetty.",
            "Violent crime",
        ),
        (
            "cs",
            "Hasiči zasahovali u požáru",
            "Záchranáři převezli dva zraněné, hasiči oheň uhasili.",
            "Emergency services",
        ),
        ("hu", "Döntetlen a bajnoki mérkőzésen", "A csapat edzője szerint a gólok hiányoztak.", "Sport"),
        ("si", "පොලිසිය සැකකරුවෙකු අත්අඩංගුවට ගනී", "පොලිස් නිලධාරීහු සැකකරු සොයති.", "Police and law enforcement"),
    ],
)
def test_a_language_in_which_few_subjects_have_words_is_read_too(
    language: str, title: str, text: str, topic: str
) -> None:
    assert topic in topics(text * 3, title, language=language)


def test_the_whole_word_is_the_evidence() -> None:
    read = document("The terrorists, and their terrorism.", "Terrorism")
    (found,) = find(read, scan(read).topics, [], {})
    assert [read.text[slice(*span)] for span in found.spans] == ["Terrorism", "terrorists", "terrorism"]


def test_the_narrower_subject_and_not_the_wider_without_words_of_its_own() -> None:
    assert topics("Vaccination of children began: vaccines, doses.", "Vaccination begins") == ["Vaccination"]


def test_what_is_said_about_the_publisher_says_little() -> None:
    text = "Acme moved to a new house. " * 40
    about = "Acme makes medical devices. Medical device makers trust its implants."
    assert topics(f"{text}\n{about}") == ["Medical devices"]
    assert topics(f"{text}\nAbout Acme\n{about}") == []


def test_a_word_again_and_again_says_less_each_time() -> None:
    others = "Vaccination and vaccines. Tourism and tourists. Gambling and casinos. Earthquakes and tsunamis. "

    def confidence(words: str) -> float:
        read = document(others + words)
        return next(
            one.confidence for one in find(read, scan(read).topics, [], {}) if one.label == "Fisheries and oceans"
        )

    once, twice, often = (confidence("Fisheries, " * times + "and aquaculture.") for times in (1, 2, 9))
    assert once < twice < often < twice + 2 * (twice - once)


def test_what_is_one_of_many_subjects_needs_more() -> None:
    evidence = "Fisheries and aquaculture. "
    (alone,) = find(read := document(evidence), scan(read).topics, [], {})
    others = "Vaccination and vaccines. Earthquakes and tsunamis. Tourism and tourists. Gambling and casinos. "
    among = find(read := document(evidence + others), scan(read).topics, [], {})
    (same,) = [topic for topic in among if topic.label == alone.label]
    assert same.confidence < alone.confidence - 0.05


def test_the_first_lines_say_more() -> None:
    filler = "Nothing else was said that day. " * 20 + "Tourism and tourists. "
    evidence = "Fisheries and aquaculture. "
    first = find(read := document(evidence + filler), scan(read).topics, [], {})
    last = find(read := document(filler + evidence), scan(read).topics, [], {})
    assert next(t.confidence for t in first if t.label == "Fisheries and oceans") > 0.1 + next(
        t.confidence for t in last if t.label == "Fisheries and oceans"
    )


def test_a_subject_that_begins_early_is_surer() -> None:
    def sure(start: int) -> float:
        evidence = {"Fisheries": Evidence(words=defaultdict(list, fish=[1.0]), spans=[Span(start, start + 4)])}
        return confidence(features(evidence, 5000, evidence)["Fisheries"], None)

    assert sure(10) > sure(1000) > sure(4000)


def test_what_a_network_says_of_a_subject_makes_it_surer_or_less_sure() -> None:
    read = document("Fishing quotas for cod were set. The fisheries ministers met.", "Fisheries: quotas agreed")

    def confidences(told: dict[str, float]) -> dict[str, float]:
        return {one.label: one.confidence for one in find(read, scan(read).topics, [], told)}

    label = "Fisheries and oceans"
    likely, unlikely = (confidences({label: log_odds, "Sport": 9.0}) for log_odds in (6.0, -16.0))
    assert likely[label] > unlikely.get(label, 0.0)
    assert "Sport" not in likely  # no word speaks for it
    assert confidences({"Sport": 9.0}) == confidences({})


def test_a_single_word_is_enough_for_a_subject_of_which_a_network_is_sure() -> None:
    read = document("The ministers met and spoke of fishing quotas. " + "Nothing else was said that day. " * 5)

    def found(told: dict[str, float]) -> list[str]:
        return [one.label for one in find(read, scan(read).topics, [], told)]

    label = "Fisheries and oceans"
    assert (found({}), found({label: 9.0}), found({label: -16.0})) == ([], [label], [])


def test_what_speaks_for_the_wider_subject_speaks_for_the_narrower_one() -> None:
    others = "Tourism and tourists. Gambling and casinos. "

    def confidence(text: str) -> float:
        found = find(read := document(text), scan(read).topics, [], {})
        return next(one.confidence for one in found if one.label == "Vaccination")

    evidence = "Vaccination and vaccines. "
    assert confidence(f"{others}{evidence}An epidemic; the epidemics.") > confidence(
        f"{others}{evidence}An earthquake; the earthquakes."
    )


def test_a_long_text_needs_more_of_it() -> None:
    evidence = {"Fisheries": Evidence(words=defaultdict(list, fish=[1.0]), spans=[Span(0, 4)])}
    short, long = (confidence(features(evidence, size, evidence)["Fisheries"], None) for size in (900, 9000))
    assert short > long


@given(st.dictionaries(st.sampled_from(sorted(topics_known())), st.integers(1, 9), min_size=1), st.integers(0, 99_999))
def test_there_is_a_confidence_in_whatever_was_found(counts: dict[str, int], size: int) -> None:
    evidence = {
        topic: Evidence(words=defaultdict(list, word=[1.0] * count), spans=[Span(0, 4)] * count)
        for topic, count in counts.items()
    }
    found = features(evidence, size, evidence)
    assert found.keys() == evidence.keys()
    assert all(len(numbers) == len(WORTH) and 0 < confidence(numbers, None) < 1 for numbers in found.values())


def test_not_too_many() -> None:
    text = (
        "Terrorism, cyber attacks, ransomware, bribery, corruption, gambling, casinos, tourism, tourists, fisheries, "
    )
    assert len(topics(text + "aquaculture, vaccination, vaccines, earthquakes, tsunamis.")) == MOST_TOPICS


def test_a_subject_in_one_list_with_a_sure_one_of_its_kind_counts_too() -> None:
    words = "Terrorist attacks and counter-terrorism were discussed, and efforts against terrorism"
    filler = "Nothing else was said that day. " * 5
    assert topics(f"{words} and arms trafficking. {filler}", "On terrorism") == ["Terrorism", "Arms trafficking"]
    assert topics(f"{words}. {filler} Arms trafficking was not.", "On terrorism") == ["Terrorism"]


def test_an_aim_beside_a_sure_subject_of_its_kind_counts_too() -> None:
    words = "Terrorist attacks and counter-terrorism were discussed, and efforts against terrorism."
    aim = "They called for cooperation in cyber security."
    assert topics(f"{words} {aim}", "On terrorism") == ["Terrorism", "Cyber security"]
    assert topics(f"{words} An expert of cyber security took part.", "On terrorism") == ["Terrorism"]


def test_in_the_report_of_a_trial_what_stands_beside_is_a_charge() -> None:
    text = "He pleaded guilty and was sentenced to ten years in prison for terrorism and arms trafficking."
    assert "Arms trafficking" not in topics(text, "Man sentenced to prison for terrorism")
