"""Where words and sequences of words stand in a text, without cutting all of it into words.

A word can only be one that is asked for if it begins so, as far as the stemmer of its language leaves beginnings alone.
A kernel finds those that do (`engine/kernels/compiled_words.py`), by the classes of their first letters, and those of
which letters do not tell all: with apostrophes, combining marks, ligatures or umlauts, in scripts without spaces. Only
these are looked at as `analysis` has them, each form once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer import analysis
from indexer.analysis.english import other_beginnings
from indexer.analysis.joining import compound_spans
from indexer.analysis.scripts import MARKS, UNSPACED, script_of
from indexer.analysis.stemming import stemming_language
from indexer.engine.kernels import words as kernel
from indexer.engine.kernels.plain_words import HEAD, JOINT, LETTER_BITS, ODD, SPACE

Mark = tuple[int, int, int]  # start, end, and which part of the query it is
Extent = tuple[int, int]
Place = frozenset[str]  # the terms any of which may stand at a place of a phrase

_KNOWN = 0x10000  # characters from here on are odd
_LETTERS = range(ODD + 1, 1 << LETTER_BITS)  # the classes of letters
_JOINTS = "-\u2010\u2011.&,"  # those of `analysis.joining` that part words
_UMLAUTS = frozenset("äöüåø")  # for which a word may be found by another spelling
_LETTER = re.compile(r"\w")
_UNSPACED = re.compile(rf"[{UNSPACED}][{UNSPACED}{MARKS}]*")

_ENDINGS = "eily"  # with which an English stem may end where its words went on otherwise: tries, hoping, dying, ability
_REWRITTEN = frozenset({"ar", "et", "sr", "ta", "yi"})  # languages whose stems may begin otherwise than their words
# Letters with which words begin where stemmers take a prefix away; without a script, before a number in Arabic.
_PREFIXED = {"": "وبلكف", "ga": "bdghmnt", "id": "bdkmpst", "nl": "g"}


class _Asked(NamedTuple):
    """What is looked for, as `Occurrences` is given it."""

    terms: Mapping[str, int]
    words: Mapping[str, int]
    phrases: Mapping[tuple[Place, ...], int]

    @property
    def all_terms(self) -> set[str]:
        return {*self.terms, *chain.from_iterable(chain.from_iterable(self.phrases))}


class Occurrences:
    """Finds terms of the index, folded words, and sequences of terms, each with its part of the query."""

    def __init__(
        self, terms: Mapping[str, int], words: Mapping[str, int], phrases: Mapping[tuple[Place, ...], int]
    ) -> None:
        self._asked = _Asked(terms, words, phrases)
        self._finders: dict[str, _Finder] = {}

    def marks(self, text: str, language: str) -> list[Mark]:
        """Where a text in some language is marked, in order; marks may overlap."""
        if language not in self._finders:
            self._finders[language] = _Finder(self._asked, language)
        return self._finders[language].marks(text)


class _Word(NamedTuple):
    """A word that is asked for: its number and its extent in a stretch, its part, and which terms it has."""

    number: int
    start: int
    end: int
    part: int | None
    terms: Place


class _Finder:
    """Finds what is asked for in texts of one language."""

    def __init__(self, asked: _Asked, language: str) -> None:
        self._phrases = asked.phrases
        self._heads = _heads(asked, language)
        self._stretches = _Stretches(asked, language)
        self._joined = _Joined(asked.terms, language)

    def marks(self, text: str) -> list[Mark]:
        marks: set[Mark] = set()
        words: dict[int, _Word] = {}  # by number: neighbours have numbers that follow each other
        more = 0  # words of stretches beyond their first
        for number, start, end, may_be_joined in _candidates(text, self._heads):
            count, found = self._stretches[text[start:end]]
            for word in found:
                if word.part is not None:
                    marks.add((start + word.start, start + word.end, word.part))
                if self._phrases:
                    words[number + more + word.number] = word._replace(start=start + word.start, end=start + word.end)
            more += count - 1
            if may_be_joined:
                marks.update(self._joined_around(text, start, end))
        marks.update(self._in_phrases(words))
        return sorted(marks)

    def _joined_around(self, text: str, start: int, end: int) -> Iterator[Mark]:
        """The marks of joined words in what stands between spaces."""
        origin = text.rfind(" ", 0, start) + 1
        end = text.find(" ", end)
        found = self._joined[text[origin : end if end >= 0 else len(text)]]
        return ((origin + first, origin + last, part) for first, last, part in found)

    def _in_phrases(self, words: Mapping[int, _Word]) -> Iterator[Mark]:
        """Where neighbouring words fill the places of a phrase."""
        for places, part in self._phrases.items():
            for number, first in words.items():
                row = [words[place] for place in range(number, number + len(places)) if place in words]
                if len(row) == len(places) and not any(map(frozenset.isdisjoint, places, (word.terms for word in row))):
                    yield first.start, row[-1].end, part


class _Stretches(dict[str, tuple[int, Sequence[_Word]]]):
    """How many words a stretch of text has, and those that are asked for; worked out when asked.

    A stretch in a script without spaces in which none is asked for counts as one word.
    """

    def __init__(self, asked: _Asked, language: str) -> None:
        self._asked = asked
        self._in_phrases = frozenset(chain.from_iterable(chain.from_iterable(asked.phrases)))
        self._chain = analysis.chain(language)
        self._letters = {unicodedata.normalize("NFKD", word)[:1] for word in {*asked.all_terms, *asked.words}}

    def __missing__(self, stretch: str) -> tuple[int, Sequence[_Word]]:
        if _UNSPACED.fullmatch(stretch) and not any(map(self._may_begin, stretch)):
            found: tuple[int, Sequence[_Word]] = len(_LETTER.findall(stretch, 0, 1)), ()
        else:
            spans = list(analysis.spans(stretch))
            found = len(spans), [word for number, span in enumerate(spans) for word in self._asked_for(number, *span)]
        self[stretch] = found
        return found

    def _asked_for(self, number: int, start: int, end: int, surface: str) -> Iterator[_Word]:
        """A word, if it is asked for."""
        if _UNSPACED.match(surface) and not self._may_begin(surface[0]):
            return
        terms = {self._chain.term(surface)}
        if not surface.isascii():
            terms.add(self._chain.otherwise(surface))
        parts = [self._asked.terms[term] for term in terms if term in self._asked.terms]
        if not parts and self._asked.words and (folded := analysis.fold(surface)) in self._asked.words:
            parts.append(self._asked.words[folded])
        if parts or not terms.isdisjoint(self._in_phrases):
            yield _Word(number, start, end, min(parts, default=None), frozenset(terms))

    def _may_begin(self, character: str) -> bool:
        """Whether what is asked for may begin with a character of a script without spaces."""
        return not self._letters.isdisjoint(_decomposed(character))


class _Joined(dict[str, Sequence[Mark]]):
    """The marks of the joined words of a piece of text; worked out when asked."""

    def __init__(self, terms: Mapping[str, int], language: str) -> None:
        self._terms = terms
        self._chain = analysis.chain(language)

    def __missing__(self, piece: str) -> Sequence[Mark]:
        found = []
        for start, end in compound_spans(piece):
            part = self._terms.get(self._chain.joined(piece[start:end]))
            if part is not None:
                found.append((start, end, part))
        self[piece] = found
        return found


def _candidates(text: str, heads: NDArray[np.bool_]) -> list[list[int]]:
    """Number, start and end of the stretches to look at, and whether one may be part of a joined word."""
    if text.isascii():
        units: NDArray[Any] = np.frombuffer(text.encode(), dtype=np.uint8)
    else:
        units = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    found = np.empty((len(units) // 2 + 1, 4), dtype=np.int32)
    count = kernel.find_words(units, _classes(), heads, found)
    rows: list[list[int]] = found[:count].tolist()
    return rows


def _heads(asked: _Asked, language: str) -> NDArray[np.bool_]:
    """With which classes of letters the words that are asked for may begin."""
    heads = np.zeros(1 << HEAD * LETTER_BITS, dtype=np.bool_)
    beginnings = {_whole(word) for word in asked.words}
    for term in asked.all_terms:
        beginnings.update(_beginnings(term, language))
    for beginning in beginnings:
        number = 0
        letters = list(map(_class, beginning))
        del letters[letters.index(ODD) if ODD in letters else len(letters) :]  # words with such are looked at anyhow
        for letter in letters:
            number = number << LETTER_BITS | letter
        open_bits = LETTER_BITS * (HEAD - len(letters))
        heads[number << open_bits : number + 1 << open_bits] = True
    return heads


def _beginnings(term: str, language: str) -> Iterable[str]:
    """The first letters, at most HEAD, of the folded words that have a term; a space stands for a word's end."""
    folded, script = analysis.fold(term), script_of(term)
    stemmer = stemming_language(language, script)
    if stemmer == "en":
        head = (term[:-2] + term[-2:].rstrip(_ENDINGS) or term[:1])[:HEAD]
        return {head} | other_beginnings(head)
    if stemmer in _REWRITTEN or (stemmer and len(folded) == 1):
        return {""}
    if stemmer or not script:
        return {folded[:1], *_PREFIXED.get(stemmer, "")}
    return {_whole(folded)}


def _whole(word: str) -> str:
    return word[:HEAD].ljust(HEAD)


@lru_cache(maxsize=1 << 14)
def _decomposed(character: str) -> str:
    return unicodedata.normalize("NFKD", analysis.fold(character))


@cache
def _classes() -> NDArray[np.uint8]:
    """The classes of characters; the last one is that of all that follow."""
    return np.array([*(_class(chr(code)) for code in range(_KNOWN)), ODD], dtype=np.uint8)


def _class(character: str) -> int:
    """What a character is to the kernel: a joint, another space, an odd one or a letter."""
    if character in _JOINTS:
        return JOINT
    if character == "_" or not analysis.in_words(character):
        return SPACE
    folded = analysis.fold(character)
    plain = _LETTER.match(character) and not analysis.is_unspaced(character) and character.lower() not in _UMLAUTS
    if not plain or len(folded) != 1 or not _LETTER.match(folded):
        return ODD
    return _LETTERS[ord(folded) % len(_LETTERS)]
