"""Who says a speech, from the words of its own sentence, and of the one before it.

A verb of speech with a name behind the speech, or before it; or else what leads to the speech; or else the subject of
the sentence before. What was told of before the sentence, `speech_memory.py` keeps.
"""

from __future__ import annotations

import re

from crawler.entities import unspaced_speech
from crawler.entities.document import Document, Span
from crawler.entities.holders import Holders
from crawler.entities.speech import verb
from crawler.entities.speech_memory import Memory
from crawler.entities.speech_names import (
    DROPS_SUBJECTS,
    SUBJECT,
    VERB_SECOND,
    Name,
    Names,
    distance,
    is_alone,
    is_subject,
    joins,
    owns,
)
from crawler.entities.speech_stand_ins import (
    LATE_SUBJECT,
    begins_with_pronoun,
    is_pronoun_beside,
    is_stand_in,
    shares_pronoun,
)
from crawler.entities.speech_subjects import is_definite, is_told, is_unnamed, may_speak
from crawler.entities.speech_words import MARKS, leading, opinion, sentence_end, small_words

_NEAR = 240  # characters beside a speech in which its speaker is looked for
_VERB_NEAR = 100  # characters behind a speech within which the verb stands
_OPENED = 3  # characters of a line before a speech that opens it: a mark, or a dash and a space
_NOT_NAMED = ""
_NEAR_VERB = 45  # characters around a verb in which an office stands
_WORD = re.compile(r"\w+")
_NEXT_WORD = 14  # characters
_FEWEST_OF_SENTENCE = 5  # words of a speech that is a sentence by itself
_UNKNOWN_VERB = re.compile(
    r",?\s?(?:(?:a|ha|hat|hatte|habe|avait|había|har|hade|lui|lui a|le|nous|nous a|s'est|se|si)\s)?"
    r"([^\W\d_A-Z]+)(?:(?: [\w.'’/-]+){0,5}\s?|(?: [\w.'’/-]+){1,8},\s)"
)
# Behind a speech: “…”. Così Jane Major ha aperto il ponte.
_SO = re.compile(
    r"[\s.,”\"»“’']*(?:Così|Con (?:queste|estas|esas) (?:parole|palabras)|Assim|Com (?:estas|essas) palavras|Así|Ainsi|"
    r"C'est ainsi que|Mit diesen Worten|So (?:be(?:schreib|schrieb|gründe)t?e?|fasste?|kommentierte?)|Med de orden|"
    r"Tymi słowami|С такими словами|Такими словами|Cu aceste cuvinte|Met deze woorden)\s"
)
_CLOSES = re.compile(r"\s?[\"”»«“'’]?\s?,?\s")  # between a speech and a verb
_GOES_ON = re.compile(r"\W*(?:but|and|which|while|as|aber|und|sondern|mais|et|pero|y|mas|e|ma|men|och|og)\s")
FULL_STOPS = ".!?…。！？"
_IT_SAYS = frozenset({"heißt es", "hieß es"})  # in a text, whose is said behind
_CLAUSE = re.compile(r"[,.;:„“\"»«]|\s(?:von|auf|mit|av|på|till|om|med|über|gegen|für)\s")


class Attribution:
    """One document's speakers. None stands for nothing said of the speaker, "" for somebody unnamed."""

    def __init__(self, document: Document, names: Names, memory: Memory, holders: Holders) -> None:
        self._document, self._names, self._memory, self._holders = document, names, memory, holders
        self._is_sentence = False  # what is said

    def speaker(self, speech: Span, before: Span, behind: Span, goes_on: str | None) -> str | None:
        words = self._document.flat[slice(*speech)]
        follows = self._document.flat[slice(*behind)].lstrip(MARKS)
        attributed_behind = words[-1] not in ".…" or follows[:1] in (",", "-", "–", "—") or follows[:1].islower()
        if self._document.flat[slice(*before)].rstrip(MARKS)[-1:] in (",", ":"):  # it leads to the speech
            attributed_behind = False
        self._is_sentence = words[0].isupper() and len(_WORD.findall(words)) >= _FEWEST_OF_SENTENCE
        first, second = (self._behind, behind), (self.before, before)
        for finder, zone in (first, second) if attributed_behind else (second, first):
            speaker = finder(zone)
            if speaker == _NOT_NAMED and zone is before and self._is_said_behind(behind):
                continue
            if speaker is not None:
                return speaker
        if self._document.language in unspaced_speech.LANGUAGES:
            near = self._names.within(Span(before.end - _NEAR, behind.start + _NEAR))
            people = ((name.span, name.label) for name in near if name.is_person)
            return unspaced_speech.speaker(self._document, people, before, behind) or goes_on
        return self._led(speech, before) or goes_on

    def _is_said_behind(self, behind: Span) -> bool:
        """Whether a verb stands right behind a speech, whatever led to it: 'The town was glad: "…", says Jane.'."""
        mark = _CLOSES.match(self._document.flat, *behind)
        return mark is not None and verb().match(self._document.lower, mark.end(), behind.end) is not None

    def _led(self, speech: Span, before: Span) -> str | None:
        """Of a speech that is a sentence by itself the subject of the one before: "Jane Major was glad. “…”"."""
        flat = self._document.flat
        words = flat[slice(*speech)]
        if not (words[0].isupper() and (words[-1] in FULL_STOPS or flat[speech.end + 1 : speech.end + 2] == ".")):
            return None
        if len(_WORD.findall(words)) < _FEWEST_OF_SENTENCE:
            return None
        if flat[slice(*before)].rstrip(MARKS)[-1:] not in (*FULL_STOPS, ":"):
            return None
        starts = [match.end() for match in sentence_end().finditer(flat, before.start, before.end)]
        starts = [start for start in starts if flat[start : before.end].strip(MARKS)]
        if before.start != self._memory.told.start:  # behind another speech: its speaker goes on but for a new sentence
            if not starts:
                return None
        elif not starts:
            starts = [before.start]
        zone = Span(starts[-1], before.end)
        if zone.end - zone.start < SUBJECT // 2:
            return None
        verbs = list(verb().finditer(self._document.lower, *zone))
        if verbs:
            return self.beside(Span(*verbs[-1].span()), zone) or None
        first = next((name for name in self._names.within(zone) if name.is_person), None)
        if first is not None and not owns(self._document, first) and first.span.start - zone.start <= LATE_SUBJECT:
            return first.label
        return None

    def _behind(self, zone: Span) -> str | None:
        """ "…," said Jane Major, director; "…", so Direktorin Jane Major; "…" – Jane Major."""
        if so := _SO.match(self._document.flat, *zone):
            return next((name.label for name in self._names.within(Span(so.end(), so.end() + _NEAR))), None)
        end = next((match.end() for match in sentence_end().finditer(self._document.flat, *zone)), zone.end)
        if self._document.flat[zone.start : zone.start + 1] in ("!", "?", "…"):  # the end of a speech behind a dash
            zone = Span(zone.start + 1, zone.end)
            end = next((match.end() for match in sentence_end().finditer(self._document.flat, *zone)), zone.end)
        zone = Span(zone.start, min(end, zone.start + _NEAR))
        if self._leads_on(zone):
            return None
        said = verb().search(self._document.lower, zone.start, min(zone.end, zone.start + _VERB_NEAR))
        if said is None:
            return self._behind_unknown_verb(zone)
        speaker = self.beside(Span(*said.span()), zone)
        if speaker == _NOT_NAMED and _GOES_ON.match(self._document.lower, zone.start, said.start() + 1):
            return None  # “a good day,” but said the bridge was closed
        return speaker

    def _leads_on(self, zone: Span) -> bool:
        """Whether what stands behind a speech leads to the next one, and says nothing of this."""
        said = self._document.flat[slice(*zone)]
        begins = said.strip(MARKS)[:1].isupper() and self._document.flat[zone.start - 1] in FULL_STOPS
        return said.rstrip().endswith(":") or (begins and said.rstrip(MARKS).endswith(":"))

    def _behind_unknown_verb(self, zone: Span) -> str | None:
        """ "…" – Jane Major; "…", Jane Major, director; "…," quipped Jane Major; "…", lachte Bürgermeisterin Major."""
        named = [name for name in self._names.within(zone) if not self._document.flat.startswith("-", name.span.end)]
        if not named:
            return None
        between = self._document.flat[zone.start : named[0].span.start].strip(MARKS)
        if between.startswith(("-", "–", "—")) or between == ",":
            return named[0].label
        if not between:  # "…" Jane Major, director; not the next sentence: "…" Jane Major came.
            goes_on = self._document.flat[named[0].span.end : named[0].span.end + 2].strip()[:1].islower()
            ended = self._document.flat[zone.start - 1] in FULL_STOPS
            return None if goes_on and ended else named[0].label
        says = _UNKNOWN_VERB.fullmatch(between)
        ended = self._document.flat[zone.start - 1] in ",!?."
        ended = ended or self._document.flat[zone.start : zone.start + _OPENED].lstrip(MARKS).startswith(",")
        ended = ended or (self._is_sentence and self._document.language in VERB_SECOND)
        speaks = ended and says is not None and says[1] not in small_words()
        return named[0].label if speaks and named[0].is_person else None

    def before(self, zone: Span, near: int = _NEAR) -> str | None:
        """Jane Major, the director, said: "…"; Jane Major: "…"."""
        starts = [match.end() for match in sentence_end().finditer(self._document.flat, *zone)]
        text = self._document.flat[slice(*zone)]
        start = next((start for start in reversed(starts) if self._document.flat[start : zone.end].strip(MARKS)), None)
        if start is not None and text.rstrip(MARKS)[-1:] not in (":", ","):
            start = starts[-1]
        zone = Span(max(start or zone.start, zone.end - near), zone.end)
        verbs = list(verb().finditer(self._document.lower, *zone))
        if verbs:
            return self.beside(Span(*verbs[-1].span()), zone, subject_first=True)
        leads = leading().search(self._document.lower, *zone)
        if leads:
            return self._led_by(Span(*leads.span(1)), zone)
        people = [name for name in self._names.within(zone) if name.is_person]
        if (
            people
            and people[0].span.start - zone.start <= LATE_SUBJECT
            and opinion().match(self._document.lower, zone.start)
        ):
            return people[0].label
        if not self._document.flat[slice(*zone)].rstrip(MARKS).endswith(":"):
            return None
        if people:
            return people[-1].label
        return self._memory.meant(zone.start) if begins_with_pronoun(self._document, zone) else None

    def _led_by(self, said: Span, zone: Span) -> str | None:
        """The subject of a word that leads to a speech; None where that names nobody."""
        if is_told(self._document, said):
            return None
        named = self._names.within(zone)
        named = [name for name in named if name.is_person or may_speak(self._document, name.span, said)]
        behind = self._subject_behind(said)
        if behind is not None:
            return behind.label
        before = [name for name in named if name.span.end <= said.start and not owns(self._document, name)]
        if is_pronoun_beside(self._document, said, zone) and not (before and is_subject(before[0].span, zone, said)):
            return self._memory.meant(zone.start)
        people = [name for name in before if name.is_person]
        if len(people) > 1 and joins(self._document, people[-1], said):
            return people[0].label
        return (people or before)[-1].label if before else None

    def _subject_behind(self, said: Span) -> Name | None:
        """Who stands right behind a verb where that is the subject's place: "Das nannte Jane Major"."""
        if self._document.language not in VERB_SECOND:
            return None
        behind = self._names.within(Span(said.end, said.end + _NEAR_VERB))
        return next((name for name in behind if name.is_person and self._leads_up(said, name)), None)

    def _leads_up(self, said: Span, name: Name) -> bool:
        """Whether nothing but an office stands between a verb and a name."""
        between = self._document.flat[said.end : name.span.start].strip()
        return not between or (between[0].isupper() and not _CLAUSE.search(between))

    def beside(self, said: Span, zone: Span, *, subject_first: bool = False) -> str:
        """Who stands nearest to a verb: a person before a body; behind it only where none stands before it.

        A pronoun stands for who spoke last, or else the person named last; an office for the one person who has it.
        """
        named = self._names.within(zone)
        people = [name for name in named if name.is_person and not owns(self._document, name)]
        if is_told(self._document, said) or self._is_unnamed(said, zone):
            return _NOT_NAMED
        if self._document.lower[slice(*said)] in _IT_SAYS:  # "hieß es in einer Mitteilung des Seenamts"
            return next((name.label for name in named if name.span.start >= said.end), _NOT_NAMED)
        if subject_first:
            behind = self._subject_behind(said)
            people = [behind] if behind else [name for name in people if name.span.end <= said.start] or people
        if is_pronoun_beside(self._document, said, zone):
            subject = people[0] if people and is_subject(people[0].span, zone, said) else None
            spoke = subject.label if subject else self._memory.meant(zone.start)
            if spoke or not people:
                return spoke or _NOT_NAMED
        if not people and (
            holder := self._holders.of(
                self._document.lower[max(zone.start, said.start - _NEAR_VERB) : said.end + _NEAR_VERB]
            )
        ):
            return holder
        named = [name for name in named if not name.is_person and may_speak(self._document, name.span, said)]
        if not people and (meant := self._told_of(said, zone, subject_first=subject_first, bodies=named)) is not None:
            return meant
        nearest = min(people or named, key=lambda name: distance(name.span, said), default=None)
        if nearest is None and self._document.language in DROPS_SUBJECTS and is_alone(self._document, said, zone):
            return self._memory.reported or self._memory.meant(zone.start) or _NOT_NAMED
        if nearest is not None and subject_first and len(people) > 1 and joins(self._document, nearest, said):
            nearest = people[0]
        return nearest.label if nearest else _NOT_NAMED

    def _is_unnamed(self, said: Span, zone: Span) -> bool:
        named = (name.span for name in self._names.within(Span(said.end, zone.end)) if name.is_person)
        return is_unnamed(self._document, said, next(named, None))

    def _is_stand_in_beside(self, said: Span, zone: Span) -> bool:
        """Whether somebody speaks who was named before: "said the 36-year-old", "sagte der SPD-Politiker"."""
        around = self._document.lower[max(zone.start, said.start - _NEAR_VERB) : said.end + _NEAR_VERB]
        return not self._holders.names_office(around) and is_stand_in(around)  # of several people

    def _told_of(self, said: Span, zone: Span, *, subject_first: bool, bodies: list[Name]) -> str | None:
        """Whom words for somebody mean who was told of before: "said the player", "répond l'intéressée"."""
        if self._is_stand_in_beside(said, zone) or (subject_first and shares_pronoun(self._document, said, zone)):
            return self._memory.meant(zone.start) or _NOT_NAMED
        named = bodies or self._names.within(Span(said.end, zone.end))
        around = self._document.lower[said.end : said.end + _NEAR_VERB]
        if not named and is_definite(self._document, said, zone) and not self._holders.names_office(around):
            return self._memory.near(zone.start) or _NOT_NAMED
        return None
