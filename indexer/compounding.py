"""The compounds of the index: those that have a word as a part, and the parts of one.

German and its relatives write "Bekämpfung des Terrorismus" as one word as well. A field holds their words from the last
letter on, by language, so that its sorted dictionary has together what ends alike, as that of the words has what begins
alike; and says how many releases of a language have a word. Both are looked up in the commit that is searched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from indexer.analysis import chain
from indexer.analysis.compounds import LANGUAGES, MIN_PART, Splitter, backwards, forwards, may_be_part
from indexer.schema import BACKWARDS_FIELD, WORDS_FIELD

if TYPE_CHECKING:
    from indexer.snapshot import Snapshot

MOST = 100  # compounds of a word, the most frequent ones
_LOOKED_AT = 4 * MOST  # words that begin or end as a compound would
_KEPT = 1_024  # words whose compounds are remembered
_OWN = 0.3  # share of a word's releases in a language, from which on it is a word of that
_LONG = 7  # letters of a form that is a word though it stands nowhere


class Compounds:
    """The compounds of a commit. Cheap to make."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.with_part = lru_cache(_KEPT)(self._with_part)

    def parts(self, compound: str) -> tuple[str, ...]:
        """The parts of a folded compound; none for other words."""
        if len(compound) < 2 * MIN_PART:
            return ()
        each = (self._splitter(language).parts(compound) for language in self._languages(compound))
        return next(filter(None, each), ())

    def _with_part(self, word: str) -> tuple[str, ...]:
        """The words of the index that have a folded word as their first or last part, the most frequent first."""
        if not may_be_part(word):
            return ()
        return tuple(other for language in self._languages(word) for other in self._of_language(language, word))

    def _languages(self, word: str) -> list[str]:
        """The languages with compounds that it is a word of; all that the index has for what stands nowhere."""
        there = [language for language in self._snapshot.languages if language in LANGUAGES]
        known = self._snapshot.frequency(WORDS_FIELD, word) if there else 0
        return [language for language in there if self._frequency(language, word) >= _OWN * known]

    def _of_language(self, language: str, word: str) -> Iterator[str]:
        splitter = self._splitter(language)
        part = _shortest_form(splitter, word)
        found = self._ending(splitter, part) + self._beginning(language, part)
        longer = (other for other in _most(found) if len(other) >= len(part) + MIN_PART)
        return islice(splitter.with_part(part, longer), MOST)

    def _ending(self, splitter: Splitter, part: str) -> Counter[str]:
        """The words of a language that end with a word in any of its forms."""
        found: Counter[str] = Counter()
        for ending in splitter.endings:
            entries = self._snapshot.beginning(BACKWARDS_FIELD, backwards(splitter.language, part + ending))
            found.update({forwards(entry): count for entry, count in entries.items()})
        return found

    def _beginning(self, language: str, part: str) -> Counter[str]:
        """The words of a language that begin with a word."""
        most = _most(self._snapshot.beginning(WORDS_FIELD, part))
        counts = ((word, self._frequency(language, word)) for word in most)
        return Counter({word: count for word, count in counts if count})

    def _splitter(self, language: str) -> Splitter:
        return Splitter(language, partial(self._frequency, language))

    def _frequency(self, language: str, word: str) -> int:
        """How many releases of a language have a folded word."""
        return self._snapshot.frequency(BACKWARDS_FIELD, backwards(language, word))


def _most(counts: Counter[str]) -> list[str]:
    """The most frequent words that are looked at, the same whatever segments they stand in."""
    return sorted(counts, key=lambda word: (-counts[word], word))[:_LOOKED_AT]


def _shortest_form(splitter: Splitter, word: str) -> str:
    """A word without its ending: compounds begin with "Menschenrecht", whether they are of "Menschenrechte" or not."""
    term = chain(splitter.language).term
    shorter = (word.removesuffix(ending) for ending in splitter.endings if ending and word.endswith(ending))
    forms = (
        form
        for form in shorter
        if may_be_part(form) and term(form) == term(word) and (len(form) >= _LONG or splitter.frequency(form))
    )
    return min(forms, key=len, default=word)
