"""The cases of a name in Turkic languages: what its last word has behind it, by the vowel of that word.

A name of several words ends in a possessive for the most part ("Merkez Bankası"), and is written without an apostrophe
before its case by many: "Merkez Bankasının".
"""

from __future__ import annotations

from collections.abc import Iterator

_BACK, _FRONT = "na nda ndan yla", "ne nde nden yle"
# By the last letter of the possessive.
_CASES: dict[str, dict[str, str]] = {
    "tr": {
        "ı": f"nın nı {_BACK}",
        "u": f"nun nu {_BACK}",
        "i": f"nin ni {_FRONT}",
        "ü": f"nün nü {_FRONT}",
    },
    "az": {
        "ı": "nın nı na nda ndan",
        "u": "nun nu na nda ndan",
        "i": "nin ni nə ndə ndən",
        "ü": "nün nü nə ndə ndən",
    },
    "kk": {"ы": "ның на н нда нан мен", "і": "нің не н нде нен мен"},
    "ky": {"ы": "нын на н нда нан", "и": "нин не н нде нен"},
    "tk": {"y": "nyň ny na nda ndan", "i": "niň ni ne nde nden"},
}
# In Uzbek the vowel changes nothing.
_UZBEK = ("ning", "ni", "ga", "da", "dan")
TURKIC = frozenset({*_CASES, "uz"})


def turkic(language: str, name: str) -> Iterator[str]:
    """The other cases of a name. A name of one word has an apostrophe before them."""
    if " " not in name:
        return
    endings = _UZBEK if language == "uz" else _CASES[language].get(name[-1], "").split()
    yield from (name + ending for ending in endings)
