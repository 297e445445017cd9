"""Bodies in the paragraphs of a release that are in another language: the last lines of an office that serves many.

Such a paragraph is told by its small words and its letters, and read by the shapes of its language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.profiles import PROFILES
from crawler.entities.shapes import spans_of_profile

_LEAST_SMALL = 4  # small words that show a language
_LEAST_SHARE = 0.15  # of the words of a line
_ENGLISH = frozenset({"the", "of", "and", "to", "for", "with", "by"})
_WORD = re.compile(r"[^\W\d_]+")
_VIETNAMESE = re.compile(r"[ạ-ỹ]")
_MOST_CAPITALS = 0.5  # of the longer words of a line: from there on it is a heading
_SHORTEST = 4  # letters of such a word
_FIRST_OF_TWO = "San|Santa|Santo|São|Los|Las|La|El|Le|Saint|Nueva|Nuevo|Puerto|New|Bad|Costa"


def spans(document: Document) -> Iterator[Span]:
    """Where bodies stand in lines of another language than the release's."""
    if document.text.isascii():  # as many releases in English are; each of these languages has letters of its own
        return
    start = 0
    for line in document.text.split("\n"):
        end = start + len(line)
        if not line.isascii():
            yield from _in_line(document, start, end)
        start = end + 1


def _in_line(document: Document, start: int, end: int) -> Iterator[Span]:
    line = document.text[start:end]
    if document.language != "vi" and _VIETNAMESE.search(line):
        yield from (Span(*match.span()) for match in _vietnamese().finditer(document.text, start, end))
        return
    words = _WORD.findall(line)
    profile = _profile(frozenset(words))
    if profile in ("", PROFILES.get(document.language or "", "english")):
        return
    longer = [word for word in words if len(word) >= _SHORTEST]
    is_heading = sum(word[0].isupper() for word in longer) > _MOST_CAPITALS * len(longer)
    for span in spans_of_profile(document, profile, start, end):
        yield _without_verb(document, profile, span) if is_heading else span


def _profile(words: frozenset[str]) -> str:
    """The profile of the language that most small words are of; "" if none is shown."""
    if len(words & _any_small()) < _LEAST_SMALL:
        return ""
    shown, profile = max((len(words & small), profile) for profile, small in _small().items())
    is_english = len(words & _ENGLISH) > 1
    return profile if shown >= max(_LEAST_SMALL, _LEAST_SHARE * len(words)) and not is_english else ""


def _without_verb(document: Document, profile: str, span: Span) -> Span:
    """A name in a heading, where every word has a capital: each link of it leads to one word."""
    links = _links(profile).search(document.text, *span)
    return Span(span.start, links.end()) if links else span


@cache
def _links(profile: str) -> re.Pattern[str]:
    words = table("shapes")[profile]
    links = "|".join(re.escape(link) for link in sorted({*words["links"], *words["inner"]}, key=len, reverse=True))
    return re.compile(rf"(?: (?:{links}) ?(?:(?:{_FIRST_OF_TWO}) )?[^\W\d_a-zà-ÿ]\w*)+")


@cache
def _small() -> dict[str, frozenset[str]]:
    return {profile: frozenset(words) for profile, words in table("shapes")["paragraphs"].items()}


@cache
def _any_small() -> frozenset[str]:
    return frozenset().union(*_small().values())


@cache
def _vietnamese() -> re.Pattern[str]:
    longest_first = sorted(table("shapes")["vietnamese"]["heads"], key=len, reverse=True)
    heads = "|".join(f"{head[0]}(?i:{head[1:]})" for head in longest_first)
    capitalised = r"[A-ZĐƠƯĂÂÊÔÀ-ÖØ-Ý]\w*"
    return re.compile(rf"(?<!\w)(?:{heads}) {capitalised}(?:(?: và)? {capitalised})*")
