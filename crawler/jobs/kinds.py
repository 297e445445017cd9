"""What is done for each kind of job: a source crawled now, its releases cleaned again, a site looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from crawler import survey
from crawler.asking import NoContactError, fetch_for
from crawler.fetch import Fetched
from crawler.jobs.runner import CancelledError, FailedError, Result, Work
from crawler.policy import Plan, netloc, on_this_machine, plans
from crawler.reclean import RecleanCounts, reclean
from crawler.settings import Settings
from crawler.store import Store, days, frontier
from crawler.store.days import Tally
from crawler.store.jobs import Kind
from crawler.store.overview import NOTES
from crawler.store.releases import Outcome
from crawler.urls import canonical_url, host_of
from crawler.words import count

LOOK_SECONDS = 0.5
AHEAD = 50  # pages that a crawl has before it, at least: what a crash leaves due


def crawl_now(work: Work) -> Result:
    """Brings the visits of a source's pages forward, a few at a time, and follows what the crawl makes of it. Where it
    is cancelled, those that have not begun wait until they were to; what was due anyway is not its own to stop."""
    plan, tools = _plan(work), work.tools
    if plan.held:
        raise FailedError(NOTES[plan.held])
    began = work.job.started_at or tools.clock()
    before = _counted(tools.store, plan.name, began)
    with tools.store.reading() as connection:
        later = frontier.count_planned(connection, plan.name, began, tools.clock())
    work.log(f"Everything of {plan.name} that is visited again is visited now.")
    forward = _Forward(tools.store, plan.name)
    try:
        while True:
            with tools.store.reading() as connection:
                due = frontier.count_due(connection, [plan.name], tools.clock())
            if due < AHEAD and later:
                brought = forward.bring(began, tools.clock())
                due += brought
                later = max(0, later - brought) if brought else 0
            tally = _counted(tools.store, plan.name, began)
            done = tally.requests - before.requests
            work.tell(_crawled(tally, before), done, done + due + later)
            if not due:
                return Result(_crawled(tally, before))
            work.sleep(LOOK_SECONDS)
    except CancelledError:
        forward.put_back()
        work.log("What it had brought forward waits again until it was to; what is due anyway is still visited.")
        raise


class _Forward:
    """The visits of a source that a job brings forward."""

    def __init__(self, store: Store, source: str) -> None:
        self._store, self._source = store, source
        self._brought: list[tuple[datetime, Sequence[frontier.Planned]]] = []

    def bring(self, since: datetime, now: datetime) -> int:
        """Brings some forward of those that were not asked since a moment; returns how many."""
        with self._store.writing() as connection:
            pages = frontier.planned(connection, self._source, since, now, AHEAD)
            frontier.bring_forward(connection, self._source, pages, now)
        self._brought.append((now, pages))
        return len(pages)

    def put_back(self) -> None:
        with self._store.writing() as connection:
            for moment, pages in self._brought:
                frontier.put_back(connection, self._source, pages, moment)


def _counted(store: Store, name: str, began: datetime) -> Tally:
    """What has happened of a source since the day on which a job began."""
    with store.reading() as connection:
        return sum(days.since(connection, began.date(), [name]).get(name, {}).values(), Tally())


def _crawled(tally: Tally, before: Tally) -> str:
    new, changed, withdrawn = (getattr(tally, what) - getattr(before, what) for what in ("new", "changed", "withdrawn"))
    requests, failed = tally.requests - before.requests, tally.failed - before.failed
    return (
        f"{count(requests, 'request')}, {failed} failed; releases: {new} new, {changed} changed, {withdrawn} withdrawn."
    )


def clean_again(work: Work) -> Result:
    """Derives the releases of a source again from the archive."""
    name, tools = work.job.subject, work.tools

    def tick(counts: RecleanCounts) -> None:
        work.tell(_cleaned(counts), counts.done, counts.pages)

    counts = reclean(tools.store, tools.archive, plans(tools.settings()), [name], tools.clock, tick)
    for release, reason in counts.unreadable:
        work.log(f"{release}: {reason}; left as it was.")
    return Result(_cleaned(counts))


def _cleaned(counts: RecleanCounts) -> str:
    changed, refreshed = counts.outcomes[Outcome.CHANGED], counts.outcomes[Outcome.REFRESHED]
    return (
        f"{counts.outcomes.total()} cleaned again: {changed} changed, {refreshed} with other names or topics; "
        f"{len(counts.unreadable)} unreadable, {counts.without_page} without an archived page."
    )


def check(work: Work) -> Result:
    """Looks what a site offers to start from, as `pressroom sources check` does."""
    settings, url = work.tools.settings(), work.job.subject
    start = canonical_url(url if "://" in url else f"https://{url}") or url
    if on_this_machine(host_of(start), {}) and not _is_private_source(start, settings):
        raise FailedError(
            "Addresses of this machine are not looked at from a web page: run `pressroom sources check` there."
        )
    try:
        fetch = fetch_for(settings, work.tools.clock, start)
    except NoContactError as error:
        raise FailedError(str(error)) from None
    asked: list[str] = []

    def shown(address: str) -> Fetched:
        asked.append(address)
        work.log(f"Asking {address}")
        work.tell(f"Asking {address}", len(asked))
        return fetch(address)

    delay = settings.crawler.delay.total_seconds()
    found = survey.survey(
        url,
        shown,
        pause=lambda seconds: work.sleep(max(seconds, delay)),
        now=work.tools.clock(),
        agent=settings.user_agent,
    )
    return Result(f"{found.outcome} {found.advice}".strip(), survey.to_json(found))


def _is_private_source(url: str, settings: Settings) -> bool:
    """Whether config.toml lets a source be crawled at just this host and port of this machine."""
    return any(netloc(url) == netloc(start) for source in settings.source if source.private for start in source.start)


def _plan(work: Work) -> Plan:
    plan = plans(work.tools.settings()).get(work.job.subject)
    if plan is None:
        raise FailedError(f"No source is named {work.job.subject} any more.")
    return plan


KINDS: Mapping[Kind, Callable[[Work], Result]] = {
    Kind.CRAWL: crawl_now,
    Kind.RECLEAN: clean_again,
    Kind.CHECK: check,
}
