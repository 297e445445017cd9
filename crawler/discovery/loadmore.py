"""Elements other than links that lead to more of a listing: "Load more" buttons, scripted pagers, endless scrolling.

What a script would ask stands in an attribute: `data-url`, `data-next-page-url`, `hx-get` (htmx), `formaction`. The
attributes are known by the kind of their names, their values by looking like addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import urlencode

from lxml import etree

from crawler.cleaning.text import one_line, word_set
from crawler.discovery.forms import MAX_FIELDS, asked_by
from crawler.discovery.paging import Pointer
from crawler.discovery.places import names_of
from crawler.urls import canonical_url

MAX_CONTROLS = 1000
_MAX_PARTS = 100

_TAGS = word_set("a button input div section span ul ol li table tbody tr p article")
_ADDRESS_NAME = re.compile(
    r"(?:data-)?hx-get|formaction|data-[\w-]*(?:url|href|uri|next|more|endpoint|ajax|load|src|path|link|get|remote|page)"
    r"[\w-]*"
)
_ADDRESS = re.compile(r"(?:https?:/|\.{0,2}/|\?)[^\s<>{}]+|[\w./-]+\?[^\s<>{}]+", re.I)
_PAGE_NAME = re.compile(r"data-(?:next-)?(page|paged|offset|start|skip)")  # what the script adds to its address
_MORE = re.compile(r"(?<![a-z])(?:load|show|view|see)[-_\s]?more|infinite[-_]?scroll", re.I)
_REVEALED = re.compile(r"revealed|intersect", re.I)  # htmx's triggers for endless scrolling
_MAX_PIECES = 20
_MAX_TEXT = 200
_MAX_NAME = 60


def controls(root: etree._Element, url: str, base: str) -> Iterator[Pointer]:
    """What a reader of the page at `url` may use to go on, links aside."""
    yield from islice(_scripted(root, base), MAX_CONTROLS)
    yield from islice(_forms(root, url, base), MAX_CONTROLS)
    yield from islice(_without_script(root, base), MAX_CONTROLS)


def asks_for_more(element: etree._Element, text: str) -> bool:
    """Whether a link loads more into the page, by its text or its class."""
    return _MORE.search(f"{text} | {names_of(element)}") is not None


def names_around(element: etree._Element) -> str:
    """Class names and ids of an element and of the one around it."""
    parent = element.getparent()
    return names_of(element) if parent is None else f"{names_of(element)} {names_of(parent)}"


def _scripted(root: etree._Element, base: str) -> Iterator[Pointer]:
    for element in root.iter(*_TAGS):
        named = _address_in(element)
        target = canonical_url(named[1], base) if named else None
        if named and target:
            yield _pointer(element, target, named[0])


def _address_in(element: etree._Element) -> tuple[str, str] | None:
    """The attribute that holds what a script would ask, and its address with the page that another one names."""
    for name in filter(_names_address, map(str, element.keys())):
        value = element.get(name, "").strip()
        if _ADDRESS.fullmatch(value):
            return name, _with_page(value, element)
    return None


@lru_cache(maxsize=1024)
def _names_address(attribute: str) -> bool:
    return len(attribute) <= _MAX_NAME and _ADDRESS_NAME.fullmatch(attribute) is not None


def _with_page(address: str, element: etree._Element) -> str:
    for name, value in ((str(name), str(value)) for name, value in element.items()):
        found = _PAGE_NAME.fullmatch(name)
        if found and value.isascii() and value.isdigit() and f"{found[1]}=" not in address:
            return f"{address}{'&' if '?' in address else '?'}{urlencode({found[1]: value})}"
    return address


def _forms(root: etree._Element, url: str, base: str) -> Iterator[Pointer]:
    """Buttons that are forms of their own: the page that comes next is in a hidden field."""
    for form in islice(root.iter("form"), _MAX_PARTS):
        fields = islice(form.iter("button", "input"), MAX_FIELDS)
        button = next((one for one in fields if one.tag == "button" or one.get("type", "").lower() == "submit"), None)
        target = None if button is None else asked_by(form, url, base, {})
        if button is not None and target:
            yield _pointer(button, target, "")


def _without_script(root: etree._Element, base: str) -> Iterator[Pointer]:
    """The links for those who have no script."""
    for outer in islice(root.iter("noscript"), _MAX_PARTS):
        for element in outer.iter("a"):
            address = element.get("href", "").strip()
            target = canonical_url(address, base) if address else None
            if target:
                yield _pointer(element, target, "")


def _pointer(element: etree._Element, target: str, attribute: str) -> Pointer:
    text = one_line(" ".join(str(piece) for piece in islice(element.itertext("*"), _MAX_PIECES)))[:_MAX_TEXT]
    scrolls = "infinite-scroll" if _REVEALED.search(element.get("hx-trigger", "")) else ""
    return Pointer(
        url=target,
        text=text or one_line(element.get("value", ""))[:_MAX_TEXT],
        label=one_line(element.get("aria-label") or element.get("title") or "")[:_MAX_TEXT],
        names=f"{attribute} {scrolls} {names_around(element)}",
        asks_for_more=True,
    )
