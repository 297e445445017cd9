"""The page without what is never its text, small enough for BeautifulSoup.

libxml2 reads two megabytes in a few hundredths of a second, BeautifulSoup builds about fifty elements a millisecond:
so the page is parsed and cut down by the former, and what may matter is handed to the latter. A rule marks elements as
gone (with all they hold) or as hollow (their content stays); the order of the rules counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import cast

from bs4 import BeautifulSoup
from lxml import etree

from . import furniture
from .facts.media import MARK
from .text import word_set
from .trace import Trace

MAX_PARSED = 25_000
"""Elements, in document order, that the rules look at; what comes behind them is cut off."""
MAX_ELEMENTS = 12_000
"""Elements that are left for BeautifulSoup at most, after all other rules."""
MAX_DEPTH = 150
"""Elements nested deeper than this are dissolved into their parents (libxml2 itself reads 2,048 levels)."""

_KEPT_ATTRIBUTES = word_set(
    "id class role href rel name property content datetime pubdate lang type itemprop itemtype itemscope hreflang "
    f"http-equiv title {MARK}"
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
_BOXES = ("div", "section", "article", "header", "figure", "p", "ul", "ol", "li", "h2", "h3", "h4")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SAYS_NOTHING = frozenset({"class", "id", "role", "title", "lang", MARK})
_GONE, _HOLLOW = "gone", "hollow"

_HEADLINE = etree.XPath("descendant-or-self::h1 | descendant::*[@itemprop='headline' or @itemprop='articleBody']")
_LENGTH = etree.XPath("string-length(normalize-space())")
_LINKED_HEADING = etree.XPath(
    "descendant::a[descendant::h2 or descendant::h3] | descendant::*[self::h2 or self::h3 or self::h4]/a"
)
_TEXT = etree.XPath("string()")
_BESIDE_TAGS = frozenset({"nav", "aside", "footer"})
_TEXT_TAGS = frozenset({"article", "main", "time", "h1"})  # no name makes these furniture

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_IS_DEEP = etree.XPath(f"boolean(/*{'/*' * (MAX_DEPTH + 1)})")
_MAX_CONTROL = 600  # characters
_MAX_DATED = 120  # characters
_MAX_STREAMED = 100  # parts of a page; each may stand in another
_MIN_AHEAD = 20  # characters of a sentence that goes on with a link
_DATED = re.compile(r"(?!.*(?:©|copyright)).*\b(?:19|20)\d\d\b", re.IGNORECASE | re.DOTALL)
_LARGE_SHARE = 0.4
_SMALL = 200.0  # characters
_ALL_LINKS = 0.9  # of the text of a menu
_LITTLE_PROSE = 140  # characters outside of links
_SENTENCE = re.compile(r"\w{2}[.!?…][\s\"'”»)]|[。！？؟।]")


def prune(root: etree._Element | None, trace: Trace | None = None) -> BeautifulSoup:
    """The pruned page. The tree is cut down in the process; `trace` is told what each rule takes out."""
    if root is None:
        return BeautifulSoup("", "lxml")
    _cut_after(root, MAX_PARSED)
    for rule in _RULES:
        rule(root)
        if trace is not None and rule is not _drop_code:
            trace.left_out("page", rule.__name__.removeprefix("_"), _gone(root))
        etree.strip_elements(root, _GONE, with_tail=False)
        etree.strip_tags(root, _HOLLOW)
    _cut_after(root, MAX_ELEMENTS)
    pruned = etree.tostring(root, encoding="unicode", method="html")
    return BeautifulSoup(pruned, "lxml", multi_valued_attributes=None)  # class names as one string: no list to build


def _gone(root: etree._Element) -> Iterator[str]:
    """The texts of what a rule has marked, where there are any."""
    for element in root.iter(_GONE):
        parent = element.getparent()
        text = cast(str, _TEXT(element)).strip()
        if text and (parent is None or parent.tag != _GONE):
            yield text


def _cut_after(root: etree._Element, most: int) -> None:
    """Takes out all that follows the element number `most`."""
    last = next(islice(root.iter(etree.Element), most, None), None)
    while last is not None:
        parent = last.getparent()
        if parent is not None:
            del parent[parent.index(last) + 1 :]
        last = parent


def _place_streamed(root: etree._Element) -> None:
    """What a server sent when it was ready, hidden at the end of the page, back where it belongs.

    React streams a page so: `<template id="B:0">` holds the place of `<div hidden id="S:0">`, and a script swaps them.
    """
    body = root.find("body")
    late = [] if body is None else [box for box in body.iterchildren("div") if box.get("id", "").startswith("S:")]
    streamed = {box.get("id", "")[1:]: box for box in late[:_MAX_STREAMED] if box.get("hidden") is not None}
    if not streamed:
        return
    for place in list(root.iter("template")):
        name = place.get("id", "")
        box = streamed.pop(name[1:], None) if name.startswith(("B:", "P:")) else None
        parent = place.getparent()
        if box is not None and parent is not None and box not in place.iterancestors():
            del box.attrib["hidden"]
            place.addprevious(box)


def _drop_code(root: etree._Element) -> None:
    """Scripts and styles, and what the head says to machines, which is read by now; microdata stays in its place."""
    for element in root.iter(*_CODE):
        element.tag = _GONE
    for element in root.iter("meta", "link"):
        if not element.get("itemprop"):
            element.tag = _GONE


def _drop_media_and_controls(root: etree._Element) -> None:
    for element in root.iter(*_MEDIA, *_CONTROLS):
        # A tag that nobody closed has swallowed the page; some put the headline under the picture; a heading of a part
        # that opens is a button.
        stays = (
            _text_length(element) > _MAX_CONTROL
            or (element.tag == "figcaption" and _HEADLINE(element))
            or (element.tag == "button" and _is_in_heading(element))
        )
        element.tag = _HOLLOW if stays else _GONE


def _drop_hidden(root: etree._Element) -> None:
    """What a reader never sees, unless it is much of the page's prose (shown later by a script)."""
    enough: float | None = None  # measured when it is asked for: most hidden elements are small
    for element in _in_body(root):
        if not _is_hidden(element):
            continue
        if not _is_beside(element):
            if _opens(element):
                continue
            if _text_length(element) > _SMALL:
                enough = enough or max(_SMALL, _LARGE_SHARE * _prose_length(root))
                if _text_length(element) > enough and _prose_length(element) > enough:
                    continue
        _drop(element)


def _opens(element: etree._Element) -> bool:
    """Whether it is a part of the text that a reader opens by its heading: prose in an accordion."""
    around = (element, *islice(element.iterancestors(), 2))
    return any(furniture.opens(each.get("class", "")) for each in around) and _prose_length(element) > 0


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None or furniture.hidden(element.get("class", "")):
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def _drop_navigation(root: etree._Element) -> None:
    """Navigation, asides and footers by their tags and roles, unless the headline or much of the text stands in one."""
    enough = _much_of(root)
    for element in _in_body(root):
        if (
            _is_navigation(element)
            and not _is_byline(element)
            and (not _holds_much(element, enough) or _is_menu(element))
        ):
            _drop(element)


def _is_navigation(element: etree._Element) -> bool:
    return element.tag in _BESIDE_TAGS or furniture.is_furniture_role(element.get("role", ""))


def _drop_named_furniture(root: etree._Element) -> None:
    """Share bars, related links, cookie notes and the like, by their class names and ids."""
    enough = _much_of(root)
    for element in _in_body(root):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if names != " " and element.tag not in _TEXT_TAGS and _is_furniture(element, names, enough):
            _drop(element)


def _is_furniture(element: etree._Element, names: str, enough: float) -> bool:
    if not furniture.is_named(names) or _is_in_sentence(element, names) or _is_said(element):
        return False
    if furniture.is_overlay(names):
        return _text_length(element) <= enough
    if element.tag == "h2" and _text_length(element) > _LITTLE_PROSE:
        return False  # a lead
    if furniture.by_readers(names) and not _HEADLINE(element):
        return True
    if furniture.always(names):
        teasers = _LINKED_HEADING(element) and not _HEADLINE(element)
        return bool(teasers) or not (_is_dated(element) or _holds_much(element, enough))
    if furniture.teases(names) and not _is_linked(element):
        return False
    if furniture.usually(names) and not _holds_prose(element):
        much = _holds_much(element, enough) and not _is_filled_by_links(element, enough)
        return not (_is_dated(element) or much)
    return False


def _is_in_sentence(element: etree._Element, names: str) -> bool:
    """Whether it is a link in a sentence, which is part of it, whatever it opens; at the end of one, a link to what
    stands in a window."""
    if element.tag != "a" or _is_text(element.tail):
        return element.tag == "a"
    return furniture.is_overlay(names) and len((_text_ahead(element) or "").strip()) >= _MIN_AHEAD


def _text_ahead(element: etree._Element) -> str | None:
    before, parent = element.getprevious(), element.getparent()
    return before.tail if before is not None else parent.text if parent is not None else None


def _is_in_heading(element: etree._Element) -> bool:
    return any(each.tag in _HEADINGS for each in islice(element.iterancestors(), 2))


def _is_said(element: etree._Element) -> bool:
    """Whether a name says what the text is about, not what it is for: the id of a heading, made of its words ("related
    -work"), and the classes of words in highlighted code ("comment", "meta")."""
    if element.tag in _HEADINGS or _is_in_heading(element):
        return not furniture.is_named(element.get("class", ""))
    return element.tag == "span" and next(element.iterancestors("pre", "code"), None) is not None


def _unwrap_inline(root: etree._Element) -> None:
    """Bold, italics and bare spans say nothing that later rules ask for; every element costs time."""
    for element in root.iter(*_INLINE):
        if not (element.get("itemprop") or (element.tag == "span" and element.get("class"))):
            element.tag = _HOLLOW


def _drop_empty(root: etree._Element) -> None:
    """Boxes that hold nothing (any more), but for those that part one text from another."""
    for element in reversed(list(root.iter(*_BOXES))):
        if _is_empty(element) and not (_is_text(_text_ahead(element)) or _is_text(element.tail)):
            element.tag = _GONE


def _is_empty(box: etree._Element) -> bool:
    if _is_text(box.text) or not _SAYS_NOTHING.issuperset(box.keys()):
        return False
    return all(inner.tag == _GONE and not _is_text(inner.tail) for inner in box)


def _is_text(text: str | None) -> bool:
    return text is not None and text.strip() != ""


def _flatten(root: etree._Element) -> None:
    """Deeper than BeautifulSoup's parser goes, elements give way to their content.

    Rules measure the text of each element that they meet: so many elements within each other would cost its square.
    """
    if not _IS_DEEP(root):
        return
    depth: dict[etree._Element, int] = {}
    for element in root.iter(etree.Element):
        parent = element.getparent()
        depth[element] = level = depth.get(parent, 0) + 1 if parent is not None else 0
        if level > MAX_DEPTH:
            element.tag = _HOLLOW


def _strip_attributes(root: etree._Element) -> None:
    for element in root.iter(etree.Element):
        kept = [(name, value) for name, value in element.items() if name in _KEPT_ATTRIBUTES]
        if len(kept) < len(element.attrib):
            element.attrib.clear()  # one by one would fail on names that are none in XML
            element.attrib.update(kept)


def _in_body(root: etree._Element) -> Iterator[etree._Element]:
    """The elements of the body in document order, but for what is marked as gone when its turn comes."""
    body = root.find("body")
    if body is not None:
        yield from (element for element in body.iterdescendants("*") if element.tag != _GONE)


def _drop(element: etree._Element) -> None:
    for inner in element.iter(etree.Element):
        inner.tag = _GONE


def _much_of(root: etree._Element) -> float:
    """How many characters are a large share of the page's text."""
    body = root.find("body")
    return max(_SMALL, _LARGE_SHARE * _text_length(body)) if body is not None else _SMALL


def _prose_length(element: etree._Element) -> int:
    """Characters of the paragraphs in an element that are sentences, but for those in what is plainly beside the text:
    the same whatever menus, teasers and comments hold today."""
    length = 0
    if next(element.iter("p"), None) is None:
        return length
    walk = etree.iterwalk(element, events=("start",))
    for _, inner in walk:
        if inner.tag == "p":
            text = " ".join("".join(inner.itertext()).split())
            length += len(text) if len(text) > _LITTLE_PROSE and _SENTENCE.search(f"{text} ") else 0
        elif isinstance(inner.tag, str) and inner is not element and _is_beside(inner) and not _HEADLINE(inner):
            walk.skip_subtree()
    return length


def _is_beside(element: etree._Element) -> bool:
    return _is_navigation(element) or furniture.is_beside(f"{element.get('class', '')} {element.get('id', '')}")


def _holds_much(element: etree._Element, enough: float) -> bool:
    """Whether the headline, or a large share of the page's text, stands in this element."""
    return bool(_text_length(element) > enough or _HEADLINE(element))


def _is_menu(element: etree._Element) -> bool:
    """Whether an element is all links, however much that is."""
    return _linked_length(element) > _ALL_LINKS * _text_length(element) and not _HEADLINE(element)


def _is_filled_by_links(element: etree._Element, enough: float) -> bool:
    """Whether an element that holds no headline and little prose would not be large without its links."""
    length = _text_length(element)
    if _HEADLINE(element) or 2 * _prose_length(element) > length:
        return False
    return length - _linked_length(element) <= enough


def _linked_length(element: etree._Element) -> float:
    return sum(_text_length(link) for link in element.iter("a"))


def _text_length(element: etree._Element) -> float:
    """Characters of an element's text, every run of blanks counted as one."""
    return cast(float, _LENGTH(element))


def _is_dated(element: etree._Element) -> bool:
    """Whether it is a short line with a year: a date, most likely, which other rules will ask for."""
    return _text_length(element) <= _MAX_DATED and _DATED.match(" ".join(_strings(element))) is not None


def _is_linked(element: etree._Element) -> bool:
    return next(element.iter("a"), None) is not None or next(element.iterancestors("a"), None) is not None


def _is_byline(element: etree._Element) -> bool:
    return element.tag == "aside" and _is_dated(element) and not _LINKED_HEADING(element)


def _strings(element: etree._Element) -> Iterator[str]:
    """The texts in an element that are more than blanks, one after the other."""
    return (text for text in cast(Iterator[str], element.itertext()) if text.strip())


def _holds_prose(element: etree._Element) -> bool:
    """Whether there are sentences outside of links, under no heading that is a link (as teasers have)."""
    if _text_length(element) <= _LITTLE_PROSE or _LINKED_HEADING(element):
        return False
    text = " ".join(_outside_links(element))
    return len(" ".join(text.split())) > _LITTLE_PROSE and _SENTENCE.search(text) is not None


def _outside_links(element: etree._Element) -> Iterator[str]:
    """The texts in an element that are in no link; in no order, which nobody asks for."""
    linked: set[etree._Element] = set(islice(element.iterancestors("a"), 1))
    for inner in element.iter("*"):
        parent = inner.getparent()
        is_linked = parent in linked or (inner is element and len(linked) > 0)
        if inner is not element and inner.tail and not is_linked:
            yield inner.tail
        if is_linked or inner.tag == "a":
            linked.add(inner)
        elif inner.text:
            yield inner.text


_RULES: tuple[Callable[[etree._Element], None], ...] = (
    _place_streamed,
    _drop_code,
    _flatten,
    _drop_media_and_controls,
    _drop_hidden,
    _drop_navigation,
    _drop_named_furniture,
    _unwrap_inline,
    _strip_attributes,
    _drop_empty,
)
