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
from crawler.entities.shapes import CAPITALISED, is_stop

_NAME = rf"{CAPITALISED}(?:(?: | & ){CAPITALISED}){{0,3}}"
_ARTICLE = re.compile(r"(?:L[aeo]s?|El|Il|De|Den|Het) \w")  # of the name: "le quotidien La Rive"
_SAME = {"nb": "no", "nn": "no", "ca": "es", "gl": "es"}


def spans(document: Document) -> Iterator[Span]:
    """Where names stand whose kind is said before them."""
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
def _pattern(language: str) -> re.Pattern[str] | None:
    kinds = table("kinds").get(language)
    return re.compile(rf"(?<![\w-]){kinds} [«„“\"]?(?=\w\w)({_NAME})(?![\w-])") if kinds else None
