"""The frontier: every known URL with its state, where it was found, and when it is visited next.

`queues` holds, for each source at each host, when the first of its URLs is due and when its host may be asked for it
(`crawler.store.leases`): the next URL is found by two seeks of an index, however many URLs are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Row, Select, and_, bindparam, func, or_, select, update

from crawler.fetching.outcome import FetchError
from crawler.store import queueing, upserts
from crawler.store.reading import chunks
from crawler.store.schema import hosts, queues, releases, sources, urls
from crawler.visits import Cause, Kind, Lease, Link, Passed, Rank, UrlState, Visit


class Planned(NamedTuple):
    """A page that is to be visited again, and when."""

    id: int
    host: str
    next_at: datetime


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
    woken = [link for link in wanted if link.url in known and _wakes(link, known[link.url])]
    stale = [link for link in wanted if link.url in known and _is_stale(known[link.url], link, now)]
    _insert(connection, [_row(link, source, found_on, now) for link in fresh])
    if woken:
        connection.execute(_AT, [{"address": link.url} | _row(link, source, found_on, now) for link in woken])
    if stale:
        connection.execute(_AT, [{"address": link.url, "next_at": now} for link in stale])
    counts = _Counts()
    for link in (*fresh, *woken):
        counts.add(source, link.host, known=1, waiting=1)
    for row in (known[link.url] for link in woken):  # it may have been another source's
        counts.add(row.source, row.host, known=-1, waiting=-_waits(row))
    for row in (known[link.url] for link in stale):
        counts.add(row.source, row.host)
    counts.keep(connection)
    return frozenset(link.url for link in (*fresh, *woken))


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
    counts = _Counts()
    rows = []
    for each in fresh:
        row = _row(Link(each.url, each.host, Kind.PAGE), source, found_on, now)
        rows.append(row | {"next_at": None, "state": UrlState.DROPPED, "cause": each.cause, "reason": each.reason})
        counts.add(source, each.host, known=1)
    _insert(connection, rows)
    counts.keep(connection)


class _Counts:
    """What happened to queues: how many URLs each has gained, and of those that wait for their first visit."""

    def __init__(self) -> None:
        self._gained: dict[tuple[str, str], tuple[int, int]] = {}

    def add(self, source: str, host: str, *, known: int = 0, waiting: int = 0) -> None:
        before = self._gained.get((source, host), (0, 0))
        self._gained[source, host] = (before[0] + known, before[1] + waiting)

    def keep(self, connection: Connection) -> None:
        """Brings the queues up to date, in an order that does not let two writers wait for each other."""
        for (source, host), (known, waiting) in sorted(self._gained.items()):
            gained = {"of": source, "at": host, "more_known": known, "more_waiting": waiting}
            connection.execute(_GAIN, gained)
            queueing.refresh(connection, source, host)


def _know_hosts(connection: Connection, source: str, names: Iterable[str], now: datetime) -> None:
    names = sorted(names)
    hosts_rows = [{"host": name, "next_at": now, "strain": 0.0, "pace_note": ""} for name in names]
    connection.execute(upserts.new(connection, hosts), hosts_rows)
    rows = [{"source": source, "host": name, "known": 0, "waiting": 0} for name in names]
    connection.execute(upserts.new(connection, queues), rows)


_AMONG: Select[Any] = select(
    urls.c.url,
    urls.c.host,
    urls.c.source,
    urls.c.state,
    urls.c.visits,
    urls.c.rank,
    urls.c.next_at,
    urls.c.fetched_at,
).where(urls.c.url.in_(bindparam("addresses", expanding=True)))
_AT = update(urls).where(urls.c.url == bindparam("address"))
_GAIN = (
    update(queues)
    .where(queues.c.source == bindparam("of"), queues.c.host == bindparam("at"))
    .values(
        known=queues.c.known + bindparam("more_known", type_=Integer()),
        waiting=queues.c.waiting + bindparam("more_waiting", type_=Integer()),
    )
)


def _insert(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(upserts.new(connection, urls), rows)


def _known(connection: Connection, wanted: Sequence[str]) -> dict[str, Row[Any]]:
    found: dict[str, Row[Any]] = {}
    for some in chunks(wanted):
        rows = connection.execute(_AMONG, {"addresses": some})
        found.update({row.url: row for row in rows})
    return found


def _wakes(link: Link, known: Row[Any]) -> bool:
    """Whether a known URL begins anew: one that was only passed over, or has become a start page."""
    if link.kind is Kind.SEED:
        return known.rank != Rank.SEED or known.next_at is None
    return known.visits == 0 and known.next_at is None and known.state == UrlState.DROPPED


def _waits(known: Row[Any]) -> bool:
    """Whether a URL waits for its first visit."""
    return bool(known.visits == 0 and known.next_at is not None)


def _is_stale(known: Row[Any], link: Link, now: datetime) -> bool:
    """Whether a page was modified since its last visit, and is not due yet."""
    if link.modified is None or known.fetched_at is None:
        return False
    return bool(known.fetched_at < link.modified <= now) and (known.next_at is None or known.next_at > now)


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
        # What is woken must be read: its old validators would get no more than "not modified".
        "etag": None,
        "last_modified": None,
    }


def make_due(connection: Connection, names: Sequence[str], now: datetime) -> None:
    """Makes everything of these sources that is visited again at all due at once."""
    connection.execute(update(urls).where(urls.c.source.in_(names), urls.c.next_at > now).values(next_at=now))
    mine = select(queues.c.source, queues.c.host).where(queues.c.source.in_(names), queues.c.due_at.is_not(None))
    for source, host in connection.execute(mine).all():
        queueing.refresh(connection, source, host)


def planned(connection: Connection, source: str, since: datetime, now: datetime, most: int) -> Sequence[Planned]:
    """What of a source is to be visited later, and has not been since a moment: the most pressing first."""
    found = _planned(source, since, now, urls.c.id, urls.c.host, urls.c.next_at).order_by(urls.c.rank, urls.c.next_at)
    return [Planned(*row) for row in connection.execute(found.limit(most))]


def count_planned(connection: Connection, source: str, since: datetime, now: datetime) -> int:
    """How many there are."""
    return int(connection.execute(_planned(source, since, now, func.count())).scalar_one())


def _planned(source: str, since: datetime, now: datetime, *columns: Any) -> Select[Any]:
    unasked = or_(urls.c.fetched_at.is_(None), urls.c.fetched_at < since)
    return select(*columns).where(urls.c.source == source, urls.c.next_at > now, unasked)


def bring_forward(connection: Connection, source: str, pages: Sequence[Planned], now: datetime) -> None:
    """Makes these due at once."""
    rows = [{"number": page.id, "was": page.next_at, "next_at": now} for page in pages]
    _replan(connection, source, pages, rows)


def put_back(connection: Connection, source: str, pages: Sequence[Planned], now: datetime) -> None:
    """Lets those that were brought forward at `now`, and have not been visited, wait until they were to."""
    rows = [{"number": page.id, "was": now, "next_at": page.next_at} for page in pages]
    _replan(connection, source, pages, rows)


def _replan(
    connection: Connection, source: str, pages: Sequence[Planned], rows: Sequence[Mapping[str, object]]
) -> None:
    if rows:
        connection.execute(_REPLAN, rows)
    for host in sorted({page.host for page in pages}):
        queueing.refresh(connection, source, host)


_REPLAN = update(urls).where(urls.c.id == bindparam("number"), urls.c.next_at == bindparam("was"))


def visited(connection: Connection, held: Lease, visit: Visit, now: datetime) -> None:
    """Writes down what a visit came to, before its lease is given back."""
    values: dict[str, Any] = {
        "number": held.url_id,
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
    connection.execute(_NO_LONGER_WAITS, {"of": held.source, "at": held.host, "number": held.url_id})
    connection.execute(_NUMBER, values)
    queueing.keep_due(connection, held.source, held.host)


_NUMBER = update(urls).where(urls.c.id == bindparam("number"))
_WAITED = (
    select(func.count())
    .select_from(urls)
    .where(urls.c.id == bindparam("number"), urls.c.visits == 0, urls.c.next_at.is_not(None))
    .scalar_subquery()
)
_NO_LONGER_WAITS = (
    update(queues)
    .where(queues.c.source == bindparam("of"), queues.c.host == bindparam("at"))
    .values(waiting=queues.c.waiting - _WAITED)
)


def add_visited(connection: Connection, held: Lease, url: str, visit: Visit, now: datetime) -> None:
    """Adds a URL that a visit of another one has led to, as visited; one that is known stays as it is."""
    row = _row(Link(url, held.host, Kind.PAGE), held.source, held.url, now)
    row |= {"state": visit.state, "next_at": visit.next_at, "visits": 1, "fetched_at": now, "release": visit.release}
    if connection.execute(upserts.new(connection, urls), row).rowcount:
        counts = _Counts()
        counts.add(held.source, held.host, known=1)
        counts.keep(connection)


def _failing_since(held: Lease, visit: Visit, now: datetime) -> datetime | None:
    """When the failures in a row of one cause began."""
    if not visit.failures:
        return None
    return held.failing_since if held.failing_since and held.cause is visit.cause else now


def is_repetition(connection: Connection, held: Lease, links_digest: str) -> bool:
    """Whether another page of the source has given just these links: a listing that goes round in circles."""
    same = {"digest": links_digest, "of": held.source, "number": held.url_id}
    return connection.execute(_SAME_LINKS, same).first() is not None


_SAME_LINKS = (
    select(urls.c.id)
    .where(
        urls.c.links_digest == bindparam("digest"), urls.c.source == bindparam("of"), urls.c.id != bindparam("number")
    )
    .limit(1)
)


def all_found_since(connection: Connection, wanted: Sequence[str], moment: datetime | None) -> bool:
    """Whether each of these URLs came into the frontier after `moment`."""
    if moment is None or not wanted:
        return False
    older = (
        select(urls.c.id).where(urls.c.url.in_(some), urls.c.found_at <= moment).limit(1) for some in chunks(wanted)
    )
    return all(connection.execute(look).first() is None for look in older)


def yielded(connection: Connection, source: str) -> int:
    """How many releases a source has given, and how many of its URLs wait for their first visit."""
    waiting = select(func.coalesce(func.sum(queues.c.waiting), 0)).where(queues.c.source == source)
    kept = select(func.count()).select_from(releases).where(releases.c.source == source)
    return int(connection.execute(waiting).scalar_one()) + int(connection.execute(kept).scalar_one())


def state_of(connection: Connection, url: str) -> UrlState | None:
    """What the last visit made of a URL; None for one that is not known."""
    state = connection.execute(_STATE, {"address": url}).scalar_one_or_none()
    return None if state is None else UrlState(state)


def release_of(connection: Connection, url: str) -> str | None:
    """The id of the release that a URL gave, or is another form of."""
    return connection.execute(_RELEASE, {"address": url}).scalar_one_or_none()


_STATE = select(urls.c.state).where(urls.c.url == bindparam("address"))
_RELEASE = select(urls.c.release).where(urls.c.url == bindparam("address"))


def keep_robots(
    connection: Connection, host: str, status: int | None, body: bytes, error: FetchError | None, now: datetime
) -> None:
    """Keeps a host's robots.txt answer; `status` None: it could not be had, and `error` says why."""
    said = {"robots_error": error.reason if error else None, "robots_error_kind": error.kind if error else None}
    values = {"robots_at": now, "robots_status": status, "robots_body": body, **said}
    connection.execute(update(hosts).where(hosts.c.host == host).values(values))


def keep_pace(connection: Connection, host: str, strain: float, response_seconds: float | None, note: str) -> None:
    """Keeps how fast a host is asked; `note` says why it is asked more slowly than planned, "" when it is not."""
    values = {"strain": strain, "response_seconds": response_seconds, "pace_note": note}
    connection.execute(_HOST, {"at": host} | values)


def pace_of(connection: Connection, host: str) -> tuple[float, float | None]:
    """The strain and the response time of a host, as they are now: another slot may have changed them since a lease
    was taken."""
    return tuple(connection.execute(_PACE, {"at": host}).one())


_HOST = update(hosts).where(hosts.c.host == bindparam("at"))
_PACE = select(hosts.c.strain, hosts.c.response_seconds).where(hosts.c.host == bindparam("at"))


def count_due(connection: Connection, names: Sequence[str], now: datetime) -> int:
    """How many URLs of these sources are due."""
    mine = and_(urls.c.host == queues.c.host, urls.c.source == queues.c.source, urls.c.rank.in_(list(Rank)))
    counted = select(func.count()).where(mine, urls.c.next_at <= now).scalar_subquery()
    due = select(func.coalesce(func.sum(counted), 0)).where(queues.c.due_at <= now, queues.c.source.in_(names))
    return int(connection.execute(due).scalar_one())


def oldest_due(connection: Connection, now: datetime) -> datetime | None:
    """Since when the longest overdue URL of the sources that are crawled has been due; None where none is."""
    crawled = and_(queues.c.source == sources.c.name, sources.c.held == "")
    oldest = select(func.min(queues.c.due_at)).join(sources, crawled).where(queues.c.due_at <= now)
    found: datetime | None = connection.execute(oldest).scalar_one()
    return found


def first_found(connection: Connection, source: str) -> datetime | None:
    """When the first URL of a source came into the frontier."""
    first = select(urls.c.found_at).where(urls.c.source == source).order_by(urls.c.found_at).limit(1)
    return connection.execute(first).scalar_one_or_none()


def drop_unconfigured(connection: Connection, source: str, seeds: Iterable[str]) -> None:
    """A start address that left config.toml is visited no more."""
    at = select(queues.c.host).where(queues.c.source == source)
    mine = and_(urls.c.host.in_(at), urls.c.source == source, urls.c.rank == Rank.SEED, urls.c.url.not_in(list(seeds)))
    gone: Select[Any] = select(urls.c.host, urls.c.visits, urls.c.next_at).where(mine)
    counts = _Counts()
    for row in connection.execute(gone):
        counts.add(source, row.host, waiting=-_waits(row))
    values = {"next_at": None, "state": UrlState.DROPPED, "cause": Cause.UNCONFIGURED}
    connection.execute(update(urls).where(mine).values(reason="no longer in config.toml", **values))
    counts.keep(connection)


def state_counts(connection: Connection) -> Mapping[str, int]:
    """How many URLs stand in each state."""
    counted = connection.execute(select(urls.c.state, func.count()).group_by(urls.c.state))
    return {row[0]: row[1] for row in counted}


def causes(connection: Connection, source: str | None = None) -> list[tuple[str, int]]:
    """Why URLs of a source, or of all, were dropped and how many for each cause, the most frequent first.

    Releases that were kept although their page reads badly now count among the doubtful ones.
    """
    kept = and_(urls.c.state == UrlState.RELEASE, urls.c.cause == Cause.DOUBTFUL)
    dropped = or_(urls.c.state.in_([UrlState.DROPPED, UrlState.GONE]), kept)
    mine = dropped if source is None else and_(urls.c.source == source, dropped)
    counted = (
        select(urls.c.cause, func.count())
        .where(mine)
        .group_by(urls.c.cause)
        .order_by(func.count().desc(), urls.c.cause)
    )
    return [(row[0], row[1]) for row in connection.execute(counted)]
