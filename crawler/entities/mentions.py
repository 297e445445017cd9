"""Each person once, with every place where a form of the name stands: "Jane Major", "MAJOR", "Ms Major", "Majors"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from crawler.entities.document import Document, Span, fold
from crawler.entities.found import Person
from crawler.entities.given_names import is_given
from crawler.entities.names import in_mixed_case, is_no_name, is_surname, merge, surname, words_of
from crawler.entities.offices import Offices
from crawler.entities.speech import verb

_GENITIVE_LANGUAGES = frozenset({"sv", "da", "no", "nb", "nn", "de"})  # they write "Majors", without an apostrophe
_CYRILLIC = re.compile(r"[а-яёіїє]", re.I)
_CASES = r"(?:а|у|ым|ом|е|ой|ого|ому|ую|ая|ы|и|я|ю|ем|ей|ею|им)?"
_SLAVIC = "(?:a|owi|ovi|em|iem|om|u|y|i|ie|ę|ą|ego|emu|im|ej|ou|e)?"
_LATIN_CASES = dict.fromkeys(("pl", "cs", "sk", "hr", "sr", "sl"), _SLAVIC)
_LATIN_CASES |= {"fi": "(?:i?n|lle|lla|lta|sta|ssa|a|ä)?", "lt": "(?:o|ui|ą|u|e|os|ai)?"}
_LONGEST_CASE = 3  # letters
_ADJECTIVES = ("ский", "ская", "ой", "ый", "ий", "ая")
_PREVIOUS = re.compile(r"([\w.'-]+) $")
_BEFORE = re.compile(r"(?<![\w·・-])(?<!\w['@])")
_NEXT = re.compile(r"[ -]([^\W\d_][\w'-]*)")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•*|\n\"“”„«»(–—-]\s?|\n\s*)$")
_SHORTEST_IN_CAPITALS = 4  # characters
_SHORTEST_GIVEN = 3  # characters
_NEAR_VERB = 14  # characters
_MOST_OFFICES = 12  # mentions beside which an office is looked for


class Found(NamedTuple):
    """Full names and lone surnames behind a title, by where they stand; names by a nickname, and whose they are.

    `known` are the surnames that need no title.
    """

    full: dict[Span, str]
    lone: dict[Span, str]
    nicknames: dict[str, str]
    known: set[Span]


def gathered_people(document: Document, found: Found, taken: frozenset[int], offices: Offices) -> tuple[Person, ...]:
    """The people in order of first mention; whoever has no full name in the text goes by the surname."""
    mentions = _Mentions(document, found, taken)
    spans = mentions.by_person()
    in_order = sorted(spans, key=lambda name: min(spans[name]))
    return tuple(Person(name, tuple(sorted(spans[name])), _office(offices, spans[name], found)) for name in in_order)


def _office(offices: Offices, spans: Iterable[Span], found: Found) -> str:
    """The one beside the first full mention that has one; else beside any."""
    in_order = sorted(spans, key=lambda span: (span not in found.full, span))
    said = (offices.of(span) for span in in_order[:_MOST_OFFICES])
    return next(filter(None, said), "")


class _Mentions:
    """One document's mentions, by person."""

    def __init__(self, document: Document, found: Found, taken: frozenset[int]) -> None:
        self._document, self._text = document, document.unwrapped
        self._found, self._taken = found, taken
        self._occupied: set[int] = set()

    def by_person(self) -> dict[str, set[Span]]:
        spans = self._full_names()
        for where in spans.values():
            self._occupied.update(position for span in where for position in range(*span))
        self._add_full_forms(spans)
        self._add_surnames(spans)
        self._add_lone(spans)
        self._add_given_names(spans)
        return spans

    def _full_names(self) -> dict[str, set[Span]]:
        by_name: defaultdict[str, set[Span]] = defaultdict(set)
        for span, name in sorted(self._found.full.items()):
            by_name[name].add(span)
        for said, name in self._found.nicknames.items():
            if said in by_name and name in by_name:
                by_name[name] |= by_name.pop(said)
        for name in [name for name in by_name if name.endswith("s") and name[:-1] in by_name]:  # a genitive
            by_name[name[:-1]] |= by_name.pop(name)
        if self._document.language in _LATIN_CASES:
            for name, nominative in _inflected(by_name):
                by_name[nominative] |= by_name.pop(name)
        for name in list(by_name):  # two family names without the given name: "Minister Major Minor"
            longer = [other for other in by_name if other.endswith(f" {name}")]
            if len(longer) == 1:
                by_name[longer[0]] |= by_name.pop(name)
        names = merge(by_name)
        spans: dict[str, set[Span]] = {name: set() for name in names}
        for said, where in by_name.items():
            owner = said if said in spans else next(name for name in names if len(merge([name, said])) == 1)
            spans[owner] |= where
        return spans

    def _add_full_forms(self, spans: dict[str, set[Span]]) -> None:
        """In capitals and in headlines as well."""
        lower = self._document.lower
        for name, where in spans.items():
            start = -1
            while (start := lower.find(name.lower(), start + 1)) >= 0:
                span = Span(start, start + len(name))
                if self._is_word(span) and self._is_free(span) and self._is_whole(span):
                    self._add(where, span)

    def _is_word(self, span: Span) -> bool:
        """Whether no letter stands on either side, and a capital begins it."""
        around = self._text[max(0, span.start - 1) : span.start] + self._text[span.end : span.end + 1]
        return self._text[span.start].isupper() and not any(map(str.isalnum, around))

    def _add_surnames(self, spans: dict[str, set[Span]]) -> None:
        """The surname alone, of the one who goes by it or, of several, was named last, no part of another name."""
        people: defaultdict[str, set[str]] = defaultdict(set)
        for name in spans:
            if len(surname(name)) > 1:
                people[fold(surname(name))].add(name)
        for span, word in self._alone({surname(name) for name in spans if len(surname(name)) > 1}):
            owner = _named_last(people[_key(word, people)], spans, span.start)
            if owner is not None:
                self._add(spans[owner], span)

    def _add_given_names(self, spans: dict[str, set[Span]]) -> None:
        """The given name alone, when one person has it: "Jane thanked the town"."""
        people: defaultdict[str, set[str]] = defaultdict(set)
        for name in spans:
            first, *others = name.split()
            if (
                others
                and len(first) >= _SHORTEST_GIVEN
                and is_given(first)
                and self._text.count(first) > sum(first in self._text[slice(*span)] for span in spans[name])
            ):
                people[first].add(name)
        for span, word in self._alone({first for first, owners in people.items() if len(owners) == 1}):
            if word in people:
                self._add(spans[next(iter(people[word]))], span)

    def _add_lone(self, spans: dict[str, set[Span]]) -> None:
        """Who is named by the surname behind a title: a person known in full, or else one that is not."""
        known = {fold(word): name for name in reversed(spans) for word in name.split()[1:]}
        labels: dict[str, str] = {}
        for span, word in sorted(self._found.lone.items()):
            if span.start in self._occupied:
                continue
            owner = known.get(fold(word)) or known.get(fold(word.split()[-1])) or self._by_given_name(spans, span, word)
            if owner is None and (span in self._found.known or (is_surname(word) and self._ends(span))):
                owner = labels.setdefault(fold(word), in_mixed_case(word))
            if owner is not None:
                self._add(spans.setdefault(owner, set()), span)
        for label in labels.values():
            for span, _ in self._alone({label}):
                self._add(spans[label], span)

    def _by_given_name(self, spans: Iterable[str], span: Span, word: str) -> str | None:
        """The one person who has a word as the given name: "Jane said"; behind "Ms" it is a surname."""
        previous = _PREVIOUS.search(self._text, max(0, span.start - 30), span.start)
        if not is_given(word) or (previous is not None and fold(previous[1].rstrip(".")) in words_of("courtesies")):
            return None
        owners = [name for name in spans if name.startswith(f"{word} ")]
        return owners[0] if len(owners) == 1 else None

    def _add(self, where: set[Span], span: Span) -> None:
        where.add(span)
        self._occupied.update(range(*span))

    def _alone(self, words: set[str]) -> Iterator[tuple[Span, str]]:
        """Where one of the surnames stands by itself, in any form."""
        for span in self._forms(words):
            free = self._is_free(span) or self._is_short_of_body(span)
            if free and self._is_whole(span) and self._is_first(span):
                yield span, self._text[slice(*span)]

    def _forms(self, words: Iterable[str]) -> Iterator[Span]:
        """Where words stand, inflected or in capitals too; at one place the longer, of overlapping ones the first."""
        genitive = "s?" if self._document.language in _GENITIVE_LANGUAGES else ""
        genitive = _LATIN_CASES.get(self._document.language or "", genitive)
        ends: dict[int, int] = {}  # by start
        for word in sorted(words, key=lambda word: (-len(word), word)):
            forms = [(_stem(word), _CASES) if _CYRILLIC.search(word) else (word, genitive)]
            if len(word) >= _SHORTEST_IN_CAPITALS:
                forms.append((word.upper(), ""))
            for form, ending in forms:
                for start, end in self._places(form, _behind(ending)):
                    ends.setdefault(start, end)
        last = 0
        for start, end in sorted(ends.items()):
            if start >= last:
                yield Span(start, end)
                last = end

    def _places(self, form: str, behind: re.Pattern[str]) -> Iterator[Span]:
        start = self._text.find(form)
        while start >= 0:
            if _BEFORE.match(self._text, start) and (match := behind.match(self._text, start + len(form))):
                yield Span(start, match.end())
            start = self._text.find(form, start + 1)

    def _is_first(self, span: Span) -> bool:
        """Whether a surname is not the end of another person's name, or of a place's."""
        previous = _PREVIOUS.search(self._text, max(0, span.start - 30), span.start)
        if previous is None or not previous[1][0].isupper() or self._document.is_headline(span.start):
            return True
        start, word = span.start - len(previous[0]), previous[1].rstrip(".")
        if fold(word) in words_of("before"):
            return False
        if self._document.is_bare:
            return not is_given(word) and len(word) > 1
        starts_sentence = _SENTENCE_START.search(self._text[max(0, start - 4) : start]) is not None
        return starts_sentence or is_no_name(word) or word.endswith("'s") or self._document.language == "de"

    def _is_whole(self, span: Span) -> bool:
        """Whether what follows does not make it a street's or a foundation's name, or another person's."""
        behind = _NEXT.match(self._text, span.end)
        if behind is None or not behind[1][0].isupper():
            return True
        if fold(behind[1]) in words_of("behind"):
            return False
        if self._document.is_bare:
            return True
        return self._document.is_headline(span.start) or self._document.language == "de" or is_no_name(behind[1])

    def _ends(self, span: Span) -> bool:
        """Whether no other capitalised word follows a lone surname."""
        behind = _NEXT.match(self._text, span.end)
        if behind is None or not behind[1][0].isupper() or is_no_name(behind[1]):
            return True
        if self._document.is_bare:
            return True
        return self._document.is_headline(span.start) or self._document.is_shouting(span)

    def _is_short_of_body(self, span: Span) -> bool:
        """Whether a word that was taken for the short form of a body speaks, as its founder does: "Major says"."""
        if span.start - 1 in self._taken or span.end in self._taken or not self._occupied.isdisjoint(range(*span)):
            return False
        lower = self._document.lower
        return (said := verb().search(lower, span.end, span.end + _NEAR_VERB)) is not None and not lower[
            span.end : said.start()
        ].strip()

    def _is_free(self, span: Span) -> bool:
        positions = range(*span)
        return self._taken.isdisjoint(positions) and self._occupied.isdisjoint(positions)


def _named_last(owners: set[str], spans: dict[str, set[Span]], end: int) -> str | None:
    """Of several people of one surname the one whose full name stands nearest before a position."""
    if len(owners) == 1:
        return next(iter(owners))
    ends = {name: max((span.end for span in spans[name] if span.end <= end), default=0) for name in owners}
    return max(sorted(ends), key=ends.__getitem__) if any(ends.values()) else None


@cache
def _behind(ending: str) -> re.Pattern[str]:
    """What may stand behind a form: its ending, and no more of a word."""
    return re.compile(rf"{ending}(?![\w@])(?!-\w)")


def _inflected(names: Iterable[str]) -> list[tuple[str, str]]:
    """Names with the shorter ones that they are cases of: ("Piotra Majora", "Piotr Major")."""
    known = sorted(names, key=len)
    pairs: list[tuple[str, str]] = []
    for place, name in enumerate(known):
        nominative = next((other for other in known[:place] if _is_case_of(name.split(), other.split())), None)
        if nominative is not None:
            pairs.append((name, next((base for case, base in pairs if case == nominative), nominative)))
    return pairs


def _is_case_of(words: list[str], others: list[str]) -> bool:
    """Whether each word is the other's with an ending, which may take the place of a vowel."""
    if len(words) != len(others) or len(words) < 2:
        return False
    return all(
        word[: len(other) - 1] == other[:-1]
        and abs(len(word) - len(other)) <= _LONGEST_CASE
        and len(other) > _LONGEST_CASE
        for word, other in zip(words, others, strict=True)
    )


def _key(word: str, people: Iterable[str]) -> str:
    """The folded surname that a form is of: inflected, in the genitive or in capitals."""
    folded = fold(word)
    stems = [key for key in people if folded.startswith(fold(_stem(key)))]
    return folded if folded in stems else max(stems, key=len, default=folded)


def _stem(word: str) -> str:
    """A Russian surname without the ending of its case; any other as it is."""
    if not _CYRILLIC.search(word):
        return word
    if word.lower().endswith(_ADJECTIVES):
        return word[:-2]
    return word[:-1] if word[-1].lower() in "аяйь" else word
