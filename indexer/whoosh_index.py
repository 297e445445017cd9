"""The index on Whoosh: one writer, any number of readers, whole commits only.

Its segments are those of `indexer.engine`: its writer makes them, its merges put them together in the background, and
its executor searches them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from whoosh.index import LockError

from crawler.records import StoredRelease
from indexer import schema
from indexer.documents import Document
from indexer.engine.background import BackgroundMerges
from indexer.engine.container import DamagedError, UnknownVersionError
from indexer.engine.durable import make_folder
from indexer.engine.verify import verify
from indexer.engine.writer import MEMORY, EngineWriter
from indexer.events import told_by_others
from indexer.folder import Folder, Stamp
from indexer.index import (
    Commit,
    Extent,
    Found,
    Hit,
    IndexWriteError,
    Percolated,
    Profile,
    ProfileKind,
    SearchRequest,
    SearchResult,
    Suggestion,
    Timeline,
    Told,
)
from indexer.percolate import Percolator
from indexer.profiles import profile
from indexer.search import Search
from indexer.similar import similar
from indexer.snapshot import Snapshot
from indexer.suggest import suggest
from indexer.timeline import timeline

_TRIES = 10  # to open a commit while a writer replaces it
_PATIENCE = 1.0  # seconds that a writer waits for the lock: a merge has it for a moment only


Read = TypeVar("Read")


class WhooshIndex:
    """An `Index` in a folder of its own, which the first change creates.

    One object serves a process: searches may run in many threads, while one thread writes.
    """

    def __init__(self, path: Path) -> None:
        self._folder = Folder(path)
        self._opening = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._committed: Stamp | None = None  # by this object
        self._writer: EngineWriter | None = None
        self._merges = BackgroundMerges(self._folder)
        self._percolating, self._percolator = threading.Lock(), Percolator()

    @property
    def seq(self) -> int:
        return self._folder.read().schema.seq

    @property
    def origin(self) -> str:
        return self._folder.read().schema.origin

    def add(self, releases: Iterable[StoredRelease]) -> None:
        with self._writing() as writer:
            writer.update_documents(schema.values(Document.of(release)) for release in releases)

    def remove(self, ids: Iterable[str]) -> None:
        with self._writing() as writer:
            for identity in ids:
                writer.remove(schema.ID_FIELD, identity)

    def commit(self, seq: int, origin: str = "") -> None:
        with self._writing() as writer:
            writer.schema.seq = seq
            writer.schema.origin = origin or writer.schema.origin
            writer.commit(merge=False)
            self._writer = None
        self._committed = self._folder.newest()
        self._merges.committed()

    def search(self, request: SearchRequest) -> SearchResult:
        with self._reading() as snapshot:
            return Search(snapshot, request).answer()

    def count(self, request: SearchRequest) -> int:
        with self._reading() as snapshot:
            return Search(snapshot, request).total

    def find(self, request: SearchRequest) -> Found:
        with self._reading() as snapshot:
            found = Search(snapshot, request).found()
            identities = self._damage_explained(map(snapshot.identity, map(int, found.documents)))
            return Found(found.total, len(found.documents), snapshot.seq, identities)

    def timeline(self, request: SearchRequest, facet: str | None = None, limit: int = 6) -> Timeline:
        with self._reading() as snapshot:
            return timeline(snapshot, request, facet, limit)

    def marks(self, q: str, texts: Sequence[str], language: str = "") -> list[list[Extent]]:
        with self._reading() as snapshot:
            return Search(snapshot, SearchRequest(q)).marks(texts, language)

    def percolate(self, requests: Sequence[SearchRequest], ids: Sequence[str]) -> Percolated:
        with self._percolating, self._reading() as snapshot:
            self._percolator.forget_others(requests)
            return self._percolator.percolate(snapshot, requests, ids)

    def holds(self, identity: str) -> bool:
        with self._reading() as snapshot:
            return snapshot.holds(identity)

    def similar(self, release: StoredRelease, limit: int = 10) -> Sequence[Hit]:
        with self._reading() as snapshot:
            return similar(snapshot, Document.of(release), limit)

    def told_by_others(self, release: StoredRelease, limit: int = 20) -> Sequence[Told]:
        with self._reading() as snapshot:
            return told_by_others(snapshot, Document.of(release), limit)

    def profile(self, kind: ProfileKind, label: str) -> Profile:
        with self._reading() as snapshot:
            return profile(snapshot, kind, label)

    def suggest(self, prefix: str, limit: int = 10) -> Sequence[Suggestion]:
        with self._reading() as snapshot:
            return suggest(snapshot, prefix, limit)

    def newest(self) -> Commit:
        with self._reading() as snapshot:
            return Commit(snapshot.seq, snapshot.origin, snapshot.living, self._damage_explained(snapshot.documents()))

    def _damage_explained(self, read_later: Iterator[Read]) -> Iterator[Read]:
        """What is read while it is gone through, behind the method that gives it."""
        with self._explaining():
            yield from read_later

    def verify(self) -> int:
        with self._explaining():
            for _ in range(_TRIES):
                if self._folder.read().stamp is None:
                    raise self._folder.missing()
                with suppress(FileNotFoundError):  # a writer replaces it meanwhile
                    return verify(self._folder.storage, self._folder.indexname)
            raise self._folder.unreadable()

    def close(self) -> None:
        self._abandon()
        self._merges.close()
        self._merges = BackgroundMerges(self._folder)
        self._snapshot = None

    def _abandon(self) -> None:
        """Drops what is not committed, and frees the lock."""
        writer, self._writer = self._writer, None
        if writer is not None and not writer.is_closed:
            with suppress(OSError):
                writer.cancel()

    @contextmanager
    def _writing(self) -> Iterator[EngineWriter]:
        """The writer, made when there is none. After an error nothing is left of it."""
        try:
            if self._writer is None:
                self._writer = self._new_writer()
            yield self._writer
        except BaseException as error:
            self._abandon()
            if isinstance(error, OSError):
                raise IndexWriteError(
                    f"The index in {self._folder.path} can't be written ({error.strerror or error}):"
                    " free some space, or check the permissions of index.path."
                ) from error
            if isinstance(error, DamagedError):
                raise self._folder.unreadable(error) from error
            raise

    def _new_writer(self) -> EngineWriter:
        """Raises IndexBusyError, IndexUnreadableError and OSError."""
        self._folder.newest()  # leaves a folder alone that holds something else
        make_folder(self._folder.path)
        self._merges.let_in()
        try:
            return EngineWriter(self._folder, limitmb=MEMORY, timeout=_PATIENCE, delay=0.01)
        except LockError:
            raise self._folder.busy() from None

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """The newest commit, for as long as it takes."""
        with self._explaining():
            yield self._newest()

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Says of damage what to do."""
        try:
            yield
        except DamagedError as error:
            raise self._folder.unreadable(error) from error
        except UnknownVersionError as error:
            raise self._folder.outdated() from error

    def _newest(self) -> Snapshot:
        """The newest commit, opened when it is not the one in use.

        While one thread opens it, the others go on with the one before, which goes when the last search lets go of it.
        """
        stamp = self._folder.newest()
        if stamp is None:
            raise self._folder.missing()
        snapshot = self._snapshot
        if snapshot is not None and snapshot.stamp == stamp:
            return snapshot
        if not self._opening.acquire(blocking=snapshot is None or self._is_behind(snapshot)):
            assert snapshot is not None
            return snapshot
        try:
            return self._opened()
        finally:
            self._opening.release()

    def _is_behind(self, snapshot: Snapshot) -> bool:
        """Whether this object made a commit that is not in a snapshot: who commits sees what was committed."""
        committed, stamp = self._committed, snapshot.stamp
        return committed is not None and (stamp is None or stamp.generation < committed.generation)

    def _opened(self) -> Snapshot:
        """Opens the newest commit, again where a writer replaces it meanwhile."""
        for _ in range(_TRIES):
            before = self._snapshot
            contents = self._folder.read()
            if before is not None and before.stamp == contents.stamp:
                return before
            try:
                self._snapshot = Snapshot(self._folder, contents, before)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise self._folder.closed(error) from error
            return self._snapshot
        raise self._folder.unreadable()
