"""What other blueprints give to programs, described as the JSON endpoints are: feeds, files, OAI-PMH, sitemaps."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from web.api.operations import Example, Operation
from web.api.schemas import ReleaseAnswer
from web.citations import RECORDS, CslItems
from web.exports.formats import FORMATS, Format
from web.feeds import atom, json_feed, rss
from web.feeds.json_feed import JsonFeed
from web.feeds.pages import OPENSEARCH_TYPE, OPML_TYPE
from web.oai.asked import VERBS
from web.parameters import EXPORT, FEED, TIMELINE
from web.releases import FILES
from web.validation import Parameters

XML_TYPE = "application/xml"
ATTACHED = "That it is a file, and its name."
FEED_HEADERS = {
    "Last-Modified": "When a release changed last that the index has: good for If-Modified-Since.",
    "Link": "The address of this document (self), and that of the WebSub hub (hub) where there is one.",
}
FORMS = {
    "csv": "a row a release, with a head; no cell is taken for a formula",
    "jsonl": "a release a line, as `/api/v1/releases/{id}` gives it",
    "bib": "references for LaTeX",
    "ris": "references for managers of them",
    "csl.json": "references as the processors of the Citation Style Language read them",
    "html": "a reading list, one page with all texts",
}
RELEASE_FORMS = {
    "bib": "BibTeX",
    "ris": "RIS",
    "csl.json": "CSL-JSON",
    "json": "JSON, as `/api/v1/releases/{id}` gives it",
    "txt": "text: the title, who and when, where it stands, the text and its notes",
}
TIMELINE_FORMS = {  # by ending: the media type, what it is, and whether an example of it can be shown
    "csv": ("text/csv", "a row for each span of time of each series", True),
    "svg": ("image/svg+xml", "the drawing, with all that it needs", True),
    "png": ("image/png", "the drawing as an image; 503 where there are no letters to set it with", False),
}
ANSWERS: dict[str, type[BaseModel]] = {"csl.json": CslItems, "json": ReleaseAnswer}  # where a file is JSON
Given = str | SkipJsonSchema[None]


class Harvest(Parameters):
    """What a harvester may ask (OAI-PMH 2.0, section 4). What is wrong with it stands in the answer."""

    verb: Given = Field(None, description=f"What is asked for: {', '.join(VERBS)}.", examples=["ListRecords"])
    prefix: Given = Field(
        None,
        alias="metadataPrefix",
        description="The format of records: oai_dc. Needed with GetRecord, ListIdentifiers and ListRecords.",
        examples=["oai_dc"],
    )
    identifier: Given = Field(None, description="That of a record, with GetRecord and ListMetadataFormats.")
    since: Given = Field(
        None,
        alias="from",
        description="Only records that changed at this moment or after: YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.",
    )
    until: Given = Field(None, description="Only records that changed at this moment or before, written alike.")
    set: Given = Field(None, description="Only the records of a set, as ListSets names it.")
    token: Given = Field(
        None,
        alias="resumptionToken",
        description="Goes on with a list, as its last part said; stands beside verb alone.",
    )


def _feed(name: str, path: str, called: str, media_type: str, answer: type[JsonFeed] | None = None) -> Operation:
    return Operation(
        name=name,
        path=path,
        summary=f"A search as a feed: {called}",
        description=f"What a search finds as {called}, newest first unless another order is asked for.",
        run=None,
        answer=answer,
        parameters=FEED,
        errors=(400, 404, 503),
        kinds=(media_type,),
        headers=FEED_HEADERS,
        keyed=True,
        examples=(Example(name, f"{path}?q=tanker&size=2", "What is new about tankers"),),
    )


def _export(form: Format) -> Operation:
    path = f"/export.{form.ending}"
    return Operation(
        name=f"export_{form.name.replace('-', '_')}",
        path=path,
        summary=f"A search as a file: {form.label}",
        description=f"All that a search finds, in its order, however much it is: {FORMS[form.ending]}. The file is "
        "made while it is sent; one that breaks off in the middle has failed.",
        run=None,
        answer=ANSWERS.get(form.ending),
        parameters=EXPORT,
        errors=(400, 503),
        kinds=(form.media_type,),
        headers={"Content-Disposition": ATTACHED, "X-Total-Count": "How many releases there are in it."},
        keyed=True,
        examples=(Example(form.ending, f"{path}?q=tanker", "All about tankers"),),
    )


def _over_time(ending: str) -> Operation:
    path = f"/timeline.{ending}"
    kind, what, is_shown = TIMELINE_FORMS[ending]
    return Operation(
        name=f"timeline_{ending}",
        path=path,
        summary=f"Releases over time as a file: {ending.upper()}",
        description=f"How many releases there are of each organisation, or query, in each span of time: {what}.",
        run=None,
        parameters=TIMELINE,
        errors=(400, 503),
        kinds=(kind,),
        headers={"Content-Disposition": ATTACHED},
        keyed=True,
        examples=(Example(ending, f"{path}?q=tanker", "What there was about tankers"),) if is_shown else (),
    )


def _of_release(ending: str) -> Operation:
    path = "/releases/{id}." + ending
    return Operation(
        name=f"release_{ending.replace('.', '_')}",
        path=path,
        summary=f"A release as a file: {RELEASE_FORMS[ending]}",
        description=f"One release as {RELEASE_FORMS[ending]}.",
        run=None,
        answer=ANSWERS.get(ending),
        errors=(404, 503),
        kinds=(FILES[ending][0],),
        headers={"Content-Disposition": ATTACHED} if ending in RECORDS else {},
        keyed=True,
        examples=(Example(ending, path.replace("{id}", "exercise2019"), "One release"),),
    )


def _sitemap(name: str, path: str, summary: str, example: str, errors: tuple[int, ...] = (404, 503)) -> Operation:
    return Operation(
        name=name,
        path=path,
        summary=summary,
        description=f"{summary} (sitemaps.org 0.9). Only of a public installation; others answer 404.",
        run=None,
        errors=errors,
        kinds=(XML_TYPE,),
        keyed=True,
        examples=(Example(name, example, "Of a small installation"),),
    )


def _described() -> Iterator[Operation]:
    yield _feed("feed_atom", "/search.atom", "Atom (RFC 4287)", atom.MEDIA_TYPE)
    yield _feed("feed_rss", "/search.rss", "RSS 2.0", rss.MEDIA_TYPE)
    yield _feed("feed_json", "/search.feed.json", "JSON Feed 1.1", json_feed.MEDIA_TYPE, JsonFeed)
    yield Operation(
        name="opml",
        path="/sources.opml",
        summary="The feeds of all sources",
        description="A list of the feed of each source, for feed readers (OPML 2.0).",
        run=None,
        errors=(503,),
        kinds=(OPML_TYPE,),
        headers={"Content-Disposition": ATTACHED},
        keyed=True,
        examples=(Example("opml", "/sources.opml", "All of them"),),
    )
    yield Operation(
        name="opensearch",
        path="/opensearch.xml",
        summary="How to search here",
        description="What browsers and other programs need to offer this search (OpenSearch 1.1).",
        run=None,
        kinds=(OPENSEARCH_TYPE,),
        examples=(Example("opensearch", "/opensearch.xml", "The description"),),
    )
    yield from map(_export, FORMATS.values())
    yield from map(_over_time, TIMELINE_FORMS)
    yield from map(_of_release, FILES)
    yield Operation(
        name="oai",
        path="/oai",
        summary="Records to harvest",
        description="All releases in Dublin Core, those withdrawn as deleted records (OAI-PMH 2.0). Errors of the "
        "protocol are answers with the status 200 that have an error element.",
        run=None,
        parameters=Harvest,
        errors=(503,),
        cacheable=False,
        kinds=("text/xml",),
        keyed=True,
        posted=True,
        examples=(
            Example(
                "record",
                "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai%3Apressroom.localhost%3Aexercise2019",
                "One record",
            ),
        ),
    )
    yield Operation(
        name="robots",
        path="/robots.txt",
        summary="Who may come in",
        description="What programs that follow links may open (RFC 9309).",
        run=None,
        kinds=("text/plain",),
        examples=(Example("robots", "/robots.txt", "Of a public installation"),),
    )
    yield _sitemap("sitemap", "/sitemap.xml", "The list of all sitemaps", "/sitemap.xml")
    yield _sitemap(
        "sitemap_pages", "/sitemaps/pages.xml", "The pages that are not releases", "/sitemaps/pages.xml", (404,)
    )
    yield _sitemap("sitemap_part", "/sitemaps/{number}.xml", "Some of the releases, at most 50,000", "/sitemaps/1.xml")
    yield Operation(
        name="metrics",
        path="/metrics",
        summary="Figures for Prometheus",
        description="What the crawl, the index and the searches do. `web.metrics_from` says who may read it; others "
        "need a key.",
        run=None,
        cacheable=False,
        kinds=("text/plain",),
        keyed=True,
    )


DESCRIBED = tuple(_described())
