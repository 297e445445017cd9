"""The search page: what it asks the index, and what it shows of the answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import get_args

from flask import Blueprint, Response, make_response, render_template, request, url_for
from markupsafe import Markup

from crawler.records import Precision
from crawler.store import SourceState, StoreError
from indexer.index import Hit, SearchResult, Sort
from indexer.paragraphs import anchor
from web.admin.desk import desk
from web.choices import FACET_VALUES, Choice, Facets, facet_groups, histogram
from web.feeds.pages import offered
from web.home import Home, home, today
from web.i18n import gettext, later
from web.labels import facet_label, value_label
from web.library import library, settings
from web.links import SomeSearch, facet_address, family_search, following, preceding, search_address, timeless
from web.parameters import FILTERS, LAST_PAGE, PARAMETERS, WINDOW, Density, Search, unchanged
from web.said import said
from web.validation import ParameterError, read, read_without
from web.wording import day_of, direction

blueprint = Blueprint("search", __name__)

BARS = 48  # of the histogram at most
NAMES_IN_A_HIT = 4  # of people and of places
SORTS: Mapping[str, str] = {
    "relevance": later("Relevance"),
    "newest": later("Newest"),
    "oldest": later("Oldest"),
}
DENSITIES: Mapping[str, str] = {"full": later("Full"), "compact": later("Compact")}
PAGES_BESIDE = 2  # page numbers on each side of the current one


@dataclass(frozen=True)
class Chip:
    """An active filter, and the search without it."""

    facet: str
    label: str
    href: str
    excluded: bool = False


@dataclass(frozen=True)
class HitView:
    """One result."""

    hit: Hit
    href: str  # its page, at the paragraph that matches best
    snippet: Markup
    direction: str
    date: str
    date_iso: str
    dated: bool  # False: the date is when it was first seen
    organisation: str
    organisation_href: str
    names: list[Choice]
    more: Choice | None  # the others with nearly the same text


@dataclass(frozen=True)
class PageLink:
    """A page number; None for the gap between two."""

    number: int | None
    href: str = ""
    current: bool = False


@dataclass(frozen=True)
class Rescue:
    """Another search that may find something, and how many releases it finds."""

    label: str
    href: str
    count: int


@blueprint.get("/")
def page() -> Response:
    try:
        search = read(PARAMETERS, request.args, ignore_unknown=True)
    except ParameterError as error:
        return make_response(_refused(error), 400)
    facets = {facet.name: FACET_VALUES for facet in FILTERS} | {"date": BARS}
    request_ = search.request(facets, recent=settings().search.recent, group=True)
    result = library().index.search(replace(request_, explain=False))
    if result.total and not result.relaxed and search.page == 1 and not search.cursor and (past := library().past):
        past.remember(search.q)
    if not result.total and not search.q.strip() and not search.narrowed:
        return make_response(_empty(search))
    return make_response(_found(search, result))


def _found(search: Search, result: SearchResult) -> str:
    before, after = preceding(search), following(search, result)
    return render_template(
        "search.html",
        search=search,
        result=result,
        notes=list(map(said, result.notes)),
        hits=[_hit(hit, search) for hit in result.hits],
        groups=facet_groups(search, result.facets, result.total),
        chips=chips(search, result.facets),
        clear=search_address("search.page", search.broadened()),
        bars=histogram(search, result.facets["date"]),
        densities=[_density(search, name) for name in get_args(Density)],
        as_json=search_address("api.search", search.but(density="full")),
        sorts=[_sort(search, name) for name in get_args(Sort) if search.q.strip() or name != "relevance"],
        hidden=_hidden(search, ("q", "from", "to", "match"), [facet.name for facet in FILTERS]),
        read_as=result.parsed if read_differently(search.q, result.parsed) else "",
        meant=_meant(search, result),
        rescues=[] if result.total else rescues(search),
        pages=[] if search.cursor else page_links(search, result.shown),
        before=before and search_address("search.page", before),
        after=after and search_address("search.page", after),
        first=(search.page - 1) * search.size + 1,
        home=_home(search),
        start=search_address("search.page", search.but()),
        canonical=search_address("search.page", search, external=True),
        over_time=search_address("timeline.page", timeless(search)),
        feeds=offered(search),
        saved=_saved(search),
        exported=search_address("exports.page", timeless(search).but(sort=search.sort)),
    )


def _saved(search: Search) -> str:
    """Where the search is saved; "" while nobody has an account, and while the store can't be read."""
    try:
        return search_address("admin.new_search", timeless(search)) if desk().is_open() else ""
    except StoreError:
        return ""


def _home(search: Search) -> Home | None:
    """What stands before everything where nothing was asked; nothing while the store can't be read."""
    if search != unchanged(PARAMETERS):
        return None
    try:
        found = home(today())
    except StoreError:
        library().forget()
        return None
    return None if found.is_empty else found


def _refused(error: ParameterError) -> str:
    """What is wrong with the search, the fields to mend it in, and the search without what is wrong."""
    bad = {name for name, _ in error.problems}
    search = read_without(PARAMETERS, request.args, error)
    return render_template(
        "refused.html",
        search=search,
        problems={name: said(sentence) for name, sentence in error.problems},
        typed=request.args,
        hidden=_hidden(search, ("q", "from", "to") if bad & {"from", "to"} else ("q",)),
        without=search_address("search.page", search),
    )


def _empty(search: Search) -> str:
    """Nothing is in the index yet: what is happening, and what to do."""
    found: list[SourceState] = []
    try:
        found = list(library().sources())
    except StoreError:
        library().forget()
    waiting = [source for source in found if source.state in ("waiting", "crawling")]
    failing = [source for source in found if source.state == "failing"]
    stored = sum(source.releases for source in found)
    return render_template(
        "empty.html",
        search=search,
        sources=found,
        waiting=waiting,
        failing=failing,
        stored=stored,
        needs_contact=not settings().crawler.contact,
    )


def _hit(hit: Hit, search: Search) -> HitView:
    fields = hit.fields
    date = fields.get("published") or fields.get("first_seen") or ""
    names = [_named("person", name) for name in fields.get("people", ())[:NAMES_IN_A_HIT]]
    names += [_named("place", name) for name in fields.get("places", ())[:NAMES_IN_A_HIT]]
    organisation = fields.get("organisation") or ""
    precision = fields.get("published_precision", Precision.DAY)
    return HitView(
        hit=hit,
        href=url_for(
            "releases.page",
            release_id=hit.id,
            q=search.q or None,
            _anchor=anchor(hit.paragraph) if hit.paragraph else None,
        ),
        snippet=Markup(hit.snippet),  # noqa: S704 - the index gives it escaped (indexer.index.Hit)
        direction=direction(fields.get("language")),
        date=day_of(date, precision),
        date_iso=date,
        dated=bool(fields.get("published")),
        organisation=organisation,
        organisation_href=facet_address("organisation", organisation),
        names=names,
        more=_more(hit, search),
    )


def _named(facet: str, value: str) -> Choice:
    return Choice(value, value_label(facet, value), facet_address(facet, value))


def _more(hit: Hit, search: Search) -> Choice | None:
    everything = family_search(search, hit)
    if everything is None:
        return None
    return Choice("", "", search_address("search.page", everything), hit.more)


def chips(search: Search, facets: Facets, endpoint: str = "search.page") -> list[Chip]:
    """What narrows the search, each with the search without it."""
    found: list[Chip] = []
    for facet in FILTERS:
        labels = {value.value: value.label for value in facets.get(facet.name, ())}
        for written in getattr(search, facet.name):
            value = written.removeprefix("-")
            href = search_address(endpoint, search.toggled(facet.name, written))
            label = value_label(facet.name, value, labels.get(value))
            found.append(Chip(facet_label(facet.name), label, href, written != value))
    if search.since:
        found.append(Chip(gettext("From"), search.since, search_address(endpoint, search.but(since=None))))
    if search.until:
        found.append(Chip(gettext("To"), search.until, search_address(endpoint, search.but(until=None))))
    if search.family:
        found.append(_family_chip(search_address(endpoint, search.but(family=None))))
    return found


def _family_chip(href: str) -> Chip:
    return Chip(gettext("Only"), gettext("nearly the same text"), href)


def _sort(search: Search, name: str) -> Choice:
    href = search_address("search.page", search.but(sort=name))
    return Choice(name, gettext(SORTS[name]), href, selected=name == search.order)


def _density(search: Search, name: str) -> Choice:
    href = search_address("search.page", search.model_copy(update={"density": name}))
    return Choice(name, gettext(DENSITIES[name]), href, selected=name == search.density)


def _hidden(search: Search, shown: Collection[str], boxes: Collection[str] = ()) -> list[tuple[str, str]]:
    """What the form carries along unseen: all but the fields that the page shows and the place in the results.

    Of the facets in `boxes` the page shows what is included; what is excluded has no box and is carried along.
    """
    dropped = {*shown, "page", "cursor"}
    return [
        (name, value)
        for name, value in search.for_people().pairs()
        if name not in dropped and (name not in boxes or value.startswith("-"))
    ]


def read_differently(q: str, parsed: str) -> bool:
    """Whether a query was read as something else than its words, all of them wanted."""
    return " ".join(q.split()).casefold() != " ".join(parsed.replace(" AND ", " ").split()).casefold()


def _meant(search: Search, result: SearchResult) -> Choice | None:
    if not result.did_you_mean:
        return None
    return Choice("", result.did_you_mean, search_address("search.page", search.but(q=result.did_you_mean)))


def rescues(search: Search) -> list[Rescue]:
    """Searches near to one that found nothing, those that find something."""
    counted = [Rescue(label, search_address("search.page", other), _count(other)) for label, other in nearby(search)]
    return [rescue for rescue in counted if rescue.count]


def nearby(search: SomeSearch) -> list[tuple[str, SomeSearch]]:
    """Searches that may find something where one finds nothing, with what is said of them."""
    tries = [(gettext("Without the filters and dates"), search.broadened())] if search.narrowed else []
    if search.q.strip() and search.match != "any":
        tries.append((gettext("With any of the words"), search.but(match="any")))
    if search.filters and (search.since or search.until):
        tries.append((gettext("At any time"), search.but(since=None, until=None)))
    return tries


def _count(search: Search) -> int:
    return library().index.count(replace(search.request({}), snippets=False))


def page_links(search: Search, total: int) -> list[PageLink]:
    """The first, the last and the neighbouring pages, with gaps; none when there is one page."""
    last = min(-(-total // search.size), WINDOW // search.size, LAST_PAGE)
    if last < 2:
        return []
    beside = range(search.page - PAGES_BESIDE, search.page + PAGES_BESIDE + 1)
    wanted = sorted({1, last, *(number for number in beside if 1 <= number <= last)})
    found: list[PageLink] = []
    for number in wanted:
        if found and found[-1].number != number - 1:
            found.append(PageLink(None))
        href = search_address("search.page", search.but(page=number))
        found.append(PageLink(number, href, number == search.page))
    return found
