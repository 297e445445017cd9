"""The log of fetches, each with its place in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from crawler.archive import Location
from crawler.store.schema import fetches


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request: `status` None and an `error` where there was no answer; `location` None where nothing was kept."""

    url: str
    source: str
    at: datetime
    status: int | None
    error: str | None
    milliseconds: int
    size: int
    location: Location | None


def record(connection: Connection, fetch: Fetch) -> int:
    """Writes a fetch down. Returns its number."""
    values = {
        "url": fetch.url,
        "source": fetch.source,
        "at": fetch.at,
        "status": fetch.status,
        "error": fetch.error,
        "milliseconds": fetch.milliseconds,
        "bytes": fetch.size,
    }
    if fetch.location is not None:
        values |= {
            "archive_file": fetch.location.file,
            "archive_offset": fetch.location.offset,
            "archive_length": fetch.location.length,
        }
    key = connection.execute(insert(fetches).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])
