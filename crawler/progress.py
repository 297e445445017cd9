"""How a long command shows that it gets on: a bar on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

PLAIN_EVERY = timedelta(seconds=5)


class Tick(Protocol):
    """Shows how far the work has come: `done` of `total` steps; `total` None while nobody knows."""

    def __call__(self, line: str, done: int = 0, total: int | None = None) -> None: ...


@contextmanager
def progress(title: str, clock: Callable[[], datetime], console: Console | None = None) -> Iterator[Tick]:
    """Gives a function that shows progress on stderr (or another console)."""
    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield _plain_lines(clock)
        return
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(title, total=None)

        def tick(line: str, done: int = 0, total: int | None = None) -> None:
            shown.update(task, description=line, completed=done, total=total)

        yield tick


def _plain_lines(clock: Callable[[], datetime]) -> Tick:
    last = clock()

    def tick(line: str, done: int = 0, total: int | None = None) -> None:
        nonlocal last
        if clock() - last >= PLAIN_EVERY:
            last = clock()
            click.echo(line, err=True)

    return tick
