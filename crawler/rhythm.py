"""How often a source has something new, learnt from what its start pages showed: pure decisions from values.

A listing or feed shows everything that came since the last visit, so the rate of a Poisson process is simply the count
of releases over the time watched; both are decayed here, so that the last month counts most. (The logarithmic
estimator of Cho and Garcia-Molina, "Estimating frequency of change", ACM TOIT 3(3), 2003, is for who sees only
*whether* something changed between two visits: see `schedule`.) The hours of the day and the days of the week have
rates of their own, taken as independent: 31 numbers are learnt from few releases. (168 separate hours of the week did
3 % worse in a simulation like `tests/bench/schedule.py`, which draws the hour without regard to the day, however.)

Visits: with releases coming at rate λ and a visit every T, a release waits T/2 on average, and a unit of time costs
λT/2 in waiting and κ/T in requests. The sum is least at T = √(2κ/λ): visits go with the *square root* of the rate, as
Sia, Cho and Cho, "Efficient monitoring algorithm for fast news alerts", IEEE TKDE 19(7), 2007, derive for feeds under
a given budget. (How long a copy is out of date, as in Cho and Garcia-Molina, "Effective page refresh policies for Web
crawlers", ACM TODS 28(4), 2003, is another aim, with another allocation.) Where the rate changes with the hour,
visits are as dense as √(λ(t)/2κ): the next one is due when the integral of that since the last one reaches 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

SOONEST, LATEST = timedelta(minutes=2), timedelta(hours=8)  # between two visits, whatever the rhythm
HALF_LIFE = timedelta(days=30)  # of what the rate is learnt from
HABIT_HALF_LIFE = timedelta(days=180)  # of what the hours of the week are learnt from: habits change slowly
PRIOR_DAYS = 1.0  # before anything is known: one release in so many days
PRIOR_HABIT = 3.0  # so many releases, spread evenly, stand beside those that were seen
BACKLOG = timedelta(days=7)  # published so long before the last visit: not something that came since
HISTORY_YEARS = 2  # what was published in earlier years says nothing of today, and is often a wrong date

SILENCE_RELEASES = 10  # so many must be known before a source can be called silent
SILENCE_EXPECTED = 12.0  # ... and so many be expected since the newest; few would do if releases did not bunch
SILENCE_GAPS = 1.5  # ... and the silence be so many times the longest one yet: sources take holidays
SILENCE_LEAST = timedelta(days=3)  # a long weekend

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
_NEIGHBOURS = ((-1, 0.25), (0, 0.5), (1, 0.25))  # a release at 10:05 could as well have come at 9:55


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is known of a source. Decayed numbers are as of `newest`; all moments are aware."""

    since: datetime | None = None  # from here on all releases are known
    seen: datetime | None = None  # the last visit
    newest: datetime | None = None  # when the newest release came
    known: int = 0
    count: float = 0.0  # releases after `since`, decayed
    longest: timedelta = timedelta(0)  # between two releases
    hours: tuple[float, ...] = (0.0,) * 24  # releases by hour of the day (UTC), smoothed and decayed
    days: tuple[float, ...] = (0.0,) * 7  # releases by day of the week from Monday (UTC), decayed

    def to_json(self) -> dict[str, Any]:
        return {
            "since": self.since and self.since.isoformat(),
            "seen": self.seen and self.seen.isoformat(),
            "newest": self.newest and self.newest.isoformat(),
            "known": self.known,
            "count": self.count,
            "longest": self.longest.total_seconds(),
            "hours": [round(each, 3) for each in self.hours],
            "days": [round(each, 3) for each in self.days],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Rhythm:
        """The inverse of `to_json`; None is a source that was never seen."""
        if not value:
            return cls()
        since, seen, newest = (value[name] and datetime.fromisoformat(value[name]) for name in _MOMENTS)
        longest = timedelta(seconds=value["longest"])
        hours, days = tuple(value["hours"]), tuple(value["days"])
        return cls(since, seen, newest, value["known"], value["count"], longest, hours, days)


_MOMENTS = ("since", "seen", "newest")


@dataclass(frozen=True, slots=True)
class _Span:
    """When a release came: at some time between two moments."""

    begin: datetime
    end: datetime

    @property
    def middle(self) -> datetime:
        return self.begin + (self.end - self.begin) / 2


def observed(rhythm: Rhythm, now: datetime, releases: Sequence[date | datetime | None]) -> Rhythm:
    """The rhythm after a visit at `now` that showed these new releases, by their date or moment of publication.

    None: the page gave no date. A release came between the last visit and this one; when its publication falls in
    between, then. The first dated releases open the history: they count from when they were published, so that the
    backlog of a first crawl is no burst. What is dated long before the last visit later on is backlog too.
    """
    now = now.astimezone(UTC)
    spans = [span for release in releases if (span := _span(rhythm, now, release))]
    spans.sort(key=lambda span: span.middle)
    watched = replace(rhythm, since=rhythm.since or now, seen=now)
    return _extended(watched, spans) if spans else watched


def rate(rhythm: Rhythm) -> float:
    """Releases a day, as of the last visit; one a day for a source that was never seen."""
    if rhythm.seen is None or rhythm.since is None:
        return 1 / PRIOR_DAYS
    return _rate(rhythm, rhythm.seen)


def next_visit(rhythm: Rhythm, now: datetime, base: timedelta) -> datetime:
    """When the source is visited next; `base` (longer than zero) is the interval for one release a day, which sets the
    price of a request. Never sooner than `SOONEST` or later than `LATEST`, unless `base` itself is."""
    soonest, latest = min(SOONEST, base), max(LATEST, base)
    now = now.astimezone(UTC)
    mean = math.sqrt(rate(rhythm)) / (base / HOUR)  # visits an hour
    wait, left = timedelta(0), 1.0
    while wait < latest:
        at = now + wait
        step = _to_next_hour(at)
        density = mean * math.sqrt(_habit(rhythm, at))
        visits = density * (step / HOUR)
        if visits >= left:
            return now + min(max(wait + HOUR * (left / density), soonest), latest)
        left -= visits
        wait += step
    return now + latest


def patience(rhythm: Rhythm) -> timedelta | None:
    """How long the rhythm explains that nothing new comes; None while too little is known."""
    if rhythm.newest is None or rhythm.known < SILENCE_RELEASES:
        return None
    unlikely = DAY * (SILENCE_EXPECTED / _rate(rhythm, rhythm.newest))
    return max(unlikely, SILENCE_GAPS * rhythm.longest, SILENCE_LEAST)


def silent_since(rhythm: Rhythm, now: datetime) -> datetime | None:
    """The moment of the newest release, when nothing new came for longer than the rhythm explains; else None.

    Only time that was watched counts: a crawler that stood still makes no source silent.
    """
    limit = patience(rhythm)
    if limit is None or rhythm.newest is None or rhythm.seen is None:
        return None
    return rhythm.newest if min(rhythm.seen, now) - rhythm.newest > limit else None


def _extended(rhythm: Rhythm, spans: Sequence[_Span]) -> Rhythm:
    """The rhythm with further releases, in the order of time."""
    moments = [span.middle for span in spans]
    known = sorted([rhythm.newest, *moments] if rhythm.newest else moments)
    newest, since = known[-1], rhythm.since
    counted = moments
    if rhythm.newest is None and since and moments[0] < since:
        since, counted = moments[0], moments[1:]  # the oldest opens the time watched and isn't an event in it
    count = sum(_decay(newest - moment, HALF_LIFE) for moment in counted)
    if rhythm.newest:
        count += rhythm.count * _decay(newest - rhythm.newest, HALF_LIFE)
    gap = max((after - before for before, after in pairwise(known)), default=timedelta(0))
    hours, days = _habits(rhythm, newest, spans)
    return Rhythm(
        since=since,
        seen=rhythm.seen,
        newest=newest,
        known=rhythm.known + len(spans),
        count=count,
        # A gap that was an alarm isn't what one gets used to, else the next alarm would come too late.
        longest=max(rhythm.longest, min(gap, patience(rhythm) or gap)),
        hours=hours,
        days=days,
    )


def _rate(rhythm: Rhythm, moment: datetime) -> float:
    """Releases a day as of `moment`: the decayed count over the decayed time, with one day's worth of the prior."""
    assert rhythm.since is not None
    count = rhythm.count * _decay(moment - rhythm.newest, HALF_LIFE) if rhythm.newest else 0.0
    days = HALF_LIFE / DAY / math.log(2) * (1 - _decay(moment - rhythm.since, HALF_LIFE))
    return (count + 1) / (days + PRIOR_DAYS)


def _decay(age: timedelta, half_life: timedelta) -> float:
    return float(0.5 ** (age / half_life))


def _span(rhythm: Rhythm, now: datetime, release: date | datetime | None) -> _Span | None:
    """When a release came, as narrowly as it is known; None for backlog, and where nothing is known."""
    since_last = _Span(rhythm.seen, now) if rhythm.seen else None
    if release is None or release.year > now.year:
        return since_last
    if release.year < now.year - HISTORY_YEARS:
        return None
    published = _published(release)
    if published.begin > now:  # an embargo, an event's date, a wrong clock
        return since_last
    published = replace(published, end=min(published.end, now))
    if since_last is None or published.end >= since_last.begin:
        return replace(published, begin=max(published.begin, rhythm.seen or published.begin))
    if rhythm.newest is None:
        return published
    return since_last if published.end > since_last.begin - BACKLOG else None


def _published(release: date | datetime) -> _Span:
    """The moment of publication; the whole day (UTC) for a date, or for a time of exactly midnight, which stands for
    no time. A moment without a zone is taken as UTC."""
    if isinstance(release, datetime) and release.time() != time.min:
        moment = release.astimezone(UTC) if release.tzinfo else release.replace(tzinfo=UTC)
        return _Span(moment, moment)
    begin = datetime(release.year, release.month, release.day, tzinfo=UTC)
    return _Span(begin, begin + DAY)


def _habit(rhythm: Rhythm, moment: datetime) -> float:
    """How many times its mean rate a source has at this hour of this day of the week."""
    known = sum(rhythm.days) + PRIOR_HABIT
    hour = (rhythm.hours[moment.hour] * 24 + PRIOR_HABIT) / known
    return hour * (rhythm.days[moment.weekday()] * 7 + PRIOR_HABIT) / known


def _habits(rhythm: Rhythm, newest: datetime, spans: Sequence[_Span]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """`hours` and `days` of a rhythm, with further releases."""
    fade = _decay(newest - rhythm.newest, HABIT_HALF_LIFE) if rhythm.newest else 1.0
    hours, days = [each * fade for each in rhythm.hours], [each * fade for each in rhythm.days]
    for span in spans:
        weight = _decay(newest - span.middle, HABIT_HALF_LIFE)
        for moment, share in _shares(span):
            days[moment.weekday()] += weight * share
            for offset, part in _NEIGHBOURS:
                hours[(moment.hour + offset) % 24] += weight * share * part
    return tuple(hours), tuple(days)


def _shares(span: _Span) -> Iterator[tuple[datetime, float]]:
    """The hours that a span touches, and its share in each; none for a week or longer, which tells of no habit."""
    length = span.end - span.begin
    if length >= WEEK:
        return
    if not length:
        yield span.begin, 1.0
    at = span.begin
    while at < span.end:
        step = min(_to_next_hour(at), span.end - at)
        yield at, step / length
        at += step


def _to_next_hour(moment: datetime) -> timedelta:
    return HOUR - timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond)
