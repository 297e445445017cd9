"""The forms that the name of a body takes in a sentence, where a language inflects it: German, Swedish, Russian."""

from __future__ import annotations

import re
from collections.abc import Iterator

GENITIVES = {"DE": ("s", "es"), "AT": ("s", "es"), "CH": ("s",), "SE": ("s",), "FI": ("s",), "NO": ("s",), "DK": ("s",)}
_ADJECTIVES: dict[str, tuple[str, ...]] = {
    "ый": ("ого", "ому", "ым", "ом"),
    "ий": ("ого", "ому", "им", "ом"),
    "ой": ("ого", "ому", "ым", "ом"),
}
_ADJECTIVES |= {"ая": ("ой", "ой", "ой", "ой", "ую"), "ое": ("ого", "ому", "ым", "ом")}
_NOUNS: dict[str, tuple[str, ...]] = {
    "ие": ("ия", "ию", "ием", "ии"),
    "ия": ("ии", "ии", "ией", "ии", "ию"),
    "во": ("ва", "ву", "вом", "ве"),
}
_NOUNS |= {
    "ба": ("бы", "бе", "бой", "бе", "бу"),
    "та": ("ты", "те", "той", "те", "ту"),
    "да": ("ды", "де", "дой", "де", "ду"),
}
_NOUNS |= {
    "ра": ("ры", "ре", "рой", "ре", "ру"),
    "ма": ("мы", "ме", "мой", "ме", "му"),
    "ль": ("ля", "лю", "лем", "ле"),
}
_AFTER_CONSONANT = ("а", "у", "ом", "е")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_CASES = 5  # genitive, dative, instrumental, prepositional and, where it differs, accusative


def forms(name: str, country: str) -> Iterator[str]:
    """A name and its inflected forms. Only names of a word, or of a head with what depends on it, are inflected."""
    yield name
    if _CYRILLIC.match(name):
        yield from _russian(name)
    elif " " not in name and name[-1:] not in "sxzß" and not name.isupper() and len(name) > 3:
        yield from (name + ending for ending in GENITIVES.get(country, ()))


def _russian(name: str) -> Iterator[str]:
    """The adjectives before the head and the head itself take the case, what follows stays."""
    words = name.split(" ")
    tables: list[tuple[str, ...]] = []
    for word in words:
        adjective = _ADJECTIVES.get(word[-2:])
        if adjective is not None and len(words) > 1:
            tables.append(tuple(word[:-2] + ending for ending in adjective))
            continue
        noun = _noun(word)
        if noun is None:
            return
        tables.append(noun)
        break
    else:
        return
    rest = words[len(tables) :]
    for case in range(_CASES):
        if any(case < len(table) for table in tables):
            yield " ".join([*(table[min(case, len(table) - 1)] for table in tables), *rest])


def _noun(word: str) -> tuple[str, ...] | None:
    if word.isupper():
        return None
    if endings := _NOUNS.get(word[-2:]):
        return tuple(word[:-2] + ending for ending in endings)
    return tuple(word + ending for ending in _AFTER_CONSONANT) if word[-1] in "бвгджзклмнпрстфхцчшщ" else None
