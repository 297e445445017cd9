"""Feeds, sitemaps and robots.txt, read by the libraries that crawlers read them with."""

from __future__ import annotations

from calendar import timegm
from datetime import UTC, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]  # feedparser has no types
import pytest
from flask.testing import FlaskClient
from lxml import etree
from protego import Protego

from crawler.sample.content import Content
from tests.crawler.sample.clock import STARTED, SWITCH, Clock
from tests.crawler.sample.conftest import BASE
from tests.crawler.sample.test_site import EDITED, WITHDRAWN

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def feed(client: FlaskClient, kind: str) -> Any:
    response = client.get(f"/feeds/releases.{kind}")
    assert response.mimetype == f"application/{kind}+xml"
    parsed = feedparser.parse(response.data, response_headers={"content-type": response.content_type})
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def locations(client: FlaskClient, path: str) -> dict[str, str | None]:
    """Address → lastmod of a sitemap or a sitemap index."""
    response = client.get(path)
    assert response.mimetype == "application/xml"
    root = etree.fromstring(response.data)
    return {
        str(entry.findtext("s:loc", namespaces=NAMES)): entry.findtext("s:lastmod", namespaces=NAMES) for entry in root
    }


def moment(parsed: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


@pytest.mark.parametrize(("kind", "version"), [("rss", "rss20"), ("atom", "atom10")])
def test_feeds_give_the_newest_releases(client: FlaskClient, content: Content, kind: str, version: str) -> None:
    parsed = feed(client, kind)
    newest = sorted(content.releases, key=lambda release: (release.moment, release.path), reverse=True)[:20]
    assert parsed.version == version
    assert parsed.feed.title == "The Sample Newsroom"
    assert {entry.link for entry in parsed.entries} == {BASE + release.path for release in newest}
    for entry in parsed.entries:
        release = next(release for release in newest if BASE + release.path == entry.link)
        assert entry.id == entry.link
        assert entry.title == release.head.title
        assert entry.summary == release.summary
        assert moment(entry.published_parsed) == release.moment
        assert entry.author == content.organisations[release.organisation].name


def test_the_edit_comes_first_in_atom_and_leaves_rss_in_order(client: FlaskClient, clock: Clock) -> None:
    before = feed(client, "atom")
    clock.now = SWITCH
    after = feed(client, "atom")
    assert before.entries[0].link != after.entries[0].link == BASE + EDITED
    assert moment(after.entries[0].updated_parsed) == moment(after.feed.updated_parsed) == SWITCH
    assert moment(before.feed.updated_parsed) < STARTED
    published = [moment(entry.published_parsed) for entry in feed(client, "rss").entries]
    assert published == sorted(published, reverse=True)


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_forget_the_withdrawn_release(client: FlaskClient, clock: Clock, kind: str) -> None:
    assert BASE + WITHDRAWN in {entry.link for entry in feed(client, kind).entries}
    clock.now = SWITCH
    assert BASE + WITHDRAWN not in {entry.link for entry in feed(client, kind).entries}


@pytest.mark.parametrize("now", [STARTED, SWITCH], ids=["before", "after"])
def test_sitemaps_name_every_release(client: FlaskClient, clock: Clock, content: Content, now: datetime) -> None:
    clock.now = now
    index = locations(client, "/sitemap.xml")
    assert len(index) == len(content.organisations) + 1
    releases: set[str] = set()
    for address, lastmod in index.items():
        entries = locations(client, address.removeprefix(BASE))
        if address.endswith("/pages.xml"):
            assert all(client.get(page.removeprefix(BASE)).status_code == 200 for page in entries)
            continue
        releases |= entries.keys()
        moments = [datetime.fromisoformat(str(entry)) for entry in entries.values()]
        assert datetime.fromisoformat(str(lastmod)) == max(moments)
        assert all(entry.tzinfo for entry in moments)
    assert releases == {BASE + release.path for release in content.releases}


def test_the_sitemap_tells_of_the_edit_and_of_the_withdrawal(client: FlaskClient, clock: Clock) -> None:
    before = locations(client, "/sitemaps/esa.xml")
    index = locations(client, "/sitemap.xml")
    clock.now = SWITCH
    after = locations(client, "/sitemaps/esa.xml")
    changed = {address for address in after if after[address] != before[address]}
    assert changed == {BASE + EDITED, BASE + WITHDRAWN}
    assert {after[address] for address in changed} == {"2026-01-05T10:00:00+00:00"}
    renewed = {address for address, lastmod in locations(client, "/sitemap.xml").items() if index[address] != lastmod}
    assert renewed == {f"{BASE}/sitemaps/esa.xml"}


def test_robots_close_the_preview_and_name_the_sitemap(client: FlaskClient, content: Content) -> None:
    response = client.get("/robots.txt")
    assert response.mimetype == "text/plain"
    rules = Protego.parse(response.get_data(as_text=True))
    assert list(rules.sitemaps) == [f"{BASE}/sitemap.xml"]
    assert not rules.can_fetch(f"{BASE}/preview/annual-review", "Pressroom")
    assert all(rules.can_fetch(BASE + release.path, "Pressroom") for release in content.releases)
    hidden = client.get("/preview/annual-review")
    assert hidden.status_code == 200
    assert "NewsArticle" in hidden.get_data(as_text=True)


def test_an_unknown_sitemap_is_404(client: FlaskClient) -> None:
    assert client.get("/sitemaps/nobody.xml").status_code == 404
