"""The timeline: its numbers are those of the searches that it leads to, on the page and in each file."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.web.fakes import MemoryIndex
from tests.web.newsroom import HARBOUR, HEALTH, RIVER, stored
from web import raster

SVG = "{http://www.w3.org/2000/svg}"


def read(client: FlaskClient, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.text)))


def total(client: FlaskClient, address: str) -> int:
    heading = read(client, address).select_one("h1")
    assert heading is not None
    found = re.match(r"[\d,]+", heading.get_text().strip())
    return int(found[0].replace(",", "")) if found else 0


def points(page: BeautifulSoup) -> list[Tag]:
    return page.select(".plot a")


@pytest.mark.parametrize(
    "address",
    [
        "/timeline",
        "/timeline?q=exercise",
        "/timeline?q=exercise&unit=month&from=2016-02-10&to=2018-05",
        "/timeline?q=exercise&view=stacked&place=Hull&place=Riga",
        "/timeline?q=exercise&compare=fog&compare=ice&language=-de",
        f"/timeline?q=exercise&organisation={HARBOUR}&match=any",
        "/timeline?q=exercise+zebra&match=any&by=query",
    ],
)
def test_every_point_and_every_cell_leads_to_a_search_with_as_many(client: FlaskClient, address: str) -> None:
    page = read(client, address)
    found = points(page)
    assert found
    cells = page.select(".numbers tbody a")
    assert {(one["href"], one["aria-label"]) for one in found} == {(one["href"], one["aria-label"]) for one in cells}
    assert len(cells) == len(found)
    for point in (*found, *page.select(".numbers tfoot a")):
        said = re.search(r"([\d,]+) releases?", str(point["aria-label"]))
        assert said
        assert total(client, str(point["href"])) == int(said[1])


def test_by_organisation(client: FlaskClient) -> None:
    page = read(client, "/timeline?q=exercise")
    assert [heading.get_text(" ", strip=True) for heading in page.select(".multiples h2")] == [
        f"{HARBOUR} 37 releases",
        f"{HEALTH} 19 releases",
    ]
    names = [str(point["aria-label"]) for point in points(page)]
    assert f"{HARBOUR}, 2019: 6 releases" in names
    assert all("0 releases" not in name.split(":")[1].split(" of ")[0].split() for name in names)


def test_the_rest_is_one_more(client: FlaskClient, index: MemoryIndex) -> None:
    index.add(stored(f"o{n}", organisation=f"Office {n}", published=date(2019, 1, 1 + n)) for n in range(9))
    page = read(client, "/timeline?from=2019&to=2019")
    headings = [heading.get_text(" ", strip=True) for heading in page.select(".multiples h2 a")]
    assert len(headings) == 7
    assert headings[-1] == "All others"
    last = page.select(".multiples h2 a")[-1]
    assert sum(row["organisation"] == "All others" for row in rows(client, "/timeline.csv?from=2019&to=2019")) > 0
    others = sum(
        int(row["releases"])
        for row in rows(client, "/timeline.csv?from=2019&to=2019")
        if row["organisation"] == "All others"
    )
    assert total(client, str(last["href"])) == others
    chosen = "&".join(f"organisation=Office+{n}" for n in range(8))
    last = read(client, f"/timeline?{chosen}").select(".multiples h2 a")[-1]
    assert total(client, str(last["href"])) == 2


def test_organisations_beside_each_other(client: FlaskClient) -> None:
    page = read(client, f"/timeline?organisation={HARBOUR}&organisation={RIVER}")
    assert [a.get_text(strip=True) for a in page.select(".multiples h2 a")] == [HARBOUR, RIVER]
    checked = page.select(".boxes input[checked]")
    assert [box["value"] for box in checked] == [HARBOUR, RIVER]


def test_queries_beside_each_other_each_once(client: FlaskClient) -> None:
    page = read(client, "/timeline?q=exercise&compare=fog&compare=&compare=exercise&compare=ice")
    assert [a.get_text(strip=True) for a in page.select(".multiples h2 a")] == ["exercise", "fog", "ice"]
    assert page.select_one("h1").get_text(strip=True) == "3 queries over time"  # type: ignore[union-attr]
    assert [field["value"] for field in page.select("[name=compare][value]")] == ["fog", "exercise", "ice"]


def test_everything_together(client: FlaskClient) -> None:
    page = read(client, "/timeline?by=query")
    assert [a.get_text(strip=True) for a in page.select(".multiples h2 a")] == ["All releases"]


def test_a_timeline_is_read_as_a_picture_and_as_a_table(client: FlaskClient) -> None:
    page = read(client, "/timeline?q=exercise&view=stacked")
    picture = page.select_one(".plot [role=img]")
    assert picture is not None
    named = [page.find(id=name) for name in str(picture["aria-labelledby"]).split()]
    assert all(one is not None and one.get_text(strip=True) for one in named)
    assert page.select_one(".numbers table caption") is not None
    assert len(page.select(".numbers thead th[scope=col]")) == 3
    assert page.select(".numbers tbody th[scope=row]")


def test_nothing_is_inline_that_the_policy_forbids(client: FlaskClient) -> None:
    for address in ("/timeline?q=exercise&view=stacked", "/timeline.svg?q=exercise&view=stacked"):
        text = client.get(address).text
        assert not re.search(r"<style|style=|\son[a-z]+=", text)
    assert "http" not in re.sub(r'xmlns="[^"]+"', "", client.get("/timeline.svg").text)


def test_undated_releases_are_named(client: FlaskClient) -> None:
    notes = read(client, "/timeline?by=query").select_one(".footnotes")
    assert notes is not None
    assert "Without a date, and so where they were first seen: All releases 1" in notes.get_text(" ", strip=True)


def test_what_is_dated_by_its_year_is_named_among_months(client: FlaskClient, index: MemoryIndex) -> None:
    index.add([stored("y", title="Zebra", published=date(2019, 1, 1), published_from="year")])
    assert "Dated by no more than a year" in client.get("/timeline?q=zebra").text
    assert "Dated by no more than a year" not in client.get("/timeline?q=zebra&unit=year").text


def test_too_many_months(client: FlaskClient, index: MemoryIndex) -> None:
    index.add([stored("old", title="Zebra", published=date(1805, 1, 1)), stored("new", title="Zebra")])
    page = read(client, "/timeline?q=zebra&unit=month")
    assert "There are too many months to show one by one" in page.get_text()
    assert str(points(page)[0]["aria-label"]).endswith(", 1800s: 1 release")
    assert len(page.select(".numbers tbody tr")) == 23


def test_one_bucket(client: FlaskClient) -> None:
    page = read(client, "/timeline?q=tanker")
    assert [str(point["aria-label"]) for point in points(page)] == [f"{HARBOUR}, October 2019: 1 release"]


def test_nothing_leads_on(client: FlaskClient) -> None:
    page = read(client, "/timeline?q=exercise+zebra&from=2018")
    assert not points(page)
    rescue = page.select_one(".rescues a")
    assert rescue is not None
    assert dict(parse_qsl(urlsplit(str(rescue["href"])).query))["match"] == "any"
    assert points(read(client, str(rescue["href"])))
    assert "There is nothing to count here" in client.get("/timeline?q=zebra").text


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("from=2019-13", "from must be in the calendar"),
        ("unit=week", "unit must be one of"),
        ("by=person", "by must be one of"),
        ("view=pie", "view must be one of"),
        ("&".join(f"compare={n}" for n in range(7)), "compare may be given at most 6 times"),
    ],
)
def test_what_can_not_be_read_says_what_to_do(client: FlaskClient, bad: str, said: str) -> None:
    response = client.get(f"/timeline?q=exercise&{bad}")
    assert response.status_code == 400
    assert said in response.text
    way = BeautifulSoup(response.text, "lxml").select_one(".plain p a")
    assert way is not None
    assert points(read(client, str(way["href"])))
    for ending in ("svg", "png", "csv"):
        assert client.get(f"/timeline.{ending}?{bad}").status_code == 400


def test_the_search_page_leads_here_and_back(client: FlaskClient) -> None:
    link = read(client, "/?q=exercise&place=Hull&sort=newest&page=1&size=5").select_one(".offers a[href^='/timeline']")
    assert link is not None
    assert link["href"] == "/timeline?q=exercise&place=Hull"
    page = read(client, str(link["href"]))
    back = page.select_one(".head .aside a")
    assert back is not None
    assert total(client, str(back["href"])) == total(client, "/?q=exercise&place=Hull")
    assert read(client, "/").select_one(".menu a[href='/timeline']") is not None


def test_filters_are_chips_and_the_form_carries_them(client: FlaskClient) -> None:
    page = read(client, "/timeline?q=exercise&place=Hull&organisation=-X&unit=year&view=stacked&compare=fog")
    chips = [chip.get_text(" ", strip=True) for chip in page.select(".chip")]
    assert any("Place: Hull" in chip for chip in chips)
    assert all(str(chip["href"]).startswith("/timeline?") for chip in page.select(".chip"))
    carried = {(field["name"], field["value"]) for field in page.select(".compare input[type=hidden]")}
    assert carried == {("place", "Hull"), ("organisation", "-X"), ("unit", "year"), ("view", "stacked")}
    hidden = read(client, "/timeline?q=a&by=organisation").select(".compare input[type=hidden]")
    assert hidden == []


class TestFiles:
    def test_rows(self, client: FlaskClient) -> None:
        response = client.get("/timeline.csv?q=exercise&by=query")
        assert response.content_type == "text/csv; charset=utf-8; header=present"
        assert "attachment" in response.headers["Content-Disposition"]
        found = rows(client, "/timeline.csv?q=exercise&by=query&from=2019&to=2019")
        assert found[0].keys() == {"period", "from", "to", "query", "releases"}
        assert found[0]["from"] == "2019-01-01" or found[0]["from"].startswith("2019-")
        assert sum(int(row["releases"]) for row in found) == total(client, "/?q=exercise&from=2019&to=2019")

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =x", "\t=x"])
    def test_no_cell_is_a_formula(self, client: FlaskClient, index: MemoryIndex, text: str) -> None:
        index.add([stored("f", title="Zebra", organisation=text)])
        found = rows(client, "/timeline.csv?q=zebra")
        assert found
        assert all(row["organisation"].startswith("'") for row in found)
        assert all(value.lstrip()[:1] not in "=+@" for row in found for value in row.values())

    @pytest.mark.parametrize("view", ["multiples", "stacked"])
    def test_the_drawing_stands_alone(self, client: FlaskClient, view: str) -> None:
        response = client.get(f"/timeline.svg?q=exercise&view={view}")
        assert response.content_type.startswith("image/svg+xml")
        root = etree.fromstring(response.data)
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title") == "56 releases for “exercise” over time"
        texts = ["".join(map(str, text.itertext())) for text in root.iter(f"{SVG}text")]
        assert any(HARBOUR in text for text in texts)
        sizes = [float(bar.get("height", "0")) for bar in root.iter(f"{SVG}rect")]
        assert sum(size > 0 for size in sizes) > 16

    def test_the_image(self, client: FlaskClient) -> None:
        response = client.get("/timeline.png?q=exercise")
        assert response.content_type == "image/png"
        assert response.data.startswith(b"\x89PNG\r\n\x1a\n")
        assert int.from_bytes(response.data[16:20], "big") == 1920

    def test_no_image_without_letters(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(raster, "_has_letters", lambda: False)
        response = client.get("/timeline.png?q=exercise")
        assert response.status_code == 503
        assert response.content_type == "application/problem+json"
        assert "fonts-dejavu-core" in response.text
        assert "SVG" in response.text
        for_people = client.get("/timeline.png?q=exercise", headers={"Accept": "text/html"})
        assert (for_people.status_code, "<h1>No image can be made here</h1>" in for_people.text) == (503, True)

    def test_nothing_is_a_file_as_well(self, client: FlaskClient) -> None:
        assert rows(client, "/timeline.csv?q=zebra") == []
        assert etree.fromstring(client.get("/timeline.svg?q=zebra").data).tag == f"{SVG}svg"
        assert client.get("/timeline.png?q=zebra").status_code == 200

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(query=st.text(min_size=1, max_size=60), view=st.sampled_from(["multiples", "stacked"]))
    def test_any_query_gives_a_sound_drawing(self, client: FlaskClient, query: str, view: str) -> None:
        asked = {"q": query, "compare": "exercise", "view": view}
        response = client.get("/timeline.svg", query_string=asked)
        assert response.status_code == 200
        etree.fromstring(response.data)
        assert client.get("/timeline", query_string=asked).status_code == 200
