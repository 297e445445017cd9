"""Finding the places of a site that could be starts of a source: one polite question after another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from crawler.cleaning import clean_page
from crawler.discovery import Discovery, Kind, PageKind, judge_page
from crawler.survey.asking import Answer, Asker
from crawler.survey.places import (
    Place,
    best_first,
    common_feeds,
    common_sitemaps,
    feeds,
    named_sitemaps,
    sections,
    sections_of_article,
    site_hosts,
    sitemap_parts,
)
from crawler.survey.rate import Lead, rate
from crawler.urls import canonical_url

_SECTIONS = 4  # pages that are visited in search of the section; likewise below
_FEEDS = 4
_SITEMAPS = 4
_MOST_PARTS = 50  # of a sitemap index that is taken as a whole


class Given(StrEnum):
    """What the address asked about leads to."""

    HOME = "a home page or an overview"
    LISTING = "a list of releases"
    ARTICLE = "a release or another article"
    FEED = "a feed"
    SITEMAP = "a sitemap"
    PDF = "a PDF"
    OTHER = "neither a page, a feed nor a sitemap"
    NOTHING = "no answer"


_GIVEN_KINDS = {
    Kind.FEED: Given.FEED,
    Kind.JSON_LISTING: Given.LISTING,
    Kind.SITEMAP: Given.SITEMAP,
    Kind.SITEMAP_INDEX: Given.SITEMAP,
    Kind.PDF: Given.PDF,
}
_GIVEN_PAGES = {PageKind.ARTICLE: Given.ARTICLE, PageKind.LISTING: Given.LISTING, PageKind.OTHER: Given.HOME}


@dataclass(frozen=True, slots=True)
class Site:
    """Where a search goes out from: the good answers for the given address and for the home page.

    `url` is the home page's, the given one where that did not answer; `hosts` are those that may hold releases.
    """

    given: Answer | None
    what: Given
    home: Answer | None
    url: str
    hosts: tuple[str, ...]

    @property
    def pages(self) -> list[Answer]:
        """The given page and the home page, each once, as far as they are HTML."""
        answers = {answer.url: answer for answer in (self.given, self.home) if answer and answer.page}
        return list(answers.values())


def enter(asker: Asker, start: str) -> Site:
    """Asks for a canonical URL, and for the site's home page if it is none."""
    given = asker.get(start, "the address given")
    what = _what(given)
    base = given.url if given else start
    home = given if what is Given.HOME else asker.get(canonical_url("/", base) or base, "the home page")
    url = home.url if home else base
    hosts = dict.fromkeys(host for known in (url, base) for host in site_hosts(known))
    return Site(given, what, home, url, tuple(hosts))


def find_leads(asker: Asker, site: Site, now: datetime) -> list[Lead]:
    """Every candidate that a site offers, best first. `now` is what freshness is counted from."""
    pages = [*site.pages, *_sections(asker, site)]
    listings = _rated((page for page in pages if not _is_given_article(page, site)), site, now)
    best = max(listings, key=_score, default=None)
    given = [site.given] if site.given and site.given.page is None else []
    found = [*given, *_feeds(asker, site, pages, best.candidate.url if best else None), *_sitemaps(asker, site)]
    return sorted([*listings, *_with_indexes(_rated(found, site, now), found, site, now)], key=_score, reverse=True)


def _what(given: Answer | None) -> Given:
    if given is None:
        return Given.NOTHING
    if given.page is None:
        return _GIVEN_KINDS.get(given.discovery.kind, Given.OTHER)
    return _GIVEN_PAGES[judge_page(clean_page(given.body, given.url), given.page, given.url).kind]


def _is_given_article(answer: Answer, site: Site) -> bool:
    return answer is site.given and site.what is Given.ARTICLE


def _score(lead: Lead) -> int:
    return lead.candidate.score


def _rated(answers: Iterable[Answer], site: Site, now: datetime) -> list[Lead]:
    return [lead for answer in answers if (lead := rate(answer, site.hosts, now))]


def _with_indexes(leads: list[Lead], answers: Sequence[Answer], site: Site, now: datetime) -> list[Lead]:
    """Each sitemap index in place of its parts, the future ones too, where a folder tells what to take of them."""
    for index in answers:
        parts = {link.url for link in index.discovery.links}
        if index.discovery.kind is not Kind.SITEMAP_INDEX or not 1 < len(parts) <= _MOST_PARTS:
            continue
        links = tuple(link for answer in answers if answer.url in parts for link in answer.discovery.links)
        whole = rate(replace(index, discovery=Discovery(Kind.SITEMAP, links)), site.hosts, now)
        if whole and whole.candidate.folder:
            leads = [lead for lead in leads if lead.answer.url not in parts] + [whole]
    return leads


def _sections(asker: Asker, site: Site) -> list[Answer]:
    """Pages that may list the releases."""

    def leads_to(answer: Answer) -> list[Place]:
        if answer.page is None:
            return []
        return (sections_of_article if _is_given_article(answer, site) else sections)(answer.page, site.hosts)

    places = [place for answer in site.pages for place in leads_to(answer)]
    known = {answer.url for answer in site.pages}
    return [answer for answer in _explored(asker, places, leads_to, _SECTIONS, known) if answer.page]


def _feeds(asker: Asker, site: Site, pages: Sequence[Answer], section: str | None) -> list[Answer]:
    """The feeds that pages declare or link; where there are none, the first one at a common place."""

    def leads_to(answer: Answer) -> list[Place]:
        return feeds(answer.page) if answer.page else []

    places = best_first(place for answer in pages for place in leads_to(answer))
    found = _of_kind(_explored(asker, places, leads_to, _FEEDS), Kind.FEED)
    if found or site.what is Given.FEED or not pages:
        return found
    common = (_of_kind(_explored(asker, [place], leads_to, 1), Kind.FEED) for place in common_feeds(site.url, section))
    return next(filter(None, common), [])


def _sitemaps(asker: Asker, site: Site) -> list[Answer]:
    """Sitemaps and indexes of them: those of robots.txt, else the first at a common place; the best parts of each."""

    def explored(places: list[Place]) -> list[Answer]:
        return _of_kind(_explored(asker, places, _parts, _SITEMAPS), Kind.SITEMAP, Kind.SITEMAP_INDEX)

    named = (_parts(site.given) if site.given else []) + named_sitemaps(asker.sitemaps(site.url))
    common = (explored([place]) for place in common_sitemaps(site.url))
    return explored(named) if named else next(filter(None, common), [])


def _parts(answer: Answer) -> list[Place]:
    return sitemap_parts(answer.discovery.links) if answer.discovery.kind is Kind.SITEMAP_INDEX else []


def _explored(
    asker: Asker,
    places: Iterable[Place],
    leads_to: Callable[[Answer], list[Place]],
    limit: int,
    known: Iterable[str] = (),
) -> list[Answer]:
    """The good answers of at most `limit` places: the best ranked first, then on from there to what it leads to."""
    waiting, tried = list(places), set(known)
    answers: list[Answer] = []
    for _ in range(limit):
        waiting = [place for place in waiting if place.url not in tried]
        if not waiting:
            break
        place = max(waiting, key=lambda place: place.rank)
        tried.add(place.url)
        answer = asker.get(place.url, place.origin)
        if answer:
            answers.append(answer)
            waiting = leads_to(answer) + waiting
    return answers


def _of_kind(answers: Iterable[Answer], *kinds: Kind) -> list[Answer]:
    return [answer for answer in answers if answer.discovery.kind in kinds]
