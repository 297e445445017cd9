"""Names of Hungarians, who have their family name first: "Kovács Péter", "Kiss-Nagy Zs. Annának"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.given_names import is_given, is_weak

_WORD = r"[A-ZÁÉÍÓÖŐÚÜŰ][a-záéíóöőúüű]+"
_WORDS = rf"{_WORD}(?:-{_WORD})?"
_NAME = re.compile(
    rf"(?<![\w-])({_WORDS}) ((?:(?:{_WORDS}|[A-ZÁÉÓÖÜ][a-z]?\.) ){{0,2}}?)({_WORD}(?:-[a-z]\w+)?)(?![\w-])"
)
# The endings of cases, and of the wife of somebody, the longest first.
_CASES = (
    "nének", "nénak", "nével", "nétól", "néval", "nénél", "nét", "né",
    "nak", "nek", "val", "vel", "tól", "től", "ról", "ről", "ban", "ben", "hoz", "hez", "höz", "nál", "nél", "ért",
    "ot", "et", "at", "öt", "ra", "re", "ék", "ig", "t", "é",
)  # fmt: skip
_DOUBLED = re.compile(r"([bcdfghjklmnprstvz]|sz|zs|cs|gy|ny)\1?[ae]l$")  # "Zsolttal"
_LENGTHENED = str.maketrans("áé", "ae")
_TITLES = frozenset({"Dr", "Prof", "Özv", "Ifj", "Id"})


def names(document: Document) -> Iterator[tuple[Span, str]]:
    """Where such names stand, and the nominative of each."""
    if document.language != "hu":
        return
    for match in _NAME.finditer(document.text):
        family, between, given = match.groups()
        nominative = _given(given)
        if nominative is None or family in _first_words() or family in _TITLES or _leads_on(document, match.end()):
            continue
        if is_given(family) and not is_weak(family) and not between:  # a foreigner's: "Jane Péter"
            continue
        yield Span(*match.span()), f"{family} {between}{nominative}"


def _given(word: str) -> str | None:
    """The given name that a word is a case of."""
    if is_given(word):
        return word
    for case in _CASES:
        stem = word.removesuffix(case)
        if stem == word:
            continue
        for form in (stem[:-1] + stem[-1:].translate(_LENGTHENED), stem):
            if len(form) > 2 and is_given(form):
                return f"{form}né" if case.startswith("né") and case != "nél" else form
    doubled = _DOUBLED.search(word)
    stem = word[: doubled.end(1)] if doubled else ""
    return stem if len(stem) > 2 and is_given(stem) else None


def _leads_on(document: Document, end: int) -> bool:
    """Whether a name goes on with a word that is none of a person: "Móra Ferenc Múzeum"."""
    return document.text[end : end + 1] == " " and document.text[end + 1 : end + 2].isupper()


@cache
def _first_words() -> frozenset[str]:
    """Words that begin sentences."""
    return frozenset(word.capitalize() for word in table("names")["hungarian_first"])
