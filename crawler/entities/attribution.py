"""Who says a speech, from the words of its own sentence, and of the one before it.

A verb of speech with a name behind the speech, or before it; or else what leads to the speech; or else the subject of
the sentence before. What was told of before the sentence, `speech_memory.py` keeps.
"""

from __future__ import annotations

import re

from crawler.entities import unspaced_speech
from crawler.entities.definite_words import definite
from crawler.entities.document import Document, Span
from crawler.entities.holders import Holders
from crawler.entities.indirect_speech import is_indirect
from crawler.entities.speech_memory import Memory
from crawler.entities.speech_names import (
    DROPS_SUBJECTS,
    SUBJECT,
    VERB_SECOND,
    Name,
    Names,
    distance,
    is_alone,
    is_lone_verb,
    is_subject,
    joins,
    owns,
    subject_of,
)
from crawler.entities.speech_stand_ins import (
    LATE_SUBJECT,
    begins_with_pronoun,
    deed_of_known,
    is_deed_of_pronoun,
    is_pronoun_beside,
    is_stand_in,
    shares_pronoun,
)
from crawler.entities.speech_subjects import NEAR_VERB, is_told, is_unnamed, may_speak
from crawler.entities.speech_verbs import begins_with_verb, first_verb, last_verb
from crawler.entities.speech_words import MARKS, by_whom, leading, opinion, sentence_end, sentences, small_words

NEAR = 240  # characters beside a speech in which its speaker is looked for
_VERB_NEAR = 100  # characters behind a speech within which the verb stands
_CLOSED = 3  # characters behind a speech in which its comma stands: a mark, and a space
NOT_NAMED = ""  # somebody speaks whom nobody names
_WORD = re.compile(r"\w+")
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
# What may stand before who is the subject of a sentence, and behind: "The Mayor of Northtown, Jane Major, hopes".
_OFFICE_BEFORE = re.compile(
    r"[^\w]*(?!(?:As|When|If|While|Als|Wenn|Wie|Quand|Si|Cuando|Quando|När|Når|Gdy|Když|Когда) )"
    r"(?:[^\W\d_a-zß-ÿ][\w.'’-]*,? |(?:the|of|de|der|die|le|la|el|il|du|des|del|van|di|da) )*"
)
# Right before words that are a term and not somebody's: 'pleas of “…”', 'shows a “…”'.
_NAMES_A_TERM = re.compile(
    r"(?<!\w)(?:an?|the|of|ein|eine|einen|einem|einer|der|die|das|den|dem|des|un|une|uno|una|le|la|les|el|los|las|il|lo|de|du|"
    r"di|del|della|um|uma|o|do|da|en|ett|et|een|het|van|av|af)\s\W*$"
)
_I = re.compile(r"(?<!\w)i(?!\w)")  # who writes, and is not told of
_CAPITALS = re.compile(r"[A-Z][\w.'’-]*(?: (?:of|and|[A-Z][\w.'’-]*))*")  # "President", "Vice President of Bridges"
_DOES = re.compile(r"(?:,[^,]*,)? (?:[^\W\d_A-Z][\w'’-]*[ ,])+")
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
            if speaker == NOT_NAMED and zone is before and self._is_said_behind(behind):
                continue
            if speaker is not None:
                return speaker
        if self._document.language in unspaced_speech.LANGUAGES:
            near = self._names.within(Span(before.end - NEAR, behind.start + NEAR))
            return unspaced_speech.speaker(self._document, near, before, behind) or goes_on
        return self._led(speech, before) or self._told_on(before, behind) or goes_on or self._of_part(speech, before)

    def _is_said_behind(self, behind: Span) -> bool:
        """Whether a verb stands right behind a speech, whatever led to it: 'The town was glad: "…", says Jane.'."""
        mark = _CLOSES.match(self._document.flat, *behind)
        return mark is not None and begins_with_verb(self._document, Span(mark.end(), behind.end))

    def _led(self, speech: Span, before: Span) -> str | None:
        """Of a speech that is a sentence by itself the subject of the one before: "Jane Major was glad. “…”"."""
        zone = self._sentence_before(before) if self._is_apart(speech, before) else None
        if zone is None:
            return None
        said = last_verb(self._document, zone)
        if said:
            return self.beside(said, zone) or None
        first = next((name for name in self._names.within(zone) if name.is_person), None)
        if first is not None and not owns(self._document, first) and first.span.start - zone.start <= LATE_SUBJECT:
            return first.label
        if leading().search(self._document.lower, *zone):  # of somebody whom nobody names: "She wept as one asked: “…”"
            return None
        return self._memory.meant(zone.start) if begins_with_pronoun(self._document, zone) else None

    def _is_apart(self, speech: Span, before: Span) -> bool:
        """Whether a speech is a sentence by itself, and the one before it has ended."""
        flat = self._document.flat
        words = flat[slice(*speech)]
        if not (words[0].isupper() and (words[-1] in FULL_STOPS or flat[speech.end + 1 : speech.end + 2] == ".")):
            return False
        if len(_WORD.findall(words)) < _FEWEST_OF_SENTENCE:
            return False
        return flat[slice(*before)].rstrip(MARKS)[-1:] in (*FULL_STOPS, ":")

    def _sentence_before(self, before: Span) -> Span | None:
        starts = [match.end() for match in sentence_end().finditer(self._document.flat, *before)]
        starts = [start for start in starts if self._document.flat[start : before.end].strip(MARKS)]
        if not starts:
            if before.start != self._memory.told.start:  # another speech stands before, whose speaker goes on
                return None
            starts = [before.start]
        return Span(starts[-1], before.end) if before.end - starts[-1] >= SUBJECT // 2 else None

    def _told_on(self, before: Span, behind: Span) -> str | None:
        """Of words in or behind indirect speech whose that is: "Jane Major kam. Das sei ein Segen. „…“"."""
        told = [one for one in sentences(self._document, before) if self._document.flat[slice(*one)].strip(MARKS)]
        goes_on = next(iter(sentences(self._document, behind)), behind)
        inside = self._document.flat[slice(*goes_on)].lstrip(MARKS)[:1].islower()
        if not any(is_indirect(self._document, one) for one in (*told[-1:], *([goes_on] if inside else []))):
            return None
        for sentence in reversed(told):
            if (teller := self._teller(sentence)) is not None:
                return teller or None
            if not is_indirect(self._document, sentence):
                break
        else:
            return self._memory.meant(before.start) if before.start == self._memory.told.start else None
        return None

    def _teller(self, sentence: Span) -> str | None:
        """Whom a sentence says to speak, or what it is about; None for nobody."""
        said = last_verb(self._document, sentence)
        if said:
            return self.beside(said, sentence)
        if not is_indirect(self._document, sentence):  # where somebody is spoken of
            people = [name for name in self._names.within(sentence) if name.is_person]
            if subject := subject_of(self._document, people, sentence):
                return subject
        return self._memory.meant(sentence.start) if begins_with_pronoun(self._document, sentence) else None

    def _of_part(self, speech: Span, before: Span) -> str | None:
        """Of words in a sentence, or behind its comma, whom it begins with: "Jane Major plans to “carry the town”"."""
        words = self._document.flat[slice(*speech)]
        led_by_comma = self._is_sentence and self._document.flat[slice(*before)].rstrip(MARKS).endswith(",")
        if not (words[0].islower() or led_by_comma) or len(_WORD.findall(words)) < _FEWEST_OF_SENTENCE:
            return None
        sentence = sentences(self._document, before)[-1]
        named = self._names.within(sentence)
        if led_by_comma and not named and begins_with_pronoun(self._document, sentence):
            return None if _I.search(self._document.lower, *sentence) else self._memory.meant(sentence.start)
        if not named or not all(name.is_person for name in named) or owns(self._document, named[0]):
            return None
        begins = _OFFICE_BEFORE.fullmatch(self._document.flat, sentence.start, named[0].span.start)
        does = _DOES.match(self._document.flat, named[0].span.end, speech.start)
        is_term = _NAMES_A_TERM.search(self._document.lower, named[0].span.end, speech.start)
        return named[0].label if begins and does and not is_term else None

    def _behind(self, zone: Span) -> str | None:
        """ "…," said Jane Major, director; "…", so Direktorin Jane Major; "…" – Jane Major."""
        if so := _SO.match(self._document.flat, *zone):
            return next((name.label for name in self._names.within(Span(so.end(), so.end() + NEAR))), None)
        end = next((match.end() for match in sentence_end().finditer(self._document.flat, *zone)), zone.end)
        if self._document.flat[zone.start : zone.start + 1] in ("!", "?", "…"):  # the end of a speech behind a dash
            zone = Span(zone.start + 1, zone.end)
            end = next((match.end() for match in sentence_end().finditer(self._document.flat, *zone)), zone.end)
        zone = Span(zone.start, min(end, zone.start + NEAR))
        if self._leads_on(zone):
            return None
        said = first_verb(self._document, Span(zone.start, min(zone.end, zone.start + _VERB_NEAR)))
        if said is None:
            return self._behind_unknown_verb(zone)
        speaker = self.beside(said, zone)
        if speaker == NOT_NAMED and self._is_of_subject_before(said, zone):
            return None
        return speaker

    def _is_of_subject_before(self, said: Span, zone: Span) -> bool:
        """Whether a verb goes on with who was named before a speech: “a good day,” but said no more, adding “…”."""
        if _GOES_ON.match(self._document.lower, zone.start, said.start + 1):
            return True
        return self._document.language == "en" and self._document.lower[slice(*said)].endswith("ing")

    def _leads_on(self, zone: Span) -> bool:
        """Whether what stands behind a speech leads to the next one, and says nothing of this."""
        said = self._document.flat[slice(*zone)]
        begins = said.strip(MARKS)[:1].isupper() and self._document.flat[zone.start - 1] in FULL_STOPS
        if said.rstrip().endswith(":"):
            return not self._is_said_behind(zone)
        return begins and said.rstrip(MARKS).endswith(":")

    def _behind_unknown_verb(self, zone: Span) -> str | None:
        """ "…" – Jane Major; "…", Jane Major, director; "…," quipped Jane Major; "…", lachte Bürgermeisterin Major."""
        named = [name for name in self._names.within(zone) if not self._document.flat.startswith("-", name.span.end)]
        if not named:
            return self._deed(zone) if self._is_sentence else None
        between = self._document.flat[zone.start : named[0].span.start].strip(MARKS)
        if between.startswith(("-", "–", "—")) or between == ",":
            return named[0].label
        if not between:  # "…" Jane Major, director; not the next sentence: "…" Jane Major came.
            goes_on = self._document.flat[named[0].span.end : named[0].span.end + 2].strip()[:1].islower()
            ended = self._document.flat[zone.start - 1] in FULL_STOPS
            return None if goes_on and ended else named[0].label
        if self._document.flat[zone.start - 1] == "," and self._is_sentence and _CAPITALS.fullmatch(between):
            return (
                named[0].label if named[0].is_person and _DOES.match(self._document.flat, named[0].span.end) else None
            )
        says = _UNKNOWN_VERB.fullmatch(between)
        ended = self._document.flat[zone.start - 1] in ",!?."
        ended = ended or self._document.flat[zone.start : zone.start + _CLOSED].lstrip(MARKS).startswith(",")
        ended = ended or (self._is_sentence and self._document.language in VERB_SECOND)
        speaks = ended and says is not None and says[1] not in small_words()
        return named[0].label if speaks and named[0].is_person else None

    def _deed(self, zone: Span) -> str | None:
        """Who does something behind a speech without being named: "…," she shot back; “…”, descaseteó."""
        ends_with_comma = self._document.flat[zone.start - 1] == ","
        if ends_with_comma and is_deed_of_pronoun(self._document, zone):
            return self._memory.meant(zone.start)
        if ends_with_comma and (words := deed_of_known(self._document, zone)) is not None:
            return None if self._holders.names_office(words) else self._memory.near(zone.start)
        if is_lone_verb(self._document, zone):
            return self._memory.reported or self._memory.meant(zone.start)
        return None

    def before(self, zone: Span, near: int = NEAR) -> str | None:
        """Jane Major, the director, said: "…"; Jane Major: "…"."""
        starts = [match.end() for match in sentence_end().finditer(self._document.flat, *zone)]
        text = self._document.flat[slice(*zone)]
        start = next((start for start in reversed(starts) if self._document.flat[start : zone.end].strip(MARKS)), None)
        if start is not None and text.rstrip(MARKS)[-1:] not in (":", ","):
            start = starts[-1]
        zone = Span(max(start or zone.start, zone.end - near), zone.end)
        said = last_verb(self._document, zone)
        if said:
            return self.beside(said, zone, subject_first=True)
        leads = leading().search(self._document.lower, *zone)
        if leads:
            return self._led_by(Span(*leads.span(1)), zone)
        people = [name for name in self._names.within(zone) if name.is_person]
        if agent := by_whom().search(self._document.lower, *zone):
            return next((name.label for name in people if name.span.start >= agent.end()), None)
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
        behind = self._names.within(Span(said.end, said.end + NEAR_VERB))
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
            return NOT_NAMED
        if self._document.lower[slice(*said)] in _IT_SAYS:  # "hieß es in einer Mitteilung des Seenamts"
            return next((name.label for name in named if name.span.start >= said.end), NOT_NAMED)
        if subject_first:
            behind = self._subject_behind(said)
            people = [behind] if behind else [name for name in people if name.span.end <= said.start] or people
        if is_pronoun_beside(self._document, said, zone):
            subject = people[0] if people and is_subject(people[0].span, zone, said) else None
            spoke = subject.label if subject else self._memory.meant(zone.start)
            if spoke or not people:
                return spoke or NOT_NAMED
        if not people and (
            holder := self._holders.of(
                self._document.lower[max(zone.start, said.start - NEAR_VERB) : said.end + NEAR_VERB]
            )
        ):
            return holder
        named = [name for name in named if not name.is_person and may_speak(self._document, name.span, said)]
        if not people and (meant := self._told_of(said, zone, subject_first=subject_first, bodies=named)) is not None:
            return meant
        nearest = min(people or named, key=lambda name: distance(name.span, said), default=None)
        if nearest is None and self._document.language in DROPS_SUBJECTS and is_alone(self._document, said, zone):
            return self._memory.reported or self._memory.meant(zone.start) or NOT_NAMED
        if nearest is not None and subject_first and len(people) > 1 and joins(self._document, nearest, said):
            nearest = people[0]
        return nearest.label if nearest else NOT_NAMED

    def _is_unnamed(self, said: Span, zone: Span) -> bool:
        named = (name.span for name in self._names.within(Span(said.end, zone.end)) if name.is_person)
        return is_unnamed(self._document, said, zone, next(named, None))

    def _is_stand_in_beside(self, said: Span, zone: Span) -> bool:
        """Whether somebody speaks who was named before: "said the 36-year-old", "sagte der SPD-Politiker"."""
        around = self._document.lower[max(zone.start, said.start - NEAR_VERB) : min(zone.end, said.end + NEAR_VERB)]
        return not self._holders.names_office(around) and is_stand_in(around)  # of several people

    def _told_of(self, said: Span, zone: Span, *, subject_first: bool, bodies: list[Name]) -> str | None:
        """Whom words for somebody mean who was told of before: "said the player", "répond l'intéressée"."""
        if self._is_stand_in_beside(said, zone) or (subject_first and shares_pronoun(self._document, said, zone)):
            return self._memory.meant(zone.start) or NOT_NAMED
        named = bodies or self._names.within(Span(said.end, zone.end))
        words = None if named else definite(self._document, said, zone)
        if words is not None and not self._holders.names_office(words):
            return self._memory.near(zone.start) or NOT_NAMED
        return None
