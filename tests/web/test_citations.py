from __future__ import annotations

import json
import string
from datetime import UTC, date, datetime
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser
from markupsafe import Markup

from tests.web.newsroom import stored
from web.citations import Citation, apa, bibtex, chicago, csl, csl_json, ris

PAGE = "http://127.0.0.1:8000/releases/x"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def of(**content: object) -> Citation:
    return Citation.of(stored("exercise2019", **content), PAGE)  # type: ignore[arg-type]


def tree(markup: str) -> Any:
    return parser.fromstring(markup)


def words(markup: Markup) -> str:
    return str(tree(f"<p>{markup}</p>").text_content())


FULL = {"title": "Ports test their plans", "published": date(2019, 10, 30), "reference": "HSU/12", "language": "en"}


def test_references_as_people_write_them() -> None:
    citation = of(**FULL)
    address = "https://news.example/exercise2019"
    assert words(apa(citation)) == (
        f"Harbour Safety Union. (2019, October 30). Ports test their plans [Press release]. {address}"
    )
    assert words(chicago(citation)) == (
        f"Harbour Safety Union. “Ports test their plans.” Press release, October 30, 2019. {address}."
    )


@pytest.mark.parametrize(
    ("content", "apa_", "chicago_"),
    [
        ({"published": date(2019, 1, 1), "published_from": "year"}, "(2019).", "Press release, 2019."),
        ({"published": date(2019, 10, 1), "published_from": "month"}, "(2019, October).", "October 2019."),
        ({"published": None}, "(n.d.).", "Press release. "),
        ({"published": date(2019, 10, 1), "published_from": "modified"}, "(n.d.).", "Press release. "),
        ({"published": datetime(2019, 10, 30, 23, tzinfo=UTC)}, "(2019, October 30).", "October 30, 2019."),
    ],
)
def test_dates_are_as_precise_as_they_are_known(content: dict[str, object], apa_: str, chicago_: str) -> None:
    assert apa_ in words(apa(of(**content)))
    assert chicago_ in words(chicago(of(**content)))


def test_without_an_author_the_title_comes_first() -> None:
    citation = of(title="Who was it?", organisation=None, published=date(2019, 10, 30))
    address = "https://news.example/exercise2019"
    assert words(apa(citation)) == f"Who was it? [Press release]. (2019, October 30). {address}"
    assert words(chicago(citation)) == f"“Who was it?” Press release, October 30, 2019. {address}."


def test_an_imported_release_without_an_address_is_cited_by_its_page_here() -> None:
    assert of(url="urn:release:12").url == PAGE


def test_markup_in_titles_is_text() -> None:
    assert "<b>" not in apa(of(title="<b>Bold</b>"))
    assert "<b>" not in chicago(of(title="<b>Bold</b>"))


def test_records_say_the_same_to_programs() -> None:
    citation = of(**FULL)
    (entry,) = parse_string(bibtex(citation)).entries
    assert entry.entry_type == "misc"
    assert entry["author"] == "{Harbour Safety Union}"
    assert (entry["year"], entry["date"], entry["number"]) == ("2019", "2019-10-30", "HSU/12")
    (record,) = rispy.loads(ris(citation))
    assert record["type_of_reference"] == "ELEC"
    assert record["authors"] == ["Harbour Safety Union,"]
    assert (record["title"], record["year"]) == ("Ports test their plans", "2019")
    (item,) = json.loads(csl_json(citation))
    assert item["issued"] == {"date-parts": [[2019, 10, 30]]}
    assert item["author"] == [{"literal": "Harbour Safety Union"}]
    assert item["genre"] == "Press release"


def test_signs_of_tex_are_escaped() -> None:
    entry = bibtex(of(title="50% of R&D: {x}_y $1 #2 ~ ^ \\input"))
    assert (
        r"title = {{50\% of R\&D: \{x\}\_y \$1 \#2 \textasciitilde{} \textasciicircum{} \textbackslash{}input}}"
        in entry
    )


@given(title=TEXTS, organisation=st.none() | TEXTS, reference=st.none() | TEXTS)
def test_any_words_make_a_record_that_can_be_read(title: str, organisation: str | None, reference: str | None) -> None:
    citation = of(title=title, organisation=organisation, reference=reference)
    library = parse_string(bibtex(citation))
    assert len(library.entries) == 1
    assert not library.failed_blocks
    (record,) = rispy.loads(ris(citation))
    assert record["title"].strip() == citation.title
    assert csl(citation)["title"] == citation.title
    assert set(citation.key) <= set(string.ascii_letters + string.digits + "_")


@pytest.mark.parametrize(
    ("ending", "media_type", "holds"),
    [
        ("bib", "application/x-bibtex", "@misc{"),
        ("ris", "application/x-research-info-systems", "TY  - ELEC"),
        ("csl.json", "application/vnd.citationstyles.csl+json", '"genre": "Press release"'),
        ("json", "application/json", '"id":"exercise2019"'),
        ("txt", "text/plain", "ROTTERDAM, 30 October 2019"),
    ],
)
def test_each_form_has_an_address(client: FlaskClient, ending: str, media_type: str, holds: str) -> None:
    response = client.get(f"/releases/exercise2019.{ending}")
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert holds in response.get_data(as_text=True)
    assert (
        client.get(f"/releases/exercise2019.{ending}", headers={"If-None-Match": response.headers["ETag"]}).status_code
        == 304
    )
    assert client.get(f"/releases/nothing.{ending}").status_code == 404


def test_the_page_shows_them(client: FlaskClient) -> None:
    page = tree(client.get("/releases/exercise2019").get_data(as_text=True))
    (cite,) = page.xpath("//details[@class='cite']")
    assert [node.text for node in cite.xpath(".//h3")] == ["APA ", "Chicago "]
    for href in cite.xpath(".//a/@href"):
        assert client.get(href).status_code == 200
