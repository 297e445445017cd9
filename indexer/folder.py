"""The folder of an index: Whoosh's files, its table of contents and its lock, with durable and checked access.

A commit is the renaming of a new table of contents into place. It names the segments and holds `seq`, so both become
visible in one step; whatever a killed writer left behind is not named by it and is swept away by the next writer.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

from indexer.index import IndexBusyError, IndexOutdatedError, IndexUnreadableError
from indexer.mapped import MappedFile
from indexer.schema import FORMAT_VERSION, ReleaseSchema

INDEX_NAME = "MAIN"  # Whoosh's default
_CONTENTS = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
_OURS = re.compile(rf"_?{INDEX_NAME}[_.].*")


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which table of contents is the newest: it changes with every commit, and when the folder is exchanged."""

    generation: int
    inode: int
    modified: int  # nanoseconds


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents: the segments with their deleted documents, and how far the change feed was followed."""

    schema: ReleaseSchema
    segments: list[Segment]
    generation: int = 0  # of an index without any commit
    stamp: Stamp | None = None  # None while it is not written


class DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """Whoosh's storage, with mapped files for reading; written ones reach the disk before they become visible."""

    def __init__(self, path: Path, unfinished: list[Any] | None = None) -> None:
        super().__init__(str(path), supports_mmap=False)  # Whoosh's own maps are copied
        self._unfinished = [] if unfinished is None else unfinished

    def open_file(self, name: str, **_: Any) -> MappedFile:
        return MappedFile.open(Path(self._fpath(name)))

    def create_file(self, name: str, **options: Any) -> Any:
        self._unfinished[:] = [file for file in self._unfinished if not file.is_closed]
        file = super().create_file(name, **options)
        self._unfinished.append(file)
        return file

    def temp_storage(self, name: str | None = None) -> DurableStorage:
        return DurableStorage(Path(super().temp_storage(name).folder), self._unfinished)

    def close_unfinished(self) -> None:
        """Closes the files that a writer began and did not finish, whatever becomes of their content."""
        for file in self._unfinished:
            with suppress(OSError):
                file.file.close()
        self._unfinished.clear()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        self.sync(oldname)
        super().rename_file(oldname, newname, safe=safe)
        self.sync(".")

    def sync(self, name: str) -> None:
        """Waits until a file (or, for ".", the folder's list of names) is on the disk."""
        descriptor = os.open(self._fpath(name), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class Folder:
    """An index folder at a path; it need not exist yet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.storage = DurableStorage(path)

    def newest(self) -> Stamp | None:
        """The newest table of contents, None for an index that never saw a commit.

        Raises IndexUnreadableError for a folder that holds something else.
        """
        try:
            names = [entry.name for entry in self.path.iterdir()]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IndexUnreadableError(f"The index folder {self.path} can't be read: {error.strerror}.") from error
        generations = [int(match[1]) for name in names if (match := _CONTENTS.fullmatch(name))]
        if generations:
            return self._stamp(max(generations))
        if any(not _OURS.fullmatch(name) for name in names):
            raise IndexUnreadableError(
                f"{self.path} holds other files and no index: set index.path to a folder of its own,"
                " then run `pressroom index --rebuild`."
            )
        return None

    def read(self) -> Contents:
        """The newest table of contents. Raises IndexUnreadableError when it is damaged or of another version."""
        stamp = self.newest()
        if stamp is None:
            return Contents(ReleaseSchema(), [])
        try:
            contents = TOC.read(self.storage, INDEX_NAME, gen=stamp.generation)
            version = contents.schema.format_version
        except FileNotFoundError:
            return self.read()  # a writer has just replaced it
        except Exception as error:
            raise self.unreadable() from error
        if version != FORMAT_VERSION:
            raise IndexOutdatedError(
                f"The index in {self.path} is of another version of Pressroom: run `pressroom index --rebuild`."
            )
        return Contents(contents.schema, contents.segments, stamp.generation, stamp)

    def unreadable(self) -> IndexUnreadableError:
        return IndexUnreadableError(f"The index in {self.path} is damaged: run `pressroom index --rebuild`.")

    def lock(self) -> Any:
        """Whoosh's write lock, held; the system frees it when the process ends. Raises IndexBusyError."""
        lock = self.storage.lock(f"{INDEX_NAME}_WRITELOCK")
        if not lock.acquire():
            raise IndexBusyError(
                f"Another process is writing the index in {self.path}: wait for it to finish, or stop it."
            )
        return lock

    def write(self, contents: Contents) -> None:
        """Makes a table of contents the newest, atomically; the caller holds the lock."""
        for segment in contents.segments:
            self.storage.sync(segment.make_filename(segment.COMPOUND_EXT))
        TOC(contents.schema, contents.segments, contents.generation).write(self.storage, INDEX_NAME)

    def sweep(self, contents: Contents) -> None:
        """Deletes what the newest table of contents does not name; the caller holds the lock."""
        clean_files(self.storage, INDEX_NAME, contents.generation, contents.segments)
        for unfinished in self.path.glob(f"_{INDEX_NAME}_*.toc.*"):
            unfinished.unlink(missing_ok=True)
        shutil.rmtree(self.path / f"{INDEX_NAME}.tmp", ignore_errors=True)

    def _stamp(self, generation: int) -> Stamp | None:
        try:
            status = (self.path / f"_{INDEX_NAME}_{generation}.toc").stat()
        except FileNotFoundError:
            return self.newest()  # a writer has just replaced it
        return Stamp(generation, status.st_ino, status.st_mtime_ns)
