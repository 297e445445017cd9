"""The views behind the JSON endpoints, and the table of them all."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from flask import Blueprint, Response, url_for
from werkzeug.exceptions import NotFound

from crawler.records import StoredRelease
from crawler.store import SourceState
from crawler.store.days import Wanted
from indexer.index import Hit, SearchResult
from web.api.documents import DESCRIBED
from web.api.found import (
    FacetValueAnswer,
    HitAnswer,
    QueryAnswer,
    SearchAnswer,
    SearchLinks,
    SimilarAnswer,
    SimilarLinks,
    SuggestAnswer,
    SuggestionAnswer,
)
from web.api.listing import (
    CRAWLS,
    ONE_RELEASE,
    REVISIONS,
    SOURCES,
    Crawls,
    Listing,
    Place,
    Sources,
    Sparse,
    cut,
    part,
    read_day,
    sparse,
)
from web.api.openapi import document
from web.api.operations import Example, Operation
from web.api.reference import page as reference_page
from web.api.schemas import (
    CrawlDayAnswer,
    CrawlsAnswer,
    CrawlStateAnswer,
    HealthAnswer,
    ListLinks,
    OpenApiDocument,
    ReadyAnswer,
    ReleaseAnswer,
    RevisionAnswer,
    RevisionsAnswer,
    RevisionsLinks,
    SourceAnswer,
    SourcesAnswer,
    address,
)
from web.archived import newest_capture
from web.health import alive, ready
from web.library import library, settings
from web.links import family_search, following, preceding, search_address, timeless
from web.parameters import PARAMETERS, Search, Similar, first_day, last_day
from web.suggest import Typed, suggestions
from web.validation import Parameters

blueprint = Blueprint("api", __name__)


def search(wanted: Search) -> SearchAnswer:
    started = perf_counter()
    result = library().index.search(wanted.request(recent=settings().search.recent))
    took = (perf_counter() - started) * 1000
    return SearchAnswer(
        query=QueryAnswer(
            q=wanted.q,
            parsed=result.parsed,
            filters=_filters(wanted),
            relaxed=result.relaxed,
            did_you_mean=result.did_you_mean,
            notes=[*wanted.notes, *result.notes],
        ),
        total=result.total,
        took_ms=round(took, 1),
        groups=result.groups,
        results=[HitAnswer.of(hit, wanted.fields, _family(wanted, hit)) for hit in result.hits],
        facets={name: [FacetValueAnswer.of(name, value) for value in found] for name, found in result.facets.items()},
        cursor=result.cursor,
        links=_links(wanted, result),
    )


def _filters(wanted: Search) -> dict[str, list[str]]:
    given = {name: values for name in wanted.filters if (values := getattr(wanted, name))}
    days = {"from": wanted.since, "to": wanted.until}
    return given | {name: [day] for name, day in days.items() if day}


def _family(wanted: Search, hit: Hit) -> str | None:
    everything = family_search(wanted, hit)
    return None if everything is None else search_address("api.search", everything, external=True)


def _links(wanted: Search, result: SearchResult) -> SearchLinks:
    after, before = following(wanted, result), preceding(wanted)

    def link(other: Search | None) -> str | None:
        return None if other is None else search_address("api.search", other, external=True)

    return SearchLinks(
        self=search_address("api.search", wanted, external=True),
        next=link(after),
        prev=link(before),
        html=search_address("search.page", wanted.for_people(), external=True),
        atom=search_address("feeds.atom", timeless(wanted), external=True),
    )


def suggest(typed: Typed) -> SuggestAnswer:
    started = perf_counter()
    found = suggestions(typed)
    took = (perf_counter() - started) * 1000
    return SuggestAnswer(q=typed.q, took_ms=round(took, 1), suggestions=[SuggestionAnswer.of(one) for one in found])


def release(wanted: Sparse, release_id: str) -> ReleaseAnswer:
    stored = _stored(release_id)
    return sparse(ReleaseAnswer.of(stored, library().store.relations(stored), newest_capture(stored)), wanted.fields)


def similar(wanted: Similar, release_id: str) -> SimilarAnswer:
    found = library().index.similar(_stored(release_id), wanted.size)
    return SimilarAnswer(
        results=[HitAnswer.of(hit, wanted.fields) for hit in found],
        links=SimilarLinks(
            self=address("api.similar", release_id=release_id, **wanted.model_dump(exclude_defaults=True)),
            release=address("api.release", release_id=release_id),
            html=address("releases.page", release_id=release_id),
        ),
    )


def revisions(wanted: Listing, release_id: str) -> RevisionsAnswer:
    _stored(release_id)
    found = library().store.revisions(release_id)
    answers = [
        RevisionAnswer.of(release_id, revision, before) for before, revision in zip([None, *found], found, strict=False)
    ]
    shown = part(answers, lambda one: (one.number,), wanted)
    return RevisionsAnswer(
        total=len(found),
        revisions=[sparse(one, wanted.fields) for one in shown.items],
        cursor=shown.cursor,
        links=RevisionsLinks(
            **_list_links("api.revisions", wanted, shown.cursor, release_id=release_id),
            release=address("api.release", release_id=release_id),
            html=address("revisions.listing", release_id=release_id),
        ),
    )


def _stored(release_id: str) -> StoredRelease:
    stored = library().store.release(release_id)
    if stored is None:
        raise NotFound(f"There is no release with the id {release_id}.")
    return stored


def sources(wanted: Sources) -> SourcesAnswer:
    found = [
        source
        for source in library().sources()
        if (not wanted.source or source.name in wanted.source) and (not wanted.state or source.state in wanted.state)
    ]
    place = _PLACES[wanted.sort]
    shown = part(sorted(found, key=place), place, wanted)
    return SourcesAnswer(
        total=len(found),
        sources=[sparse(SourceAnswer.of(source), wanted.fields) for source in shown.items],
        cursor=shown.cursor,
        links=ListLinks(**_list_links("api.sources", wanted, shown.cursor), html=address("sources.page")),
    )


_PLACES: dict[str, Callable[[SourceState], Place]] = {
    "name": lambda source: (source.name,),
    "releases": lambda source: (-source.releases, source.name),
    "newest": lambda source: (-int(source.last_new.timestamp()) if source.last_new else 0, source.name),
}


def crawls(wanted: Crawls) -> CrawlsAnswer:
    chosen = Wanted(
        sources=tuple(wanted.source),
        since=first_day(wanted.since) if wanted.since else None,
        until=last_day(wanted.until) if wanted.until else None,
        newest_first=wanted.sort == "newest",
        after=read_day(wanted.cursor) if wanted.cursor else None,
        limit=wanted.size + 1,
    )
    total, found = library().store.crawl_days(chosen)
    shown = cut(found, lambda one: (one.day.isoformat(), one.source), wanted.size)
    states = [source for source in library().sources() if not wanted.source or source.name in wanted.source]
    return CrawlsAnswer(
        now=[CrawlStateAnswer.of(source) for source in states],
        total=total,
        days=[sparse(CrawlDayAnswer.of(one), wanted.fields) for one in shown.items],
        cursor=shown.cursor,
        links=ListLinks(**_list_links("api.crawls", wanted, shown.cursor), html=address("sources.page")),
    )


def _list_links(endpoint: str, wanted: Listing, cursor: str | None, **path: str) -> dict[str, str | None]:
    """The address of a part of a list, and that of the next."""
    asked = wanted.model_dump(by_alias=True, exclude_defaults=True)
    following = address(endpoint, **path, **(asked | {"cursor": cursor})) if cursor else None
    return {"self": address(endpoint, **path, **asked), "next": following}


def openapi(_: Parameters) -> OpenApiDocument:
    return OpenApiDocument(document(OPERATIONS, settings().web.title, url_for("search.page", _external=True)))


OPERATIONS = (
    Operation(
        name="search",
        path="/api/v1/search",
        summary="Search releases",
        description="Releases that match a query and filters, with facets. No parameter is needed: then it gives "
        "everything, newest first.",
        run=search,
        parameters=PARAMETERS,
        answer=SearchAnswer,
        errors=(404, 503),
        examples=(
            Example("words", "/api/v1/search?q=tanker&size=1&facets=place:2,date", "Words, with two facets"),
            Example(
                "filters",
                "/api/v1/search?organisation=Harbour+Safety+Union&from=2019&to=2020&sort=oldest&size=1"
                "&fields=title,published,links&facets=none",
                "Filters, order, and some fields",
            ),
        ),
    ),
    Operation(
        name="suggest",
        path="/api/v1/suggest",
        summary="Completions while typing",
        description="What begins, at any of its words, with what was typed, or nearly so: queries that others asked, "
        "organisations, people, places and topics, most frequent first, then titles, newest first.",
        run=suggest,
        parameters=Typed,
        answer=SuggestAnswer,
        errors=(503,),
        examples=(Example("place", "/api/v1/suggest?q=hul&size=3", "What begins with “hul”"),),
    ),
    Operation(
        name="release",
        path="/api/v1/releases/{id}",
        summary="One release",
        description="A release with its text and notes.",
        run=release,
        parameters=ONE_RELEASE,
        answer=ReleaseAnswer,
        errors=(404, 503),
        examples=(
            Example("whole", "/api/v1/releases/exercise2019", "A release, whole"),
            Example("some", "/api/v1/releases/exercise2019?fields=title,state", "Two of its fields"),
        ),
    ),
    Operation(
        name="similar",
        path="/api/v1/releases/{id}/similar",
        summary="Similar releases",
        description="Releases about the same event or subject, of any organisation and language; the release itself "
        "and those with nearly the same text are not among them.",
        run=similar,
        parameters=Similar,
        answer=SimilarAnswer,
        errors=(404, 503),
        examples=(
            Example(
                "titles", "/api/v1/releases/arabic1/similar?size=2&fields=title,language", "Titles in other languages"
            ),
        ),
    ),
    Operation(
        name="revisions",
        path="/api/v1/releases/{id}/revisions",
        summary="The history of a release",
        description="What a release has said since it was first seen here, the first first.",
        run=revisions,
        parameters=REVISIONS,
        answer=RevisionsAnswer,
        errors=(404, 503),
        examples=(
            Example("moments", "/api/v1/releases/exercise2019/revisions?fields=at,title,links", "When it said what"),
        ),
    ),
    Operation(
        name="sources",
        path="/api/v1/sources",
        summary="Sources and their state",
        description="Where releases come from, how the crawls go, and what to do where they don't.",
        run=sources,
        parameters=SOURCES,
        answer=SourcesAnswer,
        errors=(404, 503),
        examples=(
            Example("failing", "/api/v1/sources?state=failing", "Those that fail"),
            Example(
                "most", "/api/v1/sources?sort=releases&size=2&fields=organisation,releases", "Those with most releases"
            ),
        ),
    ),
    Operation(
        name="crawls",
        path="/api/v1/crawls",
        summary="State and history of crawls",
        description="What the crawls of each source do now, and what they did day by day: requests, errors, traffic, "
        "and releases that were new, changed or withdrawn.",
        run=crawls,
        parameters=CRAWLS,
        answer=CrawlsAnswer,
        errors=(404, 503),
        examples=(Example("source", "/api/v1/crawls?source=harbour&from=2024-03&size=2", "The last days of a source"),),
    ),
    Operation(
        name="openapi",
        path="/api/v1/openapi.json",
        summary="This document",
        description="The description of these addresses (OpenAPI 3.1).",
        run=openapi,
        answer=OpenApiDocument,
    ),
    Operation(
        name="alive",
        path="/healthz",
        summary="Liveness",
        description="Answers as long as the web server runs.",
        run=alive,
        answer=HealthAnswer,
        cacheable=False,
        examples=(Example("alive", "/healthz", "The server runs"),),
    ),
    Operation(
        name="ready",
        path="/readyz",
        summary="Readiness",
        description="Answers 200 when store and index can be read, else 503 with the reason.",
        run=ready,
        answer=ReadyAnswer,
        errors=(503,),
        cacheable=False,
        examples=(Example("ready", "/readyz", "Searches are answered"),),
    ),
    *DESCRIBED,
)


for _operation in filter(lambda operation: operation.run, OPERATIONS):
    blueprint.add_url_rule(_operation.rule, _operation.name, _operation.respond)


@blueprint.get("/api/docs")
def reference() -> Response:
    return reference_page(OPERATIONS)
