"""Feeds: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom (RFC 4287) and its forerunner, JSON Feed 1.x.

Elements are known by their local names: real feeds mix namespaces, forget to declare them and nest what should be
side by side.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
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


def read_xml_feed(xml: str, url: str) -> Discovery:
    """The entries of a feed whose text begins with its root's start tag; what comes after a fault may be missing."""
    root = parse(xml, url)
    if root is None:
        return Discovery(Kind.FEED)
    entries = (element for element in root.iter("*") if local_name(element) in ("item", "entry"))
    links = (link for entry in entries if (link := _entry(entry, url)))
    return Discovery(Kind.FEED, unique(links, MAX_ENTRIES), _next_part(root, url))


def read_json_feed(text: str, url: str) -> Discovery | None:
    """The entries of a JSON Feed; None when the text is none."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith("https://jsonfeed.org/version/"):
        return None
    items = feed.get("items")
    links = (link for item in (items if isinstance(items, list) else []) if (link := _item(item, url)))
    return Discovery(Kind.FEED, unique(links, MAX_ENTRIES), resolved(_string(feed, "next_url"), url))


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


def _next_part(root: etree._Element, url: str) -> str | None:
    """RFC 5005, section 3: the link to the next page of a feed."""
    for link in root.iter("{*}link"):
        inside = {local_name(ancestor) for ancestor in link.iterancestors()}
        if link.get("rel") == "next" and not inside & {"item", "entry"}:
            return resolved(link.get("href"), _base(link, url))
    return None


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
