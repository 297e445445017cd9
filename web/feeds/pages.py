"""The addresses of feeds, and of what tells programs where they are: OpenSearch and OPML."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, request, url_for

from web import xml
from web.feeds import atom as atoms
from web.feeds import json_feed as json_feeds
from web.feeds import rss as rsses
from web.feeds.entries import Feed, feed
from web.library import library, settings
from web.links import search_address
from web.parameters import FEED, PARAMETERS, Search, unchanged
from web.validation import read
from web.wording import web_address

blueprint = Blueprint("feeds", __name__)

OPENSEARCH_TYPE, OPML_TYPE = "application/opensearchdescription+xml", "text/x-opml"
SHORT_NAME = 16  # characters, the most that OpenSearch allows
# Each format by its endpoint: what people call it, and its media type.
FORMATS = {
    "feeds.atom": ("Atom", atoms.MEDIA_TYPE),
    "feeds.rss": ("RSS", rsses.MEDIA_TYPE),
    "feeds.json_feed": ("JSON", json_feeds.MEDIA_TYPE),
}


@blueprint.get("/search.atom")
def atom() -> Response:
    """A search as an Atom feed."""
    return _answer(lambda found: xml.answer(atoms.atom(found), atoms.MEDIA_TYPE))


@blueprint.get("/search.rss")
def rss() -> Response:
    """A search as an RSS feed."""
    return _answer(lambda found: xml.answer(rsses.rss(found), rsses.MEDIA_TYPE))


@blueprint.get("/search.feed.json")
def json_feed() -> Response:
    """A search as a JSON feed."""
    return _answer(lambda found: Response(json_feeds.json_feed(found), content_type=json_feeds.MEDIA_TYPE))


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """How a browser searches here (OpenSearch 1.1)."""
    site = settings().web.title
    name = "{" + atoms.OPENSEARCH + "}"
    document = xml.root(f"{name}OpenSearchDescription", {None: atoms.OPENSEARCH})
    xml.add(document, f"{name}ShortName", site[:SHORT_NAME].strip())
    xml.add(document, f"{name}LongName", site[:48].strip())
    xml.add(document, f"{name}Description", f"Search the press releases that {site} keeps")
    xml.add(document, f"{name}InputEncoding", "UTF-8")
    page = url_for("search.page", _external=True)
    templates = {"text/html": f"{page}?q={{searchTerms}}&page={{startPage?}}"}
    for endpoint, (_, media_type) in FORMATS.items():  # which take no blank page
        templates[media_type] = f"{url_for(endpoint, _external=True)}?q={{searchTerms}}&page={{startPage}}"
    for media_type, template in templates.items():
        xml.add(document, f"{name}Url", type=media_type, template=template)
    own = url_for("feeds.opensearch", _external=True)
    xml.add(document, f"{name}Url", type=OPENSEARCH_TYPE, rel="self", template=own)
    icon = current_app.jinja_env.globals["icon"]
    xml.add(document, f"{name}Image", str(icon), type="image/svg+xml", width="16", height="16")
    return xml.answer(document, OPENSEARCH_TYPE)


@blueprint.get("/sources.opml")
def opml() -> Response:
    """The feed of each source, for feed readers to take all of them at once (OPML 2.0)."""
    document = xml.root("opml", version="2.0")
    head = xml.add(document, "head")
    xml.add(head, "title", f"Sources of {settings().web.title}")
    xml.add(head, "docs", "https://opml.org/spec2.opml")
    body = xml.add(document, "body")
    for source in sorted(library().sources(), key=lambda one: (one.organisation or one.name).casefold()):
        name = source.organisation or source.name
        address = search_address("feeds.atom", unchanged(PARAMETERS).but(source=[source.name]), external=True)
        start = next(filter(None, map(web_address, source.start)), "")
        xml.add(body, "outline", type="rss", text=name, title=name, xmlUrl=address, htmlUrl=start)
    response = xml.answer(document, OPML_TYPE)
    response.headers["Content-Disposition"] = "attachment; filename=sources.opml"
    return response


def offered(search: Search) -> list[tuple[str, str, str]]:
    """The feeds of a search: what each is called, its media type and its address."""
    plain = search.for_people().but(size=unchanged(PARAMETERS).size, sort=None, group=None, density="full")
    return [(name, kind, search_address(endpoint, plain)) for endpoint, (name, kind) in FORMATS.items()]


def _answer(write: Callable[[Feed], Response]) -> Response:
    """The feed of what was asked, with what conditional requests need beside the ETag, and the links of WebSub."""
    search = read(FEED, request.args, ignore_unknown=True, exact=True)
    changed = library().store.changed_at(library().index.seq)  # before it is searched: never too late
    found = feed(search, str(request.endpoint))
    response = write(found)
    if changed is not None:
        response.last_modified = changed
    response.headers.add("Link", f'<{found.address}>; rel="self"')
    if found.hub:
        response.headers.add("Link", f'<{found.hub}>; rel="hub"')
    return response
