"""Bodies that a release itself introduces: "European Mountain Forum (EMF)".

The initials decide, as in Schwartz & Hearst 2003, "A simple algorithm for identifying abbreviation definitions in
biomedical text", but strictly: every capitalised word gives the acronym a letter, every letter has its word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from crawler.entities.data import table
from crawler.entities.document import Document, Span

_BRACKETS = re.compile(r" \((?:the )?[\"“„']?([^\W\d_a-zß-öø-ÿа-я][^\W\d_&]*(?:[&-][^\W\d_]+)*)[\"”“']?\)(?: (\w+))?")
_WORD = re.compile(r"[^\W_][\w'&.-]*")
_LETTERS = re.compile(r"\w+")
# An office, not a body: "Inspector General of Police (IGP)".
_OFFICE = re.compile(
    r"(?:Inspector|Director|Attorney|Commissioner|Auditor|Solicitor|Governor|Secretary|Surgeon|Registrar|Comptroller)"
    r"[ -]General(?! ?'s)\b|Chief [A-Z]\w+ Officer\b|(?:Prime|Deputy) Minister\b"
)
_PLURAL = re.compile(r"[A-Z]{2,}s")
_BREAKS = (". ", "; ", ": ", "? ", "! ", "(", ")", "“", "”", "  ")
_ENGLISH = frozenset({"en", None})  # which writes much with capitals that is no body
# Languages that write names with small letters but for the first word, and acronyms as words: "Cems".
_WITH_LOWER = frozenset({"es", "pt", "it", "fr", "ca", "gl"})
_LONGEST_WORD = 7  # letters
_LEAST_WORDS, _MOST_WORDS = 3, 12
_LONGEST_NAME = 140  # characters


class Definition(NamedTuple):
    """A name and its acronym, and where each stands."""

    name: str
    acronym: str
    name_span: Span
    acronym_span: Span

    @property
    def label(self) -> str:
        return f"{self.name} ({self.acronym})"


def definitions(document: Document, shaped: Iterable[Span] = ()) -> Iterator[Definition]:
    """The bodies that a text names in full with their acronym in brackets behind.

    `shaped` is where names of bodies stand by their shape; of these the acronym need not have every initial.
    """
    shaped_by_end = {span.end: span for span in shaped}
    for match in _brackets(document.flat):
        acronym = match[1]
        initials = [letter.lower() for letter in acronym if letter.isupper() or _is_word(acronym, document)]
        if len(initials) < 2 or _PLURAL.fullmatch(acronym) or (match[2] or "").lower() in _words("others"):
            continue
        start = name_start(document.flat, match.start(), initials, lower=document.language in _WITH_LOWER)
        longer = shaped_by_end.get(match.start())
        has_compounds = document.language == "de"
        if longer is not None and _abbreviates(acronym, document.flat[slice(*longer)], has_compounds=has_compounds):
            name = document.flat[slice(*longer)]
            yield Definition(name, acronym, longer, Span(*match.span(1)))
            continue
        name = document.flat[start : match.start()] if start is not None else ""
        if start is not None and (_is_body(name) or (document.language not in _ENGLISH and _may_be_body(name))):
            name = name.removesuffix("'s")
            yield Definition(name, acronym, Span(start, start + len(name)), Span(*match.span(1)))


def other_meanings(document: Document) -> frozenset[str]:
    """The acronyms that a text explains as what is no body: "Financial Crime and Compliance (FCC)"."""
    return frozenset(
        match[1]
        for match in _brackets(document.flat)
        if match[1].isupper() and (name := _spelt(document.flat, match.start(), match[1])) and not _is_body(name)
    )


@lru_cache(maxsize=1)  # each text is looked through twice
def _brackets(text: str) -> tuple[re.Match[str], ...]:
    """What may be an acronym in brackets."""
    return tuple(_BRACKETS.finditer(text))


def _spelt(text: str, end: int, acronym: str) -> str:
    """The words before a position that an acronym has the initials of, whatever their case; "" if it has others."""
    words = text[max(0, end - _LONGEST_NAME) : end].replace("-", " ").split(" ")
    letters = acronym.lower().replace("&", "")
    plain = [word for word in words if word.lower() not in _words("small")]
    for counted in (words, plain):
        last = counted[-len(letters) :]
        if len(letters) > 1 and len(last) == len(letters) and all(map(str.startswith, map(str.lower, last), letters)):
            return " ".join(last)
    return ""


def _abbreviates(acronym: str, name: str, *, has_compounds: bool = False) -> bool:
    """Whether the letters of an acronym stand in a name in order, the capitals at the beginnings of words.

    In a language that `has_compounds` only the first has to: "Deutscher Seenverband (DSV)".
    """
    position = 0
    for letter in filter(str.isalpha, acronym):
        while True:
            position = name.lower().find(letter.lower(), position) + 1
            if not position:
                return False
            inside = name[position - 1].isupper() and " " not in name  # "LakeBrandNetwork"
            inside = inside or (has_compounds and letter != acronym[0])
            if not letter.isupper() or position == 1 or inside or not name[position - 2].isalnum():
                break
    return True


def name_start(text: str, end: int, initials: Sequence[str], *, lower: bool = False) -> int | None:
    """Where the shortest run of words that ends at `end` and is spelt by `initials` starts."""
    floor = max(0, end - _LONGEST_NAME)
    passage = text[floor:end]
    passage = passage[max(passage.rfind(mark) + len(mark) if mark in passage else 0 for mark in _BREAKS) :]
    words = list(_WORD.finditer(passage))[-_MOST_WORDS:]
    for index in reversed(range(len(words))):
        word, said = words[index][0], [w[0] for w in words[index:]]
        if word[0].lower() == initials[0] and word[0].isupper() and _spells(said, initials, lower=lower):
            return end - len(passage) + words[index].start()
    return None


def _spells(words: Sequence[str], initials: Sequence[str], *, lower: bool) -> bool:
    """Whether the words give the initials in order; a small word may give one, a hyphened word several.

    Where `lower` words belong to names, each gives one: "Centro de estudios del Lago".
    """
    if not words:
        return not initials
    parts = [part for part in words[0].split("-") if part]
    small = words[0].lower() in _words("small")
    if not small and not words[0][0].isupper() and not lower:
        return False
    gives = [0, 1] if small else range(1, len(parts) + 1)
    return any(
        [part[0].lower() for part in parts[:count]] == list(initials[:count])
        and _spells(words[1:], initials[count:], lower=lower)
        for count in gives
    )


def _is_word(acronym: str, document: Document) -> bool:
    """Whether an acronym is written as a word is: "Cems", as Spanish and Portuguese do."""
    return document.language in _WITH_LOWER and acronym[1:].islower() and len(acronym) <= _LONGEST_WORD


def _may_be_body(name: str) -> bool:
    """Whether a name of some words is none of what else has an acronym, as far as its words tell."""
    words = _LETTERS.findall(name.lower())
    if _OFFICE.match(name):
        return False
    return len(words) >= _LEAST_WORDS and words[0] not in _words("others") and words[-1] not in _words("others")


def _is_body(name: str) -> bool:
    words = _LETTERS.findall(name.lower())
    if _OFFICE.match(name):
        return False
    return words[-1] not in _words("others") and not _words("heads").isdisjoint(words)


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table("bodies")[key])
