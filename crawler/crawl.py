"""A crawl: whoever is due and may be asked is fetched, archived, read and kept, a URL at a time per host.

Each visit ends in one transaction that holds everything it led to (`keeping.keep`). A process that dies in between
leaves a lease that expires, and a page in the archive that nothing points to; the visit is made again.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawler import robots, schedule
from crawler.archive import Archive, Earlier, payload_digest
from crawler.cleaners import CleanerError, Cleaners
from crawler.conclude import Answer, disallowed, refused
from crawler.discovery.addresses import is_entrance
from crawler.fetch import Fetched, Fetcher
from crawler.keeping import Kept, Seen, give_back, keep, record
from crawler.learning import Rules, Said, Template
from crawler.meanings import NO_ROBOTS
from crawler.owner import Owner
from crawler.policy import Plan, netloc, robots_address
from crawler.reading import Body
from crawler.store import Store, fetches, frontier, leases, lessons, sources
from crawler.store.releases import Outcome
from crawler.urls import canonical_url, host_of, own_host
from crawler.visits import Cause, Kind, Lease, Rank, UrlState

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5  # how often a crawler without work looks again
PATIENCE = timedelta(minutes=2)  # a round does not wait for a host that asked for a longer pause
PAGES_REST = 2 * PATIENCE  # of a host whose robots.txt can't be had: a round does not wait for it
RULES_FOR = timedelta(minutes=1)  # what was learnt of a source is read from the store again so often


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What has been learnt of a source: which URLs lead to releases, and what their pages have in common."""

    rules: Rules
    template: Template


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
        leases.lift_budgets(connection, list(plans))


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
        self._plans: dict[str, Plan] = {}
        self._current: tuple[str, ...] = ()
        self._owner = str(owner)
        self._user_agent = user_agent
        self._retries = retries
        self._clock = clock
        self._on_visit = on_visit
        self._counting = threading.Lock()
        self._leasing = threading.Lock()
        self._busy: Counter[str] = Counter()  # threads, by the source that they ask
        self._threads = 1
        self._known: dict[str, tuple[_Learnt, datetime]] = {}
        self.counts = CrawlCounts()
        self.take_over(plans)

    def take_over(self, plans: Mapping[str, Plan]) -> None:
        """Goes on with these plans; a visit that is under way ends with what it began with."""
        crawled = {name: plan for name, plan in plans.items() if not plan.held}
        self._plans = {**self._plans, **crawled}
        self._current = tuple(crawled)
        self._known = {}

    def run(
        self, names: Sequence[str] | None, threads: int, stop: threading.Event, *, forever: bool = False
    ) -> CrawlCounts:
        """Visits what is due of the named sources until nothing is left (or `forever`), or `stop` is set. Without names
        it visits all that there are, also those that are taken over meanwhile.

        Raises StoreError or ArchiveError when one of them can't be used any more; what was kept before stays.
        """
        self._threads = threads
        ended = threading.Event()
        with self._store.reading() as connection:
            self.counts.planned += frontier.count_due(connection, self._wanted(names), self._clock())
        try:
            with ThreadPoolExecutor(threads, thread_name_prefix="fetcher") as pool:
                work = [pool.submit(self._work, names, stop, ended, forever) for _ in range(threads)]
            for done in work:
                done.result()
        finally:
            with self._store.writing() as connection:
                leases.give_back_all(connection, self._owner)
        return self.counts

    def _wanted(self, names: Sequence[str] | None) -> Sequence[str]:
        """Those of the named sources that are crawled; all of them without names."""
        current = self._current
        return current if names is None else [name for name in names if name in current]

    def _work(self, names: Sequence[str] | None, stop: threading.Event, ended: threading.Event, forever: bool) -> None:
        """One fetching thread. An error that ends it ends the others too."""
        try:
            while not stop.is_set() and not ended.is_set():
                wanted = self._wanted(names)
                awake = self._awake(wanted)
                lease = self._lease(awake, len(wanted))
                if lease is not None:
                    try:
                        self._visit(lease)
                    finally:
                        self._done(lease)
                elif forever or self._more_to_come(awake):
                    stop.wait(IDLE_SECONDS)
                else:
                    return
        except BaseException:
            ended.set()
            raise

    def _awake(self, names: Sequence[str]) -> frozenset[str]:
        """The sources that are not in their quiet hours."""
        now = self._clock()
        plans = (self._plans[name] for name in names)
        return frozenset(plan.name for plan in plans if plan.quiet is None or not plan.quiet.covers(now))

    def _lease(self, names: frozenset[str], sources: int) -> Lease | None:
        """A visit to make, of one of several sources."""
        # However many slow hosts a source has, it leaves threads to the others.
        share = self._threads if sources < 2 else max(1, self._threads // 2)
        with self._leasing:
            names = frozenset(name for name in names if self._busy[name] < share)
            # A look without the write lock first: idle fetchers must not hold up those that write.
            with self._store.reading() as connection:
                if not leases.any_ready(connection, names, self._clock()):
                    return None
            with self._store.writing() as connection:
                lease = leases.lease(connection, self._owner, names, self._clock())
            if lease is not None:
                self._busy[lease.source] += 1
            return lease

    def _done(self, lease: Lease) -> None:
        with self._leasing:
            self._busy[lease.source] -= 1

    def _more_to_come(self, names: frozenset[str]) -> bool:
        with self._store.reading() as connection:
            return leases.any_due(connection, names, self._clock(), PATIENCE)

    def _visit(self, lease: Lease) -> None:
        plan = self._plans[lease.source]
        barred = self._barred(lease, plan)
        rules = self._robots(lease)
        if barred:
            self._keep(lease, plan, Seen(self._clock(), conclusion=refused(barred)))
        elif rules is None:
            self._fetch_robots(lease, plan)
        elif rules.access is robots.Access.CLOSED:
            self._rest(lease, plan)
        elif not rules.allows(lease.url):
            now = self._clock()
            self._keep(lease, plan, Seen(now, conclusion=disallowed(plan, now)))
        else:
            self._fetch_page(lease, plan, rules)

    def _barred(self, lease: Lease, plan: Plan) -> Said | None:
        """What speaks against a page before it is asked for: the configuration; and what was learnt, where the page is
        one of a backlog. What a feed or a listing has just shown is looked at once."""
        if lease.kind is not Kind.PAGE:
            return None
        said = self._learnt(plan).rules.says(lease.url)
        if said is None or not said.bars:
            return None
        is_backlog = lease.visits == 0 and lease.rank is Rank.PAGE
        return said if is_backlog or not said.learnt else None

    def _robots(self, lease: Lease) -> robots.Robots | None:
        """The host's rules; None when they are not known, too old, or could not be had a while ago."""
        if lease.robots_at is None:
            return None
        rules = robots.read_robots(lease.robots_status, lease.robots_body or b"", self._user_agent)
        closed = rules.access is robots.Access.CLOSED
        lifetime = schedule.CLOSED_FOR if closed else robots.EXPIRES_AFTER
        return rules if self._clock() - lease.robots_at < lifetime else None

    def _rest(self, lease: Lease, plan: Plan) -> None:
        """A host whose robots.txt can't be had is left alone. Its start pages say so; all else waits as it is."""
        said = lease.robots_error or f"Its robots.txt answers with status {lease.robots_status}: it is left alone."
        if lease.kind is Kind.SEED:
            answer = Answer(None, said, kind=lease.robots_error_kind or NO_ROBOTS)
            self._keep(lease, plan, Seen(self._clock(), answer))
            return
        assert lease.robots_at is not None
        with self._store.writing() as connection:
            leases.give_back(connection, lease, self._owner, lease.robots_at + PAGES_REST)

    def _learnt(self, plan: Plan) -> _Learnt:
        """What has been learnt of a source, as of a short while ago."""
        now = self._clock()
        known = self._known.get(plan.name)
        if known is None or now - known[1] >= RULES_FOR:
            with self._store.reading() as connection:
                rules = lessons.rules(connection, plan.name, plan.scope.allow, plan.scope.deny)
                known = (_Learnt(rules, lessons.in_common(connection, plan.name).template), now)
            self._known[plan.name] = known
        return known[0]

    def _fetch_robots(self, lease: Lease, plan: Plan) -> None:
        """A robots.txt is a visit of its own: the host's delay stands between it and the first page."""

        def may_follow(target: str) -> str | None:
            # RFC 9309, section 2.3.1.2: redirects are followed, also to other hosts; but a source on this machine is
            # crawled without a contact, and must not lead to anybody's server.
            own = own_host(host_of(target), plan.scope.own_hosts)
            return f"It redirects to {target}, away from this machine." if plan.here and not own else None

        fetched = self._fetcher.fetch(robots_address(lease.url), may_follow=may_follow, allow_private=plan.private)
        seen = self._archived(fetched, self._clock())
        with self._store.writing() as connection:
            if not leases.holds(connection, lease, self._owner):
                return
            record(connection, lease, seen)
            body = fetched.body[: robots.MAX_BYTES + 1]
            frontier.keep_robots(connection, lease.host, fetched.status, body, fetched.error, seen.at)
            give_back(connection, lease, plan, self._owner, seen)

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
        seen = self._archived(fetched, self._clock())
        seen = replace(seen, answer=_answer(fetched, moved, lease, plan), crawl_delay=rules.crawl_delay)
        if fetched.status is not None and 200 <= fetched.status < 300:
            seen = self._read(seen, fetched, lease, plan)
        self._keep(lease, plan, seen)

    def _read(self, seen: Seen, fetched: Fetched, lease: Lease, plan: Plan) -> Seen:
        headers = fetched.headers
        body = Body(
            fetched.body, fetched.final_url, headers.get("content-type"), headers.get("x-robots-tag"), seen.at.date()
        )
        learnt = self._learnt(plan)
        seen = replace(seen, rules=learnt.rules)
        try:
            scope = replace(plan.scope, rules=learnt.rules, template=learnt.template)
            reading = self._cleaners.read(body, scope, listing=lease.kind is not Kind.PAGE)
        except CleanerError as error:
            said = f"The page could not be read: {error}."
            return replace(seen, answer=Answer(fetched.status, said, kind=Cause.UNREADABLE))
        return replace(seen, reading=reading)

    def _archived(self, fetched: Fetched, now: datetime) -> Seen:
        """The fetch, and where it stands in the archive; what is there already is not written twice."""
        if fetched.exchange is None:
            return Seen(now, fetched=fetched)
        digest = payload_digest(fetched)
        with self._store.reading() as connection:
            if fetched.status == 304:
                whole = fetches.newest_whole(connection, fetched.url)
            else:
                whole = fetches.whole_with(connection, digest) if digest else None
        earlier = Earlier(whole.url, whole.at, whole.digest) if whole else None
        return Seen(now, fetched=fetched, stored=self._archive.append(fetched, now, earlier))

    def _keep(self, lease: Lease, plan: Plan, seen: Seen) -> None:
        """The one transaction of a visit."""
        with self._store.writing() as connection:
            if not leases.holds(connection, lease, self._owner):
                log.warning("lease lost", extra={"url": lease.url})
                return
            kept = keep(connection, lease, plan, self._retries, seen)
            give_back(connection, lease, plan, self._owner, seen)
        self._count(kept, fetched=seen.fetched is not None)
        visit = kept.conclusion.visit
        log.info(
            "visited",
            extra={
                "url": lease.url,
                "source": lease.source,
                "state": visit.state,
                "reason": visit.reason,
                "new": kept.found,
            },
        )

    def _count(self, kept: Kept, *, fetched: bool) -> None:
        with self._counting:
            counts = self.counts
            counts.visited += 1
            counts.planned += kept.found
            counts.fetched += fetched
            counts.found += kept.found
            counts.withdrawn += kept.withdrawn
            counts.failed += kept.conclusion.visit.state is UrlState.FAILED
            if kept.outcome is not None:
                counts.outcomes[kept.outcome] += 1
            self._on_visit(counts)


def _answer(fetched: Fetched, moved: Sequence[str], lease: Lease, plan: Plan) -> Answer:
    return Answer(
        status=fetched.status,
        error=fetched.error.reason if fetched.error else None,
        retry_after=None if fetched.retry_after is None else timedelta(seconds=min(fetched.retry_after, 10**8)),
        etag=fetched.headers.get("etag"),
        last_modified=fetched.headers.get("last-modified"),
        moved_to=moved[-1] if moved else None,
        max_age=schedule.max_age(fetched.headers.get("cache-control")),
        lost=_is_lost(fetched, lease, plan),
        kind=fetched.error.kind if fetched.error else "",
    )


def _is_lost(fetched: Fetched, lease: Lease, plan: Plan) -> bool:
    """Whether a page redirects to where lost pages lead: the home page, or a start page of its source."""
    final = canonical_url(fetched.final_url)
    if final is None or final == lease.url or is_entrance(lease.url):
        return False
    return is_entrance(final) or final in {seed.url for seed in plan.seeds}
