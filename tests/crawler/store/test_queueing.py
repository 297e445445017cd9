"""Whatever happens to its URLs, a queue agrees with them, and what may be asked is found."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from crawler.store import Store, days, frontier, leases, queueing
from crawler.store.days import Tally
from crawler.store.schema import hosts, queues, sources, urls
from crawler.store.schema import leases as held_leases
from crawler.visits import Cause, Kind, Lease, Link, Passed, Rank, UrlState, Visit
from tests.crawler.store.queued import MINUTE, NOW, know_robots, limit, link

SOURCES = ["one", "two"]
HOSTS = ["a.example.org", "b.example.org", "c.example.org"]
STEPS = 300


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.writing() as opened:
        yield opened


@dataclass
class Frontier:
    """Does anything with a frontier that a crawl may do, in an order by chance; time goes on meanwhile."""

    connection: Connection
    chance: random.Random
    deadly: bool  # whether some crawlers die and leave their leases to expire
    now: datetime = NOW
    held: list[tuple[Lease, datetime]] = field(default_factory=list)
    found: int = 0

    def step(self) -> None:
        actions = [self.add, self.look, self.look, self.look, self.keep, self.keep, self.wait, self.pass_over]
        rare = [self.redirect, self.make_due, self.configure, self.drop, self.know, self.stop]
        if self.deadly:
            rare.append(self.die)
        self.chance.choice([*actions * 3, *rare])()

    def add(self) -> None:
        self.note(self.chance.choice(SOURCES), [self.link() for _ in range(self.chance.randint(1, 6))])

    def note(self, source: str, links: list[Link]) -> None:
        known = self.connection.execute(select(urls.c.url)).scalars().all()
        new = frontier.add(self.connection, source, links, None, self.now)
        assert {each.url for each in links} - set(known) <= new <= {each.url for each in links}

    def link(self) -> Link:
        host, kind = self.chance.choice(HOSTS), self.chance.choice([Kind.PAGE] * 4 + [Kind.LISTING, Kind.SEED])
        modified = self.now if self.chance.random() < 0.3 else None
        made = link(f"{kind}/{self.chance.randrange(30)}", host, kind, modified)
        return Link(made.url, host, kind, modified, self.chance.choice([made.rank, Rank.FRESH]), 0)

    def pass_over(self) -> None:
        passed = [
            Passed(made.url, made.host, Cause.PASSED_OVER, "it leads nowhere") for made in [self.link(), self.link()]
        ]
        frontier.pass_over(self.connection, self.chance.choice(SOURCES), passed, None, self.now)

    def look(self) -> None:
        """Leases; what is found is the most pressing that may be asked, and something is when it may."""
        names = self.chance.choice([SOURCES, SOURCES, SOURCES[:1]])
        free = self.free(names)
        held = leases.lease(self.connection, "me", names, self.now)
        if held is None:
            assert self.deadly or not free
            return
        self.found += 1
        mine = {url: rank for host, url, rank in free if host == held.host}
        assert mine[held.url] == min(mine.values()) == held.rank
        self.held.append((held, self.now))

    def free(self, names: list[str]) -> list[tuple[str, str, Rank]]:
        """Host, URL and rank of all that may be asked now, found by looking at everything."""
        alive = select(held_leases.c.host).where(held_leases.c.until > self.now)
        busy = self.connection.execute(alive).scalars().all()
        asked = select(held_leases.c.url).where(held_leases.c.until > self.now)
        due = (
            select(urls, sources.c.connections, sources.c.budget, hosts.c.robots_at)
            .join(sources, sources.c.name == urls.c.source)
            .join(hosts, hosts.c.host == urls.c.host)
            .where(urls.c.source.in_(names), urls.c.next_at <= self.now, hosts.c.next_at <= self.now)
            .where(urls.c.id.not_in(asked))
        )
        daily = days.since(self.connection, self.now.date())
        spent = {name: counts.get(self.now.date(), Tally()).requests for name, counts in daily.items()}
        return [
            (row.host, row.url, Rank(row.rank))
            for row in self.connection.execute(due)
            if busy.count(row.host) < queueing.most_slots(row)
            and (row.budget is None or spent.get(row.source, 0) < row.budget)
        ]

    def keep(self) -> None:
        if self.held:
            self.finish(self.held.pop(self.chance.randrange(len(self.held)))[0])

    def finish(self, held: Lease) -> None:
        if not leases.holds(self.connection, held, "me"):
            return
        later = [None, self.now, self.now + MINUTE, self.now + timedelta(hours=9)]
        state = self.chance.choice([UrlState.READ, UrlState.DROPPED, UrlState.FAILED, UrlState.RELEASE])
        visit = Visit(state, "", self.chance.choice(later), failures=int(state is UrlState.FAILED))
        if self.chance.random() < 0.9:  # else a visit that wrote nothing down
            frontier.visited(self.connection, held, visit, self.now)
            days.count(self.connection, held.source, self.now.date(), Tally(requests=1))
        pause = self.chance.choice([0, 0, 1, 5]) * MINUTE
        leases.give_back(self.connection, held, "me", self.now + pause)

    def redirect(self) -> None:
        """A visit leads to another URL of the host, which is visited with it."""
        if self.held:
            held, _ = self.held.pop()
            if leases.holds(self.connection, held, "me"):
                at = f"https://{held.host}/moved/{self.chance.randrange(9)}"
                again = self.chance.choice([None, self.now + MINUTE])
                frontier.add_visited(self.connection, held, at, Visit(UrlState.RELEASE, "", again), self.now)
            self.finish(held)

    def wait(self) -> None:
        self.now += self.chance.choice([MINUTE / 60, MINUTE / 2, MINUTE, 2 * MINUTE])
        if not self.deadly:  # nobody takes longer than a lease lasts
            for held, since in list(self.held):
                if self.now - since > leases.LEASE - 2 * MINUTE:
                    self.held.remove((held, since))
                    self.finish(held)
        elif self.chance.random() < 0.1:
            self.now += leases.LEASE

    def make_due(self) -> None:
        frontier.make_due(self.connection, [self.chance.choice(SOURCES)], self.now)

    def configure(self) -> None:
        limits = {name: (self.chance.choice([1, 1, 2, 3]), self.chance.choice([None, None, 5, 30])) for name in SOURCES}
        limit(self.connection, **limits)

    def drop(self) -> None:
        seeds = [link(f"seed/{number}", host).url for host in HOSTS for number in range(15)]
        frontier.drop_unconfigured(self.connection, self.chance.choice(SOURCES), seeds)

    def know(self) -> None:
        """The robots.txt of a host that nobody is asking becomes known, or (as in a fetch of it) is."""
        host = self.chance.choice(HOSTS)
        if self.connection.execute(select(hosts).where(hosts.c.host == host)).first():
            know_robots(self.connection, host)
            queueing.open_host(self.connection, host)

    def stop(self) -> None:
        leases.give_back_all(self.connection, "me")
        self.held.clear()

    def die(self) -> None:
        if self.held:
            self.held.pop()

    def check(self) -> None:
        """Every queue says what its URLs say."""
        is_waiting = (urls.c.visits == 0) & urls.c.next_at.is_not(None)
        summed = select(
            urls.c.source,
            urls.c.host,
            func.min(urls.c.next_at).label("due_at"),
            func.count().label("known"),
            func.count().filter(is_waiting).label("waiting"),
        ).group_by(urls.c.source, urls.c.host)
        expected = {(row.source, row.host): row for row in self.connection.execute(summed)}
        rested = {row.host: row.next_at for row in self.connection.execute(select(hosts))}
        for queue in self.connection.execute(select(queues)):
            mine = expected.pop((queue.source, queue.host), None)
            assert (queue.known, queue.waiting) == ((mine.known, mine.waiting) if mine else (0, 0))
            assert queue.due_at == (mine.due_at if mine else None)
            assert (queue.ready_at is None) is (queue.due_at is None)
            assert queue.ready_at is None or queue.ready_at >= max(queue.due_at, rested[queue.host])
        assert expected == {}


@pytest.mark.slow
@pytest.mark.parametrize("deadly", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_queues_agree_with_their_urls_whatever_happens(connection: Connection, seed: int, deadly: bool) -> None:
    known = Frontier(connection, random.Random(seed), deadly)
    limit(connection, one=(1, None), two=(2, None))
    for _ in range(STEPS):
        known.step()
        known.check()
    assert known.found > STEPS / 30
    # In the end everything that is due is found, whoever died.
    known.now += timedelta(days=1)
    limit(connection, one=(1, None), two=(1, None))
    while (held := leases.lease(connection, "me", SOURCES, known.now)) is not None:
        frontier.visited(connection, held, Visit(UrlState.READ, "", None), known.now)
        leases.give_back(connection, held, "me", known.now)
        known.check()
    assert frontier.count_due(connection, SOURCES, known.now) == 0
