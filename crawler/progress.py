"""How a long command shows that it gets on: a live line on a terminal, plain lines now and then elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

PLAIN_EVERY = timedelta(seconds=5)

Tick = Callable[[str], None]


@contextmanager
def progress(title: str, clock: Callable[[], datetime]) -> Iterator[Tick]:
    """Gives a function that shows a line of progress on stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain_lines(clock)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(title)
        yield lambda line: shown.update(task, description=line)


def _plain_lines(clock: Callable[[], datetime]) -> Tick:
    last = clock()

    def tick(line: str) -> None:
        nonlocal last
        if clock() - last >= PLAIN_EVERY:
            last = clock()
            click.echo(line, err=True)

    return tick
