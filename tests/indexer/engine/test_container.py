"""Containers: what was written is read, and no changed byte goes unseen."""

from __future__ import annotations

import io
import mmap
import random
import struct
import zlib
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from indexer.engine.container import CHUNK, Container, ContainerWriter, DamagedError, UnknownVersionError

CODES = ("u1", "<u2", "<u4", "<u8", "i1", "<i2", "<i4", "<i8", "<f4", "<f8")


def written(size: int = 100) -> bytes:
    file = io.BytesIO()
    writer = ContainerWriter(file)
    for code in CODES:
        writer.add(code, np.arange(size).astype(code))
    writer.add("empty", np.empty(0, dtype=np.int32))
    writer.note("a fact", {"n": [1, 2]})
    writer.close()
    return file.getvalue()


@pytest.mark.parametrize("size", [0, 1, 100, CHUNK // 8, 3 * CHUNK])
def test_what_was_written_is_read(size: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(written(size))
    container = Container.open(path)
    assert container.facts == {"a fact": {"n": [1, 2]}}
    assert list(container) == [*CODES, "empty"]
    for code in CODES:
        values = container.whole(code)
        assert values.dtype == np.dtype(code)
        assert values.ctypes.data % 8 == 0
        assert np.array_equal(values, np.arange(size).astype(code))
    container.verify()


class Told(mmap.mmap):
    """A mapped file that notes what the system is told of it."""

    told: ClassVar[list[tuple[int, ...]]] = []

    def madvise(self, *advice: int) -> None:
        self.told.append(advice)
        super().madvise(*advice)


def test_what_is_needed_next_is_read_at_once_where_nobody_touched_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(written(CHUNK))
    with path.open("rb") as file:
        container = Container(Told(file.fileno(), 0, access=mmap.ACCESS_READ), "file")
    array = container.array("<i8")
    first = container.place("<i8") // CHUNK * CHUNK
    bounds = [(9_000, 9_001), (0, 5), (7, 7)]
    for _ in range(2):
        array.check_all(bounds)
        assert Told.told == [(mmap.MADV_WILLNEED, first + 4 * CHUNK, CHUNK), (mmap.MADV_WILLNEED, first, CHUNK)]
        for start, end in bounds:
            assert array.values[start:end].tolist() == list(range(start, end))


def test_what_is_checked_together_is_found_to_be_damaged() -> None:
    content = bytearray(written(CHUNK))
    sound = Container(bytes(content), "file")
    content[sound.place("<i8") + 8 * 9_000] ^= 1
    array = Container(bytes(content), "file").array("<i8")
    array.check_all([(0, 5)])
    with pytest.raises(DamagedError):
        array.check_all([(0, 5), (9_000, 9_001)])


def test_an_array_is_written_piece_by_piece() -> None:
    file = io.BytesIO()
    writer = ContainerWriter(file)
    array = writer.begin("some", "<u4")
    for start in range(0, 3 * CHUNK, CHUNK // 3):
        array.add(np.arange(start, min(start + CHUNK // 3, 3 * CHUNK), dtype="<u4").data.cast("B"))
    with pytest.raises(ValueError, match="not at its end"):
        writer.add("other", np.arange(3))
    array.close()
    writer.add("other", np.arange(3))
    with pytest.raises(ValueError, match="already"):
        writer.begin("some", "<u4")
    writer.close()
    container = Container(file.getvalue(), "file")
    assert container.whole("some").tolist() == list(range(3 * CHUNK))
    assert container.whole("other").tolist() == [0, 1, 2]


def test_every_changed_byte_is_seen() -> None:
    content = written(10)
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(DamagedError, match="build the index anew"):
            Container(bytes(damaged), "file")  # a small file is one chunk, which holds the directory


def test_only_touched_chunks_are_checked() -> None:
    content = bytearray(written(3 * CHUNK))
    container = Container(bytes(content), "file")
    place = container.array("<i8")._offset + 8 * 2 * CHUNK
    content[place] ^= 1
    container = Container(bytes(content), "file")
    array = container.array("<i8")
    assert array.part(0, 10).tolist() == list(range(10))
    for _ in range(2):
        with pytest.raises(DamagedError):
            array.part(2 * CHUNK, 2 * CHUNK + 1)
    with pytest.raises(DamagedError):
        container.verify()


def test_a_file_cut_short_or_with_more_is_damaged() -> None:
    content = written(1000)
    for length in [0, 1, 63, 64, 127, 128, *random.Random(1).sample(range(len(content)), 50), len(content) - 1]:
        with pytest.raises(DamagedError):
            Container(content[:length], "file")
    with pytest.raises(DamagedError):
        Container(content + b"\0", "file")


def test_a_file_of_the_version_before_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.engine.container.VERSION", 1)
    monkeypatch.setattr("indexer.engine.container.CHUNK", 1 << 16)
    before = written(3 * CHUNK)
    monkeypatch.undo()
    assert before[8] == 1
    opened = Container(before, "file")
    opened.verify()
    assert np.array_equal(opened.whole("<i8"), np.arange(3 * CHUNK))
    with pytest.raises(DamagedError):
        Container(before[:80] + bytes([before[80] ^ 1]) + before[81:], "file").verify()


def test_another_version_is_refused_with_what_to_do() -> None:
    content = bytearray(written())
    content[-56:-52] = struct.pack("<I", 99)
    content[-4:] = struct.pack("<I", zlib.crc32(content[-64:-4]))
    with pytest.raises(UnknownVersionError, match=r"version 99 .* build the index anew"):
        Container(bytes(content), "file")
