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
_SAME = {"nb": "no", "nn": "no", "gl": "es"}
# Between a kind and a name in Romance languages: "la empresa canadiense Orrin", "l'agence de voyage Orrin".
_ROMANCE = frozenset({"fr", "es", "it", "pt", "ca"})
_ATTRIBUTE = (
    r"(?: (?:de |d'|di |du )(?!los |las |del )[a-zà-ÿ]{4,})?"
    r"(?: [a-zà-ÿ-]+(?:ais|aise|ois|oise|ien|ienne|ain|aine|ique|al|ale|al|ar|ense|ano|ana|eño|eña|és|esa|ino|ina|"
    r"ico|ica|ivo|iva|ês|eira|eiro|ese|esi|iana|iano|enca|enc|ès|aria|ario|ária|ário|aire|ière|ier|ol|ola|elle|el|ou|europea|"
    r"europeo|suisse|belge|russe|corse|basque|breton|bretonne|alemã|alemão|vasca|vasco|gallega|gallego|italiana|francese|tedesca|tedesco|"
    r"turca|turco|britannica)){0,2}"
)
_WITH = (
    r"(?: (?:con|para|pour|per|sans|sin|sem|senza|amb) CAP)?"
    r"(?: (?:et|y|e|i) (?:Fils|Cie|Associés|Frères|Hijos|Hermanos|Figli|Fratelli|Filhos|Irmãos|Fills|Germans))?"
)
_NEXT = r"(?:, | (?:et|y|e|i|o|ou) )"


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
    language = _SAME.get(document.language or "", document.language or "")
    if language in _ROMANCE:
        yield from _of_several(document, language)
    pattern = _pattern(_SAME.get(document.language or "", document.language or ""))
    for match in pattern.finditer(document.flat) if pattern else ():
        span = Span(*match.span(1))
        if "\n" not in document.text[match.start() : span.end] and _is_name(document, span):
            yield span


def _is_name(document: Document, span: Span) -> bool:
    name = document.flat[slice(*span)]
    return (
        not document.is_headline(span.start)
        and not document.is_shouting(span)
        and (_ARTICLE.match(name) is not None or not is_stop(document, span))
        and not (" " in name and is_given(name.split(" ", 1)[0]))  # who is of it: "la empresa Jane Major"
    )


def _of_several(document: Document, language: str) -> Iterator[Span]:
    """All names of a list behind the plural of a kind: "las asociaciones Orrin y Villalago Vive"."""
    for match in _plural(language).finditer(document.flat):
        name = _one(language).match(document.flat, match.end())
        while name is not None and "\n" not in document.text[match.start() : name.end()]:
            if _is_name(document, Span(*name.span())):
                yield Span(*name.span())
            following = _following().match(document.flat, name.end())
            name = _one(language).match(document.flat, following.end()) if following else None


@cache
def kinds(language: str) -> re.Pattern[str]:
    """The words for kinds in a language, with the space behind them."""
    return re.compile(rf"(?:{table('kinds').get(language, '(?!)')}) ")


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    words = table("kinds").get(language)
    if words is None:
        return None
    if language not in _ROMANCE:
        return re.compile(rf"(?<![\w-]){words} [«„“\"]?(?=\w\w)({_NAME})(?![\w-])")
    return re.compile(
        rf"(?<![\w-]){words}{_ATTRIBUTE} [«„“\"]?(?=\w\w)({_NAME}{_WITH.replace('CAP', CAPITALISED)})(?![\w-])"
    )


@cache
def _plural(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){table('kinds')['plurals'][language]}{_ATTRIBUTE} (?=[^\W\d_a-zß-öø-ÿ])")


@cache
def _one(language: str) -> re.Pattern[str]:
    return re.compile(rf"[«„“\"]?(?=\w\w){_NAME}{_WITH.replace('CAP', CAPITALISED)}(?![\w-])")


@cache
def _following() -> re.Pattern[str]:
    return re.compile(_NEXT)
