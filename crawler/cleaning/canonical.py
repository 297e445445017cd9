"""The address that a page names as its own."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from crawler import urls

from .metadata import Metadata
from .text import word_set

# Labels under which registries hand out names in many countries (".co.uk", ".gov.au"): the name is the label before.
_SECOND_LEVEL = word_set("ac co com edu go gob gouv gov gv govt mil net ne nic or org")


def canonical_url(meta: Metadata, url: str) -> str:
    """link rel=canonical, else og:url, in canonical form, when it is plausible; else `url` as it is."""
    for candidate in (*meta.canonical, meta.first("og:url")):
        named = urls.canonical_url(candidate, url) if candidate.strip() else None
        if named and is_plausible(named, url):
            return named
    return url


def is_plausible(named: str, url: str) -> bool:
    """Whether a page at `url` may be right in calling itself `named`.

    It has to have the same owner. A front page, or the same page without a parameter that tells its releases apart
    (`?newsID=7`), is what careless templates name.
    """
    given = urls.canonical_url(url)
    if given is None or owner(urls.host_of(named)) != owner(urls.host_of(given)):
        return False
    ours, theirs = urlsplit(given), urlsplit(named)
    if theirs.path == ours.path:
        return set(parse_qsl(ours.query)) <= set(parse_qsl(theirs.query))
    return theirs.path != "/" or bool(theirs.query)


def owner(host: str) -> str:
    """The part of a host name that somebody registered: "www.bmf.gv.at" and "bmf.gv.at" give "bmf.gv.at"."""
    labels = host.split(".")
    if labels[-1].isdigit() or ":" in host:  # an address
        return host
    taken = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-taken:])
