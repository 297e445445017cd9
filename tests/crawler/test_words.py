from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from crawler.words import count, moment, sentence, when

NOW = datetime(2026, 11, 24, 12, 5, 59, tzinfo=UTC)


def test_moments_are_in_utc_and_to_the_minute() -> None:
    assert moment(NOW) == "2026-11-24 12:05"
    assert moment(NOW.astimezone(timezone(timedelta(hours=5)))) == "2026-11-24 12:05"


def test_a_moment_with_its_distance() -> None:
    assert when(NOW - timedelta(hours=3), NOW) == "2026-11-24 09:05 (3 h ago)"
    assert when(NOW + timedelta(hours=5), NOW) == "2026-11-24 17:05 (in 5 h)"


def test_counts() -> None:
    assert [count(1, "page"), count(0, "page"), count(1200, "page")] == ["1 page", "0 pages", "1,200 pages"]
    assert count(2, "fetch", "fetches") == "2 fetches"


def test_sentences() -> None:
    assert sentence("robots.txt disallows it") == sentence("Robots.txt disallows it.") == "Robots.txt disallows it."
