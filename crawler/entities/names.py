"""The shape of a person's name."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from crawler.entities.data import table
from crawler.entities.document import fold
from crawler.entities.geography import country_names, demonyms, towns
from crawler.entities.geonames import geonames
from crawler.entities.given_names import (
    is_doubtful,
    is_given,
    is_hyphened,
    is_surname_first,
    is_usual_family_name,
    is_weak,
)
from crawler.entities.kept import kept

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
_UPPER = "".join(
    character
    for character in map(chr, range(min(sys.maxunicode, 0x2000)))
    if character.isupper() and unicodedata.name(character, "").startswith(_SCRIPTS)
)
CAPITAL, _L = f"[{re.escape(_UPPER)}]", r"[^\W\d_]"
# "Major" and "O'Major" without the first letter, and an initial without its letter.
TOKEN_REST = rf"(?:'{CAPITAL})?{_L}+(?:[-'](?![sS]\b){_L}+)*"
INITIAL_REST = rf"(?:\.(?:-?{CAPITAL}\.)*|\b(?!['-]))"
TOKEN, INITIAL = CAPITAL + TOKEN_REST, CAPITAL + INITIAL_REST
_PARTICLES = [
    "de la",
    "[Vv]an [Dd]er",
    "[Vv]an [Dd]en",
    "[Vv]on [Dd]er",
    "[Dd]e",
    "del",
    "da",
    "dos",
    "das",
    "[Dd]u",
    "di",
]
_PARTICLES += [
    "[Vv]an",
    "[Vv]on",
    "den",
    "ter",
    "bin",
    "ibn",
    "al",
    "el",
    "la",
    "zu",
    "af",
    "binti?e?",
    "bint",
    "[sda]/[ol]",
]
_PARTICLE = f"(?:{'|'.join(_PARTICLES)})"
_LINK = rf" (?:{_PARTICLE} )?|[- ][Aa]l-"
# Two to five parts, initials among them: "Jane Major", "J. R. van der Major", "Mohammed Al-Major".
NAME = rf"(?:{TOKEN}|{INITIAL})(?:(?:{_LINK})(?:{TOKEN}|{INITIAL})){{1,4}}"
SURNAME = rf"(?:{_PARTICLE} )?{TOKEN}"
# Behind a name, part of it: "Jane Major Jr.", "Richard Roe III".
SUFFIX = r"(?:,? (?:Jr|Sr)\b\.?| I{2,3}\b| IV\b)"
PART = rf"(?:{TOKEN}|{INITIAL})"
LINK = rf"(?:{_LINK})"

# Inside a name with a capital too: "Mohamed El Major".
PARTICLES_WITH_CAPITAL = frozenset(
    {
        "El",
        "Al",
        "La",
        "Le",
        "De",
        "Del",
        "Di",
        "Da",
        "Van",
        "Von",
        "Der",
        "Den",
        "Ben",
        "Bin",
        "Ibn",
        "Abu",
        "Ould",
        "Du",
        "St",
    }
)

_HONOURS = frozenset(table("offices")["honours"])
_SUFFIX = re.compile(rf"{SUFFIX}$")
_WORD = re.compile(r"\S+")
_NUMERAL = re.compile(r"[IVX]+|.*\..*")  # of a king or a pope; initials are left alone like it
_MONARCH = re.compile(r"([^\W\d_]+) [IVX]+")  # "Charles III"
_CYRILLIC_ACRONYM = re.compile(r"[А-Я]{3,5}")
_UNSPACED = "\u2e80"  # from here on scripts write names without a space
_SHORTEST_SURNAME = 2  # characters
_SHORTEST_OF_NAME, _LEFT_OUT = 3, 2  # letters of what one is called for short, and of what that leaves out
_LONGEST_ABBREVIATION = 3


def person(candidate: str) -> str | None:
    """A candidate of the shape NAME as the name of a person, without honours behind it; None when it is none."""
    if (monarch := _MONARCH.fullmatch(candidate)) and is_given(monarch[1]):
        return candidate
    suffix = _SUFFIX.search(candidate)
    parts = candidate[: suffix.start() if suffix else None].split()
    while len(parts) > 2 and _is_no_part(parts[-1], candidate):
        parts.pop()
    if len(parts) < 2 or _is_initial(parts[-1]) or _is_no_part(parts[-1], candidate) or not _is_capital(parts[-1]):
        return None
    if _CYRILLIC_ACRONYM.fullmatch(parts[0]) and not parts[-1].isupper():  # "ЦИК" before a surname
        return None
    if any(is_no_name(word) for part in _doubted(parts) for word in _with_halves(part)):
        return None
    name = in_mixed_case(" ".join(parts))
    if name in towns() or fold(name) in _like_people():  # "Newport Beach" has the shape of a name
        return None
    return name + (suffix[0] if suffix else "")


def extent(candidate: str, name: str) -> int:
    """How many characters of a candidate its name takes, as `person` gives it: of "Jane Major MP" ten."""
    words, kept = list(_WORD.finditer(candidate)), len(name.split())
    return words[kept - 1].end() if kept < len(words) and not _SUFFIX.search(candidate) else len(candidate)


def _is_capital(part: str) -> bool:
    """Whether a part has a capital, the one behind an article included: "al-Major"."""
    return part[0].isupper() or (part.startswith(("al-", "el-")) and part[3:4].isupper())


def surname(name: str) -> str:
    """What a person is called by alone: the last word, unless the family name stands first."""
    parts = _SUFFIX.sub("", name).split()
    return parts[0] if len(parts) > 1 and is_surname_first(parts) else parts[-1]


def is_full(name: str) -> bool:
    """Whether a name is more than a surname alone."""
    return " " in name or name[:1] >= _UNSPACED


def _doubted(parts: list[str]) -> list[str]:
    """The words of a name that must not be other words: "Julio" and "White" are, and in "Julio White" are not."""
    if len(parts) == 2 and is_hyphened(*parts):
        return []
    usual = is_weak(parts[0]) and is_usual_family_name(parts[-1])
    if not is_given(parts[0]) and not is_doubtful(parts[0]) and not usual:
        inside = [part for part in parts[1:-1] if part not in PARTICLES_WITH_CAPITAL]
        return [parts[0], *inside, *parts[1:][-1:]]
    doubted = parts[1:-1] if fold(parts[-1]) in words_of("words_too") else parts[1:]
    return [part for part in doubted if part not in PARTICLES_WITH_CAPITAL]


def _is_no_part(last: str, candidate: str) -> bool:
    """Whether a last word is an honour, a particle or, unless all is in capitals, an abbreviation or an initial."""
    short = last.isupper() and len(last) <= _LONGEST_ABBREVIATION and not _NUMERAL.fullmatch(last)
    is_shouted = candidate.isupper() and len(candidate) > len(last) + len("R ")  # not of "R TN"
    return (short and not is_shouted) or last.rstrip(".") in _HONOURS or last in ("Van", "Von", "De")


def _is_initial(part: str) -> bool:
    return len(part) == 1 or part.endswith(".")


def _with_halves(part: str) -> list[str]:
    """A part and its halves, but for small ones: "Jong-un"."""
    halves = (half for half in part.split("-") if half[:1].isupper())
    return [] if _is_initial(part) or part[0].islower() else [part, *halves]


def in_mixed_case(name: str) -> str:
    """ "NOROV" as "Norov"."""
    return " ".join(map(_mixed, name.split()))


def _mixed(part: str) -> str:
    return part.title() if part.isupper() and len(part) > 2 and not _NUMERAL.fullmatch(part) else part


def without_leading_words(candidate: str) -> str:
    """A candidate without the words before it that are no part of a name: "Yesterday Jane Major"."""
    parts = candidate.split()
    while parts and fold(parts[0]) in _not_names():
        parts.pop(0)
    return " ".join(parts)


def is_surname(word: str) -> bool:
    """Whether a single capitalised word can be a surname."""
    return len(word) >= _SHORTEST_SURNAME and fold(word) not in _not_names()


def merge(names: Iterable[str]) -> tuple[str, ...]:
    """Each person once, in the first form, or the fullest: "Jane Major" is "J. Major" and "Jane R. Major"."""
    kept: dict[str, list[str]] = {}
    for name in names:
        words = _words(name)
        twin = next((other for other, theirs in kept.items() if _are_one(words, theirs)), None)
        if twin is None:
            kept[name] = words
        elif len(words) > len(kept[twin]):
            kept = {name if other == twin else other: words if other == twin else kept[other] for other in kept}
    return tuple(kept)


def _words(name: str) -> list[str]:
    """The folded words of a name; of its initials only a leading one."""
    first, *others = _SUFFIX.sub("", name).split()
    return [fold(first).rstrip("."), *(fold(part) for part in others if not _is_initial(part))]


def _are_one(words: list[str], others: list[str]) -> bool:
    """Whether the first words agree, or one is short for the other, and the words of one are among the other's."""
    (first, *rest), (other, *remaining) = words, others
    if first != other and not _is_short_for(*sorted((first, other), key=len)):
        return False
    return bool(rest and remaining) and (set(rest) <= set(remaining) or set(remaining) <= set(rest))


def _is_short_for(short: str, name: str) -> bool:
    """ "J." for "Jane", "Josh" for "Joshua", not "Christin" for "Christina"."""
    if not name.startswith(short):
        return False
    return len(short) == 1 or (len(short) >= _SHORTEST_OF_NAME and len(name) - len(short) >= _LEFT_OUT)


@lru_cache(maxsize=50_000)
def is_no_name(word: str) -> bool:
    """Whether no person is called by a word."""
    return fold(word) in _not_names()


@cache
def words_of(key: str) -> frozenset[str]:
    """The words under a key of the table of names."""
    return frozenset(table("names")[key])


@cache
def _like_people() -> frozenset[str]:
    return words_of("like_people")


@kept()
def _not_names() -> Iterator[tuple[str, None]]:
    """Folded words that no person is called, among them countries and states unless people are called so too."""
    words, places = table("offices"), table("places")["ambiguous"]
    people_too = {fold(name) for name in (*places["with"], *places["people_too"])}
    states = (state["name"] for state in geonames().get_us_states().values())
    regions = {fold(name) for name in (*(name for name, _ in country_names()), *states)} - people_too
    titles = (word.rstrip(".") for word in (*words["titles"], *words["plurals"]))
    return ((word, None) for word in {*map(fold, (*words["not_names"], *titles, *demonyms())), *regions})
