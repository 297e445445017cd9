"""A word finds the compounds that it is part of."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import compounding
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, found, ids, release

TEXTS = {  # by id: language, title, text
    "terrorism": ("de", "Neue Behörde", "Die Terrorismusbekämpfung bleibt eine Aufgabe der Länder."),
    "rights": ("de", "Bericht", "Im Norden gab es schwere Menschenrechtsverletzungen."),
    "cyber": ("de", "Tagung", "Fachleute sprachen über Cybersicherheit."),
    "policy": ("de", "Vortrag", "Zur Sicherheitspolitik der Union sprach der Minister."),
    "borders": ("de", "Reisen", "Niemand merkt die Ländergrenzen, auch unser Land nicht. Offene Grenzen sind bequem."),
    "weekend": ("de", "Wetter", "Am Wochenende wird es kühl, mit anhaltendem Regen. Die Woche begann warm."),
    "look-alikes": ("de", "Verschiedenes", "Operation, Generation, Kooperation, Verrat, Heirat, jedenfalls. Gene."),
    "fall": ("de", "Gericht", "Der Fall ist klar, jeder Fall ist anders, und er ist jedenfalls kein Unfall."),
    "tall": ("de", "Messung", "Der Turm ist jedenfalls hoch. Er gefällt jedem, er ist beliebt."),
    "wide": ("de", "Ausflug", "Es war jedenfalls weit."),
    "english": ("en", "Security", "A ration of information. The information is about a minister and his politics."),
    "swedish": ("sv", "Möte", "Klimatpolitiken diskuterades, och politiken i stort. Klimatet är varmt."),
}  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    releases = [
        release(identity, title, text, language=language, organisation=None, short="")
        for identity, (language, title, text) in TEXTS.items()
    ]
    return built(tmp_path_factory.mktemp("index"), releases[:5], releases[5:])


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("Bekämpfung", {"terrorism"}),  # neither part stands anywhere by itself
        ("bekampfung", {"terrorism"}),
        ("Terrorismus", {"terrorism"}),
        ("Terrorismus Bekämpfung", {"terrorism"}),
        ("Menschenrechte", {"rights"}),
        ("Menschenrecht", {"rights"}),
        ("Verletzung", {"rights"}),
        ("Sicherheit", {"cyber", "policy"}),
        ("Grenze", {"borders"}),
        ("Woche", {"weekend"}),
        ("Klimat", {"swedish"}),
        ("Ration", {"english"}),
        ("Rat", set()),
        ("Ende", set()),
        ("Fall", {"fall"}),
        ("Schwierigkeit", set()),
    ],
)
def test_what_words_find(index: WhooshIndex, q: str, expected: set[str]) -> None:
    assert set(ids(index, q, match="all")) == expected


@pytest.mark.parametrize(
    "q", ['"Bekämpfung"', "title:Bekämpfung", "Bekämpfung~", "Behörde NOT Terrorismusbekämpfung", "Bekämpf*"]
)
def test_what_asks_for_a_word_itself_finds_no_compound(index: WhooshIndex, q: str) -> None:
    assert ids(index, q, match="all") == []


def test_what_excludes_a_word_keeps_its_compounds(index: WhooshIndex) -> None:
    assert ids(index, "Behörde NOT Bekämpfung", match="all") == ["terrorism"]


def test_words_of_other_languages_have_no_compounds(index: WhooshIndex) -> None:
    compounds = index._newest().compounds
    assert compounds.with_part("information") == compounds.with_part("security") == ()


def test_a_compound_counts_less_than_the_word(tmp_path: Path) -> None:
    texts = {
        "compound": "Die Sicherheitslage ist gut.",
        "word": "Die Sicherheit ist wichtig.",
        "lage": "Die Lage ist gut.",
    }
    index = built(tmp_path, [release(name, "Lage", text, language="de") for name, text in texts.items()])
    assert ids(index, "Sicherheit") == ["word", "compound"]


def test_the_compound_is_marked_and_explained(index: WhooshIndex) -> None:
    hit = found(index, "Bekämpfung", explain=True).hits[0]
    assert "<mark>Terrorismusbekämpfung</mark>" in hit.snippet
    assert hit.reasons is not None
    assert [(other.words, other.why) for other in hit.reasons[0].others] == [("terrorismusbekampfung", "compound")]


def test_nothing_else_is_suggested_for_a_word_of_compounds(index: WhooshIndex) -> None:
    assert found(index, "Bekämpfung").did_you_mean is None


def test_only_the_most_frequent_compounds_are_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compounding, "MOST", 1)
    texts = ["Die Sicherheitspolitik.", "Sicherheitsberater und Sicherheitspolitik."]
    index = built(tmp_path, [release(str(number), "x", text, language="de") for number, text in enumerate(texts)])
    assert index._newest().compounds.with_part("sicherheit") == ("sicherheitspolitik",)
