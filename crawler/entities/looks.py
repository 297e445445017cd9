"""What a name looks like, as far as that speaks for or against its being a body's: `likely.py` weighs it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from crawler.entities import shapes
from crawler.entities.data import FOLDER, table
from crawler.entities.geography import country_names, demonyms
from crawler.entities.given_names import is_given
from crawler.entities.kept import kept
from crawler.entities.names import is_no_name
from crawler.entities.placing import state_names

_ORDINAL = re.compile(r" [IVX]+$")
_PLURAL = re.compile(r"[A-Z]{2,}s")
_NO_NAME = re.compile(r"\.[a-z]{2,}|(?:^| )\w$")  # an address, or a person's initial at the end
_LINKS = frozenset({"of", "&"})
_SHORTEST_CAMEL = 6  # characters
_LONGEST_ACRONYM = 7


@lru_cache(maxsize=50_000)
def may_be_body(name: str, *, has_nouns_with_capitals: bool) -> bool:
    """Whether a name is worth a look: not one that says of no body which it is, nor an ordinary word."""
    if shapes.is_general(name) or _NO_NAME.search(name) or name in state_names() or _is_people(name):
        return False
    words = name.split(" ")
    if len(words) > 1:
        return words[0].lower() not in _office_letters() and not _is_part_of_state(words)
    if name.isupper() or sum(map(str.isupper, name)) > 1:
        return not is_no_name(name)
    if has_nouns_with_capitals and "-" not in name:
        return False
    return name.lower() not in common_words() and not is_no_name(name)


def _is_part_of_state(words: list[str]) -> bool:
    """ "Southeast Florida", "Northern Italy"."""
    if words[0].lower() not in _directions():
        return False
    name = " ".join(words[1:])
    return name in state_names() or name.lower() in _peoples()


def _is_people(name: str) -> bool:
    """Whether a name is that of a country's people: "Norwegians"."""
    return name.endswith("s") and (name[:-1].lower() in _peoples() or name[:-3].lower() in _peoples())


@lru_cache(maxsize=50_000)
def looks(name: str) -> frozenset[str]:
    """The features of a name by itself."""
    return frozenset(_looks(name))


def _looks(name: str) -> Iterator[str]:
    words = name.split(" ")
    last = words[-1].lower()
    yield from _look_of_word(name) if len(words) == 1 else _look_of_words(words)
    if any(map(str.isdigit, name)):
        yield "digit"
    if _ORDINAL.search(name):
        yield "ends in numeral"
    if words[-1].rpartition("-")[2].islower():  # "Lake-listed"
        yield "ends in small word"
    yield from (mark for mark in ("&", " of ") if mark in name)
    if last in _business():
        yield "ends in business"
    if last in _heads():
        yield "ends in head"
    if any(word.lower() in _heads() for word in words[:-1]):
        yield "holds head"
    if last in _others():
        yield "ends in other"
    if is_given(words[0]):
        yield f"given name:{min(len(words), 2)}"


def _look_of_word(word: str) -> Iterator[str]:
    if _PLURAL.fullmatch(word):
        yield "plural acronym"
    elif word.isupper() and word.isalpha():
        yield f"acronym:{min(len(word), _LONGEST_ACRONYM)}"
    elif _is_camel(word) and "-" not in word:
        yield "camel"
    yield "common word" if word.lower() in common_words() else "rare word"


def _look_of_words(words: list[str]) -> Iterator[str]:
    rare = sum(word.lower() not in common_words() and word not in _LINKS for word in words)
    yield f"rare words:{min(rare, 2)} of {min(len(words), 3)}"
    if any(word.isupper() and word.isalpha() and len(word) > 1 for word in words):
        yield "holds acronym"
    if any(_is_camel(word) and "-" not in word for word in words):
        yield "holds camel"


def _is_camel(word: str) -> bool:
    """Whether a word has capitals inside, as "SeaLab" has; "IoT" is too short to tell."""
    return len(word) >= _SHORTEST_CAMEL and sum(map(str.isupper, word)) > 1 and any(map(str.islower, word))


def look_of_word(word: str) -> Iterator[str]:
    """Whether a word in small letters is one of those that end a body's name, or what is none."""
    if word in _heads():
        yield "head"
    if word in _business():
        yield "business"
    if word in _others():
        yield "other"


@cache
def _business() -> frozenset[str]:
    company = table("shapes")["company"]
    return frozenset((*company["heads"], *company["newspapers"], *(suffix.lower() for suffix in company["suffixes"])))


@cache
def _heads() -> frozenset[str]:
    profiles = [words for words in table("shapes").values() if isinstance(words, dict) and "links" in words]
    return frozenset(head for words in profiles for head in (*words["heads"], *words.get("last", ())))


@cache
def common_words() -> frozenset[str]:
    """Words that many releases write small."""
    return frozenset((FOLDER / "common_words.txt").read_text(encoding="utf-8").split())


@cache
def _office_letters() -> frozenset[str]:
    """ "VP" and other offices by their letters, which begin what is none: "VP Lake Engineering"."""
    return frozenset(table("contexts")["office_letters"])


@cache
def _directions() -> frozenset[str]:
    return frozenset(table("contexts")["directions"])


@kept()
def _peoples() -> Iterator[tuple[str, None]]:
    """What the people of countries are called, and adjectives of countries."""
    return ((word.lower(), None) for word in (*demonyms(), *(country for country, _ in country_names())))


@cache
def _others() -> frozenset[str]:
    """Last words of what is no body: laws, events, places and offices."""
    contexts = table("contexts")
    return frozenset((*table("bodies")["others"], *contexts["venues"], *contexts["ends_in_office"]))
