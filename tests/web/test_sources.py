from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from lxml import html as parser

from crawler.settings import CrawlerSettings, Settings
from crawler.store.days import Tally
from crawler.store.known import Doubtful
from crawler.store.overview import Day
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
        "Failing", "Up to date", "Gone silent", "Layout changed", "Needs a contact", "Being crawled",
        "Waiting for its first visit", "Paused",
    ]  # fmt: skip
    row = page.xpath("//tbody/tr[1]")[0]
    assert texts(row, "th/a") == ["Commission for the Long River"]
    assert row.xpath("th/a/@href") == ["/?source=river"]
    assert texts(row, "td") == [
        "Failing The server of river.example did not answer within 30 seconds. The server is slow, overloaded, or does "
        "not let this machine through. If it is always as slow as this, raise crawler.connect_timeout, read_timeout or "
        "total_timeout. It is tried again by itself.",
        "12",
        "0",
        "5 March 2024, 09:12 UTC",
        "5 March 2024, 10:12 UTC",
    ]
    assert texts(page.xpath("//tbody/tr[1]")[2], "td")[0] == "Needs a contact"  # what to do stands above, once for all


def test_a_source_without_a_name_goes_by_its_key(client: FlaskClient) -> None:
    assert texts(tree(client), "//tbody[last()]/tr/th/a") == ["old"]


def test_what_should_be_looked_at_stands_above_and_in_the_row(client: FlaskClient) -> None:
    page = tree(client)
    silent = "Nothing new since 20 February 2024, for longer than usual: check whether its start page has moved."
    layout = "Its layout seems to have changed: 4% of its latest pages gave a date, usually 97% do."
    assert texts(page, "//section[h2='Worth a look']//li") == [
        f"Harbour Safety Union Gone silent {silent}",
        f"Harbour Safety Union Layout changed {layout}",
    ]
    (target,) = set(page.xpath("//section//li/a/@href"))
    (row,) = page.xpath(f"//tbody[@id='{target.removeprefix('#')}']/tr[1]")
    assert texts(row, ".//p[@class='note']") == [silent, layout]
    assert texts(page, "//ul[@class='tally']/li")[:3] == ["Failing 1", "Gone silent 1", "Layout changed 1"]


def test_without_anything_to_look_at_nothing_is_said_above() -> None:
    page = tree(build_app(Settings(), shelf([], [source_state("a")])).test_client())
    assert "Worth a look" not in page.text_content()


def test_a_silent_source_that_fails_stays_among_the_failing() -> None:
    silent = source_state("a", "failing", silent_since=SOURCES[0].silent_since)
    page = tree(build_app(Settings(), shelf([], [source_state("b", "failing"), silent])).test_client())
    assert texts(page, "//tbody/tr[1]/th/a") == ["A", "B"]


def test_more_of_a_source_opens_below_it(client: FlaskClient) -> None:
    (more,) = tree(client).xpath("//tbody[@id='source-harbour']/tr[2]//details")
    assert texts(more, "summary") == ["Harbour Safety Union, 30 days: 28 new, 2 changed, 1 withdrawn"]
    assert dict(zip(texts(more, ".//dt"), texts(more, ".//dd"), strict=True)) == {
        "Addresses": "20 known, 0 waiting; 30 found in 30 days",
        "Newest release": "5 March 2024, 09:12 UTC",
        "Requests in 30 days": "700 requests, 0 of them failed; 14.0 MB",
        "Requests today": "24 of at most 5,000; 480 kB",
        "Answers in": "250 ms on average",
        "Pace": "Slowed down to one request every 30 s: it said that it is busy, or failed to answer.",
        "WebSub hub": "https://hub.harbour.example/",
    }
    assert more.xpath(".//dd/a/@href") == ["https://hub.harbour.example/"]


def test_before_the_first_request_there_is_little_more() -> None:
    fresh = source_state("a", "waiting", month=Tally(), today=Tally(), budget=None, last_new=None, hub="javascript:x")
    (more,) = tree(build_app(Settings(), shelf([], [fresh])).test_client()).xpath("//details")
    said = dict(zip(texts(more, ".//dt"), texts(more, ".//dd"), strict=True))
    assert said["Requests in 30 days"] == "No requests"
    assert said["Requests today"] == "0; 0 bytes"
    assert (said["Answers in"], said["Newest release"]) == ("No answer yet", "None yet")
    assert (said["Pace"], said["WebSub hub"]) == ("As configured", "javascript:x")
    assert not more.xpath(".//dd/a")


def test_a_source_that_was_never_crawled_has_no_more() -> None:
    imported = source_state("a", "imported", month=Tally(), last_success=None)
    page = tree(build_app(Settings(), shelf([], [imported])).test_client())
    assert not page.xpath("//details")


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


def test_pages_that_read_badly_are_shown_with_their_reasons() -> None:
    bad = Doubtful("https://a.example/1", "it may be a release, but it reads badly (no title): look at it", None)
    kept = Doubtful("javascript:x", "it no longer reads as a release: kept as it was", "abc")
    page = tree(
        build_app(Settings(), shelf([], [source_state("a", doubtful=12, to_look_at=(bad, kept))])).test_client()
    )
    assert texts(page, "//section[h2='Worth a look']//li")[0].startswith("A To look at 12 pages read too badly")
    assert texts(page, "//summary")[0] == "A, 12 pages to look at"
    assert texts(page, "//ul[@class='doubts']/li") == [
        f"{bad.url}: {bad.reason}",
        f"{kept.url}: {kept.reason} (the release as it was kept)",
        "These are the 2 that were found last; pressroom sources a --dropped doubtful lists all.",
    ]
    assert page.xpath("//ul[@class='doubts']//a/@href") == [bad.url, "/releases/abc"]


def test_the_last_days_are_drawn() -> None:
    history = tuple(Day(f"2024-03-{number:02}", Tally(requests=number)) for number in range(1, 30))
    history += (Day("2024-03-30", Tally(requests=40, failed=10, new=3, withdrawn=1)),)
    page = tree(build_app(Settings(), shelf([], [source_state("river", history=history)])).test_client())
    (drawing,) = page.xpath("//figure[@class='history']/*[@role='img']")
    assert drawing.get("aria-label").startswith("Requests of the last 30 days: 700 requests")
    days = drawing.xpath("./*[local-name()='g']")
    assert len(days) == 30
    assert days[-1].xpath("string(*[local-name()='title'])") == (
        "30 March 2024: 40 requests, 10 failed, 3 new, 1 withdrawn"
    )
    heights = {bar.get("class"): int(bar.get("height")) for bar in days[-1].xpath("*[local-name()='rect']")}
    assert heights == {"slot": 112, "column": 75, "failed": 25, "news": 7}
    assert days[0].xpath("*[@class='news']") == []


def test_a_source_that_was_never_asked_has_no_drawing() -> None:
    page = tree(build_app(Settings(), shelf([], [source_state("river")])).test_client())
    assert page.xpath("//figure") == []
