"""When a URL or a host is next due: pure decisions from values.

A page is looked at again the more rarely the older it is; what could not be had is tried again ever more slowly, and
never given up.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

SOONEST = timedelta(hours=1)
LATEST = timedelta(days=90)
FIRST_RETRY = timedelta(minutes=1)
BUSY_PAUSE = timedelta(minutes=1)  # a host that said 429 or 503 without Retry-After
CLOSED_FOR = FIRST_RETRY  # until a robots.txt that could not be had is asked for again: at the next try
LONGEST_RETRY_AFTER = timedelta(days=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
GONE_VISITS = 3  # so often in a row a page must be missing (404) before its release counts as withdrawn


def next_page_visit(now: datetime, published: date | datetime | None, found_at: datetime) -> datetime:
    """A release's next visit: after half of its age, within an hour and 90 days."""
    born = _moment(published, found_at)
    return now + min(max((now - born) / 2, SOONEST), LATEST)


def next_retry(now: datetime, failures: int, retries: int, retry_after: timedelta | None = None) -> datetime:
    """After `failures` (from 1) in a row: 1, 4, 16, ... minutes up to a day; past `retries`, once a week.

    A server's Retry-After (RFC 9110, section 10.2.3) is kept, up to a day.
    """
    wait = WEEK if failures > retries else min(FIRST_RETRY * 4 ** min(failures - 1, 10), DAY)
    return now + max(wait, min(retry_after or timedelta(0), LONGEST_RETRY_AFTER))


def next_seed_retry(
    now: datetime, failures: int, retries: int, interval: timedelta, retry_after: timedelta | None = None
) -> datetime:
    """Like `next_retry` for a source's own start pages, which never wait longer than a day or their interval."""
    soonest = now + min(retry_after or timedelta(0), LONGEST_RETRY_AFTER)
    return max(min(next_retry(now, failures, retries), now + max(interval, DAY)), soonest)


def host_pause(
    delay: timedelta, crawl_delay: float | None, status: int | None, retry_after: timedelta | None
) -> timedelta:
    """How long a host is left alone after a request: the longer of our delay and the one in its robots.txt; a host
    that says it is busy (429, 503) is left alone for what it asks."""
    pause = max(delay, timedelta(seconds=crawl_delay or 0.0))
    if status in (429, 503):
        pause = max(pause, min(retry_after or BUSY_PAUSE, LONGEST_RETRY_AFTER))
    return pause


def _moment(published: date | datetime | None, found_at: datetime) -> datetime:
    """`published` as a moment comparable with `found_at`; an unknown or future one is taken as found then."""
    if published is None:
        return found_at
    if not isinstance(published, datetime):
        published = datetime.combine(published, time.min)
    if published.tzinfo is None:
        published = published.replace(tzinfo=found_at.tzinfo)
    return min(published, found_at)
