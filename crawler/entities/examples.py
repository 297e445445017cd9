"""Names in lists of examples behind the plural of a kind: "retailers such as Acme, Orrin Boats and Tallowby"."""

from __future__ import annotations

import re
from functools import cache

from crawler.entities.data import table
from crawler.entities.profiles import CAPITALISED

_IN_LIST = (", ", " and ", " & ", " or ", " und ", " och ", " et ", " y ", " e ", " i ")
_ITEMS = re.compile(
    rf" (?:(?:[Tt]he )?{CAPITALISED}(?:(?: of | & | ){CAPITALISED}){{0,4}}"
    r"(?:, (?:and |or )?| (?:and|&|or|und|och|et|y|e|i) ))+$"
)
_TOKEN = re.compile(r"\w[\w'&-]*|[^\w\s]")
_LONGEST_LIST = 301  # characters, with the space before it
_LONGEST_OPENING = 60


def is_example(text: str, start: int) -> bool:
    """Whether a name that starts there is one of a list that a plural and "including" opens."""
    if text.endswith(_IN_LIST, 0, start):
        before = text[max(0, start - _LONGEST_LIST - _LONGEST_OPENING) : start]
        if not any(word in before for word in _last_words()):  # there is no opening, wherever the list begins
            return False
        items = _ITEMS.search(text, max(0, start - _LONGEST_LIST), start)
        start = items.start() + 1 if items else start
    return text.endswith(_last_words(), 0, start) and _is_opened(text[max(0, start - _LONGEST_OPENING) : start])


def _is_opened(before: str) -> bool:
    """Whether a text ends in a plural and what leads from it to examples: "clients like", "sponsors:"."""
    words = _TOKEN.findall(before.lower())
    for opening in _openings():
        if words[-len(opening) :] == opening:
            rest = words[: -len(opening)]
            plural = rest[-2:-1] if rest[-1:] == [","] else rest[-1:]
            return not _plurals().isdisjoint(plural)
    return False


@cache
def _openings() -> list[list[str]]:
    """What leads from a kind to examples, by words, the longest first."""
    return sorted((opening.split() for opening in table("contexts")["examples"]), key=len, reverse=True)


@cache
def _last_words() -> tuple[str, ...]:
    """What right before a name shows that there may be an opening at all."""
    return tuple({f"{opening[-1]} " for opening in _openings()})


@cache
def _plurals() -> frozenset[str]:
    return frozenset(table("contexts")["kinds_in_plural"])
