"""Jobs: what people have asked for, and how far each is; held by leases, so that they outlive who works on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, insert, or_, select, update

from crawler.store.schema import job_lines, jobs

LEASE = timedelta(minutes=3)  # without a word; longer than the longest fetch
MOST_STARTS = 3
MOST_LISTED = 50
MOST_LINES = 500


class Kind(StrEnum):
    """What can be asked for."""

    CRAWL = "crawl"  # of a source, now
    RECLEAN = "reclean"  # of a source
    CHECK = "check"  # of the site at an address


class State(StrEnum):
    """What a job is at."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """`done` of `planned` is how far it is, where that is known. `cancelled_by` has asked for its end."""

    id: int
    kind: Kind
    subject: str
    state: State
    made_by: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    done: int
    planned: int | None
    note: str
    cancelled_by: str | None
    result: Any

    @property
    def is_open(self) -> bool:
        return self.state in (State.WAITING, State.RUNNING)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a job's log."""

    at: datetime
    text: str


def add(connection: Connection, kind: Kind, subject: str, made_by: str, now: datetime) -> int:
    """Asks for a job; returns its number. Where the same is asked for already, that is it."""
    same = select(jobs.c.id).where(jobs.c.kind == kind.value, jobs.c.subject == subject, _OPEN)
    known = connection.execute(same).scalars().first()
    if known is not None:
        return int(known)
    asked = {"kind": kind.value, "subject": subject, "made_by": made_by, "created_at": now}
    begun = {"state": State.WAITING.value, "starts": 0, "done": 0, "note": ""}
    key = connection.execute(insert(jobs), asked | begun).inserted_primary_key
    assert key is not None
    return int(key[0])


def any_waiting(connection: Connection, now: datetime) -> bool:
    """Whether there is one to take; a look without the write lock."""
    return connection.execute(select(jobs.c.id).where(_to_take(now)).limit(1)).first() is not None


def take(connection: Connection, owner: str, now: datetime) -> Job | None:
    """Takes the job that has waited longest, or one whose worker has died. One that killed its workers again and again
    has failed."""
    for row in connection.execute(select(jobs).where(_to_take(now)).order_by(jobs.c.id).with_for_update()).all():
        mine = update(jobs).where(jobs.c.id == row.id)
        if row.cancelled_by is not None:
            connection.execute(mine.values(state=State.CANCELLED.value, ended_at=now, until=None))
        elif row.starts >= MOST_STARTS:
            note = f"It was begun {MOST_STARTS} times, and whoever worked on it died each time."
            connection.execute(mine.values(state=State.FAILED.value, ended_at=now, until=None, note=note))
        else:
            begun = {"state": State.RUNNING.value, "owner": owner, "until": now + LEASE, "starts": row.starts + 1}
            connection.execute(mine.values(started_at=row.started_at or now, **begun))
            return get(connection, row.id)
    return None


def tell(
    connection: Connection, job: Job, owner: str, now: datetime, note: str, done: int, planned: int | None
) -> str | None:
    """Says how far a job is, and holds it on. Returns who has cancelled it; raises LostError where it is another's."""
    mine = and_(jobs.c.id == job.id, jobs.c.owner == owner, jobs.c.state == State.RUNNING.value)
    values = {"note": note, "done": done, "planned": planned, "until": now + LEASE}
    if not connection.execute(update(jobs).where(mine).values(values)).rowcount:
        raise LostError(f"Job {job.id} is another's now.")
    cancelled_by: str | None = connection.execute(select(jobs.c.cancelled_by).where(jobs.c.id == job.id)).scalar_one()
    return cancelled_by


def end(
    connection: Connection,
    job: Job,
    owner: str,
    state: State,
    now: datetime,
    note: str,
    result: Mapping[str, Any] | None = None,
) -> None:
    """Ends a job, where it is still held."""
    mine = and_(jobs.c.id == job.id, jobs.c.owner == owner, jobs.c.state == State.RUNNING.value)
    values = {"state": state.value, "note": note, "ended_at": now, "until": None, "result": result}
    connection.execute(update(jobs).where(mine).values(values))


def give_back(connection: Connection, job: Job, owner: str) -> None:
    """Lets another take it up: who works on it has to stop."""
    mine = and_(jobs.c.id == job.id, jobs.c.owner == owner, jobs.c.state == State.RUNNING.value)
    values = {"state": State.WAITING.value, "owner": None, "until": None, "starts": jobs.c.starts - 1}
    connection.execute(update(jobs).where(mine).values(values))


def cancel(connection: Connection, identity: int, who: str, now: datetime) -> bool:
    """Asks a job to end; one that waits has ended at once. False where there is none to end."""
    mine = jobs.c.id == identity
    waiting = update(jobs).where(mine, jobs.c.state == State.WAITING.value)
    ended = {"state": State.CANCELLED.value, "ended_at": now, "cancelled_by": who}
    if connection.execute(waiting.values(ended)).rowcount:
        return True
    running = update(jobs).where(mine, jobs.c.state == State.RUNNING.value, jobs.c.cancelled_by.is_(None))
    return bool(connection.execute(running.values(cancelled_by=who)).rowcount)


def log(connection: Connection, identity: int, line: str, now: datetime) -> None:
    connection.execute(insert(job_lines), {"job": identity, "at": now, "line": line})


def lines(connection: Connection, identity: int) -> Sequence[Line]:
    """The log of a job, the oldest line first; of a long one its end."""
    found = select(job_lines).where(job_lines.c.job == identity).order_by(job_lines.c.id.desc()).limit(MOST_LINES)
    return [Line(row.at, row.line) for row in reversed(connection.execute(found).all())]


def get(connection: Connection, identity: int) -> Job | None:
    row = connection.execute(select(jobs).where(jobs.c.id == identity)).one_or_none()
    return None if row is None else _job(row)


def listed(connection: Connection, subject: str | None = None) -> Sequence[Job]:
    """The newest jobs, of all or of one subject; the newest first."""
    found = select(jobs).order_by(jobs.c.id.desc()).limit(MOST_LISTED)
    if subject is not None:
        found = found.where(jobs.c.subject == subject)
    return [_job(row) for row in connection.execute(found)]


class LostError(Exception):
    """A job is no longer held by who works on it."""


_OPEN = jobs.c.state.in_([State.WAITING.value, State.RUNNING.value])


def _to_take(now: datetime) -> Any:
    return or_(jobs.c.state == State.WAITING.value, and_(jobs.c.state == State.RUNNING.value, jobs.c.until < now))


def _job(row: Any) -> Job:
    moments = (row.created_at, row.started_at, row.ended_at)
    far = (row.done, row.planned, row.note, row.cancelled_by, row.result)
    return Job(row.id, Kind(row.kind), row.subject, State(row.state), row.made_by, *moments, *far)
