from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.store import Store, jobs
from crawler.store.jobs import LEASE, MOST_STARTS, Job, Kind, LostError, State

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def asked(store: Store, subject: str = "harbour", kind: Kind = Kind.CRAWL) -> int:
    with store.writing() as connection:
        return jobs.add(connection, kind, subject, "Jane Roe", NOW)


def taken(store: Store, owner: str, now: datetime = NOW) -> Job:
    with store.writing() as connection:
        job = jobs.take(connection, owner, now)
    assert job is not None
    return job


def kept(store: Store, identity: int) -> Job:
    with store.reading() as connection:
        job = jobs.get(connection, identity)
    assert job is not None
    return job


def test_a_job_goes_from_waiting_to_done(store: Store) -> None:
    identity = asked(store)
    assert kept(store, identity).state is State.WAITING
    job = taken(store, "a")
    assert (job.id, job.state, job.started_at) == (identity, State.RUNNING, NOW)
    with store.writing() as connection:
        assert jobs.take(connection, "b", NOW) is None
        assert jobs.tell(connection, job, "a", NOW, "half", 1, 2) is None
        jobs.log(connection, identity, "a line", NOW)
        jobs.end(connection, job, "a", State.DONE, NOW, "all", {"found": 2})
        assert [line.text for line in jobs.lines(connection, identity)] == ["a line"]
        assert not jobs.any_waiting(connection, NOW + 2 * LEASE)
    done = kept(store, identity)
    assert (done.state, done.note, done.done, done.planned, done.result) == (State.DONE, "all", 1, 2, {"found": 2})


def test_the_same_is_asked_for_once_at_a_time(store: Store) -> None:
    first = asked(store)
    assert asked(store) == first
    assert asked(store, "post") != first
    assert asked(store, kind=Kind.RECLEAN) != first
    with store.writing() as connection:
        jobs.cancel(connection, first, "me", NOW)
    assert asked(store) != first


def test_a_job_outlives_who_works_on_it(store: Store) -> None:
    identity = asked(store)
    dead = taken(store, "dead")
    with store.writing() as connection:
        assert jobs.take(connection, "b", NOW + LEASE) is None
    late = NOW + LEASE + timedelta(seconds=1)
    assert taken(store, "b", late).id == identity
    with store.writing() as connection:
        jobs.end(connection, dead, "dead", State.DONE, late, "too late")  # it was not dead after all
        with pytest.raises(LostError):
            jobs.tell(connection, dead, "dead", late, "", 0, None)
    assert kept(store, identity).state is State.RUNNING


def test_a_job_that_kills_its_workers_has_failed(store: Store) -> None:
    identity, now = asked(store), NOW
    for number in range(MOST_STARTS):
        taken(store, str(number), now)
        now += 2 * LEASE
    with store.writing() as connection:
        assert jobs.take(connection, "last", now) is None
    assert kept(store, identity).state is State.FAILED


def test_a_job_that_is_given_back_has_not_been_begun(store: Store) -> None:
    identity = asked(store)
    for number in range(2 * MOST_STARTS):
        job = taken(store, str(number))
        with store.writing() as connection:
            jobs.give_back(connection, job, str(number))
    assert kept(store, identity).state is State.WAITING


@pytest.mark.parametrize("dies", [False, True])
def test_a_job_is_cancelled(store: Store, *, dies: bool) -> None:
    waiting, running = asked(store, "waits"), asked(store, "runs")
    with store.writing() as connection:
        assert jobs.cancel(connection, waiting, "me", NOW)
        assert not jobs.cancel(connection, waiting, "me", NOW)
    assert kept(store, waiting).state is State.CANCELLED
    job = taken(store, "a")
    assert job.id == running
    with store.writing() as connection:
        assert jobs.cancel(connection, running, "me", NOW)
        assert not jobs.cancel(connection, running, "me", NOW)
        if dies:
            assert jobs.take(connection, "b", NOW + 2 * LEASE) is None
        else:
            assert jobs.tell(connection, job, "a", NOW, "", 0, None) == "me"
            jobs.end(connection, job, "a", State.CANCELLED, NOW, "")
    assert kept(store, running).state is State.CANCELLED
