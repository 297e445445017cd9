"""How long each field of each document is, as coarsely as Whoosh keeps it: a code of one byte, so that scores agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.engine.container import Container, ContainerWriter

LENGTH_OF_CODE = np.array([byte_to_length(code) for code in range(256)], dtype=np.int64)
Codes = NDArray[np.uint8]


class LengthsWriter:
    """Collects the lengths of fields, document by document."""

    def __init__(self) -> None:
        self.codes: dict[str, bytearray] = {}  # by document; those after the last that has the field are left out
        self.totals: dict[str, int] = {}

    def add(self, field: str, docnum: int, length: int) -> None:
        """Adds a length of at least 1 (in words) to the field of a document."""
        codes = self.codes.setdefault(field, bytearray())
        codes.extend(bytes(docnum - len(codes)))
        codes.append(length_to_byte(length))
        self.totals[field] = self.totals.get(field, 0) + length

    def truncate(self, docnum: int, lengths: dict[str, int]) -> None:
        """Forgets document `docnum`, the last one, whose lengths by field are given."""
        for field, length in lengths.items():
            del self.codes[field][docnum:]
            self.totals[field] -= length
            if not self.totals[field]:
                del self.codes[field], self.totals[field]

    def all(self, field: str, count: int, documents: NDArray[np.uint32] | None, values: Any) -> Codes:
        """The codes for the field in `count` documents; the lengths of those that are given are noted before."""
        codes = np.zeros(count, dtype=np.uint8)
        if documents is None:
            known = self.codes.get(field, b"")
            codes[: len(known)] = np.frombuffer(known, dtype=np.uint8)
            return codes
        distinct, places = np.unique(values, return_inverse=True)
        codes[documents] = np.array([length_to_byte(length) for length in distinct.tolist()], dtype=np.uint8)[places]
        if values.any():
            self.codes[field] = bytearray(codes[: int(documents[values > 0].max()) + 1].tobytes())
            self.totals[field] = int(values.sum())
        return codes

    def write(self, container: ContainerWriter, count: int) -> None:
        """Writes the lengths of `count` documents."""
        for field, codes in self.codes.items():
            padded = codes + bytes(count - len(codes))
            write_lengths(container, field, np.frombuffer(padded, dtype=np.uint8), self.totals[field])


def write_lengths(container: ContainerWriter, field: str, codes: Codes, total: int) -> None:
    """Writes Whoosh's code for the length of a field in each document, and the sum of the lengths before coding."""
    container.add(f"length/{field}", codes)
    container.note(f"length/{field}", total)


class Lengths:
    """The lengths of a segment's fields."""

    def __init__(self, container: Container) -> None:
        self._container = container

    def __iter__(self) -> Iterator[str]:
        """The fields that have lengths."""
        return (name.removeprefix("length/") for name in self._container.facts if name.startswith("length/"))

    def codes(self, field: str) -> Codes | None:
        """The code of each document (0 where it has no such field), None for a field without lengths."""
        name = f"length/{field}"
        return self._container.whole(name) if name in self._container else None

    def total(self, field: str) -> int:
        """The sum of the lengths of all documents, deleted or not."""
        total: int = self._container.facts.get(f"length/{field}", 0)
        return total
