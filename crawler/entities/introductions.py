"""People whom a word introduces: "Contact: Jane Major", "By Jane Major", "Contact Jane Major 202 555 0100"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from crawler.entities.document import Span
from crawler.entities.names import NAME, SUFFIX

NEXT_OF_LIST = re.compile(
    r"(?: \([^()]{1,20}\))?(?:,? (?:and|och|und|et|og|y|e|и|și|sowie) |, |; | & )(?:(?:Dr|Mr|Ms|Mrs)\.? )?"
)
_INTRODUCING = re.compile(  # before a colon
    r"(?:[Cc]ontacts?(?: [Pp]erson| [Dd]etails| for [\w. ]{1,24})?|CONTACTS?|[Kk]ontakt(?:person)?|[Pp]resse?kontakt|"
    r"[Aa]nsprechpartner(?:in)?|[Cc]onta(?:to|cto|tt[oi])|[Pp]hoto(?: credit)?|[Ff]oto|[Aa]uthor|[Aa]utor(?:in)?)\s?$"
)
_LONGEST_INTRODUCTION = 36  # characters
_WITHOUT_COLON = (
    re.compile(r"\n[Bb]y:?(?=\s)"),
    re.compile("[Cc]ontact Details"),
    re.compile(
        r"\n(?:(?:Media|Press|PR|Investor|Investors|Company|News) )?(?:Contact|Contacts|CONTACT|Inquiries):?(?=\n)"
    ),
)
_INTRODUCED = re.compile(rf"\s{{0,2}}({NAME}{SUFFIX}?)(?=[,;|()\n]| [–—|(/·•-]|,? \+?\d|$)")
# Where a text has lost its marks, a telephone number shows what follows "Contact".
_CONTACT = re.compile(rf"(?i:contact) ({NAME})(?=,? \(?\d{{3}}[ )/-])")
_OR = re.compile(rf"[\d /.-]{{10,20}},? (?:or|and) ({NAME})(?=,? \(?\d{{3}}[ )/-])")


def names(text: str, roles: Collection[int]) -> Iterator[Span]:
    """Where they stand; `roles` are where offices end, which introduce somebody before a colon too."""
    for position in _introductions(text, roles):
        introduced = _INTRODUCED.match(text, position)
        while introduced is not None:  # and who stands in a list behind: "Contact: Jane Major, Richard Roe, 202-…"
            yield Span(*introduced.span(1))
            following = NEXT_OF_LIST.match(text, introduced.end())
            introduced = _INTRODUCED.match(text, following.end()) if following else None
    for match in _CONTACT.finditer(text) if "ontact " in text or "ONTACT " in text else ():
        yield Span(*match.span(1))
        if another := _OR.match(text, match.end()):
            yield Span(*another.span(1))


def _introductions(text: str, roles: Collection[int]) -> Iterator[int]:
    """Where what introduces a name ends: "Contact:", a line's "By"."""
    colon = text.find(":")
    while colon >= 0:
        if colon in roles or _INTRODUCING.search(text, max(0, colon - _LONGEST_INTRODUCTION), colon):
            yield colon + 1
        colon = text.find(":", colon + 1)
    for pattern in _WITHOUT_COLON:
        yield from (match.end() for match in pattern.finditer(text))
