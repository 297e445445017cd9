"""`clean_text` on plain texts of our own."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning import clean_text
from crawler.records import Contact, Quality

TITLE = "Harbour Office takes part in a conference of ports"
FIRST = "On 4 May 2021 Rotterdam hosted a conference of ports, on the safety of large ships in narrow waters."
BROKEN = "The director met colleagues on the sidelines. They discussed the prospects for bilateral"
REST = "cooperation between the two ports and their towns."
SEED = Path(os.environ.get("PRESSROOM_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "seed"


def test_title_text_and_date() -> None:
    release = clean_text(f"{TITLE}\n\n{TITLE}\n\n{FIRST}\n\n{BROKEN}\n\n{REST}\n", "https://a.example/1")
    assert release.title == TITLE
    assert release.text == f"{FIRST}\n\n{BROKEN} {REST}"
    assert (release.published, release.published_from) == (date(2021, 5, 4), "text")
    assert (release.language, release.url) == ("en", "https://a.example/1")


def test_lines_broken_by_their_length_are_joined() -> None:
    wrapped = FIRST.replace(" on the safety", "\non the safety")
    assert clean_text(f"{TITLE}\n\n{wrapped}", "").text == FIRST


def test_short_lines_stay_lines() -> None:
    text = f"{TITLE}\n\n{FIRST}\n\n1 Pier Road\nHarbour Town\n\n{BROKEN} {REST}"
    assert "1 Pier Road\nHarbour Town" in clean_text(text, "").text


def test_a_date_line_is_no_text() -> None:
    release = clean_text(f"{TITLE}\n\nRotterdam, 4 May 2021\n\n{BROKEN} {REST}", "")
    assert release.published == date(2021, 5, 4)
    assert release.text == f"{BROKEN} {REST}"


def test_a_byline_is_no_text() -> None:
    release = clean_text(f"{TITLE}\n\nHarbour Office · Rotterdam · 4 May 2021\n\n{BROKEN} {REST}", "")
    assert release.published == date(2021, 5, 4)
    assert release.text == f"{BROKEN} {REST}"


def test_notes_are_set_apart() -> None:
    release = clean_text(f"{TITLE}\n\n{FIRST}\n\n{BROKEN} {REST}\n\nENDS\n\nNotes to editors\n\nThe port is old.", "")
    assert release.text.endswith(REST)
    assert release.notes == "Notes to editors\n\nThe port is old."


def test_a_first_line_that_is_a_whole_text_is_no_title() -> None:
    release = clean_text("word " * 300, "")
    assert release.title == ""
    assert release.text.startswith("word word")


def test_nothing_gives_nothing() -> None:
    assert clean_text("", "") == clean_text(" \n\n\t", "")


@given(st.text())
def test_nothing_raises(text: str) -> None:
    clean_text(text, "").digest.encode()


@pytest.mark.skipif(not SEED.is_dir(), reason="the shared data is not there")
def test_the_release_that_the_project_started_from() -> None:
    release = clean_text(next(SEED.iterdir()).read_text("utf-8"), "")
    assert release.title not in release.text
    assert release.published == date(2019, 10, 30)
    assert "bilateral cooperation" in release.text
    assert len(release.text.split("\n\n")) == 8


def test_the_head_of_a_text_gives_facts() -> None:
    text = (
        "New quay opens\n\nEMBARGO: 5 May 2021, 10:00\n\nSC/14000\n\n"
        "Rotterdam, 4 May 2021 – The Harbour Office opened the new eastern quay today, after four years of work.\n\n"
        "Media contact\n\nJane Major, jane@harbour.example"
    )
    release = clean_text(text, "")
    assert (release.embargo, release.reference, release.dateline) == (
        "EMBARGO: 5 May 2021, 10:00",
        "SC/14000",
        "Rotterdam",
    )
    assert release.text.startswith("Rotterdam, 4 May")
    assert release.contacts == (Contact("Jane Major", email="jane@harbour.example"),)
    assert release.quality == Quality(0.8, ("little text",))
