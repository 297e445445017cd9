"""Commits, readers beside writers, locks, damage and full disks."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from crawler.records import State
from indexer import schema, whoosh_index
from indexer.engine import background, durable, policy
from indexer.engine.merge import merge_segments
from indexer.engine.segment import open_container
from indexer.folder import Folder
from indexer.index import (
    Filter,
    Index,
    IndexBusyError,
    IndexOutdatedError,
    IndexUnreadableError,
    IndexWriteError,
    SearchRequest,
)
from indexer.snapshot import Snapshot
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, found, ids, release


def test_it_is_an_index(tmp_path: Path) -> None:
    index: Index = WhooshIndex(tmp_path / "new" / "index")
    assert index.seq == 0
    with pytest.raises(IndexUnreadableError, match=r"no index in .* yet: run `pressroom index`"):
        index.search(SearchRequest())
    index.add([release("a")])
    with pytest.raises(IndexUnreadableError):
        index.count(SearchRequest())
    index.commit(7)
    assert (index.seq, ids(index)) == (7, ["a"])
    index.close()
    assert (WhooshIndex(tmp_path / "new" / "index").seq, ids(index)) == (7, ["a"])


def test_a_commit_without_releases_moves_on(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.commit(3)
    assert (index.seq, ids(index), index.suggest("a")) == (3, [], [])
    assert index.search(SearchRequest("x", facets={"date": 3, "topic": 3})).total == 0
    index.commit(5)
    assert index.seq == 5


def test_a_release_is_replaced_by_its_id(tmp_path: Path) -> None:
    first, second = release("a", text="old words"), release("a", text="new words", state=State.CHANGED)
    index = built(tmp_path, [first, release("b")], [second], [first, second])
    assert ids(index, "new", match="all") == ["a"]
    assert ids(index, "old", match="all") == []
    assert index.count(SearchRequest()) == 2


def test_a_release_added_twice_before_a_segment_is_full_can_be_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_index, "MEMORY", 0)
    index = WhooshIndex(tmp_path)
    index.add([release("a", text="one"), release("a", text="two"), release("b")])
    index.remove(["a"])
    index.commit(1)
    assert ids(index) == ["b"]


def test_removed_releases_are_gone_and_can_come_back(tmp_path: Path) -> None:
    index = built(tmp_path, [release("a"), release("b")])
    index.remove(["a", "unknown"])
    assert sorted(ids(index)) == ["a", "b"]  # not committed
    index.commit(2)
    assert ids(index) == ["b"]
    index.remove(["b"])
    index.add([release("a"), release("b", text="again"), release("c")])
    index.remove(["c"])
    index.commit(3)
    assert sorted(ids(index)) == ["a", "b"]
    assert ids(index, "again") == ["b"]
    index.remove(["a", "b"])
    index.commit(4)
    assert (ids(index), index.seq) == ([], 4)


def test_which_releases_it_holds(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    with pytest.raises(IndexUnreadableError):
        index.holds("a")
    index = built(tmp_path, [release("a"), release("b")], [release("a", text="again")])
    index.remove(["b"])
    assert index.holds("b")
    index.commit(9)
    assert [index.holds(identity) for identity in ("a", "b", "ab", "")] == [True, False, False, False]


def test_closing_drops_what_is_not_committed(tmp_path: Path) -> None:
    index = built(tmp_path, [release("a")])
    index.add([release("b")])
    index.close()
    index.commit(2)
    assert ids(index) == ["a"]


def test_readers_see_new_commits_and_keep_what_they_have(tmp_path: Path) -> None:
    writer = built(tmp_path, [release("a")])
    reader = WhooshIndex(tmp_path)
    assert ids(reader) == ["a"]
    for number in range(2, 12):
        writer.add([release(f"r{number}")])
        assert reader.count(SearchRequest()) == number - 1
        writer.commit(number)
        assert (reader.count(SearchRequest()), reader.seq) == (number, number)


def test_a_folder_exchanged_for_another_is_noticed(tmp_path: Path) -> None:
    index = built(tmp_path / "live", [release("a")])
    assert ids(index) == ["a"]
    built(tmp_path / "other", [release("b")])
    shutil.move(tmp_path / "live", tmp_path / "old")
    shutil.move(tmp_path / "other", tmp_path / "live")
    assert ids(index) == ["b"]


CHANGES = st.lists(st.tuples(st.booleans(), st.integers(0, 12)), max_size=12)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(CHANGES, max_size=12))
def test_any_course_of_changes(tmp_path_factory: pytest.TempPathFactory, commits: list[list[tuple[bool, int]]]) -> None:
    """Small segments and many merges: the index always holds the last version of each release."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(whoosh_index, "MEMORY", 0)
        patched.setattr(policy, "FAN_IN", 3)
        index = WhooshIndex(tmp_path_factory.mktemp("index"))
        expected: dict[str, str] = {}
        for seq, changes in enumerate(commits, 1):
            for place, (added, number) in enumerate(changes):
                change(index, expected, f"r{number}", f"v{seq}x{place}" if added else None)
            index.commit(seq)
            hits = index.search(SearchRequest(limit=100)).hits
            assert {hit.id: hit.snippet for hit in hits} == expected
        index.close()
    for identity, text in expected.items():
        assert ids(index, text, match="all") == [identity]


def change(index: WhooshIndex, expected: dict[str, str], identity: str, text: str | None) -> None:
    """Adds a release, or removes it, in the index and in what is expected of it."""
    if text is None:
        index.remove([identity])
        expected.pop(identity, None)
    else:
        index.add([release(identity, text=text)])
        expected[identity] = text


def test_segments_stay_few(tmp_path: Path) -> None:
    index, threads = WhooshIndex(tmp_path), threading.active_count()
    for number in range(60):
        index.add([release(f"r{number}")])
        index.commit(number)
        if number % 10 == 9:
            index.close()  # which waits for the merge that is at work
    assert threading.active_count() <= threads
    assert len(list(tmp_path.glob("*.segment"))) < 20
    assert index.count(SearchRequest()) == 60
    assert {path.suffix for path in tmp_path.iterdir()} == {".segment", ".toc", ""}


def test_a_commit_does_not_wait_for_a_merge_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    merge, begun, go_on = merge_segments, threading.Event(), threading.Event()

    def slowly(*arguments: Any) -> Any:
        begun.set()
        assert go_on.wait(60)
        return merge(*arguments)

    monkeypatch.setattr(background, "merge_segments", slowly)
    index = built(tmp_path, *([release(f"r{number}")] for number in range(policy.FAN_IN)))
    assert begun.wait(60)
    index.add([release("late")])
    index.remove(["r0"])
    index.commit(99)
    assert (index.seq, index.count(SearchRequest())) == (99, policy.FAN_IN)
    go_on.set()
    index.close()
    assert len(Folder(tmp_path).read().segments) == 2
    assert (index.seq, index.count(SearchRequest()), index.holds("r0")) == (99, policy.FAN_IN, False)


def test_readers_are_not_held_up_by_the_opening_of_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer_side, reader = built(tmp_path, [release("a")]), WhooshIndex(tmp_path)
    assert ids(reader) == ["a"]
    writer_side.add([release("b")])
    writer_side.commit(2)
    opening, begun, go_on = Snapshot, threading.Event(), threading.Event()

    def slowly(*arguments: Any) -> Any:
        begun.set()
        assert go_on.wait(60)
        return opening(*arguments)

    monkeypatch.setattr(whoosh_index, "Snapshot", slowly)
    thread = threading.Thread(target=lambda: ids(reader))
    thread.start()
    assert begun.wait(60)
    assert ids(reader) == ["a"]
    go_on.set()
    thread.join()
    assert ids(reader) == ["a", "b"]


def test_unchanged_segments_stay_open(tmp_path: Path) -> None:
    index = built(tmp_path, [release(f"r{number}") for number in range(9)])
    found(index, filters={"source": Filter(("osce",))}, facets={"source": 3})
    (segment_before,) = index._newest().executor.segments
    index.add([release("new")])
    index.remove(["r0"])
    index.commit(2)
    assert found(index, filters={"source": Filter(("osce",))}, facets={"source": 3}).facets["source"][0].count == 9
    segment_now, _ = index._newest().executor.segments
    assert segment_now.tests is segment_before.tests
    assert segment_now.column("=source") is segment_before.column("=source")
    assert segment_before.deleted is None
    assert segment_now.deleted is not None


def test_only_one_process_writes(tmp_path: Path) -> None:
    first, second = WhooshIndex(tmp_path), WhooshIndex(tmp_path)
    first.add([release("a")])
    with pytest.raises(IndexBusyError, match="Another process is writing"):
        second.add([release("b")])
    with pytest.raises(IndexBusyError):
        second.remove(["a"])
    with pytest.raises(IndexBusyError):
        second.commit(1)
    first.commit(1)
    second.add([release("b")])
    second.commit(2)
    assert sorted(ids(first)) == ["a", "b"]


def test_searching_while_writing_in_threads(tmp_path: Path) -> None:
    index = built(tmp_path, [release(f"r{number}") for number in range(20)])
    errors: list[BaseException] = []
    stop = threading.Event()

    def search() -> None:
        try:
            while not stop.is_set():
                assert index.search(SearchRequest("text", facets={"person": 3, "date": 5})).total >= 20
                index.suggest("some")
        except BaseException as error:  # noqa: BLE001  handed to the test's thread
            errors.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20, 35):
        index.add([release(f"r{number}", people=(f"Person {number}",))])
        index.commit(number)
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.parametrize("act", [lambda index: index.search(SearchRequest()), lambda index: index.add([release()])])
def test_a_folder_with_something_else_is_left_alone(tmp_path: Path, act: Callable[[WhooshIndex], object]) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(IndexUnreadableError, match=r"other files and no index: set index.path .*index --rebuild"):
        act(WhooshIndex(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def toc(path: Path) -> Path:
    (file,) = path.glob("*.toc")
    return file


def segment(path: Path) -> Path:
    (file,) = path.glob("*.segment")
    return file


@pytest.mark.parametrize("name", [toc, segment])
@pytest.mark.parametrize("damage", [b"", b"\x00", b"nonsense" * 100, None])
def test_damage_is_reported_with_what_to_do(tmp_path: Path, name: Callable[[Path], Path], damage: bytes | None) -> None:
    built(tmp_path, [release("a")])
    file = name(tmp_path)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2] if damage is None else damage)
    with pytest.raises(IndexUnreadableError, match=r"damaged: run `pressroom index --rebuild`"):
        WhooshIndex(tmp_path).search(SearchRequest("text"))


@pytest.mark.parametrize(
    "part", ["stored/content", "field/text/list_words", "column/moment/numbers", "column/id/ordinals"]
)
def test_damage_that_shows_while_reading_is_reported(tmp_path: Path, part: str) -> None:
    index = built(tmp_path, [release(f"r{number}", text="text " * 200) for number in range(2000)])
    index.close()
    folder = Folder(tmp_path)
    array = open_container(folder.storage, folder.read().segments[0]).array(part)
    content = bytearray(segment(tmp_path).read_bytes())
    content[array._offset] ^= 1
    segment(tmp_path).write_bytes(content)
    with pytest.raises(IndexUnreadableError, match="damaged"):
        WhooshIndex(tmp_path).search(SearchRequest("text", sort="newest", limit=3000))
    with pytest.raises(IndexUnreadableError, match=r"damaged: run `pressroom index --rebuild`"):
        WhooshIndex(tmp_path).verify()


def test_a_flipped_byte_anywhere_is_found_and_never_becomes_an_answer(tmp_path: Path) -> None:
    index = built(tmp_path, [release(f"r{number}", text=f"text {number} of it") for number in range(30)])
    index.remove(["r3"])
    index.commit(2)
    index.close()
    expected, random = found(index, "text 7", facets={"source": 3, "date": 4}), Random(5)
    for file in (toc(tmp_path), segment(tmp_path)):
        content = file.read_bytes()
        for place in [*random.sample(range(len(content)), 60), len(content) - 1, len(content) - 9]:
            flipped = bytearray(content)
            flipped[place] ^= 1 << random.randrange(8)
            file.unlink()
            file.write_bytes(flipped)
            with pytest.raises(IndexUnreadableError, match=r"run `pressroom index --rebuild`"):
                WhooshIndex(tmp_path).verify()
            try:
                assert found(WhooshIndex(tmp_path), "text 7", facets={"source": 3, "date": 4}) == expected
            except IndexUnreadableError:
                continue
        file.unlink()
        file.write_bytes(content)
    assert WhooshIndex(tmp_path).verify() == 29


def test_a_missing_segment_is_reported(tmp_path: Path) -> None:
    built(tmp_path, [release("a")])
    segment(tmp_path).unlink()
    with pytest.raises(IndexUnreadableError, match="damaged"):
        WhooshIndex(tmp_path).search(SearchRequest())


def test_an_index_of_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path, [release("a")])
    monkeypatch.setattr("indexer.folder.FORMAT_VERSION", 99)
    with pytest.raises(IndexUnreadableError, match=r"another version .*: run `pressroom index --rebuild`"):
        WhooshIndex(tmp_path).search(SearchRequest())
    with pytest.raises(IndexUnreadableError, match="another version"):
        WhooshIndex(tmp_path).add([release("b")])


def test_an_index_that_names_what_is_no_more_is_of_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Positions:
        """What an earlier version of `indexer.schema` had."""

    Positions.__module__, Positions.__qualname__ = schema.__name__, "Positions"
    earlier = schema.ReleaseSchema()
    earlier.format = Positions()
    with monkeypatch.context() as patched:
        patched.setattr(schema, "Positions", Positions, raising=False)
        TOC(earlier, [], 1).write(FileStorage(str(tmp_path)), "MAIN")
    with pytest.raises(IndexOutdatedError, match=r"another version .*: run `pressroom index --rebuild`"):
        WhooshIndex(tmp_path).search(SearchRequest())
    with pytest.raises(IndexOutdatedError):
        WhooshIndex(tmp_path).commit(1)


def test_a_path_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnreadableError, match="can't be read"):
        WhooshIndex(tmp_path / "file").search(SearchRequest())


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    path = Path("/proc/pressroom/index")
    with pytest.raises(IndexWriteError, match=r"can't be written .* free some space, or check the permissions"):
        WhooshIndex(path).add([release()])


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk."""
    index = built(tmp_path, [release("a")])
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    random = Random(1)
    text = " ".join(f"w{random.getrandbits(60)}" for _ in range(20_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(IndexWriteError, match="File too large"):
            for number in range(50):
                index.add([release(f"r{number}", text=text)])
                index.commit(number + 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert (ids(index), index.seq) == (["a"], 1)
    assert sorted(path.suffix for path in tmp_path.iterdir() if "LOCK" not in path.name) == [".segment", ".toc"]
    index.add([release("b", text=text)])
    index.commit(2)
    assert sorted(ids(index)) == ["a", "b"]


def test_a_failure_after_the_commit_does_not_undo_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = built(tmp_path, [release("a")])
    index.add([release("b")])

    clean = durable.clean

    def failing(*arguments: Any) -> None:
        clean(*arguments)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(durable, "clean", failing)
    with pytest.raises(IndexWriteError):
        index.commit(2)
    assert (sorted(ids(index)), index.seq) == (["a", "b"], 2)


def test_an_error_in_the_feed_drops_the_uncommitted(tmp_path: Path) -> None:
    index = built(tmp_path, [release("a")])

    def broken() -> object:
        yield release("b")
        raise RuntimeError("the store went away")

    with pytest.raises(RuntimeError):
        index.add(broken())  # type: ignore[arg-type]
    WhooshIndex(tmp_path).commit(2)  # the lock is free
    assert ids(index) == ["a"]


WRITE_FOREVER = """
import os, sys
from pathlib import Path
from indexer.engine import policy
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import release

def write(folder):
    policy.FAN_IN = 2
    index = WhooshIndex(Path(folder))
    seq = index.seq
    print(os.getpid(), seq, sep="\\n", flush=True)
    while True:
        index.add([release(f"r{seq}", text=f"text {seq}"), release("head", text=f"version v{seq + 1}")])
        index.remove([f"r{seq - 5}"])
        seq += 1
        index.commit(seq)
        print(seq, flush=True)

for line in sys.stdin:  # a process for each, which need not load the code anew
    if (child := os.fork()) == 0:
        write(line.strip())
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


def killed(starter: Any, folder: Path, random: Random) -> tuple[int, int]:
    """Starts a writer and kills it at any moment after a few commits: the one that it found, the last that it made."""
    print(folder, file=starter.stdin, flush=True)
    writer = int(starter.stdout.readline())
    said = [starter.stdout.readline() for _ in range(1 + random.randrange(5))]
    threading.Event().wait(random.uniform(0, 0.05))
    os.kill(writer, signal.SIGKILL)
    said += iter(starter.stdout.readline, "ended\n")
    return int(said[0]), int(said[-1])


@pytest.mark.slow
def test_kill_at_any_moment_leaves_the_last_commit_whole(tmp_path: Path) -> None:
    """After each kill, `seq` says exactly which documents are there."""
    random, reader, before = Random(3), WhooshIndex(tmp_path), 0
    command = [sys.executable, "-c", WRITE_FOREVER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        for _ in range(20):
            found, acknowledged = killed(starter, tmp_path, random)
            seq = reader.seq
            assert found == before
            assert acknowledged <= seq <= acknowledged + 1
            if seq:
                present = {f"r{number}" for number in range(max(0, seq - 5), seq)} | {"head"}
                assert set(ids(reader)) == present
                assert ids(reader, f"v{seq}", match="all") == ["head"]
            before = seq
    assert before > 20
    reader.commit(before)  # sweeps away what the last one left
    reader.close()
    background.merge_once(Folder(tmp_path))
    assert {path.suffix for path in tmp_path.iterdir()} == {".segment", ".toc", ""}
    assert len(list(tmp_path.glob("*.toc"))) == 1
