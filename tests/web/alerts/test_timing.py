"""When digests are put together, and when attempts are made again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.store.saved import Schedule
from web.alerts.timing import LONGEST_RETRY, following, retry_at

WEDNESDAY = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "timezone", "expected"),
    [
        (Schedule.IMMEDIATELY, "UTC", None),
        (Schedule.HOURLY, "UTC", "2026-11-25T10:00:00+00:00"),
        (Schedule.DAILY, "UTC", "2026-11-26T07:00:00+00:00"),
        (Schedule.DAILY, "America/Los_Angeles", "2026-11-25T15:00:00+00:00"),
        (Schedule.WEEKLY, "UTC", "2026-11-30T07:00:00+00:00"),
        (Schedule.WEEKLY, "Europe/Vienna", "2026-11-30T06:00:00+00:00"),
    ],
)
def test_the_next_time(schedule: Schedule, timezone: str, expected: str | None) -> None:
    found = following(schedule, WEDNESDAY, 7, timezone)
    assert (found and found.isoformat()) == expected


@given(
    st.sampled_from([Schedule.HOURLY, Schedule.DAILY, Schedule.WEEKLY]),
    st.timedeltas(timedelta(0), timedelta(days=3650)).map(lambda span: WEDNESDAY - span),
    st.integers(0, 23),
    st.sampled_from(["UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_the_next_time_is_soon_and_later_than_now(schedule: Schedule, now: datetime, hour: int, timezone: str) -> None:
    found = following(schedule, now, hour, timezone)
    spans = {Schedule.HOURLY: timedelta(hours=1), Schedule.DAILY: timedelta(hours=26)}
    assert found is not None
    assert now < found <= now + spans.get(schedule, timedelta(days=7, hours=2))


@given(st.integers(1, 60), st.floats(0, 1))
def test_pauses_grow_up_to_a_bound(attempts: int, chance: float) -> None:
    pause = retry_at(attempts, WEDNESDAY, lambda: chance) - WEDNESDAY
    whole = min(timedelta(minutes=1) * 2 ** min(attempts - 1, 20), LONGEST_RETRY)
    assert whole / 2 <= pause <= whole
