"""What stands between quotation marks and is no speech: titles, labels, the names of lists, awards and studies."""

from __future__ import annotations

import re
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.speech_words import MARKS, any_word

_MOST_BEFORE = 40  # characters before a title within which a word says that it is one
_NEXT = 30  # characters behind a title within which a word says that it is one
_FEWEST_CAPITALS = 3
_MOST_SMALL = 0.5  # of the words of a title that are written small
_LONGEST_SMALL = 4  # letters of the longest word that headlines write small: "from"
_WORD = re.compile(r"[^\W_][\w'’.-]*")
_NOUNS_IN_CAPITALS = frozenset({"de", "lb"})  # where capitals show no title


def is_title(document: Document, speech: Span, line: Span) -> bool:
    """Whether a name stands between marks: 'a book titled "All of the Town"', 'the "Best of All" award'."""
    start = max(line.start, speech.start - _MOST_BEFORE)
    if _titled().search(document.lower, start, speech.start):
        return True
    behind = _named_behind().match(document.lower, speech.end, min(line.end, speech.end + _NEXT))
    if behind is not None and document.text[speech.end - 1] not in ",.!?":
        return True
    return _is_headline(document, speech) or _is_set_in_capitals(document, document.text[slice(*speech)])


def _is_headline(document: Document, speech: Span) -> bool:
    """Whether it is the title of the release, which a page repeats: 'Read more “The Town Has a Bridge”'."""
    said = document.lower[slice(*speech)].strip()
    return document.title_end - 3 <= len(said) and said in document.lower[: document.title_end]


def _is_set_in_capitals(document: Document, said: str) -> bool:
    """Whether all words but small ones begin with a capital: "The Best Seat in the House"."""
    if document.language in _NOUNS_IN_CAPITALS or not said[:1].isupper():
        return False
    words = [word for word in _WORD.findall(said) if word[0].isalpha()]
    large = sum(word[0].isupper() for word in words)
    if large < _FEWEST_CAPITALS or len(words) - large > _MOST_SMALL * len(words):
        return False
    return all(word[0].isupper() or len(word) <= _LONGEST_SMALL for word in words)


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"{any_word('titled').pattern}[\s,*_]*[{MARKS}]\s?$")


@cache
def _named_behind() -> re.Pattern[str]:
    nouns = "|".join(map(re.escape, table("speech")["named_behind"]))
    return re.compile(rf"[{MARKS}]{{1,3}}(?:{nouns})(?!\w)")
