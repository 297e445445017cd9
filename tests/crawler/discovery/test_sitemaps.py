"""Sitemaps, their indexes, and what is bounded in them."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
import zlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.discovery import Hint, Kind, Link, discover, markup, sitemaps

URL = "https://example.org/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def urlset(content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACES}>{content}</urlset>'.encode()


def test_pages() -> None:
    body = urlset(
        "<url><loc>\n https://example.org/a?x=1&amp;y=2 </loc><lastmod>2019-10-30T10:00:00+02:00</lastmod></url>"
        "<url><loc>https://example.org/b</loc><lastmod>2019-10-30</lastmod><priority>0.5</priority></url>"
        "<url><loc>https://example.org/c</loc><lastmod>2019-10</lastmod></url>"
    )
    assert discover(body, URL).links == (
        Link("https://example.org/a?x=1&y=2", modified=datetime.fromisoformat("2019-10-30T10:00:00+02:00")),
        Link("https://example.org/b", modified=datetime(2019, 10, 30, tzinfo=UTC)),
        Link("https://example.org/c"),
    )


def test_news() -> None:
    body = urlset(
        "<url><loc>https://example.org/a</loc>"
        "<image:image><image:loc>https://example.org/i.png</image:loc><image:title>Picture</image:title></image:image>"
        "<news:news><news:publication><news:name>Press</news:name></news:publication>"
        "<news:publication_date>2019-10-30</news:publication_date><news:title>A &amp; B</news:title></news:news></url>"
    )
    (link,) = discover(body, URL).links
    assert link == Link("https://example.org/a", "A & B", date(2019, 10, 30), kind_hint=Hint.RELEASE)


def test_index() -> None:
    body = (
        f"<sitemapindex {NAMESPACES}><sitemap><loc>https://example.org/s1.xml.gz</loc><lastmod>2019-10-30</lastmod>"
        "</sitemap><sitemap><loc>/s2.xml</loc></sitemap><sitemap/></sitemapindex>"
    )
    found = discover(body.encode(), URL)
    assert found.kind is Kind.SITEMAP_INDEX
    assert found.links == (
        Link("https://example.org/s1.xml.gz", modified=datetime(2019, 10, 30, tzinfo=UTC), kind_hint=Hint.SITEMAP),
        Link("https://example.org/s2.xml", kind_hint=Hint.SITEMAP),
    )


def test_entity_bombs_and_external_entities_are_harmless(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://example.org/not-for-you")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    kind = (
        f'<!DOCTYPE urlset [<!ENTITY e0 "boom">{bomb}<!ENTITY file SYSTEM "{secret.as_uri()}">'
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>'
    )
    content = "<url><loc>https://example.org/a?&e11;</loc></url><url><loc>&file;</loc></url>"
    started = time.process_time()
    for root, item in (("urlset", "url"), ("sitemapindex", "sitemap")):
        for prefix in ("", f"<{root}>"):  # also where the parser itself gets to see the document type
            body = f"{prefix}{kind}<{root}>{content.replace('url>', f'{item}>')}</{root}>"
            urls = [link.url for link in discover(body.encode(), URL).links]
            assert not any("boom" in url or "not-for-you" in url for url in urls)
    assert time.process_time() - started < 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "filling",
    [
        "<url>",
        "<url><loc>",
        "<url><a>",
        "<sitemap><loc>/x",
        "<loc>/a</loc>",
        "<![CDATA[",
        "&",
        "&a;",
        "<!--",
        "<url a='",
    ],
)
@pytest.mark.parametrize("root", ["urlset", "rss"])
def test_megabytes_of_hostile_markup(root: str, filling: str) -> None:
    body = f"<{root}>".encode() + filling.encode() * (3_000_000 // len(filling))
    started = time.process_time()
    found = discover(body, URL)
    assert time.process_time() - started < 8  # at most one second on a free machine
    assert len(found.links) <= sitemaps.MAX_URLS


def test_references_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_REFERENCES", 3)
    body = urlset("".join(f"<url><loc>https://example.org/{n}?a=1&amp;b=2</loc></url>" for n in range(5)))
    assert [link.url[20:21] for link in discover(body, URL).links] == ["0", "1", "2"]


@pytest.mark.slow
def test_memory_is_bounded() -> None:
    """A process of its own with a limit: 50 MB of sitemap, packed as a bomb is, and of deeply nested feed."""
    program = """
import gzip, resource
from crawler.discovery import discover
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
page = b"<url><loc>https://example.org/press/a-release</loc></url>"
discover(gzip.compress(b"<urlset>" + page * 3_000_000, 1), "https://example.org/sitemap.xml.gz")
discover(b"<rss><channel>" + b"<item><a>" * 1_000_000, "https://example.org/feed")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1000  # megabytes


def test_plain_list() -> None:
    found = discover(b"https://example.org/a\n\n  https://example.org/b  \r\nhttps://example.org/a\n", URL)
    assert found.kind is Kind.SITEMAP
    assert [link.url for link in found.links] == ["https://example.org/a", "https://example.org/b"]


@pytest.mark.parametrize(
    "broken",
    [
        b"<urlset><url><loc>https://example.org/a</loc></url><url><loc>https://example.org/b</loc></url><url><lo",
        b"<urlset><url><loc>https://example.org/a</lok></url><url><loc>https://example.org/b</loc></url>",
        b"<urlset><url><loc>https://example.org/a</loc></url><url/><url><loc>none</loc>x</url>"
        b"<url><loc>https://example.org/b</loc></url></urlset>",
    ],
)
def test_broken_sitemaps_are_read_as_far_as_they_go(broken: bytes) -> None:
    urls = [link.url for link in discover(broken, URL).links if link.url != "https://example.org/none"]
    assert urls == ["https://example.org/a", "https://example.org/b"]


def test_a_damaged_gzip_file_is_read_as_far_as_it_goes() -> None:
    body = urlset("".join(f"<url><loc>https://example.org/{n * 7919}</loc></url>" for n in range(5000)))
    packed = gzip.compress(body)
    found = discover(packed[: len(packed) // 2], URL)
    assert found.kind is Kind.SITEMAP
    assert 1000 < len(found.links) < 5000


def test_unpacking_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_BYTES", 1_000_000)
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = bomb.compress(b"<urlset>" + b" " * 20_000_000) + bomb.flush()
    assert len(markup.unpacked(packed)) == 1_000_000


def test_the_number_of_urls_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_URLS", 10)
    body = urlset("".join(f"<url><loc>https://example.org/{n}</loc></url>" for n in range(20)))
    assert len(discover(body, URL).links) == 10
    assert len(discover(b"https://example.org/a?\n" * 5 + b"https://example.org/b\n" * 20, URL).links) == 2


@pytest.mark.slow
def test_a_full_sitemap_is_read_whole() -> None:
    body = urlset("".join(f"<url><loc>https://example.org/press/{n}</loc></url>" for n in range(sitemaps.MAX_URLS)))
    assert len(discover(gzip.compress(body), URL).links) == sitemaps.MAX_URLS
