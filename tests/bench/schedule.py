"""A year of start pages visited as `crawler.rhythm` says, on the real corpus's dates, beside fixed intervals.

The corpus has days only: the time within a day is drawn, by seed, from the times of day that the real feeds and pages
in the shared data state. A source is an organisation (or a wire service) with over a year of releases; its year is the
middle one of its dates, and what a first crawl lists are the last releases before that year.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import fmean, median, quantiles

from crawler.rhythm import Rhythm, next_visit, observed, silent_since
from tests.bench.measure import Row

YEAR, DAY, MINUTE = timedelta(days=365), timedelta(days=1), timedelta(minutes=1)
BASE = timedelta(hours=1)
LISTED = 20  # releases on a start page
LEAST_RELEASES = 10  # in the year
BUSY_RELEASES, QUIET_RELEASES = 365, 24  # at least, at most in the year
SEED = 4

_FEED_TIME = re.compile(r"<pubDate>[^<]*?(\d{1,2}):(\d{2})(?::\d{2})?\s*([ap]m)?", re.IGNORECASE)
_PAGE_TIME = re.compile(
    rb"(?:article:published_time|datePublished)\"?\s*(?::|content=)\s*\"\d{4}-\d\d-\d\dT(\d\d):(\d\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Source:
    """`before` are the moments of the releases that a first crawl at `begin` lists, `moments` those of the year after;
    both in the order of time."""

    begin: datetime
    before: Sequence[datetime]
    moments: Sequence[datetime]


@dataclass(slots=True)
class Outcome:
    """What a replayed year came to. `alarms`: how often the source was newly called silent, all of them by mistake, as
    none of them stopped; `alarm_days`: the days on which it was."""

    requests: int = 0
    delays: list[float] = field(default_factory=list)  # minutes from publication to discovery
    alarms: int = 0
    alarm_days: set[date] = field(default_factory=set)


def rows(shared: Path) -> Iterator[Row]:
    """`shared` is the folder with corpus/, feeds/ and html/."""
    sources = load(shared)
    outcomes = [replay(source) for source in sources]
    yield from _delay_rows(sources, outcomes)
    yield from _silence_rows(sources, outcomes)


def _delay_rows(sources: Sequence[Source], outcomes: Sequence[Outcome]) -> Iterator[Row]:
    requests = sum(outcome.requests for outcome in outcomes)
    mine = [delay for outcome in outcomes for delay in outcome.delays]
    interval = YEAR * len(sources) / requests
    fixed = [delay for source in sources for delay in fixed_delays(source, interval)]
    each = [
        delay
        for source, outcome in zip(sources, outcomes, strict=True)
        for delay in fixed_delays(source, YEAR / outcome.requests)
    ]
    busy = [delay for outcome in outcomes if len(outcome.delays) >= BUSY_RELEASES for delay in outcome.delays]
    quiet = [
        outcome.requests / YEAR.days
        for source, outcome in zip(sources, outcomes, strict=True)
        if len(source.moments) <= QUIET_RELEASES
    ]
    yield Row(f"a year of {len(sources)} sources: releases, requests", f"{len(mine):,}, {requests:,}", "")
    yield Row("… publication to discovery, mean (p95)", _minutes(mine), f"better than {_minutes(fixed)}")
    yield Row(f"… every {interval / MINUTE:.0f} min, the same requests", _minutes(fixed), "")
    yield Row("… evenly within each source, the same requests for each", _minutes(each), "")
    yield Row(f"… busy sources (≥ {BUSY_RELEASES} releases), median", f"{median(busy):.0f} min", "minutes")
    yield Row(f"… quiet sources (≤ {QUIET_RELEASES} releases), requests a day", f"{fmean(quiet):.1f}", "a few")


def _silence_rows(sources: Sequence[Source], outcomes: Sequence[Outcome]) -> Iterator[Row]:
    thousands = len(sources) * YEAR.days / 1000
    alarms = sum(outcome.alarms for outcome in outcomes)
    days = sum(len(outcome.alarm_days) for outcome in outcomes)
    longest = max(len(outcome.alarm_days) for outcome in outcomes)
    waits = [(source, wait) for source in sources if (wait := days_to_alarm(source)) is not None]
    gaps = [wait * len(source.moments) / YEAR.days for source, wait in waits]
    yield Row("called silent by mistake, in 1,000 source-days", f"{alarms / thousands:.2f} times", "< 1")
    yield Row("… days so called in 1,000", f"{days / thousands:.1f} ({longest} of the {days} in one source)", "")
    yield Row(
        f"a source that stops is called silent ({len(waits)} of {len(sources)}), median (p95) after",
        f"{median(gaps):.0f} ({quantiles(gaps, n=20)[-1]:.0f}) of its mean gaps",
        "",
    )
    yield Row("… in days", f"{median(wait for _, wait in waits):.0f}", "")


def load(shared: Path) -> list[Source]:
    """The sources that have a year."""
    draw = random.Random(SEED)
    times = list(_times_of_day(shared))
    by_source: dict[str, list[datetime]] = defaultdict(list)
    for name, day in _dated(shared):
        moment = datetime.combine(day, draw.choice(times), UTC) + timedelta(seconds=draw.randrange(60))
        by_source[name].append(moment)
    sources = [source for moments in by_source.values() if (source := _middle_year(sorted(moments)))]
    return [source for source in sources if len(source.moments) >= LEAST_RELEASES]


def replay(source: Source) -> Outcome:
    """Visits a source for its year, from its first crawl on."""
    outcome = Outcome()
    rhythm, now, known = observed(Rhythm(), source.begin, source.before), source.begin, 0
    silent = False
    while (now := next_visit(rhythm, now, BASE)) < source.begin + YEAR:
        new = source.moments[known : bisect_right(source.moments, now)]
        known += len(new)
        outcome.requests += 1
        outcome.delays += [(now - moment) / MINUTE for moment in new]
        rhythm = observed(rhythm, now, new)
        was_silent, silent = silent, silent_since(rhythm, now) is not None
        outcome.alarms += silent and not was_silent
        if silent:
            outcome.alarm_days.add(now.date())
    return outcome


def fixed_delays(source: Source, interval: timedelta) -> list[float]:
    """Minutes from publication to discovery with visits every `interval`."""
    return [(interval - (moment - source.begin) % interval) / MINUTE for moment in source.moments]


def days_to_alarm(source: Source) -> float | None:
    """After how many days without anything new a source is called silent that stops at the end of its year."""
    rhythm = observed(Rhythm(), source.begin, source.before)
    now, known = source.begin, 0
    while silent_since(rhythm, now) is None or now < source.begin + YEAR:
        now += DAY / 4
        if now > source.begin + 3 * YEAR:
            return None
        new = source.moments[known : bisect_right(source.moments, now)]
        known += len(new)
        rhythm = observed(rhythm, now, new)
    return (now - source.moments[-1]) / DAY


def _middle_year(moments: Sequence[datetime]) -> Source | None:
    span = moments[-1] - moments[0]
    if span < YEAR:
        return None
    begin = datetime.combine(moments[0] + (span - YEAR) / 2, time.min, UTC)
    first, last = bisect_right(moments, begin), bisect_right(moments, begin + YEAR)
    return Source(begin, moments[max(0, first - LISTED) : first], moments[first:last])


def _dated(shared: Path) -> Iterator[tuple[str, date]]:
    """The source and the day of each release that has a whole date."""
    for path in sorted((shared / "corpus").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                release = json.loads(line)
                day = release.get("date") or ""
                if len(day) == len("2026-11-25"):
                    yield release.get("organisation") or f"wire {release.get('wire')}", date.fromisoformat(day)


def _times_of_day(shared: Path) -> Iterator[time]:
    """As the organisations wrote them; exactly midnight says that there is none."""
    for path in sorted((shared / "feeds").glob("*.xml")):
        for hour, minute, half in _FEED_TIME.findall(path.read_text("utf-8", "replace")):
            yield time(int(hour) % 12 + 12 * (half.lower() == "pm") if half else int(hour), int(minute))
    for path in sorted((shared / "html").rglob("*.gz")):
        match = _PAGE_TIME.search(gzip.decompress(path.read_bytes()))
        if match and match[0][-5:] != b"00:00":
            yield time(int(match[1]), int(match[2]))


def _minutes(delays: Iterable[float]) -> str:
    values = list(delays)
    return f"{fmean(values):.0f} ({quantiles(values, n=20)[-1]:.0f}) min"
