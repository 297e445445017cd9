"""Files of the index in memory that all processes share.

Whoosh maps its files too, but copies each part that it opens, so that every reading process holds the whole index.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any, Self

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile


class MappedFile(BufferFile):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """Whoosh's interface to a read-only file, or to a part of one, over shared memory.

    The memory stays valid when the file is deleted, and is given back when the last part of it goes.
    """

    def __init__(self, buffer: memoryview, name: str) -> None:
        self._buf = buffer
        self._name = name
        self.file = _Stream(buffer)
        self.onclose = None
        self.is_real = False
        self.is_closed = False

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises OSError."""
        with path.open("rb") as file:
            size = path.stat().st_size  # nothing can't be mapped
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        return cls(memoryview(content), path.name)

    def subset(self, position: int, length: int, name: str | None = None) -> MappedFile:
        return MappedFile(self._buf[position : position + length], name or self._name)


class MappedStorage(FileStorage):  # type: ignore[misc]
    """Whoosh's storage in a folder, with mapped files for reading."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), supports_mmap=False)

    def open_file(self, name: str, **_: Any) -> MappedFile:
        return MappedFile.open(Path(self._fpath(name)))


class _Stream:
    """Reads through a buffer as through a file."""

    def __init__(self, buffer: memoryview) -> None:
        self._buffer = buffer
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        start = self._at
        self._at = len(self._buffer) if size < 0 else min(start + size, len(self._buffer))
        return bytes(self._buffer[start : self._at])

    def readline(self) -> bytes:
        rest = bytes(self._buffer[self._at :])
        return self.read(rest.find(b"\n") + 1 or len(rest))

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, len(self._buffer))[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        """The memory goes with its last user."""
