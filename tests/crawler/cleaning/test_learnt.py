"""Cleaning with what was learnt of a source, and what a page teaches."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from crawler.cleaning import Trace, clean_and_learn, clean_page, parse
from crawler.cleaning import page as page_module
from crawler.learning import NO_TEMPLATE, Lesson, Template
from crawler.learning.template import digest_of
from crawler.records import Release
from tests.crawler.cleaning.pages import FIRST, PAGE, SECOND, THIRD, URL

FOOT = "Since 1911 the office has looked after four harbours, their lights and everybody who sails between them."
WITH_FOOT = PAGE.replace("<h3>Media contact</h3>", f"<p>{FOOT}</p><h3>Media contact</h3>")
FOOT_KNOWN = Template(boilerplate=frozenset([digest_of(FOOT.lower().strip("."))]))


def cleaned(html: str, learnt: Template = NO_TEMPLATE, url: str = URL) -> Release:
    return clean_page(html.encode(), url, learnt=learnt)


def test_boilerplate_goes_ahead_of_the_notes() -> None:
    plain, parted = cleaned(WITH_FOOT), cleaned(WITH_FOOT, FOOT_KNOWN)
    assert plain.text.endswith(f"{THIRD}\n\n{FOOT}")
    assert parted.text == plain.text.removesuffix(f"\n\n{FOOT}")
    assert parted.notes == f"{FOOT}\n\n{plain.notes}"
    assert (parted.title, parted.published, parted.language) == (plain.title, plain.published, plain.language)


def test_the_trace_tells_it() -> None:
    trace = Trace()
    clean_page(WITH_FOOT.encode(), URL, trace, FOOT_KNOWN)
    assert [choice.evidence for choice in trace.choices if choice.rule == "learnt_boilerplate"] == [FOOT]


def test_a_page_without_any_of_it_is_as_it_was() -> None:
    assert cleaned(PAGE, FOOT_KNOWN) == cleaned(PAGE)


def test_the_learnt_element_holds_the_text() -> None:
    """A box beside a short release is taken into its text."""
    html = (
        f"<html lang=en><body><div id=page><div class=release><h1>A quay</h1><p>{FIRST}</p><p>{THIRD} {FIRST}</p></div>"
        f"<div class=box><h2>Our port</h2><p>{SECOND}</p></div></div></body></html>"
    )
    assert SECOND in cleaned(html).text
    trace = Trace()
    release = clean_page(html.encode(), URL, trace, Template(container="div#page > div.release"))
    assert release.text == f"{FIRST}\n\n{THIRD} {FIRST}"
    assert "learnt_container" in {choice.rule for choice in trace.choices}
    both = clean_and_learn(parse(html.encode()), URL, Template(container="div#page > div.release"))
    assert (both.release, both.unaided.text) == (release, cleaned(html).text)
    assert both.lesson.container == "div#page"  # by the page alone, lest a rule proves itself right


def test_the_learnt_order_reads_a_day_that_can_be_read_both_ways() -> None:
    html = f"<html lang=en><h1>A quay opens</h1><p>03/04/2024</p><p>{FIRST}</p><p>{SECOND}</p></html>"
    assert cleaned(html).published == date(2024, 3, 4)
    assert cleaned(html, Template(month_first=False)).published == date(2024, 4, 3)
    assert cleaned(html, Template(month_first=True)).published == date(2024, 3, 4)
    british = html.replace("lang=en", "lang=en-GB")
    assert cleaned(british, Template(month_first=True)).published == date(2024, 4, 3)


def test_what_a_page_teaches() -> None:
    found = clean_and_learn(parse(WITH_FOOT.replace("4 May 2021", "4/5/2021").encode()), URL)
    texts = [text for _, text in found.lesson.paragraphs]
    assert texts[0] == f"{FIRST[:59]}…"
    assert f"{FOOT[:59]}…" in texts
    assert "Press office, press@harbour-office.example, tel. +44 20 794…" in texts
    assert not {"Room for more", "Media contact"} & set(texts)
    assert (found.lesson.container, found.lesson.month_first) == ("main > div.body", False)
    assert found.release == found.unaided


def test_it_teaches_the_same_when_it_is_known() -> None:
    plain, aided = (clean_and_learn(parse(WITH_FOOT.encode()), URL, known) for known in (NO_TEMPLATE, FOOT_KNOWN))
    assert aided.lesson == plain.lesson
    assert aided.unaided == plain.release
    assert aided.release == cleaned(WITH_FOOT, FOOT_KNOWN)


@pytest.mark.parametrize("html", [b"", b"<p>", b"\xff\xfe\x00", b"<title>x</title>", b"<body>" * 500])
def test_pages_that_say_nothing_teach_nothing(html: bytes) -> None:
    learnt = Template(frozenset("0"), "div.body", month_first=True)
    found = clean_and_learn(parse(html), URL, learnt)
    assert (found.lesson.paragraphs, found.lesson.container, found.release.text) == ((), None, "")


def test_a_bug_costs_one_page(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_work: object) -> Lesson:
        raise ZeroDivisionError

    monkeypatch.setattr(page_module, "lesson_of", broken)
    with caplog.at_level(logging.ERROR):
        found = clean_and_learn(parse(PAGE.encode()), URL)
    assert (found.release, found.lesson) == (Release(url=URL, title="", text=""), Lesson())
    assert URL in caplog.text
