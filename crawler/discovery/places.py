"""Where on a page something stands: in its main part or in what surrounds that."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from crawler.cleaning.furniture import always, is_furniture_role, words

_HIDDEN = frozenset({"title", "script", "style", "noscript", "template", "svg", "iframe", "select", "button"})
_FURNITURE = frozenset({"nav", "footer", "aside", "dialog"})
_WRAPPERS = frozenset({"html", "body", "main", "form"})  # what their names say is about the page, not about them
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FURNITURE_NAMES = frozenset({"footer", "sidebar", "masthead", "topbar", "tags", "tagcloud"})


class Place(NamedTuple):
    """What holds for everything inside an element."""

    furniture: bool = False
    main: bool = False
    hidden: bool = False
    heading: bool = False
    link: bool = False


def places_of(root: etree._Element) -> Iterator[tuple[etree._Element, Place, Place]]:
    """Every element in document order with the place inside it and the place around it."""
    wrappers = _wrappers(root)
    inside: dict[etree._Element, Place] = {}
    outermost = Place()
    for element in root.iter("*"):
        parent = element.getparent()
        around = outermost if parent is None else inside[parent]
        inside[element] = place = _entered(element, around, element in wrappers)
        yield element, place, around


def names_of(element: etree._Element) -> str:
    """Class names and id, separated by blanks."""
    return f"{element.get('class', '')} {element.get('id', '')}".strip()


def _wrappers(root: etree._Element) -> set[etree._Element]:
    """What holds a main heading or the main part can't be furniture, whatever its name ("page-with-sidebar")."""
    found: set[etree._Element] = set()
    for element in root.iter("h1", "main"):
        for ancestor in element.iterancestors():
            if ancestor in found:
                break
            found.add(ancestor)
    return found


def _entered(element: etree._Element, around: Place, is_wrapper: bool) -> Place:
    """The place inside an element; the same object where nothing changes, which is nearly always."""
    tag = str(element.tag)
    if tag in _HIDDEN or element.get("hidden") is not None:
        return _within(around, hidden=True)
    if tag == "a":
        return _within(around, link=True)
    if tag in _HEADINGS:
        return _within(around, heading=True)
    if tag == "main" or element.get("role") == "main":
        return _within(around, main=True, furniture=False)
    if not around.furniture and _is_furniture(element, tag, around, is_wrapper):
        return _within(around, furniture=True)
    return around


@lru_cache(maxsize=256)  # of which there are few
def _within(around: Place, **changes: bool) -> Place:
    return around._replace(**changes)


def _is_furniture(element: etree._Element, tag: str, around: Place, is_wrapper: bool) -> bool:
    if tag in _FURNITURE or (tag == "header" and not around.main and not _in_article(element)):
        return True
    if tag in _WRAPPERS:
        return False
    if is_furniture_role(element.get("role", "")):
        return True
    return not is_wrapper and _is_furniture_name(names_of(element))


def _in_article(element: etree._Element) -> bool:
    return any(True for _ in element.iterancestors("article"))


@lru_cache(maxsize=10_000)
def _is_furniture_name(names: str) -> bool:
    return bool(names) and (always(names) or not _FURNITURE_NAMES.isdisjoint(words(names)))
