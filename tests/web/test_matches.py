from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from lxml import html as parser

from tests.web.fakes import MemoryIndex


def tree(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return parser.fromstring(response.get_data(as_text=True))


def marks(page: Any) -> list[tuple[str, str]]:
    return [(mark.get("id"), mark.text_content()) for mark in page.xpath("//mark")]


def test_the_words_of_the_search_are_marked_in_title_and_text(client: FlaskClient) -> None:
    page = tree(client, "/releases/exercise2019?q=tanker+harbour")
    assert marks(page) == [("m1", "tanker"), ("m2", "tanker"), ("m3", "harbour")]
    assert "3 matches" in page.xpath("//div[@class='matches']")[0].text_content()
    assert page.xpath("//div[@class='matches']//a/@href") == ["#m1", "/releases/exercise2019"]
    assert page.xpath("//input[@id='q']/@value") == ["tanker harbour"]


def test_nothing_is_marked_without_a_search(client: FlaskClient) -> None:
    for address in ("/releases/exercise2019", "/releases/exercise2019?q=+", "/releases/exercise2019?q=zebra"):
        page = tree(client, address)
        assert marks(page) == []
        assert page.xpath("//div[@class='matches']") == []


def test_a_hit_leads_there(client: FlaskClient) -> None:
    (link,) = tree(client, "/?q=tanker").xpath("//h3/a/@href")
    assert link.startswith("/releases/exercise2019?q=tanker#p")
    assert marks(tree(client, link.split("#")[0]))


def test_a_query_cannot_break_out_of_the_page(client: FlaskClient) -> None:
    body = client.get("/releases/exercise2019?q=tanker+%3Cscript%3E").get_data(as_text=True)
    assert "<script>" not in body


def test_without_an_index_the_release_is_shown_unmarked(client: FlaskClient, index: MemoryIndex) -> None:
    index.unreadable = "There is no index yet."
    assert marks(tree(client, "/releases/exercise2019?q=tanker")) == []
