"""Blocks of text, and the element that they stand in."""

from __future__ import annotations

import pytest

from crawler.cleaning.blocks import MAX_BLOCK, Block, read_blocks
from crawler.cleaning.container import block_worth, find_container, is_named, teasers
from crawler.cleaning.soup import attribute, names_of

from .pages import FIRST, SECOND, THIRD, body_of


def texts(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_blocks(body_of(html))]


def test_block_elements_part_blocks() -> None:
    html = "<h2>A</h2>b<div>c <a href='/x'>d</a> <span>e</span></div>f<section>g<p>h</p>i</section>"
    assert [text for _, text in texts(html)] == ["A", "b", "c d e", "f", "g", "h", "i"]


def test_kinds() -> None:
    html = "<h2>A</h2><p>b</p><ul><li>c</li><li><p>d</p></li></ul><pre>e\n  f</pre>"
    assert texts(html) == [("heading", "A"), ("paragraph", "b"), ("item", "c"), ("item", "d"), ("preformatted", "e\nf")]


def test_one_break_is_a_line_two_are_a_paragraph() -> None:
    assert texts("<p>a<br>b<br><br>c</p>") == [("paragraph", "a\nb"), ("paragraph", "c")]


def test_line_ends_in_the_source_are_blanks() -> None:
    assert texts("<p>a\n   b</p>") == [("paragraph", "a b")]


def test_custom_elements_are_blocks() -> None:
    assert [text for _, text in texts("<x-lead>a</x-lead><x-body>b</x-body>")] == ["a", "b"]


def test_tables_of_data_are_rows() -> None:
    rows = "<tr><th>Year</th><th>Ships</th></tr><tr><td><p>2020</p></td><td>1<br>2</td></tr><tr><td></td></tr>"
    assert texts(f"<table>{rows}</table>") == [("row", "Year | Ships"), ("row", "2020 | 1 2")]


def test_tables_that_arrange_a_page_are_not() -> None:
    html = f"<table><tr><td>menu</td><td>{FIRST * 4}</td></tr><tr><td>a</td><td>b</td></tr></table>"
    assert ("paragraph", FIRST * 4) in texts(html)


def test_a_row_comes_once_however_deep_its_cells_are() -> None:
    cell = "<div>" * 8 + "2020" + "</div>" * 8
    html = f"<table><tr><td>a</td><td>b</td></tr><tr><td>{cell}</td><td>c</td></tr></table>"
    assert texts(html) == [("row", "a | b"), ("row", "2020 | c")]


def test_link_share_and_level() -> None:
    first, second = read_blocks(body_of("<h3><a href='/x'>link</a></h3><p>four <a href='/x'>four</a> <a>.</a></p>"))
    assert (first.link_share, first.level) == (1.0, 3)
    assert (second.linked, second.size, second.level) == (4, 11, 0)


def test_link_share_does_not_hang_on_blanks_in_the_source() -> None:
    (block,) = read_blocks(body_of("<p>ab <a href='/x'>cd\n      ef</a></p>"))
    (plain,) = read_blocks(body_of("<p>ab <a href='/x'>cd ef</a></p>"))
    assert block.link_share == plain.link_share


def test_a_block_has_an_end() -> None:
    assert len(read_blocks(body_of(f"<p>{'a' * (MAX_BLOCK + 5)}</p>"))[0].text) == MAX_BLOCK


def container_of(html: str, title_at: int | None = None) -> str:
    body = body_of(html)
    return names_of(find_container(body, read_blocks(body), title_at, set()))


def test_a_heading_that_links_to_its_own_place_is_no_link() -> None:
    body = body_of(
        "<h3><a href='#quay'>The quay</a></h3><h3><a href='/quay'>The quay</a></h3><li><a href='#q'>x</a></li>"
    )
    assert [block.link_share for block in read_blocks(body)] == [0.0, 1.0, 1.0]


def test_a_card_that_only_a_script_opens_is_no_link() -> None:
    card = body_of("<a href='javascript:open()'><h3>The quay</h3></a><p><a href='javascript:print()'>Print</a></p>")
    assert [block.link_share for block in read_blocks(card)] == [0.0, 1.0]


def test_the_container_is_where_the_running_text_is() -> None:
    links = "".join(f"<li><a href='/{n}'>Another page of this site</a></li>" for n in range(9))
    html = f"<div id='menu'><ul>{links}</ul></div><div id='text'><p>{FIRST}</p><p>{SECOND}</p></div><div>{links}</div>"
    assert container_of(html) == "text"


def test_a_named_container_is_taken_at_its_word() -> None:
    html = f"<div id='all'><div class='entry-content'><p>{FIRST}</p><p>{SECOND}</p></div><p>{THIRD}</p></div>"
    assert container_of(html) == "entry-content"


def test_of_several_articles_the_one_with_the_title() -> None:
    titled = f"<article id='a'><h1>T</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"
    other = f"<article id='b'>{f'<p>{SECOND}</p>' * 9}</article>"
    assert container_of(titled + other, title_at=0) == "a"


def test_an_article_with_little_of_the_text_is_a_card_with_the_title() -> None:
    card = f"<article id='a'><h1>T</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"
    text = "".join(f"<p>{SECOND} {number}</p>" for number in range(20))
    assert container_of(f"<main id='m'>{card}<div id='b'>{text}</div></main>", title_at=0) != "a"
    assert container_of(f"<main id='m'>{card}<article id='b'>{text}</article></main>", title_at=0) == "a"
    kinds = f"<main id='m'>{card.replace('id=', 'class=card id=')}<article class='recipe'>{text}</article></main>"
    assert container_of(kinds, title_at=0) != "card a"


def test_a_paragraph_is_no_container() -> None:
    assert container_of(f"<div id='a'><p id='b'>{FIRST}<br><br>{SECOND}</p></div>") == "a"


def test_without_text_it_is_the_whole_page() -> None:
    body = body_of("<ul><li><a href='/x'>News</a></li></ul>")
    assert find_container(body, read_blocks(body), None, set()) is body


@pytest.mark.parametrize(
    ("html", "sign"),
    [(f"<p>{FIRST}</p>", 1), ("<p>News</p>", -1), (f"<p><a href='/x'>{FIRST}</a></p>", -1), ("<h2>A heading</h2>", 0)],
)
def test_worth(html: str, sign: int) -> None:
    worth = block_worth(read_blocks(body_of(html))[0])
    assert (worth > 0) - (worth < 0) == sign


def test_teasers_are_texts_under_linked_headings() -> None:
    html = f"<div><h3><a href='/1'>One</a></h3><p>{FIRST}</p></div><div><h3>Two</h3><p>{SECOND}</p></div><p>{THIRD}</p>"
    assert teasers(read_blocks(body_of(html))) == {1}


def test_the_title_and_a_section_with_points_announce_nothing() -> None:
    html = f"<div><h2><a href='/self'>Title</a></h2><p>{FIRST}</p></div>"
    assert teasers(read_blocks(body_of(html))) == {1}
    assert teasers(read_blocks(body_of(html)), title_at=0) == set()
    points = f"<div><h3><a href='/1'>One</a></h3><p>{FIRST}</p><ul><li>Long</li><li>Deep</li></ul></div>"
    assert teasers(read_blocks(body_of(points))) == set()
    assert teasers(read_blocks(body_of(points.replace("<li>Deep</li>", "")))) == {1, 2}


def test_a_long_text_under_a_linked_heading_is_its_own() -> None:
    html = f"<div><h2><a href='/self'>Title</a></h2><p>{FIRST * 5}</p></div>"
    assert teasers(read_blocks(body_of(html))) == set()


def test_names() -> None:
    element = body_of("<p itemprop='articleBody' class='a b' id='c'>x</p>").find_all("p")[0]
    assert is_named(element)
    assert (names_of(element), attribute(element, "title")) == ("a b c", "")
    assert Block("上", "paragraph", element).size == 3
