from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import schedule
from crawler.schedule import QuietHours

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MINUTE = timedelta(minutes=1)


def follow(published: date | None, until: timedelta) -> list[timedelta]:
    """The moments after it was found at which a page that never changes is visited, when each visit is in time."""
    now, visits = NOW, [timedelta(0)]
    while now < NOW + until:
        now = schedule.next_page_visit(now, NOW, published, len(visits), 0, None)
        visits.append(now - NOW)
    return visits[1:]


@pytest.mark.parametrize("published", [NOW, None, date(2026, 11, 1), date(2031, 1, 1)])
def test_a_fresh_release_is_looked_at_after_an_hour_a_day_a_week_and_a_month_then_rarely(
    published: date | None,
) -> None:
    visits = follow(published, 365 * DAY)
    assert visits[:4] == [HOUR, DAY, 7 * DAY, 30 * DAY]
    assert visits[4:] == [210 * DAY, 390 * DAY]


@pytest.mark.parametrize("published", [date(2014, 1, 1), datetime(2026, 10, 20, 8)])  # noqa: DTZ001  # a page without a time zone
def test_old_backlog_is_looked_at_after_three_months(published: date) -> None:
    assert follow(published, 365 * DAY) == [90 * DAY, 270 * DAY, 450 * DAY]


def test_a_look_that_comes_late_leaves_out_what_it_missed() -> None:
    assert schedule.next_page_visit(NOW + 3 * DAY, NOW, NOW, 1, 0, None) == NOW + 7 * DAY


def test_a_page_that_changed_is_looked_at_more_often() -> None:
    now = NOW + 300 * DAY
    never = schedule.next_page_visit(now, NOW, NOW, 9, 0, None)
    once = schedule.next_page_visit(now, NOW, NOW, 9, 2, NOW + 10 * DAY)
    lately = schedule.next_page_visit(now, NOW, NOW, 9, 2, now - 30 * DAY)
    just_now = schedule.next_page_visit(now, NOW, NOW, 9, 8, now)
    assert [wait - now for wait in (never, lately, just_now)] == [180 * DAY, 30 * DAY, 14 * DAY]
    assert now + 100 * DAY < once < now + 180 * DAY


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000), st.booleans())
def test_the_next_visit_is_never_at_once_and_never_given_up(
    days: int, visits: int, changes: int, changed: bool
) -> None:
    now = NOW + days * DAY
    again = schedule.next_page_visit(now, NOW, NOW, visits, changes, now if changed else None)
    assert now < again <= now + 180 * DAY


def test_the_estimator_finds_the_rate_behind_what_the_visits_saw() -> None:
    """A page that changes every 20 days on average, visited every 30 days: naive counting would say 38 days."""
    draw = random.Random(4)
    estimates = []
    for _ in range(400):
        changed = sum(draw.random() < 1 - math.exp(-30 / 20) for _ in range(50))
        estimates.append(DAY / schedule.change_interval(50, changed, 50 * 30 * DAY))
    assert sum(estimates) / len(estimates) == pytest.approx(1 / 20, rel=0.05)


def test_the_estimator_has_an_answer_at_its_borders() -> None:
    assert schedule.change_interval(0, 0, timedelta(0)) == timedelta.max
    assert schedule.change_interval(5, 0, 100 * DAY) == timedelta.max
    assert 0 * DAY < schedule.change_interval(5, 5, 100 * DAY) < 20 * DAY
    assert schedule.change_interval(5, 9, 100 * DAY) == schedule.change_interval(5, 5, 100 * DAY)


def test_pages_that_gave_no_release_are_visited_rarely() -> None:
    waits = [(schedule.next_dropped_visit(NOW, visits) - NOW) / DAY for visits in (0, 1, 2, 3, 4, 1000)]
    assert waits == [30, 30, 60, 120, 180, 180]


def test_failures_are_tried_again_ever_more_slowly_and_never_given_up() -> None:
    waits = [schedule.next_retry(NOW, failures, retries=4) - NOW for failures in range(1, 9)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 4, 16, 64)]
    assert waits[4:] == [timedelta(weeks=1)] * 4
    assert schedule.next_retry(NOW, 10_000, 20_000) == NOW + DAY


def test_a_server_is_not_asked_before_it_said() -> None:
    assert schedule.next_retry(NOW, 1, 4, timedelta(hours=3)) == NOW + timedelta(hours=3)
    assert schedule.next_retry(NOW, 1, 4, timedelta(days=300)) == NOW + DAY


def test_start_pages_never_wait_longer_than_a_day_or_their_interval() -> None:
    assert schedule.next_seed_retry(NOW, 1, 4, HOUR) == NOW + MINUTE
    assert schedule.next_seed_retry(NOW, 50, 4, HOUR) == NOW + DAY
    assert schedule.next_seed_retry(NOW, 50, 4, 3 * DAY) == NOW + 3 * DAY
    assert schedule.next_seed_retry(NOW, 1, 4, HOUR, timedelta(hours=2)) == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("ttl", "max_age", "wait"),
    [
        (None, None, timedelta(0)),
        (15 * MINUTE, None, 15 * MINUTE),
        (None, 5 * MINUTE, 5 * MINUTE),
        (15 * MINUTE, 20 * MINUTE, 20 * MINUTE),
        (365 * DAY, None, HOUR),
        (-HOUR, None, timedelta(0)),
    ],
)
def test_what_a_source_says_of_itself_is_kept_up_to_an_hour(
    ttl: timedelta | None, max_age: timedelta | None, wait: timedelta
) -> None:
    assert schedule.not_before(NOW, ttl, max_age) == NOW + wait


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        ("max-age=600", 600),
        ("public, MAX-AGE=60, must-revalidate", 60),
        ('max-age="60"', 60),
        ("max-age=60, max-age=90", 60),
        ('private="max-age=5, x", max-age=60', 60),
        ("s-maxage=10, max-age=60", 60),
        ("max-age=0", 0),
        ("max-age=99999999999999999999", 2**31),
        ("max-age=60, no-cache", None),
        ("no-store, max-age=60", None),
        ('no-cache="set-cookie", max-age=60', None),
        ("s-maxage=10", None),
        ("max-age", None),
        ("max-age=", None),
        ("max-age=-1", None),
        ("max-age=1.5", None),
        ("max-age=٣", None),
        ("max-age = 60", None),
        ("", None),
        (None, None),
        (',,"', None),
    ],
)
def test_max_age(field: str | None, seconds: int | None) -> None:
    assert schedule.max_age(field) == (None if seconds is None else timedelta(seconds=seconds))


@given(st.text())
def test_max_age_takes_whatever_a_server_sends(field: str) -> None:
    schedule.max_age(field)
    schedule.max_age(f'max-age="{field}')


VIENNA = ZoneInfo("Europe/Vienna")


@pytest.mark.parametrize(
    ("hours", "clock", "ends"),
    [
        ("22:00-06:00", (23, 30), (25, 6, 0)),
        ("22:00-06:00", (22, 0), (25, 6, 0)),
        ("22:00-06:00", (0, 0), (24, 6, 0)),
        ("22:00-06:00", (5, 59), (24, 6, 0)),
        ("22:00-06:00", (6, 0), None),
        ("22:00-06:00", (21, 59), None),
        ("9:00-17:30", (17, 29), (24, 17, 30)),
        ("9:00-17:30", (17, 30), None),
        ("18:00-00:00", (23, 59), (25, 0, 0)),
        ("18:00-00:00", (0, 0), None),
        ("00:00-23:59", (0, 0), (24, 23, 59)),
    ],
)
def test_quiet_hours(hours: str, clock: tuple[int, int], ends: tuple[int, int, int] | None) -> None:
    quiet = QuietHours.parse(hours, "Europe/Vienna")
    moment = datetime(2026, 11, 24, *clock, tzinfo=VIENNA)
    assert quiet.covers(moment) is (ends is not None)
    assert quiet.covers(moment.astimezone(UTC)) is (ends is not None)
    assert quiet.ends(moment) == (datetime(2026, 11, *ends, tzinfo=VIENNA) if ends else moment)


CLOCKS = st.times().map(lambda clock: f"{clock:%H:%M}")


@given(CLOCKS, CLOCKS, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001  # given a zone below
def test_quiet_hours_end_within_a_day_when_the_clock_is_changed_too(begin: str, end: str, moment: datetime) -> None:
    if begin == end:
        return
    quiet, moment = QuietHours.parse(f"{begin}-{end}", "Europe/Vienna"), moment.replace(tzinfo=UTC)
    ends = quiet.ends(moment)
    assert ends.tzinfo is UTC
    if quiet.covers(moment):
        assert moment < ends <= moment + 26 * HOUR
    else:
        assert ends == moment


def test_quiet_hours_end_when_the_clock_shows_their_end_for_the_second_time() -> None:
    quiet = QuietHours.parse("22:00-02:30", "Europe/Vienna")
    again_two = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 for the second time
    assert quiet.covers(again_two)
    assert quiet.ends(again_two) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("hours", ["", "22:00", "22-06", "22:00-24:00", "22:60-06:00", "22:00-22:00", "22:00–06:00"])
def test_quiet_hours_that_cannot_be_read_are_refused(hours: str) -> None:
    with pytest.raises(ValueError, match="write them as 22:00-06:00"):
        QuietHours.parse(hours)


@pytest.mark.parametrize("zone", ["", "Nowhere", "Europe", "../../etc/passwd", "\0"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="take an IANA name"):
        QuietHours.parse("22:00-06:00", zone)
