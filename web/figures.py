"""Store and index as figures for Prometheus, read when they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TypeVar

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from crawler.store import StoreError
from crawler.store.figures import StoreFigures
from indexer.index import IndexUnreadableError
from web.library import Library

MOST_SOURCES = 500  # with series of their own; those after them, by name, are put together
REST = "(others)"
STATES = ("ok", "crawling", "failing", "waiting", "needs-contact", "paused", "removed", "imported")

_Family = TypeVar("_Family", CounterMetricFamily, GaugeMetricFamily)


class Figures(Collector):
    """What a library's store and index tell. What can't be read is told as down, without its figures."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def collect(self) -> Iterator[Metric]:
        now = datetime.now(UTC)
        index_seq = self._index_seq()
        store = self._store(now, index_seq or 0)
        yield _gauge("pressroom_index_up", "Whether the index can be read.", float(index_seq is not None))
        yield _gauge("pressroom_store_up", "Whether the store can be read.", float(store is not None))
        if index_seq is not None:
            yield _gauge("pressroom_index_seq", "The change up to which the index has followed the store.", index_seq)
        if store is not None:
            yield _gauge("pressroom_store_seq", "The newest change of the store.", store.seq)
            yield from _crawled(store)
            yield from _waiting(store, now)
            yield from _sources(store)
            yield from _messages(store)
            if index_seq is not None:
                yield from _behind(store, index_seq, now)

    def _index_seq(self) -> int | None:
        try:
            return self._library.index.seq
        except IndexUnreadableError:
            self._library.forget()
            return None

    def _store(self, now: datetime, index_seq: int) -> StoreFigures | None:
        try:
            return self._library.store.figures(now, index_seq)
        except StoreError:
            self._library.forget()
            return None


def _behind(store: StoreFigures, index_seq: int, now: datetime) -> Iterator[Metric]:
    age = _age(store.unindexed_since, now)
    yield _gauge("pressroom_index_lag_changes", "Changes that the index has yet to follow.", store.seq - index_seq)
    yield _gauge("pressroom_index_lag_seconds", "Age of the oldest change that the index has yet to follow.", age)


def _crawled(store: StoreFigures) -> Iterator[Metric]:
    """Counts since each source is known."""
    totals = store.totals
    fetches = CounterMetricFamily(
        "pressroom_crawl_fetches", "Requests to the servers of sources.", labels=["source", "outcome"]
    )
    _add(fetches, {name: tally.requests - tally.failed for name, tally in totals.items()}, "answered")
    _add(fetches, {name: tally.failed for name, tally in totals.items()}, "failed")
    yield fetches
    releases = CounterMetricFamily(
        "pressroom_crawl_releases", "Releases that crawls brought.", labels=["source", "outcome"]
    )
    _add(releases, {name: tally.new for name, tally in totals.items()}, "new")
    _add(releases, {name: tally.changed for name, tally in totals.items()}, "changed")
    _add(releases, {name: tally.withdrawn for name, tally in totals.items()}, "withdrawn")
    yield releases
    received = CounterMetricFamily("pressroom_crawl_bytes", "Bytes received.", labels=["source"])
    yield _add(received, {name: tally.bytes for name, tally in totals.items()})
    waited = CounterMetricFamily("pressroom_crawl_seconds", "Time spent waiting for answers.", labels=["source"])
    yield _add(waited, {name: tally.milliseconds / 1000 for name, tally in totals.items()})


def _waiting(store: StoreFigures, now: datetime) -> Iterator[Metric]:
    lag = _age(store.oldest_due, now)
    yield _gauge("pressroom_crawl_lag_seconds", "How long the longest overdue visit has been due.", lag)
    queue = GaugeMetricFamily("pressroom_queue_urls", "Addresses that wait for their first visit.", labels=["source"])
    yield _add(queue, {source.name: source.queued for source in store.sources})


def _messages(store: StoreFigures) -> Iterator[Metric]:
    """The outbox of the alerts."""
    messages = GaugeMetricFamily("pressroom_alert_messages", "Messages of alerts in each state.", labels=["state"])
    for state, count in store.messages.items():
        messages.add_metric([state], count)
    yield messages


def _sources(store: StoreFigures) -> Iterator[Metric]:
    """How much each source has and how it does."""
    counted = Counter(source.state for source in store.sources)
    states = GaugeMetricFamily("pressroom_sources", "Sources in each state.", labels=["state"])
    for state in STATES:
        states.add_metric([state], counted[state])
    yield states
    kept = GaugeMetricFamily("pressroom_releases", "Releases in the store.", labels=["source"])
    yield _add(kept, {source.name: source.releases for source in store.sources})
    failing = GaugeMetricFamily("pressroom_source_failing", "Whether its last visits failed.", labels=["source"])
    yield _add(failing, {source.name: source.state == "failing" for source in store.sources})
    moments = {source.name: source.last_success.timestamp() for source in store.sources if source.last_success}
    read = GaugeMetricFamily(
        "pressroom_source_read_timestamp_seconds", "When it was last read well.", labels=["source"]
    )
    for name in sorted(moments)[:MOST_SOURCES]:  # moments of several sources have no sum
        read.add_metric([name], moments[name])
    yield read


def _add(family: _Family, values: Mapping[str, float], *labels: str) -> _Family:
    """Adds a value for each source, and the sum of those beyond the bound."""
    names = sorted(values)
    for name in names[:MOST_SOURCES]:
        family.add_metric([name, *labels], values[name])
    if rest := names[MOST_SOURCES:]:
        family.add_metric([REST, *labels], sum(values[name] for name in rest))
    return family


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, documentation, value=value)


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
