"""Bodies that go by their kind alone ("la Fiscalía", "der Stadtrat"), and clubs by a club's letters: "SV Seestadt".

Which words these are in a language, `data/shapes.toml` says (`alone`, `[club]`). Where all other nouns are small, such
a word is a name when it has a capital inside a sentence; in German it must be of a kind that a place has one of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.shapes import CAPITALISED, PROFILES

# What a state has one of, and what stands beside the Senate.
_ONE_OF = re.compile(
    r"(?<=[Tt]he )(?:Supreme Court|High Court|Court of Appeal|Treasury|Security Council|Army|Navy)"
    r"(?![\w-])(?! (?:[A-Z]|of ))"
)
_HOUSE = re.compile(
    r"House(?:(?<=[Tt]he House)|(?<=Senate and House)|(?<=both House))(?![\w-])(?! (?:[A-Z]|of (?!Representatives)))"
)


def spans(document: Document) -> Iterator[Span]:
    """Where bodies stand that only their kind names."""
    pattern = _alone(PROFILES.get(document.language or "", ""))
    for match in pattern.finditer(document.flat) if pattern else ():
        span = Span(*match.span())
        if not document.is_headline(span.start) and not document.is_shouting(span):
            yield span
    if document.language == "en":
        yield from (Span(*match.span()) for match in _ONE_OF.finditer(document.flat))
    if document.language == "en" and ("Senate" in document.flat or "Congress" in document.flat):
        yield from (Span(*match.span()) for match in _HOUSE.finditer(document.flat))


def clubs(document: Document) -> Iterator[Span]:
    """Where clubs stand whose letters show that they are some."""
    if not any(f"{known} " in document.flat for known in letters()):  # as in most texts
        return
    for match in _club().finditer(document.flat):
        span = Span(*match.span())
        if "\n" not in document.text[span.start : span.end] and not document.is_shouting(span):
            yield span


@cache
def _alone(profile: str) -> re.Pattern[str] | None:
    words = table("shapes").get(profile, {}).get("alone", [])
    if not words:
        return None
    names = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    # A word before it, so that its capital is not that of a sentence, and no capital behind: that is a longer name.
    before = r"(?<![\w'’.-])" if profile == "german" else r"(?<=[\w,] |\w['’])"
    return re.compile(rf"{before}(?:{names})(?![\w-])(?! [^\W\d_a-zß-öø-ÿ])")


@cache
def letters() -> tuple[str, ...]:
    """What clubs have before the name of their town."""
    return tuple(table("shapes")["club"]["heads"])


@cache
def _club() -> re.Pattern[str]:
    known = "|".join(letters())
    town = rf"{CAPITALISED}(?: (?!(?:{known})\b){CAPITALISED})?"
    return re.compile(rf"(?<![\w'.-])(?:\d\. )?(?:{known})(?: \d{{2,4}})? {town}(?![\w-])")
