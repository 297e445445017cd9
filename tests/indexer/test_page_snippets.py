"""The snippets of a page: those that each text has alone."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import page_snippets
from indexer.highlights import Highlights
from indexer.occurrences import Place
from indexer.page_snippets import snippets
from indexer.snippets import READ, Snippet, snippet

pytestmark = pytest.mark.any_whoosh

_WORDS = """the Minister ministers' O’Brien obrien counter-terrorism counterterrorism U.S. us Mr. Hull said "quoted" R&D
<b> l'accord café CAFE Łódź 3,000 No. 5 today tomorrow's meeting of the council in a very small town by the sea.
Everything was said! Was it? And, then; nothing 上海合作组织 上海 各站每天早晨公布。 水位\uff0c
ไทย 서울특별시 👍🏽 \U00020000\U00020001
наводнение вопрос. Вопросы السلام
x\u0301y soft\u00adhyphen zero\u200bwidth \x00 _a_"""
WORDS = [*_WORDS.split(), "no\u00a0break", "\u2028x", "\x1fx"]
SPACES = [" "] * 12 + ["  ", "\n", "\n\n", "\t", "\u00a0", "\u3000", ". ", "", " \u2028"]
LANGUAGES = ["en", "en", "de", "", "zh", "ru"]


def texts() -> st.SearchStrategy[str]:
    words = st.sampled_from(WORDS) | st.sampled_from(WORDS[:20]) | st.text(max_size=4)
    return st.lists(st.tuples(words, st.sampled_from(SPACES)), max_size=60).map(
        lambda pairs: "".join(word + space for word, space in pairs) * (1 + len(pairs) % 4)
    )


def alone(texts: Iterable[str], languages: Iterable[str], highlights: Highlights) -> list[Snippet]:
    return [snippet(text, highlights, language) for text, language in zip(texts, languages, strict=True)]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(texts(), st.sampled_from(LANGUAGES)), max_size=5),
    st.dictionaries(st.sampled_from(["minist", "obrien", "counterterror", "us", "тест", "上海", "meet", "3000"]),
                    st.integers(0, 3)),
    st.dictionaries(st.sampled_from(["the", "cafe", "said", "上海", "вопрос", "a", "council"]), st.integers(0, 70)),
    st.booleans(),
)  # fmt: skip
def test_the_snippets_of_a_page_are_those_of_its_texts(
    page: list[tuple[str, str]], terms: dict[str, int], words: dict[str, int], has_phrase: bool
) -> None:
    phrases: dict[tuple[Place, ...], int] = {}
    if has_phrase and len(page) % 2:
        phrases = {(frozenset({"the"}), frozenset({"minist"})): 2}
    given_texts, languages = [text for text, _ in page], [language for _, language in page]
    found = snippets(given_texts, languages, Highlights(terms, words, phrases))
    assert found == alone(given_texts, languages, Highlights(terms, words, phrases))


FILLER = "Nothing of interest stands here for a good while. " * 20
PLAIN = "nothing of interest stands here for a good while " * 20


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are left to `snippet`."""
    pytest.importorskip("numba")
    left: list[str] = []

    def one(text: str, highlights: Highlights, language: str) -> Snippet:
        left.append(text)
        return snippet(text, highlights, language)

    monkeypatch.setattr(page_snippets, "snippet", one)
    return left


@pytest.mark.parametrize(
    "text",
    [
        "",
        "red",
        f"{PLAIN}red {PLAIN}blue {PLAIN}",
        f"{PLAIN}red blue {PLAIN}",
        f"{FILLER}A red one. {FILLER}Blue, and red. {FILLER}",
        f"{FILLER}Today’s red one. {FILLER}",
        f'{FILLER}<b> & "red" isn\'t blue\n\n\tred  red{FILLER}',
        f"  \n {FILLER}",
        f"{'水位公布。' * 80}各站公布 red 警报。{'水位公布。' * 80}",
        f"{PLAIN}röd red {PLAIN}red",
    ],
)
def test_what_needs_no_more(text: str, counted: list[str]) -> None:
    highlights = Highlights(words={"red": 0, "blue": 1})
    page = [text, FILLER, text, PLAIN]
    assert snippets(page, ["en"] * 4, highlights) == alone(page, ["en"] * 4, highlights)
    assert not counted


@pytest.mark.parametrize("text", ["A red-blue one", "red👍"])
def test_what_is_left(text: str, counted: list[str]) -> None:
    highlights = Highlights(terms={"redblu": 0}, words={"red": 0})
    page = ["red", text]
    assert snippets(page, ["en"] * 2, highlights) == alone(page, ["en"] * 2, highlights)
    assert counted == [text]


def test_where_there_is_no_room(counted: list[str]) -> None:
    """Distinct words, stretches and HTML beyond the room of the kernels; texts that are not read to their end."""
    many = " ".join(f"red{number}" for number in range(3_000))
    often, quoted, long = "red " * 20_000, "\"'&<> " * 2_000, f"{PLAIN * 300}red"
    assert len(long) > READ
    highlights = Highlights(terms={"red": 0}, words={"red": 0})
    for page in ([many, "red", often, "a red one"], [quoted] * 9, [long] * 7 + ["red"]):
        assert snippets(page, ["en"] * len(page), highlights) == alone(page, ["en"] * len(page), highlights)
    assert many in counted
    assert often in counted
    assert long not in counted


def test_without_a_compiler_each_text_is_alone(monkeypatch: pytest.MonkeyPatch, counted: list[str]) -> None:
    none: ModuleType | None = None
    monkeypatch.setattr(page_snippets, "showing", none)
    highlights = Highlights(words={"red": 0})
    assert snippets(["red", "green"], ["en", "de"], highlights) == alone(["red", "green"], ["en", "de"], highlights)
    assert counted == ["red", "green"]
