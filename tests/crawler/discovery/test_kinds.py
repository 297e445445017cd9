"""What a fetched thing is, told by content alone."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Kind, discover, kinds

URL = "https://example.org/some/place"
RSS = '<rss version="2.0"><channel><item><link>/a</link></item></channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/></entry></feed>'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item/></rdf:RDF>'
URLSET = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://example.org/a</loc></url></urlset>'
)
INDEX = "<sitemapindex><sitemap><loc>https://example.org/s.xml</loc></sitemap></sitemapindex>"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, Kind.FEED),
        (DECLARATION + RSS, Kind.FEED),
        ("\n\n  " + DECLARATION + RSS, Kind.FEED),
        ("<br />\n<b>Warning</b>: in feed.php on line 3<br />\n" + DECLARATION + RSS, Kind.FEED),
        ("<!-- <html> made by hand --><?xml-stylesheet href='x.xsl'?>" + RSS, Kind.FEED),
        ("<?xml version='1.0'?><!DOCTYPE rss SYSTEM 'http://example.org/rss-0.91.dtd'>" + RSS, Kind.FEED),
        (ATOM, Kind.FEED),
        (ATOM.replace("feed", "a:feed"), Kind.FEED),
        (RDF, Kind.FEED),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', Kind.FEED),
        (URLSET, Kind.SITEMAP),
        (DECLARATION + URLSET, Kind.SITEMAP),
        ("https://example.org/a\r\nhttps://example.org/b\r\n", Kind.SITEMAP),
        (INDEX, Kind.SITEMAP_INDEX),
        ("<!DOCTYPE html><html><body><p>Hello <rss></p></body></html>", Kind.HTML),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', Kind.HTML),
        ("<!-- <rss> --><!----><p>One</p><!-- <rss> -->", Kind.HTML),
        ("<p>One</p><!-- left open", Kind.HTML),
        ("<!-- a long story -->\n<title>Hello</title><p>There", Kind.HTML),
        ("Some text first, then <p>a paragraph</p>", Kind.HTML),
        ("<li><a href=/a>A</a></li>", Kind.HTML),
        ("\n<tr><td>One</td></tr>", Kind.HTML),
        ("<span>One</span> <time>2024-10-03</time>", Kind.HTML),
        ('[{"title": "Ministers meet again", "url": "/news/a"}]', Kind.JSON_LISTING),
        ('{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a", "title": "A"}]}', Kind.FEED),
        ("%PDF-1.7\n%\xe2\xe3", Kind.PDF),
        ("\n\n%PDF-1.4", Kind.PDF),
        ("", Kind.OTHER),
        (" \n ", Kind.OTHER),
        ("Just words.", Kind.OTHER),
        ("https://example.org/a\nJust words.", Kind.OTHER),
        ('{"a": 1}', Kind.OTHER),
        ("[1, 2", Kind.OTHER),
        ("[" * 100_000, Kind.OTHER),
        ('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><title>x</title></svg>', Kind.OTHER),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', Kind.OTHER),
    ],
)
@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8", "application/octet-stream"])
def test_kind_by_content(body: str, kind: Kind, content_type: str | None) -> None:
    assert discover(body.encode("latin-1"), URL, content_type).kind is kind


@pytest.mark.parametrize("text", [RSS, URLSET, INDEX, "<!doctype html><p>Hello"])
def test_encodings_and_gzip_do_not_matter(text: str) -> None:
    expected = discover(text.encode(), URL)
    assert discover(gzip.compress(text.encode()), URL) == expected
    assert discover(b"\xef\xbb\xbf" + text.encode(), URL) == expected
    assert discover(text.encode("utf-16"), URL) == expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n", "an image (PNG)"),
        (b"PK\x03\x04rest", "a ZIP archive or an office document"),
        (b"\x01\x02\x03\x04\x05", "binary data, sent as text/html"),
        (b"[1, 2", "JSON, damaged, sent as text/html"),
        (b"[1, 2]", "JSON without links, sent as text/html"),
        (b"Just words.", "plain text, sent as text/html"),
        (b'<?xml version="1.0"?><svg:svg/>', "XML (svg:svg), sent as text/html"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "packed twice, or damaged (gzip)"),
        (b"\x1f\x8bnot really", "empty"),
    ],
)
def test_the_reason_for_other_things(body: bytes, reason: str) -> None:
    assert discover(body, URL, "text/html").reason == reason


def test_json_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_MAX_JSON", 100)
    assert discover(b'["' + b"x" * 100 + b'"]', URL).reason == "JSON, too long to be read"


@given(st.binary(), st.text())
def test_never_raises(body: bytes, url: str) -> None:
    discover(body, url)


@given(
    st.lists(st.sampled_from([*"<>&;/!?[]-\"'= \n", "rss", "feed", "item", "entry", "link", "urlset", "url", "loc"]))
)
def test_never_raises_on_broken_markup(pieces: list[str]) -> None:
    for root in ("<rss>", "<feed>", "<urlset>", "<sitemapindex>", "<!doctype html>", "{"):
        discover((root + "".join(pieces)).encode(), URL)
