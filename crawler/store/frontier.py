"""The frontier: every known URL with its state, and who may fetch what next.

Politeness and exclusion stand on one lease per host: whoever holds it alone asks that host, for one URL at a time. A
lease that its holder did not give back in time (a killed process) expires by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawler.store.schema import MOST_PARAMETERS, hosts, urls

LEASE = timedelta(minutes=5)


class Kind(StrEnum):
    """Why a URL is in the frontier."""

    SEED = "seed"  # a start address of config.toml
    LISTING = "listing"  # a further page of a listing, or a feed or sitemap that another one names
    PAGE = "page"  # a page that may be a release


class UrlState(StrEnum):
    """What the last visit made of a URL."""

    NEW = "new"  # no visit yet
    READ = "read"  # a listing, feed or sitemap
    RELEASE = "release"
    DROPPED = "dropped"  # no release; the reason says why
    FAILED = "failed"  # could not be had; it is tried again
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Link:
    """A URL to add: where it was found, and when its page was last modified, as far as the finder says."""

    url: str
    host: str
    kind: Kind
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to ask `host` once, for this URL. `robots_*` is the host's last robots.txt answer."""

    url_id: int
    url: str
    host: str
    source: str
    kind: Kind
    failures: int
    visits: int
    found_at: datetime
    etag: str | None
    last_modified: str | None
    release: str | None
    robots_at: datetime | None
    robots_status: int | None
    robots_body: bytes | None
    robots_error: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit leaves at its URL. `next_at` None: no further visit. `release`: the id it gave."""

    state: UrlState
    reason: str
    next_at: datetime | None
    failures: int = 0
    etag: str | None = None
    last_modified: str | None = None
    release: str | None = None


def add(connection: Connection, source: str, links: Iterable[Link], found_on: str | None, now: datetime) -> int:
    """Adds the URLs that are not known; known pages that were modified since their last visit become due.

    Returns how many were new.
    """
    wanted = list({link.url: link for link in links}.values())
    if not wanted:
        return 0
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    names = sorted({link.host for link in wanted})
    connection.execute(insert(hosts).on_conflict_do_nothing(), [{"host": name, "next_at": now} for name in names])
    known = _known(connection, [link.url for link in wanted])
    rows = [_row(link, source, found_on, now) for link in wanted if link.url not in known]
    if rows:
        connection.execute(insert(urls).on_conflict_do_nothing(index_elements=["url"]), rows)
    for link in wanted:
        if link.modified is not None and link.modified <= now and link.url in known:
            stale = and_(urls.c.url == link.url, urls.c.fetched_at < link.modified)
            connection.execute(update(urls).where(stale).values(next_at=now))
    return len(rows)


def _known(connection: Connection, wanted: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(wanted), MOST_PARAMETERS):
        chunk = wanted[start : start + MOST_PARAMETERS]
        found.update(connection.execute(select(urls.c.url).where(urls.c.url.in_(chunk))).scalars())
    return found


def _row(link: Link, source: str, found_on: str | None, now: datetime) -> dict[str, Any]:
    return {
        "url": link.url,
        "host": link.host,
        "source": source,
        "kind": link.kind,
        "found_on": found_on,
        "found_at": now,
        "next_at": now,
        "state": UrlState.NEW,
        "reason": "",
        "failures": 0,
        "visits": 0,
    }


def make_due(connection: Connection, names: Sequence[str], now: datetime) -> None:
    """Makes everything of these sources that is visited again at all due at once."""
    connection.execute(update(urls).where(urls.c.source.in_(names), urls.c.next_at > now).values(next_at=now))


def lease(connection: Connection, owner: str, names: Sequence[str], now: datetime) -> Lease | None:
    """Takes a host that may be asked now, with its most pressing due URL of these sources; None when there is none.

    To be called in a writing transaction: that makes look and take one step.
    """
    host = connection.execute(_ready(names, now)).one_or_none()
    if host is None:
        return None
    mine = and_(urls.c.host == host.host, urls.c.next_at <= now, urls.c.source.in_(names))
    seeds_first = urls.c.kind.desc()  # "seed" > "page" > "listing": further listing pages wait for what is found
    url = connection.execute(select(urls).where(mine).order_by(seeds_first, urls.c.next_at, urls.c.id).limit(1)).one()
    taken = update(hosts).where(hosts.c.host == host.host)
    connection.execute(taken.values(leased_by=owner, leased_until=now + LEASE))
    return Lease(
        url_id=url.id,
        url=url.url,
        host=url.host,
        source=url.source,
        kind=Kind(url.kind),
        failures=url.failures,
        visits=url.visits,
        found_at=url.found_at,
        etag=url.etag,
        last_modified=url.last_modified,
        release=url.release,
        robots_at=host.robots_at,
        robots_status=host.robots_status,
        robots_body=host.robots_body,
        robots_error=host.robots_error,
    )


def _ready(names: Sequence[str], now: datetime) -> Select[Any]:
    """The host that waits longest of those that may be asked and have something due."""
    due = and_(urls.c.host == hosts.c.host, urls.c.next_at <= now, urls.c.source.in_(names))
    free = or_(hosts.c.leased_until.is_(None), hosts.c.leased_until < now)
    return select(hosts).where(free, hosts.c.next_at <= now, exists().where(due)).order_by(hosts.c.next_at).limit(1)


def holds(connection: Connection, held: Lease, owner: str) -> bool:
    """Whether the lease is still this owner's: one that expired may have gone to another process."""
    mine = select(hosts.c.host).where(hosts.c.host == held.host, hosts.c.leased_by == owner)
    return connection.execute(mine).one_or_none() is not None


def give_back(connection: Connection, host: str, owner: str, next_at: datetime) -> None:
    """Ends a lease; the host may be asked again from `next_at` on."""
    mine = and_(hosts.c.host == host, hosts.c.leased_by == owner)
    connection.execute(update(hosts).where(mine).values(leased_by=None, leased_until=None, next_at=next_at))


def give_back_all(connection: Connection, owner: str) -> None:
    """Ends all leases of a process that stops."""
    connection.execute(update(hosts).where(hosts.c.leased_by == owner).values(leased_by=None, leased_until=None))


def owners(connection: Connection) -> list[str]:
    """Who holds leases."""
    held = select(hosts.c.leased_by).where(hosts.c.leased_by.is_not(None)).distinct()
    return list(connection.execute(held).scalars())


def visited(connection: Connection, held: Lease, visit: Visit, now: datetime) -> None:
    """Writes down what a visit came to."""
    values: dict[str, Any] = {
        "state": visit.state,
        "reason": visit.reason,
        "next_at": visit.next_at,
        "failures": visit.failures,
        "visits": held.visits + 1,
        "fetched_at": now,
    }
    if visit.state is not UrlState.FAILED:
        values |= {"etag": visit.etag, "last_modified": visit.last_modified}
    if visit.release is not None:
        values["release"] = visit.release
    connection.execute(update(urls).where(urls.c.id == held.url_id).values(values))


def keep_robots(
    connection: Connection, host: str, status: int | None, body: bytes, error: str | None, now: datetime
) -> None:
    """Keeps a host's robots.txt answer; `status` None: it could not be had, and `error` says why."""
    values = {"robots_at": now, "robots_status": status, "robots_body": body, "robots_error": error}
    connection.execute(update(hosts).where(hosts.c.host == host).values(values))


def any_ready(connection: Connection, names: Sequence[str], now: datetime) -> bool:
    """Whether `lease` would find something."""
    return connection.execute(_ready(names, now)).first() is not None


def any_due(connection: Connection, names: Sequence[str], now: datetime, patience: timedelta) -> bool:
    """Whether anything of these sources is due on a host that may be asked within `patience`, or is being asked."""
    soon = and_(urls.c.host == hosts.c.host, hosts.c.next_at <= now + patience)
    due = select(urls.c.id).join(hosts, soon).where(urls.c.next_at <= now, urls.c.source.in_(names)).limit(1)
    return connection.execute(due).first() is not None


def count_due(connection: Connection, names: Sequence[str], now: datetime) -> int:
    """How many URLs of these sources are due."""
    due = select(func.count()).where(urls.c.next_at <= now, urls.c.source.in_(names))
    return connection.execute(due).scalar_one()


def first_found(connection: Connection, source: str) -> datetime | None:
    """When the first URL of a source came into the frontier."""
    first = select(urls.c.found_at).where(urls.c.source == source).order_by(urls.c.found_at).limit(1)
    return connection.execute(first).scalar_one_or_none()


def drop_unconfigured(connection: Connection, source: str, seeds: Iterable[str]) -> None:
    """A start address that left config.toml is visited no more."""
    gone = and_(urls.c.source == source, urls.c.kind == Kind.SEED, urls.c.url.not_in(list(seeds)))
    connection.execute(update(urls).where(gone).values(next_at=None, reason="no longer in config.toml"))


def state_counts(connection: Connection) -> Mapping[str, int]:
    """How many URLs stand in each state."""
    counted = connection.execute(select(urls.c.state, func.count()).group_by(urls.c.state))
    return {row[0]: row[1] for row in counted}
