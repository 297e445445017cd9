"""Bodies in lists of people, behind name and office: "- Jane Major (Director, Acme)", "* Jane Major, Head, Acme"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from crawler.entities import places
from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.geography import towns
from crawler.entities.lexicon import Finds
from crawler.entities.names import is_no_name, words_of
from crawler.entities.profiles import CAPITALISED

_LONGEST_ENTRY = 180  # characters
_SMALL = r"(?:of|for|and|the|in|on|&|de|la|del|des|du|di|et|y|e|für|der|und|och|för)"
_NAME = re.compile(rf"(?:The )?{CAPITALISED}(?: (?:{_SMALL} ){{0,2}}{CAPITALISED}){{0,6}}")
_BRACKET = re.compile(r" \(([^()\n]{5,150})\)")
_REST = re.compile(r"(?:,| [–—|-]) ?([^\n;]{5,150}?)[.,]?(?=[\n;]|$)")
_BULLET = re.compile(r"(?:^|\n|; )[ •*·–—\d.)(-]{0,6}(?:[A-Z][a-z]{0,4}\.? ){0,2}$")
_PARTS = re.compile(r", (?!Inc\b|Ltd\b|LLC\b|LLP\b)| [–—|-] ")
_OFFICES = ("office", "compound", "plural", "rank", "profession")
_COURTESY = frozenset({"mr", "mrs", "ms", "dr", "prof", "sir", "dame"})
_BULLET_LENGTH = 24  # characters


class Entry(NamedTuple):
    """Where somebody's office stands, units of the body included, and where the body."""

    office: Span
    body: Span


def entries(document: Document, finds: Finds, people: Iterable[Span]) -> Iterator[Entry]:
    """What is said of people in lists, where it is an office and ends in a body."""
    offices = [hit.span for hit in finds.offices if hit.value.kind in _OFFICES]
    for person in people:
        entry = _entry(document, person)
        if entry is None:
            continue
        *before, last = _parts(document.text, entry)
        said = Span(entry.start, last.start)
        if before and _names_office(document, said, offices) and _is_body(document, last, offices):
            yield Entry(said, last)


def _entry(document: Document, person: Span) -> Span | None:
    """What is said of a person: in brackets behind the name, or up to the end of a line that the name begins."""
    text = document.text
    if bracket := _BRACKET.match(text, person.end):
        return Span(*bracket.span(1))
    rest = _REST.match(text, person.end)
    if rest and _BULLET.search(text, max(0, person.start - _BULLET_LENGTH), person.start):
        return Span(*rest.span(1))
    return None


def _parts(text: str, entry: Span) -> Iterator[Span]:
    start = entry.start
    for match in _PARTS.finditer(text, *entry):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, entry.end)


def _names_office(document: Document, said: Span, offices: Iterable[Span]) -> bool:
    words = set(re.findall(r"[\w-]+", document.lower[slice(*said)]))
    return any(span.overlaps(said) for span in offices) or not _short_offices().isdisjoint(words)


def _is_body(document: Document, span: Span, offices: Iterable[Span]) -> bool:
    name = document.text[slice(*span)]
    if not _NAME.fullmatch(name) or _is_place(name) or any(office.overlaps(span) for office in offices):
        return False
    words = [word.strip(".,").lower() for word in name.split()]
    if words[0] in _COURTESY or words[-1] in _others() or name in words_of("degrees"):
        return False
    return _short_offices().isdisjoint(words)


def _is_place(name: str) -> bool:
    return places.resolve(name) is not None or name in towns() or is_no_name(name)


@cache
def _short_offices() -> frozenset[str]:
    """Offices by their letters, "CEO", and others that stand before "at" and "of"."""
    contexts = table("contexts")
    return frozenset((*contexts["ends_in_office"], *contexts["office_letters"]))


@cache
def _others() -> frozenset[str]:
    """Last words of what is no body."""
    return frozenset(table("bodies")["others"])
