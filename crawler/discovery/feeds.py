"""Feeds: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom (RFC 4287) and its forerunner, JSON Feed 1.x.

Elements are known by their local names: real feeds mix namespaces, forget to declare them and nest what should be
side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from lxml import etree

from crawler.discovery.dates import feed_date, feed_moment
from crawler.discovery.markup import local_name, parse, plain, text_content
from crawler.discovery.values import Discovery, Hint, Kind, Link
from crawler.urls import canonical_url

MAX_ENTRIES = 10_000

_MEDIA = ("http://search.yahoo.com/mrss", "http://www.itunes.com/")
_PUBLISHED = ("published", "pubdate", "issued", "date", "created")
_MODIFIED = ("updated", "modified")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "yearly": 365 * 24}  # in hours
_LONGEST_TTL = timedelta(days=366)
_COUNT = re.compile(r"[0-9]{1,6}")


def read_xml_feed(xml: str, url: str) -> Discovery:
    """The entries of a feed whose text begins with its root's start tag; what comes after a fault may be missing."""
    root = parse(xml, url)
    if root is None:
        return Discovery(Kind.FEED)
    entries = (element for element in root.iter("*") if local_name(element) in ("item", "entry"))
    links = (link for entry in entries if (link := _entry(entry, url)))
    own = [element for element in root.iter("*") if _is_of_feed(element)]
    return Discovery(
        kind=Kind.FEED,
        links=unique(links, MAX_ENTRIES),
        next_page=_related(own, "next", url) or _related(own, "prev-archive", url),
        ttl=_ttl(own),
        hub=_related(own, "hub", url),
    )


def read_json_feed(feed: object, url: str) -> Discovery | None:
    """The entries of a JSON Feed, given as the value that its text stands for; None when it is none."""
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/"):
        return None
    items = feed.get("items")
    links = (link for item in (items if isinstance(items, list) else []) if (link := _item(item, url)))
    hubs = feed.get("hubs")
    addresses = (_string(hub, "url") for hub in (hubs if isinstance(hubs, list) else []) if isinstance(hub, dict))
    return Discovery(
        kind=Kind.FEED,
        links=unique(links, MAX_ENTRIES),
        next_page=resolved(_string(feed, "next_url"), url),
        hub=next((hub for address in addresses if (hub := resolved(address, url))), None),
    )


def unique(links: Iterator[Link], limit: int) -> tuple[Link, ...]:
    """The first `limit` links, each URL once."""
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.url, link)
        if len(found) >= limit:
            break
    return tuple(found.values())


def resolved(address: str | None, base: str) -> str | None:
    """The canonical URL of an address; None where there is none (a blank one would mean `base` itself)."""
    return canonical_url(address, base) if address and address.strip() else None


def _entry(entry: etree._Element, url: str) -> Link | None:
    target = _target(entry, url)
    if target is None:
        return None
    texts = _texts(entry)
    return Link(
        url=target,
        title=plain(texts.get("title", "")),
        published=feed_date(next((texts[name] for name in _PUBLISHED if name in texts), None)),
        modified=feed_moment(next((texts[name] for name in _MODIFIED if name in texts), None)),
        kind_hint=Hint.RELEASE,
    )


def _texts(entry: etree._Element) -> dict[str, str]:
    """The text of each child by local name in lower case; the first of a name counts."""
    texts: dict[str, str] = {}
    for child in _parts(entry):
        if not str(child.tag).startswith(tuple(f"{{{media}" for media in _MEDIA)):
            texts.setdefault(local_name(child).lower(), text_content(child))
    return texts


def _parts(entry: etree._Element) -> list[etree._Element]:
    """The children of an entry; all that is in it where a tag left open has swallowed some of them."""
    children = list(entry.iterchildren("*"))
    is_whole = any(local_name(child) in ("link", "guid", "id") for child in children)
    return children if is_whole else list(entry.iterdescendants("*"))


def _target(entry: etree._Element, url: str) -> str | None:
    """The page that an entry is about: the first of its addresses that can be crawled, best evidence first."""
    for address in _addresses(entry):
        target = resolved(address, _base(entry, url))
        if target:
            return target
    return None


def _addresses(entry: etree._Element) -> Iterator[str]:
    children = _parts(entry)
    yield from (child.text or "" for child in children if local_name(child) == "origLink")
    links = [child for child in children if local_name(child) == "link"]
    pages = [link for link in links if link.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda link: "html" not in link.get("type", "html"))  # stable: HTML first
    yield from (link.get("href") or link.text or "" for link in pages)
    for child in children:
        if local_name(child) in ("guid", "id") and child.get("isPermaLink") != "false":
            yield from [child.text or ""] if "://" in (child.text or "") else []
    yield from (str(value) for name, value in entry.attrib.items() if str(name).endswith("}about"))
    yield from (child.get("url", "") for child in children if local_name(child) == "enclosure")
    yield from (link.get("href", "") for link in links if link.get("rel") == "enclosure")


def _is_of_feed(element: etree._Element) -> bool:
    """Whether an element that says something about the feed does so of the feed itself, not of an entry."""
    if local_name(element) not in ("link", "ttl", "updatePeriod", "updateFrequency"):
        return False
    return not any(local_name(ancestor) in ("item", "entry") for ancestor in element.iterancestors())


def _related(own: list[etree._Element], relation: str, url: str) -> str | None:
    """The target of a feed's link: "next", "prev-archive" (RFC 5005, sections 3 and 4) or "hub" (WebSub, section 4)."""
    links = (link for link in own if relation in link.get("rel", "").lower().split())
    return next((target for link in links if (target := resolved(link.get("href"), _base(link, url)))), None)


def _ttl(own: list[etree._Element]) -> timedelta | None:
    """How long a feed may be kept: RSS 2.0 `ttl` in minutes, else the RSS 1.0 syndication module's rhythm."""
    texts = {local_name(element): (element.text or "").strip().lower() for element in own}
    minutes = _COUNT.fullmatch(texts.get("ttl", ""))
    if minutes:
        ttl = timedelta(minutes=int(minutes[0]))
    else:
        times = _COUNT.fullmatch(texts.get("updateFrequency", "1"))
        ttl = timedelta(hours=_PERIODS.get(texts.get("updatePeriod", ""), 0)) / max(int(times[0]) if times else 1, 1)
    return min(ttl, _LONGEST_TTL) or None


def _base(element: etree._Element, url: str) -> str:
    return canonical_url(element.base or url, url) or url


def _item(item: Any, url: str) -> Link | None:
    if not isinstance(item, dict):
        return None
    addresses = (_string(item, name) for name in ("url", "external_url", "id"))
    target = next((found for address in addresses if (found := resolved(address, url))), None)
    if target is None:
        return None
    published, modified = _string(item, "date_published"), _string(item, "date_modified")
    title = plain(_string(item, "title") or "")
    return Link(target, title, feed_date(published), feed_moment(modified), Hint.RELEASE)


def _string(mapping: dict[str, Any], name: str) -> str | None:
    value = mapping.get(name)
    return value if isinstance(value, str) else None
