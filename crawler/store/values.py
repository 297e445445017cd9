"""Releases by the values that their content has somewhere, found by looking through all of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Text, cast, false, or_

from crawler.store.releases import with_content
from crawler.store.schema import releases, revisions


def having(
    connection: Connection, values: Collection[str], source: str | None = None, release: str | None = None
) -> list[str]:
    """The ids of the releases whose content has one of these texts as a value somewhere: all are looked through, or
    those of a source, or one release."""
    statement = with_content(releases.c.id)
    if source is not None:
        statement = statement.where(releases.c.source == source)
    if release is not None:
        statement = statement.where(releases.c.id == release)
    # As the column has it: a quotation mark inside a value is escaped there, so that only a whole value is found.
    content, written = cast(revisions.c.content, Text), sorted(json.dumps(value) for value in values)
    has_one = or_(false(), *(content.contains(value, autoescape=True) for value in written))
    return list(connection.execute(statement.where(has_one)).scalars())


def of_field(connection: Connection, field: str) -> set[Any]:
    """All that releases have in a field of their content, found by looking through all of them; lists as tuples."""
    found = connection.execute(with_content(revisions.c.content[field].as_json()))
    return {tuple(value) if isinstance(value, list) else value for (value,) in found}
