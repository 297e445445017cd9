"""The archive folder: everything fetched, in WARC files.

A process appends to files of its own, so that no two ever write to one. A crash in mid-write costs at most the record
that was being written: it is then the torn tail of a file that nobody appends to again. Readers stop before it, and
`Archive.repair` cuts it off.
"""

from __future__ import annotations

import errno
import io
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from crawler.fetching.outcome import Fetched
from crawler.warc import files
from crawler.warc.reading import Archived, DamagedError, Location, Revisit, read_records
from crawler.warc.writing import Earlier, Records, digest_of, payload_digest, revisit_profile

__all__ = ["Archive", "ArchiveError", "Archived", "Earlier", "Location", "Stored", "payload_digest", "scan"]

MAX_BODY_BYTES = 50_000_000
_UNBOUNDED = 2**40  # what is in the archive was within the limits when it came
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class ArchiveError(Exception):
    """The archive can't be written or read; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a response: its record, the digest of its payload, and whether it is a revisit, without a body."""

    location: Location
    digest: str
    revisit: bool


class Archive:
    """The archive folder: appends records and reads them back. Threads may share it, and so may processes."""

    def __init__(self, folder: Path, max_file_bytes: int = 10**9) -> None:
        """A file that has grown to `max_file_bytes` is followed by a new one. Nothing is touched before it is used."""
        self._folder = folder
        self._max_file_bytes = max_file_bytes
        self._lock = threading.Lock()
        self._file: files.OpenFile | None = None
        self._serial = 0

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._folder

    def append(self, fetched: Fetched, fetched_at: datetime, earlier: Earlier | None = None) -> Stored:
        """Writes a response as it was received, and its request; on the disk when it returns.

        Where the server says that `earlier` still holds (304), or the payload is the same byte for byte, a revisit is
        written: the response's head, and where its body stands. The digest is then that of `earlier`.

        Raises ArchiveError, and ValueError for a fetch that brought no response or an `earlier` on several lines.
        """
        exchange = fetched.exchange
        if exchange is None:
            raise ValueError(f"there is no response of {fetched.url} to archive")
        digest = payload_digest(fetched)
        profile = revisit_profile(fetched.status, digest, earlier)
        records = Records(fetched_at)
        if earlier and profile:
            _require_lines(earlier.url, earlier.digest)
            records.add_revisit(exchange, profile, earlier)
            return Stored(self._write(records, fetched_at), earlier.digest, revisit=True)
        digest = digest or digest_of(b"")
        records.add_exchange(exchange, digest)
        return Stored(self._write(records, fetched_at), digest, revisit=False)

    def append_resource(self, url: str, body: bytes, content_type: str, at: datetime) -> Location:
        """Writes a page that was not fetched but handed in; on the disk when it returns.

        Raises ArchiveError, and ValueError for a `url` or `content_type` that is empty or holds control characters.
        """
        _require_lines(url, content_type)
        records = Records(at)
        records.add_resource(url, body, content_type)
        return self._write(records, at)

    def read(self, location: Location) -> Archived:
        """The page at `location`. Raises ArchiveError when it isn't there, or is a revisit: that has no body."""
        path = self._folder / location.file
        try:
            with files.opened(path) as file:
                file.seek(location.offset)
                data = file.read(location.length)
        except OSError as error:
            raise _unreadable(path, error) from error
        record = _only_record(data)
        if isinstance(record, Revisit):
            original = f"{record.of or record.url} as it was fetched {record.at or 'before'}"
            raise ArchiveError(f"{path} holds a revisit at byte {location.offset}, without a body: read {original}.")
        if record is None:
            raise ArchiveError(f"{path} holds no whole page at byte {location.offset}: restore it from a backup.")
        return record

    def repair(self) -> list[str]:
        """Finishes the files that killed processes left behind, and gives a sentence on each for the log.

        Other processes may write or repair meanwhile. Raises ArchiveError.
        """
        try:
            return files.repair(self._folder)
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def cut_torn_tails(self, may_cut: Callable[[str, int], bool]) -> list[str]:
        """Cuts off what stands behind the last whole record of finished files, and gives a sentence on each.

        `may_cut` is asked by name and place first. Raises ArchiveError.
        """
        paths = sorted(self._folder.glob("*.warc.gz"))
        try:
            torn = {path.name: files.cut_torn_tail(path, partial(may_cut, path.name)) for path in paths}
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        return [f"{name}: {size:,} bytes of a torn record are cut off." for name, size in torn.items() if size]

    def check(self) -> None:
        """Makes the folder where it is missing. Raises ArchiveError when nothing can be written there."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder) as probe:
                probe.write(bytes(4096))
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def size(self) -> int:
        """How many bytes its files take; 0 where there are none yet. Raises ArchiveError."""
        try:
            return files.total_size(self._folder)
        except OSError as error:
            raise _unreadable(self._folder, error) from error

    def close(self) -> None:
        """Finishes the file that is being written; a later append opens another."""
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

    def _file_for(self, at: datetime) -> files.OpenFile:
        """The file to append to."""
        if self._file and (self._file.unusable or self._file.size >= self._max_file_bytes):
            self._drop_file()
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = self._new_file(at)
        return self._file

    def _new_file(self, at: datetime) -> files.OpenFile:
        while True:
            self._serial += 1
            name = f"pressroom-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}-{self._serial:05}.warc.gz"
            info = Records(at)
            info.add_info(name)
            with suppress(FileExistsError):
                return files.OpenFile(self._folder / name, bytes(info))

    def _drop_file(self) -> None:
        if self._file:
            self._file.finish()
        self._file = None


def scan(file: Path, max_body_bytes: int = MAX_BODY_BYTES) -> Iterator[tuple[Location, Archived]]:
    """All whole responses and resources of any WARC file, compressed or not, whoever wrote it; one at a time.

    Revisits, which have no body, and a torn record at the end are passed over. Raises ArchiveError for a file that
    can't be read, is no WARC file, or is damaged, after what stands before the damage. The locations name the file as
    it is called when it is finished.
    """
    try:
        with file.open("rb") as stream:
            for location, record in read_records(stream, files.final_name(file), max_body_bytes):
                if isinstance(record, Archived):
                    yield location, record
    except OSError as error:
        raise _unreadable(file, error) from error
    except DamagedError as error:
        raise ArchiveError(f"{file} {error}.") from error


def _only_record(data: bytes) -> Archived | Revisit | None:
    with suppress(DamagedError):
        for _, record in read_records(io.BytesIO(data), "", _UNBOUNDED):
            return record
    return None


def _require_lines(*fields: str) -> None:
    if not all(field and field.isprintable() for field in fields):
        raise ValueError(f"what goes into a record's head must be one line each, and not empty: {fields!r}")


def _unwritable(folder: Path, error: OSError) -> ArchiveError:
    if error.errno in _FULL:
        advice = "free some space, or set store.archive to a folder on another disk"
    else:
        advice = "make it a folder that this user may write to, or set store.archive to another one"
    return ArchiveError(f"The archive {folder} can't be written ({error.strerror or error}): {advice}.")


def _unreadable(file: Path, error: OSError) -> ArchiveError:
    return ArchiveError(f"{file} can't be read ({error.strerror or error}): put it back, or let this user read it.")
