"""How names stand around direct speech: whose they are, and which verb they belong to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from crawler.entities.document import Document, Span
from crawler.entities.speech_subjects import is_aside, is_object

DROPS_SUBJECTS = frozenset({"es", "pt", "it", "ro", "pl", "cs", "sk", "sl", "hr", "sr", "bg", "el", "tr", "lt", "ca"})
VERB_SECOND = frozenset({"de", "sv", "da", "no", "nb", "nn", "nl"})
SUBJECT = 25  # characters of a sentence in which its subject begins
_NEXT_WORD = 14  # characters
_OPENED = 3  # characters of an apposition's comma and space
_CONJUNCTION = re.compile(r"(?<!\w)(?:and|und|och|og|et|y|e|i|и|saying|adding|noting)(?!\w)|,\s*$")
# Behind a verb without a subject: "…", dijo a la prensa; "…", disse poi.
_GOES_ON = {
    "es": ("a al ante con de desde durante en entre para por sobre tras", "mientras y que luego ayer hoy", "el la"),
    "pt": ("à às ao aos com de desde durante em na no para por sobre", "enquanto e que depois ontem hoje", "o a"),
    "it": ("a ai al alla con da dal davanti di durante in nel nella per su sul", "e mentre che poi ieri oggi", "il la"),
    "ro": ("", "și că apoi ieri azi", ""),
    "pl": ("", "i że wczoraj dziś nam", ""),
    "cs": ("", "a že včera dnes nám", ""),
}  # fmt: skip
_BEHIND = {
    language: tuple(frozenset(words.split()) for words in kinds) for language, kinds in _GOES_ON.items()
}  # prepositions, what begins something new, and articles of a subject
# A word by itself behind a speech that looks like a verb of the past, or a verb of two words.
_LONE_VERB = {
    language: re.compile(rf"[”\"»“’']?,\s(?:{forms})(?=[.:;]?\s*$|[.:;]\s)")
    for language, forms in {
        "es": r"(?:ha )?[^\W\d_A-Z]{3,}(?:ó|ado|ido)",
        "pt": r"[^\W\d_A-Z]{3,}(?:ou|eu|iu)",
        "it": r"[^\W\d_A-Z]{3,}[òì]|ha [^\W\d_A-Z]{2,}[aiu]to",
        "ro": r"a [^\W\d_A-Z]{3,}[tsi]",
        "pl": r"[^\W\d_A-Z]{3,}ła?",
        "cs": r"[^\W\d_A-Z]{3,}la?",
    }.items()
}
_CLAUSE_END = re.compile(r"[,.;:!?()–—\"“”«»]")


class Name(NamedTuple):
    """A name in a text, and the label of whom it means."""

    span: Span
    label: str
    is_person: bool


class Names:
    """The names of a text, in order of position."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = sorted(names)
        self._starts = [name.span.start for name in self._names]

    def within(self, zone: Span) -> list[Name]:
        """Those that stand in a stretch of the text."""
        first = bisect_left(self._starts, zone.start)
        return [name for name in self._names[first : bisect_left(self._starts, zone.end)] if name.span.end <= zone.end]

    def last_person(self, end: int) -> str | None:
        """The label of the person who is named last before some place."""
        earlier = [name for name in self._names if name.is_person and name.span.end <= end]
        return earlier[-1].label if earlier else None


def owns(document: Document, name: Name) -> bool:
    """ "Jane Major's father": somebody else is spoken of."""
    if document.language in VERB_SECOND and document.flat[name.span.end - 1] == "s":
        return not name.label.endswith("s")
    return document.flat.startswith("'", name.span.end)


def is_subject(name: Span, zone: Span, said: Span) -> bool:
    """Whether a sentence begins with a name, a pronoun later on being the same person."""
    return name.end <= said.start and name.start - zone.start <= SUBJECT


def subject_of(document: Document, people: list[Name], sentence: Span) -> str | None:
    """Who is the subject of a sentence, as far as its people are no object, in no aside, and own nothing."""
    subjects = (
        name.label
        for name in people
        if not owns(document, name)
        and not is_object(document, name.span)
        and not is_aside(document, name.span, sentence)
    )
    return next(subjects, None)


def is_alone(document: Document, said: Span, zone: Span) -> bool:
    """Whether a verb stands without a subject: "…", confesó; "…", dijo a la prensa."""
    rest = document.lower[said.end : min(zone.end, said.end + _NEXT_WORD)].lstrip()
    if not rest[:1].isalpha():
        return True
    prepositions, new, articles = _BEHIND.get(document.language or "", (frozenset(), frozenset(), frozenset()))
    words = _CLAUSE_END.split(document.lower[said.end : zone.end], maxsplit=1)[0].split()
    if words[0] not in prepositions:
        return words[0] in new
    for before, word in pairwise(words):  # no subject behind: "dijo de entrada el alcalde"
        if word in new:
            break
        if word in articles and before not in prepositions:
            return False
    return True


def is_lone_verb(document: Document, zone: Span) -> bool:
    """Whether a word that looks like a verb stands alone behind a speech: "…”, descaseteó."."""
    pattern = _LONE_VERB.get(document.language or "")
    return pattern is not None and pattern.match(document.lower, *zone) is not None


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
