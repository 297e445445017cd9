"""What a fetched body gives: a release, or links to follow, or a reason why neither. Pure; runs in the cleaners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from crawler.cleaning import Trace, clean_and_learn, clean_page, parse
from crawler.cleaning.docx import clean_docx, is_docx
from crawler.cleaning.pdf import clean_pdf
from crawler.cleaning.quality import is_doubtful
from crawler.discovery import Discovery, Kind, PageKind, Verdict, article_links, discover, judge_page, read_page_links
from crawler.discovery import Link as FoundLink
from crawler.discovery.addresses import is_entrance
from crawler.discovery.directives import NOTHING_ASKED, PRODUCT, Directives, directives
from crawler.discovery.listing import passed_over
from crawler.discovery.values import PageLinks
from crawler.discovery.variants import Variant, VariantKind
from crawler.discovery.verdict import is_marked
from crawler.entities import annotate
from crawler.learning import NO_RULES, NO_TEMPLATE, Lesson, Rules, Template
from crawler.likeness import bands
from crawler.records import Release
from crawler.urls import allowed, canonical_url, host_of, own_host
from crawler.visits import Cause

MOST_OWN_LINKS = 400  # of a page, from which the navigation of its site is learnt


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
    deny: tuple[str, ...] = ()
    organisation: str = ""
    language: str | None = None
    rules: Rules | None = None  # what has been learnt of the source
    template: Template = NO_TEMPLATE  # as above: of its pages

    def takes(self, url: str) -> bool:
        """Whether a page at this address may be a release of the source, as its configuration says."""
        return self.owns(url) and (not self.allow or allowed(url, self.allow))

    def owns(self, url: str) -> bool:
        return own_host(host_of(url), self.own_hosts) and not self.denies(url)

    def denies(self, url: str) -> bool:
        return bool(self.deny) and allowed(url, self.deny)


@dataclass(frozen=True, slots=True)
class Body:
    """What an address answered, with the header fields that bear on reading it."""

    content: bytes
    url: str
    content_type: str | None = None
    robots_tag: str | None = None  # X-Robots-Tag
    today: date | None = None  # no archive of a listing lies after it


@dataclass(frozen=True, slots=True)
class Target:
    """A URL worth a visit; `published` and `modified` as far as the finder tells."""

    url: str
    published: date | datetime | None = None
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a page read: whether it gave a title and a date, the characters of its text, and whether it is a
    release by itself, without what was learnt from others."""

    titled: bool
    dated: bool
    body: int
    unaided: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """`pages` may be releases; `lists` are sitemaps that an index names, or archives of a listing; `next_page`
    continues it; `passed` are links that were left, with the reason. `form` is that of a document which is not HTML.
    `canonical` is the address of which a release page
    says that it is its own, when that is another. `bands` are those of the release's text. `own_links` are a sample of
    the links to the source's own hosts. `asked` is what the page asks of crawlers. `ttl` and `hub` are a feed's.
    `unaided` is the release as the page alone gives it, where what was learnt of its source makes a difference;
    `lesson` is what the page teaches of that."""

    found: Found
    reason: str = ""
    cause: Cause = Cause.NONE
    release: Release | None = None
    form: VariantKind | None = None
    canonical: str | None = None
    variants: tuple[Variant, ...] = ()
    bands: tuple[int, ...] = ()
    pages: tuple[Target, ...] = ()
    lists: tuple[Target, ...] = ()
    next_page: str | None = None
    passed: tuple[tuple[str, str], ...] = ()
    own_links: tuple[str, ...] = ()
    quality: Quality | None = None
    unaided: Release | None = None
    lesson: Lesson | None = None
    asked: Directives = NOTHING_ASKED
    ttl: timedelta | None = None
    hub: str | None = None


def read(body: Body, scope: Scope, *, listing: bool) -> Reading:
    """Reads a body. `listing`: it was asked for as a start page or a further page of one."""
    discovery = discover(body.content, body.url, body.content_type)
    if discovery.kind in (Kind.FEED, Kind.SITEMAP, Kind.SITEMAP_INDEX, Kind.JSON_LISTING):
        return _read_list(discovery, scope)
    if discovery.kind is Kind.HTML:
        return _read_html(body, scope, listing=listing)
    return _read_document(body, discovery, scope)


def _read_list(discovery: Discovery, scope: Scope) -> Reading:
    if discovery.kind is Kind.SITEMAP_INDEX:
        return Reading(Found.SITEMAP, lists=_targets(discovery.links, replace(scope, allow=())))
    is_sitemap = discovery.kind is Kind.SITEMAP
    links = _promising(discovery.links, scope) if is_sitemap else list(discovery.links)
    found = {Kind.FEED: Found.FEED, Kind.SITEMAP: Found.SITEMAP, Kind.JSON_LISTING: Found.LISTING}[discovery.kind]
    return Reading(
        found,
        pages=_targets(links, scope),
        next_page=_own(discovery.next_page, scope),
        passed=_left(discovery.links, scope),
        ttl=discovery.ttl,
        hub=discovery.hub,
    )


def _read_html(body: Body, scope: Scope, *, listing: bool) -> Reading:
    parsed = parse(body.content)
    page = read_page_links(parsed, body.url, body.today)
    asked = page.asked | directives((), body.robots_tag, PRODUCT)
    if listing:
        links = () if asked.nofollow else article_links(page, scope.own_hosts, scope.allow, scope.rules)
        found = _targets(links, scope)
        if found or page.next_page or page.archives:
            return _listing(page, found, scope, asked)
    if asked.noindex:
        return Reading(Found.OTHER, "the page asks not to be indexed (noindex)", Cause.NOINDEX, asked=asked)
    cleaned = clean_and_learn(parsed, body.url, scope.template)
    # What was learnt of other pages must not decide what this one is.
    verdict = judge_page(cleaned.unaided, page, body.url, scope.rules)
    quality = _quality(cleaned.unaided, unaided=verdict.unaided is PageKind.ARTICLE)
    own_links = tuple(link.url for link in page.links if own_host(host_of(link.url), scope.own_hosts))
    if is_doubtful(cleaned.unaided.quality) and _would_be_release(cleaned.unaided, verdict):
        return replace(_to_look_at(cleaned.unaided, asked), own_links=own_links[:MOST_OWN_LINKS], quality=quality)
    if verdict.kind is not PageKind.ARTICLE:
        cause = Cause.GONE if verdict.kind is PageKind.ERROR else Cause.NO_RELEASE
        reason = f"no release: {verdict.reason}"
        return Reading(Found.OTHER, reason, cause, own_links=own_links[:MOST_OWN_LINKS], quality=quality, asked=asked)
    url = canonical_url(body.url) or body.url
    release = cleaned.release
    canonical = own_address(release.url, url, scope)
    return Reading(
        Found.RELEASE,
        release=finish(replace(release, url=url), scope),
        canonical=None if canonical == url else canonical,
        variants=tuple(each for each in page.variants if own_host(host_of(each.url), scope.own_hosts)),
        bands=bands(release.text),
        unaided=None if cleaned.unaided == release else cleaned.unaided,
        lesson=cleaned.lesson,
        own_links=own_links[:MOST_OWN_LINKS],
        quality=quality,
        asked=asked,
    )


def _would_be_release(release: Release, verdict: Verdict) -> bool:
    """Whether a page is a release, or lacks nothing but text for it: it calls itself an article, and has a date."""
    if verdict.kind is PageKind.ARTICLE:
        return True
    is_sure = bool(release.title) and release.published is not None and is_marked(release)
    return verdict.kind is PageKind.OTHER and verdict.unaided is PageKind.OTHER and is_sure


def _to_look_at(release: Release, asked: Directives) -> Reading:
    """A page that reads too badly to become a release before somebody has looked at it."""
    reason = f"it may be a release, but it reads badly ({', '.join(release.quality.reasons)}): look at it"
    return Reading(Found.OTHER, reason, Cause.DOUBTFUL, asked=asked)


def _quality(release: Release, *, unaided: bool) -> Quality:
    return Quality(bool(release.title), release.published is not None, len(release.text), unaided)


def _listing(page: PageLinks, found: tuple[Target, ...], scope: Scope, asked: Directives) -> Reading:
    if asked.nofollow:
        return Reading(Found.OTHER, "the page asks that its links are not followed (nofollow)", asked=asked)
    return Reading(
        Found.LISTING,
        pages=found,
        lists=tuple(Target(url) for url in page.archives if scope.owns(url)),
        next_page=_own(page.next_page, scope),
        passed=tuple(passed_over(page, scope.own_hosts, scope.allow, scope.rules)),
        asked=asked,
    )


def _read_document(body: Body, discovery: Discovery, scope: Scope) -> Reading:
    """A release that is a file of its own: PDF or DOCX."""
    asked = directives((), body.robots_tag, PRODUCT)
    if asked.noindex:
        return Reading(Found.OTHER, "the file asks not to be indexed (noindex)", Cause.NOINDEX, asked=asked)
    release = clean(body.content, body.url)
    if release is None:
        reason = discovery.reason or "neither a page, a feed, a sitemap nor a document with text"
        return Reading(Found.OTHER, reason, Cause.UNREADABLE, asked=asked)
    if not release.title or len(release.text) < LEAST_DOCUMENT:
        return Reading(Found.OTHER, "no release: a document with too little text", Cause.NO_RELEASE, asked=asked)
    if is_doubtful(release.quality):
        return _to_look_at(release, asked)
    url = canonical_url(body.url) or body.url
    return Reading(
        Found.RELEASE,
        release=finish(replace(release, url=url), scope),
        form=document_kind(body.content),
        bands=bands(release.text),
        quality=_quality(release, unaided=True),
        asked=asked,
    )


LEAST_DOCUMENT = 200  # characters of text


def clean(content: bytes, url: str, trace: Trace | None = None, learnt: Template = NO_TEMPLATE) -> Release | None:
    """A page or document to a release, whatever kind it is; None for a kind that is not read, or without text.

    `trace` is told of the rules for pages; `learnt` is what is known of the pages of its source.
    """
    kind = document_kind(content)
    if kind is VariantKind.PDF:
        return clean_pdf(content, url)
    if kind is VariantKind.DOCX:
        return clean_docx(content, url)
    return clean_page(content, url, trace, learnt) if discover(content, url).kind is Kind.HTML else None


def document_kind(content: bytes) -> VariantKind | None:
    """Whether a body is a PDF or a DOCX document."""
    if is_docx(content):
        return VariantKind.DOCX
    return VariantKind.PDF if b"%PDF-" in content[:1024] else None


def own_address(named: str, url: str, scope: Scope) -> str:
    """The address that a page says is its own, if that can be: on the source's hosts, and not its home page."""
    canonical = canonical_url(named) or url
    if not scope.owns(canonical) or is_entrance(canonical) != is_entrance(url):
        return url
    return canonical


def finish(release: Release, scope: Scope) -> Release:
    """A cleaned release with the source's organisation, and its entities."""
    return annotate(
        replace(
            release,
            organisation=scope.organisation or release.organisation,
            language=release.language or scope.language,
        )
    )


def _own(url: str | None, scope: Scope) -> str | None:
    return url if url and scope.owns(url) else None


def _targets(links: Iterable[FoundLink], scope: Scope) -> tuple[Target, ...]:
    found = {
        link.url: Target(link.url, link.published, _moment(link.modified)) for link in links if scope.takes(link.url)
    }
    return tuple(found.values())


def _promising(links: Sequence[FoundLink], scope: Scope) -> list[FoundLink]:
    """The links of a sitemap without those whose like never were releases, the newest first."""
    rules = scope.rules or NO_RULES
    kept = [link for link in links if (said := rules.says(link.url)) is None or not said.bars]
    undated = datetime.min.replace(tzinfo=UTC)
    return sorted(kept, key=lambda link: _moment(link.published or link.modified) or undated, reverse=True)


def _left(links: Iterable[FoundLink], scope: Scope) -> tuple[tuple[str, str], ...]:
    """The entries of a feed or sitemap that are the source's own but are not taken, a sample of them."""
    left = []
    for link in links:
        if own_host(host_of(link.url), scope.own_hosts) and not scope.takes(link.url):
            why = "config.toml denies it" if scope.denies(link.url) else "config.toml does not allow it"
            left.append((link.url, why))
    return tuple(left[:MOST_OWN_LINKS])


def _moment(modified: date | datetime | None) -> datetime | None:
    if modified is None:
        return None
    moment = modified if isinstance(modified, datetime) else datetime.combine(modified, time.min)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
