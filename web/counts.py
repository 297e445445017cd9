"""Counts of requests that the processes of a server share: a table in memory, for the rules of `limits`."""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b

from limits.storage import Storage

ROWS = 4096
WAYS = 8  # places that a key may have, in the row that its digest names
ENTRY = struct.Struct("<16sdI")  # the digest of a key, when its count ends, the count


class SharedCounts(Storage):
    """Counts in a table of fixed size, shared by all processes that are forked from the one that made it.

    Where a row is full, the key that has asked least is forgotten. A lock of the operating system guards the table,
    so that a process that is killed in the middle does not leave it locked. Nothing is written to disk.
    """

    STORAGE_SCHEME = None
    base_exceptions = OSError

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock
        self._table = mmap.mmap(-1, ROWS * WAYS * ENTRY.size)
        with tempfile.TemporaryFile() as file:
            self._between_processes = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._between_processes)
        self._between_threads = threading.Lock()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        with self._locked():
            place, until, count = self._find(key)
            if not count:
                until = self._clock() + expiry
            ENTRY.pack_into(self._table, place, _digest(key), until, min(count + amount, 2**32 - 1))
            return count + amount

    def get(self, key: str) -> int:
        with self._locked():
            return self._find(key)[2]

    def get_expiry(self, key: str) -> float:
        with self._locked():
            return self._find(key)[1] or self._clock()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self._locked():
            self._table[:] = bytes(len(self._table))
        return None

    def clear(self, key: str) -> None:
        with self._locked():
            ENTRY.pack_into(self._table, self._find(key)[0], b"", 0.0, 0)

    def _find(self, key: str) -> tuple[int, float, int]:
        """The place of a key, when its count ends, and the count: 0 where it has none, or a new place."""
        digest, now = _digest(key), self._clock()
        row = int.from_bytes(digest[:4], "little") % ROWS * WAYS * ENTRY.size
        places = range(row, row + WAYS * ENTRY.size, ENTRY.size)
        worth: list[tuple[int, int]] = []
        for place in places:
            known, until, count = ENTRY.unpack_from(self._table, place)
            count = count if until > now else 0
            if known == digest:
                return place, until if count else 0.0, count
            worth.append((count, place))
        return min(worth)[1], 0.0, 0

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._between_threads:
            fcntl.lockf(self._between_processes, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._between_processes, fcntl.LOCK_UN)


def _digest(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=16).digest()
