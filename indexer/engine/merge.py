"""Merges segments into one, from their arrays: no text is analysed, and no posting passes through Python."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine import columns, durable, postings
from indexer.engine.container import Container, ContainerWriter
from indexer.engine.dictionary import Terms
from indexer.engine.lengths import LENGTH_OF_CODE, Lengths, write_lengths
from indexer.engine.merge_fields import Source, merge_dictionaries, merged
from indexer.engine.packing import PackedColumn
from indexer.engine.runs import sums
from indexer.engine.segment import EXTENSION, Segment, open_container
from indexer.engine.stored import Stored, StoredWriter

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """A segment that is merged."""

    container: Container
    live: Ints  # the numbers of its documents that are not deleted
    renumbered: Ints  # the new number of each document, -1 for deleted ones


def parts_of(storage: Any, segments: Sequence[Segment]) -> list[Part]:
    """The segments with what their documents become, one segment after the other."""
    parts, base = [], 0
    for segment in segments:
        count = segment.doc_count_all()
        keep = np.ones(count, dtype=bool)
        keep[segment.deletions] = False
        live = np.flatnonzero(keep)
        renumbered = np.where(keep, base - 1 + np.cumsum(keep), -1)
        parts.append(Part(open_container(storage, segment), live, renumbered))
        base += len(live)
    return parts


def merge_segments(
    storage: Any, indexname: str, schema: Any, segments: Sequence[Segment], filename: str | None = None
) -> Segment:
    """Writes the documents of some segments, without the deleted ones, as a new segment, and syncs its file.

    Fields that the schema no longer has are left out. The file is given another name where `filename` says so.
    """
    parts = parts_of(storage, segments)
    segment = Segment(indexname)
    count = sum(len(part.live) for part in parts)
    segment.set_doc_count(count)
    filename = filename or segment.make_filename(EXTENSION)
    file = storage.create_file(filename)
    try:
        container = ContainerWriter(file, getattr(storage, "folder", None))
        _merge_documents(container, parts, count, schema)
        _merge_postings(container, parts, count, schema)
        container.close()
        file.close()
        durable.sync(storage, filename)
    except BaseException:
        with suppress(Exception):
            file.close()
        with suppress(OSError):
            storage.delete_file(filename)
        raise
    return segment


def _merge_postings(container: ContainerWriter, parts: Sequence[Part], count: int, schema: Any) -> None:
    for name in _names(parts, "indexed/", schema, dict):
        having = [part for part in parts if f"indexed/{name}" in part.container.facts]
        sources = [Source(postings.Field(part.container, name), part.renumbered) for part in having]
        codes = _codes(parts, name)
        writer = None
        for inverted in merged(sources, np.zeros(count, dtype=np.uint8) if codes is None else codes):
            writer = writer or postings.FieldWriter(container, name)
            writer.add(inverted)
        if writer is not None:
            writer.close()


def _merge_documents(container: ContainerWriter, parts: Sequence[Part], count: int, schema: Any) -> None:
    container.note("documents", count)
    for name in _names(parts, "length/", schema, int):
        codes = _codes(parts, name)
        if codes is not None and codes.any():
            write_lengths(container, name, codes, sum(_total(part, name) for part in parts))
    for name in _names(parts, "column/", schema, str):
        _merge_column(container, parts, count, name, schema[name].column_type)
    _merge_stored(container, parts, "stored")
    for name in _names(parts, "vector/", schema, bool):
        _merge_stored(container, parts, f"vector/{name}")
        container.note(f"vector/{name}", True)


def _names(parts: Sequence[Part], prefix: str, schema: Any, kind: type) -> list[str]:
    """The fields that the schema has, and some segment has something of, by the fact that says so: its start, type."""
    names = {
        fact.removeprefix(prefix)
        for part in parts
        for fact, value in part.container.facts.items()
        if fact.startswith(prefix) and type(value) is kind
    }
    return sorted(name for name in names if name in schema)


def _codes(parts: Sequence[Part], name: str) -> NDArray[np.uint8] | None:
    """The codes of a field's lengths in all documents."""
    found = [Lengths(part.container).codes(name) for part in parts]
    if all(codes is None for codes in found):
        return None
    return np.concatenate(
        [
            np.zeros(len(part.live), dtype=np.uint8) if codes is None else codes[part.live]
            for part, codes in zip(parts, found, strict=True)
        ]
    )


def _total(part: Part, name: str) -> int:
    """The sum of the lengths of the documents that are left, as far as their codes tell if some are deleted."""
    lengths = Lengths(part.container)
    codes = lengths.codes(name)
    if codes is None:
        return 0
    left, whole = int(LENGTH_OF_CODE[codes[part.live]].sum()), int(LENGTH_OF_CODE[codes].sum())
    return round(lengths.total(name) * left / whole) if left else 0


def _merge_column(container: ContainerWriter, parts: Sequence[Part], count: int, name: str, column: Any) -> None:
    kinds = {part.container.facts.get(f"column/{name}") for part in parts} - {None}
    if kinds == {"numbers"}:
        default = column.default_value() if column else 0
        numbers = [_numbers(part, name, default) for part in parts]
        columns.write_numbers(container, name, np.concatenate(numbers))
    elif kinds == {"ordinals"}:
        _merge_ordinals(container, parts, name, column.default_value() if column else b"")
    elif kinds == {"lists of ordinals"}:
        _merge_lists(container, parts, name)
    elif column is not None:
        _merge_foreign(container, parts, count, name, column)


def _numbers(part: Part, name: str, default: Any) -> NDArray[Any]:
    if f"column/{name}" in part.container.facts:
        numbers: NDArray[Any] = part.container.whole(f"column/{name}/numbers")[part.live]
        return numbers
    return np.full(len(part.live), default)


def _values(part: Part, name: str) -> Terms:
    """The distinct values of a column of ordinals."""
    text = part.container.whole(f"column/{name}/text")
    return Terms(text, PackedColumn(part.container, f"column/{name}/offsets").whole())


def _merge_ordinals(container: ContainerWriter, parts: Sequence[Part], name: str, default: bytes) -> None:
    found = [part if f"column/{name}" in part.container.facts else None for part in parts]
    union, slots = merge_dictionaries([_values(part, name) if part else Terms.of([default]) for part in found])
    ordinals = [
        ours[part.container.whole(f"column/{name}/ordinals")[part.live]]
        if having
        else np.full(len(part.live), ours[0], dtype=np.int64)
        for part, having, ours in zip(parts, found, slots, strict=True)
    ]
    columns.write_ordinals(container, name, *_used(union, np.concatenate(ordinals)), None)


def _merge_lists(container: ContainerWriter, parts: Sequence[Part], name: str) -> None:
    having = [part for part in parts if f"column/{name}" in part.container.facts]
    union, slots = merge_dictionaries([_values(part, name) for part in having])
    places = dict(zip(map(id, having), slots, strict=True))
    ordinals, sizes = [], []
    for part in parts:
        if id(part) not in places:
            sizes.append(np.zeros(len(part.live), dtype=np.int64))
            continue
        starts = part.container.whole(f"column/{name}/starts").astype(np.int64)
        keep = np.zeros(len(starts) - 1, dtype=bool)
        keep[part.live] = True
        ours = part.container.whole(f"column/{name}/ordinals")
        ordinals.append(places[id(part)][ours[np.repeat(keep, np.diff(starts))]])
        sizes.append(np.diff(starts)[part.live])
    columns.write_ordinals(container, name, *_used(union, np.concatenate(ordinals)), sums(np.concatenate(sizes)))


def _used(union: Terms, ordinals: Ints) -> tuple[list[bytes], Ints]:
    """The values that documents have, and the ordinals among them."""
    used = np.bincount(ordinals, minlength=len(union)) > 0
    values = [value for value, kept in zip(union.tolist(), used.tolist(), strict=True) if kept]
    return values, (np.cumsum(used) - 1)[ordinals]


def _merge_foreign(container: ContainerWriter, parts: Sequence[Part], count: int, name: str, column: Any) -> None:
    writer = columns.writer_for(column)
    docnum = 0
    for part in parts:
        if f"column/{name}" in part.container.facts:
            reader = columns.column_reader(part.container, name, column, len(part.renumbered))
            for document in part.live.tolist():
                writer.add(docnum, reader[document])
                docnum += 1
        else:
            docnum += len(part.live)
    writer.write(container, name, count)


def _merge_stored(container: ContainerWriter, parts: Sequence[Part], name: str) -> None:
    """Copies what is kept by document.

    Batches with a dictionary are copied as they are compressed; others, and those of which little is left, are
    compressed again, with what comes after them.
    """
    writer = StoredWriter(lambda: container.begin(f"{name}/content", np.uint8))
    for part in parts:
        if f"{name}/starts" not in part.container:
            for _ in part.live:
                writer.add(b"")
            continue
        stored = Stored(part.container, name)
        for documents, dictionary in stored.batches():
            low, high = np.searchsorted(part.live, (documents.start, documents.stop))
            live = part.live[low:high]
            if dictionary and 2 * len(live) > len(documents):
                writer.add_batch(dictionary, *stored.compressed(live))
            else:
                for document in live.tolist():
                    writer.add(stored[document])
    writer.write(container, name)
