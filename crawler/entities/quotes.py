"""Direct speech, and who speaks.

The rules follow what attribution in news looks like (compare Krestel, Bergler & Witte 2008, "Minding the source:
automatic tagging of reported speech in newspaper articles"): a verb of speech with a name behind the speech, or before
it; where neither stands, the one who spoke last goes on. Where the speech itself begins and ends, `speech.py` tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.found import Named, Person, Quote
from crawler.entities.speech import any_word, passages, verb

_NEAR = 240  # characters beside a speech in which its speaker is looked for
_VERB_NEAR = 100  # characters behind a speech within which the verb stands
_MARKS = " \t\"”“„»«’'」』"
_OPENED = 3  # characters of a line before a speech that opens it: a mark, or a dash and a space
_NOT_NAMED = ""
_NEAR_VERB = 45  # characters around a verb in which an office stands
_SHORTEST_OFFICE = 5  # letters
_WORD = re.compile(r"\w+")


class _Name(NamedTuple):
    span: Span
    label: str
    is_person: bool


def find(document: Document, people: Iterable[Person], bodies: Iterable[Named]) -> tuple[Quote, ...]:
    """The direct speech of a document in order, of four words or more; a speech that is cut is several quotes."""
    people = tuple(people)
    names = [_Name(span, person.label, is_person=True) for person in people for span in person.spans]
    names += [_Name(span, body.label, is_person=False) for body in bodies for span in body.spans]
    return tuple(_Attribution(document, sorted(names), people).quotes())


class _Attribution:
    """One document's speakers, line by line. None stands for nothing said of the speaker, "" for somebody unnamed."""

    def __init__(self, document: Document, names: list[_Name], people: Iterable[Person]) -> None:
        self._document, self._names = document, names
        self._in_office = _in_office(people)
        self._spoke_last: str | None = None

    def quotes(self) -> Iterator[Quote]:
        spoke_last: str | None = None  # in the line before
        announced: str | None = None  # by a line that ends with a colon
        for line, speeches in passages(self._document):
            speaker: str | None = None
            for number, speech in enumerate(speeches):
                before = Span(speeches[number - 1].end if number else line.start, speech.start)
                behind = Span(speech.end, speeches[number + 1].start if number + 1 < len(speeches) else line.end)
                speaker = self._of(speech, before, behind, goes_on=speaker)
                if speaker is None and speech.start - line.start <= _OPENED:
                    speaker = announced or spoke_last
                self._spoke_last = speaker or self._spoke_last
                yield Quote(speech, speaker or _NOT_NAMED)
            announces = self._document.flat[slice(*line)].rstrip().endswith(":")
            announced = self._before(Span(max(line.start, line.end - _NEAR), line.end)) if announces else None
            spoke_last = speaker

    def _of(self, speech: Span, before: Span, behind: Span, goes_on: str | None) -> str | None:
        words = self._document.flat[slice(*speech)]
        follows = self._document.flat[slice(*behind)].lstrip(_MARKS)
        attributed_behind = words[-1] not in ".…" or follows[:1] in (",", "-", "–", "—") or follows[:1].islower()
        first, second = (self._behind, behind), (self._before, before)
        for finder, zone in (first, second) if attributed_behind else (second, first):
            speaker = finder(zone)
            if speaker is not None:
                return speaker
        return goes_on

    def _behind(self, zone: Span) -> str | None:
        """ "…," said Jane Major, director; "…", so Direktorin Jane Major; "…" – Jane Major."""
        end = next((match.end() for match in _sentence_end().finditer(self._document.flat, *zone)), zone.end)
        zone = Span(zone.start, min(end, zone.start + _NEAR))
        if self._document.flat[slice(*zone)].rstrip().endswith(":"):  # it leads to the next speech
            return None
        said = verb().search(self._document.lower, zone.start, min(zone.end, zone.start + _VERB_NEAR))
        if said is None:
            named = self._within(zone)
            between = self._document.flat[zone.start : named[0].span.start].strip(_MARKS) if named else ""
            return named[0].label if between.startswith(("-", "–", "—")) else None
        return self._beside(Span(*said.span()), zone)

    def _before(self, zone: Span) -> str | None:
        """Jane Major, the director, said: "…"; Jane Major: "…"."""
        starts = [match.end() for match in _sentence_end().finditer(self._document.flat, *zone)]
        text = self._document.flat[slice(*zone)]
        start = next((start for start in reversed(starts) if self._document.flat[start : zone.end].strip(_MARKS)), None)
        if start is not None and text.rstrip(_MARKS)[-1:] not in (":", ","):
            start = starts[-1]
        zone = Span(max(start or zone.start, zone.end - _NEAR), zone.end)
        verbs = list(verb().finditer(self._document.lower, *zone))
        if verbs:
            return self._beside(Span(*verbs[-1].span()), zone, subject_first=True)
        people = [name for name in self._within(zone) if name.is_person]
        announces = self._document.flat[slice(*zone)].rstrip(_MARKS).endswith(":")
        return people[-1].label if people and announces else None

    def _beside(self, said: Span, zone: Span, *, subject_first: bool = False) -> str:
        """Who stands nearest to a verb: a person before a body; behind it only where none stands before it.

        A pronoun stands for who spoke last, or else the person named last; an office for the one person who has it.
        """
        named = self._within(zone)
        people = [name for name in named if name.is_person]
        if subject_first:
            people = [name for name in people if name.span.end <= said.start] or people
        if not people and _pronoun().search(self._document.lower, max(zone.start, said.start - 12), said.end + 12):
            return self._spoke_last or self._named_last(zone.start) or _NOT_NAMED
        if not people and (
            holder := self._holder(Span(max(zone.start, said.start - _NEAR_VERB), said.end + _NEAR_VERB))
        ):
            return holder
        nearest = min(people or named, key=lambda name: _distance(name.span, said), default=None)
        return nearest.label if nearest else _NOT_NAMED

    def _holder(self, around: Span) -> str | None:
        """The one person whose office is named without the name: "said the director"."""
        words = _WORD.findall(self._document.lower[slice(*around)])
        return next((self._in_office[word] for word in words if self._in_office.get(word)), None)

    def _named_last(self, end: int) -> str | None:
        earlier = [name for name in self._names if name.is_person and name.span.end <= end]
        return earlier[-1].label if earlier else None

    def _within(self, zone: Span) -> list[_Name]:
        return [name for name in self._names if zone.start <= name.span.start and name.span.end <= zone.end]


def _in_office(people: Iterable[Person]) -> dict[str, str]:
    """The last words of offices to who has them; "" for one that several have."""
    found: dict[str, str] = {}
    for person in people:
        for word in _WORD.findall(person.office.lower().partition(" of ")[0])[-1:]:
            if len(word) >= _SHORTEST_OFFICE:
                found[word] = person.label if found.get(word, person.label) == person.label else _NOT_NAMED
    return found


def _distance(span: Span, other: Span) -> int:
    return max(span.start - other.end, other.start - span.end)


@cache
def _pronoun() -> re.Pattern[str]:
    return any_word("pronouns")


@cache
def _sentence_end() -> re.Pattern[str]:
    """A full stop, unless it ends a title ("Sen. Jane Major") or an initial."""
    titles = {title.rstrip(".") for title in table("offices")["titles"] if title.endswith(".")}
    not_behind = "".join(rf"(?<!\b(?i:{re.escape(title)}))" for title in sorted(titles))
    return re.compile(rf"(?<!\b[A-Z]){not_behind}[.!?…][{_MARKS.strip()}]*(?=\s+[^\s\d]|$)")
