"""When a URL is next due: pure decisions from values.

Fresh releases are looked at again soon, to catch corrections, then ever more rarely, by how often they changed. What
could not be had is tried again ever more slowly, and never given up. When a *source* is next asked for what is new is
in `rhythm`, how fast its hosts are asked in `pace`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NO_TIME = timedelta(0)
HOUR, DAY, WEEK, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1), timedelta(days=30)
LOOKS = (HOUR, DAY, WEEK, MONTH)  # a fresh release is looked at again so long after it was found
BACKLOG_AGE = MONTH  # a release that was older than this when it was found isn't fresh
BACKLOG_LOOK = timedelta(days=90)
LEAST_OFTEN, MOST_OFTEN = timedelta(days=180), timedelta(days=14)  # once the looks are over

FIRST_RETRY = timedelta(minutes=1)
CLOSED_FOR = FIRST_RETRY  # until a robots.txt that could not be had is asked for again: at the next try
LONGEST_RETRY_AFTER = DAY
LONGEST_HINT = HOUR  # a feed's ttl or a max-age never keeps us away for longer
GONE_VISITS = 3  # so often in a row a page must be missing (404) before its release counts as withdrawn
LATEST = timedelta(days=90)


def next_page_visit(
    now: datetime,
    found_at: datetime,
    published: date | datetime | None,
    visits: int,
    changes: int,
    last_changed: datetime | None,
) -> datetime:
    """The next visit of a release's page, which was visited `visits` times, the first one included, and was found
    changed at `changes` of them, lastly at `last_changed`.

    Found fresh, it is visited an hour, a day, a week and a month after it was found; found old, after 90 days. Then it
    is visited as often as it changes on average, and waits no longer than it has stood unchanged, within 14 and
    180 days.
    """
    for look in _looks(found_at, published):
        if found_at + look > now:
            return found_at + look
    wait = change_interval(max(visits - 1, 0), changes, now - found_at)
    if last_changed is not None:
        wait = min(wait, now - last_changed)
    return now + min(max(wait, MOST_OFTEN), LEAST_OFTEN)


def change_interval(visits: int, changes: int, watched: timedelta) -> timedelta:
    """How long a page stays as it is on average, estimated from `visits` after the first one over the time `watched`,
    `changes` of which found it changed; `timedelta.max` for one that never did.

    Cho and Garcia-Molina, "Estimating frequency of change", ACM TOIT 3(3), 2003: with X of n visits, an interval I
    apart, finding a change, the rate of changes is -log((n - X + 0.5) / (n + 0.5)) / I. It counts the changes that fell
    between two visits unseen, and the half keeps the bias small when all visits found one. I is the mean here.
    """
    unchanged = max(visits - changes, 0)
    rate = -math.log((unchanged + 0.5) / (visits + 0.5))
    return watched / visits / rate if rate > 0 and visits > 0 else timedelta.max


def next_dropped_visit(now: datetime, visits: int) -> datetime:
    """The next visit of a page that gave no release at any of `visits` visits (from 1): after 30, 60, 120, then 180
    days, since what was taken for nothing may have been a mistake."""
    doublings = min(max(visits - 1, 0), 3)
    return now + min(MONTH * (1 << doublings), LEAST_OFTEN)


def next_retry(now: datetime, failures: int, retries: int, retry_after: timedelta | None = None) -> datetime:
    """After `failures` (from 1) in a row: 1, 4, 16, ... minutes up to a day; past `retries`, once a week.

    A server's Retry-After (RFC 9110, section 10.2.3) is kept, up to a day.
    """
    wait = WEEK if failures > retries else min(FIRST_RETRY * 4 ** min(failures - 1, 10), DAY)
    return now + max(wait, min(retry_after or NO_TIME, LONGEST_RETRY_AFTER))


def next_seed_retry(
    now: datetime, failures: int, retries: int, interval: timedelta, retry_after: timedelta | None = None
) -> datetime:
    """Like `next_retry` for a source's own start pages, which never wait longer than a day or their interval."""
    soonest = now + min(retry_after or NO_TIME, LONGEST_RETRY_AFTER)
    return max(min(next_retry(now, failures, retries), now + max(interval, DAY)), soonest)


def not_before(now: datetime, ttl: timedelta | None, max_age: timedelta | None) -> datetime:
    """The earliest next visit by what the source says of itself: a feed's ttl, and the answer's max-age. It is kept to
    for an hour at most: both are often set for years and forgotten."""
    hint = max(ttl or NO_TIME, max_age or NO_TIME)
    return now + min(hint, LONGEST_HINT)


_DIRECTIVE = re.compile(r'([\w!#$%&\'*+.^`|~-]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?', re.ASCII)
_MOST_SECONDS = 2**31  # what RFC 9111, section 1.2.2, has a recipient take for larger numbers


def max_age(cache_control: str | None) -> timedelta | None:
    """For how long an answer stays fresh by its Cache-Control field (RFC 9111, section 5.2.2). None where it doesn't
    say, says nothing valid, or says `no-store` or `no-cache`. Of two max-age, the first counts (section 4.2.1)."""
    age = None
    for match in _DIRECTIVE.finditer(cache_control or ""):
        name, quoted, plain = match[1].lower(), match[2], match[3]
        if name in ("no-store", "no-cache"):
            return None
        if name == "max-age" and age is None:
            age = quoted or plain or ""
    if age is None or not re.fullmatch(r"[0-9]+", age):
        return None
    return timedelta(seconds=min(int(age[:11]), _MOST_SECONDS))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours of each day in which a source is left alone, from `begin` up to `end` by the clock of `zone`; over midnight
    when `end` is the earlier one."""

    begin: time
    end: time
    zone: ZoneInfo

    @classmethod
    def parse(cls, hours: str, zone: str = "UTC") -> QuietHours:
        """`hours` as "22:00-06:00", `zone` by its IANA name. Raises ValueError with a sentence for people."""
        match = re.fullmatch(r"\s*([0-9]{1,2}:[0-9]{2})\s*-\s*([0-9]{1,2}:[0-9]{2})\s*", hours)
        begin, end = (_clock(match[1]), _clock(match[2])) if match else (None, None)
        if begin is None or end is None or begin == end:
            raise ValueError(f"{hours!r} are no quiet hours: write them as 22:00-06:00, with two different times.")
        try:
            return cls(begin, end, ZoneInfo(zone))
        except (ValueError, KeyError, OSError) as error:  # no such zone; no such file; a folder of zones
            raise ValueError(f"{zone!r} is no time zone: take an IANA name such as Europe/Vienna.") from error

    def covers(self, moment: datetime) -> bool:
        """Whether an aware moment lies in them."""
        clock = moment.astimezone(self.zone).time()
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def ends(self, moment: datetime) -> datetime:
        """When the quiet hours around `moment` are over; `moment` itself when it isn't in them."""
        if not self.covers(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() + DAY if local.time() >= self.end else local.date()
        # The clock shows the end twice when it is set back: the first one may be past.
        ends = (
            datetime.combine(day, self.end.replace(fold=fold), self.zone).astimezone(moment.tzinfo) for fold in (0, 1)
        )
        return next(end for end in ends if end > moment)


def _clock(text: str) -> time | None:
    hour, minute = map(int, text.split(":"))
    return time(hour, minute) if hour < 24 and minute < 60 else None


def is_backlog(published: date | datetime | None, found_at: datetime) -> bool:
    """Whether a release was old when it was found; one without a date was not."""
    return found_at - _moment(published, found_at) > BACKLOG_AGE


def _looks(found_at: datetime, published: date | datetime | None) -> tuple[timedelta, ...]:
    return (BACKLOG_LOOK,) if is_backlog(published, found_at) else LOOKS


def _moment(published: date | datetime | None, found_at: datetime) -> datetime:
    """`published` as a moment comparable with `found_at`; an unknown or future one is taken as found then."""
    if published is None:
        return found_at
    if not isinstance(published, datetime):
        published = datetime.combine(published, time.min)
    if published.tzinfo is None:
        published = published.replace(tzinfo=found_at.tzinfo)
    return min(published, found_at)
