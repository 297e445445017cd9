from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html as parser

from crawler.store import Reason, Revision
from tests.web.fakes import MemoryStore


@pytest.fixture(autouse=True)
def _earlier(store: MemoryStore) -> None:
    release = store.release("exercise2019")
    assert release is not None
    first = replace(
        release.content,
        title="Ports around the Baltic test their plans",
        published=date(2019, 10, 29),
        text=release.content.text.replace("eleven harbours", "nine harbours"),
    )
    at = datetime(2024, 3, 1, 8, 30, tzinfo=UTC)
    store.earlier["exercise2019"] = [Revision(1, at, Reason.IMPORTED, first)]


def tree(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return parser.fromstring(response.get_data(as_text=True))


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


def test_the_versions_are_listed_newest_first(client: FlaskClient) -> None:
    page = tree(client, "/releases/exercise2019/revisions")
    assert texts(page, "//ol[@class='versions']/li/p[1]") == [
        "Version 2, 4 March 2024, 08:30 UTC, as its page then said",
        "Version 1, 1 March 2024, 08:30 UTC, as it was imported",
    ]
    (link,) = page.xpath("//ol[@class='versions']//a/@href")
    assert link == "/releases/exercise2019/revisions/1..2"
    assert "added" in texts(page, "//ol[@class='versions']/li[1]/p[3]")[0]


def test_what_changed_is_marked(client: FlaskClient) -> None:
    page = tree(client, "/releases/exercise2019/revisions/1..2")
    assert "nine" in texts(page, "//del")
    assert "eleven" in texts(page, "//ins")
    assert texts(page, "//section/h2") == ["Title", "Date", "Text", "Notes and contacts unchanged"]
    assert page.xpath("//a[@aria-current='true']/@href") == ["/releases/exercise2019/revisions/1..2"]


def test_side_by_side(client: FlaskClient) -> None:
    page = tree(client, "/releases/exercise2019/revisions/1..2?view=side")
    rows = [texts(row, "p") for row in page.xpath("//section[2]//div[@class='pairing']")]
    assert rows == [["29 October 2019", ""], ["", "30 October 2019, 10:00 UTC"]] or rows == [
        ["29 October 2019", "30 October 2019, 10:00 UTC"]
    ]


def test_the_wrong_order_is_put_right(client: FlaskClient) -> None:
    response = client.get("/releases/exercise2019/revisions/2..1?view=side")
    assert response.status_code == 302
    assert response.headers["Location"] == "/releases/exercise2019/revisions/1..2?view=side"


@pytest.mark.parametrize(
    "address",
    ["exercise2019/revisions/1..3", "exercise2019/revisions/0..1", "nothing/revisions", "nothing/revisions/1..2"],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(f"/releases/{address}").status_code == 404


def test_the_page_of_the_release_leads_there(client: FlaskClient) -> None:
    page = tree(client, "/releases/exercise2019")
    (link,) = page.xpath("//a[.='What changed']/@href")
    assert client.get(link).status_code == 200


def test_programs_get_the_same(client: FlaskClient) -> None:
    answer = client.get("/api/v1/releases/exercise2019/revisions").get_json()
    assert [(one["number"], one["reason"]) for one in answer["revisions"]] == [(1, "imported"), (2, "fetched")]
    assert answer["revisions"][0]["links"]["comparison"] is None
    assert client.get(answer["revisions"][1]["links"]["comparison"]).status_code == 200
    assert client.get("/api/v1/releases/nothing/revisions").status_code == 404
