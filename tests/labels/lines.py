"""A page as numbered lines. Kept simple and stable, and apart from the cleaning: labels count in it."""

from __future__ import annotations

from lxml import etree

from crawler.cleaning.parse import parse
from crawler.cleaning.text import word_set

_NO_TEXT = frozenset({"script", "style", "noscript", "template", "svg", "textarea", "select", "head"})
_INLINE = word_set(
    """
    a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark nobr q rp rt ruby s samp small span strike
    strong sub sup time tt u var wbr
    """
)


def numbered_lines(page: bytes) -> list[str]:
    """The lines of a page that hold text, in document order; line 0 is what its <title> says."""
    root = parse(page).root
    if root is None:
        return [""]
    pieces: list[str] = []
    body = root.find("body")
    if body is not None:
        _collect(body, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    title = next(root.iter("title"), None)
    return [" ".join((title.text or "").split()) if title is not None else "", *filter(None, lines)]


def _collect(root: etree._Element, pieces: list[str]) -> None:
    """The text under an element; a line break stands before and after each element that is no part of a line."""
    waiting: list[etree._Element | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.tag not in _NO_TEXT:
            mark = "" if node.tag in _INLINE else "\n"
            inner: list[etree._Element | str] = [mark, _flat(node.text)]
            for child in node:
                inner += [child, _flat(child.tail)]
            waiting += reversed([*inner, mark])


def _flat(text: str | None) -> str:
    return " ".join(["", *text.split(), ""]) if text and text.split() else " " if text else ""
