"""The sources as the store knows them: what was configured, how their crawls went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from crawler.rhythm import Rhythm
from crawler.store import upserts
from crawler.store.schema import sources

LIMITS = ("budget", "connections")
IMPORTED = "import"  # the source of releases that were imported without naming one


def configure(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Takes over the sources of `config.toml` (name, organisation, short, start, held, budget, connections), and marks
    the others that were crawled before as removed."""
    names = [row["name"] for row in rows]
    missing = update(sources).where(sources.c.name.not_in(names), sources.c.held != "imported")
    connection.execute(missing.values(held="removed"))
    _upsert(connection, rows)


def _upsert(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    if not rows:
        return
    statement = upserts.renewed(connection, sources, "organisation", "short", "start", "held", *LIMITS)
    connection.execute(statement, list(rows))


def ensure(connection: Connection, name: str, organisation: str = "") -> None:
    """Makes sure that a source of this name exists, for imported releases; one that is there stays as it is."""
    row = {"name": name, "organisation": organisation, "short": "", "start": [], "held": "imported", "connections": 1}
    connection.execute(upserts.new(connection, sources), row)


def succeeded(connection: Connection, name: str, at: datetime) -> None:
    """Notes that one of the source's own start pages was read."""
    connection.execute(update(sources).where(sources.c.name == name).values(last_success=at))


def failed(connection: Connection, name: str, at: datetime, error: str, kind: str) -> None:
    """Notes why a start page of the source could not be had; `kind` is one of `crawler.meanings`."""
    values = {"last_error": error, "last_error_at": at, "last_error_kind": kind}
    connection.execute(update(sources).where(sources.c.name == name).values(values))


def rhythm(connection: Connection, name: str) -> Rhythm:
    """How often the source has something new."""
    return Rhythm.from_json(connection.execute(select(sources.c.rhythm).where(sources.c.name == name)).scalar())


def keep_rhythm(connection: Connection, name: str, now_known: Rhythm) -> None:
    connection.execute(update(sources).where(sources.c.name == name).values(rhythm=now_known.to_json()))


def keep_hub(connection: Connection, name: str, hub: str) -> None:
    """Notes the WebSub hub that the source's feed names."""
    connection.execute(update(sources).where(sources.c.name == name).values(hub=hub))
