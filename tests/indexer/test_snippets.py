from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.folder import Folder
from indexer.highlights import Highlights
from indexer.index import Extent
from indexer.lexicon import Lexicon
from indexer.occurrences import Mark
from indexer.query import read
from indexer.snapshot import Snapshot
from indexer.snippets import LENGTH, NEAR, best_window, snippet
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


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9), st.integers(0, 2)), min_size=1), st.integers(10, 60))
def test_the_best_window(gaps: list[tuple[int, int, int]], width: int) -> None:
    marks: list[Mark] = []
    for gap, size, part in gaps:
        start = (marks[-1][1] if marks else 0) + gap
        marks.append((start, start + size, part))

    def parts(window: Extent) -> int:
        return len({part for first, last, part in marks if window[0] <= first and last <= window[1]})

    def worth(window: Extent) -> tuple[int, int, int]:
        about = [mark for mark in marks if window[0] <= mark[0] <= window[0] + width]
        return parts(window), -((window[1] - window[0]) // NEAR), len(about)

    tightest = [
        max(((first, last) for first, _, _ in marks if last - width <= first < last), key=lambda w: (parts(w), w[0]))
        for _, last, _ in marks
    ]
    best = max(tightest, key=worth)
    assert best_window(marks, width) == (best, parts(best) == len({part for _, _, part in marks}))


def test_a_mark_that_is_longer_than_the_window() -> None:
    assert best_window([(7, 9_000, 0)], LENGTH) == ((7, 9_000), True)


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


def test_the_paragraph_of_the_best_passage(tmp_path: Path) -> None:
    text = f"A red one.\n\n{FILLER}\n\nIt is blue.\nIt is red and blue.\n\nBlue."
    index = built(tmp_path, [release("a", title="Violet", text=text)])
    assert found(index, "red blue").hits[0].paragraph == 3
    assert found(index, "red").hits[0].paragraph == 1
    assert found(index, "violet").hits[0].paragraph is None
    assert found(index, "red", snippets=False).hits[0].paragraph is None


@pytest.mark.parametrize(
    ("text", "q", "expected"),
    [
        (f"Red, quite far from it blue. {FILLER}Red blue. {FILLER}", "red blue", "*Red* *blue*."),  # closer together
        (f"A red one. {FILLER}A red red one. {FILLER}", "red", "A *red* *red* one."),  # more often
        (f"{FILLER}The first red one. {FILLER}A red one. {FILLER}", "red", "The first *red*"),
        (f"{FILLER}Mr. Hull of the U.N. said red. {FILLER}", "red", "Mr. Hull of the U.N. said *red*."),
        (f"{FILLER}{'x' * 300} some words before the red one. {FILLER}", "red", "some words before the *red*"),
        (f"{'水位公布。' * 80}各站公布红色警报。{'水位公布。' * 80}", "红色", "各站公布*红色*警报。"),
    ],
)
def test_how_the_best_passage_begins(tmp_path: Path, text: str, q: str, expected: str) -> None:
    result = re.sub("</?mark>", "*", shown(tmp_path, text, q))
    assert result.removeprefix("…").startswith(expected)


def test_a_match_at_the_end_is_shown_with_what_stands_before(tmp_path: Path) -> None:
    result = shown(tmp_path, f"{FILLER}The last one is red.", "red")
    assert result.startswith("…Nothing of interest")
    assert result.endswith("The last one is <mark>red</mark>.")


def test_a_passage_ends_with_a_sentence_where_one_ends_near(tmp_path: Path) -> None:
    assert shown(tmp_path, f"Red. {FILLER}", "red").endswith("for a good while.…")
    assert shown(tmp_path, "红色。" + "各站每天早晨公布\uff0c" * 99, "红色").endswith("公布\uff0c…")


def test_without_a_match_the_beginning_is_shown(tmp_path: Path) -> None:
    result = shown(tmp_path, FILLER, "")
    assert FILLER.startswith(result.removesuffix("…") + " ")
    assert LENGTH - 60 <= len(result) <= LENGTH + 1


def test_wide_characters_take_the_room_of_two(tmp_path: Path) -> None:
    assert len(shown(tmp_path / "with", f"红色。{'各站每天早晨公布。' * 50}", "红色")) <= LENGTH // 2 + len(
        "<mark></mark>…"
    )
    assert len(shown(tmp_path / "without", "各站每天早晨公布。" * 50, "")) <= LENGTH // 2 + len("…")


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
    html, _ = snippet(text, Highlights.of(map(lexicon.resolved, [*query.words, *query.required])), "en")
    assert len(html) < 10 * LENGTH
    assert html.count("<mark>") == html.count("</mark>")
    plain = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    pieces = [piece.strip() for piece in unescape(plain).split("…")]
    flat = re.sub(r"\s+", " ", text)
    assert all(piece in flat for piece in pieces)
