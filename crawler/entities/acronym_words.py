"""Known acronyms that Romance languages write as words, behind an article: "la Cgil", "l'Otan", "da Fiocruz"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.gazetteer import Organisation, acronyms, acronyms_in, marks
from crawler.entities.given_names import is_given
from crawler.entities.phrases import Hit
from crawler.entities.romance_contexts import LANGUAGES

# What ends a participle's subject: "Nato a Villalago" is where somebody was born.
_BORN = re.compile(r"(?:Nato|Nata|Nati)")


def hits(document: Document) -> Iterator[Hit[Organisation]]:
    """Where acronyms stand as words."""
    language = document.language or ""
    if language not in LANGUAGES:
        return
    for match in _behind_article().finditer(document.flat):
        word = match[1]
        body = _meant(word.upper(), language)
        if body is not None and not is_given(word) and not document.is_headline(match.start(1)):
            yield Hit(Span(*match.span(1)), body)


def is_participle(document: Document, span: Span) -> bool:
    """Whether an acronym's letters are an Italian word there: "Nato a Villalago" without an article."""
    if document.language != "it" or not _BORN.fullmatch(document.flat, *span):
        return False
    return _behind_article().search(document.flat, max(0, span.start - 8), span.end) is None


def _meant(acronym: str, language: str) -> Organisation | None:
    """The one body that an acronym is of: in the language itself, in a state that speaks it, or of all states."""
    own = [body for one, body in (acronyms_in().all(language) or ()) if one == acronym]
    if own:
        return own[0]
    mark = marks().get(acronym) or "always"
    at_home = table("places")["languages"].get(language, _SPOKEN.get(language, ()))
    bodies = [body for body in acronyms().all(acronym) if body.country in at_home or not body.country]
    if mark == "never" or len(bodies) != 1 or (mark != "always" and bodies[0].country not in at_home):
        return None
    return bodies[0]


# Where French and Spanish are spoken, most of what is published comes from.
_SPOKEN = {"fr": ("FR", "BE", "CH"), "es": ("ES", "AR", "MX", "CO", "CL", "PE")}


@cache
def _behind_article() -> re.Pattern[str]:
    words = table("romance_contexts")["articles"].split()
    articles = "|".join(word if word.endswith("'") else f"{word} " for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w'-])(?i:{articles})([A-Z][a-z]{{3,7}})(?![\w'-])")
