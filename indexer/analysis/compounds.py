"""Compounds: "Verwaltungsebene" has the parts "verwaltung" and "ebene".

The method of Koehn and Knight (Empirical Methods for Compound Splitting, EACL 2003): of all ways to cut a word into
words of the corpus, with the letters that the language puts between them, the one whose parts have the highest
geometric mean of frequencies, if that is higher than the word's own. The vocabulary is the index's own; there is no
other dictionary.

Whether a word is a part of another one (`Splitter.with_part`) is asked the same way. There the part is known and the
rest has to be words of the corpus; the mean may be somewhat less, for what people often say is a compound still
("Bundesregierung"), but not as much less as it is of words that only look like one ("ebenfalls" is no "Fall").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

MIN_PART = 4  # letters
MAX_PARTS = 3
MIN_FREQUENCY = 2  # of a part
LONG_PART = 6  # letters from which on a word that occurs once is no accident
USUAL = 3  # times that a compound may be more frequent than its parts
TELLING = 7  # letters of a part beside which another may stand that is no word of the corpus,
UNKNOWN_FIRST, UNKNOWN_LAST = 5, 6  # of so many letters
_SEPARATOR = "\x1f"  # Unicode's unit separator
_VOWELS = tuple("aeiouy")


class Grammar(NamedTuple):
    """How a language joins words: the letters between them, and the endings of the last one.

    What begins with one of the `suffixes`, or with a vowel, may be the end of a word that was derived from another.
    """

    links: tuple[str, ...]
    endings: tuple[str, ...]
    suffixes: tuple[str, ...] = ()


_SCANDINAVIAN = Grammar(("", "s", "e"), ("", "e", "en", "er", "et", "ene", "erne", "s", "ens", "ets"))
_GRAMMARS = {
    "de": Grammar(
        ("", "s", "es", "n", "en", "er", "e"),
        ("", "e", "en", "n", "s", "es", "er", "ern"),
        ("haft", "heit", "keit", "lich", "lein", "los", "sam", "schaft"),
    ),
    "nl": Grammar(("", "s", "e", "en"), ("", "e", "en", "s")),
    "sv": Grammar(
        ("", "s"),
        (
            "",
            "a",
            "an",
            "ar",
            "arna",
            "arnas",
            "en",
            "ens",
            "er",
            "erna",
            "ernas",
            "et",
            "n",
            "or",
            "orna",
            "ornas",
            "s",
        ),
    ),
    "da": _SCANDINAVIAN,
    "nb": _SCANDINAVIAN,
    "nn": _SCANDINAVIAN,
    "no": _SCANDINAVIAN,
}
_ALSO_ENDINGS = frozenset({"ende", "enden", "ender", "haft", "innen"})  # words, of which other words seem to be made
LANGUAGES = frozenset(_GRAMMARS)


def backwards(language: str, word: str) -> str:
    """A folded word of a language from its last letter on: what ends alike begins alike."""
    return f"{language}{_SEPARATOR}{word[::-1]}"


def forwards(entry: str) -> str:
    """The word that is written `backwards`."""
    return entry.partition(_SEPARATOR)[2][::-1]


def may_be_part(word: str) -> bool:
    """Whether a folded word is one of which compounds are made."""
    return len(word) >= MIN_PART and word.isalpha() and word not in _ALSO_ENDINGS


@dataclass(frozen=True, slots=True)
class Splitter:
    """Cuts folded words of one language; `frequency` says how often a folded word occurs in releases of it."""

    language: str
    frequency: Callable[[str], int]

    @property
    def endings(self) -> tuple[str, ...]:
        """What a word may have at its end in its other forms."""
        return _GRAMMARS[self.language].endings

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a compound in their order; none for other words."""
        if len(word) < 2 * MIN_PART or not word.isalpha():
            return ()
        cuts = [(self._mean(parts), parts) for parts in self._cuts(word, MAX_PARTS) if len(parts) > 1]
        mean, best = max(cuts, default=(0.0, ()))
        return best if mean > self.frequency(word) else ()

    def with_part(self, part: str, words: Iterable[str]) -> Iterator[str]:
        """Those of some words that have another one as their first or their last part."""
        own = max(1, *(self.frequency(part + ending) for ending in self.endings))
        for word in filter(str.isalpha, words):
            other = max(self._first(word, part), self._last(word, part))
            if other and USUAL**2 * own * other >= self.frequency(word) ** 2:
                yield word

    def _first(self, compound: str, part: str) -> float:
        """How frequent what stands before a word's last part is; 0 if that is no word."""
        tails = (part + ending for ending in self.endings)
        firsts = [compound.removesuffix(tail) for tail in tails if compound.endswith(tail)]
        known = (cut for first in firsts for cut in self._linked_cuts(first))
        least = any(len(part) >= TELLING and len(first) >= UNKNOWN_FIRST for first in firsts)
        return max(map(self._mean, known), default=float(least))

    def _last(self, compound: str, part: str) -> float:
        """How frequent what stands behind a word's first part is; 0 if that is no word."""
        if not compound.startswith(part):
            return 0.0
        rest = compound.removeprefix(part)
        if rest in self.endings:
            return 0.0
        lasts = [rest.removeprefix(link) for link in _GRAMMARS[self.language].links if rest.startswith(link)]
        forms = (form for last in lasts for form in self._without_ending(last))
        known = (cut for form in forms for cut in self._cuts(form, MAX_PARTS - 1))
        least = len(part) >= TELLING and self._may_be_word(rest)
        return max(map(self._mean, known), default=float(least))

    def _may_be_word(self, rest: str) -> bool:
        """Whether what stands behind a word may be another one, and is no ending of it that made a third one."""
        derived = (*_VOWELS, *_GRAMMARS[self.language].suffixes)
        word = rest.removeprefix("s")
        return len(word) >= UNKNOWN_LAST and not word.startswith(derived)

    def _without_ending(self, word: str) -> Iterator[str]:
        for ending in self.endings:
            if word.endswith(ending):
                yield word.removesuffix(ending)

    def _linked_cuts(self, beginning: str) -> Iterator[tuple[str, ...]]:
        """All ways to cut what stands before a part into known words."""
        for link in _GRAMMARS[self.language].links:
            if beginning.endswith(link):
                yield from self._cuts(beginning.removesuffix(link), MAX_PARTS - 1)

    def _cuts(self, word: str, most: int) -> Iterator[tuple[str, ...]]:
        """All ways to cut a word into known ones."""
        if self._is_known(word):
            yield (word,)
        if most == 1:
            return
        for place in range(MIN_PART, len(word) - MIN_PART + 1):
            heads = list(self._heads(word[:place]))
            if heads:
                yield from ((head, *rest) for rest in self._cuts(word[place:], most - 1) for head in heads)

    def _heads(self, beginning: str) -> Iterator[str]:
        """The known words that a beginning may be, without what links it to the next."""
        for link in _GRAMMARS[self.language].links:
            head = beginning.removesuffix(link)
            if beginning.endswith(link) and self._is_known(head):
                yield head

    def _is_known(self, word: str) -> bool:
        return may_be_part(word) and self.frequency(word) >= (1 if len(word) >= LONG_PART else MIN_FREQUENCY)

    def _mean(self, parts: tuple[str, ...]) -> float:
        return exp(sum(log(self.frequency(part)) for part in parts) / len(parts))
