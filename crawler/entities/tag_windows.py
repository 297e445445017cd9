"""A release as the encoder reads it (`encoder.py`): words in pieces, in windows of whole lines where these fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crawler.entities.document import Document, Span
from crawler.entities.encoder import Window
from crawler.entities.pretrained import Pieces
from crawler.entities.subwords import SPACE, Subwords
from crawler.entities.tags import OUTSIDE, TAGS

UNTOLD = len(TAGS)  # in place of what the rules say, where they were not asked

_NUMBERS = {tag: number for number, tag in enumerate(TAGS)}
_LONGEST = 254  # pieces in a window, of the 512 that the network can read: attention costs their square
_LONG_WORD = 40  # pieces that are read of a word
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_LINE = re.compile(r"[^\n]+")


class Stretch(NamedTuple):
    """A window, the words that it has, and for each of them the number of its line."""

    window: Window
    words: Sequence[Span]
    lines: Sequence[int]


def stretches(
    document: Document, pieces: Pieces, subwords: Subwords, tags: Mapping[int, str] | None
) -> Iterator[Stretch]:
    """A document, cut into windows.

    `tags` says of the characters of names what they are part of ("B-ORG" where one begins, "I-ORG" behind).
    """
    writer = _Writer(pieces, tags)
    for number, line in enumerate(_LINE.finditer(document.text)):
        words = [Span(*match.span()) for match in _WORD.finditer(document.text, *line.span())]
        read = [subwords.of(_read(document.text, word)) for word in words]
        if writer.is_half_full and not writer.has_room(sum(map(len, read))):
            yield from writer.cut()
        for word, numbers in zip(words, read, strict=True):
            if not writer.has_room(len(numbers)):
                yield from writer.cut()
            writer.add(word, numbers[:_LONG_WORD], number)
    yield from writer.cut()


def _read(text: str, word: Span) -> str:
    is_apart = not word.start or text[word.start - 1].isspace()
    return (SPACE if is_apart else "") + text[slice(*word)]


class _Writer:
    """Puts words into a window."""

    def __init__(self, pieces: Pieces, tags: Mapping[int, str] | None) -> None:
        self._begin, self._end, self._told = pieces.begin, pieces.end, tags
        self._outside = UNTOLD if tags is None else 0
        self._start()

    def _start(self) -> None:
        self._pieces, self._tags = [self._begin], [self._outside]
        self._starts: list[int] = []
        self._words: list[Span] = []
        self._lines: list[int] = []

    @property
    def is_half_full(self) -> bool:
        return 2 * len(self._pieces) > _LONGEST

    def has_room(self, size: int) -> bool:
        return len(self._pieces) + size <= _LONGEST

    def add(self, word: Span, numbers: Sequence[int], line: int) -> None:
        self._starts.append(len(self._pieces))
        self._words.append(word)
        self._lines.append(line)
        self._pieces += numbers
        first = self._outside if self._told is None else _NUMBERS[self._told.get(word.start, OUTSIDE)]
        inside = first + 1 if first < UNTOLD and first % 2 else first
        self._tags += [first, *[inside] * (len(numbers) - 1)]

    def cut(self) -> Iterator[Stretch]:
        """The window, if it has words; a new one begins."""
        if self._words:
            window = Window([*self._pieces, self._end], [*self._tags, self._outside], self._starts)
            yield Stretch(window, self._words, self._lines)
        self._start()
