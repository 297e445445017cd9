"""The title; a test for each rule and for what spoils titles."""

from __future__ import annotations

import pytest

from crawler.cleaning.title import MAX_TITLE, TitleEvidence, find_title

from .pages import metadata_of, soup_of

NAME = "New quay opens to large ships"


def title_of(body: str, head: str = "", url: str = "https://www.harbouroffice.example/news/1") -> str:
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return find_title(TitleEvidence(soup_of(page), metadata_of(page), url))[0]


def news(headline: str, kind: str = "NewsArticle") -> str:
    return f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "{headline}"}}</script>'


def test_news_headline() -> None:
    head = news("Quay opens | Harbour Office") + '<meta property="og:site_name" content="Harbour Office">'
    assert title_of("<h1>At last: a quay that ships can use</h1>", head) == "Quay opens"


def test_a_heading_that_the_page_is_shared_by_goes_before_its_headline() -> None:
    head = news("Quay: all ships may come") + f'<meta property="og:title" content="{NAME} | Harbour Office">'
    head += '<meta property="og:site_name" content="Harbour Office">'
    assert title_of(f"<h1>{NAME}</h1>", head) == NAME


def test_no_blank_before_a_colon() -> None:
    assert title_of(f"<h1><span>Harbour</span>: {NAME}</h1>") == f"Harbour: {NAME}"


@pytest.mark.parametrize("told", ["New quay opens to …", "New quay opens"])
def test_a_heading_goes_before_a_headline_that_shortens_it(told: str) -> None:
    assert title_of(f"<h1>{NAME}</h1>", news(told) + f"<title>{NAME}</title>") == NAME


def test_only_news_is_taken_at_its_word() -> None:
    assert title_of(f"<h1>{NAME}</h1>", news("Quay: all about it", "WebPage") + f"<title>{NAME}</title>") == NAME


def test_marked_headline() -> None:
    assert title_of(f'<h1>News</h1><h2 itemprop="headline">{NAME}</h2>') == NAME


def test_confirmed_heading() -> None:
    body = f"<h1>Press</h1><h1>{NAME}</h1>"
    assert title_of(body, f"<title>{NAME} - Press - Harbour Office</title>") == NAME


def test_a_lower_heading_is_confirmed_where_no_level_1_heading_is() -> None:
    assert title_of(f"<h1>Press room</h1><h3>{NAME}</h3>", f"<title>{NAME}</title>") == NAME


def test_json_ld_confirms_too() -> None:
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{NAME}"}}</script>'
    assert title_of(f"<h1>A menu of many things</h1><h1>{NAME}</h1>", script) == NAME


def test_heading_with_more() -> None:
    head = f'<meta property="og:title" content="{NAME}">'
    assert title_of(f"<h1>Breaking: {NAME} and much more</h1>", head) == NAME


def test_reworded_heading() -> None:
    assert title_of("<h1>The new quay opens for ships</h1>", f"<title>{NAME}</title>") == "The new quay opens for ships"


def test_a_heading_about_something_else_is_not_the_title() -> None:
    assert title_of("<h1>Our blog</h1>", f"<title>{NAME}</title>") == NAME


def test_given_name_without_the_sites_name() -> None:
    head = '<meta property="og:site_name" content="Port of X">'
    assert title_of("<p>Text</p>", f"{head}<title>{NAME} | Port of X</title>") == NAME
    assert title_of("<p>Text</p>", f"{head}<title>Port of X: {NAME}</title>") == NAME


def test_the_host_gives_the_sites_name_as_well() -> None:
    assert title_of("<p>Text</p>", f"<title>{NAME} – Harbour Office</title>") == NAME


def test_parts_that_are_no_sites_name_stay() -> None:
    assert title_of("<p>Text</p>", "<title>Ships - a history</title>") == "Ships - a history"


def test_any_heading_where_there_is_nothing_else() -> None:
    assert title_of(f"<h2>{NAME}</h2>") == NAME


def test_no_title() -> None:
    assert title_of("<p>Text</p>") == ""


@pytest.mark.parametrize(
    "heading",
    [
        f"<h1><span class='kicker'>Port news</span> {NAME}</h1>",
        f"<h1><div>Port news</div>{NAME}</h1>",
        f"<h1><time>4 May 2021</time> {NAME}</h1>",
        f"<h1>{NAME} <span class='x'>4 May 2021</span></h1>",
        "<h1>New <span class='x'>quay</span> opens to large ships</h1>",
    ],
)
def test_kickers_and_dates_are_no_part_of_a_headline(heading: str) -> None:
    assert title_of(heading, f"<title>{NAME}</title>") == NAME


def test_entities_in_metadata_are_resolved() -> None:
    assert title_of("", '<meta property="og:title" content="Quay &amp;amp; pier">') == "Quay & pier"


def test_a_title_has_an_end() -> None:
    assert len(title_of(f"<h1>{'word ' * 1000}</h1>")) == MAX_TITLE
    assert len(title_of("", f"<title>{'a | ' * 100_000}</title>")) <= MAX_TITLE


def test_a_broken_url_does_no_harm() -> None:
    assert title_of(f"<h1>{NAME}</h1>", url="http://[broken") == NAME


@pytest.mark.parametrize(
    "crumb",
    [
        "<nav><ol><li><h1>Quay, ships, opening: all about it</h1></li></ol></nav>",
        '<div class="ReleaseBreadcrumb_path"><h1>Quay, ships, opening: all about it</h1></div>',
    ],
)
def test_the_last_step_of_a_breadcrumb_is_no_title(crumb: str) -> None:
    head = news(NAME) + '<meta property="og:title" content="Quay, ships, opening: all about it">'
    assert title_of(f"{crumb}<h2>{NAME}</h2>", head) == NAME


def test_a_title_that_stands_only_in_the_breadcrumb_is_one() -> None:
    assert title_of(f"<nav><h1>{NAME}</h1></nav><h2>Dates</h2>", f"<title>In the port: {NAME}</title>") == NAME


def test_a_section_behind_the_title_goes_when_the_page_leaves_it_out_elsewhere() -> None:
    head = f'<meta property="og:title" content="{NAME}-Ships"><meta name="headline" content="{NAME}">'
    assert title_of("<p>Ships of 400 metres may come.</p>", head) == NAME
