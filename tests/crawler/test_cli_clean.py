"""`pressroom clean`: one page to a release, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.cleaning.pages import FIRST, PAGE, URL
from tests.crawler.crawling import SITE, Item, listing, prose, release
from tests.crawler.shell import ITEMS, Shell, served
from tests.replay import Page

TITLE = "New quay opens to large ships"


def page_in(folder: Path) -> str:
    path = folder / "page.html"
    path.write_text(PAGE, "utf-8")
    return str(path)


def test_a_file_is_cleaned(tmp_path: Path) -> None:
    result = Shell(tmp_path, {})("clean", page_in(tmp_path), "--url", URL)
    assert result.exit_code == 0, result.output
    assert f"Title: {TITLE}" in result.stdout
    assert "Published: 2021-05-04T09:30:00+01:00 (from meta)" in result.stdout
    assert FIRST in result.stdout
    assert "Notes:" in result.stdout
    assert "Why:" not in result.stdout


def test_each_field_is_explained(tmp_path: Path) -> None:
    release = Shell(tmp_path, {}).json("clean", page_in(tmp_path), "--url", URL, "--explain")
    chosen = {choice["of"]: choice["rule"] for choice in release["choices"] if choice["step"] == "chose"}
    assert chosen["title"] == "confirmed_heading"
    assert chosen["published"] == "meta"
    assert set(chosen) >= {"title", "text", "notes", "published", "language", "url"}
    left_out = {choice["rule"]: choice["evidence"] for choice in release["choices"] if choice["step"] == "left out"}
    assert left_out["drop_named_furniture"].startswith("Related news")


def test_the_explanation_is_shown_to_people(tmp_path: Path) -> None:
    text = Shell(tmp_path, {})("clean", page_in(tmp_path), "--explain").stdout
    assert f"title       chose    confirmed_heading: {TITLE}" in text


def test_an_explained_release_is_the_same(tmp_path: Path) -> None:
    shell, page = Shell(tmp_path, {}), page_in(tmp_path)
    explained = shell.json("clean", page, "--explain")
    del explained["choices"]
    assert explained == shell.json("clean", page)


def test_an_address_is_asked_as_a_crawl_would(tmp_path: Path) -> None:
    with served(tmp_path) as (shell, replay):
        result = shell("clean", f"{SITE}{ITEMS[0].path}")
        asked = [visit.target for visit in replay.visits(SITE.partition("//")[2])]
    assert result.exit_code == 0, result.output
    assert ITEMS[0].title in result.stdout
    assert asked == ["/robots.txt", ITEMS[0].path]


def test_an_address_that_robots_forbid_is_not_asked(tmp_path: Path) -> None:
    robots = (b"User-agent: *\nDisallow: /", "text/plain")
    with served(tmp_path, {"/robots.txt": robots}) as (shell, replay):
        result = shell("clean", f"{SITE}/news/1")
        asked = [visit.target for visit in replay.visits(SITE.partition("//")[2])]
    assert result.exit_code == 1
    assert "robots.txt" in result.stderr
    assert asked == ["/robots.txt"]


@pytest.mark.parametrize(
    ("page", "part", "status"),
    [
        ("nowhere.html", "There is no file nowhere.html", 2),
        ("ftp://example.org/x", "is no address that can be crawled", 2),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, page: str, part: str, status: int) -> None:
    result = Shell(tmp_path, {})("clean", page)
    assert result.exit_code == status
    assert part in result.stderr


def test_what_is_no_page_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = Shell(tmp_path, {})("clean", str(tmp_path / "x.png"))
    assert result.exit_code == 1
    assert "is no page, PDF or DOCX document" in result.stderr


def test_nobody_is_asked_without_a_contact(tmp_path: Path) -> None:
    result = Shell(tmp_path, {}, contact="")("clean", "https://office.example/news/1")
    assert result.exit_code == 1
    assert "Set crawler.contact" in result.stderr


FOOT = "Nine towns on the lower river keep their locks, dams and towpaths together; letters reach them by barge."


def page_of(item: Item) -> Page:
    return release(item.path, item.day, text=[*prose(item.path), FOOT])


@pytest.mark.slow
def test_what_a_source_has_taught_is_shown_and_used(tmp_path: Path) -> None:
    pages = {"/": listing(ITEMS)} | {item.path: page_of(item) for item in ITEMS}
    file = tmp_path / "page.html"
    file.write_bytes(page_of(ITEMS[0])[0])
    with served(tmp_path, pages) as (shell, _):
        shell("crawl")
        text, found = shell("sources", "press").stdout, shell.json("sources", "press")
        alone = shell.json("clean", str(file))
        learnt = shell.json("clean", str(file), "--source", "press", "--explain")
        unknown = shell("clean", str(file), "--source", "nobody")
    assert "1 paragraph of boilerplate in 6 releases." in text
    assert f"6 have: {FOOT[:59]}…" in text
    assert [each["pages"] for each in found["template"]["boilerplate"]] == [6]
    assert alone["text"] == f"{learnt['text']}\n\n{FOOT}"
    assert (alone["notes"], learnt["notes"]) == ("", FOOT)
    assert "learnt_boilerplate" in {choice["rule"] for choice in learnt["choices"]}
    assert unknown.exit_code == 2
    assert "No source is named nobody; there are: press." in unknown.stderr


def test_facts_are_shown(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.replace("</ul>\n<table>", "</ul><p><a href='a.pdf'>Plan</a>:</p><table>"))
    result = Shell(tmp_path, {})("clean", str(tmp_path / "page.html"), "--url", URL)
    assert "Quality: 1.0\n" in result.stdout
    assert "Contacts:\n  Press office | +44 20 7946 0000 | press@harbour-office.example" in result.stdout
    assert (
        "Attachments:\n  https://www.harbour-office.example/news/2021/a.pdf | Plan | application/pdf" in result.stdout
    )
