from __future__ import annotations

from datetime import timedelta

import pytest

from crawler.amounts import duration, size


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (0.4, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (190, "3 min"),
        (4800, "1 h 20 min"),
        (7200, "2 h"),
        (36_000, "10 h"),
        (100_000, "1 d 3 h"),
        (86400 * 90, "90 d"),
    ],
)
def test_a_length_of_time(seconds: float, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (99_949, "99.9 kB"),
        (99_950, "100 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (14_000_000, "14.0 MB"),
        (2_345_000_000, "2.3 GB"),
        (5 * 10**15, "5,000 TB"),
    ],
)
def test_a_size(count: int, words: str) -> None:
    assert size(count) == words
