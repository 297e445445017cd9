"""The subjects of a release, from the words that speak for them: `data/topics.toml`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span, fold
from crawler.entities.found import Subject
from crawler.entities.lexicon import TopicWord
from crawler.entities.phrases import Hit, longest

MOST_TOPICS = 6
# Points: a word one, a word that names the subject two, each double in the title; the same word counts three times.
_STRONG, _TITLE, _MOST_REPEATS = 2, 2, 3
# So many are needed, and one more for every so many characters beyond a usual release.
_NEEDED, _USUAL_LENGTH, _CHARACTERS_A_POINT = 4.0, 4000, 1500
# A subject named outright in a release on a kindred one (of the same group) needs fewer.
_KINDRED = 2.0


def find(document: Document, hits: Iterable[Hit[TopicWord]], names: Iterable[Span]) -> tuple[Subject, ...]:
    """Subjects, those with the best evidence first; none rather than a doubtful one. Words in `names` say nothing."""
    language = document.language or "en"
    words: list[Hit[TopicWord | None]] = [hit for hit in hits if hit.value.language == language]
    evidence = _evidence(document, longest([*words, *(Hit(span, None) for span in names)]))
    needed = _NEEDED + max(0, len(document.text) - _USUAL_LENGTH) / _CHARACTERS_A_POINT
    certain = {topic for topic, found in evidence.items() if found.points >= needed and found.is_telling}
    groups = {_groups()[topic] for topic in certain}
    certain |= {
        topic
        for topic, found in evidence.items()
        if found.outright and _groups()[topic] in groups and found.points + _KINDRED >= needed
    }
    best = sorted(certain, key=lambda topic: (-evidence[topic].points, topic))[:MOST_TOPICS]
    return tuple(_subject(topic, evidence[topic], needed) for topic in best)


def _subject(topic: str, found: _Evidence, needed: float) -> Subject:
    """Its confidence is one half for a topic with no more points than needed, and grows with them towards one."""
    return Subject(topic, tuple(found.spans), round(found.points / (found.points + needed), 2))


@dataclass(slots=True)
class _Evidence:
    """What speaks for one topic: its points, the words, whether one names it outright or stands in the title."""

    points: int = 0
    outright: bool = False
    in_title: bool = False
    words: Counter[str] = field(default_factory=Counter)
    spans: list[Span] = field(default_factory=list)

    @property
    def is_telling(self) -> bool:
        """One plain word of the text alone, however often, is not."""
        return self.outright or self.in_title or len(self.words) > 1


def _evidence(document: Document, hits: Iterable[Hit[TopicWord | None]]) -> dict[str, _Evidence]:
    evidence: defaultdict[str, _Evidence] = defaultdict(_Evidence)
    for span, word in hits:
        if word is None:
            continue
        found = evidence[word.topic]
        text, in_title = document.lower[span.start : span.end], span.start < document.title_end
        found.words[text] += 1
        found.spans.append(span)
        found.outright |= word.strong
        found.in_title |= in_title
        if found.words[text] <= _MOST_REPEATS:
            found.points += (_STRONG if word.strong else 1) * (_TITLE if in_title else 1)
    return evidence


@cache
def _groups() -> Mapping[str, str]:
    return {topic["label"]: topic["group"] for topic in table("topics")["topic"]}


def above(label: str) -> tuple[str, ...]:
    """The wider topics that a topic is part of, the widest first."""
    group = _groups().get(label)
    return (group.capitalize(),) if group else ()


@cache
def _labels() -> Mapping[str, str]:
    return {fold(label): label for label in _groups()}


@cache
def _names() -> Mapping[str, str]:
    """Words that speak for one subject alone, in any language: a page may call the subject so. "*" ends a beginning."""
    topics: defaultdict[str, set[str]] = defaultdict(set)
    for topic in table("topics")["topic"]:
        for words in topic.values():
            for word in words if isinstance(words, list) else ():
                topics[fold(word)].add(topic["label"])
    return {word: labels.pop() for word, labels in topics.items() if len(labels) == 1}


def resolve(name: str) -> str | None:
    """The topic that goes by a name, whatever its case; None when none does."""
    folded = fold(name.strip())
    beginnings = (f"{folded[:end]}*" for end in range(len(folded), 3, -1)) if folded.isalpha() else ()
    return _labels().get(folded) or next(filter(None, map(_names().get, (folded, *beginnings))), None)
