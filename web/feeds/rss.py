"""RSS 2.0, with the modules that its readers know: Atom's links, Dublin Core's creator, whole texts."""

from __future__ import annotations

from web.feeds.atom import ATOM, OPENSEARCH, counts
from web.feeds.entries import Entry, Feed
from web.xml import Element, add, rfc822, root

CONTENT, DUBLIN_CORE = "http://purl.org/rss/1.0/modules/content/", "http://purl.org/dc/elements/1.1/"
NAMESPACES: dict[str | None, str] = {"atom": ATOM, "content": CONTENT, "dc": DUBLIN_CORE, "opensearch": OPENSEARCH}
MEDIA_TYPE = "application/rss+xml"


def rss(feed: Feed) -> Element:
    """The feed as an RSS document."""
    document = root("rss", NAMESPACES, version="2.0")
    channel = add(document, "channel")
    add(channel, "title", f"{feed.title} – {feed.site}")
    add(channel, "link", feed.page)
    add(channel, "description", f"Press releases: {feed.title}")
    add(channel, "lastBuildDate", rfc822(feed.updated))
    add(channel, "generator", "Pressroom")
    add(channel, "docs", "https://www.rssboard.org/rss-specification")
    add(channel, f"{{{ATOM}}}link", rel="self", href=feed.address, type=MEDIA_TYPE)
    if feed.hub:
        add(channel, f"{{{ATOM}}}link", rel="hub", href=feed.hub)
    for relation, address in feed.links.items():
        add(channel, f"{{{ATOM}}}link", rel=relation, href=address, type=MEDIA_TYPE)
    counts(channel, feed)
    for entry in feed.entries:
        _item(add(channel, "item"), entry)
    return document


def _item(element: Element, entry: Entry) -> None:
    add(element, "title", entry.title)
    add(element, "link", entry.page)
    add(element, "guid", entry.id, isPermaLink="false")
    if entry.published:
        add(element, "pubDate", rfc822(entry.published))
    add(element, f"{{{DUBLIN_CORE}}}creator", entry.author)
    if entry.original:
        add(element, f"{{{ATOM}}}link", rel="via", href=entry.original)
    for category in (*entry.categories, *filter(None, [entry.state])):
        add(element, "category", category)
    add(element, "description", entry.summary)
    if entry.html:
        add(element, f"{{{CONTENT}}}encoded", entry.html)
