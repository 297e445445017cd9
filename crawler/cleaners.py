"""Reading in processes of its own, so that cleaning uses another core and a page that breaks it stops nothing else."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

from crawler.entities import tagging
from crawler.reading import Body, Reading, Scope, read

LONGEST_SECONDS = 60.0


class CleanerError(Exception):
    """A body could not be read: its cleaner died, or took too long."""


def _begin(encoder: bool) -> None:
    """Ties a cleaner to the process that crawls, and says whether it asks the network for names.

    Ctrl-C in a terminal goes to every process: the one that crawls ends the others in order. And when that one is
    killed, its cleaners end too: by themselves they would wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tagging.switch(on=encoder)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Cleaners:
    """A pool of processes that run `reading.read`. Safe to share between threads."""

    def __init__(self, processes: int, *, encoder: bool = True) -> None:
        self._processes, self._encoder = processes, encoder
        self._lock = threading.Lock()
        self._pool = self._new_pool()

    def read(self, body: Body, scope: Scope, *, listing: bool) -> Reading:
        """Reads a body in a cleaner. Raises CleanerError."""
        pool = self._pool
        try:
            future: Future[Reading] = pool.submit(read, body, scope, listing=listing)
            return future.result(LONGEST_SECONDS)
        except BrokenProcessPool:
            self._replace(pool)
            raise CleanerError("reading the page stopped its cleaner (out of memory?)") from None
        except TimeoutError:
            self._replace(pool)
            raise CleanerError(f"reading the page took longer than {LONGEST_SECONDS:.0f} s") from None
        except (CancelledError, RuntimeError) as error:
            if pool is self._pool:
                raise
            raise CleanerError("another page broke the cleaner while this one waited for it") from error

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Cleaners:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _new_pool(self) -> ProcessPoolExecutor:
        # Not "fork": the fetching threads may hold locks at that moment.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["crawler.preload"])
        pool = ProcessPoolExecutor(self._processes, context, initializer=_begin, initargs=(self._encoder,))
        pool.submit(int)  # starts the first cleaner now, which takes a second, and not when there is a page to read
        return pool

    def _replace(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is not broken:
                return
            self._pool = self._new_pool()
        for process in list((broken._processes or {}).values()):  # a hanging cleaner does not stop when asked
            process.kill()
        broken.shutdown(wait=False, cancel_futures=True)
