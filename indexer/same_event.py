"""Whether two releases tell of the same event, and what shows it. Pure: how rare a word is comes from the caller.

Each kind of evidence (people, organisations, a city, words, direct speech, the text) counts by how rare what is shared
is, as in the detection of topics by names and words apart (Kumaran and Allan, "Text classification and named entities
for new event detection", 2004). No kind is enough by itself: two parties have been in one city, two bills have words in
common. The words of names are left out of the words, so that nothing counts twice. Names, places, numbers and dates are
what releases in two languages can share.

What a title says must stand in the other's text too: releases made from one template (a prize that many win, a series
of advice, grants to many towns) have all but that in common.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from crawler.cleaning.dates import find_dates
from crawler.entities import places
from crawler.likeness import SAME_PAGE, Hashes, jaccard, shingles
from indexer import analysis, weights
from indexer.analysis.stopwords import stop_words
from indexer.analysis.transliterate import alike
from indexer.documents import Document
from indexer.labels import primary_language

Rarity = Callable[[str], float]

_LEAD = 800  # characters of a text that say what it is about
_HEAD = 200  # characters in which a dateline stands
_SAID = 8  # words in a row of direct speech that two releases share
_MAY_BE_TEXT = 0.25  # cosine of the words, below which two texts are not compared whole
_SHOWN = 3  # names or words of a reason
_ASIDE = re.compile(r"\([^)]*\)")
_BRACKET = re.compile(r"\s*\([^)]*\)$")


class Account:
    """What a release tells of an event: who, where, when, in which words."""

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
        return self.days & {found.day.toordinal() for found in find_dates(self.release.text[:_HEAD])}

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
        language = self.language
        left_out = stop_words(language) | stop_words("en") | self.words_of_names
        found: dict[str, float] = {}
        for text, factor in ((self.release.title, weights.EVENT_TITLE), (self.lead, 1.0)):
            for word in map(analysis.fold, analysis.tokens(text)):
                if (len(word) > 1 or analysis.is_unspaced(word)) and word not in left_out:
                    found[word] = max(found.get(word, 0.0), factor * self.rarity(word))
        return found

    @cached_property
    def titled(self) -> dict[str, float]:
        """The folded words of the title by how rare they are; asides (a ticker, a state) and its publisher left out."""
        left_out = stop_words(self.language) | stop_words("en") | self._own
        words = _words(_ASIDE.sub(" ", self.release.title))
        return {word: self.rarity(word) for word in words if word not in left_out}

    @cached_property
    def written(self) -> frozenset[str]:
        """All folded words of title and text."""
        return frozenset((*_words(self.release.title), *_words(self.release.text)))

    @cached_property
    def labels(self) -> frozenset[str]:
        return frozenset((*self.release.people, *self.release.organisations, *self.release.places))

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """By which folded words each of its names is known in another text, its publisher's left out.

        A person by any, all others by the rarest: each town has a fire department.
        """
        release = self.release
        known = {name: frozenset(_words(name)) for name in release.people}
        for name in (*release.organisations, *release.places):
            known[name] = frozenset(sorted(_words(name), key=self.rarity)[-1:])
        return {name: words for name, words in known.items() if words and words.isdisjoint(self._own)}

    def named_in(self, text: str) -> dict[str, frozenset[str]]:
        """The names that stand in a part of its text, by their words there."""
        written = frozenset(_words(text))
        said = {name: words & written for name, words in self.names.items()}
        return {name: there for name, there in said.items() if 2 * len(there) >= len(self.names[name])}

    @cached_property
    def words_of_bodies(self) -> frozenset[str]:
        return frozenset(word for name in self.release.organisations for word in _words(name))

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset((*_words(self.publisher), *_words(self.release.organisation)))

    @cached_property
    def words_of_names(self) -> frozenset[str]:
        release = self.release
        names = (*release.people, *release.organisations, *release.places, release.organisation, release.short)
        return frozenset(word for name in names for word in map(analysis.fold, analysis.tokens(name)))

    @cached_property
    def said(self) -> frozenset[tuple[str, ...]]:
        """Every so many words in a row of its direct speech."""
        return frozenset(row for _, words in self.release.quotes for row in _rows(words))

    @cached_property
    def shingles(self) -> Hashes:
        return shingles(self.release.text)

    @cached_property
    def length(self) -> float:
        return sqrt(sum(weight * weight for weight in self.words.values()))

    @property
    def lead(self) -> str:
        """The beginning of its text."""
        return self.release.text[:_LEAD]


@dataclass(frozen=True, slots=True)
class Shared:
    """What two releases share. `named` is the publisher of the one where the other names it."""

    people: tuple[str, ...]
    bodies: tuple[str, ...]
    cities: tuple[str, ...]
    named: str
    words: tuple[str, ...]
    is_said: bool
    is_text: bool
    apart: int  # days
    is_alike: bool  # in the words of title and beginning, or told in two languages
    is_one_subject: bool  # by their titles
    scores: dict[str, float]  # by kind of evidence

    @property
    def score(self) -> float:
        return sum(self.scores.values())

    @property
    def is_one_event(self) -> bool:
        kinds = [kind for kind, score in self.scores.items() if score >= weights.EVENT_KIND]
        return self.is_alike and self.is_one_subject and len(kinds) > 1 and self.score >= weights.EVENT

    @property
    def is_near(self) -> bool:
        """Whether both may be of one event when each is of one with a third."""
        return self.is_one_subject and self.score >= weights.EVENT_NEAR

    @property
    def reason(self) -> str:
        """The evidence in words."""
        names = (*self.people, *self.bodies, *self.cities)
        parts = []
        if self.is_text:
            parts.append("have nearly the same text")
        elif self.is_said:
            parts.append("quote the same words")
        if names:
            parts.append(f"both name {_listed([_BRACKET.sub('', name) for name in names])}")
        if self.named:
            parts.append(f"one names {self.named}, which tells it too")
        if self.words and not self.is_text:
            parts.append(f"both write of {_listed([f'“{word}”' for word in self.words])}")
        days = {0: "on the same day", 1: "a day apart"}.get(self.apart, f"{self.apart} days apart")
        return f"{'; '.join(parts)}, {days}"


def publisher(release: Document) -> str:
    """Who tells it, under the name that others give it; the source where nobody is named."""
    return release.publisher or release.source


def days_apart(a: Account, b: Account) -> int:
    """The days between two releases, or between the days that they name; the datelines where both have one."""
    days, others = (a.dated, b.dated) if a.dated and b.dated else (a.days, b.days)
    return min(abs(day - other) for day in days for other in others)


def share(a: Account, b: Account) -> Shared:
    """What two releases share."""
    people = _people(a, b)
    bodies = tuple(name for name in a.bodies if name in b.bodies and name not in (a.publisher, b.publisher))
    cities = tuple(name for name in a.cities if name in b.cities)
    named = next((one.publisher for one, other in ((a, b), (b, a)) if one.publisher in other.bodies), "")
    words = sorted(a.words.keys() & b.words.keys(), key=lambda word: (-a.words[word] * b.words[word], word))
    cosine = sum(a.words[word] * b.words[word] for word in words) / max(a.length * b.length, 1e-9)
    is_said = not a.said.isdisjoint(b.said)
    is_like = cosine >= _MAY_BE_TEXT and _is_like(a, b)
    is_template = is_like and _have_their_own(a, b, lambda one: one.lead)  # as letters to many towns
    is_text = is_like and not is_template
    apart = days_apart(a, b)
    scores = {
        "people": weights.EVENT_PEOPLE * _rarity(people, a.rarity),
        "organisations": weights.EVENT_BODIES * _rarity((*bodies, *filter(None, (named,))), a.rarity),
        "city": weights.EVENT_CITY * _rarity(cities, a.rarity),
        "words": weights.EVENT_WORDS * cosine,
        "speech": weights.EVENT_SAID * is_said,
        "text": weights.EVENT_TEXT * is_text,
        "days": -weights.EVENT_DAY * apart,
    }
    is_foreign = a.language != b.language
    is_alike = is_foreign or is_text or cosine >= weights.EVENT_ALIKE
    may_be = sum(scores.values()) >= weights.EVENT_NEAR  # to look at all words takes longest
    is_one_subject = may_be and not is_template and (is_foreign or _is_one_subject(a, b))
    return Shared(
        people, bodies, cities, named, tuple(words[:_SHOWN]), is_said, is_text, apart, is_alike, is_one_subject, scores
    )


def _is_one_subject(a: Account, b: Account) -> bool:
    """Whether one tells what the other's title says, and not each of somebody, or somewhere, of its own."""
    is_told = max(_told(a, b), _told(b, a)) >= weights.EVENT_TITLED
    says_its_own = _says_its_own(a, b) and _says_its_own(b, a)
    return is_told and not says_its_own and not _have_their_own(a, b, lambda one: one.release.title)


def _told(a: Account, b: Account) -> float:
    """The share of what the title of one says that stands in the other, by how rare it is.

    The names of organisations tell whose news it is, not what the news is.
    """
    said = {word: rare for word, rare in a.titled.items() if word not in a.words_of_bodies | b.words_of_bodies}
    told = sum(rare for word, rare in said.items() if word in b.written)
    return told / max(sum(said.values()), 1e-9)


def _have_their_own(a: Account, b: Account, part: Callable[[Account], str]) -> bool:
    """Whether each names in a part of its text what the other does not at all."""
    return _names_its_own(a, b, part(a)) and _names_its_own(b, a, part(b))


def _names_its_own(account: Account, other: Account, text: str) -> bool:
    named = account.named_in(text)
    return any(name not in other.labels and words.isdisjoint(other.written) for name, words in named.items())


def _says_its_own(account: Account, other: Account) -> bool:
    """Whether the other does not write the word that tells most of a title, as a name that nobody knows.

    Among few releases no word is rare enough to be one.
    """
    word = max(sorted(account.titled), key=account.rarity, default="")
    return account.frequency(word) >= weights.EVENT_OWN and word not in other.written


def _is_like(a: Account, b: Account) -> bool:
    """Whether most of two texts is the same."""
    if a.release.family and a.release.family == b.release.family:
        return True
    return a.language == b.language and jaccard(a.shingles, b.shingles) >= SAME_PAGE


def _people(a: Account, b: Account) -> tuple[str, ...]:
    """Those that both name; in two languages a name may be written in two ways."""
    others = b.release.people
    if a.language == b.language:
        return tuple(name for name in a.release.people if name in others)
    return tuple(name for name in a.release.people if any(_is_one_name(name, other) for other in others))


def _is_one_name(name: str, other: str) -> bool:
    """Whether two names are one, in any scripts."""
    of_name, of_other = (analysis.fold(each).split() for each in (name, other))
    return len(of_name) == len(of_other) > 1 and all(map(alike, of_name, of_other))


def _rarity(names: Sequence[str], rarity: Rarity) -> float:
    """How rare some names are together: each as rare as the rarest of its words, the next ones count less."""
    each = sorted((max(map(rarity, _words(name)), default=0.0) for name in names), reverse=True)
    return sum(value / place for place, value in enumerate(each, 1))


def _words(text: str) -> Iterator[str]:
    return map(analysis.fold, analysis.tokens(_BRACKET.sub("", text)))


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    words = [*map(analysis.fold, analysis.tokens(text))]
    return (tuple(words[place : place + _SAID]) for place in range(len(words) - _SAID + 1))


def _listed(values: Iterable[str]) -> str:
    shown = list(values)[:_SHOWN]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
