"""What a visit led to, written down whole: release, links, variants, next visit, what was learnt, the host's pause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from crawler import schedule
from crawler.archive import Stored
from crawler.conclude import (
    NO_ANSWER,
    UNPROVEN,
    Answer,
    Conclusion,
    Known,
    conclude,
    links_digest,
    page_again,
    seed_again,
)
from crawler.discovery.variants import Variant, VariantKind, is_variant_address
from crawler.fetching.outcome import ErrorKind, Fetched
from crawler.learning import NO_RULES, Rules, Says
from crawler.pace import Pace, after, describe, pause
from crawler.policy import Plan
from crawler.reading import Reading, Target
from crawler.records import Release, release_id
from crawler.rhythm import observed
from crawler.store import banding, days, fetches, frontier, leases, lessons, likenesses, releases, sources
from crawler.store.days import Tally
from crawler.store.likenesses import Resolution
from crawler.store.releases import Incoming, Outcome, Reason
from crawler.visits import Kind, Lease, UrlState, Visit

# What says that a host is in trouble; the others (a refused redirect, a private address) say something of the URL.
_HOST_FAILURES = frozenset(
    {
        ErrorKind.REFUSED,
        ErrorKind.TIMEOUT_CONNECT,
        ErrorKind.TIMEOUT_READ,
        ErrorKind.TIMEOUT_TOTAL,
        ErrorKind.BAD_RESPONSE,
    }
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit brought. Without `fetched` there was no request; `conclusion` is there when that was decided
    before one. `rules` is what was known of the source then; `crawl_delay` is in seconds, from the host's robots.txt.
    """

    at: datetime
    answer: Answer = NO_ANSWER
    fetched: Fetched | None = None
    stored: Stored | None = None
    reading: Reading | None = None
    rules: Rules = NO_RULES
    crawl_delay: float | None = None
    conclusion: Conclusion | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written down. `found` counts URLs that were new."""

    conclusion: Conclusion
    outcome: Outcome | None
    found: int
    withdrawn: bool


def keep(connection: Connection, lease: Lease, plan: Plan, retries: int, seen: Seen) -> Kept:
    """Decides what a visit comes to and writes it down; to be called in a writing transaction."""
    fetch, requests = _write_down(connection, lease, seen)
    conclusion = seen.conclusion or _concluded(connection, lease, plan, retries, seen)
    visit, outcome = _keep_release(connection, lease, conclusion, seen, fetch)
    if lease.release and conclusion.seen_again:
        releases.seen_again(connection, lease.release, seen.at)
    withdrawn = bool(conclusion.withdrawn and lease.release and releases.withdraw(connection, lease.release, seen.at))
    new = _keep_links(connection, lease, conclusion, seen.at)
    _learn(connection, lease, seen)
    if lease.kind is not Kind.PAGE:
        visit = _keep_source(connection, lease, plan, visit, conclusion, new, seen)
    frontier.visited(connection, lease, visit, seen.at)
    tally = Tally(
        found=len(new),
        new=outcome is Outcome.NEW,
        changed=outcome is Outcome.CHANGED,
        withdrawn=withdrawn,
    )
    days.count(connection, lease.source, seen.at.date(), requests + tally)
    return Kept(replace(conclusion, visit=visit), outcome, len(new), withdrawn)


def record(connection: Connection, lease: Lease, seen: Seen) -> None:
    """Writes a request down that is no visit of the lease's URL."""
    _, requests = _write_down(connection, lease, seen)
    days.count(connection, lease.source, seen.at.date(), requests)


def _write_down(connection: Connection, lease: Lease, seen: Seen) -> tuple[int | None, Tally]:
    """Writes the request down, if there was one. Returns its number, and what it adds to the day."""
    fetched = seen.fetched
    if fetched is None:
        return None, Tally()
    stored, reading = seen.stored, seen.reading
    asked = reading.asked if reading else None
    names = ("noindex", "nofollow", "noarchive")
    fetch = fetches.Fetch(
        url=fetched.url,
        source=lease.source,
        at=seen.at,
        status=fetched.status,
        error=fetched.error.reason if fetched.error else None,
        milliseconds=round(fetched.elapsed_seconds * 1000),
        size=len(fetched.body),
        location=stored.location if stored else None,
        final_url=fetched.final_url if fetched.final_url != fetched.url else None,
        digest=stored.digest if stored and not stored.revisit else None,
        directives=tuple(name for name in names if asked and getattr(asked, name)),
    )
    failed = fetched.status is None or fetched.status >= 400
    tally = Tally(requests=1, failed=failed, bytes=fetch.size, milliseconds=fetch.milliseconds)
    return fetches.record(connection, fetch), tally


def give_back(connection: Connection, lease: Lease, plan: Plan, owner: str, seen: Seen) -> None:
    """Ends the lease; the host rests as its pace asks."""
    rest = schedule.NO_TIME
    if (fetched := seen.fetched) is not None:
        before = Pace(*frontier.pace_of(connection, lease.host))
        answered = fetched.elapsed_seconds if fetched.status is not None else None
        failed = fetched.error is not None and fetched.error.kind in _HOST_FAILURES
        pace = after(before, seconds=answered, status=fetched.status, failed=failed)
        rest = pause(pace, plan.delay, seen.crawl_delay, seen.answer.retry_after)
        if pace != before:
            note = describe(pace, plan.delay, seen.crawl_delay)
            frontier.keep_pace(connection, lease.host, pace.strain, pace.response_seconds, note)
    leases.give_back(connection, lease, owner, seen.at + rest)


def _concluded(connection: Connection, lease: Lease, plan: Plan, retries: int, seen: Seen) -> Conclusion:
    reading = seen.reading
    digest = links_digest(reading)
    before = releases.get(connection, lease.release) if lease.release else None
    known = Known(
        canonical=frontier.state_of(connection, reading.canonical) if reading and reading.canonical else None,
        repetition=digest is not None and frontier.is_repetition(connection, lease, digest),
        yielded=frontier.yielded(connection, lease.source) if lease.depth >= UNPROVEN else 0,
        at_home=before is not None and before.content.url == lease.url,
        published=before.content.published if before else None,
    )
    return conclude(lease, plan, retries, seen.answer, reading, known, seen.at)


def _keep_release(
    connection: Connection, lease: Lease, conclusion: Conclusion, seen: Seen, fetch: int | None
) -> tuple[Visit, Outcome | None]:
    """The release of a page under its identity; another form of a known one is attached to that."""
    visit, reading = conclusion.visit, seen.reading
    if conclusion.variant_of is not None:
        owner = frontier.release_of(connection, conclusion.variant_of)
        if owner is None:
            return visit, None
        _attach(connection, owner, [Variant(lease.url, _kind_of(lease.url))], seen.at)
        return replace(visit, release=owner), None
    if conclusion.release is None or reading is None:
        return visit, None
    release = conclusion.release
    # A revisit record holds no body: the release stays with the fetch that does.
    fetch = None if seen.stored and seen.stored.revisit else fetch
    found = likenesses.resolve(
        connection,
        lease.source,
        release_id(release.url),
        release,
        lease.release,
        reading.bands,
        reading.form or _kind_of(lease.url),
    )
    variants = _other_addresses(connection, lease, release, found)
    if found.kind not in (None, VariantKind.MOVED):
        releases.seen_again(connection, found.identity, seen.at)
        _attach(connection, found.identity, variants, seen.at)
        return _elsewhere(lease, replace(visit, release=found.identity), seen.at), None
    incoming = Incoming(found.identity, lease.source, release, Reason.FETCHED, fetch, reading.unaided)
    (outcome,) = releases.put(connection, [incoming], seen.at)
    if outcome is not Outcome.SAME:
        banding.keep(connection, {found.identity: reading.bands})
    if outcome in (Outcome.NEW, Outcome.CHANGED):
        likenesses.link(connection, found.identity, found.alike, seen.at)
    _attach(connection, found.identity, (*reading.variants, *variants), seen.at)
    visit = replace(visit, release=found.identity, changed=outcome is Outcome.CHANGED)
    if visit.changed and lease.kind is Kind.PAGE:
        visit = replace(visit, next_at=page_again(lease, release.published, seen.at, changed=True))
    if release.url == lease.url:
        return visit, outcome
    # It was redirected: from now on the release is visited at its own address.
    frontier.add_visited(connection, lease, release.url, visit, seen.at)
    return _elsewhere(lease, visit, seen.at), outcome


def _other_addresses(connection: Connection, lease: Lease, release: Release, found: Resolution) -> list[Variant]:
    """Where a release was found that is not its own address, and where it stood until it moved."""
    urls = {release.url, lease.url}
    if found.kind == VariantKind.MOVED:
        urls |= set(releases.addresses(connection, [found.identity]).values())
    if found.kind is None:
        urls.discard(release.url)
    return [Variant(url, VariantKind(found.kind or VariantKind.MOVED)) for url in sorted(urls)]


def _elsewhere(lease: Lease, visit: Visit, now: datetime) -> Visit:
    """What a visit leaves at a URL that is another address of its release."""
    reason = f"another address of the release {visit.release}"
    again = schedule.next_dropped_visit(now, lease.visits + 1)
    return replace(visit, state=UrlState.VARIANT, reason=reason, next_at=again, changed=False)


def _kind_of(url: str) -> VariantKind:
    """What a page with the text of another one is to that, by its address."""
    return is_variant_address(url) or VariantKind.DUPLICATE


def _attach(connection: Connection, release: str, variants: Iterable[Variant], now: datetime) -> None:
    likenesses.add_variants(connection, release, variants, now)


def _keep_links(connection: Connection, lease: Lease, conclusion: Conclusion, now: datetime) -> frozenset[str]:
    new = frontier.add(connection, lease.source, conclusion.links, lease.url, now)
    # What another start page (a feed) has just shown is new here too.
    shown = [target.url for target in conclusion.shown]
    goes_on = new or conclusion.always_on or frontier.all_found_since(connection, shown, lease.fetched_at)
    if conclusion.next_page and goes_on:
        new |= frontier.add(connection, lease.source, [conclusion.next_page], lease.url, now)
    frontier.pass_over(connection, lease.source, conclusion.passed, lease.url, now)
    return new


def _learn(connection: Connection, lease: Lease, seen: Seen) -> None:
    """What a page teaches about its source."""
    reading = seen.reading
    if lease.kind is not Kind.PAGE or reading is None or reading.quality is None:
        return
    quality = reading.quality
    if lease.visits == 0:
        lessons.count(connection, lease.source, lease.url, release=quality.unaided, dated=quality.dated)
    if reading.lesson and reading.release and reading.canonical is None:  # another address has a template of its own
        lessons.count_template(connection, lease.source, reading.release.url, reading.lesson, seen.at.date())
    if reading.own_links:
        lessons.count_menus(connection, lease.source, reading.own_links, seen.at.date())
    said = seen.rules.says(lease.url)
    if lease.release or (said and said.kind is Says.RELEASE):
        lessons.count_reading(connection, lease.source, titled=quality.titled, dated=quality.dated, body=quality.body)


def _keep_source(
    connection: Connection,
    lease: Lease,
    plan: Plan,
    visit: Visit,
    conclusion: Conclusion,
    new: frozenset[str],
    seen: Seen,
) -> Visit:
    """What a listing says of its source: that it answers, how often it has something new, when it is due again."""
    visit = replace(visit, changed=bool(new))
    if lease.kind is not Kind.SEED:
        return visit
    if visit.state not in (UrlState.READ, UrlState.RELEASE):
        kind = str(visit.cause) if visit.state is UrlState.DROPPED else seen.answer.kind or str(seen.answer.status)
        sources.failed(connection, lease.source, seen.at, visit.reason, kind)
        return visit
    sources.succeeded(connection, lease.source, seen.at)
    reading = seen.reading
    if reading and reading.hub:
        sources.keep_hub(connection, lease.source, reading.hub)
    rhythm = observed(sources.rhythm(connection, lease.source), seen.at, _moments(conclusion.shown, new))
    sources.keep_rhythm(connection, lease.source, rhythm)
    return replace(visit, next_at=seed_again(plan, rhythm, seen.answer, reading.ttl if reading else None, seen.at))


def _moments(shown: Iterable[Target], new: frozenset[str]) -> list[date | datetime | None]:
    return [target.published for target in shown if target.url in new]
