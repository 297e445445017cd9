"""The subjects of a release, from the words that speak for them (`crawler.entities.thesaurus`).

A topic's evidence is weighed: by how much its words say, where they stand, and how often (the second mention of a word
says half as much as the first, the third a third: a sum that grows with the logarithm). Its confidence is the logistic
function of that evidence, of its share in all that the release speaks about, of what title and first lines say, of how
early it begins, and of what speaks for wider and narrower topics; what each is worth was fitted on labelled releases
(docs/entities.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import exp, log

from crawler.entities.document import Document, Span
from crawler.entities.found import Subject
from crawler.entities.lexicon import TopicWord
from crawler.entities.phrases import Hit, longest
from crawler.entities.thesaurus import Grade, above, resolve
from crawler.entities.topic_head import LogOdds

__all__ = ["above", "find", "resolve"]

MOST_TOPICS = 6
LEAST_CONFIDENCE, LEAST_BESIDE = 0.4, 0.35  # by words alone, and where a network says something, too
# So sure is a subject with which others may be listed, and so many characters from it those that are an aim as well.
_SURE, _NEAR = 0.8, 80
_AND = r"and|or|och|samt|und|sowie|et|y|e|en|og|oraz|și|и"
_LISTED = re.compile(rf"(?:,? (?:{_AND})|[,/]) ?(?:[^\W\d][\w-]* )?")
_AIM = re.compile(
    r"(?:co-?operation (?:in|on)|fight(?:ing)? against|(?:combat|counter(?:act)?|tackl|prevent)(?:e|ing)?|"
    r"samarbete (?:om|kring)|kampen? mot|zusammenarbeit (?:bei|in)|kampf gegen|bekämpfung von|"
    r"coopération en|lutte contre|cooperación en|lucha contra|сотрудничеств\w+ в|борьб\w+ (?:с|против)) (?:the )?$"
)
_TRIALS = "Criminal trials and sentences"
_POINTS: Mapping[Grade, float] = {"names": 3.0, "speaks": 1.0, "hints": 0.35}
# Where a word stands: in the title, in the first lines, in the body, or in what is said about the publisher. In a name
# it counts as in the body at most: a "Health Office" tells of health.
_TITLE, _LEAD, _BODY, _TAIL = 2.5, 1.5, 1.0, 0.25
_LEAD_LENGTH = 500  # characters
_TAIL_STARTS = re.compile(
    r"^\W*(?:(?:about (?!the case)|über |sobre |despre |à propos d)[^\n]{2,80}$|(?:cautionary|forward).{0,20}looking "
    r"statement|safe harbou?r|(?:media|press) contact|contacts?:|pressekontakt|presskontakt)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(slots=True)
class Evidence:
    """What speaks for one topic: the weights of each word's places, and whether one names it or stands in the title.

    `said` is whether anything stands outside of what is about the publisher, `lead` what the first lines say, `spans`
    where its words stand, in order, and `naming` where those do that name the topic.
    """

    said: bool = False
    in_title: bool = False
    lead: float = 0.0
    words: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    spans: list[Span] = field(default_factory=list)
    naming: list[Span] = field(default_factory=list)

    @property
    def named(self) -> bool:
        return bool(self.naming)

    @property
    def points(self) -> float:
        return sum(
            weight / rank
            for weights in self.words.values()
            for rank, weight in enumerate(sorted(weights, reverse=True), start=1)
        )

    @property
    def is_telling(self) -> bool:
        """One plain word of the text alone, however often, is not, nor is a single mention of the subject."""
        often = len(self.words) > 1 or (self.named and len(self.spans) > 1)
        return self.in_title or (self.said and often)


def find(
    document: Document, hits: Iterable[Hit[TopicWord]], names: Iterable[Span], told: LogOdds
) -> tuple[Subject, ...]:
    """Subjects, the surest first; none rather than a doubtful one. Titles say no more by words inside `names`.

    `told` is what a network says of each subject, empty where none was asked; beside it a single word is enough.
    """
    evidence = gathered(document, hits, names)
    numbers = features(evidence, len(document.text), judged(evidence, told))
    sure = {topic: confidence(of_topic, told.get(topic)) for topic, of_topic in numbers.items()}
    least = LEAST_BESIDE if told else LEAST_CONFIDENCE
    sure = {topic: rounded for topic, exact in sure.items() if (rounded := round(exact, 2)) >= least}
    by_words = {topic: round(confidence(numbers[topic], None), 2) for topic in sure}
    listed = [
        topic for topic in evidence if topic not in sure and _is_listed(topic, evidence, by_words, document.lower)
    ]
    sure |= dict.fromkeys(listed, least)
    best = sorted(sure, key=lambda topic: (-sure[topic], topic))[:MOST_TOPICS]
    return tuple(Subject(topic, _words(evidence[topic], document), sure[topic]) for topic in best)


def judged(evidence: Mapping[str, Evidence], told: LogOdds) -> list[str]:
    """The topics that words say enough of, or any word, where a network says something, too."""
    return [topic for topic, found in evidence.items() if topic in told or found.is_telling]


def spoken_for(document: Document, hits: Iterable[Hit[TopicWord]]) -> Iterator[Subject]:
    """Every subject of which there is a word, with no confidence."""
    for topic, found in gathered(document, hits, ()).items():
        yield Subject(topic, _words(found, document), 0.0)


def _words(evidence: Evidence, document: Document) -> tuple[Span, ...]:
    return tuple(_whole(span, document.text) for span in evidence.spans)


def _is_listed(topic: str, evidence: Mapping[str, Evidence], sure: Mapping[str, float], text: str) -> bool:
    """Whether it is named in one list with a subject of the same kind of which words make sure, or is an aim beside it.

    "Against terrorism and arms trafficking"; "terrorism must stop. We need cooperation in cyber security". In the
    report of a trial what stands beside is one of the charges.
    """
    if _TRIALS in sure:
        return False
    kindred = [one for one in sure if sure[one] >= _SURE and above(one)[:1] == above(topic)[:1] != ()]
    return any(
        _LISTED.fullmatch(text, min(span.end, other.end), max(span.start, other.start))
        or (abs(span.start - other.start) <= _NEAR and _AIM.search(text, max(0, span.start - _NEAR), span.start))
        for one in kindred
        for other in (_whole(span, text) for span in evidence[one].naming)
        for span in (_whole(span, text) for span in evidence[topic].naming)
    )


def gathered(document: Document, hits: Iterable[Hit[TopicWord]], names: Iterable[Span]) -> dict[str, Evidence]:
    """What speaks for each topic in the document's language."""
    inside = _covered(names, len(document.text))
    tail = _TAIL_STARTS.search(document.text, document.title_end + _LEAD_LENGTH)
    ends = tail.start() if tail else len(document.text)
    evidence: defaultdict[str, Evidence] = defaultdict(Evidence)
    for span, word in longest(hits):
        start = span.start
        found, in_name = evidence[word.topic], inside[start]
        in_title = start < document.title_end
        place = _place(start, document.title_end, ends)
        if in_name:
            place = min(place, _BODY)
        weight = _POINTS[word.grade] * place
        found.words[document.lower[slice(*span)]].append(weight)
        found.spans.append(span)
        found.said |= place >= _BODY
        if place == _LEAD:
            found.lead += weight
        if not in_name and word.grade != "hints":
            found.in_title |= in_title
            if word.grade == "names" and start < ends:
                found.naming.append(span)
    return evidence


def _covered(spans: Iterable[Span], size: int) -> bytearray:
    covered = bytearray(size + 1)
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return covered


def _place(start: int, title_end: int, ends: int) -> float:
    if start < title_end:
        return _TITLE
    if start >= ends:
        return _TAIL
    return _LEAD if start < title_end + _LEAD_LENGTH else _BODY


def _whole(span: Span, text: str) -> Span:
    """To the end of the word whose beginning was found."""
    end = span.end
    while end < len(text) and text[end].isalnum() and text[end] < "\u2e80":
        end += 1
    return Span(span.start, end)


# What the features are worth, in the order in which `features` gives them; first what is given to every topic.
WORTH: tuple[float, ...] = (-0.9, 0.61, 0.8, 0.71, 1.03, 0.36, 0.55, 0.7, -1.03, 0.88)
# The same where a network says something, too, and what that is worth.
WORTH_BESIDE: tuple[float, ...] = (3.14, 0.42, 0.6, -0.02, 1.44, 0.12, 0.12, 0.78, -0.53, 0.41, 0.49)
# Characters after which a first mention comes late, and those of text in which points are counted.
_LATE, _STRETCH = 200, 1000


def features(evidence: Mapping[str, Evidence], size: int, topics: Iterable[str]) -> Mapping[str, tuple[float, ...]]:
    """Evidence in a text of some characters as numbers, for some of the topics.

    Points, their share of the best topic's, how many words, the share of all points, first lines, the points of wider
    and of narrower topics (which speak of the same), how late the first word stands, and how dense the points are.
    """
    points = {topic: found.points for topic, found in evidence.items()}
    best, everything = max(points.values(), default=1.0), sum(points.values())
    wider: defaultdict[str, float] = defaultdict(float)
    narrower: defaultdict[str, float] = defaultdict(float)
    for topic in points:
        for one in above(topic):
            wider[topic] = max(wider[topic], points.get(one, 0.0))
            narrower[one] = max(narrower[one], points[topic])
    return {
        topic: (
            1.0,
            log(0.1 + points[topic]),
            log(0.05 + points[topic] / best),
            log(len(found.words)),
            log(0.02 + points[topic] / everything),
            log(1 + found.lead),
            log(1 + wider[topic]),
            log(1 + narrower[topic]),
            log(1 + found.spans[0].start / _LATE),
            log(0.2 + _STRETCH * points[topic] / max(_STRETCH, size)),
        )
        for topic, found in ((topic, evidence[topic]) for topic in topics)
    }


def confidence(numbers: tuple[float, ...], told: float | None) -> float:
    """What `features` are worth together, from 0 to 1, with what a network says of the topic, if it says anything."""
    worth, numbers = (WORTH, numbers) if told is None else (WORTH_BESIDE, (*numbers, told))
    return 1 / (1 + exp(-sum(one * number for one, number in zip(worth, numbers, strict=True))))
