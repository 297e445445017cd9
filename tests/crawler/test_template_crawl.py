"""What all releases of a source end with is learnt while they are crawled, and goes from their text without a trace of
revisions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.policy import plans
from crawler.reclean import reclean
from crawler.store import lessons
from crawler.store.releases import Outcome
from tests.crawler.crawling import HOST, Crawling, Item, crawling, items, listing, prose, release
from tests.replay import Page, Replay

pytestmark = pytest.mark.slow

FOOT = "Nine towns on the lower river keep their locks, dams and towpaths together; letters reach them by barge."
ALL = items(10, newest=date(2026, 11, 23), every=1)
EARLY, LATE = ALL[4:], ALL[:4]


def page(item: Item, *, head: str = "", text: Sequence[str] = ()) -> Page:
    return release(item.path, item.day, head=head, text=[*(text or prose(item.path)), FOOT])


def pages(shown: Sequence[Item]) -> dict[str, Page]:
    return {"/": listing(shown)} | {item.path: page(item) for item in shown}


def put_all(replay: Replay, shown: Sequence[Item], head: str = "") -> None:
    replay.put(HOST, "/", listing(shown))
    for item in shown:
        replay.put(HOST, item.path, page(item, head=head))


def parted(crawl: Crawling, shown: Sequence[Item]) -> list[bool]:
    """Of which releases the foot is in the notes; it is in the text of the others."""
    found = []
    for item in shown:
        content = crawl.release(item.path).content
        assert f"{content.text}\n\n{content.notes}".count(FOOT) == 1
        found.append(content.notes == FOOT)
    return found


def states(crawl: Crawling) -> set[tuple[str, int]]:
    return {(str(each.state), each.revision) for each in map(crawl.release, (item.path for item in ALL))}


def clean_again(crawl: Crawling) -> dict[Outcome, int]:
    settings = crawl.settings
    with closing(crawl.store()) as store, closing(Archive(settings.store.archive)) as archive:
        return dict(reclean(store, archive, plans(settings), [], lambda: crawl.now).outcomes)


def test_a_foot_that_no_list_of_words_knows_goes_from_the_text(tmp_path: Path) -> None:
    with crawling(tmp_path, pages(EARLY)) as (crawl, replay):
        crawl.run()
        assert parted(crawl, EARLY) == [False] * 6  # it was learnt of them
        put_all(replay, ALL)
        crawl.round(hours=9)
        assert parted(crawl, LATE) == [True] * 4
        put_all(replay, ALL, head="<meta name=generator content=new>")
        asked = crawl.round(days=2)
        assert {item.path for item in ALL} <= set(asked)
        assert parted(crawl, ALL) == [True] * 10
        assert states(crawl) == {("live", 1)}
        counted = crawl.rows("select release, count(*) from changes group by release order by 2")
        assert [number for _, number in counted] == [1] * 4 + [2] * 6  # new; and six that are indexed again
        put_all(replay, ALL, head="<meta name=generator content=newer>")
        crawl.round(days=10)
        assert crawl.rows("select release, count(*) from changes group by release order by 2") == counted
        assert clean_again(crawl) == {Outcome.SAME: 10}
        assert states(crawl) == {("live", 1)}


def test_releases_are_cleaned_again_with_what_was_learnt(tmp_path: Path) -> None:
    with crawling(tmp_path, pages(ALL)) as (crawl, _):
        crawl.run()
        assert clean_again(crawl) == {Outcome.REFRESHED: 10}
        assert parted(crawl, ALL) == [True] * 10
        assert states(crawl) == {("live", 1)}
        assert clean_again(crawl) == {Outcome.SAME: 10}
        with closing(crawl.store()) as store, store.reading() as connection:
            found = lessons.in_common(connection, "press")
    assert (found.pages, [each.pages for each in found.boilerplate]) == (10, [10])


def test_a_sentence_that_changes_at_the_same_time_is_a_revision(tmp_path: Path) -> None:
    corrected = ALL[-1]
    with crawling(tmp_path, pages(ALL)) as (crawl, replay):
        crawl.run()
        text = [*prose(corrected.path)[:-1], "The towpath of the third lock stays closed until May."]
        replay.put(HOST, corrected.path, page(corrected, text=text))
        crawl.round(days=2)
        kept = crawl.release(corrected.path)
        assert (str(kept.state), kept.revision, kept.content.notes) == ("changed", 2, FOOT)


def test_what_a_source_has_taught_is_not_for_another(tmp_path: Path) -> None:
    with crawling(tmp_path, pages(ALL)) as (crawl, _):
        crawl.run()
        with closing(crawl.store()) as store, store.reading() as connection:
            assert lessons.in_common(connection, "others").pages == 0
