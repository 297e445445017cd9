"""Folding: the form of a word in which case, accents and other ways of writing it make no difference.

`clean` takes away what no stemmer needs (case, compatibility forms, invisible characters, apostrophes); `unaccented`
takes away accents. Unicode compatibility decomposition (UAX 15) shows the accents of Latin, Greek and Cyrillic
letters; other marks carry meaning and stay, but for those that writers leave out: the vowel signs of Arabic and
Hebrew, the nukta of Indic scripts. Letters of Arabic that writers mix up become one, after the normalisation of
Larkey, Ballesteros and Connell (SIGIR 2002), and Persian ones the Arabic ones that look like them. Digits of all
scripts become ASCII.
"""

from __future__ import annotations

import re
import sys
import unicodedata

from indexer.analysis.scripts import APOSTROPHES, JOINERS

MAX_TERM = 64  # characters; longer runs (encoded data, serial numbers) are cut

_ELISION = re.compile(r"(?:[cdjlmnst]|qu)'(?=\w{3})")  # French and Italian: l'accord, d'Estonie, qu'elle
# Latin, Greek, Cyrillic accents (but й is a letter); Hebrew points; Arabic vowels, hamza above and below (decomposed),
# tatweel; nuktas
_ACCENTS = re.compile(
    r"(?<!и)\u0306|[\u0300-\u0305\u0307-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    r"\u093c\u09bc\u0a3c\u0abc\u0b3c\u0cbc]"
)
_JOINED = str.maketrans(dict.fromkeys(JOINERS) | dict.fromkeys(APOSTROPHES[1:], "'"))
_UNDECOMPOSED = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
_ARABIC = {"ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ة": "ه", "ھ": "ه", "ہ": "ه", "ە": "ه"}
_DIGITS = {
    chr(point): str(unicodedata.decimal(chr(point)))
    for point in range(128, sys.maxunicode)
    if unicodedata.category(chr(point)) == "Nd"
}
_OTHERS = str.maketrans(_UNDECOMPOSED | _ARABIC | _DIGITS | {"ँ": "ं"})
_DOTTED_I = str.maketrans({"I": "ı", "İ": "i"})  # in Turkish and Azerbaijani


def clean(token: str, language: str = "") -> str:
    """A word in small letters, without apostrophes and what follows or precedes them: what a stemmer reads."""
    if language in {"tr", "az"}:
        token = token.translate(_DOTTED_I)
    word = token.lower() if token.isascii() else unicodedata.normalize("NFKC", token).lower().translate(_JOINED)
    if "'" in word:
        word = _ELISION.sub("", word.removesuffix("'s"), count=1).replace("'", "")
    return word[:MAX_TERM]


def unaccented(word: str) -> str:
    """A word without accents, and with one letter for those that writers mix up."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word).casefold().translate(_OTHERS)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))[:MAX_TERM]


def fold(token: str) -> str:
    """The form of a word in which case, accents, apostrophes and invisible characters make no difference."""
    return unaccented(clean(token))
