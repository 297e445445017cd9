"""Crawls of made-up newsrooms: an installation whose clock the test moves, and the pages that such sites have.

Bodies are read in the crawling process here: to start cleaners takes seconds, and `test_cleaners` and `test_crawl` have
them.
"""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import text

from crawler import crawl as crawler_module
from crawler.archive import Archive
from crawler.cleaners import Cleaners
from crawler.crawl import CrawlCounts, Crawler, set_up
from crawler.fetch import Fetcher, FetchLimits
from crawler.owner import Owner
from crawler.policy import plans
from crawler.reading import Body, Reading, Scope, read
from crawler.records import StoredRelease, release_id
from crawler.settings import CrawlerSettings, Settings, Source, StoreSettings
from crawler.store import Store
from tests.replay import Page, Replay

HOST = "press.example.org"
SITE = f"https://{HOST}"
TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC)
_LIMITS = FetchLimits(connect_seconds=2, read_seconds=2, total_seconds=4, max_bytes=5_000_000, max_redirects=5)
_WORDS = re.findall(
    r"\w+",
    "bridge river council minister treaty harbour railway budget hospital school forest water climate border market "
    "energy border teacher farmer vaccine satellite tunnel station museum island valley summit delegation agreement "
    "programme fund report survey network region partner project service quality support review measure record",
)


class ReadHere(Cleaners):
    """Reads in the thread that asks."""

    def __init__(self) -> None:
        """Starts nothing."""

    def read(self, body: Body, scope: Scope, *, listing: bool) -> Reading:
        return read(body, scope, listing=listing)

    def close(self) -> None:
        """Ends nothing."""


@dataclass
class Crawling:
    """An installation. `tick` is what passes each time that the clock is looked at."""

    folder: Path
    replay: Replay
    sources: tuple[Source, ...]
    now: datetime = TODAY
    tick: timedelta = timedelta(0)
    _clock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def settings(self) -> Settings:
        return Settings(
            store=StoreSettings(url=f"sqlite:///{self.folder}/p.db", archive=self.folder / "archive"),
            crawler=CrawlerSettings(contact="tests@example.org", resolve=self.replay.resolve, encoder=False),
            source=self.sources,
        )

    def clock(self) -> datetime:
        with self._clock:
            self.now += self.tick
            return self.now

    def run(self, visits: int | None = None, threads: int = 2) -> CrawlCounts:
        """A round, which stops after so many visits if that is given."""
        stop, settings, store = threading.Event(), self.settings, self.store()

        def on_visit(counts: CrawlCounts) -> None:
            if visits is not None and counts.visited >= visits:
                stop.set()

        all_plans = plans(settings)
        set_up(store, all_plans, self.now)
        with closing(store), closing(Archive(settings.store.archive)) as archive, ReadHere() as cleaners:
            crawler = Crawler(
                store,
                archive,
                Fetcher(_LIMITS, settings.user_agent, self.replay.resolve, now=self.clock),
                cleaners,
                all_plans,
                owner=Owner("here", 1, "run"),
                user_agent=settings.user_agent,
                retries=settings.crawler.retries,
                clock=self.clock,
                on_visit=on_visit,
            )
            with patch.object(crawler_module, "IDLE_SECONDS", 0.002):
                return crawler.run(list(all_plans), threads, stop)

    def store(self) -> Store:
        return Store.open(self.settings.store)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(self.store()) as store, store.reading() as connection:
            return [tuple(row) for row in connection.execute(text(sql))]

    def urls(self) -> dict[str, tuple[str, str, str]]:
        """State, cause and reason of each URL, by its path where it is on HOST."""
        rows = self.rows("select url, state, cause, reason from urls")
        return {str(url).removeprefix(SITE): (str(state), str(cause), str(why)) for url, state, cause, why in rows}

    def releases(self) -> set[str]:
        """The addresses of the releases, by their paths where they are on HOST."""
        with closing(self.store()) as store:
            kept = [store.release(str(identity)) for (identity,) in self.rows("select id from releases")]
        return {release.content.url.removeprefix(SITE) for release in kept if release}

    def release(self, path: str, site: str = SITE) -> StoredRelease:
        """The release that first stood at a path."""
        with closing(self.store()) as store:
            release = store.release(release_id(f"{site}{path}"))
        assert release is not None, path
        return release

    def variants(self) -> dict[str, tuple[str, str]]:
        """The address of its release and its kind, by each variant's address; paths where they are on HOST."""
        rows = self.rows("select variants.url, releases.id, kind from variants join releases on releases.id = release")
        with closing(self.store()) as store:
            found = {}
            for url, identity, kind in rows:
                release = store.release(str(identity))
                assert release is not None
                found[str(url).removeprefix(SITE)] = (release.content.url.removeprefix(SITE), str(kind))
        return found

    def asked(self, host: str = HOST) -> list[str]:
        """The requests in their order, robots.txt aside."""
        return [visit.target for visit in self.replay.visits(host) if visit.target != "/robots.txt"]

    def round(self, host: str = HOST, **later: float) -> list[str]:
        """Lets time pass (as `timedelta` takes it), crawls, and returns the requests."""
        before = len(self.asked(host))
        self.now += timedelta(**later)
        self.run()
        return self.asked(host)[before:]


@contextmanager
def crawling(
    folder: Path, pages: Mapping[str, Page], start: Sequence[str] = ("/",), delay_seconds: float = 0.0, **keys: object
) -> Iterator[tuple[Crawling, Replay]]:
    """A crawl of one source at HOST; `keys` are further ones of its `[[source]]`."""
    values = {"name": "press", "start": [f"{SITE}{path}" for path in start], "delay": "0s"} | keys
    with Replay({HOST: pages}, delay_seconds) as replay:
        yield Crawling(folder, replay, (Source.model_validate(values),)), replay


def prose(seed: str, sentences: int = 9) -> list[str]:
    """Paragraphs of three sentences each that belong to `seed` alone."""
    chance = random.Random(seed)
    lines = [" ".join(["The", *chance.choices(_WORDS, k=13)]) + "." for _ in range(sentences)]
    return [" ".join(lines[start : start + 3]) for start in range(0, sentences, 3)]


def title_of(seed: str) -> str:
    chance = random.Random(f"title {seed}")
    return "Ministers welcome the " + " ".join(chance.sample(_WORDS, 5))


def release(
    seed: str,
    day: date = date(2026, 11, 2),
    *,
    head: str = "",
    text: Iterable[str] | None = None,
    title: str = "",
    lang: str = "en",
) -> Page:
    """The page of a release. `head` goes into its head; text and title are those of `seed` where they aren't given."""
    title = title or title_of(seed)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (prose(seed) if text is None else text))
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title}</title><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{day}">{head}</head><body><nav><a href="/">Home</a></nav>'
        f"<main><article><h1>{title}</h1><time datetime='{day}'>{day}</time>{body}</article></main></body></html>"
    ).encode(), "text/html; charset=utf-8"


def other(seed: str, *, head: str = "", title: str = "") -> Page:
    """A page of the site that is no release: a little text without a date."""
    title = title or title_of(seed)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><h1>{title}</h1><p>{prose(seed, 1)[0]}</p></main></body></html>"
    ).encode(), "text/html; charset=utf-8"


@dataclass(frozen=True)
class Item:
    """A release on a listing."""

    path: str
    day: date

    @property
    def title(self) -> str:
        return title_of(self.path)

    @property
    def row(self) -> str:
        return f"<li><h2><a href='{self.path}'>{self.title}</a></h2><time datetime='{self.day}'>{self.day}</time></li>"


def items(count: int, newest: date = date(2026, 6, 30), every: int = 5, section: str = "news") -> list[Item]:
    """Releases, the newest first, `every` so many days."""
    days = [newest - timedelta(days=every * number) for number in range(count)]
    return [
        Item(f"/{section}/{day.year}/{title_of(f'{section} {day}').replace(' ', '-').lower()}", day) for day in days
    ]


def pages_of(releases: Iterable[Item]) -> dict[str, Page]:
    return {item.path: release(item.path, item.day) for item in releases}


def listing(releases: Iterable[Item], below: str = "", head: str = "") -> Page:
    """A listing page; `below` stands behind its list."""
    rows = "".join(item.row for item in releases)
    return (
        f"<!doctype html><html lang=en><head><title>News</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><h1>Press releases</h1><ul>{rows}</ul>{below}</main></body></html>"
    ).encode(), "text/html; charset=utf-8"


def chunks(releases: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [releases[start : start + size] for start in range(0, len(releases), size)]


Site = tuple[str, dict[str, Page]]
"""Where to start, and the listing's pages."""
Paging = Callable[[Sequence[Item]], Site]
