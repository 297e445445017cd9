"""Reading in other processes: what it gives, and what happens when one dies or hangs."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from crawler import cleaners
from crawler.cleaners import CleanerError, Cleaners
from crawler.reading import Body, Found, Reading, Scope
from tests.service import wait_for

pytestmark = pytest.mark.slow

SCOPE = Scope(frozenset({"www.example.org"}))
FEED = (
    b'<rss version="2.0"><channel><title>News</title><item><title>A bridge opens</title>'
    b"<link>https://www.example.org/1</link></item></channel></rss>"
)


def read(pool: Cleaners) -> Reading:
    return pool.read(Body(FEED, "https://www.example.org/feed"), SCOPE, listing=True)


def only_process(pool: Cleaners) -> int:
    (pid,) = pool._pool._processes
    return pid


def test_a_body_is_read_elsewhere() -> None:
    with Cleaners(1, encoder=False) as pool:
        reading = read(pool)
        assert only_process(pool) != os.getpid()
    assert reading.found is Found.FEED
    assert [page.url for page in reading.pages] == ["https://www.example.org/1"]


def test_a_cleaner_that_dies_is_replaced() -> None:
    with Cleaners(1, encoder=False) as pool:
        read(pool)
        os.kill(only_process(pool), signal.SIGKILL)
        with pytest.raises(CleanerError, match="stopped its cleaner"):
            for _ in range(2):  # the first may come before the pool has noticed
                read(pool)
                time.sleep(0.5)
        assert read(pool).found is Found.FEED


def test_a_cleaner_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    with Cleaners(1, encoder=False) as pool:
        read(pool)
        hanging = only_process(pool)
        os.kill(hanging, signal.SIGSTOP)
        monkeypatch.setattr(cleaners, "LONGEST_SECONDS", 0.5)
        with pytest.raises(CleanerError, match="took longer"):
            read(pool)
        monkeypatch.setattr(cleaners, "LONGEST_SECONDS", 30.0)
        assert read(pool).found is Found.FEED
        assert only_process(pool) != hanging


def test_pages_that_wait_for_a_hanging_cleaner_are_failures_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with Cleaners(1, encoder=False) as pool:
        read(pool)
        os.kill(only_process(pool), signal.SIGSTOP)
        monkeypatch.setattr(cleaners, "LONGEST_SECONDS", 0.5)
        outcomes: list[str] = []

        def try_to_read() -> None:
            try:
                read(pool)
            except CleanerError as error:
                outcomes.append(str(error))

        threads = [threading.Thread(target=try_to_read) for _ in range(6)]
        for thread in threads:
            thread.start()
            time.sleep(0.05)
        for thread in threads:
            thread.join()
        assert len(outcomes) == 6
        monkeypatch.setattr(cleaners, "LONGEST_SECONDS", 30.0)
        assert read(pool).found is Found.FEED


def test_an_interrupt_is_left_to_the_parent() -> None:
    with Cleaners(1, encoder=False) as pool:
        read(pool)
        os.kill(only_process(pool), signal.SIGINT)
        time.sleep(0.2)
        assert read(pool).found is Found.FEED


def test_threads_share_it() -> None:
    with Cleaners(2, encoder=False) as pool:
        found: list[Found] = []
        threads = [threading.Thread(target=lambda: found.append(read(pool).found)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [Found.FEED] * 8


def _crawl_until_killed(pids: Connection[int, int]) -> None:
    with Cleaners(1, encoder=False) as pool:
        read(pool)
        pids.send(only_process(pool))
        time.sleep(60)


def test_cleaners_of_a_killed_process_end_by_themselves() -> None:
    ours, theirs = multiprocessing.Pipe()
    crawler = multiprocessing.get_context("spawn").Process(target=_crawl_until_killed, args=(theirs,))
    crawler.start()
    cleaner = int(ours.recv())
    crawler.kill()
    crawler.join()
    wait_for(lambda: not Path(f"/proc/{cleaner}").exists(), seconds=10)
    for end in (ours, theirs):
        end.close()
