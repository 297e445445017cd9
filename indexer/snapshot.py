"""One commit of the index, opened for reading: its segments seen as one row of documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.columns import Ints, Lexicon
from indexer.documents import Document
from indexer.folder import Contents
from indexer.opened import Dictionary, OpenSegment, Shared, live_documents
from indexer.postings import PostingList

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Scalar = TypeVar("Scalar", bound=np.generic)


class Snapshot:
    """The documents of a commit, numbered through all its segments, with their columns and posting lists.

    Deleted documents keep their numbers (`live` tells them apart) and count in the statistics until they are merged
    away, as in Whoosh. Immutable, and safe to share between threads.
    """

    def __init__(self, shared: Shared, contents: Contents) -> None:
        self.stamp = contents.stamp
        self.seq = contents.schema.seq
        self.segments: list[OpenSegment] = [shared.open(contents.schema, segment) for segment in contents.segments]
        self.bases = [0, *accumulate(len(segment) for segment in self.segments)]
        self.live: Mask = _joined([live_documents(segment) for segment in contents.segments], np.bool_)
        shared.keep(contents.segments)
        self._dictionaries = shared.dictionaries
        self._lengths: dict[str, Floats] = {}
        self._facets: dict[str, tuple[Ints, Ints]] = {}

    def __len__(self) -> int:
        return self.bases[-1]

    @cached_property
    def moments(self) -> NDArray[np.int64]:
        """What each document is sorted by in time, microseconds since 1970."""
        return _joined([segment.columns.moments for segment in self.segments], np.int64)

    @cached_property
    def days(self) -> Ints:
        """The day of each document, as an ordinal."""
        return _joined([segment.columns.days for segment in self.segments], np.int32)

    def lengths(self, field_name: str) -> Floats:
        """The length of a text field in each document, in words."""
        if field_name not in self._lengths:
            found = _joined([segment.columns.lengths(field_name) for segment in self.segments], np.float64)
            self._lengths[field_name] = found
        return self._lengths[field_name]

    def average_length(self, field_name: str) -> float:
        """The mean length of a text field, in words; 1 for a field that is empty everywhere."""
        total = sum(segment.field_length(field_name) for segment in self.segments)
        return total / (len(self) or 1) or 1

    def facet(self, column: str) -> tuple[Ints, Ints]:
        """A facet's rows: document numbers, and the numbers of the values in its dictionary."""
        if column not in self._facets:
            rows = self._renumbered(lambda segment: segment.columns.rows(column))
            values = _joined([segment.facet_numbers[column] for segment in self.segments], np.int32)
            self._facets[column] = rows, values
        return self._facets[column]

    def dictionary(self, column: str) -> Dictionary:
        return self._dictionaries[column]

    def postings(self, field_name: str, term: str) -> PostingList:
        """The posting list of a term through all segments."""
        lists = [segment.postings(field_name, term) for segment in self.segments]
        if len(lists) == 1:
            return lists[0]
        return PostingList(
            docnums=_joined([found.docnums + base for found, base in zip(lists, self.bases, strict=False)], np.int32),
            weights=_joined([found.weights for found in lists], np.float32),
            positions=_joined([found.positions for found in lists], np.uint32),
        )

    @property
    def lexicons(self) -> Iterator[Lexicon]:
        return (segment.columns.lexicon for segment in self.segments)

    def locate(self, docnum: int) -> tuple[OpenSegment, int]:
        """The segment that holds a document, and the document's number in it."""
        place = int(np.searchsorted(self.bases, docnum, side="right")) - 1
        return self.segments[place], docnum - self.bases[place]

    def document(self, docnum: int) -> Document:
        segment, number = self.locate(docnum)
        return segment.document(number)

    def holds(self, identity: str) -> bool:
        """Whether a document of this id is there and live."""
        ids = np.array([identity.encode()], dtype=bytes)
        return bool(self.live[self._renumbered(lambda segment: segment.columns.find(ids))].any())

    def _renumbered(self, numbers: Callable[[OpenSegment], Ints]) -> Ints:
        """Document numbers of segments as numbers of the snapshot."""
        parts = [numbers(segment) + base for segment, base in zip(self.segments, self.bases, strict=False)]
        return _joined(parts, np.int32)


def _joined(parts: list[NDArray[Scalar]], kind: type[Scalar]) -> NDArray[Scalar]:
    return np.concatenate(parts).astype(kind, copy=False) if parts else np.empty(0, dtype=kind)
