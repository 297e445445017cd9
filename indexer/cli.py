"""Commands on the index: index, search, status, and why, which asks it."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from re import sub
from typing import Any

import click

from crawler import why as story
from crawler.added import with_added
from crawler.archive import Archive
from crawler.command import Session, command, stop_on_signals
from crawler.crawl import set_up
from crawler.policy import plans
from crawler.progress import progress
from crawler.settings import Settings
from crawler.store import Store, feed
from indexer.cli_verify import verify
from indexer.follow import follow
from indexer.index import (
    Hit,
    Index,
    IndexBusyError,
    IndexOutdatedError,
    IndexUnreadableError,
    SearchRequest,
    SearchResult,
)
from indexer.live import LiveIndex, rebuild
from indexer.status import lines, look

LOOK_SECONDS = 1.0  # how often the following indexer looks at the change feed
PAGE = 100  # hits that are asked for at a time
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
        _follow_forever(store, root)
        return
    with progress("Indexing", session.now, unit="changes") as tick:
        if anew:
            done = rebuild(store, root, on_commit=lambda seq, head: tick(f"{seq} of {head} changes indexed", seq, head))
        else:
            done = index_changes(session.settings, store)
    seq = LiveIndex(root).seq
    session.show({"changes": done, "seq": seq}, lambda: f"{done} changes indexed; the index is at {seq}.")


@command("search")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 10_000), default=10, show_default=True, help="How many hits at most.")
@click.option("--jsonl", "as_lines", is_flag=True, help="Each hit as a line of JSON, as soon as it is found.")
def search(session: Session, query: str, limit: int, as_lines: bool) -> None:
    """Hits on the terminal, in the same query language as in the browser."""
    if as_lines and session.as_json:
        raise click.UsageError("--json gives one document, --jsonl a line for each hit: choose one.")
    request = SearchRequest(q=query, recent=session.settings.search.recent)
    pages = _pages(LiveIndex(session.settings.index.path), request, limit)
    if as_lines:
        for hit in (hit for page in pages for hit in page.hits):
            click.echo(json.dumps(_hit_record(hit), ensure_ascii=False))
        return
    first, *rest = pages
    hits = [_hit_record(hit) for page in (first, *rest) for hit in page.hits]
    found = {"query": {"q": query, "parsed": first.parsed, "relaxed": first.relaxed}, "total": first.total}
    session.show({**found, "results": hits}, lambda: "\n\n".join([f"{first.total} found", *map(_hit_lines, hits)]))


@command("status")
def status(session: Session) -> None:
    """Counts, ages, the queue, how each source does and what to look at, and how far the index is."""
    store = session.store()
    set_up(store, plans(with_added(session.settings, store)), session.now())
    archived = Archive(session.settings.store.archive).size()
    found = look(store, archived, *_index_state(LiveIndex(session.settings.index.path)), session.now())
    session.show(found.as_record(), lambda: "\n".join(lines(found, session.now())))


@command("why")
@click.argument("url", metavar="URL")
def why(session: Session, url: str) -> None:
    """The whole story of a URL, known or not: is it here, and if not, why not."""
    store, settings, now = session.store(), session.settings, session.now()
    all_plans = plans(with_added(settings, store))
    set_up(store, all_plans, now)
    told = story.tell(url, store, Archive(settings.store.archive), all_plans, agent=settings.user_agent, now=now)
    if told.url is None:
        raise click.UsageError(story.verdict(told))
    if told.release is not None:
        told = replace(told, index=_indexed(told.release.id, store, LiveIndex(settings.index.path)))
    session.show(story.to_json(told), lambda: story.render(told))


COMMANDS = (index, search, status, verify, why)


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


def _follow_forever(store: Store, root: Path) -> None:
    """Follows the store until stopped; an index of an earlier version or of another store is built anew first."""
    stop, live = stop_on_signals(), LiveIndex(root)
    while not stop.is_set():
        try:
            done = _follow_or_rebuild(store, live, root)
            if done:
                log.info("indexed", extra={"changes": done, "seq": live.seq})
        except IndexBusyError as error:
            log.warning("waiting", extra={"reason": str(error)})
            live.close()
        stop.wait(LOOK_SECONDS)
    live.close()


def _follow_or_rebuild(store: Store, live: Index, root: Path) -> int:
    try:
        return follow(store, live)
    except IndexOutdatedError as error:
        log.info("rebuilding", extra={"reason": str(error)})
        return rebuild(store, root)


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


def _indexed(release: str, store: Store, live: Index) -> story.Indexed:
    """Whether the index holds a release, and in its newest state."""
    try:
        seq, holds = live.seq, live.holds(release)
    except IndexUnreadableError as error:
        return story.Indexed(problem=str(error))
    with store.reading() as connection:
        current = not feed.changed_after(connection, seq, release)
        return story.Indexed(holds, holds and current, max(0, feed.head(connection) - seq))


def _pages(index: Index, request: SearchRequest, limit: int) -> Iterator[SearchResult]:
    """The first `limit` hits, some at a time; at least one answer."""
    cursor: str | None = None
    while True:
        page = index.search(replace(request, limit=min(limit, PAGE), cursor=cursor))
        yield page
        limit, cursor = limit - len(page.hits), page.cursor
        if cursor is None or limit <= 0:
            return


def _hit_record(hit: Hit) -> dict[str, Any]:
    return {**hit.fields, "score": hit.score, "snippet": hit.snippet}


def _hit_lines(hit: Mapping[str, Any]) -> str:
    snippet = unescape(sub(r"</?mark>", "", str(hit.get("snippet", ""))))
    facts = ", ".join(filter(None, [str(hit.get("published") or "undated"), str(hit.get("organisation") or "")]))
    return "\n".join(
        filter(None, [f"{hit['title']}", f"  {facts}", f"  {hit.get('url') or hit['id']}", f"  {snippet}"])
    )
