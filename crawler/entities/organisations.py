"""The organisations that a release names: from the gazetteer, from its own definitions, and ministries by pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from crawler.entities.data import table
from crawler.entities.definitions import Definition, definitions
from crawler.entities.document import Document, Span, fold
from crawler.entities.gazetteer import Organisation, gazetteer
from crawler.entities.lexicon import Finds
from crawler.entities.phrases import Hit, longest

# So many other international bodies in a release make a weak acronym among them one as well.
_COMPANY = 2
_NATIONAL = "national"
_NEXT_WORD = re.compile(r"['’]?s? (?:\w+ )?([\w-]+)")
_PREVIOUS_WORD = re.compile(r"([\w-]+) of (?:the )?$")


class Mention(NamedTuple):
    """An organisation by its label, where it stands."""

    label: str
    span: Span


def mentions(document: Document, finds: Finds, publisher: str | None) -> list[Mention]:
    """The organisations of a document in order of position; `publisher` is the release's own organisation."""
    defined = list(definitions(document))
    named = longest([*finds.bodies, *finds.acronyms])
    known = {hit.value for hit in finds.bodies} | ({body} if (body := resolve(publisher or "")) else set())
    meanings = _defined(defined, finds.bodies)
    found = [Mention(meanings[definition.acronym], definition.span) for definition in defined]
    found += _ministries(document, finds)
    found += _named(document, named, known, meanings)
    kept = longest(Hit(mention.span, mention.label) for mention in found)
    return [Mention(hit.value, hit.span) for hit in kept]


def resolve(name: str) -> Organisation | None:
    """The body that goes by a name, an acronym or a label; None when none does, or several."""
    return _resolver().get(fold(name.strip()))


@cache
def _resolver() -> Mapping[str, Organisation]:
    return gazetteer().resolver()


def _defined(defined: Iterable[Definition], bodies: Iterable[Hit[Organisation]]) -> dict[str, str]:
    """Acronym to label, as this release defines it: the gazetteer's label for a name that it knows."""
    starts = {(hit.span.start, hit.span.end - hit.span.start): hit.value.label for hit in bodies}
    return {d.acronym: starts.get((d.span.start, len(d.name)), d.label) for d in defined}


def _named(
    document: Document, hits: Iterable[Hit[Organisation]], known: set[Organisation], meanings: Mapping[str, str]
) -> Iterator[Mention]:
    acronyms = {hit.span for hit in hits if document.flat[hit.span.start : hit.span.end] in _acronyms()}
    company = {hit.value for hit in hits if not hit.value.weak or hit.span not in acronyms}
    international = {body for body in company if body.family != _NATIONAL}
    for hit in hits:
        if document.flat.startswith(":", hit.span.end):  # a stock exchange before a ticker, a label before its value
            continue
        if hit.span not in acronyms:
            yield Mention(hit.value.label, hit.span)
            continue
        meaning = meanings.get(document.flat[hit.span.start : hit.span.end])
        if meaning is not None or _is_meant(document, hit, known, international):
            yield Mention(meaning or hit.value.label, hit.span)


def _is_meant(
    document: Document, hit: Hit[Organisation], known: set[Organisation], international: set[Organisation]
) -> bool:
    body = hit.value
    if not body.weak or body in known:
        return True
    if _acronyms()[document.flat[hit.span.start : hit.span.end]] > 1:
        return False
    return (body.family != _NATIONAL and len(international - {body}) >= _COMPANY) or _has_cue(document, hit.span)


def _has_cue(document: Document, span: Span) -> bool:
    after = _NEXT_WORD.match(document.flat, span.end)
    words = re.findall(r"[\w-]+", document.lower[span.end : after.end()]) if after else []
    before = _PREVIOUS_WORD.search(document.lower, max(0, span.start - 40), span.start)
    return not _cues().isdisjoint([*words, *(before.groups() if before else ())])


@cache
def _cues() -> frozenset[str]:
    return frozenset(table("bodies")["cues"])


@cache
def _acronyms() -> Mapping[str, int]:
    """Acronym to the number of bodies that it stands for."""
    counts: dict[str, int] = {}
    for acronym, _ in gazetteer().acronyms:
        counts[acronym] = counts.get(acronym, 0) + 1
    return counts


def _ministries(document: Document, finds: Finds) -> Iterator[Mention]:
    """ "Russian Foreign Ministry", "Ministry of Finance of the Republic of Korea", "Japan's Ministry of Justice"."""
    before = {hit.span.end: (hit.value.country, hit.span.start) for hit in finds.demonyms}
    before |= {hit.span.end: (hit.value.place.country, hit.span.start) for hit in finds.places}
    after = {hit.span.start: (hit.value.place.country, hit.span.end) for hit in longest(finds.places)}
    for hit in finds.ministries:
        start, end = hit.span
        possessive = 2 if document.flat.endswith("'s ", 0, start) else 0
        owner = before.get(start - 1 - possessive)
        if owner is not None:
            yield Mention(f"Ministry of {hit.value.portfolio} of {owner[0]}", Span(owner[1], end))
            continue
        link = re.compile(r" of (?:the )?|, ").match(document.flat, end)
        owner = after.get(link.end()) if link else None
        if owner is not None:
            yield Mention(f"Ministry of {hit.value.portfolio} of {owner[0]}", Span(start, owner[1]))
