"""Bodies that every state has: of which state, what is around the name tells, or else where the release comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from crawler.entities import nationalities, places
from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.lexicon import Finds
from crawler.entities.phrases import longest

_OWNER_FOLLOWS = re.compile(r" of (?:the )?|, | (?:de|du|del|della|der|des|von|i|för) (?:la |el |l')?|(?<=[а-я]) ")
_PREVIOUS_WORD = re.compile(r"([^\W\d_]\w*) $")
# French and Spanish may put the state inside the name: "ministère sénégalais des Affaires étrangères".
_STATE_INSIDE = re.compile(r"\b(ministère|ministerio) ([^\W\d_][\w-]+) (?=d)")
_CHIEF = "长"  # in Chinese, what makes an office of a ministry: its minister
_IN_PUBLISHER = re.compile(r"\bU\.?S\.?\b")


def named(document: Document, finds: Finds, home: str, shaped: Iterable[Span] = ()) -> Iterator[tuple[str, Span]]:
    """ "Russian Foreign Ministry", "Ministry of Finance of the Republic of Korea", "Japan's Ministry of Justice".

    The same in other languages: "Министерство обороны Казахстана", "中国外交部" (`nationalities`). Without a state it
    is the one of `home` where that is known: "the Senate". A longer name in `shaped` goes before: "Ministry of
    Trade, Industry and Lakes".
    """
    ends = {span.start: span.end for span in shaped} if finds.ministries else {}
    before = {hit.span.end: (hit.value.country, hit.span.start) for hit in finds.demonyms}
    countries = [hit for hit in longest(finds.places) if not hit.value.place.is_city]
    before |= {hit.span.end: (hit.value.place.country, hit.span.start) for hit in countries}
    after = {hit.span.start: (hit.value.place.country, hit.span.end) for hit in countries}
    for hit in finds.ministries:
        start, end = hit.span
        if document.flat.startswith(_CHIEF, end) or (
            ends.get(start, 0) > end and document.flat.startswith((", ", " and "), end)
        ):
            continue
        possessive = 2 if document.flat.endswith("'s ", 0, start) else 0
        owner = before.get(start - 1 - possessive)
        if owner is not None:
            yield f"{hit.value.label} of {owner[0]}", Span(owner[1], end)
            continue
        link = _OWNER_FOLLOWS.match(document.flat, end)
        owner = after.get(link.end()) if link else None
        if owner is not None and document.flat[end : end + 2] != "  ":
            yield f"{hit.value.label} of {owner[0]}", Span(start, owner[1])
        elif (found := nationalities.before(document.lower, start)) is not None:
            yield f"{hit.value.label} of {found.country}", Span(found.position, end)
        elif (found := nationalities.behind(document.lower, end)) is not None:
            yield f"{hit.value.label} of {found.country}", Span(start, found.position)
        elif hit.value.alone and document.flat[start:end] not in _with_state() and _stands_alone(document, hit.span):
            yield f"{hit.value.label} of {home}" if home else hit.value.label, hit.span
    yield from _with_state_inside(document)


def _with_state_inside(document: Document) -> Iterator[tuple[str, Span]]:
    if "ministère " not in document.lower and "ministerio " not in document.lower:  # as in most texts
        return
    for match in _STATE_INSIDE.finditer(document.lower):
        country = nationalities.adjective(match[2])
        office = _rest_of_office().match(document.lower, match.end()) if country else None
        if office is not None:
            label = _offices()[f"{match[1]} {office[0]}"]
            yield f"{label} of {country}", Span(match.start(), office.end())


@cache
def _offices() -> dict[str, str]:
    """French and Spanish names of ministries, in lower case, to the English ones."""
    ministries = table("bodies")["ministries"]
    names = {
        name.rstrip("=").lower(): f"Ministry of {office}" for office, names in ministries.items() for name in names
    }
    return {name: label for name, label in names.items() if name.startswith(("ministère ", "ministerio "))}


@cache
def _rest_of_office() -> re.Pattern[str]:
    rests = {name.split(" ", 1)[1] for name in _offices()}
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(rests, key=len, reverse=True)))})\b")


@cache
def _with_state() -> frozenset[str]:
    """What counts with its state only, as it is written: "central bank", but not "Central Bank"."""
    bodies = table("bodies")
    names = (name for key in ("ministries", "institutions") for names in bodies[key].values() for name in names)
    return frozenset(name.rstrip("=") for name in names if name.endswith("="))


def _stands_alone(document: Document, span: Span) -> bool:
    """Whether no other name goes on before or behind it: "California Supreme Court", "Parliament Square"."""
    if document.is_headline(span.start) or document.is_shouting(span):
        return False
    behind = document.flat[span.end : span.end + 2]
    if len(behind) > 1 and behind[0] in " -" and behind[1].isupper():
        return False
    before = _PREVIOUS_WORD.search(document.flat, max(0, span.start - 30), span.start)
    return before is None or before[1][0].islower() or before[1].lower() in _stops()


@cache
def _stops() -> frozenset[str]:
    return frozenset(table("shapes")["stops"])


def home(publisher: str | None, country: str) -> str:
    """The state that a release comes from, by its publisher: "Ministry of Law, Singapore"; "" if that says nothing."""
    if country:
        return country
    for part in re.split(r"[,()]| of | in ", publisher or ""):
        place = places.resolve(part)
        if place is not None:
            return place.country
    return "United States" if _IN_PUBLISHER.search(publisher or "") else ""
