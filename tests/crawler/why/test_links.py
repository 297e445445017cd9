"""What becomes of one link of a start or listing page."""

from __future__ import annotations

import pytest

from crawler.reading import Body, Scope
from crawler.why.links import NAVIGATION, NOFOLLOW, TAKEN, why_left
from tests.crawler.crawling import HOST, SITE, items, listing

ITEMS = items(6)
URL = f"{SITE}{ITEMS[2].path}"
SCOPE = Scope(frozenset({HOST}))
NOT_ALLOWED = "it matches none of the patterns that config.toml allows"


def left(content: bytes, url: str = URL, scope: Scope = SCOPE, tag: str | None = None) -> str | None:
    return why_left(Body(content, f"{SITE}/", None, tag), url, scope)


def html(below: str = "", head: str = "") -> bytes:
    return listing(ITEMS, below, head)[0]


def feed(*paths: str) -> bytes:
    entries = "".join(f"<item><title>Release {path}</title><link>{SITE}{path}</link></item>" for path in paths)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{entries}</channel></rss>'.encode()


def sitemap(*paths: str, of: str = "url") -> bytes:
    entries = "".join(f"<{of}><loc>{SITE}{path}</loc></{of}>" for path in paths)
    root = {"url": "urlset", "sitemap": "sitemapindex"}[of]
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'.encode()


def test_a_release_on_a_listing_is_taken() -> None:
    assert left(html()) == TAKEN


def test_what_is_not_linked_is_not_there() -> None:
    assert left(html(), f"{SITE}/news/another") is None
    assert left(feed("/a"), f"{SITE}/b") is None
    assert left(sitemap("/a"), f"{SITE}/b") is None
    assert left(b"%PDF-1.7 no links", URL) is None


def test_a_further_page_is_taken() -> None:
    assert left(html('<a rel="next" href="/?page=2">Older</a>'), f"{SITE}/?page=2") == TAKEN


def test_a_link_of_the_menu_is_left_as_navigation() -> None:
    page = html().replace(b"</nav>", b"<a href='/about-the-office'>About</a></nav>")
    assert left(page, f"{SITE}/about-the-office") == NAVIGATION


def test_a_media_file_is_left_by_its_address() -> None:
    reason = left(html('<p><a href="/files/a-long-photo-of-the-bridge.jpg">A long photo of the bridge</a></p>'),
                  f"{SITE}/files/a-long-photo-of-the-bridge.jpg")  # fmt: skip
    assert reason is not None
    assert "media file" in reason


@pytest.mark.parametrize(
    ("content", "tag"),
    [(html(head='<meta name="robots" content="nofollow">'), None), (html(), "nofollow"), (html(), "pressroom: none")],
)
def test_a_page_may_ask_that_its_links_are_not_followed(content: bytes, tag: str | None) -> None:
    assert left(content, tag=tag) == NOFOLLOW


def test_config_toml_allows_and_denies() -> None:
    assert left(html(), scope=Scope(frozenset({HOST}), allow=("/press/**",))) == NOT_ALLOWED
    assert left(html(), scope=Scope(frozenset({HOST}), allow=("/news/**",))) == TAKEN
    assert left(html(), scope=Scope(frozenset({HOST}), allow=("/news/**",), deny=("/news/2026/**",))) == (
        "config.toml denies it"
    )
    assert left(feed("/a"), f"{SITE}/a", Scope(frozenset({HOST}), allow=("/press/**",))) == NOT_ALLOWED
    assert left(sitemap("/a"), f"{SITE}/a", Scope(frozenset({HOST}), deny=("/a",))) == "config.toml denies it"


def test_entries_of_feeds_and_sitemaps_are_taken() -> None:
    assert left(feed("/a", "/b"), f"{SITE}/b") == TAKEN
    assert left(sitemap("/a", "/b"), f"{SITE}/b") == TAKEN
    assert left(sitemap("/one.xml", "/two.xml", of="sitemap"), f"{SITE}/two.xml") == TAKEN


def test_an_entry_on_another_host_is_left() -> None:
    assert left(feed("/a"), f"{SITE}/a", Scope(frozenset({"other.example.net"}))) == "its host is not ours"
