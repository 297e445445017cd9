"""Pages that read badly: they become no releases, and people are shown them."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from crawler.reading import Body, Found, Scope, read
from crawler.store import known
from crawler.visits import Cause
from tests.crawler.crawling import HOST, SITE, crawling, items, listing, pages_of, prose, release
from tests.crawler.shell import ITEMS, served
from tests.replay import Page

DAY = date(2026, 11, 2)
SCOPE = Scope(frozenset({HOST}))
NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-11-02"}</script>'
RUSSIAN = (
    "Портовое управление сегодня открыло новый восточный причал после четырёх лет работ. Теперь там могут швартоваться "
    "суда длиной до двухсот метров, вдвое больше прежнего за один день. Директор поблагодарил всех соседей за терпение."
)


def garbled(seed: str) -> Page:
    """A release whose text was lost when its site took its encoding for another."""
    return release(seed, DAY, text=[RUSSIAN.encode("cp1251").decode("utf-8", "replace")] * 3)


def empty(seed: str) -> Page:
    """A page that calls itself news and shows its text by a script alone."""
    return release(seed, DAY, head=NEWS, text=["<a href='/'>Home</a>"])


@pytest.mark.parametrize("page", [garbled("one"), empty("two")])
def test_a_page_that_reads_badly_is_no_release_but_to_be_looked_at(page: Page) -> None:
    reading = read(Body(page[0], f"{SITE}/news/2026/a-new-quay-for-the-town", page[1]), SCOPE, listing=False)
    assert (reading.found, reading.cause, reading.release) == (Found.OTHER, Cause.DOUBTFUL, None)
    assert reading.reason.startswith("it may be a release, but it reads badly (")


def test_a_short_release_in_any_script_is_one() -> None:
    for text in (
        prose("short", 3),
        [RUSSIAN] * 2,
    ):
        page = release("short", DAY, head=NEWS, text=text)
        reading = read(Body(page[0], f"{SITE}/news/2026/a-new-quay-for-the-town", page[1]), SCOPE, listing=False)
        assert reading.found is Found.RELEASE, reading.reason


@pytest.mark.slow
def test_what_is_kept_stays_when_its_page_reads_badly(tmp_path: Path) -> None:
    releases = items(4, newest=date(2026, 11, 20))
    broken, changed = releases[0].path, releases[1].path
    pages = {"/": listing(releases)} | pages_of(releases) | {broken: garbled(broken)}
    with crawling(tmp_path, pages) as (crawl, replay):
        crawl.run()
        assert crawl.releases() == {item.path for item in releases[1:]}
        assert crawl.urls()[broken][:2] == ("dropped", "doubtful")
        before = crawl.release(changed)
        replay.put(HOST, changed, garbled(changed))
        crawl.round(days=40)
        after = crawl.release(changed)
        assert (after.content, after.revision, after.state) == (before.content, 1, "live")
        state, cause, reason = crawl.urls()[changed]
        assert (state, cause) == ("release", "doubtful")
        assert "kept as it was" in reason
        with closing(crawl.store()) as store, store.reading() as connection:
            number, some = known.doubtful(connection)["press"]
            assert number == 2
            assert {page.url for page in some} == {f"{SITE}{broken}", f"{SITE}{changed}"}
            assert [page.release for page in some if page.url.endswith(changed)] == [before.id]
            assert {page.url for page in known.dropped(connection, "press", "doubtful", 9)} == {
                page.url for page in some
            }
            (source,) = store.sources(crawl.now)
        assert (source.doubtful, len(source.to_look_at)) == (2, 2)
        assert "2 pages read too badly to be taken as a release" in source.warnings[-1]
        replay.put(HOST, changed, release(changed, releases[1].day))  # it reads well again
        replay.put(HOST, broken, release(broken, DAY))
        crawl.round(days=400)
        assert crawl.urls()[changed][:2] == ("release", "")
        assert broken in crawl.releases()


@pytest.mark.slow
def test_people_are_told_by_the_commands(tmp_path: Path) -> None:
    page = ITEMS[2].path
    pages = {"/": listing(ITEMS)} | pages_of(ITEMS) | {page: garbled(page)}
    with served(tmp_path, pages) as (shell, _):
        shell("crawl")
        told = shell("sources", "press").stdout
        assert "1 to look at: perhaps releases, but they read badly (--dropped doubtful)" in told
        assert f"{SITE}{page}: it may be a release, but it reads badly (" in told
        assert f"{SITE}{page}" in shell("sources", "press", "--dropped", "doubtful").stdout
        why = shell("why", f"{SITE}{page}").stdout
        assert "It is missing because it may be a release, but it reads badly (" in why
        assert "press: 1 page reads too badly to be taken as a release" in shell("status").stdout
