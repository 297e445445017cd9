"""`clean_page` on whole pages of our own."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from crawler.cleaning import clean_page, parse
from crawler.cleaning.page import fuller

from .pages import FIRST, PAGE, SECOND, THIRD, URL

TITLE = "New quay opens to large ships"
UNDATED = (
    f"<html lang='en-GB'><body><article><h1>{TITLE}</h1>DATES<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"
)


def test_a_release_page_gives_every_field() -> None:
    release = clean_page(PAGE.encode(), URL)
    assert release.title == "New quay opens to large ships"
    assert release.published == datetime(2021, 5, 4, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert release.published_from == "meta"
    assert release.language == "en-GB"
    assert release.organisation == "Harbour Office"
    assert release.topics == ("Ports",)
    assert release.page_type == "article"
    assert release.url == URL


def test_the_text_is_the_release_and_nothing_else() -> None:
    release = clean_page(PAGE.encode(), URL)
    assert release.text.split("\n\n") == [
        FIRST,
        "Room for more",
        SECOND,
        "- Length of the quay: 240 metres\n- Depth at low water: 11 metres",
        "Year | Ships\n2020 | 1,204",
        THIRD,
    ]


def test_contacts_go_to_the_notes() -> None:
    release = clean_page(PAGE.encode(), URL)
    assert release.notes == "Media contact\n\nPress office, press@harbour-office.example, tel. +44 20 7946 0000"


def test_a_title_repeated_at_the_top_of_the_text_is_dropped() -> None:
    page = PAGE.replace(f"<p>{FIRST}", f"<p>New quay opens to large ships</p><p>{FIRST}")
    assert clean_page(page.encode(), URL).text.startswith(FIRST)


def test_paragraphs_broken_by_layout_are_joined() -> None:
    broken = FIRST.replace(" after four", "</p><p>after four")
    release = clean_page(PAGE.replace(FIRST, broken).encode(), URL)
    assert release.text.startswith(FIRST)


def test_invisible_characters_are_normalised() -> None:
    page = PAGE.replace("Harbour Office opened", "Har\u00adbour&nbsp;Office\u200b ope\u0301ned")
    assert clean_page(page.encode(), URL).text.startswith("The Harbour Office opéned the")


def test_a_page_that_holds_its_text_for_a_script_only() -> None:
    script = '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "%s"}</script>'
    body = f"{FIRST}\\n{SECOND}\\n{THIRD} {FIRST} {SECOND}"
    page = f"<html><head>{script % body}</head><body><h1>New quay</h1><div id='app'></div></body></html>"
    assert clean_page(page.encode(), URL).text.startswith(f"{FIRST}\n\n{SECOND}")


def test_the_shown_text_is_preferred_to_the_embedded_one() -> None:
    assert fuller("x" * 400, "y" * 1000) == "x" * 400
    assert fuller("x" * 20, "y" * 1000) == "y" * 1000
    assert fuller("", "y" * 20) == ""


def test_a_page_without_anything_gives_empty_fields() -> None:
    release = clean_page(b"", URL)
    assert (release.url, release.title, release.text, release.published) == (URL, "", "", None)


def test_cleaning_twice_gives_the_same() -> None:
    assert clean_page(PAGE.encode(), URL) == clean_page(PAGE.encode(), URL)


@pytest.mark.parametrize(
    "today",
    ["<p>24 November 2026</p>", "<time datetime='2026-11-24'>Tuesday</time>", "<span class='date'>24.11.2026</span>"],
)
def test_the_day_in_the_header_is_not_the_date_of_the_release(today: str) -> None:
    release = f"<article><h1>{TITLE}</h1><p>4 May 2021</p><p>{FIRST}</p><p>{SECOND}</p></article>"
    page = clean_page(f"<html><body><div>{today}</div>{release}</body></html>".encode(), URL)
    assert (page.published, page.published_from) == (date(2021, 5, 4), "line")
    undated = release.replace("<p>4 May 2021</p>", "")
    page = clean_page(f"<html><body><div>{today}</div>{undated}</body></html>".encode(), URL)
    assert page.published_from == "beside"


def test_a_date_that_says_today_or_accessed_is_none() -> None:
    for line in ("Today is Tuesday, 24 November 2026", "Seite abgerufen am 24.11.2026", "Last accessed: 24.11.2026"):
        html = f"<html><body><p>{line}</p><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>"
        assert clean_page(html.encode(), URL).published is None


def test_a_page_that_is_parsed_already_gives_the_same_release() -> None:
    assert clean_page(parse(PAGE.encode()), URL) == clean_page(PAGE.encode(), URL)


def test_a_page_that_states_only_its_last_change_says_so() -> None:
    changed = UNDATED.replace("DATES", "<p>Last updated: 6 May 2021</p>")
    release = clean_page(changed.encode(), "https://www.harbour-office.example/news/quay")
    assert (release.published, release.published_from, release.modified) == (date(2021, 5, 6), "modified", None)
    assert release.is_dated_by_change
    both = UNDATED.replace("DATES", "<p>Published: 4 May 2021</p><p>Last updated: 6 May 2021</p>")
    release = clean_page(both.encode(), "https://www.harbour-office.example/news/quay")
    assert (release.published, release.modified) == (date(2021, 5, 4), date(2021, 5, 6))
    assert not release.is_dated_by_change


def test_a_writer_is_known_by_the_first_name() -> None:
    page = PAGE.replace("</head>", '<meta name="author" content="Jane Doe"></head>')
    about = "Jane has been a journalist for the local paper since the old quay was built."
    release = clean_page(page.replace(f"<p>{THIRD}</p>", f"<p>{THIRD}</p><p>{about}</p>").encode(), URL)
    assert about in release.notes
    assert about not in release.text
