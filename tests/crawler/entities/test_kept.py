"""Tables that are kept in files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.entities import kept as module
from crawler.entities.kept import kept, read, write
from crawler.entities.tables import Table

made: list[str] = []


def lakes() -> Table[str]:
    """The table as a new process has it."""

    def _lakes() -> Iterator[tuple[str, str]]:
        made.append("lakes")
        yield "Lake Office", "LO"

    return kept()(_lakes)()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "folder", lambda: tmp_path)
    monkeypatch.setattr(module, "_TABLES", [])
    made.clear()
    return tmp_path


def test_it_is_made_once(folder: Path) -> None:
    lakes()
    module.read_all()
    assert lakes().get("Lake Office") == "LO"
    assert made == ["lakes"]
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"", lambda data: data[:-1] + b"?"])
def test_a_damaged_file_is_made_anew(folder: Path, damage: object) -> None:
    lakes()
    (path,) = folder.iterdir()
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert lakes().get("Lake Office") == "LO"
    assert lakes().get("Lake Office") == "LO"
    assert made == ["lakes"] * 2


def test_other_code_or_data_makes_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lakes()
    monkeypatch.setattr(module, "fingerprint", lambda: b"of another time")
    assert lakes().get("Lake Office") == "LO"
    assert made == ["lakes"] * 2


def test_the_fingerprint_is_of_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PACKAGE", tmp_path)
    prints = set()
    (tmp_path / "data").mkdir()
    for name, content in (("a.py", "a"), ("data/b.txt", "b"), ("data/b.txt", "bb"), ("data/c.toml", "c")):
        (tmp_path / name).write_text(content)
        prints.add(module.fingerprint.__wrapped__())
    assert len(prints) == 4


def test_where_nothing_can_be_written_each_process_makes_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = folder / "file"
    nowhere.write_text("")
    monkeypatch.setattr(module, "folder", lambda: nowhere)
    assert lakes().get("Lake Office") == "LO"
    assert lakes().get("Lake Office") == "LO"
    assert made == ["lakes"] * 2


def test_nothing_is_left_beside_a_file(folder: Path) -> None:
    (folder / "there").mkdir()  # where a file cannot be put
    write(folder / "there", memoryview(b"x"))
    assert [path.name for path in folder.iterdir()] == ["there"]
    write(folder / "here", memoryview(b"x"))
    found = read(folder / "here")
    assert found is not None
    assert bytes(found) == b"x"


def test_code_that_changed_while_it_ran_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_IMPORTED", 0.0)
    assert lakes().get("Lake Office") == "LO"
    assert list(folder.iterdir()) == []
