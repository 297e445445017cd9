"""What a visit comes to: a pure decision from the lease, the answer and what was read in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler import schedule
from crawler.policy import Plan, netloc
from crawler.reading import Found, Reading, Target
from crawler.records import Release
from crawler.store.frontier import Kind, Lease, Link, UrlState, Visit
from crawler.urls import own_host


@dataclass(frozen=True, slots=True)
class Answer:
    """What a visit got, as far as the decision needs it. `moved_to`: a redirect that was not followed."""

    status: int | None
    error: str | None = None
    retry_after: timedelta | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What is to be written down: the visit, and what it gives to the store."""

    visit: Visit
    release: Release | None = None
    links: tuple[Link, ...] = ()
    next_page: Link | None = None  # to be added when some of `links` are new
    seen_again: bool = False  # the release of this URL stood unchanged
    withdrawn: bool = False


def conclude(
    lease: Lease, plan: Plan, retries: int, answer: Answer, reading: Reading | None, now: datetime
) -> Conclusion:
    """Decides on a visit. `reading` is there when the answer was a body that could be read."""
    if answer.moved_to is not None:
        return _moved(lease, plan, answer.moved_to, now)
    if answer.status == 304:
        return _unchanged(lease, plan, answer, now)
    if answer.status in (404, 410):
        return _gone(lease, plan, retries, answer.status, now)
    if reading is None:
        return _failed(lease, plan, retries, answer, now)
    return _read(lease, plan, answer, reading, now)


def disallowed(lease: Lease, plan: Plan, now: datetime) -> Conclusion:
    """What comes of a URL that robots.txt forbids: nothing, until its rules are looked at again."""
    again = now + max(plan.interval, schedule.WEEK)
    return Conclusion(Visit(UrlState.DROPPED, "robots.txt disallows it", again))


def _moved(lease: Lease, plan: Plan, target: str, now: datetime) -> Conclusion:
    """A redirect to another host of the source: that host has its own rules and pace, so its URL is visited there."""
    if not own_host(netloc(target).partition(":")[0], plan.scope.own_hosts):
        reason = f"it redirects to {target}, which is not a host of this source"
        return Conclusion(Visit(UrlState.DROPPED, reason, _later(lease, plan, now)))
    link = Link(target, netloc(target), lease.kind)
    return Conclusion(Visit(UrlState.READ, f"it redirects to {target}", _later(lease, plan, now)), links=(link,))


def _unchanged(lease: Lease, plan: Plan, answer: Answer, now: datetime) -> Conclusion:
    state = UrlState.RELEASE if lease.release else UrlState.READ
    etag, last_modified = answer.etag or lease.etag, answer.last_modified or lease.last_modified
    visit = Visit(state, "", _later(lease, plan, now), etag=etag, last_modified=last_modified)
    return Conclusion(visit, seen_again=lease.release is not None)


def _gone(lease: Lease, plan: Plan, retries: int, status: int, now: datetime) -> Conclusion:
    failures = lease.failures + 1
    if lease.kind is Kind.SEED:
        again = schedule.next_seed_retry(now, failures, retries, plan.interval)
        return Conclusion(Visit(UrlState.FAILED, f"The start page is missing (status {status}).", again, failures))
    if status == 404 and lease.release and failures < schedule.GONE_VISITS:
        reason = f"missing (404), {failures} of {schedule.GONE_VISITS} visits before it counts as withdrawn"
        return Conclusion(Visit(UrlState.FAILED, reason, now + schedule.DAY, failures))
    reason = f"gone (status {status})"
    if lease.release is None:
        return Conclusion(Visit(UrlState.GONE, reason, None, failures))
    may_return = now + schedule.LATEST
    return Conclusion(Visit(UrlState.GONE, reason, may_return, failures), withdrawn=True)


def _failed(lease: Lease, plan: Plan, retries: int, answer: Answer, now: datetime) -> Conclusion:
    failures = lease.failures + 1
    reason = answer.error or f"The server answered with status {answer.status}."
    if lease.kind is Kind.PAGE:
        again = schedule.next_retry(now, failures, retries, answer.retry_after)
    else:
        again = schedule.next_seed_retry(now, failures, retries, plan.interval, answer.retry_after)
    return Conclusion(Visit(UrlState.FAILED, reason, again, failures))


def _read(lease: Lease, plan: Plan, answer: Answer, reading: Reading, now: datetime) -> Conclusion:
    visit = Visit(UrlState.READ, reading.reason, _later(lease, plan, now), 0, answer.etag, answer.last_modified)
    if reading.release is not None:
        born = reading.release.published
        again = (
            _later(lease, plan, now) if lease.kind is Kind.SEED else schedule.next_page_visit(now, born, lease.found_at)
        )
        return Conclusion(replace(visit, state=UrlState.RELEASE, next_at=again), release=reading.release)
    if reading.found is Found.OTHER:
        reason = reading.reason
        if lease.kind is Kind.SEED:
            reason = f"Its start page leads to nothing that looks like a release ({reason}): name another one."
        return Conclusion(replace(visit, state=UrlState.DROPPED, reason=reason))
    links = [_link(page, Kind.PAGE) for page in reading.pages] + [_link(page, Kind.LISTING) for page in reading.lists]
    # Known further pages are read again when the first one shows something new, hence `modified`.
    further = None
    if reading.next_page:
        further = Link(reading.next_page, netloc(reading.next_page), Kind.LISTING, modified=now)
    if lease.kind is Kind.LISTING and reading.found is Found.LISTING:
        visit = replace(visit, next_at=None)
    return Conclusion(visit, links=tuple(links), next_page=further)


def _link(target: Target, kind: Kind) -> Link:
    return Link(target.url, netloc(target.url), kind, target.modified)


def _later(lease: Lease, plan: Plan, now: datetime) -> datetime:
    """The next visit of a URL that gave no release of its own: start pages by the source's interval, feeds and
    sitemaps that another one names once a day, other pages rarely."""
    if lease.kind is Kind.SEED:
        return now + plan.interval
    if lease.kind is Kind.LISTING:
        return now + max(plan.interval, schedule.DAY)
    return schedule.next_page_visit(now, None, lease.found_at) if lease.release else now + schedule.LATEST
