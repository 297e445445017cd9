from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from indexer.paragraphs import paragraphs
from web.diff import Extent, Piece, Row, compare, extent

PARAGRAPHS = st.lists(st.text("ab cd,.港口عم\n", min_size=1, max_size=30), max_size=6).map("\n\n".join)


def marked(pieces: Sequence[Piece] | None) -> str | None:
    """Words with [-removed-] and {+added+}, as `git diff --word-diff` writes them."""
    if pieces is None:
        return None
    forms = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(forms[piece.kind].format(piece.words) for piece in pieces)


def test_a_word_that_changed_is_marked_alone() -> None:
    (row,) = compare("Nine harbours take part.", "Eleven harbours take part.")
    assert marked(row.before) == "[-Nine-] harbours take part."
    assert marked(row.after) == "{+Eleven+} harbours take part."
    assert marked(row.inline) == "[-Nine-]{+Eleven+} harbours take part."
    assert extent([row]) == Extent(1, 1)


def test_a_paragraph_that_came_stands_alone_and_the_others_beside_their_own() -> None:
    before = "The harbour opens at six.\n\nPilots are on call."
    after = "The harbour opens at seven.\n\nThere is no ferry today.\n\nPilots are on call."
    rows = compare(before, after)
    assert [(marked(row.before), marked(row.after)) for row in rows] == [
        ("The harbour opens at [-six-].", "The harbour opens at {+seven+}."),
        (None, "{+There is no ferry today.+}"),
        ("Pilots are on call.", "Pilots are on call."),
    ]
    assert extent(rows) == Extent(7, 1)


def test_in_chinese_characters_are_words() -> None:
    (row,) = compare("九个成员国共享数据", "十个成员国共享数据")
    assert marked(row.inline) == "[-九-]{+十+}个成员国共享数据"


def test_a_word_that_stayed_between_larger_changes_is_part_of_them() -> None:
    before = "All pilots: ships arrived from northern harbours this evening, as planned."
    after = "All pilots: vessels left from southern quays this evening, as planned."
    (row,) = compare(before, after)
    between = "[-ships arrived from northern harbours-]{+vessels left from southern quays+}"
    assert marked(row.inline) == f"All pilots: {between} this evening, as planned."
    assert extent([row]) == Extent(5, 5)


def test_paragraphs_without_a_word_in_common_are_not_taken_for_one() -> None:
    assert compare("Fog tomorrow.", "Herring is cheap") == [
        Row((Piece("removed", "Fog tomorrow."),), None),
        Row(None, (Piece("added", "Herring is cheap"),)),
    ]


def test_texts_too_long_to_compare_word_by_word_are_shown_whole() -> None:
    words = " ".join(["harbour"] * 2500)
    (row,) = compare(f"{words} open", f"{words} shut")
    assert [piece.kind for piece in row.inline] == ["removed", "added"]


@given(PARAGRAPHS, PARAGRAPHS)
def test_each_side_is_its_text_and_the_two_are_one_inline(before: str, after: str) -> None:
    rows = compare(before, after)
    assert [_text(row.before) for row in rows if row.before is not None] == paragraphs(before)
    assert [_text(row.after) for row in rows if row.after is not None] == paragraphs(after)
    for row in rows:
        assert _text(row.inline, "same", "removed") == _text(row.before or ())
        assert _text(row.inline, "same", "added") == _text(row.after or ())


@given(PARAGRAPHS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert all(row.is_same for row in compare(text, text))
    assert extent(compare(text, text)) == Extent(0, 0)


def _text(pieces: Sequence[Piece], *kinds: str) -> str:
    return "".join(piece.words for piece in pieces if not kinds or piece.kind in kinds)
