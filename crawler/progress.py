"""How a long command shows that it gets on: a bar on a terminal, plain lines now and then elsewhere.

Both say how fast it goes, measured over the last minute, and how long the rest takes at that speed. Pauses are part of
the speed: a crawl that mostly waits for its hosts' delays says so. While more work is still being found, what is left
is the least that it can be, and is called so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import click
from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TimeElapsedColumn
from rich.text import Text

from crawler.amounts import duration

PLAIN_EVERY = timedelta(seconds=5)
WINDOW = timedelta(minutes=1)  # over which the speed is measured
LEAST = timedelta(seconds=2)  # less tells nothing of a speed
STEP = timedelta(seconds=1)  # between two moments that are remembered


class Tick(Protocol):
    """Shows how far the work has come: `done` of `total` steps; `total` None while nobody knows."""

    def __call__(self, line: str, done: int = 0, total: int | None = None) -> None: ...


class Speed:
    """How fast work gets on, from how far it had come at the moments of the last minute."""

    def __init__(self, unit: str) -> None:
        """`unit` is what is counted, in the plural."""
        self._unit = unit
        self._moments: deque[_Moment] = deque()
        self._latest: _Moment | None = None

    def reached(self, now: datetime, done: int, total: int | None) -> None:
        """Takes in how far the work has come."""
        self._latest = _Moment(now, done, total)
        if not self._moments or now - self._moments[-1].at >= STEP:
            self._moments.append(self._latest)

    def words(self, now: datetime) -> str:
        """Speed and time left: "2.4 pages/s, about 3 min left"; "" while nothing can be said."""
        while len(self._moments) > 2 and self._moments[1].at <= now - WINDOW:
            self._moments.popleft()
        latest = self._latest
        if latest is None or now - self._moments[0].at < LEAST or latest.done == self._moments[0].done:
            return ""
        before = self._moments[0]
        speed = (latest.done - before.done) / (now - before.at).total_seconds()
        said = f"{speed:,.1f} {self._unit}/s" if speed >= 1 else f"{speed * 60:.1f} {self._unit}/min"
        if latest.total is None or latest.total <= latest.done:
            return said
        left = duration(timedelta(seconds=(latest.total - latest.done) / speed))
        grows = before.total is None or latest.total > before.total
        return f"{said}, {'at least' if grows else 'about'} {left} left"


class _Moment(NamedTuple):
    """How far the work had come."""

    at: datetime
    done: int
    total: int | None


@contextmanager
def progress(
    title: str, clock: Callable[[], datetime], console: Console | None = None, *, unit: str = "steps"
) -> Iterator[Tick]:
    """Gives a function that shows progress on stderr (or another console). `unit` is what is counted, in the plural."""
    console = console or Console(stderr=True)
    speed = Speed(unit)
    if not console.is_terminal:
        yield _plain_lines(clock, speed)
        return
    bar = Progress(BarColumn(bar_width=24), _Numbers(clock, speed), TimeElapsedColumn(), console=console)
    task, below = bar.add_task(title, total=None), Text(title)
    with Live(Group(bar, below), console=console, transient=True):

        def tick(line: str, done: int = 0, total: int | None = None) -> None:
            speed.reached(clock(), done, total)
            below.plain = line
            bar.update(task, completed=done, total=total)

        yield tick


class _Numbers(ProgressColumn):
    """Steps, speed and time left."""

    def __init__(self, clock: Callable[[], datetime], speed: Speed) -> None:
        super().__init__()
        self._clock, self._speed = clock, speed

    def render(self, task: Task) -> Text:
        steps = f"{task.completed:,.0f} of {task.total:,.0f}" if task.total else ""
        return Text("  ".join(filter(None, (steps, self._speed.words(self._clock())))))


def _plain_lines(clock: Callable[[], datetime], speed: Speed) -> Tick:
    last = clock()

    def tick(line: str, done: int = 0, total: int | None = None) -> None:
        nonlocal last
        now = clock()
        speed.reached(now, done, total)
        if now - last >= PLAIN_EVERY:
            last = now
            steps = f"{done:,} of {total:,}" if total else ""
            click.echo("; ".join(filter(None, (line, steps, speed.words(now)))), err=True)

    return tick
