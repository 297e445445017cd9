"""The page without what is never its text, small enough for BeautifulSoup.

libxml2 reads two megabytes in a few hundredths of a second, BeautifulSoup builds about fifty elements a millisecond:
so the page is parsed and cut down by the former, and what may matter is handed to the latter. Every rule takes the
root and changes the tree in place; the order counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bs4 import BeautifulSoup
from lxml import etree, html

from . import furniture
from .text import word_set

MAX_ELEMENTS = 12_000
"""Elements, in document order and after all other rules, that BeautifulSoup is given at most; the rest is cut."""
MAX_DEPTH = 150
"""Elements nested deeper than this are dissolved into their parents (libxml2 itself reads 2,048 levels)."""

_KEPT_ATTRIBUTES = word_set(
    "id class role href rel name property content datetime pubdate lang type itemprop itemtype itemscope hreflang "
    "http-equiv title"
)
_CODE = ("script", "style", "template", "noscript", "svg", "math", "canvas", "object", "applet", "embed", "map")
_MEDIA = ("iframe", "video", "audio", "picture", "img", "source", "track", "figcaption")
_CONTROLS = ("button", "select", "input", "textarea", "label", "option", "datalist", "dialog", "menu", "progress")
_INLINE = (
    *(
        "span",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "font",
        "small",
        "big",
        "mark",
        "abbr",
        "acronym",
        "cite",
        "dfn",
        "q",
        "s",
    ),
    *("strike", "ins", "kbd", "samp", "tt", "var", "bdi", "bdo", "wbr", "nobr", "code", "sub", "sup"),
)
_HOLDS_HEADLINE = "descendant-or-self::h1 or descendant::*[@itemprop='headline' or @itemprop='articleBody']"
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOT_MARKUP = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]")
_LARGE_SHARE = 0.4
_MAX_CONTROL = 600  # characters
_MAX_DATED = 120  # characters
_DATED = re.compile(r"^(?!.*(?:©|copyright)).*\b(?:19|20)\d\d\b", re.IGNORECASE | re.DOTALL)
_LITTLE_PROSE = 140  # characters outside of links
_SENTENCE = re.compile(r"\w{2}[.!?…][\s\"'”»)]|[。！？؟।]")


def prune(text: str) -> BeautifulSoup:
    """The pruned page. Never raises; a page without any markup gives what libxml2 makes of it."""
    root = _parse(text)
    if root is None:
        return BeautifulSoup("", "lxml")
    for rule in _RULES:
        rule(root)
    return BeautifulSoup(etree.tostring(root, encoding="unicode", method="html"), "lxml")


def _parse(text: str) -> html.HtmlElement | None:
    """None where there is nothing to parse."""
    data = _NOT_MARKUP.sub("", text).encode()
    try:
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
        return html.document_fromstring(data, parser=parser)
    except etree.LxmlError:
        return None


def _drop_code(root: html.HtmlElement) -> None:
    """Scripts and styles, but for JSON-LD."""
    for element in list(root.iter(*_CODE)):
        if element.tag != "script" or "ld+json" not in element.get("type", ""):
            _drop(element)


def _drop_media_and_controls(root: html.HtmlElement) -> None:
    for element in list(root.iter(*_MEDIA, *_CONTROLS)):
        if _text_length(element) > _MAX_CONTROL:  # a tag that nobody closed has swallowed the page
            element.drop_tag()
        else:
            _drop(element)


def _drop_navigation(root: html.HtmlElement) -> None:
    """Navigation, asides and footers by their tags and roles, unless the headline or much of the text stands in one."""
    enough = _much_of(root)
    for element in _body_elements(root):
        beside = element.tag in ("nav", "aside", "footer") or furniture.is_furniture_role(element.get("role", ""))
        if beside and not _holds_much(element, enough):
            _drop(element)


def _drop_hidden(root: html.HtmlElement) -> None:
    """What a reader never sees, unless it is much of the text (shown later by a script)."""
    enough = _much_of(root)
    for element in _body_elements(root):
        hidden = "hidden" in element.attrib or _HIDDEN_STYLE.search(element.get("style", ""))
        if (hidden or furniture.hidden(element.get("class", ""))) and _text_length(element) <= enough:
            _drop(element)


def _drop_named_furniture(root: html.HtmlElement) -> None:
    """Share bars, related links, cookie notes and the like, by their class names and ids."""
    enough = _much_of(root)
    for element in _body_elements(root):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if names == " " or element.tag in ("article", "main", "time", "h1"):
            continue
        if furniture.is_overlay(names) and _text_length(element) <= enough:
            _drop(element)
            continue
        named = furniture.always(names) or (furniture.usually(names) and not _holds_prose(element))
        if named and not _is_dated(element) and not _holds_much(element, enough):
            _drop(element)


def _unwrap_inline(root: html.HtmlElement) -> None:
    """Bold, italics and bare spans say nothing that later rules ask for; every element costs time."""
    for element in list(root.iter(*_INLINE)):
        if not (element.get("itemprop") or (element.tag == "span" and element.get("class"))):
            element.drop_tag()


def _strip_attributes(root: html.HtmlElement) -> None:
    for element in root.iter(etree.Element):
        for name in list(element.attrib):
            if name not in _KEPT_ATTRIBUTES:
                del element.attrib[name]


def _flatten(root: html.HtmlElement) -> None:
    """Deeper than BeautifulSoup's parser goes, elements give way to their content."""
    depth: dict[html.HtmlElement, int] = {}
    for element in list(root.iter(etree.Element)):
        parent = element.getparent()
        depth[element] = level = depth.get(parent, 0) + 1 if parent is not None else 0
        if level > MAX_DEPTH:
            depth[element] = level - 1
            element.drop_tag()


def _cut(root: html.HtmlElement) -> None:
    """Bounds what is left, whatever the page."""
    for number, element in enumerate(list(root.iter(etree.Element))):
        if number > MAX_ELEMENTS and element.getparent() is not None:
            _drop(element)


def _body_elements(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The elements inside the body that still hang in the tree when their turn comes."""
    body = root.find("body")
    if body is None:
        return
    for element in list(body.iterdescendants(etree.Element)):
        if element.getparent() is not None:
            yield element


def _much_of(root: html.HtmlElement) -> float:
    """How many characters are a large share of the page's text."""
    body = root.find("body")
    return max(200.0, _LARGE_SHARE * _text_length(body)) if body is not None else 200.0


def _holds_much(element: html.HtmlElement, enough: float) -> bool:
    """Whether the headline, or a large share of the page's text, stands in this element."""
    return bool(element.xpath(_HOLDS_HEADLINE)) or _text_length(element) > enough


def _is_dated(element: html.HtmlElement) -> bool:
    """Whether it is a short line with a year: a date, most likely, which other rules will ask for."""
    return _text_length(element) <= _MAX_DATED and _DATED.search(element.text_content()) is not None


def _holds_prose(element: html.HtmlElement) -> bool:
    """Whether there are sentences outside of links, under no heading that is a link (as teasers have)."""
    if element.xpath(
        "descendant::a[descendant::h2 or descendant::h3] | descendant::*[self::h2 or self::h3 or self::h4]/a"
    ):
        return False
    text = " ".join(element.xpath("descendant-or-self::*[not(ancestor-or-self::a)]/text()"))
    return len(" ".join(text.split())) > _LITTLE_PROSE and _SENTENCE.search(text) is not None


def _text_length(element: html.HtmlElement) -> int:
    return len(element.xpath("normalize-space()"))


def _drop(element: html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


_RULES: tuple[Callable[[html.HtmlElement], None], ...] = (
    _drop_code,
    _drop_media_and_controls,
    _drop_hidden,
    _drop_navigation,
    _drop_named_furniture,
    _unwrap_inline,
    _strip_attributes,
    _flatten,
    _cut,
)
