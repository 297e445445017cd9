"""Whether a start or listing page links to a URL, and what becomes of that link. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.discovery import Kind, Link, article_links, discover, read_page_links
from crawler.discovery.directives import PRODUCT, directives
from crawler.discovery.listing import passed_over
from crawler.learning import NO_RULES
from crawler.reading import Body, Scope

TAKEN = ""
NOFOLLOW = "the page asks that its links are not followed (nofollow)"
NAVIGATION = "it stands in the page's menus or is a section above it"


def why_left(body: Body, url: str, scope: Scope) -> str | None:
    """Why a page's link to a canonical URL is left, "" when it is taken; None where there is no such link.

    The same questions as in `reading.read`, asked about one link.
    """
    discovery = discover(body.content, body.url, body.content_type)
    if discovery.kind is Kind.HTML:
        return _of_page(body, url, scope)
    if url == discovery.next_page:
        return TAKEN if scope.owns(url) else _refused(url, scope)
    return _of_list(discovery.kind, discovery.links, url, scope)


def _of_page(body: Body, url: str, scope: Scope) -> str | None:
    page = read_page_links(body.content, body.url, body.today)
    is_further = url == page.next_page or url in page.archives
    if not is_further and url not in {link.url for link in page.links}:
        return None
    if (page.asked | directives((), body.robots_tag, PRODUCT)).nofollow:
        return NOFOLLOW
    if is_further:
        return TAKEN if scope.owns(url) else _refused(url, scope)
    if url in {link.url for link in article_links(page, scope.own_hosts, scope.allow, scope.rules)}:
        return TAKEN if scope.takes(url) else _refused(url, scope)
    left = dict(passed_over(page, scope.own_hosts, scope.allow, scope.rules))
    return left.get(url, NAVIGATION)


def _of_list(kind: Kind, links: Iterable[Link], url: str, scope: Scope) -> str | None:
    """Of a feed, a sitemap or an index of sitemaps, or a listing in JSON."""
    if url not in {link.url for link in links}:
        return None
    if kind is Kind.SITEMAP_INDEX:
        return TAKEN if scope.owns(url) else _refused(url, scope)
    if not scope.takes(url):
        return _refused(url, scope)
    said = (scope.rules or NO_RULES).says(url)
    return said.reason if kind is Kind.SITEMAP and said and said.bars else TAKEN


def _refused(url: str, scope: Scope) -> str:
    if scope.denies(url):
        return "config.toml denies it"
    return "it matches none of the patterns that config.toml allows" if scope.owns(url) else "its host is not ours"
