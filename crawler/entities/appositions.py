"""Bodies behind the word for their kind: "l'entreprise Acme", "die Firma Acme", "företaget Acme".

English has more ways to say so, which `likely` weighs; in other languages this one shows a name that nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.given_names import is_given
from crawler.entities.profiles import CAPITALISED
from crawler.entities.shapes import is_stop

_NAME = rf"{CAPITALISED}(?:(?: | & ){CAPITALISED}){{0,3}}"
_ARTICLE = re.compile(r"(?:L[aeo]s?|El|Il|De|Den|Het) \w")  # of the name: "le quotidien La Rive"
_SAME = {"nb": "no", "nn": "no", "ca": "es", "gl": "es"}


# In German the kind belongs to a name that stands in quotation marks: "Grundschule „Nordsee“".
_WITH_QUOTED = re.compile(
    r"(?<![\w-])(?:[A-ZÄÖÜ]\w+(?:en|er|es|e) )?(?:[A-ZÄÖÜ]\w*)?(?i:schule|gymnasiums?|kita|kindergartens?|"
    r"kindertagesstätte|vereins?|theaters?|museums?|stiftung|chors?|orchesters?|initiative|bündnis|bündnisses|jugendclubs?|verbands?|"
    r"genossenschaft|klinik|seniorenheims?|pflegeheims?|wohnheims?|feuerwehr|gesellschaft) "
    r"[„“»\"][^„“”»«\"\n]{2,40}[“”«\"]"
)


def spans(document: Document) -> Iterator[Span]:
    """Where names stand whose kind is said before them."""
    if document.language == "de":
        yield from (Span(*match.span()) for match in _WITH_QUOTED.finditer(document.flat))
    pattern = _pattern(_SAME.get(document.language or "", document.language or ""))
    for match in pattern.finditer(document.flat) if pattern else ():
        span = Span(*match.span(1))
        if (
            "\n" not in document.text[match.start() : span.end]
            and not document.is_headline(span.start)
            and not document.is_shouting(span)
            and (_ARTICLE.match(match[1]) or not is_stop(document, span))
            and not (" " in match[1] and is_given(match[1].split(" ", 1)[0]))  # who is of it: "la empresa Jane Major"
        ):
            yield span


@cache
def kinds(language: str) -> re.Pattern[str]:
    """The words for kinds in a language, with the space behind them."""
    return re.compile(rf"(?:{table('kinds').get(language, '(?!)')}) ")


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    words = table("kinds").get(language)
    return re.compile(rf"(?<![\w-]){words} [«„“\"]?(?=\w\w)({_NAME})(?![\w-])") if words else None
