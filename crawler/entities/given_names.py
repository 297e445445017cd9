"""Words that tell a name by themselves: given names of many languages, and family names that stand first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from crawler.entities.data import table
from crawler.entities.document import fold

_DOUBTFUL, _WEAK, _FIRST, _FAMILY = "doubtful", "weak", "surnames_first", "surnames"
# One syllable of a Chinese, Korean or Vietnamese given name, loosely: "Xiaoyong" is two of them, "Kheng Boon" as well.
_SYLLABLE = r"(?:[bcdfghjklmnpqrstvwxyz]{0,2}[aeiouü]{1,3}(?:ng|n|ck|k|m|h|t|w|y|e)?)"
_SYLLABLES = re.compile(rf"{_SYLLABLE}(?:-?{_SYLLABLE})?")
_HYPHENED = re.compile(r"[^\W\d_a-z][^\W\d_]{1,6}-[^\W\d_A-Z]{2,6}")  # "Jong-un"
_SHORT_PART = 3  # letters of the second half of a given name, whatever it is: "Eva-Lo"
# Before the hyphen of a given name whose second half may be any: "Jean-Orrin".
_COMPOUNDED = frozenset({"jean", "pierre", "marie", "anne", "anna", "hans", "karl", "carl", "lars", "sven"})
# By language the endings of cases, and what the nominative has in their place.
_SLAVIC_CASES = (
    ("owi", ""),
    ("em", ""),
    ("a", ""),
    ("u", ""),
    ("y", "a"),
    ("i", "a"),
    ("ę", "a"),
    ("ą", "a"),
    ("ie", "a"),
)
_CASES = {
    "pl": _SLAVIC_CASES,
    "cs": (("em", ""), ("ovi", ""), ("a", ""), ("u", ""), ("y", "a"), ("ě", "a"), ("ou", "a")),
    "hr": (("om", ""), ("a", ""), ("u", ""), ("e", "a"), ("i", "a"), ("om", "a")),
    "fi": (("in", ""), ("n", ""), ("lle", ""), ("lla", ""), ("a", "")),
    "lt": (("o", "as"), ("ui", "as"), ("os", "a"), ("ai", "a"), ("as", ""), ("is", "")),
}  # fmt: skip
_CASES |= {"sk": _CASES["cs"], "sr": _CASES["hr"], "sl": _CASES["hr"]}
_SHORTEST_INFLECTED = 5  # letters of a given name with its case
# What names of a region end with, whatever the given name: long enough that few other words do.
_FAMILY_ENDING = re.compile(
    r"\w{2,}(?:shvili|schwili|enko|ovi[cć]h?|evi[cć]h?|sson|escu|o[gğ]lu|poulos|opoulou|[nm]idze|adze|ський|ская|ский|енко|швили|"
    r"[^\Wai]sk[iy]y?|skaya|owska|ewska|wicz|wycz|czyk|chuk|wski|iadis|nidis|dottir|dóttir|auskas|vičius|vicius|zadeh|nejad|"
    r"kyzy|uulu|bayev|bayeva|bekov|bekova|singhe|ratne|wardena|swamy|murthy|ukwu|ovský|ovská|quist|qvist|ström|gren|"
    r"nathan|linen|kainen)"
)


@lru_cache(maxsize=50_000)
def is_given(word: str) -> bool:
    """Whether a word is known as a given name and as little else; of a hyphened one each part."""
    return _is_in(word, _known())


@lru_cache(maxsize=50_000)
def is_doubtful(word: str) -> bool:
    """Whether a word is a given name as often as something else."""
    return _is_in(word, _listed(_DOUBTFUL))


@lru_cache(maxsize=50_000)
def is_weak(word: str) -> bool:
    """Whether a word is a given name that shows nothing alone: "Antonio" is a town as well."""
    return _is_in(word, _listed(_WEAK))


def is_surname_first(words: list[str]) -> bool:
    """Whether words read as family name and given name of eastern Asia: "Xie Xiaoyong", "Tan Kheng Boon Eugene"."""
    first, *others = words
    if len(others) > 3 or fold(first) not in _listed(_FIRST):
        return False
    if len(others) == 1 and is_hyphened(first, others[0]):
        return True
    own = [word for word in others if not is_given(word)]
    return bool(own) and all(_SYLLABLES.fullmatch(fold(word)) is not None for word in own)


def is_hyphened(first: str, other: str) -> bool:
    """Whether two words are such a family name and a given name of two halves: "Kim Jong-un"."""
    return _HYPHENED.fullmatch(other) is not None and fold(first) in _listed(_FIRST)


def is_family_name(word: str) -> bool:
    """Whether a word ends as family names do, and hardly any other word."""
    return _FAMILY_ENDING.fullmatch(word.lower()) is not None


@lru_cache(maxsize=50_000)
def is_usual_family_name(word: str) -> bool:
    """Whether a word is known as a family name, of a hyphened one each part."""
    return _is_in(word, _listed(_FAMILY))


def is_given_in(word: str, language: str | None) -> bool:
    """Whether a word is a given name, or one in a case that its language has: "Friedricha", "Angeli" in Polish."""
    if is_given(word):
        return True
    cases = _CASES.get(language or "")
    if cases is None or not word.isalpha() or len(word) < _SHORTEST_INFLECTED:
        return False
    lower = word.lower()
    return any(lower.endswith(case) and is_given(lower.removesuffix(case) + ending) for case, ending in cases)


def _is_in(word: str, words: frozenset[str]) -> bool:
    folded = fold(word)
    if folded in words or "-" not in word:
        return folded in words
    first, *others = folded.split("-")
    if first in words and len(others) == 1 and first in _COMPOUNDED and word.istitle():
        return True
    return first in words and all(part in words or len(part) <= _SHORT_PART for part in others)


@cache
def _known() -> frozenset[str]:
    names = table("given_names")
    plain = {
        fold(name) for key in names if key not in (_DOUBTFUL, _WEAK, _FIRST, _FAMILY) for name in names[key].split()
    }
    inflected = {form for name in names["cyrillic"].split() for form in _inflected(fold(name))}
    return frozenset(plain | inflected) - _listed(_DOUBTFUL) - _listed(_WEAK)


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(map(fold, table("given_names")[key].split()))


def _inflected(name: str) -> Iterator[str]:
    """The cases of a Russian given name, from how its nominative ends."""
    stem, last = name[:-1], name[-1]
    if last in "йиь":
        yield from (stem + ending for ending in ("я", "ю", "ем", "е", "и", "ью"))
    elif last in "ая":
        yield from (stem + ending for ending in ("ы", "и", "е", "у", "ю", "ой", "ей"))
    else:
        yield from (name + ending for ending in ("а", "у", "ом", "е"))
