"""SQLite FTS5 with a table of documents and a table for each facet."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.engine.documents import Document
from tests.bench.engine.interface import FACETS, HITS, VALUES, Answer
from tests.bench.engine.questions import Question

_MANY = ("person", "place", "topic")  # facets of several values a document have a table of pairs
_TABLES = """
create table documents(number integer primary key, title, body, organisation integer, day integer, year integer);
create index organisations on documents(organisation);
create index days on documents(day);
create table names(id integer primary key, facet, name, unique (facet, name));
create virtual table words using fts5(title, body, content='documents', content_rowid='number', tokenize='ascii');
""" + "".join(
    f"create table {name}(number integer, value integer, primary key (number, value)) without rowid;"
    for name in _MANY
)  # fmt: skip
_SETTINGS = """
pragma journal_mode = wal; pragma synchronous = full; pragma mmap_size = 68719476736; pragma temp_store = memory;
pragma cache_size = -100000;
create temp table if not exists hits(number integer primary key);
"""


class Sqlite:
    """One connection. The tokenizer `ascii` cuts and folds nothing here; texts stand once (external content)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: sqlite3.Connection | None = None
        self._ids: dict[tuple[str, str], int] = {}

    def add(self, documents: Sequence[Document]) -> None:
        run = self._connection.executemany
        rows = [(d.number, d.title, d.body, self._id("organisation", d.organisation), d.day.toordinal(), d.year)
                for d in documents]  # fmt: skip
        run("insert into documents values (?, ?, ?, ?, ?, ?)", rows)
        run("insert into words(rowid, title, body) values (?, ?, ?)", [row[:3] for row in rows])
        for name, many in zip(_MANY, ("people", "places", "topics"), strict=True):
            pairs = ((d.number, self._id(name, value)) for d in documents for value in dict.fromkeys(getattr(d, many)))
            run(f"insert into {name} values (?, ?)", pairs)

    def commit(self) -> None:
        self._connection.commit()

    def finish(self) -> None:
        self._connection.execute("insert into words(words) values ('optimize')")
        self._connection.commit()
        self._connection.execute("pragma wal_checkpoint(truncate)")
        self._connection.close()
        self._opened = None

    def see(self) -> None:
        self._connection.execute("select 1 from documents limit 1").fetchone()

    def ask(self, question: Question, *, facets: bool) -> Answer:
        source, values = self._source(question)
        order = "day desc" if question.newest else "rank" if question.words else "number"
        hits = self._rows(f"select number {source} order by {order} limit {HITS}", values)
        if not facets:
            return Answer(self._rows(f"select count(*) {source}", values)[0][0], len(hits))
        count = self._keep(source, values)
        counts = {name: self._counts(name, everything=not values) for name in FACETS}
        if question.organisation:
            self._keep(*self._source(question, by_organisation=False))
            counts["organisation"] = self._counts("organisation", everything=False)
        return Answer(count, len(hits), tuple(tuple(counts[name]) for name in FACETS))

    def find(self, question: Question) -> list[int]:
        text = f"select rowid from words where words match ? order by rank limit {HITS}"
        return [row[0] for row in self._rows(text, (_match(question),))]

    def snippets(self, question: Question, found: list[int]) -> list[str]:
        text = "select snippet(words, 1, '<mark>', '</mark>', '…', 40) from words where words match ?"
        numbers = ", ".join(map(str, found))
        return [row[0] for row in self._rows(f"{text} and rowid in ({numbers})", (_match(question),))]

    def _source(self, question: Question, *, by_organisation: bool = True) -> tuple[str, tuple[Any, ...]]:
        """The FROM and WHERE of the documents found, and their parameters; the number is called `number`."""
        tests: list[tuple[str, Any]] = []
        if question.organisation and by_organisation:
            tests.append(("organisation = ?", self._id("organisation", question.organisation)))
        if question.since and question.until:
            tests.append(("day >= ?", question.since.toordinal()))
            tests.append(("day <= ?", question.until.toordinal()))
        where = " and ".join(test for test, _ in tests) or "1"
        values = tuple(value for _, value in tests)
        if not question.words:
            return f"from documents where {where}", values
        found = "(select rowid as number, rank from words where words match ?)"
        joined = f"{found} join documents using (number)" if tests or question.newest else found
        return f"from {joined} where {where}", (_match(question), *values)

    def _keep(self, source: str, values: tuple[Any, ...]) -> int:
        """Puts what is found into the table `hits`; how many they are."""
        if not values:
            return int(self._rows("select count(*) from documents")[0][0])
        self._connection.execute("delete from hits")
        return self._connection.execute(f"insert into hits select number {source}", values).rowcount

    def _counts(self, name: str, *, everything: bool) -> list[int]:
        table, value = (name, "value") if name in _MANY else ("documents", name)
        joined = table if everything else f"hits cross join {table} using (number)"
        rows = self._rows(f"select count(*) as n from {joined} group by {value} order by n desc limit {VALUES}")
        return [row[0] for row in rows]

    def _id(self, facet: str, name: str) -> int:
        """The number of a facet's value, given out when it is first met."""
        if (facet, name) not in self._ids:
            run = self._connection.execute
            run("insert or ignore into names(facet, name) values (?, ?)", (facet, name))
            found = run("select id from names where facet = ? and name = ?", (facet, name)).fetchone()
            self._ids[facet, name] = found[0]
        return self._ids[facet, name]

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        return self._connection.execute(statement, values).fetchall()

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._opened = sqlite3.connect(self._folder / "index.db")
            if not self._opened.execute("select 1 from sqlite_master").fetchone():
                self._opened.executescript(_TABLES)
            self._opened.executescript(_SETTINGS)
        return self._opened


def _match(question: Question) -> str:
    """The question in FTS5's language; every word in quotes."""
    columns = "{" + " ".join(question.fields) + "}"
    if question.how == "phrase":
        return f'{columns} : "{" ".join(question.words)}"'
    if question.how == "prefix":
        return f'{columns} : "{question.words[0]}" *'
    joint = " OR " if question.how == "any" else " AND "
    quoted = joint.join(f'"{word}"' for word in question.words)
    return f"{columns} : ({quoted})"
