"""Every construct of the query language against a scan of the documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import State, StoredRelease
from indexer import analysis, lexicon
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, found, ids, release
from tests.indexer.test_query import QUERIES

TEXTS = {
    "a": "The minister of defence met the defence minister of Norway.",
    "b": "Ministers met in Oslo, and the police watched.",
    "c": "Café owners protest; police policy unclear.",
    "d": "A wild world of words: weld, word, wood, ward.",
    "e": "上海合作组织峰会 in Astana",
    "f": "แถลงข่าว by the Thai ministry",
    "g": "கொழும்பு and ක්\u200dරීඩා and العربية",
    "h": "Counter-terrorism is not counter intuitive terrorism.",
    "i": "O'Brien's office in Moscow: Москва Ёлки",
    "j": "",
}


def corpus() -> list[StoredRelease]:
    return [
        release(key, f"Release {key.upper()}", text, date(2015 + number, 3, 5), short="", source=f"s{number % 3}",
                language=["en", "en-GB", "zh"][number % 3], state=list(State)[number % 3],
                organisation=["Ministry of Truth", "Police Service"][number % 2],
                people=("Jens Olsen",) if key in "ab" else (), places=("Oslo",) if key == "c" else (),
                topics=("Defence policy",) if key == "d" else ())
        for number, (key, text) in enumerate(TEXTS.items())
    ]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    """The corpus in three segments, with a removed and a replaced release."""
    path = tmp_path_factory.mktemp("index")
    releases = corpus()
    old = release("b", "Old B", "Outdated words")
    index = built(path, [*releases[:1], old, release("z", "Zombie", "minister")], releases[2:6], releases[6:])
    index.add([releases[1]])
    index.remove(["z", "unknown"])
    index.commit(9)
    return index


def words(document: StoredRelease) -> list[list[str]]:
    """The terms of the fields of a document, a list a field or value."""
    content = document.content
    texts = [content.title, content.text, content.organisation or "", *content.people, *content.places, *content.topics]
    return [[analysis.term(token) for token in analysis.tokens(text)] for text in texts]


def having(*forms: str) -> Callable[[StoredRelease], bool]:
    terms = [analysis.term(form) for form in forms]
    return lambda document: all(any(term in field for field in words(document)) for term in terms)


def in_a_row(*forms: str) -> Callable[[StoredRelease], bool]:
    terms = [analysis.term(form) for form in forms]
    return lambda document: any(
        field[start : start + len(terms)] == terms for field in words(document) for start in range(len(field))
    )


def near(span: int, *forms: str) -> Callable[[StoredRelease], bool]:
    terms = [analysis.term(form) for form in forms]

    def matches(field: list[str]) -> bool:
        places = [[place for place, term in enumerate(field) if term == wanted] for wanted in terms]
        return any(max(choice) - min(choice) <= span for choice in product(*places))

    return lambda document: any(map(matches, words(document)))


def matching(pattern: str) -> Callable[[StoredRelease], bool]:
    content = re.compile(pattern)
    return lambda document: any(
        content.fullmatch(analysis.fold(token))
        for text in (document.content.title, document.content.text, document.content.organisation or "",
                     *document.content.people, *document.content.places, *document.content.topics)
        for token in analysis.tokens(text)
    )  # fmt: skip


CASES: list[tuple[str, Callable[[StoredRelease], bool]]] = [
    ("minister", having("minister")),
    ("MINISTERS met", having("minister", "met")),
    ("minister -police", lambda d: having("minister")(d) and not having("police")(d)),
    ("minister NOT police", lambda d: having("minister")(d) and not having("police")(d)),
    ("-minister", lambda d: not having("minister")(d)),
    ("police OR weld", lambda d: having("police")(d) or having("weld")(d)),
    ("(police OR weld) -oslo", lambda d: (having("police")(d) or having("weld")(d)) and not having("oslo")(d)),
    ("(minister met) OR words", lambda d: having("minister", "met")(d) or having("words")(d)),
    ("-(police OR minister)", lambda d: not (having("police")(d) or having("minister")(d))),
    ('"defence minister"', in_a_row("defence", "minister")),
    ('"minister of defence"', in_a_row("minister", "of", "defence")),
    ('"minister defence"', in_a_row("minister", "defence")),
    ('"minister defence"~2', near(2, "minister", "defence")),
    ('"norway minister"~2', near(2, "norway", "minister")),
    ('"norway minister"~3', near(3, "norway", "minister")),
    ('"norway minister met"~4', near(5, "norway", "minister", "met")),
    ("counter-terrorism", in_a_row("counter", "terrorism")),
    ("cafe", having("café")),
    ("CAFÉ", having("café")),
    ("пол* OR ёлки", having("ёлки")),
    ("polic*", matching("polic.*")),
    ("w?ld", matching("w.ld")),
    ("w*d", matching("w.*d")),
    ("*ation", matching(".*ation")),
    ("*", lambda d: True),
    ("wrld~", lambda d: any(having(word)(d) for word in ("world", "wild", "weld"))),
    ("wxxd~2", lambda d: any(having(word)(d) for word in ("wild", "weld", "word", "wood", "ward"))),
    ("上海合作组织", in_a_row("上海", "海合", "合作", "作组", "组织")),
    ("合作", having("合作")),
    ("会", matching("会.*")),
    ("แถลงข่าว", having("แถ", "ถล")),
    ("கொழும்பு", having("கொழும்பு")),
    ("ක්රීඩා", having("ක්රීඩා")),
    ("العربية", having("العربية")),
    ("obrien", having("O'Brien")),
    ("title:release", lambda d: True),
    ("title:minister", lambda d: False),
    ("title:(release b)", lambda d: d.id == "b"),
    ("org:police", lambda d: d.content.organisation == "Police Service"),
    ('organisation:"of truth"', lambda d: d.content.organisation == "Ministry of Truth"),
    ("person:olsen", lambda d: d.id in "ab"),
    ('person:"Jens Olsen"', lambda d: d.id in "ab"),
    ("place:oslo", lambda d: d.id == "c"),
    ("topic:polic*", lambda d: d.id == "d"),
    ("oslo", lambda d: d.id in "bc"),
    ("lang:en", lambda d: d.content.language in {"en", "en-GB"}),
    ("lang:ZH", lambda d: d.content.language == "zh"),
    ("source:s1", lambda d: d.source == "s1"),
    ("-source:s1", lambda d: d.source != "s1"),
    ("is:changed", lambda d: d.state is State.CHANGED),
    ("is:withdrawn OR is:live", lambda d: d.state is not State.CHANGED),
    ("date:2017", lambda d: d.sort_date.startswith("2017")),
    ("date:2016-03..2018", lambda d: "2016" <= d.sort_date[:4] <= "2018"),
    ("date:2019-03-05", lambda d: d.sort_date == "2019-03-05"),
    ("after:2019", lambda d: d.sort_date > "2019-12-31"),
    ("after:2019-03-04", lambda d: d.sort_date > "2019-03-04"),
    ("before:2019-03-05", lambda d: d.sort_date < "2019-03-05"),
    ("minister date:2016", lambda d: d.id == "b"),
    ("", lambda d: True),
]


@pytest.mark.parametrize(("q", "expected"), CASES, ids=[q for q, _ in CASES])
def test_each_construct(index: WhooshIndex, q: str, expected: Callable[[StoredRelease], bool]) -> None:
    assert sorted(ids(index, q, match="all")) == [document.id for document in corpus() if expected(document)]


def test_prefixes_find_words_that_are_longer_than_their_stems(tmp_path: Path) -> None:
    index = built(tmp_path, [release("a", text="an organisation"), release("b", text="an organ")])
    assert ids(index, "organisatio*") == ["a"]


def test_patterns_stand_for_a_bounded_number_of_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "MAX_EXPANSION", 2)
    texts = ["xa xb xc", "xa xb", "xa", "xd"]
    index = built(tmp_path, [release(f"r{number}", text=text) for number, text in enumerate(texts)])
    assert sorted(ids(index, "x*")) == ["r0", "r1", "r2"]


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(QUERIES, st.sampled_from(["auto", "all", "any"]), st.sampled_from(["relevance", "newest", None]))
def test_no_query_fails(index: WhooshIndex, q: str, match: str, sort: str | None) -> None:
    result = found(index, q, match=match, sort=sort, facets={"date": 5, "organisation": 3, "year": 2})
    assert result.total == len(result.hits)
