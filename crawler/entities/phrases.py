"""Many phrases found in one pass over a text: the Aho-Corasick automaton (Aho & Corasick 1975) with word boundaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

import ahocorasick  # type: ignore[import-not-found]  # an extension module without stubs

from crawler.entities.document import Span

Value = TypeVar("Value")
Found = TypeVar("Found", covariant=True)
# From here on scripts are written without spaces between words: any place in them is a boundary.
_UNSPACED = "\u2e80"


class Hit(NamedTuple, Generic[Found]):
    span: Span
    value: Found


class _Entry(NamedTuple, Generic[Value]):
    """A key's values that need the same boundaries: whether a letter or digit may not stand before it, or behind."""

    length: int
    whole_start: bool
    whole_end: bool
    values: list[Value]


class Phrases(Generic[Value]):
    """Phrases with a value each; a phrase may stand for several values.

    A phrase matches whole words only, exactly as it is written; one that starts (ends) with "*" may start (end) inside
    a word. The span of a hit covers the phrase itself.
    """

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        entries: defaultdict[str, dict[tuple[bool, bool], _Entry[Value]]] = defaultdict(dict)
        for phrase, value in phrases:
            key = phrase.strip("*")
            whole = (phrase[0] != "*" and _is_spaced(key[0]), phrase[-1] != "*" and _is_spaced(key[-1]))
            entries[key].setdefault(whole, _Entry(len(key), *whole, [])).values.append(value)
        self._automaton = ahocorasick.Automaton()
        for key, by_boundary in entries.items():
            self._automaton.add_word(key, tuple(by_boundary.values()))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Hit[Value]]:
        """All hits, overlapping ones included, in the order of their ends."""
        hits = []
        size = len(text)
        for last, entries in self._automaton.iter(text):
            end = last + 1
            for length, whole_start, whole_end, values in entries:
                start = end - length
                if whole_end and end < size and _is_spaced(text[end]):
                    continue
                if whole_start and start and _is_spaced(text[start - 1]):
                    continue
                hits += [Hit(Span(start, end), value) for value in values]
        return hits


def _is_spaced(character: str) -> bool:
    """Whether a letter or digit of a script that sets words apart by spaces."""
    return character < _UNSPACED and character.isalnum()


def longest(hits: Iterable[Hit[Value]]) -> list[Hit[Value]]:
    """Leftmost-longest: of overlapping hits the one that starts first, or is longer; equal spans stay together."""
    kept: list[Hit[Value]] = []
    for hit in sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)):
        if not kept or hit.span.start >= kept[-1].span.end or hit.span == kept[-1].span:
            kept.append(hit)
    return kept
