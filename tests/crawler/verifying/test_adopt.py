"""Pages of the archive that the store does not know, taken in as a crawl would have kept them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from requests.structures import CaseInsensitiveDict

from crawler.archive import Archive, Earlier
from crawler.crawl import set_up
from crawler.fetching.outcome import Exchange, Fetched
from crawler.policy import plans
from crawler.records import State, StoredRelease, release_id
from crawler.settings import CrawlerSettings, Settings, Source, StoreSettings
from crawler.store import Store, fetches, frontier, releases
from crawler.verifying.archive import UNKNOWN_PAGE, check_archive, ended
from crawler.verifying.findings import Findings
from crawler.verifying.mend import adopt
from crawler.verifying.store import check_store
from tests.crawler.crawling import SITE, listing, other, prose, release

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
THEN = NOW - timedelta(days=2)
URL = f"{SITE}/news/1"


def answer(url: str, body: bytes) -> Fetched:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    exchange = Exchange(url, "192.0.2.7", b"GET / HTTP/1.1\r\n\r\n", head, body)
    headers = CaseInsensitiveDict({"Content-Type": "text/html; charset=utf-8"})
    return Fetched(url, url, THEN, 0.1, 200, headers, body, exchange, (), None, None)


class House:
    """A store that knows a source, and its archive, which has more."""

    def __init__(self, folder: Path) -> None:
        source = Source.model_validate({"name": "press", "start": [f"{SITE}/"]})
        settings = Settings(crawler=CrawlerSettings(contact="tests@example.org"), source=(source,))
        self.plans = plans(settings)
        self.store = Store.open(StoreSettings(url=f"sqlite:///{folder}/p.db"))
        self.archive = Archive(folder / "archive")
        set_up(self.store, self.plans, THEN)

    def archived(self, seed: str, at: datetime = THEN, url: str = URL, earlier: Earlier | None = None) -> Earlier:
        return self.put(release(seed, title="Ministers open the bridge")[0], at, url, earlier)

    def put(self, body: bytes, at: datetime = THEN, url: str = URL, earlier: Earlier | None = None) -> Earlier:
        stored = self.archive.append(answer(url, body), at, earlier)
        return Earlier(url, at, stored.digest)

    def unknown(self) -> int:
        found = Findings()
        with self.store.reading() as connection:
            placed = fetches.placed(connection)
            check_archive(self.archive.folder, placed, found, lambda *a, **k: None, ended(NOW))
        assert found.faults == []
        return found.count(UNKNOWN_PAGE)

    def adopt(self) -> list[str]:
        found = Findings()
        found.add(UNKNOWN_PAGE, "somewhere")
        said = list(adopt(self.archive, self.store, found, self.plans, NOW, lambda *a, **k: None))
        assert self.unknown() == 0
        check_store(self.store, "here", lambda pid: True, sound := Findings(), lambda *a, **k: None)
        assert sound.faults == []
        return said

    def release(self, url: str = URL) -> StoredRelease:
        kept = self.store.release(release_id(url))
        assert kept is not None
        return kept


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    with closing(house.store), closing(house.archive):
        yield house


def test_a_page_becomes_the_release_that_it_was(house: House) -> None:
    house.archived("one")
    assert house.unknown() == 1
    assert house.adopt() == ["1 archived page made known to the store; 1 release derived from the archive."]
    kept = house.release()
    assert (kept.source, kept.state, kept.revision, kept.first_seen, kept.last_seen) == (
        "press",
        State.LIVE,
        1,
        THEN,
        THEN,
    )
    assert kept.content.text == "\n\n".join(prose("one"))
    with house.store.reading() as connection:
        (fetch,) = fetches.history(connection, URL, 9)
        assert (fetch.status, fetch.at, fetch.source) == (200, THEN, "press")
        assert fetch.digest is not None
        assert fetches.newest_page(connection, URL) == fetch
        assert frontier.release_of(connection, URL) == kept.id  # so that it is withdrawn if it is gone by now


def test_revisions_come_as_they_came(house: House) -> None:
    house.archived("one")
    earlier = house.archived("two", THEN + timedelta(hours=1))
    house.archived("two", THEN + timedelta(hours=2), earlier=earlier)
    assert house.unknown() == 3
    assert house.adopt() == ["3 archived pages made known to the store; 2 releases derived from the archive."]
    kept = house.release()
    assert (kept.state, kept.revision) == (State.CHANGED, 2)
    assert kept.content.text == "\n\n".join(prose("two"))
    with house.store.reading() as connection:
        assert [revision.at for revision in releases.history(connection, kept.id)] == [
            THEN,
            THEN + timedelta(hours=1),
        ]


def test_what_the_store_has_newer_stays(house: House) -> None:
    house.archived("one", THEN + timedelta(hours=5))
    house.adopt()
    house.archived("two", THEN)
    assert house.adopt() == ["1 archived page made known to the store; 0 releases derived from the archive."]
    assert house.release().content.text == "\n\n".join(prose("one"))


def test_what_is_no_release_is_only_known(house: House) -> None:
    house.put(other("about")[0], url=f"{SITE}/about")
    house.put(listing([])[0], url=f"{SITE}/")
    house.put(b"User-agent: *\nDisallow:\n", url=f"{SITE}/robots.txt")
    house.put(b"", url=f"{SITE}/empty")
    assert house.adopt() == ["4 archived pages made known to the store; 0 releases derived from the archive."]


def test_a_page_of_a_source_that_nobody_knows_any_more(house: House) -> None:
    house.archived("one", url="https://gone.example.org/1")
    house.adopt()
    assert house.release("https://gone.example.org/1").source == "import"
