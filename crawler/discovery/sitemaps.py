"""Sitemaps: the sitemaps.org protocol 0.9, sitemap indexes, the news extension, and plain lists of URLs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawler.discovery.dates import feed_date, feed_moment
from crawler.discovery.feeds import resolved, unique
from crawler.discovery.markup import elements, local_name, plain
from crawler.discovery.values import Discovery, Hint, Kind, Link
from crawler.urls import canonical_url

MAX_URLS = 50_000
"""The protocol's own limit."""


def read_sitemap(xml: str, url: str) -> Discovery:
    """The pages of a sitemap whose text begins with its root's start tag."""
    return Discovery(Kind.SITEMAP, unique(_pages(xml, url), MAX_URLS))


def read_sitemap_index(xml: str, url: str) -> Discovery:
    """The sitemaps of a sitemap index."""
    return Discovery(Kind.SITEMAP_INDEX, unique(_sitemaps(xml, url), MAX_URLS))


def read_url_list(text: str) -> Discovery | None:
    """A text with one absolute URL a line, as the protocol allows; None when any line is something else."""
    links: list[Link] = []
    for line in text.split("\n", MAX_URLS)[:MAX_URLS]:
        target = canonical_url(line)
        if target:
            links.append(Link(target))
        elif line.strip():
            return None
    return Discovery(Kind.SITEMAP, unique(iter(links), MAX_URLS)) if links else None


def _pages(xml: str, url: str) -> Iterator[Link]:
    for element in islice(elements(xml, "url"), MAX_URLS):
        texts = _texts(element)
        target = resolved(texts.get("loc"), url)
        if target:
            yield Link(
                url=target,
                title=plain(texts.get("title", "")),
                published=feed_date(texts.get("publication_date")),
                modified=feed_moment(texts.get("lastmod")),
                kind_hint=Hint.RELEASE if "news" in texts else Hint.PAGE,
            )


def _sitemaps(xml: str, url: str) -> Iterator[Link]:
    for element in islice(elements(xml, "sitemap"), MAX_URLS):
        texts = _texts(element)
        target = resolved(texts.get("loc"), url)
        if target:
            yield Link(target, modified=feed_moment(texts.get("lastmod")), kind_hint=Hint.SITEMAP)


def _texts(element: etree._Element) -> dict[str, str]:
    """The text of each descendant by local name; the first of a name counts, images and videos aside."""
    texts: dict[str, str] = {}
    for child in element.iterchildren("*"):
        if local_name(child) in ("image", "video"):
            continue
        for descendant in child.iter("*"):
            texts.setdefault(local_name(descendant), descendant.text or "")
    return texts
