"""What the pages read: index and store, opened when they are first needed, the archive, and queries of the past."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar, cast

from flask import current_app

from crawler.archive import Archive, Archived, Location
from crawler.records import EntityKind, Relations, StoredRelease
from crawler.settings import Settings
from crawler.store import Fetch, Revision, SourceState, Store
from crawler.store.days import SourceDay, Wanted
from crawler.store.figures import StoreFigures
from crawler.store.stamps import Span, Stamp
from indexer.index import Index
from indexer.live import LiveIndex
from web.api.keys import Lookup, no_keys
from web.past_queries import PastQueries

EXTENSION = "pressroom-library"


Made = TypeVar("Made")


class Releases(Protocol):
    """The read side of the store. Its methods raise StoreError where there is nothing to read."""

    def release(self, identity: str, /) -> StoredRelease | None: ...

    def several(self, identities: Sequence[str], /) -> Sequence[StoredRelease]:
        """The releases of these ids, in their order; without those that are not there."""

    def updated(self, identities: Sequence[str], /) -> Mapping[str, datetime]:
        """When what each of these releases says changed last, or when it was withdrawn."""

    def changed_at(self, seq: int, /) -> datetime | None:
        """When the change at a place of the change feed was; None before the first."""

    def stamps(self, span: Span, limit: int, only: Container[str] | None = None, /) -> Sequence[Stamp]:
        """The first last changes of a span, in the order of the change feed; those of some releases `only`."""

    def count_stamps(self, span: Span, /) -> int: ...

    def first_change(self) -> datetime | None:
        """The earliest moment of all changes; None while there are none."""

    def standing(self, offset: int, limit: int, /) -> Sequence[tuple[str, datetime]]:
        """Some of the releases that are not withdrawn, from a place on, and when each changed last."""

    def count_standing(self) -> int: ...

    def renamed(self, kind: EntityKind, label: str, /) -> str | None:
        """What editors call a label now."""

    def revisions(self, identity: str, /) -> Sequence[Revision]: ...

    def captures(self, release: StoredRelease, /) -> Sequence[Fetch]: ...

    def lately_changed(self, limit: int, /) -> Sequence[tuple[StoredRelease, datetime]]: ...

    def relations(self, release: StoredRelease, /) -> Relations: ...

    def sources(self, now: datetime, /) -> Sequence[SourceState]: ...

    def figures(self, now: datetime, index_seq: int, /) -> StoreFigures:
        """What is watched of the store."""

    def crawl_days(self, wanted: Wanted, /) -> tuple[int, Sequence[SourceDay]]: ...

    def seq(self) -> int:
        """The newest `seq` of the change feed."""

    def close(self) -> None: ...


class Pages(Protocol):
    """The read side of the archive. Raises ArchiveError where a page is not there."""

    def read(self, location: Location, /) -> Archived: ...


class Library:
    """Index, store and archive. What can't be opened yet is tried again at the next use.

    Safe to share between threads. `index` raises IndexUnreadableError, `store` raises StoreError.
    """

    def __init__(
        self,
        open_index: Callable[[], Index],
        open_store: Callable[[], Releases],
        archive: Pages,
        past: PastQueries | None = None,
    ) -> None:
        """`past` keeps queries that found something, where they are kept."""
        self._open_index, self._open_store = open_index, open_store
        self.archive = archive
        self.past = past
        self.keys: Lookup = no_keys  # what knows the keys of the API
        self._index: Index | None = None
        self._store: Releases | None = None
        self._lock = threading.Lock()
        self.around_index: Callable[[Index], Index] = lambda index: index  # what an index is put into as it is opened
        self._made: dict[str, tuple[Hashable, object]] = {}

    @classmethod
    def of(cls, settings: Settings) -> Library:
        """The library that the settings name."""
        kept = settings.web.past_queries
        return cls(
            lambda: LiveIndex(settings.index.path),
            lambda: Store.open(settings.store, create=False),
            Archive(settings.store.archive),
            PastQueries(Path(kept)) if kept else None,
        )

    @property
    def index(self) -> Index:
        with self._lock:
            if self._index is None:
                self._index = self.around_index(self._open_index())
            return self._index

    @property
    def store(self) -> Releases:
        with self._lock:
            if self._store is None:
                self._store = self._open_store()
            return self._store

    def sources(self) -> Sequence[SourceState]:
        """The sources as they are now."""
        return self.store.sources(datetime.now(UTC))

    def once(self, name: str, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for a key, made anew when the key is another; under one name only the latest is kept."""
        known = self._made.get(name)
        if known is None or known[0] != key:
            known = self._made[name] = (key, make())
        return cast(Made, known[1])

    def forget(self) -> None:
        """Opens both afresh at the next use: called when one of them could not be read.

        They are not closed here, because another thread may be in the middle of reading.
        """
        with self._lock:
            self._index = self._store = None

    def close(self) -> None:
        with self._lock:
            for part in (self._index, self._store):
                if part is not None:
                    part.close()
            self._index = self._store = None
        if self.past is not None:
            self.past.close()


def library() -> Library:
    """The library of the running application."""
    return cast(Library, current_app.extensions[EXTENSION])


def settings() -> Settings:
    """The settings of the running application."""
    return cast(Settings, current_app.config["SETTINGS"])
