"""The views behind the JSON endpoints, and the table of them all."""

from __future__ import annotations

from time import perf_counter

from flask import Blueprint, url_for
from werkzeug.exceptions import NotFound

from crawler.records import StoredRelease
from indexer.index import Hit, SearchResult
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
from web.api.openapi import document
from web.api.operations import Operation
from web.api.schemas import (
    HealthAnswer,
    OpenApiDocument,
    ReadyAnswer,
    ReleaseAnswer,
    RevisionAnswer,
    RevisionsAnswer,
    RevisionsLinks,
    SourceAnswer,
    SourcesAnswer,
    SourcesLinks,
    address,
)
from web.archived import newest_capture
from web.health import alive, ready
from web.library import library, settings
from web.links import family_search, following, preceding, search_address
from web.parameters import PARAMETERS, Search, Similar
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
            notes=list(result.notes),
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
    )


def suggest(typed: Typed) -> SuggestAnswer:
    started = perf_counter()
    found = suggestions(typed)
    took = (perf_counter() - started) * 1000
    return SuggestAnswer(q=typed.q, took_ms=round(took, 1), suggestions=[SuggestionAnswer.of(one) for one in found])


def release(_: Parameters, release_id: str) -> ReleaseAnswer:
    stored = _stored(release_id)
    return ReleaseAnswer.of(stored, library().store.relations(stored), newest_capture(stored))


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


def revisions(_: Parameters, release_id: str) -> RevisionsAnswer:
    _stored(release_id)
    found = library().store.revisions(release_id)
    return RevisionsAnswer(
        revisions=[
            RevisionAnswer.of(release_id, revision, before)
            for before, revision in zip([None, *found], found, strict=False)
        ],
        links=RevisionsLinks(
            self=address("api.revisions", release_id=release_id),
            release=address("api.release", release_id=release_id),
            html=address("revisions.listing", release_id=release_id),
        ),
    )


def _stored(release_id: str) -> StoredRelease:
    stored = library().store.release(release_id)
    if stored is None:
        raise NotFound(f"There is no release with the id {release_id}.")
    return stored


def sources(_: Parameters) -> SourcesAnswer:
    found = [SourceAnswer.of(source) for source in library().sources()]
    return SourcesAnswer(sources=found, links=SourcesLinks(self=address("api.sources"), html=address("sources.page")))


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
        errors=(503,),
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
    ),
    Operation(
        name="release",
        path="/api/v1/releases/{id}",
        summary="One release",
        description="A release with its text and notes.",
        run=release,
        answer=ReleaseAnswer,
        errors=(404, 503),
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
    ),
    Operation(
        name="revisions",
        path="/api/v1/releases/{id}/revisions",
        summary="The history of a release",
        description="What a release has said since it was first seen here, the first first.",
        run=revisions,
        answer=RevisionsAnswer,
        errors=(404, 503),
    ),
    Operation(
        name="sources",
        path="/api/v1/sources",
        summary="Sources and their state",
        description="Where releases come from, how the crawls go, and what to do where they don't.",
        run=sources,
        answer=SourcesAnswer,
        errors=(503,),
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
    ),
)


for _operation in OPERATIONS:
    blueprint.add_url_rule(_operation.rule, _operation.name, _operation.respond)
