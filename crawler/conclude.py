"""What a visit comes to: a pure decision from the lease, the answer and what was read in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from crawler import schedule
from crawler.discovery.variants import VariantKind, is_other_form
from crawler.learning import Said
from crawler.policy import Plan, netloc
from crawler.reading import Found, Reading, Target
from crawler.records import Release
from crawler.rhythm import Rhythm, next_visit
from crawler.urls import own_host
from crawler.visits import Cause, Kind, Lease, Link, Passed, Rank, UrlState, Visit

DEEPEST = 5000  # further pages of a listing
NEWEST_ARCHIVES = 2  # of a start page that only names them: the month may just have turned
UNPROVEN = 50  # further pages of a listing whose source has given nothing: one more for each thing that it gave
DEEPEST_INDEX = 3  # indexes of sitemaps in one another; the protocol knows one
GONE_FOR = timedelta(days=2)  # at least from the first of GONE_VISITS to the last: three days


@dataclass(frozen=True, slots=True)
class Answer:
    """What a visit got, as far as the decision needs it. `moved_to`: a redirect that was not followed; `lost`: the
    page itself is not there any more, it redirects to where all lost pages lead; `kind`: of the error, as
    `crawler.meanings` knows it."""

    status: int | None
    error: str | None = None
    retry_after: timedelta | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    max_age: timedelta | None = None
    lost: bool = False
    kind: str = ""


NO_ANSWER = Answer(None)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows that bears on a visit. `canonical`: what became of the canonical address that the page
    names; `repetition`: another listing page gave the same links; `yielded`: how many releases the source has given,
    with the URLs that wait for their first visit."""

    canonical: UrlState | None = None
    repetition: bool = False
    yielded: int = 0
    at_home: bool = False  # the release that the URL gave before has this address still
    published: date | datetime | None = None  # of that release


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is to be written down: the visit, and what it gives to the store."""

    visit: Visit
    release: Release | None = None
    links: tuple[Link, ...] = ()
    next_page: Link | None = None
    always_on: bool = False  # the next page is to be visited even when none of `links` is new
    passed: tuple[Passed, ...] = ()
    variant_of: str | None = None  # the canonical address that this is another form of
    seen_again: bool = False  # the release of this URL stood unchanged
    withdrawn: bool = False
    shown: tuple[Target, ...] = field(default=(), repr=False)  # what a start page showed


def conclude(
    lease: Lease, plan: Plan, retries: int, answer: Answer, reading: Reading | None, known: Known, now: datetime
) -> Conclusion:
    """Decides on a visit. `reading` is there when the answer was a body that could be read."""
    if answer.moved_to is not None:
        return _moved(lease, plan, answer.moved_to, now)
    if answer.status == 304:
        return _unchanged(lease, plan, answer, known, now)
    if answer.status in (404, 410):
        return _missing(lease, plan, retries, f"status {answer.status}", known, now)
    if answer.lost and lease.kind is Kind.PAGE:
        return _missing(lease, plan, retries, "it redirects to where lost pages lead", known, now)
    if reading is None:
        return _failed(lease, plan, retries, answer, now)
    return _read(lease, plan, retries, answer, reading, known, now)


def disallowed(plan: Plan, now: datetime) -> Conclusion:
    """What comes of a URL that robots.txt forbids: nothing, until its rules are looked at again."""
    again = now + max(plan.interval, schedule.WEEK)
    return Conclusion(_dropped("robots.txt disallows it", Cause.ROBOTS, again))


def refused(said: Said) -> Conclusion:
    """What comes of a URL that its source's configuration denies, or whose like never were releases."""
    return Conclusion(_dropped(said.reason, Cause.LEARNT if said.learnt else Cause.DENIED, None))


def seed_again(plan: Plan, rhythm: Rhythm, answer: Answer, ttl: timedelta | None, now: datetime) -> datetime:
    """The next visit of a start page that could be read: as the person said, else as its source's rhythm says."""
    if plan.fixed:
        return now + plan.interval
    return max(next_visit(rhythm, now, plan.interval), schedule.not_before(now, ttl, answer.max_age))


def _dropped(reason: str, cause: Cause, again: datetime | None) -> Visit:
    return Visit(UrlState.DROPPED, reason, again, cause=cause)


def _moved(lease: Lease, plan: Plan, target: str, now: datetime) -> Conclusion:
    """A redirect to another host of the source: that host has its own rules and pace, so its URL is visited there."""
    if not own_host(netloc(target).partition(":")[0], plan.scope.own_hosts):
        reason = f"it redirects to {target}, which is not a host of this source"
        return Conclusion(_dropped(reason, Cause.MOVED_AWAY, _later(lease, plan, now)))
    link = Link(target, netloc(target), lease.kind, rank=lease.rank, depth=lease.depth)
    return Conclusion(Visit(UrlState.READ, f"it redirects to {target}", _later(lease, plan, now)), links=(link,))


def page_again(lease: Lease, published: date | datetime | None, now: datetime, *, changed: bool = False) -> datetime:
    """The next visit of a release's page, after one that found it `changed` or not."""
    changes, changed_at = (lease.changes + 1, now) if changed else (lease.changes, lease.changed_at)
    return schedule.next_page_visit(now, lease.found_at, published, lease.visits + 1, changes, changed_at)


def _unchanged(lease: Lease, plan: Plan, answer: Answer, known: Known, now: datetime) -> Conclusion:
    state, again = UrlState.READ, _later(lease, plan, now)
    if lease.state in (UrlState.VARIANT, UrlState.DROPPED):
        state = lease.state
    elif lease.release:
        state = UrlState.RELEASE
        again = again if lease.kind is Kind.SEED else page_again(lease, known.published, now)
    etag, last_modified = answer.etag or lease.etag, answer.last_modified or lease.last_modified
    stands = state in (UrlState.VARIANT, UrlState.DROPPED) or lease.cause is Cause.DOUBTFUL
    cause, reason = (lease.cause, lease.reason) if stands else (Cause.NONE, "")
    visit = Visit(state, reason, again, etag=etag, last_modified=last_modified, cause=cause)
    return Conclusion(visit, seen_again=state is UrlState.RELEASE)


def _missing(lease: Lease, plan: Plan, retries: int, what: str, known: Known, now: datetime) -> Conclusion:
    """A page that is not there. A release counts as withdrawn after three such visits over three days."""
    failures = lease.failures + 1 if lease.cause is Cause.GONE else 1
    if lease.kind is Kind.SEED:
        again = schedule.next_seed_retry(now, failures, retries, plan.interval)
        visit = Visit(UrlState.FAILED, f"The start page is missing ({what}).", again, failures, cause=Cause.GONE)
        return Conclusion(visit)
    since = lease.failing_since if lease.cause is Cause.GONE and lease.failing_since else now
    is_certain = failures >= schedule.GONE_VISITS and now - since >= GONE_FOR
    if not known.at_home:
        is_certain = failures > 1  # nothing is withdrawn: a page that is announced before it is there gets a day
    if not is_certain:
        reason = f"missing ({what}), {failures} times in a row so far"
        return Conclusion(Visit(UrlState.FAILED, reason, now + schedule.DAY, failures, cause=Cause.GONE))
    if not known.at_home:
        return Conclusion(Visit(UrlState.GONE, f"gone ({what})", None, failures, cause=Cause.GONE))
    may_return = now + min(schedule.WEEK * 2 ** min(failures - schedule.GONE_VISITS, 8), schedule.LATEST)
    reason = f"gone ({what}): its release is kept as withdrawn"
    return Conclusion(Visit(UrlState.GONE, reason, may_return, failures, cause=Cause.GONE), withdrawn=True)


def _failed(lease: Lease, plan: Plan, retries: int, answer: Answer, now: datetime) -> Conclusion:
    failures = lease.failures + 1 if lease.cause is Cause.NONE else 1
    reason = answer.error or f"The server answered with status {answer.status}."
    if lease.kind is Kind.PAGE:
        again = schedule.next_retry(now, failures, retries, answer.retry_after)
    else:
        again = schedule.next_seed_retry(now, failures, retries, plan.interval, answer.retry_after)
    return Conclusion(Visit(UrlState.FAILED, reason, again, failures))


def _read(
    lease: Lease, plan: Plan, retries: int, answer: Answer, reading: Reading, known: Known, now: datetime
) -> Conclusion:
    visit = Visit(
        UrlState.READ, reading.reason, _later(lease, plan, now), 0, answer.etag, answer.last_modified, cause=Cause.NONE
    )
    if reading.release is not None:
        return _release(lease, plan, visit, reading, reading.release, known, now)
    if reading.found is Found.OTHER:
        return _other(lease, plan, retries, visit, reading, known, now)
    return _listing(lease, visit, reading, known, now)


def _release(
    lease: Lease, plan: Plan, visit: Visit, reading: Reading, release: Release, known: Known, now: datetime
) -> Conclusion:
    canonical = reading.canonical
    if canonical is not None and known.canonical not in (UrlState.DROPPED, UrlState.GONE):
        # The page that it names is the release, once that has been seen; until then it is looked at again.
        settled = known.canonical in (UrlState.RELEASE, UrlState.VARIANT)
        again = None if settled else now + schedule.DAY
        visit = replace(visit, state=UrlState.VARIANT, reason=f"another form of {canonical}", next_at=again)
        if not settled:  # then it must be read, though it has not changed
            visit = replace(visit, etag=None, last_modified=None)
        link = Link(canonical, netloc(canonical), Kind.PAGE, rank=Rank.FRESH)
        return Conclusion(visit, links=(link,), variant_of=canonical)
    again = visit.next_at
    if lease.kind is not Kind.SEED:
        again = page_again(lease, release.published, now)
    visit = replace(visit, state=UrlState.RELEASE, next_at=again)
    return Conclusion(visit, release=release, links=_translations(plan, reading))


def _translations(plan: Plan, reading: Reading) -> tuple[Link, ...]:
    """The translations that a release names, which are releases of their own and may be listed nowhere else."""
    if reading.asked.nofollow:
        return ()
    named = (each.url for each in reading.variants if each.kind is VariantKind.TRANSLATION)
    return tuple(Link(url, netloc(url), Kind.PAGE) for url in named if plan.scope.takes(url))


def _other(
    lease: Lease, plan: Plan, retries: int, visit: Visit, reading: Reading, known: Known, now: datetime
) -> Conclusion:
    """A page that is no release. One that has been a release keeps it, unless the page asks for something else or says
    that it is an error."""
    if lease.kind is Kind.SEED:
        reason = f"Its start page leads to nothing that looks like a release ({reading.reason})."
        return Conclusion(replace(visit, state=UrlState.DROPPED, cause=reading.cause, reason=reason))
    if lease.kind is Kind.LISTING:  # where a listing that is asked for page by page ends
        return Conclusion(replace(visit, next_at=None))
    if reading.cause is Cause.GONE:
        return _missing(lease, plan, retries, reading.reason, known, now)
    if known.at_home and reading.cause is Cause.NOINDEX:
        visit = replace(visit, state=UrlState.DROPPED, cause=reading.cause, next_at=now + schedule.MONTH)
        return Conclusion(visit, withdrawn=True)
    if known.at_home:
        cause = Cause.DOUBTFUL if reading.cause is Cause.DOUBTFUL else Cause.NONE
        reason = f"it no longer reads as a release ({reading.reason}): kept as it was"
        visit = replace(visit, state=UrlState.RELEASE, cause=cause, reason=reason, next_at=now + schedule.WEEK)
        return Conclusion(visit)
    return Conclusion(replace(visit, state=UrlState.DROPPED, cause=reading.cause))


def _listing(lease: Lease, visit: Visit, reading: Reading, known: Known, now: datetime) -> Conclusion:
    visit = replace(visit, links_digest=links_digest(reading))
    if lease.kind is Kind.SEED and reading.lists and not reading.pages:
        visit = replace(visit, etag=None, last_modified=None)  # it may stand unchanged while its archives grow
    pages = sorted(reading.pages, key=lambda page: is_other_form(page.url))
    links = [_link(page, Kind.PAGE, _rank(lease, reading, page, now)) for page in pages]
    depth = lease.depth + 1
    endless = _endless(reading, known, depth)
    lists = reading.lists if lease.visits == 0 or lease.kind is Kind.SEED else ()
    if not endless:
        links += _lists(lists, reading, depth, now)
    passed = [Passed(url, netloc(url), Cause.PASSED_OVER, reason) for url, reason in reading.passed]
    passed += [Passed(page.url, netloc(page.url), Cause.TRAP, endless) for page in lists if endless]
    conclusion = Conclusion(visit, links=tuple(links), passed=tuple(passed), shown=reading.pages)
    if reading.next_page is None:
        return conclusion
    end = "the listing repeats itself here" if known.repetition else endless
    if end:
        return replace(
            conclusion, passed=(*passed, Passed(reading.next_page, netloc(reading.next_page), Cause.TRAP, end))
        )
    # Known further pages are read again when the first one shows something new, hence `modified`.
    further = Link(reading.next_page, netloc(reading.next_page), Kind.LISTING, now, Rank.LISTING, depth)
    return replace(conclusion, next_page=further, always_on=lease.visits == 0)


def _rank(lease: Lease, reading: Reading, page: Target, now: datetime) -> Rank:
    """What a start page shows first, unless it is old or the file beside a page, and what later visits find is what is
    new now; the backlog behind it waits."""
    if lease.visits > 0:
        return Rank.FRESH
    if lease.kind is not Kind.SEED or reading.found is Found.SITEMAP:
        return Rank.PAGE
    waits = is_other_form(page.url) if page.published is None else schedule.is_backlog(page.published, now)
    return Rank.PAGE if waits else Rank.FRESH


def _lists(lists: Sequence[Target], reading: Reading, depth: int, now: datetime) -> list[Link]:
    """Sitemaps that an index names, which show what is new and do not wait for the backlog; and archives of a listing,
    which are read once, but for the newest ones of a start page that shows no release itself."""
    rank = Rank.FRESH if reading.found is Found.SITEMAP else Rank.LISTING
    links = [replace(_link(page, Kind.LISTING, rank), depth=depth) for page in lists]
    growing = 0 if reading.pages or rank is Rank.FRESH else NEWEST_ARCHIVES
    return [replace(link, modified=now) for link in links[:growing]] + links[growing:]


def _endless(reading: Reading, known: Known, depth: int) -> str:
    """Why the listing pages that one names are too deep to be followed, "" when they are not.

    A listing that is worth its requests leads to a release a page, and what a page lists is visited before its next
    page, so that this is known by then. However new its addresses look, a listing without end takes a bounded number
    of requests as long as it gives nothing.
    """
    if depth > DEEPEST:
        return f"it is page {depth} of its listing"
    if reading.found is Found.SITEMAP and depth > DEEPEST_INDEX:
        return f"it lies below {depth} sitemap indexes, one in another"
    if depth > UNPROVEN + known.yielded:
        return f"it is page {depth} of a listing whose source has given hardly any releases"
    return ""


def links_digest(reading: Reading | None) -> str | None:
    """A digest of the links that a listing gives; None where there are none."""
    if reading is None or not reading.pages:
        return None
    return hashlib.sha256("\n".join(sorted(page.url for page in reading.pages)).encode()).hexdigest()


def _link(target: Target, kind: Kind, rank: Rank) -> Link:
    return Link(target.url, netloc(target.url), kind, target.modified, rank)


def _later(lease: Lease, plan: Plan, now: datetime) -> datetime | None:
    """The next visit of a URL that gave no release of its own: start pages by the source's interval, sitemaps that an
    index names once a day, further pages of a listing when the page before shows something new, other pages rarely."""
    if lease.kind is Kind.SEED:
        return now + plan.interval
    if lease.kind is Kind.LISTING:
        return None if lease.rank is Rank.LISTING else now + max(plan.interval, schedule.DAY)
    return schedule.next_dropped_visit(now, lease.visits + 1)
