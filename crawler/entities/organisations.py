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
from crawler.entities.lexicon import Finds, Inside
from crawler.entities.phrases import Hit, longest

# So many other international bodies in a release make a doubtful acronym among them one as well; beside a word such as
# "Secretary-General" one is enough.
_COMPANY, _COMPANY_WITH_CUE = 3, 1
_NATIONAL = "national"
_NEXT_WORD = re.compile(r"['’]?s? (?:\w+ )?([\w-]+)")
_PREVIOUS_WORD = re.compile(r"([\w-]+) of (?:the )?$")
_NAME_GOES_ON = re.compile(r" ([A-Z]\w+)")
_OWNER_FOLLOWS = re.compile(r" of (?:the )?|, ")


class Mention(NamedTuple):
    """An organisation by its label, where it stands."""

    label: str
    span: Span


def mentions(document: Document, finds: Finds, publisher: str | None) -> list[Mention]:
    """The organisations of a document in order of position; `publisher` is the release's own organisation."""
    defined = list(definitions(document))
    candidates: list[Hit[Organisation | Inside]] = [*finds.bodies, *finds.acronyms, *finds.inside]
    named = [
        Hit(hit.span, hit.value)
        for hit in longest(candidates)
        if isinstance(hit.value, Organisation) and not _is_part(document, hit.span)
    ]
    known = {hit.value for hit in finds.bodies} | ({body} if (body := resolve(publisher or "")) else set())
    meanings = {definition.acronym: _meaning(definition) for definition in defined}
    found = [
        Mention(meanings[definition.acronym], span)
        for definition in defined
        for span in (definition.name_span, definition.acronym_span)
    ]
    found += _ministries(document, finds)
    found += _named(document, named, known, meanings)
    labels: dict[Span, str] = {}
    for span, label in longest(Hit(mention.span, mention.label) for mention in found):
        labels.setdefault(span, label)  # what a release defines goes before what the gazetteer knows
    return [Mention(label, span) for span, label in labels.items()]


def resolve(name: str) -> Organisation | None:
    """The body that goes by a name, an acronym or a label; None when none does, or several."""
    return _resolver().get(fold(name.strip()))


@cache
def _resolver() -> Mapping[str, Organisation]:
    return gazetteer().resolver()


def _meaning(definition: Definition) -> str:
    """The label of what a release defines: the gazetteer's for a name that it knows ("Department of Justice (DOJ)")."""
    for name in (definition.name, f"U.S. {definition.name}"):
        body = resolve(name)
        if body is not None and (name == definition.name or body.acronym == definition.acronym):
            return body.label
    return definition.label


def _named(
    document: Document, hits: Iterable[Hit[Organisation]], known: set[Organisation], meanings: Mapping[str, str]
) -> Iterator[Mention]:
    acronyms = {hit.span for hit in hits if document.flat[hit.span.start : hit.span.end] in _acronyms()}
    company = {hit.value for hit in hits if hit.value.alone == "always" or hit.span not in acronyms}
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
    if body.alone == "always" or body in known:
        return True
    if body.alone == "never" or _acronyms()[document.flat[hit.span.start : hit.span.end]] > 1:
        return False
    cue = _has_cue(document, hit.span)
    if body.family == _NATIONAL:
        return cue
    return len(international - {body}) >= (_COMPANY_WITH_CUE if cue else _COMPANY)


def _has_cue(document: Document, span: Span) -> bool:
    after = _NEXT_WORD.match(document.flat, span.end)
    words = re.findall(r"[\w-]+", document.lower[span.end : after.end()]) if after else []
    before = _PREVIOUS_WORD.search(document.lower, max(0, span.start - 40), span.start)
    return not _cues().isdisjoint([*words, *(before.groups() if before else ())])


def _is_part(document: Document, span: Span) -> bool:
    """Whether a name is the beginning of another body's name: "United Nations Foundation"."""
    after = _NAME_GOES_ON.match(document.flat, span.end)
    return after is not None and after[1].lower() in _apart()


@cache
def _apart() -> frozenset[str]:
    return frozenset(table("bodies")["apart"])


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
        link = _OWNER_FOLLOWS.match(document.flat, end)
        owner = after.get(link.end()) if link else None
        if owner is not None:
            yield Mention(f"Ministry of {hit.value.portfolio} of {owner[0]}", Span(start, owner[1]))
