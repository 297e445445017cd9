"""What a Romance language shows of a name by the words around it: `likely.py` weighs it.

Names of bodies have an article there ("la Orrinera", "l'Orrin", "da Orrincoop"), names of people and towns have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span

LANGUAGES = frozenset({"fr", "es", "it", "pt", "ca", "gl"})
_BEFORE = re.compile(r"([^\W\d_][\w-]*'?) ?(?:[«\"“] ?)?$")
_WORDS_BEFORE = re.compile(r"([^\W\d_][\w·-]*) ([^\W\d_][\w-]*'?) ?(?:l')?$")
_TO_BODY = re.compile(r"(?:d[eiao']|du|des|da|do|das|dos|del|della|dell'|dei|delle|degli|avec|con|com|amb|a|de la|d')$")
_WORD_BEHIND = re.compile(r" ([^\W\d_][\w-]*)")
# In Portuguese people have an article as well.
_AUXILIARIES = {"fr": ("a", "avait"), "es": ("ha", "había"), "it": ("ha", "aveva"), "ca": ("ha", "va")}
_PLAIN = frozenset(
    {"la", "le", "l'", "el", "il", "lo", "o", "a"}
)  # articles, of which some are written with a preposition
_AFTER_PREPOSITION = re.compile(
    r"(?:^|\W)(?:de|à|a|en|dans|sur|pour|par|con|com|por|di|da|per|em|avec|para|vers|hacia|verso|contra|contre|entre) $"
)
# An agency stands before the name of who works there: "Ufficio stampa: Orrin Media, Jane Major".
_PRESS = re.compile(r"(?:[Pp]resse|[Mm]édias?|[Ii]mprensa|[Pp]rensa|[Ss]tampa|[Pp]remsa|[Aa]gence) ?:? $")
_PERSON_BEHIND = re.compile(r"(?:,| [–—-]) [^\W\d_a-zß-öø-ÿ][\w'-]+ [^\W\d_a-zß-öø-ÿ]")
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 3, 7
_WINDOW = 40  # characters


def features(document: Document, span: Span) -> Iterator[str]:
    """What speaks for a body where a name stands."""
    text, (start, end) = document.flat, span
    if start < document.title_end and document.is_headline(start):
        return
    if _PRESS.search(text, max(0, start - _WINDOW), start) and _PERSON_BEHIND.match(text, end):
        yield "led to"
    before = _BEFORE.search(text, max(0, start - _WINDOW), start)
    if before is None:
        return
    word = before[1].lower()
    if word in _words("single") and text[start - 1] in " '":
        yield from _behind_article(document, span, before)
    stops = (before.start(1), start) if word in _words("articles") else (start,)
    for stop in stops:  # before the article, and before what may be a preposition as well: "dalla"
        yield from _led_to(text, stop)


def _behind_article(document: Document, span: Span, article: re.Match[str]) -> Iterator[str]:
    name = document.flat[slice(*span)]
    if name.isupper() and name.isalpha() and _SHORTEST_ACRONYM <= len(name) <= _LONGEST_ACRONYM:
        if name not in _words("no_bodies"):
            yield "article of an acronym"
        return
    start = article.start(1)
    if article[1].lower() not in _PLAIN or _AFTER_PREPOSITION.search(document.flat, max(0, start - 9), start):
        return
    if name.lower() not in _words("no_names") and _acts(document, span.end):
        yield "article of who acts"


def _led_to(text: str, stop: int) -> Iterator[str]:
    """Whether the words that end at a position lead to a body."""
    leading = _WORDS_BEFORE.search(text, max(0, stop - _WINDOW), stop)
    if leading is None:
        return
    if leading[2].lower() in _words("by") and _done().match(leading[1].lower()):
        yield "done by"
    elif _TO_BODY.match(leading[2].lower()) and leading[1].lower() in _words("offices"):
        yield "led to"


def _acts(document: Document, end: int) -> bool:
    """Whether a verb of what bodies do follows: "la Orrinera anuncia", "l'Orrin a annoncé"."""
    behind = _WORD_BEHIND.match(document.flat, end)
    if behind is None:
        return False
    return behind[1] in _words("acts") or behind[1] in _AUXILIARIES.get(document.language or "", ())


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table("romance_contexts")[key].split())


@cache
def _done() -> re.Pattern[str]:
    stems = sorted(_words("done"), key=len, reverse=True)
    return re.compile(
        rf"(?:{'|'.join(stems)})[\w-]*(?:é|ée|és|ées|i|ie|is|ies|u|ue|us|it|ite|ad[oa]s?|id[oa]s?|at[oaie]|it[oaie]|ut[oaie]|tt[oaie]|t|da|so)$"
    )
