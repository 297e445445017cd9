"""Every name of the gazetteer, in its language, in a plain sentence; what the files hold in each language."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.entities import acronyms
from crawler.entities.data import FOLDER
from crawler.entities.gazetteer import Gazetteer, Organisation, gazetteer
from crawler.entities.lexicon import scan
from crawler.entities.organisations import mentions, resolve
from crawler.entities.tables import Table
from tests.crawler.entities.samples import document

UN_LANGUAGES = ("fr", "es", "ru", "ar", "zh")
# A name stands where {} is; "" is what a body's own line holds, English for the most part.
SENTENCES = {
    "": "She spoke with {} yesterday.",
    "de": "Gestern nannte sie {} wieder.",
    "fr": "Elle a parlé avec {} hier.",
    "es": "Ayer habló con {} otra vez.",
    "ru": "Об этом сегодня сообщает {} на сайте.",
    "ar": "وأشار إلى {} في كلمته",
    "zh": "他昨天提到了{}的工作",
    "uk": "Про це сьогодні повідомляє {} на сайті.",
    "tr": "Dün yine {} ile görüştü.",
    "fa": "او دیروز به {} اشاره کرد",
    "ja": "昨日、{}は発表した。",
    "ko": "어제 {}는 발표했다.",
    "vi": "Hôm qua chị nhắc đến {} một lần nữa.",
    "id": "Kemarin ia berbicara dengan {} lagi.",
    "pt": "Ontem falou com {} outra vez.",
    "he": "אתמול הזכירה את {} שוב",
    "th": "เมื่อวานกล่าวถึง{}อีกครั้ง",
}
LETTERS = {"ru": r"[А-Яа-яЁё]", "ar": r"[\u0600-\u06ff]", "zh": r"[\u4e00-\u9fff]"}
# At least so many names in each language; the files grow, they do not shrink.
AT_LEAST = {"": 9_300, "ru": 1_650, "zh": 1_550, "ar": 1_220, "fr": 940, "es": 880, "de": 860}
SHARED_SCRIPTS = {
    ("uk", "ru"),
    ("be", "ru"),
    ("kk", "ru"),
    ("ky", "ru"),
    ("mn", "ru"),
    ("tg", "ru"),
    ("ja", "zh"),
    ("fa", "ar"),
}
EVERY = 8  # of so many names of national bodies, one is looked for


def labels(text: str, language: str) -> list[str]:
    read = document(text, language=language or "en")
    return [mention.label for mention in mentions(read, scan(read), None)]


def plain_names() -> list[tuple[str, str, Organisation]]:
    """Those that need no support in the text: no ordinary words, and of one state's body only."""
    bodies = Counter(name for name, _ in {(name.strip("*"), body) for name, body in gazetteer().names})
    return [
        (language, name, body)
        for language, name, body in gazetteer().written
        if not name.endswith("?") and bodies[name.lower()] < 2
    ]


def test_how_many_names_there_are() -> None:
    counts = Counter(language for language, _, _ in gazetteer().written)
    assert set(counts) >= set(AT_LEAST)
    assert {language for language, least in AT_LEAST.items() if counts[language] < least} == set()


@pytest.mark.parametrize("language", SENTENCES)
def test_names_are_found_in_a_sentence(language: str) -> None:
    names = [(name, body) for of, name, body in plain_names() if of == language]
    of_all = [one for one in names if not one[1].country] + [one for one in names if one[1].country][::EVERY]
    for name, body in of_all:
        assert labels(SENTENCES[language].format(name), language) == [body.label], name


@pytest.mark.parametrize("file", ["united_nations", "security"])
def test_international_bodies_have_names_in_all_languages_of_the_un(file: str) -> None:
    known = Gazetteer()
    known.read((FOLDER / "organisations" / f"{file}.txt").read_text(encoding="utf-8"))
    languages: defaultdict[Organisation, set[str]] = defaultdict(set)
    for language, _, body in known.written:
        languages[body].add(language)
    bodies = [body for body in languages if not body.country]
    whole = [body for body in bodies if set(UN_LANGUAGES) <= languages[body]]
    assert len(whole) >= 0.9 * len(bodies)


def test_the_main_bodies_resolve_from_every_language() -> None:
    for label, names in {
        "United Nations (UN)": "Nations Unies; Naciones Unidas; ООН; الأمم المتحدة; 联合国; Vereinte Nationen",
        "World Health Organization (WHO)": "OMS; ВОЗ; منظمة الصحة العالمية; 世卫组织; Weltgesundheitsorganisation",
        "Collective Security Treaty Organization (CSTO)": "OTSC; ОДКБ; منظمة معاهدة الأمن الجماعي; 集安组织",
        "European Union (EU)": "Union européenne; Unión Europea; Евросоюз; الاتحاد الأوروبي; 欧盟",
        "Shanghai Cooperation Organisation (SCO)": "ШОС; منظمة شنغهاي للتعاون; 上合组织",
    }.items():
        for name in names.split("; "):
            body = resolve(name)
            assert body is not None
            assert body.label == label, name


def test_names_are_written_in_the_script_of_their_language() -> None:
    for language, name, body in gazetteer().written:
        for script, letters in LETTERS.items():
            if script == language:
                assert re.search(letters, name), (body.label, name)
            elif language and (language, script) not in SHARED_SCRIPTS:
                assert not re.search(letters, name), (body.label, name)


# Without two whose first word is a body of its own, which starts a letter earlier and so goes first ("OPEC", "OPEC+").
WORDS = {name.rstrip("?") for language, name, _ in gazetteer().written if language == "ar"}
ARABIC = [
    (name, body)
    for language, name, body in plain_names()
    if language == "ar" and " " in name and name.split(" ", 1)[0] not in WORDS
]
CHINESE = [(name, body) for language, name, body in plain_names() if language == "zh" and len(name) > 3]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ARABIC), st.sampled_from(["و", "ف", "ب", "ل", "ك", "ول", "وب"]))
def test_arabic_names_are_found_behind_what_is_written_together_with_them(
    named: tuple[str, Organisation], before: str
) -> None:
    name, body = named
    if before.endswith("ل") and name.startswith("ال"):
        name = f"ل{name[2:]}"  # "for the": the article's first letter is not written
    assert body.label in labels(f"قال {before}{name} اليوم", "ar")


@given(
    st.sampled_from(CHINESE),
    st.sampled_from(["和", "在", "与", "由", "向"]),
    st.sampled_from(["表示", "的", "与", "举行"]),
)
def test_chinese_names_are_found_among_other_characters(
    named: tuple[str, Organisation], before: str, behind: str
) -> None:
    name, body = named
    assert body.label in labels(f"昨天{before}{name}{behind}会谈", "zh")


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Der Nationalrat in Wien, Österreich", "de", "Austrian National Council"),
        ("Резолюция Генеральной Ассамблеи ООН принята.", "ru", "United Nations General Assembly (UNGA)"),
        (
            "Он выступил в Секретариате ШОС.",
            "ru",
            "Secretariat of the Shanghai Cooperation Organisation (SCO Secretariat)",
        ),
        (
            "Вместе с Управлением ООН по наркотикам и преступности",
            "ru",
            "United Nations Office on Drugs and Crime (UNODC)",
        ),
        ("le Conseil de sécurité de l'ONU", "fr", "United Nations Security Council (UNSC)"),
        ("el Consejo de Seguridad de la ONU", "es", "United Nations Security Council (UNSC)"),
        ("des Internationalen Währungsfonds", "de", "International Monetary Fund (IMF)"),
        ("im UN-Sicherheitsrat", "de", "United Nations Security Council (UNSC)"),
        ("des Europarats", "de", "Council of Europe (CoE)"),
        ("وللأمم المتحدة دور", "ar", "United Nations (UN)"),
        ("الاتحاد الافريقي", "ar", "African Union (AU)"),
    ],
)
def test_forms_in_a_sentence(text: str, language: str, label: str) -> None:
    assert labels(text, language) == [label]


def test_a_name_that_bodies_of_two_states_have_is_the_one_of_the_state_in_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = Gazetteer()
    known.read("[FR]\nLake Office of France | | Lake Office\n[ES]\nLake Office of Spain | | Lake Office\n")
    finds = scan(document("x"))
    states = Table.of(acronyms.of_several_states(known))
    monkeypatch.setattr(acronyms, "_states", lambda: states)
    french, spanish = (body for name, body in known.names if name == "lake office")
    in_france = scan(document("Paris, France"))
    both = scan(document("France and Spain"))
    for body, found, home, is_meant in (
        (french, in_france, "", True),
        (spanish, in_france, "", False),
        (french, both, "", False),
        (spanish, both, "Spain", True),
        (french, finds, "", False),
    ):
        assert acronyms._is_of_state(body, "Lake Office", found, home) is is_meant
