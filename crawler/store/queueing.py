"""When each queue is due, and when it is ready: when its host may next be asked for it.

`due_at` is when the first URL of the queue is due. `ready_at` is when its host has rested besides, and a slot of it is
free; `crawler.store.leases` keeps it up as slots are taken and given back, and puts a queue off further whose budget
is spent or whose URLs are all being asked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, case, func, select, union_all, update

from crawler.store.schema import hosts, leases, queues, sources, urls
from crawler.visits import Rank


def refresh(connection: Connection, source: str, host: str) -> None:
    """Brings a queue up to its URLs."""
    _plan(connection, source, host, first_due(connection, source, host))


def keep_due(connection: Connection, source: str, host: str) -> None:
    """Brings `due_at` alone up to the queue's URLs, one of which is being asked: `ready_at` follows as that is given
    back."""
    due_at = first_due(connection, source, host)
    connection.execute(_PUT, {"of": source, "at": host, "due_at": due_at})


def _plan(connection: Connection, source: str, host: str, due_at: datetime | None) -> None:
    """The first URL of a queue is due at `due_at`: it is asked for when the host has rested and a slot is free."""
    ready_at = None
    if due_at is not None:
        row = connection.execute(_HOST, {"of": source, "at": host}).one()
        ready_at = max(due_at, row.next_at)
        if row.slots >= most_slots(row):
            ready_at = max(ready_at, row.until)
    put(connection, source, host, due_at, ready_at)


def first_due(connection: Connection, source: str, host: str) -> datetime | None:
    """When the first URL of a queue is due: a seek of the index for each rank."""
    return min(connection.execute(_FIRST_DUE, {"of": source, "at": host}).scalars(), default=None)


def put(connection: Connection, source: str, host: str, due_at: datetime | None, ready_at: datetime | None) -> None:
    """Sets when a queue is due and ready."""
    connection.execute(_PUT, {"of": source, "at": host, "due_at": due_at, "ready_at": ready_at})


def open_host(connection: Connection, host: str) -> None:
    """Lets the queues of a host go on once it has rested."""
    connection.execute(_OPEN, {"at": host})


def most_slots(queue: Row[Any]) -> int:
    """How many may ask a host for the URLs of a queue at once: more than one only where its rules are known, for its
    robots.txt is asked for once. `queue` has `robots_at` and `connections`."""
    return 1 if queue.robots_at is None else int(queue.connections)


def of_rank(rank: Rank) -> ColumnElement[bool]:
    """The URLs of one rank of the queue `of` a source `at` a host."""
    return and_(urls.c.host == bindparam("at"), urls.c.source == bindparam("of"), urls.c.rank == rank)


# Statements that run all day are made once: to build one takes longer than to run it.
_FIRST_DUE = union_all(
    *(
        select(
            select(urls.c.next_at)
            .where(of_rank(rank), urls.c.next_at.is_not(None))
            .order_by(urls.c.next_at)
            .limit(1)
            .subquery()
        )
        for rank in Rank
    )
)
_OF_HOST = leases.c.host == bindparam("at")
_HOST: Select[Any] = select(
    hosts.c.next_at,
    hosts.c.robots_at,
    select(sources.c.connections).where(sources.c.name == bindparam("of")).scalar_subquery().label("connections"),
    select(func.count()).select_from(leases).where(_OF_HOST).scalar_subquery().label("slots"),
    select(func.max(leases.c.until)).where(_OF_HOST).scalar_subquery().label("until"),
).where(hosts.c.host == bindparam("at"))
_PUT = update(queues).where(queues.c.source == bindparam("of"), queues.c.host == bindparam("at"))
_RESTED = select(hosts.c.next_at).where(hosts.c.host == bindparam("at")).scalar_subquery()
_OPEN = (
    update(queues)
    .where(queues.c.host == bindparam("at"))
    .values(
        ready_at=case((queues.c.due_at.is_(None), None), (queues.c.due_at > _RESTED, queues.c.due_at), else_=_RESTED)
    )
)
