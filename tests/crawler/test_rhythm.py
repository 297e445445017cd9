from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.rhythm import LATEST, SOONEST, Rhythm, next_visit, observed, patience, rate, silent_since

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def wait(rhythm: Rhythm, now: datetime = NOW, base: timedelta = HOUR) -> timedelta:
    return next_visit(rhythm, now, base) - now


def poisson(per_day: float, begin: datetime, end: datetime, seed: int = 4) -> Iterator[datetime]:
    """Moments at which releases come, at the same rate at all hours."""
    draw = random.Random(seed)
    at = begin
    while (at := at + DAY * draw.expovariate(per_day)) < end:
        yield at


def watch(moments: list[datetime], begin: datetime, end: datetime, every: timedelta = HOUR) -> Rhythm:
    """What is learnt of a source with these releases, when it is visited every so often."""
    rhythm, now = observed(Rhythm(), begin, []), begin
    while now < end:
        last, now = now, now + every
        rhythm = observed(rhythm, now, [moment for moment in moments if last < moment <= now])
    return rhythm


def steady(per_day: float, days: int) -> Rhythm:
    return watch(list(poisson(per_day, NOW - days * DAY, NOW)), NOW - days * DAY, NOW)


def test_a_source_that_was_never_seen_is_visited_at_the_base_interval() -> None:
    assert wait(Rhythm()) == HOUR
    assert wait(Rhythm(), base=20 * MINUTE) == 20 * MINUTE
    assert wait(observed(Rhythm(), NOW, [])) == HOUR


@pytest.mark.parametrize("per_day", [0.2, 1.0, 5.0, 40.0])
def test_the_rate_is_learnt(per_day: float) -> None:
    assert rate(steady(per_day, 120)) == pytest.approx(per_day, rel=0.4)


@pytest.mark.slow
def test_the_interval_goes_with_the_square_root_of_the_rate() -> None:
    """Averaged over a week, so that the hours of the week that were learnt cancel out."""
    for per_day in (0.2, 1.0, 5.0, 40.0):
        rhythm, now, visits = steady(per_day, 120), NOW, 0
        while now < NOW + 7 * DAY:
            now, visits = next_visit(rhythm, now, HOUR), visits + 1
        expected = 7 * 24 * math.sqrt(rate(rhythm))
        assert visits == pytest.approx(expected, rel=0.12)


def test_the_rate_follows_a_source_that_changes_its_ways() -> None:
    begin, turn = NOW - 240 * DAY, NOW - 90 * DAY
    moments = [*poisson(0.3, begin, turn), *poisson(6, turn, NOW)]
    assert rate(watch(moments, begin, turn)) == pytest.approx(0.3, rel=0.5)
    assert rate(watch(moments, begin, NOW)) == pytest.approx(6, rel=0.25)


def test_the_backlog_of_a_first_crawl_is_no_burst() -> None:
    backlog = [(NOW - number * 5 * DAY).date() for number in range(1, 60)]
    rhythm = observed(Rhythm(), NOW, backlog)
    assert rate(rhythm) == pytest.approx(1 / 5, rel=0.25)
    assert wait(rhythm) > 2 * HOUR


def test_a_busy_source_is_known_as_busy_from_its_first_listing() -> None:
    listed = [NOW - number * 20 * MINUTE for number in range(1, 30)]
    assert wait(observed(Rhythm(), NOW, listed)) < 15 * MINUTE


def test_undated_backlog_says_nothing_and_what_comes_later_counts() -> None:
    rhythm = observed(Rhythm(), NOW, [None] * 500)
    assert rhythm == observed(Rhythm(), NOW, [])
    assert rate(observed(rhythm, NOW + HOUR, [None])) > rate(observed(rhythm, NOW + HOUR, []))


def test_backlog_that_is_dated_only_after_the_first_visit_opens_the_history() -> None:
    weekly = [(NOW - number * 7 * DAY).date() for number in range(1, 60)]
    late = observed(observed(Rhythm(), NOW, [None] * 59), NOW + HOUR, weekly)
    assert rate(late) == pytest.approx(1 / 7, rel=0.25)


def test_old_releases_that_turn_up_later_are_backlog() -> None:
    rhythm = steady(1.0, 60)
    old = [(NOW - number * 10 * DAY).date() for number in range(2, 40)]
    assert observed(rhythm, NOW + HOUR, old) == observed(rhythm, NOW + HOUR, [])


def test_a_release_dated_some_days_ago_that_was_not_there_at_the_last_visit_came_since() -> None:
    rhythm = steady(1.0, 60)
    later = observed(rhythm, NOW + HOUR, [(NOW - 2 * DAY).date()])
    assert later.known == rhythm.known + 1
    assert later.newest == NOW + HOUR / 2


@pytest.mark.parametrize("stated", [None, date(2031, 1, 1), date.max, datetime.max.replace(tzinfo=UTC), NOW + 3 * DAY])
def test_a_release_without_a_date_or_with_one_to_come_came_since_the_last_visit(stated: date | None) -> None:
    rhythm = observed(Rhythm(), NOW, [])
    assert observed(rhythm, NOW + HOUR, [stated]).newest == NOW + HOUR / 2


@pytest.mark.parametrize("stated", [date(1, 1, 1), date(1970, 1, 1), datetime(1, 1, 1, 1, tzinfo=timezone(14 * HOUR))])
def test_wrong_dates_do_not_spoil_the_history(stated: date) -> None:
    daily = [(NOW - number * DAY).date() for number in range(1, 20)]
    assert observed(Rhythm(), NOW, [*daily, stated]) == observed(Rhythm(), NOW, daily)


def test_a_crawler_that_stood_still_counts_releases_when_they_were_published() -> None:
    rhythm = steady(1.0, 60)
    back = NOW + 40 * DAY
    caught_up = observed(rhythm, back, list(poisson(1.0, NOW, back, seed=5)))
    assert rate(caught_up) == pytest.approx(1.0, rel=0.3)
    assert caught_up.longest < 9 * DAY


@pytest.mark.parametrize("stated", ["moment", "day"])
def test_visits_are_dense_when_releases_come(stated: str) -> None:
    """A source that publishes on working days about ten o'clock."""
    days = [NOW.replace(hour=10, minute=7) - number * DAY for number in range(200, 0, -1)]
    rhythm = observed(Rhythm(), NOW - 201 * DAY, [])
    for moment in days:
        visit = moment + HOUR / 2
        came = [moment if stated == "moment" else moment.date()] if moment.weekday() < 5 else []
        rhythm = observed(observed(rhythm, visit - HOUR, []), visit, came)
    wednesday, sunday = datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 29, tzinfo=UTC)
    assert wait(rhythm, wednesday + 10 * HOUR) < 25 * MINUTE
    assert wait(rhythm, wednesday + 15 * HOUR) > 2 * HOUR
    assert wait(rhythm, sunday + 10 * HOUR) > 4 * wait(rhythm, wednesday + 10 * HOUR)
    assert next_visit(rhythm, wednesday + 7 * HOUR, HOUR) < wednesday + 10 * HOUR + 30 * MINUTE


def test_a_few_releases_make_no_strong_habit() -> None:
    rhythm = observed(Rhythm(), NOW, [NOW - 2 * HOUR, NOW - 26 * HOUR])
    at_all_hours = HOUR / math.sqrt(rate(rhythm))
    assert wait(rhythm, NOW + 4 * DAY) < 1.8 * at_all_hours


def test_midnight_is_a_date_and_not_an_hour() -> None:
    midnight = datetime(2026, 11, 23, tzinfo=timezone(5 * HOUR))
    assert observed(Rhythm(), NOW, [midnight]) == observed(Rhythm(), NOW, [midnight.date()])


@given(
    st.lists(
        st.one_of(st.none(), st.dates(), st.datetimes(), st.datetimes(timezones=st.timezones())),
        max_size=30,
    ),
    st.lists(st.one_of(st.none(), st.dates(), st.datetimes(NOW.replace(tzinfo=None) - 400 * DAY)), max_size=30),
    st.timedeltas(timedelta(0), 500 * DAY),
    st.timedeltas(timedelta(seconds=1), 3 * DAY),
)
def test_the_interval_keeps_its_bounds_whatever_sources_say(
    first: list[date | None], second: list[date | None], gap: timedelta, base: timedelta
) -> None:
    rhythm = observed(observed(Rhythm(), NOW - gap, first), NOW, second)
    assert min(SOONEST, base) <= wait(rhythm, NOW, base) <= max(LATEST, base)
    assert rhythm.since
    assert rhythm.newest is None or rhythm.newest <= NOW
    silent_since(rhythm, NOW)


def test_it_is_kept_as_a_small_json_object() -> None:
    rhythm = steady(3.0, 60)
    text = json.dumps(rhythm.to_json())
    assert len(text) < 500
    again = Rhythm.from_json(json.loads(text))
    assert wait(again) / wait(rhythm) == pytest.approx(1, rel=0.01)
    assert (again.since, again.seen, again.newest, again.known, again.longest) == (
        rhythm.since,
        rhythm.seen,
        rhythm.newest,
        rhythm.known,
        rhythm.longest,
    )
    assert Rhythm.from_json(again.to_json()) == again
    assert Rhythm.from_json(None) == Rhythm.from_json({}) == Rhythm()
    assert Rhythm.from_json(Rhythm().to_json()) == Rhythm()


def test_what_is_kept_between_visits_loses_nothing_to_rounding() -> None:
    """Two minutes' decay is less than what the JSON object's digits show: it must not get lost, visit after visit."""
    moments = list(poisson(2.0, NOW - 60 * DAY, NOW - 30 * DAY))
    rhythm, now = observed(Rhythm(), NOW - 30 * DAY, moments), NOW - 30 * DAY
    while now < NOW:
        now += 10 * MINUTE
        rhythm = Rhythm.from_json(json.loads(json.dumps(observed(rhythm, now, []).to_json())))
    assert rate(rhythm) == pytest.approx(rate(observed(observed(Rhythm(), NOW - 30 * DAY, moments), NOW, [])), rel=1e-6)


def test_nothing_new_for_longer_than_the_rhythm_explains() -> None:
    rhythm = steady(2.0, 90)
    assert rhythm.newest
    limit = patience(rhythm)
    assert limit
    assert 3 * DAY <= limit < 10 * DAY
    assert silent_since(observed(rhythm, rhythm.newest + limit, []), NOW + 99 * DAY) is None
    after = rhythm.newest + limit + MINUTE
    assert silent_since(observed(rhythm, after, []), after) == rhythm.newest


def test_a_silent_source_that_speaks_again_is_no_longer_silent_and_and_the_next_alarm_comes_in_time() -> None:
    rhythm = steady(2.0, 90)
    before = patience(rhythm)
    later = observed(observed(rhythm, NOW + 99 * DAY, []), NOW + 100 * DAY, [None])
    assert silent_since(later, NOW + 100 * DAY) is None
    assert before
    assert later.longest == before  # and not the hundred days, after which the next alarm would come too late


def test_time_that_nobody_watched_is_not_silence() -> None:
    rhythm = steady(2.0, 90)
    assert silent_since(rhythm, NOW + 99 * DAY) is None


def test_sources_of_which_little_is_known_are_not_called_silent() -> None:
    rhythm = observed(Rhythm(), NOW, [(NOW - number * DAY).date() for number in range(1, 10)])
    assert patience(rhythm) is None
    assert silent_since(observed(rhythm, NOW + 300 * DAY, []), NOW + 300 * DAY) is None


def test_holidays_are_part_of_a_rhythm() -> None:
    begin = NOW - 300 * DAY
    moments = list(poisson(1.0, begin, NOW))
    restless = watch(moments, begin, NOW)
    rested = watch([moment for moment in moments if not 200 * DAY < moment - begin < 212 * DAY], begin, NOW)
    short, long = patience(restless), patience(rested)
    assert restless.newest
    assert short
    assert long
    assert short < 15 * DAY < 18 * DAY <= long
    between = restless.newest + (short + long) / 2
    assert silent_since(observed(restless, between, []), between) == restless.newest
    assert silent_since(observed(rested, between, []), between) is None
