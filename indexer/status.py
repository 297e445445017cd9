"""What `pressroom status` shows: how much there is, what waits, how each source does, and what should be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from crawler.amounts import duration, size
from crawler.meanings import CAUSES
from crawler.store import SourceState, Store, frontier, releases


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an installation. `urls` are counts by state, `dropped` those of dropped and gone ones by cause.

    `oldest_due`: since when the longest overdue visit has been due. `index_lag` is in changes, None without an index.
    """

    releases: int
    urls: dict[str, int]
    dropped: dict[str, int]
    queued: int
    oldest_due: datetime | None
    archive_bytes: int
    store_seq: int
    index_seq: int | None
    index_error: str | None
    sources: list[SourceState]

    @property
    def index_lag(self) -> int | None:
        return None if self.index_seq is None else self.store_seq - self.index_seq

    def as_record(self) -> dict[str, Any]:
        """All of it by name, for JSON."""
        states = [state.as_record() for state in self.sources]
        return asdict(self) | {"index_lag": self.index_lag, "sources": states}


def look(store: Store, archive_bytes: int, index_seq: int | None, index_error: str | None, now: datetime) -> Status:
    """The state of everything at `now`. Raises StoreError."""
    sources = store.sources(now)
    with store.reading() as connection:
        return Status(
            releases=releases.count(connection),
            urls=dict(frontier.state_counts(connection)),
            dropped=dict(frontier.causes(connection)),
            queued=sum(state.queued for state in sources),
            oldest_due=frontier.oldest_due(connection, now),
            archive_bytes=archive_bytes,
            store_seq=store.seq(),
            index_seq=index_seq,
            index_error=index_error,
            sources=sources,
        )


def lines(status: Status, now: datetime) -> Iterator[str]:
    """The state for a terminal: totals, what should be looked at, then each source."""
    urls = ", ".join(f"{count:,} {state}" for state, count in sorted(status.urls.items())) or "none"
    dropped = "; ".join(f"{count:,} {CAUSES.get(cause, cause)}" for cause, count in status.dropped.items()) or "none"
    overdue = status.oldest_due
    due = f"the oldest visit is due for {duration(now - overdue)}" if overdue else "nothing is due"
    yield f"Releases   {status.releases:,}"
    yield f"URLs       {urls}"
    yield f"Dropped    {dropped}"
    yield f"Queue      {status.queued:,} wait for their first visit; {due}"
    yield f"Archive    {size(status.archive_bytes)}"
    yield f"Index      {status.index_error or f'at {status.index_seq}, {status.index_lag} changes behind'}"
    yield from _attention(status.sources)
    yield "Sources"
    for state in status.sources:
        yield from _source(state, now)


def _attention(sources: Sequence[SourceState]) -> Iterator[str]:
    """What should be looked at, without being asked for."""
    found = [(state.name, said) for state in sources for said in _troubles(state)]
    if found:
        yield "Look at"
        yield from (f"  {name}: {said}" for name, said in found)


def _troubles(state: SourceState) -> tuple[str, ...]:
    return (state.note, *state.warnings) if state.state == "failing" else state.warnings


def _source(state: SourceState, now: datetime) -> Iterator[str]:
    yield f"  {state.name:<24} {state.state:<14} {state.releases:>9,} releases  {_visits(state, now)}"
    if state.month.requests:
        yield f"    30 days: {_month(state)}"
        yield f"    today: {_today(state)}"
    if state.known:
        yield f"    queue: {state.queued:,} of {state.known:,} addresses wait for their first visit"
    if state.last_error and state.last_error_at:
        yield f"    last error {duration(now - state.last_error_at)} ago: {_error(state)}"
    notes = ("" if state.state == "failing" else state.note, state.pace, *state.warnings)
    yield from (f"    {note}" for note in notes if note)
    if state.hub:
        yield f"    its feed names the WebSub hub {state.hub}"


def _visits(state: SourceState, now: datetime) -> str:
    said = [f"last read {duration(now - state.last_success)} ago" if state.last_success else "never read"]
    if state.last_new:
        said.append(f"last new {duration(now - state.last_new)} ago")
    if state.next_due:
        said.append(f"next in {duration(state.next_due - now)}" if state.next_due > now else "next now")
    return ", ".join(said)


def _month(state: SourceState) -> str:
    month = state.month
    return (
        f"{month.found:,} addresses found; releases: {month.new:,} new, {month.changed:,} changed, "
        f"{month.withdrawn:,} withdrawn; {month.requests:,} requests ({month.failed:,} failed), {size(month.bytes)}, "
        f"answers in {state.response_ms:,} ms"
    )


def _today(state: SourceState) -> str:
    today = state.today
    requests = (
        f"{today.requests:,} requests" if state.budget is None else f"{today.requests:,} of {state.budget:,} requests"
    )
    return f"{requests}, {size(today.bytes)}, {today.new:,} new"


def _error(state: SourceState) -> str:
    return " ".join(filter(None, (state.last_error, state.last_error_meaning, state.last_error_advice)))
