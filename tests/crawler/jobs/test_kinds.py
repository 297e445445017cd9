"""Jobs on a real site, with a scheduler that goes on crawling beside them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from crawler import beside as beside_module
from crawler import crawl as crawler_module
from crawler.archive import Archive
from crawler.beside import beside
from crawler.crawl import Crawler, set_up
from crawler.fetch import Fetcher
from crawler.owner import Owner
from crawler.policy import plans
from crawler.settings import CrawlerSettings, Settings
from crawler.store import Store, frontier, jobs, source_edits
from crawler.store.jobs import Job, Kind, State
from tests.crawler.crawling import HOST, SITE, Crawling, ReadHere, crawling, items, listing, pages_of

ITEMS = items(5)
PATIENCE = 60.0  # seconds


class Scheduler:
    """What `pressroom schedule` runs, in threads of this process."""

    def __init__(self, crawl: Crawling, settings: Settings) -> None:
        self.store, self.settings = Store.open(settings.store), settings
        self._crawl, self._stop = crawl, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Scheduler:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.store.close()

    def _run(self) -> None:
        settings, clock, every = self.settings, self._crawl.clock, plans(self.settings)
        set_up(self.store, every, clock())
        fetcher = Fetcher(settings.crawler.limits, settings.user_agent, settings.crawler.resolve, now=clock)
        with closing(Archive(settings.store.archive)) as archive, ReadHere() as cleaners:
            crawler = Crawler(
                self.store,
                archive,
                fetcher,
                cleaners,
                every,
                owner=Owner("here", 1, "run"),
                user_agent=settings.user_agent,
                retries=0,
                clock=clock,
            )
            with beside(settings, self.store, archive, crawler, clock, self._stop):
                crawler.run(None, 2, self._stop, forever=True)

    def ask(self, kind: Kind, subject: str) -> int:
        with self.store.writing() as connection:
            return jobs.add(connection, kind, subject, "Jane Roe", self._crawl.clock())

    def ended(self, identity: int) -> Job:
        """The job, once it has ended."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with self.store.reading() as connection:
                job = jobs.get(connection, identity)
            if job and not job.is_open:
                return job
            time.sleep(0.02)
        raise AssertionError(f"job {identity} has not ended")


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Crawling]:
    made = {"/": listing(ITEMS)} | pages_of(ITEMS)
    with (
        crawling(tmp_path, made) as (crawl, _),
        patch.object(beside_module, "LOOK_SECONDS", 0.05),
        patch.object(crawler_module, "IDLE_SECONDS", 0.01),
    ):
        crawl.tick = timedelta(milliseconds=1)
        yield crawl


def test_a_source_that_is_added_is_crawled_without_a_restart(crawl: Crawling) -> None:
    nothing = crawl.settings.model_copy(update={"source": ()})
    with Scheduler(crawl, nothing) as scheduler:
        with scheduler.store.writing() as connection:
            added = {"name": "press", "start": [f"{SITE}/"], "delay": "0s"}
            source_edits.put(connection, "press", added, "Jane Roe", crawl.now)
        until = time.monotonic() + PATIENCE
        while len(crawl.releases()) < len(ITEMS) and time.monotonic() < until:
            time.sleep(0.1)
        assert len(crawl.releases()) == len(ITEMS)
        with scheduler.store.writing() as connection:
            source_edits.pause(connection, "press", "Jane Roe", crawl.now, paused=True)
        while scheduler.store.sources(crawl.now)[0].state != "paused" and time.monotonic() < until:
            time.sleep(0.05)
        failed = scheduler.ended(scheduler.ask(Kind.CRAWL, "press"))
        assert (failed.state, failed.note.startswith("Paused")) == (State.FAILED, True)


def test_a_source_is_crawled_now_and_its_releases_cleaned_again(crawl: Crawling) -> None:
    with Scheduler(crawl, crawl.settings) as scheduler:
        first = scheduler.ended(scheduler.ask(Kind.CRAWL, "press"))
        assert first.state is State.DONE, first.note
        asked = len(crawl.asked())
        again = scheduler.ended(scheduler.ask(Kind.CRAWL, "press"))
        assert again.state is State.DONE
        assert "requests, 0 failed; releases: 0 new" in again.note
        assert len(crawl.asked()) >= asked + 1
        cleaned = scheduler.ended(scheduler.ask(Kind.RECLEAN, "press"))
        assert (cleaned.state, cleaned.note[:17]) == (State.DONE, f"{len(ITEMS)} cleaned again: "[:17])
        assert (cleaned.done, cleaned.planned) == (len(ITEMS), len(ITEMS))
        gone = scheduler.ended(scheduler.ask(Kind.CRAWL, "nobody"))
        assert (gone.state, "No source is named nobody" in gone.note) == (State.FAILED, True)


def test_a_crawl_that_is_cancelled_visits_no_more(crawl: Crawling) -> None:
    crawl.run()
    planned = crawl.rows("select url, next_at from urls order by url")
    slow = crawl.sources[0].model_copy(update={"delay": timedelta(minutes=1)})
    asked = len(crawl.asked())
    with Scheduler(crawl, crawl.settings.model_copy(update={"source": (slow,)})) as scheduler:
        identity = scheduler.ask(Kind.CRAWL, "press")
        until = time.monotonic() + PATIENCE
        while len(crawl.asked()) == asked and time.monotonic() < until:
            time.sleep(0.02)
        with scheduler.store.writing() as connection:
            jobs.cancel(connection, identity, "Jane Roe", crawl.now)
        assert scheduler.ended(identity).state is State.CANCELLED
        with scheduler.store.reading() as connection:
            assert frontier.count_due(connection, ["press"], crawl.now) == 0
    after = crawl.rows("select url, next_at from urls order by url")
    assert len(crawl.asked()) == asked + 1
    assert sum(before != now for before, now in zip(planned, after, strict=True)) == 1


def test_a_site_is_looked_at(crawl: Crawling) -> None:
    quick = crawl.settings.crawler.model_copy(update={"delay": crawl.tick})
    with Scheduler(crawl, crawl.settings.model_copy(update={"source": (), "crawler": quick})) as scheduler:
        done = scheduler.ended(scheduler.ask(Kind.CHECK, SITE))
        assert done.state is State.DONE, done.note
        assert f'start = ["{SITE}/' in done.result["lines"]
        with scheduler.store.reading() as connection:
            said = [line.text for line in jobs.lines(connection, done.id)]
        assert f"Asking {SITE}/robots.txt" in said
        assert said[-1] == done.note


def test_nobodys_server_is_looked_at_without_a_contact(crawl: Crawling) -> None:
    nobody = Settings(store=crawl.settings.store, crawler=CrawlerSettings(contact=""))
    with Scheduler(crawl, nobody) as scheduler:
        refused = scheduler.ended(scheduler.ask(Kind.CHECK, f"https://{HOST}/"))
        assert (refused.state, "crawler.contact" in refused.note) == (State.FAILED, True)
    assert crawl.asked() == []


def test_a_job_that_is_cancelled_ends(crawl: Crawling) -> None:
    slow = CrawlerSettings(contact="x", resolve=crawl.replay.resolve)  # two seconds between two requests
    with Scheduler(crawl, crawl.settings.model_copy(update={"source": (), "crawler": slow})) as scheduler:
        identity = scheduler.ask(Kind.CHECK, SITE)
        time.sleep(0.3)
        with scheduler.store.writing() as connection:
            jobs.cancel(connection, identity, "Jane Roe", crawl.now)
        assert scheduler.ended(identity).state is State.CANCELLED


def test_a_job_goes_on_after_a_stop(crawl: Crawling) -> None:
    slow = crawl.settings.model_copy(
        update={"source": (), "crawler": CrawlerSettings(contact="x", resolve=crawl.replay.resolve)}
    )
    with Scheduler(crawl, slow) as scheduler:
        identity = scheduler.ask(Kind.CHECK, SITE)
        until = time.monotonic() + PATIENCE
        while not crawl.asked() and time.monotonic() < until:
            time.sleep(0.02)
    with closing(Store.open(slow.store)) as store, store.reading() as connection:
        job = jobs.get(connection, identity)
        assert job is not None
        assert job.state is State.WAITING


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "http://localhost:9/", "localhost"])
def test_services_of_this_machine_are_not_looked_at(crawl: Crawling, address: str) -> None:
    with Scheduler(crawl, crawl.settings.model_copy(update={"source": ()})) as scheduler:
        refused = scheduler.ended(scheduler.ask(Kind.CHECK, address))
        assert (refused.state, "pressroom sources check" in refused.note) == (State.FAILED, True)
