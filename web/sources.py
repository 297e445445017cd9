"""The page of the sources: who is crawled, how it goes, and what to do where it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template

from crawler.records import iso
from crawler.store import SourceState
from web.library import library, settings
from web.links import facet_address
from web.wording import moment, web_address

blueprint = Blueprint("sources", __name__)

STATES = {
    "ok": "Up to date",
    "crawling": "Being crawled",
    "waiting": "Waiting for its first visit",
    "failing": "Failing",
    "needs-contact": "Needs a contact",
    "paused": "Paused",
    "removed": "No longer configured",
    "imported": "Imported",
}
TROUBLE_FIRST = ("failing", "needs-contact", "crawling", "waiting", "ok", "imported", "paused", "removed")


@dataclass(frozen=True)
class When:
    """A moment for people and for machines."""

    text: str
    iso: str


@dataclass(frozen=True)
class SourceRow:
    """What the template shows of a source."""

    source: SourceState
    name: str
    state: str
    note: str
    href: str
    start: list[str]
    last_success: When | None
    last_error_at: When | None
    next_due: When | None


@blueprint.get("/sources")
def page() -> str:
    found = library().sources()
    return render_template(
        "sources.html",
        rows=[_present(source) for source in sorted(found, key=_urgency)],
        summary=summary(found),
        releases=sum(source.releases for source in found),
        needs_contact=not settings().crawler.contact,
    )


def _urgency(source: SourceState) -> tuple[int, str]:
    return _rank(source.state), (source.organisation or source.name).casefold()


def _rank(state: str) -> int:
    return TROUBLE_FIRST.index(state) if state in TROUBLE_FIRST else 0


def summary(sources: Sequence[SourceState]) -> list[tuple[str, str, int]]:
    """How many sources are in each state: its key, its words and the number."""
    counts = Counter(source.state for source in sources)
    return [(state, STATES.get(state, state), counts[state]) for state in sorted(counts, key=_rank)]


def _present(source: SourceState) -> SourceRow:
    return SourceRow(
        source=source,
        name=source.organisation or source.name,
        state=STATES.get(source.state, source.state),
        # The page says it once, at its top, for all of them.
        note="" if source.state == "needs-contact" else source.note,
        href=facet_address("source", source.name),
        start=[address for address in source.start if web_address(address)],
        last_success=_when(source.last_success),
        last_error_at=_when(source.last_error_at),
        next_due=_when(source.next_due),
    )


def _when(value: datetime | None) -> When | None:
    return When(moment(value), iso(value)) if value else None
