"""Commands on the index: index, search, status."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from html import unescape
from re import sub
from typing import Any

import click

from crawler.command import Session, command, stop_on_signals
from crawler.crawl import set_up
from crawler.policy import plans
from crawler.progress import progress
from crawler.settings import Settings
from crawler.store import SourceState, Store, frontier, releases
from indexer.follow import follow
from indexer.index import Index, IndexBusyError, IndexUnreadableError, SearchRequest
from indexer.live import LiveIndex, rebuild

LOOK_SECONDS = 1.0  # how often the following indexer looks at the change feed
BUSY_SECONDS = 120.0  # how long a command waits for the indexer of `pressroom up` to come up to it

log = logging.getLogger(__name__)


@command("index", level=logging.INFO)
@click.option("--rebuild", "anew", is_flag=True, help="Build a new index beside the live one, then switch over.")
@click.option("--follow", "forever", is_flag=True, help="Go on following the store until stopped.")
def index(session: Session, anew: bool, forever: bool) -> None:
    """Brings the index up to the store."""
    store = session.store()
    root = session.settings.index.path
    if forever:
        _follow_forever(store, LiveIndex(root))
        return
    with progress("Indexing", session.now) as tick:
        if anew:
            done = rebuild(store, root, on_commit=lambda seq, head: tick(f"{seq} of {head} changes indexed", seq, head))
        else:
            done = index_changes(session.settings, store)
    seq = LiveIndex(root).seq
    session.show({"changes": done, "seq": seq}, lambda: f"{done} changes indexed; the index is at {seq}.")


@command("search")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
def search(session: Session, query: str, limit: int) -> None:
    """Hits on the terminal, in the same query language as in the browser."""
    result = LiveIndex(session.settings.index.path).search(SearchRequest(q=query, limit=limit))
    hits = [{**hit.fields, "score": hit.score, "snippet": hit.snippet} for hit in result.hits]
    found = {"query": {"q": query, "parsed": result.parsed, "relaxed": result.relaxed}, "total": result.total}
    session.show({**found, "results": hits}, lambda: "\n\n".join([f"{result.total} found", *map(_hit_lines, hits)]))


@command("status")
def status(session: Session) -> None:
    """Counts, ages, the queue, last errors per source, and how far the index is."""
    store = session.store()
    set_up(store, plans(session.settings), session.now())
    states = store.sources(session.now())
    with store.reading() as connection:
        urls, kept = frontier.state_counts(connection), releases.count(connection)
    seq, problem = _index_state(LiveIndex(session.settings.index.path))
    result: dict[str, Any] = {
        "releases": kept,
        "urls": urls,
        "queued": sum(state.queued for state in states),
        "store_seq": store.seq(),
        "index_seq": seq,
        "index_lag": None if seq is None else store.seq() - seq,
        "index_error": problem,
        "sources": [asdict(state) for state in states],
    }
    session.show(result, lambda: _status_lines(result, states, session.now()))


COMMANDS = (index, search, status)


def index_changes(settings: Settings, store: Store) -> int:
    """Brings the index up to the store; where another process is doing that already, waits until it has.

    Returns how many changes were indexed. Raises IndexBusyError after a while.
    """
    live = LiveIndex(settings.index.path)
    begin, head, until = _seq_or_zero(live), store.seq(), time.monotonic() + BUSY_SECONDS
    while True:
        try:
            follow(store, live)
        except IndexBusyError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
            if _seq_or_zero(live) < head:
                continue
        finally:
            live.close()
        return _seq_or_zero(live) - begin


def _follow_forever(store: Store, live: Index) -> None:
    stop = stop_on_signals()
    while not stop.is_set():
        try:
            done = follow(store, live)
            if done:
                log.info("indexed", extra={"changes": done, "seq": live.seq})
        except IndexBusyError as error:
            log.warning("waiting", extra={"reason": str(error)})
            live.close()
        stop.wait(LOOK_SECONDS)
    live.close()


def _seq_or_zero(live: Index) -> int:
    try:
        return live.seq
    except IndexUnreadableError:
        return 0


def _index_state(live: Index) -> tuple[int | None, str | None]:
    try:
        return live.seq, None
    except IndexUnreadableError as error:
        return None, str(error)


def _hit_lines(hit: Mapping[str, Any]) -> str:
    snippet = unescape(sub(r"</?mark>", "", str(hit.get("snippet", ""))))
    facts = ", ".join(filter(None, [str(hit.get("published") or "undated"), str(hit.get("organisation") or "")]))
    return "\n".join(
        filter(None, [f"{hit['title']}", f"  {facts}", f"  {hit.get('url') or hit['id']}", f"  {snippet}"])
    )


def _status_lines(result: Mapping[str, Any], states: list[SourceState], now: datetime) -> str:
    urls = ", ".join(f"{count} {state}" for state, count in sorted(result["urls"].items())) or "none"
    lag = result["index_error"] or f"at {result['index_seq']}, {result['index_lag']} changes behind"
    lines = [
        f"Releases   {result['releases']}",
        f"URLs       {urls}; {result['queued']} wait for their first visit",
        f"Index      {lag}",
        "Sources",
    ]
    lines += [_source_lines(state, now) for state in states]
    return "\n".join(lines)


def _source_lines(state: SourceState, now: datetime) -> str:
    age = f"last read {_age(now, state.last_success)}" if state.last_success else "never read"
    line = f"  {state.name:<24} {state.state:<14} {state.releases:>7} releases  {age}"
    if state.last_error and state.last_error_at:
        line += f"\n    last error {_age(now, state.last_error_at)}: {state.last_error}"
    return line


def _age(now: datetime, then: datetime) -> str:
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"
