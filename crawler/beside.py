"""What a scheduler does beside the crawl: takes over sources that were added or paused, and works on jobs."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from crawler.added import with_added
from crawler.archive import Archive
from crawler.crawl import Crawler, set_up
from crawler.jobs import Runner, Tools
from crawler.jobs.kinds import KINDS
from crawler.owner import Owner, this_machine
from crawler.policy import plans
from crawler.settings import Settings
from crawler.store import Store, StoreError

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0  # how soon a source that was added is crawled


@contextmanager
def beside(
    settings: Settings,
    store: Store,
    archive: Archive,
    crawler: Crawler,
    clock: Callable[[], datetime],
    stop: threading.Event,
) -> Iterator[None]:
    """Does so in threads of its own, until the context ends or `stop` is set."""
    ended = threading.Event()
    owner = str(Owner(this_machine(), os.getpid(), uuid.uuid4().hex[:12]))
    tools = Tools(lambda: with_added(settings, store), store, archive, clock)
    threads = [
        threading.Thread(target=_watch, args=(settings, store, crawler, clock, ended), name="sources"),
        threading.Thread(target=Runner(tools, KINDS, owner).run, args=(ended,), name="jobs"),
        threading.Thread(target=_pass_on, args=(stop, ended), name="stop", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads[:2]:
            thread.join()


def _pass_on(stop: threading.Event, ended: threading.Event) -> None:
    """A job must not go on while the crawl's last visits end."""
    stop.wait()
    ended.set()


def _watch(
    settings: Settings, store: Store, crawler: Crawler, clock: Callable[[], datetime], ended: threading.Event
) -> None:
    known = settings
    while True:
        try:
            now_known = with_added(settings, store)
            if now_known.source != known.source:
                every = plans(now_known)
                set_up(store, every, clock())
                crawler.take_over(every)
                known = now_known
                log.info("sources taken over", extra={"sources": len(every)})
        except StoreError as error:
            log.warning("sources are as they were: %s", error)
        if ended.wait(LOOK_SECONDS):
            return
