"""What a page links to, and what it says about itself to crawlers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from lxml import etree

from crawler.cleaning.parse import Parsed, parse
from crawler.cleaning.text import one_line, size
from crawler.discovery.archives import Offer, archives_of, offers_of_forms
from crawler.discovery.beside import Title, days_beside
from crawler.discovery.directives import PRODUCT, directives
from crawler.discovery.loadmore import asks_for_more, controls, names_around
from crawler.discovery.paging import Pointer, may_continue, next_page_of, raised
from crawler.discovery.places import Place, places_of
from crawler.discovery.values import PageLink, PageLinks
from crawler.discovery.variants import variants_of
from crawler.urls import canonical_url

MAX_LINKS = 10_000

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = frozenset(
    {"a", "abbr", "b", "cite", "em", "font", "i", "mark", "q", "small", "strong", "sub", "sup", "u", "wbr"}
)
_MAX_PIECES = 100  # elements and stretches of text in a link that are looked at
_MAX_TEXT = 1000  # characters of a link's text
_TITLE_SIZE = 15  # characters; a link with so much text may be a title
_CARD = 4  # elements around a link that may be the card of what it leads to
_CARD_LINKS = 5  # image, title, "Read more": links of a card to the same place
_SHAPE = 5  # elements around a link that make its shape
_TELLS_APART = re.compile(r"\d|(?:odd|even|first|last|active)$")
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body)(?=[\s>])", re.I)


class _Anchor(NamedTuple):
    """A link with the text that stands in it, which may be less than the link's: "Read more"."""

    element: etree._Element
    link: PageLink
    text: str


def read_page_links(page: bytes | Parsed, url: str, today: date | None = None) -> PageLinks:
    """The links of a page, or of a part of one, and its declarations to crawlers. Never raises.

    `url` is where it came from. Months after `today` are no archives; without it there is no such limit.
    """
    parsed = parse(page) if isinstance(page, bytes) else page
    root, canonical = parsed.root, canonical_url(url)
    if root is None or canonical is None:
        return PageLinks(url)
    url = canonical
    base = _base(root, url)
    anchors, text_size, link_size = _walk(root, url, base)
    declared = list(_declared(root, base))
    next_page = _next_page(root, url, base, anchors, _first(declared, "next"))
    return PageLinks(
        url=url,
        title=one_line("".join(map(str, next(root.iter("title"), root).itertext("title")))[:_MAX_TEXT]),
        links=_merged(anchors),
        next_page=next_page or _after_fragment(parsed.text, url, anchors),
        archives=archives_of(url, _offers(root, url, base, anchors), today),
        feeds=tuple(
            dict.fromkeys(target for rel, kind, target in declared if rel == "alternate" and kind in _FEED_TYPES)
        ),
        canonical=_first(declared, "canonical"),
        variants=variants_of(root, base, url),
        asked=directives(_metas(root), None, PRODUCT),
        has_password_field=any(field.get("type", "").lower() == "password" for field in root.iter("input")),
        text_size=text_size,
        link_size=link_size,
    )


def _base(root: etree._Element, url: str) -> str:
    """What relative addresses are relative to: <base href>, else the page itself."""
    for element in root.iter("base"):
        if element.get("href"):
            return canonical_url(element.get("href", ""), url) or url
    return url


def _walk(root: etree._Element, url: str, base: str) -> tuple[list[_Anchor], int, int]:
    """The links in document order; the characters of the main part, and those of them in links."""
    anchors: list[_Anchor] = []
    text_size = link_size = 0
    for element, inside, around in places_of(root):
        for text, place in ((element.text, inside), (element.tail, around)):
            if text and not (place.hidden or place.furniture):
                length = len(text.strip())
                text_size += length
                link_size += length if place.link else 0
        if element.tag in ("a", "area") and not inside.hidden and len(anchors) < MAX_LINKS:
            anchor = _anchor(element, inside, url, base)
            if anchor:
                anchors.append(anchor)
    return anchors, text_size, link_size


def _next_page(root: etree._Element, url: str, base: str, anchors: list[_Anchor], declared: str | None) -> str | None:
    pointers = (
        Pointer(link.url, text, link.label, link.rel, names_around(element), asks)
        for element, link, text in anchors
        if may_continue(link.url, url, asks := asks_for_more(element, text))
    )
    return next_page_of(url, chain(pointers, controls(root, url, base)), declared)


def _after_fragment(text: str, url: str, anchors: list[_Anchor]) -> str | None:
    """What a script would ask after a part of a page that held something: it counts the pages itself."""
    return raised(url, None) if anchors and not _WHOLE_PAGE.search(text) else None


def _offers(root: etree._Element, url: str, base: str, anchors: list[_Anchor]) -> Iterator[Offer]:
    yield from (Offer(anchor.link.url, anchor.text or anchor.link.label) for anchor in anchors)
    yield from offers_of_forms(root, url, base)


def _anchor(element: etree._Element, place: Place, url: str, base: str) -> _Anchor | None:
    """A link; None for one that leads nowhere else or to no crawlable URL."""
    address = element.get("href", "").strip()
    target = canonical_url(address, base) if address and not address.startswith("#") else None
    if target is None or target == url:
        return None
    heading = next(element.iter(*_HEADINGS), None) if len(element) else None
    own_text = text = _text(element if heading is None else heading) or _image_text(element)
    if size(text) < _TITLE_SIZE and not (place.furniture or place.heading):
        heading = _heading_of_card(element)
        text = text if heading is None else _text(heading)
    link = PageLink(
        url=target,
        text=text,
        label=one_line((element.get("aria-label") or element.get("title") or "")[:_MAX_TEXT]),
        rel=frozenset(element.get("rel", "").lower().split()),
        in_main=not place.furniture,
        in_heading=place.heading or heading is not None,
        shape=_shape(element),
    )
    return _Anchor(element, link, own_text)


def _text(element: etree._Element) -> str:
    if not len(element):
        return one_line((element.text or "")[:_MAX_TEXT])
    is_inline = all(inner.tag in _INLINE for inner in islice(element.iterdescendants("*"), _MAX_PIECES))
    pieces = (str(piece) for piece in islice(element.itertext("*"), _MAX_PIECES))
    return one_line(("" if is_inline else " ").join(pieces)[:_MAX_TEXT])


def _heading_of_card(element: etree._Element) -> etree._Element | None:
    """The heading that a "Read more" belongs to: both stand in an element that leads nowhere else."""
    for ancestor in islice(element.iterancestors(), _CARD):
        links = list(islice(ancestor.iter("a"), _CARD_LINKS + 1))
        if len(links) > _CARD_LINKS or len({link.get("href") for link in links}) > 1:
            return None
        heading = next(ancestor.iter(*_HEADINGS), None)
        if heading is not None:
            return heading
    return None


def _image_text(element: etree._Element) -> str:
    if not len(element):
        return ""
    return next((one_line(image.get("alt", "")[:_MAX_TEXT]) for image in element.iter("img")), "")


def _shape(element: etree._Element) -> str:
    """Element and class names around a link, those aside that tell items of one list apart ("row-3", "odd")."""
    around = islice(element.iterancestors(), _SHAPE)
    return ">".join([_shape_of(str(ancestor.tag), ancestor.get("class", "")) for ancestor in around])


@lru_cache(maxsize=10_000)
def _shape_of(tag: str, names: str) -> str:
    return f"{tag}.{next((name for name in names.split() if not _TELLS_APART.search(name)), '')}"


def _merged(anchors: list[_Anchor]) -> tuple[PageLink, ...]:
    """One link per URL, where it first stands in the main part (else anywhere), with the best text and the date."""
    titles = (anchor for anchor in anchors if _may_be_title(anchor.link))
    days = days_beside(Title(anchor.element, anchor.link.url, anchor.link.in_heading) for anchor in titles)
    merged: dict[str, PageLink] = {}
    for anchor in anchors:
        day = days.get(anchor.element)
        link = replace(anchor.link, day=day) if day else anchor.link
        known = merged.get(link.url)
        if known and link.in_main and not known.in_main:
            del merged[link.url]  # it moves to its place in the main part
            known = None
        merged[link.url] = _better(known, link) if known else link
    return tuple(merged.values())


def _may_be_title(link: PageLink) -> bool:
    return link.in_main and (link.in_heading or size(link.text) >= _TITLE_SIZE)


def _better(known: PageLink, link: PageLink) -> PageLink:
    if known.in_main != link.in_main:
        return known
    best, other = known, link
    if (link.in_heading, len(link.text)) > (known.in_heading, len(known.text)):
        best, other = link, known
    return replace(best, rel=best.rel | other.rel, label=best.label or other.label, day=best.day or other.day)


def _declared(root: etree._Element, base: str) -> Iterator[tuple[str, str, str]]:
    """Relation, media type and target of each <link> that has a crawlable target."""
    for element in root.iter("link"):
        address = element.get("href", "").strip()
        target = canonical_url(address, base) if address else None
        if target:
            for relation in element.get("rel", "").lower().split():
                yield relation, element.get("type", "").lower().strip(), target


def _first(declared: list[tuple[str, str, str]], relation: str) -> str | None:
    return next((target for name, _, target in declared if name == relation), None)


def _metas(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Names and contents of the meta elements."""
    return ((meta.get("name", ""), meta.get("content", "")) for meta in root.iter("meta"))
