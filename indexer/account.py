"""What a release tells of an event: who, where, when, in which words. Pure: the caller says how rare a word is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from math import log, sqrt

from crawler.cleaning.dates import find_dates
from crawler.entities import places
from crawler.likeness import Hashes, shingles
from indexer import analysis, weights
from indexer.analysis.stopwords import stop_words
from indexer.analysis.transliterate import alike
from indexer.documents import Document
from indexer.labels import primary_language

Rarity = Callable[[str], float]

# Characters of a text that say what it is about; in which the main thing, its amount and its names stand; a dateline
_LEAD, _HEAD, _AMOUNT_IN, _FIRST, _DATELINE = 800, 600, 400, 300, 200
_SAID = 8  # words in a row of direct speech that two releases share
_ASIDE = re.compile(r"\([^)]*\)")
_BRACKET = re.compile(r"\s*\([^)]*\)$")
_LARGE = r"(?:mil+i|milj|milh|mn\b|mrd|bil+i|bn\b|tril|млн|млрд|милли)"
_AMOUNT = re.compile(
    rf"(?<![\w.,-])(\d{{1,3}}(?:[ ,.]\d{{3}})+(?![ ,.-]?\d)|\d+(?:[ .,]\d{{1,2}})?(?=\s*{_LARGE}))(?:\s*({_LARGE}))?",
    re.I,
)
_YEARLY = re.compile(
    r"an+iversar|årsdag|jahrestag|rocznic|výročí|годовщин|річниц|周年|ذكرى"
    r"|\b(?:memorial|veterans|independence|labou?r|earth|heritage|history|awareness|remembrance|world|international"
    r"|national)\W+(?:\w+\W+)?(?:day|week|month)\b",
    re.I,
)
# What one gets for oneself: a title with such a word tells of who is named in it.
_GIVEN = re.compile(
    r"\b(?:awards?|awarded|prizes?|medals?|honou?r\w*|recogni[sz]\w*|receiv\w*|recipients?|winn?ers?|wins?|grants?|funding|funds"
    r"|scholarships?|(?:re-?)?appoint\w*|named|names|endors\w*|pris\w*|premi\w*|preis\w*|ausgezeichnet"
    r"|ernannt|nommée?s?|utnämn\w*)\b",
    re.I,
)
_HEADING = 90  # characters at most
_SENTENCE_ENDS = tuple('.!?:;,"”')
_OVERVIEW = 6  # headings of a text that tells of many things


class Account:
    """What a release tells of an event."""

    def __init__(self, release: Document, rarity: Rarity, frequency: Rarity) -> None:
        """`rarity` is on one scale however many releases there are, `frequency` the inverse one of a word in them."""
        self.release = release
        self.rarity = rarity
        self.frequency = frequency
        self.language = primary_language(release.language)
        self.publisher = publisher(release)
        self.day = release.day.toordinal()

    @cached_property
    def days(self) -> frozenset[int]:
        """The day of publication and those that its beginning names."""
        named = {found.day.toordinal() for found in find_dates(self.lead)}
        return frozenset({self.day} | {day for day in named if abs(day - self.day) <= weights.EVENT_NAMED_DAYS})

    @cached_property
    def dated(self) -> frozenset[int]:
        """Of these the ones that stand at its very beginning, as in a dateline."""
        return self.days & {found.day.toordinal() for found in find_dates(self.release.text[:_DATELINE])}

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The organisations that it names; its own is in every release of its publisher."""
        return tuple(name for name in self.release.organisations if name != self.publisher)

    @cached_property
    def cities(self) -> tuple[str, ...]:
        found = ((name, places.resolve(name)) for name in self.release.places)
        return tuple(name for name, place in found if place and place.is_city)

    @cached_property
    def words(self) -> dict[str, float]:
        """The folded words of title and beginning that stand in no name, by their weight."""
        release = self.release
        names = (*release.people, *release.organisations, *release.places, release.organisation, release.short)
        of_names = {word for name in names for word in map(analysis.fold, analysis.tokens(name))}
        found: dict[str, float] = {}
        for text, factor in ((release.title, weights.EVENT_TITLE), (self.lead, 1.0)):
            for word in map(analysis.fold, analysis.tokens(text)):
                if self._may_tell(word) and word not in of_names:
                    found[word] = max(found.get(word, 0.0), factor * self.rarity(word))
        return found

    @cached_property
    def length(self) -> float:
        return sqrt(sum(weight * weight for weight in self.words.values()))

    @cached_property
    def telling(self) -> dict[str, float]:
        """The folded words that tell most of it, names among them, by their weight; all weights together are 1 long."""
        counts = Counter(self._text)
        for word in folded(self.release.title):
            counts[word] += weights.EVENT_TITLED
        weighed = {
            word: (1 + log(count)) * self.rarity(word)
            for word, count in counts.items()
            if self._may_tell(word) and word not in self._own
        }
        most = sorted(weighed, key=lambda word: (-weighed[word], word))[: weights.EVENT_TELLING]
        return _one_long({word: weighed[word] for word in most})

    @cached_property
    def first(self) -> dict[str, float]:
        """The folded words of title and first lines, by how rare each is; all weights together are 1 long."""
        words = (word for word in self._first if self._may_tell(word) and word not in self._own)
        return _one_long({word: self.rarity(word) for word in words})

    @cached_property
    def titled(self) -> frozenset[str]:
        """The telling words of its title; asides (a ticker, a state) and its publisher left out."""
        words = folded(_ASIDE.sub(" ", self.release.title))
        return frozenset(word for word in words if word not in self._stop_words and word not in self._own)

    @cached_property
    def written(self) -> frozenset[str]:
        """All folded words of title and text."""
        return frozenset((*folded(self.release.title), *self._text))

    @cached_property
    def heading(self) -> frozenset[str]:
        """The folded words of title and first lines."""
        return frozenset((*folded(self.release.title), *folded(self.release.text[:_HEAD])))

    @cached_property
    def first_named(self) -> tuple[frozenset[str], ...]:
        """Its names in title and first lines, each by its words that stand there."""
        there = ((words & self._first, words) for words in self._names)
        return tuple(found for found, words in there if 2 * len(found) >= len(words))

    @cached_property
    def amounts(self) -> frozenset[str]:
        """The sums and large numbers of title and text."""
        return _amounts(f"{self.release.title}\n{self.release.text}")

    @cached_property
    def titled_amounts(self) -> frozenset[str]:
        return _amounts(self.release.title)

    @cached_property
    def first_amounts(self) -> frozenset[str]:
        """Those of the title, or else of the first lines."""
        return self.titled_amounts or _amounts(self.release.text[:_AMOUNT_IN])

    @cached_property
    def is_of_yearly_day(self) -> bool:
        """Whether it begins with a day that comes every year, which is no event."""
        return bool(_YEARLY.search(f"{self.release.title}\n{self.release.text[:_DATELINE]}"))

    @cached_property
    def is_of_what_is_given(self) -> bool:
        """Whether its title tells of an award, a grant or an office."""
        return bool(_GIVEN.search(self.release.title))

    @cached_property
    def titled_people(self) -> tuple[frozenset[str], ...]:
        """Each person in its title, by the folded words of the name that stand there."""
        titled = frozenset(folded(self.release.title))
        return tuple(filter(None, (titled & frozenset(folded(name)) for name in self.release.people)))

    @cached_property
    def headings(self) -> int:
        """How many of its lines are no sentence: a text of many tells of many things."""
        lines = map(str.strip, self.release.text.split("\n"))
        return sum(0 < len(line) <= _HEADING and not line.endswith(_SENTENCE_ENDS) for line in lines)

    def is_overview_beside(self, other: Account) -> bool:
        """Whether it goes through many things, as the other does not."""
        return self.headings >= _OVERVIEW and self.headings > 2 * other.headings

    @cached_property
    def said(self) -> frozenset[tuple[str, ...]]:
        """Every so many words in a row of its direct speech."""
        return frozenset(row for _, words in self.release.quotes for row in _rows(words))

    @cached_property
    def shingles(self) -> Hashes:
        return shingles(self.release.text)

    @property
    def lead(self) -> str:
        """The beginning of its text."""
        return self.release.text[:_LEAD]

    @cached_property
    def _text(self) -> tuple[str, ...]:
        return tuple(folded(self.release.text))

    @cached_property
    def _first(self) -> frozenset[str]:
        return frozenset((*folded(self.release.title), *folded(self.release.text[:_FIRST])))

    @cached_property
    def _names(self) -> tuple[frozenset[str], ...]:
        """By which folded words each of its names is known in another text, its publisher's left out.

        A person by any, all others by the rarest: each town has a fire department.
        """
        release = self.release
        known = [frozenset(folded(name)) for name in release.people]
        others = (*release.organisations, *release.places)
        known += [frozenset(sorted(folded(name), key=self.rarity)[-1:]) for name in others]
        return tuple(words for words in known if words and words.isdisjoint(self._own))

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset((*folded(self.publisher), *folded(self.release.organisation)))

    @cached_property
    def _stop_words(self) -> frozenset[str]:
        return frozenset(stop_words(self.language) | stop_words("en"))

    def _may_tell(self, word: str) -> bool:
        return (len(word) > 1 or analysis.is_unspaced(word)) and word not in self._stop_words


def publisher(release: Document) -> str:
    """Who tells it, under the name that others give it; the source where nobody is named."""
    return release.publisher or release.source


def is_one_name(name: str, other: str) -> bool:
    """Whether two names are one, in any scripts."""
    of_name, of_other = (analysis.fold(each).split() for each in (name, other))
    return len(of_name) == len(of_other) > 1 and all(map(alike, of_name, of_other))


def folded(text: str) -> Iterator[str]:
    """The folded words of a text or name; what stands in brackets at its end left out."""
    return map(analysis.fold, analysis.tokens(_BRACKET.sub("", text)))


def without_aside(name: str) -> str:
    """A name without what stands in brackets at its end."""
    return _BRACKET.sub("", name)


def _one_long(weighed: dict[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
    return {word: weight / length for word, weight in weighed.items()}


def _amounts(text: str) -> frozenset[str]:
    """Large numbers by their digits, as separators differ, and are lost; "1.8 million" is "18m"."""
    found = ((re.sub(r"\D", "", number), large) for number, large in _AMOUNT.findall(text))
    return frozenset(digits + large[:1].lower() for digits, large in found)


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    words = [*map(analysis.fold, analysis.tokens(text))]
    return (tuple(words[place : place + _SAID]) for place in range(len(words) - _SAID + 1))
