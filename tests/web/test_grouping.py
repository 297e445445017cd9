"""Releases with nearly the same text as one result: on the page, and in the API where that is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from crawler.settings import Settings
from tests.web.fakes import shelf
from tests.web.newsroom import stored
from web.app import build_app


@pytest.fixture
def client() -> FlaskClient:
    """Forty releases, ten of which have nearly the same text as one of the first five."""
    releases = [
        replace(stored(f"s{number:02}", text="Storm at sea."), family=f"s{number % 5:02}" if number < 15 else None)
        for number in range(40)
    ]
    return build_app(Settings(), shelf(releases)).test_client()


def get(client: FlaskClient, address: str) -> Any:
    return client.get(address).json


def test_the_api_gives_every_release_unless_it_is_asked_to_group(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?q=storm&size=100")
    assert (answer["total"], answer["groups"], len(answer["results"])) == (40, None, 40)
    assert all(hit["more"] == 0 and hit["links"]["family"] is None for hit in answer["results"])
    answer = get(client, "/api/v1/search?q=storm&size=100&group=true")
    assert (answer["total"], answer["groups"], len(answer["results"])) == (40, 30, 30)
    (facet,) = answer["facets"]["state"]
    assert facet["count"] == 40
    assert sorted(hit["more"] for hit in answer["results"]) == [0] * 25 + [2] * 5


def test_a_group_links_to_all_that_it_stands_for(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?q=storm&size=100&group=true&language=en")
    hit = next(hit for hit in answer["results"] if hit["more"])
    link = urlsplit(hit["links"]["family"])
    members = get(client, f"{link.path}?{link.query}")
    assert members["total"] == len(members["results"]) == 1 + hit["more"]
    assert members["query"]["q"] == "storm"
    assert members["query"]["filters"] == {"language": ["en"]}
    assert hit["id"] in {member["id"] for member in members["results"]}


def test_pages_end_where_groups_do(client: FlaskClient) -> None:
    walked: list[str] = []
    address = "/api/v1/search?q=storm&size=10&group=true"
    while address:
        answer = get(client, address)
        walked += [hit["id"] for hit in answer["results"]]
        following = answer["links"]["next"]
        address = following and f"/api/v1/search?{urlsplit(following).query}"
    assert len(walked) == len(set(walked)) == 30


def test_the_page_groups_unless_it_is_asked_not_to(client: FlaskClient) -> None:
    page = client.get("/?q=storm&size=100").get_data(as_text=True)
    assert page.count('class="hit"') == 30
    assert page.count('class="more-alike"') == 5
    assert "40 releases" in page
    assert "family=s0" in page
    page = client.get("/?q=storm&size=100&group=false").get_data(as_text=True)
    assert page.count('class="hit"') == 40
    assert "more-alike" not in page


def test_a_group_on_the_page_opens_as_its_releases(client: FlaskClient) -> None:
    page = client.get("/?q=storm&family=s03").get_data(as_text=True)
    assert page.count('class="hit"') == 3
    assert "nearly the same text" in page  # the chip that takes one back
    assert client.get("/?q=storm&group=maybe").status_code == 400
