"""The index on Whoosh: one writer, any number of readers, whole commits only."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crawler.records import StoredRelease
from indexer.documents import Document
from indexer.folder import Folder
from indexer.index import IndexUnreadableError, SearchRequest, SearchResult, Suggestion
from indexer.opened import Shared
from indexer.search import Search
from indexer.snapshot import Snapshot
from indexer.suggest import Completions
from indexer.transaction import Transaction

_TRIES = 10  # to open a commit while a writer replaces it


class IndexWriteError(OSError):
    """The index can't be written (full disk, read-only folder); the last commit stands, what came after it is lost."""


class WhooshIndex:
    """An `Index` in a folder of its own, which the first change creates.

    One object serves a process: searches may run in many threads, while one thread writes.
    """

    def __init__(self, path: Path) -> None:
        self._folder = Folder(path)
        self._shared = Shared(self._folder)
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._completions: Completions | None = None
        self._transaction: Transaction | None = None

    @property
    def seq(self) -> int:
        return self._folder.read().schema.seq

    def add(self, releases: Iterable[StoredRelease]) -> None:
        with self._writing() as transaction:
            for release in releases:
                transaction.add(Document.of(release))

    def remove(self, ids: Iterable[str]) -> None:
        with self._writing() as transaction:
            for identity in ids:
                transaction.remove(identity)

    def commit(self, seq: int) -> None:
        with self._writing() as transaction:
            transaction.commit(seq)
            self._transaction = None

    def search(self, request: SearchRequest) -> SearchResult:
        return Search(self._newest(), request).answer()

    def count(self, request: SearchRequest) -> int:
        return Search(self._newest(), request).total

    def holds(self, identity: str) -> bool:
        return self._newest().holds(identity)

    def suggest(self, prefix: str, limit: int = 10) -> Sequence[Suggestion]:
        snapshot, completions = self._newest(), self._completions
        if completions is None or completions.snapshot is not snapshot:
            completions = self._completions = Completions(snapshot)
        return completions.suggest(prefix, limit)

    def close(self) -> None:
        if self._transaction is not None:
            self._transaction.abandon()
            self._transaction = None
        self._snapshot = self._completions = None

    @contextmanager
    def _writing(self) -> Iterator[Transaction]:
        """The transaction, begun when there is none. After an error nothing is left of it."""
        try:
            if self._transaction is None:
                self._transaction = Transaction(self._shared)
            yield self._transaction
        except BaseException as error:
            self.close()
            if isinstance(error, OSError):
                raise IndexWriteError(
                    f"The index in {self._folder.path} can't be written ({error.strerror or error}):"
                    " free some space, or check the permissions of index.path."
                ) from error
            raise

    def _newest(self) -> Snapshot:
        """The newest commit, opened when it is not the one in use."""
        with self._lock:
            for _ in range(_TRIES):
                stamp = self._folder.newest()
                if stamp is None:
                    raise IndexUnreadableError(f"There is no index in {self._folder.path} yet: run `pressroom index`.")
                if self._snapshot is None or self._snapshot.stamp != stamp:
                    self._snapshot = self._open()
                if self._snapshot is not None:
                    return self._snapshot
            raise self._folder.unreadable()

    def _open(self) -> Snapshot | None:
        """Opens the newest commit; None when a writer replaces it meanwhile."""
        contents = self._folder.read()
        try:
            return Snapshot(self._shared, contents)
        except FileNotFoundError:
            return None
        except Exception as error:  # damaged files can raise anything
            raise self._folder.unreadable() from error
