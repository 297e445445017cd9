"""The inverted index of a field: for each term the documents with it, how often they have it, and where.

A list (Zobel and Moffat, "Inverted files for text search engines", 2006) is cut into blocks of 128 postings. Of each
block the gaps between document numbers and the frequencies less one are packed with as many bits as the greatest
needs; positions are packed likewise, in words of their own, so nobody who wants no positions touches them. A list of a
block or more starts with skip data, four words a block: last document, place, and what bounds any BM25 score within
the block, whatever its parameters: the greatest frequency and the code of the shortest field (Ding and Suel, "Faster
top-k document retrieval using block-max indexes", 2011).

Weights that are not the frequencies, and values that Whoosh's formats make beyond frequencies and positions, are kept
as they are in arrays by posting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.container import ArrayWriter, Container, ContainerWriter, MappedArray
from indexer.engine.dictionary import Dictionary, TermEntry, Terms, write_dictionary
from indexer.engine.kernels import BLOCK, blocks, coding, inverting
from indexer.engine.packing import Ints, PackedColumn, write_column
from indexer.engine.runs import sums
from indexer.engine.spool import Spool

Words = NDArray[np.uint32]
Weights = NDArray[np.float32]
SKIP_WORDS = 4  # per block: last document, place from the start of the list, greatest frequency, lengths and widths
COUNTED = ("documents", "repeats", "shortest", "longest", "heaviest")  # columns of the dictionary
SHORTEST_MASK = 255  # of the last word of skip data: the code of the shortest field in the block


@dataclass(frozen=True, slots=True)
class Inverted:
    """Sorted terms with their postings, in order: those of term t run from `starts[t]` to before `starts[t + 1]`.

    `lengths` has Whoosh's code for the field's length in each posting's document (0 where it has none). `positions`
    has `frequencies[p]` ascending numbers for each posting p, or is None. `weights` is None where weights are the
    frequencies. `values` is None where Whoosh's values can be made of frequencies and positions; an item that is None
    stands for one that can.
    """

    terms: Terms
    starts: Ints
    documents: Words
    frequencies: Words
    lengths: NDArray[np.uint8]
    positions: Words | None = None
    weights: Weights | None = None
    values: list[bytes | None] | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """Sorted terms with their postings, packed: neither weights nor values. A term may have no postings."""

    terms: Terms
    list_words: Words
    list_places: Ints  # where the list of each term starts, and where the last one ends
    position_words: Words
    position_places: Ints
    columns: Mapping[str, Ints]  # of the dictionary: those of COUNTED

    def clear(self) -> None:
        """Makes the words zeros again: new memory would cost as much as to pack something."""
        self.list_words[:] = 0
        self.position_words[:] = 0


def field_names(container: Container) -> list[str]:
    """The indexed fields of a segment, in order of their names."""
    return sorted(name.removeprefix("indexed/") for name in container.facts if name.startswith("indexed/"))


class FieldWriter:
    """Writes the inverted index of one field, its terms in order, some at a time.

    Positions are written as they come, so nothing else may be written meanwhile; the rest is when it is closed.
    """

    def __init__(self, container: ContainerWriter, name: str) -> None:
        self._container = container
        self._name = name
        self._terms: list[Terms] = []
        self._columns: dict[str, list[Ints]] = {name: [] for name in COUNTED}
        self._lists, self._list_places = Spool(container.folder), _Places()
        self._positions: ArrayWriter | None = None
        self._position_places = _Places()
        self._weights: dict[int, Weights] = {}  # that are not the frequencies, by the number of the first posting
        self._values: list[tuple[int, list[bytes | None]]] = []  # with the number of the first posting
        self._postings = 0

    def add(self, terms: Inverted | Packed) -> None:
        """Adds terms that come after all those before."""
        if isinstance(terms, Packed):
            self._add(terms)
        elif len(terms.terms):
            if terms.values is not None:
                self._values.append((self._postings, terms.values))
            if terms.weights is not None:
                self._weights[self._postings] = terms.weights
            self._add(_packed(terms))

    def _add(self, packed: Packed) -> None:
        documents = packed.columns["documents"]
        left, terms = documents > 0, packed.terms
        if not left.all():
            sizes = np.diff(terms.offsets)
            terms = Terms(terms.text[np.repeat(left, sizes)], sums(sizes[left]))
        for name, values in packed.columns.items():
            self._columns[name].append(values[left])
        self._lists.add(packed.list_words.tobytes())
        self._list_places.add(packed.list_places[:-1][left], len(packed.list_words))
        self._position_places.add(packed.position_places[:-1][left], len(packed.position_words))
        if len(packed.position_words):
            self._positions = self._positions or self._begin_positions()
            self._positions.add(packed.position_words.data.cast("B"))
        self._terms.append(terms)
        self._postings += int(documents.sum())

    def close(self) -> None:
        """Writes the field."""
        name = f"field/{self._name}"
        unused = np.zeros(1, dtype=np.uint32)  # readers may look at one word beyond the last
        positions = self._positions or self._begin_positions()
        positions.add(unused.data.cast("B"))
        positions.close()
        self._lists.add(unused.tobytes())
        words = self._container.begin(f"{name}/list_words", np.uint32)
        for part in self._lists.parts():
            words.add(part)
        words.close()
        columns = {column: _joined(parts, np.int64) for column, parts in self._columns.items()}
        columns |= {"lists": self._list_places.all(), "positions": self._position_places.all()}
        write_dictionary(self._container, name, _join_terms(self._terms), columns)
        facts = {"postings": self._postings, "positions": self._position_places.end > 0}
        facts |= {"weights": bool(self._weights), "values": bool(self._values)}
        if self._weights or self._values:
            write_column(self._container, f"{name}/starts", np.append(0, np.cumsum(columns["documents"])))
        if self._weights:
            self._container.add(f"{name}/weights", self._all_weights(columns["documents"], columns["lists"]))
        if self._values:
            self._write_values(name)
        self._container.note(f"indexed/{self._name}", facts)

    def _begin_positions(self) -> ArrayWriter:
        return self._container.begin(f"field/{self._name}/position_words", np.uint32)

    def _all_weights(self, documents: Ints, places: Ints) -> Weights:
        """The weights of all postings: the frequencies, where there are no others."""
        words = self._lists.array(np.uint32)
        frequencies, others = (np.empty(self._postings, dtype=np.uint32) for _ in range(2))
        inverting.decode_lists(words, places, documents, sums(documents), 0, others, frequencies)
        weights = frequencies.astype(np.float32)
        for first, some in self._weights.items():
            weights[first : first + len(some)] = some
        return weights

    def _write_values(self, name: str) -> None:
        """Whoosh's values, by posting; which postings have one, and where it starts."""
        numbers: list[int] = []
        values: list[bytes] = []
        for first, some in self._values:
            for number, value in enumerate(some, first):
                if value is not None:
                    numbers.append(number)
                    values.append(value)
        offsets = np.append(0, np.cumsum([len(value) for value in values], dtype=np.int64))
        write_column(self._container, f"{name}/value_numbers", np.array(numbers, dtype=np.int64))
        write_column(self._container, f"{name}/value_offsets", offsets)
        self._container.add(f"{name}/values", np.frombuffer(b"".join(values), dtype=np.uint8))


def list_room(postings: int, terms: int) -> int:
    """How many words the lists of some terms with so many postings together may take."""
    return 2 * postings + 8 * (postings // BLOCK) + terms + 16


def position_room(positions: int, postings: int, terms: int) -> int:
    """How many words the positions of some terms may take, likewise."""
    return positions + positions // 256 + 4 * (postings // BLOCK) + 3 * terms + 16


def enough(room: Words, size: int) -> Words:
    """Room for so many words, zeros: this one, or if it is too small a new one."""
    return room if len(room) >= size else np.zeros(size, dtype=np.uint32)


def _packed(inverted: Inverted) -> Packed:
    """The terms, all of which have postings, without weights and values."""
    starts, frequencies = inverted.starts, inverted.frequencies
    postings, count = len(frequencies), len(inverted.terms)
    lists, positions = np.zeros(list_room(postings, count), dtype=np.uint32), np.empty(0, dtype=np.uint32)
    list_places, position_places = np.empty(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    blocks.encode_lists(inverted.documents, frequencies, inverted.lengths, starts, lists, list_places)
    if inverted.positions is not None:
        positions = np.zeros(position_room(len(inverted.positions), postings, count), dtype=np.uint32)
        blocks.encode_positions(inverted.positions, frequencies, starts, positions, position_places)
    columns = {name: np.empty(count, dtype=np.int64) for name in COUNTED}
    columns["documents"] = np.diff(starts)
    blocks.summarise_lists(frequencies, inverted.lengths, starts, *(columns[name] for name in COUNTED[1:]))
    return Packed(
        inverted.terms,
        lists[: list_places[-1]],
        list_places,
        positions[: position_places[-1]],
        position_places,
        columns,
    )


class Field:
    """The inverted index of one field of a segment.

    Kernels take `lists.check(entry.place, entry.end)`, which gives all words, with `entry.place` and
    `entry.document_frequency`; likewise for positions.
    """

    def __init__(self, container: Container, name: str) -> None:
        """Raises KeyError for a field that is not indexed."""
        facts: Mapping[str, Any] = container.facts[f"indexed/{name}"]
        self.name = name
        self.postings: int = facts["postings"]  # of all terms together
        self.has_positions: bool = facts["positions"]
        self.has_weights: bool = facts["weights"]  # that are not the frequencies
        self.has_values: bool = facts["values"]  # as Whoosh made them, of some postings or all
        self.dictionary = Dictionary(container, f"field/{name}")
        self.lists: MappedArray = container.array(f"field/{name}/list_words")
        self.position_words: MappedArray = container.array(f"field/{name}/position_words")
        self._container = container

    def find(self, term: bytes) -> TermEntry | None:
        """What is known of a term, None where no document has it."""
        ordinal = self.dictionary.find(term)
        return None if ordinal is None else self.dictionary.entry(ordinal)

    def documents(self, entry: TermEntry) -> Words:
        """The numbers of the documents with a term, ascending."""
        documents = np.empty(entry.document_frequency, dtype=np.uint32)
        words = self.lists.check(entry.place, entry.end)
        coding.decode_documents(words, entry.place, entry.document_frequency, documents)
        return documents

    def frequencies(self, entry: TermEntry) -> Words:
        """How often each of its documents has a term."""
        frequencies = np.empty(entry.document_frequency, dtype=np.uint32)
        words = self.lists.check(entry.place, entry.end)
        coding.decode_frequencies(words, entry.place, entry.document_frequency, frequencies)
        return frequencies

    def positions(self, entry: TermEntry, frequencies: Words) -> Words:
        """The positions of a term in all its documents, one after the other: as many for each as its frequency."""
        positions = np.empty(entry.collection_frequency, dtype=np.uint32)
        words = self.position_words.check(entry.positions_place, entry.positions_end)
        count = entry.document_frequency
        coding.decode_positions(words, entry.positions_place, count, frequencies, positions)
        return positions

    def skips(self, entry: TermEntry) -> Words:
        """The skip data of a term, a row of `SKIP_WORDS` for each block; no rows for a list shorter than a block."""
        blocks = -(-entry.document_frequency // BLOCK) if entry.document_frequency >= BLOCK else 0
        return self.lists.part(entry.place, entry.place + SKIP_WORDS * blocks).reshape(blocks, SKIP_WORDS)

    def weights(self, entry: TermEntry) -> Weights:
        """The weight of a term in each of its documents."""
        if not self.has_weights:
            return self.frequencies(entry).astype(np.float32)
        start = self._starts[entry.ordinal]
        return self._container.array(f"field/{self.name}/weights").part(start, start + entry.document_frequency)

    def values(self, entry: TermEntry) -> dict[int, bytes]:
        """Whoosh's own values of a term's postings, by their number in the list, of those that have one."""
        if not self.has_values:
            return {}
        start = self._starts[entry.ordinal]
        low, high = np.searchsorted(self._value_numbers, (start, start + entry.document_frequency)).tolist()
        numbers = (self._value_numbers[low:high] - start).tolist()
        offsets = PackedColumn(self._container, f"field/{self.name}/value_offsets").range(low, high + 1).tolist()
        content = self._container.array(f"field/{self.name}/values").part(offsets[0], offsets[-1]).tobytes()
        bounds = pairwise(offsets)
        values = [content[from_ - offsets[0] : to - offsets[0]] for from_, to in bounds]
        return dict(zip(numbers, values, strict=True))

    @cached_property
    def _starts(self) -> PackedColumn:
        return PackedColumn(self._container, f"field/{self.name}/starts")

    @cached_property
    def _value_numbers(self) -> Ints:
        return PackedColumn(self._container, f"field/{self.name}/value_numbers").whole()


class _Places:
    """Where the words of terms start, which are packed some at a time."""

    def __init__(self) -> None:
        self.end = 0  # of all words
        self._places: list[Ints] = []

    def add(self, places: Ints, size: int) -> None:
        """Adds places within so many words more."""
        self._places.append(places + self.end)
        self.end += size

    def all(self) -> Ints:
        """All of them, and where the last end."""
        return np.append(_joined(self._places, np.int64), self.end)


def _joined(parts: list[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    return np.concatenate(parts).astype(dtype, copy=False) if parts else np.empty(0, dtype=dtype)


def _join_terms(parts: list[Terms]) -> Terms:
    bases = np.cumsum([0, *(len(part.text) for part in parts)])
    offsets = [part.offsets[:-1] + base for part, base in zip(parts, bases[:-1], strict=True)]
    text = _joined([part.text for part in parts], np.uint8)
    return Terms(text, np.append(_joined(offsets, np.int64), len(text)))
