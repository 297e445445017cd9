"""A WARC file while it is written, and what becomes of it when its writer is killed.

`NAME.open` is being written: its writer holds an exclusive lock (flock) on it, which the system takes back when the
process ends, however it ends. A finished file is `NAME`. So an `.open` file that nobody has locked was left behind, and
nothing but its last record can be torn.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from crawler.warc.reading import whole_length

_OPEN = ".open"


class OpenFile:
    """A file that is being written. What is in it up to `size` is on the disk."""

    def __init__(self, path: Path, head: bytes) -> None:
        """Will be `path` when it is finished; `head` goes before the first append.

        Raises FileExistsError where the name is taken, and other OSErrors.
        """
        self.name = path.name
        self.size = 0
        self._head = head
        self._path = _open_name(path)
        self._pid = os.getpid()
        self._spoilt = False
        self._raw = FileIO(self._path, "x")
        try:
            self._make_it_ours(path)
        except BaseException:
            self._raw.close()
            raise

    @property
    def unusable(self) -> bool:
        """Whether half a record may stand behind `size`, or this process has inherited the file in a fork."""
        return self._spoilt or self._inherited

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

    def finish(self) -> None:
        """Gives the file its final name. Where that fails it stays as it is, for `repair`."""
        with self._raw, suppress(OSError):
            if not self._inherited:
                _finish(self._raw, self._path, self.size)

    @property
    def _inherited(self) -> bool:
        return self._pid != os.getpid()

    def _make_it_ours(self, path: Path) -> None:
        if not _claim(self._raw, self._path):
            raise FileExistsError(f"{self._path} was taken for one that was left behind")
        if path.exists():
            self._path.unlink()
            raise FileExistsError(f"{path} is there already")
        _sync_folder(path.parent)

    def _write_all(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._raw.write(rest) :]


def final_name(path: Path) -> str:
    """The name of a file, finished or not, as it is when it is finished."""
    return path.name.removesuffix(_OPEN)


def names(folder: Path) -> list[str]:
    """The final names of all files, finished or not, in the order of their characters."""
    return sorted({final_name(path) for path in folder.glob("*.warc*")})


def total_size(folder: Path) -> int:
    """How many bytes all files take together. Raises OSError."""
    total = 0
    for path in folder.glob("*.warc*"):
        with suppress(FileNotFoundError):  # it has just been finished
            total += path.stat().st_size
    return total


def opened(path: Path) -> BinaryIO:
    """A file for reading, finished or not. Raises OSError."""
    for candidate in (path, _open_name(path), path):  # it may be finished between the first look and the second
        with suppress(FileNotFoundError):
            return candidate.open("rb")
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def is_unfinished(file: BinaryIO) -> bool:
    """Whether an opened file has no final name yet."""
    return file.name.endswith(_OPEN) and Path(file.name).exists()


def in_use(file: BinaryIO) -> bool:
    """Whether a process is writing or repairing a file now."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(file, fcntl.LOCK_UN)
    except BlockingIOError:
        return True
    return False


def repair(folder: Path) -> list[str]:
    """Finishes the files that were left behind, and gives a sentence on each. Processes may do so at once.

    A torn tail is cut off. Raises OSError.
    """
    found = (_repair_file(path) for path in sorted(folder.glob(f"*{_OPEN}")))
    return [sentence for sentence in found if sentence]


def cut_torn_tail(path: Path, may_cut: Callable[[int], bool]) -> int:
    """Cuts off what stands behind the last whole record of a finished file; how many bytes that were.

    `may_cut` is asked first, with where it begins. Raises OSError.
    """
    with path.open("r+b") as file:
        if in_use(file):
            return 0
        length = whole_length(file)
        torn = file.seek(0, os.SEEK_END) - length
        if not torn or not may_cut(length):
            return 0
        file.truncate(length)
        file.flush()
        os.fsync(file.fileno())
    return torn


def _repair_file(path: Path) -> str | None:
    """None where the file is in somebody's hands."""
    try:
        file = FileIO(path, "r+")
    except FileNotFoundError:
        return None
    with file:
        if not _claim(file, path):
            return None
        with path.open("rb") as stream:
            length = whole_length(stream)
        torn = path.stat().st_size - length
        _finish(file, path, length)
    name = final_name(path)
    if not length:
        return f"{name} was left behind without a whole record: it is removed."
    return f"{name} was left behind: {f'{torn:,} bytes of a torn record are cut off' if torn else 'it is whole'}."


def _claim(file: FileIO, path: Path) -> bool:
    """Locks `file` until it is closed; False where another process has it, or has moved or removed it meanwhile."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _finish(file: FileIO, path: Path, length: int) -> None:
    """Gives a locked file of `length` good bytes its final name; an empty one goes."""
    file.truncate(length)
    os.fsync(file.fileno())
    if length:
        path.rename(path.with_name(final_name(path)))
    else:
        path.unlink()
    _sync_folder(path.parent)


def _open_name(path: Path) -> Path:
    return path.with_name(path.name + _OPEN)


def _sync_folder(folder: Path) -> None:
    """Makes a file's new name outlive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
