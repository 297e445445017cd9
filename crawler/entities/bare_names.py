"""Bodies that go by their kind alone ("la Fiscalía", "der Stadtrat"), clubs by a club's letters ("SV Seestadt"), and
names of which half is small ("Myndigheten för sjöfrågor").

Which words these are in a language, `data/shapes.toml` says (`alone`, `[club]`). Where all other nouns are small, such
a word is a name when it has a capital inside a sentence; in German it must be of a kind that a place has one of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.profiles import CAPITALISED, PROFILES, alike
from crawler.entities.shapes import SMALL_HEAD, is_name, left_edge

# What a state has one of, and what stands beside the Senate.
_ANY_OF = (
    *("Supreme Court", "High Court", "Court of Appeal", "Treasury", "Security Council"),
    *("Army", "Navy", "Air Force", "Marine Corps", "Coast Guard", "National Guard"),
)
_ONE_OF = re.compile(
    r"(?:(?<=[Tt]he )(?:Supreme Court|High Court|Court of Appeal|Treasury|Security Council|Army|Navy)"
    r"(?![\w-])(?! (?:[A-Z]|of ))|"
    r"(?:(?<=[a-z] )|(?<=U\.S\. ))(?:Army|Navy|Air Force|Marine Corps|Coast Guard|National Guard)"
    r"(?= (?:veterans?|officers?|generals?|colonel|captain|sergeants?|medics?|recruits?|reservists?|retirees?)\b))"
)
_HOUSE = re.compile(
    r"House(?:(?<=[Tt]he House)|(?<=Senate and House)|(?<=both House))(?![\w-])(?! (?:[A-Z]|of (?!Representatives)))"
)
# Parties, whose kind newspapers write small: "the Communist party".
_OF_PARTY = (
    "Communist|Conservative|Democratic|Freedom|Green|Labou?r|Liberal|National(?:ist)?|People's|Progressive|Reform"
)
_OF_PARTY += "|Republican|Social(?:ist)?|Unionist|Workers'"
_PARTY = re.compile(
    rf"(?:(?<=[Tt]he )|(?<=[a-z] ))(?:(?!The )[A-Z]\w+ )?(?:{_OF_PARTY})(?: (?:{_OF_PARTY}))* party(?![\w-])"
)
# "Myndigheten för ungdoms- och lakefrågor", "Inspektionen för vård och omsorg".
_AUTHORITY = re.compile(
    r"\b(?:(?:Riksförbundet|Förbundet) (?:för|mot) [a-zåäö]{4,}(?: och (?!har|ska|kan|får|att|som|där)[a-zåäö]{4,})?|"
    r"(?:Myndigheten|Inspektionen|Institutet|Styrelsen|Delegationen|Nämnden|Forum|Kommittén|Rådet|Nätverket|Centrum)"
    r" (?:för|mot) (?:[a-zåäö]+- och [a-zåäö]+|(?:[a-zåäö]+(?:a|t|de|ell|isk|al) )?[a-zåäö]{4,}"
    r"(?: och (?!har|ska|kan|får|att|som|där)(?:[a-zåäö]+[at] )?[a-zåäö]{4,})?))"
)


def spans(document: Document) -> Iterator[Span]:
    """Where bodies stand that only their kind names."""
    pattern = _alone(PROFILES.get(document.language or "", ""))
    for match in pattern.finditer(document.flat) if pattern else ():
        span = Span(*match.span())
        if not document.is_headline(span.start) and not document.is_shouting(span):
            yield span
    if document.language == "en" and any(name in document.flat for name in _ANY_OF):
        yield from (Span(*match.span()) for match in _ONE_OF.finditer(document.flat))
    if document.language == "en" and ("Senate" in document.flat or "Congress" in document.flat):
        yield from (Span(*match.span()) for match in _HOUSE.finditer(document.flat))


def half_small(document: Document) -> Iterator[Span]:
    """Where names stand of which half is in small letters: Swedish authorities, "Airland subcommittee"."""
    if document.language == "sv":
        yield from (Span(*match.span()) for match in _AUTHORITY.finditer(document.flat))
    if document.language == "en" and " party" in document.flat:
        yield from (Span(*match.span()) for match in _PARTY.finditer(document.flat))
    if not any(head in document.flat for head in ("committee", "caucus", "task force")):
        return
    for match in SMALL_HEAD.finditer(document.flat):
        span = Span(left_edge(document, match.start()), match.end())
        if span.start < match.start() and is_name(document, span):
            yield span


def clubs(document: Document) -> Iterator[Span]:
    """Where clubs stand whose letters show that they are some."""
    if not _letters().search(document.flat):  # as in most texts
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
def _letters() -> re.Pattern[str]:
    return re.compile(rf"(?:{alike(letters())}) ")


@cache
def _club() -> re.Pattern[str]:
    known = "|".join(letters())
    town = rf"{CAPITALISED}(?: (?!(?:{known})\b){CAPITALISED})?"
    return re.compile(rf"(?<![\w'.-])(?:\d\. )?(?:{known})(?: \d{{2,4}})? {town}(?![\w-])")
