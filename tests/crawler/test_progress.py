from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from crawler.progress import progress


def test_a_terminal_shows_a_bar_and_the_newest_line() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100, color_system=None)
    with progress("Crawling", lambda: datetime(2026, 11, 24, tzinfo=UTC), console) as tick:
        tick("30 fetched", 30, 120)
        tick("60 fetched", 60, 120)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "60 fetched" in shown
    assert "━" in shown


def test_elsewhere_there_is_a_plain_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    with progress("Crawling", lambda: now, Console(file=io.StringIO())) as tick:
        for second in range(12):
            now += timedelta(seconds=1)
            tick(f"second {second + 1}")
    assert capsys.readouterr().err.splitlines() == ["second 5", "second 10"]
