"""Sources that administrators have added beside those of config.toml, and which of all they have paused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from crawler.store import upserts
from crawler.store.schema import source_edits


@dataclass(frozen=True, slots=True)
class Edit:
    """`settings` are the keys of a [[source]] that was added; None for one of config.toml."""

    name: str
    settings: Mapping[str, Any] | None
    paused: bool
    editor: str
    at: datetime


def listed(connection: Connection) -> Sequence[Edit]:
    rows = connection.execute(select(source_edits).order_by(source_edits.c.name))
    return [Edit(row.name, row.settings, row.paused, row.editor, row.at) for row in rows]


def get(connection: Connection, name: str) -> Edit | None:
    return next((edit for edit in listed(connection) if edit.name == name), None)


def put(connection: Connection, name: str, settings: Mapping[str, Any], editor: str, now: datetime) -> None:
    """Adds a source, or gives one that was added other settings; paused or not, it stays so."""
    row = {"name": name, "settings": dict(settings), "paused": False, "editor": editor, "at": now}
    connection.execute(upserts.renewed(connection, source_edits, "settings", "editor", "at"), row)


def pause(connection: Connection, name: str, editor: str, now: datetime, *, paused: bool) -> None:
    """Pauses a source, or lets it go on."""
    row = {"name": name, "settings": None, "paused": paused, "editor": editor, "at": now}
    connection.execute(upserts.renewed(connection, source_edits, "paused", "editor", "at"), row)


def remove(connection: Connection, name: str) -> bool:
    """Takes back that a source was added; its releases stay. False where none was."""
    mine = delete(source_edits).where(source_edits.c.name == name, source_edits.c.settings.is_not(None))
    return bool(connection.execute(mine).rowcount)
