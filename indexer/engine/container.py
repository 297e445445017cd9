"""One file of named arrays: the shape of every segment on disk.

    header | arrays, each at a multiple of 64 bytes | directory | checksums | footer

The directory (JSON) tells name, type, length and place of each array, and holds small facts beside them. Everything
before the checksums is covered by one CRC-32 per chunk of 16 KiB; the checksums and the footer by one in the footer.
A chunk is checked when it is first touched, so opening reads a few kilobytes at any size, and yet no damaged byte
becomes an answer. `docs/index-format.md` draws it.

A file is written once, in one go, and then only read; readers map it, so processes share its pages.
"""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from isal.isal_zlib import crc32
from numpy.typing import NDArray

VERSION = 3
_READABLE = (1, 2, 3)  # versions: 1 has larger chunks, as the footer tells; 1 and 2 pack the offsets of `stored.py`
CHUNK = 1 << 14  # bytes under one checksum: who wants a document waits until a chunk or two are checked
ALIGNMENT = 64  # bytes; a cache line, and the widest vector register
_MAGIC = b"PRsegmnt"
_HEADER = struct.Struct("<8sI52x")
# magic, version, chunk, where the directory starts, where it ends and the checksums start, size of the file, CRC of
# the checksums, CRC of the footer before it
_FOOTER = struct.Struct("<8sIIQQQ16xII")
_DTYPES = frozenset(np.dtype(code).str for code in ("u1", "<u2", "<u4", "<u8", "i1", "<i2", "<i4", "<i8", "<f4", "<f8"))


class DamagedError(Exception):
    """A file is not as it was written."""


class UnknownVersionError(Exception):
    """A file was written by another version of the engine."""


class ContainerWriter:
    """Writes a container to a binary file that it may only append to. Names must be distinct.

    `folder` is where those who write much keep what waits, where the system's folder for that will not do.
    """

    def __init__(self, file: BinaryIO, folder: str | None = None) -> None:
        self._file = file
        self.folder = folder
        self._arrays: dict[str, tuple[str, int, int]] = {}
        self._facts: dict[str, Any] = {}
        self._checksums: list[int] = []
        self._chunk = 0  # the CRC of the chunk that is being filled
        self._size = 0
        self._begun = False  # an array, which is not at its end
        self._write(_HEADER.pack(_MAGIC, VERSION))

    def add(self, name: str, values: NDArray[Any]) -> None:
        """Adds an array of one dimension."""
        values = np.ascontiguousarray(values)
        dtype = values.dtype.newbyteorder("<") if values.dtype.byteorder == ">" else values.dtype
        if values.ndim != 1 or dtype.str.replace("|", "") not in {code.replace("|", "") for code in _DTYPES}:
            raise TypeError(f"A container holds no arrays such as {name!r}: {values.ndim} dimensions of {dtype}.")
        array = self.begin(name, dtype)
        if len(values):
            array.add(values.astype(dtype, copy=False).data.cast("B"))
        array.close()

    def begin(self, name: str, dtype: Any) -> ArrayWriter:
        """Begins an array that is written piece by piece; until it is closed nothing else can be added."""
        if name in self._arrays:
            raise ValueError(f"The container has an array {name!r} already.")
        if self._begun:
            raise ValueError(f"An array of the container is not at its end, as {name!r} is added.")
        self._align()
        self._begun = True
        start, kind = self._size, np.dtype(dtype)
        self._arrays[name] = kind.str, 0, start

        def end(size: int) -> None:
            self._begun = False
            self._arrays[name] = kind.str, size // kind.itemsize, start

        return ArrayWriter(self._write, end)

    def note(self, name: str, fact: Any) -> None:
        """Adds a small fact (anything that JSON can say) to the directory."""
        self._facts[name] = fact

    def close(self) -> None:
        """Writes what makes it a container; the file stays open."""
        self._align()
        start = self._size
        arrays = [[name, *place] for name, place in self._arrays.items()]
        self._write(json.dumps({"arrays": arrays, "facts": self._facts}).encode())
        end = self._size
        if end % CHUNK:
            self._checksums.append(self._chunk)
        checksums = np.array(self._checksums, dtype="<u4").tobytes()
        size = end + len(checksums) + _FOOTER.size
        footer = _FOOTER.pack(_MAGIC, VERSION, CHUNK, start, end, size, crc32(checksums), 0)
        self._file.write(checksums)
        self._file.write(footer[:-4] + struct.pack("<I", crc32(footer[:-4])))

    def _align(self) -> None:
        self._write(b"\0" * (-self._size % ALIGNMENT))

    def _write(self, content: bytes | memoryview) -> None:
        view = memoryview(content)
        start = 0
        while start < len(view):
            part = view[start : start + CHUNK - self._size % CHUNK]
            self._chunk = crc32(part, self._chunk)
            self._size += len(part)
            start += len(part)
            if self._size % CHUNK == 0:
                self._checksums.append(self._chunk)
                self._chunk = 0
        self._file.write(view)


class ArrayWriter:
    """Writes an array of a container, see `ContainerWriter.begin`."""

    def __init__(self, write: Callable[[bytes | memoryview], None], end: Callable[[int], None]) -> None:
        self.size = 0  # in bytes
        self._write = write
        self._end = end
        self._is_closed = False

    def add(self, content: bytes | memoryview) -> None:
        self._write(content)
        self.size += len(content)

    def close(self) -> None:
        """Ends the array; more than once is allowed."""
        if not self._is_closed:
            self._is_closed = True
            self._end(self.size)


class Container:
    """A container opened for reading. Raises DamagedError and UnknownVersionError."""

    def __init__(self, content: bytes | mmap.mmap, name: str) -> None:
        self.name = name
        self._view = memoryview(content)
        start, self._end, self._chunk, self._checksums = self._footer()
        self._checked = bytearray(len(self._checksums))
        self.check(0, _HEADER.size)
        self.check(start, self._end)
        directory = json.loads(bytes(self._view[start : self._end]))
        self._arrays: Mapping[str, tuple[str, int, int]] = {name: place for name, *place in directory["arrays"]}
        self.facts: Mapping[str, Any] = directory["facts"]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Maps a file. Raises OSError, too."""
        with path.open("rb") as file:
            size = file.seek(0, 2)
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        return cls(content, path.name)

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    @property
    def size(self) -> int:
        """Of the file, in bytes."""
        return len(self._view)

    def sizes(self) -> dict[str, int]:
        """The bytes of each array."""
        return {name: length * np.dtype(code).itemsize for name, (code, length, _) in self._arrays.items()}

    def array(self, name: str) -> MappedArray:
        """An array by its name. Raises KeyError."""
        code, length, offset = self._arrays[name]
        values = np.frombuffer(self._view, dtype=np.dtype(code), count=length, offset=offset)
        return MappedArray(self, values, offset)

    def whole(self, name: str) -> NDArray[Any]:
        """The values of an array, all checked. Raises KeyError."""
        return self.array(name).whole()

    @cached_property
    def content(self) -> NDArray[np.uint8]:
        """All bytes (but the last few), to be read only where they were checked: for code that takes places."""
        return np.frombuffer(self._view, dtype=np.uint8, count=len(self._view) // 8 * 8)

    def place(self, name: str) -> int:
        """Where an array starts in the file. Raises KeyError."""
        return self._arrays[name][2]

    def check(self, start: int, end: int) -> None:
        """Checks the chunks with the bytes from `start` to before `end` that nobody touched before."""
        size = self._chunk
        chunk, last = start // size, (end - 1) // size + 1
        while start < end and (chunk := self._checked.find(0, chunk, last)) >= 0:
            part = self._view[chunk * size : min((chunk + 1) * size, self._end)]
            if crc32(part) != self._checksums[chunk]:
                raise self._damaged(f"the bytes from {chunk * size} to {chunk * size + len(part)} were changed")
            self._checked[chunk] = 1

    def check_all(self, bounds: Iterable[tuple[int, int]], offset: int = 0, itemsize: int = 1) -> None:
        """Checks the items from each start to before each end, of an array at some offset: what is not in memory is
        read at once, all of it."""
        size, find = self._chunk, self._checked.find
        untouched = []
        for first, last in bounds:
            start, end = offset + first * itemsize, offset + last * itemsize
            if start < end and find(0, start // size, (end - 1) // size + 1) >= 0:
                untouched.append((start, end))
        if untouched:
            self._expect(untouched)
            for start, end in untouched:
                self.check(start, end)

    def _expect(self, places: Iterable[tuple[int, int]]) -> None:
        """Tells the system what is needed next, so that it waits once for all of it, and reads nothing around it."""
        size, content = self._chunk, self._view.obj
        if isinstance(content, mmap.mmap) and size % mmap.PAGESIZE == 0:
            for start, end in places:
                first, last = start // size * size, min(-(-end // size) * size, len(content))
                content.madvise(mmap.MADV_WILLNEED, first, last - first)

    def verify(self) -> None:
        """Checks every byte of the file anew, touched before or not."""
        self._checked = bytearray(len(self._checksums))
        self._footer()
        self.check(0, self._end)

    def _footer(self) -> tuple[int, int, int, memoryview]:
        """Where the directory starts and ends, the size of a chunk, and the checksums."""
        view = self._view
        if len(view) < _HEADER.size + _FOOTER.size:
            raise self._damaged(f"it has only {len(view)} bytes")
        footer = bytes(view[-_FOOTER.size :])
        magic, version, chunk, start, end, size, crc, own = _FOOTER.unpack(footer)
        if crc32(footer[:-4]) != own:
            if bytes(view[:8]) != _MAGIC:
                raise self._damaged("it does not start as a segment does")
            raise self._damaged("it was not written to its end, or its end was changed")
        if magic != _MAGIC:
            raise self._damaged("it is no segment")
        if version not in _READABLE:
            raise UnknownVersionError(
                f"{self.name} is of version {version} of the index format, and this program reads version {VERSION}:"
                " build the index anew, or open it with the version of the program that wrote it."
            )
        if size != len(view):
            raise self._damaged(f"it has {len(view)} bytes in place of {size}")
        if crc32(view[end : -_FOOTER.size]) != crc:
            raise self._damaged("its checksums were changed")
        return start, end, chunk, view[end : -_FOOTER.size].cast("I")

    def _damaged(self, what: str) -> DamagedError:
        return DamagedError(f"The file {self.name} of the index is damaged ({what}): build the index anew.")


class MappedArray:
    """An array in a mapped file. `values` may be read only where it was checked."""

    __slots__ = ("_container", "_offset", "_whole", "values")

    def __init__(self, container: Container, values: NDArray[Any], offset: int, *, is_whole: bool = False) -> None:
        """`is_whole` where all values are checked already."""
        self._container = container
        self._offset = offset
        self._whole = is_whole
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    def check(self, start: int, end: int) -> NDArray[Any]:
        """Checks the values from `start` to before `end` and gives all of them: for code that takes places."""
        if not self._whole:
            size = self.values.itemsize
            self._container.check(self._offset + start * size, self._offset + end * size)
        return self.values

    def check_all(self, bounds: Iterable[tuple[int, int]]) -> None:
        """Checks the values from each start to before each end, as `Container.check_all` does."""
        if not self._whole:
            self._container.check_all(bounds, self._offset, self.values.itemsize)

    def part(self, start: int, end: int) -> NDArray[Any]:
        """The values from `start` to before `end`, checked."""
        return self.check(start, end)[start:end]

    def whole(self) -> NDArray[Any]:
        """All values, checked."""
        self.check(0, len(self.values))
        self._whole = True
        return self.values
