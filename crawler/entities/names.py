"""The shape of a person's name."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import fold
from crawler.entities.geography import country_names, demonyms

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
_UPPER = "".join(
    character
    for character in map(chr, range(min(sys.maxunicode, 0x2000)))
    if character.isupper() and unicodedata.name(character, "").startswith(_SCRIPTS)
)
_U, _L = f"[{re.escape(_UPPER)}]", r"[^\W\d_]"
TOKEN = rf"(?:{_U}'(?={_U}))?{_U}{_L}+(?:[-'](?!s\b){_L}+)*"
INITIAL = rf"{_U}\.(?:-?{_U}\.)?"
_PARTICLE = r"(?:de la|van der|van den|von der|[Dd]e|del|da|dos|das|[Dd]u|di|[Vv]an|[Vv]on|den|ter|bin|ibn|al|el|la|zu|af)"
_LINK = rf" (?:{_PARTICLE} )?|[- ][Aa]l-"
# Two to five parts, initials among them: "Jane Doe", "J. R. van der Doe", "Mohammed Al-Doe".
NAME = rf"(?:{TOKEN}|{INITIAL})(?:(?:{_LINK})(?:{TOKEN}|{INITIAL})){{1,4}}"
SURNAME = rf"(?:{_PARTICLE} )?{TOKEN}"

_HONOURS = frozenset("SC MP MEP KC QC PC MD PhD MBE OBE CBE Jr Sr II III IV JD MBA CPA DVM RN".split())
_SHORTEST_SURNAME = 2


def person(candidate: str) -> str | None:
    """A candidate of the shape NAME as the name of a person, without honours behind it; None when it is none."""
    parts = candidate.split()
    while parts and parts[-1].rstrip(".") in _HONOURS:
        parts.pop()
    full = [part for part in parts if not part.endswith(".") and part[0].isupper()]
    if len(full) < 2 or parts[-1].endswith(".") or len(full[-1]) < _SHORTEST_SURNAME:
        return None
    if not _not_names().isdisjoint(fold(word) for part in full for word in (part, *part.split("-"))):
        return None
    return " ".join(_in_mixed_case(part) for part in parts)


def _in_mixed_case(part: str) -> str:
    """ "NOROV" as "Norov"."""
    return part.title() if part.isupper() and len(part) > 2 and "." not in part else part


def without_leading_words(candidate: str) -> str:
    """A candidate without the words before it that are no part of a name: "Yesterday Jane Doe"."""
    parts = candidate.split()
    while parts and fold(parts[0]) in _not_names():
        parts.pop(0)
    return " ".join(parts)


def is_surname(word: str) -> bool:
    """Whether a single capitalised word can be a surname."""
    return len(word) >= _SHORTEST_SURNAME and fold(word) not in _not_names()


def merge(names: Iterable[str]) -> tuple[str, ...]:
    """Each person once, in the first form, or the fullest: "Jane Doe" and "Jane R. Doe" are one, so are parts of one."""
    kept: list[str] = []
    for name in names:
        words = _words(name)
        twin = next((index for index, other in enumerate(kept) if _are_one(words, _words(other))), None)
        if twin is None:
            kept.append(name)
        elif len(words) > len(_words(kept[twin])):
            kept[twin] = name
    return tuple(kept)


def _words(name: str) -> tuple[str, ...]:
    return tuple(fold(part) for part in name.split() if not part.endswith("."))


def _are_one(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """The same first word, and the words of one among those of the other."""
    return bool(words and others) and words[0] == others[0] and (set(words) <= set(others) or set(others) <= set(words))


@cache
def _not_names() -> frozenset[str]:
    people_too = {fold(name) for name in table("places")["ambiguous"]["with"]}
    countries = {fold(name) for name, known in country_names() if known.language is None} - people_too
    return frozenset(map(fold, table("offices")["not_names"])) | countries | frozenset(map(fold, demonyms()))
