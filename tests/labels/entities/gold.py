"""The labels, and the texts that they are about."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from crawler.entities.document import Span
from tests.labels.gold import chosen, page_of
from tests.labels.gold import gold as page_gold
from tests.labels.gold import labels as page_labels
from tests.labels.lines import numbered_lines

LABELS = Path(__file__).with_name("labels.jsonl")
FIRST_LABELS = Path(__file__).with_name("labels_first.jsonl")  # of "end", by each of its two readers alone
SECOND_LABELS = Path(__file__).with_name("labels_second.jsonl")
TOPIC_LABELS = Path(__file__).with_name("topics.jsonl")
LABELLED_PAGES = "labels"  # the set of a text whose page is labelled in tests/labels
PAGES = "pages"  # the set of a text whose label itself names the lines of its page

Part = Literal["tune", "fresh", "fresh2", "fresh3", "fresh4", "fresh5", "fresh6", "end"]
PARTS: tuple[Part, ...] = ("tune", "fresh", "fresh2", "fresh3", "fresh4", "fresh5", "fresh6", "end")
Kind = Literal["people", "organisations", "places"]
KINDS: tuple[Kind, ...] = ("people", "organisations", "places")


@dataclass(frozen=True, slots=True)
class Entity:
    """`mentions` are all places where it stands. What is `unsure` counts neither as right nor as wrong.

    Of a place, `kind` is "country", "city", "region", "other" or "government", and `country` its ISO 3166-1 code. Of a
    person, `office` is where the office that the text gives stands.
    """

    mentions: frozenset[Span]
    unsure: bool = False
    kind: str = ""
    country: str | None = None
    office: Span | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """Direct speech; `speaker` is the kind and number of an entity, None where the text names nobody."""

    span: Span
    speaker: tuple[Kind, int] | None


@dataclass(frozen=True, slots=True)
class Label:
    """One release. `topics_possible` count neither way; `topics` is None where they were not labelled.

    Rules are made with what is "tune". The errors of "fresh" and of "fresh2" to "fresh6" may be looked at, those of
    "end" may not. `title` and `body` name lines of a page as the labels in tests/labels do; only for the set of pages.
    """

    set: str
    id: str
    part: Part
    digest: str
    entities: dict[Kind, list[Entity]]
    quotes: list[Speech]
    topics: frozenset[str] | None
    topics_possible: frozenset[str]
    title: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class TopicLabel:
    """One release of which only the topics are labelled. All of these may be looked at.

    Words of topics were made with what is "tune", and not with what is "fresh"; "fresh2" was looked at for words later,
    of "fresh3" the totals alone. `title` and `body` as in `Label`.
    """

    set: str
    id: str
    digest: str
    topics: frozenset[str]
    topics_possible: frozenset[str]
    part: Part = "tune"
    title: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """What a release says, as the shared data has it."""

    title: str
    text: str
    organisation: str | None
    language: str | None


def labels(part: Part | None = None, path: Path = LABELS) -> list[Label]:
    """All labels, or those of one part."""
    entries = (_label(json.loads(line)) for line in path.read_text("utf-8").splitlines())
    return [label for label in entries if part in (None, label.part)]


def topic_labels(part: Part | None = None) -> list[TopicLabel]:
    """The labels of topics alone, all or those of one part."""
    entries = map(json.loads, TOPIC_LABELS.read_text("utf-8").splitlines())
    return [label for label in map(_topic_label, entries) if part in (None, label.part)]


def _topic_label(one: dict[str, Any]) -> TopicLabel:
    topics, possible = frozenset(one["topics"]), frozenset(one["topics_possible"])
    part, lines = one.get("part", "tune"), one.get("lines", {})
    return TopicLabel(one["set"], one["id"], one["digest"], topics, possible, part, **lines)


def _label(one: dict[str, Any]) -> Label:
    return Label(
        one["set"],
        one["id"],
        one["part"],
        one["digest"],
        {kind: [_entity(entity) for entity in one[kind]] for kind in KINDS},
        [
            Speech(Span(*quote["span"]), tuple(quote["speaker"]) if quote["speaker"] else None)
            for quote in one["quotes"]
        ],
        frozenset(one["topics"]) if "topics" in one else None,
        frozenset(one.get("topics_possible", ())),
        **one.get("lines", {}),
    )


def _entity(one: dict[str, Any]) -> Entity:
    office = one.get("office")
    return Entity(
        frozenset(Span(*mention) for mention in one["mentions"]),
        one.get("unsure", False),
        one.get("kind", ""),
        one.get("country"),
        Span(*office) if office else None,
    )


def text_of(label: Label | TopicLabel, data: Path) -> Text:
    """The labelled text. Raises ValueError when the shared data holds another one than was labelled."""
    for text in _candidates(label, data):
        if digest(text) == label.digest:
            return text
    raise ValueError(f"{label.id} of {label.set} is not the text that was labelled")


def _candidates(label: Label | TopicLabel, data: Path) -> list[Text]:
    if label.set == LABELLED_PAGES:
        return [_labelled_page(label.id, data)]
    if label.set == PAGES:
        return [_page(label, data)]
    return _texts(data / label.set).get(label.id, [])


def digest(text: Text) -> str:
    return hashlib.sha256(f"{text.title}\n\n{text.text}".encode()).hexdigest()[:16]


def _labelled_page(file: str, data: Path) -> Text:
    page = page_gold(next(label for label in page_labels() if label.file == file), data)
    return Text(str(page["title"] or ""), str(page["body"]), None, None)


def _page(label: Label | TopicLabel, data: Path) -> Text:
    lines = numbered_lines(page_of(label.id, data))
    return Text(" ".join(chosen(lines, label.title)), "\n\n".join(chosen(lines, label.body)), None, None)


@cache
def _texts(path: Path) -> dict[str, list[Text]]:
    """By id, which several texts of a file may share."""
    texts: dict[str, list[Text]] = {}
    for one in records(path):
        texts.setdefault(one["id"], []).append(_text(one))
    return texts


def _text(one: dict[str, Any]) -> Text:
    text = one.get("text") or one.get("body") or ""
    return Text(one.get("title") or "", text, one.get("organisation"), one.get("lang"))


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a set."""
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode().split("\n")
    return map(json.loads, filter(None, lines))
