"""A real store and a real index in a folder, for what the pages read in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from crawler.records import Release
from crawler.settings import IndexSettings, Settings, StoreSettings, WebSettings
from crawler.store import Reason, Store, releases, sources
from crawler.store.releases import Incoming
from indexer.follow import follow
from indexer.live import LiveIndex
from tests.web.serving import served
from web.app import build_app
from web.library import Library

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Installation:
    """Releases are kept, changed and withdrawn as crawls do; searchable after `index_changes`."""

    settings: Settings
    store: Store
    index: LiveIndex
    app: Flask

    def keep(self, identity: str, at: datetime = NOON, source: str = "harbour", **content: Any) -> None:
        self.keep_all([(identity, content)], at, source)

    def keep_all(
        self, wanted: Sequence[tuple[str, dict[str, Any]]], at: datetime = NOON, source: str = "harbour"
    ) -> None:
        """Releases with these ids and contents; what is not given is made up from the id."""
        batch = [
            Incoming(
                identity,
                source,
                Release(
                    **{
                        "url": f"https://news.example/{identity}",
                        "title": f"Title of {identity}",
                        "text": f"The quay of {identity} opens.",
                        "published": date(2024, 4, 30),
                        "organisation": "Harbour Board",
                        "language": "en",
                        **content,
                    }
                ),
                Reason.IMPORTED,
            )
            for identity, content in wanted
        ]
        with self.store.writing() as connection:
            sources.ensure(connection, source, source.title())
            releases.put(connection, batch, at)

    def withdraw(self, identity: str, at: datetime) -> None:
        with self.store.writing() as connection:
            assert releases.withdraw(connection, identity, at)

    def index_changes(self) -> None:
        follow(self.store, self.index)

    def served(self) -> AbstractContextManager[str]:
        """The address of its pages on a free port, as long as the context lasts."""
        return served(self.app)


@contextmanager
def installed(folder: Path, **web: Any) -> Iterator[Installation]:
    """An installation without releases."""
    settings = Settings(
        store=StoreSettings(url=f"sqlite:///{folder}/pressroom.db", archive=folder / "archive"),
        index=IndexSettings(path=folder / "index"),
        web=WebSettings(past_queries="", **web),
    )
    library = Library.of(settings)
    store, index = Store.open(settings.store), LiveIndex(settings.index.path)
    try:
        yield Installation(settings, store, index, build_app(settings, library))
    finally:
        library.close()
        index.close()
        store.close()
