"""Where the words of some terms stand in a text, without cutting all of it into words.

A copy of the text is made, a byte for each character, in which letters are folded and all that parts words is a space.
A word can only be one of a term's if it begins in the copy as the term does, so such words alone are looked at as
`analysis` has it. Words that do not fold letter by letter (with apostrophes, combining marks or ligatures, in scripts
without spaces) have a mark in the copy, and are looked at always.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indexer import analysis

Mark = tuple[int, int, int]  # start, end, and which part of the query it is
Extent = tuple[int, int]
_KNOWN = 0x10000  # characters from here on count as such that do not fold alone
_ODD, _SPACE = 0, 32
_UNSURE = -1  # the part of a word of which the copy does not tell all
_LETTER = re.compile(r"\w")
_ENDINGS = "eily"  # with which an English stem may end where its words went on otherwise: tries, hoping, dying, ability


class Occurrences:
    """Finds terms and sequences of terms in texts, each with the part of the query that it belongs to."""

    def __init__(self, terms: Mapping[str, int], phrases: Mapping[tuple[str, ...], int]) -> None:
        self._terms = _Terms(terms)
        self._phrases = [_Phrase(phrase, part) for phrase, part in phrases.items()]

    def marks(self, text: str) -> list[Mark]:
        """Where the text is marked, in order; marks may overlap."""
        copy = _Copy(text)
        marks = self._terms.marks(copy)
        for phrase in self._phrases:
            marks += phrase.marks(copy)
        marks.sort()
        return marks


class _Terms:
    """Finds terms."""

    def __init__(self, terms: Mapping[str, int]) -> None:
        self._needles = _fewest(map(_needle, terms))
        self._words = _Words(terms)
        self._stretches = _Stretches(terms)

    def marks(self, copy: _Copy) -> list[Mark]:
        """In no order."""
        marks: list[Mark] = []
        for start, end in copy.odd:
            marks += self._marked(copy.text, start, end)
        content, find, words = copy.content, copy.content.find, self._words
        for needle in self._needles:
            start = find(needle)
            while start >= 0:
                end = find(_SPACE, start + 1)
                part = words[content[start:end]]
                if part is not None:
                    if part != _UNSURE:
                        marks.append((start, end - 1, part))
                    else:
                        marks += self._marked(copy.text, start, end - 1)
                start = find(needle, end)
        return marks

    def _marked(self, text: str, start: int, end: int) -> Sequence[Mark]:
        """The marks of a stretch of text."""
        found = self._stretches[text[start:end]]
        return [(start + first, start + last, part) for first, last, part in found] if found else ()


class _Phrase:
    """Finds terms that stand one after the other."""

    def __init__(self, terms: Sequence[str], part: int) -> None:
        self._terms = terms
        self._part = part
        self._needles = [_needle(term) for term in terms]
        self._first = _Terms({terms[0]: part})

    def marks(self, copy: _Copy) -> list[Mark]:
        """In no order."""
        if not copy.odd and not all(map(copy.content.__contains__, self._needles)):
            return []
        stretches = {copy.stretch(start) for start, _, _ in self._first.marks(copy)}
        return [mark for start, end in stretches for mark in self._beginning(copy.text, start, end)]

    def _beginning(self, text: str, start: int, end: int) -> Iterator[Mark]:
        """Those that begin in a stretch of text."""
        words: list[tuple[int, int, str]] = []
        for first, last, word in analysis.spans(text, start):
            words.append((first, last, analysis.term(word)))
            if len(words) >= len(self._terms) and words[-len(self._terms)][0] >= end:
                break
        for number in range(len(words) - len(self._terms) + 1):
            row = words[number : number + len(self._terms)]
            if row[0][0] < end and all(term == own for (_, _, term), own in zip(row, self._terms, strict=True)):
                yield row[0][0], row[-1][1], self._part


class _Stretches(dict[str, Sequence[Mark]]):
    """What is marked in stretches of text, by their own places; worked out when asked for."""

    def __init__(self, terms: Mapping[str, int]) -> None:
        self._terms = terms
        self._letters = {unicodedata.normalize("NFKD", term)[:1] for term in terms}

    def __missing__(self, stretch: str) -> Sequence[Mark]:
        found = []
        if not self._letters.isdisjoint(_letters(stretch)):  # else no word begins as a term does
            for start, end, word in analysis.spans(stretch):
                part = self._terms.get(analysis.term(word))
                if part is not None:
                    found.append((start, end, part))
        self[stretch] = found
        return found


class _Words(dict[bytes, int | None]):
    """The parts of a query that words in a copy belong to, with the space before them; worked out when asked for."""

    def __init__(self, terms: Mapping[str, int]) -> None:
        self._terms = terms

    def __missing__(self, word: bytes) -> int | None:
        part: int | None = _UNSURE
        if _ODD in word:
            part = None  # such words are looked at anyhow
        elif word.isascii():
            part = self._terms.get(analysis.stem(word[1 : analysis.MAX_TERM + 1].decode()))
        self[word] = part
        return part


class _Copy:
    """A text, and its copy between two spaces: so what follows a space in the copy is where the space is in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        if text.isascii():
            folded = text.encode().translate(_ascii())
        else:
            codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
            folded = _table()[np.minimum(codes, _KNOWN)].tobytes()
        self.content = b" %b " % folded
        self.odd = self._odd()

    def _odd(self) -> list[Extent]:
        """Start and end of the stretches between spaces that have an odd character."""
        found = []
        at = self.content.find(_ODD)
        while at >= 0:
            end = self.content.find(_SPACE, at)
            found.append((self.content.rfind(_SPACE, 0, at), end - 1))
            at = self.content.find(_ODD, end)
        return found

    def stretch(self, place: int) -> Extent:
        """Start and end of the stretch between spaces with a place in the text."""
        return self.content.rfind(_SPACE, 0, place + 1), self.content.find(_SPACE, place + 1) - 1


def _needle(term: str) -> bytes:
    """How words of a term begin in a copy, after a space. An English stem may differ from them in two letters."""
    beginning = (term[:-2] + term[-2:].rstrip(_ENDINGS) or term[:1]) if term.isascii() else term
    return b" " + bytes(_class(character) for character in beginning)


def _fewest(needles: Iterable[bytes]) -> list[bytes]:
    """Those that begin with no other one."""
    kept: list[bytes] = []
    for needle in sorted(needles):
        if not kept or not needle.startswith(kept[-1]):
            kept.append(needle)
    return kept


def _letters(stretch: str) -> Iterator[str]:
    """Letters that may begin the folded form of a word in a stretch, and some more."""
    return chain.from_iterable(map(_decomposed, stretch))


@lru_cache(maxsize=1 << 14)
def _decomposed(character: str) -> str:
    return unicodedata.normalize("NFKD", analysis.fold(character))


@cache
def _ascii() -> bytes:
    """`_table` for `bytes.translate`."""
    return bytes(_copied(chr(code)) for code in range(128)) + bytes(128)


@cache
def _table() -> NDArray[np.uint8]:
    """What characters become in a copy."""
    return np.array([_copied(chr(code)) for code in range(_KNOWN)] + [_ODD], dtype=np.uint8)


def _copied(character: str) -> int:
    if character == "_" or not analysis.in_words(character):
        return _SPACE
    folded = analysis.fold(character)
    plain = _LETTER.match(character) and not analysis.is_unspaced(character)
    return _class(folded) if plain and len(folded) == 1 and _LETTER.match(folded) else _ODD


def _class(folded: str) -> int:
    """The byte of a folded letter; beyond ASCII some share one."""
    return ord(folded) if folded.isascii() else 128 | ord(folded) & 127
