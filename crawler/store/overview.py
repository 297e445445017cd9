"""The sources as people see them: what each is doing, how its crawls went, what is wrong and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from crawler.learning import Health, layout_changed
from crawler.meanings import meaning_of
from crawler.rhythm import Rhythm, silent_since
from crawler.store import days, known
from crawler.store.days import Tally
from crawler.store.known import Doubtful
from crawler.store.schema import hosts, queues, releases, sources
from crawler.visits import Cause
from crawler.words import count, sentence

MONTH = 30  # days

NEEDS_CONTACT = (
    "Not crawled yet: set crawler.contact to your address (make up CONTACT=you@example.org), so that its owners can "
    "reach you."
)
NOTES = {
    "needs-contact": NEEDS_CONTACT,
    "paused": "Paused in config.toml or under /admin: nothing is fetched until it is set going again there.",
    "removed": "No longer configured: its releases stay, nothing new is fetched.",
    "imported": "Filled by pressroom import.",
    "waiting": "Waiting for its first visit.",
    "crawling": "",
    "ok": "",
}


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day of UTC, in ISO 8601."""

    day: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source for people: `state` is "ok", "crawling", "failing", "waiting", "needs-contact", "paused",
    "removed" (from config.toml) or "imported".

    `last_error_kind` is one of `crawler.meanings`, "" without an error.
    `note` is one sentence that says what to do, "" when there is nothing to. `known` counts its URLs, `queued` those of
    them that wait for their first visit. `today` and `month` (the last 30 days, today included; UTC) are its requests,
    bytes and releases. `pace` says why its hosts are asked slowly, "" when they are not. `silent_since`: nothing new
    came since then, for longer than its rhythm explains. `layout_note`: its pages read worse than they used to.
    `doubtful` counts the pages that may be releases but read too badly; `to_look_at` are some of them. `history` is
    what happened on each of the last 30 days, the oldest first; empty for one that was never asked in that time.
    """

    name: str
    organisation: str
    short: str
    start: tuple[str, ...]
    state: str
    note: str
    releases: int
    known: int
    queued: int
    last_success: datetime | None
    last_new: datetime | None
    last_error: str | None
    last_error_at: datetime | None
    last_error_kind: str
    next_due: datetime | None
    budget: int | None
    today: Tally
    month: Tally
    pace: str
    silent_since: datetime | None
    layout_note: str
    hub: str | None
    doubtful: int = 0
    to_look_at: tuple[Doubtful, ...] = ()
    history: tuple[Day, ...] = ()

    @property
    def response_ms(self) -> int | None:
        """How long its servers took to answer in the last 30 days, on average; None without a request."""
        return round(self.month.milliseconds / self.month.requests) if self.month.requests else None

    @property
    def silent_note(self) -> str:
        """That nothing new comes, in a sentence that says what to do; "" when it is not silent."""
        if self.silent_since is None:
            return ""
        since = f"{self.silent_since:%-d %B %Y}"
        return f"Nothing new since {since}, for longer than usual: check whether its start page has moved."

    @property
    def warnings(self) -> tuple[str, ...]:
        """What should be looked at, each in a sentence."""
        return tuple(filter(None, (self.silent_note, self.layout_note, self.doubtful_note)))

    @property
    def doubtful_note(self) -> str:
        """That pages read badly, in a sentence that says what to do; "" when none does."""
        if not self.doubtful:
            return ""
        pages = count(self.doubtful, "page")
        reads, them = ("reads", "it") if self.doubtful == 1 else ("read", "them")
        ask = f"`pressroom sources {self.name} --dropped {Cause.DOUBTFUL}`"
        return f"{pages} {reads} too badly to be taken as a release: look at {them} ({ask})."

    @property
    def last_error_meaning(self) -> str:
        """What the last error means, in a sentence; "" where that says all."""
        return _meaning(self.last_error_kind)

    @property
    def last_error_advice(self) -> str:
        """What to do about the last error; "" where it is best to wait."""
        return meaning_of(self.last_error_kind).advice

    def as_record(self) -> dict[str, Any]:
        """All of it by name, for JSON."""
        derived = ("response_ms", "warnings", "last_error_meaning", "last_error_advice")
        return asdict(self) | {name: getattr(self, name) for name in derived}


@dataclass(frozen=True, slots=True)
class _Queue:
    """The queues of one source together."""

    known: int = 0
    waiting: int = 0
    ready_at: datetime | None = None
    pace: str = ""


def states(connection: Connection, now: datetime) -> list[SourceState]:
    """All sources by name, those of `config.toml` and those that only imports filled."""
    counted = connection.execute(select(releases.c.source, func.count()).group_by(releases.c.source))
    kept = {row[0]: row[1] for row in counted}
    queued = _queues(connection)
    first = now.date() - timedelta(days=MONTH - 1)
    daily = days.since(connection, first)
    doubts = known.doubtful(connection)
    rows = connection.execute(select(sources).order_by(sources.c.name)).mappings()
    found = [
        _source(row, kept.get(row["name"], 0), queued.get(row["name"], _Queue()), daily.get(row["name"], {}), now)
        for row in rows
    ]
    return [_with_doubts(state, *doubts.get(state.name, (0, []))) for state in found]


def _with_doubts(state: SourceState, number: int, some: Sequence[Doubtful]) -> SourceState:
    return replace(state, doubtful=number, to_look_at=tuple(some)) if number else state


def _history(daily: Mapping[date, Tally], today: date) -> tuple[Day, ...]:
    dates = (today - timedelta(days=number) for number in reversed(range(MONTH)))
    return tuple(Day(each.isoformat(), daily.get(each, Tally())) for each in dates) if daily else ()


def _queues(connection: Connection) -> dict[str, _Queue]:
    looked = select(queues, hosts.c.pace_note).join(hosts, hosts.c.host == queues.c.host)
    found: dict[str, _Queue] = {}
    for row in connection.execute(looked):
        before = found.get(row.source, _Queue())
        moments = [moment for moment in (before.ready_at, row.ready_at) if moment is not None]
        found[row.source] = _Queue(
            known=before.known + row.known,
            waiting=before.waiting + row.waiting,
            ready_at=min(moments, default=None),
            pace=before.pace or row.pace_note,
        )
    return found


def _source(row: RowMapping, kept: int, queue: _Queue, daily: Mapping[date, Tally], now: datetime) -> SourceState:
    state = _state(row, queue.waiting)
    rhythm, health = Rhythm.from_json(row["rhythm"]), Health.from_json(row["health"])
    crawled = not row["held"]
    return SourceState(
        name=row["name"],
        organisation=row["organisation"],
        short=row["short"],
        start=tuple(row["start"]),
        state=state,
        note=_note(state, row),
        releases=kept,
        known=queue.known,
        queued=queue.waiting,
        last_success=row["last_success"],
        last_new=rhythm.newest,
        last_error=row["last_error"],
        last_error_at=row["last_error_at"],
        last_error_kind=row["last_error_kind"] or "",
        next_due=queue.ready_at if crawled else None,
        budget=row["budget"],
        today=daily.get(now.date(), Tally()),
        month=sum(daily.values(), Tally()),
        history=_history(daily, now.date()),
        pace=queue.pace if crawled else "",
        silent_since=silent_since(rhythm, now) if crawled else None,
        layout_note=(layout_changed(health) or "") if crawled else "",
        hub=row["hub"],
    )


def _state(row: RowMapping, queued: int) -> str:
    if row["held"]:
        return str(row["held"])
    success, error_at = row["last_success"], row["last_error_at"]
    if error_at is not None and (success is None or success < error_at):
        return "failing"
    if success is None:
        return "waiting"
    return "crawling" if queued else "ok"


def _note(state: str, row: RowMapping) -> str:
    if state != "failing":
        return NOTES[state]
    kind = row["last_error_kind"] or ""
    said = (row["last_error"], _meaning(kind), meaning_of(kind).advice, "It is tried again by itself.")
    return " ".join(filter(None, said))


def _meaning(kind: str) -> str:
    text = meaning_of(kind).text
    return sentence(text) if text else ""
