"""Whom a text told of before somebody speaks: whom "she said" means, and who goes on where nobody is named."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.entities.document import Document, Span
from crawler.entities.speech_names import SUBJECT, Name, Names, subject_of
from crawler.entities.speech_words import sentence_end

_TOLD = 600  # characters before the speech in a line that tell whom a pronoun means


class Memory:
    """What was told so far, line by line. None stands for nobody."""

    def __init__(self, document: Document, names: Names) -> None:
        self._document, self._names = document, names
        self.spoke_last: str | None = None
        self.subject: str | None = None  # of the last line without speech
        self.reported: str | None = None  # who is said to have spoken in the line before, in which nobody is quoted
        self.told = Span(0, 0)  # what a line tells before anybody speaks
        self._person_spoke_last: str | None = None
        self._told_before: str | None = None  # who is named first in the line before, in which nobody speaks
        self._speaks_in_line: str | None = None  # which person spoke last in the line

    def begin(self, line: Span, speeches: Sequence[Span]) -> None:
        """A line, with the speech in it."""
        self.told = Span(line.start, speeches[0].start if speeches else line.end)
        self._speaks_in_line = None

    def tell(self, line: Span, reported: str | None) -> None:
        """Notes whom a line without speech begins with: whom the next paragraphs quote, where nothing else is said."""
        people = [name for name in self._names.within(line) if name.is_person]
        self.reported, self.subject, self._told_before = reported, None, None
        if not people:
            return
        first = people[0]
        self.subject = first.label if first.span.start - line.start <= SUBJECT else None
        subjects = (
            subject_of(self._document, [name for name in people if name.span.start >= one.start], one)
            for one in self._sentences_back(line)
        )
        self._told_before = next(filter(None, subjects), None) or first.label

    def speaks(self, speaker: str | None, *, is_person: bool) -> None:
        """Notes who says a speech: "" for somebody unnamed, None where nothing is said of it."""
        if speaker is not None:
            self.spoke_last = speaker or None
        if is_person:
            self._person_spoke_last = self._speaks_in_line = speaker
        self.subject = None if speaker else self.subject

    def end(self, *, speaks: bool) -> None:
        """Ends a line: behind one with speech nobody else was told of."""
        if speaks:
            self._told_before = self.reported = None

    def near(self, end: int) -> str | None:
        """Whom a pronoun there means, as far as this line or the one before names anybody."""
        told = any(name.is_person for name in self._names.within(Span(self.told.start, min(end, self.told.end))))
        return self.meant(end) if told or self._speaks_in_line or self._told_before else None

    def meant(self, end: int) -> str | None:
        """Whom a pronoun there means: who speaks in this line, is named in it first, or else spoke last."""
        if self._speaks_in_line:
            return self._speaks_in_line
        told = Span(max(self.told.start, self.told.end - _TOLD), min(end, self.told.end))
        told_of: list[Name] = []
        for sentence in self._sentences_back(told):
            told_of = [name for name in self._names.within(sentence) if name.is_person]
            if subject := subject_of(self._document, told_of, sentence):
                return subject
        if told_of:
            return told_of[0].label
        return self._told_before or self._person_spoke_last or self._names.last_person(end)

    def _sentences_back(self, zone: Span) -> list[Span]:
        """From where each sentence of a line begins to the end of it, the last one first."""
        starts = [match.end() for match in sentence_end().finditer(self._document.flat, *zone)]
        return [Span(start, zone.end) for start in reversed([zone.start, *starts])]
