"""The frontier: every known URL with its state, where it was found, and when it is visited next.

`queues` holds, for each source at each host, when the first of its URLs is due and when its host may be asked for it
(`crawler.store.leases`): the next URL is found by two seeks of an index, however many URLs are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawler.store import leases
from crawler.store.schema import MOST_PARAMETERS, hosts, queues, urls
from crawler.visits import Cause, Kind, Lease, Link, Passed, Rank, UrlState, Visit


def add(
    connection: Connection, source: str, links: Iterable[Link], found_on: str | None, now: datetime
) -> frozenset[str]:
    """Adds the URLs that are not known (or were only passed over); known pages that were modified since their last
    visit become due.

    Returns those that were new.
    """
    wanted = list({link.url: link for link in links}.values())
    if not wanted:
        return frozenset()
    _know_hosts(connection, source, {link.host for link in wanted}, now)
    known = _known(connection, [link.url for link in wanted])
    fresh = [link for link in wanted if link.url not in known]
    _insert(connection, [_row(link, source, found_on, now) for link in fresh])
    revived = [link for link in wanted if link.url in known and _wakes(link, known[link.url])]
    for link in revived:
        values = _row(link, source, found_on, now)
        connection.execute(update(urls).where(urls.c.url == link.url).values(values))
    stale = [link for link in wanted if link.url in known and _is_stale(known[link.url], link, now)]
    for link in stale:
        connection.execute(update(urls).where(urls.c.url == link.url).values(next_at=now))
    idle = [link for link in revived if known[link.url].next_at is None or known[link.url].visits]
    for host in {link.host for link in (*fresh, *revived, *stale)}:
        _count(connection, source, host, known=_at(host, fresh), waiting=_at(host, fresh) + _at(host, idle))
        leases.due_from(connection, source, host, now)
    return frozenset(link.url for link in (*fresh, *revived))


def pass_over(
    connection: Connection, source: str, passed: Iterable[Passed], found_on: str | None, now: datetime
) -> None:
    """Keeps URLs that will not be visited with the reason why; what is known already stays as it is."""
    wanted = {each.url: each for each in passed}
    known = _known(connection, list(wanted))
    fresh = [each for url, each in wanted.items() if url not in known]
    if not fresh:
        return
    _know_hosts(connection, source, {each.host for each in fresh}, now)
    rows = []
    for each in fresh:
        row = _row(Link(each.url, each.host, Kind.PAGE), source, found_on, now)
        rows.append(row | {"next_at": None, "state": UrlState.DROPPED, "cause": each.cause, "reason": each.reason})
    _insert(connection, rows)
    for host in {each.host for each in fresh}:
        _count(connection, source, host, known=_at(host, fresh), waiting=0)


def _at(host: str, links: Sequence[Link | Passed]) -> int:
    return sum(link.host == host for link in links)


def _count(connection: Connection, source: str, host: str, *, known: int, waiting: int) -> None:
    mine = update(queues).where(queues.c.source == source, queues.c.host == host)
    connection.execute(mine.values(known=queues.c.known + known, waiting=queues.c.waiting + waiting))


def _know_hosts(connection: Connection, source: str, names: Iterable[str], now: datetime) -> None:
    names = sorted(names)
    hosts_rows = [{"host": name, "next_at": now, "strain": 0.0, "pace_note": ""} for name in names]
    connection.execute(_insert_new(connection, hosts), hosts_rows)
    rows = [{"source": source, "host": name, "known": 0, "waiting": 0} for name in names]
    connection.execute(_insert_new(connection, queues), rows)


def _insert_new(connection: Connection, table: Any) -> Any:
    """An INSERT that leaves rows alone whose key is there already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def _insert(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(_insert_new(connection, urls), rows)


def _known(connection: Connection, wanted: Sequence[str]) -> dict[str, Row[Any]]:
    found: dict[str, Row[Any]] = {}
    columns = (urls.c.url, urls.c.state, urls.c.visits, urls.c.rank, urls.c.next_at, urls.c.fetched_at)
    for start in range(0, len(wanted), MOST_PARAMETERS):
        chunk = wanted[start : start + MOST_PARAMETERS]
        found.update({row.url: row for row in connection.execute(select(*columns).where(urls.c.url.in_(chunk)))})
    return found


def _wakes(link: Link, known: Row[Any]) -> bool:
    """Whether a known URL begins anew: one that was only passed over, or has become a start page."""
    if link.kind is Kind.SEED:
        return known.rank != Rank.SEED or known.next_at is None
    return known.visits == 0 and known.next_at is None and known.state == UrlState.DROPPED


def _is_stale(known: Row[Any], link: Link, now: datetime) -> bool:
    if link.modified is None or known.fetched_at is None:
        return False
    return bool(known.fetched_at < link.modified <= now)


def _row(link: Link, source: str, found_on: str | None, now: datetime) -> dict[str, Any]:
    return {
        "url": link.url,
        "host": link.host,
        "source": source,
        "kind": link.kind,
        "rank": link.rank,
        "depth": link.depth,
        "found_on": found_on,
        "found_at": now,
        "next_at": now,
        "state": UrlState.NEW,
        "cause": Cause.NONE,
        "reason": "",
        "failures": 0,
        "visits": 0,
        "changes": 0,
    }


def make_due(connection: Connection, names: Sequence[str], now: datetime) -> None:
    """Makes everything of these sources that is visited again at all due at once."""
    connection.execute(update(urls).where(urls.c.source.in_(names), urls.c.next_at > now).values(next_at=now))
    mine = select(queues.c.source, queues.c.host).where(queues.c.source.in_(names), queues.c.due_at.is_not(None))
    for source, host in connection.execute(mine).all():
        leases.due_from(connection, source, host, now)


def visited(connection: Connection, held: Lease, visit: Visit, now: datetime) -> None:
    """Writes down what a visit came to."""
    values: dict[str, Any] = {
        "state": visit.state,
        "cause": visit.cause,
        "reason": visit.reason,
        "next_at": visit.next_at,
        "failures": visit.failures,
        "failing_since": _failing_since(held, visit, now),
        "visits": held.visits + 1,
        "fetched_at": now,
    }
    if visit.state is not UrlState.FAILED:
        values |= {"etag": visit.etag, "last_modified": visit.last_modified}
    if visit.release is not None:
        values["release"] = visit.release
    if visit.links_digest is not None:
        values["links_digest"] = visit.links_digest
    if visit.changed:
        values |= {"changes": held.changes + 1, "changed_at": now}
    if held.kind is Kind.PAGE:
        values["rank"] = Rank.PAGE  # it is fresh once
    connection.execute(update(urls).where(urls.c.id == held.url_id).values(values))
    if held.visits == 0:
        _count(connection, held.source, held.host, known=0, waiting=-1)
    leases.refresh(connection, held.source, held.host)


def add_visited(connection: Connection, held: Lease, url: str, visit: Visit, now: datetime) -> None:
    """Adds a URL that a visit of another one has led to, as visited; one that is known stays as it is."""
    row = _row(Link(url, held.host, Kind.PAGE), held.source, held.url, now)
    row |= {"state": visit.state, "next_at": visit.next_at, "visits": 1, "fetched_at": now, "release": visit.release}
    if connection.execute(_insert_new(connection, urls), row).rowcount:
        _count(connection, held.source, held.host, known=1, waiting=0)


def _failing_since(held: Lease, visit: Visit, now: datetime) -> datetime | None:
    """When the failures in a row of one cause began."""
    if not visit.failures:
        return None
    return held.failing_since if held.failing_since and held.cause is visit.cause else now


def is_repetition(connection: Connection, held: Lease, links_digest: str) -> bool:
    """Whether another page of the source has given just these links: a listing that goes round in circles."""
    same = and_(urls.c.links_digest == links_digest, urls.c.source == held.source, urls.c.id != held.url_id)
    return connection.execute(select(urls.c.id).where(same).limit(1)).first() is not None


def state_of(connection: Connection, url: str) -> UrlState | None:
    """What the last visit made of a URL; None for one that is not known."""
    state = connection.execute(select(urls.c.state).where(urls.c.url == url)).scalar_one_or_none()
    return None if state is None else UrlState(state)


def release_of(connection: Connection, url: str) -> str | None:
    """The id of the release that a URL gave, or is another form of."""
    return connection.execute(select(urls.c.release).where(urls.c.url == url)).scalar_one_or_none()


def keep_robots(
    connection: Connection, host: str, status: int | None, body: bytes, error: str | None, now: datetime
) -> None:
    """Keeps a host's robots.txt answer; `status` None: it could not be had, and `error` says why."""
    values = {"robots_at": now, "robots_status": status, "robots_body": body, "robots_error": error}
    connection.execute(update(hosts).where(hosts.c.host == host).values(values))


def keep_pace(connection: Connection, host: str, strain: float, response_seconds: float | None, note: str) -> None:
    """Keeps how fast a host is asked; `note` says why it is asked more slowly than planned, "" when it is not."""
    values = {"strain": strain, "response_seconds": response_seconds, "pace_note": note}
    connection.execute(update(hosts).where(hosts.c.host == host).values(values))


def count_due(connection: Connection, names: Sequence[str], now: datetime) -> int:
    """How many URLs of these sources are due."""
    mine = and_(urls.c.host == queues.c.host, urls.c.source == queues.c.source, urls.c.rank.in_(list(Rank)))
    counted = select(func.count()).where(mine, urls.c.next_at <= now).scalar_subquery()
    due = select(func.coalesce(func.sum(counted), 0)).where(queues.c.due_at <= now, queues.c.source.in_(names))
    return int(connection.execute(due).scalar_one())


def first_found(connection: Connection, source: str) -> datetime | None:
    """When the first URL of a source came into the frontier."""
    first = select(urls.c.found_at).where(urls.c.source == source).order_by(urls.c.found_at).limit(1)
    return connection.execute(first).scalar_one_or_none()


def drop_unconfigured(connection: Connection, source: str, seeds: Iterable[str]) -> None:
    """A start address that left config.toml is visited no more."""
    mine = connection.execute(select(queues.c.host).where(queues.c.source == source)).scalars().all()
    gone = and_(
        urls.c.host.in_(mine), urls.c.source == source, urls.c.rank == Rank.SEED, urls.c.url.not_in(list(seeds))
    )
    values = {"next_at": None, "state": UrlState.DROPPED, "cause": Cause.UNCONFIGURED}
    connection.execute(update(urls).where(gone).values(reason="no longer in config.toml", **values))
    for host in mine:
        leases.refresh(connection, source, host)


def state_counts(connection: Connection) -> Mapping[str, int]:
    """How many URLs stand in each state."""
    counted = connection.execute(select(urls.c.state, func.count()).group_by(urls.c.state))
    return {row[0]: row[1] for row in counted}


def causes(connection: Connection, source: str) -> list[tuple[str, int]]:
    """Why URLs of a source were dropped and how many of each, the most frequent first."""
    mine = and_(urls.c.source == source, urls.c.state.in_([UrlState.DROPPED, UrlState.GONE]))
    counted = select(urls.c.cause, func.count()).where(mine).group_by(urls.c.cause).order_by(func.count().desc())
    return [(row[0], row[1]) for row in connection.execute(counted)]
