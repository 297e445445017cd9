"""A store with URLs that wait: short ways to add them, to lease them and to give them back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from crawler.store import Store, frontier, leases, sources
from crawler.visits import Kind, Lease, Link, Rank, UrlState, Visit

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NAMES = ["example"]
HOST = "www.example.org"
RANKS = {Kind.SEED: Rank.SEED, Kind.LISTING: Rank.LISTING, Kind.PAGE: Rank.PAGE}


def link(path: str, host: str = HOST, kind: Kind = Kind.PAGE, modified: datetime | None = None) -> Link:
    return Link(f"https://{host}/{path}", host, kind, modified, RANKS[kind])


def add(store: Store, *links: Link, now: datetime = NOW, source: str = "example") -> int:
    with store.writing() as connection:
        sources.ensure(connection, source)
        return len(frontier.add(connection, source, links, None, now))


def limit(connection: Connection, **limits: tuple[int, int | None]) -> None:
    """Configures sources: to how many connections, and how many requests a day."""
    rows = [
        {"name": name, "organisation": "", "short": "", "start": [], "held": ""}
        | {"connections": connections, "budget": budget}
        for name, (connections, budget) in limits.items()
    ]
    sources.configure(connection, rows)
    leases.lift_budgets(connection, list(limits))


def know_robots(connection: Connection, *hosts: str) -> None:
    for host in hosts:
        frontier.keep_robots(connection, host, 404, b"", None, NOW)


def lease(store: Store, owner: str = "me", now: datetime = NOW, names: list[str] = NAMES) -> Lease | None:
    with store.writing() as connection:
        return leases.lease(connection, owner, names, now)


def taken(store: Store, owner: str = "me", now: datetime = NOW, names: list[str] = NAMES) -> Lease:
    held = lease(store, owner, now, names)
    assert held is not None
    return held


def finish(
    store: Store,
    held: Lease,
    next_at: datetime | None,
    pause: timedelta = timedelta(0),
    owner: str = "me",
    state: UrlState = UrlState.READ,
) -> None:
    with store.writing() as connection:
        frontier.visited(connection, held, Visit(state, "", next_at, etag='"1"'), NOW)
        leases.give_back(connection, held, owner, NOW + pause)
