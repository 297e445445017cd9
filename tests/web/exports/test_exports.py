"""All that a search finds as a file: read back by the programs it is for, whole, and never held as a whole."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import Attachment
from crawler.store import StoreError
from tests.web.fakes import MemoryIndex, MemoryStore
from tests.web.installation import MINUTE, NOON, Installation, installed
from tests.web.newsroom import RELEASES, stored
from tests.web.parsing import page_of
from web.exports import gathering
from web.exports.formats import COLUMNS, FORMATS, Written
from web.exports.gathering import in_bulk

SEARCHES = ("", "?q=exercise&sort=oldest&page=2&size=5", "?place=Hull&organisation=-Northern+Health+Office&from=2016")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def ids(client: FlaskClient, search: str) -> list[str]:
    """The releases of a search, by the pages of the API."""
    found: list[str] = []
    address = f"/api/v1/search{re.sub('page=[0-9]+&', '', search)}"
    while address:
        answer = client.get(address).json
        assert answer
        found += [hit["id"] for hit in answer["results"]]
        address = answer["links"]["next"]
    return found


@pytest.mark.parametrize("search", SEARCHES)
def test_all_releases_of_a_search_in_its_order_in_every_format(client: FlaskClient, search: str) -> None:
    expected = ids(client, search)
    assert len(expected) >= 3
    answers = {ending: client.get(f"/export.{ending}{search}") for ending in FORMATS}
    assert {response.headers["X-Total-Count"] for response in answers.values()} == {str(len(expected))}
    texts = {ending: response.text for ending, response in answers.items()}
    marks = {ending: texts[ending].count(form.mark) for ending, form in FORMATS.items()}
    assert marks == dict.fromkeys(FORMATS, len(expected)) | {"csv": len(expected) + 1}  # a head
    assert [row["id"] for row in rows(texts["csv"])] == expected
    assert [json.loads(line)["id"] for line in texts["jsonl"].splitlines()] == expected
    assert [item["id"] for item in rispy.loads(texts["ris"])] == expected
    titles = [row["title"] for row in rows(texts["csv"])]
    assert [item["title"] for item in json.loads(texts["csl.json"])] == titles
    library = parse_string(texts["bib"])
    assert library.failed_blocks == []
    assert len({entry.key.casefold() for entry in library.entries}) == len(library.entries) == len(expected)
    page = page_of(texts["html"])
    assert [heading.text_content() for heading in page.xpath("//article/h2")] == titles


def test_it_is_a_download_that_says_how_many(client: FlaskClient) -> None:
    for ending, form in FORMATS.items():
        response = client.get(f"/export.{ending}?q=tanker")
        assert response.mimetype == form.media_type
        assert response.headers["Content-Disposition"] == f"attachment; filename=releases.{ending}"
        assert response.headers["X-Total-Count"] == "1"
    assert client.get("/export.pdf").status_code == 404


@pytest.mark.parametrize("ending", FORMATS)
def test_head_makes_nothing(client: FlaskClient, store: MemoryStore, ending: str) -> None:
    got = client.get(f"/export.{ending}?q=exercise").headers
    store.several = lambda identities: pytest.fail("it was read")  # type: ignore[method-assign]
    head = client.head(f"/export.{ending}?q=exercise")
    assert (head.status_code, head.data) == (200, b"")
    for name in ("X-Total-Count", "ETag", "Content-Type", "Content-Disposition", "Cache-Control"):
        assert head.headers[name] == got[name]
    again = client.get(f"/export.{ending}?q=exercise", headers={"If-None-Match": got["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_change_changes_the_etag(client: FlaskClient, index: MemoryIndex) -> None:
    before = client.get("/export.csv").headers["ETag"]
    assert client.get("/export.csv?bom=true").headers["ETag"] != before
    assert client.get("/export.csv", base_url="http://other.example/").headers["ETag"] != before
    index.commit(99)
    assert client.get("/export.csv", headers={"If-None-Match": before}).status_code == 200


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(client: FlaskClient, index: MemoryIndex, store: MemoryStore, formula: str) -> None:
    release = stored(formula, title=formula, text=f"{formula} zeppelin", notes=formula, topics=(formula,))
    index.add([release])
    store.add(release)
    (row,) = rows(client.get("/export.csv?q=zeppelin").text)
    for name in ("id", "title", "text", "notes", "topics"):
        assert row[name].startswith(f"'{formula}")


def test_the_mark_for_excel_is_a_choice(client: FlaskClient) -> None:
    assert client.get("/export.csv").data.startswith(b"id,")
    assert client.get("/export.csv?bom=true").data.startswith(b"\xef\xbb\xbfid,")
    (link,) = page_of(client.get("/export").text).xpath("//a[contains(@href, 'export.csv')]/@href")
    assert link == "/export.csv?bom=true"


def test_rows_are_as_rfc_4180_has_them(client: FlaskClient) -> None:
    text = client.get("/export.csv").data.decode()
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert text.endswith("\r\n")
    (row,) = [row for row in rows(text) if row["id"] == "exercise2019"]
    assert row["organisations"] == "Harbour Safety Union; Commission for the Long River"
    assert row["published"] == "2019-10-30T10:00:00Z"
    assert row["text"].count("\n\n") == 8
    assert row["page"] == "http://localhost/releases/exercise2019"


def test_a_line_is_what_the_api_gives(client: FlaskClient) -> None:
    (line,) = client.get("/export.jsonl?q=tanker").text.splitlines()
    found, whole = json.loads(line), client.get("/api/v1/releases/exercise2019").json
    assert whole
    assert whole.pop("variants") == whole.pop("alike") == []
    del whole["links"]["archived"]
    assert found == whole


def test_a_reading_list_stands_for_itself(client: FlaskClient) -> None:
    page = page_of(client.get("/export.html?q=exercise").text)
    assert page.xpath("string(//h1)") == "“exercise”"
    assert "56 releases" in page.xpath("string(//header/p)")
    assert page.xpath("//script | //link | //img | //*[@src] | //*[@style]") == []
    assert "@media print" in page.xpath("string(//style)")
    (latin,) = page.xpath("//article[h2[contains(., 'tanker')]]")
    assert (latin.get("lang"), latin.get("dir"), len(latin.xpath(".//li"))) == ("en", "ltr", 3)
    assert "(2019, October 30)" in latin.xpath("string(p[@class='reference'])")
    assert set(latin.xpath(".//a/@href")) == {
        "https://news.example/exercise2019",
        "http://localhost/releases/exercise2019",
    }
    identities = page.xpath("//@id")
    assert identities == []
    arabic = page_of(client.get("/export.html?language=ar").text)
    assert arabic.xpath("//article/@dir") == ["rtl"]
    assert "Withdrawn" in client.get("/export.html?state=withdrawn").text


def test_nothing_found_is_an_empty_file(client: FlaskClient) -> None:
    texts = {ending: client.get(f"/export.{ending}?q=zeppelin").text for ending in FORMATS}
    assert rows(texts["csv"]) == json.loads(texts["csl.json"]) == []
    assert (texts["jsonl"], texts["bib"], texts["ris"]) == ("", "", "")
    assert "0 releases" in texts["html"]


def test_the_page_offers_every_format_and_counts(client: FlaskClient) -> None:
    page = page_of(client.get("/export?q=exercise&place=Hull&page=2&sort=oldest").text)
    assert "“exercise”, Hull: " in page.text_content()
    total = int(re.findall(r"Hull: (\d+) releases", page.text_content())[0])
    links = page.xpath("//main//a[contains(@href, '/export.')]/@href")
    assert len(links) == len(FORMATS)
    for link in links:
        head = client.head(link)
        assert (head.status_code, head.headers["X-Total-Count"]) == (200, str(total))
        assert "sort=oldest" in link
        assert "page=" not in link


@pytest.mark.parametrize("address", ["/export.csv?from=2019-13", "/export?size=0", "/export.html?bom=perhaps"])
def test_a_mistake_is_told(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_a_mistake_is_told_to_programs_and_to_people(client: FlaskClient) -> None:
    assert client.get("/export.csv?from=x").json["parameter"] == "from"  # type: ignore[index]
    browser = client.get("/export.csv?from=x", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (browser.status_code, browser.mimetype) == (400, "text/html")
    assert "Accept" in browser.vary


def test_what_means_nothing_to_a_file_is_not_looked_at(client: FlaskClient) -> None:
    plain = client.get("/export.csv").data
    assert client.get("/export.csv?page=0&size=x&facets=x&cursor=x&density=x").data == plain


def test_without_an_index_it_comes_later(client: FlaskClient, index: MemoryIndex) -> None:
    index.unreadable = "There is no index yet."
    assert client.get("/export.csv").status_code == 503


def test_a_broken_export_ends_in_the_middle(
    client: FlaskClient, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody takes for whole what is not: the connection breaks, as it would by a cable."""
    monkeypatch.setattr(gathering, "READ", 10)
    monkeypatch.setattr(gathering, "SENT", 100)
    pieces = client.get("/export.csv").iter_encoded()
    assert b"".join(pieces).startswith(b"id,")
    pieces = client.get("/export.csv", buffered=False).iter_encoded()
    assert next(pieces).startswith(b"id,")
    store.unreadable = "The disk is gone."
    with pytest.raises(StoreError, match="The disk is gone"):
        b"".join(pieces)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """1,000 releases of 25 kB, most of it in what need not be indexed."""
    files = tuple(Attachment(f"https://news.example/{n}.pdf", "A" * 800, "application/pdf") for n in range(30))
    with installed(tmp_path_factory.mktemp("large")) as installation:
        for start in range(0, 1000, 200):
            batch: list[tuple[str, dict[str, Any]]] = [
                (f"r{number:04}", {"text": f"Harbour number {number}.", "attachments": files})
                for number in range(start, start + 200)
            ]
            installation.keep_all(batch, NOON)
        installation.index_changes()
        yield installation


@pytest.mark.parametrize("ending", ["csv", "jsonl", "html"])
def test_memory_is_bounded(large: Installation, ending: str) -> None:
    response = large.app.test_client().get(f"/export.{ending}?q=harbour", buffered=False)
    tracemalloc.start()
    try:
        length = sum(len(piece) for piece in response.iter_encoded())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert length > (25_000_000 if ending == "jsonl" else 100_000)
    assert peak < 16_000_000  # what is read at once; all of it is more than 25 MB in any format


def test_which_releases_they_are_is_settled_at_the_beginning(tmp_path: Path) -> None:
    with installed(tmp_path) as installation:
        installation.keep_all([(f"r{number:03}", {"text": "Fog. " * 50}) for number in range(600)])
        installation.index_changes()
        pieces = installation.app.test_client().get("/export.jsonl?q=fog", buffered=False).iter_encoded()
        first = next(pieces)
        for number in range(590, 600):
            installation.withdraw(f"r{number}", NOON + MINUTE)
        installation.keep("new", NOON + MINUTE, text="Fog.")
        installation.keep("r599", NOON + MINUTE, text="No more of it at all, at last.")
        installation.index_changes()
        lines = [json.loads(line) for line in (first + b"".join(pieces)).splitlines()]
    assert sorted(line["id"] for line in lines) == [f"r{number:03}" for number in range(600)]
    assert "withdrawn" in {line["state"] for line in lines}  # each as it was when its turn came


def test_several_at_once(large: Installation) -> None:
    lengths: list[int] = []

    def take() -> None:
        lengths.append(len(large.app.test_client().get("/export.ris?q=harbour").data))

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lengths) == 3
    assert len(set(lengths)) == 1


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4))
def test_csv_gives_back_what_it_was_given(values: list[tuple[str, str, str]]) -> None:
    releases = [stored(f"r{n}", title=t, text=x, notes=m) for n, (t, x, m) in enumerate(values)]
    write = FORMATS["csv"].write
    app = Flask(__name__)
    app.add_url_rule("/releases/<release_id>", "releases.page")
    with app.test_request_context():
        text = "".join(write(releases, Written("", len(releases))))
    found = [(row["title"], row["text"], row["notes"]) for row in rows(text)]
    assert [tuple(cell.removeprefix("'") for cell in row) for row in found] == [
        tuple(cell.removeprefix("'") for cell in row) for row in values
    ]


@given(st.lists(st.text(max_size=50_000), max_size=9))
def test_in_bulk_it_is_the_same(pieces: list[str]) -> None:
    assert "".join(in_bulk(pieces)) == "".join(pieces)


def test_all_are_there(client: FlaskClient) -> None:
    assert len(rows(client.get("/export.csv").text)) == len(RELEASES)
