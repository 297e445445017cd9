"""Which links of a listing page probably lead to releases.

No single sign is enough, so they are counted: a date beside the link, a heading, a text that reads like a title, an
address that reads like an article's, a place below the listing, and siblings of the same markup. A list is taken or
left as a whole, because its items are of one kind.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from crawler.cleaning.text import size
from crawler.discovery.addresses import is_article_address, is_in_press_section, is_service
from crawler.discovery.values import Hint, Link, PageLink, PageLinks
from crawler.urls import allowed, host_of, own_host

_ENOUGH = 4  # signs
_LIST = 3  # links of the same markup
_SHORTEST_TITLE = 15  # characters
_SURE_TITLE = 25  # characters

_MEDIA_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|mp[34]|m4[av]|wav|avi|mov|zip|ics|vcf|css|js|xml|rss|docx?|xlsx?|pptx?)$", re.I
)
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.I)


def article_links(page: PageLinks, own_hosts: Iterable[str], allow: Sequence[str] = ()) -> list[Link]:
    """The links that probably lead to releases, in the page's order, with their titles and the dates beside them.

    `own_hosts` are the organisation's. With `allow` (path patterns, see `crawler.urls.allowed`) they are exactly the
    links to own hosts that match.
    """
    hosts = tuple(own_hosts)
    own = [link for link in page.links if own_host(host_of(link.url), hosts)]
    chosen = [link for link in own if allowed(link.url, allow)] if allow else _probable(own, page.url)
    return [Link(link.url, link.text or link.label or None, link.day, kind_hint=Hint.RELEASE) for link in chosen]


def _probable(links: list[PageLink], url: str) -> list[PageLink]:
    lists: dict[str, list[PageLink]] = defaultdict(list)
    for link in links:
        if _is_candidate(link, url):
            lists[link.shape].append(link)
    chosen = {link.url for items in lists.values() if _is_list_of_releases(items, url) for link in items}
    return [link for link in links if link.url in chosen]


def _is_candidate(link: PageLink, url: str) -> bool:
    path = urlsplit(link.url).path
    if not link.in_main or path == "/" or _is_above(link.url, url):
        return False
    return size(link.text) >= _SHORTEST_TITLE and not _MEDIA_FILE.search(path) and not is_service(link.url)


def _is_above(candidate: str, url: str) -> bool:
    """Whether a URL is a section that the listing belongs to, as breadcrumbs link it."""
    one, other = urlsplit(candidate), urlsplit(url)
    return one.netloc == other.netloc and not one.query and f"{other.path}/".startswith(f"{one.path.rstrip('/')}/")


def _is_list_of_releases(items: list[PageLink], url: str) -> bool:
    signs = [_signs(link, url) + (len(items) >= _LIST) for link in items]
    return sum(signs) >= _ENOUGH * len(items)


def _signs(link: PageLink, url: str) -> int:
    """How many signs of a release a link has; a date beside it is the best and counts twice."""
    signs = (
        link.in_heading,
        size(link.text) >= _SURE_TITLE,
        is_article_address(link.url),
        is_in_press_section(link.url) or _is_below(link.url, url),
    )
    return sum(signs) + (2 if link.day else 0) - urlsplit(link.url).path.lower().endswith(".pdf")


def _is_below(candidate: str, url: str) -> bool:
    """Whether a URL lies in the folder that the listing stands for."""
    one, other = urlsplit(candidate), urlsplit(url)
    folder = _ENDING.sub("", other.path.rstrip("/"))
    return one.netloc == other.netloc and bool(folder) and one.path.startswith(f"{folder}/")
