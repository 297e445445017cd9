"""The process that tells: looks at what is new, puts it together and sends it, until it is stopped."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from crawler.settings import Settings
from crawler.store import Store, StoreError
from indexer.index import Index, IndexUnreadableError
from web.alerts.collect import Collector
from web.alerts.courier import Courier
from web.alerts.hub import Hub

LOOK_SECONDS = 1.0
RESTS = 4  # times as long as the last look took: ten thousand saved searches take at most a fifth of a core

log = logging.getLogger(__name__)


class Alerts:
    """All steps of it, one after the other: each can be cut off anywhere, and the next goes on."""

    def __init__(self, store: Store, index: Index, settings: Settings, now: Callable[[], datetime]) -> None:
        self._collector = Collector(store, index)
        self.courier = Courier(store, settings, now)
        self._hub = Hub(store, index, settings, now)

    def step(self, stop: threading.Event | None = None) -> bool:
        """Whether there was anything to do."""
        looked = self._collector.collect()
        composed = self.courier.compose()
        sent = self.courier.send(stop)
        heard = self._hub.step(stop)
        return bool(looked or composed or sent or heard)


def run(alerts: Alerts, stop: threading.Event) -> None:
    """Goes on until it is stopped. While there is no index to read, or the store is busy, it waits."""
    while not stop.is_set():
        began = time.monotonic()
        try:
            alerts.step(stop)
        except (IndexUnreadableError, StoreError) as error:
            log.warning("waiting", extra={"reason": str(error)})
        stop.wait(max(LOOK_SECONDS, RESTS * (time.monotonic() - began)))
