"""What else the words of a query find: forms, spellings, scripts, joined words, acronyms, places, months."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.alternatives import alternatives
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, found, ids, release

TEXTS = {  # by id: language, title, text
    "en-lavrov": ("en", "Lavrov meets his colleague", "Foreign Minister Lavrov spoke about defence and colour."),
    "ru-lavrov": ("ru", "Лавров провёл переговоры", "Министр Лавров обсудил вопросы безопасности, и Лавров уехал."),
    "ar-lavrov": ("ar", "لافروف يلتقي نظيره", "التقى الوزير لافروف نظيره، وقال لافروف إن المحادثات مفيدة."),
    "ru-norov": ("ru", "Заявление", "Генеральный секретарь Норов выступил на встрече. Норова приветствовали."),
    "one": ("en", "Counterterrorism", "A report on counterterrorism."),
    "hyphen": ("en", "Counter-terrorism", "A report on counter-terrorism."),
    "two": ("en", "Counter terrorism", "A report on counter terrorism."),
    "full": ("en", "A summit", "The Collective Security Treaty Organization (CSTO) met in the spring."),
    "full-only": ("en", "Another summit", "The Collective Security Treaty Organisation will meet again."),
    "acronym-only": ("en", "News", "CSTO troops have left."),
    "de-compound": ("de", "Terrorismusbekämpfung", "Die Terrorismusbekämpfung ist eine Aufgabe der Länder."),
    "de-parts": ("de", "Aufgabe der Länder", "Die Bekämpfung von Terrorismus ist eine Aufgabe."),
    "de-terrorismus": ("de", "Terrorismus", "Der Terrorismus und die Bekämpfung der Armut."),
    "de-bekaempfung": ("de", "Bekämpfung", "Die Bekämpfung der Armut und der Terrorismus."),
    "da-copenhagen": ("da", "Møde i København", "Mødet i København varede to dage. København er hovedstad."),
    "en-copenhagen": ("en", "Meeting in Copenhagen", "The meeting in Copenhagen took two days."),
    "fr-accents": ("fr", "L'accord", "L'accord conclu à Genève sur les élections législatives."),
    "ru-yo": ("ru", "Полёт", "Самолёт совершил полёт над озером."),
    "fa": ("fa", "گفتگو", "کشورهای همسایه درباره امنیت گفتگو کردند."),
    "zh": ("zh", "峰会", "上海合作组织成员国元首理事会会议"),
}  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    releases = [
        release(identity, title, text, language=language, organisation=None, short="")
        for identity, (language, title, text) in TEXTS.items()
    ]
    return built(tmp_path_factory.mktemp("index"), releases[:9], releases[9:])


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("Lavrov", {"en-lavrov", "ru-lavrov", "ar-lavrov"}),
        ("lavrov", {"en-lavrov", "ru-lavrov", "ar-lavrov"}),
        ("Лавров", {"en-lavrov", "ru-lavrov", "ar-lavrov"}),
        ("Norov", {"ru-norov"}),
        ("counterterrorism", {"one", "hyphen", "two"}),
        ("counter-terrorism", {"one", "hyphen", "two"}),
        ("counter terrorism", {"one", "hyphen", "two"}),
        ("CSTO", {"full", "full-only", "acronym-only"}),
        ("Collective Security Treaty Organization", {"full", "full-only", "acronym-only"}),
        ("collective security treaty organisation", {"full", "full-only", "acronym-only"}),
        ("defense color", {"en-lavrov"}),
        ("Terrorismusbekämpfung", {"de-compound", "de-parts", "de-terrorismus", "de-bekaempfung"}),
        ("Terrorismusbekaempfung", {"de-compound"}),
        ("Copenhagen", {"en-copenhagen", "da-copenhagen"}),
        ("København", {"en-copenhagen", "da-copenhagen"}),
        ("geneve legislative", {"fr-accents"}),
        ("accord élection", {"fr-accents"}),
        ("полет самолета", {"ru-yo"}),
        ("كشورهاي", {"fa"}),
        ("合作组织", {"zh"}),
        ("terorism", {"hyphen", "two"}),
    ],
)
def test_what_words_find(index: WhooshIndex, q: str, expected: set[str]) -> None:
    assert set(ids(index, q)) >= expected
    if q != "terorism":
        assert set(ids(index, q)) == expected


def test_what_stands_as_typed_comes_first(index: WhooshIndex) -> None:
    assert ids(index, "Lavrov")[0] == "en-lavrov"
    assert ids(index, "Лавров")[0] == "ru-lavrov"
    assert ids(index, "counterterrorism")[0] == "one"
    assert ids(index, "Terrorismusbekämpfung")[0] == "de-compound"
    assert ids(index, "København")[0] == "da-copenhagen"


def test_words_taken_for_others_are_no_matches_of_all_words(index: WhooshIndex) -> None:
    assert ids(index, "terorism", match="all") == []
    assert found(index, "terorism").did_you_mean == "terrorism"


def test_a_word_that_is_no_name_has_no_other_spellings(index: WhooshIndex) -> None:
    snapshot = index._newest()
    assert alternatives(snapshot, ["report", "", "summit"]) == [[], [], []]


def test_a_month_beside_a_year_is_met_by_the_releases_of_that_month(tmp_path: Path) -> None:
    index = built(
        tmp_path,
        [
            release("of-october", "Climate talks", "Climate talks went on.", date(2019, 10, 12)),
            release("of-may", "Climate talks", "Climate talks went on.", date(2019, 5, 12)),
            release("speaks-of-october", "Climate talks", "Climate talks in October 2019 went on.", date(2020, 2, 1)),
        ],
    )
    assert ids(index, "climate October 2019")[0] == "of-october"
    assert ids(index, "2019 octobre climate")[0] == "of-october"
    assert set(ids(index, "climate october 2019", match="all")) == {"of-october", "speaks-of-october"}
    assert found(index, "climate October 2019", match="all").hits[0].score > 0


def test_stop_words_count_only_where_there_is_nothing_else(index: WhooshIndex) -> None:
    assert set(ids(index, "what is the report on")) == {"one", "hyphen", "two"}
    assert "full" in ids(index, "the")
    assert ids(index, "the report that", match="all") == []


def test_acronyms_are_told_from_words_with_the_same_letters(tmp_path: Path) -> None:
    releases = [
        release("un", "A debate", "The UN debate was long.", organisation=None, short=""),
        release("un-full", "A debate", "The United Nations (UN) debated.", organisation=None, short=""),
        release("article", "Un débat", "Un débat a eu lieu dans un port.", language="fr", organisation=None, short=""),
        release("who", "Guidelines", "WHO published guidelines.", organisation=None, short=""),
        release("who-word", "Guidelines", "Those who wrote guidelines.", organisation=None, short=""),
    ]
    index = built(tmp_path, releases)
    assert set(ids(index, "United Nations")) == {"un", "un-full"}
    assert ids(index, "WHO guidelines")[0] == "who"
    assert set(ids(index, "who guidelines")) == {"who", "who-word"}
