"""Paragraphs that are known from other releases of a source go beside the text."""

from __future__ import annotations

import pytest

from crawler.cleaning.blocks import read_blocks
from crawler.cleaning.boilerplate import digests, part_boilerplate
from crawler.cleaning.pieces import render
from tests.crawler.cleaning.pages import FIRST, SECOND, THIRD, body_of

FOOT = "Since 1911 the office has looked after four harbours, their lights and everybody who sails between them."
MORE = "It answers questions in two languages, and it keeps the tide tables of the whole coast on its pages."


def parted(html: str, *known: str) -> tuple[str, list[str]]:
    """What is left of a text, and what goes, when paragraphs of `known` are boilerplate."""
    learnt = frozenset(digest for digest, _ in digests(read_blocks(body_of("".join(f"<p>{one}</p>" for one in known)))))
    return part_boilerplate(read_blocks(body_of(html)), learnt)


def test_it_goes_from_the_end_and_from_between() -> None:
    html = f"<p>{FIRST}</p><p>{FOOT}</p><p>{SECOND}</p><p>{MORE}</p>"
    assert parted(html, FOOT, MORE) == (f"{FIRST}\n\n{SECOND}", [FOOT, MORE])


def test_case_blanks_and_quotes_make_no_difference() -> None:
    assert parted(f"<p>{FIRST}</p><p> {FOOT.upper().replace(' ', '  ')}</p>", FOOT)[0] == FIRST


def test_nothing_known_is_what_is_rendered() -> None:
    html = f"<h2>A</h2><p>{FIRST}</p><ul><li>One<li>Two</ul><p>{SECOND[:60]}</p><p>which goes on.</p><pre>a\n\nb</pre>"
    assert parted(html, FOOT) == (render(read_blocks(body_of(html))), [])


def test_a_heading_goes_with_what_it_heads_alone() -> None:
    html = f"<p>{FIRST}</p><h2>Who we are</h2><p>{FOOT}</p><h3>In short</h3><p>{MORE}</p>"
    assert parted(html, FOOT, MORE) == (FIRST, ["Who we are", FOOT, "In short", MORE])
    mixed = f"<p>{FIRST}</p><h2>Who we are</h2><p>{FOOT}</p><h3>In short</h3><p>{MORE}</p><p>{SECOND}</p>"
    assert parted(mixed, FOOT, MORE) == (
        f"{FIRST}\n\nWho we are\n\nIn short\n\n{SECOND}",
        [FOOT, MORE],
    )


def test_a_heading_that_every_release_has_stays_with_its_text() -> None:
    html = f"<p>{FIRST}</p><h2>Background</h2><p>{SECOND}</p>"
    assert parted(html, "Background") == (f"{FIRST}\n\nBackground\n\n{SECOND}", [])


@pytest.mark.parametrize(
    "label", ["In short", "The board of the office has taken these decisions in its last session:"]
)
def test_a_label_that_every_release_has_stays_with_its_text(label: str) -> None:
    assert parted(f"<p>{FIRST}</p><p>{label}</p><p>{SECOND}</p>", label)[1] == []
    assert parted(f"<p>{FIRST}</p><p>{label}</p><p>{FOOT}</p>", label, FOOT)[1] == [label, FOOT]
    assert parted(f"<p>{FIRST}</p><p>{FOOT}</p><p>{label}</p>", label, FOOT)[1] == [FOOT, label]


def test_a_list_goes_whole_or_not_at_all() -> None:
    known = "<li>Write to the quay</li><li>Call the lighthouse</li>"
    learnt = frozenset(digest for digest, _ in digests(read_blocks(body_of(f"<ul>{known}</ul>"))))
    whole = read_blocks(body_of(f"<p>{FIRST}</p><ul>{known}</ul>"))
    assert part_boilerplate(whole, learnt) == (FIRST, ["- Write to the quay\n- Call the lighthouse"])
    longer = read_blocks(body_of(f"<p>{FIRST}</p><ul>{known}<li>Come by</li></ul>"))
    assert part_boilerplate(longer, learnt)[1] == []


def test_a_sentence_that_layout_broke_is_not_parted() -> None:
    html = f"<p>{FIRST}</p><p>{SECOND[:60]}</p><p>and the office thanks all who helped.</p>"
    assert parted(html, "and the office thanks all who helped.")[1] == []


def test_a_text_is_not_emptied() -> None:
    html = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{FOOT}</p>"
    assert parted(html, SECOND, THIRD, FOOT)[1] == []
    assert parted(html, THIRD, FOOT)[1] == [THIRD, FOOT]


def test_of_a_long_page_the_ends_are_learnt() -> None:
    found = list(digests(read_blocks(body_of("".join(f"<p>Paragraph {n} of many.</p>" for n in range(1000))))))
    assert len(found) == 160
    assert (found[0][1], found[-1][1]) == ("Paragraph 0 of many.", "Paragraph 999 of many.")
