"""No commit that was acknowledged is ever lost: killed processes, lost power, full disks.

PRESSROOM_KILLS=200 makes all of them as thorough as they ought to be now and then.
"""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, LockError
from whoosh.writing import IndexingError

from indexer.engine import durable, spool
from indexer.engine.background import merge_once
from indexer.engine.index import EngineIndex
from indexer.engine.writer import EngineWriter
from tests.indexer.engine import crashing
from tests.indexer.engine.disk import Disk, Killed, Operation, PowerLoss, laid_out, stored

KILLS = int(os.environ.get("PRESSROOM_KILLS", "6"))
THOROUGH = KILLS >= 200
COMMITS = 10  # of a history that is interrupted: with every kind of merge


@pytest.fixture(autouse=True)
def _often() -> Iterator[None]:
    with crashing.merging_often():
        yield


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if "LOCK" not in path.name}


def _needed(ix: Any) -> set[str]:
    """The files of the newest commit."""
    contents = durable.read_contents(ix.storage, ix.indexname)
    return {TOC._filename(ix.indexname, contents.generation)} | {
        f"{segment.segment_id()}.segment" for segment in contents.segments
    }


# Killed processes


@pytest.mark.slow
@pytest.mark.timeout(60 + 30 * KILLS)
def test_a_killed_writer_loses_no_commit_and_no_reader_notices(tmp_path: Path) -> None:
    ix = EngineIndex.create(FileStorage(str(tmp_path)), crashing.schema())
    left: Counter[str] = Counter()
    with ExitStack() as stack:
        starter = stack.enter_context(_program("write"))
        readers = [stack.enter_context(_program("read", str(tmp_path))) for _ in range(2 if THOROUGH else 1)]
        for reader in readers:
            assert reader.stdout.readline() == "reading\n"
        number = 0
        for _ in range(KILLS):
            number = crashing.check(ix.storage, _killed(starter, tmp_path, number))
            left.update(_left(ix))
        starter.stdin.close()
        for reader in readers:
            reader.send_signal(signal.SIGTERM)
            rounds, _ = reader.communicate()
            assert reader.returncode == 0
            assert int(rounds) > 0
            left["rounds of reading"] += int(rounds)
    print(f"{number} commits, {KILLS} kills, which left: {dict(left)}")
    crashing.commit(ix, number + 1)  # and what was left behind is swept away
    merge_once(ix)
    assert _files(tmp_path) == _needed(ix)


def _program(*arguments: str) -> Any:
    command = [sys.executable, "-m", "tests.indexer.engine.crashing", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _killed(starter: Any, folder: Path, number: int) -> int:
    """Starts a process that writes, and kills it at some moment; the last commit that it acknowledged."""
    print(folder, file=starter.stdin, flush=True)
    child, acknowledged, last = 0, number, number + random.randrange(5)
    for line in starter.stdout:
        if line == "killed\n":
            break
        if line.startswith("pid "):
            child = int(line.split()[1])
        else:
            acknowledged = int(line)
        if child and acknowledged >= last:
            time.sleep(random.random() * 0.2)
            os.kill(child, signal.SIGKILL)
            child = 0
    return acknowledged


def _left(ix: Any) -> set[str]:
    """What kinds of files a killed process left behind."""
    surplus = _files(Path(ix.storage.folder)) - _needed(ix)
    kinds = {"unfinished": "a table without a name", ".toc": "a table of before", "merging": "a merge"}
    kinds |= {".segment": "a segment", ".tmp": "a folder"}
    return {next(said for part, said in kinds.items() if part in name) for name in surplus} or {"nothing"}


# What is left behind


def _index(folder: Path, commits: int = 4) -> EngineIndex:
    folder.mkdir(exist_ok=True)
    ix = EngineIndex.create(FileStorage(str(folder)), crashing.schema())
    for number in range(1, commits + 1):
        crashing.commit(ix, number)
    return ix


def test_what_was_left_behind_is_swept_before_anything_is_written(tmp_path: Path) -> None:
    ix = _index(tmp_path)
    needed = _needed(ix)
    (tmp_path / "_MAIN_99.toc.unfinished").write_bytes(b"")
    (tmp_path / "_MAIN_2.toc").write_bytes(b"a generation of before")
    (tmp_path / "_MAIN_3.toc.1760000000.5").write_bytes(b"Whoosh's")
    (tmp_path / "MAIN_0123456789abcdef.segment").write_bytes(b"a commit that was not made")
    (tmp_path / "MAIN.merging.MAIN_0123").write_bytes(b"")
    (tmp_path / "_MAIN_BESIDE_1.toc").write_bytes(b"of another index")
    (tmp_path / "MAIN_BESIDE_x.segment").write_bytes(b"of another index")
    beside = {"_MAIN_BESIDE_1.toc", "MAIN_BESIDE_x.segment"}
    lock = ix.lock("MERGELOCK")
    assert lock.acquire()  # as one who is at a merge
    writer = EngineWriter(ix)
    assert _files(tmp_path) - {"MAIN.tmp"} == needed | beside | {"MAIN.merging.MAIN_0123"}
    writer.cancel()
    lock.release()
    writer = EngineWriter(ix)
    assert _files(tmp_path) - {"MAIN.tmp"} == needed | beside
    writer.cancel()
    assert crashing.check(ix.storage, 4) == 4


def test_readers_keep_what_is_swept(tmp_path: Path) -> None:
    ix = _index(tmp_path)
    with ix.searcher() as searcher:
        for number in range(5, 8):
            crashing.commit(ix, number)
        merge_once(ix, crashing.some)
        assert crashing.answers(searcher) == 4
        fresh = searcher.refresh()
    assert crashing.answers(fresh) == 7


def test_a_reader_that_comes_while_files_go_reads_what_is_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ix = _index(tmp_path)
    names, read = durable._names, durable._parsed
    stale: list[Any] = [names(ix.storage)]
    commits: list[int] = []

    def overtaken(*arguments: Any) -> Any:
        """What was read, but all files that it names are gone."""
        contents = read(*arguments)
        if commits:
            with monkeypatch.context() as without:
                without.setattr(durable, "_parsed", read)
                crashing.commit(ix, commits.pop())
                with EngineWriter(ix) as writer:
                    writer.optimize = True
        return contents

    crashing.commit(ix, 5)
    monkeypatch.setattr(durable, "_names", lambda storage: stale.pop() if stale else names(storage))
    assert crashing.check(ix.storage, 5) == 5
    assert not stale
    monkeypatch.setattr(durable, "_parsed", overtaken)
    for number in (6, 7):
        commits = [number]
        with ix.searcher() as searcher:
            assert crashing.answers(searcher) == number
    commits = [8]
    assert crashing.check(ix.storage, 8) == 8


def test_an_index_is_made_once(tmp_path: Path) -> None:
    ix = _index(tmp_path)
    with pytest.raises(FileExistsError):
        EngineIndex.create(ix.storage, crashing.schema())
    assert EngineIndex.open(tmp_path).latest_generation() == 4
    assert EngineIndex(RamStorage()).latest_generation() == -1


# Lost power


def test_a_folder_lasts_with_those_that_it_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    durable.make_folder(tmp_path / "a" / "b")
    assert synced == [tmp_path.stat().st_ino, (tmp_path / "a").stat().st_ino]
    durable.make_folder(tmp_path / "a" / "b")
    assert len(synced) == 2
    (tmp_path / "file").write_text("")
    with pytest.raises(FileExistsError):
        durable.make_folder(tmp_path / "file")


def _history(disk: Disk, first: int = 1, commits: int = COMMITS) -> None:
    """Makes commits and merges, all of them noted."""
    ix = EngineIndex(disk)
    with disk.watched():
        for number in range(first, first + commits):
            disk.note("begun", number)
            crashing.commit(ix, number)
            disk.note("acknowledged", number)
            if number % 2 == 0:
                merge_once(ix, crashing.some)


def _interrupted(disk: Disk, number: int, how: str, moment: str) -> int:
    """A commit that is killed before an operation like this one, or that fails at it; the commit that is there then."""
    disk.note("begun", number)
    setattr(disk, how, lambda now: moment in f"{disk.operations[-1].kind}, {now.kind} {now.name}")
    with disk.watched(), pytest.raises((Killed, OSError)):
        crashing.commit(EngineIndex(disk), number)
    gc.collect()  # which frees the lock, as the end of a process does
    setattr(disk, how, lambda now: False)
    disk.killed = False
    return crashing.check(disk, number - 1)


# Before the name of a table lasts, and thereafter; before a segment is on the disk, before a table is, before its name
MOMENTS = ("rename, sync .", "sync, delete", ", sync MAIN", ", write _MAIN", ", rename _MAIN")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Operation]:
    """The operations of a history, from the creation of the index on, with programs that were killed."""
    disk = laid_out({}, tmp_path_factory.mktemp("recorded") / "index")
    with disk.watched():
        EngineIndex.create(disk, crashing.schema())
    disk.note("acknowledged", 0)
    with crashing.merging_often():
        _history(disk)
        number = COMMITS
        for how, moment in [*product(["killed_at"], MOMENTS), ("fails_at", MOMENTS[0])]:
            number = _interrupted(disk, number + 1, how, moment) + 1
            _history(disk, number, 1)
    replayed = PowerLoss()
    for operation in disk.operations:
        replayed.apply(operation)
    assert {name: node.content for name, node in replayed.names.items()} == {
        name: Path(disk.folder, name).read_bytes() for name in _files(Path(disk.folder)) - {"MAIN.tmp"}
    }  # nothing happened that was not noted
    return disk.operations


class _Finder:
    """Checks folders that may be found, each once."""

    def __init__(self) -> None:
        self._known: dict[Any, int] = {}

    def check(self, files: dict[str, bytes], state: PowerLoss) -> None:
        key = frozenset((name, hash(content)) for name, content in files.items())
        if key not in self._known:
            try:
                self._known[key] = crashing.check(stored(files), 0, state.begun)
            except Exception as error:
                raise AssertionError(f"After commit {state.acknowledged}: {sorted(files)}") from error
        assert state.acknowledged <= self._known[key] <= state.begun

    def __len__(self) -> int:
        return len(self._known)


def _lose(
    operations: Sequence[Operation], chance: random.Random, points: int | None = None, more: int = 0, first: int = 0
) -> int:
    """Loses the power after every operation from one on, or so many; how many folders were found."""
    first = max(first, next(place for place, operation in enumerate(operations) if operation.kind == "acknowledged"))
    moments = set(range(first, len(operations)))
    if points is not None:
        moments = set(chance.sample(sorted(moments), points))
    state, finder = PowerLoss(), _Finder()
    for place, operation in enumerate(operations):
        state.apply(operation)
        if place in moments:
            for files in state.found(chance, more):
                finder.check(files, state)
    return len(finder)


def test_lost_power_loses_no_commit(recorded: Sequence[Operation]) -> None:
    found = _lose(recorded, random.Random(1), None if THOROUGH else 20, 20 if THOROUGH else 0)
    print(f"{found} folders after {len(recorded)} operations")
    assert found > COMMITS


def test_power_may_be_lost_again_and_again(tmp_path: Path) -> None:
    chance = random.Random(2)
    files: dict[str, bytes] = {}
    number = 0
    disk = laid_out({}, tmp_path / "0")
    with disk.watched():
        EngineIndex.create(disk, crashing.schema())
    for again in range(1, KILLS + 1):
        _history(disk, number + 1, 3)
        state, start = PowerLoss(begun=number, acknowledged=number), len(disk.operations)
        for name, content in files.items():
            for operation in (Operation("create", name), Operation("write", name, content), Operation("sync", name)):
                state.apply(operation)
        state.apply(Operation("sync", "."))
        for operation in disk.operations[: chance.randrange(start // 4, start + 1)]:
            state.apply(operation)
        if not state.lasting:
            continue
        *_, files = state.found(chance, 1)
        disk = laid_out(files, tmp_path / str(again))
        number = crashing.check(disk, state.acknowledged, state.begun)
    crashing.commit(EngineIndex(disk), number + 1)
    assert _files(Path(disk.folder)) == _needed(EngineIndex(disk))


Kind = Callable[[Sequence[Operation], int], bool]


def _of(part: str) -> Kind:
    return lambda operations, place: part in operations[place].name


def _between(before: str, after: str) -> Kind:
    """The list of names, between such operations."""
    return lambda operations, place: (
        operations[place].name == "."
        and before in operations[place - 1].kind
        and operations[place + 1].kind.startswith(after)
    )


_SYNCS: dict[str, Kind] = {
    "segments": _of(".segment"),
    "merged segments": _of("merging"),
    "tables": _of(".toc"),
    "names before": _between("sync", "rename"),
    "names after": _between("rename", ""),
    "names of who was killed": _between("lock", "delete"),
}


@pytest.mark.parametrize("kind", _SYNCS)
def test_each_sync_is_needed(recorded: Sequence[Operation], kind: str) -> None:
    """The tests above would notice if it were not there."""
    first = next(place for place, operation in enumerate(recorded) if operation.kind == "acknowledged")
    left_out = {
        place
        for place, operation in enumerate(recorded)
        if place > first and operation.kind == "sync" and _SYNCS[kind](recorded, place)
    }
    without = [operation for place, operation in enumerate(recorded) if place not in left_out]
    with pytest.raises(AssertionError):
        _lose(without, random.Random(3), first=min(left_out))


# Full disks


def _commits(ix: Any, number: int) -> None:
    crashing.commit(ix, number)


def _merges(ix: Any, number: int) -> None:
    merge_once(ix, lambda segments: [list(segments[:3])])


# What is done, and after which commit: the next one is small, of several segments, merges, or optimizes.
_ACTIONS: dict[str, tuple[Callable[[Any, int], None], int]] = {
    "a commit": (_commits, 6),
    "a commit of several segments": (_commits, 7),
    "a commit that merges": (_commits, 8),
    "a commit that optimizes": (_commits, 9),
    "a merge beside": (_merges, 8),
}


@pytest.mark.parametrize("lasts", [False, True], ids=["for a moment", "from then on"])
@pytest.mark.parametrize("action", _ACTIONS)
def test_a_full_disk_loses_no_commit(tmp_path: Path, action: str, lasts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    act, number = _ACTIONS[action]
    _index(tmp_path / "before", number)
    monkeypatch.setattr(spool, "HELD", 500)  # so that much waits in files
    monkeypatch.setattr("indexer.engine.stored.HELD", 100)  # and files are written while documents are added
    with _copy(tmp_path) as disk:
        act(EngineIndex(disk), number + 1)
        steps = range(1, disk.count + 1)
    assert len(steps) > 10
    print(f"{len(steps)} steps of {action}")
    for step in steps if THOROUGH else [*random.Random(action).sample(steps[:-1], 4), steps[-1]]:
        with _copy(tmp_path) as disk:
            disk.full_at, disk.full_for = step, sys.maxsize if lasts else 1
            with pytest.raises(OSError, match="No space left on device"):
                act(EngineIndex(disk), number + 1)
            _check_after_failure(disk, number, _needed(EngineIndex.open(tmp_path / "before")))


@contextmanager
def _copy(folder: Path) -> Iterator[Disk]:
    """A copy of the index, watched."""
    shutil.copytree(folder / "before", folder / "copy")
    try:
        with Disk(folder / "copy").watched() as disk:
            yield disk
    finally:
        shutil.rmtree(folder / "copy")


def _check_after_failure(disk: Disk, acknowledged: int, before: set[str]) -> None:
    """Where the new table of contents has its name and could not be synced, it may be either, and both are needed."""
    folder, full = Path(disk.folder), disk.full_at
    disk.full_at = 0
    renamed = any(operation.onto.endswith(".toc") for operation in disk.operations)
    number = crashing.check(disk, acknowledged)
    assert number == acknowledged or renamed
    if renamed:
        assert _files(folder) >= before | _needed(EngineIndex(disk))
    else:
        assert _files(folder) - {"MAIN.tmp"} == _needed(EngineIndex(disk)), full
    crashing.commit(EngineIndex(disk), number + 1)  # the lock is free
    assert crashing.check(disk, number + 1) == number + 1
    assert _files(folder) == _needed(EngineIndex(disk))


def test_a_writer_that_could_not_write_commits_nothing(tmp_path: Path) -> None:
    _index(tmp_path / "index")
    disk = Disk(tmp_path / "index")
    ix = EngineIndex(disk)
    writer = EngineWriter(ix)
    writer._limit = 0  # a segment for each document
    disk.full_at, disk.full_for = disk.count + 1, sys.maxsize
    with pytest.raises(OSError, match="No space left"):
        writer.add_document(id="a", body="same")
    disk.full_at = 0
    with pytest.raises(IndexingError, match="could not write"):
        writer.add_document(id="b")
    with pytest.raises(LockError):
        EngineWriter(ix)
    with pytest.raises(IndexingError, match="could not write"):
        writer.commit()
    writer.cancel()
    assert _files(tmp_path / "index") == _needed(ix)
    assert crashing.check(ix.storage, 4) == 4
    writer = EngineWriter(ix)
    disk.full_at, disk.full_for = disk.count + 1, 1
    with pytest.raises(OSError, match="No space left"), writer:
        writer.commit()
    EngineWriter(ix).cancel()
