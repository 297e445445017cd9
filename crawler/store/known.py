"""What the store knows of a URL, a host or a source's dropped URLs: reading only, for people who ask why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from crawler.store.schema import hosts, queues, source_days, sources, urls
from crawler.visits import Cause, Kind, Rank, UrlState

DROPPED = (UrlState.DROPPED, UrlState.GONE)
MOST_DOUBTFUL = 10  # of a source, that are shown with their reasons


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """A URL of the frontier; see the table `urls`. `found_on` None: it is a start address."""

    id: int
    url: str
    host: str
    source: str
    kind: Kind
    rank: Rank
    depth: int
    found_on: str | None
    found_at: datetime
    state: UrlState
    cause: Cause
    reason: str
    failures: int
    failing_since: datetime | None
    visits: int
    changes: int
    changed_at: datetime | None
    fetched_at: datetime | None
    next_at: datetime | None
    release: str | None


@dataclass(frozen=True, slots=True)
class KnownHost:
    """A host: when it may be asked next, its pace, and its last robots.txt answer; see the table `hosts`."""

    host: str
    next_at: datetime
    strain: float
    response_seconds: float | None
    pace_note: str
    robots_at: datetime | None
    robots_status: int | None
    robots_body: bytes | None
    robots_error: str | None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A URL that is not visited any more, or rarely, and why."""

    url: str
    reason: str
    found_on: str | None
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A page that reads badly, for a person to look at; `release` is there when it gave one before, which is kept."""

    url: str
    reason: str
    release: str | None


def url(connection: Connection, address: str) -> KnownUrl | None:
    """What the frontier knows of a canonical URL."""
    row = connection.execute(select(urls).where(urls.c.url == address)).one_or_none()
    return None if row is None else _known(row)


def _known(row: Row[Any]) -> KnownUrl:
    values = {name: getattr(row, name) for name in KnownUrl.__slots__}
    enums = {"kind": Kind(row.kind), "rank": Rank(row.rank), "state": UrlState(row.state), "cause": Cause(row.cause)}
    return KnownUrl(**(values | enums))


def among(connection: Connection, addresses: Sequence[str]) -> list[str]:
    """Those of a few canonical URLs that the frontier knows."""
    return list(connection.execute(select(urls.c.url).where(urls.c.url.in_(addresses)).order_by(urls.c.url)).scalars())


def listings(connection: Connection, source: str, limit: int) -> list[str]:
    """The start and listing pages of a source that were read: start pages first, then those read last."""
    mine = and_(urls.c.source == source, urls.c.state == UrlState.READ, urls.c.kind != Kind.PAGE)
    chosen = select(urls.c.url).where(mine).order_by(urls.c.kind != Kind.SEED, urls.c.fetched_at.desc(), urls.c.id)
    return list(connection.execute(chosen.limit(limit)).scalars())


def ahead(connection: Connection, known: KnownUrl, now: datetime) -> int:
    """How many due URLs of the same source and host go before one."""
    mine = and_(urls.c.host == known.host, urls.c.source == known.source, urls.c.next_at <= now)
    sooner = or_(urls.c.next_at < known.next_at, and_(urls.c.next_at == known.next_at, urls.c.id < known.id))
    before = or_(urls.c.rank < known.rank, and_(urls.c.rank == known.rank, sooner))
    return connection.execute(select(func.count()).where(mine, before)).scalar_one()


def spent(connection: Connection, source: str, day: date) -> int:
    """The requests for a source on a day (UTC)."""
    mine = and_(source_days.c.source == source, source_days.c.day == day)
    return connection.execute(select(source_days.c.requests).where(mine)).scalar_one_or_none() or 0


def host(connection: Connection, name: str) -> KnownHost | None:
    """What is known of a host (with its port, where that is not the usual one)."""
    row = connection.execute(select(hosts).where(hosts.c.host == name)).one_or_none()
    return None if row is None else _known_host(row)


def hosts_of(connection: Connection, source: str) -> list[KnownHost]:
    """The hosts that a source has URLs on, by name."""
    mine = select(hosts).join(queues, queues.c.host == hosts.c.host).where(queues.c.source == source)
    return [_known_host(row) for row in connection.execute(mine.order_by(hosts.c.host))]


def _known_host(row: Row[Any]) -> KnownHost:
    return KnownHost(**{name: getattr(row, name) for name in KnownHost.__slots__})


def dropped(connection: Connection, source: str, cause: str, limit: int) -> list[Dropped]:
    """The URLs of a source that were dropped for a cause, those found last first."""
    states = (*DROPPED, UrlState.RELEASE) if cause == Cause.DOUBTFUL else DROPPED
    mine = and_(urls.c.source == source, urls.c.state.in_(states), urls.c.cause == cause)
    columns = (urls.c.url, urls.c.reason, urls.c.found_on, urls.c.found_at)
    found = connection.execute(select(*columns).where(mine).order_by(urls.c.id.desc()).limit(limit))
    return [Dropped(*row) for row in found]


def doubtful(connection: Connection) -> dict[str, tuple[int, list[Doubtful]]]:
    """How many pages of each source read badly, and the newest of them; sources without one are left out."""
    states = (UrlState.DROPPED, UrlState.RELEASE)
    # Asked for source by source, so that the index on source, state and cause finds the few among all.
    looked = urls.c.state.in_(states), urls.c.cause == Cause.DOUBTFUL
    counted = (
        select(sources.c.name, func.count())
        .join(urls, and_(urls.c.source == sources.c.name, *looked))
        .group_by(sources.c.name)
    )
    found = {}
    for name, number in connection.execute(counted).all():
        columns = select(urls.c.url, urls.c.reason, urls.c.release).where(urls.c.source == name, *looked)
        newest = connection.execute(columns.order_by(urls.c.id.desc()).limit(MOST_DOUBTFUL))
        found[name] = (number, [Doubtful(*row) for row in newest])
    return found
