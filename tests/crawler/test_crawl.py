"""Crawls of small sites on loopback: politeness, robots, redirects, conditional requests, hostile pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from crawler.archive import Archive, scan
from crawler.cli import opened_crawler
from crawler.crawl import CrawlCounts
from crawler.owner import Owner, free_leases_of_the_dead
from crawler.policy import plans
from crawler.reclean import reclean
from crawler.records import State, release_id
from crawler.settings import CrawlerSettings, Settings, Source, StoreSettings
from crawler.store import Store, leases
from crawler.store.releases import Outcome
from tests.hostile import PATHS, Hostile
from tests.replay import Page, Replay

pytestmark = pytest.mark.slow

HOST = "press.example.org"
PARAGRAPHS = (
    "<p>The ministers met in Vienna on Monday and agreed to open the bridge to rail traffic next spring.</p>"
    "<p>Work on the northern tracks begins in January. Both sides will share the cost in equal parts.</p>"
    "<p>A joint commission reports every three months. Its first meeting takes place in Bratislava.</p>"
)


def article(title: str, day: str = "2026-11-02") -> Page:
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{day}"></head><body><nav><a href="/">Home</a></nav>'
        f"<main><article><h1>{title}</h1><time datetime='{day}'>{day}</time>{PARAGRAPHS}</article></main></body></html>"
    ).encode(), "text/html"


def listing(*paths: str) -> Page:
    rows = "".join(
        f"<li><h2><a href='{p}'>The ministers agree on point {p}</a></h2><time>2026-11-02</time></li>" for p in paths
    )
    return (
        f"<!doctype html><title>News</title><main><h1>Press releases</h1><ul>{rows}</ul></main>".encode(),
        "text/html",
    )


def site(**pages: Page) -> dict[str, Page]:
    """A listing at / and articles at /1 to /5; keywords replace or add pages by name."""
    paths = [f"/news/{n}" for n in range(1, 6)]
    made = {"/": listing(*paths)} | {path: article(f"The ministers agree on point {path}") for path in paths}
    return made | {f"/{name.replace('_', '.')}": page for name, page in pages.items()}


@dataclass
class Crawl:
    """One installation that crawls; time is set by the test."""

    folder: Path
    resolve: dict[str, str] = field(default_factory=dict)
    start: tuple[str, ...] = (f"https://{HOST}/",)
    hosts: tuple[str, ...] = ()
    delay: str = "0s"
    private: bool = False
    now: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)
    real_time: bool = False

    @property
    def settings(self) -> Settings:
        return Settings(
            store=StoreSettings(url=f"sqlite:///{self.folder}/p.db", archive=self.folder / "archive"),
            crawler=CrawlerSettings(
                encoder=False,
                contact="tests@example.org",
                resolve=self.resolve,
                max_bytes=1_000_000,
            ),
            source=(
                Source(name="press", start=self.start, hosts=self.hosts, delay=self.delay, allow_private=self.private),
            ),
        )

    def run(self) -> CrawlCounts:
        store = self.store()
        clock = (lambda: datetime.now(UTC)) if self.real_time else (lambda: self.now)
        with opened_crawler(self.settings, store, clock) as crawler:
            counts = crawler.run(["press"], 4, threading.Event())
        store.close()
        return counts

    def store(self) -> Store:
        return Store.open(self.settings.store)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        store = self.store()
        with store.reading() as connection:
            rows = [tuple(row) for row in connection.execute(text(sql))]
        store.close()
        return rows

    def urls(self) -> dict[str, tuple[str, str]]:
        """State and reason of each URL, by its path on the site's host."""
        rows = self.rows("select url, state, reason from urls")
        return {str(url).removeprefix(f"https://{HOST}"): (str(state), str(why)) for url, state, why in rows}


@contextmanager
def replayed(folder: Path, pages: dict[str, Page], **others: dict[str, Page]) -> Iterator[tuple[Crawl, Replay]]:
    sites = {HOST: pages} | {host.replace("_", "."): own for host, own in others.items()}
    with Replay(sites) as replay:
        yield Crawl(folder, dict(replay.resolve)), replay


def targets(replay: Replay, host: str = HOST) -> list[str]:
    return [visit.target for visit in replay.visits(host)]


def test_a_listing_is_followed_and_everything_archived(tmp_path: Path) -> None:
    with replayed(tmp_path, site()) as (crawl, replay):
        counts = crawl.run()
        assert (counts.fetched, counts.found, counts.outcomes.total()) == (6, 5, 5)
        agents = {visit.headers["user-agent"] for visit in replay.visits(HOST)}
    assert agents == {"Pressroom/0.1 (+tests@example.org)"}
    archived = {page.url for file in (tmp_path / "archive").iterdir() for _, page in scan(file)}
    assert {f"https://{HOST}/", f"https://{HOST}/news/5", f"https://{HOST}/robots.txt"} <= archived
    assert crawl.rows("select count(*) from fetches where archive_file is null") == [(0,)]


def test_releases_are_derived_again_from_the_archive_as_they_were(tmp_path: Path) -> None:
    with replayed(tmp_path, site()) as (crawl, _):
        crawl.run()
    store = crawl.store()
    with closing(Archive(crawl.settings.store.archive)) as archive:
        counts = reclean(store, archive, plans(crawl.settings), ["press"], lambda: crawl.now + timedelta(days=1))
    assert (counts.outcomes, counts.unreadable) == ({Outcome.SAME: 5}, [])
    store.close()


def test_one_request_at_a_time_with_the_delay_between(tmp_path: Path) -> None:
    with replayed(tmp_path, site()) as (crawl, replay):
        crawl.delay, crawl.real_time = "0.2s", True
        crawl.run()
        assert replay.max_concurrency(HOST) == 1
        assert min(replay.gaps(HOST)) >= 0.19


def test_robots_are_kept(tmp_path: Path) -> None:
    robots = (b"User-agent: *\nDisallow: /news/2\n\nUser-agent: pressroom\nDisallow: /news/3\n", "text/plain")
    with replayed(tmp_path, site(robots_txt=robots)) as (crawl, replay):
        crawl.run()
        assert "/news/3" not in targets(replay)
    assert crawl.urls()["/news/3"] == ("dropped", "robots.txt disallows it")
    assert crawl.urls()["/news/2"][0] == "release"


def test_nothing_is_asked_while_robots_cannot_be_had(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path, {HOST: "http://127.0.0.1:1"}, real_time=True)
    assert crawl.run().failed == 1
    state, reason = crawl.urls()["/"]
    assert state == "failed"
    assert "127.0.0.1" in reason or "connect" in reason.lower() or "refused" in reason.lower()
    (source,) = crawl.store().sources(crawl.now)
    assert (source.state, source.last_error) == ("failing", reason)
    assert source.next_due is not None
    assert source.next_due > crawl.now


def test_a_second_visit_asks_whether_it_changed(tmp_path: Path) -> None:
    with replayed(tmp_path, site()) as (crawl, replay):
        crawl.run()
        crawl.now += timedelta(days=60)
        again = crawl.run()
        assert again.outcomes.total() == 0
        assert {visit.status for visit in replay.visits(HOST)[7:]} == {304, 404}  # 404: robots.txt
    first = crawl.store().release(release_id(f"https://{HOST}/news/1"))
    assert first is not None
    assert first.last_seen == crawl.now


def test_changes_become_revisions_and_what_is_gone_is_withdrawn(tmp_path: Path) -> None:
    with replayed(tmp_path, site()) as (crawl, replay):
        crawl.run()
        replay.put(HOST, "/news/1", article("The ministers disagree"))
        replay.remove(HOST, "/news/2")
        for _ in range(3):
            crawl.now += timedelta(days=60)
            crawl.run()
    store = crawl.store()
    changed = store.release(release_id(f"https://{HOST}/news/1"))
    gone = store.release(release_id(f"https://{HOST}/news/2"))
    assert changed is not None
    assert (changed.state, changed.revision, changed.content.title) == (State.CHANGED, 2, "The ministers disagree")
    assert gone is not None
    assert gone.state is State.WITHDRAWN


def test_a_redirect_to_another_host_of_the_source_is_visited_there(tmp_path: Path) -> None:
    moved = {
        "/": listing(
            "https://news.press.example.org/a", "https://news.press.example.org/b", "https://away.example.net/c"
        )
    }
    there = {f"/{name}": article(f"Point {name} of the agreement is settled") for name in "abc"}
    with Replay({HOST: moved, "news.press.example.org": there, "away.example.net": there}) as replay:
        crawl = Crawl(tmp_path, dict(replay.resolve))
        assert crawl.run().outcomes.total() == 2
        assert replay.requests("away.example.net") == 0
        assert targets(replay, "news.press.example.org")[0] == "/robots.txt"


def test_the_canonical_address_makes_one_release_of_two(tmp_path: Path) -> None:
    body, kind = article("The ministers agree on one thing")
    pages = {
        "/": listing("/news/1?utm_source=feed", "/topics/bridges/1", "/news/3"),
        "/news/1": (body.replace(b"</head>", b'<link rel="canonical" href="/news/1"></head>'), kind),
        "/topics/bridges/1": (body.replace(b"</head>", b'<link rel="canonical" href="/news/1"></head>'), kind),
        "/news/3": article("The ministers agree on another thing"),
    }
    with replayed(tmp_path, pages) as (crawl, _):
        assert crawl.run().outcomes == {Outcome.NEW: 2}
    assert crawl.rows("select count(*) from releases") == [(2,)]
    assert crawl.rows("select url, kind from variants") == [(f"https://{HOST}/topics/bridges/1", "duplicate")]


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe\x81" * 500, b"<html></html>", b"%PDF-1.7 ...", b"\x1f\x8b\x08"])
def test_pages_that_say_nothing_are_dropped_with_a_reason(tmp_path: Path, body: bytes) -> None:
    with replayed(tmp_path, site(**{"news/1": (body, "text/html")})) as (crawl, _):
        assert crawl.run().outcomes.total() == 4
    state, reason = crawl.urls()["/news/1"]
    assert state == "dropped"
    assert reason


def test_a_page_over_the_limit_is_a_recorded_failure(tmp_path: Path) -> None:
    huge = b"<!doctype html><p>" + b"The ministers met again. " * 2_000_000  # 50 MB
    with replayed(tmp_path, site(**{"news/1": (huge, "text/html")})) as (crawl, _):
        assert crawl.run().outcomes.total() == 4
    state, reason = crawl.urls()["/news/1"]
    assert state == "failed"
    assert "1 MB" in reason or "1,000,000" in reason or "large" in reason


@pytest.mark.parametrize("encoding", ["shift_jis", "koi8-r", "windows-1251"])
def test_pages_in_other_encodings_become_releases(tmp_path: Path, encoding: str) -> None:
    words = {"shift_jis": "委員会は本日東京で会合を開き、来年の計画について合意しました。"}
    sentence = words.get(encoding, "Комитет собрался в Москве и согласовал план работы на следующий год. ")
    html = (
        f'<!doctype html><html><head><meta charset="{encoding}"><title>{sentence[:22]}</title>'
        '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-02">'
        f"</head><body><article><h1>{sentence[:22]}</h1><p>{sentence * 20}</p></article></body></html>"
    )
    with replayed(tmp_path, site(**{"news/1": (html.encode(encoding), "text/html")})) as (crawl, _):
        crawl.run()
    kept = crawl.store().release(release_id(f"https://{HOST}/news/1"))
    assert kept is not None
    assert kept.content.title == sentence[:22].strip()
    assert sentence.strip() in kept.content.text


def test_no_private_address_is_asked_unless_the_source_says_so(tmp_path: Path) -> None:
    with Hostile() as hostile:
        crawl = Crawl(tmp_path, start=(f"{hostile.origin}/",))
        crawl.run()
        assert hostile.heads == []
        (source,) = crawl.store().sources(crawl.now)
        assert "allow_private" in str(source.last_error)
        crawl.private = True
        crawl.now += timedelta(days=2)
        crawl.run()
        assert hostile.heads != []


def test_a_source_on_this_machine_leads_to_nobody_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Hostile() as here, Hostile() as elsewhere:
        away = elsewhere.origin.replace("127.0.0.1", "localhost")  # another name, so another host
        monkeypatch.setitem(PATHS, "/robots.txt", lambda call: call.redirect(f"{away}/robots.txt"))
        crawl = Crawl(tmp_path, start=(f"{here.origin}/",), private=True)
        crawl.run()
        assert elsewhere.heads == []
        (source,) = crawl.store().sources(crawl.now)
        assert "away from this machine" in str(source.last_error)


def test_leases_of_the_dead_are_freed_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    with replayed(tmp_path, site()) as (crawl, _):
        store = crawl.store()
        with opened_crawler(crawl.settings, store, lambda: crawl.now):
            pass
        with store.writing() as connection:
            held = leases.lease(connection, str(Owner("here", 7, "run")), ["press"], crawl.now)
        assert held is not None
        free_leases_of_the_dead(store, "elsewhere", alive=lambda pid: False)
        free_leases_of_the_dead(store, "here", alive=lambda pid: True)
        with store.reading() as connection:
            assert leases.owners(connection) == ["here:7:run"]
        free_leases_of_the_dead(store, "here", alive=lambda pid: False)
        with store.reading() as connection:
            assert leases.owners(connection) == []
        store.close()


def test_a_crawl_stops_when_asked_and_gives_its_leases_back(tmp_path: Path) -> None:
    with replayed(tmp_path, site()) as (crawl, _):
        store, stop = crawl.store(), threading.Event()
        with opened_crawler(crawl.settings, store, lambda: crawl.now, lambda counts: stop.set()) as crawler:
            counts = crawler.run(["press"], 1, stop, forever=True)
        assert counts.fetched == 1
        with store.reading() as connection:
            assert leases.owners(connection) == []
        store.close()


def test_two_crawls_at_once_share_the_work(tmp_path: Path) -> None:
    with replayed(tmp_path, site()) as (crawl, replay):
        crawl.real_time = True
        counts: list[CrawlCounts] = []
        both = [threading.Thread(target=lambda: counts.append(crawl.run())) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert sum(each.outcomes.total() for each in counts) == 5
        assert replay.max_concurrency(HOST) == 1
        assert sorted(targets(replay)) == sorted(set(targets(replay)))
