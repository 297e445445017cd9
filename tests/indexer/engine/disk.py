"""A folder whose disk may be full, and the folders that may be found after its power was lost.

A `Disk` notes in order what is asked of it. What may be left of that at any time is the model of Pillai et al. ("All
File Systems Are Not Created Equal", 2014), as strict as it gets: of a file that was not synced, any part; of the names
that were given and taken since their list was synced, any selection, even half of a renaming.
"""

from __future__ import annotations

import errno
import io
import os
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import StructFile


class Operation(NamedTuple):
    kind: str  # create, write, sync, rename, delete; lock, folder, scratch; begun, acknowledged
    name: str
    content: bytes = b""  # what is written
    onto: str = ""  # the new name
    number: int = 0  # what is noted


class Killed(BaseException):
    """The program that uses a disk does nothing more."""


class Disk(FileStorage):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """A folder. `full_at` says at which operation, from 1 on, there is no space left, and `full_for` for how many;
    `killed_at` says before which operation the program is killed, `fails_at` which operations fail."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.operations: list[Operation] = []
        self.full_at, self.full_for = 0, 1
        self.count = 0
        self.killed_at: Callable[[Operation], bool] = lambda operation: False
        self.killed = False
        self.fails_at: Callable[[Operation], bool] = lambda operation: False

    def note(self, what: str, number: int) -> None:
        """Notes that a commit was `begun`, or `acknowledged`."""
        self.operations.append(Operation(what, "", number=number))

    @property
    def full(self) -> bool:
        return 0 < self.full_at <= self.count < self.full_at + self.full_for

    def step(self, operation: Operation) -> None:
        self._live(operation)
        self.count += 1
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), operation.name)
        if self.fails_at(operation):
            raise OSError(errno.EIO, os.strerror(errno.EIO), operation.name)
        self.operations.append(operation)

    def _live(self, operation: Operation) -> None:
        self.killed = self.killed or self.killed_at(operation)
        if self.killed:
            raise Killed

    def create_file(self, name: str, **_: Any) -> StructFile:
        self.step(Operation("create", name))
        return StructFile(io.BufferedWriter(_Watched(self, name, self._fpath(name), "w")), name=name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        self.step(Operation("rename", oldname, onto=newname))
        super().rename_file(oldname, newname, safe=safe)

    def delete_file(self, name: str) -> None:
        self._live(Operation("delete", name))
        super().delete_file(name)  # which needs no space
        self.operations.append(Operation("delete", name))

    def lock(self, name: str) -> Any:
        self.step(Operation("lock", name))
        return super().lock(name)

    def temp_storage(self, name: str | None = None) -> Any:
        self.step(Operation("folder", name or ""))
        return super().temp_storage(name)

    @contextmanager
    def watched(self) -> Iterator[Disk]:
        """While what does not pass through a storage is seen, too: syncing, and files without a name."""
        synced, scratch = os.fsync, tempfile.TemporaryFile

        def fsync(descriptor: int) -> None:
            self.step(Operation("sync", self._name_of(descriptor)))
            synced(descriptor)

        def temporary(**options: Any) -> Any:
            self.step(Operation("scratch", ""))
            with scratch(**options) as file:
                return io.BufferedRandom(_Watched(self, "", os.dup(file.fileno()), "r+"))

        with mock.patch.object(os, "fsync", fsync), mock.patch.object(tempfile, "TemporaryFile", temporary):
            yield self

    def _name_of(self, descriptor: int) -> str:
        inode = os.fstat(descriptor).st_ino
        (name,) = (name for name in [".", *self.list()] if Path(self.folder, name).stat().st_ino == inode)
        return str(name)


class _Watched(io.FileIO):
    """A file of a disk. What does not fit is written in part."""

    def __init__(self, disk: Disk, name: str, file: str | int, mode: str) -> None:
        super().__init__(file, mode)
        self._disk = disk
        self._name = name

    def write(self, content: Any) -> int:
        content = bytes(content)
        disk = self._disk
        if disk.full_at == disk.count + 1 and len(content) > 1:  # next time there is no space for a single byte
            content = content[: len(content) // 2]
            disk.operations.append(Operation("write", self._name, content))
            return super().write(content)
        disk.step(Operation("write" if self._name else "scratch", self._name, content))
        return super().write(content)


@dataclass
class _Node:
    """What a name stands for: the content that is on the disk, and the one that is not yet."""

    synced: bytes = b""
    content: bytes = b""


@dataclass
class PowerLoss:
    """What is on the disk for certain, and what may be, after some operations."""

    names: dict[str, _Node] = field(default_factory=dict)  # as programs see them
    lasting: dict[str, _Node] = field(default_factory=dict)
    pending: list[tuple[str, _Node | None]] = field(default_factory=list)  # names given, or taken, since the last sync
    begun: int = 0
    acknowledged: int = 0

    def apply(self, operation: Operation) -> None:
        match operation:
            case Operation("create", name):
                self._give(name, _Node())
            case Operation("write", name, content) if name:
                self.names[name].content += content
            case Operation("rename", name, onto=onto):
                self._give(onto, self.names[name])
                self._give(name, None)
            case Operation("delete", name):
                self._give(name, None)
            case Operation("sync", "."):
                self.lasting, self.pending = dict(self.names), []
            case Operation("sync", name):
                self.names[name].synced = self.names[name].content
            case Operation("begun", number=number):
                self.begun = number
            case Operation("acknowledged", number=number):
                self.acknowledged = number

    def _give(self, name: str, node: _Node | None) -> None:
        self.pending.append((name, node))
        self.names.pop(name, None)
        if node is not None:
            self.names[name] = node

    def found(self, chance: random.Random, more: int = 0) -> Iterator[dict[str, bytes]]:
        """Folders that may be found: with and without all that may be lost, each of it lost alone, and left alone;
        and so many more at random."""
        count = len(self.pending)
        contents = (_whole, _lost, _torn(chance))
        choices = [[True] * count, [False] * count]
        choices += [[place == alone for place in range(count)] for alone in range(count)]
        choices += [[place != alone for place in range(count)] for alone in range(count)]
        for choice in choices:
            for content in contents:
                yield self._folder(choice, content)
        for _ in range(more):
            yield self._folder([chance.random() < 0.5 for _ in range(count)], _torn(chance))

    def _folder(self, choice: Sequence[bool], content: Any) -> dict[str, bytes]:
        names: dict[str, _Node] = dict(self.lasting)
        for (name, node), kept in zip(self.pending, choice, strict=True):
            if kept:
                names.pop(name, None)
                if node is not None:
                    names[name] = node
        return {name: content(node) for name, node in names.items()}


def _whole(node: _Node) -> bytes:
    return node.content


def _lost(node: _Node) -> bytes:
    return node.synced


def _torn(chance: random.Random) -> Any:
    """Of what was not synced, only a start, with zeros for the rest or without, or only an end."""

    def content(node: _Node) -> bytes:
        kept, added = len(node.synced), len(node.content) - len(node.synced)
        size = kept + chance.randrange(added + 1)
        start, end = node.content[:size], node.content[size:]
        return chance.choice([start, start + bytes(len(end)), node.synced + bytes(size - kept) + end])

    return content


def stored(files: dict[str, bytes]) -> RamStorage:
    """A storage in memory with these files."""
    storage = RamStorage()
    storage.files = dict(files)
    return storage


def laid_out(files: dict[str, bytes], folder: Path) -> Disk:
    """A folder with these files."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return Disk(folder)
