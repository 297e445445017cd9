from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html as parser

from crawler.archive import Archived, Location
from crawler.records import release_id
from crawler.store import Fetch
from tests.web.fakes import MemoryArchive, MemoryStore
from tests.web.newsroom import stored

URL = "https://news.example/storm?part=2"
ID = release_id(URL)
DAYS = (datetime(2020, 1, 1, 8, tzinfo=UTC), datetime(2020, 1, 5, 8, tzinfo=UTC), datetime(2020, 2, 1, 8, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _captured(store: MemoryStore, archive: MemoryArchive) -> None:
    """A release with three captures, the last one a PDF."""
    store.add(stored(ID, url=URL, title="Storm over the estuary"))
    store.archived[ID] = []
    for number, at in enumerate(DAYS):
        location = Location("one.warc.gz", number, 1)
        store.archived[ID].append(Fetch(URL, "harbour", at, 200, None, 10, 100, location, digest=str(number)))
        kind, body = "text/html", "<meta charset=windows-1252><h1>Stürm</h1><script>alert(1)</script>".encode("cp1252")
        if number == 2:
            kind, body = "application/pdf", b"%PDF-1.7"
        archive.pages[location] = Archived(URL, 200, {"Content-Type": kind}, body, at)


def tree(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return parser.fromstring(response.get_data(as_text=True))


def test_the_page_says_what_it_is_and_frames_the_archived_one(client: FlaskClient) -> None:
    page = tree(client, f"/releases/{ID}/archived/2")
    assert page.xpath("//h1")[0].text_content() == "As it was on 5 January 2020, 08:00 UTC"
    (frame,) = page.xpath("//iframe")
    assert "allow-scripts" not in frame.get("sandbox")
    assert "allow-same-origin" not in frame.get("sandbox")
    assert [link.text_content() for link in page.xpath("//ul[@class='captures']//a[@aria-current]")] == [
        "5 January 2020, 08:00 UTC"
    ]
    body = client.get(frame.get("src")).get_data(as_text=True)
    assert "<h1>Stürm</h1>" in body
    assert "alert" not in body


def test_the_archived_page_may_do_nothing(client: FlaskClient) -> None:
    response = client.get(f"/releases/{ID}/archived/1/page")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_what_is_no_html_is_a_file(client: FlaskClient) -> None:
    page = tree(client, f"/releases/{ID}/archived/3")
    assert page.xpath("//iframe") == []
    response = client.get(f"/releases/{ID}/archived/3/page")
    assert response.data == b"%PDF-1.7"
    assert response.headers["Content-Disposition"] == "attachment"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address", [f"/releases/{ID}/archived/0", f"/releases/{ID}/archived/4", "/releases/exercise2019/archived/1"]
)
def test_what_was_not_archived_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/page").status_code == 404


def test_a_page_that_the_archive_lost_is_said_to_be_unreadable(client: FlaskClient, archive: MemoryArchive) -> None:
    archive.pages.clear()
    response = client.get(f"/releases/{ID}/archived/1")
    assert response.status_code == 503
    assert "restore it from a backup" in response.get_data(as_text=True)


def links(header: str) -> dict[str, str]:
    """The targets of a Link header, by relation."""
    return {rel: url for url, rel in re.findall(r'<([^>]+)>; rel="([^"]+)"', header)}


@pytest.mark.parametrize("ending", ["", "/page"])
def test_a_memento_says_when_it_is_of(client: FlaskClient, ending: str) -> None:
    headers = client.get(f"/releases/{ID}/archived/2{ending}").headers
    assert headers["Memento-Datetime"] == "Sun, 05 Jan 2020 08:00:00 GMT"
    found = links(headers["Link"])
    assert found["original"] == URL
    assert found["timegate"] == f"http://localhost/timegate/{URL}"
    assert found["timemap"] == f"http://localhost/timemap/{URL}"
    assert found["first prev memento"] == f"http://localhost/releases/{ID}/archived/1"
    assert found["memento"] == f"http://localhost/releases/{ID}/archived/2"
    assert found["last next memento"] == f"http://localhost/releases/{ID}/archived/3"


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (None, 3),
        ("Wed, 01 Jan 2020 00:00:00 GMT", 1),
        ("Sun, 05 Jan 2020 09:00:00 GMT", 2),
        ("Thu, 01 Jan 2037 00:00:00 GMT", 3),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 1),
    ],
)
def test_the_timegate_leads_to_the_nearest(client: FlaskClient, wanted: str | None, number: int) -> None:
    response = client.get(f"/timegate/{URL}", headers={"Accept-Datetime": wanted} if wanted else {})
    assert response.status_code == 302
    assert response.headers["Location"] == f"http://localhost/releases/{ID}/archived/{number}"
    assert "Accept-Datetime" in response.headers["Vary"]
    assert links(response.headers["Link"])["original"] == URL


def test_a_moment_that_cannot_be_read_is_refused(client: FlaskClient) -> None:
    response = client.get(f"/timegate/{URL}", headers={"Accept-Datetime": "yesterday"})
    assert response.status_code == 400
    assert "Accept-Datetime" in response.get_data(as_text=True)


def test_the_timemap_lists_all(client: FlaskClient) -> None:
    response = client.get(f"/timemap/{URL}")
    assert response.mimetype == "application/link-format"
    lines = response.get_data(as_text=True).splitlines()
    assert lines[0] == f'<{URL}>; rel="original",'
    assert 'from="Wed, 01 Jan 2020 08:00:00 GMT"; until="Sat, 01 Feb 2020 08:00:00 GMT"' in lines[1]
    assert lines[3] == (
        f'<http://localhost/releases/{ID}/archived/1>; rel="first memento"; datetime="Wed, 01 Jan 2020 08:00:00 GMT",'
    )
    assert len(lines) == 6


@pytest.mark.parametrize("address", ["https://news.example/other", "nonsense", "javascript:alert(1)"])
@pytest.mark.parametrize("way", ["timegate", "timemap"])
def test_an_address_that_is_not_archived_is_not_found(client: FlaskClient, way: str, address: str) -> None:
    assert client.get(f"/{way}/{address}").status_code == 404


def test_the_page_of_the_release_leads_to_its_newest_capture(client: FlaskClient) -> None:
    page = tree(client, f"/releases/{ID}")
    (link,) = page.xpath("//a[.='Archived page']/@href")
    assert link == f"/releases/{ID}/archived/3"


def test_programs_are_told_of_it(client: FlaskClient) -> None:
    assert client.get(f"/api/v1/releases/{ID}").get_json()["links"]["archived"] == (
        f"http://localhost/releases/{ID}/archived/3"
    )
    assert client.get("/api/v1/releases/exercise2019").get_json()["links"]["archived"] is None
