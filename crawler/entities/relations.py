"""People whom an age or a relation shows: "Jane Major, 34,", "34-year-old Jane Major", "his wife Jane Major"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.entities.document import Span
from crawler.entities.given_names import is_doubtful, is_given, is_weak
from crawler.entities.names import NAME, SUFFIX, TOKEN, without_leading_words

_WINDOW = 90  # characters before an age in which the name stands
# Two patterns: one that begins with a character that is always the same is found fastest.
_AGES = (
    re.compile(r",\s(?:(?:aged?\s)?\d{2}(?=[,;)]| of\b)|(?:an?|the)\s(?:then-)?\d\d?-year-old\b)"),
    re.compile(r" \((?:(?:DOB|aged?|born)[ :]|[1-9]\d(?:\)|, ))"),
)
_BEFORE_AGE = re.compile(rf"({NAME}{SUFFIX}?)$")
# Behind whose wife or son somebody is, by language: "his wife Jane Major,".
_KIN: dict[str, tuple[str, ...]] = {
    "en": ("wife", "husband", "spouse", "widower", "daughter", "mother", "brother", "fiancé", "fiancée", "girlfriend"),
    "sv": ("hustrun", "hustru", "maken", "dottern", "sonen", "mamman", "pappan"),
    "no": ("kona", "ektemannen", "datteren", "sønnen", "moren", "faren"),
    "da": ("konen", "kone", "datteren", "sønnen"),
    "fr": ("épouse", "fille", "frère", "mari", "compagne", "compagnon"),
    "es": ("esposa", "esposo", "marido", "hija", "hijo", "hermana", "hermano"),
    "it": ("moglie", "marito", "figlia", "figlio", "fratello", "sorella"),
    "pl": ("żona", "żoną", "mąż", "córka", "syn"),
    "ru": ("жена", "муж", "дочь", "сын", "брат", "сестра"),
}
_OF_KIN = re.compile(rf",? ({NAME}{SUFFIX}?)(?=[,.;:)\n]| [^\W\d_A-Z])")
# A given name alone behind whose wife or son somebody is: "his first wife, Jane,".
_ALONE = re.compile(rf",? ({TOKEN})(?=[,.;)\n]| [^\W\d_A-Z]|'s )")
_WHOSE = re.compile(
    r"(?:\b(?:[Hh]is|[Hh]er|[Tt]heir|[Mm]y|and)|'s)"
    r"(?: (?:first|second|late|former|elder|older|younger|eldest|youngest|oldest|then|twin|\w+-year-old)){0,2}$"
)
_LONGEST_WHOSE = 30  # characters
_KIN_WORDS = (" wife", " husband", " daughter", " son", " mother", " father", " brother", " sister")
# What shows a name right behind it: "29-year-old Jane Major, of Northtown".
_BEHIND_AGE = re.compile(
    rf"\b\d\d?-year-old ({NAME}{SUFFIX}?)(?=[,.;:)\n]| (?:was|is|of|and|who|has|had|from|in|to|with|for|at|on)\b)"
)


def names(text: str, language: str | None) -> Iterator[Span]:
    """Where names stand that are shown so."""
    for start in sorted(match.start() for age in _AGES for match in age.finditer(text)):
        before = _BEFORE_AGE.search(text, max(0, start - _WINDOW), start)
        if before:
            yield Span(before.end(1) - len(without_leading_words(before[1])), before.end(1))
    for match in _BEHIND_AGE.finditer(text) if "-year-old" in text else ():
        yield Span(*match.span(1))
    for kin in _KIN.get(language or "", ()):
        start = -1
        while (start := text.find(f" {kin}", start + 1)) >= 0:
            if (named := _OF_KIN.match(text, start + 1 + len(kin))) is not None:
                yield Span(*named.span(1))


def given_names(text: str, language: str | None) -> Iterator[Span]:
    """Where somebody stands by the given name alone, shown by a relation: "his wife Jane"."""
    for kin in _KIN_WORDS if language == "en" else ():
        start = -1
        while (start := text.find(kin, start + 1)) >= 0:
            named = _ALONE.match(text, start + len(kin))
            if named is None or not (is_given(named[1]) or is_weak(named[1]) or is_doubtful(named[1])):
                continue
            if _WHOSE.search(text, max(0, start - _LONGEST_WHOSE), start):
                yield Span(*named.span(1))
