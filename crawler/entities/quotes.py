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
from crawler.entities.names import words_of
from crawler.entities.speech import any_word, passages, verb

_NEAR = 240  # characters beside a speech in which its speaker is looked for
_VERB_NEAR = 100  # characters behind a speech within which the verb stands
_MARKS = " \t\"”“„»«’'」』"
_OPENED = 3  # characters of a line before a speech that opens it: a mark, or a dash and a space
_NOT_NAMED = ""
_NEAR_VERB = 45  # characters around a verb in which an office stands
_SHORTEST_OFFICE = 5  # letters
_WORD = re.compile(r"\w+")
_FEWEST_ALONE = 10  # words of a paragraph in quotation marks whose speaker nothing beside it tells
_FOREMOST = 2  # times as often as anybody else the one is named whom a release is about
_LONGEST_TAIL = 8  # letters of the end of a compound: "Frauenministerin" is a "Familienministerin" as well
_NEXT_WORD = 14  # characters
_TOLD = 600  # characters before the speech in a line that tell whom a pronoun means
_SUBJECT = 25  # characters of a sentence in which its subject begins
_COMPOUND_LANGUAGES = frozenset({"de", "sv", "da", "no", "nb", "nn", "nl"})
_DROPS_SUBJECTS = frozenset({"es", "pt", "it", "ro", "pl", "cs", "sk", "sl", "hr", "sr", "bg", "el", "tr", "lt", "ca"})
_ANNOUNCES = re.compile(
    r"(?:(?:following|this|a|these|brief) (?:\w+ )?(?:statements?|remarks?|comments?|reaction|response)|"
    r"commented (?:today )?on|(?:statement|remarks) (?:today )?(?:on|about|regarding|following|after)|"
    r"äußer(?:t|te) sich|nimmt Stellung|erklärt dazu)\b"
)
_UNKNOWN_VERB = re.compile(r",?\s?([^\W\d_A-Z]+)(?: [\w.'’/-]+){0,5}\s?")
# Words that are a pronoun in one language and something else in others.
_PRONOUNS_OF = {"i": "en", "el": "ro", "ea": "ro", "er": "de", "sie": "de", "il": "fr", "lui": "it", "lei": "it"}
_LIAISONS = ("", "-", "-t-")  # "dit-elle", "déclare-t-elle"
_CONJUNCTION = re.compile(r"(?<!\w)(?:and|und|och|og|et|y|e|i|и|saying|adding|noting)(?!\w)|,\s*$")


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
        self._spoke_last: str | None = None
        self._subject: str | None = None  # of the last line without speech
        self._told_before: str | None = None  # who is named first in the line before, in which nobody speaks
        self._told, self._speaks_in_line = Span(0, 0), False  # what a line tells before anybody speaks
        people = list(people)
        counted = sorted(people, key=lambda person: -len(person.spans))
        leads = bool(counted) and (len(counted) == 1 or len(counted[0].spans) >= _FOREMOST * len(counted[1].spans))
        self._foremost = counted[0].label if leads else None
        compounds = document.language in _COMPOUND_LANGUAGES
        self._tail = _LONGEST_TAIL if compounds else 0
        self._in_office = _in_office(people, self._tail)

    def quotes(self) -> Iterator[Quote]:
        spoke_last: str | None = None  # in the line before
        announced: str | None = None  # by a line that ends with a colon
        for line, speeches in passages(self._document):
            speaker: str | None = None
            self._told = Span(line.start, speeches[0].start if speeches else line.end)
            self._speaks_in_line = False
            if not speeches:
                self._tell(line)
            for number, speech in enumerate(speeches):
                before = Span(speeches[number - 1].end if number else line.start, speech.start)
                behind = Span(speech.end, speeches[number + 1].start if number + 1 < len(speeches) else line.end)
                speaker = self._of(speech, before, behind, goes_on=speaker)
                if speaker is None and speech.start - line.start <= _OPENED:
                    speaker = announced or spoke_last or self._alone(speech, line)
                self._spoke_last = speaker or self._spoke_last
                self._subject = None if speaker else self._subject
                self._speaks_in_line = self._speaks_in_line or bool(speaker)
                yield Quote(speech, speaker or _NOT_NAMED)
            if speeches:
                self._told_before = None
            announced = self._announced(line)
            spoke_last = speaker

    def _announced(self, line: Span) -> str | None:
        """Who a line says to speak in the next: "Jane Major issued the following statement on the bridge."."""
        said = self._document.flat[slice(*line)].rstrip()
        if said.endswith(":"):
            return self._before(Span(max(line.start, line.end - _NEAR), line.end))
        words = _ANNOUNCES.search(self._document.flat, max(line.start, line.end - _NEAR), line.end)
        if words is None or said[-1:] in _MARKS:
            return None
        before = Span(max(line.start, words.start() - _NEAR), words.start())
        return next((name.label for name in self._within(before) if name.is_person), None)

    def _alone(self, speech: Span, line: Span) -> str | None:
        """Of a speech that is a paragraph of its own who spoke last, or whom the release is about."""
        around = self._document.flat[line.start : speech.start] + self._document.flat[speech.end : line.end]
        if around.strip(_MARKS + ".…") or len(_WORD.findall(self._document.flat, *speech)) < _FEWEST_ALONE:
            return None
        return self._subject or self._spoke_last or self._foremost

    def _tell(self, line: Span) -> None:
        """Notes whom a line without speech begins with: whom the next paragraphs quote, where nothing else is said."""
        first = next(
            (name for name in self._names if line.start <= name.span.start < line.end and name.is_person), None
        )
        starts = first is not None and first.span.start - line.start <= _SUBJECT
        self._subject = first.label if first and starts else None
        self._told_before = first.label if first else None

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
            return self._behind_unknown_verb(zone)
        return self._beside(Span(*said.span()), zone)

    def _behind_unknown_verb(self, zone: Span) -> str | None:
        """ "…" – Jane Major; "…", Jane Major, director; "…," quipped Jane Major; "…", lachte Bürgermeisterin Major."""
        named = self._within(zone)
        if not named:
            return None
        between = self._document.flat[zone.start : named[0].span.start].strip(_MARKS)
        if between.startswith(("-", "–", "—")) or between in ("", ","):
            return named[0].label
        says = _UNKNOWN_VERB.fullmatch(between)
        ended = self._document.flat[zone.start - 1] in ",!?."
        ended = ended or self._document.flat[zone.start : zone.start + _OPENED].lstrip(_MARKS).startswith(",")
        speaks = ended and says is not None and says[1] not in _small_words()
        return named[0].label if speaks and named[0].is_person else None

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
        if self._is_pronoun_beside(said, zone):
            subject = people[0] if people and self._is_subject(people[0], zone, said) else None
            spoke = subject.label if subject else self._meant(zone.start)
            if spoke or not people:
                return spoke or _NOT_NAMED
        if not people and (
            holder := self._holder(Span(max(zone.start, said.start - _NEAR_VERB), said.end + _NEAR_VERB))
        ):
            return holder
        named = [name for name in named if not self._document.flat.startswith("-", name.span.end)]  # "SPD-Politiker"
        if not people and self._is_stand_in_beside(said, zone):
            return self._meant(zone.start) or _NOT_NAMED
        nearest = min(people or named, key=lambda name: _distance(name.span, said), default=None)
        if nearest is None and self._document.language in _DROPS_SUBJECTS and self._is_bare(said, zone):
            return self._meant(zone.start) or _NOT_NAMED
        if nearest is not None and subject_first and len(people) > 1 and self._joins(nearest, said):
            nearest = people[0]
        return nearest.label if nearest else _NOT_NAMED

    def _is_pronoun_beside(self, said: Span, zone: Span) -> bool:
        lower = self._document.lower
        if _pronoun().search(lower, *said):
            return True
        for pronoun in _pronoun().finditer(lower, max(zone.start, said.start - _NEXT_WORD), said.end + _NEXT_WORD):
            own = _PRONOUNS_OF.get(pronoun[0])
            if own is not None and self._document.language != own:
                continue
            if pronoun.end() <= said.start and not lower[pronoun.end() : said.start].strip():
                return True
            if pronoun.start() >= said.end and lower[said.end : pronoun.start()].strip() in _LIAISONS:
                return True
        return False

    def _is_stand_in_beside(self, said: Span, zone: Span) -> bool:
        """Whether somebody speaks who was named before: "said the 36-year-old", "sagte der SPD-Politiker"."""
        around = self._document.lower[max(zone.start, said.start - _NEAR_VERB) : said.end + _NEAR_VERB]
        shared = any(word[-self._tail :] in self._in_office for word in _WORD.findall(around))  # by several people
        return not shared and _stand_in().search(around) is not None

    def _meant(self, end: int) -> str | None:
        """Whom a pronoun there means: who speaks in this line, is named in it first, or else spoke last."""
        if self._speaks_in_line:
            return self._spoke_last
        told = Span(max(self._told.start, self._told.end - _TOLD), min(end, self._told.end))
        starts = [match.end() for match in _sentence_end().finditer(self._document.flat, *told)]
        for start in reversed([told.start, *starts]):
            people = [name for name in self._within(Span(start, told.end)) if name.is_person]
            if people:
                return next((name.label for name in people if not self._owns(name)), people[0].label)
        return self._told_before or self._spoke_last or self._named_last(end)

    def _owns(self, name: _Name) -> bool:
        """ "Jane Major's father": somebody else is spoken of."""
        return self._document.flat.startswith("'", name.span.end)

    def _is_subject(self, name: _Name, zone: Span, said: Span) -> bool:
        """Whether a sentence begins with a name, a pronoun later on being the same person."""
        return name.span.end <= said.start and name.span.start - zone.start <= _SUBJECT

    def _is_bare(self, said: Span, zone: Span) -> bool:
        """Whether a verb stands without a subject: "…", confesó."""
        rest = self._document.flat[said.end : min(zone.end, said.end + _NEXT_WORD)].lstrip()
        return not rest[:1].isalpha()

    def _joins(self, name: _Name, said: Span) -> bool:
        """Whether a verb belongs to a subject further ahead: "Jane Major thanked Richard Roe and said"."""
        return _CONJUNCTION.search(self._document.lower, name.span.end, said.start) is not None

    def _holder(self, around: Span) -> str | None:
        """The one person whose office is named without the name: "said the director"."""
        words = _WORD.findall(self._document.lower[slice(*around)])
        return next((holder for word in words if (holder := self._in_office.get(word[-self._tail :]))), None)

    def _named_last(self, end: int) -> str | None:
        earlier = [name for name in self._names if name.is_person and name.span.end <= end]
        return earlier[-1].label if earlier else None

    def _within(self, zone: Span) -> list[_Name]:
        return [name for name in self._names if zone.start <= name.span.start and name.span.end <= zone.end]


def _in_office(people: Iterable[Person], tail: int) -> dict[str, str]:
    """The last words of offices, or their ends, to who has them; "" for one that several have."""
    found: dict[str, str] = {}
    for person in people:
        for word in _WORD.findall(person.office.lower().partition(" of ")[0])[-1:]:
            if len(word) >= _SHORTEST_OFFICE:
                key = word[-tail:]
                found[key] = person.label if found.get(key, person.label) == person.label else _NOT_NAMED
    return found


def _distance(span: Span, other: Span) -> int:
    return max(span.start - other.end, other.start - span.end)


@cache
def _small_words() -> frozenset[str]:
    return words_of("office_stops") | words_of("starters") | words_of("inside_office")


@cache
def _pronoun() -> re.Pattern[str]:
    return any_word("pronouns")


@cache
def _stand_in() -> re.Pattern[str]:
    """An article and a word for one person."""
    words = table("speech")
    articles = "|".join(map(re.escape, words["articles"]))
    return re.compile(rf"(?<!\w)(?:{articles})(?:[\w'-]+ ){{0,2}}?[\w'-]*(?:{'|'.join(words['stand_ins'])})(?![\w-])")


@cache
def _sentence_end() -> re.Pattern[str]:
    """A full stop, unless it ends a title ("Sen. Jane Major") or an initial."""
    words = table("offices")
    titles = {title.rstrip(".") for title in (*words["titles"], *words["ranks"]) if title.endswith(".")}
    not_behind = "".join(rf"(?<!\b(?i:{re.escape(title)}))" for title in sorted(titles))
    return re.compile(rf"(?<!\b[A-Z]){not_behind}[.!?…][{_MARKS.strip()}]*(?=\s+[^\s\d]|$)")
