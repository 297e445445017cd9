from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from lxml import html as parser

from crawler.settings import CrawlerSettings, Settings
from tests.web.fakes import shelf, source_state
from tests.web.newsroom import SOURCES
from web.app import build_app


def tree(client: FlaskClient) -> Any:
    return parser.fromstring(client.get("/sources").get_data(as_text=True))


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


def test_each_source_with_its_state_those_in_trouble_first(client: FlaskClient) -> None:
    page = tree(client)
    assert texts(page, "//tbody//span[contains(@class, 'mark')]") == [
        "Failing", "Needs a contact", "Being crawled", "Waiting for its first visit", "Up to date", "Paused",
    ]  # fmt: skip
    row = page.xpath("//tbody/tr")[0]
    assert texts(row, "th/a") == ["Commission for the Long River"]
    assert row.xpath("th/a/@href") == ["/?source=river"]
    assert texts(row, "td") == [
        "Failing The server of river.example did not answer within 30 seconds. It is tried again by itself.",
        "12",
        "0",
        "5 March 2024, 09:12 UTC",
        "5 March 2024, 10:12 UTC",
    ]
    assert texts(page.xpath("//tbody/tr")[1], "td")[0] == "Needs a contact"  # what to do stands above, once for all


def test_a_source_without_a_name_goes_by_its_key(client: FlaskClient) -> None:
    assert texts(tree(client), "//tbody/tr[last()]/th/a") == ["old"]


def test_an_older_error_of_a_source_that_goes_well_is_told(client: FlaskClient) -> None:
    moment = SOURCES[0].last_success
    source = source_state("a", last_error="It was closed.", last_error_at=moment)
    page = tree(build_app(Settings(), shelf([], [source])).test_client())
    assert "Last error, 5 March 2024, 09:12 UTC: It was closed." in " ".join(page.text_content().split())


def test_a_missing_contact_is_said_with_what_to_do(client: FlaskClient) -> None:
    assert "make up CONTACT=you@example.org" in tree(client).text_content()
    told = Settings(crawler=CrawlerSettings(contact="press@pressroom.example"))
    assert "CONTACT=" not in tree(build_app(told, shelf([], SOURCES)).test_client()).text_content()


def test_without_sources_the_page_says_how_to_add_one() -> None:
    page = tree(build_app(Settings(), shelf()).test_client())
    assert "[[source]]" in page.text_content()
    assert not page.xpath("//table")


def test_an_unknown_state_is_shown_as_it_is() -> None:
    page = tree(build_app(Settings(), shelf([], [source_state("a", "resting")])).test_client())
    assert texts(page, "//tbody//span[contains(@class, 'mark')]") == ["resting"]
