"""Direct speech, and who speaks.

The rules follow what attribution in news looks like (compare Krestel, Bergler & Witte 2008, "Minding the source:
automatic tagging of reported speech in newspaper articles"): a verb of speech with a name behind the speech, or before
it; where neither stands, the one who spoke last goes on. Where the speech itself begins and ends, `speech.py` tells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from crawler.entities import unspaced_speech
from crawler.entities.document import Document, Span
from crawler.entities.found import Named, Person, Quote
from crawler.entities.holders import Holders
from crawler.entities.speech import passages, verb
from crawler.entities.speech_names import VERB_SECOND, Name, distance, is_alone, is_subject, joins, owns, subject_of
from crawler.entities.speech_subjects import (
    SEVERAL,
    begins_as_known,
    is_definite,
    is_of_several,
    is_told,
    is_unnamed,
    may_speak,
)
from crawler.entities.speech_words import (
    MARKS,
    definite_stand_in,
    leading,
    opinion,
    pronoun,
    sentence_end,
    small_words,
    stand_in,
)

_NEAR = 240  # characters beside a speech in which its speaker is looked for
_ANNOUNCEMENT = 700  # characters of a line that announces the next
_VERB_NEAR = 100  # characters behind a speech within which the verb stands
_OPENED = 3  # characters of a line before a speech that opens it: a mark, or a dash and a space
_NOT_NAMED = ""
_NEAR_VERB = 45  # characters around a verb in which an office stands
_WORD = re.compile(r"\w+")
_FEWEST_ALONE = 10  # words of a paragraph in quotation marks whose speaker nothing beside it tells
_FOREMOST = 2  # times as often as anybody else the one is named whom a release is about
_NEXT_WORD = 14  # characters
_TOLD = 600  # characters before the speech in a line that tell whom a pronoun means
_SUBJECT = 25  # characters of a sentence in which its subject begins
_LATE_SUBJECT = 60  # characters, of one that a verb or an office may stand before
_FEWEST_OF_SENTENCE = 5  # words of a speech that is a sentence by itself
_DROPS_SUBJECTS = frozenset({"es", "pt", "it", "ro", "pl", "cs", "sk", "sl", "hr", "sr", "bg", "el", "tr", "lt", "ca"})
_ANNOUNCES = re.compile(
    r"(?:(?:following|this|a|these|brief) (?:\w+ )?(?:statements?|remarks?|comments?|reaction|response)|"
    r"commented (?:today )?on|(?:statement|remarks) (?:today )?(?:on|about|regarding|following|after)|"
    r"äußer(?:t|te) sich|nimmt Stellung|erklärt dazu)\b"
)
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
# Words that are a pronoun in one language and something else in others.
_PRONOUNS_OF = {"i": "en", "el": "ro", "ea": "ro", "er": "de", "sie": "de", "il": "fr", "lui": "it", "lei": "it"}
_CLOSES = re.compile(r"\s?[\"”»«“'’]?\s?,?\s")  # between a speech and a verb
_GOES_ON = re.compile(r"\W*(?:but|and|which|while|as|aber|und|sondern|mais|et|pero|y|mas|e|ma|men|och|og)\s")
_LIAISONS = ("", "-", "-t-")  # "dit-elle", "déclare-t-elle"
_FULL_STOPS = ".!?…。！？"
_IT_SAYS = frozenset({"heißt es", "hieß es"})  # in a text, whose is said behind
_AND = re.compile(r"(?<!\w)(?:and|und|och|og|et|y|e|и)\s$")
_CLAUSE = re.compile(r"[,.;:„“\"»«]|\s(?:von|auf|mit|av|på|till|om|med|über|gegen|für)\s")


def find(document: Document, people: Iterable[Person], bodies: Iterable[Named]) -> tuple[Quote, ...]:
    """The direct speech of a document in order; a speech that is cut is several quotes.

    It has four words or more, or two before a comma and a verb of speech.
    """
    people = tuple(people)
    names = [Name(span, person.label, is_person=True) for person in people for span in person.spans]
    names += [Name(span, body.label, is_person=False) for body in bodies for span in body.spans]
    return tuple(_Attribution(document, sorted(names), people).quotes())


class _Attribution:
    """One document's speakers, line by line. None stands for nothing said of the speaker, "" for somebody unnamed."""

    def __init__(self, document: Document, names: list[Name], people: Iterable[Person]) -> None:
        self._document, self._names = document, names
        self._starts = [name.span.start for name in names]
        self._spoke_last: str | None = None
        self._person_spoke_last: str | None = None
        self._subject: str | None = None  # of the last line without speech
        self._told_before: str | None = None  # who is named first in the line before, in which nobody speaks
        self._reported: str | None = None  # who is said to have spoken in the line before, in which nobody is quoted
        self._told, self._speaks_in_line = Span(0, 0), False  # what a line tells before anybody speaks
        self._is_sentence = False  # what is said
        people = list(people)
        self._labels = frozenset(person.label for person in people)
        counted = sorted(people, key=lambda person: -len(person.spans))
        leads = bool(counted) and (len(counted) == 1 or len(counted[0].spans) >= _FOREMOST * len(counted[1].spans))
        self._foremost = counted[0].label if leads else None
        self._holders = Holders(people, document.language)

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
                if speaker is None and speech.start - line.start <= _OPENED + self._indent(line):
                    speaker = announced or (spoke_last if spoke_last is not None else self._alone(speech, line))
                if speaker is not None:
                    self._spoke_last = speaker or None
                if speaker in self._labels:
                    self._person_spoke_last = speaker
                self._subject = None if speaker else self._subject
                self._speaks_in_line = self._speaks_in_line or bool(speaker)
                yield Quote(speech, speaker or _NOT_NAMED)
            if speeches:
                self._told_before = self._reported = None
            announced = self._announced(line)
            spoke_last = speaker

    def _announced(self, line: Span) -> str | None:
        """Who a line says to speak in the next: "Jane Major issued the following statement on the bridge."."""
        said = self._document.flat[slice(*line)].rstrip()
        if said.endswith(":"):
            return self._before(line, near=_ANNOUNCEMENT)
        words = _ANNOUNCES.search(self._document.flat, max(line.start, line.end - _NEAR), line.end)
        if words is None or said[-1:] in MARKS:
            return None
        before = Span(max(line.start, words.start() - _NEAR), words.start())
        return next((name.label for name in self._within(before) if name.is_person), None)

    def _alone(self, speech: Span, line: Span) -> str | None:
        """Of a speech that is a paragraph of its own who spoke last, or whom the release is about."""
        around = self._document.flat[line.start : speech.start] + self._document.flat[speech.end : line.end]
        if around.strip(MARKS + ".…–—-") or len(_WORD.findall(self._document.flat, *speech)) < _FEWEST_ALONE:
            return None
        said = self._document.flat[speech.start : line.end].rstrip(MARKS)
        if said[-1] not in _FULL_STOPS:  # a heading
            return None
        return self._subject or self._spoke_last or self._foremost

    def _indent(self, line: Span) -> int:
        text = self._document.flat[slice(*line)]
        return len(text) - len(text.lstrip())

    def _tell(self, line: Span) -> None:
        """Notes whom a line without speech begins with: whom the next paragraphs quote, where nothing else is said."""
        people = [name for name in self._within(line) if name.is_person]
        first = people[0] if people else None
        drops = self._document.language in _DROPS_SUBJECTS
        verbs = list(verb().finditer(self._document.lower, *line)) if drops else []
        self._reported = self._beside(Span(*verbs[-1].span()), line) if verbs else None
        starts = first is not None and first.span.start - line.start <= _SUBJECT
        self._subject = first.label if first and starts else None
        ends = [match.end() for match in sentence_end().finditer(self._document.flat, *line)]
        sentences = (Span(start, line.end) for start in reversed([line.start, *ends]))
        subjects = (
            subject_of(self._document, [n for n in people if n.span.start >= one.start], one) for one in sentences
        )
        self._told_before = next(filter(None, subjects), None) or (first.label if first else None)

    def _of(self, speech: Span, before: Span, behind: Span, goes_on: str | None) -> str | None:
        words = self._document.flat[slice(*speech)]
        follows = self._document.flat[slice(*behind)].lstrip(MARKS)
        attributed_behind = words[-1] not in ".…" or follows[:1] in (",", "-", "–", "—") or follows[:1].islower()
        if self._document.flat[slice(*before)].rstrip(MARKS)[-1:] in (",", ":"):  # it leads to the speech
            attributed_behind = False
        self._is_sentence = words[0].isupper() and len(_WORD.findall(words)) >= _FEWEST_OF_SENTENCE
        first, second = (self._behind, behind), (self._before, before)
        for finder, zone in (first, second) if attributed_behind else (second, first):
            speaker = finder(zone)
            if speaker == _NOT_NAMED and zone is before and self._is_said_behind(behind):
                continue
            if speaker is not None:
                return speaker
        if self._document.language in unspaced_speech.LANGUAGES:
            near = self._within(Span(before.end - _NEAR, behind.start + _NEAR))
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
        if not (words[0].isupper() and (words[-1] in _FULL_STOPS or flat[speech.end + 1 : speech.end + 2] == ".")):
            return None
        if len(_WORD.findall(words)) < _FEWEST_OF_SENTENCE:
            return None
        if flat[slice(*before)].rstrip(MARKS)[-1:] not in (*_FULL_STOPS, ":"):
            return None
        starts = [match.end() for match in sentence_end().finditer(flat, before.start, before.end)]
        starts = [start for start in starts if flat[start : before.end].strip(MARKS)]
        if before.start != self._told.start:  # behind another speech, whose speaker goes on but for a new sentence
            if not starts:
                return None
        elif not starts:
            starts = [before.start]
        zone = Span(starts[-1], before.end)
        if zone.end - zone.start < _SUBJECT // 2:
            return None
        verbs = list(verb().finditer(self._document.lower, *zone))
        if verbs:
            return self._beside(Span(*verbs[-1].span()), zone) or None
        first = next((name for name in self._within(zone) if name.is_person), None)
        if first is not None and not owns(self._document, first) and first.span.start - zone.start <= _LATE_SUBJECT:
            return first.label
        return None

    def _behind(self, zone: Span) -> str | None:
        """ "…," said Jane Major, director; "…", so Direktorin Jane Major; "…" – Jane Major."""
        if so := _SO.match(self._document.flat, *zone):
            return next((name.label for name in self._within(Span(so.end(), so.end() + _NEAR))), None)
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
        speaker = self._beside(Span(*said.span()), zone)
        if speaker == _NOT_NAMED and _GOES_ON.match(self._document.lower, zone.start, said.start() + 1):
            return None  # “a good day,” but said the bridge was closed
        return speaker

    def _leads_on(self, zone: Span) -> bool:
        """Whether what stands behind a speech leads to the next one, and says nothing of this."""
        said = self._document.flat[slice(*zone)]
        begins = said.strip(MARKS)[:1].isupper() and self._document.flat[zone.start - 1] in _FULL_STOPS
        return said.rstrip().endswith(":") or (begins and said.rstrip(MARKS).endswith(":"))

    def _behind_unknown_verb(self, zone: Span) -> str | None:
        """ "…" – Jane Major; "…", Jane Major, director; "…," quipped Jane Major; "…", lachte Bürgermeisterin Major."""
        named = [name for name in self._within(zone) if not self._document.flat.startswith("-", name.span.end)]
        if not named:
            return None
        between = self._document.flat[zone.start : named[0].span.start].strip(MARKS)
        if between.startswith(("-", "–", "—")) or between == ",":
            return named[0].label
        if not between:  # "…" Jane Major, director; not the next sentence: "…" Jane Major came.
            goes_on = self._document.flat[named[0].span.end : named[0].span.end + 2].strip()[:1].islower()
            ended = self._document.flat[zone.start - 1] in _FULL_STOPS
            return None if goes_on and ended else named[0].label
        says = _UNKNOWN_VERB.fullmatch(between)
        ended = self._document.flat[zone.start - 1] in ",!?."
        ended = ended or self._document.flat[zone.start : zone.start + _OPENED].lstrip(MARKS).startswith(",")
        ended = ended or (self._is_sentence and self._document.language in VERB_SECOND)
        speaks = ended and says is not None and says[1] not in small_words()
        return named[0].label if speaks and named[0].is_person else None

    def _before(self, zone: Span, near: int = _NEAR) -> str | None:
        """Jane Major, the director, said: "…"; Jane Major: "…"."""
        starts = [match.end() for match in sentence_end().finditer(self._document.flat, *zone)]
        text = self._document.flat[slice(*zone)]
        start = next((start for start in reversed(starts) if self._document.flat[start : zone.end].strip(MARKS)), None)
        if start is not None and text.rstrip(MARKS)[-1:] not in (":", ","):
            start = starts[-1]
        zone = Span(max(start or zone.start, zone.end - near), zone.end)
        verbs = list(verb().finditer(self._document.lower, *zone))
        if verbs:
            return self._beside(Span(*verbs[-1].span()), zone, subject_first=True)
        leads = leading().search(self._document.lower, *zone)
        if leads:
            return self._led_by(Span(*leads.span(1)), zone)
        people = [name for name in self._within(zone) if name.is_person]
        if (
            people
            and people[0].span.start - zone.start <= _LATE_SUBJECT
            and opinion().match(self._document.lower, zone.start)
        ):
            return people[0].label
        if not self._document.flat[slice(*zone)].rstrip(MARKS).endswith(":"):
            return None
        if people:
            return people[-1].label
        return self._meant(zone.start) if self._begins_with_pronoun(zone) else None

    def _begins_with_pronoun(self, zone: Span) -> bool:
        """Whether one person is the subject: "She was glad: “…”", "Die Ministerin zeigte sich offen: „…“"."""
        lower, language = self._document.lower, self._document.language
        reach = _LATE_SUBJECT if language in VERB_SECOND else _NEXT_WORD
        subject = Span(zone.start, min(zone.end, zone.start + reach))
        for word in pronoun().finditer(lower, *subject):
            own = _PRONOUNS_OF.get(word[0], language) == language
            around = (lower[zone.start : word.start()], lower[word.end() : word.end() + _NEXT_WORD])
            if own and "," not in around[0] and not (word[0] in SEVERAL and is_of_several(*around)):
                return True
        begins = stand_in().search(lower, *subject)
        return (begins is not None and begins.start() - zone.start <= _OPENED) or begins_as_known(self._document, zone)

    def _led_by(self, said: Span, zone: Span) -> str | None:
        """The subject of a word that leads to a speech; None where that names nobody."""
        if is_told(self._document, said):
            return None
        named = [name for name in self._within(zone) if name.is_person or may_speak(self._document, name.span, said)]
        behind = self._subject_behind(said)
        if behind is not None:
            return behind.label
        before = [name for name in named if name.span.end <= said.start and not owns(self._document, name)]
        if self._is_pronoun_beside(said, zone) and not (before and is_subject(before[0].span, zone, said)):
            return self._meant(zone.start)
        people = [name for name in before if name.is_person]
        if len(people) > 1 and joins(self._document, people[-1], said):
            return people[0].label
        return (people or before)[-1].label if before else None

    def _subject_behind(self, said: Span) -> Name | None:
        """Who stands right behind a verb where that is the subject's place: "Das nannte Jane Major"."""
        if self._document.language not in VERB_SECOND:
            return None
        behind = self._within(Span(said.end, said.end + _NEAR_VERB))
        return next((name for name in behind if name.is_person and self._leads_up(said, name)), None)

    def _leads_up(self, said: Span, name: Name) -> bool:
        """Whether nothing but an office stands between a verb and a name."""
        between = self._document.flat[said.end : name.span.start].strip()
        return not between or (between[0].isupper() and not _CLAUSE.search(between))

    def _beside(self, said: Span, zone: Span, *, subject_first: bool = False) -> str:
        """Who stands nearest to a verb: a person before a body; behind it only where none stands before it.

        A pronoun stands for who spoke last, or else the person named last; an office for the one person who has it.
        """
        named = self._within(zone)
        people = [name for name in named if name.is_person and not owns(self._document, name)]
        if is_told(self._document, said) or self._is_unnamed(said, zone):
            return _NOT_NAMED
        if self._document.lower[slice(*said)] in _IT_SAYS:  # "hieß es in einer Mitteilung des Seenamts"
            return next((name.label for name in named if name.span.start >= said.end), _NOT_NAMED)
        if subject_first:
            behind = self._subject_behind(said)
            people = [behind] if behind else [name for name in people if name.span.end <= said.start] or people
        if self._is_pronoun_beside(said, zone):
            subject = people[0] if people and is_subject(people[0].span, zone, said) else None
            spoke = subject.label if subject else self._meant(zone.start)
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
        if nearest is None and self._document.language in _DROPS_SUBJECTS and is_alone(self._document, said, zone):
            return self._reported or self._meant(zone.start) or _NOT_NAMED
        if nearest is not None and subject_first and len(people) > 1 and joins(self._document, nearest, said):
            nearest = people[0]
        return nearest.label if nearest else _NOT_NAMED

    def _is_unnamed(self, said: Span, zone: Span) -> bool:
        named = (name.span for name in self._within(Span(said.end, zone.end)) if name.is_person)
        return is_unnamed(self._document, said, next(named, None))

    def _shares(self, said: Span, zone: Span) -> bool:
        """Whether a verb has the pronoun of the one before it as its subject: "She thanked the town and said"."""
        lower = self._document.lower
        if not _AND.search(lower, max(zone.start, said.start - _NEXT_WORD), said.start):
            return False
        pronouns = pronoun().finditer(lower, zone.start, said.start)
        return any(_PRONOUNS_OF.get(found[0], self._document.language) == self._document.language for found in pronouns)

    def _is_pronoun_beside(self, said: Span, zone: Span) -> bool:
        lower = self._document.lower
        if pronoun().search(lower, *said):
            return True
        for word in pronoun().finditer(lower, max(zone.start, said.start - _NEXT_WORD), said.end + _NEXT_WORD):
            own = _PRONOUNS_OF.get(word[0])
            if own is not None and self._document.language != own:
                continue
            if word.end() <= said.start and not lower[word.end() : said.start].strip():
                return True
            if word.start() >= said.end and lower[said.end : word.start()].strip() in _LIAISONS:
                return True
        return False

    def _is_stand_in_beside(self, said: Span, zone: Span) -> bool:
        """Whether somebody speaks who was named before: "said the 36-year-old", "sagte der SPD-Politiker"."""
        around = self._document.lower[max(zone.start, said.start - _NEAR_VERB) : said.end + _NEAR_VERB]
        shared = self._holders.names_office(around)  # by several people
        return not shared and (stand_in().search(around) or definite_stand_in().search(around)) is not None

    def _told_of(self, said: Span, zone: Span, *, subject_first: bool, bodies: list[Name]) -> str | None:
        """Whom words for somebody mean who was told of before: "said the player", "répond l'intéressée"."""
        if self._is_stand_in_beside(said, zone) or (subject_first and self._shares(said, zone)):
            return self._meant(zone.start) or _NOT_NAMED
        named = bodies or self._within(Span(said.end, zone.end))
        around = self._document.lower[said.end : said.end + _NEAR_VERB]
        if not named and is_definite(self._document, said, zone) and not self._holders.names_office(around):
            return self._near(zone.start) or _NOT_NAMED
        return None

    def _near(self, end: int) -> str | None:
        """Whom a pronoun there means, as far as this line or the one before names anybody."""
        told = any(name.is_person for name in self._within(Span(self._told.start, min(end, self._told.end))))
        speaks = self._speaks_in_line and self._person_spoke_last
        return self._meant(end) if told or speaks or self._told_before else None

    def _meant(self, end: int) -> str | None:
        """Whom a pronoun there means: who speaks in this line, is named in it first, or else spoke last."""
        if self._speaks_in_line and self._person_spoke_last:
            return self._person_spoke_last
        told = Span(max(self._told.start, self._told.end - _TOLD), min(end, self._told.end))
        starts = [match.end() for match in sentence_end().finditer(self._document.flat, *told)]
        told_of: list[Name] = []
        for start in reversed([told.start, *starts]):
            sentence = Span(start, told.end)
            told_of = [name for name in self._within(sentence) if name.is_person]
            if subject := subject_of(self._document, told_of, sentence):
                return subject
        if told_of:
            return told_of[0].label
        return self._told_before or self._person_spoke_last or self._named_last(end)

    def _named_last(self, end: int) -> str | None:
        earlier = [name for name in self._names if name.is_person and name.span.end <= end]
        return earlier[-1].label if earlier else None

    def _within(self, zone: Span) -> list[Name]:
        first = bisect_left(self._starts, zone.start)
        return [name for name in self._names[first : bisect_left(self._starts, zone.end)] if name.span.end <= zone.end]
