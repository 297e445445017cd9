from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from lxml import html as parser

from indexer.index import FacetValue
from web.values import holding


def tree(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return parser.fromstring(response.get_data(as_text=True))


def test_all_values_lead_to_the_search_with_them(client: FlaskClient) -> None:
    page = tree(client, "/facets/place?q=exercise&organisation=Harbour+Safety+Union&page=2")
    (link,) = page.xpath("//ul[@class='values']//a[bdi[.='Hull']]/@href")
    assert link == "/?q=exercise&organisation=Harbour+Safety+Union&place=Hull"
    (without,) = page.xpath("//li[a/bdi[.='Hull']]/a[@class='without']/@href")
    assert without == "/?q=exercise&organisation=Harbour+Safety+Union&place=-Hull"
    count = int(page.xpath("//li[a/bdi[.='Hull']]/span[@class='count']")[0].text)
    found = tree(client, link)
    assert found.xpath("//h1")[0].text_content().startswith(f"{count} release")


def test_values_are_found_by_any_of_their_words(client: FlaskClient) -> None:
    page = tree(client, "/facets/place?find=gdansk")
    assert [node.text for node in page.xpath("//ul[@class='values']//bdi")] == ["Gdańsk"]
    assert page.xpath("//p[@class='aside']")[0].text_content().startswith("1 value in")
    assert tree(client, "/facets/place?find=zebra").xpath("//ul[@class='values']/li") == []


def test_words_are_met_in_any_order_accent_and_case() -> None:
    values = [FacetValue(label, label, 1) for label in ("Norov, Vladimir", "Jürgen Stock")]
    assert [value.label for value in holding(values, "vlad NOROV")] == ["Norov, Vladimir"]
    assert [value.label for value in holding(values, "jurgen")] == ["Jürgen Stock"]
    assert len(holding(values, "")) == 2


def test_an_unknown_facet_is_not_found_and_a_bad_parameter_refused(client: FlaskClient) -> None:
    assert client.get("/facets/colour").status_code == 404
    assert client.get("/facets/date").status_code == 404
    assert client.get("/facets/place?from=2019-13").status_code == 400
