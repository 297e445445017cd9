"""What search engines are told: nothing, or of a public installation its pages."""

from __future__ import annotations

import urllib.robotparser
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from crawler.robots import read_robots
from crawler.settings import Settings, WebSettings
from tests.web.fakes import shelf
from tests.web.newsroom import RELEASES, SOURCES
from tests.web.parsing import page_of, parsed
from web import sitemap
from web.app import build_app

NAME = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def public() -> FlaskClient:
    return build_app(Settings(web=WebSettings(public=True)), shelf(RELEASES, SOURCES)).test_client()


def said(client: FlaskClient, address: str) -> tuple[str | None, list[str]]:
    """What the head of an answer and its page say to robots."""
    response = client.get(address)
    page = page_of(response.text)
    return response.headers.get("X-Robots-Tag"), page.xpath("//meta[@name='robots']/@content")


@pytest.mark.parametrize("address", ["/", "/releases/exercise2019", "/sources", "/facets/place", "/nope"])
def test_by_default_nothing_is_to_be_shown(client: FlaskClient, address: str) -> None:
    assert said(client, address) == ("noindex, nofollow", ["noindex, nofollow"])
    for path in ("/search.atom", "/export.csv", "/api/v1/search", "/oai?verb=Identify"):
        assert client.get(path).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_by_default_nobody_is_let_in(client: FlaskClient) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    for path in ("/sitemap.xml", "/sitemaps/pages.xml", "/sitemaps/1.xml"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("address", ["/", "/releases/exercise2019", "/places/Hull", "/people", "/sources"])
def test_the_pages_of_a_public_one_are_shown(public: FlaskClient, address: str) -> None:
    assert said(public, address) == (None, [])


@pytest.mark.parametrize("address", ["/?q=exercise", "/timeline?q=exercise", "/facets/place", "/export", "/nope"])
def test_but_not_the_states_of_a_search(public: FlaskClient, address: str) -> None:
    assert said(public, address) == ("noindex", ["noindex"])


def test_nor_what_was_withdrawn(public: FlaskClient) -> None:
    assert said(public, "/releases/russian1")[1] == ["noindex"]


def test_robots_are_let_in_to_pages(public: FlaskClient) -> None:
    text = public.get("/robots.txt").text
    rules = read_robots(200, text.encode(), "Somebody/1.0")
    for path in ("/", "/releases/exercise2019", "/places/Hull", "/search.atom?q=x", "/sitemap.xml"):
        assert rules.allows(f"http://localhost{path}"), path
    for path in ("/?q=x", "/timeline?q=x", "/export.csv", "/api/v1/search", "/facets/place", "/admin"):
        assert not rules.allows(f"http://localhost{path}"), path
    simple = urllib.robotparser.RobotFileParser()  # which knows no wildcards
    simple.parse(text.splitlines())
    assert simple.site_maps() == ["http://localhost/sitemap.xml"]
    assert simple.can_fetch("*", "http://localhost/")


def listed(client: FlaskClient, address: str) -> list[tuple[str, str | None]]:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "application/xml")
    document = parsed(response.data)
    assert document.tag in (f"{NAME}sitemapindex", f"{NAME}urlset")
    return [(one.findtext(f"{NAME}loc") or "", one.findtext(f"{NAME}lastmod")) for one in document]


def test_the_map_has_every_release_once(public: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "LARGEST", 25)
    parts = listed(public, "/sitemap.xml")
    assert [address.rpartition("/")[2] for address, _ in parts] == ["pages.xml", "1.xml", "2.xml", "3.xml"]
    assert all(datetime.fromisoformat(changed or "").tzinfo for _, changed in parts[1:])
    releases = [entry for address, _ in parts[1:] for entry in listed(public, address)]
    assert len(set(releases)) == len(releases) == len(RELEASES) - 1  # one is withdrawn
    assert {changed for _, changed in releases} == {"2024-03-04T08:30:00Z"}
    for address, _ in [*releases[:3], *releases[-1:], *listed(public, "/sitemaps/pages.xml")]:
        assert public.get(address).status_code == 200
    assert public.get("/sitemaps/4.xml").status_code == 404
    assert public.get("/sitemaps/0.xml").status_code == 404


def test_a_map_is_within_what_is_allowed() -> None:
    assert sitemap.LARGEST <= 50_000
