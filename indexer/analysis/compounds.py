"""Compounds: "Verwaltungsebene" has the parts "verwaltung" and "ebene".

The method of Koehn and Knight (Empirical Methods for Compound Splitting, EACL 2003): of all ways to cut a word into
words of the corpus, with the letters that the language puts between them, the one whose parts have the highest
geometric mean of frequencies, if that is higher than the word's own. The vocabulary is the index's own; there is no
other dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import exp, log

MIN_PART = 4  # letters
MAX_PARTS = 3
MIN_FREQUENCY = 2  # of a part

_LINKS = {
    "de": ("", "s", "es", "n", "en", "er"),
    "nl": ("", "s", "e", "en"),
    "sv": ("", "s"),
    "da": ("", "s", "e"),
    "nb": ("", "s", "e"),
}
LANGUAGES = frozenset(_LINKS)


@dataclass(frozen=True, slots=True)
class Splitter:
    """Cuts folded words of one language; `frequency` says how often a folded word occurs in releases of it."""

    language: str
    frequency: Callable[[str], int]

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a compound in their order; none for other words."""
        if len(word) < 2 * MIN_PART or not word.isalpha():
            return ()
        cuts = [(self._mean(parts), parts) for parts in self._cuts(word, MAX_PARTS) if len(parts) > 1]
        mean, best = max(cuts, default=(0.0, ()))
        return best if mean > self.frequency(word) else ()

    def _cuts(self, word: str, most: int) -> Iterator[tuple[str, ...]]:
        """All ways to cut a word into known ones."""
        if self.frequency(word) >= MIN_FREQUENCY:
            yield (word,)
        if most == 1:
            return
        for place in range(MIN_PART, len(word) - MIN_PART + 1):
            heads = list(self._heads(word[:place]))
            if heads:
                yield from ((head, *rest) for rest in self._cuts(word[place:], most - 1) for head in heads)

    def _heads(self, beginning: str) -> Iterator[str]:
        """The known words that a beginning may be, without what links it to the next."""
        for link in _LINKS[self.language]:
            head = beginning.removesuffix(link)
            if beginning.endswith(link) and len(head) >= MIN_PART and self.frequency(head) >= MIN_FREQUENCY:
                yield head

    def _mean(self, parts: tuple[str, ...]) -> float:
        return exp(sum(log(self.frequency(part)) for part in parts) / len(parts))
