"""The words of a run of capitalised words, and which of them belong to a name: see `candidates`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from crawler.entities.data import table
from crawler.entities.document import Span
from crawler.entities.given_names import is_doubtful, is_given, is_surname_first, is_usual_family_name, is_weak
from crawler.entities.looks import common_words
from crawler.entities.names import is_no_name

_SUFFIXES = frozenset({"Jr", "Sr", "II", "III", "IV"})
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+|[^\W\d_]")
_ABBREVIATION = re.compile(r"[^\W\d_]{2,5}")
# Words that a page's template has put together: "Contact DetailsJane Major", "Jane MajorChair".
_GLUED = re.compile(r"([^\W\d_][\w'-]*[^\W\d_A-Z])([A-Z][^\W\d_]+)")
_DOES = re.compile(r"\w+(?:[^s]s|ed|ing)")
_LONGEST_PREFIX = 3  # of a name with a capital inside: "MacMajor", "DeMajor"


class Word(NamedTuple):
    """One word of a run, and where it stands."""

    text: str
    span: Span

    @property
    def is_initial(self) -> bool:
        """ "J." and "J"."""
        return self.text[1:2] in (".", "") and _INITIAL.fullmatch(self.text) is not None

    @property
    def is_small(self) -> bool:
        """Whether a particle."""
        return self.text[0].islower() and not self.text.startswith(("al-", "el-", "as-"))


def names_in(words: list[Word]) -> Iterator[list[Word]]:
    """ "Jane Major Richard Roe" as two names, "Jane Major Educating" as one."""
    start = 0
    for place in range(2, len(words)):
        word, before = words[place], words[place - 1]
        if place - start < 2 or word.is_small or word.is_initial or before.is_small:
            continue
        opens = is_given(word.text) and place + 1 < len(words) and not (before.is_initial or is_given(before.text))
        ends = word.text.lower() in common_words() or word.text.endswith("ing")
        ends = ends and not is_usual_family_name(word.text)
        ends = (ends or (word.text.isupper() and len(word.text) > _LONGEST_PREFIX)) and not before.text.isupper()
        if (opens or ends) and not before.is_initial:
            yield words[start:place]
            start = place
    yield words[start:]


def halves_of(word: Word) -> tuple[Word | None, Word] | None:
    """A glued word as the end of a name and what follows it, or as what follows a word that is no name."""
    glued = _GLUED.fullmatch(word.text)
    if glued is None:
        return None
    middle = word.span.start + len(glued[1])
    head, tail = Word(glued[1], Span(word.span.start, middle)), Word(glued[2], Span(middle, word.span.end))
    if is_no_name(head.text) and len(head.text) > _LONGEST_PREFIX:
        return None, tail
    return (head, tail) if is_no_name(tail.text) and len(head.text) > _LONGEST_PREFIX else None


def has_two_weak(words: list[Word]) -> bool:
    """Whether two given names stand before another word that show nothing alone: "José Antonio Major"."""
    if len(words) < 3 or is_no_name(words[0].text) or not is_weak(words[0].text):
        return False
    return is_weak(words[1].text) or is_given(words[1].text)


def is_with_initials(words: list[Word]) -> bool:
    """ "J. R. Major", "J. Major": an initial alone without its stop is more often a letter."""
    return is_usual_family_name(words[-1].text) and (len(words) > 2 or words[0].text.endswith("."))


def without_loose_end(words: list[Word]) -> list[Word]:
    """Without particles, initials and honours at the end."""
    while words and (words[-1].is_small or words[-1].is_initial or words[-1].text in _SUFFIXES):
        words = words[:-1]
    if len(words) > 2 and words[-1].text in _honours() and not words[-2].text.isupper():  # "Jane Major MP"
        words = words[:-1]
    return words


def without_verb(words: list[Word]) -> list[Word]:
    """Without what somebody does in a line of capitals: "JANE MAJOR COMMENTS"."""
    last = words[-1].text if len(words) > 2 else ""
    shouted = bool(last) and all(word.text.isupper() for word in words)
    return words[:-1] if shouted and _DOES.fullmatch(last.lower()) and not is_usual_family_name(last) else words


def from_given(words: list[Word]) -> list[Word]:
    """Without what stands before the name: "Attorney Jane Major", "Oppositionsführer Jan Major", "BSC Cao Ling"."""
    while (
        len(words) > 2
        and _ABBREVIATION.fullmatch(words[0].text)
        and words[0].text.isupper()
        and not words[1].text.isupper()
    ):
        if is_surname_first([word.text for word in words[1:]]) or is_given(words[1].text):
            words = words[1:]
        else:
            break
    if len(words) > 2 and words[0].text.lower() in common_words() and is_weak(words[1].text):
        words = words[1:]  # "Brave Marina Major"
    if len(words) > 2 and _is_first_of_two(words[0].text) and (is_given(words[1].text) or is_weak(words[1].text)):
        return words  # "José Antonio Major"
    if not words or is_given(words[0].text) or words[0].is_initial or is_surname_first([word.text for word in words]):
        return words
    given = (place for place, word in enumerate(words[:-1]) if is_given(word.text))
    return words[next(given, 0) :]


def _is_first_of_two(word: str) -> bool:
    return is_weak(word) or is_doubtful(word)


@cache
def _honours() -> frozenset[str]:
    return frozenset(table("offices")["honours"])
