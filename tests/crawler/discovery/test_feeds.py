"""Feeds of every family, sound and broken, and hostile XML."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.discovery import Hint, Kind, Link, discover

SHARED = Path(os.environ.get("PRESSROOM_SHARED", Path(__file__).parents[4] / "shared"))
URL = "https://example.org/feeds/all"


def links(body: str | bytes) -> tuple[Link, ...]:
    found = discover(body if isinstance(body, bytes) else body.encode(), URL)
    assert found.kind is Kind.FEED
    return found.links


def only(body: str | bytes) -> Link:
    (link,) = links(body)
    return link


def rss_item(content: str) -> Link:
    return only(f"<rss><channel><title>All</title><link>/</link><item>{content}</item></channel></rss>")


def atom_entry(content: str) -> Link:
    return only(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>All</title><entry>{content}</entry></feed>')


def test_rss_2() -> None:
    link = rss_item(
        "<title>Ministers meet</title><link>https://example.org/a?utm_source=rss</link>"
        "<guid isPermaLink='false'>17</guid><pubDate>Wed, 30 Oct 2019 10:15:00 +0200</pubDate>"
    )
    assert link == Link(
        url="https://example.org/a",
        title="Ministers meet",
        published=datetime.fromisoformat("2019-10-30T10:15:00+02:00"),
        kind_hint=Hint.RELEASE,
    )


def test_rss_1() -> None:
    link = only(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/"><link>/</link></channel>'
        '<item rdf:about="https://example.org/a"><title>A</title><dc:date>2019-10-30</dc:date></item></rdf:RDF>'
    )
    assert (link.url, link.title, link.published) == ("https://example.org/a", "A", date(2019, 10, 30))


def test_rss_091_with_a_document_type() -> None:
    link = only(
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
        '<rss version="0.91"><channel><item><title>A</title><link>/a</link></item></channel></rss>'
    )
    assert link.url == "https://example.org/a"


def test_atom() -> None:
    link = atom_entry(
        '<title type="html">Talks &amp;lt;b&amp;gt;begin&amp;lt;/b&amp;gt;</title><id>tag:example.org,2019:1</id>'
        '<link rel="self" href="/self"/><link rel="alternate" type="application/pdf" href="/a.pdf"/>'
        '<link rel="alternate" type="text/html" href="/a"/>'
        "<published>2019-10-30T10:00:00Z</published><updated>2019-11-01T00:00:00Z</updated>"
    )
    assert (link.url, link.title) == ("https://example.org/a", "Talks begin")
    assert link.published == datetime(2019, 10, 30, 10, tzinfo=UTC)
    assert link.modified == datetime(2019, 11, 1, tzinfo=UTC)


def test_an_update_is_no_publication() -> None:
    link = atom_entry("<link href='/a'/><updated>2019-11-01T08:00:00Z</updated>")
    assert (link.published, link.modified) == (None, datetime(2019, 11, 1, 8, tzinfo=UTC))


def test_xhtml_titles_and_xml_base() -> None:
    link = only(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/en/"><entry xml:base="press/">'
        '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Talks <b>begin</b></div></title>'
        '<link href="a"/></entry></feed>'
    )
    assert (link.url, link.title) == ("https://example.org/en/press/a", "Talks begin")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<guid>https://example.org/a</guid>", "https://example.org/a"),
        ("<link/><guid isPermaLink='true'>https://example.org/a</guid>", "https://example.org/a"),
        ("<link>javascript:x</link><guid>https://example.org/a</guid>", "https://example.org/a"),
        ("<enclosure url='/a.pdf' type='application/pdf'/>", "https://example.org/a.pdf"),
        ("<link>https://proxy.example/x</link><feedburner:origLink>/a</feedburner:origLink>", "https://example.org/a"),
        ("<media:title>x</media:title><link><![CDATA[ /a?x=1&y=2 ]]></link>", "https://example.org/a?x=1&y=2"),
        ("<link>/a?x=1&y=2</link>", "https://example.org/a?x=1&y=2"),
        ("<link>/a?x=1&amp;y=2</link>", "https://example.org/a?x=1&y=2"),
        ("<link href='/a?x=1&copy=2'/>", "https://example.org/a?x=1&copy=2"),
    ],
)
def test_the_address_of_an_entry(content: str, expected: str) -> None:
    assert rss_item(content).url == expected


@pytest.mark.parametrize(
    "content", ["", "<title>No link</title>", "<link>mailto:a@example.org</link>", "<link> </link>"]
)
def test_an_entry_without_an_address_is_left_out(content: str) -> None:
    assert links(f"<rss><channel><item>{content}</item><item><link>/b</link></item></channel></rss>") == (
        Link("https://example.org/b", kind_hint=Hint.RELEASE),
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A &amp; B", "A & B"),
        ("A & B", "A & B"),
        ("A&nbsp;B &eacute;t&eacute;", "A B été"),
        ("<![CDATA[A <i>b</i> &amp; c]]>", "A b & c"),
        ("\n  A\n  B ", "A B"),
        ("A&unknown;B", "A&unknown;B"),
        ("A\x00\x0bB", "AB"),
        ("", None),
    ],
)
def test_titles(title: str, expected: str | None) -> None:
    assert rss_item(f"<title>{title}</title><link>/a</link>").title == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Monday, April 15, 2013 - 2:23pm", date(2013, 4, 15)),
        ("2013-04-15T14:23:00.123Z", datetime(2013, 4, 15, 14, 23, tzinfo=UTC)),
        ("15 Apr 2013 14:23 GMT", datetime(2013, 4, 15, 14, 23, tzinfo=UTC)),
        ("2013-04-15", date(2013, 4, 15)),
        ("2013-04", None),
        ("yesterday", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_dates(written: str, expected: date | datetime | None) -> None:
    assert rss_item(f"<link>/a</link><pubDate>{written}</pubDate>").published == expected


def test_the_order_stays_and_each_url_comes_once() -> None:
    items = "".join(f"<item><link>/{name}</link></item>" for name in ("b", "a", "b#part", "c"))
    assert [link.url[-1] for link in links(f"<rss><channel>{items}</channel></rss>")] == ["b", "a", "c"]


@pytest.mark.parametrize(
    "broken",
    [
        "<rss><channel><item><title>A</title><link>/a</link></item><item><link>/b</link></item><item><li",
        "<rss><channel><item><title>A</title><link>/a</link></item></wrong><item><link>/b</link></item></rss>",
        "<rss><channel><item><title>A <b>x</title><link>/a</link></item><item><link>/b</link></item></channel></rss>",
        "<rss><channel><item><link>/a</link></item><item><link>/b</link></item></channel></rss> trailing",
    ],
)
def test_broken_feeds_are_read_as_far_as_they_go(broken: str) -> None:
    assert [link.url for link in links(broken)] == ["https://example.org/a", "https://example.org/b"]


def test_wrongly_declared_encoding() -> None:
    title = "Übung für alle Bürgerinnen, Träger und Verbände"
    more = "Die Übergabe der Gerätehäuser fand am Dienstag für alle Beteiligten überraschend früh statt. " * 5
    item = f"<item><title>{title}</title><link>/a</link><description>{more}</description></item>"
    text = f'<?xml version="1.0" encoding="UTF-8"?><rss><channel>{item}</channel></rss>'
    assert only(text.encode("cp1252")).title == title
    assert only(text.replace("UTF-8", "ISO-8859-1").encode()).title == title


def test_entity_bombs_and_external_entities_are_harmless(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not for you")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    item = "<item><title>A &e11; &file; &#x26;</title><link>/a?&e11;</link></item>"
    body = (
        f'<!DOCTYPE rss [<!ENTITY e0 "boom">{bomb}<!ENTITY file SYSTEM "{secret.as_uri()}">'
        f'<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]><rss><channel>{item}</channel></rss>'
    )
    started = time.process_time()
    for prefix in ("", "<rss>"):  # also where the parser itself gets to see the document type
        for link in links(prefix + body):
            assert "not for you" not in (link.title or "")
            assert "boom" not in (link.title or "") + link.url
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "filling", ["<a>" * 200_000, "<![CDATA[" * 100_000, "&" * 500_000, "<item>" * 100_000, "<" * 500_000]
)
def test_hostile_markup_costs_no_time(filling: str) -> None:
    started = time.process_time()
    discover(b"<rss>" + filling.encode(), URL)
    assert time.process_time() - started < 5


def test_the_next_part_of_a_feed() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?page=2"/>'
        '<entry><link rel="next" href="/x"/></entry></feed>'
    )
    assert discover(text.encode(), URL).next_page == "https://example.org/feeds/all?page=2"
    assert discover(text.replace("?page=2", "").encode(), URL).next_page is None


def test_the_previous_archive_of_a_feed() -> None:
    """RFC 5005, section 4; a next page comes first."""
    text = (
        '<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><atom:link rel="prev-archive" href="/feeds/2024/9"/>'
        '<item><link>/a</link><atom:link rel="prev-archive" href="/x"/></item></channel></rss>'
    )
    assert discover(text.encode(), URL).next_page == "https://example.org/feeds/2024/9"
    paged = text.replace("<item>", '<atom:link rel="next" href="?page=2"/><item>')
    assert discover(paged.encode(), URL).next_page == "https://example.org/feeds/all?page=2"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl> 1440\n</ttl>", timedelta(days=1)),
        ("<ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", timedelta(hours=1)),
        (
            "<sy:updatePeriod>\nhourly</sy:updatePeriod><sy:updateFrequency>\n2</sy:updateFrequency>",
            timedelta(minutes=30),
        ),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", timedelta(days=7)),
        ("<sy:updatePeriod>weekly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", timedelta(days=7)),
        ("<ttl>999999</ttl>", timedelta(days=366)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        (f"<ttl>{'9' * 5000}</ttl>", None),
        ("<ttl/>", None),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        ("<item><link>/a</link><ttl>60</ttl></item>", None),
        ("", None),
    ],
)
def test_how_long_a_feed_may_be_kept(said: str, expected: timedelta | None) -> None:
    for namespace in ('xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"', ""):
        found = discover(f"<rss {namespace}><channel>{said}</channel></rss>".encode(), URL)
        assert found.ttl == expected


def test_hubs() -> None:
    """WebSub, section 4: discovery in Atom, in RSS, and JSON Feed's own way."""
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="hub" href="https://hub.example/"/></feed>'
    rss = (
        '<rss xmlns:atom10="http://www.w3.org/2005/Atom"><channel><atom10:link rel="self hub" href="//hub.example"/>'
        "</channel></rss>"
    )
    hubs = [5, {"type": "x"}, {"type": "WebSub", "url": "https://hub.example/"}]
    for body in (atom.encode(), rss.encode(), json_feed(hubs=hubs)):
        assert discover(body, URL).hub == "https://hub.example/"
    for body in (b"<rss/>", json_feed(hubs="x"), json_feed(), b"<feed><entry><link rel=hub href=/x></entry></feed>"):
        assert discover(body, URL).hub is None


def json_feed(**feed: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", **feed}).encode()


def test_json_feed() -> None:
    item = {
        "id": 1,
        "url": "a",
        "title": "A &amp; B",
        "date_published": "2019-10-30T10:00:00Z",
        "date_modified": "2019-10-31",
    }
    found = discover(json_feed(items=[item], next_url="/feeds/2"), URL)
    assert found.next_page == "https://example.org/feeds/2"
    assert found.links == (
        Link(
            url="https://example.org/feeds/a",
            title="A & B",
            published=datetime(2019, 10, 30, 10, tzinfo=UTC),
            modified=datetime(2019, 10, 31, tzinfo=UTC),
            kind_hint=Hint.RELEASE,
        ),
    )


@pytest.mark.parametrize("items", [None, {}, [1, None, [], {}, {"url": 5}, {"url": "mailto:a"}]])
def test_json_feed_with_nonsense(items: object) -> None:
    assert links(json_feed(items=items, next_url=5)) == ()
    assert discover(json_feed(items=items, next_url=5), URL).next_page is None


def test_real_feeds() -> None:
    folder = SHARED / "data" / "feeds"
    if not folder.exists():
        pytest.skip("needs the shared data: feeds")
    for line in (folder / "index.jsonl").read_text().splitlines():
        feed = json.loads(line)
        found = discover((SHARED / "data" / feed["file"]).read_bytes(), feed["url"])
        assert (found.kind, len(found.links)) == (Kind.FEED, feed["items"])
        assert all(link.title for link in found.links)
