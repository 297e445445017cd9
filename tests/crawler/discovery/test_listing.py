"""Which links of a listing page lead to releases."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crawler.discovery import Hint, Link, article_links, read_page_links
from crawler.discovery.listing import MAX_PASSED_OVER, passed_over
from crawler.learning import PatternCount, Rules, is_sample
from crawler.urls import host_of

SHARED = Path(os.environ.get("PRESSROOM_SHARED", Path(__file__).parents[4] / "shared"))
URL = "https://example.org/press"
TITLES = ("Ministers meet in the capital to talk", "Exercise ends after two weeks", "New member joins the organisation")
AROUND = """
    <nav><a href="/press/the-organisation-and-its-history">The organisation and its long history</a></nav>
    <main><p><a href="/">Home</a> <a href="/press/archive-of-all-the-years">All the years in one</a></p>{}
    <p><a href="/login">Log in to see more of this</a> <a href="/tag/summit">Everything about the summit</a>
    <a href="https://social.example/share-this-page-with-friends">Share this page with your friends</a></p>
    <p><a href="?page=2">Next</a></p></main>
    <footer><a href="/press/how-to-reach-the-press-office">How to reach the press office</a></footer>
"""


def chosen(items: str, allow: tuple[str, ...] = (), hosts: tuple[str, ...] = ("example.org",)) -> list[Link]:
    return article_links(read_page_links(AROUND.format(items).encode(), URL), hosts, allow)


def slug(title: str) -> str:
    return title.lower().replace(" ", "-")


@pytest.mark.parametrize(
    "item",
    [
        "<div class=row><span>30 October 2019</span><h3><a href=/press/{slug}>{title}</a></h3><p>And so on.</p></div>",
        "<li><a href=/press/{slug}>{title}</a></li>",
        "<tr><td>30.10.2019</td><td><a href=/node/{number}>{title}</a></td></tr>",
        "<div class=card><h2>{title}</h2><p>30 October 2019</p><p>And so on. <a href=/press/{slug}>More</a></p></div>",
        "<article><a href=/2019/10/{slug}><h3>{title}</h3><p>And so on, for quite some time.</p></a></article>",
        "<p><time datetime=2019-10-30></time><a href='/index.php?id={number}:{slug}&amp;cat=3'>{title}</a></p>",
        "<li>30 October 2019 <a href=/files/{slug}.pdf>{title}</a></li>",
    ],
)
def test_lists_of_many_kinds(item: str) -> None:
    filled = [item.format(title=title, slug=slug(title), number=1234 + n) for n, title in enumerate(TITLES)]
    links = chosen("".join(["<table>" if "<tr>" in item else "<div>", *filled]))
    assert [link.title for link in links] == list(TITLES)
    assert {link.kind_hint for link in links} == {Hint.RELEASE}
    if "2019 " in item or "2019<" in item:
        assert {link.published for link in links} == {date(2019, 10, 30)}


def test_a_list_of_topics_is_left() -> None:
    releases = "".join(f"<div class=row><h3><a href=/press/{slug(title)}>{title}</a></h3></div>" for title in TITLES)
    topics = "".join(
        f"<li><a href=/issues/{n}>Questions of the environment {n}</a></li>" for n in ("air", "sea", "soil")
    )
    assert [link.title for link in chosen(f"{releases}<ul>{topics}</ul>")] == list(TITLES)


def test_sections_above_and_media_files_are_left() -> None:
    items = "".join(
        f"<li>30 October 2019 <a href={path}>A link with a long enough text</a></li>"
        for path in ("/press/archive-of-photos-of-2019.jpg", "/press/all-of-the-talks-2019.mp3", "/press?utm_source=x")
    )
    assert chosen(f"<ul>{items}</ul>") == []


def test_other_hosts_are_left() -> None:
    items = "".join(f"<h3><a href=https://news.example.net/press/{slug(title)}>{title}</a></h3>" for title in TITLES)
    assert chosen(items) == []
    assert len(chosen(items, hosts=("example.org", "example.net"))) == 3


def test_patterns_decide_alone() -> None:
    items = "<p><a href=/releases/a>A</a><a href=/releases/>All</a><a href=https://other.example/releases/b>B</a></p>"
    assert chosen(items, allow=("/releases/**", "/login")) == [
        Link("https://example.org/releases/a", "A", kind_hint=Hint.RELEASE),
        Link("https://example.org/login", "Log in to see more of this", kind_hint=Hint.RELEASE),
    ]


def test_what_a_person_denies_is_left_even_where_it_is_allowed() -> None:
    page = read_page_links(b"<a href=/releases/a>A</a><a href=/releases/b>B</a>", URL)
    links = article_links(page, ["example.org"], ("/releases/*",), Rules.of([], deny=["/releases/b"]))
    assert [link.url for link in links] == ["https://example.org/releases/a"]


CARDS = "".join(f"<div class=row><h3><a href=/{{0}}/{slug(title)}>{title}</a></h3></div>" for title in TITLES)


@pytest.mark.parametrize("section", ["events", "jobs/details", "galleries/2019", "tag", "legal"])
def test_sections_for_other_things_are_left_unless_the_page_lies_in_one(section: str) -> None:
    html = CARDS.format(section).encode()
    page = read_page_links(html, "https://example.org/")
    assert article_links(page, ["example.org"]) == []
    assert all("section for" in reason for _, reason in passed_over(page, ["example.org"]))
    assert len(article_links(read_page_links(html, f"https://example.org/{section}/all"), ["example.org"])) == 3


def known(pattern: str, *, releases: int = 0, others: int = 0) -> Rules:
    return Rules.of([PatternCount(f"example.org/{pattern}", releases, others, dated=releases)])


def test_learnt_releases_are_taken_whatever_their_list_looks_like() -> None:
    page = read_page_links(b"<main><p><a href=/stuff/12>Mill</a> <a href=/things/12>Sea</a></p></main>", URL)
    assert article_links(page, ["example.org"]) == []
    links = article_links(page, ["example.org"], rules=known("stuff/{number}", releases=9))
    assert [link.title for link in links] == ["Mill"]


def test_learnt_releases_vouch_for_the_rest_of_their_list() -> None:
    urls = ["/stuff/12", "/stuff/13", "/stuff/14", "/stuff/a-meeting"]
    items = "".join(f"<li><a href={url}>A title that may be one</a></li>" for url in urls)
    page = read_page_links(f"<main><ul>{items}</ul></main>".encode(), "https://example.org/")
    assert article_links(page, ["example.org"]) == []
    assert len(article_links(page, ["example.org"], rules=known("stuff/{number}", releases=9))) == 4


def test_learnt_others_are_left_but_for_samples() -> None:
    titles = [f"The title of the programme number {n}" for n in range(200)]
    html = "".join(f"<h3><a href=/press/{slug(title)}>{title}</a></h3>" for title in titles)
    page, rules = read_page_links(html.encode(), URL), known("press/{slug}", others=12)
    assert len(article_links(page, ["example.org"])) == 200
    taken = [link.url for link in article_links(page, ["example.org"], rules=rules)]
    assert taken == [link.url for link in page.links if is_sample(link.url)]
    reasons = passed_over(page, ["example.org"], rules=rules)
    assert len(reasons) + len(taken) == 200
    assert {reason for _, reason in reasons} == {"12 of 12 pages like example.org/press/{slug} were no releases"}


def test_menus_are_left_and_news_that_every_page_shows_is_taken() -> None:
    html = "".join(f"<div><h3><a href=/press/{slug(t)}>{t}</a></h3> {{}}</div>" for t in TITLES)
    rules = Rules.of([], [f"https://example.org/press/{slug(title)}" for title in TITLES])
    dates = ["30 October 2019"] * 3
    menu, news = (read_page_links(html.format(*texts).encode(), URL) for texts in ([""] * 3, dates))
    assert article_links(menu, ["example.org"], rules=rules) == []
    assert passed_over(menu, ["example.org"], rules=rules) == []
    assert len(article_links(news, ["example.org"], rules=rules)) == 3


def test_every_link_that_is_left_has_a_reason() -> None:
    items = """
        <ul><li><a href=/press/plan.docx>The plan for the coming year</a></li>
        <li><a href=/press/search>Search in all that we have</a></li><li><a href=/press/x>Short</a></li></ul>
        <p><a href=/house>The house and what is in it</a> <a href="?page=2">Next</a> <a href="/">Home</a></p>
    """
    page = read_page_links(f"<main>{items}</main><footer><a href=/imprint>Imprint</a></footer>".encode(), URL)
    assert passed_over(page, ["example.org"]) == [
        ("https://example.org/press/plan.docx", "it is a media file by its address"),
        ("https://example.org/press/search", "it is a service or an index of the site by its address"),
        ("https://example.org/press/x", "its text is too short for a title"),
        ("https://example.org/house", "its list has too few signs of releases (dates, headings, titles, addresses)"),
    ]
    assert passed_over(page, ["example.org"], ("/press/x",))[0] == (
        "https://example.org/press/plan.docx",
        "it matches none of the patterns that config.toml allows",
    )


def test_reasons_are_bounded() -> None:
    html = "".join(f"<a href=/a/{n}>Short</a>" for n in range(1_000))
    assert len(passed_over(read_page_links(html.encode(), URL), ["example.org"])) == MAX_PASSED_OVER


def test_a_page_without_links() -> None:
    assert article_links(read_page_links(b"", URL), ["example.org"]) == []


def _real_listings() -> Iterator[tuple[str, bytes]]:
    folder = SHARED / "data" / "html"
    if not folder.exists():
        pytest.skip("needs the shared data: html")
    for line in (folder / "index.jsonl").read_text().splitlines():
        page = json.loads(line)
        if page["page_type"] == "listing" and "press-releases" in page["url"]:
            yield page["url"], gzip.decompress((folder / page["file"]).read_bytes())


def test_real_listings() -> None:
    for url, html in _real_listings():
        page = read_page_links(html, url)
        links = article_links(page, [host_of(url)])
        assert len(links) >= 10
        assert all(link.url.startswith(url) for link in links)
        assert sum(link.published is not None for link in links) >= len(links) * 0.9
        assert page.next_page == f"{url}?page=1" or len(links) > 100
