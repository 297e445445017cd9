"""How names stand around direct speech: whose they are, and which verb they belong to."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawler.entities.document import Document, Span

VERB_SECOND = frozenset({"de", "sv", "da", "no", "nb", "nn", "nl"})
_SUBJECT = 25  # characters of a sentence in which its subject begins
_NEXT_WORD = 14  # characters
_OPENED = 3  # characters of an apposition's comma and space
_CONJUNCTION = re.compile(r"(?<!\w)(?:and|und|och|og|et|y|e|i|и|saying|adding|noting)(?!\w)|,\s*$")
# Behind a verb without a subject: "…", dijo a la prensa; "…", disse poi.
_GOES_ON = {
    "es": "a al ante con de desde durante en entre mientras para por sobre tras y que entonces luego ayer hoy",
    "pt": "à às ao aos ante com de desde durante em na no num numa enquanto para por sobre e que então depois ontem hoje",
    "it": "a ai al alla alle con da dal davanti di durante e in nel nella mentre per poi su sul tra che ieri oggi ancora",
    "ro": "către cu de despre din după în la pe pentru și că apoi ieri azi",
    "pl": "do dla po podczas przed i że wczoraj dziś potem nam",
    "cs": "do k ke po pro před a že včera dnes pak nám",
}
_GOES_ON_WITH = {language: frozenset(words.split()) for language, words in _GOES_ON.items()}


class Name(NamedTuple):
    """A name in a text, and the label of whom it means."""

    span: Span
    label: str
    is_person: bool


def owns(document: Document, name: Name) -> bool:
    """ "Jane Major's father": somebody else is spoken of."""
    if document.language in VERB_SECOND and document.flat[name.span.end - 1] == "s":
        return not name.label.endswith("s")
    return document.flat.startswith("'", name.span.end)


def is_subject(name: Span, zone: Span, said: Span) -> bool:
    """Whether a sentence begins with a name, a pronoun later on being the same person."""
    return name.end <= said.start and name.start - zone.start <= _SUBJECT


def is_bare(document: Document, said: Span, zone: Span) -> bool:
    """Whether a verb stands without a subject: "…", confesó; "…", dijo a la prensa."""
    rest = document.lower[said.end : min(zone.end, said.end + _NEXT_WORD)].lstrip()
    if not rest[:1].isalpha():
        return True
    return rest.split(maxsplit=1)[0] in _GOES_ON_WITH.get(document.language or "", ())


def joins(document: Document, name: Name, said: Span) -> bool:
    """Whether a verb belongs to a subject further ahead: "Jane Major thanked Richard Roe and said", ", saying"."""
    if document.language == "en" and document.lower[slice(*said)].endswith("ing"):
        return True
    joint = _CONJUNCTION.search(document.lower, name.span.end, said.start)
    apposed = document.flat.startswith(",", name.span.end) and said.start - name.span.end > _OPENED
    return joint is not None and not (apposed and joint[0].startswith(","))  # "Jane Major, the director, said"


def distance(span: Span, other: Span) -> int:
    """Characters between the two."""
    return max(span.start - other.end, other.start - span.end)
