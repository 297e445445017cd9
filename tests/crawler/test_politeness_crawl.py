"""How a crawl treats a host: budget, quiet hours, what it says of being busy, connections, response time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawler.crawling import HOST, Crawling, crawling, items, listing, pages_of

pytestmark = pytest.mark.slow

RELEASES = items(24)
PAGES = {"/": listing(RELEASES)} | pages_of(RELEASES)


def pauses(crawl: Crawling) -> list[float]:
    """Seconds from each request to the next, by the crawl's clock."""
    moments = [datetime.fromisoformat(str(at)) for (at,) in crawl.rows("select at from fetches order by id")]
    return [(after - before).total_seconds() for before, after in pairwise(moments)]


def test_requests_stop_at_the_budget_and_go_on_the_next_day(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES, budget=12) as (crawl, replay):
        crawl.run()
        assert replay.requests(HOST) == 12
        crawl.now += timedelta(hours=11, minutes=50)
        crawl.run()
        assert replay.requests(HOST) == 12
        crawl.now = datetime(2026, 11, 25, 0, 1, tzinfo=UTC)
        crawl.run()
        assert replay.requests(HOST) == 24
        crawl.now += timedelta(days=1)
        crawl.run()
        assert crawl.releases() == {item.path for item in RELEASES}
        assert replay.requests(HOST) < 36


def test_what_is_new_is_found_though_the_budget_is_small(tmp_path: Path) -> None:
    """A backlog larger than the budget must not keep the start page from being looked at."""
    with crawling(tmp_path, PAGES, budget=6) as (crawl, replay):
        crawl.run()
        fresh = items(1, newest=datetime(2026, 11, 24, tzinfo=UTC).date())
        replay.put(HOST, "/", listing([*fresh, *RELEASES]))
        for path, page in pages_of(fresh).items():
            replay.put(HOST, path, page)
        crawl.round(days=1)
        assert fresh[0].path in crawl.releases()


def test_nothing_is_asked_in_quiet_hours(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES, quiet="22:00-06:00", timezone="Asia/Tokyo") as (crawl, replay):
        crawl.now = datetime(2026, 11, 24, 14, tzinfo=UTC)  # 23:00 there
        crawl.run()
        assert replay.requests(HOST) == 0
        crawl.now = datetime(2026, 11, 24, 21, 1, tzinfo=UTC)
        crawl.run()
        assert len(crawl.releases()) == len(RELEASES)


def test_a_crawl_pauses_when_the_quiet_hours_begin(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES, quiet="12:01-13:00", delay="5s") as (crawl, replay):
        crawl.tick = timedelta(milliseconds=250)
        crawl.run(threads=1)
        assert 5 < replay.requests(HOST) < 16


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_asked_more_slowly_at_once(tmp_path: Path, status: int) -> None:
    with crawling(tmp_path, PAGES, delay="2s") as (crawl, replay):
        crawl.tick = timedelta(milliseconds=50)
        replay.answer_with(HOST, RELEASES[3].path, status)
        crawl.run(14, threads=1)
        gaps = pauses(crawl)
        busy = crawl.asked().index(RELEASES[3].path) + 1  # robots.txt came before
        assert all(gap < 4 for gap in gaps[1:busy])
        assert gaps[busy] >= 30
        after = gaps[busy : busy + 8]
        assert after == sorted(after, reverse=True)  # its speed comes back
        assert after[-1] > 10  # but slowly
        (note,) = crawl.rows("select pace_note from hosts")[0]
        assert "busy" in str(note)


def test_retry_after_is_kept_to(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES, delay="1s") as (crawl, replay):
        crawl.tick = timedelta(milliseconds=500)
        replay.answer_with(HOST, RELEASES[2].path, 429, Retry_After="1800")
        crawl.run(threads=1)  # ends: who asks for half an hour is not waited for
        asked = len(crawl.asked())
        assert crawl.asked()[-1] == RELEASES[2].path
        replay.answer_with(HOST, RELEASES[2].path)
        crawl.now += timedelta(minutes=25)
        crawl.run(threads=1)
        assert len(crawl.asked()) == asked
        crawl.now += timedelta(minutes=6)
        crawl.run(threads=1)
        assert crawl.releases() == {item.path for item in RELEASES}


def test_a_source_may_allow_two_connections_and_never_gets_a_third(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES, delay_seconds=0.15, connections=2) as (crawl, replay):
        crawl.run(threads=5)
        assert replay.max_concurrency(HOST) == 2
        assert sorted(crawl.asked()) == sorted(PAGES)
    (tmp_path / "one").mkdir()
    with crawling(tmp_path / "one", PAGES, delay_seconds=0.02) as (crawl, replay):
        crawl.run(threads=5)
        assert replay.max_concurrency(HOST) == 1


def test_who_answers_slowly_is_asked_less(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES, delay_seconds=0.3, delay="0.5s") as (crawl, _):
        crawl.tick = timedelta(milliseconds=100)
        crawl.run(8, threads=1)
        assert min(pauses(crawl)[1:]) >= 5 * 0.3


def test_robots_crawl_delay_is_kept_to(tmp_path: Path) -> None:
    robots = b"User-agent: *\nCrawl-delay: 20\n", "text/plain"
    with crawling(tmp_path, PAGES | {"/robots.txt": robots}, delay="1s") as (crawl, _):
        crawl.tick = timedelta(seconds=1)
        crawl.run(6, threads=1)
        assert min(pauses(crawl)[1:]) >= 20


def test_a_paused_source_is_left_alone_and_goes_on_later(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES) as (crawl, replay):
        crawl.run(5, threads=1)
        asked = replay.requests(HOST)
        crawl.sources = (crawl.sources[0].model_copy(update={"paused": True}),)
        crawl.run()
        assert replay.requests(HOST) == asked
        crawl.sources = (crawl.sources[0].model_copy(update={"paused": False}),)
        crawl.run()
        assert len(crawl.releases()) == len(RELEASES)
