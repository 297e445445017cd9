"""Which links of a listing page probably lead to releases, and why the others do not.

No single sign is enough, so they are counted: a date beside the link, a heading, a text that reads like a title, an
address that reads like an article's, a place below the listing, and siblings of the same markup. A list is taken or
left as a whole, because its items are of one kind. What the source's own pages have taught comes before all that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set

from crawler.cleaning.text import size
from crawler.discovery.addresses import is_article_address, is_in_press_section, is_service
from crawler.discovery.sections import section_of
from crawler.discovery.values import Hint, Link, PageLink, PageLinks
from crawler.learning.rules import NO_RULES, Rules, Said, Says
from crawler.urls import allowed, host_of, own_host, parts_of

MAX_PASSED_OVER = 300
"""Links of one page whose reasons are given."""

_ENOUGH = 4  # signs
_LIST = 3  # links of the same markup
_SHORTEST_TITLE = 15  # characters
_SURE_TITLE = 25  # characters

_MEDIA_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|mp[34]|m4[av]|wav|avi|mov|zip|ics|vcf|css|js|xml|rss|docx?|xlsx?|pptx?)$", re.I
)
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.I)


def article_links(
    page: PageLinks, own_hosts: Iterable[str], allow: Sequence[str] = (), rules: Rules | None = None
) -> list[Link]:
    """The links that probably lead to releases, in the page's order, with their titles and the dates beside them.

    `own_hosts` are the organisation's. With `allow` (path patterns, see `crawler.urls.allowed`) they are exactly the
    links to own hosts that match and that `rules` does not deny. Links that `rules` knows for releases are taken
    whatever their list looks like; those that it knows for something else are left.
    """
    return [
        Link(link.url, link.text or link.label or None, link.day, kind_hint=Hint.RELEASE)
        for link, reason in _judged(page, own_hosts, allow, rules or NO_RULES)
        if reason is None
    ]


def passed_over(
    page: PageLinks, own_hosts: Iterable[str], allow: Sequence[str] = (), rules: Rules | None = None
) -> list[tuple[str, str]]:
    """The links of the main part to own hosts that `article_links` leaves, each with the reason for people.

    At most `MAX_PASSED_OVER`. What is followed in other ways (further pages, archives) or is plain navigation (menus,
    the sections above, the home page) is not listed.
    """
    rules = rules or NO_RULES
    followed = {page.next_page, *page.archives}
    left = [
        (link.url, reason)
        for link, reason in _judged(page, own_hosts, allow, rules)
        if reason and link.in_main and link.url not in followed and not _is_navigation(link, page.url, rules)
    ]
    return left[:MAX_PASSED_OVER]


def _judged(
    page: PageLinks, own_hosts: Iterable[str], allow: Sequence[str], rules: Rules
) -> list[tuple[PageLink, str | None]]:
    """Each link to an own host with the reason why it is left, None for those that are taken."""
    hosts = tuple(own_hosts)
    own = [link for link in page.links if own_host(host_of(link.url), hosts)]
    told = {link.url: rules.says(link.url) for link in own}
    if allow:
        return [(link, _forbidden(link, allow, told[link.url])) for link in own]
    known = {link.url for link in own if _is_known(link, told[link.url], rules)}
    reasons = {link.url: _unfit(link, page.url, told[link.url]) for link in own if link.url not in known}
    weak = _of_weak_lists([link for link in own if not reasons.get(link.url)], page.url, known)
    return [(link, reasons.get(link.url) or weak.get(link.url)) for link in own]


def _forbidden(link: PageLink, allow: Sequence[str], said: Said | None) -> str | None:
    if not allowed(link.url, allow):
        return "it matches none of the patterns that config.toml allows"
    return said.reason if said and said.bars and not said.learnt else None


def _is_known(link: PageLink, said: Said | None, rules: Rules) -> bool:
    """Whether the rules know it for a release; what stands in a menu has to look like one as well."""
    return bool(said and said.kind is Says.RELEASE) and (link.in_main or link.url not in rules.chrome)


def _unfit(link: PageLink, url: str, said: Said | None) -> str | None:
    """Why a link is left whatever list it stands in."""
    # Menus give no dates; where one stands beside the link it is news that many pages show.
    if said and said.bars and not (said.kind is Says.CHROME and link.day):
        return said.reason
    if not link.in_main or parts_of(link.url).path == "/" or _is_above(link.url, url):
        return "it is navigation by its place or address"
    return _unlike_a_release(link, url)


def _unlike_a_release(link: PageLink, url: str) -> str | None:
    if _MEDIA_FILE.search(parts_of(link.url).path):
        return "it is a media file by its address"
    if is_service(link.url):
        return "it is a service or an index of the site by its address"
    section = section_of(link.url)
    if section and section != section_of(url):  # who names such a section as a start page wants what is in it
        return f"it lies in a section for {section}"
    if size(link.text) < _SHORTEST_TITLE:
        return "its text is too short for a title"
    return None


def _of_weak_lists(links: list[PageLink], url: str, known: Set[str]) -> dict[str, str]:
    """The links whose lists do not look like lists of releases, with the reason; `known` are releases all the same."""
    lists: dict[str, list[PageLink]] = defaultdict(list)
    for link in links:
        lists[link.shape].append(link)
    weak = (items for items in lists.values() if not _is_list_of_releases(items, url, known))
    reason = "its list has too few signs of releases (dates, headings, titles, addresses)"
    return {link.url: reason for items in weak for link in items if link.url not in known}


def _is_navigation(link: PageLink, url: str, rules: Rules) -> bool:
    return link.url in rules.chrome or parts_of(link.url).path == "/" or _is_above(link.url, url)


def _is_above(candidate: str, url: str) -> bool:
    """Whether a URL is a section that the listing belongs to, as breadcrumbs link it."""
    one, other = parts_of(candidate), parts_of(url)
    return one.netloc == other.netloc and not one.query and f"{other.path}/".startswith(f"{one.path.rstrip('/')}/")


def _is_list_of_releases(items: list[PageLink], url: str, known: Set[str]) -> bool:
    signs = [_signs(link, url) + (len(items) >= _LIST) for link in items]
    is_mostly_known = 2 * sum(link.url in known for link in items) > len(items)
    return is_mostly_known or sum(signs) >= _ENOUGH * len(items)


def _signs(link: PageLink, url: str) -> int:
    """How many signs of a release a link has; a date beside it is the best and counts twice."""
    signs = (
        link.in_heading,
        size(link.text) >= _SURE_TITLE,
        is_article_address(link.url),
        is_in_press_section(link.url) or _is_below(link.url, url),
    )
    return sum(signs) + (2 if link.day else 0) - parts_of(link.url).path.lower().endswith(".pdf")


def _is_below(candidate: str, url: str) -> bool:
    """Whether a URL lies in the folder that the listing stands for."""
    one, other = parts_of(candidate), parts_of(url)
    folder = _ENDING.sub("", other.path.rstrip("/"))
    return one.netloc == other.netloc and bool(folder) and one.path.startswith(f"{folder}/")
