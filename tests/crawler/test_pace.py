from __future__ import annotations

from datetime import timedelta

import pytest

from crawler import pace
from crawler.pace import Pace

SECOND = timedelta(seconds=1)
DELAY = 2 * SECOND


def good(known: Pace, seconds: float = 0.1) -> Pace:
    return pace.after(known, seconds=seconds, status=200, failed=False)


def busy(known: Pace, status: int = 429) -> Pace:
    return pace.after(known, seconds=0.01, status=status, failed=False)


def failed(known: Pace) -> Pace:
    return pace.after(known, seconds=None, status=None, failed=True)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_slowed_down_at_once_and_twice_as_much_each_time(status: int) -> None:
    known, pauses = Pace(), []
    for _ in range(9):
        known = busy(known, status)
        pauses.append(pace.pause(known, DELAY) / SECOND)
    assert pauses == [2 + strain for strain in (30, 60, 120, 240, 480, 960, 1920, 3600, 3600)]


def test_speed_comes_back_slowly() -> None:
    known, pauses = busy(busy(Pace())), []
    while known.strain:
        known = good(known)
        pauses.append(pace.pause(known, DELAY) / SECOND)
    assert pauses == sorted(pauses, reverse=True)
    assert pauses[0] == 2 + 54
    assert pauses[-2] > 3 > pauses[-1] == 2
    assert len(pauses) == 39


def test_a_busy_host_that_recovers_only_half_is_not_given_full_speed_again() -> None:
    known = Pace()
    for _ in range(20):
        known = good(good(busy(known)))
    assert known.strain > 2000


def test_failures_slow_a_host_down_mildly() -> None:
    known = Pace()
    strains = [(known := failed(known)).strain for _ in range(12)]
    assert strains[:3] == [2, 3, 4.5]
    assert strains[-1] == 60
    assert failed(Pace(strain=400)).strain == 400


@pytest.mark.parametrize("status", [500, 502, 504])
def test_server_errors_are_failures(status: int) -> None:
    assert pace.after(Pace(), seconds=0.1, status=status, failed=False).strain == 2


@pytest.mark.parametrize("status", [200, 304, 404, 410])
def test_missing_and_unchanged_pages_are_good_answers(status: int) -> None:
    assert pace.after(Pace(strain=10), seconds=0.1, status=status, failed=False).strain == 9


def test_the_pause_follows_the_response_time() -> None:
    known = good(Pace(), 2.0)
    assert pace.pause(known, DELAY) == 10 * SECOND
    for _ in range(30):
        known = good(known, 0.1)
    assert pace.pause(known, DELAY) == DELAY
    for _ in range(30):
        known = good(known, 55)
    assert pace.pause(known, DELAY) == 30 * SECOND


def test_one_slow_answer_counts_only_in_part() -> None:
    known = good(good(Pace(), 0.4), 8.4)
    assert known.response_seconds == pytest.approx(2.4)


def test_neither_refusals_nor_failures_tell_how_fast_a_host_is() -> None:
    known = good(Pace(), 4.0)
    assert busy(known).response_seconds == 4.0
    assert failed(known).response_seconds == 4.0


def test_a_source_without_delay_is_slowed_down_only_by_strain_and_by_what_it_asks() -> None:
    known = good(Pace(), 4.0)
    assert pace.pause(known, timedelta(0)) == timedelta(0)
    assert pace.pause(known, timedelta(0), crawl_delay=5.0) == 5 * SECOND
    assert pace.pause(busy(known), timedelta(0)) == 30 * SECOND


@pytest.mark.parametrize(
    ("crawl_delay", "seconds"),
    [(None, 2), (0.5, 2), (10.0, 10), (1e12, 86400), (float("inf"), 86400), (float("nan"), 2), (-4.0, 2)],
)
def test_crawl_delay_is_kept_up_to_a_day(crawl_delay: float | None, seconds: int) -> None:
    assert pace.pause(Pace(), DELAY, crawl_delay) == seconds * SECOND


@pytest.mark.parametrize(("asked", "seconds"), [(1, 32), (600, 600), (86400 * 30, 86400)])
def test_retry_after_is_kept_up_to_a_day(asked: int, seconds: int) -> None:
    assert pace.pause(busy(Pace()), DELAY, retry_after=timedelta(seconds=asked)) == seconds * SECOND


@pytest.mark.parametrize(
    ("known", "crawl_delay", "sentence"),
    [
        (Pace(), None, ""),
        (Pace(response_seconds=0.2), 1.0, ""),
        (Pace(38.0), None, "Slowed down to one request every 40 s: it said that it is busy, or failed to answer."),
        (Pace(3598.0), None, "Slowed down to one request every 60 min: it said that it is busy, or failed to answer."),
        (Pace(response_seconds=1.5), 2.5, "Slowed down to one request every 7.5 s: it takes 1.5 s to answer."),
        (Pace(response_seconds=1.5), 10.0, "One request every 10 s, as its robots.txt asks."),
    ],
)
def test_why_a_host_is_slow_is_said_in_one_sentence(known: Pace, crawl_delay: float | None, sentence: str) -> None:
    assert pace.describe(known, DELAY, crawl_delay) == sentence
