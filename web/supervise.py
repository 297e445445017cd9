"""`pressroom up`: one parent for the scheduler, the indexer, the alerts, the web server and the sample newsroom.

Each is a process of its own (`child.py`), started anew when it dies, stopped with the parent, and when that is killed,
too. The parent loads what they need once, which they share; so it has no threads, whose locks a fork may leave held.
They share its lock on the data folder, too: nothing else runs on it until the last of them has ended.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from crawler.added import with_added
from crawler.archive import Archive
from crawler.cli import sample_address, sample_source
from crawler.command import Session, stop_on_signals
from crawler.crawl import set_up
from crawler.loading import loading
from crawler.policy import plans
from crawler.sample.server import check_address
from indexer.live import only_one
from web.child import child
from web.serve import address, listen

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
GRACE_SECONDS = 15.0  # for a child to stop before it is killed
STEADY_SECONDS = 60.0  # a child that ran so long is started again at once
LONGEST_PAUSE = 30.0
PATIENCE_SECONDS = 10.0  # for the sample newsroom to answer before the first crawl
ANSWER_SECONDS = 1.0  # for the web server to answer, when it is asked whether it does


def supervise(session: Session, host: str, port: int) -> None:
    """Runs the service until Ctrl-C or SIGTERM. What can't work is said before anything starts.

    Raises StoreError, ArchiveError, IndexBusyError, AddressError, NewsroomAddressError and OSError.
    """
    settings = session.settings
    running = "Pressroom is running on this data folder already: stop it first, or choose another index.path."
    with only_one(settings.index.path / "up.lock", running):
        store = session.store()
        set_up(store, plans(with_added(settings, store)), session.now())
        store.close()
        Archive(settings.store.archive).check()
        with listen(host, port) as probe:  # only to know: the web server opens its own
            where, port = address(probe), probe.getsockname()[1]
        commands = {
            "scheduler": ["schedule"],
            "indexer": ["index", "--follow"],
            "alerts": ["alerts"],
            "web": ["serve", "--host", host, "--port", str(port)],
        }
        options = ["--config", str(session.config), *(["--json"] if session.as_json else [])]
        children = {name: Child(name, [*arguments, *options]) for name, arguments in commands.items()}
        if source := sample_source(settings):
            check_address(*sample_address(source))
            children = {"newsroom": Child("newsroom", ["newsroom", *options]), **children}
            children["scheduler"].waits_for = sample_address(source)
        _load()
        _watch(list(children.values()), stop_on_signals(), where)


def _load() -> None:
    """What children need, but for the application: as that is loaded, Prometheus' client looks where it is to count."""
    with loading():
        import indexer.whoosh_index  # noqa: F401
        import web.alerts.run  # noqa: F401
        from web.preload import preload

        preload()


@dataclass(slots=True)
class Child:
    """One process of the service."""

    name: str
    arguments: Sequence[str]
    process: BaseProcess | None = None
    started: float = 0.0
    failures: int = 0
    start_at: float = field(default_factory=time.monotonic)
    waits_for: tuple[str, int] | None = None  # an address that should answer first, so that nothing fails for haste
    made: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = child(self.name, self.arguments)
        self.process.start()
        log.info("started", extra={"child": self.name, "pid": self.process.pid})

    def look(self) -> None:
        """Starts the process when it is time to, and notes when it has died."""
        if self.process is None:
            if time.monotonic() >= self.start_at and self._may_start():
                self.start()
            return
        status = self.process.exitcode
        if status is None:
            return
        lived = time.monotonic() - self.started
        self.failures = 0 if lived > STEADY_SECONDS else self.failures + 1
        pause = min(2.0 ** (self.failures - 1), LONGEST_PAUSE) if self.failures > 1 else 0.0
        self.start_at, self.process = time.monotonic() + pause, None
        log.warning("died, starting it again", extra={"child": self.name, "status": status, "after_seconds": pause})

    def _may_start(self) -> bool:
        if self.waits_for is None or time.monotonic() - self.made > PATIENCE_SECONDS:
            return True
        with socket.socket() as probe:
            return probe.connect_ex(self.waits_for) == 0

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.exitcode is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        if self.process is None:
            return
        self.process.join(max(0.0, until - time.monotonic()))
        if self.process.exitcode is None:
            log.warning("did not stop, killing it", extra={"child": self.name})
            self.process.kill()
            self.process.join()


def _watch(children: Sequence[Child], stop: threading.Event, where: str) -> None:
    is_announced = False
    try:
        while not stop.wait(LOOK_SECONDS):
            for one in children:
                one.look()
            if not is_announced and _answers(where):
                print(f"Pressroom is at {where} (Ctrl-C stops it).", flush=True)
                is_announced = True
    finally:
        log.info("stopping")
        for one in children:
            one.ask_to_stop()
        until = time.monotonic() + GRACE_SECONDS
        for one in children:
            one.wait(until)
        log.info("stopped")


def _answers(where: str) -> bool:
    """Whether the web server does."""
    try:
        with urllib.request.urlopen(f"{where}/healthz", timeout=ANSWER_SECONDS):  # noqa: S310  # our own http address
            return True
    except (urllib.error.URLError, OSError):
        return False
