"""What a page says about itself to machines: JSON-LD, Open Graph and other meta elements, microdata, its own address.

Read from the tree, before pruning: half of what a page's head holds is for others (icons, previews, style sheets), and
BeautifulSoup need not build it.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from .text import join_paragraphs, one_line, tidy

# schema.org types of a text that was published, best first.
ARTICLE_TYPES = (
    "NewsArticle",
    "PressRelease",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "Article",
    "BlogPosting",
    "Report",
    "LiveBlogPosting",
    "SocialMediaPosting",
    "ScholarlyArticle",
    "TechArticle",
    "GovernmentService",
    "Event",
    "WebPage",
    "ItemPage",
)
MAX_EMBEDDED = 200_000  # characters of a text in JSON-LD that are read
_MAX_NODES = 2_000
_MAX_CANONICAL = 3
_MAX_TAGS = 20  # more than that are written for search engines, not for readers
_MAX_TAG = 60  # characters
_DATED_TAGS = ("span", "time", "div", "p")
_DATE_PROPERTIES = frozenset({"datepublished", "datecreated"})
_ADDRESS = re.compile(r"://|\bwww\.|^@")
_MACHINE_TAG = re.compile(r"\w+:\S+|\S*[_=]\S*")  # "productType:PRESS_RELEASE": for programs
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`nodes`: all JSON-LD objects, articles first. `meta`: meta and itemprop contents by lower-case name. `canonical`:
    the targets of link rel=canonical, as they stand there. `dates`: "datepublished" and "datecreated" in microdata or
    RDFa, where the page has only one."""

    nodes: tuple[Mapping[str, Any], ...] = ()
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    canonical: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        """The content of the first of these meta names that has one, on one line; else ""."""
        return next((one_line(value) for name in names for value in self.meta.get(name, ()) if value.strip()), "")

    @property
    def article(self) -> Mapping[str, Any]:
        """The JSON-LD object about the text itself; empty where there is none."""
        return self.nodes[0] if self.nodes and _rank(self.nodes[0]) < len(ARTICLE_TYPES) else {}


def read_metadata(root: etree._Element | None) -> Metadata:
    """Never raises: malformed JSON-LD counts as absent."""
    if root is None:
        return Metadata()
    scripts = (script.text or "" for script in root.iter("script") if "ld+json" in script.get("type", ""))
    found = (node for script in islice(scripts, _MAX_NODES) for node in _nodes(_loads(script)))
    nodes = sorted(islice(found, _MAX_NODES), key=_rank)
    return Metadata(tuple(nodes), _meta(root), _canonical(root), _lone_dates(root))


def page_type(meta: Metadata) -> str | None:
    """What the page calls itself: its schema.org type, else og:type."""
    return next(iter(_types(meta.article)), "") or meta.first("og:type") or None


def organisation(meta: Metadata) -> str | None:
    """The publisher's name as the page gives it: JSON-LD publisher, Open Graph site name, Dublin Core, application."""
    candidates = (
        *names(meta.article.get("publisher")),
        *names(meta.article.get("sourceOrganization")),
        meta.first("og:site_name"),
        meta.first("dc.publisher", "dcterms.publisher", "publisher"),
        *(name for node in meta.nodes if "WebSite" in _types(node) for name in names(node)),
        meta.first("application-name"),
    )
    return next((name for name in candidates if name and len(name) <= 150 and not _is_address(name)), None)


def topics(meta: Metadata) -> tuple[str, ...]:
    """The page's own tags and sections; keywords only where a page has few of them."""
    tags = [*meta.meta.get("article:tag", ()), *meta.meta.get("article:section", ())]
    if not tags:
        keywords = meta.article.get("keywords") or meta.first("keywords", "news_keywords")
        tags = keywords if isinstance(keywords, list) else str(keywords).split(",")
        tags = [tag for tag in tags if isinstance(tag, str)]
    cleaned = list(dict.fromkeys(one_line(tag) for tag in tags))
    if len(cleaned) > _MAX_TAGS:
        return ()
    return tuple(tag for tag in cleaned if 1 < len(tag) <= _MAX_TAG and not _MACHINE_TAG.fullmatch(tag))


def people(meta: Metadata) -> tuple[str, ...]:
    """Persons that the page's JSON-LD says it is about or mentions (not its authors)."""
    found: list[str] = []
    for key in ("about", "mentions"):
        values = meta.article.get(key)
        for node in values if isinstance(values, list) else [values]:
            if isinstance(node, dict) and "Person" in _types(node):
                found.extend(names(node))
    return tuple(dict.fromkeys(name for name in found if name))


def embedded_text(meta: Metadata) -> str:
    """JSON-LD articleBody as paragraphs; "" where there is none. Publishers put markup into it as well."""
    value = meta.article.get("articleBody")
    if not isinstance(value, str):
        return ""
    plain = (
        BeautifulSoup(value[:MAX_EMBEDDED], "lxml").get_text("\n")
        if "<" in value
        else html.unescape(value[:MAX_EMBEDDED])
    )
    return join_paragraphs(line.strip() for line in tidy(plain).split("\n"))


def names(value: object) -> list[str]:
    """The names in a JSON-LD value: a string, an object with a name, or a list of those."""
    if isinstance(value, str):
        return [one_line(value)]
    if isinstance(value, dict):
        return names(value.get("name")) if not isinstance(value.get("name"), dict) else []
    if isinstance(value, list):
        return [name for one in value[:_MAX_TAGS] if isinstance(one, str | dict) for name in names(one)]
    return []


def _is_address(name: str) -> bool:
    """Whether a name is, or contains, the address of a site or an account."""
    return _ADDRESS.search(name) is not None or (" " not in name and "." in name and name == name.lower())


def _meta(root: etree._Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        content = element.get("content")
        for key in ("property", "name", "itemprop", "http-equiv") if content else ():
            name = element.get(key, "").strip().lower()
            if name and content:
                found.setdefault(name, []).append(content)
    return {name: tuple(contents) for name, contents in found.items()}


def _lone_dates(root: etree._Element) -> dict[str, str]:
    """Dates of publication in microdata or RDFa that are the page's only ones: lists of other pages give several.

    Some systems write them into elements that show nothing, in the footer of an article.
    """
    found: dict[str, set[str]] = {}
    for element in root.iter(*_DATED_TAGS):
        content = element.get("content")
        named = (element.get("property") or element.get("itemprop") or "") if content else ""
        if content and (name := named.rpartition(":")[2].lower()) in _DATE_PROPERTIES:
            found.setdefault(name, set()).add(content)
    return {name: values.pop() for name, values in found.items() if len(values) == 1}


def _canonical(root: etree._Element) -> tuple[str, ...]:
    links = (link for link in root.iter("link") if "canonical" in link.get("rel", "").split())
    return tuple(link.get("href", "") for link in islice(links, _MAX_CANONICAL))


def _loads(text: str) -> object:
    text = _COMMENT.sub("", _COMMENT.sub("", text.strip()))
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: object) -> Iterator[Mapping[str, Any]]:
    """Top-level objects, those in @graph, and what a page names as its main entity."""
    waiting = deque([value])
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        one = waiting.popleft()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield one
            waiting.extend(one[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in one)


def _types(node: Mapping[str, Any]) -> list[str]:
    value = node.get("@type")
    values: Iterable[object] = value if isinstance(value, list) else [value]
    return [one.rsplit("/", 1)[-1] for one in values if isinstance(one, str)]


def _rank(node: Mapping[str, Any]) -> int:
    ranks = [ARTICLE_TYPES.index(one) for one in _types(node) if one in ARTICLE_TYPES]
    return min(ranks, default=len(ARTICLE_TYPES))
