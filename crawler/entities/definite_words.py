"""Words with an article for somebody who was told of before: "so die Juristin", "the young Texan said"."""

from __future__ import annotations

import re
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.speech_subjects import BEGINS, NEAR_VERB

_ARTICLES = {
    "de": r"der|die",
    "fr": r"le |la |l'|cette |ce |cet ",
    "es": r"el|la|este|esta",
    "pt": r"o|a|este|esta",
    "it": r"il |lo |la |l'",
    "nl": r"de",
}
_HEAD_FIRST = frozenset({"fr", "es", "pt", "it"})
_AGE = r"(?:\d+ Jahre alte |\d+-jährige )?"  # "der 35 Jahre alte Kapitän"
_YOUNG = frozenset(
    {"jeune", "joven", "jovem", "giovane", "ancien", "ancienne", "vieux", "vieille", "ex"}
)  # before the head
_GROWN_UP = frozenset({"mann", "frau", "homme", "femme", "hombre", "mujer", "homem", "mulher", "uomo", "donna"})
_NOUN_WORDS = r"(?:(?!(?:which|who|that|of|in|to|at|on|for|by|with|also|then|later|has|had|\w+ly)\s)[\w'’-]+\s)"
_THE_BEFORE = re.compile(rf"{BEGINS}the (?P<words>{_NOUN_WORDS}{{1,4}})(?:(?:\w+ly|also|then|later|has|had) )*$")
_THE_BEHIND = re.compile(
    r"\sthe (?P<words>(?:[\w'’-]+ ){0,3}?[\w'’-]+)"
    r"(?=[.,;:!?]|\s(?:who|in|at|of|from|during|after|as|on|while|when)\s|\s?$)"
)
_SEVERAL = re.compile(r"[^s]s$|men$|people$|'s$")


def definite(document: Document, said: Span, zone: Span) -> str | None:
    """The words beside a verb for one who was told of, and no body and nobody new: "so die Juristin"."""
    found = _beside(document, said, zone)
    if found is None:
        return None
    words = document.flat[found.start("words") : found.end("words")]
    if document.language == "en":
        return words.lower() if is_of_known(words) else None
    heads = _heads(words.split(), document.language)
    return words.lower() if heads and not any(_is_nobody(head) for head in heads) else None


def is_of_known(words: str) -> bool:
    """Whether English words behind "the" mean one who was told of: "young Texan", "town's founder"; not "foreman"."""
    head = words.split()[-1]
    if head.lower() in _anaphors():
        return True
    owned = any(word.endswith(("'s", "s'")) for word in words.split()[:-1])
    return (owned or head[0].isupper()) and not _is_nobody(head) and not _SEVERAL.search(head.lower())


def _beside(document: Document, said: Span, zone: Span) -> re.Match[str] | None:
    """An article and a noun behind a verb, or before it at the beginning: in English behind it only after a speech."""
    lower, language = document.lower, document.language or ""
    if language == "en":
        if not lower[zone.start : said.start].strip(" ,.”“\"’'»"):
            return _THE_BEHIND.match(lower, said.end, zone.end)
        return _THE_BEFORE.search(lower, max(zone.start, said.start - NEAR_VERB), said.start)
    if language not in _ARTICLES:
        return None
    text = document.flat  # whose capitals show where a German noun is
    return _behind(language).match(text, said.end, zone.end) or _before(language).fullmatch(
        text, zone.start, said.start
    )


def _heads(words: list[str], language: str | None) -> list[str]:
    """The nouns that tell who is meant, in lower case; none for "der Mann", who may be anybody."""
    if language == "de":  # the noun: "der gebürtige Nigerianer"
        nouns = [word.lower() for word in words if word[0].isupper()][:1]
        return [] if not nouns or (nouns[0] in _GROWN_UP and words[0].lower() in nouns) else _without_grown_up(nouns)
    if language in _HEAD_FIRST:
        young = words[0].lower() in _YOUNG and len(words) > 1
        return _without_grown_up([words[1].lower()]) if young else [words[0].lower()]
    return [word.lower() for word in words]


def _without_grown_up(heads: list[str]) -> list[str]:
    """ "Der junge Mann" is somebody, "der Mann" is not."""
    return ["somebody"] if heads[0] in _GROWN_UP else heads


def _is_nobody(head: str) -> bool:
    """Whether a noun means a body, what is read, or people whom nobody names."""
    return _nobody().search(head.lower()) is not None


@cache
def _behind(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"\s{_article(language)}(?P<words>[\w'-]+(?:\s[\w'-]+){{0,2}}?)(?=[.,;:!?«»“”\"]|\s[a-zß-ÿ]+\s|\s?$)"
    )


@cache
def _before(language: str) -> re.Pattern[str]:
    return re.compile(rf"\W*{_article(language)}(?P<words>[\w'-]+(?:\s[\w'-]+){{0,2}})\s")


@cache
def _article(language: str) -> str:
    article = _ARTICLES[language]
    space = "" if article.endswith((" ", "'")) else r"\s"
    return rf"(?i:{article}){space}{_AGE if language == 'de' else ''}"


@cache
def _nobody() -> re.Pattern[str]:
    """Words for bodies, for what is read, and for people whom nobody names."""
    words = table("speech")
    return re.compile(rf"^(?:{'|'.join((*words['bodies'], *words['kin']))})$|(?:{'|'.join(words['body_endings'])})$")


@cache
def _anaphors() -> frozenset[str]:
    return frozenset(table("speech")["anaphors"])
