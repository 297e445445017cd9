"""Branches and parts of bodies: "United Way of Orrin County", "Boat Builders Local 705", "Yale School of Boats"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.profiles import CAPITALISED
from crawler.entities.shapes import is_name, is_office_of_one, left_edge

_NUMBERED = re.compile(
    r" (?:Local(?: Union)?(?: No\.)?|(?:(?<=Legion )|(?<=VFW )|(?<=Wars ))Post|(?<=Police )Lodge|(?<=Strike )Group|"
    r"Squadron) \d{1,5}(?![\w,.]?\d|[-–]\d)"
)
_OF = " of "
_PLACE = re.compile(rf"(?:the )?{CAPITALISED}(?: {CAPITALISED})*")


def spans(document: Document) -> Iterator[Span]:
    """Where branches stand that a number or a place tells from others."""
    for match in _NUMBERED.finditer(document.flat):
        numbered = Span(left_edge(document, match.start()), match.end())
        if numbered.start < match.start() and is_name(document, numbered):
            yield numbered
    for of_place in _of_places(document.flat):
        if is_name(document, of_place):
            yield of_place


def _of_places(text: str) -> Iterator[Span]:
    """Where what has branches stands with a place: found by the "of", which is quicker than by all of their names."""
    position = -1
    while (position := text.find(_OF, position + 1)) >= 0:
        if text.endswith(_branched(), 0, position):
            body = next(body for body in _branched() if text.endswith(body, 0, position))
            start, place = position - len(body), _PLACE.match(text, position + len(_OF))
            if place is not None and not (start and (text[start - 1].isalnum() or text[start - 1] in "_'.-")):
                yield Span(start, place.end())


def is_part(document: Document, span: Span) -> bool:
    """Whether what follows the name of a body is a part of that: "School of Boats", "Local 12"."""
    if is_office_of_one(document.flat[slice(*span)]):
        return True
    numbered = _NUMBERED.match(document.flat, span.start - 1)
    return numbered is not None and numbered.end() == span.end


@cache
def _branched() -> tuple[str, ...]:
    """The longest first."""
    return tuple(sorted(table("shapes")["branched"], key=len, reverse=True))
