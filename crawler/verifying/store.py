"""The store alone: the database's own check of its file, what must hold between the tables, and every revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Text, cast, func, select, text

from crawler.owner import dead_owners
from crawler.progress import Tick
from crawler.store import Store, StoreDamagedError, leases
from crawler.store.reading import READ
from crawler.store.releases import from_json
from crawler.store.schema import revisions
from crawler.verifying.findings import Findings, Kind, Part
from crawler.verifying.rules import FEED, REVISIONS, UNREADABLE_VALUES, rules

MOST_PROBLEMS = 100  # of a damaged file

DAMAGED = Kind(
    "damaged-store",
    Part.STORE,
    "the file of the store is damaged",
    "Stop Pressroom and restore the store from a backup. Without one, `sqlite3 OLD .recover | sqlite3 NEW` saves what "
    "can be read: try it on a copy. Nothing is written to a damaged store.",
)
REFERENCES = Kind("references", Part.STORE, "rows name others that are not there", "Restore the store from a backup.")
CONTENTS = Kind(
    "contents",
    Part.STORE,
    "revisions are not as they were written: their digest is another, or they can't be read",
    "Restore the store from a backup.",
)
# What can't be read, or may lack releases: nothing is made of such a store, and nothing compared with it.
UNTRUSTED = (DAMAGED, REFERENCES, CONTENTS, UNREADABLE_VALUES, REVISIONS, FEED)
DEAD_LEASES = Kind(
    "dead-leases",
    Part.STORE,
    "processes that are gone hold up hosts",
    "The next crawl goes on there, at the latest five minutes later; `pressroom verify --repair` does so now.",
    mends=True,
)


def check_store(store: Store, machine: str, alive: Callable[[int], bool], found: Findings, tick: Tick) -> int:
    """Checks all of the store as it is at one moment; how many revisions there are.

    `alive` tells whether a process of this `machine` still runs. A damaged file ends the check. Raises StoreError for
    what is no damage.
    """
    try:
        _check_leases(store, machine, alive, found)
        with store.reading() as connection:
            if connection.dialect.name == "sqlite":
                tick("Checking the file of the store")
                _check_file(connection, found)
            if DAMAGED in found:
                return 0
            all_rules = list(rules(connection.dialect.name))
            for number, rule in enumerate(all_rules):
                tick("Checking the tables of the store", number, len(all_rules))
                for row in connection.execute(rule.broken, execution_options={"yield_per": READ}):
                    found.add(rule.kind, str(row[0]))
            return _check_contents(connection, found, tick)
    except StoreDamagedError as error:
        found.add(DAMAGED, str(error))
        return 0


def _check_leases(store: Store, machine: str, alive: Callable[[int], bool], found: Findings) -> None:
    with store.reading() as connection:
        dead = dead_owners(connection, machine, alive)
    with store.reading() as connection:  # who ended meanwhile has given them back before
        for owner in set(dead) & set(leases.owners(connection)):
            found.add(DEAD_LEASES, owner)


def _check_file(connection: Connection, found: Findings) -> None:
    for (problem,) in connection.execute(text(f"PRAGMA integrity_check({MOST_PROBLEMS})")):
        if problem != "ok":
            found.add(DAMAGED, problem)
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        found.add(REFERENCES, f"row {row} of {table}, to {parent}" if row is not None else f"{table}, to {parent}")


def _check_contents(connection: Connection, found: Findings, tick: Tick) -> int:
    total = connection.execute(select(func.count()).select_from(revisions)).scalar_one()
    checked = 0
    for checked, (release, number, problem) in enumerate(_contents(connection), 1):
        if problem:
            found.add(CONTENTS, f"revision {number} of {release}: {problem}")
        if checked % READ == 0:
            tick("Reading the revisions", checked, total)
    return checked


def _contents(connection: Connection) -> Iterator[tuple[str, int, str]]:
    """Every revision, and what is wrong with it, "" where nothing is."""
    columns = (revisions.c.release, revisions.c.number, revisions.c.digest, cast(revisions.c.content, Text))
    for release, number, digest, content in connection.execute(select(*columns), execution_options={"yield_per": READ}):
        try:
            problem = "" if from_json(json.loads(content)).digest == digest else "its digest is another"
        except (ValueError, TypeError, KeyError, AttributeError):
            problem = "it can't be read"
        yield release, number, problem
