"""The log of fetches, each with its place in the archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select

from crawler.archive import Location
from crawler.store.reading import READ, by_characters
from crawler.store.schema import fetches, releases


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
    final_url: str | None = None  # where redirects led; None: nowhere else
    digest: str | None = None  # of the payload, where all of it was archived
    directives: tuple[str, ...] = ()  # what the page asked of crawlers
    number: int = 0  # once it is written down


@dataclass(frozen=True, slots=True)
class Whole:
    """An earlier answer that stands whole in the archive."""

    number: int
    url: str
    at: datetime
    digest: str


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
        "final_url": fetch.final_url,
        "digest": fetch.digest,
        "directives": " ".join(fetch.directives),
    }
    if fetch.location is not None:
        values |= {
            "archive_file": fetch.location.file,
            "archive_offset": fetch.location.offset,
            "archive_length": fetch.location.length,
        }
    key = connection.execute(_RECORD, values).inserted_primary_key
    assert key is not None
    return int(key[0])


_RECORD = insert(fetches)


def newest_whole(connection: Connection, url: str) -> Whole | None:
    """The newest answer from a URL that stands whole in the archive."""
    return _whole(connection, fetches.c.url == url)


def whole_with(connection: Connection, digest: str) -> Whole | None:
    """The newest archived answer with this payload, from whatever URL."""
    return _whole(connection, fetches.c.digest == digest)


def _whole(connection: Connection, which: ColumnElement[bool]) -> Whole | None:
    columns = (fetches.c.id, fetches.c.url, fetches.c.final_url, fetches.c.at, fetches.c.digest)
    newest = select(*columns).where(which, fetches.c.digest.is_not(None)).order_by(fetches.c.at.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return None if row is None else Whole(row.id, row.final_url or row.url, row.at, row.digest)


def history(connection: Connection, url: str, limit: int) -> list[Fetch]:
    """The last `limit` fetches of a URL, in the order of time."""
    mine = select(fetches).where(fetches.c.url == url).order_by(fetches.c.at.desc(), fetches.c.id.desc())
    return [_fetch(row) for row in connection.execute(mine.limit(limit))][::-1]


def count(connection: Connection, url: str) -> int:
    """How often a URL was fetched."""
    return connection.execute(select(func.count()).where(fetches.c.url == url)).scalar_one()


def captures(connection: Connection, release: str, url: str) -> list[Fetch]:
    """The pages of a release that stand whole in the archive, in the order of time.

    They are those of its own address, and the one that it was read from; what asked not to be shown from an archive
    ("noarchive") is left out.
    """
    read_from = select(releases.c.fetch).where(releases.c.id == release).scalar_subquery()
    good = or_(fetches.c.status.is_(None), fetches.c.status.between(200, 299))
    whole = and_(fetches.c.archive_file.is_not(None), fetches.c.digest.is_not(None), good)
    mine = select(fetches).where(or_(fetches.c.url == url, fetches.c.id == read_from), whole)
    found = map(_fetch, connection.execute(mine.order_by(fetches.c.at, fetches.c.id)))
    return [fetch for fetch in found if "noarchive" not in fetch.directives]


def newest_page(connection: Connection, url: str) -> Fetch | None:
    """The newest good answer from a URL whose body stands in the archive."""
    good = and_(fetches.c.url == url, fetches.c.digest.is_not(None), fetches.c.status.between(200, 299))
    newest = select(fetches).where(good).order_by(fetches.c.at.desc(), fetches.c.id.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return None if row is None else _fetch(row)


@dataclass(frozen=True, slots=True)
class Placed:
    """An answer in the archive: where, of which URL, and the digest of its payload where all of it stands there."""

    location: Location
    url: str
    digest: str | None


def placed(connection: Connection) -> Iterator[Placed]:
    """All answers that stand in the archive, file by file in the order of their names, as they follow each other."""
    statement = (
        select(*_PLACE, func.coalesce(fetches.c.final_url, fetches.c.url), fetches.c.digest)
        .where(and_(*(column.is_not(None) for column in _PLACE)))
        .order_by(by_characters(connection, fetches.c.archive_file), fetches.c.archive_offset)
    )
    for file, offset, length, url, digest in connection.execute(statement, execution_options={"yield_per": READ}):
        yield Placed(Location(file, offset, length), url, digest)


def any_from(connection: Connection, file: str, offset: int) -> bool:
    """Whether any answer is said to stand in a file of the archive, from a place on."""
    named = select(fetches.c.id).where(fetches.c.archive_file == file, fetches.c.archive_offset >= offset)
    return connection.execute(named.limit(1)).first() is not None


_PLACE = (fetches.c.archive_file, fetches.c.archive_offset, fetches.c.archive_length)


def _fetch(row: Row[Any]) -> Fetch:
    place = (row.archive_file, row.archive_offset, row.archive_length)
    return Fetch(
        url=row.url,
        source=row.source,
        at=row.at,
        status=row.status,
        error=row.error,
        milliseconds=row.milliseconds,
        size=row.bytes,
        location=Location(*place) if row.archive_file else None,
        final_url=row.final_url,
        digest=row.digest,
        directives=tuple(row.directives.split()),
        number=row.id,
    )
