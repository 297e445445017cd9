"""Leases: who may ask which host now, for which URL.

A host has one slot (more only where a source allows them). Whoever holds it asks that host for one URL; a lease that
its holder did not give back in time (a killed process) expires by itself.

`queues.ready_at` is when a queue may next be asked: when its first URL is due, its host has rested, a slot is free and
the day's budget is not spent. It is kept up at each of these steps, so that the next URL is found by its index alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    select,
    union_all,
    update,
)

from crawler.store.queueing import first_due, most_slots, of_rank, open_host, put
from crawler.store.schema import UtcDateTime, hosts, leases, queues, source_days, sources, urls
from crawler.visits import Cause, Kind, Lease, Rank, UrlState

LEASE = timedelta(minutes=5)
READY_AT_ONCE = 100  # queues in a look
MOST_QUEUES = 100_000


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be asked next: a queue with its host, a due URL of it, and the slots of the host that are taken."""

    queue: Row[Any]
    url: Row[Any]
    taken: frozenset[int]


def lease(connection: Connection, owner: str, names: Collection[str], now: datetime) -> Lease | None:
    """Takes a slot of the host that is ready for the longest time, with its most pressing due URL of these sources;
    None when there is none.

    To be called in a writing transaction: that makes look and take one step.
    """
    found = find_next(connection, names, now)
    if found is None:
        return None
    queue, url, taken = found.queue, found.url, found.taken
    slot = next(number for number in range(len(taken) + 1) if number not in taken)
    until = now + LEASE
    connection.execute(_TAKE, {"host": queue.host, "slot": slot, "url": url.id, "owner": owner, "until": until})
    closed = {"at": queue.host, "moment": until}
    if queue.robots_at is None:
        connection.execute(_CLOSE, closed)
    else:
        connection.execute(_CLOSE_TO_FULL, closed | {"taken": len(taken) + 1})
    return _lease(url, queue, slot)


def find_next(connection: Connection, names: Collection[str], now: datetime) -> Next | None:
    """What `lease` takes: a few statements, each of one index seek or a handful.

    Of the sources that share a host the one with the most pressing URL goes first, else the backlog of one would hold
    up the start pages of another.
    """
    while (ready := _first_ready(connection, names, now)) is not None:
        host, waiting = ready
        today = _day(now)
        rows = [connection.execute(_QUEUE, {"of": source, "at": host, "today": today}).one() for source in waiting]
        held = _held(connection, host, now)
        found = [each for row in rows if (each := _pressing(connection, row, held, now)) is not None]
        if found:
            return min(found, key=lambda each: (each.url.rank, each.url.next_at))
    return None


def _pressing(connection: Connection, queue: Row[Any], held: Sequence[Row[Any]], now: datetime) -> Next | None:
    """The most pressing URL of a queue; a queue that may not be asked now after all is put off."""
    if len(held) >= most_slots(queue):
        put(connection, queue.source, queue.host, queue.due_at, max(row.until for row in held))
        return None
    if queue.budget is not None and (queue.spent or 0) >= queue.budget:
        put(connection, queue.source, queue.host, queue.due_at, _tomorrow(now))
        return None
    asked = [row.url for row in held]
    url = _most_pressing(connection, queue, asked, now)
    if url is not None:
        return Next(queue, url, frozenset(row.slot for row in held))
    # All that is due is being asked already: whoever gives that back opens the queue again.
    due_at = first_due(connection, queue.source, queue.host)
    put(connection, queue.source, queue.host, due_at, due_at if due_at is None or due_at > now else now + LEASE)
    return None


# The statements that every fetching thread runs all day are made once: to build one takes longer than to run it.
_READY = (
    select(queues.c.source, queues.c.host)
    .where(queues.c.ready_at <= bindparam("now", type_=UtcDateTime()))
    .order_by(queues.c.ready_at)
    .limit(READY_AT_ONCE)
    .offset(bindparam("passed", type_=Integer()))
)
_QUEUE = (
    select(queues.c.source, queues.c.due_at, sources.c.budget, sources.c.connections, hosts)
    .add_columns(source_days.c.requests.label("spent"))
    .join(sources, sources.c.name == queues.c.source)
    .join(hosts, hosts.c.host == queues.c.host)
    .outerjoin(
        source_days,
        and_(source_days.c.source == queues.c.source, source_days.c.day == bindparam("today", type_=Date())),
    )
    .where(queues.c.source == bindparam("of"), queues.c.host == bindparam("at"))
    # Where the database does not let writers in one by one (SQLite does), they queue at the host.
    .with_for_update(of=hosts)
)
_HELD: Select[Any] = select(leases.c.slot, leases.c.url, leases.c.until).where(leases.c.host == bindparam("at"))
_TAKE = insert(leases)
_CLOSE = (
    update(queues)
    .where(queues.c.host == bindparam("at"), queues.c.ready_at < bindparam("moment", type_=UtcDateTime()))
    .values(ready_at=bindparam("moment", type_=UtcDateTime()))
)
_CLOSE_TO_FULL = _CLOSE.where(  # for the sources that have no further slot
    exists().where(sources.c.name == queues.c.source, sources.c.connections <= bindparam("taken"))
)


_DUE = union_all(
    *(
        select(
            select(urls.c.id, urls.c.rank)
            .where(of_rank(rank), urls.c.next_at <= bindparam("now", type_=UtcDateTime()))
            .order_by(urls.c.next_at, urls.c.id)
            .limit(bindparam("most", type_=Integer()))
            .subquery()
        )
        for rank in Rank
    )
)
_URL = select(urls).where(urls.c.id == bindparam("number"))


def _first_ready(connection: Connection, names: Collection[str], now: datetime) -> tuple[str, list[str]] | None:
    """The host that is ready for the longest time, and the sources whose queues at it are ready."""
    for passed in range(0, MOST_QUEUES, READY_AT_ONCE):
        found = connection.execute(_READY, {"now": now, "passed": passed}).all()
        mine = [row for row in found if row.source in names]
        if mine:
            host = mine[0].host
            return host, [row.source for row in mine if row.host == host]
        if len(found) < READY_AT_ONCE:
            break
    return None


def _held(connection: Connection, host: str, now: datetime) -> list[Row[Any]]:
    """The leases of a host; expired ones end here."""
    held = connection.execute(_HELD, {"at": host}).all()
    if any(row.until <= now for row in held):
        connection.execute(delete(leases).where(leases.c.host == host, leases.c.until <= now))
    return [row for row in held if row.until > now]


def _most_pressing(connection: Connection, queue: Row[Any], asked: Sequence[int], now: datetime) -> Row[Any] | None:
    values = {"at": queue.host, "of": queue.source, "now": now, "most": 1 + len(asked)}
    free = [row for row in connection.execute(_DUE, values) if row.id not in asked]
    if not free:
        return None
    return connection.execute(_URL, {"number": min(free, key=lambda row: row.rank).id}).one()


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _tomorrow(now: datetime) -> datetime:
    return datetime.combine(_day(now) + timedelta(days=1), time(), UTC)


def _lease(url: Row[Any], host: Row[Any], slot: int) -> Lease:
    return Lease(
        url_id=url.id,
        url=url.url,
        host=url.host,
        slot=slot,
        source=url.source,
        kind=Kind(url.kind),
        rank=Rank(url.rank),
        depth=url.depth,
        state=UrlState(url.state),
        cause=Cause(url.cause),
        reason=url.reason,
        failures=url.failures,
        failing_since=url.failing_since,
        visits=url.visits,
        changes=url.changes,
        changed_at=url.changed_at,
        found_at=url.found_at,
        fetched_at=url.fetched_at,
        etag=url.etag,
        last_modified=url.last_modified,
        release=url.release,
        strain=host.strain,
        response_seconds=host.response_seconds,
        robots_at=host.robots_at,
        robots_status=host.robots_status,
        robots_body=host.robots_body,
        robots_error=host.robots_error,
        robots_error_kind=host.robots_error_kind,
    )


def holds(connection: Connection, held: Lease, owner: str) -> bool:
    """Whether the lease is still this owner's: one that expired may have gone to another process."""
    return connection.execute(_MINE, _key(held, owner)).first() is not None


def give_back(connection: Connection, held: Lease, owner: str, next_at: datetime) -> None:
    """Ends a lease; the host may be asked again from `next_at` on, or later where another slot's answer said so.

    A lease that was lost is left to whoever has its slot now.
    """
    if connection.execute(_END, _key(held, owner)).rowcount:
        connection.execute(_LET_REST, {"at": held.host, "moment": next_at})
        open_host(connection, held.host)


def give_back_all(connection: Connection, owner: str) -> None:
    """Ends all leases of a process that stops."""
    held = connection.execute(select(leases.c.host).where(leases.c.owner == owner).distinct()).scalars().all()
    connection.execute(delete(leases).where(leases.c.owner == owner))
    for host in sorted(held):
        open_host(connection, host)


def _key(held: Lease, owner: str) -> dict[str, object]:
    return {"at": held.host, "number": held.slot, "by": owner, "what": held.url_id}


_IS = and_(
    leases.c.host == bindparam("at"),
    leases.c.slot == bindparam("number"),
    leases.c.owner == bindparam("by"),
    leases.c.url == bindparam("what"),
)
_MINE, _END = select(leases.c.url).where(_IS), delete(leases).where(_IS)
_MOMENT = bindparam("moment", type_=UtcDateTime())
_LET_REST = update(hosts).where(hosts.c.host == bindparam("at"), hosts.c.next_at < _MOMENT).values(next_at=_MOMENT)


def owners(connection: Connection) -> list[str]:
    """Who holds leases."""
    return list(connection.execute(select(leases.c.owner).distinct()).scalars())


def any_ready(connection: Connection, names: Collection[str], now: datetime) -> bool:
    """Whether `lease` may find something."""
    return _first_ready(connection, names, now) is not None


def any_due(connection: Connection, names: Collection[str], now: datetime, patience: timedelta) -> bool:
    """Whether anything of these sources is due at a host that may be asked within `patience`, or is being asked."""
    soon = select(queues.c.source).where(queues.c.due_at <= now, queues.c.ready_at <= now + patience).distinct()
    asked = select(urls.c.source).join(leases, urls.c.id == leases.c.url).where(leases.c.until > now)
    return any(not set(names).isdisjoint(connection.execute(look).scalars()) for look in (soon, asked))


def lift_budgets(connection: Connection, names: Sequence[str]) -> None:
    """Lets queues go on that waited for the next day or a free slot, since their limits may have changed."""
    mine = select(queues.c.host).where(queues.c.source.in_(names), queues.c.due_at.is_not(None)).distinct()
    for host in sorted(connection.execute(mine).scalars()):
        open_host(connection, host)
