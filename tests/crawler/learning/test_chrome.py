"""What many pages link to."""

from __future__ import annotations

import json
from datetime import date, timedelta

from crawler.learning.chrome import SAMPLE, ChromeCounts, chrome, seen

DAY = date(2026, 3, 1)
MENU = [f"https://example.org/menu/{n}" for n in range(30)]


def page(number: int, links: int = 20) -> list[str]:
    """The links of a page: its own between those of header and footer."""
    own = [f"https://example.org/news/{number}/{n}" for n in range(links)]
    return [*MENU[:15], *own, *MENU[15:]]


def sampled(pages: int, links: int = 20, counts: ChromeCounts | None = None, day: date = DAY) -> ChromeCounts:
    counts = counts or ChromeCounts()
    for number in range(pages):
        counts = seen(counts, page(number, links), day)
    return counts


def test_menus_are_what_most_pages_link_to() -> None:
    assert chrome(sampled(7)) == frozenset()
    assert chrome(sampled(8)) == frozenset(MENU)


def test_half_of_the_pages_is_not_enough() -> None:
    counts = ChromeCounts()
    for number in range(10):
        counts = seen(counts, ["https://example.org/a"] * 3 if number % 2 else ["https://example.org/b"], DAY)
    assert chrome(counts) == frozenset()


def test_a_sample_is_bounded() -> None:
    counts = sampled(SAMPLE, links=500)
    assert len(counts.counts) <= 400
    assert chrome(counts) == frozenset(MENU)
    assert seen(counts, page(99), DAY) is counts


def test_endless_pages() -> None:
    counts = seen(ChromeCounts(), [f"https://example.org/{n}" for n in range(10**6)], DAY)
    assert len(counts.counts) <= 400


def test_a_new_sample_replaces_the_old_one_when_it_says_enough() -> None:
    later = DAY + timedelta(days=30)
    counts = seen(sampled(SAMPLE), ["https://example.org/new"], later)
    assert counts.pages == 1
    assert chrome(counts) == frozenset(MENU)
    for _ in range(7):
        counts = seen(counts, ["https://example.org/new"], later)
    assert chrome(counts) == {"https://example.org/new"}


def test_json() -> None:
    for counts in (ChromeCounts(), sampled(3), seen(sampled(SAMPLE), MENU, DAY + timedelta(days=31))):
        again = ChromeCounts.from_json(json.loads(json.dumps(counts.to_json())))
        assert again == counts
        assert list(again.counts) == list(counts.counts)
    assert ChromeCounts.from_json(None) == ChromeCounts()
