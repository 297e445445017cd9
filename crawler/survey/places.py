"""Where on a site to look for feeds, sitemaps and the section that holds the releases. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import shorten
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from crawler.cleaning.text import word_set
from crawler.discovery import Link, PageLink, PageLinks
from crawler.discovery.addresses import is_article_address, press_rank, press_rank_of, press_rank_within
from crawler.discovery.paging import is_page_of
from crawler.urls import canonical_url, host_of, own_host

_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/news/feed")
_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml")

_SECOND_LEVELS = word_set("ac co com edu gob gouv gov govt go gv net ne nhs or org")
_SHOWN = 40  # characters of a link's text
_SURE = 7  # more than any name can get
_FEED_ADDRESS = re.compile(
    r"/(?:rss|feeds?|atom)/?$ | \.(?:rss|atom|rdf)$ | (?:rss|feed|atom)[^/]*\.(?:xml|json|php|aspx?)$"
    r"| [?&](?:feed|format|type)=(?:rss|atom|feed)",
    re.VERBOSE | re.IGNORECASE,
)
_FEED_TEXT = re.compile(r"(?:rss|atom)(?:[ -]?feeds?)?|feeds?", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_OTHER_PART = re.compile(r"image|video|categor|tag|author|user|product|job|event", re.IGNORECASE)
_DATE_FOLDER = re.compile(r"\d+")


def is_registry(host: str) -> bool:
    """Whether a host is a second level below a country's domain that registries give out names below, as "gov.uk"."""
    labels = host.split(".")
    return len(labels) == 2 and labels[0] in _SECOND_LEVELS and len(labels[1]) == 2


class Place(NamedTuple):
    """An address worth a request. `origin` says in a few words where it was found; a higher rank comes first."""

    rank: int
    url: str
    origin: str


def site_hosts(url: str) -> tuple[str, ...]:
    """The hosts that may hold the releases of the site at `url`: its own, and all below its name without "www.".

    A name that a registry gives others names below ("gov.uk") is nobody's.
    """
    host = host_of(url)
    bare = host.removeprefix("www.")
    return (host,) if is_registry(bare) else (host, bare)


def sections(page: PageLinks, hosts: Iterable[str]) -> list[Place]:
    """The links of a page, its navigation's too, that are named like a section for releases or news; best first."""
    hosts = tuple(hosts)
    found = []
    for link in page.links:
        named = max(press_rank(link.text), press_rank(link.label))
        rank = named + press_rank_of(link.url)
        by_address = not (is_article_address(link.url) or urlsplit(link.url).query)
        if rank and (named or by_address) and _may_be_section(link, page.url, hosts):
            found.append(
                Place(rank, link.url, f"linked as “{shorten(link.text or link.label, _SHOWN, placeholder='…')}”")
            )
    return best_first(found)


def sections_of_article(page: PageLinks, hosts: Iterable[str]) -> list[Place]:
    """The folders that an article lies in, nearest first: those that its page links (breadcrumbs), else the nearest."""
    parts = urlsplit(page.url)
    segments = [segment for segment in parts.path.split("/") if segment][:-1]
    while segments and _DATE_FOLDER.fullmatch(segments[-1]):
        segments.pop()
    above = ["/" + "/".join(segments[:depth]) for depth in range(len(segments), 0, -1)]
    links = {
        urlsplit(link.url).path.rstrip("/"): link.url
        for link in page.links
        if urlsplit(link.url).netloc == parts.netloc and not urlsplit(link.url).query
    }
    linked = [links[path] for path in above if path in links]
    nearest = [url for path in above[:1] if (url := canonical_url(path, page.url))]
    return [Place(_SURE, url, "the article's folder") for url in linked or nearest] + sections(page, hosts)


def feeds(page: PageLinks) -> list[Place]:
    """The feeds that a page declares or links; those for comments left out; best first."""
    declared = [Place(press_rank_within(url), url, f"declared by {_path(page.url)}") for url in page.feeds]
    linked = [
        Place(max(press_rank_within(link.url), press_rank(link.text)), link.url, f"linked by {_path(page.url)}")
        for link in page.links
        if _FEED_ADDRESS.search(link.url) or _FEED_TEXT.fullmatch(link.text)
    ]
    return best_first(place for place in declared + linked if not _COMMENTS.search(place.url))


def common_feeds(home: str, section: str | None) -> list[Place]:
    """Where feeds stand on many sites: beside the section, and at the root."""
    beside = f"{section.rstrip('/')}/feed" if section and not urlsplit(section).query else ""
    addresses = [beside, *_FEEDS] if beside else _FEEDS
    return _resolved(addresses, home)


def common_sitemaps(home: str) -> list[Place]:
    """Where sitemaps stand when robots.txt names none."""
    return _resolved(_SITEMAPS, home)


def named_sitemaps(urls: Iterable[str]) -> list[Place]:
    """The sitemaps that a robots.txt names; those named after releases or news first."""
    return best_first(Place(_rank_of_part(url), url, "named by robots.txt") for url in urls)


def sitemap_parts(links: Iterable[Link]) -> list[Place]:
    """The parts of a sitemap index: those named after releases or news first, then posts, newest first."""
    newest_first = sorted(links, key=lambda link: link.modified.isoformat() if link.modified else "", reverse=True)
    return best_first(Place(_rank_of_part(link.url), link.url, "a part of the sitemap") for link in newest_first)


def best_first(places: Iterable[Place]) -> list[Place]:
    """The places by rank, each address once; equals keep their order."""
    best: dict[str, Place] = {}
    for place in places:
        if place.url not in best or place.rank > best[place.url].rank:
            best[place.url] = place
    return sorted(best.values(), key=lambda place: -place.rank)


def _may_be_section(link: PageLink, url: str, hosts: tuple[str, ...]) -> bool:
    """Neither an item of a list, nor a further page of a listing, a feed, or a page of somebody else."""
    is_own = own_host(host_of(link.url), hosts)
    return is_own and not (link.day or is_page_of(link.url, url) or _FEED_ADDRESS.search(link.url))


def _rank_of_part(url: str) -> int:
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    words = _WORD.findall(name)
    if _OTHER_PART.search(name):
        return -1
    return max(
        [3 * press_rank(word) for word in words] + [2 * (word in ("post", "posts")) for word in words], default=0
    )


def _path(url: str) -> str:
    return urlsplit(url).path


def _resolved(addresses: Iterable[str], home: str) -> list[Place]:
    urls = (canonical_url(address, home) for address in addresses)
    return [Place(0, url, "a common place") for url in urls if url]
