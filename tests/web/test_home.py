from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html as parser

from crawler.records import State
from crawler.settings import Settings
from tests.web.fakes import MemoryIndex, MemoryStore, shelf
from tests.web.newsroom import RELEASES, stored
from web.app import build_app

LAST = date(2024, 3, 8)


def newsroom() -> list[Any]:
    """Two organisations: for months one writes of herring and the other of fog; in the last week both write of ice."""
    found = []
    for number in range(60):
        topic, organisation = (("Herring", "Fish Office"), ("Fog", "Harbour Office"))[number % 2]
        when = LAST - timedelta(days=10 + number)
        found.append(stored(f"old{number}", published=when, organisation=organisation, topics=(topic,)))
    for number in range(8):
        organisation = ("Fish Office", "Harbour Office")[number % 2]
        topics = ("Ice", "Herring") if number < 2 else ("Ice",)
        when = LAST - timedelta(days=number % 6)
        found.append(
            stored(f"new{number}", title=f"Ice {number}", published=when, organisation=organisation, topics=topics)
        )
    found[0] = replace(found[0], state=State.WITHDRAWN)
    return found


def tree(client: FlaskClient, address: str = "/") -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return parser.fromstring(response.get_data(as_text=True))


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


@pytest.fixture
def quiet() -> FlaskClient:
    return build_app(Settings(), shelf(newsroom())).test_client()


def test_what_the_last_week_has_more_of_is_talked_about(quiet: FlaskClient) -> None:
    page = tree(quiet)
    assert texts(page, "//section[@class='talked']//bdi") == ["Ice"]
    assert "8 March 2024" in texts(page, "//section[@class='talked']/p")[0]
    (link,) = page.xpath("//section[@class='talked']//a/@href")
    assert link == "/?from=2024-03-02&topic=Ice"
    assert texts(tree(quiet, link), "//h1") == ["8 releases"]


def test_each_organisation_shows_its_newest(quiet: FlaskClient) -> None:
    page = tree(quiet)
    lines = texts(page, "//section[@aria-labelledby='newest']//li")
    assert lines == ["Fish Office 8 March 2024 Ice 6", "Harbour Office 7 March 2024 Ice 7"]


def test_what_was_changed_or_withdrawn_is_told(quiet: FlaskClient) -> None:
    page = tree(quiet)
    assert texts(page, "//section[@aria-labelledby='changed']//li") == [
        "Fish Office 4 March 2024, 08:30 UTC Withdrawn Title of old0"
    ]


def test_the_sources_stand_by_state(client: FlaskClient) -> None:
    assert "Failing" in texts(tree(client), "//section[@aria-labelledby='health']")[0]


@pytest.mark.parametrize(
    "address", ["/?q=", "/?q=ice", "/?topic=Ice", "/?sort=oldest", "/?page=2", "/?density=compact"]
)
def test_who_asks_for_something_gets_just_that(quiet: FlaskClient, address: str) -> None:
    home = tree(quiet, address).xpath("//div[@class='home']")
    assert len(home) == (address == "/?q=")


def test_it_is_made_once_for_what_is_there(index: MemoryIndex, client: FlaskClient) -> None:
    client.get("/")
    asked = len(index.requests)
    client.get("/")
    assert len(index.requests) == asked + 1  # for the results
    index.add([stored("more")])
    index.commit(index.seq + 1)
    client.get("/")
    assert len(index.requests) > asked + 2


def test_without_a_store_the_results_are_shown(store: MemoryStore, client: FlaskClient) -> None:
    store.unreadable = "There is no store."
    page = tree(client)
    assert page.xpath("//div[@class='home']") == []
    assert texts(page, "//h1") == [f"{len(RELEASES)} releases"]
