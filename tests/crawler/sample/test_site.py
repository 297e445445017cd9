"""The pages, as a browser and a crawler meet them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit, urlunsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from crawler.discovery import read_page_links
from crawler.discovery.variants import VariantKind
from crawler.sample.content import Content
from crawler.sample.site import create_newsroom
from tests.crawler.sample.clock import EDITED_AFTER, STARTED, SWITCH, Clock
from tests.crawler.sample.conftest import BASE

ARTICLE = "/en/who/2020/covid-19-pandemic"
EDITED = "/en/esa/2023/juice-lifts-off"
WITHDRAWN = "/en/esa/2023/euclid-launch-media-programme"
TWICE = "/en/unfccc/2015/paris-agreement-adopted"
SECOND_ADDRESS = "/en/highlights/paris-agreement-adopted?utm_source=newsroom&utm_medium=teaser&utm_campaign=highlights"
PRINTABLE = "/en/osce/2024/malta-ministerial-council"
PDF = "/en/interpol/2015/global-complex-for-innovation.pdf"
NOT_RELEASES = ["/", "/releases", "/organisations", "/organisations/who", "/topics/space"]
NOT_RELEASES += ["/about", "/contact", "/vacancies", "/events"]


def soup(response: TestResponse) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.data, "lxml")


def attribute(page: BeautifulSoup, selector: str, name: str) -> str:
    (element,) = page.select(selector)
    return str(element[name])


def json_ld(page: BeautifulSoup) -> dict[str, object]:
    (script,) = page.select('script[type="application/ld+json"]')
    data: dict[str, object] = json.loads(script.get_text())
    return data


def walk(client: FlaskClient) -> Iterator[tuple[str, TestResponse]]:
    """Every address that links, images, styles and <link> elements lead to from the home page, each one once."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        response = client.get(path, buffered=True)
        yield path, response
        if response.mimetype == "text/html":
            for element in BeautifulSoup(response.data, "lxml").select("[href], [src]"):
                target = urlsplit(str(element.get("href") or element.get("src")))
                local = urlunsplit(("", "", target.path, target.query, ""))
                if target.scheme in ("", "http") and local and local not in seen:
                    assert target.netloc in ("", urlsplit(BASE).netloc)
                    seen.add(local)
                    waiting.append(local)


@pytest.mark.slow
@pytest.mark.parametrize("now", [STARTED, SWITCH], ids=["before", "after"])
def test_every_link_leads_somewhere_and_every_page_is_sound(
    client: FlaskClient, clock: Clock, content: Content, now: datetime
) -> None:
    clock.now = now
    pages = dict(walk(client))
    assert {path for path, response in pages.items() if response.status_code != 200} == set()
    gone = {WITHDRAWN} if now == SWITCH else set()
    assert {release.path for release in content.releases} - gone <= set(pages)
    for path, response in pages.items():
        if response.mimetype == "text/html":
            assert_sound(path, response)


def assert_sound(path: str, response: TestResponse) -> None:
    text = response.get_data(as_text=True)
    page = BeautifulSoup(text, "html.parser")
    assert text.startswith("<!DOCTYPE html>"), path
    assert len(page.select("h1")) == len(page.select("main")) == len(page.select("title")) == 1, path
    assert page.select_one("html[lang][dir]"), path
    identifiers = [str(element["id"]) for element in page.select("[id]")]
    assert len(identifiers) == len(set(identifiers)), path
    assert "{{" not in text, path
    tags = Nesting()
    tags.feed(text)
    assert tags.open == [], path


class Nesting(HTMLParser):
    """Refuses an end tag that doesn't close the element opened last; browsers and BeautifulSoup would forgive it."""

    VOID = frozenset({"br", "img", "input", "link", "meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()


def test_a_release_page_describes_itself(client: FlaskClient) -> None:
    page = soup(client.get(ARTICLE))
    data = json_ld(page)
    assert data["@type"] == "NewsArticle"
    assert (
        data["headline"] == attribute(page, 'meta[property="og:title"]', "content") == page.select("h1")[0].get_text()
    )
    assert data["datePublished"] == "2020-03-11" == attribute(page, ".byline time", "datetime")
    assert data["inLanguage"] == attribute(page, "html", "lang") == "en"
    publisher = data["publisher"]
    assert isinstance(publisher, dict)
    assert publisher["name"] == "World Health Organization"
    assert "WHO" in publisher["alternateName"]
    assert "dateModified" not in data
    assert attribute(page, 'link[rel="canonical"]', "href") == BASE + ARTICLE == data["url"]
    assert attribute(page, 'link[rel="alternate"][hreflang="fr"]', "href") == f"{BASE}/fr/who/2020/covid-19-pandemie"
    assert [heading.get_text() for heading in page.select("article section h2")] == [
        "Notes to editors",
        "About WHO",
        "Press contact",
    ]
    assert len(page.select(".body > p")) == 4
    assert len(page.select(".body li")) == 4


def test_a_release_has_a_version_for_printing(client: FlaskClient) -> None:
    page = soup(client.get(PRINTABLE))
    (printed,) = [str(link["href"]) for link in page.select(".share a") if "print" in str(link["href"])]
    version = soup(client.get(printed))
    assert attribute(version, 'link[rel="canonical"]', "href") == BASE + PRINTABLE
    assert [paragraph.get_text() for paragraph in page.select(".body p")] == [
        paragraph.get_text() for paragraph in version.select("article p")
    ][1:]
    (variant,) = [
        each
        for each in read_page_links(client.get(PRINTABLE).data, BASE + PRINTABLE).variants
        if each.kind is VariantKind.PRINT
    ]
    assert variant.url == BASE + printed


def test_every_release_page_speaks_its_language(client: FlaskClient, content: Content) -> None:
    for release in content.releases:
        if not release.head.pdf:
            page = soup(client.get(release.path))
            language = content.languages[release.language]
            assert attribute(page, "html", "lang") == release.language
            assert attribute(page, "html", "dir") == language.direction
            assert page.select("h1")[0].get_text() == release.head.title
            assert page.select(".kicker")[0].get_text() == language.words["kind"]
            assert page.select(".byline time")[0].get_text() == language.day(release.moment)


@pytest.mark.parametrize("path", NOT_RELEASES)
def test_other_pages_do_not_call_themselves_articles(client: FlaskClient, path: str) -> None:
    page = soup(client.get(path))
    assert attribute(page, 'meta[property="og:type"]', "content") == "website"
    assert "NewsArticle" not in str(page)


@pytest.mark.parametrize(("start", "expected"), [("/releases", None), ("/organisations/sco", "sco")])
def test_listings_give_every_release_once(
    client: FlaskClient, content: Content, start: str, expected: str | None
) -> None:
    paths: list[str] = []
    address: str | None = start
    while address:
        page = soup(client.get(address))
        assert attribute(page, 'link[rel="canonical"]', "href") == BASE + address
        paths += [str(link["href"]) for link in page.select("main .teaser a")]
        following = page.select_one('link[rel="next"]')
        assert bool(following) == bool(page.select_one('main a[rel="next"]'))
        address = str(following["href"]) if following else None
    wanted = [release.path for release in content.releases if expected in (None, release.organisation)]
    assert sorted(paths) == sorted(wanted)


def test_a_long_listing_has_pages(client: FlaskClient) -> None:
    assert len(soup(client.get("/releases")).select("main .teaser")) == 12
    page = soup(client.get("/releases?page=2"))
    assert attribute(page, 'link[rel="prev"]', "href") == "/releases"
    assert attribute(page, 'link[rel="next"]', "href") == "/releases?page=3"


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/releases?page=0",
        "/releases?page=99",
        "/organisations/nobody",
        "/topics/nothing",
        "/cards/nobody.svg",
        "/en/who/2019/covid-19-pandemic",
        "/fr/who/2020/covid-19-pandemic",
        "/en/highlights/covid-19-pandemic",
    ],
)
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "There is nothing at this address" in response.get_data(as_text=True)


def test_the_release_published_twice_names_one_canonical_address(client: FlaskClient) -> None:
    first, second = client.get(TWICE), client.get(SECOND_ADDRESS)
    assert first.data == second.data
    assert attribute(soup(second), 'link[rel="canonical"]', "href") == BASE + TWICE
    links = {str(link["href"]) for link in soup(client.get("/")).select("main a")}
    assert SECOND_ADDRESS in links


def test_the_edited_release_has_two_editions(client: FlaskClient, clock: Clock) -> None:
    first = client.get(EDITED)
    clock.now = SWITCH
    second = client.get(EDITED)
    before, after = soup(first), soup(second)
    assert "are now waiting for its first signal" in before.select(".body")[0].get_text()
    assert "received the spacecraft’s first signal" in after.select(".body")[0].get_text()
    assert "dateModified" not in json_ld(before)
    assert json_ld(after)["dateModified"] == "2026-01-05T10:00:00Z"
    assert json_ld(after)["datePublished"] == json_ld(before)["datePublished"]
    assert attribute(after, 'meta[property="article:modified_time"]', "content") == "2026-01-05T10:00:00+00:00"
    assert first.headers["ETag"] != second.headers["ETag"]
    assert second.last_modified == SWITCH


def test_the_withdrawn_release_answers_410(client: FlaskClient, clock: Clock) -> None:
    assert client.get(WITHDRAWN).status_code == 200
    clock.now = SWITCH
    response = client.get(WITHDRAWN)
    assert response.status_code == 410
    assert "was withdrawn" in response.get_data(as_text=True)
    assert "ETag" not in response.headers


def test_a_restart_that_hands_in_the_first_start_goes_on_where_it_was(clock: Clock) -> None:
    clock.now = SWITCH + timedelta(days=3)
    again = create_newsroom(BASE, clock, EDITED_AFTER, started=STARTED).test_client()
    assert again.get(WITHDRAWN).status_code == 410
    assert again.get(EDITED).last_modified == SWITCH


@pytest.mark.parametrize(
    "path", ["/", ARTICLE, PDF, "/releases", "/feeds/releases.atom", "/sitemap.xml", "/robots.txt"]
)
def test_nothing_is_sent_twice(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    etag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("path", [EDITED, "/releases", "/feeds/releases.rss", "/sitemaps/esa.xml"])
def test_last_modified_tells_that_something_changed(client: FlaskClient, clock: Clock, path: str) -> None:
    since = {"If-Modified-Since": client.get(path).headers["Last-Modified"]}
    assert client.get(path, headers=since).status_code == 304
    clock.now = SWITCH
    assert client.get(path, headers=since).status_code == 200


def test_head_gives_the_same_headers(client: FlaskClient) -> None:
    whole, head = client.get(ARTICLE), client.head(ARTICLE)
    assert head.data == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length"):
        assert head.headers[name] == whole.headers[name]


def test_the_pdf_release(client: FlaskClient) -> None:
    response = client.get(PDF)
    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF-1.4")
    assert b"(INTERPOL opens its Global Complex for Innovation) Tj" in response.data
    assert response.last_modified is not None
    assert "PDF" in soup(client.get("/organisations/interpol")).get_text()


def test_cards_are_images(client: FlaskClient, content: Content) -> None:
    for key in content.organisations:
        response = client.get(f"/cards/{key}.svg")
        assert response.mimetype == "image/svg+xml"
        assert etree.fromstring(response.data).tag == "{http://www.w3.org/2000/svg}svg"
