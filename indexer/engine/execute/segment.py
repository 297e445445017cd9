"""What the executor reads of a segment, and the statistics of a whole commit that scores are made of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import NumericColumn
from whoosh.scoring import BM25F
from whoosh.util.numeric import byte_to_length

from indexer.engine.codec import DocumentsReader
from indexer.engine.columns import NUMBERS, NumbersReader, Ordinals
from indexer.engine.dictionary import TermEntry
from indexer.engine.execute.matches import Bytes, Floats, Ints, Words
from indexer.engine.lengths import Lengths
from indexer.engine.postings import Field
from indexer.engine.terms import TermsReader

_UNKNOWN = object()
KEPT_LISTS = 4096  # terms of a segment whose places are remembered
KEPT_FACTS = 16_384  # of a commit
Column = Ordinals | NumbersReader


class NotSupported(Exception):  # noqa: N818  # no error: Whoosh's Searcher answers in its place
    """A tree holds what this executor does not know."""


class Segment:
    """One segment of a commit, and what was worked out for it: it never changes, but for its deletions."""

    def __init__(self, reader: Any) -> None:
        """`reader` is Whoosh's SegmentReader of a segment of this engine. Raises NotSupported for other codecs."""
        self.reader = reader
        self.name: str = reader.segment().segment_id()
        terms, documents = reader._terms, reader._perdoc
        if not isinstance(terms, TermsReader) or not isinstance(documents, DocumentsReader):
            raise NotSupported(reader)
        self.size: int = reader.doc_count_all()
        self.field: Callable[[str], Field | None] = terms.field
        self.stored_fields, self.stored_fields_of = documents.stored_fields, documents.stored_fields_of
        self.container = documents.container
        self._lengths = Lengths(self.container)
        self._codes: dict[str, tuple[Bytes, bool]] = {}  # of lengths, and whether there are any
        self._columns: dict[str, Column | None] = {}
        self._totals: dict[str, Words] = {}
        self.tests: dict[Any, Any] = {}  # of filters, the one that was used last at the end
        self._scratch = threading.local()
        self._lists: dict[tuple[str, bytes], Any] = {}  # TermList, or None for a term that is not there

    def again(self, reader: Any) -> Segment:
        """The same segment as another commit has it: other documents are deleted, all that was worked out stays."""
        again = copy(self)
        again.reader = reader
        again.__dict__.pop("deleted", None)
        again.__dict__.pop("living", None)
        return again

    def postings(self, name: str, term: bytes) -> TermList | None:
        """The postings of a term; those that were asked for lately are remembered."""
        key = name, term
        found: TermList | None = self._lists.get(key, _UNKNOWN)
        if found is _UNKNOWN:
            field = self.field(name)
            ordinal = None if field is None else field.dictionary.find(term)
            found = None if field is None or ordinal is None else TermList(field, ordinal, term)
            if len(self._lists) >= KEPT_LISTS:
                self._lists = {}
            self._lists[key] = found
        return found

    @cached_property
    def deleted(self) -> Bytes | None:
        """1 where a document was deleted; None where none was."""
        if not self.reader.has_deletions():
            return None
        mask = np.zeros(self.size, dtype=np.uint8)
        mask[self.reader.segment().deletions] = 1
        return mask

    def all_documents(self, most: int | None = None) -> Words:
        """The first documents that are not deleted."""
        if self.deleted is None:
            return np.arange(self.size if most is None else min(most, self.size), dtype=np.uint32)
        return np.flatnonzero(self.deleted == 0)[:most].astype(np.uint32)

    @cached_property
    def living(self) -> int:
        """Documents that are not deleted."""
        count: int = self.reader.doc_count()
        return count

    def norms(self, name: str, scoring: FieldScoring) -> tuple[Bytes, Floats]:
        """Whoosh's codes for the lengths of a field, by document, and what each code adds below the line."""
        codes, has_lengths = self.codes(name)
        return codes, scoring.norms if has_lengths else scoring.norms_without_lengths

    def codes(self, name: str) -> tuple[Bytes, bool]:
        """Whoosh's codes for the lengths of a field, by document, and whether there are any."""
        if name not in self._codes:
            codes = self._lengths.codes(name)
            self._codes[name] = np.zeros(self.size, dtype=np.uint8) if codes is None else codes, codes is not None
        return self._codes[name]

    def column(self, name: str) -> Column | None:
        """A column of ordinals or of numbers; None where the segment has none, as its documents have no such value.

        Raises KeyError for a field that has no such column.
        """
        if name not in self._columns:
            kind = self.container.facts.get(f"column/{name}")
            if kind is None:
                if name not in self.reader.schema or self.reader.schema[name].column_type is None:
                    raise KeyError(name)
                self._columns[name] = None
            elif kind == "numbers":
                self._columns[name] = NumbersReader(self.container, name)
            elif kind != "foreign":
                self._columns[name] = Ordinals(self.container, name)
            else:
                raise KeyError(name)
        return self._columns[name]

    def ordinals(self, name: str) -> Ordinals | None:
        """A column of texts; None where the segment has none. Raises KeyError for one of numbers, or for no column."""
        column = self.column(name)
        if isinstance(column, NumbersReader):
            raise KeyError(name)
        return column

    def totals(self, name: str) -> Words:
        """How many documents have each value of a column of texts, deleted ones among them."""
        if name not in self._totals:
            column = self.ordinals(name)
            self._totals[name] = np.empty(0, dtype=np.uint32) if column is None else column.totals()
        return self._totals[name]

    def numbers(self, name: str) -> NDArray[Any]:
        """The numbers of a column by document, where there are none Whoosh's default. Raises KeyError for texts."""
        column = self.column(name)
        if isinstance(column, NumbersReader):
            return column.numbers
        kept = self.reader.schema[name].column_type
        if column is not None or not isinstance(kept, NumericColumn):
            raise KeyError(name)
        return np.full(self.size, kept.default_value(), dtype=NUMBERS[kept._typecode])

    @contextmanager
    def accumulators(self) -> Iterator[tuple[Bytes, Floats]]:
        """A mark and a total for each document, in sixty-fours, all zero; who takes them leaves them so."""
        free: list[tuple[Bytes, Floats]] = self._scratch.__dict__.setdefault("free", [])
        room = -(-self.size // 64) * 64
        taken = free.pop() if free else (np.zeros(room, dtype=np.uint8), np.zeros(room))
        yield taken
        free.append(taken)


class TermList:
    """A term's postings in one segment: how many there are, and where they are among the words of the field."""

    def __init__(self, field: Field, ordinal: int, term: bytes) -> None:
        columns = field.dictionary.columns
        self.field = field
        self.term = term
        self.ordinal = ordinal
        self.place = columns["lists"][ordinal]
        self._count = columns["documents"][ordinal]

    def __len__(self) -> int:
        return self._count

    @cached_property
    def entry(self) -> TermEntry:
        """All that the dictionary says."""
        return self.field.dictionary.entry(self.ordinal)

    @cached_property
    def words(self) -> Words:
        """The words of the field, checked where those of the list are."""
        return self.field.lists.check(self.place, self.field.dictionary.columns["lists"][self.ordinal + 1])

    @cached_property
    def positions(self) -> int:
        """Where the positions start, which are checked, as the list is: for kernels that read both."""
        self.words  # noqa: B018  # checked thereby
        column = self.field.dictionary.columns["positions"]
        place: int = column[self.ordinal]
        self.field.position_words.check(place, column[self.ordinal + 1])
        return place


class Statistics:
    """Of a whole commit: how BM25F weighs the terms of a field. Deleted documents count until they are merged away."""

    def __init__(self, searcher: Any, segments: Sequence[Segment]) -> None:
        self.searcher = searcher
        self.schema = searcher.schema
        self.documents: int = searcher.doc_count_all()
        self.segments = segments
        self.expanded: tuple[Any, dict[str, Ints]] = (None, {})  # a node that stands for many terms, and their numbers
        self.offsets = dict(zip((each.name for each in segments), _starts(segments), strict=True))
        self._facts: dict[Hashable, Any] = {}
        self._fields: dict[str, FieldScoring | None] = {}
        self._frequencies: dict[tuple[str, bytes], int] = {}

    def field(self, name: str) -> FieldScoring | None:
        """How a field is scored; None: by its weights alone. Raises NotSupported for other models than BM25F."""
        if name not in self._fields:
            model = self.searcher.weighting
            if type(model) is not BM25F:
                raise NotSupported(model)
            scorable = self.schema[name].scorable
            average = (self.searcher.avg_field_length(name) or 1) if scorable else 1
            scoring = FieldScoring(model.K1, model._field_B.get(name, model.B), average)
            self._fields[name] = scoring if scorable else None
        return self._fields[name]

    def once(self, key: Hashable, find: Callable[[], Any]) -> Any:
        """What is worked out once for a commit. The latest facts are remembered."""
        kept = self._facts  # which another thread may begin anew
        if key not in kept:
            if len(kept) >= KEPT_FACTS:
                kept = self._facts = {}
            kept[key] = find()
        return kept[key]

    @property
    def single(self) -> bool:
        """Whether a segment is all there is."""
        return len(self.segments) == 1

    def list_of(self, segment: Segment, name: str, text: Any) -> TermList | None:
        """The postings of a term, as trees name it; None where there are none."""
        if name not in self.schema:
            return None
        try:
            term: bytes = self.schema[name].to_bytes(text)
        except ValueError:
            return None
        return segment.postings(name, term)

    def idf(self, found: TermList) -> float:
        """The inverse document frequency of a term, as Whoosh has it."""
        return log(self.documents / (self.document_frequency(found) + 1)) + 1

    def idfs(self, frequencies: Ints) -> Floats:
        """The same for document frequencies in all segments."""
        idfs: Floats = np.log(self.documents / (frequencies + 1)) + 1
        return idfs

    def document_frequency(self, found: TermList) -> int:
        """In all segments."""
        if len(self.segments) == 1:
            return len(found)
        key = found.field.name, found.term
        if key not in self._frequencies:
            lists = [segment.postings(*key) for segment in self.segments]
            self._frequencies[key] = sum(len(each) for each in lists if each is not None)
        return self._frequencies[key]


def _starts(segments: Sequence[Segment]) -> list[int]:
    """The numbers of the first documents of segments."""
    return list(accumulate((segment.size for segment in segments), initial=0))[:-1]


@dataclass(frozen=True)
class FieldScoring:
    """The parameters of BM25F (Robertson and Zaragoza 2009) for a field."""

    k1: float
    b: float
    average: float  # length of the field

    @cached_property
    def norms(self) -> Floats:
        """What each code of a length adds to the weight below the line."""
        return np.array([self._norm(byte_to_length(code)) for code in range(256)])

    @cached_property
    def norms_without_lengths(self) -> Floats:
        """Where no lengths are kept they are 1."""
        return np.full(256, self._norm(1))

    @property
    def saturation(self) -> float:
        return self.k1 + 1

    def _norm(self, length: int) -> float:
        return self.k1 * ((1 - self.b) + self.b * length / self.average)
