"""Many phrases found in one pass over a text: the Aho-Corasick automaton (Aho & Corasick 1975) with word boundaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

import ahocorasick

from crawler.entities.document import Span

Value = TypeVar("Value")
# Scripts written without spaces between words: any place in them is a boundary.
_UNSPACED = ("\u2e80", "\ud7ff")


class Hit(NamedTuple, Generic[Value]):
    span: Span
    value: Value


class _Form(NamedTuple, Generic[Value]):
    length: int
    open_start: bool
    open_end: bool
    value: Value


class Phrases(Generic[Value]):
    """Phrases with a value each; a phrase may stand for several values.

    A phrase matches whole words only, exactly as it is written; one that starts (ends) with "*" may start (end) inside
    a word. The span of a hit covers the phrase itself.
    """

    def __init__(self, phrases: Iterable[tuple[str, Value]]) -> None:
        forms: defaultdict[str, list[_Form[Value]]] = defaultdict(list)
        for phrase, value in phrases:
            key = phrase.strip("*")
            forms[key].append(_Form(len(key), phrase.startswith("*"), phrase.endswith("*"), value))
        self._automaton = ahocorasick.Automaton()
        for key, values in forms.items():
            self._automaton.add_word(key, values)
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Hit[Value]]:
        """All hits, overlapping ones included, in the order of their ends."""
        hits = []
        for last, forms in self._automaton.iter(text):
            end = last + 1
            start = end - forms[0].length
            starts, ends = _is_boundary(text, start), _is_boundary(text, end)
            hits += [
                Hit(Span(start, end), form.value)
                for form in forms
                if (starts or form.open_start) and (ends or form.open_end)
            ]
        return hits


def _is_boundary(text: str, position: int) -> bool:
    """Whether a word may start or end at a position: not between two letters or digits of one word."""
    if position <= 0 or position >= len(text):
        return True
    before, after = text[position - 1], text[position]
    if not (before.isalnum() and after.isalnum()):
        return True
    return _UNSPACED[0] <= before <= _UNSPACED[1] or _UNSPACED[0] <= after <= _UNSPACED[1]


def longest(hits: Iterable[Hit[Value]]) -> list[Hit[Value]]:
    """Leftmost-longest: of overlapping hits the one that starts first, or is longer; those of one span stay together."""
    kept: list[Hit[Value]] = []
    for hit in sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)):
        if not kept or hit.span.start >= kept[-1].span.end or hit.span == kept[-1].span:
            kept.append(hit)
    return kept
