"""Lines at the head of a release that are facts and no text."""

from __future__ import annotations

from crawler.cleaning import Trace, clean_page
from tests.crawler.cleaning.pages import FIRST, PAGE, URL


def with_lines(*lines: str) -> str:
    return PAGE.replace(f"<p>{FIRST}", "".join(f"<p>{line}</p>" for line in lines) + f"<p>{FIRST}")


def test_embargo_and_reference_are_no_text() -> None:
    page = with_lines("EMBARGOED UNTIL 00:01 GMT ON WEDNESDAY, 5 MAY 2021, FOR ALL NEWSPAPERS", "SC/14000")
    trace = Trace()
    release = clean_page(page.encode(), URL, trace)
    assert release.embargo == "EMBARGOED UNTIL 00:01 GMT ON WEDNESDAY, 5 MAY 2021, FOR ALL NEWSPAPERS"
    assert release.reference == "SC/14000"
    assert release.text.startswith(FIRST)
    chosen = {choice.of: choice.rule for choice in trace.choices if choice.step == "chose"}
    assert (chosen["embargo"], chosen["reference"]) == ("find_embargo", "coded")
    assert set(chosen) >= {
        "modified",
        "dateline",
        "languages",
        "authors",
        "contacts",
        "attachments",
        "images",
        "quality",
    }


def test_a_line_ahead_of_the_paragraph_in_one_block() -> None:
    page = PAGE.replace(f"<p>{FIRST}", f"<p>Embargo: 5 May 2021, 10:00<br>{FIRST}")
    release = clean_page(page.encode(), URL)
    assert release.embargo == "Embargo: 5 May 2021, 10:00"
    assert release.text.startswith(FIRST)


def test_for_immediate_release_is_furniture() -> None:
    release = clean_page(
        with_lines("FOR IMMEDIATE RELEASE", "Further news from the eastern harbour follows here.").encode(), URL
    )
    assert release.embargo is None
    assert "IMMEDIATE" not in release.text


def test_such_lines_further_down_stay() -> None:
    page = PAGE.replace(
        "</ul>\n<table>", "</ul><p>The embargo of 1962 was discussed until 10:00, with SC/14000.</p><table>"
    )
    assert "SC/14000" in clean_page(page.encode(), URL).text
