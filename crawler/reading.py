"""What a fetched body gives: a release, or links to follow, or a reason why neither. Pure; runs in the cleaners."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from crawler.cleaning import clean_page
from crawler.discovery import Discovery, Kind, PageKind, article_links, discover, judge_page, read_page_links
from crawler.discovery import Link as FoundLink
from crawler.entities import annotate
from crawler.records import Release
from crawler.urls import allowed, canonical_url, host_of, own_host


class Found(StrEnum):
    """What a body turned out to be."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    RELEASE = "release"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Scope:
    """What reading needs to know of a source. Empty `allow`: any path; empty `organisation`: the page's own."""

    own_hosts: frozenset[str]
    allow: tuple[str, ...] = ()
    organisation: str = ""
    language: str | None = None

    def takes(self, url: str) -> bool:
        """Whether a page at this address may be a release of the source."""
        return own_host(host_of(url), self.own_hosts) and (not self.allow or allowed(url, self.allow))


@dataclass(frozen=True, slots=True)
class Target:
    """A URL worth a visit; `modified` as far as the finder tells."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """`pages` may be releases; `lists` are sitemaps that an index names; `next_page` continues a listing."""

    found: Found
    reason: str = ""
    release: Release | None = None
    pages: tuple[Target, ...] = ()
    lists: tuple[Target, ...] = ()
    next_page: str | None = None


def read(body: bytes, url: str, content_type: str | None, scope: Scope, *, listing: bool) -> Reading:
    """Reads a body fetched from `url`. `listing`: it was asked for as a start page or a further page of one."""
    discovery = discover(body, url, content_type)
    if discovery.kind is Kind.FEED:
        return Reading(Found.FEED, pages=_targets(discovery.links, scope), next_page=_own(discovery.next_page, scope))
    if discovery.kind is Kind.SITEMAP:
        return Reading(Found.SITEMAP, pages=_targets(discovery.links, scope))
    if discovery.kind is Kind.SITEMAP_INDEX:
        return Reading(Found.SITEMAP, lists=_targets(discovery.links, replace(scope, allow=())))
    if discovery.kind is Kind.HTML:
        return _read_html(body, url, scope, listing=listing)
    return Reading(Found.OTHER, reason=_unread(discovery))


def _read_html(body: bytes, url: str, scope: Scope, *, listing: bool) -> Reading:
    page = read_page_links(body, url)
    if listing:
        found = _targets(() if page.nofollow else article_links(page, scope.own_hosts, scope.allow), scope)
        if found:
            return Reading(Found.LISTING, pages=found, next_page=_own(page.next_page, scope))
    if page.noindex:
        return Reading(Found.OTHER, reason="the page asks not to be indexed (noindex)")
    release = clean_page(body, url)
    verdict = judge_page(release, page, url)
    if verdict.kind is not PageKind.ARTICLE:
        return Reading(Found.OTHER, reason=f"no release: {verdict.reason}")
    return Reading(Found.RELEASE, release=finish(release, url, scope))


def finish(release: Release, url: str, scope: Scope) -> Release:
    """A cleaned release with its canonical address, the source's organisation, and its entities."""
    canonical = canonical_url(release.url) or url
    if not own_host(host_of(canonical), scope.own_hosts):
        canonical = url
    return annotate(
        replace(
            release,
            url=canonical,
            organisation=scope.organisation or release.organisation,
            language=release.language or scope.language,
        )
    )


def _own(url: str | None, scope: Scope) -> str | None:
    return url if url and own_host(host_of(url), scope.own_hosts) else None


def _targets(links: Iterable[FoundLink], scope: Scope) -> tuple[Target, ...]:
    found = {link.url: Target(link.url, _moment(link.modified)) for link in links if scope.takes(link.url)}
    return tuple(found.values())


def _moment(modified: date | datetime | None) -> datetime | None:
    if modified is None or isinstance(modified, datetime):
        return modified
    return datetime.combine(modified, time.min)


def _unread(discovery: Discovery) -> str:
    if discovery.kind is Kind.PDF:
        return "a PDF: not read yet"
    return discovery.reason or "neither a page, a feed nor a sitemap"
