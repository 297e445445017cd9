"""The columns of a segment: identities, dates, field lengths, facet values and the words as written.

A segment's columns are one file of plain numpy arrays (the .npz format) beside Whoosh's postings, inside the same
compound file, so that they appear and disappear together with it. They are immutable, as the segment is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.documents import Document
from indexer.schema import COLUMNS, TEXT_FIELDS

EXTENSION = ".columns"
_LENGTHS = np.array([byte_to_length(code) for code in range(256)], dtype=np.float64)

Ints = NDArray[np.int32]
Arrays = Mapping[str, NDArray[Any]]


@dataclass(slots=True)
class ColumnsWriter:
    """Collects the columns of a segment, document by document."""

    _ids: list[bytes] = field(default_factory=list)
    _moments: list[int] = field(default_factory=list)
    _days: list[int] = field(default_factory=list)
    _lengths: list[list[int]] = field(default_factory=list)
    _facets: dict[str, _FacetWriter] = field(default_factory=lambda: {column: _FacetWriter() for column in COLUMNS})

    def add(self, document: Document, lengths: Sequence[int]) -> None:
        """Adds the next document; `lengths` are its field lengths in words, in the order of `TEXT_FIELDS`."""
        docnum = len(self._ids)
        self._ids.append(document.id.encode())
        self._moments.append(document.moment)
        self._days.append(document.day.toordinal())
        self._lengths.append([length_to_byte(length) for length in lengths])
        for column, facet in COLUMNS.items():
            self._facets[column].add(docnum, facet.values(document))

    def to_bytes(self, words: Counter[str]) -> bytes:
        """The file. `words` counts the folded words of the segment as written, before stemming."""
        ids = np.array(self._ids, dtype=bytes)
        order = np.argsort(ids, kind="stable").astype(np.int32)
        lengths = np.array(self._lengths, dtype=np.uint8)
        lexicon = sorted(words)
        arrays: dict[str, NDArray[Any]] = {
            "ids": ids[order],
            "order": order,
            "moments": np.array(self._moments, dtype=np.int64),
            "days": np.array(self._days, dtype=np.int32),
            "words": _pack(lexicon),
            "word_counts": np.array([words[word] for word in lexicon], dtype=np.int32),
        }
        arrays |= {f"lengths.{text.name}": lengths[:, number] for number, text in enumerate(TEXT_FIELDS)}
        for column, facet in self._facets.items():
            arrays |= {f"{column}.{part}": array for part, array in facet.arrays().items()}
        file = BytesIO()
        np.savez(file, allow_pickle=False, **arrays)
        return file.getvalue()


class _FacetWriter:
    """The values of one facet: a dictionary of distinct values, and a row (document, ordinal) for every value."""

    def __init__(self) -> None:
        self._ordinals: dict[str, int] = {}
        self._rows: list[int] = []
        self._values: list[int] = []

    def add(self, docnum: int, values: Iterable[str]) -> None:
        for value in dict.fromkeys(" ".join(value.split()) for value in values):
            if value:
                self._rows.append(docnum)
                self._values.append(self._ordinals.setdefault(value, len(self._ordinals)))

    def arrays(self) -> Arrays:
        rows, values = np.array(self._rows, dtype=np.int32), np.array(self._values, dtype=np.int32)
        return {"dictionary": _pack(self._ordinals), "rows": rows, "values": values}


class Lexicon:
    """The folded words of a segment as written, in code point order, with how often each occurs."""

    def __init__(self, words: list[str], counts: Ints) -> None:
        self.words = words
        self.counts = counts

    def place(self, word: str) -> int:
        """The place of a word that is there."""
        return bisect_left(self.words, word)

    def with_prefix(self, prefix: str) -> range:
        """The places of the words that start with `prefix`."""
        start = bisect_left(self.words, prefix)
        return range(start, bisect_left(self.words, prefix + "\U0010ffff", start))


class Columns:
    """The columns of one segment, as arrays by document number (or by row, for the values of a facet)."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self.moments: NDArray[np.int64] = arrays["moments"]
        self.days: Ints = arrays["days"]
        self._ids: NDArray[np.bytes_] = arrays["ids"]  # sorted
        self._order: Ints = arrays["order"]  # the document number of each id in `_ids`

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        with np.load(BytesIO(content), allow_pickle=False) as file:
            return cls({name: file[name] for name in file.files})

    def __len__(self) -> int:
        return len(self._order)

    @cached_property
    def id_ranks(self) -> Ints:
        """The place of each document's id among the sorted ids of the segment: what breaks ties."""
        ranks = np.empty_like(self._order)
        ranks[self._order] = np.arange(len(self._order), dtype=np.int32)
        return ranks

    def id(self, docnum: int) -> str:
        return bytes(self._ids[self.id_ranks[docnum]]).decode()

    def rank_after(self, identity: str) -> int:
        """How many of the ids sort at or before `identity`."""
        return int(np.searchsorted(self._ids, np.array(identity.encode(), dtype=bytes), side="right"))

    def find(self, ids: NDArray[np.bytes_]) -> Ints:
        """The document numbers of those of the ids (UTF-8) that are in this segment.

        Of documents with the same id only the last one added is alive, and given.
        """
        places = np.searchsorted(self._ids, ids, side="right") - 1
        found = (places >= 0) & (self._ids[places] == ids)
        docnums: Ints = self._order[places[found]]
        return docnums

    def lengths(self, field_name: str) -> NDArray[np.float64]:
        """The length of a text field in words, as closely as Whoosh's one-byte lengths tell."""
        return _LENGTHS[self._arrays[f"lengths.{field_name}"]]

    def dictionary(self, column: str) -> list[str]:
        """The distinct values of a facet, by ordinal."""
        return _unpack(self._arrays[f"{column}.dictionary"])

    def rows(self, column: str) -> Ints:
        """The document numbers of a facet's rows, ascending."""
        rows: Ints = self._arrays[f"{column}.rows"]
        return rows

    def ordinals(self, column: str) -> Ints:
        """The value of each of a facet's rows."""
        values: Ints = self._arrays[f"{column}.values"]
        return values

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon(_unpack(self._arrays["words"]), self._arrays["word_counts"])


def _pack(values: Iterable[str]) -> NDArray[np.uint8]:
    """Strings without line breaks as one array of bytes."""
    return np.frombuffer("\n".join(values).encode(), dtype=np.uint8)


def _unpack(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\n") if len(packed) else []
