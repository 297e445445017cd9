"""Opens the database, keeps its schema current, gives transactions, and says in one sentence what is wrong with it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from crawler.store import (
    corrections,
    days,
    feed,
    fetches,
    figures,
    likenesses,
    migrate,
    overview,
    releases,
    shown,
    stamps,
)

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from datetime import datetime

    from crawler.entities.corrections import Correction
    from crawler.records import EntityKind, Relations, StoredRelease
    from crawler.settings import StoreSettings
    from crawler.store.corrections import Done
    from crawler.store.stamps import Span, Stamp

BUSY_SECONDS, RETRY_SECONDS = 30.0, 0.01


class StoreError(Exception):
    """The store can't do what was asked; the message says why and what to do."""


class StoreUnreadableError(StoreError):
    """There is no store to read: missing, damaged, or of another version."""


class StoreDamagedError(StoreUnreadableError):
    """The file of the store is not as it was written."""


class Store:
    """The database of one installation. Safe to share between threads; open one in each process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite has one writer. Threads queue here, for its own queue between connections is made of naps.
        one_writer = engine.dialect.name == "sqlite"
        self._writer: AbstractContextManager[object] = threading.Lock() if one_writer else nullcontext()

    @classmethod
    def open(cls, settings: StoreSettings, *, create: bool = True) -> Store:
        """Opens the store; with `create` also makes or migrates it. Raises StoreError."""
        engine = _engine(settings.url)
        path = engine.url.database if engine.dialect.name == "sqlite" else None
        if path and not Path(path).exists() and not create:
            raise StoreUnreadableError(f"There is no store at {path} yet: `pressroom up` makes it.")
        if path and create:
            _make_folder(Path(path).parent)
        store = cls(engine)
        store._check_version(create=create)
        return store

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store. Raises StoreError."""
        with self._translated(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":  # where each statement sees its own otherwise
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: committed whole at the end, or not at all. Raises StoreError."""
        with self._translated(), self._writer, self._engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        self._engine.dispose()

    def release(self, identity: str) -> StoredRelease | None:
        """A release as readers see it."""
        with self.reading() as connection:
            return shown.get(connection, identity)

    def several(self, identities: Sequence[str]) -> list[StoredRelease]:
        """The releases of these ids as readers see them, in their order; without those that are not there."""
        with self.reading() as connection:
            found = {release.id: release for release in shown.get_many(connection, identities)}
        return [found[identity] for identity in identities if identity in found]

    def updated(self, identities: Sequence[str]) -> dict[str, datetime]:
        """When what each of these releases says changed last, or when it was withdrawn."""
        with self.reading() as connection:
            return stamps.of_content(connection, identities)

    def changed_at(self, seq: int) -> datetime | None:
        """When the change at a place of the change feed was; None before the first."""
        with self.reading() as connection:
            return stamps.until(connection, seq)

    def stamps(self, span: Span, limit: int, only: Container[str] | None = None) -> list[Stamp]:
        """The first last changes of a span, in the order of the change feed; those of some releases `only`."""
        with self.reading() as connection:
            found = (one for one in stamps.changed(connection, span) if only is None or one.release in only)
            return list(islice(found, limit))

    def count_stamps(self, span: Span) -> int:
        """How many releases have their last change in a span."""
        with self.reading() as connection:
            return stamps.count(connection, span)

    def first_change(self) -> datetime | None:
        """The earliest moment of all changes; None while there are none."""
        with self.reading() as connection:
            return stamps.earliest(connection)

    def standing(self, offset: int, limit: int) -> list[tuple[str, datetime]]:
        """Some of the releases that are not withdrawn, from a place on, and when each changed last."""
        with self.reading() as connection:
            return stamps.standing(connection, offset, limit)

    def count_standing(self) -> int:
        """How many releases are not withdrawn."""
        with self.reading() as connection:
            return stamps.count_standing(connection)

    def renamed(self, kind: EntityKind, label: str) -> str | None:
        """What editors call a label now; None where they have not renamed it, or not to one name alone."""
        with self.reading() as connection:
            return corrections.renamed(connection, kind, label)

    def correct(
        self, wanted: Sequence[Correction], now: datetime, *, editor: str = "", note: str = "", address: str = ""
    ) -> Done:
        """Makes corrections of what releases name, all or none. Raises CorrectionError."""
        with self.reading() as connection:
            among = corrections.candidates(connection, wanted)
        with self.writing() as connection:
            return corrections.add(connection, wanted, among, now, editor=editor, note=note, address=address)

    def undo_correction(self, identity: int, now: datetime, *, editor: str = "", address: str = "") -> Done:
        """Undoes a correction. Raises CorrectionError."""
        with self.reading() as connection:
            gone = corrections.get(connection, identity).correction
            among = corrections.candidates(connection, [gone], must_be_named=False)
        with self.writing() as connection:
            return corrections.undo(connection, identity, among, now, editor=editor, address=address)

    def revisions(self, identity: str) -> list[releases.Revision]:
        """What a release has said, from its first revision on; empty for one that is not there."""
        with self.reading() as connection:
            return releases.history(connection, identity)

    def lately_changed(self, limit: int) -> list[tuple[StoredRelease, datetime]]:
        """The releases that were changed or withdrawn last, and when; the latest first."""
        with self.reading() as connection:
            return shown.lately_changed(connection, limit)

    def captures(self, release: StoredRelease) -> list[fetches.Fetch]:
        """The archived pages of a release that may be shown, in the order of time."""
        with self.reading() as connection:
            return fetches.captures(connection, release.id, release.content.url)

    def relations(self, release: StoredRelease) -> Relations:
        """What stands beside a release: its other forms, and others' releases with nearly the same text."""
        with self.reading() as connection:
            return likenesses.relations(connection, release)

    def sources(self, now: datetime) -> list[overview.SourceState]:
        """The configured sources, and those that once were and still have releases, by name."""
        with self.reading() as connection:
            return overview.states(connection, now)

    def figures(self, now: datetime, index_seq: int) -> figures.StoreFigures:
        """What is watched of it, beside an index that has come to `index_seq`."""
        with self.reading() as connection:
            return figures.figures(connection, now, index_seq)

    def crawl_days(self, wanted: days.Wanted) -> tuple[int, list[days.SourceDay]]:
        """How many days of crawling there are in all, and those that are wanted of them."""
        with self.reading() as connection:
            return days.listed(connection, wanted)

    def seq(self) -> int:
        """The newest `seq` of the change feed; 0 while nothing has changed."""
        with self.reading() as connection:
            return feed.head(connection)

    def origin(self) -> str:
        """What tells this store's change feed from that of any other."""
        with self.reading() as connection:
            return feed.origin(connection)

    def _check_version(self, *, create: bool) -> None:
        with self._translated():
            found = migrate.version(self._engine)
            if found == migrate.HEAD:
                return
            if found is not None and not migrate.known(found):
                raise StoreUnreadableError(
                    f"The store was written by a newer Pressroom (schema {found}): install that version to open it."
                )
            if not create:
                raise StoreUnreadableError("The store has not been brought up to this version: run `pressroom up`.")
            migrate.upgrade(self._engine)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _explained(error, self._engine) from error


def _engine(url: str) -> Engine:
    try:
        engine = create_engine(make_url(url), connect_args=_connect_args(url))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(f"store.url can't be used ({error}): write sqlite:///FILE.") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _connect_args(url: str) -> dict[str, Any]:
    return {"timeout": BUSY_SECONDS} if url.startswith("sqlite") else {}


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that a writer can take its lock at once
    cursor = connection.cursor()
    # WAL lets readers go on beside the one writer; FULL loses no acknowledged commit on a power failure.
    _use_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Waits for whoever makes the same file: SQLite's own timeout does not hold for a change of its journal."""
    deadline = time.monotonic() + BUSY_SECONDS
    while not _uses_wal(cursor, give_up=time.monotonic() > deadline):
        time.sleep(RETRY_SECONDS)


def _uses_wal(cursor: Any, *, give_up: bool) -> bool:
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if give_up or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _on_sqlite_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} can't be made ({error.strerror}): choose another in store.url."
        ) from None


# What SQLite says, what to tell the person. The first match counts.
_SQLITE_MESSAGES: tuple[tuple[str, type[StoreError], str], ...] = (
    ("disk is full", StoreError, "The disk is full: make room, nothing that was stored before is lost."),
    ("disk i/o error", StoreError, "The disk under {path} gives errors or is full: make room or check it."),
    (
        "readonly database",
        StoreError,
        "{path} can't be written: give this user the right to, or choose another store.url.",
    ),
    (
        "unable to open",
        StoreUnreadableError,
        "{path} can't be opened: check that the folder exists and may be written.",
    ),
    ("database is locked", StoreError, "{path} is locked by another program for too long: close that and try again."),
    (
        "not a database",
        StoreUnreadableError,
        "{path} is not a Pressroom store: move it away, or point store.url elsewhere.",
    ),
    (
        "malformed",
        StoreDamagedError,
        "{path} is damaged: restore it from a backup, or move it away and `pressroom import` the archive's WARC files.",
    ),
)


def _explained(error: DBAPIError, engine: Engine) -> StoreError:
    said = str(error.orig).lower()
    for part, kind, message in _SQLITE_MESSAGES:
        if part in said:
            return kind(message.format(path=engine.url.database))
    return StoreUnreadableError(f"The store can't be used: {error.orig}.")
