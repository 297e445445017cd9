"""Many phrases found in one pass over a text: the Aho-Corasick automaton (Aho & Corasick 1975) with word boundaries."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import ahocorasick  # type: ignore[import-not-found]  # an extension module without stubs

from crawler.entities.document import Span

Value = TypeVar("Value")
Found = TypeVar("Found", covariant=True)
# From here on scripts are written without spaces between words: any place in them is a boundary.
UNSPACED = "\u2e80"
_BEHIND_LATIN = "\u0250"
_LATIN = 0


class Hit(NamedTuple, Generic[Found]):
    span: Span
    value: Found


# What a key stands for: its length, whether a letter or digit may not stand before it, or behind it, and its values. In
# one tuple, because there are a hundred thousand of them.
_Entry = tuple[Any, ...]


class Phrases(Generic[Value]):
    """Phrases with a value each; a phrase may stand for several values.

    A phrase matches whole words only, exactly as it is written; one that starts (ends) with "*" may start (end) inside
    a word. The span of a hit covers the phrase itself.
    """

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        values: defaultdict[str, defaultdict[tuple[bool, bool], list[Value]]] = defaultdict(lambda: defaultdict(list))
        for phrase, value in phrases:
            key = phrase.strip("*")
            whole = (phrase[0] != "*" and is_spaced(key[0]), phrase[-1] != "*" and is_spaced(key[-1]))
            values[key][whole].append(value)
        firsts = "".join({key[0] for key in values if _script(key[0]) != _LATIN})
        self._elsewhere = re.compile(f"[{re.escape(firsts)}]") if firsts else None
        # One for each script: the library looks through the first letters of all phrases one by one.
        self._automata: defaultdict[int, ahocorasick.Automaton] = defaultdict(ahocorasick.Automaton)
        while values:  # which makes room as it goes
            key, by_boundary = values.popitem()
            entries: list[_Entry] = [(len(key), *whole, *found) for whole, found in by_boundary.items()]
            self._automata[_script(key[0])].add_word(key, entries[0] if len(entries) == 1 else entries)
        for automaton in self._automata.values():
            automaton.make_automaton()

    def find(self, text: str, *, genitive: bool = False) -> list[Hit[Value]]:
        """All hits, overlapping ones included, in the order of their ends; with `genitive` what an "s" follows too."""
        scripts = set(self._automata)
        if self._elsewhere is None or not self._elsewhere.search(text):  # as in most texts
            scripts &= {_LATIN}
        hits = [hit for script in scripts for hit in self._of_script(script, text, genitive)]
        return in_order(hits) if len(scripts) > 1 else hits  # as those of one script are

    def _of_script(self, script: int, text: str, genitive: bool) -> list[Hit[Value]]:
        hits: list[Hit[Value]] = []
        for last, found in self._automata[script].iter(text):
            end = last + 1
            behind = text[end : end + 1]
            goes_on = behind.isalnum() and behind < UNSPACED
            if goes_on and genitive and behind == "s" and not text[end + 1 : end + 2].isalnum():
                goes_on = False
            if goes_on and type(found) is tuple and found[2]:  # as most are: the beginning of another word
                continue
            for entry in found if type(found) is list else (found,):
                start = end - entry[0]
                if (goes_on and entry[2]) or (entry[1] and start and is_spaced(text[start - 1])):
                    continue
                span = Span(start, end)
                hits += [Hit(span, value) for value in entry[3:]]
        return hits


@cache
def _script(character: str) -> int:
    """A number for the script that a character is of, as Unicode's blocks have them: 0 for Latin and digits."""
    if character < _BEHIND_LATIN:
        return _LATIN
    return ord(min(character, UNSPACED)) >> 7


def is_spaced(character: str) -> bool:
    """Whether a letter or digit of a script that sets words apart by spaces."""
    return character < UNSPACED and character.isalnum()


def in_order(hits: Iterable[Hit[Value]]) -> list[Hit[Value]]:
    """By their ends, then by their starts."""
    return sorted(hits, key=lambda hit: hit.span[::-1])


def longest(hits: Iterable[Hit[Value]]) -> list[Hit[Value]]:
    """Leftmost-longest: of overlapping hits the one that starts first, or is longer; equal spans stay together."""
    kept: list[Hit[Value]] = []
    last = Span(0, 0)  # of those that are kept
    for hit in sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)):
        span = hit.span
        if span.start >= last.end or span == last:
            kept.append(hit)
            last = span
    return kept
