"""Where a name begins in a text that has lost its marks: "... President Jane Major Lake Association Orrin College".

Without commas a list reads as one name. A word that ends names like the one at hand ends another one before it, and who
holds an office there stands between the two.
"""

from __future__ import annotations

import re

from crawler.entities.document import Document
from crawler.entities.given_names import is_given

_HIGHER_EDUCATION = frozenset({"College", "University"})
_OFFICE = re.compile(
    r"\b(?:President|CEO|Chair(?:wo|)man|Chair|Director|Executive|Senator|Commissioner|Mayor|Sheriff) $"
)
_PERSON = re.compile(r"([A-Z][a-z]+) (?:[A-Z] )?[A-Z][\w'-]+ (?=[A-Z])")
_LONGEST_OFFICE = 14  # characters
_SHORTEST_TWICE = 3  # characters


def ends_another(document: Document, word: str, start: int, end: int) -> bool:
    """Whether a word ends the name before the one from `start`, whose last word stands behind `end`."""
    if start == end or not document.is_bare:
        return False
    last = document.flat[end + 1 : end + 40].partition(" ")[0]
    return word == last or {word, last} == _HIGHER_EDUCATION


def behind_person(document: Document, start: int, end: int) -> int:
    """Where a name begins that a person's stands before, with an office: "CEO Jane Major Lake Association"."""
    if start == end or not document.is_bare:
        return start
    text = document.flat
    if not _OFFICE.search(text, max(0, start - _LONGEST_OFFICE), start):
        return start
    person = _PERSON.match(text, start, end + 2)
    return person.end() if person and is_given(person[1]) and person.end() <= end else start


def behind_repetition(text: str, start: int, end: int) -> int:
    """Where a name begins that stands twice, as a heading and in the sentence behind it: "About Acme Acme is".

    A page may have put both together: "About AcmeAcme is".
    """
    half, gap = divmod(end - start, 2)
    again = start + half + gap
    is_twice = text[start : start + half] == text[again:end] and (gap == 0 or text[again - 1] == " ")
    return again if is_twice and half >= _SHORTEST_TWICE else start
