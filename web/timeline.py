"""Releases over time, by organisation or by query: as a page, a drawing, an image and rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request

from indexer.index import Dated, FacetValue
from web import drawing
from web.api.problems import problem
from web.choices import Choice
from web.errors import is_for_programs
from web.i18n import gettext, in_english, later, numbered
from web.library import library
from web.links import search_address, timeless
from web.parameters import MAX_COMPARED, TIMELINE, OverTime, Search, first_day, last_day
from web.raster import NoLettersError, png
from web.said import said
from web.search import chips, nearby
from web.spans import Span, Unit, counts, spans, unit_for
from web.validation import ParameterError, read, read_without
from web.wording import harmless

blueprint = Blueprint("timeline", __name__)

BESIDE = 6  # organisations beside each other; all others are one more
CHOICES = 20  # organisations to choose from
# By the name of a unit of time.
UNIT_LABELS = {
    "month": later("Month"),
    "year": later("Year"),
    "decade": later("Decade"),
    "century": later("Century"),
}
BY_UNIT = {
    "month": later("Releases by month"),
    "year": later("Releases by year"),
    "decade": later("Releases by decade"),
    "century": later("Releases by century"),
}
EACH_BAR = {
    "month": later("Each bar is a month."),
    "year": later("Each bar is a year."),
    "decade": later("Each bar is a decade."),
    "century": later("Each bar is a century."),
}
TOO_MANY = {
    "month": later("There are too many months to show one by one: narrow the dates to see them."),
    "year": later("There are too many years to show one by one: narrow the dates to see them."),
}
SHOWN = ("q", "compare", "from", "to", "organisation")  # the fields that the page's form shows


@dataclass(frozen=True)
class Point:
    """How many releases of a series there are in a span, in words, and the search for them; no address for none."""

    span: Span
    count: int
    words: str
    href: str


@dataclass(frozen=True)
class Series:
    """A line of the comparison."""

    label: str
    href: str
    dated: Dated
    points: tuple[Point, ...]

    @property
    def counts(self) -> list[int]:
        return [point.count for point in self.points]

    @property
    def total(self) -> int:
        return self.dated.total


@dataclass(frozen=True)
class OfTime:
    """All that is shown over time: the series over the same spans of one `unit`."""

    asked: OverTime
    unit: Unit
    spans: Sequence[Span]
    series: Sequence[Series]
    total: int  # of releases, where the series are parts of one search; of the first query otherwise

    @property
    def is_coarser(self) -> bool:
        """Whether the unit that was asked for would have been too short."""
        return self.asked.unit not in ("auto", self.unit.name)

    @property
    def undated(self) -> list[tuple[str, int]]:
        """The series of which releases give no date, and how many."""
        return [(one.label, one.dated.undated) for one in self.series if one.dated.undated]

    @property
    def by_year(self) -> list[tuple[str, int]]:
        """The same of those that give no more than a year, where that matters."""
        if self.unit.name != "month":
            return []
        return [(one.label, one.dated.by_year) for one in self.series if one.dated.by_year]

    @property
    def title(self) -> str:
        if self.asked.split == "query" and len(self.series) > 1:
            return numbered("%(num)s query over time", "%(num)s queries over time", len(self.series))
        query = self.asked.queries[0]
        if not query:
            return numbered("%(num)s release over time", "%(num)s releases over time", self.total)
        return numbered(
            "%(num)s release for “%(query)s” over time",
            "%(num)s releases for “%(query)s” over time",
            self.total,
            query=query,
        )

    @property
    def by_unit(self) -> str:
        """What the charts show."""
        return gettext(BY_UNIT[self.unit.name])

    @property
    def each_bar(self) -> str:
        return gettext(EACH_BAR[self.unit.name])

    @property
    def unit_label(self) -> str:
        return gettext(UNIT_LABELS[self.unit.name])

    @property
    def too_many(self) -> str:
        """Why the unit is not the one that was asked for."""
        return gettext(TOO_MANY[self.asked.unit])


@blueprint.get("/timeline")
def page() -> Response:
    try:
        asked = read(TIMELINE, request.args, ignore_unknown=True)
    except ParameterError as error:
        return make_response(_refused(error), 400)
    found = over_time(asked)
    shown = _literal(asked.search.but(q=asked.queries[0]))
    return make_response(
        render_template(
            "timeline.html",
            asked=asked,
            search=asked,
            over_time=found,
            chart=drawing.chart(asked.view, [one.counts for one in found.series], found.spans, found.unit),
            chips=chips(asked, {}, "timeline.page"),
            clear=search_address("timeline.page", asked.broadened()),
            ways=_ways(asked, found),
            boxes=_organisations(asked),
            hidden_here=_hidden(asked),
            more_compared=MAX_COMPARED - len(asked.compare),
            searched=search_address("search.page", shown),
            rescues=[] if found.total or len(asked.queries) > 1 else _rescues(asked),
            downloads=[(name, search_address(f"timeline.{name}", asked)) for name in ("svg", "png", "csv")],
            canonical=search_address("timeline.page", asked, external=True),
        )
    )


@blueprint.get("/timeline.svg")
def svg() -> Response:
    """The drawing alone, with all that it needs."""
    return _file(_drawn(over_time(_for_file())), "image/svg+xml", "svg")


@blueprint.get("/timeline.png", endpoint="png")
def image() -> Response:
    """The drawing as an image."""
    drawn = _drawn(over_time(_for_file()))
    try:
        return _file(png(drawn), "image/png", "png")
    except NoLettersError as error:
        if is_for_programs():
            return problem(503, f"{error} The same drawing as SVG needs none.")
        sentence = f"{said(str(error))} {gettext('The same drawing as SVG needs none.')}"
        failed = render_template(
            "error.html", heading=gettext("No image can be made here"), advice=sentence, detail="", again=""
        )
        return make_response(failed, 503)


@blueprint.get("/timeline.csv", endpoint="csv")
@in_english
def rows() -> Response:
    """A row for each span of each series (RFC 4180)."""
    found = over_time(_for_file())
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(["period", "from", "to", found.asked.split, "releases"])
    lines.writerows(
        [point.span.name, point.span.first.isoformat(), point.span.last.isoformat(), harmless(one.label), point.count]
        for one in found.series
        for point in one.points
    )
    return _file(file.getvalue(), "text/csv; charset=utf-8; header=present", "csv")


def _for_file() -> OverTime:
    return read(TIMELINE, request.args, ignore_unknown=True, exact=True)


def over_time(asked: OverTime) -> OfTime:
    """Counts what was asked for."""
    parts, total = (_by_query if asked.split == "query" else _by_organisation)(asked)
    months = sorted({month for part in parts for month in part.dated.months})
    unit = unit_for(months, asked.unit)
    among = spans(months, unit)
    return OfTime(asked, unit, among, [_series(part, unit, among) for part in parts], total)


class _Part(NamedTuple):
    """A search that is one of the series: its label, and when its releases are from."""

    search: Search
    label: str
    dated: Dated


def _by_query(asked: OverTime) -> tuple[list[_Part], int]:
    """Each query under the same filters."""
    parts = []
    for query in asked.queries:
        search = _literal(asked.search.but(q=query))
        dated = library().index.timeline(search.request({})).everything
        parts.append(_Part(search, query or gettext("All releases"), dated))
    return parts, parts[0].dated.total


def _by_organisation(asked: OverTime) -> tuple[list[_Part], int]:
    """The organisations that have most, and all others together."""
    search = _literal(asked.search.but(q=asked.queries[0]))
    found = library().index.timeline(search.request({}), "organisation", BESIDE)
    parts = [_Part(_only(search, value), value, dated) for value, dated in found.values.items()]
    rest = _without(found.everything, found.values)
    if rest.total:
        label = gettext("All others") if parts else gettext("No organisation named")
        parts.append(_Part(_others(search, list(found.values)), label, rest))
    return parts, found.everything.total


def _literal(search: Search) -> Search:
    """The search for what has all the words: what is counted is what the search then finds, however few they are."""
    return search.but(match="all") if search.match == "auto" and search.q.strip() else search


def _only(search: Search, organisation: str) -> Search:
    return search.but(organisation=[organisation])


def _others(search: Search, organisations: Sequence[str]) -> Search:
    chosen = search.filters["organisation"].include if "organisation" in search.filters else ()
    rest = [value for value in chosen if value not in organisations]
    excluded = [value for value in getattr(search, "organisation", ()) if value.startswith("-")]
    return search.but(organisation=[*rest, *excluded] if rest else [*excluded, *(f"-{one}" for one in organisations)])


def _without(everything: Dated, values: Mapping[str, Dated]) -> Dated:
    """What is left of all."""
    left = {
        month: count - sum(dated.months.get(month, 0) for dated in values.values())
        for month, count in everything.months.items()
    }
    return Dated(
        {month: count for month, count in left.items() if count},
        everything.undated - sum(dated.undated for dated in values.values()),
        everything.by_year - sum(dated.by_year for dated in values.values()),
    )


def _series(part: _Part, unit: Unit, among: Sequence[Span]) -> Series:
    search, label, dated = part
    base = search_address("search.page", search.but(since=None, until=None))
    joint = "&" if "?" in base else "?"
    points = []
    for span, count in zip(among, counts(dated.months, unit, among), strict=True):
        words = numbered(
            "%(series)s, %(span)s: %(num)s release",
            "%(series)s, %(span)s: %(num)s releases",
            count,
            series=label,
            span=span.name,
        )
        days = urlencode(_days(span, unit, search))
        points.append(Point(span, count, words, f"{base}{joint}{days}" if count else ""))
    return Series(label, search_address("search.page", search), dated, tuple(points))


def _days(span: Span, unit: Unit, search: Search) -> list[tuple[str, str]]:
    """The days of a span as the search takes them, within those that are searched anyway."""
    length = {"month": len("2019-10"), "year": len("2019")}.get(unit.name, len("2019-10-30"))
    since, until = span.first.isoformat()[:length], span.last.isoformat()[:length]
    if search.since and first_day(search.since) > span.first:
        since = search.since
    if search.until and last_day(search.until) < span.last:
        until = search.until
    return [("from", since), ("to", until)]


def _ways(asked: OverTime, found: OfTime) -> list[tuple[str, list[Choice]]]:
    """How else it may be shown."""

    def choices(name: str, values: Mapping[str, str], now: str) -> list[Choice]:
        return [
            Choice(value, label, search_address("timeline.page", asked.but(**{name: value})), selected=value == now)
            for value, label in values.items()
        ]

    split = {
        "organisation": gettext("Organisations"),
        "query": gettext("Queries") if len(asked.queries) > 1 else gettext("All together"),
    }
    units = {"auto": gettext("As it fits"), "year": gettext("Years"), "month": gettext("Months")}
    views = {"multiples": gettext("A chart each"), "stacked": gettext("Stacked")}
    return [
        (gettext("By"), choices("by", split, asked.split)),
        (gettext("Bars"), choices("unit", units, asked.unit)),
        (gettext("Charts"), choices("view", views, asked.view) if len(found.series) > 1 else []),
    ]


def _organisations(asked: OverTime) -> list[FacetValue]:
    """The organisations that can be chosen, those that are chosen first."""
    search = _literal(asked.search.but(q=asked.queries[0]))
    wanted = replace(
        search.request({"organisation": CHOICES}), limit=0, offset=0, cursor=None, snippets=False, group=False
    )
    values = library().index.search(wanted).facets["organisation"]
    return sorted(values, key=lambda value: not value.selected)


def _hidden(asked: OverTime) -> list[tuple[str, str]]:
    """What the form carries along unseen. Who types a second query wants it shown, not the organisations."""
    kept = timeless(asked).but(by=None if asked.by == "organisation" else asked.by)
    return [
        (name, value)
        for name, value in kept.pairs()
        if name not in SHOWN or (name == "organisation" and value.startswith("-"))
    ]


def _rescues(asked: OverTime) -> list[Choice]:
    """Timelines near to one that is empty, those that have something."""
    counted = [
        Choice(
            "", label, search_address("timeline.page", other), library().index.count(_literal(other.search).request({}))
        )
        for label, other in nearby(asked)
    ]
    return [choice for choice in counted if choice.count]


def _refused(error: ParameterError) -> str:
    """What is wrong with the address, and the timeline without it."""
    asked = read_without(TIMELINE, request.args, error)
    return render_template(
        "timeline_refused.html",
        search=asked,
        problems={name: said(sentence) for name, sentence in error.problems},
        without=search_address("timeline.page", asked),
    )


def _drawn(found: OfTime) -> str:
    return drawing.standalone(
        found.asked.view,
        found.title,
        [(one.label, one.total, one.counts) for one in found.series],
        found.spans,
        found.unit,
    )


def _file(content: str | bytes, kind: str, ending: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f"attachment; filename=timeline.{ending}"
    return response
