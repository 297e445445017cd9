"""Whoosh's interface to the engine: with this codec Whoosh's own writer and searcher work on segments of mapped arrays.

    index = whoosh.index.create_in(folder, schema)
    writer = index.writer(codec=EngineCodec())

A segment is one file. Its documents and its postings come from two writers; the first leaves what it has with the
segment, and the second writes the file.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import formats
from whoosh.codec import base
from whoosh.matching import ListMatcher
from whoosh.util.numeric import byte_to_length

from indexer.engine import columns, postings
from indexer.engine.container import Container, ContainerWriter
from indexer.engine.dictionary import Terms
from indexer.engine.lengths import Lengths, LengthsWriter
from indexer.engine.pickled import PROTOCOL, Pickled
from indexer.engine.segment import EXTENSION, Segment, open_container
from indexer.engine.stored import Stored, StoredWriter, Trained
from indexer.engine.terms import TermsReader

_BATCH = 1 << 19  # postings that are packed at once


class EngineCodec(base.Codec):  # type: ignore[misc]
    """The engine as a codec of Whoosh."""

    def __init__(self) -> None:
        self.trained = Trained()

    def per_document_writer(self, storage: Any, segment: Segment) -> DocumentsWriter:
        return DocumentsWriter(segment, self.trained)

    def field_writer(self, storage: Any, segment: Segment) -> PostingsWriter:
        return PostingsWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Segment) -> TermsReader:
        return TermsReader(open_container(storage, segment))

    def per_document_reader(self, storage: Any, segment: Segment) -> DocumentsReader | UnwrittenDocuments:
        if segment.documents is not None:
            return UnwrittenDocuments(segment.documents.lengths)
        return DocumentsReader(open_container(storage, segment), segment)

    def new_segment(self, storage: Any, indexname: str) -> Segment:
        return Segment(indexname)

    def supports_columns(self) -> bool:
        return True


class DocumentsWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """Collects what is kept by document: stored fields, lengths, columns and vectors."""

    def __init__(self, segment: Segment, trained: Trained, open_: Callable[[], ContainerWriter] | None = None) -> None:
        """`open_` gives the segment's file, to which stored fields are written as they come, until `settle`; without it
        all waits until the end."""
        self._segment = segment
        self.lengths = LengthsWriter()
        self._columns: dict[str, columns.ColumnWriter] = {}
        self._stored = StoredWriter((lambda: open_().begin("stored/content", np.uint8)) if open_ else None)
        self._stored.trained = trained
        self._pickled = Pickled()
        self._vectors: dict[str, StoredWriter] = {}
        self._docnum = -1
        self._count = 0
        self.stored: dict[str, Any] = {}  # fields of the document that is being added
        self._field_lengths: dict[str, int] = {}
        self._field_vectors: dict[str, bytes] = {}
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        if docnum != self._count:
            raise ValueError(f"Document {docnum} does not follow {self._count - 1}.")
        self._docnum = docnum
        self._count += 1
        self.stored, self._field_lengths, self._field_vectors = {}, {}, {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        if value is not None:
            self.stored[fieldname] = value
        if length:
            self.add_length(fieldname, length)

    def add_length(self, fieldname: str, length: int) -> None:
        """Adds the length (at least 1) of a field of the document that is being added."""
        self._field_lengths[fieldname] = length
        self.lengths.add(fieldname, self._docnum, length)

    def column(self, fieldname: str, columnobj: Any) -> columns.ColumnWriter:
        """What collects the values of a column, which is one of the segment from now on."""
        if fieldname not in self._columns:
            self._columns[fieldname] = columns.writer_for(columnobj)
        return self._columns[fieldname]

    def keep_column(self, fieldname: str, column: columns.ColumnWriter) -> None:
        """Makes what collects the values of a column one of the segment."""
        self._columns[fieldname] = column

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        self.column(fieldname, columnobj).add(self._docnum, value)

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Iterable[tuple[str, float, bytes]]) -> None:
        rows = list(items)
        if rows:
            weights = np.array([weight for _, weight, _ in rows], dtype="<f4").tobytes()
            vector = [text for text, _, _ in rows], weights, [value for _, _, value in rows]
            self._field_vectors[fieldname] = pickle.dumps(vector, PROTOCOL)

    def finish_doc(self) -> None:
        self._stored.add_all(self._pickled.all([self.stored]))
        for name, vector in self._field_vectors.items():
            vectors = self._vectors.setdefault(name, StoredWriter())
            _fill(vectors, self._docnum)
            vectors.add(vector)

    def add_together(self, stored: list[dict[str, Any]]) -> None:
        """Adds documents that have neither lengths nor vectors, by their stored fields."""
        self._count += len(stored)
        self._docnum = self._count - 1
        self._stored.add_all(self._pickled.all(stored))

    def cancel_doc(self) -> None:
        self._count -= 1
        self.lengths.truncate(self._count, self._field_lengths)
        for column in self._columns.values():
            column.fill(self._count)

    def settle(self) -> None:
        """After the last document: compresses what is held, to have its memory for other things."""
        self._stored.finish()

    def close(self) -> None:
        self.settle()
        self._segment.documents = self
        self.is_closed = True

    def write(self, container: ContainerWriter) -> None:
        """Writes everything to the segment's file."""
        container.note("documents", self._count)
        self.lengths.write(container, self._count)
        for name, column in self._columns.items():
            column.write(container, name, self._count)
        self._stored.write(container, "stored")
        for name, vectors in self._vectors.items():
            _fill(vectors, self._count)
            vectors.write(container, f"vector/{name}")
            container.note(f"vector/{name}", True)


def _fill(vectors: StoredWriter, count: int) -> None:
    """Adds documents without a vector until there are `count`."""
    for _ in range(count - len(vectors)):
        vectors.add(b"")


class PostingsWriter(base.FieldWriter):  # type: ignore[misc]
    """Packs the postings that Whoosh hands over one by one, and writes the segment's file."""

    def __init__(self, storage: Any, segment: Segment) -> None:
        self._storage = storage
        self._segment = segment
        self._file: Any = None
        self._field: postings.FieldWriter | None = None
        self._batch = _Batch(None)
        self.is_closed = False

    @cached_property
    def container(self) -> ContainerWriter:
        """What is written; there is no file before."""
        self._file = self._segment.create_file(self._storage, EXTENSION)
        return ContainerWriter(self._file, getattr(self._storage, "folder", None))

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._field = postings.FieldWriter(self.container, fieldname)
        self._batch = _Batch(fieldobj.format)

    def start_term(self, btext: bytes) -> None:
        self._batch.start_term(bytes(btext))

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        self._batch.add(docnum, weight, vbytes, length)

    def finish_term(self) -> None:
        if len(self._batch) >= _BATCH:
            self._flush()

    def finish_field(self) -> None:
        self._flush()
        if self._field is not None:
            self._field.close()
        self._field = None

    def close(self) -> None:
        if self._segment.documents is not None:
            self._segment.documents.write(self.container)
            self._segment.documents = None
        self.container.close()
        self._file.close()
        self.is_closed = True

    def abandon(self) -> None:
        """Leaves the file as it is, unfinished, if there is one."""
        if not self.is_closed:
            self.is_closed = True
            if self._file is not None:
                self._file.close()

    def _flush(self) -> None:
        if self._field is not None:
            self._field.add(self._batch.inverted())
        self._batch = _Batch(self._batch.format)


class _Batch:
    """Postings of some terms of a field, as they come."""

    def __init__(self, format_: Any) -> None:
        self.format = format_
        self._terms: list[bytes] = []
        self._starts: list[int] = []
        self._documents = array("I")
        self._frequencies = array("I")
        self._weights = array("f")
        self._lengths = bytearray()
        self._positions = array("I")
        self._values: list[bytes | None] = []
        self._read = _READERS.get(type(format_), _read_foreign)

    def __len__(self) -> int:
        return len(self._documents)

    def start_term(self, term: bytes) -> None:
        self._terms.append(term)
        self._starts.append(len(self))

    def add(self, docnum: int, weight: float, value: bytes, length: int | None) -> None:
        frequency, positions, own = self._read(self.format, weight, value)
        self._documents.append(docnum)
        self._frequencies.append(frequency)
        self._weights.append(weight)
        self._lengths.append(_code(length))
        self._positions.extend(positions)
        self._values.append(own)

    def inverted(self) -> postings.Inverted:
        frequencies = np.array(self._frequencies, dtype=np.uint32)
        weights = np.array(self._weights, dtype=np.float32)
        own_values = any(value is not None for value in self._values)
        return postings.Inverted(
            Terms.of(self._terms),
            np.array([*self._starts, len(self)], dtype=np.int64),
            np.array(self._documents, dtype=np.uint32),
            frequencies,
            np.frombuffer(bytes(self._lengths), dtype=np.uint8),
            np.array(self._positions, dtype=np.uint32) if self._read is _read_positions else None,
            None if np.array_equal(weights, frequencies) else weights,
            self._values if own_values else None,
        )


_CODES = {byte_to_length(code): code for code in range(255, -1, -1)} | {None: 0, 0: 0}


def _code(length: int | None) -> int:
    """Whoosh's code for a length that came from a code."""
    return _CODES[length]


# What a posting's value says: its frequency, its positions, and the value itself where it says more.
_Reading = tuple[int, list[int], bytes | None]


def _whole(weight: float) -> int:
    """A weight as a frequency: itself where it is one, else 1."""
    return int(weight) if weight >= 1 and weight == int(weight) and weight < 1 << 24 else 1


def _read_existence(_: Any, weight: float, value: bytes) -> _Reading:
    return _whole(weight), [], None


def _read_frequency(format_: Any, weight: float, value: bytes) -> _Reading:
    if len(value) != format_.posting_size:  # Whoosh gives words for spelling the value of some other posting
        return _read_foreign(format_, weight, value)
    frequency: int = format_.decode_frequency(value)
    return (frequency, [], None) if frequency > 0 else (1, [], value)


def _read_positions(format_: Any, weight: float, value: bytes) -> _Reading:
    positions: list[int] = format_.decode_positions(value) if value else []
    if not positions:
        return 1, [0], value
    before = 0
    for position in positions:
        if position < before:  # no order that gaps can tell
            return len(positions), sorted(max(position, 0) for position in positions), value
        before = position
    return len(positions), positions, None


def _read_foreign(_: Any, weight: float, value: bytes) -> _Reading:
    return _whole(weight), [], bytes(value)


_READERS: dict[type, Callable[[Any, float, bytes], _Reading]] = {
    formats.Existence: _read_existence,
    formats.Frequency: _read_frequency,
    formats.Positions: _read_positions,
}


def reader_of(format_: Any) -> Callable[[Any, float, bytes], _Reading]:
    """What reads the values of a format."""
    return _READERS.get(type(format_), _read_foreign)


class UnwrittenDocuments(base.PerDocumentReader):  # type: ignore[misc]
    """The field lengths of a segment whose documents are complete and whose postings are being written."""

    def __init__(self, lengths: LengthsWriter) -> None:
        self._lengths = lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int | None:
        codes = self._lengths.codes.get(fieldname)
        if codes is None:
            return default
        return byte_to_length(codes[docnum]) if docnum < len(codes) and codes[docnum] else None


class DocumentsReader(base.PerDocumentReader):  # type: ignore[misc]
    """What a segment keeps by document."""

    def __init__(self, container: Container, segment: Segment) -> None:
        self.container = container
        self._segment = segment
        self._count = segment.doc_count_all()
        self._lengths = Lengths(container)
        self._length_codes: dict[str, NDArray[np.uint8] | None] = {}

    def doc_count(self) -> int:
        return self._count - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        return self._count

    def has_deletions(self) -> bool:
        return self._segment.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return f"column/{fieldname}" in self.container.facts

    def list_columns(self) -> list[str]:
        return [name.removeprefix("column/") for name in self.container.facts if name.startswith("column/")]

    def column_reader(self, fieldname: str, column: Any) -> Any:
        return columns.column_reader(self.container, fieldname, column, self._count)

    def _codes(self, fieldname: str) -> NDArray[np.uint8] | None:
        if fieldname not in self._length_codes:
            self._length_codes[fieldname] = self._lengths.codes(fieldname)
        return self._length_codes[fieldname]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int | None:
        codes = self._codes(fieldname)
        if codes is None:
            return default
        code = codes[docnum]
        return byte_to_length(int(code)) if code else None

    def doc_field_length_reader(self, fieldname: str, default: int = 0) -> Callable[[int], int | None]:
        return lambda docnum: self.doc_field_length(docnum, fieldname, default)

    def field_length(self, fieldname: str) -> int:
        return self._lengths.total(fieldname)

    def min_field_length(self, fieldname: str) -> int:
        codes = self._codes(fieldname)
        return 0 if codes is None else byte_to_length(int(codes.min(initial=255)))

    def max_field_length(self, fieldname: str) -> int:
        codes = self._codes(fieldname)
        return 0 if codes is None else byte_to_length(int(codes.max(initial=0)))

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return f"vector/{fieldname}" in self.container.facts and bool(self._vectors(fieldname)[docnum])

    def vector(self, docnum: int, fieldname: str, format_: Any) -> Any:
        content = self._vectors(fieldname)[docnum] if f"vector/{fieldname}" in self.container.facts else b""
        if not content:
            raise KeyError(f"Document {docnum} has no vector of the field {fieldname!r}.")
        texts, weights, values = pickle.loads(content)  # noqa: S301  # our own file, checked
        return ListMatcher(texts, np.frombuffer(weights, dtype="<f4").tolist(), values, format_)

    def _vectors(self, fieldname: str) -> Stored:
        return Stored(self.container, f"vector/{fieldname}")

    @cached_property
    def _stored(self) -> Stored:
        return Stored(self.container, "stored")

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        content = self._stored[docnum]
        fields: dict[str, Any] = pickle.loads(content) if content else {}  # noqa: S301  # our own file, checked
        return fields
