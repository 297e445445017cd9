"""The index in use, and a new one built beside it: a rebuild switches over without downtime.

`index.path` holds a folder per build and `CURRENT`, a file that names the one in use. Readers look at it on each call,
and go over when it changes. `BEGUN` names a build that is being made.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crawler.records import StoredRelease
from crawler.store import Store
from indexer.engine.durable import make_folder, sync_path
from indexer.follow import follow
from indexer.index import (
    Commit,
    Extent,
    Found,
    Hit,
    Index,
    IndexBusyError,
    IndexUnreadableError,
    Percolated,
    Profile,
    ProfileKind,
    SearchRequest,
    SearchResult,
    Suggestion,
    Timeline,
    Told,
)

CURRENT = "CURRENT"
BEGUN = "BEGUN"  # names the build that is being made, and the store that it is made of
FIRST = "1"

OpenIndex = Callable[[Path], Index]


def open_whoosh(path: Path) -> Index:
    """The index on Whoosh. Its engine takes a second and a hundred megabytes: it is loaded when an index is opened."""
    from indexer.whoosh_index import WhooshIndex

    return WhooshIndex(path)


class LiveIndex:
    """The index in use below `root`; an `Index` itself. Safe to share between threads."""

    def __init__(self, root: Path, open_index: OpenIndex = open_whoosh) -> None:
        self._root = root
        self._open = open_index
        self._lock = threading.Lock()
        self._name: str | None = None
        self._index: Index | None = None

    @property
    def root(self) -> Path:
        return self._root

    @property
    def seq(self) -> int:
        return self._now().seq

    @property
    def origin(self) -> str:
        return self._now().origin

    def add(self, releases: Iterable[StoredRelease]) -> None:
        self._now().add(releases)

    def remove(self, ids: Iterable[str]) -> None:
        self._now().remove(ids)

    def commit(self, seq: int, origin: str = "") -> None:
        self._now().commit(seq, origin)

    def search(self, request: SearchRequest) -> SearchResult:
        return self._now().search(request)

    def count(self, request: SearchRequest) -> int:
        return self._now().count(request)

    def find(self, request: SearchRequest) -> Found:
        return self._now().find(request)

    def timeline(self, request: SearchRequest, facet: str | None = None, limit: int = 6) -> Timeline:
        return self._now().timeline(request, facet, limit)

    def marks(self, q: str, texts: Sequence[str], language: str = "") -> list[list[Extent]]:
        return self._now().marks(q, texts, language)

    def percolate(self, requests: Sequence[SearchRequest], ids: Sequence[str]) -> Percolated:
        return self._now().percolate(requests, ids)

    def holds(self, identity: str) -> bool:
        return self._now().holds(identity)

    def similar(self, release: StoredRelease, limit: int = 10) -> Sequence[Hit]:
        return self._now().similar(release, limit)

    def told_by_others(self, release: StoredRelease, limit: int = 20) -> Sequence[Told]:
        return self._now().told_by_others(release, limit)

    def profile(self, kind: ProfileKind, label: str) -> Profile:
        return self._now().profile(kind, label)

    def suggest(self, prefix: str, limit: int = 10) -> Sequence[Suggestion]:
        return self._now().suggest(prefix, limit)

    def newest(self) -> Commit:
        return self._now().newest()

    def verify(self) -> int:
        return self._now().verify()

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
    open_index: OpenIndex = open_whoosh,
    on_commit: Callable[[int, int], None] = lambda seq, head: None,
) -> int:
    """Builds a new index from the store beside the one in use, checks it, then switches over.

    Returns the changes indexed. Interrupted, it leaves the one in use as it was, and the next call goes on with what is
    there of the new one, where that is of this store and this version. Raises StoreError, IndexBusyError and OSError.
    """
    make_folder(root)
    with only_one(root / "rebuild.lock", "Another `pressroom index --rebuild` is at work on this index."):
        live, begun = current(root), _begun(root, store, open_index)
        _clear(root, keep={live, begun})
        name = begun or str(1 + max((int(folder) for folder in _builds(root)), default=0))
        _write(root / BEGUN, f"{name} {store.origin()}\n")
        index = open_index(root / name)
        try:
            indexed = follow(store, index, on_commit)
            index.verify()
        finally:
            index.close()
        _write(root / CURRENT, name + "\n")
        (root / BEGUN).unlink()
        _clear(root, keep={name})
    return indexed


def _begun(root: Path, store: Store, open_index: OpenIndex) -> str | None:
    """The name of a build that was interrupted and can be gone on with."""
    try:
        name, origin = (root / BEGUN).read_text("utf-8").rstrip("\n").split(" ", 1)
    except (FileNotFoundError, ValueError):
        return None
    if name not in _builds(root) or name == current(root) or origin != store.origin():
        return None
    index = open_index(root / name)
    try:
        index.verify()
        return name if index.seq <= store.seq() else None
    except IndexUnreadableError:
        return None
    finally:
        index.close()


@contextmanager
def only_one(path: Path, message: str) -> Iterator[None]:
    """Holds a lock file; raises IndexBusyError with the message while another process does. A killed one lets go."""
    make_folder(path.parent)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusyError(message) from None
        yield


def _write(path: Path, text: str) -> None:
    """Gives a file its content in one step, on the disk as well."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_path(path.parent)


def _builds(root: Path) -> list[str]:
    return [path.name for path in root.iterdir() if path.is_dir() and path.name.isdecimal()]


def _clear(root: Path, keep: Collection[str | None]) -> None:
    for name in _builds(root):
        if name not in keep:
            shutil.rmtree(root / name, ignore_errors=True)
