"""A release's title and text as the finders read them, and small helpers over positions in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.records import Release

# Entities of a release stand in its first pages; a longer text is read up to here.
MAX_CHARACTERS = 200_000
# Characters that look like another one and would hide a name.
_LOOK_ALIKES = {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u2010": "-"}
_LOOK_ALIKES |= {"\u2011": "-", "\t": " ", "\r": "\n"}
_LOOK_ALIKES |= dict.fromkeys("\u2012\u2015\u2212", "–")  # also a minus sign, which opens speech in Swedish
_LOOK_ALIKES |= dict.fromkeys("\u200b\u200e\u200f\ufeff", " ")
_SOFT_HYPHEN = "\u00ad"
_LOOSE_HYPHEN = re.compile(rf"(?<![^\W\d_]){_SOFT_HYPHEN}|{_SOFT_HYPHEN}(?![^\W\d_])")  # one in no word
# What is left of quotation marks and apostrophes in texts that were read in a wrong encoding: "âWe metâ?", "Majorâs".
_BROKEN = "â"
_BROKEN_MARKS = (
    (re.compile(r"â(?<=\S.)\?"), "” "),
    (re.compile(r"â(?<!\w.)(?=[A-Z])"), "“"),
    (re.compile(r"â(?<=[^\W\d_].)(?=s\b)"), "'"),
)
_SHOUTING_CONTEXT = 60  # characters on either side that show whether a passage is set in capitals
# A line that is full goes on in the next one, unless a speech ends it or that begins with a dateline: "NORTHTOWN – ".
_WRAPPED = re.compile(
    r"\n(?<=[^\n]{60}[^\n.:!?;]\n)(?<![.!?][”\"»]\n)(?=[^\W\d_])(?!(?:[A-Z][\w.']*,?\s){1,5}[–—-]{1,2}\s)"
)
# A pattern that begins with a class of characters is found faster.
_ADDRESS = re.compile(r"[:@.w](?:(?<=:)//|(?<=@)\w|(?<=\w\.)(?:com|org|net|gov|edu|io|ai|news)\b|(?<=w)ww\.)")
_HEADLINE_LENGTH = 240  # characters
_SHORTEST_BARE = 200  # characters of a text that has lost its marks
_BARE = 600  # characters for each mark, or more
_SMALL_WORD = 5  # characters of the longest words that headlines write small: "about"


class Span(NamedTuple):
    """Half-open: characters `start` to `end` of `Document.text`."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Document:
    """`text` is the title, a blank line and the release's text; `language` its primary subtag ("en"), None if unknown.

    `publisher` is the release's organisation, `host` that of its address; "" where they are unknown.

    `flat` and `lower` have the same length as `text`: single line breaks inside a paragraph read as spaces, and
    everything in lower case.
    """

    text: str
    title_end: int
    language: str | None
    publisher: str = ""
    host: str = ""
    _headlines: dict[int, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def flat(self) -> str:
        return self.text.replace("\n", " ")

    @cached_property
    def unwrapped(self) -> str:
        """The text with spaces for the line breaks of paragraphs that are set in lines of one width."""
        return _WRAPPED.sub(" ", self.text)

    @cached_property
    def prose(self) -> str:
        """`flat` without addresses of pages and mail, which write names small."""
        parts, end = [], 0
        for match in _ADDRESS.finditer(self.flat):
            if match.start() >= end:
                start = self.flat.rfind(" ", end, match.start()) + 1 or end
                stop = self.flat.find(" ", match.end())
                parts.append(self.flat[end:start])
                end = stop if stop >= 0 else len(self.flat)
        return " ".join([*parts, self.flat[end:]])

    @cached_property
    def lower(self) -> str:
        return lowered(self.flat)

    @cached_property
    def is_bare(self) -> bool:
        """Whether a text has lost its marks: hardly any comma or end of a sentence is left."""
        marks = self.text.count(", ") + self.text.count(". ")
        return len(self.text) > max(_SHORTEST_BARE, marks * _BARE)

    def is_shouting(self, span: Span) -> bool:
        """Whether what surrounds a span is set in capitals, so that capitals say nothing."""
        around = self.text[max(0, span.start - _SHOUTING_CONTEXT) : span.start]
        around += self.text[span.end : span.end + _SHOUTING_CONTEXT]
        lower = sum(map(str.islower, around))
        if 2 * lower >= len(around):  # as nearly everywhere: no more can be capitals
            return False
        return sum(map(str.isupper, around)) > lower

    def is_headline(self, position: int) -> bool:
        """Whether the line around a position is short and writes most words with a capital, which then mark no name."""
        start = self.text.rfind("\n", 0, position) + 1
        if start not in self._headlines:
            end = self.text.find("\n", position)
            self._headlines[start] = _is_headline(self.text[start : end if end >= 0 else len(self.text)])
        return self._headlines[start]


def read(release: Release) -> Document:
    """What the finders read of a release."""
    title, text = _plain(release.title), _plain(release.text[:MAX_CHARACTERS])
    language = (release.language or "").split("-")[0].lower() or None
    host = urlsplit(release.url).hostname or ""
    return Document(f"{title}\n\n{text}", len(title), language, release.organisation or "", host)


def _plain(text: str) -> str:
    """The same characters, one for one: positions hold in the release itself."""
    for character, plain in _LOOK_ALIKES.items():
        text = text.replace(character, plain)
    if _SOFT_HYPHEN in text:
        text = _LOOSE_HYPHEN.sub(" ", text)
    if _BROKEN in text:
        for pattern, mark in _BROKEN_MARKS:
            text = pattern.sub(mark, text)
    return text


def lowered(text: str) -> str:
    """A text in lower case, as long as it was: "İ" becomes a plain "i", for which Unicode has two characters."""
    lower = text.replace("İ", "i").lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def fold(text: str) -> str:
    """Without accents and case: what two spellings of a name share."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def _is_headline(line: str) -> bool:
    if len(line) > _HEADLINE_LENGTH:
        return False
    words = [word for word in line.split() if word[0].isalpha()]
    lower = [word for word in words if word[0].islower()]
    return len(words) > 3 and len(lower) < 0.3 * len(words) and all(len(word) <= _SMALL_WORD for word in lower)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The first of each, whatever its accents and case; empty ones are dropped."""
    kept: dict[str, str] = {}
    for value in values:
        if value.strip():
            kept.setdefault(fold(value), value)
    return tuple(kept.values())
