"""Branches and parts of bodies: "United Way of Orrin County", "Boat Builders Local 705", "Yale School of Boats"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.definitions import name_start
from crawler.entities.document import Document, Span
from crawler.entities.profiles import CAPITALISED, shape_of
from crawler.entities.shapes import cut, is_name, is_office_of_one, left_edge

_NUMBERED = re.compile(
    r" (?=[LPGS])(?:Local(?: Union)?(?: No\.)?|(?:(?<=Legion )|(?<=VFW )|(?<=Wars ))Post|(?<=Police )Lodge|"
    r"(?<=Strike )Group|Squadron) \d{1,5}(?![\w,.]?\d|[-–]\d)|"
    r" (?=[N#])(?:(?<=Company )|(?<=School )|(?<=Station )|(?<=District )|(?<=Hospital )|(?<=Lodge )|(?<=Club ))"
    r"(?:No\.?|#) ?\d{1,4}(?![\w,.]?\d)(?:,? Inc\b\.?)?"
)
# "Lake and Boat Safety (LABS) Unit", "Orrin County Attorney's (OCA) Office".
_ACRONYM_INSIDE = re.compile(r" \(([A-Z]{2,8})\) (?=[A-Z])")
_OF = " of "
_SEATED = re.compile(rf"University of {CAPITALISED}(?: {CAPITALISED})? at ({CAPITALISED}(?: {CAPITALISED})*)")
_PLACE = re.compile(rf"(?:the )?{CAPITALISED}(?: {CAPITALISED})*")


def spans(document: Document) -> Iterator[Span]:
    """Where branches stand that a number or a place tells from others."""
    for match in _NUMBERED.finditer(document.flat):
        numbered = Span(left_edge(document, match.start()), match.end())
        if numbered.start < match.start() and is_name(document, numbered):
            yield numbered
    yield from _with_acronym_inside(document)
    for match in _SEATED.finditer(document.flat):
        end = cut(document, match.start(1), match.end()) or match.end()
        if not document.flat.startswith("'", end):
            yield Span(match.start(), end)
    for of_place in _of_places(document):
        if is_name(document, of_place):
            yield of_place


def _with_acronym_inside(document: Document) -> Iterator[Span]:
    """Where names stand whose acronym is before their last word."""
    text = document.flat
    for match in _ACRONYM_INSIDE.finditer(text):
        last = shape_of("english").heads.match(text, match.end())
        start = name_start(text, match.start(), match[1].lower()) if last else None
        if last is not None and start is not None:
            yield Span(start, last.end())


def _of_places(document: Document) -> Iterator[Span]:
    """Where what has branches stands with a place: found by the "of", which is quicker than by all of their names."""
    text = document.flat
    position = -1
    while (position := text.find(_OF, position + 1)) >= 0:
        if text.endswith(_branched(), 0, position):
            body = next(body for body in _branched() if text.endswith(body, 0, position))
            start, place = position - len(body), _PLACE.match(text, position + len(_OF))
            if place is not None and not (start and (text[start - 1].isalnum() or text[start - 1] in "_'.-")):
                yield Span(start, _place_end(document, place))


def _place_end(document: Document, place: re.Match[str]) -> int:
    """Where the place ends: before a title, and before the next name where a list has lost its commas."""
    words = place[0].split(" ")
    again = next((count for count in (2, 1) if words[:count] == words[count : 2 * count]), len(words))
    end = place.start() + len(" ".join(words[:again]))
    return cut(document, place.start(), end) or end


def is_part(document: Document, span: Span) -> bool:
    """Whether what follows the name of a body is a part of that: "School of Boats", "Local 12"."""
    if is_office_of_one(document.flat[slice(*span)]):
        return True
    numbered = _NUMBERED.match(document.flat, span.start - 1)
    return numbered is not None and numbered.end() == span.end


def with_number(document: Document, span: Span) -> Span:
    """The name of a known body with the number of its branch: "International Union of Boaters Local 12"."""
    numbered = _NUMBERED.match(document.flat, span.end)
    return Span(span.start, numbered.end()) if numbered else span


@cache
def _branched() -> tuple[str, ...]:
    """The longest first."""
    return tuple(sorted(table("shapes")["branched"], key=len, reverse=True))
