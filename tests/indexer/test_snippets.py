from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.folder import Folder
from indexer.highlights import Highlights
from indexer.lexicon import Lexicon
from indexer.occurrences import Mark
from indexer.query import read
from indexer.snapshot import Snapshot
from indexer.snippets import LENGTH, best_window, snippet
from tests.indexer.factory import built, found, release

FILLER = "Nothing of interest stands here for a good while. " * 20


def shown(tmp_path: Path, text: str, q: str) -> str:
    (hit,) = found(built(tmp_path, [release("a", text=text)]), q, match="any").hits
    return hit.snippet


@pytest.mark.parametrize(
    ("text", "q", "expected"),
    [
        ("The Minister met.", "ministers", "The <mark>Minister</mark> met."),
        ("A café in Łódź", "CAFE lodz", "A <mark>café</mark> in <mark>Łódź</mark>"),
        ("police policy", "poli*", "<mark>police</mark> <mark>policy</mark>"),
        ("wild weld", "w?ld", "<mark>wild</mark> <mark>weld</mark>"),
        ("a world apart", "wrld~", "a <mark>world</mark> apart"),
        ("the Hague and the sea", '"the Hague"', "<mark>the Hague</mark> and the sea"),
        ("counter-terrorism, counter", "counter-terrorism", "<mark>counter-terrorism</mark>, counter"),
        ("speech of a minister", '"minister speech"~4', "<mark>speech</mark> of a <mark>minister</mark>"),
        ("上海合作组织峰会", "合作组织", "上海<mark>合作组织</mark>峰会"),
        ("上海合作", "海", "上<mark>海合</mark>作"),
        ("red and green", "red -blue", "<mark>red</mark> and green"),
        ("red\n\ngreen\tblue", "blue", "red green <mark>blue</mark>"),
        ("O’Brien's house", "obrien", "<mark>O’Brien&#x27;s</mark> house"),
        ('<b> & "x" red', "red x", "&lt;b&gt; &amp; &quot;<mark>x</mark>&quot; <mark>red</mark>"),
        ("red", "title:other OR red", "<mark>red</mark>"),
        ("red en osce live", "red lang:en source:osce is:live", "<mark>red</mark> en osce live"),
        ("plain text", "", "plain text"),
    ],
)
def test_what_is_marked(tmp_path: Path, text: str, q: str, expected: str) -> None:
    assert shown(tmp_path, text, q) == expected


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9), st.integers(0, 2)), min_size=1), st.integers(1, 60))
def test_the_best_window(gaps: list[tuple[int, int, int]], width: int) -> None:
    marks: list[Mark] = []
    for gap, size, part in gaps:
        start = (marks[-1][1] if marks else 0) + gap
        marks.append((start, start + size, part))

    def worth(mark: Mark) -> tuple[int, int]:
        shown = [
            part for start, end, part in marks if start >= mark[0] and (start == mark[0] or end <= mark[0] + width)
        ]
        return len(set(shown)), len(shown)

    assert best_window(marks, width) == max(marks, key=worth)[0]


def test_the_best_passage_of_a_long_text(tmp_path: Path) -> None:
    text = f"{FILLER}A needle here. {FILLER}The needle lies in the haystack of hay. {FILLER}"
    result = shown(tmp_path, text, "needle haystack")
    assert result.startswith("…The <mark>needle</mark> lies in the <mark>haystack</mark> of hay.")
    assert result.endswith("…")
    assert LENGTH - 60 <= len(unescape(re.sub("</?mark>", "", result))) <= LENGTH + 2


def test_two_passages_when_the_words_stand_far_apart(tmp_path: Path) -> None:
    result = shown(tmp_path, f"{FILLER}A needle. {FILLER}A haystack. {FILLER}", "haystack needle")
    assert re.fullmatch(r"…A <mark>needle</mark>\. .* … A <mark>haystack</mark>\. .*…", result)
    assert len(result) < LENGTH + 100


def test_without_a_match_the_beginning_is_shown(tmp_path: Path) -> None:
    result = shown(tmp_path, FILLER, "")
    assert FILLER.startswith(result.removesuffix("…") + " ")
    assert LENGTH - 60 <= len(result) <= LENGTH + 1


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("index")
    built(path, [release("a", text="red green 上海")])
    folder = Folder(path)
    return Snapshot(folder, folder.read()).lexicon


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["red", "green", "RED.", "<i>", "&", "上海上海", "\n\n", "x" * 50]) | st.text(max_size=8)),
    st.sampled_from(["red", '"red green"', "red green", "上海", "r*"]),
)
def test_without_its_marks_a_snippet_is_escaped_text(lexicon: Lexicon, words: list[str], q: str) -> None:
    text = " ".join(words * 3)
    query = read(q)
    html = snippet(text, Highlights.of(map(lexicon.resolved, [*query.words, *query.required])), "en")
    assert len(html) < 10 * LENGTH
    assert html.count("<mark>") == html.count("</mark>")
    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    pieces = [piece.strip() for piece in unescape(plain).split("…")]
    flat = re.sub(r"\s+", " ", text)
    assert all(piece in flat for piece in pieces)
