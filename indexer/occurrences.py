"""Where words and sequences of words stand in a text, without cutting all of it into words.

A word can only be one that is asked for if it begins so, as far as the stemmer of its language leaves beginnings alone.
A kernel finds those that do (`engine/kernels/compiled_words.py`), by the classes of their first letters, and odd ones,
of which letters do not tell all: with ligatures, marks or several apostrophes, in scripts without spaces. Only these
are looked at as `analysis` has them, each form once.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer import analysis
from indexer.analysis import english
from indexer.analysis.joining import compound_spans
from indexer.analysis.scripts import APOSTROPHES, MARKS, UNSPACED, script_of
from indexer.analysis.stemming import stemming_language
from indexer.engine.kernels import words as kernel
from indexer.engine.kernels.plain_words import APOSTROPHE, FOREIGN, HEAD, JOINT, LETTER_BITS, ODD, SILENT, SPACE, THIRD

Mark = tuple[int, int, int]  # start, end, and which part of the query it is
Place = frozenset[str]  # the terms any of which may stand at a place of a phrase

_KNOWN = 0x10000  # characters from here on are odd
_CODE = np.dtype(np.uint32)  # known to numpy sooner than the class
_ASCII, _OTHERS = range(APOSTROPHE + 1, FOREIGN), range(FOREIGN, 1 << LETTER_BITS)  # the classes of letters
_JOINTS = "-\u2010\u2011.&,"  # those of `analysis.joining` that part words
_LETTER = re.compile(r"\w")
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_NOTHING: Place = frozenset()
_UNSPACED = re.compile(rf"[{UNSPACED}][{UNSPACED}{MARKS}]*")

_ENDINGS = "eily"  # with which an English stem may end where its words went on otherwise: tries, hoping, dying, ability
_ENDING = 3  # letters at the end of other stems that may not stand so in their words
_REWRITTEN = frozenset({"ar", "sr", "ta", "yi"})  # languages whose stems may begin otherwise than their words
_LOOSE = frozenset({"el", "eo", "et", "fa", "fi", "ga", "hr", "bs", "id", "nl"})  # where only the first letter is sure
_FOREIGN = frozenset("абвгдежзи")  # letters of all classes beyond ASCII
# Letters with which words begin where stemmers take a prefix away; without a script, before a number in Arabic.
_PREFIXED = {"": "وبلكف", "ga": "bdghmnt", "id": "bdkmpst", "nl": "g"}
_GERMAN_VOWEL = re.compile("(?<=[aou])")  # after which its stemmer drops an e: "ue" is "ü"
_SPELLED_OUT = re.compile(
    "(?<=[aou])(?=e)|(?<=a)(?=a)"
)  # where a term may have one letter more than the word: "müller"


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
        self._finders: dict[str, Finder] = {}

    def marks(self, text: str, language: str) -> list[Mark]:
        """Where a text in some language is marked, in order; marks may overlap."""
        return self.finder(language).marks(text)

    def finder(self, language: str) -> Finder:
        """What finds the marks of texts in a language."""
        if language not in self._finders:
            self._finders[language] = Finder(self._asked, language)
        return self._finders[language]


class _Word(NamedTuple):
    """A word that is asked for: its number and its extent in a stretch, its part, and which terms it has."""

    number: int
    start: int
    end: int
    part: int | None
    terms: Place


class Finder:
    """Finds what is asked for in texts of one language."""

    def __init__(self, asked: _Asked, language: str) -> None:
        self._phrases = asked.phrases
        self.heads = _heads(asked, language)
        self.stretches = _Stretches(asked, language)
        self._joined = _Joined(asked.terms, language)

    @property
    def needs_neighbours(self) -> bool:
        """Whether what is asked for are not words alone."""
        return bool(self._phrases)

    def has_joined(self, text: str, place: int) -> bool:
        """Whether a joined word that is asked for stands around a place."""
        start, end = text.rfind(" ", 0, place) + 1, text.find(" ", place)
        return bool(self._joined[text[start : end if end >= 0 else len(text)]])

    def marks(self, text: str) -> list[Mark]:
        marks: list[Mark] = []
        stretches, joined = _candidates(text, self.heads)
        known = self.stretches
        found = [(start, known[text[start:end]]) for _, start, end in stretches]
        for start, stretch in found:
            for first, last, part in stretch.marks:
                marks.append((start + first, start + last, part))
            if stretch.may_be_joined:
                joined.append(start)
        if not joined and not self._phrases:
            return marks
        words = self._words(stretches, found) if self._phrases else {}
        return sorted({*marks, *self._joined_at(text, joined), *self._in_phrases(words)})

    def _words(self, stretches: Sequence[Sequence[int]], found: Sequence[tuple[int, Stretch]]) -> dict[int, _Word]:
        """The words that are asked for by number: neighbours have numbers that follow each other."""
        words: dict[int, _Word] = {}
        more = 0  # words of stretches beyond their first
        for (number, start, _), (_, stretch) in zip(stretches, found, strict=True):
            for place, first, last, part, terms in stretch.words:
                words[number + more + place] = _Word(number, start + first, start + last, part, terms)
            more += stretch.size - 1
        return words

    def _joined_at(self, text: str, places: Iterable[int]) -> Iterator[Mark]:
        """The marks of joined words in what stands between spaces around some places."""
        for start in {text.rfind(" ", 0, place) + 1 for place in places}:
            end = text.find(" ", start)
            for first, last, part in self._joined[text[start : end if end >= 0 else len(text)]]:
                yield start + first, start + last, part

    def _in_phrases(self, words: Mapping[int, _Word]) -> Iterator[Mark]:
        """Where neighbouring words fill the places of a phrase."""
        for places, part in self._phrases.items():
            for number, first in words.items():
                row = [words[place] for place in range(number, number + len(places)) if place in words]
                if len(row) == len(places) and not any(map(frozenset.isdisjoint, places, (word.terms for word in row))):
                    yield first.start, row[-1].end, part


class Stretch(NamedTuple):
    """How many words a stretch of text has, those that are asked for, and whether it may be part of a joined word."""

    size: int
    words: Sequence[_Word] = ()
    marks: Sequence[Mark] = ()  # of those words that are marked
    may_be_joined: bool = False


class _Stretches(dict[str, Stretch]):
    """What stretches of text between spaces have; worked out when asked.

    A stretch in a script without spaces in which nothing is asked for counts as one word.
    """

    def __init__(self, asked: _Asked, language: str) -> None:
        self._asked = asked
        self._all_terms = asked.all_terms
        self._in_phrases = self._all_terms - asked.terms.keys()
        self._language = language
        self._may_begin = _MayBegin({*self._all_terms, *asked.words})

    def __missing__(self, stretch: str) -> Stretch:
        is_plain = stretch.isalnum() and (stretch.isascii() or not analysis.is_unspaced(stretch))
        self[stretch] = found = self._plain(stretch) if is_plain else self._odd(stretch)
        return found

    def _plain(self, word: str) -> Stretch:
        words = self._asked_for(0, 0, len(word), word, self._terms_of(word))
        return Stretch(1, words, _marks_of(words))

    def _odd(self, stretch: str) -> Stretch:
        """What any stretch has."""
        if _UNSPACED.fullmatch(stretch) and not any(map(self._may_begin.__getitem__, stretch)):
            return Stretch(1 if _LETTER.search(stretch) else 0)
        words: list[_Word] = []
        number = -1
        for number, (start, end, word) in enumerate(_spans(stretch)):
            if not _UNSPACED.match(word) or self._may_begin[word[0]]:
                words += self._asked_for(number, start, end, word, self._terms_of(word))
        return Stretch(number + 1, words, _marks_of(words), _APOSTROPHE.search(stretch) is not None)

    def _terms_of(self, word: str) -> Place:
        """The terms of a word, where any are asked for."""
        return _terms(self._language, word) if self._all_terms else _NOTHING

    def _asked_for(self, number: int, start: int, end: int, word: str, terms: Place) -> Sequence[_Word]:
        """A word, if it is asked for."""
        parts = [self._asked.terms[term] for term in terms if term in self._asked.terms]
        if not parts and self._asked.words and (folded := _folded(word)) in self._asked.words:
            parts.append(self._asked.words[folded])
        if not parts and terms.isdisjoint(self._in_phrases):
            return ()
        return [_Word(number, start, end, min(parts, default=None), terms)]


def _marks_of(words: Iterable[_Word]) -> Sequence[Mark]:
    return [(word.start, word.end, word.part) for word in words if word.part is not None]


class _MayBegin(dict[str, bool]):
    """Whether what is asked for may begin with a character of a script without spaces; worked out when asked."""

    def __init__(self, asked: Iterable[str]) -> None:
        self._letters = {unicodedata.normalize("NFKD", word)[:1] for word in asked}

    def __missing__(self, character: str) -> bool:
        self[character] = found = not self._letters.isdisjoint(_decomposed(character))
        return found


@lru_cache(maxsize=1 << 15)
def _terms(language: str, word: str) -> Place:
    """The terms of a word: its own, and the one beside it where it has certain accents."""
    chain = analysis.chain(language)
    if word.isascii() or word not in chain.surfaces_beside(word):
        return frozenset((chain.term(word),))
    return frozenset((chain.term(word), chain.otherwise(word)))


@lru_cache(maxsize=1 << 13)
def _folded(word: str) -> str:
    return analysis.fold(word)


@lru_cache(maxsize=1 << 13)
def _spans(stretch: str) -> Sequence[tuple[int, int, str]]:
    return tuple(analysis.spans(stretch))


class _Joined(dict[str, Sequence[Mark]]):
    """The marks of the joined words of a piece of text; worked out when asked."""

    def __init__(self, terms: Mapping[str, int], language: str) -> None:
        self._terms = terms
        self._language = language

    def __missing__(self, piece: str) -> Sequence[Mark]:
        terms = self._terms
        joined = _joined_words(self._language, piece)
        self[piece] = found = [(start, end, terms[term]) for start, end, term in joined if term in terms]
        return found


@lru_cache(maxsize=1 << 13)
def _joined_words(language: str, piece: str) -> Sequence[tuple[int, int, str]]:
    """The joined words of a piece of text: where they stand, and their terms."""
    joined = analysis.chain(language).joined
    return tuple((start, end, joined(piece[start:end])) for start, end in compound_spans(piece))


class _Room(threading.local):
    """Where the kernel works, a room for each thread: to make one for each text would take longer than to read it."""

    def __init__(self) -> None:
        self.make(8192)

    def make(self, size: int) -> None:
        """Room for texts of so many characters: in the order of the kernel."""
        kinds, found = np.empty(size + HEAD, dtype=np.uint8), np.empty((size // 2 + 1, 3), dtype=np.int32)
        starts, odd, joined = np.empty((3, size), dtype=np.int32)
        self.size, self.arrays = size, (kinds, starts, odd, found, joined)

    def of(self, size: int) -> tuple[NDArray[Any], ...]:
        """Room for texts of so many characters, at least."""
        if size > self.size:
            self.make(size)
        return self.arrays


room = _Room()


def _candidates(text: str, heads: NDArray[np.bool_]) -> tuple[list[list[int]], list[int]]:
    """Number, start and end of the stretches to look at; and where joined words may stand."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), _CODE)
    *working, found, joined = room.of(len(text))
    count, joined_count = kernel.find_words(codes, classes_of_characters(), heads, *working, found, joined)
    return found[:count].tolist(), joined[:joined_count].tolist() if joined_count else []


def _heads(asked: _Asked, language: str) -> NDArray[np.bool_]:
    """With which classes of letters the words that are asked for may begin, as the kernel wants it."""
    beginnings = {_whole(word) for word in asked.words}
    for term in asked.all_terms:
        beginnings.update(_beginnings(term, language))
    heads = np.zeros((HEAD // THIRD, 1 << THIRD * LETTER_BITS), dtype=np.bool_)
    for beginning in beginnings:
        letters = [kind for kind in map(_class, beginning) if kind not in (SILENT, APOSTROPHE)][:HEAD]
        del letters[letters.index(ODD) if ODD in letters else len(letters) :]  # words with such are looked at anyhow
        for table, first in zip(heads, range(0, HEAD, THIRD), strict=True):
            _allow(table, letters[first : first + THIRD])
    return heads


def _allow(table: NDArray[np.bool_], letters: Sequence[int]) -> None:
    """Allows letters, and whatever may follow them where they are fewer."""
    number, open_bits = 0, LETTER_BITS * (THIRD - len(letters))
    for letter in letters:
        number = number << LETTER_BITS | letter
    table[number << open_bits : number + 1 << open_bits] = True


def _beginnings(term: str, language: str) -> Iterable[str]:
    """How the folded words begin that have a term; a space stands for a word's end."""
    folded, script = analysis.fold(term), script_of(term)
    stemmer = stemming_language(language, script)
    if stemmer in _REWRITTEN or (stemmer and len(folded) == 1):
        return {""} if folded[:1].isascii() else _FOREIGN
    if stemmer == "en":
        found = english.beginnings(term[:-2] + term[-2:].rstrip(_ENDINGS) or term[:1])
    elif stemmer or not script:
        kept = folded[:1] if stemmer in _LOOSE else folded[:-_ENDING] or folded[:1]
        found = {_GERMAN_VOWEL.split(kept, maxsplit=1)[0] if stemmer == "de" else kept, *_PREFIXED.get(stemmer, "")}
    else:
        found = {_whole(folded)}
    return {_SPELLED_OUT.split(beginning, maxsplit=1)[0] for beginning in found}


def _whole(word: str) -> str:
    """The beginning of what has to be a whole word."""
    return word + " " * HEAD


@lru_cache(maxsize=1 << 14)
def _decomposed(character: str) -> str:
    return unicodedata.normalize("NFKD", analysis.fold(character))


@cache
def classes_of_characters() -> NDArray[np.uint8]:
    """The class of each character, as the kernel wants it; the last one is that of all that follow. It is made once."""
    return np.array([*(_class(chr(code)) for code in range(_KNOWN)), ODD], dtype=np.uint8)


@lru_cache(maxsize=1 << 12)
def _class(character: str) -> int:
    """What a character is to the kernel: a joint, another space, an odd one, a silent one, or a letter.

    Marks are silent, as many may be written as one character with the letter before them, which has its class without.
    """
    if analysis.is_unspaced(character):
        return ODD
    if character in _JOINTS:
        return JOINT
    if _APOSTROPHE.match(character) and not _LETTER.match(character):
        return APOSTROPHE
    if character == "_" or not analysis.in_words(character):
        return SPACE
    folded = analysis.fold(character)
    if unicodedata.category(character)[0] == "M" and not _LETTER.search(folded):
        return SILENT
    if len(folded) != 1 or not (_LETTER.match(character) and _LETTER.match(folded)):
        return ODD
    letter = unicodedata.normalize("NFKD", folded)[0]
    kinds = _ASCII if letter.isascii() else _OTHERS
    return kinds[ord(letter) % len(kinds)]
