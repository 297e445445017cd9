from __future__ import annotations

import os
import signal
import threading

import pytest
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from web.counts import ROWS, WAYS, SharedCounts


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_count_ends_with_its_window() -> None:
    clock = Clock()
    counts = SharedCounts(clock)
    assert [counts.incr("a", 60), counts.incr("a", 60, 3), counts.incr("b", 60)] == [1, 4, 1]
    clock.now += 59
    assert (counts.get("a"), counts.get_expiry("a")) == (4, 1060.0)
    clock.now += 1
    assert (counts.get("a"), counts.get_expiry("a")) == (0, clock.now)
    assert counts.incr("a", 60) == 1


def test_counts_can_be_forgotten() -> None:
    counts = SharedCounts()
    for key in "ab":
        counts.incr(key, 60)
    counts.clear("a")
    assert (counts.get("a"), counts.get("b"), counts.check()) == (0, 1, True)
    counts.reset()
    assert counts.get("b") == 0


def test_more_keys_than_there_is_room_for_push_out_those_that_asked_least() -> None:
    counts = SharedCounts()
    counts.incr("busy", 60, 1000)
    for number in range(ROWS * WAYS // 4):
        counts.incr(f"other {number}", 60)
    assert counts.get("busy") == 1000


def test_threads_lose_no_count() -> None:
    counts = SharedCounts()
    threads = [threading.Thread(target=lambda: [counts.incr("a", 60) for _ in range(300)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.get("a") == 1200


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_processes_count_together_and_a_killed_one_locks_nobody_out() -> None:
    counts = SharedCounts()
    limiter, limit = FixedWindowRateLimiter(counts), RateLimitItemPerMinute(700)
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            for _ in range(200):
                limiter.hit(limit, "one")
            while True:
                counts.incr("other", 60)
        children.append(child)
    while counts.get(limit.key_for("one")) < 600:
        pass
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert sum(limiter.hit(limit, "one") for _ in range(200)) == 100
    assert limiter.get_window_stats(limit, "one").remaining == 0
