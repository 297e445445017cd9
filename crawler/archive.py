"""The archive folder: everything fetched, in WARC files.

A process appends to files of its own, so that no two ever write to one. A crash in mid-write costs at most the record
that was being written: it is then the torn tail of a file that nobody appends to again, and readers stop before it.
"""

from __future__ import annotations

import errno
import io
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from crawler.fetching.outcome import Fetched
from crawler.warc import Archived, DamagedError, Location, Records, read_records

__all__ = ["Archive", "ArchiveError", "Archived", "Location", "scan"]

MAX_BODY_BYTES = 50_000_000
_UNBOUNDED = 2**40  # what is in the archive was within the limits when it came
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class ArchiveError(Exception):
    """The archive can't be written or read; the message is one sentence that says what to do."""


class Archive:
    """The archive folder: appends records and reads them back. Threads may share it, and so may processes."""

    def __init__(self, folder: Path, max_file_bytes: int = 10**9) -> None:
        """A file that has grown to `max_file_bytes` is followed by a new one. Nothing is touched before it is used."""
        self._folder = folder
        self._max_file_bytes = max_file_bytes
        self._lock = threading.Lock()
        self._file: _File | None = None
        self._serial = 0

    def append(self, fetched: Fetched, fetched_at: datetime) -> Location:
        """Writes a response as it was received, and its request; on the disk when it returns.

        The location is the response's. Raises ArchiveError, and ValueError for a fetch that brought no response.
        """
        if fetched.exchange is None:
            raise ValueError(f"there is no response of {fetched.url} to archive")
        records = Records(fetched_at)
        records.add_exchange(fetched.exchange)
        return self._write(records, fetched_at)

    def append_resource(self, url: str, body: bytes, content_type: str, at: datetime) -> Location:
        """Writes a page that was not fetched but handed in; on the disk when it returns.

        Raises ArchiveError, and ValueError for a `url` or `content_type` that is empty or holds control characters.
        """
        if not all(field and field.isprintable() for field in (url, content_type)):
            raise ValueError(f"an address and a content type are needed, on one line each: {url!r}, {content_type!r}")
        records = Records(at)
        records.add_resource(url, body, content_type)
        return self._write(records, at)

    def read(self, location: Location) -> Archived:
        """The record at `location`. Raises ArchiveError when it isn't there."""
        path = self._folder / location.file
        try:
            with path.open("rb") as file:
                file.seek(location.offset)
                data = file.read(location.length)
        except OSError as error:
            raise _unreadable(path, error) from error
        with suppress(DamagedError):
            for _, archived in read_records(io.BytesIO(data), path.name, _UNBOUNDED):
                return archived
        raise ArchiveError(f"{path} holds no whole page at byte {location.offset}: restore it from a backup.")

    def check(self) -> None:
        """Makes the folder where it is missing. Raises ArchiveError when nothing can be written there."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder) as probe:
                probe.write(bytes(4096))
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def close(self) -> None:
        """Closes the file that is being written; a later append opens another."""
        with self._lock:
            self._drop_file()

    def _write(self, records: Records, at: datetime) -> Location:
        with self._lock:
            try:
                file = self._file_for(at)
                offset = file.append(bytes(records))
            except OSError as error:
                raise _unwritable(self._folder, error) from error
            return Location(file.name, offset, records.first_length)

    def _file_for(self, at: datetime) -> _File:
        """The file to append to."""
        if self._file and (self._file.unusable or self._file.size >= self._max_file_bytes):
            self._drop_file()
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = self._new_file(at)
        return self._file

    def _new_file(self, at: datetime) -> _File:
        while True:
            self._serial += 1
            name = f"pressroom-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}-{self._serial:05}.warc.gz"
            with suppress(FileExistsError):
                return _File(self._folder / name, at)

    def _drop_file(self) -> None:
        if self._file:
            self._file.close()
        self._file = None


class _File:
    """A WARC file that is being written. What is in it up to `size` is on the disk."""

    def __init__(self, path: Path, at: datetime) -> None:
        """Raises FileExistsError and other OSErrors."""
        self.name = path.name
        self.size = 0
        self._pid = os.getpid()
        self._spoilt = False
        info = Records(at)
        info.add_info(path.name)
        self._head = bytes(info)
        self._raw = path.open("xb", buffering=0)
        _sync_folder(path.parent)

    @property
    def unusable(self) -> bool:
        """Whether half a record may stand behind `size`, or this process has inherited the file in a fork."""
        return self._spoilt or self._pid != os.getpid()

    def append(self, data: bytes) -> int:
        """Puts `data` on the disk and gives its offset; all or nothing. Raises OSError."""
        head = b"" if self.size else self._head
        self._spoilt = True  # until all of it is there, or nothing: an interrupt may come in between
        try:
            self._write_all(head + data)
            os.fsync(self._raw.fileno())
        except OSError:
            self._raw.truncate(self.size)
            self._raw.seek(self.size)
            self._spoilt = False
            raise
        offset = self.size + len(head)
        self.size = offset + len(data)
        self._spoilt = False
        return offset

    def close(self) -> None:
        self._raw.close()

    def _write_all(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._raw.write(rest) :]


def scan(file: Path, max_body_bytes: int = MAX_BODY_BYTES) -> Iterator[tuple[Location, Archived]]:
    """All whole responses and resources of any WARC file, compressed or not, whoever wrote it; one at a time.

    A torn record at the end is passed over. Raises ArchiveError for a file that can't be read, is no WARC file, or is
    damaged, after what stands before the damage.
    """
    try:
        with file.open("rb") as stream:
            yield from read_records(stream, file.name, max_body_bytes)
    except OSError as error:
        raise _unreadable(file, error) from error
    except DamagedError as error:
        raise ArchiveError(f"{file} {error}.") from error


def _sync_folder(folder: Path) -> None:
    """Makes a new file's name outlive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(folder: Path, error: OSError) -> ArchiveError:
    if error.errno in _FULL:
        advice = "free some space, or set store.archive to a folder on another disk"
    else:
        advice = "make it a folder that this user may write to, or set store.archive to another one"
    return ArchiveError(f"The archive {folder} can't be written ({error.strerror or error}): {advice}.")


def _unreadable(file: Path, error: OSError) -> ArchiveError:
    return ArchiveError(f"{file} can't be read ({error.strerror or error}): put it back, or let this user read it.")
