"""Atom (RFC 4287) with feed paging (RFC 5005) and the answer elements of OpenSearch 1.1."""

from __future__ import annotations

from crawler.records import Attachment
from web.feeds.entries import Entry, Feed
from web.xml import Element, add, rfc3339, root

ATOM, OPENSEARCH = "http://www.w3.org/2005/Atom", "http://a9.com/-/spec/opensearch/1.1/"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA_TYPE = "application/atom+xml"


def atom(feed: Feed) -> Element:
    """The feed as an Atom document."""
    document = root(f"{{{ATOM}}}feed", {None: ATOM, "opensearch": OPENSEARCH})
    _add(document, "id", feed.id)
    _add(document, "title", f"{feed.title} – {feed.site}")
    _add(document, "updated", rfc3339(feed.updated))
    _add(_add(document, "author"), "name", feed.site)
    _add(document, "generator", "Pressroom")
    _link(document, "self", feed.address, MEDIA_TYPE)
    _link(document, "alternate", feed.page, "text/html")
    if feed.hub:
        _link(document, "hub", feed.hub)
    for relation, address in feed.links.items():
        _link(document, relation, address, MEDIA_TYPE)
    counts(document, feed)
    for entry in feed.entries:
        _entry(_add(document, "entry"), entry)
    return document


def counts(document: Element, feed: Feed) -> None:
    """How many releases there are, and which of them these are."""
    add(document, f"{{{OPENSEARCH}}}totalResults", str(feed.total))
    if feed.first:
        add(document, f"{{{OPENSEARCH}}}startIndex", str(feed.first))
    add(document, f"{{{OPENSEARCH}}}itemsPerPage", str(feed.size))


def _entry(element: Element, entry: Entry) -> None:
    if entry.language:
        element.set(LANGUAGE, entry.language)
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", rfc3339(entry.updated))
    if entry.published:
        _add(element, "published", rfc3339(entry.published))
    _add(_add(element, "author"), "name", entry.author)
    _link(element, "alternate", entry.page, "text/html")
    if entry.original:
        _link(element, "via", entry.original)
    for file in entry.files:
        _enclosure(element, file)
    for category in (*entry.categories, *filter(None, [entry.state])):
        add(element, f"{{{ATOM}}}category", term=category)
    _add(element, "summary", entry.summary)
    if entry.html:
        add(element, f"{{{ATOM}}}content", entry.html, type="html")


def _enclosure(element: Element, file: Attachment) -> None:
    add(element, f"{{{ATOM}}}link", rel="enclosure", href=file.url, type=file.media_type, title=file.title)


def _link(element: Element, relation: str, address: str, media_type: str = "") -> None:
    add(element, f"{{{ATOM}}}link", rel=relation, href=address, type=media_type)


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    return add(parent, f"{{{ATOM}}}{name}", text)
