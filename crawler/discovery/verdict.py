"""Whether a cleaned page is a release, a list of releases, or something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from crawler.cleaning.text import ends_sentence, size
from crawler.discovery.addresses import (
    is_article_address,
    is_entrance,
    is_error_title,
    is_folder,
    is_in_press_section,
    is_named_service,
)
from crawler.discovery.listing import article_links
from crawler.discovery.sections import section_of
from crawler.discovery.values import PageLinks
from crawler.learning.rules import Rules, Said, Says
from crawler.records import Release
from crawler.urls import canonical_url, host_of

_PARAGRAPH = 60  # characters; a shorter line is a caption, a label or a fragment
_LONG_PARAGRAPH = 200  # counts without a full stop as well: not every script has one
_LITTLE_PROSE = 300  # characters
_LEAST_PROSE = 200  # for a page with good evidence
_MANY_LINKS = 5  # to articles
_PROSE_PER_LINK = 200  # a listing's teasers have less than that
_MOSTLY_LINKS = 0.5  # share of the main part's text
_ENOUGH_EVIDENCE, _GOOD_EVIDENCE = 2, 3
_ELSEWHERE = -3  # events, vacancies, law: outweighs a date that is shown and a title for an address
_LEARNT = 2  # pieces of evidence that a learnt rule is worth: as much as the page's own word

# schema.org types that only articles get; "article" in lower case is Open Graph's, which some systems give to any page.
_ARTICLE_TYPES = frozenset(
    ["Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "PressRelease", "Report", "SpecialAnnouncement"]
)
_PAGE_TYPES = frozenset(["WebPage", "website", "company", "organization", "profile"])
# schema.org types that speak against an article.
_OTHER_TYPES = frozenset(["Event", "JobPosting", "Product", "Course", "Person", "ItemList"])
_OTHER_PAGES = re.compile("(?:Profile|FAQ|QA|Contact|About|Collection|SearchResults)Page")
_SHOWN_DATES = frozenset(["time", "element", "microdata", "url"])
_TOLD_DATES = frozenset(["json-ld", "meta"])  # to machines; some systems date every page so
_STRAY_DATES = frozenset(["page", "statement", "modified"])  # stand anywhere, or are of another day than the first


class PageKind(StrEnum):
    """What a page is to the crawler."""

    ARTICLE = "article"
    LISTING = "listing"
    ERROR = "error"  # though its status says otherwise: a soft 404
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is, and in a few words why.

    `unaided` is what it is without learnt rules: what they learn from, lest they prove themselves right.
    """

    kind: PageKind
    reason: str
    unaided: PageKind


_Judgement = tuple[PageKind, str]  # with the reason


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with what the rules measure on it."""

    release: Release
    page: PageLinks
    url: str
    prose: int  # characters in paragraphs that are sentences; an unspaced script counts threefold
    listed: int  # links that look like those of a list of releases
    link_share: float  # of the main part's text
    evidence: int  # for an article

    @property
    def is_marked(self) -> bool:
        return is_marked(self.release)


def is_marked(release: Release) -> bool:
    """Whether a page calls itself an article, with a word that only articles use."""
    return release.page_type in _ARTICLE_TYPES


def judge_page(release: Release, page: PageLinks, url: str, rules: Rules | None = None) -> Verdict:
    """Whether a page is a release: `release` is what cleaning made of it, `page` what it links to, `url` its own.

    The rules are asked one after another, and the first that knows decides. A reason is for people (`pressroom why`).
    What the source's own pages have taught (`rules`) counts as evidence; what a person denies is no release.
    """
    canonical = canonical_url(url)
    if canonical is None:
        return Verdict(PageKind.OTHER, "no URL that can be crawled", PageKind.OTHER)
    measured = _measured(release, page, canonical)
    kind, reason = _judged(measured)
    said = rules.says(canonical) if rules else None
    if said is None:
        return Verdict(kind, reason, kind)
    if said.kind is Says.OTHER and not said.learnt:
        return Verdict(PageKind.OTHER, said.reason, kind)
    aided, why = _judged(_with_evidence(measured, said))
    return Verdict(aided, reason if aided is kind else f"{why}; {said.reason}", kind)


def _judged(page: _Page) -> _Judgement:
    judgements = (rule(page) for rule in _RULES)
    return next(
        filter(None, judgements), (PageKind.ARTICLE, f"{page.prose} characters of prose, {_dated(page.release)}")
    )


def _with_evidence(page: _Page, said: Said) -> _Page:
    return replace(page, evidence=page.evidence + (_LEARNT if said.kind is Says.RELEASE else -_LEARNT))


def _measured(release: Release, page: PageLinks, url: str) -> _Page:
    return _Page(
        release=release,
        page=page,
        url=url,
        prose=sum(size(paragraph) for paragraph in release.text.split("\n\n") if _is_prose(paragraph)),
        listed=len(article_links(page, [host_of(url)])),
        link_share=page.link_size / max(page.text_size, 1),
        evidence=_evidence(release, url),
    )


def _is_prose(paragraph: str) -> bool:
    length = size(paragraph)
    return length >= _LONG_PARAGRAPH or (length >= _PARAGRAPH and ends_sentence(paragraph))


def _evidence(release: Release, url: str) -> int:
    """How much speaks for an article: its date, its own word for what it is, its address."""
    is_sure = release.published_from in _SHOWN_DATES or (
        release.published_from in _TOLD_DATES and release.page_type not in _PAGE_TYPES
    )
    signs = (
        2 * (release.page_type in _ARTICLE_TYPES),
        -2 * _is_of_another_type(release.page_type or ""),
        release.page_type == "article",
        release.published is not None and release.published_from not in _STRAY_DATES,
        release.published is not None and is_sure,
        is_article_address(url),
        is_in_press_section(url),
        -(is_folder(url) and not is_article_address(url)),
        _ELSEWHERE * (section_of(url) is not None),
    )
    return sum(signs)


def _is_of_another_type(page_type: str) -> bool:
    return page_type in _OTHER_TYPES or bool(_OTHER_PAGES.fullmatch(page_type))


def _dated(release: Release) -> str:
    return f"dated by {release.published_from}" if release.published else "undated"


def _home_page(page: _Page) -> _Judgement | None:
    return (PageKind.OTHER, "a home page by its address") if is_entrance(page.url) else None


def _error_page(page: _Page) -> _Judgement | None:
    titles = (page.release.title, page.page.title)
    if page.prose < 2 * _LITTLE_PROSE and any(map(is_error_title, titles)):
        return PageKind.ERROR, "an error page by its title"
    return None


def _service_page(page: _Page) -> _Judgement | None:
    if is_named_service(page.url, page.release.title):
        return PageKind.OTHER, "a service of the site by its address or title"
    if page.page.has_password_field and page.prose < _LITTLE_PROSE:
        return PageKind.OTHER, "a login page"
    return None


def _listing_page(page: _Page) -> _Judgement | None:
    if page.is_marked or page.listed < _MANY_LINKS:
        return None
    if page.page.next_page or page.prose < _PROSE_PER_LINK * page.listed:
        return PageKind.LISTING, f"{page.listed} links to articles, {page.prose} characters of prose"
    return None


def _link_page(page: _Page) -> _Judgement | None:
    if page.link_share > _MOSTLY_LINKS and page.prose < 3 * _LITTLE_PROSE and page.evidence < _GOOD_EVIDENCE:
        return PageKind.LISTING, f"{page.link_share:.0%} of its text are links"
    return None


def _without_text(page: _Page) -> _Judgement | None:
    if not page.release.title:
        return PageKind.OTHER, "no title"
    needed = _LEAST_PROSE if page.evidence >= _GOOD_EVIDENCE else _LITTLE_PROSE
    enough = size(page.release.text) if page.is_marked else page.prose
    if enough < needed:
        return PageKind.OTHER, f"only {page.prose} characters of prose"
    return None


def _without_evidence(page: _Page) -> _Judgement | None:
    if page.evidence < _ENOUGH_EVIDENCE:
        called = f"called {page.release.page_type}" if page.release.page_type else "called nothing"
        return PageKind.OTHER, f"too little says that it is an article: {_dated(page.release)}, {called}"
    return None


_RULES: tuple[Callable[[_Page], _Judgement | None], ...] = (
    _home_page,
    _error_page,
    _service_page,
    _listing_page,
    _link_page,
    _without_text,
    _without_evidence,
)
