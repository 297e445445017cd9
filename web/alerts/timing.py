"""When what there is to tell is put together, and when an attempt that failed is made again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.store.saved import Schedule

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)


def following(schedule: Schedule, now: datetime, hour: int, timezone: str) -> datetime | None:
    """The next time after now: the full hour, the given hour of a day, or that of a Monday; None is at once."""
    if schedule is Schedule.IMMEDIATELY:
        return None
    if schedule is Schedule.HOURLY:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    local = now.astimezone(ZoneInfo(timezone))
    day = local.date()
    while True:
        # A wall clock's hour, whatever its zone does to its clocks on that day.
        at = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
        if at > now and (schedule is Schedule.DAILY or day.weekday() == 0):
            return at
        day += timedelta(days=1)


def retry_at(attempts: int, now: datetime, chance: Callable[[], float]) -> datetime:
    """When to try again after so many attempts: twice as long each time, less a part by chance, up to a half, so that
    not all come back at once. `chance` gives a number from 0 to 1."""
    pause: timedelta = min(FIRST_RETRY * 2 ** min(max(attempts - 1, 0), 20), LONGEST_RETRY)
    return now + (1 - chance() / 2) * pause
