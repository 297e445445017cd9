"""From the change feed to the outbox: what is new, changed or withdrawn and matches a saved search, once, in order."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from crawler.records import State
from crawler.store import Store, feed, outbox, saved
from crawler.store.feed import Change
from crawler.store.outbox import Item, News
from crawler.store.saved import Saved
from indexer.documents import Document
from indexer.index import Index, SearchRequest
from web.alerts.queries import search_of

READ = 1_000  # changes looked at in one transaction

log = logging.getLogger(__name__)


class Collector:
    """Looks at what changed, as far as the index has it: who is told of a release finds it."""

    def __init__(self, store: Store, index: Index) -> None:
        self._store, self._index = store, index
        self._stamp: tuple[Any, ...] = ()
        self._searches: Sequence[Saved] = ()
        self._requests: Sequence[SearchRequest] = ()

    def collect(self) -> int:
        """Looks at the next changes; how many these were. Raises StoreError and IndexUnreadableError.

        What is found and where it was found are written together: whatever is killed, nothing is missed or doubled.
        """
        changes, before = self._next()
        if changes:
            seq = self._index.seq
            changes = [change for change in changes if change.seq <= seq]
        if not changes:
            return 0
        last = {change.release: change for change in changes}  # the latest of each, in the order of the first
        found = self._index.percolate(self._requests, list(last))
        told = list(self._pairs(found.found))
        with self._store.writing() as connection:
            if not outbox.advance(connection, before, changes[-1].seq):
                return 0  # another process was here
            if told:
                items = self._items(connection, told, found.documents, last)
                outbox.put(connection, sorted(items, key=lambda item: (item.seq, item.search)))
        return len(changes)

    def _next(self) -> tuple[list[Change], int]:
        """The next changes, and the cursor, with the searches as they are at the same moment.

        The first time, and in another store, there are none: what was there before is no news. Where nobody is to be
        told of anything there are none either, and the index is not even opened.
        """
        with self._store.reading() as connection:
            self._look_at_searches(connection)
            before, head = outbox.cursor(connection), feed.head(connection)
            if before is not None and before <= head and self._searches:
                return feed.changes_after(connection, before, READ), before
        if before != head:
            with self._store.writing() as connection:
                outbox.begin(connection, head)
        return [], head

    def _look_at_searches(self, connection: Connection) -> None:
        stamp = saved.stamp(connection)
        if stamp != self._stamp:
            self._searches = saved.active(connection)
            self._requests = [search_of(each.wishes.query).request({}) for each in self._searches]
            self._stamp = stamp

    def _pairs(self, found: Sequence[Sequence[str]]) -> Iterator[tuple[Saved, str]]:
        for search, releases in zip(self._searches, found, strict=True):
            yield from ((search, release) for release in releases)

    def _items(
        self,
        connection: Connection,
        told: Sequence[tuple[Saved, str]],
        documents: Mapping[str, Document],
        changes: Mapping[str, Change],
    ) -> Iterator[Item]:
        releases = sorted({release for _, release in told})
        known, revised = outbox.told_of(connection, releases), outbox.revised(connection, releases)
        for search, release in told:
            document, change = documents[release], changes[release]
            state = State(document.state)
            withdrawn = state is State.WITHDRAWN
            if withdrawn:
                last_seen = datetime.fromisoformat(document.last_seen)
                at = feed.changed_since(connection, release, last_seen) or change.at
            else:
                at = revised.get((release, document.revision), change.at)
            if at < search.created_at:  # the change is another one: of what an editor says, of the texts that are alike
                continue
            first_seen = datetime.fromisoformat(document.first_seen)
            is_new = (search.id, release) not in known and first_seen >= search.created_at
            news = News.WITHDRAWN if withdrawn else News.NEW if is_new else News.CHANGED
            yield Item(search.id, release, outbox.event(state, document.revision), news, change.seq, at)
