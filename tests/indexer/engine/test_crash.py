"""No commit that was acknowledged is ever lost: killed processes, lost power, full disks.

PRESSROOM_KILLS=200 makes all of them as thorough as they ought to be now and then.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import pytest
from whoosh import index
from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import EmptyIndexError

from indexer.engine.background import merge_once
from indexer.engine.container import DamagedError
from tests.indexer.engine import crashing

KILLS = int(os.environ.get("PRESSROOM_KILLS", "12"))
INTERRUPTIONS = 3 * KILLS
COMMITS = 5  # of a history that is interrupted


@pytest.mark.slow
def test_a_killed_writer_loses_no_commit(tmp_path: Path) -> None:
    ix = index.create_in(tmp_path, crashing.schema())
    chance = random.Random(KILLS)
    command = [sys.executable, "-m", "tests.indexer.engine.crashing"]
    number = 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdin
        assert starter.stdout
        for _ in range(KILLS):
            print(tmp_path, file=starter.stdin, flush=True)
            acknowledged, killed = number, False
            pause = chance.expovariate(8)
            for line in starter.stdout:
                if line == "killed\n":
                    break
                if line.startswith("pid "):
                    child = int(line.split()[1])
                else:
                    acknowledged = int(line)
                if not killed and (acknowledged > number or pause < 0.1):
                    time.sleep(pause)
                    os.kill(child, signal.SIGKILL)
                    killed = True
            number = crashing.check(ix.storage, acknowledged)
        starter.stdin.close()
    assert number > 0
    crashing.commit(ix, number + 1)  # and what was left behind is swept away
    merge_once(ix)
    names = {path.name for path in tmp_path.iterdir() if "LOCK" not in path.name}
    assert len(names) == len(ix._segments()) + 1


class _PowerLost(BaseException):
    """Nothing more happens."""


class _File(BytesIO):
    """A file whose writes are seen by the storage."""

    def __init__(self, storage: FragileStorage, node: _Node) -> None:
        super().__init__()
        self._storage = storage
        self._node = node

    def write(self, content: Any) -> int:
        self._storage.step(writes=True)
        self._node.content += bytes(content)
        return len(content)


class _Node:
    """What a name stands for."""

    def __init__(self) -> None:
        self.content = b""
        self.synced = b""


class FragileStorage(RamStorage):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """A storage that loses what was not synced when its power fails, or whose disk is full, at a step."""

    def __init__(self) -> None:
        super().__init__()
        self.nodes: dict[str, _Node] = {}
        self.lasting: dict[str, _Node] = {}  # the names that are on the disk
        self.fails_at = -1
        self.full_at = -1
        self.steps = 0
        self.writes = 0

    def step(self, *, writes: bool = False) -> None:
        self.steps += 1
        self.writes += writes
        if 0 < self.fails_at <= self.steps:
            raise _PowerLost
        if writes and 0 < self.full_at <= self.writes:
            raise OSError(errno.ENOSPC, "No space left on device")

    def after_power_loss(self, chance: random.Random) -> FragileStorage:
        """What is found when the power is back: any unsynced content torn, any unsynced name new or old."""
        found = FragileStorage()
        for name in sorted({*self.nodes, *self.lasting}):
            node = chance.choice([self.nodes.get(name), self.lasting.get(name)])
            if node is not None:
                kept = found.nodes[name] = _Node()
                kept.content = kept.synced = self._torn(node, chance)
        found.lasting = dict(found.nodes)
        return found

    def _torn(self, node: _Node, chance: random.Random) -> bytes:
        if node.content == node.synced:
            return node.content
        size = chance.randrange(len(node.content) + 1)
        return chance.choice([node.content[:size], node.content[:size].ljust(len(node.content), b"\0"), node.synced])

    def sync(self, name: str) -> None:
        self.step()
        if name == ".":
            self.lasting = dict(self.nodes)
        else:
            self.nodes[name].synced = self.nodes[name].content

    def create_file(self, name: str, **_: Any) -> StructFile:
        self.step(writes=True)
        self.nodes[name] = _Node()
        return StructFile(_File(self, self.nodes[name]), name=name)

    def rename_file(self, name: str, newname: str, safe: bool = False) -> None:
        self.step()
        self.nodes[newname] = self.nodes.pop(name)

    def delete_file(self, name: str) -> None:
        self.step()
        del self.nodes[name]

    @property
    def files(self) -> dict[str, bytes]:
        return {name: node.content for name, node in self.nodes.items()}

    @files.setter
    def files(self, _: Any) -> None:
        """Whoosh's storage begins with none."""


def _fresh() -> FragileStorage:
    """An index without documents that is on the disk."""
    storage = FragileStorage()
    storage.create_index(crashing.schema())
    for name in storage.nodes:
        storage.sync(name)
    storage.sync(".")
    storage.steps = storage.writes = 0
    return storage


def _history(storage: FragileStorage, acknowledged: list[int], commits: int = COMMITS) -> None:
    """Makes commits and merges."""
    ix = index.FileIndex(storage)
    first = acknowledged[-1] + 1
    for number in range(first, first + commits):
        crashing.commit(ix, number)
        acknowledged.append(number)
        if number % 2 == 0:
            merge_once(ix, crashing.some)


def _undisturbed() -> FragileStorage:
    storage = _fresh()
    _history(storage, [0])
    return storage


def test_lost_power_loses_no_commit() -> None:
    chance = random.Random(1)
    for step in sorted(chance.sample(range(1, _undisturbed().steps), INTERRUPTIONS)):
        storage, acknowledged = _fresh(), [0]
        storage.fails_at = step
        with suppress(_PowerLost):
            _history(storage, acknowledged)
        found = storage.after_power_loss(chance)
        number = [crashing.check(found, acknowledged[-1])]
        _history(found, number, 2)
        assert crashing.check(found, number[-1]) == number[-1]


def test_power_lost_before_anything_is_synced_is_noticed() -> None:
    """The test above would notice a commit that does not sync."""
    storage, acknowledged = _fresh(), [0]
    storage.sync = lambda name: None  # type: ignore[method-assign]
    _history(storage, acknowledged)
    with pytest.raises((AssertionError, NameError, EmptyIndexError, DamagedError, UnpicklingError)):
        crashing.check(storage.after_power_loss(random.Random(1)), acknowledged[-1])


def test_a_full_disk_loses_no_commit() -> None:
    chance = random.Random(2)
    for write in sorted(chance.sample(range(1, _undisturbed().writes), INTERRUPTIONS)):
        storage, acknowledged = _fresh(), [0]
        storage.full_at = write
        with pytest.raises(OSError, match="No space left"):
            _history(storage, acknowledged)
        assert crashing.check(storage, acknowledged[-1]) == acknowledged[-1]
        storage.full_at = -1
        _history(storage, acknowledged, 2)
        assert crashing.check(storage, acknowledged[-1]) == acknowledged[-1]
