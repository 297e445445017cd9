"""What makes a commit last: files reach the disk before the table of contents that names them, its name after it."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import Any

from whoosh.index import TOC

from indexer.engine.container import DamagedError

_MAGIC = b"PRsealed"
_SEAL = struct.Struct("<8sI")  # at the end of a table of contents: magic, and the CRC-32 of what is before


def sync(storage: Any, name: str) -> None:
    """Waits until a file of a storage (or, for ".", the list of its names) is on the disk.

    A storage may have a method `sync` of its own; one without a folder has no disk.
    """
    if hasattr(storage, "sync"):
        storage.sync(name)
    elif folder := getattr(storage, "folder", ""):
        descriptor = os.open(Path(folder, name), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class _Synced:
    """A storage whose renamed files are on the disk before they have their new names, and the names thereafter."""

    def __init__(self, storage: Any) -> None:
        self._storage = storage

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        sync(self._storage, oldname)
        self._storage.rename_file(oldname, newname, safe=safe)
        sync(self._storage, ".")


def rename(storage: Any, oldname: str, newname: str) -> None:
    """Gives a file another name, lastingly."""
    _Synced(storage).rename_file(oldname, newname)


class _Sealing(_Synced):
    """A storage whose renamed files end with a checksum, which Whoosh leaves unread."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        with self._storage.open_file(oldname) as file:
            content = bytes(file.read())
        with self._storage.create_file(oldname) as file:
            file.write(content + _SEAL.pack(_MAGIC, zlib.crc32(content)))
        super().rename_file(oldname, newname, safe=safe)


def write_contents(storage: Any, indexname: str, contents: TOC) -> None:
    """Makes a table of contents the newest, atomically; what it names has to be synced before."""
    contents.write(_Sealing(storage), indexname)


def read_contents(storage: Any, indexname: str, generation: int | None = None) -> TOC:
    """A table of contents, the newest or that of a generation.

    Raises DamagedError, and whatever Whoosh does: OSError, EmptyIndexError and others.
    """
    if generation is None:
        generation = TOC._latest_generation(storage, indexname)
    if generation >= 0:
        name = TOC._filename(indexname, generation)
        with storage.open_file(name) as file:
            content = bytes(file.read())
        magic, checksum = _SEAL.unpack(content[-_SEAL.size :].rjust(_SEAL.size, b"\0"))
        if (magic == _MAGIC) != (zlib.crc32(content[: -_SEAL.size]) == checksum):  # Whoosh's own have neither
            raise DamagedError(f"The file {name} of the index is damaged (its checksum says so): build the index anew.")
    return TOC.read(storage, indexname, gen=None if generation < 0 else generation)


def sweep(storage: Any, indexname: str) -> None:
    """Deletes tables of contents that were never completed; the caller holds the write lock."""
    for name in storage.list():
        if name.startswith(f"_{indexname}_") and ".toc." in name:
            storage.delete_file(name)
