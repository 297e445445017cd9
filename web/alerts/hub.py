"""Tells the WebSub hub which feeds have something new: that of everything, and those of the sources that changed."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlencode

from crawler.fetch import Fetcher
from crawler.fetching.outcome import FetchLimits
from crawler.settings import Settings
from crawler.store import Store, feed
from indexer.index import Index
from web.alerts import addresses
from web.alerts.timing import retry_at
from web.parameters import FEED, unchanged

LIMITS = FetchLimits(connect_seconds=5, read_seconds=10, total_seconds=15, max_bytes=64_000, max_redirects=0)
AT_ONCE = 20  # feeds in a step: mail must not wait for a hub
LOOKED_BACK = 1_000  # changes that the hub is told of as a process begins: who was killed may not have told it
PATHS = ("/search.atom", "/search.rss", "/search.feed.json")

log = logging.getLogger(__name__)


class Hub:
    """What it is to be told is kept in memory: a feed once, however much of it is new."""

    def __init__(
        self,
        store: Store,
        index: Index,
        settings: Settings,
        now: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store, self._index, self._settings, self._now, self._chance = store, index, settings, now, chance
        self._seen: int | None = None
        self._waiting: dict[str, None] = {}  # addresses of feeds, in the order in which they changed
        self._failures, self._next_at = 0, datetime.min.replace(tzinfo=now().tzinfo)

    def step(self, stop: threading.Event | None = None) -> int:
        """Tells of what the index has meanwhile; of how many feeds. Raises StoreError and IndexUnreadableError."""
        if not self._settings.web.websub_hub:
            return 0
        self._look()
        told = 0
        while self._waiting and told < AT_ONCE and self._now() >= self._next_at and not (stop and stop.is_set()):
            told += self._tell(next(iter(self._waiting)))
        return told

    def _look(self) -> None:
        """Readers come as soon as they are told: they must find it."""
        seq = self._index.seq
        before = max(0, seq - LOOKED_BACK) if self._seen is None else self._seen
        self._seen = seq
        if seq <= before:
            return
        with self._store.reading() as connection:
            sources = feed.changed_sources(connection, before, seq)
        self._waiting |= dict.fromkeys(topics(self._settings, sources))

    def _tell(self, topic: str) -> bool:
        """Whether the hub has heard it. A hub that does not answer is asked again, more and more seldom."""
        hub = self._settings.web.websub_hub
        fetcher = Fetcher(LIMITS, self._settings.user_agent, {}, now=self._now)
        body = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = fetcher.post(hub, body, headers, allow_private=self._settings.alerts.allow_private)
        if answer.status is not None and 200 <= answer.status < 300:
            del self._waiting[topic]
            self._failures = 0
            return True
        self._failures += 1
        self._next_at = retry_at(self._failures, self._now(), self._chance)
        reason = answer.error.reason if answer.error else f"It answers with status {answer.status}."
        log.warning("hub not told", extra={"hub": hub, "reason": reason})
        return False


def topics(settings: Settings, sources: list[str]) -> Iterator[str]:
    """The addresses of the feeds of everything and of each of these sources, as these feeds name themselves."""
    plain, site = unchanged(FEED), addresses.site(settings)
    for search in (plain, *(plain.but(source=[source]) for source in sources)):
        for path in PATHS:
            for wanted in (search, search.but(content="full")):
                query = urlencode(wanted.pairs())
                yield f"{site}{path}?{query}" if query else f"{site}{path}"
