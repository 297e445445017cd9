"""Real sites, replayed under their own names on loopback addresses: crawled, cleaned, found."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.cli import opened_crawler
from crawler.settings import CrawlerSettings, IndexSettings, Settings, Source, StoreSettings
from crawler.store import Store
from indexer.follow import follow
from indexer.index import SearchRequest
from indexer.live import LiveIndex
from tests.replay import Replay, load_sites, shared_data

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

DATA = shared_data()
MISSING = "the shared data stand neither in $PRESSROOM_SHARED nor beside the checkout"


@pytest.mark.skipif(DATA is None, reason=MISSING)
def test_releases_of_real_sites_are_found_by_search(tmp_path: Path) -> None:
    assert DATA is not None
    sites = load_sites(DATA / "html" / "index.jsonl")
    with Replay({host: site.pages for host, site in sites.items()}) as replay:
        sources = tuple(
            Source(name=f"site-{n}", start=tuple(site.start), delay=timedelta(0))
            for n, site in enumerate(sites.values())
        )
        settings = Settings(
            store=StoreSettings(url=f"sqlite:///{tmp_path}/pressroom.db", archive=tmp_path / "archive"),
            index=IndexSettings(path=tmp_path / "index"),
            crawler=CrawlerSettings(contact="tests@example.org", resolve=replay.resolve, cleaners=2, encoder=False),
            source=sources,
        )
        store = Store.open(settings.store)
        with opened_crawler(settings, store, lambda: datetime.now(UTC)) as crawler:
            crawler.run([source.name for source in sources], 8, threading.Event())
        hosts = list(sites)
        assert all(replay.max_concurrency(host) <= 1 for host in hosts)
        assert sum(bool(replay.requests(host)) for host in hosts) == len(hosts)
    assert_found(store, LiveIndex(settings.index.path), list(article_titles(store)))
    failing = [state for state in store.sources(datetime.now(UTC)) if state.state == "failing"]
    assert all("nothing that looks like a release" in str(state.last_error) for state in failing), failing
    assert len(failing) < len(sources) / 4
    store.close()


def article_titles(store: Store) -> Iterator[tuple[str, str]]:
    with store.reading() as connection:
        rows = connection.exec_driver_sql("select release, content ->> 'title' from revisions")
        yield from ((row[0], row[1]) for row in rows)


def assert_found(store: Store, index: LiveIndex, titles: list[tuple[str, str]]) -> None:
    """Most real articles were taken for releases, and each of them is found by its title.

    204 pages; of the 120 called articles about 40 are help, terms or about pages, which are rightly left out.
    """
    follow(store, index)
    assert len(titles) >= 75
    missed = []
    for identity, title in titles:
        hits = index.search(SearchRequest(q=title, limit=5, snippets=False)).hits
        if identity not in [hit.id for hit in hits]:
            missed.append(title)
    assert len(missed) <= len(titles) // 50, missed
    index.close()
