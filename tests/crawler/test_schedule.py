from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler import schedule

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("published", "wait"),
    [
        (NOW, HOUR),
        (NOW - 6 * HOUR, 3 * HOUR),
        (date(2026, 11, 14), timedelta(days=5, hours=6)),
        (date(2014, 1, 1), 90 * DAY),
        (datetime(2026, 11, 24, 8), 2 * HOUR),  # noqa: DTZ001  # a page without a time zone
        (date(2031, 1, 1), HOUR),  # a date in the future: taken as found now
        (None, HOUR),
    ],
)
def test_a_page_is_visited_the_more_rarely_the_older_it_is(published: date | None, wait: timedelta) -> None:
    assert schedule.next_page_visit(NOW, published, NOW) == NOW + wait


def test_a_page_without_a_date_ages_from_when_it_was_found() -> None:
    assert schedule.next_page_visit(NOW, None, NOW - 10 * DAY) == NOW + 5 * DAY


def test_failures_are_tried_again_ever_more_slowly_and_never_given_up() -> None:
    waits = [schedule.next_retry(NOW, failures, retries=4) - NOW for failures in range(1, 9)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 4, 16, 64)]
    assert waits[4:] == [timedelta(weeks=1)] * 4
    assert schedule.next_retry(NOW, 10_000, 20_000) == NOW + DAY


def test_a_server_is_not_asked_before_it_said() -> None:
    assert schedule.next_retry(NOW, 1, 4, timedelta(hours=3)) == NOW + timedelta(hours=3)
    assert schedule.next_retry(NOW, 1, 4, timedelta(days=300)) == NOW + DAY


def test_start_pages_never_wait_longer_than_a_day_or_their_interval() -> None:
    assert schedule.next_seed_retry(NOW, 1, 4, HOUR) == NOW + timedelta(minutes=1)
    assert schedule.next_seed_retry(NOW, 50, 4, HOUR) == NOW + DAY
    assert schedule.next_seed_retry(NOW, 50, 4, 3 * DAY) == NOW + 3 * DAY
    assert schedule.next_seed_retry(NOW, 1, 4, HOUR, timedelta(hours=2)) == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("crawl_delay", "status", "retry_after", "pause"),
    [
        (None, 200, None, 2),
        (10.0, 200, None, 10),
        (0.5, 200, None, 2),
        (None, 429, None, 60),
        (None, 503, timedelta(seconds=5), 5),
        (None, 503, timedelta(seconds=600), 600),
        (None, None, None, 2),
    ],
)
def test_a_host_is_left_alone_for_the_longest_that_anyone_asks(
    crawl_delay: float | None, status: int | None, retry_after: timedelta | None, pause: int
) -> None:
    delay = timedelta(seconds=2)
    assert schedule.host_pause(delay, crawl_delay, status, retry_after) == timedelta(seconds=pause)
