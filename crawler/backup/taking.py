"""Makes a copy while crawler, indexer and web server work.

The store comes first, as it is at one moment (SQLite's backup interface). Pages are archived before the store knows
them, so the archive that is copied after it has all that the store names; what came since is there besides, as after a
kill, and `pressroom verify --repair` takes it in. WARC files only ever grow: each is copied as far as it has come, one
that is being written up to its last whole record.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from crawler.backup.copying import copy, new_file, sync_folder
from crawler.backup.manifest import ARCHIVE, CONFIG, DATABASE, KEY, QUERIES, BackupError, Manifest, OnFile, listed
from crawler.settings import Settings
from crawler.store import StoreUnreadableError, migrate
from crawler.warc import files
from crawler.warc.reading import whole_length

BUSY_SECONDS = 60.0


def database_file(settings: Settings) -> Path:
    """The file of the store. Raises BackupError where it is not in a file."""
    url = make_url(settings.store.url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise BackupError(
            f"The store is a {url.get_backend_name()} database, which has tools of its own: copy it with pg_dump, then "
            "the folder of store.archive (docs/operations.md says how)."
        )
    return Path(url.database)


def take(
    settings: Settings,
    config: Path,
    folder: Path,
    clock: Callable[[], datetime],
    on_file: OnFile = lambda name, size: None,
) -> Manifest:
    """Makes a copy in `folder`, which must be new or empty. Where that fails, it is so again.

    Raises BackupError, StoreError and OSError.
    """
    source = database_file(settings)
    if not source.exists():
        raise StoreUnreadableError(f"There is no store at {source} yet: `pressroom up` makes it.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} is not empty, and nothing is overwritten: name a new folder.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _take(settings, config, folder, clock(), on_file)
    except BaseException:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _take(settings: Settings, config: Path, folder: Path, made_at: datetime, on_file: OnFile) -> Manifest:
    _copy_database(database_file(settings), folder / DATABASE)
    version, seq, releases = _facts(folder / DATABASE)
    on_file(DATABASE, (folder / DATABASE).stat().st_size)
    (folder / ARCHIVE).mkdir(mode=0o700)
    _copy_archive(settings.store.archive, folder / ARCHIVE, on_file)
    queries = Path(settings.web.past_queries)
    if settings.web.past_queries and queries.exists():
        _copy_database(queries, folder / QUERIES)
    for path, name in ((config, CONFIG), (settings.web.secret, KEY)):
        if path.is_file():
            with path.open("rb") as file:
                copy(file, folder / name)
    manifest = Manifest(
        made_at=made_at, schema_version=version, seq=seq, releases=releases, files=tuple(listed(folder))
    )
    manifest.write(folder)
    return manifest


def _copy_database(source: Path, target: Path) -> None:
    """A database as it is at one moment, in one file. Raises BackupError where it is damaged."""
    with new_file(target):
        pass
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as there,
            closing(sqlite3.connect(target)) as here,
        ):
            # All pages in one step: a copy in parts would begin again with each change that another process makes.
            there.backup(here, pages=-1)
            here.execute("PRAGMA journal_mode=DELETE")
            problem = here.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        problem = str(error)
    if problem != "ok":
        raise BackupError(f"{source} can't be copied ({problem}): `pressroom verify` says more; no backup was made.")


def _facts(database: Path) -> tuple[str, int, int]:
    """The version of a store's schema, its newest change, and how many releases it has. Raises BackupError."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            seq = connection.execute("SELECT seq FROM feed_head").fetchone()[0]
            releases = connection.execute("SELECT count(*) FROM releases").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(f"store.url names no Pressroom store ({error}): no backup was made.") from None
    engine = create_engine(f"sqlite:///{database}")
    try:
        return migrate.version(engine) or "", int(seq), int(releases)
    finally:
        engine.dispose()


def _copy_archive(source: Path, target: Path, on_file: OnFile) -> None:
    for name in files.names(source):
        try:
            file = files.opened(source / name)
        except FileNotFoundError:  # one without a record has gone as its writer ended
            continue
        with file:
            length = _copy_pages(file, target / name)
        on_file(f"{ARCHIVE}/{name}", length)
    sync_folder(target)


def _copy_pages(file: BinaryIO, target: Path) -> int:
    """Copies a WARC file; of one that is being written, its whole records. How many bytes that are."""
    unfinished = files.is_unfinished(file)
    copy(file, target)
    if unfinished:
        with target.open("r+b") as copied:
            copied.truncate(whole_length(copied))
            os.fsync(copied.fileno())
    length = target.stat().st_size
    if not length:
        target.unlink()
    return length
