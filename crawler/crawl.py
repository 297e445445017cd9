"""A crawl: whoever is due and may be asked is fetched, archived, read and kept, a URL at a time per host.

Each visit ends in one transaction that holds everything it led to. A process that dies in between leaves a lease that
expires, and a page in the archive that nothing points to; the visit is made again.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from crawler import robots, schedule
from crawler.archive import Archive, Location
from crawler.cleaners import CleanerError, Cleaners
from crawler.conclude import Answer, Conclusion, conclude, disallowed
from crawler.fetch import Fetched, Fetcher
from crawler.policy import Plan, netloc, robots_address
from crawler.reading import Reading
from crawler.records import release_id
from crawler.store import Store, fetches, frontier, releases, sources
from crawler.store.frontier import Kind, Lease, UrlState
from crawler.store.releases import Incoming, Outcome, Reason
from crawler.urls import host_of, own_host

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5  # how often a crawler without work looks again
PATIENCE = timedelta(minutes=2)  # a round does not wait for a host that asked for a longer pause


@dataclass(slots=True)
class CrawlCounts:
    """What a crawl came to so far: `visited` of the `planned` visits, which grow with what is found."""

    visited: int = 0
    planned: int = 0
    fetched: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    withdrawn: int = 0
    failed: int = 0
    found: int = 0


def set_up(store: Store, plans: Mapping[str, Plan], now: datetime) -> None:
    """Takes the sources of the settings over into the store, with their start pages."""
    with store.writing() as connection:
        sources.configure(connection, [plan.row for plan in plans.values()])
        for plan in plans.values():
            frontier.add(connection, plan.name, plan.seeds, None, now)
            frontier.drop_unconfigured(connection, plan.name, [seed.url for seed in plan.seeds])


@dataclass(frozen=True, slots=True)
class Owner:
    """A crawling process, as leases name it."""

    machine: str
    pid: int
    run: str

    def __str__(self) -> str:
        return f"{self.machine}:{self.pid}:{self.run}"

    @classmethod
    def parse(cls, text: str) -> Owner:
        machine, pid, run = text.rsplit(":", 2)
        return cls(machine, int(pid), run)


def free_leases_of_the_dead(store: Store, machine: str, alive: Callable[[int], bool]) -> None:
    """Ends the leases of processes of this machine that were killed, so that nobody waits for them to expire."""
    with store.writing() as connection:
        for owner in map(Owner.parse, frontier.owners(connection)):
            if owner.machine == machine and not alive(owner.pid):
                frontier.give_back_all(connection, str(owner))


class Crawler:
    """Crawls the sources of some plans. `owner` is this process."""

    def __init__(
        self,
        store: Store,
        archive: Archive,
        fetcher: Fetcher,
        cleaners: Cleaners,
        plans: Mapping[str, Plan],
        *,
        owner: Owner,
        user_agent: str,
        retries: int,
        clock: Callable[[], datetime],
        on_visit: Callable[[CrawlCounts], None] = lambda counts: None,
    ) -> None:
        self._store = store
        self._archive = archive
        self._fetcher = fetcher
        self._cleaners = cleaners
        self._plans = {name: plan for name, plan in plans.items() if not plan.held}
        self._owner = str(owner)
        self._user_agent = user_agent
        self._retries = retries
        self._clock = clock
        self._on_visit = on_visit
        self._counting = threading.Lock()
        self.counts = CrawlCounts()

    def run(self, names: Sequence[str], threads: int, stop: threading.Event, *, forever: bool = False) -> CrawlCounts:
        """Visits what is due of the named sources until nothing is left (or `forever`), or `stop` is set.

        Raises StoreError or ArchiveError when one of them can't be used any more; what was kept before stays.
        """
        names = [name for name in names if name in self._plans]
        ended = threading.Event()
        with self._store.reading() as connection:
            self.counts.planned += frontier.count_due(connection, names, self._clock())
        try:
            with ThreadPoolExecutor(threads, thread_name_prefix="fetcher") as pool:
                work = [pool.submit(self._work, names, stop, ended, forever) for _ in range(threads)]
            for done in work:
                done.result()
        finally:
            with self._store.writing() as connection:
                frontier.give_back_all(connection, self._owner)
        return self.counts

    def _work(self, names: Sequence[str], stop: threading.Event, ended: threading.Event, forever: bool) -> None:
        """One fetching thread. An error that ends it ends the others too."""
        try:
            while not stop.is_set() and not ended.is_set():
                lease = self._lease(names)
                if lease is not None:
                    self._visit(lease)
                elif forever or self._more_to_come(names):
                    stop.wait(IDLE_SECONDS)
                else:
                    return
        except BaseException:
            ended.set()
            raise

    def _lease(self, names: Sequence[str]) -> Lease | None:
        # A look without the write lock first: idle fetchers must not hold up those that write.
        with self._store.reading() as connection:
            if not frontier.any_ready(connection, names, self._clock()):
                return None
        with self._store.writing() as connection:
            return frontier.lease(connection, self._owner, names, self._clock())

    def _more_to_come(self, names: Sequence[str]) -> bool:
        with self._store.reading() as connection:
            return frontier.any_due(connection, names, self._clock(), PATIENCE)

    def _visit(self, lease: Lease) -> None:
        plan = self._plans[lease.source]
        rules = self._robots(lease)
        if rules is None:
            self._fetch_robots(lease, plan)
        elif rules.access is robots.Access.CLOSED:
            said = lease.robots_error or f"Its robots.txt answers with status {lease.robots_status}: it is left alone."
            answer = Answer(None, said)
            self._write(
                lease, plan, conclude(lease, plan, self._retries, answer, None, self._clock()), None, timedelta(0)
            )
        elif not rules.allows(lease.url):
            self._write(lease, plan, disallowed(lease, plan, self._clock()), None, timedelta(0))
        else:
            self._fetch_page(lease, plan, rules)

    def _robots(self, lease: Lease) -> robots.Robots | None:
        """The host's rules; None when they are not known, too old, or could not be had a while ago."""
        if lease.robots_at is None:
            return None
        rules = robots.read_robots(lease.robots_status, lease.robots_body or b"", self._user_agent)
        closed = rules.access is robots.Access.CLOSED
        lifetime = schedule.CLOSED_FOR if closed else robots.EXPIRES_AFTER
        return rules if self._clock() - lease.robots_at < lifetime else None

    def _fetch_robots(self, lease: Lease, plan: Plan) -> None:
        """A robots.txt is a visit of its own: the host's delay stands between it and the first page."""

        def may_follow(target: str) -> str | None:
            # RFC 9309, section 2.3.1.2: redirects are followed, also to other hosts; but a source on this machine is
            # crawled without a contact, and must not lead to anybody's server.
            own = own_host(host_of(target), plan.scope.own_hosts)
            return f"It redirects to {target}, away from this machine." if plan.here and not own else None

        fetched = self._fetcher.fetch(robots_address(lease.url), may_follow=may_follow, allow_private=plan.private)
        now = self._clock()
        location = self._archived(fetched, now)
        with self._store.writing() as connection:
            if not frontier.holds(connection, lease, self._owner):
                return
            self._record(connection, fetched, lease, location, now)
            body = fetched.body[: robots.MAX_BYTES + 1]
            error = fetched.error.reason if fetched.error else None
            frontier.keep_robots(connection, lease.host, fetched.status, body, error, now)
            frontier.give_back(connection, lease.host, self._owner, now + plan.delay)

    def _fetch_page(self, lease: Lease, plan: Plan, rules: robots.Robots) -> None:
        moved: list[str] = []

        def may_follow(target: str) -> str | None:
            if netloc(target) != lease.host:
                moved.append(target)
                return f"It redirects to {target}, another host."
            return None if rules.allows(target) else f"It redirects to {target}, which robots.txt disallows."

        fetched = self._fetcher.fetch(
            lease.url,
            may_follow=may_follow,
            etag=lease.etag,
            last_modified=lease.last_modified,
            allow_private=plan.private,
        )
        now = self._clock()
        location = self._archived(fetched, now)
        answer = _answer(fetched, moved)
        reading = None
        if fetched.status is not None and 200 <= fetched.status < 300:
            reading, answer = self._read(fetched, lease, plan, answer)
        conclusion = conclude(lease, plan, self._retries, answer, reading, now)
        pause = schedule.host_pause(plan.delay, rules.crawl_delay, answer.status, answer.retry_after)
        self._write(lease, plan, conclusion, (fetched, location), pause)

    def _read(self, fetched: Fetched, lease: Lease, plan: Plan, answer: Answer) -> tuple[Reading | None, Answer]:
        listing = lease.kind is not Kind.PAGE
        content_type = fetched.headers.get("content-type")
        try:
            reading = self._cleaners.read(fetched.body, fetched.final_url, content_type, plan.scope, listing=listing)
        except CleanerError as error:
            return None, Answer(fetched.status, f"The page could not be read: {error}.")
        return reading, answer

    def _write(
        self,
        lease: Lease,
        plan: Plan,
        conclusion: Conclusion,
        page: tuple[Fetched, Location | None] | None,
        pause: timedelta,
    ) -> None:
        """The one transaction of a visit."""
        now = self._clock()
        outcome: Outcome | None = None
        with self._store.writing() as connection:
            if not frontier.holds(connection, lease, self._owner):
                log.warning("lease lost", extra={"url": lease.url})
                return
            fetch = self._record(connection, page[0], lease, page[1], now) if page else None
            visit = conclusion.visit
            if conclusion.release is not None:
                identity = release_id(conclusion.release.url)
                incoming = Incoming(identity, lease.source, conclusion.release, Reason.FETCHED, fetch)
                (outcome,) = releases.put(connection, [incoming], now)
                visit = replace(visit, release=identity)
            if lease.release and conclusion.seen_again:
                releases.seen_again(connection, lease.release, now)
            withdrawn = conclusion.withdrawn and lease.release and releases.withdraw(connection, lease.release, now)
            added = frontier.add(connection, lease.source, conclusion.links, lease.url, now)
            if conclusion.next_page and added:
                frontier.add(connection, lease.source, [conclusion.next_page], lease.url, now)
            frontier.visited(connection, lease, visit, now)
            self._note_source(connection, lease, conclusion, now)
            frontier.give_back(connection, lease.host, self._owner, now + pause)
        self._count(conclusion, outcome, added, bool(withdrawn), fetched=page is not None)
        log.info(
            "visited",
            extra={
                "url": lease.url,
                "source": lease.source,
                "state": visit.state,
                "reason": visit.reason,
                "new": added,
            },
        )

    def _note_source(self, connection: Connection, lease: Lease, conclusion: Conclusion, now: datetime) -> None:
        if lease.kind is not Kind.SEED:
            return
        if conclusion.visit.state in (UrlState.READ, UrlState.RELEASE):
            sources.succeeded(connection, lease.source, now)
        else:
            sources.failed(connection, lease.source, now, conclusion.visit.reason)

    def _record(
        self, connection: Connection, fetched: Fetched, lease: Lease, location: Location | None, now: datetime
    ) -> int:
        return fetches.record(
            connection,
            fetches.Fetch(
                url=fetched.url,
                source=lease.source,
                at=now,
                status=fetched.status,
                error=fetched.error.reason if fetched.error else None,
                milliseconds=round(fetched.elapsed_seconds * 1000),
                size=len(fetched.body),
                location=location,
            ),
        )

    def _archived(self, fetched: Fetched, now: datetime) -> Location | None:
        return None if fetched.exchange is None else self._archive.append(fetched, now)

    def _count(
        self, conclusion: Conclusion, outcome: Outcome | None, added: int, withdrawn: bool, *, fetched: bool
    ) -> None:
        with self._counting:
            counts = self.counts
            counts.visited += 1
            counts.planned += added
            counts.fetched += fetched
            counts.found += added
            counts.withdrawn += withdrawn
            counts.failed += conclusion.visit.state is UrlState.FAILED
            if outcome is not None:
                counts.outcomes[outcome] += 1
            self._on_visit(counts)


def _answer(fetched: Fetched, moved: Sequence[str]) -> Answer:
    return Answer(
        status=fetched.status,
        error=fetched.error.reason if fetched.error else None,
        retry_after=None if fetched.retry_after is None else timedelta(seconds=min(fetched.retry_after, 10**8)),
        etag=fetched.headers.get("etag"),
        last_modified=fetched.headers.get("last-modified"),
        moved_to=moved[-1] if moved else None,
    )
