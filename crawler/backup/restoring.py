"""Puts a copy back, where nothing is yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from crawler.backup.copying import copy, sync_folder
from crawler.backup.manifest import ARCHIVE, DATABASE, KEY, QUERIES, BackupError, CopiedFile, Manifest, OnFile, check
from crawler.backup.taking import database_file
from crawler.settings import Settings
from crawler.store import Store, leases, migrate


def restore(settings: Settings, folder: Path, on_file: OnFile = lambda name, size: None) -> Manifest:
    """Puts a copy where the settings say that store and archive are, and brings the store up to this version.

    All of the copy is checked first, and nothing that is there is overwritten. The store is put back last: interrupted,
    it leaves an archive without a store, to be taken away before the next try. Raises BackupError, StoreError, OSError.
    """
    database = database_file(settings)
    for path in _in_the_way(settings, database):
        raise BackupError(f"{path} is there already, and nothing is overwritten: move it away, then restore again.")
    manifest = check(folder)
    if not migrate.known(manifest.schema_version):
        raise BackupError(
            f"{folder} was made by a newer Pressroom (schema {manifest.schema_version}): restore it with that version."
        )
    for file in sorted(manifest.files, key=lambda file: file.path == DATABASE):
        if target := _target(settings, database, file):
            target.parent.mkdir(parents=True, exist_ok=True)
            with (folder / file.path).open("rb") as source:
                copy(source, target)
            on_file(file.path, file.bytes)
    sync_folder(database.parent)
    _let_go(settings)
    return manifest


def _let_go(settings: Settings) -> None:
    """Ends the leases of those who crawled while the copy was made: none of them works on this store."""
    with closing(Store.open(settings.store)) as store, store.writing() as connection:
        for owner in leases.owners(connection):
            leases.give_back_all(connection, owner)


def _in_the_way(settings: Settings, database: Path) -> Iterator[Path]:
    """What stands where a copy would go, and an index, which would be of another store."""
    if database.exists():
        yield database
    for folder in (settings.store.archive, settings.index.path):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            yield folder
    beside = [Path(settings.web.past_queries)] if settings.web.past_queries else []
    yield from (path for path in (*beside, settings.web.secret) if path.exists())


def _target(settings: Settings, database: Path, file: CopiedFile) -> Path | None:
    """Where a file goes; None for one that is only there to be read."""
    if file.path == DATABASE:
        return database
    if file.path == QUERIES:
        return Path(settings.web.past_queries) if settings.web.past_queries else None
    if file.path == KEY:
        return settings.web.secret
    place, _, name = file.path.partition("/")
    return settings.store.archive / name if place == ARCHIVE else None
