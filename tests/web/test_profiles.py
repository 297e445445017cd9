from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from crawler.records import EntityKind, Office, Quotation
from crawler.settings import Settings
from indexer.index import FacetValue
from tests.web.fakes import shelf
from tests.web.newsroom import stored
from tests.web.parsing import page_of
from web.app import build_app
from web.profiles import bars

MAJOR = "Jane Major"
TITLE = "The <quay> is open"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    spoken = stored(
        "quay",
        title=TITLE,
        people=(MAJOR, "O'Neill/Roe"),
        places=("Oslo", "Norway"),
        organisations=("Harbour Board (HB)",),
        topics=("Transport",),
        offices=(Office(MAJOR, "Director of the <Board>"),),
        quotes=(Quotation("We waited long for this.", MAJOR),),
    )
    return build_app(Settings(), shelf([spoken, stored("other", people=("Richard Roe",))])).test_client()


def tree(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return page_of(response.get_data(as_text=True))


def test_a_person(client: FlaskClient) -> None:
    page = tree(client, "/people/Jane_Major")
    assert page.xpath("string(//h1)") == MAJOR
    assert page.xpath("//div[@class='head']//a/@href") == [
        "/people",
        "/?person=Jane+Major",
        "/search.atom?person=Jane+Major",
    ]
    assert page.xpath("string(//table//td)") == "Director of the <Board>"
    assert page.xpath("string(//blockquote)") == "We waited long for this."
    assert page.xpath("//ul[@class='latest']//a/@href") == ["/releases/quay"]
    assert page.xpath("string(//ul[@class='latest']//a)") == TITLE


@pytest.mark.parametrize(
    ("directory", "name"),
    [("people", MAJOR), ("organisations", "Harbour Board (HB)"), ("places", "Oslo"), ("topics", "Transport")],
)
def test_a_directory_leads_to_pages(client: FlaskClient, directory: str, name: str) -> None:
    links = {link.text_content(): link.get("href") for link in tree(client, f"/{directory}").xpath("//main//a")}
    assert tree(client, links[name]).xpath("string(//h1)") == name


def test_a_place_shows_what_it_is_part_of(client: FlaskClient) -> None:
    trail = tree(client, "/places/Oslo").xpath("//p[@class='trail']//a/@href")
    assert trail == ["/places", "/places/Europe", "/places/Norway"]


def test_a_name_of_any_signs_has_a_page(client: FlaskClient) -> None:
    (link,) = (link for link in tree(client, "/people").xpath("//main//a") if "Neill" in link.text_content())
    assert tree(client, link.get("href")).xpath("string(//h1)") == "O'Neill/Roe"


def test_the_facts_of_a_release_lead_here_with_the_office(client: FlaskClient) -> None:
    page = tree(client, "/releases/quay")
    (person,) = page.xpath("//dd[a[@href='/people/Jane_Major']]")
    assert " ".join(person.text_content().split()) == f"{MAJOR} Director of the <Board>"


def test_who_is_in_no_release_has_no_page(client: FlaskClient) -> None:
    assert client.get("/people/Nobody_At_All").status_code == 404


def test_who_was_renamed_leads_to_the_new_name() -> None:
    kept = shelf([stored("quay", people=(MAJOR,))])
    kept.store.renames = {  # type: ignore[attr-defined]  # the store in memory
        (EntityKind.PEOPLE, "Major Jane"): MAJOR,
        (EntityKind.PEOPLE, MAJOR): "Somebody else",
        (EntityKind.PLACES, "Mosco"): "Moscow",
    }
    client = build_app(Settings(), kept).test_client()
    response = client.get("/people/Major_Jane")
    assert (response.status_code, response.location) == (302, "/people/Jane_Major")
    assert client.get("/people/Jane_Major").status_code == 200, "where it stands yet, it has its page"
    assert client.get("/places/Mosco").status_code == 404, "no release has the new name"


def test_the_bars_of_an_activity() -> None:
    spans = [FacetValue(str(year), str(year), count) for year, count in ((2018, 4), (2019, 0), (2020, 1))]
    assert [(bar.top, bar.height) for bar in bars(spans)] == [(0, 80), (80, 0), (60, 20)]
    assert bars([]) == []
