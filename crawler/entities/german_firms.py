"""Companies and associations by the legal forms that German has: "Moorfreunde Seestadt und Umgebung e. V.".

Names of associations are phrases, with small words within: what stands before these tells how far one goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.appositions import kinds
from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.german_bodies import is_head

_FORM = re.compile(
    r" (?:e\. ?V\.?|e\. ?K\.?|gAG|GbR|OHG|UG(?: \(haftungsbeschränkt\))?|(?:g?GmbH|AG)(?: ?& ?Co\.? ?KG(?:aA)?)?|"
    r"s\. ?r\. ?o\.|Sp\. ?z ?o\. ?o\.|d\. ?o\. ?o\.)(?![\w-])"
)
_SMALL_NAME = re.compile(r"(?<![\w.@/-])[a-z][a-z0-9]{3,}(?:-[a-z0-9]+)?$")
_ADJECTIVE = re.compile(r"[a-zäöüß]+(?:e|en|er|es|em)")
_ARTICLES = frozenset({"der", "des", "die", "den", "dem", "das"})
_LINKS = _ARTICLES | {
    "für",
    "und",
    "zur",
    "zum",
    "in",
    "im",
    "am",
    "an",
    "von",
    "vom",
    "&",
    "gegen",
    "mit",
    "bei",
    "auf",
}
_MOST_WORDS = 14
_LONGEST, _LONGEST_WORD = 120, 30  # characters


def spans(document: Document) -> Iterator[Span]:
    """Where such names stand in a German text."""
    if document.language != "de":
        return
    text = document.flat
    for form in _FORM.finditer(text):
        start = form.start()
        if form[0].startswith((" GmbH", " gGmbH", " AG", " UG")):
            small = _SMALL_NAME.search(text, max(0, start - _LONGEST), start) if "GmbH" in form[0] else None
            if small is not None and _stands_for_itself(text, small):
                yield Span(small.start(), form.end())
                continue
        left = _left(document, start, is_phrase=form[0].startswith(" e."))
        if (kind := kinds("de").match(text, left)) and kind.end() < start:
            left = kind.end()
        if left < start:
            yield Span(left, form.end())


def _stands_for_itself(text: str, small: re.Match[str]) -> bool:
    """Whether a word in small letters is a name of its own, and no adjective: "die moorlicht GmbH"."""
    before = text[max(0, small.start() - _LONGEST_WORD) : small.start()].rstrip(" ").rpartition(" ")[2]
    if _ADJECTIVE.fullmatch(small[0]) or small[0] in _words():
        return False
    return before.lower() in _words() or not before[-1:].isalnum()


def _left(document: Document, stop: int, *, is_phrase: bool) -> int:
    """Where a name begins whose legal form stands at a position; the position itself if nothing is one.

    Only an association's has small words in it, and what stands before these belongs to it if it says what it is.
    """
    text, start, has_link, holds_head = document.flat, stop, False, False
    for _ in range(_MOST_WORDS):
        if stop <= 0 or document.text[stop] == "\n":
            break
        before = text.rfind(" ", max(0, stop - _LONGEST), stop) + 1
        word = text[before:stop]
        bare = word.strip("„“\"»«'")
        if not bare or word[-1] in ",;:.!?)" or (bare[0].isupper() and bare.lower() in _words()):
            break
        if bare[0].isupper() or bare[0].isdigit():
            holds_head = holds_head or is_head(bare)
            start = before if holds_head or not has_link else start
        elif not is_phrase or not _is_link(bare) or (has_link and not holds_head):
            break
        elif not (bare == "und" and text.startswith("- ", before - 2)):  # "Moor- und Seeschulen" is one word
            has_link, holds_head = True, False
        stop = before - 1
    return start


def _is_link(word: str) -> bool:
    return word in _LINKS or (_ADJECTIVE.fullmatch(word) is not None and word not in _words())


@cache
def _words() -> frozenset[str]:
    """Small words, with which a sentence may begin."""
    words = table("german_bodies")
    return frozenset(
        (*table("shapes")["foreign_stops"], *words["stops"], *words["introducing"], *words["before_places"])
    )
