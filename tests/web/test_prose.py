from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from web.prose import Block, blocks

BODY = "A sentence that is long enough to stand under a heading, with all that it has to say about the matter at hand."


def kinds(text: str) -> list[str]:
    return [block.kind for block in blocks(text)]


def test_paragraphs_are_separated_by_blank_lines_and_keep_their_lines() -> None:
    assert blocks("One\nline.\n \nTwo.\n\n\n\nThree.") == [
        Block("paragraph", ("One", "line.")),
        Block("paragraph", ("Two.",)),
        Block("paragraph", ("Three.",)),
    ]


def test_neighbouring_items_are_one_list() -> None:
    assert blocks("Points:\n\n- one\n- two\n\n• three") == [
        Block("paragraph", ("Points:",)),
        Block("bullets", ("one", "two", "three")),
    ]


def test_every_paragraph_has_an_anchor() -> None:
    found = blocks("One\nline.\n\n- one\n- two\n\n• three\n\nFour.", first=7)
    assert [block.anchors for block in found] == [("p7", ""), ("p8", "", "p9"), ("p10",)]


def test_numbered_items_are_one_list_as_long_as_they_count_up() -> None:
    assert blocks("3. three\n\n4. four") == [Block("numbers", ("three", "four"), 3)]
    assert kinds("3. three\n\n7. seven") == ["paragraph", "paragraph"]


def test_one_mark_alone_is_no_list() -> None:
    assert blocks("– What now? he asked.") == [Block("paragraph", ("– What now? he asked.",))]
    assert blocks("30. October was cold.") == [Block("paragraph", ("30. October was cold.",))]


def test_a_short_line_over_a_body_is_a_heading() -> None:
    assert kinds(f"{BODY}\n\nWhat is new\n\n{BODY}") == ["paragraph", "heading", "paragraph"]


def test_what_only_looks_like_a_heading_is_none() -> None:
    assert kinds(f"GENEVA, 3 May\n\n{BODY}") == ["paragraph", "paragraph"]  # place and day
    assert kinds(f"{BODY}\n\nThe end") == ["paragraph", "paragraph"]  # nothing under it
    assert kinds(f"{BODY}\n\nIt was so.\n\n{BODY}") == ["paragraph"] * 3  # a sentence
    assert kinds(f"{BODY}\n\nApples\n\nPears\n\n{BODY}") == ["paragraph", "paragraph", "paragraph", "paragraph"]


def test_headings_are_told_in_chinese_too() -> None:
    body = "各观测站每天早晨公布水位,任何人都可以免费查阅。" * 3
    assert kinds(f"{body}\n\n下一步\n\n{body}") == ["paragraph", "heading", "paragraph"]
    assert kinds(f"{body}\n\n为什么\uff1f\n\n{body}") == ["paragraph", "paragraph", "paragraph"]


@given(st.text(alphabet="ab1.-• \n", max_size=80))
def test_no_word_is_lost(text: str) -> None:
    kept = " ".join(line for block in blocks(text) for line in block.lines)
    assert [c for c in kept if c in "ab"] == [c for c in text if c in "ab"]


def test_paragraphs_in_another_language_are_marked_and_lists_end_with_theirs() -> None:
    text = "Ein Satz.\n\n- Eins\n\n- Zwei\n\n- One\n\n- Two"
    languages = ("de", "de", "de", "en", "en")
    assert [(block.kind, block.language) for block in blocks(text, languages, "de")] == [
        ("paragraph", ""),
        ("bullets", ""),
        ("bullets", "en"),
    ]
    assert [block.language for block in blocks(text, languages[:2], "de")] == ["", ""]
