"""What stands before everything, on the page that nothing was asked of: what is new, talked about and changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import url_for

from crawler.records import Precision, iso
from indexer.bursts import bursts
from indexer.index import FacetValue, Hit, SearchRequest
from web.i18n import gettext, language
from web.labels import value_label
from web.library import library
from web.links import search_address
from web.parameters import PARAMETERS, unchanged
from web.sources import summary
from web.wording import day_of, direction, moment

WEEK = timedelta(days=7)
BEFORE = timedelta(days=91)  # that a week is compared with
TALKED_OF = ("topic", "person", "mentioned", "place")  # facets
LOOKED_AT = 2_000  # values of each
TALKED = 10
NEWEST = 200  # releases among which the newest of each organisation are
ORGANISATIONS = 8
CHANGED = 6


@dataclass(frozen=True)
class Talked:
    """What is talked of: a value of a facet, and the releases of the week with it."""

    label: str
    href: str
    count: int
    before: int


@dataclass(frozen=True)
class Line:
    """A release in a list; `state` is that of one that changed, `when` what the list is ordered by."""

    title: str
    href: str
    language: str
    direction: str
    organisation: str
    when: str
    when_iso: str
    state: str = ""
    state_label: str = ""


@dataclass(frozen=True)
class Home:
    """The parts of the page; each may be empty. `week` is the last day of the week that is talked of."""

    talked: Sequence[Talked]
    week: str
    newest: Sequence[Line]
    changed: Sequence[Line]
    health: Sequence[tuple[str, str, int]]

    @property
    def is_empty(self) -> bool:
        return not (self.talked or self.changed)


def home(today: date) -> Home:
    """What is shown before everything. Made once for what the index and the store hold on a day."""
    index, store = library().index, library().store
    return library().once(f"home {language()}", (index.seq, store.seq(), today), lambda: _home(today))


def _home(today: date) -> Home:
    hits = library().index.search(SearchRequest(sort="newest", limit=NEWEST, until=today, snippets=False)).hits
    newest = _first_of_each(hits)
    last = date.fromisoformat(_day(hits[0])) if hits else today
    return Home(
        talked=_talked(last),
        week=day_of(last.isoformat()),
        newest=[_line(hit) for hit in newest[:ORGANISATIONS]] if len(newest) > 1 else [],
        changed=_changed(),
        health=_health(),
    )


def _first_of_each(hits: Sequence[Hit]) -> list[Hit]:
    """The newest release of each organisation."""
    found: dict[str, Hit] = {}
    for hit in hits:
        found.setdefault(hit.fields.get("organisation") or hit.fields["source"], hit)
    return list(found.values())


def _talked(last: date) -> list[Talked]:
    """What the week that ends with a day has more often than the months before; each thing under one of its kinds."""
    first = last - WEEK + timedelta(days=1)
    total, now = _counts(first, last)
    total_before, before = _counts(first - BEFORE, first - timedelta(days=1))
    found = []
    for facet in TALKED_OF:
        counted = ({name: value.count for name, value in counts[facet].items()} for counts in (now, before))
        of_facet = bursts(next(counted), total, next(counted), total_before)
        wider = {now[facet][burst.value].parent for burst in of_facet}  # said by what is part of it
        found += [(burst, facet) for burst in of_facet if burst.value not in wider]
    found.sort(key=lambda each: -each[0].surprise)
    plain = unchanged(PARAMETERS)
    return [
        Talked(
            value_label(facet, burst.value),
            search_address("search.page", plain.but(**{facet: [burst.value]}, since=first.isoformat())),
            burst.count,
            burst.before,
        )
        for burst, facet in found[:TALKED]
    ]


def _counts(since: date, until: date) -> tuple[int, Mapping[str, Mapping[str, FacetValue]]]:
    """How many releases are of some days, and the values of each facet that they have."""
    facets = dict.fromkeys(TALKED_OF, LOOKED_AT)
    found = library().index.search(SearchRequest(since=since, until=until, limit=1, snippets=False, facets=facets))
    return found.total, {name: {value.value: value for value in found.facets[name]} for name in TALKED_OF}


def _changed() -> list[Line]:
    found = []
    for release, at in library().store.lately_changed(CHANGED):
        content = release.content
        found.append(
            Line(
                title=content.title or gettext("Untitled release"),
                href=url_for("releases.page", release_id=release.id),
                language=content.language or "",
                direction=direction(content.language),
                organisation=content.organisation or release.source,
                when=moment(at),
                when_iso=iso(at),
                state=release.state.value,
                state_label=value_label("state", release.state.value),
            )
        )
    return found


def _health() -> list[tuple[str, str, int]]:
    return summary(library().sources())


def _line(hit: Hit) -> Line:
    fields = hit.fields
    return Line(
        title=fields["title"] or gettext("Untitled release"),
        href=url_for("releases.page", release_id=hit.id),
        language=fields.get("language") or "",
        direction=direction(fields.get("language")),
        organisation=fields.get("organisation") or fields["source"],
        when=day_of(fields.get("published") or fields["first_seen"], fields.get("published_precision", Precision.DAY)),
        when_iso=fields.get("published") or fields["first_seen"],
    )


def _day(hit: Hit) -> str:
    return str(hit.fields.get("published") or hit.fields["first_seen"])[: len("2019-10-30")]


def today() -> date:
    """The day that it is, in UTC."""
    return datetime.now(UTC).date()
