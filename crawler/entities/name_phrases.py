"""Hundreds of thousands of names found in a text: where one may begin, those that it goes on with (`tables`).

An automaton over so many takes 300 MB. Names begin with a capital where their script has some, which is at few places
of a text, so that they can be looked up there one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

from crawler.entities.document import Span, lowered
from crawler.entities.phrases import UNSPACED, Hit, is_spaced
from crawler.entities.tables import Table

Value = TypeVar("Value")

_LETTER = r"[^\W_\u2e80-\U0010ffff]"  # or digit, of a script that sets words apart by spaces
_INSIDE = "*"  # before a key that may start inside a word
_LAST = "\U0010ffff"  # of all characters
_AHEAD, _MOST_CONTINUATIONS = 3, 100  # characters, of so many different ones
_RUNS_KNOWN = 20_000  # of which it is kept at hand what begins in them

# What a name stands for: whether a letter or digit may not stand behind it, and a value.
Entry = tuple[bool, Value]
# Where in a run names may begin: whether those that may do so inside a word, how far from its start, and what must
# stand behind the run; None if it may be anything.
_Start = tuple[str, int, frozenset[str] | None]


def entries(phrases: Iterable[tuple[str, Value]]) -> Iterator[tuple[str, Entry[Value]]]:
    """Phrases with their values (see `Phrases`) as a table has them."""
    for phrase, value in phrases:
        key = phrase.strip("*")
        inside = "" if phrase[0] != "*" and is_spaced(key[0]) else _INSIDE
        yield inside + key, (phrase[-1] != "*" and is_spaced(key[-1]), value)


class NamePhrases(Generic[Value]):
    """What `Phrases` finds, of a table of `entries`, without hits that begin with a small letter. None of the phrases
    begins with a space."""

    def __init__(self, table: Table[Entry[Value]]) -> None:
        self._table = table
        self._firsts = {inside: frozenset(self._first_characters(inside)) for inside in ("", _INSIDE)}
        self._run = self._runs()
        self._starts = lru_cache(_RUNS_KNOWN)(self._find_starts)

    def _first_characters(self, inside: str) -> Iterator[str]:
        """What phrases begin with, of scripts that set words apart by spaces."""
        key = self._table.next(inside)
        while key is not None and key.startswith(inside) and (first := key[len(inside)]) < UNSPACED:
            if inside or first != _INSIDE:
                yield first
            key = self._table.next(inside + first + _LAST)

    def _runs(self) -> re.Pattern[str]:
        """What a phrase may begin in: letters and digits from one on with which some do, or a single other character.

        A pattern that begins with a class of characters is found faster.
        """
        firsts = self._firsts[""] | self._firsts[_INSIDE]
        written = (chr(number) for number in range(ord(UNSPACED)))
        may_begin = "".join(one for one in written if lowered(one) in firsts and not (one.islower() or one.isspace()))
        return re.compile(rf"[{re.escape(may_begin)}{UNSPACED}-{_LAST}](?:(?<={_LETTER}){_LETTER}+)?")

    def find(self, written: str, lower: str, *, genitive: bool = False) -> list[Hit[Value]]:
        """All hits of a text, which is given as it is written and in lower case: those of `Phrases`, in no order."""
        hits: list[Hit[Value]] = []
        for match in self._run.finditer(written):
            place, end = match.span()
            if written[place] >= UNSPACED:
                end = place + 2
            for inside, offset, continuations in self._starts(lower[place:end]):
                if continuations is not None and lower[end : end + _AHEAD] not in continuations:
                    continue
                start = place + offset
                is_free = inside or not start or not is_spaced(lower[start - 1])
                if is_free and not (offset and written[start].islower()):
                    hits += self._at(lower, start, inside, genitive)
        return hits

    def _at(self, text: str, start: int, inside: str, genitive: bool) -> list[Hit[Value]]:
        """Of the phrases that may start inside a word, or of the others, those that stand at a place."""
        hits = []
        for key, found in self._table.beginnings(inside + text[start : start + self._table.longest]):
            end = start + len(key) - len(inside)
            behind = text[end : end + 1]
            goes_on = is_spaced(behind) and not (genitive and behind == "s" and not text[end + 1 : end + 2].isalnum())
            hits += [Hit(Span(start, end), value) for whole, value in found if not (whole and goes_on)]
        return hits

    def _find_starts(self, run: str) -> tuple[_Start, ...]:
        """Of a run, which is two characters where a script has no spaces."""
        firsts = self._firsts[_INSIDE]
        offsets = range(len(run)) if is_spaced(run[0]) else range(1)
        found = [self._start(_INSIDE, run, at) for at in offsets if run[at] in firsts or run[at] >= UNSPACED]
        if run[0] in self._firsts[""]:
            found.append(self._start("", run, 0))
        return tuple(start for start in found if start[2] is None or start[2])

    def _start(self, inside: str, run: str, offset: int) -> _Start:
        rest = inside + run[offset:]
        ends = any(
            len(key) >= len(rest) - 1 or not all(whole for whole, _ in found)  # at its end, before an "s", or anywhere
            for key, found in self._table.beginnings(rest)
        )
        return inside, offset, None if ends else self._continuations(rest, is_word=is_spaced(run[0]))

    def _continuations(self, run: str, *, is_word: bool) -> frozenset[str] | None:
        """What phrases go on with behind a run: behind a word no letter or digit. None where that is much."""
        found: set[str] = set()
        key = self._table.next(run)
        while key is not None and key.startswith(run):
            following = key[len(run) : len(run) + _AHEAD]
            if is_word and is_spaced(following[0]):
                following = following[0]
            elif len(following) < _AHEAD or len(found) == _MOST_CONTINUATIONS:
                return None
            else:
                found.add(following)
            key = self._table.next(run + following + _LAST)
        return frozenset(found)
