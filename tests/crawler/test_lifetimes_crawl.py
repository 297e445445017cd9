"""What becomes of a release after it was found: looked at again, corrected, withdrawn, back."""

from __future__ import annotations

import gzip
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawler.archive import scan
from crawler.records import release_id
from crawler.store import feed
from tests.crawler.crawling import HOST, SITE, Crawling, crawling, items, listing, pages_of, prose, release
from tests.replay import Page, Replay

pytestmark = pytest.mark.slow

FRESH = items(4, newest=date(2026, 11, 23))
PATH, DAY = FRESH[0].path, FRESH[0].day
PAGES = {"/": listing(FRESH)} | pages_of(FRESH)


def changes(crawl: Crawling) -> int:
    """How often the release stands in the change feed."""
    return len(crawl.rows(f"select seq from changes where release = '{release_id(SITE + PATH)}'"))


def lose(replay: Replay, how: str) -> None:
    if how == "404":
        replay.remove(HOST, PATH)
    elif how == "410":
        replay.answer_with(HOST, PATH, 410)
    elif how == "home page":
        replay.answer_with(HOST, PATH, 302, Location="/")
    else:  # a page that says "not found" with status 200
        page = b"<!doctype html><title>Page not found</title><main><h1>Page not found</h1><p>Try the search.</p></main>"
        replay.put(HOST, PATH, (page, "text/html"))


@pytest.mark.parametrize("how", ["404", "410", "home page", "soft 404"])
def test_a_release_that_is_missing_for_three_days_is_withdrawn_until_it_returns(tmp_path: Path, how: str) -> None:
    with crawling(tmp_path, PAGES) as (crawl, replay):
        crawl.run()
        assert changes(crawl) == 1
        lose(replay, how)
        for later in (timedelta(hours=1, minutes=1), timedelta(days=1, minutes=1)):
            assert PATH in crawl.round(seconds=later.total_seconds())
            assert str(crawl.release(PATH).state) == "live"
        assert PATH not in crawl.round(hours=20)
        assert PATH in crawl.round(hours=5)
        gone = crawl.release(PATH)
        assert (str(gone.state), gone.revision, changes(crawl)) == ("withdrawn", 1, 2)
        assert prose(PATH)[0] in gone.content.text
        assert crawl.urls()[PATH][0] == "gone"
        replay.answer_with(HOST, PATH)
        replay.put(HOST, PATH, PAGES[PATH])
        assert PATH in crawl.round(days=8)
        back = crawl.release(PATH)
        assert (str(back.state), back.revision, changes(crawl)) == ("live", 1, 3)


def test_a_withdrawn_release_that_returns_with_another_text_is_changed(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES) as (crawl, replay):
        crawl.run()
        replay.remove(HOST, PATH)
        for _ in range(3):
            crawl.round(days=1, minutes=1)
        replay.put(HOST, PATH, release(PATH, DAY, text=[*prose(PATH), "The text of this release was corrected."]))
        crawl.round(days=8)
        back = crawl.release(PATH)
        assert (str(back.state), back.revision, changes(crawl)) == ("changed", 2, 3)


def test_one_missing_answer_in_between_does_nothing(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES) as (crawl, replay):
        crawl.run()
        for later in (timedelta(hours=1, minutes=1), timedelta(days=1, minutes=1)):
            replay.answer_with(HOST, PATH, 404)
            assert PATH in crawl.round(seconds=later.total_seconds())
        replay.answer_with(HOST, PATH)
        assert PATH in crawl.round(days=1, minutes=1)
        for _ in range(2):
            replay.answer_with(HOST, PATH, 404)
            crawl.round(days=7)
        assert (str(crawl.release(PATH).state), changes(crawl)) == ("live", 1)


def test_servers_that_fail_withdraw_nothing(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES) as (crawl, replay):
        crawl.run()
        crawl.tick = timedelta(seconds=1)
        replay.answer_with(HOST, PATH, 500)
        for _ in range(6):
            crawl.round(days=2)
        assert (str(crawl.release(PATH).state), changes(crawl)) == ("live", 1)
        assert crawl.urls()[PATH][0] == "failed"


def test_a_fresh_release_is_looked_at_after_an_hour_a_day_a_week_and_a_month(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES) as (crawl, replay):
        crawl.run()
        start, looks = crawl.now, []
        for hours in (0.5, 1.1, 12, 24.1, 100, 168.1, 500, 720.1, 800):
            later = timedelta(hours=hours)
            crawl.now = start + later
            before = len(crawl.asked())
            crawl.run()
            looks += [later] * crawl.asked()[before:].count(PATH)
        kept = crawl.release(PATH)
        assert kept.last_seen == start + looks[-1]
        statuses = [visit.status for visit in replay.visits(HOST) if visit.target == PATH]
    assert [look / timedelta(hours=1) for look in looks] == [1.1, 24.1, 168.1, 720.1]
    assert statuses == [200, 304, 304, 304, 304]
    assert (kept.revision, changes(crawl)) == (1, 1)


def test_an_unchanged_page_is_a_revisit_in_the_archive(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES) as (crawl, _):
        crawl.run()
        assert PATH in crawl.round(hours=2)
    files = list((tmp_path / "archive").glob("*.warc.gz"))
    records = b"".join(gzip.decompress(file.read_bytes()) for file in files)
    revisits = [record for record in records.split(b"WARC/1.1\r\n") if b"WARC-Type: revisit" in record]
    assert any(f"WARC-Target-URI: {SITE}{PATH}\r\n".encode() in record for record in revisits)
    assert any(b"server-not-modified" in record for record in revisits)
    assert [page.url for file in files for _, page in scan(file)].count(f"{SITE}{PATH}") >= 1


def test_a_correction_within_the_hour_is_a_revision(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES) as (crawl, replay):
        crawl.run()
        corrected = [prose(PATH)[0], "A correction: the bridge opens in May.", *prose(PATH)[1:]]
        replay.put(HOST, PATH, release(PATH, DAY, text=corrected))
        assert PATH in crawl.round(hours=1, minutes=1)
        kept = crawl.release(PATH)
        with closing(crawl.store()) as store, store.reading() as connection:
            followed, _ = feed.after(connection, 4, 10)
    assert (str(kept.state), kept.revision) == ("changed", 2)
    assert corrected[1] in kept.content.text
    assert followed == [kept.id]


def test_another_layout_is_no_revision(tmp_path: Path) -> None:
    with crawling(tmp_path, PAGES) as (crawl, replay):
        crawl.run()
        page = PAGES[PATH][0].replace(b"<nav>", b"<nav><a href='/new'>New here</a> 1,024 visits ")
        replay.put(
            HOST, PATH, (page.replace(b"</body>", b"<footer>token 7f3a, 24 November</footer></body>"), "text/html")
        )
        assert PATH in crawl.round(hours=1, minutes=1)
        assert crawl.release(PATH).revision == 1


def test_a_backlog_is_not_looked_at_again_so_soon(tmp_path: Path) -> None:
    old = items(4, newest=date(2026, 5, 1))
    pages: dict[str, Page] = {"/": listing(old)} | pages_of(old)
    with crawling(tmp_path, pages) as (crawl, _):
        crawl.run()
        assert {path for _ in range(8) for path in crawl.round(days=10)} == {"/"}
        assert {item.path for item in old} <= set(crawl.round(days=11))
