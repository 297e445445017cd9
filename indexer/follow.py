"""Brings an index up to the store: reads the change feed from the index's own `seq` on."""

from __future__ import annotations

from collections.abc import Callable, Collection

from crawler.store import Store, feed, shown
from indexer.index import Index, IndexOutdatedError, IndexUnreadableError, SearchRequest

READ = 500  # changes read from the store at a time: bounds memory
COMMIT = 10_000  # changes between two commits: large enough for speed, small enough to lose little work


def follow(store: Store, index: Index, on_commit: Callable[[int, int], None] = lambda seq, head: None) -> int:
    """Indexes what changed since the index's last commit. Returns how many changes that were.

    Interrupted at any moment, the next call goes on from the last commit. Raises StoreError, IndexBusyError and
    IndexUnreadableError; IndexOutdatedError where the index has followed another store.
    """
    begin = committed = seq = index.seq
    head = store.seq()
    if begin > head or index.origin not in ("", store.origin()):
        raise IndexOutdatedError(
            "The index has followed another store than this, or a newer copy of it: run `pressroom index --rebuild`."
        )
    if head == 0 and not _readable(index):
        index.commit(0)  # empty, so that a search finds nothing instead of failing
    while seq < head:
        with store.reading() as connection:
            identities, seq = feed.after(connection, seq, READ)
            found = shown.get_many(connection, identities)
        index.add(found)
        if seq - committed >= COMMIT or seq >= head:
            index.commit(seq, store.origin())
            committed = seq
            head = store.seq()
            on_commit(seq, head)
    return seq - begin


def index_again(store: Store, index: Index, identities: Collection[str]) -> None:
    """Brings single releases up to the store, whatever the index has of them; those that are not in the store go.

    Raises StoreError, IndexBusyError and IndexUnreadableError.
    """
    index.add(())  # from here on nobody else commits: `seq` stays, and nothing newer is overwritten
    with store.reading() as connection:
        found = shown.get_many(connection, list(identities))
    index.add(found)
    index.remove(set(identities) - {release.id for release in found})
    index.commit(index.seq)


def _readable(index: Index) -> bool:
    try:
        index.count(SearchRequest())
    except IndexUnreadableError:
        return False
    return True
