"""Repair of the index: single releases are indexed again from the store; one that is beyond that is built anew."""

from __future__ import annotations

import time
from collections.abc import Iterator

from crawler.progress import Tick
from crawler.store import Store
from crawler.verifying.findings import Findings
from crawler.words import count
from indexer.follow import READ, index_again
from indexer.index import IndexBusyError
from indexer.live import LiveIndex, rebuild
from indexer.verifying import BEYOND_MENDING, DOCUMENTS, compare

MANY = 20_000  # releases; to build an index anew is sooner done than to index so many again, a few at a time
BUSY_SECONDS = 120.0  # how long it waits for who writes the index


def mend_index(store: Store, live: LiveIndex, found: Findings, tick: Tick) -> Iterator[str]:
    """Puts right what was found of the index, while it is searched and followed.

    Raises StoreError, IndexBusyError and IndexUnreadableError.
    """
    off = sum(found.count(kind) for kind in DOCUMENTS)
    if any(kind in found for kind in BEYOND_MENDING) or off > MANY:
        changes = rebuild(store, live.root, on_commit=lambda seq, head: tick("Building the index anew", seq, head))
        yield f"The index is built anew from {count(changes, 'change')}."
    elif off:
        again = _Again(store, live)
        compare(live.newest(), store, Findings(), tick, again.add)
        again.finish()
        yield f"{count(again.done, 'release')} indexed again."


class _Again:
    """Indexes releases again, a few at a time, so that others come to write in between."""

    def __init__(self, store: Store, live: LiveIndex) -> None:
        self._store = store
        self._live = live
        self._waiting: list[str] = []
        self.done = 0

    def add(self, identity: str) -> None:
        self._waiting.append(identity)
        if len(self._waiting) >= READ:
            self.finish()

    def finish(self) -> None:
        """Indexes what has come together."""
        until = time.monotonic() + BUSY_SECONDS
        while self._waiting:
            try:
                index_again(self._store, self._live, self._waiting)
                self.done += len(self._waiting)
                self._waiting = []
            except IndexBusyError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
