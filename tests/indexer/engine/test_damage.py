"""A changed byte is found, by checksum on opening, on first touch or by verify: never a wrong answer, never a crash.

PRESSROOM_KILLS=200 changes many more bytes of a segment than usual.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from whoosh import index
from whoosh.filedb.filestore import FileStorage

from indexer.engine import durable
from indexer.engine.container import DamagedError
from indexer.engine.index import EngineIndex
from indexer.engine.mapped import MappedFile, MappedStorage
from indexer.engine.segment import EXTENSION
from indexer.engine.verify import verify
from indexer.engine.writer import EngineWriter
from tests.indexer.engine import crashing
from tests.indexer.engine.disk import stored

KILLS = int(os.environ.get("PRESSROOM_KILLS", "6"))
KINDS = ["numba", "numpy"] if KILLS >= 200 else [None]  # None: as this installation has them


@pytest.mark.slow
@pytest.mark.timeout(60 + 30 * KILLS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_byte_of_a_segment_is_no_answer(tmp_path: Path, kind: str | None) -> None:
    environment = os.environ | ({"PRESSROOM_KERNELS": kind} if kind else {})
    command = [sys.executable, "-m", "tests.indexer.engine.damaging", str(tmp_path), str(2 * KILLS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout[-200:], done.stderr)
    print(done.stdout.splitlines()[-1])
    for how in ("when opened", "by searching"):
        assert how in done.stdout


def _index(folder: Path) -> tuple[EngineIndex, Path]:
    """An index, and its table of contents."""
    ix = EngineIndex.create(FileStorage(str(folder)), crashing.schema())
    for number in range(1, 4):
        crashing.commit(ix, number)
    (table,) = folder.glob("*.toc")
    return ix, table


def test_a_changed_byte_of_the_table_of_contents_is_found(tmp_path: Path) -> None:
    _, table = _index(tmp_path)
    content = table.read_bytes()
    for place, byte in enumerate(content):
        for changed in {byte ^ 1 << place % 8, pickle.STOP[0]} - {byte}:
            with pytest.raises(DamagedError, match="build the index anew"):
                _read(table.name, content[:place] + bytes([changed]) + content[place + 1 :])


def test_a_table_of_contents_that_was_cut_is_found(tmp_path: Path) -> None:
    _, table = _index(tmp_path)
    content = table.read_bytes()
    for size in range(len(content)):
        if size != len(content) - 12:  # as Whoosh would write it
            with pytest.raises(DamagedError):
                _read(table.name, content[:size])
    with pytest.raises(DamagedError):
        _read(table.name, content + b"\0")
    assert len(_read(table.name, content).segments) == len(_read(table.name, content[:-12]).segments)


@pytest.mark.parametrize("left", [1, 2, 3])
def test_a_seal_that_was_cut_where_it_looks_like_the_end_of_a_pickle_is_found(tmp_path: Path, left: int) -> None:
    """As one in a hundred is: its checksum has the byte that ends a pickle."""
    _, table = _index(tmp_path)
    body, magic = table.read_bytes()[:-12], table.read_bytes()[-12:-4]
    with pytest.raises(DamagedError):
        _read(table.name, body + magic + b"\1" * (left - 1) + pickle.STOP)


def _read(name: str, content: bytes) -> Any:
    return durable.read_contents(stored({name: content}), "MAIN")


def test_nobody_goes_on_from_a_damaged_table_of_contents(tmp_path: Path) -> None:
    ix, table = _index(tmp_path)
    stock = index.open_dir(str(tmp_path))
    content = table.read_bytes()
    table.write_bytes(content[:-20] + b"\0" + content[-19:])
    for asked in (ix.searcher, lambda: EngineWriter(stock), lambda: EngineIndex.open(tmp_path)):
        with pytest.raises(DamagedError):
            asked()
    table.write_bytes(content)
    EngineWriter(stock).cancel()  # the lock is free


class Cut(MappedStorage):
    """A folder of which somebody empties each file that was mapped: who reads it then is killed."""

    def open_file(self, name: str, **options: Any) -> MappedFile:
        file = super().open_file(name, **options)
        Path(self._fpath(name)).write_bytes(b"")
        return file


def test_a_table_of_contents_is_not_mapped(tmp_path: Path) -> None:
    _index(tmp_path)
    assert len(durable.read_contents(Cut(tmp_path), "MAIN").segments) > 0


def test_whoosh_and_the_engine_read_each_others_tables_of_contents(tmp_path: Path) -> None:
    (tmp_path / "stock").mkdir()
    stock = index.create_in(tmp_path / "stock", crashing.schema())
    (table,) = (tmp_path / "stock").glob("*.toc")
    assert table.read_bytes().endswith(pickle.STOP)
    assert sorted(EngineIndex.open(tmp_path / "stock").schema.names()) == ["body", "id"]
    crashing.commit(stock, 1)
    with index.open_dir(str(tmp_path / "stock")).searcher() as searcher:
        assert crashing.answers(searcher) == 1


def test_verify_finds_a_file_that_is_missing_or_cut_or_another(tmp_path: Path) -> None:
    ix, _ = _index(tmp_path)
    crashing.commit(ix, 4)  # of several segments
    path, *_, other = sorted(tmp_path.glob(f"*{EXTENSION}"), key=lambda path: path.stat().st_size)
    content = path.read_bytes()
    for changed in (content[:-1], content + b"\0", b"", other.read_bytes()):
        path.write_bytes(changed)
        with pytest.raises(DamagedError):
            verify(ix.storage, ix.indexname)
    path.unlink()
    with pytest.raises(DamagedError, match="lacks a file"):
        verify(ix.storage, ix.indexname)


def test_verify_finds_deletions_that_cannot_be(tmp_path: Path) -> None:
    ix, _ = _index(tmp_path)
    contents: Any = durable.read_contents(ix.storage, ix.indexname)
    contents.generation += 1
    contents.segments[0].delete_document(100_000)
    durable.write_contents(ix.storage, ix.indexname, contents)
    with pytest.raises(DamagedError, match="deleted"):
        verify(ix.storage, ix.indexname)
