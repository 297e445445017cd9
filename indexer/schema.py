"""What is searchable and how: the text fields, the facets, and the Whoosh schema made of them.

A new text field or a new facet is one entry here; everything else lists them from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from whoosh import columns, fields

from crawler.entities.hierarchy import above_place, above_topic
from indexer import analysis, labels
from indexer.analyser import Backwards, Beside, Forms, Sounds, Terms, written
from indexer.analysis.acronyms import entries
from indexer.completions import FIELD as COMPLETIONS_FIELD
from indexer.completions import Completions, completed
from indexer.documents import Document
from indexer.engine.columns import ListsColumn

REFERENCE_FIELD = "reference"
FORMAT_VERSION = 7  # of everything in an index folder; another version is rebuilt, never converted


@dataclass(frozen=True, slots=True)
class TextField:
    """A field whose words are searched; `texts` gives its values.

    A field that has to be `named` is searched only by queries that name it: its words find and complete nothing else.
    """

    name: str
    texts: Callable[[Document], Sequence[str]]
    named: bool = False


TEXT_FIELDS = (
    TextField("title", lambda document: (document.title,)),
    TextField("text", lambda document: (document.text,)),
    TextField("organisation", lambda document: (document.organisation, document.short)),
    TextField("people", lambda document: document.people),
    TextField("organisations", lambda document: document.organisations),
    TextField("places", lambda document: document.places),
    TextField("topics", lambda document: document.topics),
    TextField("said", lambda document: [words for _, words in document.quotes], named=True),
    TextField("speaker", lambda document: [speaker for speaker, _ in document.quotes], named=True),
    TextField(REFERENCE_FIELD, lambda document: (analysis.code(document.reference),), named=True),
    TextField("notes", lambda document: (document.notes,), named=True),
)


@dataclass(frozen=True, slots=True)
class Facet:
    """A field whose exact values are counted and filtered by.

    `column` names the column of values; `values` gives a document's values, of which there may be `several`.
    Order "count" is most frequent first, then by label; "newest" puts the latest value first; "buckets" is a date
    histogram over the documents' days instead of values. `suggest` is the kind of the completions that its values give,
    and `field` the text field that has the same values. `above` gives what a value is part of, the widest first: a
    release with it has these as well.
    """

    name: str
    label: str
    column: str
    values: Callable[[Document], Sequence[str]]
    order: Literal["count", "newest", "buckets"] = "count"
    value_label: Callable[[str], str] = str
    suggest: str | None = None
    field: str = ""
    several: bool = False
    above: Callable[[str], Sequence[str]] | None = None

    def all_values(self, document: Document) -> list[str]:
        """A document's values and what they are part of, each once."""
        own = self.values(document)
        wider = [value for value in own for value in self.above(value)] if self.above else []
        return list(dict.fromkeys((*own, *wider)))

    def parent(self, value: str) -> str | None:
        """What a value is directly part of."""
        above = self.above(value) if self.above else ()
        return above[-1] if above else None


def _some(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _organisations(document: Document) -> tuple[str, ...]:
    """Those that a release names, and its own, under the name that others give it."""
    return (*document.organisations, *_some(document.publisher))


FACETS = (
    Facet("organisation", "Organisation", "=organisation", lambda d: _some(d.organisation), suggest="organisation",
          field="organisation"),
    Facet("person", "Person", "=person", lambda d: d.people, suggest="person", field="people", several=True),
    Facet("place", "Place", "=place", lambda d: d.places, suggest="place", field="places", several=True,
          above=above_place),
    Facet("topic", "Topic", "=topic", lambda d: d.topics, suggest="topic", field="topics", several=True,
          above=above_topic),
    Facet("mentioned", "Organisation in it", "=mentioned", _organisations, field="organisations",
          several=True),
    Facet("language", "Language", "=language", lambda d: _some(labels.primary_language(d.language)),
          value_label=labels.language),
    Facet("source", "Source", "=source", lambda d: _some(d.source)),
    Facet("state", "State", "=state", lambda d: (d.state,), value_label=labels.state),
    Facet("year", "Year", "=year", lambda d: (d.day.isoformat()[:4],), order="newest"),
    Facet("month", "Month", "=month", lambda d: (d.day.isoformat()[:7],), order="newest", value_label=labels.month),
    Facet("date", "Date", "day", lambda d: (), order="buckets"),
)  # fmt: skip
FACETS_BY_NAME = {facet.name: facet for facet in FACETS}
COMPLETED = {chr(ord("a") + place): facet for place, facet in enumerate(facet for facet in FACETS if facet.suggest)}
COLUMNS = {facet.column: facet for facet in FACETS if facet.order != "buckets"}
ID_FIELD = "id"  # of each release, whose column decides between equal hits
DAY_COLUMN = FACETS_BY_NAME["date"].column
DATING_COLUMN = "dating"  # how much of the day is known (`Document.dating`)
MOMENT_COLUMN = "moment"  # what releases are sorted by in time
FAMILY_COLUMN = "family"  # the name of those with nearly the same text, which the search may show as one
# What stands beside the terms of the text fields, made of all that need not be named:
WORDS_FIELD = "words"  # the words as written, folded: forms as typed, and what patterns are looked for among
BESIDE_FIELD = "beside"  # other terms of words: of joined ones in one, of umlauts spelled out
BACKWARDS_FIELD = "backwards"  # those of languages that write compounds in one, from the last letter on, by language
SOUNDS_FIELD = "sounds"  # names by their sound
ACRONYMS_FIELD = "acronyms"  # pairs of acronym and full name that the release introduces


class ReleaseSchema(fields.Schema):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """Whoosh's schema with what the index remembers about itself.

    Whoosh pickles it into the table of contents, whose renaming is the atomic step of a commit; so `seq` and the
    documents become visible together.
    """

    origin = ""  # of the store whose change feed was followed; earlier commits do not have it

    def __init__(self, seq: int = 0) -> None:
        analyser = Terms()
        texts = {field.name: fields.TEXT(analyzer=analyser) for field in TEXT_FIELDS}
        facets = {
            column: fields.COLUMN(ListsColumn() if facet.several else columns.VarBytesColumn())
            for column, facet in COLUMNS.items()
        }
        super().__init__(
            id=fields.ID(unique=True, sortable=True),
            moment=fields.COLUMN(columns.NumericColumn("q")),
            day=fields.COLUMN(columns.NumericColumn("i")),
            dating=fields.COLUMN(columns.NumericColumn("b")),
            family=fields.COLUMN(columns.VarBytesColumn()),
            words=fields.KEYWORD(analyzer=Forms(), scorable=True),
            beside=fields.KEYWORD(analyzer=Beside()),
            backwards=fields.KEYWORD(analyzer=Backwards()),
            sounds=fields.KEYWORD(analyzer=Sounds()),
            acronyms=fields.KEYWORD(),
            release=fields.STORED(),
            **{COMPLETIONS_FIELD: fields.KEYWORD(analyzer=Completions())},
            **texts,
            **facets,
        )
        self.seq = seq
        self.format_version = FORMAT_VERSION


def values(document: Document) -> dict[str, Any]:
    """What the index is given of a document, by field."""
    texts = {field.name: [text for text in field.texts(document) if text] for field in TEXT_FIELDS}
    everything = [text for field in TEXT_FIELDS if not field.named for text in texts[field.name]]
    words = written(everything, document.language)
    found = {column: _column_value(facet, document) for column, facet in COLUMNS.items()}
    return {
        "id": document.id,
        "moment": document.moment,
        "day": document.day.toordinal(),
        DATING_COLUMN: document.dating,
        WORDS_FIELD: words,
        BESIDE_FIELD: words,
        BACKWARDS_FIELD: words,
        SOUNDS_FIELD: words,
        ACRONYMS_FIELD: entries(f"{document.title}\n{document.text}"),
        "release": document.stored(),
        COMPLETIONS_FIELD: _completed(document),
        **{name: written(values, document.language) for name, values in texts.items() if values},
        **{column: value for column, value in found.items() if value},
        **({FAMILY_COLUMN: encoded(document.family)} if document.family else {}),
    }


def _completed(document: Document) -> str:
    """What a release has to complete. The first of its values is the organisation's name."""
    return completed(
        {kind: [" ".join(value.split()) for value in facet.values(document)] for kind, facet in COMPLETED.items()},
        document.short if document.organisation else "",
    )


def encoded(value: str) -> bytes:
    """A value as the columns have it. Nothing is equal to what is no text."""
    return value.encode("utf-8", "surrogatepass")


def _column_value(facet: Facet, document: Document) -> bytes | tuple[bytes, ...]:
    found = [" ".join(value.split()).encode() for value in facet.all_values(document)]
    if facet.several:
        return tuple(filter(None, found))
    return found[0] if found else b""
