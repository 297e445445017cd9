"""Files whose writer was killed: whatever stood on the disk is there after the repair, and nothing half."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import Archive, ArchiveError, Location, scan
from crawler.warc import files
from tests.crawler.warc.sample import AT, PAGE, fetched
from tests.permissions import read_only

HEAD_AND_TWO = 5  # records: the file's own, two responses with their requests


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[Location]]:
    """The bytes of a file with two pages in it, and their places."""
    folder = tmp_path_factory.mktemp("written")
    archive = Archive(folder)
    places = [archive.append(fetched(f"https://press.example/{number}"), AT).location for number in range(2)]
    archive.close()
    return (folder / places[0].file).read_bytes(), places


def leave(folder: Path, content: bytes, name: str = "left.warc.gz") -> Path:
    """A file as a killed process leaves it."""
    path = folder / f"{name}.open"
    path.write_bytes(content)
    return path


def urls(file: Path) -> list[str]:
    return [page.url[-1] for _, page in scan(file)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def starts(content: bytes) -> list[int]:
    """Where the gzip members of a small file begin, and its end: found without the code under test."""
    members = content.split(b"\x1f\x8b\x08")[1:]
    found = [0]
    for member in members:
        found.append(found[-1] + len(member) + 3)
    return found


@pytest.mark.slow
def test_a_file_torn_anywhere_is_cut_back_to_its_last_whole_record(
    tmp_path: Path, written: tuple[bytes, list[Location]]
) -> None:
    content, places = written
    boundaries = starts(content)
    assert len(boundaries) == HEAD_AND_TWO + 1
    for end in range(places[1].offset, len(content)):
        leave(tmp_path, content[:end])
        (sentence,) = Archive(tmp_path).repair()
        kept = max(boundary for boundary in boundaries if boundary <= end)
        assert (tmp_path / "left.warc.gz").read_bytes() == content[:kept]
        assert (f"{end - kept:,} bytes of a torn record" if end > kept else "it is whole") in sentence
        gzip.decompress(content[:kept])


def test_every_page_that_is_whole_is_there_after_the_repair(
    tmp_path: Path, written: tuple[bytes, list[Location]]
) -> None:
    content, places = written
    leave(tmp_path, content[: places[1].offset + places[1].length + 1])
    archive = Archive(tmp_path)
    archive.repair()
    assert names(tmp_path) == ["left.warc.gz"]
    assert urls(tmp_path / "left.warc.gz") == ["0", "1"]
    for place in places:
        assert archive.read(Location("left.warc.gz", place.offset, place.length)).body == PAGE


@pytest.mark.parametrize("content", [b"", b"\x1f", bytes(5000), gzip.compress(PAGE, mtime=0)])
def test_a_file_without_a_whole_record_goes(tmp_path: Path, content: bytes) -> None:
    leave(tmp_path, content)
    assert Archive(tmp_path).repair() == ["left.warc.gz was left behind without a whole record: it is removed."]
    assert names(tmp_path) == []


def test_zeros_behind_the_last_record_are_cut_off(tmp_path: Path, written: tuple[bytes, list[Location]]) -> None:
    """What some file systems leave after a power failure: the length had reached the disk, the bytes had not."""
    content, _ = written
    leave(tmp_path, content + bytes(3000))
    Archive(tmp_path).repair()
    assert (tmp_path / "left.warc.gz").read_bytes() == content


def test_damage_before_whole_records_takes_none_of_them_along(
    tmp_path: Path, written: tuple[bytes, list[Location]]
) -> None:
    content, places = written
    damaged = bytearray(content)
    damaged[places[0].offset + 50 : places[0].offset + 60] = bytes(10)
    leave(tmp_path, bytes(damaged) + content[:100])
    archive = Archive(tmp_path)
    archive.repair()
    assert (tmp_path / "left.warc.gz").read_bytes() == damaged
    assert archive.read(Location("left.warc.gz", places[1].offset, places[1].length)).url[-1] == "1"


@pytest.mark.slow
@given(st.data())
def test_no_damage_costs_a_record_that_it_did_not_hit(
    written: tuple[bytes, list[Location]], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content, places = written
    folder = tmp_path_factory.mktemp("damaged")
    begin = data.draw(st.integers(0, len(content) - 1))
    hit = data.draw(st.binary(min_size=1, max_size=80))
    leave(folder, content[:begin] + hit + content[begin + len(hit) :])
    archive = Archive(folder)
    archive.repair()
    for place in places:
        if place.offset + place.length <= begin or place.offset >= begin + len(hit):
            assert archive.read(Location("left.warc.gz", place.offset, place.length)).body == PAGE


def test_a_finished_file_is_left_alone(tmp_path: Path, written: tuple[bytes, list[Location]]) -> None:
    content, _ = written
    (tmp_path / "old.warc.gz").write_bytes(content[:-10])
    assert Archive(tmp_path).repair() == []
    assert (tmp_path / "old.warc.gz").read_bytes() == content[:-10]
    assert Archive(tmp_path / "nowhere").repair() == []


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    writer = Archive(tmp_path)
    place = writer.append(fetched(), AT).location
    assert Archive(tmp_path).repair() == []
    assert names(tmp_path) == [f"{place.file}.open"]
    assert Archive(tmp_path).read(place).body == PAGE
    writer.close()
    assert names(tmp_path) == [place.file]
    assert Archive(tmp_path).read(place).body == PAGE


def test_a_file_that_others_can_not_be_let_into_is_told(tmp_path: Path, written: tuple[bytes, list[Location]]) -> None:
    leave(tmp_path, written[0])
    with read_only(tmp_path), pytest.raises(ArchiveError, match="make it a folder that this user may write to"):
        Archive(tmp_path).repair()


def test_a_name_that_is_taken_is_not_taken_again(tmp_path: Path) -> None:
    """Process numbers come again, in containers at every start: with the second, they make the name."""
    first, second, third = (Archive(tmp_path) for _ in range(3))
    finished = first.append(fetched("https://press.example/1"), AT).location
    first.close()
    being_written = second.append(fetched("https://press.example/2"), AT).location
    place = third.append(fetched("https://press.example/3"), AT).location
    for archive in (second, third):
        archive.close()
    assert len({finished.file, being_written.file, place.file}) == 3
    assert names(tmp_path) == sorted([finished.file, being_written.file, place.file])
    assert [third.read(found).url[-1] for found in (finished, being_written, place)] == ["1", "2", "3"]


def test_a_new_file_that_a_repair_takes_for_a_left_one_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its making and its locking a new file looks as if it had been left behind."""
    claim, repaired = files._claim, []

    def repaired_meanwhile(file: object, path: Path) -> bool:
        monkeypatch.setattr(files, "_claim", claim)
        repaired.extend(Archive(tmp_path).repair())
        return claim(file, path)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "_claim", repaired_meanwhile)
    archive = Archive(tmp_path)
    place = archive.append(fetched(), AT).location
    archive.close()
    assert len(repaired) == 1
    assert names(tmp_path) == [place.file]
    assert archive.read(place).body == PAGE


def test_a_forked_child_does_not_finish_its_parent_s_file(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    place = archive.append(fetched(), AT).location
    child = multiprocessing.get_context("fork").Process(target=archive.close)
    child.start()
    child.join()
    assert child.exitcode == 0
    assert names(tmp_path) == [f"{place.file}.open"]
    assert Archive(tmp_path).repair() == []
    second = archive.append(fetched(), AT).location
    archive.close()
    assert second.file == place.file
    assert urls(tmp_path / place.file) == ["a", "a"]


def test_what_an_interrupt_left_half_written_is_not_in_the_finished_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    place = archive.append(fetched(), AT).location
    before = (tmp_path / f"{place.file}.open").read_bytes()

    def interrupt(_descriptor: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "fsync", interrupt)
        archive.append(fetched(), AT)
    archive.close()
    assert (tmp_path / place.file).read_bytes() == before


WRITER = """
import random, sys
from pathlib import Path
from crawler.archive import Archive
from tests.crawler.warc.sample import AT, fetched

archive = Archive(Path(sys.argv[1]), max_file_bytes=200_000)
number = 0
while True:
    body = random.Random(number).randbytes(20_000)
    place = archive.append(fetched(f"https://press.example/{sys.argv[2]}/{number}", raw=body), AT).location
    print(place.file, place.offset, place.length, number, flush=True)
    number += 1
"""


class Writer:
    """A process that appends until it is killed, and says of each page where it stands once that is certain."""

    def __init__(self, folder: Path, name: str) -> None:
        self._name = name
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), name], stdout=subprocess.PIPE, text=True
        )
        self._lines: list[str] = []

    def wait_for(self, pages: int) -> None:
        assert self._process.stdout is not None
        self._lines += [self._process.stdout.readline() for _ in range(pages)]

    def kill(self) -> Iterator[tuple[Location, str]]:
        """The places and addresses of what it had written for certain."""
        self._process.send_signal(signal.SIGKILL)
        rest, _ = self._process.communicate()
        for line in [*self._lines, *rest.splitlines(keepends=True)]:
            if line.endswith("\n"):
                file, offset, length, number = line.split()
                yield Location(file, int(offset), int(length)), f"https://press.example/{self._name}/{number}"


@pytest.mark.slow
def test_kill_9_costs_no_page_that_was_acknowledged(tmp_path: Path) -> None:
    written: list[tuple[Location, str]] = []
    for round_ in range(4):
        writers = [Writer(tmp_path, f"{round_}-{number}") for number in range(2)]
        for writer in writers:
            writer.wait_for(15 + 10 * round_)
        killed, survivor = writers
        written += killed.kill()
        # None, where it was killed between two files; and the survivor may just have begun one, for which it takes
        # another name then.
        finished = [said for said in Archive(tmp_path).repair() if "without a whole record" not in said]
        assert len(finished) <= 1
        survivor.wait_for(3)
        written += survivor.kill()
        assert len(Archive(tmp_path).repair()) <= 1
    assert all(name.endswith(".warc.gz") for name in names(tmp_path))
    archive = Archive(tmp_path)
    assert [archive.read(place).url for place, _ in written] == [url for _, url in written]
    found = [page.url for path in sorted(tmp_path.iterdir()) for _, page in scan(path)]
    assert len(found) == len(set(found))
    assert {url for _, url in written} <= set(found)
    assert len(found) - len(written) <= 8  # at most the page in flight of each process
    assert len({place.file for place, _ in written}) > 8


@pytest.mark.slow
def test_processes_repair_at_once(tmp_path: Path, written: tuple[bytes, list[Location]]) -> None:
    content, _ = written
    for number in range(30):
        leave(tmp_path, content[: len(content) - number], f"left-{number:02}.warc.gz")
    context = multiprocessing.get_context("spawn")  # a fork would copy the threads and pipes of the browser tests
    with context.Pool(3) as pool:
        sentences = [one for many in pool.map(_repair_folder, [tmp_path] * 3, chunksize=1) for one in many]
    assert len(sentences) == 30
    assert names(tmp_path) == [f"left-{number:02}.warc.gz" for number in range(30)]
    assert all(urls(path) == ["0", "1"] for path in tmp_path.iterdir())


def _repair_folder(folder: Path) -> list[str]:
    return Archive(folder).repair()
