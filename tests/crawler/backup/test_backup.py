"""Copies are whole, say so themselves, and go back only where nothing is."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.backup.manifest import BackupError, Manifest, check
from crawler.backup.restoring import restore
from crawler.backup.taking import take
from crawler.entities.corrections import Correction
from crawler.records import EntityKind, Release
from crawler.settings import IndexSettings, Settings, StoreSettings, WebSettings
from crawler.store import Store, StoreError, fetches, migrate, releases, sources
from crawler.store.fetches import Fetch
from crawler.store.releases import Incoming, Reason
from tests.crawler.store import queued
from tests.crawler.store.test_migrate import at_version, fill

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://www.example.org/1"


def settings_in(folder: Path) -> Settings:
    return Settings(
        store=StoreSettings(url=f"sqlite:///{folder}/data/pressroom.db", archive=folder / "data" / "archive"),
        index=IndexSettings(path=folder / "data" / "index"),
        web=WebSettings(past_queries=str(folder / "data" / "queries.db"), secret=folder / "data" / "secret.key"),
    )


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Settings]:
    """An installation with a release, its page, a correction and a query of the past; the archive's file is open."""
    settings = settings_in(tmp_path / "here")
    store, archive = Store.open(settings.store), Archive(settings.store.archive)
    location = archive.append_resource(URL, b"<p>The quay opens.</p>", "text/html", NOW)
    with store.writing() as connection:
        sources.ensure(connection, "harbour")
        number = fetches.record(connection, Fetch(URL, "harbour", NOW, 200, None, 1, 20, location))
        release = Release(URL, "A quay", "The quay opens.", NOW, people=("Ann Smith",))
        releases.put(connection, [Incoming("one", "harbour", release, Reason.FETCHED, number)], NOW)
    store.correct([Correction(EntityKind.PEOPLE, "Ann Smith", "Anne Smith")], NOW, editor="Eve")
    store.close()
    with closing(sqlite3.connect(settings.web.past_queries)) as queries, queries:
        queries.execute("CREATE TABLE queries (words TEXT)")
        queries.execute("INSERT INTO queries VALUES ('quay')")
    settings.web.secret.write_bytes(b"a key")
    (tmp_path / "config.toml").write_text("[web]\n")
    yield settings
    archive.close()


def taken(settings: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    take(settings, tmp_path / "config.toml", folder, lambda: NOW)
    return folder


def test_a_copy_holds_all_but_the_index(here: Settings, tmp_path: Path) -> None:
    (here.index.path / "1").mkdir(parents=True)
    folder = taken(here, tmp_path)
    manifest = check(folder)
    (warc,) = (file.path for file in manifest.files if file.path.startswith("archive/"))
    assert warc.endswith(".warc.gz")
    assert [file.path for file in manifest.files] == [warc, "config.toml", "pressroom.db", "queries.db", "secret.key"]
    assert (manifest.made_at, manifest.releases, manifest.schema_version) == (NOW, 1, migrate.HEAD)
    assert manifest.seq == 2  # the release, and its correction
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_what_was_copied_comes_back(here: Settings, tmp_path: Path) -> None:
    there = settings_in(tmp_path / "there")
    restore(there, taken(here, tmp_path))
    store = Store.open(there.store, create=False)
    kept = store.release("one")
    assert kept is not None
    assert (kept.content.title, kept.content.people) == ("A quay", ("Anne Smith",))
    assert there.web.secret.read_bytes() == b"a key"
    with store.reading() as connection:
        page = next(fetches.placed(connection)).location
    assert Archive(there.store.archive).read(page).body == b"<p>The quay opens.</p>"
    with closing(sqlite3.connect(there.web.past_queries)) as queries:
        assert queries.execute("SELECT words FROM queries").fetchall() == [("quay",)]
    store.close()


def test_who_crawled_here_holds_up_nothing_there(here: Settings, tmp_path: Path) -> None:
    with closing(Store.open(here.store)) as store:
        queued.add(store, queued.link("a"))
        held = queued.taken(store)
    there = settings_in(tmp_path / "there")
    restore(there, taken(here, tmp_path))
    with closing(Store.open(there.store)) as store:
        assert queued.taken(store, "you").url == held.url


def test_half_a_record_stays_behind(here: Settings, tmp_path: Path) -> None:
    (warc,) = here.store.archive.glob("*.warc.gz.open")
    whole = warc.read_bytes()
    with warc.open("ab") as file:
        file.write(whole[: len(whole) // 3])
    folder = taken(here, tmp_path)
    assert (folder / "archive" / warc.name.removesuffix(".open")).read_bytes() == whole


@pytest.mark.parametrize("name", ["pressroom.db", "archive/x", "index/x", "queries.db", "secret.key"])
def test_nothing_is_overwritten(here: Settings, tmp_path: Path, name: str) -> None:
    folder = taken(here, tmp_path)
    path = tmp_path / "there" / "data" / name
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(BackupError, match="is there already, and nothing is overwritten: move it away"):
        restore(settings_in(tmp_path / "there"), folder)
    assert [each.read_text() for each in (tmp_path / "there").rglob("*") if each.is_file()] == ["mine"]


def test_a_folder_that_is_not_empty_is_no_place_for_a_copy(here: Settings, tmp_path: Path) -> None:
    folder = taken(here, tmp_path)
    before = (folder / "manifest.json").read_bytes()
    with pytest.raises(BackupError, match="is not empty"):
        taken(here, tmp_path)
    assert (folder / "manifest.json").read_bytes() == before


def _flip(folder: Path) -> None:
    path = next((folder / "archive").iterdir())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _lose(folder: Path) -> None:
    next((folder / "archive").iterdir()).unlink()


def _add(folder: Path) -> None:
    (folder / "archive" / "another.warc.gz").write_bytes(b"")


def _undeclare(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _garble(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format": 2}')


def _point_outside(folder: Path) -> None:
    record = json.loads((folder / "manifest.json").read_text())
    record["files"][0]["path"] = "archive/../../../outside"
    (folder / "manifest.json").write_text(json.dumps(record))


def _from_the_future(folder: Path) -> None:
    record = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(record | {"schema_version": "9999"}))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_flip, "is not as it was written"),
        (_lose, "is missing: this backup is not whole"),
        (_add, "does not belong to this backup"),
        (_undeclare, "holds no whole backup"),
        (_garble, "can't be read"),
        (_point_outside, "is no path within a copy"),
        (_from_the_future, "made by a newer Pressroom"),
    ],
)
def test_a_bad_copy_is_refused_before_anything_is_written(
    here: Settings, tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    folder = taken(here, tmp_path)
    damage(folder)
    with pytest.raises(BackupError, match=said):
        restore(settings_in(tmp_path / "there"), folder)
    assert not (tmp_path / "there").exists()


def test_a_damaged_store_gives_no_copy(here: Settings, tmp_path: Path) -> None:
    database = tmp_path / "here" / "data" / "pressroom.db"
    content = bytearray(database.read_bytes())
    content[4096 : 4096 * 6] = b"\xff" * (4096 * 5)
    database.write_bytes(content)
    with pytest.raises(BackupError, match="no backup was made"):
        taken(here, tmp_path)
    assert list((tmp_path / "copy").iterdir()) == []


def test_a_database_server_is_left_to_its_own_tools(here: Settings, tmp_path: Path) -> None:
    other = here.model_copy(update={"store": StoreSettings(url="postgresql+psycopg://db/pressroom")})
    with pytest.raises(BackupError, match="pg_dump"):
        taken(other, tmp_path)
    with pytest.raises(BackupError, match="pg_dump"):
        restore(other, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_before_there_is_a_store_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        take(settings_in(tmp_path), tmp_path / "config.toml", tmp_path / "copy", lambda: NOW)


def test_a_copy_of_an_earlier_version_comes_up_to_this_one(tmp_path: Path) -> None:
    there = settings_in(tmp_path / "here")
    path = tmp_path / "here" / "data" / "pressroom.db"
    path.parent.mkdir(parents=True)
    at_version(path, "0001")
    with sqlite3.connect(path) as connection:
        fill(connection)
    connection.close()
    (tmp_path / "config.toml").write_text("")
    folder = taken(there, tmp_path)
    assert Manifest.read(folder).schema_version == "0001"
    shutil.rmtree(tmp_path / "here")
    restore(there, folder)
    store = Store.open(there.store, create=False)
    assert store.release("one") is not None
    store.close()
