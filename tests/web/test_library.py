from __future__ import annotations

from pathlib import Path

import pytest

from crawler.settings import IndexSettings, Settings, StoreSettings
from crawler.store import StoreError
from indexer.index import IndexUnreadableError, SearchRequest
from tests.web.fakes import MemoryArchive, MemoryIndex, MemoryStore
from web.app import create_app
from web.library import Library


class Shelf:
    """Counts how often it is opened; fails the first `failures` times."""

    def __init__(self, failures: int = 0) -> None:
        self.opened = 0
        self.failures = failures

    def index(self) -> MemoryIndex:
        self.opened += 1
        if self.opened <= self.failures:
            raise IndexUnreadableError("not yet")
        return MemoryIndex()


def test_nothing_is_opened_before_it_is_needed_and_then_once() -> None:
    shelf = Shelf()
    library = Library(shelf.index, MemoryStore, MemoryArchive())
    assert shelf.opened == 0
    assert library.index is library.index
    assert shelf.opened == 1


def test_what_cannot_be_opened_is_tried_again() -> None:
    library = Library(Shelf(failures=1).index, MemoryStore, MemoryArchive())
    with pytest.raises(IndexUnreadableError):
        _ = library.index
    assert library.index.count(SearchRequest()) == 0


def test_forgetting_opens_afresh() -> None:
    shelf = Shelf()
    library = Library(shelf.index, MemoryStore, MemoryArchive())
    first, store = library.index, library.store
    library.forget()
    assert library.index is not first
    assert library.store is not store
    assert shelf.opened == 2


def test_closing_closes_what_was_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[object] = []
    monkeypatch.setattr(MemoryStore, "close", lambda self: closed.append(self))
    library = Library(MemoryIndex, MemoryStore, MemoryArchive())
    library.close()
    assert closed == []
    store = library.store
    library.close()
    assert closed == [store]


def test_the_application_starts_without_index_and_store(tmp_path: Path) -> None:
    config = Settings(
        store=StoreSettings(url=f"sqlite:///{tmp_path}/none.db"), index=IndexSettings(path=tmp_path / "none")
    )
    client = create_app(config).test_client()
    assert client.get("/healthz").status_code == 200
    for address in ("/", "/sources", "/releases/x", "/readyz", "/api/v1/search", "/api/v1/sources"):
        assert client.get(address).status_code == 503, address
    with pytest.raises(StoreError):
        _ = Library.of(config).store
