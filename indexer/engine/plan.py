"""What is done with the values of each field of a schema: found out once a segment, not once a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from types import NoneType
from typing import Any, Protocol

from whoosh import fields

from indexer.engine.codec import DocumentsWriter
from indexer.engine.columns import KNOWN, Add, ColumnWriter, ListsColumn, OneByOneError, writer_for

_SHORT: dict[type, type] = {fields.ID: str, fields.NUMERIC: int}  # values that may be remembered, by their field


class Collector(Protocol):
    """Collects what a field says of documents (`invert.py`, `numbers.py`)."""

    def add(self, document: int, value: Any, boost: float) -> int:
        """Adds the value of a document, and gives the length of the field, where it is known by now."""

    def together(self, documents: Sequence[int], values: Sequence[Any], kinds: set[type]) -> Add:
        """Prepares to add the values of some documents, of these types. It may raise any error; what it gives does not,
        and what it prepared may be left."""


class FieldPlan:
    """The plan for one field."""

    def __init__(
        self,
        name: str,
        field: Any,
        documents: DocumentsWriter,
        collector: Collector | None,
        add_spelling: Callable[[str, Iterable[str]], None],
    ) -> None:
        """`collector` is None for a field that is not indexed."""
        self.name = name
        self._field = field
        self._documents = documents
        self._collector = collector
        self._collect = collector.add if collector else None
        self._add_spelling = add_spelling if field.separate_spelling() else None
        self._is_rare = bool(self._add_spelling or field.vector)
        self.is_stored = bool(field.stored)
        self._column: ColumnWriter | None = None
        self._column_value = _column_values(field) if field.column_type else None
        self._remembered = _Remembered(field.to_column_value)  # of short values, and whole lists

    def add(self, document: int, value: Any, custom: Any, boost: float) -> None:
        """Adds a value to the document that was begun, as Whoosh's `SegmentWriter.add_document` does.

        `custom` is what is stored, and goes to the column.
        """
        length = self._collect(document, value, boost) if self._collect is not None else 0
        if self._is_rare:
            self._add_rare(value)
        if length:
            self._documents.add_length(self.name, length)
        if custom is None:
            return
        if self.is_stored:
            self._documents.stored[self.name] = custom
        if self._column_value is not None:
            made = self._column_value(custom)  # before there is a column, as it may raise an error
            (self._column or self._begin_column()).add(document, made)

    def add_plain(self, document: int, value: Any) -> None:
        """As `add`, of a value that is neither boosted nor stored as another one, but stores nothing."""
        if self._collect is not None and (length := self._collect(document, value, 1.0)):
            self._documents.add_length(self.name, length)
        if self._is_rare:
            self._add_rare(value)
        if self._column_value is not None:
            made = self._column_value(value)
            (self._column or self._begin_column()).add(document, made)

    def together(self, documents: range, values: Sequence[Any], kinds: set[type]) -> list[Add]:
        """What adds the values of some documents, of these types, as `add_plain` does; it raises errors only now, and
        any."""
        if self._is_rare:
            raise OneByOneError
        owners: Sequence[int] = documents
        if NoneType in kinds:
            kinds = kinds - {NoneType}
            owners = [document for document, value in zip(documents, values, strict=True) if value is not None]
            values = [value for value in values if value is not None]
        adds: list[Add] = []
        if values and self._collector is not None:
            adds.append(self._collector.together(owners, values, kinds))
        if values and self._column_value is not None:
            column = self._column or writer_for(self._field.column_type)
            add = column.together(owners, self._column_values_of(values, kinds))
            adds += [partial(self._keep_column, column), add]
        return adds

    def _column_values_of(self, values: Sequence[Any], kinds: set[type]) -> list[Any]:
        """The column's values of some values, of these types."""
        assert self._column_value is not None
        if kinds == {_SHORT.get(type(self._field))}:
            return list(map(self._remembered.__getitem__, values))
        if type(self._field.column_type) is ListsColumn and kinds <= {list, tuple}:
            texts = set(map(type, chain.from_iterable(values)))
            if texts <= {str} or texts <= {bytes}:  # others may be equal and not the same
                return list(map(self._remembered.__getitem__, map(tuple, values)))
        return list(map(self._column_value, values))

    def _begin_column(self) -> ColumnWriter:
        self._column = self._documents.column(self.name, self._field.column_type)
        return self._column

    def _keep_column(self, column: ColumnWriter) -> None:
        """Makes a column one of the segment, if it is not."""
        self._column = column
        self._documents.keep_column(self.name, column)

    def _add_rare(self, value: Any) -> None:
        if self._add_spelling is not None:
            self._add_spelling(self._field.spelling_fieldname(self.name), self._field.spellable_words(value))
        if self._field.vector:
            self._add_vector(value)

    def _add_vector(self, value: Any) -> None:
        items = self._field.vector.word_values(value, self._field.analyzer, mode="index")
        rows = sorted((text, weight, content) for text, _, weight, content in items)
        self._documents.add_vector_items(self.name, self._field, rows)


def _column_values(field: Any) -> Callable[[Any], Any]:
    """What makes a value of a field that of its column, as the field does it, only quicker where that can be."""
    if type(field) is fields.NUMERIC and field.numtype is int and not field.decimal_places:
        least, greatest, others = field.min_value, field.max_value, field.to_column_value
        return lambda value: value - least if type(value) is int and least <= value <= greatest else others(value)
    if type(field) is fields.ID:
        known, others = _Remembered(field.to_column_value), field.to_column_value
        return lambda value: known[value] if type(value) is str else others(value)
    made: Callable[[Any], Any] = field.to_column_value
    return made


class _Remembered(dict[Any, Any]):
    """The column's values of texts, of whole numbers, and of tuples of such as are texts alone."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Any) -> Any:
        made = self._make(value)
        if len(self) < KNOWN:
            self[value] = made
        return made
