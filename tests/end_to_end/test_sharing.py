"""Several crawl processes share the work: never a page twice, never a host sooner than its delay."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from crawler.settings import StoreSettings
from crawler.store import Store
from tests.crawler.test_crawl import article, listing
from tests.replay import Page, Replay
from tests.service import Installation, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

HOSTS = [f"press-{number}.example.org" for number in range(6)]
PAGES = 8  # of each host
DELAY = 0.3  # seconds


def site() -> dict[str, Page]:
    paths = [f"/news/{number}" for number in range(PAGES)]
    return {"/": listing(*paths)} | {path: article(f"The ministers agree on point {path}") for path in paths}


@contextmanager
def world(folder: Path) -> Iterator[tuple[Installation, Replay]]:
    with Replay({host: site() for host in HOSTS}, delay_seconds=0.05) as replay:
        resolve = "\n".join(f'"{host}" = "{address}"' for host, address in replay.resolve.items())
        sources = "\n".join(
            f'[[source]]\nname = "s{number}"\nstart = ["https://{host}/"]\ndelay = "{DELAY}s"\n'
            for number, host in enumerate(HOSTS)
        )
        settings = f'contact = "tests@example.org"\nfetchers = 3\n[crawler.resolve]\n{resolve}\n'
        yield Installation(folder, sources, settings), replay


def query(installation: Installation, sql: str) -> list[tuple[object, ...]]:
    store = Store.open(StoreSettings(url=f"sqlite:///{installation.folder}/data/pressroom.db"), create=False)
    with store.writing() as connection:
        rows = connection.execute(text(sql))
        found = [tuple(row) for row in rows] if rows.returns_rows else []
    store.close()
    return found


def stopped_with_leases(group: int, installation: Installation) -> bool:
    """Stops a crawl; lets it go on again if it holds no lease at this moment."""
    os.killpg(group, signal.SIGSTOP)
    path = installation.folder / "data/pressroom.db"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reading:
        leases = reading.execute("select count(*) from leases").fetchone()[0]
    if not leases:
        os.killpg(group, signal.SIGCONT)
    return bool(leases)


def check_politeness(replay: Replay) -> None:
    for host in HOSTS:
        assert replay.max_concurrency(host) == 1, host
        assert min(replay.gaps(host)) >= DELAY - 0.01, host


def test_three_crawls_at_once_ask_for_each_page_once_and_keep_the_delay(tmp_path: Path) -> None:
    with world(tmp_path) as (installation, replay):
        crawls = [installation.start("crawl") for _ in range(3)]
        assert [crawl.wait(180) for crawl in crawls] == [0, 0, 0], installation.log("crawl")
        check_politeness(replay)
        for host in HOSTS:
            asked = Counter(visit.target for visit in replay.visits(host))
            assert asked == Counter(["/robots.txt", "/", *(f"/news/{number}" for number in range(PAGES))])
    assert query(installation, "select count(*) from releases") == [(len(HOSTS) * PAGES,)]


def test_what_a_killed_crawl_held_is_taken_over_when_its_leases_expire(tmp_path: Path) -> None:
    with world(tmp_path) as (installation, replay):
        doomed = installation.start("crawl")
        wait_for(lambda: sum(replay.requests(host) for host in HOSTS) > 10)
        wait_for(lambda: stopped_with_leases(doomed.pid, installation))
        os.killpg(doomed.pid, signal.SIGKILL)
        doomed.wait()
        # As if it had been another machine's, whose processes nobody here can look at: only time ends its leases.
        past = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=2)
        query(installation, f"update leases set owner = 'elsewhere:1:run', until = '{past:%Y-%m-%d %H:%M:%S.%f}'")
        query(installation, f"update queues set ready_at = '{past:%Y-%m-%d %H:%M:%S.%f}' where due_at is not null")
        for _ in range(2):
            installation.result("crawl")
        for host in HOSTS:
            assert replay.max_concurrency(host) == 1
    assert query(installation, "select count(*) from releases") == [(len(HOSTS) * PAGES,)]
    assert query(installation, "select count(*) from leases") == [(0,)]
