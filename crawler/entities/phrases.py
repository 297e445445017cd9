"""Many phrases found in a text: at each place where one may begin, those that the text goes on with (`tables`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, islice
from typing import Generic, NamedTuple, TypeVar

from crawler.entities.document import Span
from crawler.entities.tables import Table

Value = TypeVar("Value")
Found = TypeVar("Found", covariant=True)
# From here on scripts are written without spaces between words: any place in them is a boundary.
_UNSPACED = "\u2e80"
# Where phrases may begin: in a word (letters and digits of scripts with spaces), a sign, a character of other scripts.
_RUN = re.compile(r"([^\W_\u2e80-\U0010ffff]+|[^\w\s]|_|[\u2e80-\U0010ffff])")
_INSIDE = "*"  # before a key that may start inside a word
_LAST = "\U0010ffff"
_RUNS_KNOWN = 20_000  # of which it is kept at hand whether phrases begin in them


class Hit(NamedTuple, Generic[Found]):
    span: Span
    value: Found


# What a phrase stands for: whether a letter or digit may not stand behind it, and a value.
Entry = tuple[bool, Value]


def entries(phrases: Iterable[tuple[str, Value]]) -> Iterator[tuple[str, Entry[Value]]]:
    """Phrases with their values as a table has them."""
    for phrase, value in phrases:
        key = phrase.strip("*")
        inside = "" if phrase[0] != "*" and _is_spaced(key[0]) else _INSIDE
        yield inside + key, (phrase[-1] != "*" and _is_spaced(key[-1]), value)


class Phrases(Generic[Value]):
    """Phrases with a value each; a phrase may stand for several values.

    A phrase matches whole words only, exactly as it is written; one that starts (ends) with "*" may start (end) inside
    a word. None begins with a space. The span of a hit covers the phrase itself.
    """

    def __init__(self, table: Table[Entry[Value]]) -> None:
        """`table` is one of `entries`."""
        self._table = table
        self._starts = lru_cache(_RUNS_KNOWN)(self._find_starts)

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, Value]], *types: type) -> Phrases[Value]:
        """`types` are the data classes among the values."""
        return cls(Table.of(entries(phrases), *types))

    def find(self, text: str, *, genitive: bool = False, written: str | None = None) -> list[Hit[Value]]:
        """All hits, overlapping ones included, in the order of their ends; with `genitive` what an "s" follows too.

        With `written`, the text before it was set in lower case, none begins with a small letter there.
        """
        hits: list[Hit[Value]] = []
        for run, places in _runs(text).items():
            for inside, offset in self._starts(run):
                for place in places:
                    if written is None or not written[place + offset].islower():
                        hits += self._at(text, place + offset, inside, genitive)
        return in_order(hits)

    def _at(self, text: str, start: int, inside: str, genitive: bool) -> list[Hit[Value]]:
        """Of the phrases that may start inside a word, or of the others, those that stand at a place."""
        hits = []
        for key, found in self._table.beginnings(inside + text[start : start + self._table.longest]):
            end = start + len(key) - len(inside)
            behind = text[end : end + 1]
            goes_on = _is_spaced(behind) and not (genitive and behind == "s" and not text[end + 1 : end + 2].isalnum())
            hits += [Hit(Span(start, end), value) for whole, value in found if not (whole and goes_on)]
        return hits

    def _find_starts(self, run: str) -> tuple[tuple[str, int], ...]:
        """Where in a run phrases may begin, and whether they are those that may do so inside a word."""
        if not _is_spaced(run[0]):
            return ((_INSIDE, 0),) if self._may_begin(_INSIDE, run) else ()
        inner = [(_INSIDE, at) for at in range(len(run)) if self._may_begin(_INSIDE, run[at:])]
        return tuple([("", 0), *inner] if self._may_begin("", run) else inner)

    def _may_begin(self, inside: str, run: str) -> bool:
        """Whether a phrase goes on behind a run, or ends in it where it may: at the end, before an "s", or anywhere."""
        return self._goes_on(inside + run, is_word=_is_spaced(run[0])) or any(
            len(key) - len(inside) >= len(run) - 1 or not all(whole for whole, _ in found)
            for key, found in self._table.beginnings(inside + run)
        )

    def _goes_on(self, run: str, *, is_word: bool) -> bool:
        """Whether a phrase begins with a run; with a word, where no letter or digit follows it."""
        key = self._table.next(run)
        while key is not None and key.startswith(run):
            following = key[len(run)]
            if not (is_word and _is_spaced(following)):
                return True
            key = self._table.next(run + following + _LAST)
        return False


@lru_cache(maxsize=4)
def _runs(text: str) -> dict[str, list[int]]:
    """The runs of a text, each with the places where it stands.

    Where a script has no spaces, a run is two characters.
    """
    found: dict[str, list[int]] = {}
    parts = _RUN.split(text)
    for run, place in zip(parts[1::2], islice(accumulate(map(len, parts)), 0, None, 2), strict=False):
        found.setdefault(run if run < _UNSPACED else text[place : place + 2], []).append(place)
    return found


def _is_spaced(character: str) -> bool:
    """Whether a letter or digit of a script that sets words apart by spaces."""
    return character < _UNSPACED and character.isalnum()


def in_order(hits: Iterable[Hit[Value]]) -> list[Hit[Value]]:
    """By their ends, then by their starts."""
    return sorted(hits, key=lambda hit: (hit.span.end, hit.span.start))


def longest(hits: Iterable[Hit[Value]]) -> list[Hit[Value]]:
    """Leftmost-longest: of overlapping hits the one that starts first, or is longer; equal spans stay together."""
    kept: list[Hit[Value]] = []
    for hit in sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)):
        if not kept or hit.span.start >= kept[-1].span.end or hit.span == kept[-1].span:
            kept.append(hit)
    return kept
