"""The sample newsroom, crawled like any other source: every release found once, its history kept, all searchable."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from crawler.cli import opened_crawler
from crawler.crawl import CrawlCounts
from crawler.records import Form, State, release_id
from crawler.sample.content import load_content
from crawler.sample.server import running_newsroom
from crawler.settings import CrawlerSettings, IndexSettings, Settings, Source, StoreSettings
from crawler.store import Store
from crawler.store.releases import Outcome
from indexer.follow import follow
from indexer.index import Filter, SearchRequest
from indexer.live import LiveIndex

pytestmark = pytest.mark.slow

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
EDITED_AFTER = timedelta(minutes=3)
EDITED = "/en/esa/2023/juice-lifts-off"
WITHDRAWN = "/en/esa/2023/euclid-launch-media-programme"
TRANSLATED, TRANSLATION = "/en/unfccc/2015/paris-agreement-adopted", "/fr/unfccc/2015/accord-de-paris"


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def newsroom_crawl(folder: Path, clock: Clock) -> Iterator[tuple[str, Store, Settings]]:
    with running_newsroom(clock=clock, edited_after=EDITED_AFTER) as url:
        source = Source(
            name="sample",
            sample=True,
            start=(f"{url}/releases", f"{url}/sitemap.xml"),
            delay=timedelta(0),
            interval=timedelta(seconds=30),
        )
        settings = Settings(
            store=StoreSettings(url=f"sqlite:///{folder}/pressroom.db", archive=folder / "archive"),
            index=IndexSettings(path=folder / "index"),
            crawler=CrawlerSettings(fetchers=2, encoder=False),
            source=(source,),
        )
        store = Store.open(settings.store)
        yield url, store, settings
        store.close()


def crawl(store: Store, settings: Settings, clock: Clock) -> CrawlCounts:
    with opened_crawler(settings, store, clock) as crawler:
        return crawler.run(["sample"], 2, threading.Event())


def test_every_release_is_found_once_and_its_history_kept(tmp_path: Path) -> None:
    clock = Clock()
    with newsroom_crawl(tmp_path, clock) as (url, store, settings):
        expected = len(load_content().releases)  # one of them is a PDF
        assert crawl(store, settings, clock).outcomes == {Outcome.NEW: expected}

        translated = store.release(release_id(url + TRANSLATED))
        assert translated is not None
        assert (
            Form(url + TRANSLATION, "translation", "fr", release_id(url + TRANSLATION))
            in store.relations(translated).forms
        )

        with opened_index(settings) as index:
            follow(store, index)
            found = index.search(SearchRequest(limit=100, facets={"language": 20, "organisation": 50, "year": 50}))
            assert found.total == expected
            assert {value.value for value in found.facets["language"]} >= {"en", "fr", "ru", "es", "zh", "ar"}
            assert len(found.facets["organisation"]) >= 6
            assert len(found.facets["year"]) >= 10
            assert index.search(SearchRequest(q='title:"Paris Agreement"')).total == 1
            french = SearchRequest(filters={"language": Filter(include=("fr",))})
            assert index.count(french) == next(v.count for v in found.facets["language"] if v.value == "fr")

        # Nothing is due: nothing is asked for.
        assert crawl(store, settings, clock).fetched == 0

        # The newsroom corrects one release and withdraws another; its sitemap says so.
        clock.now += EDITED_AFTER + timedelta(minutes=1)
        second = crawl(store, settings, clock)
        assert second.outcomes[Outcome.CHANGED] == 1
        assert second.outcomes[Outcome.NEW] == 0
        assert second.withdrawn == 0  # once is not enough to say so
        for _ in range(2):
            clock.now += timedelta(days=1)
            last = crawl(store, settings, clock)
        assert last.withdrawn == 1
        edited, withdrawn = store.release(release_id(url + EDITED)), store.release(release_id(url + WITHDRAWN))
        assert edited is not None
        assert (edited.state, edited.revision) == (State.CHANGED, 2)
        assert withdrawn is not None
        assert withdrawn.state is State.WITHDRAWN
        assert withdrawn.content.text

        with opened_index(settings) as index:
            follow(store, index)
            assert [hit.id for hit in index.search(SearchRequest(q="is:withdrawn")).hits] == [withdrawn.id]
            assert [hit.id for hit in index.search(SearchRequest(q="is:changed")).hits] == [edited.id]


def test_what_is_no_release_leaves_its_reason(tmp_path: Path) -> None:
    clock = Clock()
    with newsroom_crawl(tmp_path, clock) as (url, store, settings):
        crawl(store, settings, clock)
        with store.reading() as connection:
            rows = connection.execute(text("select url, reason from urls where state = 'dropped'")).all()
            unread = connection.execute(text("select count(*) from urls where state in ('new', 'failed')")).scalar_one()
        reasons = {row.url.removeprefix(url): row.reason for row in rows}
        assert unread == 0
        assert all(reasons.values())
        assert not any(
            store.release(release_id(url + path)) for path in ("/about", "/contact", "/vacancies", "/events")
        )
        assert store.release(release_id(f"{url}/preview/annual-review")) is None  # robots.txt forbids it


@contextmanager
def opened_index(settings: Settings) -> Iterator[LiveIndex]:
    index = LiveIndex(settings.index.path)
    yield index
    index.close()
