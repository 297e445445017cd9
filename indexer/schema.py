"""What is searchable and how: the text fields with their weights, the facets, and the Whoosh schema made of them.

A new text field or a new facet is one entry here; everything else lists them from here.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from whoosh import fields, formats

from indexer import analysis, labels
from indexer.documents import Document

FORMAT_VERSION = 2  # of everything in an index folder; another version is rebuilt, never converted
VALUE_GAP = 16  # empty positions between the values of a list, so that no phrase spans two names


@dataclass(frozen=True, slots=True)
class TextField:
    """A field whose words are searched. `weight` is its share in a word's BM25 score; `texts` gives its values.

    A field that has to be `named` is searched only by queries that name it: its words find and complete nothing else.
    """

    name: str
    weight: float
    texts: Callable[[Document], Sequence[str]]
    named: bool = False


TEXT_FIELDS = (
    TextField("title", 3.0, lambda document: (document.title,)),
    TextField("text", 1.0, lambda document: (document.text,)),
    TextField("organisation", 1.0, lambda document: (document.organisation, document.short)),
    TextField("people", 0.5, lambda document: document.people),
    TextField("organisations", 0.5, lambda document: document.organisations),
    TextField("places", 0.5, lambda document: document.places),
    TextField("topics", 0.5, lambda document: document.topics),
    TextField("reference", 3.0, lambda document: (analysis.code(document.reference),), named=True),
    TextField("notes", 1.0, lambda document: (document.notes,), named=True),
)


@dataclass(frozen=True, slots=True)
class Facet:
    """A field whose exact values are counted and filtered by.

    `column` names the column of values in a segment, which queries name as well; `values` gives a document's values.
    Order "count" is most frequent first, then by label; "newest" puts the latest value first; "buckets" is a date
    histogram over the documents' days instead of values. `suggest` is the kind of the completions that its values give.
    """

    name: str
    label: str
    column: str
    values: Callable[[Document], Sequence[str]]
    order: Literal["count", "newest", "buckets"] = "count"
    value_label: Callable[[str], str] = str
    suggest: str | None = None


def _some(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


FACETS = (
    Facet("organisation", "Organisation", "=organisation", lambda d: _some(d.organisation), suggest="organisation"),
    Facet("person", "Person", "=person", lambda d: d.people, suggest="person"),
    Facet("place", "Place", "=place", lambda d: d.places, suggest="place"),
    Facet("topic", "Topic", "=topic", lambda d: d.topics, suggest="topic"),
    Facet("language", "Language", "=language", lambda d: _some(labels.primary_language(d.language)),
          value_label=labels.language),
    Facet("source", "Source", "=source", lambda d: _some(d.source)),
    Facet("state", "State", "=state", lambda d: (d.state,), value_label=labels.state),
    Facet("year", "Year", "=year", lambda d: (d.day.isoformat()[:4],), order="newest"),
    Facet("month", "Month", "=month", lambda d: (d.day.isoformat()[:7],), order="newest", value_label=labels.month),
    Facet("date", "Date", "day", lambda d: (), order="buckets"),
)  # fmt: skip
FACETS_BY_NAME = {facet.name: facet for facet in FACETS}
COLUMNS = {facet.column: facet for facet in FACETS if facet.order != "buckets"}
DAY_COLUMN = FACETS_BY_NAME["date"].column


class PositionsFormat(formats.Format):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """A posting's value: the positions of the term in the field, as unsigned little-endian 32-bit numbers."""

    def word_values(self, value: Any, analyzer: Any, **kwargs: Any) -> Iterator[tuple[str, int, float, bytes]]:
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for position, token in enumerate(analysis.tokens(value)):
            positions[analysis.term(token)].append(position)
        for term, places in positions.items():
            yield term, len(places), float(len(places)), struct.pack(f"<{len(places)}I", *places)

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        return float(len(value) // 4)

    def decode_positions(self, value: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(value) // 4}I", value))


class Words(fields.FieldType):  # type: ignore[misc]
    """Text under `indexer.analysis`, with positions and field lengths."""

    def __init__(self) -> None:
        super().__init__(format=PositionsFormat(), analyzer=None, scorable=True)

    def process_text(self, qstring: str, mode: str = "", **kwargs: Any) -> Iterator[str]:
        return map(analysis.stem, analysis.query_words(qstring))


class ReleaseSchema(fields.Schema):  # type: ignore[misc]
    """Whoosh's schema with what the index remembers about itself.

    Whoosh pickles it into the table of contents, whose renaming is the atomic step of a commit; so `seq` and the
    documents become visible together.
    """

    def __init__(self, seq: int = 0) -> None:
        words = {field.name: Words() for field in TEXT_FIELDS}
        super().__init__(release=fields.STORED(), **words)
        self.seq = seq
        self.format_version = FORMAT_VERSION
