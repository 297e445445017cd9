"""The address that a page names as its own."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from .metadata import Metadata
from .soup import attribute
from .text import word_set

# Labels under which registries hand out names in many countries (".co.uk", ".gov.au"): the name is the label before.
_SECOND_LEVEL = word_set("ac co com edu go gob gouv gov gv govt mil net ne nic or org")


def canonical_url(soup: BeautifulSoup, meta: Metadata, url: str) -> str:
    """link rel=canonical, else og:url, when it is an http(s) address of the same owner and not its front page."""
    links = soup.find_all("link", rel="canonical", limit=3)
    for candidate in (*(attribute(link, "href") for link in links), meta.first("og:url")):
        absolute = _absolute(url, candidate.strip())
        if absolute and is_plausible(absolute, url):
            return absolute
    return url


def is_plausible(candidate: str, url: str) -> bool:
    """Whether a page at `url` may be right in calling itself `candidate`."""
    try:
        named, given = urlsplit(candidate), urlsplit(url)
        named_host, given_host = named.hostname or "", given.hostname or ""
    except ValueError:
        return False
    if named.scheme not in ("http", "https") or not named_host or owner(named_host) != owner(given_host):
        return False
    is_front = named.path in ("", "/") and not named.query
    was_front = given.path in ("", "/") and not given.query
    return was_front or not is_front


def owner(host: str) -> str:
    """The part of a host name that somebody registered: "www.bmf.gv.at" and "gv.bmf.gv.at" give "bmf.gv.at"."""
    labels = host.lower().strip(".").split(".")
    if labels[-1].isdigit() or ":" in host:  # an address
        return host
    taken = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-taken:])


def _absolute(url: str, href: str) -> str:
    if not href or any(character.isspace() for character in href):
        return ""
    try:
        return urljoin(url, href)
    except ValueError:
        return ""
