"""What the pages of a source's releases have in common."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from crawler.learning.template import (
    NO_TEMPLATE,
    SAMPLE,
    Common,
    Lesson,
    TemplateCounts,
    beginning_of,
    common,
    counted,
    digest_of,
)

DAY = date(2026, 3, 1)
LATER = DAY + timedelta(days=30)
FOOT = "The harbour board runs the quays of three towns and answers letters on weekdays, at any hour of the day."


def lesson(
    number: int, *texts: str, container: str | None = "main > div.text", month_first: bool | None = None
) -> Lesson:
    own = [f"Paragraph {n} of release {number}." for n in range(6)]
    return Lesson(tuple((digest_of(text), beginning_of(text)) for text in (*own, *texts)), container, month_first)


def sampled(
    pages: int, *texts: str, counts: TemplateCounts | None = None, day: date = DAY, month_first: bool | None = None
) -> TemplateCounts:
    counts = counts or TemplateCounts()
    for number in range(pages):
        counts = counted(
            counts, f"https://example.org/{day}/{number}", lesson(number, *texts, month_first=month_first), day
        )
    return counts


def texts(found: Common) -> list[str]:
    return [standing.beginning for standing in found.boilerplate]


def test_boilerplate_is_what_four_pages_and_most_of_them_have() -> None:
    assert common(sampled(3, FOOT)) == Common(3)
    found = common(sampled(4, FOOT))
    assert texts(found) == [f"{FOOT[:59]}…"]
    assert found.template.boilerplate == {digest_of(FOOT)}
    assert found.template.container == "main > div.text"


def test_half_of_the_pages_is_not_enough() -> None:
    counts = sampled(4, FOOT)
    for number in range(4, 8):
        counts = counted(counts, f"https://example.org/{number}", lesson(number, container=None), DAY)
    assert common(counts) == Common(8)


def test_the_same_release_counts_once() -> None:
    counts = TemplateCounts()
    for _ in range(10):
        counts = counted(counts, "https://example.org/1", lesson(1, FOOT), DAY)
    assert counts.pages == 1
    assert counted(counts, "https://example.org/1", lesson(1, FOOT), DAY) is counts


def test_a_paragraph_that_stands_twice_on_a_page_counts_once() -> None:
    counts = sampled(3, FOOT, FOOT)
    assert counts.paragraphs[digest_of(FOOT)] == 3


def test_a_full_sample_keeps_its_result_alone() -> None:
    counts = sampled(SAMPLE, FOOT)
    assert (counts.paragraphs, counts.urls, counts.pages) == ({}, frozenset(), SAMPLE)
    assert common(counts).boilerplate[0].pages == SAMPLE
    assert counted(counts, "https://example.org/late", lesson(99), DAY) is counts


def test_a_new_sample_replaces_the_old_one_when_it_says_enough() -> None:
    full = sampled(SAMPLE, FOOT)
    new = sampled(7, "Another foot.", counts=full, day=LATER)
    assert new.pages == 7
    assert common(new) == common(full)
    assert texts(common(sampled(8, "Another foot.", counts=full, day=LATER))) == ["Another foot."]


def test_a_small_source_keeps_what_it_has_taught() -> None:
    counts = sampled(5, FOOT)
    for month in range(1, 4):  # of its five pages two are visited again each month
        counts = sampled(2, FOOT, counts=counts, day=DAY + timedelta(days=31 * month))
    assert common(counts) == common(sampled(5, FOOT))


def test_a_sample_is_bounded() -> None:
    counts = TemplateCounts()
    for number in range(SAMPLE - 1):
        own = [(digest_of(f"{number} {n}"), beginning_of("x" * 500)) for n in range(500)]
        page = Lesson((*own, (digest_of(FOOT), FOOT)), f"div.page{number}")
        counts = counted(counts, f"https://example.org/{number}", page, DAY)
    assert len(counts.paragraphs) == len(counts.beginnings) == 400
    assert len(counts.containers) <= 40
    assert len(json.dumps(counts.to_json())) < 60_000
    assert common(counts).template.boilerplate == {digest_of(FOOT)}


@pytest.mark.parametrize(
    ("day_first", "month_first", "known"),
    [(0, 0, None), (2, 0, None), (3, 0, False), (0, 3, True), (9, 1, False), (1, 9, True), (6, 4, None)],
)
def test_the_order_of_days_is_known_from_three_pages_that_agree(
    day_first: int, month_first: int, known: bool | None
) -> None:
    counts = TemplateCounts()
    for number in range(day_first + month_first):
        page = lesson(number, month_first=number >= day_first)
        counts = counted(counts, f"https://example.org/{number}", page, DAY)
    assert common(counts).month_first is known


def test_a_sample_without_days_in_numbers_keeps_the_order_that_was_known() -> None:
    counts = sampled(20, counts=sampled(SAMPLE, month_first=False), day=LATER)
    assert common(counts).pages == 20
    assert common(counts).month_first is False
    assert common(sampled(20, counts=counts, day=LATER + timedelta(days=31), month_first=True)).month_first is True


def test_json() -> None:
    for counts in (
        TemplateCounts(),
        sampled(3, FOOT, month_first=True),
        sampled(SAMPLE, FOOT),
        sampled(2, FOOT, counts=sampled(SAMPLE, FOOT), day=LATER),
    ):
        again = TemplateCounts.from_json(json.loads(json.dumps(counts.to_json())))
        assert again == counts
        assert list(again.paragraphs) == list(counts.paragraphs)
    assert TemplateCounts.from_json(None) == TemplateCounts()
    assert common(TemplateCounts()).template == NO_TEMPLATE
