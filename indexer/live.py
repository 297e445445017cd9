"""The index in use, and a new one built beside it: a rebuild switches over without downtime.

`index.path` holds a folder per build and `CURRENT`, a file that names the one in use. Readers look at it on each call,
and go over when it changes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crawler.records import StoredRelease
from crawler.store import Store
from indexer.follow import follow
from indexer.index import Index, IndexBusyError, SearchRequest, SearchResult, Suggestion
from indexer.whoosh_index import WhooshIndex

CURRENT = "CURRENT"
FIRST = "1"

OpenIndex = Callable[[Path], Index]


class LiveIndex:
    """The index in use below `root`; an `Index` itself. Safe to share between threads."""

    def __init__(self, root: Path, open_index: OpenIndex = WhooshIndex) -> None:
        self._root = root
        self._open = open_index
        self._lock = threading.Lock()
        self._name: str | None = None
        self._index: Index | None = None

    @property
    def seq(self) -> int:
        return self._now().seq

    def add(self, releases: Iterable[StoredRelease]) -> None:
        self._now().add(releases)

    def remove(self, ids: Iterable[str]) -> None:
        self._now().remove(ids)

    def commit(self, seq: int) -> None:
        self._now().commit(seq)

    def search(self, request: SearchRequest) -> SearchResult:
        return self._now().search(request)

    def count(self, request: SearchRequest) -> int:
        return self._now().count(request)

    def holds(self, identity: str) -> bool:
        return self._now().holds(identity)

    def suggest(self, prefix: str, limit: int = 10) -> Sequence[Suggestion]:
        return self._now().suggest(prefix, limit)

    def close(self) -> None:
        with self._lock:
            if self._index is not None:
                self._index.close()
            self._name = self._index = None

    def _now(self) -> Index:
        name = current(self._root)
        with self._lock:
            if self._index is None or name != self._name:
                # The one before is not closed: another thread may be searching it; it goes when the last one lets go.
                self._name, self._index = name, self._open(self._root / name)
            return self._index


def current(root: Path) -> str:
    """The name of the build in use."""
    try:
        return (root / CURRENT).read_text("ascii").strip() or FIRST
    except FileNotFoundError:
        return FIRST


def rebuild(
    store: Store,
    root: Path,
    open_index: OpenIndex = WhooshIndex,
    on_commit: Callable[[int, int], None] = lambda seq, head: None,
) -> int:
    """Builds a new index from the store beside the one in use, then switches over. Returns the changes indexed.

    Interrupted, it leaves the one in use as it was; the next call clears away what it left. Raises StoreError,
    IndexBusyError and OSError.
    """
    root.mkdir(parents=True, exist_ok=True)
    with only_one(root / "rebuild.lock", "Another `pressroom index --rebuild` is at work on this index."):
        live = current(root)
        _clear(root, keep=live)
        name = str(1 + max((int(folder) for folder in _builds(root)), default=0))
        index = open_index(root / name)
        try:
            indexed = follow(store, index, on_commit)
        finally:
            index.close()
        _switch(root, name)
        _clear(root, keep=name)
    return indexed


@contextmanager
def only_one(path: Path, message: str) -> Iterator[None]:
    """Holds a lock file; raises IndexBusyError with the message while another process does. A killed one lets go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusyError(message) from None
        yield


def _switch(root: Path, name: str) -> None:
    """Puts the new name in place in one step, on the disk as well."""
    beside = root / f"{CURRENT}.new"
    with beside.open("w", encoding="ascii") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(root / CURRENT)


def _builds(root: Path) -> list[str]:
    return [path.name for path in root.iterdir() if path.is_dir() and path.name.isdecimal()]


def _clear(root: Path, keep: str) -> None:
    for name in _builds(root):
        if name != keep:
            shutil.rmtree(root / name, ignore_errors=True)
