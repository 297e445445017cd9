"""The forms that the name of a country or city takes in a sentence: cases, and what is written together with it.

A form that a language does not have does no harm: no text holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.entities.document import fold

# By language the endings of a one-word name, the longest first, and what takes their place; "" is any other ending.
_Endings = tuple[tuple[str, tuple[str, ...]], ...]
_SLAVIC_CONSONANT = re.compile(r"[бвгґджзклмнпрстфхцчшщbcdfghjklmnprstvwzżźńćłśčšžřďťň]$")
_ENDINGS: dict[str, _Endings] = {
    "ru": (("ия", ("ии", "ию", "ией")), ("а", ("ы", "и", "е", "у", "ой")), ("ы", ("", "ах")), ("ь", ("и", "ю", "я"))),
    "uk": (("ія", ("ії", "ію", "ією")), ("а", ("и", "і", "у", "ою")), ("ь", ("і", "ю", "ю"))),
    "pl": (
        ("ia", ("ii", "ię", "ią")),
        ("ja", ("ji", "ję", "ją")),
        ("ka", ("ki", "ce", "kę", "ką")),
        ("ga", ("gi", "dze", "gę", "gą")),
        ("da", ("dy", "dzie", "dę", "dą")),
        ("ta", ("ty", "cie", "tę", "tą")),
        ("ra", ("ry", "rze", "rę", "rą")),
        ("a", ("y", "ie", "ę", "ą")),
        ("ów", ("owa", "owie", "owem", "owowi")),
        ("y", ("", "ach", "ami", "om")),
    ),
    "cs": (("ie", ("ii", "ií")), ("a", ("y", "ě", "u", "ou")), ("o", ("a", "u", "em"))),
    "sk": (("ia", ("ie", "ii", "iu", "iou")), ("a", ("y", "e", "u", "ou")), ("o", ("a", "u", "om"))),
    "fi": (
        ("a", ("an", "assa", "asta", "aan", "alla", "alle", "aa")),
        ("i", ("in", "issa", "ista", "iin", "ia")),
        ("ä", ("än", "ässä", "ästä", "ään", "ällä", "älle", "ää")),
        ("o", ("on", "ossa", "osta", "oon")),
        ("n", ("nin", "nissa", "nista", "niin", "nia")),
    ),
    "ro": (("ia", ("iei",)), ("a", ("ei",))),
    "el": (("ία", ("ίας",)), ("α", ("ας",))),
}  # fmt: skip
_AFTER_CONSONANT: dict[str, tuple[str, ...]] = {
    "ru": ("а", "у", "ом", "е"),
    "uk": ("у", "а", "ом", "і"),
    "pl": ("u", "a", "ie", "em", "iem", "owi"),
    "cs": ("u", "ě", "em", "a"),
    "sk": ("u", "e", "om", "a"),
    "ro": ("ul", "ului"),
}
_GENITIVE_S = ("de", "sv", "da", "no", "nb")
# Of towns with their own names in these countries: the language whose cases they take.
LANGUAGE_OF = {"RU": "ru", "BY": "ru", "KZ": "ru", "KG": "ru", "UZ": "ru", "PL": "pl", "CZ": "cs", "UA": "uk"}

_ARABIC = re.compile("[\u0600-\u06ff]")
_HEBREW = re.compile("[\u0590-\u05ff]")
_MARKS = re.compile("[\u064b-\u0652]")  # vowels and doubled letters, which texts leave out
_PLAIN_ALIF = str.maketrans("أإآ", "ااا")
_ARTICLE = "ال"
# Written together with the word behind: "and", "in", "for", "as", "so".
_BEFORE_ARABIC = re.compile(r"(?<!\w)(?:[وف]?[بلك]?)$")
_BEFORE_HEBREW = re.compile(r"(?<!\w)(?:ו?ש?[בלמהכ]?)$")
_LONGEST_BEFORE = 4  # characters


def forms(name: str, language: str | None) -> Iterator[str]:
    """A name of a language in its cases and other spellings."""
    yield name
    if language == "ar" or _ARABIC.match(name):
        yield from _arabic(name)
        return
    if len(name) > 1 and fold(name[0]) != name[0].casefold():  # "Egypte"
        yield fold(name[0]).upper() + name[1:]
    if language in _GENITIVE_S and name.replace(" ", "").isalpha() and not name.isupper():
        yield f"{name}s"
    if language is not None and name.isalpha() and not name.isupper():
        yield from _cases(name, language)


def starred(name: str) -> str:
    """A name as a phrase: one in Arabic or Hebrew may have something written before it, see `is_whole`."""
    return f"*{name}" if _ARABIC.match(name) or _HEBREW.match(name) else name


def is_whole(text: str, start: int) -> bool:
    """Whether what stands between the start of a word and a name in it is only what these scripts write there."""
    if not start or text[start] < "\u0590" or not text[start - 1].isalnum():
        return True
    before = _BEFORE_HEBREW if _HEBREW.match(text[start]) else _BEFORE_ARABIC if _ARABIC.match(text[start]) else None
    return before is None or before.search(text, max(0, start - _LONGEST_BEFORE), start) is not None


def _arabic(name: str) -> Iterator[str]:
    bare = _MARKS.sub("", name)
    spelt = dict.fromkeys((bare, bare.translate(_PLAIN_ALIF)))
    yield from (one for one in spelt if one != name)
    yield from (f"لل{one.removeprefix(_ARTICLE)}" for one in spelt if one.startswith(_ARTICLE))


def _cases(name: str, language: str) -> Iterator[str]:
    for ending, cases in _ENDINGS.get(language, ()):
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + case for case in cases)
            return
    if language in _AFTER_CONSONANT and _SLAVIC_CONSONANT.search(name):
        yield from (name + case for case in _AFTER_CONSONANT[language])
