"""How what is found compares with the labels.

People, organisations and places are scored as entities: one that is found is right when one of its places in the text
is a labelled mention, but for an ending such as a genitive's; each labelled entity can be met once (a person found as
two is wrong once), and what falls on an unsure label of any kind is left out. A place must be in the right country;
only countries and cities count, of these the ones that GeoNames lists with 15,000 inhabitants or more. A quote is right
when it covers most of a labelled one and has its speaker. Topics are averaged over the labels (macro-F1), those of
which nothing was labelled or found left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.entities.document import Document, Span, fold
from crawler.entities.found import Entities, Location, Named, Quote
from crawler.entities.geography import is_known_city
from tests.labels.entities.gold import KINDS, Entity, Kind, Label, Speech, TopicLabel

_COVERED = 0.5  # of a quote
_ENDING = 2  # characters

# Topics that the labellers did not have yet, and what they gave instead; "" for nothing.
_SINCE = {"Legal aid": "Justice and courts", "Carbon capture": "Climate change"}
_SINCE |= dict.fromkeys(("Obituaries and condolences", "Consumer electronics", "Fashion"), "")

Pairs = dict[int, int]  # number of what was found to number of the label


@dataclass(slots=True)
class Tally:
    """Right, wrong and missed, and the words of those that are wrong or missed."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + len(self.wrong) + len(self.missed))

    def count(self, words: str, *, right: bool) -> None:
        """One label: met, or missed."""
        if right:
            self.right += 1
        else:
            self.missed.append(words)


class TopicScores(defaultdict[str, Tally]):
    """The tally of each topic."""

    def __init__(self) -> None:
        super().__init__(Tally)

    def add(self, label: Label | TopicLabel, found: set[str]) -> None:
        """One release; what is only possible counts neither way, nor does one whose topics were not labelled."""
        if label.topics is None:
            return
        found = {_SINCE.get(topic, topic) for topic in found} - {""}
        for topic in label.topics:
            self[topic].count(f"{label.set} {label.id}", right=topic in found)
        for topic in found - label.topics - label.topics_possible:
            self[topic].wrong.append(f"{label.set} {label.id}")

    @property
    def macro_f1(self) -> float:
        """Averaged over topics."""
        return sum(tally.f1 for tally in self.values()) / max(1, len(self))

    @property
    def together(self) -> Tally:
        """All topics in one tally: the scores of this are micro-averages."""
        whole = Tally()
        for topic, tally in self.items():
            whole.right += tally.right
            whole.wrong += [topic] * len(tally.wrong)
            whole.missed += [topic] * len(tally.missed)
        return whole

    def __str__(self) -> str:
        whole = self.together
        micro = f"micro-F1 {whole.f1:.3f}  precision {whole.precision:.3f}  recall {whole.recall:.3f}"
        return f"macro-F1 {self.macro_f1:.3f} over {len(self)}  {micro}"


class Scores:
    """The tallies of all releases so far: by kind, of offices, of speakers, and of each topic."""

    def __init__(self) -> None:
        self.kinds: dict[Kind, Tally] = {kind: Tally() for kind in KINDS}
        self.offices, self.speakers = Tally(), Tally()
        self.topics = TopicScores()

    def add(self, label: Label, document: Document, found: Entities) -> None:
        """Compares one release; `document` is the text in which `found` counts."""
        named: dict[Kind, Sequence[Named]] = {
            "people": found.people,
            "organisations": found.organisations,
            "places": [place for place in found.places if place.spans],
        }
        pairs = {kind: _pairs(label.entities[kind], named[kind]) for kind in KINDS}
        for kind in KINDS:
            _add_entities(self.kinds[kind], label, kind, named[kind], pairs[kind], document.text)
        self._add_offices(label, found, pairs["people"], document.text)
        self._add_speakers(label, found, pairs, document.text)
        self.topics.add(label, {topic.label for topic in found.topics})

    def _add_offices(self, label: Label, found: Entities, pairs: Pairs, text: str) -> None:
        """An office is right when it shares half of its words with the labelled one; only people that were found."""
        for place, number in pairs.items():
            office, person = label.entities["people"][number].office, found.people[place]
            if office is None:
                continue
            words, theirs = (set(fold(said).split()) for said in (text[slice(*office)], person.office))
            alike = 2 * len(words & theirs) >= max(len(words), len(theirs))
            self.offices.count(f"{person.label}: {text[slice(*office)]!r}, not {person.office!r}", right=alike)

    def _add_speakers(self, label: Label, found: Entities, pairs: dict[Kind, Pairs], text: str) -> None:
        names: dict[str, tuple[Kind, int]] = {
            fold(found.people[place].label): ("people", number) for place, number in pairs["people"].items()
        }
        for place, number in pairs["organisations"].items():
            names[fold(found.organisations[place].label)] = ("organisations", number)
        spoken: defaultdict[int, list[Quote]] = defaultdict(list)
        for quote in found.quotes:
            met = _belongs(quote, label.quotes)
            if met is not None:
                spoken[met].append(quote)
            speaker = label.quotes[met].speaker if met is not None else None
            if quote.speaker and (speaker is None or speaker != names.get(fold(quote.speaker))):
                self.speakers.wrong.append(_quoted(text, quote.span, [quote]))
        for number, speech in enumerate(label.quotes):
            if speech.speaker is not None:
                theirs = [quote for quote in spoken[number] if names.get(fold(quote.speaker)) == speech.speaker]
                right = sum(map(_length, theirs)) > _COVERED * _length(speech)
                self.speakers.count(_quoted(text, speech.span, spoken[number]), right=right)


def _pairs(labelled: Sequence[Entity], found: Sequence[Named]) -> Pairs:
    """What was found with what was labelled, those that share most mentions first, each once."""
    shared = [
        (-shares, number, place)
        for number, entity in enumerate(labelled)
        for place, named in enumerate(found)
        if _same_country(entity, named) and (shares := _shared(entity, named))
    ]
    pairs: Pairs = {}
    for _, number, place in sorted(shared):
        if place not in pairs and number not in pairs.values():
            pairs[place] = number
    return pairs


def _shared(entity: Entity, named: Named) -> int:
    return sum(
        span.start == other.start and abs(span.end - other.end) <= _ENDING
        for span in entity.mentions
        for other in named.spans
    )


def _same_country(entity: Entity, named: Named) -> bool:
    return not isinstance(named, Location) or named.country == entity.country


def _add_entities(tally: Tally, label: Label, kind: Kind, found: Sequence[Named], pairs: Pairs, text: str) -> None:
    labelled, met = label.entities[kind], set(pairs.values())
    for number, entity in enumerate(labelled):
        if entity.kind != "government" and not is_left_out(entity, text):
            tally.count(_words(entity, text), right=number in met)
    everything = (entity for entities in label.entities.values() for entity in entities)
    doubtful = [span for entity in everything if is_left_out(entity, text) for span in entity.mentions]
    for place, named in enumerate(found):
        if place not in pairs and not any(span.overlaps(other) for span in named.spans for other in doubtful):
            tally.wrong.append(f"{named.label} ({text[slice(*named.spans[0])]!r})")
        elif place in pairs and labelled[pairs[place]].kind == "government":
            tally.wrong.append(f"{named.label} (the government)")


def _words(entity: Entity, text: str) -> str:
    return text[slice(*min(entity.mentions))]


def is_left_out(entity: Entity, text: str) -> bool:
    """Whether it counts neither way: what is doubted, and places of which no finding is asked."""
    small = entity.kind == "city" and not is_known_city(_words(entity, text), entity.country or "")
    return entity.unsure or small or entity.kind in ("region", "other")


def _belongs(quote: Quote, speeches: Sequence[Speech]) -> int | None:
    """The labelled speech that most of a found quote is part of: one of several paragraphs may be found as several."""
    for number, speech in enumerate(speeches):
        shared = min(speech.span.end, quote.span.end) - max(speech.span.start, quote.span.start)
        if shared > _COVERED * min(_length(quote), _length(speech)):
            return number
    return None


def _length(said: Quote | Speech) -> int:
    return said.span.end - said.span.start


def _quoted(text: str, span: Span, quotes: Sequence[Quote]) -> str:
    said = text[slice(*span)]
    speakers = ", ".join(quote.speaker or "nobody" for quote in quotes) or "not found"
    return f"{said[:40]!r} … {said[-20:]!r}: {speakers}"
