"""Where a verb of speech is one: many look like another word, of the same language or of another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.speech import verb
from crawler.entities.speech_subjects import ACCORDING

_BEFORE = 12  # characters before a verb that tell whether it is one
_BEGINS_SENTENCE = frozenset(".!?:;…\"”“„»«'’–—-(*\n")
_BEHIND_MARK = frozenset(",\"”“„»«'’–—-(.!?")
# English nouns of several, behind what stands before nouns: "his comments"; "she comments".
_PLURALS = frozenset({"answers", "claims", "comments", "notes", "remarks", "reports that", "states"})
_BEFORE_NOUN = re.compile(
    r"(?<!\w)(?:the|these|those|his|her|their|its|my|our|your|any|some|of|in|for|public|with|to|no|such|member|all|many)\s$"
)
_SO = "so"  # German, behind a speech: "…“, so Jane Major"; elsewhere it is "so" in English


def verbs_in(document: Document, zone: Span) -> Iterator[Span]:
    """The verbs of speech in a stretch of the text."""
    for match in verb().finditer(document.lower, *zone):
        if _is_verb(document, match, zone):
            yield Span(*match.span())


def first_verb(document: Document, zone: Span) -> Span | None:
    """The verb of speech that a stretch of the text has first."""
    return next(verbs_in(document, zone), None)


def last_verb(document: Document, zone: Span) -> Span | None:
    """The verb of speech that a stretch of the text has last."""
    verbs = list(verbs_in(document, zone))
    return verbs[-1] if verbs else None


def begins_with_verb(document: Document, zone: Span) -> bool:
    """Whether a stretch of the text begins with a verb of speech."""
    match = verb().match(document.lower, *zone)
    return match is not None and _is_verb(document, match, zone)


def _is_verb(document: Document, match: re.Match[str], zone: Span) -> bool:
    languages = _only_in().get(match[0])
    if languages is not None and document.language is not None and document.language not in languages:
        return False
    before = document.flat[zone.start : match.start()].rstrip(" ")
    begins = not before or before[-1] in _BEGINS_SENTENCE
    if document.flat[match.start()].isupper() and not begins and match[0] not in ACCORDING:
        return False  # "the United States"
    if match[0] == _SO:
        return not before or before[-1] in _BEHIND_MARK
    if match[0] in _PLURALS:
        return not _BEFORE_NOUN.search(document.lower, max(zone.start, match.start() - _BEFORE), match.start())
    return True


@cache
def _only_in() -> dict[str, frozenset[str]]:
    """The languages in which a verb of speech counts that is another word in others."""
    words = (entry.split() for entry in table("speech")["only_in"])
    return {word: frozenset(languages) for word, *languages in words}
