"""Names across scripts and spellings: Norov and Норов, Lavrov and لافروف, Muhammad and Mohammed.

A word is romanised by public tables (Cyrillic: BGN/PCGN, which ISO 9 and ICU's rules come to once their accents are
folded; Greek: ELOT 743 and ISO 843; Devanagari: ISO 15919 without accents; Arabic and Hebrew: their consonants), the
spellings of one sound become one (`sound`), and the consonants that all scripts write are its `key`: "lfrf" for Lavrov,
Лавров, Λαβρόφ and لافروف. Words with one key are candidates; `alike` compares how they sound.

Only names are to be compared: among all words too many sound alike ("letter", "latter"). A word looks like a name when
it is mostly written with a capital (`is_capitalised`, counted by the index); scripts without capitals give no such
evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from indexer.analysis.folding import fold
from indexer.analysis.romanisation import TABLES
from indexer.analysis.scripts import script_of

CONSONANTAL = frozenset({"arabic", "hebrew"})  # scripts that leave most vowels out
SEPARATOR = "\t"  # between key and word in the terms of the index
MAX_KEYS = 16  # of a query's word

_LONGEST = 24  # letters; what is longer is no name
# Chosen on the parallel paragraphs of XQuAD (docs/relevance.md): at an eighth, 8 or 9 of 10 foreign words found for an
# English name stand in the paragraph's translation; at a quarter, half.
_DIFFERENCE, _SMALL_DIFFERENCE = 0.125, 0.0625  # by letter of the sound; the lesser for less than `_SURE` consonants
_OF_ONE_SCRIPT = 0.09  # by letter, of names in one script: Mohammed and Muhammad, but not Moscow and mosque
_SURE = 3
_VOWELS = frozenset("aeiou")
_VOWEL, _LEFT_OUT = 0.5, 0.25  # weights of a vowel that differs, and of one that the script leaves out
_NEAR = {"ou": 0.25, "ei": 0.25, "ae": 0.25, "vf": 0.1, "pb": 0.1, "sz": 0.1}  # weights of sounds that are mixed up
_VARIANTS = re.compile(r"tch|tsch|ch|kh|gh|[wgjh]")
# What else some letters of a query's word may stand for: Wagner and Washington, Michael, Gamal and Jamal, Гамбург.
_READINGS = {"w": "vu", "ch": "Ckh", "g": "gj", "j": "jihg", "h": "hg"}
_SOUNDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"shch|sch|sh", "S"),
        (r"tsch|tch|ch|cz", "C"),
        (r"dzh|zh|dj|j", "j"),
        (r"kh", "h"),
        (r"ph", "f"),
        (r"gh", "g"),
        (r"th", "t"),
        (r"ck|c(?![eiy])|q", "k"),
        (r"c", "s"),
        (r"tz", "ts"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"ou|oo", "u"),
        (r"ee|y", "i"),
        (r"(?<=[aeiou])h(?![aeiou])", ""),
        (r"([A-Za-z])\1+", r"\1"),
    )
)
_UNKEPT = re.compile(r"[aeiou]")
_MERGED = str.maketrans({"v": "f", "p": "b", "z": "s"})


def is_capitalised(surface: str) -> bool:
    """Whether a word as written has a capital at its beginning alone."""
    return surface[:1].isupper() and surface[1:].islower()


def entry(surface: str) -> str:
    """The term by which the index finds a word by its sound: key and folded word; "" for what is no name.

    Of scripts with capitals, only capitalised words have one; so the frequency of an entry beside that of the folded
    word tells whether it is a name.
    """
    if not is_capitalised(surface) and script_of(surface) not in CONSONANTAL:
        return ""
    return entry_of(fold(surface))


def entry_of(word: str) -> str:
    """The term of a folded word that is a name; "" where too little of it is left to compare."""
    found = key(word)
    return f"{found}{SEPARATOR}{word}" if found else ""


def key(word: str) -> str:
    """What is alike in all spellings of a folded word; "" where too little is left to compare."""
    return _key(sound(word))


def keys(word: str) -> tuple[str, ...]:
    """The keys under which other spellings of a query's folded word may stand: one for each way to read it."""
    return tuple(dict.fromkeys(filter(None, (_key(sound(reading)) for reading in _readings(word)))))


def alike(word: str, other: str) -> bool:
    """Whether a query's folded word and another with one of its keys may be one name.

    Their sounds may differ a little: by vowels in the main, since they share their consonants.
    """
    theirs = sound(other)
    sure = len(_UNKEPT.sub("", theirs)) >= _SURE
    bare = script_of(other) in CONSONANTAL
    if bare and not sure:
        return False
    same_script = script_of(word) == script_of(other)
    allowed = len(theirs) * (_SMALL_DIFFERENCE if not sure else _OF_ONE_SCRIPT if same_script else _DIFFERENCE)
    vowels = _LEFT_OUT if bare else _VOWEL
    return any(_distance(sound(reading), theirs, vowels) <= allowed for reading in _readings(word))


@lru_cache(maxsize=4096)  # a query compares one word with many
def sound(word: str) -> str:
    """A folded word in Latin letters, one for each sound; what has no table is left out."""
    if len(word) > _LONGEST or any(map(str.isdigit, word)):
        return ""
    found = romanised(word)
    for pattern, replacement in _SOUNDS:
        found = pattern.sub(replacement, found)
    return found


def romanised(word: str) -> str:
    """A folded word in ASCII letters."""
    table = TABLES.get(script_of(word))
    if table is None:
        return word if word.isascii() else ""
    pattern, letters = table
    return pattern.sub(lambda found: letters.get(found[0], ""), word)


def _key(sounds: str) -> str:
    found = _UNKEPT.sub("", sounds).translate(_MERGED)
    return found if len(found) >= 2 else ""


def _readings(word: str) -> Iterator[str]:
    """A word with each way to read its ambiguous Latin letters, as written first."""
    choices: list[tuple[str, ...]] = []
    end, count = 0, 1
    for found in _VARIANTS.finditer(word):
        readings = tuple(_READINGS.get(found[0], ()))
        if readings and count * len(readings) <= MAX_KEYS:
            choices += [(word[end : found.start()],), (found[0], *readings)]
            end, count = found.end(), count * (len(readings) + 1)
    return map("".join, product(*choices, (word[end:],)))


def _distance(first: str, second: str, left_out: float) -> float:
    """Levenshtein's distance in which vowels count less than consonants; `left_out` for one that `second` lacks."""
    row = [0.0]
    for letter in second:
        row.append(row[-1] + _weight(letter, 1.5 * _VOWEL))
    for letter in first:
        gone, diagonal = _weight(letter, left_out), row[0]
        row[0] += gone
        for column, other in enumerate(second, 1):
            changed = diagonal + _change(letter, other)
            diagonal = row[column]
            row[column] = min(changed, row[column] + gone, row[column - 1] + _weight(other, 1.5 * _VOWEL))
    return row[-1]


def _weight(letter: str, vowel: float) -> float:
    return vowel if letter in _VOWELS else 1.0


def _change(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    near = _NEAR.get(letter + other) or _NEAR.get(other + letter)
    return near or (_VOWEL if letter in _VOWELS and other in _VOWELS else 1.0)
