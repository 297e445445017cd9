"""`pressroom up`: one parent for the scheduler, the indexer, the alerts, the web server and the sample newsroom.

Each is a process of its own, started anew when it dies, stopped with the parent. A child holds the other end of a
pipe from its parent: when the parent is killed, the pipe closes and the child stops by itself.
"""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.added import with_added
from crawler.archive import Archive
from crawler.cli import sample_address, sample_source
from crawler.command import Session, stop_on_signals
from crawler.crawl import set_up
from crawler.policy import plans
from crawler.sample.server import check_address
from indexer.live import only_one
from web.serve import address, listen

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
GRACE_SECONDS = 15.0  # for a child to stop before it is killed
STEADY_SECONDS = 60.0  # a child that ran so long is started again at once
LONGEST_PAUSE = 30.0
PATIENCE_SECONDS = 10.0  # for the sample newsroom to answer before the first crawl


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
        _watch(list(children.values()), stop_on_signals(), where)


@dataclass(slots=True)
class Child:
    """One process of the service."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_at: float = field(default_factory=time.monotonic)
    waits_for: tuple[str, int] | None = None  # an address that should answer first, so that nothing fails for haste
    made: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        self.started = time.monotonic()
        # A session of its own: Ctrl-C goes to the parent alone, which then stops its children in order.
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and arguments
            [sys.executable, "-m", "web.child", *self.arguments], stdin=subprocess.PIPE, start_new_session=True
        )
        log.info("started", extra={"child": self.name, "pid": self.process.pid})

    def look(self) -> None:
        """Starts the process when it is time to, and notes when it has died."""
        if self.process is None:
            if time.monotonic() >= self.start_at and self._may_start():
                self.start()
            return
        status = self.process.poll()
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
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("did not stop, killing it", extra={"child": self.name})
            self.process.kill()
            self.process.wait()


def _watch(children: Sequence[Child], stop: threading.Event, where: str) -> None:
    threading.Thread(target=_announce, args=(where, stop), daemon=True).start()
    try:
        while not stop.wait(LOOK_SECONDS):
            for child in children:
                child.look()
    finally:
        log.info("stopping")
        for child in children:
            child.ask_to_stop()
        until = time.monotonic() + GRACE_SECONDS
        for child in children:
            child.wait(until)
        log.info("stopped")


def _announce(where: str, stop: threading.Event) -> None:
    """Prints the address once the web server answers."""
    while not stop.wait(LOOK_SECONDS):
        try:
            with urllib.request.urlopen(f"{where}/healthz", timeout=2):  # noqa: S310  # our own http address
                break
        except (urllib.error.URLError, OSError):
            continue
    if not stop.is_set():
        print(f"Pressroom is at {where} (Ctrl-C stops it).", flush=True)
