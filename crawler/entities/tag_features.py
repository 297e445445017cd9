"""What the sequence tagger sees of the words of a release (`tagging.py`): features as texts, line by line.

A word is a run of letters, a run of digits, or a sign. Of each there are its letters, shape and ending, what is known
of it (given names, words of bodies, hits of the lexicon), the same of its neighbours, where it stands, and what the
rules found there and of the same word elsewhere in the release.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from crawler.entities import given_names
from crawler.entities.document import Document, Span
from crawler.entities.lexicon import Finds
from crawler.entities.looks import common_words, look_of_word
from crawler.entities.names import is_no_name

OUTSIDE = "O"
Kind = Literal["people", "organisations", "places"]
KINDS: Mapping[Kind, str] = {"people": "PER", "organisations": "ORG", "places": "LOC"}

_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_LETTER = re.compile(r"[^\W\d_]")
_RUN = re.compile(r"(.)\1{2,}")
_SENTENCE_END = frozenset(".!?:•*")
_LINE = re.compile(r"[^\n]+")
_OFTEN = 3  # times that a word stands with a capital in a release
_EDGE = "EDGE"
_NEIGHBOURS = (-2, -1, 1, 2)
_HITS = ("bodies", "acronyms", "places", "towns", "people", "inside", "demonyms", "ministries")


class Line(NamedTuple):
    """The words of a line, and the features of each."""

    words: Sequence[Span]
    features: Sequence[Sequence[str]]


def lines(document: Document, finds: Finds, tags: Mapping[int, str], *, everything: bool = False) -> Iterator[Line]:
    """The lines of a document that have a capital outside of names; `everything` gives all others as well.

    `tags` says of the characters of names what they are part of ("B-ORG" where one begins, "I-ORG" behind).
    """
    seer = _Seer(document, finds, tags)
    for line in _LINE.finditer(document.text):
        words = [Span(*match.span()) for match in _WORD.finditer(document.text, *line.span())]
        if words and (everything or seer.has_open_words(words)):
            yield Line(words, seer.features(words))


class _Seer:
    """What a document shows of each of its words."""

    def __init__(self, document: Document, finds: Finds, tags: Mapping[int, str]) -> None:
        self._document, self._text, self._tags = document, document.text, tags
        self._counts = Counter(_WORD.findall(document.text))
        self._known = _known(finds)
        self._elsewhere = _elsewhere(document.text, tags)

    def has_open_words(self, words: Sequence[Span]) -> bool:
        """Whether any has a capital that shows more than where a sentence begins, and is part of no name."""
        text, before = self._text, "."
        for start, end in words:
            word = text[start:end]
            if (
                word[0].isupper()
                and start not in self._tags
                and not (before in _SENTENCE_END and word.lower() in common_words())
            ):
                return True
            before = word
        return False

    def features(self, line: Sequence[Span]) -> list[list[str]]:
        """Of the words of a line."""
        text, language = self._text, self._document.language
        words = [text[start:end] for start, end in line]
        hits = [self._known.get(start, ()) for start, _ in line]
        tags = ["^", *(self._tags.get(start, OUTSIDE) for start, _ in line), "$"]
        always = self._of_line(line)
        found = []
        for number, word in enumerate(words):
            shape, (before, tag, after) = _shape(word), tags[number : number + 3]
            seen = [*_of_word(word), *_of_ending(word), *hits[number], *always, f"ls={language}{shape}"]
            seen += _of_place(line, words, number, shape)
            if word[0].isupper():
                seen += self._of_capital(word, line[number])
            seen += _of_neighbours(words, hits, number, shape)
            seen += _of_tags(before, tag, after)
            seen.append(f"r&s={tag}{shape}")
            if tag == OUTSIDE:
                seen += self._elsewhere.get(word, ())
            found.append(seen)
        return found

    def _of_line(self, line: Sequence[Span]) -> list[str]:
        always = [f"lang={self._document.language}"]
        if line[0].start < self._document.title_end:
            always.append("title")
        if self._document.is_headline(line[0].start):
            always.append("headline")
        return always

    def _of_capital(self, word: str, span: Span) -> Iterator[str]:
        if word.lower() in self._counts:
            yield "smallhere"
        if self._counts[word] >= _OFTEN:
            yield "often"
        if len(word) > 1 and word.isupper() and self._document.is_shouting(span):
            yield "shout"


def _known(finds: Finds) -> Mapping[int, Sequence[str]]:
    """What the lexicon says of the characters of a document."""
    flags: defaultdict[int, set[str]] = defaultdict(set)
    for name in _HITS:
        for hit in getattr(finds, name):
            for position in range(*hit.span):
                flags[position].add(f"g={name[:4]}")
    for office in finds.offices:
        for position in range(*office.span):
            flags[position].add(f"g={office.value.kind}")
    return {position: sorted(found) for position, found in flags.items()}


def _elsewhere(text: str, tags: Mapping[int, str]) -> Mapping[str, Sequence[str]]:
    """What the rules found of a word where they found anything."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for start, tag in tags.items():
        is_whole = not text[start].islower() and not text[start - 1 : start].isalpha()
        if is_whole and (word := _WORD.match(text, start)):
            found[word[0]].add(f"relse={tag[2:]}")
    return {word: sorted(kinds) for word, kinds in found.items()}


def _of_place(line: Sequence[Span], words: Sequence[str], number: int, shape: str) -> Iterator[str]:
    if number and line[number - 1].end == line[number].start:
        yield "glued"
    if not number:
        yield "BOL"
    if not number or words[number - 1] in _SENTENCE_END:
        yield "SENT"
        yield f"SENT{shape}"


def _of_neighbours(words: Sequence[str], hits: Sequence[Sequence[str]], number: int, shape: str) -> list[str]:
    seen: list[str] = []
    for distance in _NEIGHBOURS:
        other = number + distance
        if 0 <= other < len(words):
            seen += _beside(words[other], distance)
            if distance in (-1, 1):
                seen += [f"{distance}:{hit}" for hit in hits[other]]
        else:
            seen.append(f"{distance}:{_EDGE}")
    if number:
        seen.append(f"-1+0:{words[number - 1].lower()}|{shape}")
    if number + 1 < len(words):
        seen.append(f"0+1:{shape}|{words[number + 1].lower()}")
    return seen


@lru_cache(maxsize=100)
def _of_tags(before: str, tag: str, after: str) -> tuple[str, ...]:
    return f"r={tag}", f"r-1={before}", f"r+1={after}", f"r-1,0,1={before},{tag},{after}"


@lru_cache(maxsize=200_000)
def _beside(word: str, distance: int) -> tuple[str, ...]:
    """What a word shows of one so many words before it, or behind it."""
    own = _of_word(word)
    return tuple(f"{distance}:{feature}" for feature in (own if abs(distance) == 1 else own[:2]))


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> tuple[str, ...]:
    found = [f"w={word.lower()}", f"s={_shape(word)}"]
    found += [f"f={look}" for look in _looks(word)]
    return tuple(found)


def _looks(word: str) -> Iterator[str]:
    if word.lower() in common_words():
        yield "common"
    if len(word) > 1:
        if given_names.is_given(word):
            yield "given"
        elif given_names.is_doubtful(word):
            yield "doubtful"
        elif given_names.is_weak(word):
            yield "weak"
        if given_names.is_usual_family_name(word):
            yield "family"
        if given_names.is_family_name(word):
            yield "family ending"
        if is_no_name(word):
            yield "no name"
        yield from look_of_word(word.lower())


@lru_cache(maxsize=50_000)
def _of_ending(word: str) -> tuple[str, str]:
    lower = word.lower()
    return f"p3={lower[:3]}", f"u3={lower[-3:]}"


@lru_cache(maxsize=50_000)
def _shape(word: str) -> str:
    """ "Xxx" for "Acme", "XX" for "NATO", "dd" for "2025": runs of three and more count as two."""
    shape = _LETTER.sub(lambda match: "X" if match[0].isupper() else "x" if match[0].islower() else "c", word)
    return _RUN.sub(r"\1\1", re.sub(r"\d", "d", shape))
