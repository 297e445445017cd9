"""Where to look."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.discovery import Link, PageLinks, read_page_links
from crawler.survey.places import (
    Place,
    common_feeds,
    feeds,
    is_registry,
    sections,
    sections_of_article,
    site_hosts,
    sitemap_parts,
)

HOME = "https://www.council.example/"
HOSTS = site_hosts(HOME)


def page(*links: tuple[str, str], url: str = HOME, head: str = "") -> PageLinks:
    items = "".join(f'<li><a href="{address}">{text}</a></li>' for address, text in links)
    return read_page_links(f"<html><head>{head}</head><body><nav>{items}</nav></body></html>".encode(), url)


def paths(places: list[Place]) -> list[str]:
    return [url.removeprefix(HOME.rstrip("/")) for _, url, _ in places]


def test_sections_by_name_and_address_the_surest_first() -> None:
    found = sections(
        page(
            ("/about", "About us"),
            ("/newsroom", "Newsroom"),
            ("/news", "News"),
            ("/press-releases", "Press releases"),
            ("/x", "View all press releases"),
            ("/presse/", ""),
            ("/press/contacts", "Press contacts"),
            ("/newsletter", "Newsletter"),
            ("/rss", "News feed"),
            ("/news/ministers-agree-on-a-plan", "News of the day"),
            ("https://other.example/news", "News"),
            ("https://press.council.example/", "Press"),
        ),
        HOSTS,
    )
    assert paths(found) == [
        "/press-releases",
        "/newsroom",
        "/news",
        "/x",
        "/news/ministers-agree-on-a-plan",
        "/presse/",
        "https://press.council.example/",
    ]


def test_items_and_further_pages_of_a_listing_are_no_sections() -> None:
    found = sections(page(("/news?page=2", "Older news"), ("/news?tag=water", "Water"), url=f"{HOME}news"), HOSTS)
    assert paths(found) == []


def test_an_article_lies_in_the_folder_that_its_page_links() -> None:
    article = page(("/topics", "Topics"), ("/", "Home"), ("/news/", "News"), url=f"{HOME}news/water/2026/05/rivers")
    assert paths(sections_of_article(article, HOSTS))[0] == "/news/"


def test_an_article_lies_in_the_nearest_folder_that_is_no_date() -> None:
    assert paths(sections_of_article(page(url=f"{HOME}news/water/2026/05/rivers"), HOSTS)) == ["/news/water"]
    assert paths(sections_of_article(page(url=f"{HOME}2026/05/rivers"), HOSTS)) == []


def test_feeds_that_are_declared_or_linked() -> None:
    declared = '<link rel="alternate" type="application/atom+xml" href="/blog.atom">'
    found = feeds(
        page(
            ("/x", "RSS"),
            ("/press/rss.xml", "Subscribe"),
            ("/?feed=rss2", "Posts"),
            ("/feeding", "Food"),
            head=declared,
        )
    )
    assert paths(found) == ["/press/rss.xml", "/blog.atom", "/x", "/?feed=rss2"]


def test_common_feeds_beside_the_section() -> None:
    assert paths(common_feeds(HOME, f"{HOME}news/"))[:2] == ["/news/feed", "/feed"]
    assert paths(common_feeds(HOME, f"{HOME}list?id=3"))[0] == "/feed"


def test_parts_of_a_sitemap_index() -> None:
    names = ("page", "post-1", "post-2", "news-category", "image", "press-releases")
    links = [Link(f"{HOME}{name}.xml", modified=datetime(2026, 1, n + 1, tzinfo=UTC)) for n, name in enumerate(names)]
    assert paths(sitemap_parts(links)) == [
        "/press-releases.xml",
        "/post-2.xml",
        "/post-1.xml",
        "/page.xml",
        "/image.xml",
        "/news-category.xml",
    ]


@pytest.mark.parametrize(
    ("host", "expected"), [("gov.uk", True), ("gouv.fr", True), ("osce.org", False), ("www.gov.uk", False)]
)
def test_registries(host: str, expected: bool) -> None:
    assert is_registry(host) is expected


def test_what_stands_below_a_registry_is_not_the_site_s() -> None:
    assert site_hosts("https://www.gov.uk/x") == ("www.gov.uk",)
    assert site_hosts("https://www.council.example/x") == ("www.council.example", "council.example")
