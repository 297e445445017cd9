"""Any search as a feed: valid by our own reading of the specifications and by feedparser, and made for coming back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser  # type: ignore[import-untyped]  # it has no type hints
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.records import Attachment, State
from crawler.settings import Settings, WebSettings
from tests.web.fakes import MemoryIndex, MemoryStore, shelf
from tests.web.feeds.checks import ATOM, check_atom, check_json_feed, check_rss
from tests.web.newsroom import HARBOUR, RELEASES, stored
from tests.web.parsing import page_of, parsed
from web.app import build_app
from web.feeds.entries import entry_id
from web.library import EXTENSION

CHECKS: dict[str, Callable[[bytes], None]] = {
    "/search.atom": check_atom,
    "/search.rss": check_rss,
    "/search.feed.json": check_json_feed,
}
SEARCHES = (
    "",
    "?q=exercise",
    "?q=exercise&content=full&size=100",
    "?content=full",
    "?q=zebra",
    "?state=withdrawn&content=full",
    "?q=exercise&size=3&page=2",
    "?place=Hull&organisation=-Northern+Health+Office&from=2016&to=2019-05&sort=oldest",
)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("address", CHECKS)
def test_a_feed_is_valid(client: FlaskClient, address: str, search: str) -> None:
    response = client.get(address + search)
    assert response.status_code == 200
    CHECKS[address](response.data)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("address", ["/search.atom", "/search.rss"])
def test_feedparser_reads_what_the_search_finds(client: FlaskClient, address: str, search: str) -> None:
    response = client.get(address + search)
    feed = feedparser.parse(response.data, response_headers={"content-type": response.headers["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == {"/search.atom": "atom10", "/search.rss": "rss20"}[address]
    asked = f"{search or '?'}&size=50" if "size" not in search else search
    sort = "" if "sort" in search else "&sort=newest"
    found = client.get(f"/api/v1/search{asked}{sort}".replace("content=full", "highlight=false")).json
    assert found
    pages = [hit["links"]["html"] for hit in found["results"]]
    assert [entry.link for entry in feed.entries] == pages
    assert int(feed.feed.opensearch_totalresults) == found["total"]
    for entry, hit in zip(feed.entries, found["results"], strict=True):
        assert hit["title"] in entry.title
        assert {tag.term for tag in entry.get("tags", ())} >= set(hit["topics"])


def test_newest_first_unless_another_order_is_asked_for(client: FlaskClient, index: MemoryIndex) -> None:
    client.get("/search.atom?q=exercise")
    assert (index.requests[-1].sort, index.requests[-1].group, index.requests[-1].limit) == ("newest", False, 50)
    client.get("/search.atom?q=exercise&sort=relevance")
    assert index.requests[-1].sort == "relevance"


def test_whole_texts_by_choice(client: FlaskClient) -> None:
    (entry,) = feedparser.parse(client.get("/search.atom?q=tanker").data).entries
    assert "content" not in entry
    assert entry.summary.startswith("ROTTERDAM, 30 October 2019 – Ports around")
    assert len(entry.summary) <= 500
    for address in ("/search.atom", "/search.rss"):
        (entry,) = feedparser.parse(client.get(f"{address}?q=tanker&content=full").data).entries
        whole = page_of(entry.content[0].value)
        assert len(whole.xpath("//li")) == 3
        assert "minutes of every call" in whole.text_content()
        assert "founded in 1921" in whole.text_content()
        assert whole.xpath("//*[@id]") == []
    (item,) = json.loads(client.get("/search.feed.json?q=tanker&content=full").data)["items"]
    assert "minutes of every call" in item["content_html"]


def test_what_releases_write_is_no_markup(client: FlaskClient) -> None:
    document = parsed(client.get("/search.atom?q=exercise&content=full&size=100").data)
    contents = [content.text for content in document.iter(f"{ATOM}content")]
    assert any("&lt;b&gt;Figures&lt;/b&gt;" in text for text in contents)
    assert not any("<b>" in text or "<script" in text for text in contents)


def test_a_withdrawn_release_says_so(client: FlaskClient) -> None:
    (entry,) = feedparser.parse(client.get("/search.atom?state=withdrawn&content=full").data).entries
    assert entry.title.startswith("[Withdrawn] ")
    assert entry.summary.startswith("Withdrawn: ")
    assert "withdrawn" in [tag.term for tag in entry.tags]
    assert "Withdrawn: no longer" in entry.content[0].value
    (item,) = json.loads(client.get("/search.feed.json?state=withdrawn").data)["items"]
    assert "withdrawn" in item["tags"]
    assert not feedparser.parse(client.get("/search.atom?state=-withdrawn&q=Комиссия").data).entries


def test_an_id_is_the_same_in_every_feed_and_at_every_address(client: FlaskClient) -> None:
    def ids(address: str, host: str) -> list[str]:
        return [entry.id for entry in feedparser.parse(client.get(address, base_url=f"http://{host}/").data).entries]

    (here,) = ids("/search.atom?q=tanker", "localhost:8000")
    assert [here] == ids("/search.rss?q=tanker+harbours&content=full", "press.example.org")
    assert here == entry_id("exercise2019") == "urn:uuid:" + here.removeprefix("urn:uuid:")
    assert entry_id("a") != entry_id("A")


def test_dates_say_no_more_than_is_known(client: FlaskClient, index: MemoryIndex, store: MemoryStore) -> None:
    undated: dict[str, dict[str, Any]] = {
        "z-year": {"published": date(2031, 1, 1), "published_from": "year"},
        "z-none": {"published": None},
        "z-naive": {"published": datetime(2031, 2, 3, 4, 5, 6, 7)},  # noqa: DTZ001 - as a page may give it
        "z-zone": {"published": datetime.fromisoformat("2031-02-03T04:05:06+05:30")},
        "z-first": {"published": datetime.fromisoformat("0001-01-01T00:00:00+05:30")},
    }
    for identity, content in undated.items():
        release = stored(identity, text="zeppelin", **content)
        index.add([release])
        store.add(release)
    response = client.get("/search.atom?q=zeppelin")
    check_atom(response.data)
    check_rss(client.get("/search.rss?q=zeppelin").data)
    check_json_feed(client.get("/search.feed.json?q=zeppelin").data)
    found = {entry.title: entry.get("published") for entry in feedparser.parse(response.data).entries}
    assert found == {
        "Title of z-year": None,
        "Title of z-none": None,
        "Title of z-naive": "2031-02-03T04:05:06Z",
        "Title of z-zone": "2031-02-02T22:35:06Z",
        "Title of z-first": "0001-01-01T00:00:00Z",
    }


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_any_release_makes_a_valid_feed(app: Flask, title: str, text: str, name: str, q: str) -> None:
    file = Attachment("https://news.example/a.pdf", name, "application/pdf")
    release = stored("x", title=title, text=text, organisation=name or None, topics=(name,), attachments=(file,))
    app.extensions[EXTENSION] = shelf([release])
    for address, check in CHECKS.items():
        for query in ({"content": "full"}, {"q": q}):
            check(app.test_client().get(address, query_string=query).data)


@pytest.mark.parametrize("address", CHECKS)
def test_who_has_it_already_gets_nothing(client: FlaskClient, address: str) -> None:
    first = client.get(f"{address}?q=exercise")
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert parsedate_to_datetime(changed) == max(release.last_seen for release in RELEASES)
    for headers in ({"If-None-Match": etag}, {"If-Modified-Since": changed}):
        again = client.get(f"{address}?q=exercise", headers=headers)
        assert (again.status_code, again.data) == (304, b"")
    head = client.head(f"{address}?q=exercise")
    assert (head.data, head.headers["ETag"], head.headers["Last-Modified"]) == (b"", etag, changed)


@pytest.mark.parametrize("address", CHECKS)
def test_something_new_is_sent(client: FlaskClient, index: MemoryIndex, store: MemoryStore, address: str) -> None:
    before = client.get(f"{address}?q=exercise").headers
    release = stored("new", text="An exercise")
    index.add([release])
    store.add(release)
    assert client.get(f"{address}?q=exercise", headers={"If-None-Match": before["ETag"]}).status_code == 200


def links(content: bytes) -> dict[str, str]:
    """The links of an Atom feed, by relation."""
    return {link.get("rel"): link.get("href") for link in parsed(content).findall(f"{ATOM}link")}


def test_its_pages_follow_each_other(client: FlaskClient) -> None:
    address: str | None = "/search.atom?q=exercise&size=25"
    found: list[str] = []
    ids: set[str] = set()
    while address:
        document = client.get(address).data
        beside = links(document)
        assert parse_qs(urlsplit(beside["first"]).query).get("page") is None
        assert parse_qs(urlsplit(beside["last"]).query)["page"] == ["3"]
        assert ("previous" in beside) == bool(found)
        feed = feedparser.parse(document)
        assert int(feed.feed.opensearch_startindex) == len(found) + 1
        found += [entry.id for entry in feed.entries]
        ids.add(feed.feed.id)
        address = beside.get("next")
    assert (len(found), len(set(found)), len(ids)) == (56, 56, 1)
    following = json.loads(client.get("/search.feed.json?q=exercise&size=50").data)["next_url"]
    assert len(json.loads(client.get(following).data)["items"]) == 6


def test_the_hub_is_named_where_there_is_one() -> None:
    hub = "https://hub.example.org/"
    client = build_app(Settings(web=WebSettings(websub_hub=hub)), shelf(RELEASES)).test_client()
    response = client.get("/search.atom?q=exercise&utm_source=x")
    own = "http://localhost/search.atom?q=exercise"
    assert links(response.data)["hub"] == hub
    assert links(response.data)["self"] == own
    assert response.headers.getlist("Link") == [f'<{own}>; rel="self"', f'<{hub}>; rel="hub"']
    rss = parsed(client.get("/search.rss").data)
    assert hub in [link.get("href") for link in rss.iter(f"{ATOM}link") if link.get("rel") == "hub"]
    assert json.loads(client.get("/search.feed.json").data)["hubs"] == [{"type": "WebSub", "url": hub}]


def test_no_hub_is_named_otherwise(client: FlaskClient) -> None:
    response = client.get("/search.atom")
    assert "hub" not in links(response.data)
    assert len(response.headers.getlist("Link")) == 1


@pytest.mark.parametrize("address", CHECKS)
@pytest.mark.parametrize("mistake", ["from=2019-13", "size=0", "content=some", "cursor=x", "page=9999999", "from="])
def test_a_mistake_is_told_to_programs(client: FlaskClient, address: str, mistake: str) -> None:
    response = client.get(f"{address}?{mistake}")
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert mistake.partition("=")[0] in response.text


def test_without_an_index_it_comes_later(client: FlaskClient, index: MemoryIndex) -> None:
    index.unreadable = "There is no index yet."
    response = client.get("/search.atom")
    assert (response.status_code, response.content_type) == (503, "application/problem+json")
    assert response.headers["Retry-After"]


def tree(client: FlaskClient, address: str) -> Any:
    return page_of(client.get(address).text)


@pytest.mark.parametrize(
    "address",
    ["/?q=exercise&place=Hull&sort=relevance&page=2&density=compact", "/people/Chair_of_the_Board", "/places/Hull"],
)
def test_a_page_tells_feed_readers_its_feeds(client: FlaskClient, address: str) -> None:
    page = tree(client, address)
    offered = page.xpath("//head/link[@rel='alternate']")
    assert [link.get("type") for link in offered] == [
        "application/atom+xml",
        "application/rss+xml",
        "application/feed+json",
    ]
    for link in offered:
        assert {"page", "sort", "size", "density"}.isdisjoint(parse_qs(urlsplit(link.get("href")).query))
    counted = page.xpath("string(//h1)") if address.startswith("/?") else page.xpath("string(//p[@class='aside'])")
    total = int(re.findall(r"\d+", counted)[0])
    assert int(feedparser.parse(client.get(offered[0].get("href")).data).feed.opensearch_totalresults) == total


def test_the_menu_of_a_search_has_its_feeds_and_its_export(client: FlaskClient) -> None:
    menu = tree(client, "/?q=exercise").xpath("//details[@class='offers']")[0]
    hrefs = menu.xpath(".//a/@href")
    assert {f"{address}?q=exercise" for address in CHECKS} <= set(hrefs)
    assert "/export?q=exercise" in hrefs


def test_a_browser_learns_to_search_here(client: FlaskClient) -> None:
    (link,) = tree(client, "/sources").xpath("//head/link[@rel='search']")
    assert link.get("type") == "application/opensearchdescription+xml"
    response = client.get(link.get("href"))
    assert response.mimetype == link.get("type")
    document = parsed(response.data)
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert document.tag == f"{name}OpenSearchDescription"
    assert len(document.findtext(f"{name}ShortName") or "") in range(1, 17)
    urls = {url.get("type"): url.get("template") or "" for url in document.iter(f"{name}Url")}
    page = urls["text/html"].replace("{searchTerms}", "tanker").replace("{startPage?}", "")
    assert "1 release" in client.get(page).text
    assert set(urls) >= {"application/atom+xml", "application/rss+xml"}
    feed = urls["application/atom+xml"].replace("{searchTerms}", "tanker").replace("{startPage}", "1")
    assert client.get(feed).data.count(b"<entry") == 1


def test_a_long_name_is_cut_for_the_search_bar() -> None:
    client = build_app(Settings(web=WebSettings(title="The Very Long Name of a Room")), shelf([])).test_client()
    assert b"<ShortName>The Very Long Na</ShortName>" in client.get("/opensearch.xml").data


def test_all_sources_are_one_file_for_feed_readers(client: FlaskClient) -> None:
    response = client.get("/sources.opml")
    document = parsed(response.data)
    assert (document.tag, document.get("version")) == ("opml", "2.0")
    outlines = document.findall("body/outline")
    assert HARBOUR in [outline.get("text") for outline in outlines]
    assert {outline.get("type") for outline in outlines} == {"rss"}
    own = next(outline for outline in outlines if outline.get("text") == HARBOUR)
    feed = feedparser.parse(client.get(own.get("xmlUrl") or "").data)
    assert len(feed.entries) == 50
    assert own.get("htmlUrl") == "https://harbour.example/news"


def test_a_changed_release_is_marked(client: FlaskClient) -> None:
    (entry,) = feedparser.parse(client.get("/search.atom?q=tanker").data).entries
    assert "changed" in [tag.term for tag in entry.tags]
    assert next(release for release in RELEASES if release.id == "exercise2019").state is State.CHANGED
    assert datetime.fromisoformat(entry.updated) == datetime(2024, 3, 4, 8, 30, tzinfo=UTC)
