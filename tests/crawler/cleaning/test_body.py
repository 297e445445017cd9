"""Which blocks are the text; a test for each rule."""

from __future__ import annotations

import pytest

from crawler.cleaning.blocks import read_blocks
from crawler.cleaning.body import body_blocks
from crawler.cleaning.lines import is_date_line, is_furniture
from crawler.cleaning.page import find_block

from .pages import FIRST, SECOND, THIRD, body_of

TITLE = "New quay opens to large ships"
H1 = f"<h1>{TITLE}</h1>"
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


def text_of(html: str) -> list[str]:
    body = body_of(html)
    blocks = read_blocks(body)
    return [block.text for block in body_blocks(body, blocks, TITLE, find_block(TITLE, blocks))]


def test_the_text_begins_after_the_title() -> None:
    assert text_of(f"<div><p>{THIRD} Before.</p>{H1}{TEXT}</div>") == [FIRST, SECOND, THIRD]


def test_a_title_at_the_end_of_the_text_does_not_cut_it_off() -> None:
    assert text_of(f"<div>{TEXT}{H1}</div>") == [FIRST, SECOND, THIRD]


def test_a_lead_between_title_and_container_belongs_to_it() -> None:
    assert text_of(f"<header>{H1}<p>{FIRST}</p></header><div class='entry-content'>{TEXT}</div>")[0] == FIRST


def test_the_title_again_is_dropped() -> None:
    assert text_of(f"{H1}<div><p>{TITLE.upper()}</p>{TEXT}</div>") == [FIRST, SECOND, THIRD]


def test_link_lists_are_dropped() -> None:
    links = "<ul>" + "<li><a href='/x'>A page about something else</a></li>" * 4 + "</ul>"
    assert text_of(f"<div>{H1}{TEXT}{links}<p><a href='/y'>Ferries</a></p></div>") == [FIRST, SECOND, THIRD]


def test_links_in_running_text_stay() -> None:
    linked = FIRST.replace("eastern quay", "<a href='/x'>eastern quay</a>")
    assert text_of(f"<div>{H1}<p>{linked}</p>{TEXT[len(FIRST) + 7 :]}</div>") == [FIRST, SECOND, THIRD]


def test_teasers_are_dropped() -> None:
    teaser = f"<div><h3><a href='/x'>Ferry timetable</a></h3><p>{FIRST} More.</p></div>"
    assert text_of(f"<div>{H1}{TEXT}{teaser}</div>") == [FIRST, SECOND, THIRD]


def test_furniture_between_paragraphs_is_dropped() -> None:
    html = f"<div>{H1}<p>{FIRST}</p><p>Advertisement</p><p>{SECOND}</p><p>Read more: Ferries</p><p>{THIRD}</p></div>"
    assert text_of(html) == [FIRST, SECOND, THIRD]


def test_a_row_of_figures_is_no_furniture() -> None:
    table = "<table><tr><td>2019</td><td>1,100</td></tr><tr><td>2020</td><td>1,204</td></tr></table>"
    assert "2020 | 1,204" in text_of(f"<div>{H1}{TEXT}{table}</div>")


def test_what_stands_twice_is_taken_once() -> None:
    assert text_of(f"<div>{H1}{TEXT}<p>{FIRST}</p></div>") == [FIRST, SECOND, THIRD]


def test_scraps_ahead_of_the_text_are_dropped() -> None:
    assert text_of(f"<div>{H1}<p>Ports</p><p>Eastern district</p>{TEXT}</div>") == [FIRST, SECOND, THIRD]


def test_the_beginning_of_a_broken_sentence_is_no_scrap() -> None:
    head, tail = FIRST[:53], FIRST[54:]
    assert text_of(f"<div>{H1}<p>{head}</p><p>{tail}</p><p>{SECOND}</p></div>")[:2] == [head, tail]


def test_headings_without_text_are_dropped() -> None:
    html = (
        f"<div>{H1}<h2>A</h2><h3>B</h3><p>{FIRST}</p><h2>C</h2><h2>D</h2><p>{SECOND}</p><p>{THIRD}</p><h2>E</h2></div>"
    )
    assert text_of(html) == ["A", "B", FIRST, "D", SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Share on Facebook",
        "Teilen",
        "Read more: Ferries",
        "Lesen Sie auch: Fähren",
        "Lire aussi : Ferries",
        "Photo: Harbour Office",
        "© Harbour Office",
        "By Jane Doe",
        "Veröffentlicht am 4. Mai 2021",
        "Reading time: 3 minutes",
        "3 min read",
        "Anzeige",
        "Back to top",
        "Tags: ports, ships",
        "* * *",
        "4 May 2021",
        "Hamburg, 4. Mai 2021",
    ],
)
def test_lines_of_furniture(line: str) -> None:
    assert is_furniture(line, linked=False)


@pytest.mark.parametrize(
    "line",
    [
        FIRST,
        "By 2030 the port will need no coal. It said so today.",
        "Sharing the quay was hard.",
        "On 4 May 2021 the office opened a new quay and closed the old one.",
        "Reading is good for you.",
        "Retired captains meet",
        "Adam Smith",
    ],
)
def test_lines_of_text(line: str) -> None:
    assert not is_furniture(line, linked=False)


def test_links_to_files_are_furniture() -> None:
    assert is_furniture("Release as PDF (1.2 MB)", linked=True)
    assert not is_furniture("Release as PDF (1.2 MB)", linked=False)


def test_date_lines() -> None:
    assert is_date_line("Tuesday, 4 May 2021, 10:30")
    assert not is_date_line("In 2021 the port grew")
    assert not is_date_line(
        "The port of Hamburg opened a quay for large ships and old boats on 4 May 2021 at last, they said"
    )
