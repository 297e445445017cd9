"""The cases of names in the languages of `data/cases.toml`: by the endings of their words, not by a dictionary.

A form that nobody writes is found nowhere, so a rule may give too many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from crawler.entities.data import table

LANGUAGES = {"PL": "pl", "CZ": "cs", "SK": "sk", "HU": "hu", "RO": "ro", "MD": "ro", "GR": "el", "CY": "el"}
LANGUAGES |= {"RS": "sr", "HR": "sr", "BA": "sr", "ME": "sr", "SI": "sl", "EE": "et", "LV": "lv", "LT": "lt"}
LANGUAGES |= {"FI": "fi", "UA": "uk"}
_SAME = {"hr": "sr", "bs": "sr", "sh": "sr"}
_SHORTEST = 3  # characters of a word that is inflected
_MOST_ADJECTIVES = 2  # before the noun, and behind it
# What the suffixes are behind a front vowel: "-ssä", "-nek"; "i" is neither.
_FRONT_VOWELS = {"fi": re.compile("[äöy][^aou]*$"), "hu": re.compile("[eéöőüű][^aáoóuú]*$")}
_FRONT_SUFFIXES = {"fi": str.maketrans("a", "ä"), "hu": str.maketrans("aáoó", "eéeő")}

Endings = Mapping[str, Sequence[str]]


def cases(language: str, name: str) -> Iterator[str]:
    """The inflected forms of a name, without the name itself; none in a language that is not known."""
    language = _SAME.get(language, language)
    rules = table("cases").get(language)
    if rules is None:
        return
    if "suffixes" in rules:
        yield from _with_suffixes(language, rules, name)
    elif rules["head"] == "last":
        before, _, head = name.rpartition(" ")
        yield from (f"{before} {form}".lstrip() for form in _forms(_endings(language, "nouns"), head))
    else:
        yield from _of_first(language, name.split(" "))


def _of_first(language: str, words: Sequence[str]) -> Iterator[str]:
    """The adjectives before the noun, the noun, and those behind it, where there are any; the rest stays."""
    adjectives, nouns = _endings(language, "adjectives"), _endings(language, "nouns")
    for before in range(min(_MOST_ADJECTIVES + 1, len(words))):
        inflected = [_forms(adjectives, word) for word in words[:before]]
        inflected.append(_forms(nouns, words[before]))
        if not all(inflected):
            continue
        yield from _joined(inflected, words[before + 1 :])
        for count, word in enumerate(words[before + 1 : before + 1 + _MOST_ADJECTIVES], start=before + 2):
            inflected.append(_forms(adjectives, word))
            if not inflected[-1]:
                break
            yield from _joined(inflected, words[count:])


def _joined(inflected: Sequence[Sequence[str]], rest: Sequence[str]) -> Iterator[str]:
    for case in range(max(map(len, inflected))):
        yield " ".join([*(forms[min(case, len(forms) - 1)] for forms in inflected), *rest])


def _forms(endings: Endings, word: str) -> Sequence[str]:
    """The cases of a word by its longest ending that is known; none for acronyms and what is too short."""
    if len(word) < _SHORTEST or word.isupper():
        return ()
    lower = word.lower()
    for length in range(len(word), 0, -1):
        forms = endings.get(lower[-length:])
        if forms is not None:
            return [f"{word[:-length]}{_like(word[-length:], form)}" for form in forms]
    return ()


def _like(ending: str, form: str) -> str:
    """A form with a capital where the whole word is its ending: "Urząd", "Urzędu"."""
    return form[:1].upper() + form[1:] if ending[:1].isupper() else form


def _with_suffixes(language: str, rules: Mapping[str, Any], name: str) -> Iterator[str]:
    before, _, head = name.rpartition(" ")
    if len(head) < _SHORTEST or head.isupper():
        return
    length = next((size for size in range(len(head), -1, -1) if head[len(head) - size :].lower() in rules["stems"]), -1)
    if length < 0:
        return
    ending = head[len(head) - length :]
    stem = head[: len(head) - length] + _like(ending, rules["stems"][ending.lower()])
    is_front = language in _FRONT_VOWELS and _FRONT_VOWELS[language].search(stem.lower())
    suffixes = [*rules["suffixes"], *([_hungarian_with(stem)] if language == "hu" else [])]
    for suffix in suffixes:
        yield f"{before} {stem}{suffix.translate(_FRONT_SUFFIXES[language]) if is_front else suffix}".lstrip()


def _hungarian_with(stem: str) -> str:
    """The suffix whose "v" becomes the consonant before it: "bíróság" and "bírósággal"."""
    return ("v" if stem[-1] in "aáeéiíoóöőuúüű" else stem[-1]) + "al"


@cache
def _endings(language: str, kind: str) -> Endings:
    rules = table("cases")[language].get(kind, {})
    return {ending: forms.split() for ending, forms in rules.items()}
