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
    ColumnElement,
    Connection,
    Date,
    Integer,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    union_all,
    update,
)

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
    row = {"host": queue.host, "slot": slot, "url": url.id, "owner": owner, "until": until}
    connection.execute(insert(leases).values(row))
    # More than one connection only where the rules of the host are known: its robots.txt is asked for once.
    if len(taken) + 1 >= queue.connections or queue.robots_at is None:
        connection.execute(update(queues).where(queues.c.host == queue.host).values(ready_at=until))
    return _lease(url, queue, slot)


def find_next(connection: Connection, names: Collection[str], now: datetime) -> Next | None:
    """What `lease` takes: a few statements, each of one index seek or a handful."""
    while (chosen := _first_ready(connection, names, now)) is not None:
        source, host = chosen
        queue = connection.execute(_QUEUE, {"of": source, "at": host, "today": _day(now)}).one()
        taken, asked = _slots(connection, host, now)
        if queue.budget is not None and (queue.spent or 0) >= queue.budget:
            _put_off(connection, queue, queue.due_at, _tomorrow(now))
        elif (url := _most_pressing(connection, queue, asked, now)) is not None:
            return Next(queue, url, taken)
        else:  # all that is due is being asked already: whoever gives that back opens the queue again
            due_at = _first_due(connection, source, host)
            later = due_at is None or due_at > now
            _put_off(connection, queue, due_at, due_at if later else now + LEASE)
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
)
_SLOTS = select(leases.c.slot, leases.c.url, leases.c.until).where(leases.c.host == bindparam("at"))


def _of_rank(rank: Rank) -> ColumnElement[bool]:
    return and_(urls.c.host == bindparam("at"), urls.c.source == bindparam("of"), urls.c.rank == rank)


_DUE = union_all(
    *(
        select(
            select(urls.c.id, urls.c.rank)
            .where(_of_rank(rank), urls.c.next_at <= bindparam("now", type_=UtcDateTime()))
            .order_by(urls.c.next_at, urls.c.id)
            .limit(bindparam("most", type_=Integer()))
            .subquery()
        )
        for rank in Rank
    )
)
_FIRST_DUE = union_all(
    *(
        select(
            select(urls.c.next_at)
            .where(_of_rank(rank), urls.c.next_at.is_not(None))
            .order_by(urls.c.next_at)
            .limit(1)
            .subquery()
        )
        for rank in Rank
    )
)
_URL = select(urls).where(urls.c.id == bindparam("number"))


def _first_ready(connection: Connection, names: Collection[str], now: datetime) -> tuple[str, str] | None:
    """Source and host of the queue that is ready for the longest time."""
    for passed in range(0, MOST_QUEUES, READY_AT_ONCE):
        found = connection.execute(_READY, {"now": now, "passed": passed}).all()
        for row in found:
            if row.source in names:
                return row.source, row.host
        if len(found) < READY_AT_ONCE:
            break
    return None


def _slots(connection: Connection, host: str, now: datetime) -> tuple[frozenset[int], list[int]]:
    """The slots of a host that are taken, and the URLs that are being asked; expired leases end here."""
    held = connection.execute(_SLOTS, {"at": host}).all()
    if any(row.until <= now for row in held):
        connection.execute(delete(leases).where(leases.c.host == host, leases.c.until <= now))
    live = [row for row in held if row.until > now]
    return frozenset(row.slot for row in live), [row.url for row in live]


def _most_pressing(connection: Connection, queue: Row[Any], asked: Sequence[int], now: datetime) -> Row[Any] | None:
    values = {"at": queue.host, "of": queue.source, "now": now, "most": 1 + len(asked)}
    free = [row for row in connection.execute(_DUE, values) if row.id not in asked]
    if not free:
        return None
    return connection.execute(_URL, {"number": min(free, key=lambda row: row.rank).id}).one()


def _put_off(connection: Connection, queue: Row[Any], due_at: datetime | None, ready_at: datetime | None) -> None:
    connection.execute(_queue(queue.source, queue.host).values(due_at=due_at, ready_at=ready_at))


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
    )


def refresh(connection: Connection, source: str, host: str) -> None:
    """Brings a queue up to its URLs."""
    _plan(connection, source, host, _first_due(connection, source, host))


def due_from(connection: Connection, source: str, host: str, moment: datetime) -> None:
    """Notes that a URL of a queue is due from `moment` on."""
    mine = and_(queues.c.source == source, queues.c.host == host)
    due_at = connection.execute(select(queues.c.due_at).where(mine)).scalar_one_or_none()
    _plan(connection, source, host, moment if due_at is None else min(moment, due_at))


def _plan(connection: Connection, source: str, host: str, due_at: datetime | None) -> None:
    """The first URL of a queue is due at `due_at`: it is asked for when the host has rested and a slot is free."""
    ready_at = None
    if due_at is not None:
        mine = leases.c.host == host
        look = select(
            select(hosts.c.next_at).where(hosts.c.host == host).scalar_subquery().label("next_at"),
            select(sources.c.connections).where(sources.c.name == source).scalar_subquery().label("connections"),
            select(func.count()).select_from(leases).where(mine).scalar_subquery().label("slots"),
            select(func.max(leases.c.until)).where(mine).scalar_subquery().label("until"),
        )
        row = connection.execute(look).one()
        ready_at = max(due_at, row.next_at)
        if row.slots >= row.connections:
            ready_at = max(ready_at, row.until)
    connection.execute(_queue(source, host).values(due_at=due_at, ready_at=ready_at))


def _first_due(connection: Connection, source: str, host: str) -> datetime | None:
    """When the first URL of a queue is due: a seek of the index for each rank."""
    return min(connection.execute(_FIRST_DUE, {"of": source, "at": host}).scalars(), default=None)


def holds(connection: Connection, held: Lease, owner: str) -> bool:
    """Whether the lease is still this owner's: one that expired may have gone to another process."""
    return connection.execute(select(leases.c.url).where(_is(held, owner))).first() is not None


def give_back(connection: Connection, held: Lease, owner: str, next_at: datetime) -> None:
    """Ends a lease; the host may be asked again from `next_at` on."""
    connection.execute(delete(leases).where(_is(held, owner)))
    connection.execute(update(hosts).where(hosts.c.host == held.host).values(next_at=next_at))
    _open(connection, held.host)


def give_back_all(connection: Connection, owner: str) -> None:
    """Ends all leases of a process that stops."""
    held = connection.execute(select(leases.c.host).where(leases.c.owner == owner)).scalars().all()
    connection.execute(delete(leases).where(leases.c.owner == owner))
    for host in set(held):
        _open(connection, host)


def _open(connection: Connection, host: str) -> None:
    """Lets the queues of a host go on once it has rested."""
    next_at = connection.execute(select(hosts.c.next_at).where(hosts.c.host == host)).scalar_one()
    rested = case((queues.c.due_at > next_at, queues.c.due_at), else_=next_at)
    mine = and_(queues.c.host == host, queues.c.due_at.is_not(None))
    connection.execute(update(queues).where(mine).values(ready_at=rested))


def _is(held: Lease, owner: str) -> ColumnElement[bool]:
    return and_(
        leases.c.host == held.host,
        leases.c.slot == held.slot,
        leases.c.owner == owner,
        leases.c.url == held.url_id,
    )


def _queue(source: str, host: str) -> Any:
    return update(queues).where(queues.c.source == source, queues.c.host == host)


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
    """Lets queues go on that waited for the next day, since their budgets may have changed."""
    busy = select(leases.c.host)
    mine = and_(queues.c.source.in_(names), queues.c.due_at.is_not(None), queues.c.host.not_in(busy))
    for host in set(connection.execute(select(queues.c.host).where(mine)).scalars()):
        _open(connection, host)
