from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from crawler.progress import Speed, progress

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Clock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def words(*steps: tuple[float, int, int | None], at: float, unit: str = "pages") -> str:
    """What is said at a second, after these seconds, steps done and totals."""
    speed = Speed(unit)
    for second, done, total in steps:
        speed.reached(NOW + timedelta(seconds=second), done, total)
    return speed.words(NOW + timedelta(seconds=at))


def test_a_terminal_shows_a_bar_with_speed_and_time_left_and_the_newest_line() -> None:
    console, clock = Console(file=io.StringIO(), force_terminal=True, width=80, color_system=None), Clock()
    with progress("Crawling", clock, console, unit="pages") as tick:
        tick("30 fetched", 30, 1200)
        clock.move(10)
        tick("60 fetched", 60, 1200)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "60 fetched" in shown
    assert "━" in shown
    assert "60 of 1,200  3.0 pages/s, about 6 min left" in shown


def test_elsewhere_there_is_a_plain_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with progress("Crawling", clock, Console(file=io.StringIO()), unit="pages") as tick:
        for second in range(12):
            clock.move(1)
            tick(f"second {second + 1}", second + 1, 100)
    assert capsys.readouterr().err.splitlines() == [
        "second 5; 5 of 100; 1.0 pages/s, about 1 min 35 s left",
        "second 10; 10 of 100; 1.0 pages/s, about 1 min 30 s left",
    ]


def test_without_steps_the_line_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with progress("Importing", clock, Console(file=io.StringIO())) as tick:
        clock.move(6)
        tick("500 new")
    assert capsys.readouterr().err == "500 new\n"


def test_nothing_is_said_of_the_speed_too_early_or_without_work() -> None:
    assert words((0, 1, 9), (1, 5, 9), at=1) == ""
    assert words((0, 1, 9), at=10) == ""
    assert Speed("pages").words(NOW) == ""


def test_a_slow_speed_is_told_by_the_minute() -> None:
    assert words((0, 1, 9), (10, 2, 9), (20, 3, 9), at=20) == "6.0 pages/min, about 1 min left"


def test_only_the_last_minute_counts() -> None:
    # Ten a second at first, one a second since.
    steps = [(second, min(second, 100) * 10 + max(0, second - 100), 2000) for second in range(200)]
    assert words(*steps, at=199).startswith("1.0 pages/s, about 15 min")


def test_while_more_is_found_the_time_left_is_the_least() -> None:
    assert words((0, 0, 10), (10, 10, 110), at=10) == "1.0 pages/s, at least 1 min 40 s left"
    assert words((0, 0, None), (10, 10, None), at=10) == "1.0 pages/s"
    assert words((0, 0, 10), (10, 10, 10), at=10) == "1.0 pages/s"
    # A minute after the last find the total counts as known.
    found = [(float(second), second, 50 if second < 5 else 1000) for second in range(70)]
    assert "about" in words(*found, at=69)


def test_a_long_pause_slows_the_speed_down_and_never_hides_it() -> None:
    steps = [(0.0, 0, 10), (100.0, 1, 10)]
    assert words(*steps, at=100).startswith("0.6 pages/min")
    assert words(*steps, at=200).startswith("0.3 pages/min")
