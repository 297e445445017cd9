"""Lines of type to passages, on lines of our own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.document import Passage
from crawler.cleaning.typeset import Line, passages, without_running

LONG = "The Harbour Office opened the new eastern quay today, after four years of work"


def column(*texts: str, top: float = 700, leading: float = 14, x: float = 72, size: float = 11) -> list[Line]:
    """Lines one below the other; an empty text leaves a line free."""
    return [Line(text, x, top - leading * row, size) for row, text in enumerate(texts) if text]


def texts(*pages: Sequence[Line]) -> list[str]:
    return [passage.text for passage in passages(pages)]


def test_a_gap_parts_paragraphs_and_lines_are_joined() -> None:
    assert texts(column(LONG, "and two winters of delay.", "", LONG, "again.")) == [
        f"{LONG} and two winters of delay.",
        f"{LONG} again.",
    ]


def test_a_short_last_line_parts_paragraphs_that_no_gap_parts() -> None:
    assert texts(column(LONG, "and two winters of delay.", LONG, "again.")) == [
        f"{LONG} and two winters of delay.",
        f"{LONG} again.",
    ]


def test_an_indented_first_line_parts_paragraphs() -> None:
    end = "of work, and after two winters of delay, the ships came back to the old town."
    lines = [*column(LONG, end), *column(LONG, top=672, x=90), *column("again.", top=658)]
    assert texts(lines) == [f"{LONG} {end}", f"{LONG} again."]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the open-", "ing", "the opening"),
        ("the open\u2010", "ing", "the opening"),
        ("the open\u00ad", "ing", "the opening"),
        ("die EU-", "Kommission", "die EU-Kommission"),
        ("die Vor-", "und Nachteile", "die Vor- und Nachteile"),
        ("in 2019-", "2020", "in 2019-2020"),
        ("the road -", "as it was", "the road - as it was"),
        ("открытие новой при-", "стани", "открытие новой пристани"),
        ("理事会は来年度の予算を", "承認した", "理事会は来年度の予算を承認した"),
        ("理事会承认了预算，", "并任命了主席", "理事会承认了预算，并任命了主席"),
        ("이사회는 예산을", "승인했다", "이사회는 예산을 승인했다"),
        ("the e\ufb03cient o\ufb03ce", "of the", "the efficient office of the"),
    ],
)
def test_what_stands_at_the_end_of_a_line(first: str, second: str, joined: str) -> None:
    filler = "x" * 60 + " "
    assert texts(column(filler + first, second + " and more")) == [filler + joined + " and more"]


def test_a_compound_that_the_text_has_elsewhere_keeps_its_hyphen() -> None:
    assert texts(column(f"{LONG} and long-", "term plans, as long-term plans go.")) == [
        f"{LONG} and long-term plans, as long-term plans go."
    ]


def test_short_lines_of_an_address_stay_lines() -> None:
    assert texts(column("1 Pier Road", "Harbour Town", "Example Island")) == [
        "1 Pier Road\nHarbour Town\nExample Island"
    ]


def test_bullets_are_items_and_a_dash_within_a_sentence_is_none() -> None:
    found = passages(
        [column("The quay in figures:", "• 240 metres", "\uf0b7 11 metres", "", f"{LONG}", "– really – again.")]
    )
    assert found == [
        Passage("The quay in figures:"),
        Passage("240 metres", "item"),
        Passage("11 metres", "item"),
        Passage(f"{LONG} – really – again."),
    ]


def test_larger_and_bold_lines_are_headings() -> None:
    title = column("New quay opens to", "large ships", size=22, leading=26)
    section = [Line("Room for more", 72, 630, 11, bold=True)]
    found = passages([[*title, *section, *column(LONG, LONG, LONG, top=610)]])
    assert [(passage.text, passage.kind, passage.prominence) for passage in found[:2]] == [
        ("New quay opens to large ships", "heading", 2.0),
        ("Room for more", "heading", 1.1),
    ]
    assert found[2].kind == "paragraph"


def test_a_sentence_goes_on_over_pages_and_columns() -> None:
    left, right = column(LONG, LONG), column(f"{LONG}.", top=700, x=300)
    assert texts([*left, *right], column("It is open.")) == [f"{LONG} {LONG} {LONG}.", "It is open."]
    assert texts(column(LONG, LONG), column("and two winters.")) == [f"{LONG} {LONG} and two winters."]


def test_running_lines_and_page_numbers_go() -> None:
    def page(number: int) -> list[Line]:
        head, foot = Line("Harbour Office · News 12", 72, 800, 8), Line(f"Page {number} of 3", 300, 30, 8)
        return [head, *column(f"{LONG} {'abc'[number - 1]}."), foot]

    assert texts(page(1), page(2), page(3)) == [f"{LONG} a.", f"{LONG} b.", f"{LONG} c."]


@pytest.mark.parametrize("number", ["1", "- 2 -", "Page 3", "Seite 1 von 2", "3/5", "стр. 4", "第2页", "صفحة 2"])
def test_the_number_of_a_single_page(number: str) -> None:
    assert texts([*column(LONG), Line(number, 300, 30, 9)]) == [LONG]


@pytest.mark.parametrize("line", ["2021", "240 metres", "Page turned", "12 345"])
def test_what_is_no_page_number(line: str) -> None:
    assert texts([*column(LONG), Line(line, 300, 30, 11)]) == [LONG, line]


def test_a_title_is_no_running_head_though_later_pages_repeat_it() -> None:
    title = Line("New quay opens to large ships", 72, 780, 20)
    running = Line("New quay opens to large ships", 72, 810, 8)
    pages = [[title, *column(LONG)], [running, *column(LONG + " b")], [running, *column(LONG + " c")]]
    kept = [[line.text for line in page] for page in without_running(pages)]
    assert kept == [[title.text, LONG], [LONG + " b"], [LONG + " c"]]


def test_no_lines_give_no_passages() -> None:
    assert passages([]) == passages([[], []]) == []


@given(
    st.lists(
        st.lists(
            st.builds(
                Line,
                st.text(min_size=1),
                st.floats(-1e6, 1e6),
                st.floats(-1e6, 1e6),
                st.floats(0.1, 1e4),
                st.booleans(),
            ),
            max_size=8,
        ),
        max_size=4,
    )
)
def test_nothing_raises(pages: list[list[Line]]) -> None:
    passages(pages)
