"""The terms of a segment, as Whoosh reads them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.reading import TermInfo, TermNotFound
from whoosh.util.numeric import byte_to_length

from indexer.engine import postings
from indexer.engine.container import Container
from indexer.engine.dictionary import TermEntry
from indexer.engine.matcher import PostingsMatcher


class _TermInfo(TermInfo):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """What Whoosh wants to know of a term; what costs something is looked up when it is asked."""

    def __init__(self, field: postings.Field, entry: TermEntry) -> None:
        super().__init__(
            weight=float(np.float32(entry.collection_frequency)),
            df=entry.document_frequency,
            minlength=byte_to_length(entry.shortest),
            maxlength=byte_to_length(entry.longest),
            maxweight=float(entry.heaviest),
        )
        del self._minid, self._maxid  # which are looked up
        self._field = field
        self._entry = entry
        if field.has_weights:
            weights = field.weights(entry)
            self._weight = float(np.float32(sum(weights.tolist())))
            self._maxweight = float(weights.max())

    @cached_property
    def _minid(self) -> int:  # to which Whoosh adds where a segment's documents start
        return int(self._field.documents(self._entry)[0])

    @cached_property
    def _maxid(self) -> int:
        return int(self._field.documents(self._entry)[-1])


class _Cursor(base.FieldCursor):  # type: ignore[misc]
    """Walks over the terms of a field."""

    def __init__(self, field: postings.Field | None, fieldobj: Any) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._ordinal = 0
        self._text: Any = None
        self._load()

    def first(self) -> Any:
        self._ordinal = 0
        return self._load()

    def find(self, string: str | bytes) -> Any:
        term = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._ordinal = self._field.dictionary.lower_bound(term) if self._field else 0
        return self._load()

    def next(self) -> Any:
        self._ordinal += 1
        return self._load()

    def text(self) -> Any:
        return self._text

    def term_info(self) -> _TermInfo | None:
        if self._field is None or not self.is_valid():
            return None
        return _TermInfo(self._field, self._field.dictionary.entry(self._ordinal))

    def is_valid(self) -> bool:
        return self._field is not None and self._ordinal < len(self._field.dictionary)

    def _load(self) -> Any:
        self._text = None
        if self._field is not None and self.is_valid():
            self._text = self._fieldobj.from_bytes(self._field.dictionary.term(self._ordinal))
        return self._text


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of a segment."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self._names = postings.field_names(container)
        self._fields: dict[str, postings.Field] = {}

    def field(self, name: str) -> postings.Field | None:
        """The inverted index of a field, None where it is not indexed."""
        if name not in self._fields:
            if name not in self._names:
                return None
            self._fields[name] = postings.Field(self.container, name)
        return self._fields[name]

    def _find(self, fieldname: str, term: bytes) -> tuple[postings.Field, TermEntry]:
        """Raises TermNotFound, which is a KeyError to Whoosh."""
        field = self.field(fieldname)
        entry = field.find(term) if field else None
        if field is None or entry is None:
            raise TermNotFound(f"No term {fieldname}:{term!r}")
        return field, entry

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field = self.field(term[0])
        return field is not None and field.dictionary.find(term[1]) is not None

    def indexed_field_names(self) -> list[str]:
        return self._names

    def cursor(self, fieldname: str, fieldobj: Any) -> _Cursor:
        return _Cursor(self.field(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self._terms_of(self._names, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return self._terms_of(self._from(fieldname), prefix)

    def items(self) -> Iterator[tuple[tuple[str, bytes], _TermInfo]]:
        return self._items_of(self._names, b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], _TermInfo]]:
        return self._items_of(self._from(fieldname), prefix)

    def term_info(self, fieldname: str, text: bytes) -> _TermInfo:
        return _TermInfo(*self._find(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        try:
            weight: float = self.term_info(fieldname, text).weight()
        except TermNotFound:
            return 0
        return weight

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        try:
            return self._find(fieldname, text)[1].document_frequency
        except TermNotFound:
            return 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        return PostingsMatcher(*self._find(fieldname, text), format_, (fieldname, text), scorer)

    def _from(self, fieldname: str) -> list[str]:
        """The fields from one on; none where it is not indexed."""
        return self._names[self._names.index(fieldname) :] if fieldname in self._names else []

    def _ordinals(self, names: list[str], start: bytes) -> Iterator[tuple[str, postings.Field, int]]:
        """The fields, and the first of their terms that is not before `start` in the first field."""
        for name in names:
            if (field := self.field(name)) is not None:
                yield name, field, field.dictionary.lower_bound(start) if name == names[0] else 0

    def _terms_of(self, names: list[str], start: bytes) -> Iterator[tuple[str, bytes]]:
        for name, field, first in self._ordinals(names, start):
            for term in field.dictionary.iterate(first):
                yield name, term

    def _items_of(self, names: list[str], start: bytes) -> Iterator[tuple[tuple[str, bytes], _TermInfo]]:
        for name, field, first in self._ordinals(names, start):
            for ordinal, term in enumerate(field.dictionary.iterate(first), first):
                yield (name, term), _TermInfo(field, field.dictionary.entry(ordinal))
