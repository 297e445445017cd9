"""The date that stands beside a link: in what holds this link and no other title, or just before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from lxml import etree

from crawler.cleaning.dates import find_dates, parse_machine

_CLIMB = 6  # elements around a link that may hold its date
_NEAR = 400  # characters in and around a link in which its date is looked for
_TOO_WIDE = frozenset({"ul", "ol", "dl", "table", "tbody", "main", "body", "html"})
_DIGIT = re.compile(r"\d")
# A date that only Americans write: its second number is no month.
_MONTH_FIRST = re.compile(r"(?<![\d/-])[01]?\d([/-])(?:1[3-9]|2\d|3[01])\1(?:19|20)?\d\d(?![\d/-])")


class Title(NamedTuple):
    """A link that may be the title of something."""

    element: etree._Element
    url: str
    in_heading: bool


def days_beside(titles: Iterable[Title]) -> dict[etree._Element, date]:
    """The day beside each link that has one. A title in a heading shares its day with lesser links around it."""
    titles = list(titles)
    all_around = _urls_around(titles)
    headings_around = _urls_around([title for title in titles if title.in_heading])
    texts: dict[etree._Element, list[str]] = {}
    for title in titles:
        widest = _widest(title, headings_around if title.in_heading else all_around)
        texts[title.element] = list(_texts_beside(widest))
    month_first = any(_MONTH_FIRST.search(text) for several in texts.values() for text in several)
    days = ((element, _first_day(several, month_first)) for element, several in texts.items())
    return {element: day for element, day in days if day}


def _urls_around(titles: list[Title]) -> dict[etree._Element, set[str]]:
    """For each element around a link, the URLs of the titles in it; two are enough to know."""
    around: dict[etree._Element, set[str]] = {}
    for link, url, _ in titles:
        for ancestor in islice(link.iterancestors(), _CLIMB):
            urls = around.setdefault(ancestor, set())
            if len(urls) < 2:
                urls.add(url)
    return around


def _widest(title: Title, around: dict[etree._Element, set[str]]) -> etree._Element:
    """The largest element around a title that holds no other."""
    widest = title.element
    for ancestor in islice(title.element.iterancestors(), _CLIMB):
        if ancestor.tag in _TOO_WIDE or around[ancestor] != {title.url}:
            break
        widest = ancestor
    return widest


def _texts_beside(element: etree._Element) -> Iterator[str]:
    """Where a date may stand, best place first."""
    for stated in islice(element.iter("time"), 3):
        yield stated.get("datetime") or _beginning(stated)
    yield _beginning(element)
    previous, parent = next(element.itersiblings("*", preceding=True), None), element.getparent()
    if previous is None:
        yield ((parent.text if parent is not None else "") or "")[-_NEAR:]
    elif next(previous.iter("a"), None) is None:
        yield f"{_beginning(previous)} {(previous.tail or '')[-_NEAR:]}"
    else:
        yield (previous.tail or "")[-_NEAR:]
    yield (element.tail or "")[:_NEAR]


def _beginning(element: etree._Element) -> str:
    length, pieces = 0, []
    for piece in element.itertext("*"):
        pieces.append(str(piece))
        length += len(piece)
        if length >= _NEAR:
            break
    return " ".join(pieces)[:_NEAR]


def _first_day(texts: list[str], month_first: bool) -> date | None:
    for text in texts:
        if _DIGIT.search(text):
            stated = parse_machine(text, month_first) if len(text) < 40 else None
            found = find_dates(" ".join(text.split()), month_first)
            if found:
                return found[0].day
            if stated:
                return stated.date() if isinstance(stated, datetime) else stated
    return None
