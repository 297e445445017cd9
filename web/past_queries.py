"""Queries that found something on several days: what is offered to others while they type.

Nothing that identifies anybody is kept. Until a query was asked on DAYS days there is only a mark of it, which many
others share (a keyed hash of few bits) and which lasts a month; then its words, how many days it was asked on, and the
last of them: no address, no time of day, no order. What holds digits, signs or many words is never kept, as it may be a
number, an e-mail address or a text of somebody's.

A file of its own beside the store keeps them, as the index is derived and the store is the crawl's. Web workers write
it from a thread, once in a while: a search only adds to a set in memory.
"""

from __future__ import annotations

import logging
import re
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from time import monotonic

from indexer.completions import Phrases, normal

DAYS = 3  # on which a query was asked before it is kept
MOST, MOST_MARKS = 10_000, 100_000  # queries and marks that are kept, those that were asked last
KEPT, KEPT_MARKS = 180, 30  # days since a query was last asked, since a mark was last met
LONGEST, MOST_WORDS = 80, 8  # characters and words of a query that may be kept
_MARK_BITS = 24  # sixteen million marks for all queries that there may be: each stands for many of them
_WAITING = 1_000  # queries that wait to be written; more are forgotten
_EVERY = 60.0  # seconds between two times of writing, and of reading what others wrote
_PATIENCE = 2.0  # seconds that are waited for another process
_UNFIT = re.compile(r"[^\w\s'’.,&-]|\d{3}.*\d{2}|www\.", re.DOTALL)  # signs, numbers longer than a year, addresses
_TABLES = """
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS queries (words TEXT PRIMARY KEY, written TEXT NOT NULL, days INTEGER, last INTEGER);
CREATE TABLE IF NOT EXISTS marks (mark INTEGER PRIMARY KEY, days INTEGER, last INTEGER);
CREATE TABLE IF NOT EXISTS secret (key BLOB);
"""

log = logging.getLogger(__name__)


def _today() -> date:
    return datetime.now(UTC).date()


def may_be_kept(q: str) -> bool:
    """Whether a query says nothing of who asks it, as far as its form shows."""
    words = normal(q).split()
    return len(q) <= LONGEST and 0 < len(words) <= MOST_WORDS and len("".join(words)) > 2 and not _UNFIT.search(q)


class PastQueries:
    """The file of queries. Safe to share between threads, the file between processes.

    What goes wrong with the file is logged and otherwise nothing: searches do not need it.
    """

    def __init__(self, path: Path, today: Callable[[], date] = _today) -> None:
        self._path, self._today = path, today
        self._asked: dict[str, str] = {}  # since the last writing
        self._phrases = Phrases({})
        self._lock = threading.Lock()  # of what is in memory
        self._writing = threading.Lock()
        self._read_at = 0.0
        self._pruned = 0  # the day on which it was done last
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def remember(self, q: str) -> None:
        """Notes that a query found something today."""
        if not may_be_kept(q):
            return
        with self._lock:
            if len(self._asked) < _WAITING:
                self._asked.setdefault(normal(q), " ".join(q.split()))
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._write_now_and_then, daemon=True, name="past queries")
                self._thread.start()

    def beginning(self, typed: str, most: int) -> Sequence[str]:
        """The queries that begin with a text at one of their words, or nearly so; those of most days first."""
        with self._lock:
            is_old = not self._read_at or monotonic() - self._read_at > _EVERY
        if is_old:
            self._read()
        return self._phrases.beginning(normal(typed), most)

    def write(self) -> None:
        """Writes what was asked since the last time."""
        with self._lock:
            asked, self._asked = self._asked, {}
        if asked:
            self._careful(lambda database: self._count(database, asked))

    def close(self) -> None:
        self._stop.set()
        self.write()

    def _write_now_and_then(self) -> None:
        while not self._stop.wait(_EVERY):
            self.write()

    def _careful(self, work: Callable[[sqlite3.Connection], None]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._writing, closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as database:
                database.executescript(_TABLES)
                with database:
                    work(database)
        except (sqlite3.Error, OSError) as error:
            log.warning("Past queries can't be kept in %s: %s.", self._path, error)

    def _count(self, database: sqlite3.Connection, asked: dict[str, str]) -> None:
        database.execute("BEGIN IMMEDIATE")
        today = self._today().toordinal()
        if self._pruned != today:
            _prune(database, today)
            self._pruned = today
        key = _secret(database)
        for words, written in asked.items():
            known = database.execute(
                "UPDATE queries SET days = days + (last < ?), last = max(last, ?) WHERE words = ?",
                (today, today, words),
            )
            if not known.rowcount:
                _mark(database, words, written, key, today)

    def _read(self) -> None:
        """Reads what all processes wrote."""
        phrases: dict[str, int] = {}
        try:
            if self._path.exists():
                with closing(sqlite3.connect(self._path, timeout=_PATIENCE)) as database:
                    rows = database.execute(
                        "SELECT written, days FROM queries WHERE last >= ?", (self._today().toordinal() - KEPT,)
                    )
                    phrases = dict(rows.fetchall())
        except sqlite3.Error as error:
            log.warning("Past queries can't be read from %s: %s.", self._path, error)
        read = Phrases(phrases)
        with self._lock:
            self._phrases, self._read_at = read, monotonic()


def _secret(database: sqlite3.Connection) -> bytes:
    """The key of this installation's marks."""
    found = database.execute("SELECT key FROM secret").fetchone()
    if found is None:
        found = (secrets.token_bytes(16),)
        database.execute("INSERT INTO secret VALUES (?)", found)
    key: bytes = found[0]
    return key


def _mark(database: sqlite3.Connection, words: str, written: str, key: bytes, today: int) -> None:
    """Counts a day for a query that is not kept yet; keeps it when there were enough."""
    mark = int.from_bytes(blake2b(words.encode("utf-8", "replace"), key=key, digest_size=8).digest()) % (
        1 << _MARK_BITS
    )
    days, last = database.execute("SELECT days, last FROM marks WHERE mark = ?", (mark,)).fetchone() or (0, 0)
    if days + (last < today) < DAYS:
        database.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", (mark, days + (last < today), today))
    else:
        database.execute("DELETE FROM marks WHERE mark = ?", (mark,))
        database.execute("INSERT INTO queries VALUES (?, ?, ?, ?)", (words, written, DAYS, today))


def _prune(database: sqlite3.Connection, today: int) -> None:
    """Forgets what was not asked for long, and what there is too much of."""
    for table, kept, most in (("queries", KEPT, MOST), ("marks", KEPT_MARKS, MOST_MARKS)):
        database.execute(f"DELETE FROM {table} WHERE last < ?", (today - kept,))  # noqa: S608  # a name of ours
        database.execute(
            f"DELETE FROM {table} WHERE rowid NOT IN (SELECT rowid FROM {table} ORDER BY last DESC LIMIT ?)",  # noqa: S608
            (most,),
        )
