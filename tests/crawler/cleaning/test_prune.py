"""What is cut off before BeautifulSoup sees a page; a test for each rule."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from crawler.cleaning import furniture
from crawler.cleaning.parse import parse
from crawler.cleaning.prune import MAX_DEPTH, MAX_ELEMENTS, prune

from .pages import FIRST, SECOND, THIRD

MAIN = f"<main><h1>New quay</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>{'<p>And so on.</p>' * 30}</main>"
PROSE = f"<p>{FIRST} {SECOND}</p>"


def pruned(html: str) -> BeautifulSoup:
    return prune(parse(html.encode("utf-8", "surrogatepass")).root)


def text_of(body: str) -> str:
    return " ".join(pruned(f"<html><body>{body}</body></html>").get_text(" ").split())


def is_dropped(extra: str) -> bool:
    text = text_of(MAIN + extra)
    assert text.startswith(f"New quay {FIRST}")
    return "EXTRA" not in text


@pytest.mark.parametrize("tag", ["script", "style", "noscript", "template", "svg"])
def test_code_goes(tag: str) -> None:
    assert is_dropped(f"<{tag}>EXTRA</{tag}>")


def test_what_is_said_to_machines_goes_but_for_microdata() -> None:
    soup = pruned(
        '<link rel="icon" href="/i"><meta name="theme-color" content="red">'
        '<script type="application/ld+json">{}</script>'
        '<p>x <meta itemprop="datePublished" content="2021-05-04"><link itemprop="url" href="/x"></p>'
    )
    kept = soup.find_all(["meta", "link", "script"])
    assert [element.get("itemprop") for element in kept] == ["datePublished", "url"]


@pytest.mark.parametrize(
    "empty", ["<div></div>", '<div class="box"><p> </p></div>', "<section><ul><li></li></ul></section>"]
)
def test_empty_boxes_go(empty: str) -> None:
    assert str(pruned(f"<div><p>x</p>{empty}<p>y</p></div>").div) == "<div><p>x</p><p>y</p></div>"


@pytest.mark.parametrize(
    "stays", ["one<div></div>two", "<p>x</p><div><br></div>", '<p>x</p><div datetime="2021-05-04"></div>']
)
def test_empty_boxes_that_part_texts_or_hold_something_stay(stays: str) -> None:
    assert str(pruned(f"<div>{stays}</div>").div) == f"<div>{stays}</div>".replace("<br>", "<br/>")


def test_comments_go() -> None:
    assert is_dropped("<!-- EXTRA -->")


@pytest.mark.parametrize("tag", ["figcaption", "button", "label", "iframe"])
def test_media_and_controls_go(tag: str) -> None:
    assert is_dropped(f"<{tag}>EXTRA</{tag}>")


def test_a_button_that_nobody_closed_does_not_swallow_the_page() -> None:
    assert FIRST in text_of(f"<div><button>Menu{MAIN}{PROSE * 5}</div>")


@pytest.mark.parametrize(
    "markup", ["<div hidden>EXTRA</div>", "<p style='display: none'>EXTRA</p>", "<p class='sr-only'>EXTRA</p>"]
)
def test_what_is_hidden_goes(markup: str) -> None:
    assert is_dropped(markup)


def test_a_text_that_a_script_shows_later_stays() -> None:
    assert FIRST in text_of(f"<h1>New quay</h1><div style='display:none'>{PROSE}</div>")


def test_a_part_of_the_text_that_a_reader_opens_stays() -> None:
    prose = f"<div hidden><p>{FIRST} Ships of all kinds can berth there now. EXTRA</p></div>"
    assert not is_dropped(f"<div class='accordion'>{prose}</div>")
    assert is_dropped(f"<div class='toggle'>{prose}</div>")
    assert is_dropped("<div class='accordion'><div hidden>EXTRA</div></div>")
    assert not is_dropped("<h3><button>EXTRA</button></h3>")


def test_what_was_sent_late_stands_where_it_belongs() -> None:
    late = '<div hidden id="S:0"><p>two</p><template id="P:1"></template></div><div hidden id="S:1"><p>three</p></div>'
    assert text_of(f'<p>one</p><template id="B:0"></template><p>four</p>{late}') == "one two three four"
    assert text_of('<p>one</p><div hidden id="S:0"><p>two</p><template id="B:0"></template></div>') == "one"
    assert text_of('<p>one</p><template id="B:1"></template><div hidden id="S:0"><p>two</p></div>') == "one"


def test_it_stays_whatever_stands_beside_it() -> None:
    menu = "<ul class='menu'>" + "<li><a href='/x'>A long entry of the menu</a></li>" * 100 + "</ul>"
    readers = f"<section id='comments'>{f'<p>{THIRD} {THIRD}</p>' * 20}</section>"
    assert FIRST in text_of(f"{menu}<h1>New quay</h1><div style='display:none'>{PROSE}</div>{readers}")


def test_comments_of_readers_go_however_much_they_are() -> None:
    readers = f"<div class='comments-area'>{'<p>EXTRA, said somebody.</p>' * 500}</div>"
    assert "EXTRA" not in text_of(f"<h1>New quay</h1>{PROSE}{readers}")
    assert FIRST in text_of(f"<h1>New quay</h1><div class='comments-closed'>{PROSE}</div>")


def test_a_menu_goes_however_long_it_is() -> None:
    assert "EXTRA" not in text_of(f"<h1>New quay</h1>{PROSE}<nav>{'<a href=/x>EXTRA entry</a> ' * 500}</nav>")


def test_teasers_go_by_their_name_however_many_they_are() -> None:
    cards = "<h3><a href='/x'>EXTRA</a></h3><p>A teaser of some length.</p>" * 50
    assert "EXTRA" not in text_of(f"<h1>New quay</h1>{PROSE}<div class='related'>{cards}</div>")


@pytest.mark.parametrize(
    "markup",
    [
        "<nav>EXTRA</nav>",
        "<aside>EXTRA</aside>",
        "<footer>EXTRA</footer>",
        "<div role='navigation'>EXTRA</div>",
        "<div role='dialog'>EXTRA</div>",
    ],
)
def test_navigation_goes(markup: str) -> None:
    assert is_dropped(markup)


def test_an_aside_with_the_headline_stays() -> None:
    assert text_of("<aside><h1>New quay</h1></aside>") == "New quay"


@pytest.mark.parametrize(
    "names", ["share", "article__share-buttons", "relatedPosts", "newsletter", "comments-area", "breadcrumb", "rs_skip"]
)
def test_named_furniture_goes_whatever_it_holds(names: str) -> None:
    assert is_dropped(f'<div class="{names}"><p>EXTRA {FIRST}</p></div>')


@pytest.mark.parametrize(
    "markup",
    [
        "<h2 id='related-work-and-tools'>EXTRA</h2>",
        "<h2><span class='toc' id='more-social-media'>EXTRA</span></h2>",
        "<pre><code>x = 1 <span class='hl-comment'># EXTRA</span></code></pre>",
        "<div class='elementor-widget elementor-widget-heading'><h2>EXTRA</h2></div>",
        "<div class='widget-span widget-type-cell'><p>EXTRA</p></div>",
        "<div class='widget Blog' id='Blog1'><p>EXTRA</p></div>",
        "<p>The office signed what it calls a <a class='popup' href='/x'>EXTRA</a></p>",
    ],
)
def test_names_that_say_nothing_about_a_page_drop_nothing(markup: str) -> None:
    assert not is_dropped(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<h2 class='related' id='quay'>EXTRA</h2>",
        "<div class='elementor-widget elementor-widget-share'><p>EXTRA</p></div>",
        "<div class='widget BlogArchive' id='BlogArchive1'><p>EXTRA</p></div>",
        "<p>On: <a class='popup' href='/x'>EXTRA</a></p>",
        "<p>The office said so in its letter to all <a class='more' href='/x'>EXTRA</a></p>",
    ],
)
def test_names_beside_such_count(markup: str) -> None:
    assert is_dropped(markup)


@pytest.mark.parametrize("names", ["sidebar", "site-footer", "teaser", "widget", "content-nav"])
def test_doubtful_names_count_only_without_prose(names: str) -> None:
    assert is_dropped(f'<div class="{names}"><a href="/x">EXTRA</a></div>')
    assert not is_dropped(f'<div class="{names}">EXTRA {PROSE}</div>')


def test_a_link_in_mid_sentence_stays_whatever_it_opens() -> None:
    assert not is_dropped('<p>My <a class="popup" href="#">EXTRA</a> for thirty years.</p>')
    assert is_dropped('<p>It was so. <a class="share" href="#">EXTRA</a></p>')


def test_a_teaser_without_a_link_is_a_lead() -> None:
    assert not is_dropped('<div class="teaser-text"><p>EXTRA</p></div>')
    assert is_dropped('<a href="/x"><div class="teaser-text"><p>EXTRA</p></div></a>')


def test_components_of_a_content_system_are_no_consent_windows() -> None:
    assert not is_dropped('<div class="cmp-text"><p>EXTRA</p></div>')


def test_a_long_heading_is_a_lead_whatever_it_is_named() -> None:
    assert not is_dropped(f'<h2 class="teaser caption-lg">EXTRA {FIRST} {FIRST}</h2>')


def test_a_headline_under_its_picture_stays() -> None:
    assert not is_dropped("<figure><figcaption><h1>EXTRA</h1></figcaption></figure>")


def test_an_aside_with_the_date_stays() -> None:
    assert not is_dropped("<aside><p>EXTRA</p><time>12 August 2025</time></aside>")


def test_a_teaser_with_prose_under_a_linked_heading_goes() -> None:
    assert is_dropped(f'<div class="teaser"><h3><a href="/x">EXTRA</a></h3>{PROSE}</div>')


def test_an_overlay_goes_with_its_headline() -> None:
    assert is_dropped('<div class="cookie-consent"><h1>EXTRA</h1></div>')


def test_a_dated_line_stays_for_the_rules_about_dates() -> None:
    assert not is_dropped('<p class="meta">EXTRA 4 May 2021</p>')
    assert is_dropped('<p class="meta">EXTRA © 2021</p>')


def test_bare_inline_elements_are_unwrapped() -> None:
    soup = pruned("<p>a <b>b</b> <span>c</span> <span class='d'>d</span> <i itemprop='x'>e</i></p>")
    assert [element.name for element in soup.find_all(["b", "i", "span"])] == ["span", "i"]
    assert soup.get_text() == "a b c d e"


def test_attributes_that_no_rule_asks_for_go() -> None:
    element = pruned('<p class="a" data-x="b" onclick="c" <<="d">text</p>').find_all("p")[0]
    assert set(element.attrs) == {"class"}


def test_deep_nesting_is_flattened() -> None:
    soup = pruned("<div>" * 1_000 + "deep" + "</div>" * 1_000)
    assert soup.get_text() == "deep"
    assert len(soup.find_all("div")) <= MAX_DEPTH


def test_the_number_of_elements_is_bounded() -> None:
    assert len(pruned("<p>x</p>" * 100_000).find_all(True)) <= MAX_ELEMENTS + 10


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "<", "just text", "&#1; &#xD800; &#xFFFF; &#11;", "<p \x01=x>\x02</p>"]
)
def test_no_input_is_too_odd(text: str) -> None:
    pruned(text).get_text().encode()


def test_words_of_class_names() -> None:
    assert furniture.words("site-Header shareBar__x") >= {"site", "header", "siteheader", "share", "bar", "sharebar"}
    assert furniture.words("has-sidebar no-share") == set()


def test_furniture_by_name() -> None:
    assert furniture.always("share-bar")
    assert furniture.usually("sidebar")
    assert not furniture.always("sharepoint")
    assert furniture.is_furniture_role(" Navigation ")
    assert not furniture.is_furniture_role("main")
