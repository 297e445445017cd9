"""Completions of values: a field whose sorted dictionary is what is looked through while somebody types.

Each value of a facet has a term for each of its words: the folded text from there on, so that "coop" finds "Shanghai
Cooperation Organisation", and after it which kind of value it is, and the value as written. So all that begins with
what was typed stands in a row, how many releases have it stands beside, and commits, merges and deletions keep it true.
What nothing begins with is looked for among what begins with something near, by the walk of `engine/dictionary.py`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nsmallest
from typing import ClassVar, NamedTuple

import numpy as np

from indexer import analysis
from indexer.analyser import OneByOne
from indexer.analysis.tokens import TOKEN
from indexer.engine.chains import Chain
from indexer.engine.dictionary import Dictionary, Terms
from indexer.engine.execute.expansion import at
from indexer.engine.execute.matches import Ints
from indexer.engine.execute.segment import Segment
from indexer.engine.postings import Field

FIELD = "completions"
LONGEST = 200  # characters of a value that is completed
STARTS = 12  # of a value, at which it may be completed
MIN_FUZZY, TWO_EDITS = 4, 8  # characters that were typed of which one is looked for wrong, and two
_ENOUGH = 2  # times as many as are wanted are looked at in each segment: a value may stand there several times
_END, _BETWEEN, _ALSO = "\0", "\x1e", "\x1f"


class Completion(NamedTuple):
    """A value, of which kind it is (a letter), how many releases have it, and how far it is from what was typed."""

    kind: str
    value: str
    releases: int
    distance: int = 0


def normal(text: str) -> str:
    """A text as it is compared: its folded words with one blank between."""
    return " ".join(filter(None, map(analysis.fold, TOKEN.findall(text.replace("_", " ")))))


def completed(values: Mapping[str, Sequence[str]], short: str = "") -> str:
    """What the field is given of a release: its values by the letter of their kind.

    `short` is another name of the first one of them, which finds it too.
    """
    found = [f"{kind}{value}" for kind, of_kind in values.items() for value in of_kind if 0 < len(value) <= LONGEST]
    return _BETWEEN.join([value + (_ALSO + short if short and not place else "") for place, value in enumerate(found)])


@lru_cache(maxsize=65_536)  # values recur from release to release
def _terms(given: str) -> tuple[str, ...]:
    value, *also = given.split(_ALSO)
    texts = [normal(value[1:]), *map(normal, also)]
    return tuple(dict.fromkeys(f"{text[start:]}{_END}{value}" for text in texts for start in _starts(text)))


def _starts(text: str) -> list[int]:
    """Where a folded text may be completed from: its words, in scripts without spaces every character."""
    found = [
        place
        for place, character in enumerate(text)
        if character != " "
        and (not place or text[place - 1] == " " or analysis.is_unspaced(character))
        and unicodedata.category(character)[0] != "M"
    ]
    return found[:STARTS]


def _cut(text: str) -> list[str]:
    return [term for value in text.split(_BETWEEN) if value for term in _terms(value)]


def _itself(term: str) -> str:
    return term


class Completions(OneByOne):
    """The terms of values, as Whoosh's analyser."""

    context_free: ClassVar[Chain] = Chain(_cut, _itself, identical=True)


def beginning(segments: Sequence[Segment], typed: str, most: int) -> list[Completion]:
    """The most frequent values that begin, at one of their words, with a normal text."""
    return _most_frequent(segments, [_in_order(segment, typed) for segment in segments], most)


def beginning_nearly(segments: Sequence[Segment], typed: str, most: int) -> list[Completion]:
    """The values that begin with something near to a normal text: the nearest, then the most frequent."""
    edits = edits_in(typed)
    if not edits:
        return []
    return _most_frequent(segments, [_nearly(segment, typed, edits) for segment in segments], most)


def edits_in(typed: str) -> int:
    """How many edits away what was meant may be."""
    return 0 if len(typed) < MIN_FUZZY else 1 if len(typed) < TWO_EDITS else 2


class Phrases:
    """Texts in memory with a number each, completed as values are: for what does not stand in the index."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        terms = {
            f"{text[start:]}{_END}{phrase}"
            for phrase in numbers
            for text in [normal(phrase)]
            for start in _starts(text)
        }
        self._dictionary = Dictionary.of(Terms.of(sorted(term.encode("utf-8", "surrogatepass") for term in terms)))

    def beginning(self, typed: str, most: int) -> list[str]:
        """The phrases that begin so at one of their words, those with the greatest numbers first; else nearly so."""
        if not typed or not self._numbers:
            return []
        found = self._dictionary.with_prefix(typed.encode("utf-8", "surrogatepass"))
        ordinals = np.arange(found.start, max(found.start, found.stop))
        distances = np.zeros_like(ordinals)
        if not len(ordinals) and (edits := edits_in(typed)):
            everything = range(len(self._dictionary))
            ordinals, distances = self._dictionary.within(typed, edits, everything, swaps=True, begins=True)
        terms = self._dictionary.chosen(ordinals).tolist()
        nearest: dict[str, int] = {}
        for term, distance in zip(terms, distances.tolist(), strict=True):
            phrase = term.decode("utf-8", "surrogatepass").partition(_END)[2]
            nearest[phrase] = min(distance, nearest.get(phrase, distance))
        return nsmallest(most, nearest, key=lambda phrase: (nearest[phrase], -self._numbers[phrase], phrase))


class _Found(NamedTuple):
    """Terms of a segment: their ordinals, distances from what was typed, and how many releases have them."""

    ordinals: Ints
    distances: Ints
    documents: Ints


_NONE = _Found(*(np.empty(0, dtype=np.int64) for _ in range(3)))


def _in_order(segment: Segment, typed: str) -> _Found:
    field = segment.field(FIELD)
    if field is None:
        return _NONE
    found = field.dictionary.with_prefix(typed.encode("utf-8", "surrogatepass"))
    documents = field.dictionary.columns["documents"].range(found.start, max(found.start, found.stop))
    return _Found(np.arange(found.start, found.start + len(documents)), np.zeros_like(documents), documents)


def _nearly(segment: Segment, typed: str, edits: int) -> _Found:
    field = segment.field(FIELD)
    if field is None:
        return _NONE
    dictionary = field.dictionary
    ordinals, distances = dictionary.within(typed, edits, range(len(dictionary)), swaps=True, begins=True)
    return _Found(ordinals, distances, at(dictionary.columns["documents"], ordinals))


def _most_frequent(segments: Sequence[Segment], found: Sequence[_Found], most: int) -> list[Completion]:
    """The best of what segments have. What each has most of is counted in all of them."""
    distances: dict[bytes, int] = {}
    for segment, terms in zip(segments, found, strict=True):
        distances.update(_best(segment, terms, _ENOUGH * most))
    fields = [field for segment in segments if (field := segment.field(FIELD)) is not None]
    sums = {term: sum(_documents(field, term) for field in fields) for term in distances}
    best: dict[tuple[str, str], Completion] = {}
    for term in sorted(sums, key=lambda term: (distances[term], -sums[term], term)):
        kind, value = _read(term)
        if (kind, value) not in best and (releases := sum(_living(segment, term) for segment in segments)):
            best[kind, value] = Completion(kind, value, releases, distances[term])
            if len(best) == most:
                break
    return sorted(best.values(), key=lambda one: (one.distance, -one.releases, one.value))


def _best(segment: Segment, found: _Found, most: int) -> Iterator[tuple[bytes, int]]:
    """The nearest and most frequent terms of a segment, with their distances."""
    places = np.arange(len(found.ordinals))
    if len(places) > most:
        worth = found.distances * (1 << 40) - found.documents
        places = np.argpartition(worth, most)[:most]
    field = segment.field(FIELD)
    if field is not None and len(places):
        places = np.sort(places)
        terms = field.dictionary.chosen(found.ordinals[places]).tolist()
        yield from zip(terms, found.distances[places].tolist(), strict=True)


def _documents(field: Field, term: bytes) -> int:
    """How many releases of a segment have a term."""
    ordinal = field.dictionary.find(term)
    return 0 if ordinal is None else field.dictionary.columns["documents"][ordinal]


def _read(term: bytes) -> tuple[str, str]:
    """The kind and the value of a term."""
    value = term.decode().partition(_END)[2]
    return value[0], value[1:]


def _living(segment: Segment, term: bytes) -> int:
    """How many releases of a segment have a term, without deleted ones."""
    found = segment.postings(FIELD, term)
    if found is None:
        return 0
    if segment.deleted is None:
        return len(found)
    return int((segment.deleted[found.field.documents(found.entry)] == 0).sum())
