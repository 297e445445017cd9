"""What all commands share: the configuration, the clock, results for people or as JSON, and errors in one sentence."""

from __future__ import annotations

import errno
import functools
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from crawler import logs
from crawler.archive import ArchiveError
from crawler.backup.manifest import BackupError
from crawler.settings import Settings, SettingsError, load
from crawler.store import Store, StoreError


@dataclass(frozen=True, slots=True)
class Runtime:
    """The effects that a command may use, handed in by the entry point.

    `index_changes` brings the index up to the store; the package that has the index provides it. `failures` are the
    exceptions whose message is meant for people.
    """

    index_changes: Callable[[Settings, Store], int]
    failures: tuple[type[Exception], ...] = ()
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Session:
    """One run of one command."""

    runtime: Runtime
    settings: Settings
    config: Path
    as_json: bool

    def now(self) -> datetime:
        return self.runtime.clock()

    def store(self, *, create: bool = True) -> Store:
        return Store.open(self.settings.store, create=create)

    def index_changes(self, store: Store) -> int:
        return self.runtime.index_changes(self.settings, store)

    def show(self, result: Any, lines: Callable[[], str]) -> None:
        """Prints a result: as JSON when asked for, else as the lines for people."""
        click.echo(json.dumps(result, ensure_ascii=False, default=_plain) if self.as_json else lines())


def _plain(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def command(name: str, *, level: int = logging.WARNING) -> Callable[[Callable[..., None]], click.Command]:
    """Makes a command of a function that takes a Session first; adds `--config` and `--json`.

    `level`: what it logs without being asked.
    """
    config = click.option("--config", type=click.Path(path_type=Path), default="config.toml", metavar="FILE")
    as_json = click.option("--json", "as_json", is_flag=True, help="Results and log lines as JSON.")

    def decorate(run: Callable[..., None]) -> click.Command:
        @functools.wraps(run)  # carries the options that were declared on `run` over, and its help
        def invoke(*, config: Path, as_json: bool, **options: Any) -> None:
            logs.set_up(as_json=as_json, level=level)
            _run(run, click.get_current_context().find_object(Runtime), config, as_json, options)

        return click.command(name)(config(as_json(invoke)))

    return decorate


def _run(
    run: Callable[..., None], runtime: Runtime | None, config: Path, as_json: bool, options: Mapping[str, Any]
) -> None:
    """Runs a command; what goes wrong becomes one sentence on stderr and an exit status."""
    assert runtime is not None, "the entry point hands a Runtime in"
    failures: tuple[type[Exception], ...] = (StoreError, ArchiveError, BackupError, *runtime.failures)
    try:
        run(Session(runtime, load(config, runtime.environ), config, as_json), **options)
    except SettingsError as error:
        _fail(str(error), 2)
    except failures as error:
        _fail(str(error), 1)
    except BrokenPipeError:
        # The reader of our output left, as `head` does. What is still to be written goes nowhere, without a word.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        _fail(_os_problem(error), 1)


def _os_problem(error: OSError) -> str:
    """A failed call to the system in one sentence that says what to do."""
    place = error.filename or "the data folder"
    if error.errno == errno.ENOSPC:
        return f"The disk of {place} is full: make room; what was stored before is not lost."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{place} can't be written or read: give this user the right to, or name another place in config.toml."
    return f"{place}: {error.strerror or error}."


def _fail(message: str, status: int) -> None:
    click.echo(message, err=True)
    sys.exit(status)


def stop_on_signals() -> threading.Event:
    """An event that Ctrl-C and SIGTERM set; a second Ctrl-C ends at once."""
    stop = threading.Event()

    def ask(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop
