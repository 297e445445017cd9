"""The sources as the store knows them: what was configured, how their crawls went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawler.store.schema import releases, sources, urls

IMPORTED = "import"  # the source of releases that were imported without naming one

NEEDS_CONTACT = (
    "Not crawled yet: set crawler.contact to your address (make up CONTACT=you@example.org), so that its owners can "
    "reach you."
)
NOTES = {
    "needs-contact": NEEDS_CONTACT,
    "paused": "Paused in config.toml: set paused = false to crawl it again.",
    "removed": "Not in config.toml: its releases stay, nothing new is fetched.",
    "imported": "Filled by pressroom import.",
    "waiting": "Waiting for its first visit.",
    "crawling": "",
    "ok": "",
}


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source for people: `state` is "ok", "crawling", "failing", "waiting", "needs-contact", "paused",
    "removed" (from config.toml) or "imported".

    `note` is one sentence that says what to do, "" when there is nothing to. `queued` counts the URLs that wait for
    their first visit.
    """

    name: str
    organisation: str
    short: str
    start: tuple[str, ...]
    state: str
    note: str
    releases: int
    queued: int
    last_success: datetime | None
    last_error: str | None
    last_error_at: datetime | None
    next_due: datetime | None


def configure(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Takes over the sources of `config.toml` (name, organisation, short, start, held), and marks the others that
    were crawled before as removed."""
    names = [row["name"] for row in rows]
    missing = update(sources).where(sources.c.name.not_in(names), sources.c.held != "imported")
    connection.execute(missing.values(held="removed"))
    _upsert(connection, rows)


def _upsert(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(sources)
    renewed = {key: statement.excluded[key] for key in ("organisation", "short", "start", "held")}
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=renewed), list(rows))


def ensure(connection: Connection, name: str, organisation: str = "") -> None:
    """Makes sure that a source of this name exists, for imported releases; one that is there stays as it is."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"name": name, "organisation": organisation, "short": "", "start": [], "held": "imported"}
    connection.execute(insert(sources).on_conflict_do_nothing(index_elements=["name"]), row)


def succeeded(connection: Connection, name: str, at: datetime) -> None:
    """Notes that one of the source's own start pages was read."""
    connection.execute(update(sources).where(sources.c.name == name).values(last_success=at))


def failed(connection: Connection, name: str, at: datetime, error: str) -> None:
    """Notes why a page of the source could not be had."""
    connection.execute(update(sources).where(sources.c.name == name).values(last_error=error, last_error_at=at))


def states(connection: Connection) -> list[SourceState]:
    """All sources by name, those of `config.toml` and those that only imports filled."""
    counts = _numbers(connection, select(releases.c.source, func.count()).group_by(releases.c.source))
    unvisited = and_(urls.c.visits == 0, urls.c.next_at.is_not(None))
    queued = _numbers(connection, select(urls.c.source, func.count()).where(unvisited).group_by(urls.c.source))
    seeds = select(urls.c.source, func.min(urls.c.next_at)).where(urls.c.kind == "seed").group_by(urls.c.source)
    due = {row[0]: row[1] for row in connection.execute(seeds)}
    found = []
    for row in connection.execute(select(sources).order_by(sources.c.name)).mappings():
        waiting = queued.get(row["name"], 0)
        state = _state(row, waiting)
        found.append(
            SourceState(
                name=row["name"],
                organisation=row["organisation"],
                short=row["short"],
                start=tuple(row["start"]),
                state=state,
                note=_note(state, row),
                releases=counts.get(row["name"], 0),
                queued=waiting,
                last_success=row["last_success"],
                last_error=row["last_error"],
                last_error_at=row["last_error_at"],
                next_due=None if row["held"] else due.get(row["name"]),
            )
        )
    return found


def _numbers(connection: Connection, statement: Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(statement)}


def _state(row: RowMapping, queued: int) -> str:
    if row["held"]:
        return str(row["held"])
    success, error_at = row["last_success"], row["last_error_at"]
    if error_at is not None and (success is None or success < error_at):
        return "failing"
    if success is None:
        return "waiting"
    return "crawling" if queued else "ok"


def _note(state: str, row: RowMapping) -> str:
    return f"{row['last_error']} It is tried again by itself." if state == "failing" else NOTES[state]
