"""Stemming: the Snowball stemmer of a language (Porter, https://snowballstem.org), where there is one.

A word is stemmed as a word of its release's language only when it is in that language's script; "NATO ministers" in a
Russian release are English words. Ukrainian and Belarusian share Russian's, whose case endings are the same in the
main; Croatian and Bosnian Serbian's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import Stemmer  # type: ignore[import-not-found]  # a compiled module without stubs

from indexer.analysis.scripts import script_of

_SNOWBALL = {
    "latin": {
        "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "en": "english", "eo": "esperanto",
        "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
        "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian",
        "nb": "norwegian", "nn": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "sr": "serbian",
        "hr": "serbian", "bs": "serbian", "sv": "swedish", "tr": "turkish",
    },
    "cyrillic": {"ru": "russian", "uk": "russian", "be": "russian", "sr": "serbian"},
    "greek": {"el": "greek"},
    "arabic": {"ar": "arabic", "fa": "persian"},
    "devanagari": {"hi": "hindi", "ne": "nepali"},
    "tamil": {"ta": "tamil"},
    "armenian": {"hy": "armenian"},
    "hebrew": {"yi": "yiddish"},
}  # fmt: skip
_UNSTEMMED = {  # languages that the default of their script would harm
    "latin": {"vi", "sk", "sl", "sq", "lv", "is", "mt", "cy", "sw", "so", "tl", "ms", "az", "uz", "tk", "ku"},
    "cyrillic": {"bg", "mk", "kk", "ky", "tg", "mn", "tt"},
    "arabic": {"ur", "ps", "ckb", "ug"},
    "devanagari": {"mr"},
    "hebrew": {"he"},
}
_DEFAULT = {
    "latin": "en",
    "cyrillic": "ru",
    "greek": "el",
    "arabic": "ar",
    "devanagari": "hi",
    "tamil": "ta",
    "armenian": "hy",
}

_AND_THE = re.compile(r"^وال(?=\w{3})")  # "and the", of which Snowball's rules take one away only

Stem = Callable[[str], str]


def stemming_language(language: str, script: str) -> str:
    """The language as whose word a word in some script is stemmed, in a text of some language; "" for none."""
    if language in _SNOWBALL.get(script, ()):
        return language
    return "" if language in _UNSTEMMED.get(script, ()) else _DEFAULT.get(script, "")


def stem(word: str, language: str) -> str:
    """The stem of a word in small letters, with its accents."""
    script = script_of(word)
    found = stemming_language(language, script)
    if found == "ar":
        word = _AND_THE.sub("ال", word)
    return stemmer(_SNOWBALL[script][found])(word) if found else word


@cache
def stemmer(algorithm: str) -> Stem:
    """A Snowball stemmer by its name. Without a cache of its own: each form is stemmed once anyway."""
    stem_word: Stem = Stemmer.Stemmer(algorithm, 0).stemWord
    return stem_word


def available() -> frozenset[str]:
    """The languages that are stemmed."""
    return frozenset(language for languages in _SNOWBALL.values() for language in languages)
