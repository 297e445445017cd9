"""The page of the sources: who is crawled, how it goes, and what to do where it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, url_for

from crawler.amounts import size
from crawler.records import iso
from crawler.store import SourceState
from crawler.store.known import Doubtful
from crawler.store.overview import Day
from crawler.visits import Cause
from web.i18n import gettext, later, number, numbered
from web.library import library, settings
from web.links import facet_address
from web.said import said
from web.wording import day, day_of, labelled, listed, moment, web_address

blueprint = Blueprint("sources", __name__)

STATES = {
    "ok": later("Up to date"),
    "crawling": later("Being crawled"),
    "waiting": later("Waiting for its first visit"),
    "failing": later("Failing"),
    "needs-contact": later("Needs a contact"),
    "paused": later("Paused"),
    "removed": later("No longer configured"),
    "imported": later("Imported"),
}
WARNINGS = {"silent": later("Gone silent"), "layout": later("Layout changed"), "doubtful": later("To look at")}
TROUBLE_FIRST = ("failing", "warned", "needs-contact", "crawling", "waiting", "ok", "imported", "paused", "removed")


@dataclass(frozen=True)
class When:
    """A moment for people and for machines."""

    text: str
    iso: str


@dataclass(frozen=True)
class Warned:
    """What should be looked at: a key for its colour, a few words, a sentence."""

    key: str
    words: str
    note: str


@dataclass(frozen=True)
class Doubt:
    """A page that reads badly: its address and a link to it, why, and the release that was kept of it before."""

    address: str
    original: str | None
    reason: str
    kept: str | None


@dataclass(frozen=True)
class DayBar:
    """A day of a source: what happened in words, and the heights of its bars, of 100: answered and failed requests."""

    words: str
    answered: int
    failed: int
    news: int  # releases that were new, changed or withdrawn


@dataclass(frozen=True)
class SourceRow:
    """What the template shows of a source."""

    source: SourceState
    name: str
    state: str
    note: str
    warnings: list[Warned]
    href: str
    start: list[str]
    doubtful: list[Doubt]
    hub: str | None
    traffic: str
    today: str
    last_success: When | None
    last_new: When | None
    last_error_at: When | None
    next_due: When | None
    history: list[DayBar]
    last_error: str
    pace: str


@blueprint.get("/sources")
def page() -> str:
    found = library().sources()
    rows = [_present(source) for source in sorted(found, key=_urgency)]
    return render_template(
        "sources.html",
        rows=rows,
        warned=[row for row in rows if row.warnings],
        summary=summary(found),
        releases=sum(source.releases for source in found),
        needs_contact=not settings().crawler.contact,
    )


def _urgency(source: SourceState) -> tuple[int, str]:
    rank = min(map(_rank, (source.state, *(warning.key for warning in _warnings(source)))))
    return rank, (source.organisation or source.name).casefold()


def _rank(state: str) -> int:
    state = "warned" if state in WARNINGS else state
    return TROUBLE_FIRST.index(state) if state in TROUBLE_FIRST else 0


def summary(sources: Sequence[SourceState]) -> list[tuple[str, str, int]]:
    """How many sources are in each state, and with each warning: its key, its words and the number."""
    counts = Counter(source.state for source in sources)
    counts.update(warning.key for source in sources for warning in _warnings(source))
    words = STATES | WARNINGS
    return [(state, gettext(words.get(state, state)), counts[state]) for state in sorted(counts, key=_rank)]


def _warnings(source: SourceState) -> list[Warned]:
    notes = {"silent": _silent(source), "layout": said(source.layout_note), "doubtful": _doubtful(source)}
    return [Warned(key, gettext(WARNINGS[key]), note) for key, note in notes.items() if note]


def _silent(source: SourceState) -> str:
    if source.silent_since is None:
        return ""
    told = gettext("Nothing new since %(day)s, for longer than usual: check whether its start page has moved.")
    return told % {"day": day(source.silent_since)}


def _doubtful(source: SourceState) -> str:
    if not source.doubtful:
        return ""
    command = f"`pressroom sources {source.name} --dropped {Cause.DOUBTFUL}`"
    return numbered(
        "%(num)s page reads too badly to be taken as a release: look at it (%(command)s).",
        "%(num)s pages read too badly to be taken as a release: look at them (%(command)s).",
        source.doubtful,
        command=command,
    )


def _note(source: SourceState) -> str:
    """What to do about a source; that it needs a contact the page says once, at its top, for all of them."""
    if source.state == "needs-contact":
        return ""
    if source.state != "failing":
        return said(source.note)
    parts = (source.last_error or "", source.last_error_meaning, source.last_error_advice)
    return " ".join(filter(None, [*map(said, parts), gettext("It is tried again by itself.")]))


def _present(source: SourceState) -> SourceRow:
    return SourceRow(
        source=source,
        name=source.organisation or source.name,
        state=gettext(STATES.get(source.state, source.state)),
        note=_note(source),
        warnings=_warnings(source),
        href=facet_address("source", source.name),
        doubtful=[_doubt(page) for page in source.to_look_at],
        start=[address for address in source.start if web_address(address)],
        hub=web_address(source.hub or ""),
        traffic=_traffic(source),
        today=_today(source),
        last_success=_when(source.last_success),
        last_new=_when(source.last_new),
        last_error_at=_when(source.last_error_at),
        next_due=_when(source.next_due),
        history=_history(source.history),
        last_error=said(source.last_error or ""),
        pace=said(source.pace),
    )


def _history(days: Sequence[Day]) -> list[DayBar]:
    most = max((day.tally.requests for day in days), default=0) or 1
    return [
        DayBar(
            words=_day_in_words(day),
            answered=-(-100 * (day.tally.requests - day.tally.failed) // most),
            failed=-(-100 * day.tally.failed // most),
            news=day.tally.new + day.tally.changed + day.tally.withdrawn,
        )
        for day in days
    ]


def _day_in_words(day: Day) -> str:
    tally = day.tally
    told = [
        numbered("%(num)s request", "%(num)s requests", tally.requests),
        numbered("%(num)s failed", "%(num)s failed", tally.failed),
    ]
    if tally.new:
        told.append(numbered("%(num)s new", "%(num)s new", tally.new))
    if tally.changed:
        told.append(numbered("%(num)s changed", "%(num)s changed", tally.changed))
    if tally.withdrawn:
        told.append(numbered("%(num)s withdrawn", "%(num)s withdrawn", tally.withdrawn))
    return labelled(day_of(day.day), listed(told))


def _doubt(page: Doubtful) -> Doubt:
    href = url_for("releases.page", release_id=page.release) if page.release else None
    return Doubt(page.url, web_address(page.url), said(page.reason), href)


def _traffic(source: SourceState) -> str:
    """The requests of the last 30 days."""
    month = source.month
    if not month.requests:
        return gettext("No requests")
    return numbered(
        "%(num)s request, %(failed)s of them failed; %(size)s",
        "%(num)s requests, %(failed)s of them failed; %(size)s",
        month.requests,
        failed=number(month.failed),
        size=size(month.bytes),
    )


def _today(source: SourceState) -> str:
    """The requests of today, beside how many there may be."""
    today = source.today
    values = {"requests": number(today.requests), "size": size(today.bytes), "most": number(source.budget or 0)}
    if source.budget is None:
        return gettext("%(requests)s; %(size)s") % values
    return gettext("%(requests)s of at most %(most)s; %(size)s") % values


def _when(value: datetime | None) -> When | None:
    return When(moment(value), iso(value)) if value else None
