"""How fast a host is asked: pure decisions from values, kept per host.

The pause between two requests is the longest of the source's own delay, the host's Crawl-delay, and a multiple of its
response time (who answers slowly is asked less, as Heritrix does by its delay factor, which is 5 too), and on top of
it the host's *strain*. A host that says it is busy (429, RFC 6585; 503, RFC 9110) is asked at half the speed at once,
and each good answer takes off only a tenth. As answers come once a pause, that takes a tenth of a second off in each
second: five minutes from 30 s, ten hours from an hour. Down by a factor, up by small steps, is what makes parties
that share something without knowing of each other settle at a fair share of it (Chiu and Jain, "Analysis of the
increase and decrease algorithms for congestion avoidance in computer networks", Computer Networks and ISDN Systems
17(1), 1989), and a crawler shares the host with its readers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

BUSY = (429, 503)
BUSY_SECONDS, BUSY_LONGEST_SECONDS = 30.0, 3600.0  # strain of a host that said so once; of one that keeps saying so
FAILED_SECONDS, FAILED_LONGEST_SECONDS = 2.0, 60.0  # strain of a host that didn't answer; failures alone add no more
FAILED_FACTOR = 1.5
RECOVERY = 0.9  # what a good answer leaves of the strain
EASE_SECONDS = 1.0  # less strain than this is none
RESPONSE_FACTOR, RESPONSE_LONGEST_SECONDS = 5.0, 30.0  # pause after a response time; at most
SMOOTHING = 0.25  # weight of the latest response time
LONGEST_ASKED = timedelta(days=1)  # by Crawl-delay or Retry-After


@dataclass(frozen=True, slots=True)
class Pace:
    """`strain`: seconds added to each pause. `response_seconds`: the smoothed time to an answer, None before one."""

    strain: float = 0.0
    response_seconds: float | None = None


def after(pace: Pace, *, seconds: float | None, status: int | None, failed: bool) -> Pace:
    """The pace after a request: `seconds` it took, None when there was no answer; `failed`: a time-out, or the
    connection broke. Other server errors (5xx) strain a host as a failure does."""
    if status in BUSY:
        return Pace(min(max(2 * pace.strain, BUSY_SECONDS), BUSY_LONGEST_SECONDS), pace.response_seconds)
    response = _smoothed(pace.response_seconds, seconds)
    if failed or (status is not None and status >= 500):
        raised = min(max(FAILED_FACTOR * pace.strain, FAILED_SECONDS), FAILED_LONGEST_SECONDS)
        return Pace(max(pace.strain, raised), response)
    strain = pace.strain * RECOVERY
    return Pace(strain if strain >= EASE_SECONDS else 0.0, response)


def pause(
    pace: Pace, delay: timedelta, crawl_delay: float | None = None, retry_after: timedelta | None = None
) -> timedelta:
    """How long a host is left alone after a request. `delay` is the source's own; `crawl_delay` (seconds) is from the
    host's robots.txt, `retry_after` what the last answer asked for (RFC 9110, section 10.2.3): both up to a day."""
    wanted = max(delay, _by_robots(crawl_delay), _for_slowness(pace, delay)) + timedelta(seconds=pace.strain)
    return max(wanted, min(retry_after or timedelta(0), LONGEST_ASKED))


def describe(pace: Pace, delay: timedelta, crawl_delay: float | None = None) -> str:
    """Why a host is asked more slowly than the source's delay says, as a sentence for people; "" when it isn't."""
    every = pause(pace, delay, crawl_delay)
    if every <= delay:
        return ""
    if pace.strain:
        why = "it said that it is busy, or failed to answer"
    elif every == _by_robots(crawl_delay):
        return f"One request every {_duration(every)}, as its robots.txt asks."
    else:
        why = f"it takes {pace.response_seconds:.1f} s to answer"
    return f"Slowed down to one request every {_duration(every)}: {why}."


def _smoothed(known: float | None, seconds: float | None) -> float | None:
    if seconds is None or known is None:
        return known if seconds is None else seconds
    return known + SMOOTHING * (seconds - known)


def _by_robots(crawl_delay: float | None) -> timedelta:
    """A Crawl-delay as a file may name it: negative, infinite or not a number as well."""
    wanted = max(0.0, crawl_delay or 0.0)  # in this order, not a number is none
    return timedelta(seconds=min(wanted, LONGEST_ASKED.total_seconds()))


def _for_slowness(pace: Pace, delay: timedelta) -> timedelta:
    """The pause that the response time asks for; none for a source that is to be asked without a delay."""
    if not delay or pace.response_seconds is None:
        return timedelta(0)
    return timedelta(seconds=min(RESPONSE_FACTOR * pace.response_seconds, RESPONSE_LONGEST_SECONDS))


def _duration(length: timedelta) -> str:
    """A length of time as people say it: "2.5 s", "40 s", "12 min"."""
    seconds = length.total_seconds()
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
