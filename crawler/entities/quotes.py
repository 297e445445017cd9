"""Direct speech, and who speaks.

The rules follow what attribution in news looks like (compare Krestel, Bergler & Witte 2008, "Minding the source:
automatic tagging of reported speech in newspaper articles"): a verb of speech with a name behind the speech, or before
it; where neither stands, the one who spoke last goes on. Where the speech itself begins and ends, `speech.py` tells,
and `attribution.py` what its sentence says of who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.entities.attribution import FULL_STOPS, NEAR, NOT_NAMED, Attribution
from crawler.entities.document import Document, Span
from crawler.entities.found import Named, Person, Quote
from crawler.entities.holders import Holders
from crawler.entities.speech import passages
from crawler.entities.speech_memory import Memory
from crawler.entities.speech_names import DROPS_SUBJECTS, Name, Names
from crawler.entities.speech_verbs import first_verb, last_verb
from crawler.entities.speech_words import MARKS, announcement, announcing

_ANNOUNCEMENT = 700  # characters of a line that announces the next
_OPENED = 3  # characters of a line before a speech that opens it: a mark, or a dash and a space
_WORD = re.compile(r"\w+")
_FEWEST_ALONE = 10  # words of a paragraph in quotation marks whose speaker nothing beside it tells
_FOREMOST = 2  # times as often as anybody else the one is named whom a release is about
_LONGEST_LABEL = 40  # characters
_SIGNATURE = 70  # characters of a line in which the name stands that signs what is above
_NEXT_LINE = re.compile(r"\s*\n\s*[–—-]*\s*")
_TITLES = re.compile(r"(?:[^\W\d_a-zß-ÿ][\w.'’-]*,? )*")
# Behind a name in a signature: its end, or an office up to the end of a line or of a sentence.
_OFFICE_BEHIND = re.compile(
    r"\s*(?:\n|$)|\s?[,(|–—-]\s*(?=[^\W\d_a-zß-ÿ])(?:[^\n.,:]|,(?=\s[^\W\d_a-zß-ÿ])){0,120}(?:\n|\.\s|\.?$)"
)


def find(document: Document, people: Iterable[Person], bodies: Iterable[Named]) -> tuple[Quote, ...]:
    """The direct speech of a document in order; a speech that is cut is several quotes.

    It has four words or more, or two before a comma and a verb of speech.
    """
    people = tuple(people)
    names = [Name(span, person.label, is_person=True) for person in people for span in person.spans]
    names += [Name(span, body.label, is_person=False) for body in bodies for span in body.spans]
    return tuple(_Lines(document, Names(names), people).quotes())


class _Lines:
    """One document's speeches, line by line. None stands for nothing said of the speaker, "" for somebody unnamed."""

    def __init__(self, document: Document, names: Names, people: tuple[Person, ...]) -> None:
        self._document, self._names = document, names
        self._labels = frozenset(person.label for person in people)
        self._foremost = _foremost(people)
        self._memory = Memory(document, names)
        self._attribution = Attribution(document, names, self._memory, Holders(people, document.language))
        self._announcing = announcing(document.flat)

    def quotes(self) -> Iterator[Quote]:
        spoke_last: str | None = None  # in the line before
        announced: str | None = None  # by a line that ends with a colon
        for line, speeches in passages(self._document):
            speaker: str | None = None
            self._memory.begin(line, speeches)
            if not speeches:
                self._memory.tell(line, self._reported(line))
            for number, speech in enumerate(speeches):
                before = Span(speeches[number - 1].end if number else line.start, speech.start)
                behind = Span(speech.end, speeches[number + 1].start if number + 1 < len(speeches) else line.end)
                speaker = self._attribution.speaker(speech, before, behind, goes_on=speaker)
                if speaker is None and speech.start - line.start <= _OPENED + self._indent(line):
                    speaker = announced or self._signed(speech, line)
                    speaker = speaker or (spoke_last if spoke_last is not None else self._alone(speech, line))
                elif speaker is None and self._is_labelled(speech, line):
                    speaker = announced or spoke_last
                self._memory.speaks(speaker, is_person=speaker in self._labels)
                yield Quote(speech, speaker or NOT_NAMED)
            self._memory.end(speaks=bool(speeches))
            announced = self._announced(line)
            spoke_last = speaker

    def _announced(self, line: Span) -> str | None:
        """Who a line says to speak in the next: "Jane Major issued the following statement on the bridge."."""
        said = self._document.flat[slice(*line)].rstrip()
        if said.endswith(":"):
            return self._attribution.before(line, near=_ANNOUNCEMENT)
        words = announcement(self._document.flat, max(line.start, line.end - NEAR), line.end, self._announcing)
        if words is None or said[-1:] in MARKS:
            return None
        before = Span(max(line.start, words - NEAR), words)
        return next((name.label for name in self._names.within(before) if name.is_person), None)

    def _signed(self, speech: Span, line: Span) -> str | None:
        """Whose name the next line begins with, below a speech that is a paragraph of its own."""
        if self._document.flat[speech.end : line.end].strip(MARKS + ".…"):
            return None
        below = _NEXT_LINE.match(self._document.text, line.end)
        if below is None:
            return None
        signed = Span(below.end(), below.end() + _SIGNATURE)
        first = next((name for name in self._names.within(signed) if name.is_person), None)
        if first is None or not _TITLES.fullmatch(self._document.flat, signed.start, first.span.start):
            return None
        office = _OFFICE_BEHIND.match(self._document.text, first.span.end)
        if office is None or first_verb(self._document, Span(*office.span())):
            return None
        return first.label

    def _is_labelled(self, speech: Span, line: Span) -> bool:
        """Whether a line is a heading that names nobody, and a speech: "Small bridges: “We love them all.”"."""
        flat = self._document.flat
        heading = Span(line.start, speech.start)
        if heading.end - heading.start > _LONGEST_LABEL or flat[slice(*heading)].rstrip(MARKS)[-1:] != ":":
            return False
        if self._names.within(heading) or flat[speech.end : line.end].strip(MARKS + ".…"):
            return False
        said = flat[slice(*speech)]
        return said[0].isupper() and said[-1] in FULL_STOPS and len(_WORD.findall(said)) >= _FEWEST_ALONE

    def _alone(self, speech: Span, line: Span) -> str | None:
        """Of a speech that is a paragraph of its own who spoke last, or whom the release is about."""
        around = self._document.flat[line.start : speech.start] + self._document.flat[speech.end : line.end]
        if around.strip(MARKS + ".…–—-") or len(_WORD.findall(self._document.flat, *speech)) < _FEWEST_ALONE:
            return None
        said = self._document.flat[speech.start : line.end].rstrip(MARKS)
        if said[-1] not in FULL_STOPS:  # a heading
            return None
        return self._memory.subject or self._memory.spoke_last or self._foremost

    def _indent(self, line: Span) -> int:
        text = self._document.flat[slice(*line)]
        return len(text) - len(text.lstrip())

    def _reported(self, line: Span) -> str | None:
        """Who a line without speech says to have spoken, in a language whose verbs need no subject."""
        if self._document.language not in DROPS_SUBJECTS:
            return None
        said = last_verb(self._document, line)
        return self._attribution.beside(said, line) if said else None


def _foremost(people: tuple[Person, ...]) -> str | None:
    """Whom a release is about, if anybody."""
    counted = sorted(people, key=lambda person: -len(person.spans))
    leads = bool(counted) and (len(counted) == 1 or len(counted[0].spans) >= _FOREMOST * len(counted[1].spans))
    return counted[0].label if leads else None
