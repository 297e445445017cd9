"""Which state stands beside an office, in the languages that mark it otherwise than English.

Behind it: "ministère des Affaires étrangères du Sénégal", "... sénégalais", "Министерство обороны Казахстана",
"وزارة الخارجية المصرية". Before it: "kasachisches Außenministerium", "казахстанское Министерство обороны",
"中国外交部".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from crawler.entities.data import table
from crawler.entities.geography import countries, country_names, demonyms
from crawler.entities.kept import kept

_MOST_WORDS = 5  # of a state's name
_LONGEST_UNSPACED = 9  # characters of a state's name in Chinese
_WORD = re.compile(r"[\w'.-]+")
_LINK = re.compile(
    r" (?:de la |de l'|d'|du |des |de los |de las |de |del |der |von der |von |in der |في )?"
    r"(?:república de |république d[eu] )?"
)
_VOWEL_SIGNS = re.compile(r"[\u064b-\u0652\u0640]")
_PLAIN = str.maketrans("أإآё", "اااе")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NO_LINK = re.compile(
    r"[а-я\u0600-\u06ff]"
)  # scripts in which the state stands behind an office without a word between


class Owner(NamedTuple):
    """A state by its English name; where what names it begins or ends."""

    country: str
    position: int


def before(text: str, start: int) -> Owner | None:
    """The state that is named right before a position, in a text in lower case."""
    if _HAN.match(text, start):
        for length in range(min(_LONGEST_UNSPACED, start), 0, -1):
            name = text[start - length : start]
            if _HAN.match(name) and (country := _names().get(name)) is not None:
                return Owner(country, start - length)
        return None
    if not text.startswith(" ", start - 1):
        return None
    words = list(_WORD.finditer(text, max(0, start - 60), start - 1))[-2:]
    for first in range(len(words)):
        country = _adjectives_before().get(_plain(text[words[first].start() : start - 1]))
        if country is not None:
            return Owner(country, words[first].start())
    return None


def behind(text: str, end: int) -> Owner | None:
    """The state that is named right behind a position, in a text in lower case."""
    link = _LINK.match(text, end)
    if link is None:
        return None
    linked = len(link[0]) > 1 or _NO_LINK.match(text, end - 1) is not None
    words = _following(text, link.end())
    for last in reversed(words):
        said = _plain(text[link.end() : last])
        country = _names().get(said) if linked else _genitives().get(said)
        if country is None and len(link[0]) == 1:
            country = _adjectives_behind().get(said)
        if country is not None:
            return Owner(country, last)
    return None


def adjective(word: str) -> str | None:
    """The state of a French or Spanish adjective: "sénégalais"."""
    return _adjectives_behind().get(_plain(word))


def _following(text: str, start: int) -> list[int]:
    """Where the words end that may belong to one name."""
    ends: list[int] = []
    position = start
    while len(ends) < _MOST_WORDS and (word := _WORD.match(text, position)):
        said = word[0].rstrip(".'-")
        ends.append(position + len(said))
        if len(said) < len(word[0]) or not text.startswith(" ", word.end()):
            break
        position = word.end() + 1
    return ends


def _plain(name: str) -> str:
    return _VOWEL_SIGNS.sub("", name.lower()).translate(_PLAIN)


@kept()
def _names() -> Iterator[tuple[str, str]]:
    """A state's name in any language and case to its English one."""
    found = {_plain(name): named.place.country for name, named in country_names() if len(name) > 1}
    found |= {_plain(name): _english(code) for code, names in _table("names") for name in names}
    return iter(found.items())


@kept()
def _genitives() -> Iterator[tuple[str, str]]:
    """German ones: "Kasachstans"."""
    german = ((_plain(name), named) for name, named in country_names() if named.language == "de" and name[-1:] == "s")
    return iter({name: named.place.country for name, named in german}.items())


@cache
def _adjectives_before() -> dict[str, str]:
    """English, German and Russian ones in all their forms."""
    found = {_plain(word): country for word, country in demonyms().items()}
    for code, words in _table("en"):
        found |= {_plain(word): _english(code) for word in words}
    for code, stems in _table("de"):
        found |= {stem + ending: _english(code) for stem in stems for ending in ("e", "er", "es", "en", "em")}
    for code, stems in _table("ru"):
        endings = ("ий", "ого", "ому", "им", "ом", "ое", "ая", "ой", "ую", "ие", "их", "ими")
        found |= {stem + ending: _english(code) for stem in stems for ending in endings}
    return found


@cache
def _adjectives_behind() -> dict[str, str]:
    """French, Spanish and Arabic ones, masculine and feminine."""
    found: dict[str, str] = {}
    for language, inflect in (("fr", _french), ("es", _spanish), ("ar", _arabic)):
        for code, words in _table(language):
            found |= {_plain(form): _english(code) for word in words for form in (word, *inflect(word))}
    return found


def _french(word: str) -> Iterator[str]:
    if word.endswith(("ien", "éen")):
        yield f"{word}ne"
    elif word.endswith("c"):
        yield f"{word[:-1]}que"
        yield f"{word}que"
    else:
        yield f"{word}e"


def _spanish(word: str) -> Iterator[str]:
    if word.endswith("o"):
        yield f"{word[:-1]}a"
    elif word[-2:] in ("és", "án"):
        yield word[:-2] + {"é": "e", "á": "a"}[word[-2]] + f"{word[-1]}a"
    else:
        yield f"{word}a"


def _arabic(word: str) -> Iterator[str]:
    """ "المصري", "المصرية"; "الكورية الجنوبية"."""
    first, *rest = word.split(" ")
    yield " ".join([f"ال{first}", *rest])
    yield " ".join(f"{part}ة" for part in (f"ال{first}", *rest))


def _table(key: str) -> list[tuple[str, list[str]]]:
    return list(table("nationalities")[key].items())


def _english(code: str) -> str:
    return countries()[code].country
