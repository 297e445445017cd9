"""The event that several tell of: on the page of a release, and on its own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html as parser

from crawler.settings import Settings
from tests.web.fakes import shelf
from tests.web.newsroom import RIVER, stored
from web.app import build_app

MAJOR = "Jane Major"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    mine = stored("mine", title="The <quay> is open", people=(MAJOR, "Richard Roe"), text="Ships may land.\n\nSoon.")
    theirs = stored("a theirs", title="Набережная", language="ru", organisation=RIVER, people=(MAJOR,))
    later = stored("later", organisation=RIVER, people=(MAJOR,), published=date(2020, 3, 1))
    return build_app(Settings(), shelf([mine, theirs, later])).test_client()


def tree(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return parser.fromstring(response.get_data(as_text=True))


def test_a_release_says_who_else_tells_it_and_why(client: FlaskClient) -> None:
    (section,) = tree(client, "/releases/mine").xpath("//section[@aria-labelledby='told']")
    assert section.xpath(".//a/@href") == ["/releases/a%20theirs", "/events/mine"]
    assert RIVER in section.text_content()
    assert "both name somebody" in section.text_content()


def test_its_page_has_the_releases_side_by_side(client: FlaskClient) -> None:
    page = tree(client, "/events/mine")
    assert page.xpath("//article//h2/a/@href") == ["/releases/a%20theirs", "/releases/mine"]
    assert [lead.text_content() for lead in page.xpath("//p[@class='lead']")] == ["One paragraph.", "Ships may land."]
    assert {mark.text_content() for mark in page.xpath("//mark")} == {MAJOR}
    assert page.xpath("//article/div/@lang") == ["ru", "en"]


def test_all_of_its_addresses_name_the_earliest_release(client: FlaskClient) -> None:
    for name in ("mine", "a%20theirs"):
        assert tree(client, f"/events/{name}").xpath("//link[@rel='canonical']/@href") == [
            "http://localhost/events/a%20theirs"
        ]


@pytest.mark.parametrize("name", ["later", "nowhere"])
def test_what_nobody_else_tells_has_no_page(client: FlaskClient, name: str) -> None:
    assert client.get(f"/events/{name}").status_code == 404


def test_what_nobody_else_tells_has_no_section(client: FlaskClient) -> None:
    assert not tree(client, "/releases/later").xpath("//section[@aria-labelledby='told']")
