"""What makes a commit last, and what is left over when one did not come to its end.

A commit is the renaming of a table of contents. Before it, all that the table names is on the disk, files and their
names; after it, its own name; and only then goes what earlier commits needed. No file changes once it has a name that
counts. So whenever the power fails the newest table that is found is whole, and so is what it names (Pillai et al.,
"All File Systems Are Not Created Equal", 2014, on what disks may lose, tear and reorder).

Whoosh reads its table of contents up to the end of a pickle; behind that stands a seal, the CRC-32 of it, so that a
changed byte is found and never unpickled.
"""

from __future__ import annotations

import os
import pickle
import re
import struct
import zlib
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC, EmptyIndexError, IndexVersionError

from indexer.engine.container import DamagedError

ATTEMPTS = 50  # to read what a writer replaces meanwhile; each fails only if there was a commit since the one before
_MAGIC = b"PRsealed"
_SEAL = struct.Struct("<8sI")  # at the end of a table of contents: magic, and the CRC-32 of what is before


def sync(storage: Any, name: str) -> None:
    """Waits until a file of a storage (or, for ".", the list of its names) is on the disk, if it has one."""
    if folder := getattr(storage, "folder", ""):
        sync_path(Path(folder, name))


def make_folder(path: Path) -> None:
    """Makes a folder that lasts, with those that it is in, unless it is there. Raises OSError."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        with suppress(PermissionError):  # one may write into a folder, and not read it
            sync_path(path.parent)


def sync_path(path: Path) -> None:
    """Waits until a file, or the list of the names in a folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_contents(storage: Any, indexname: str, contents: TOC) -> None:
    """Makes a table of contents the newest, atomically; the files that it names have to be synced before.

    Where it raises, nothing may be deleted that the newest table before needs: this one may not last.
    """
    memory = RamStorage()
    contents.write(memory, indexname)
    ((name, content),) = memory.files.items()
    unfinished = f"{name}.unfinished"
    with storage.create_file(unfinished) as file:
        file.write(content + _SEAL.pack(_MAGIC, zlib.crc32(content)))
    sync(storage, unfinished)
    sync(storage, ".")  # the names of segments may not come to the disk after the name of the table
    storage.rename_file(unfinished, name, safe=True)
    sync(storage, ".")


def newest(storage: Any, indexname: str) -> int:
    """The generation of the newest table of contents. Raises EmptyIndexError and OSError."""
    for _ in range(ATTEMPTS):  # a long list of names is read in parts: one may be gone before, the next come after
        if found := [int(match[1]) for name in _names(storage) if (match := TOC._pattern(indexname).match(name))]:
            return max(found)
    raise EmptyIndexError(f"There is no index {indexname!r} in {storage!r}.")


def read_contents(storage: Any, indexname: str, generation: int | None = None, schema: Any = None) -> TOC:
    """A table of contents, checked: the newest or that of a generation; its schema is the given one, if any.

    Raises DamagedError, OSError, and Whoosh's EmptyIndexError and IndexVersionError.
    """
    for attempt in range(ATTEMPTS):
        wanted = newest(storage, indexname) if generation is None else generation
        name = TOC._filename(indexname, wanted)
        try:
            content = _content(storage, name)
        except FileNotFoundError:  # there is a newer one
            if generation is not None or attempt == ATTEMPTS - 1:
                raise
        else:
            return _parsed(name, content, indexname, wanted, schema)
    raise AssertionError("The last attempt returns or raises.")


def _content(storage: Any, name: str) -> bytes:
    """A whole file. It is not mapped: who reads a mapped file that is cut meanwhile is killed (mmap(2), SIGBUS)."""
    if folder := getattr(storage, "folder", ""):
        return Path(folder, name).read_bytes()
    with storage.open_file(name) as file:
        return bytes(file.read())


def _parsed(name: str, content: bytes, indexname: str, generation: int, schema: Any) -> TOC:
    memory = RamStorage()
    memory.files[name] = _unsealed(name, content)
    try:
        return TOC.read(memory, indexname, generation, schema)
    except IndexVersionError:
        raise
    except Exception as error:
        if len(memory.files[name]) < len(content):
            raise  # it is as it was written
        raise _damaged(name) from error


def _unsealed(name: str, content: bytes) -> bytes:
    """A table of contents without its seal. One that Whoosh wrote has none, nor anything behind its pickle."""
    body, seal = content[: -_SEAL.size], content[-_SEAL.size :]
    if seal == _SEAL.pack(_MAGIC, zlib.crc32(body)):
        return body
    alike = sum(one == other for one, other in zip(seal, _MAGIC, strict=False))
    was_sealed = alike >= len(_MAGIC) / 2 or _MAGIC in seal  # it was changed, or cut
    if content.endswith(pickle.STOP) and not was_sealed:
        return content
    raise _damaged(name)


def _damaged(name: str) -> DamagedError:
    return DamagedError(f"The table of contents {name} of the index is damaged: build the index anew.")


def clean(storage: Any, indexname: str, generation: int, segments: Iterable[Any]) -> None:
    """Deletes all files but those of a commit that lasts, as far as that goes; the caller holds the write lock.

    Readers that are open keep what they have mapped (where files that are in use cannot be deleted, they stay until
    they can); one that was about to open it reads the newest table of contents again.
    """
    with suppress(OSError):
        _delete(storage, _left(storage, indexname, generation, segments))


def abandon(storage: Any, indexname: str, generation: int) -> None:
    """Deletes what was written for a commit that failed, as far as that goes, unless its table of contents has got its
    name: then it is the next writer who finds out whether it lasts. The caller holds the write lock."""
    with suppress(Exception):
        try:
            contents = read_contents(storage, indexname)
        except EmptyIndexError:  # it would have been the first commit
            contents = TOC(None, [], -1)
        if contents.generation < generation:
            clean(storage, indexname, contents.generation, contents.segments)


def sweep(ix: Any) -> TOC:
    """Deletes what killed writers and merges left, and gives the newest table of contents; the caller holds the write
    lock. `ix` is as in `EngineIndex.of`. Raises as `read_contents` does.

    The newest commit may be of one that was killed before it lasted: now it has to, before anything goes.
    """
    storage, indexname = ix.storage, ix.indexname
    contents = ix._read_toc()
    if left := _left(storage, indexname, contents.generation, contents.segments):
        sync(storage, ".")
        _delete(storage, left)
    if any(name.startswith(merging(indexname)) for name in _names(storage)):
        lock = ix.lock("MERGELOCK")
        if lock.acquire(False):  # nobody is at a merge
            try:
                sweep_merges(storage, indexname)
            finally:
                lock.release()
    return contents


def merging(indexname: str) -> str:
    """How the names of merged segments start until they are put in the place of others; no writer sweeps them."""
    return f"{indexname}.merging."


def sweep_merges(storage: Any, indexname: str) -> None:
    """Deletes what killed merges left; the caller holds the lock of merges."""
    _delete(storage, [name for name in _names(storage) if name.startswith(merging(indexname))])


def _left(storage: Any, indexname: str, generation: int, segments: Iterable[Any]) -> list[str]:
    """The files of tables of contents and segments that a commit does not need."""
    needed = {segment.segment_id() for segment in segments}
    table = re.compile(rf"_{re.escape(indexname)}_[0-9]+\.toc")
    left = []
    for name in _names(storage):
        if table.match(name):
            if name != TOC._filename(indexname, generation):
                left.append(name)
        elif (match := TOC._segment_pattern(indexname).match(name)) and match[1] not in needed:
            left.append(name)
    return left


def _delete(storage: Any, names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):
            storage.delete_file(name)


def _names(storage: Any) -> Collection[str]:
    """The files of a storage. Raises OSError, where Whoosh would say that there are none."""
    folder = getattr(storage, "folder", "")
    names: Collection[str] = os.listdir(folder) if folder else storage.list()  # noqa: PTH208  # names, not paths
    return names
