"""Takes jobs up, one after another, and keeps their state: how far, what was said, how each ended."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.archive import Archive
from crawler.settings import Settings
from crawler.store import Store, StoreError, jobs
from crawler.store.jobs import Job, LostError, State

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
TELL_SECONDS = 1.0  # progress is written no more often


class CancelledError(Exception):
    """Somebody has cancelled the job."""


class StoppedError(Exception):
    """This process is to end: another takes the job up."""


class FailedError(Exception):
    """The job can't be done; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What jobs work with. `settings` gives those of now, with the sources that were added."""

    settings: Callable[[], Settings]
    store: Store
    archive: Archive
    clock: Callable[[], datetime]


class Work:
    """One job while it is worked on."""

    def __init__(self, job: Job, tools: Tools, owner: str, stop: threading.Event) -> None:
        self.job, self.tools = job, tools
        self._owner, self._stop = owner, stop
        self._told = 0.0

    def tell(self, note: str, done: int = 0, planned: int | None = None) -> None:
        """Says how far it is. Raises CancelledError, StoppedError or LostError: what called it ends with that."""
        if self._stop.is_set():
            raise StoppedError
        if time.monotonic() - self._told < TELL_SECONDS:
            return
        self._told = time.monotonic()
        with self.tools.store.writing() as connection:
            cancelled = jobs.tell(connection, self.job, self._owner, self.tools.clock(), note, done, planned)
        if cancelled is not None:
            raise CancelledError

    def log(self, line: str) -> None:
        """Adds a line to its log."""
        with self.tools.store.writing() as connection:
            jobs.log(connection, self.job.id, line, self.tools.clock())

    def sleep(self, seconds: float) -> None:
        """Waits, but not longer than this process goes on."""
        if self._stop.wait(seconds):
            raise StoppedError


@dataclass(frozen=True, slots=True)
class Result:
    """What a job came to: a sentence, and values for its page."""

    note: str
    values: Mapping[str, Any] | None = None


class Runner:
    """Works on jobs in a thread of its own. `kinds` has what is to be done for each kind."""

    def __init__(self, tools: Tools, kinds: Mapping[jobs.Kind, Callable[[Work], Result]], owner: str) -> None:
        self._tools, self._kinds, self._owner = tools, kinds, owner

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set. What goes wrong with one job does not touch the next."""
        while not stop.is_set():
            try:
                if not self.one(stop):
                    stop.wait(LOOK_SECONDS)
            except StoreError as error:
                log.warning("jobs wait: %s", error)
                stop.wait(10 * LOOK_SECONDS)

    def one(self, stop: threading.Event) -> bool:
        """Works on one job; False where there is none. Raises StoreError."""
        store, clock = self._tools.store, self._tools.clock
        with store.reading() as connection:
            if not jobs.any_waiting(connection, clock()):
                return False
        with store.writing() as connection:
            job = jobs.take(connection, self._owner, clock())
        if job is not None:
            log.info("job begun", extra={"job": job.id, "kind": job.kind, "subject": job.subject})
            self._work(job, stop)
        return True

    def _work(self, job: Job, stop: threading.Event) -> None:
        work = Work(job, self._tools, self._owner, stop)
        try:
            result = self._kinds[job.kind](work)
        except CancelledError:
            self._end(job, State.CANCELLED, Result("Cancelled; what was done until then stays."))
        except StoppedError:
            with self._tools.store.writing() as connection:
                jobs.give_back(connection, job, self._owner)
        except LostError as error:
            log.warning("%s", error)
        except FailedError as error:
            self._end(job, State.FAILED, Result(str(error)))
        except StoreError:
            raise
        except Exception:
            log.exception("job failed", extra={"job": job.id})
            self._end(job, State.FAILED, Result("It failed by a mistake of ours, which is in the scheduler's log."))
        else:
            self._end(job, State.DONE, result)

    def _end(self, job: Job, state: State, result: Result) -> None:
        now = self._tools.clock()
        with self._tools.store.writing() as connection:
            jobs.log(connection, job.id, result.note, now)
            jobs.end(connection, job, self._owner, state, now, result.note, result.values)
        log.info("job ended", extra={"job": job.id, "state": state, "note": result.note})
