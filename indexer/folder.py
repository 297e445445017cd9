"""The folder of an index: its table of contents, its locks, and what is said when it can't be used.

A commit is the renaming of a new table of contents into place. It names the segments and holds `seq`, so both become
visible in one step; whatever a killed writer left behind is not named by it and is swept away by the next writer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.codec.base import Segment
from whoosh.index import TOC

from indexer.engine.container import DamagedError
from indexer.engine.durable import read_contents
from indexer.engine.mapped import MappedStorage
from indexer.index import IndexBusyError, IndexOutdatedError, IndexUnreadableError
from indexer.schema import FORMAT_VERSION, ReleaseSchema

_CONTENTS = re.compile(r"_MAIN_(\d+)\.toc")
_OURS = re.compile(r"_?MAIN[_.].*")


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


class Folder:
    """An index folder at a path; it need not exist yet. To Whoosh's writers and the engine's merges it is an index."""

    indexname = "MAIN"  # Whoosh's default

    def __init__(self, path: Path) -> None:
        self.path = path
        self.storage = MappedStorage(path)

    def newest(self) -> Stamp | None:
        """The newest table of contents, None for an index that never saw a commit.

        Raises IndexUnreadableError for a folder that holds something else.
        """
        try:
            names = [entry.name for entry in self.path.iterdir()]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self.closed(error) from error
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
            contents = read_contents(self.storage, self.indexname, stamp.generation)
            version = contents.schema.format_version
        except FileNotFoundError:
            return self.read()  # a writer has just replaced it
        except Exception as error:
            # What can't be unpickled for want of a class is of a version of Pressroom that had it.
            reason = error.__cause__ if isinstance(error, DamagedError) else error
            raise (
                self.outdated() if isinstance(reason, AttributeError | ImportError) else self.unreadable()
            ) from error
        if version != FORMAT_VERSION or contents.schema.names() != ReleaseSchema().names():
            raise self.outdated()
        return Contents(contents.schema, contents.segments, stamp.generation, stamp)

    def unreadable(self, found: object = "") -> IndexUnreadableError:
        """`found` is what is wrong, where that is known."""
        known = f" What was found: {found}" if found else ""
        return IndexUnreadableError(f"The index in {self.path} is damaged: run `pressroom index --rebuild`.{known}")

    def closed(self, error: OSError) -> IndexUnreadableError:
        return IndexUnreadableError(f"The index folder {self.path} can't be read: {error.strerror or error}.")

    def missing(self) -> IndexUnreadableError:
        return IndexUnreadableError(f"There is no index in {self.path} yet: run `pressroom index`.")

    def outdated(self) -> IndexOutdatedError:
        return IndexOutdatedError(
            f"The index in {self.path} is of another version of Pressroom: run `pressroom index --rebuild`."
        )

    def busy(self) -> IndexBusyError:
        return IndexBusyError(
            f"Another process is writing the index in {self.path}: wait for it to finish, or stop it."
        )

    def lock(self, name: str) -> Any:
        """One of Whoosh's locks, not yet taken; the system frees it when the process ends."""
        return self.storage.lock(f"{self.indexname}_{name}")

    def _read_toc(self) -> TOC:
        """The newest table of contents, as Whoosh's writers ask for it."""
        contents = self.read()
        return TOC(contents.schema, contents.segments, contents.generation)

    def _stamp(self, generation: int) -> Stamp | None:
        try:
            status = (self.path / f"_{self.indexname}_{generation}.toc").stat()
        except FileNotFoundError:
            return self.newest()  # a writer has just replaced it
        return Stamp(generation, status.st_ino, status.st_mtime_ns)
