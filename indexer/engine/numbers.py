"""Collects fields of numbers: a number has a term for each of its precisions, and none of them is made before the end.

What Whoosh's NUMERIC does for one number by bytes is done for all numbers at once by arrays.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields

from indexer.engine.columns import Add, OneByOneError
from indexer.engine.dictionary import Terms
from indexer.engine.invert import LengthCodes, PostingField
from indexer.engine.postings import Inverted


def takes_numbers(field: Any) -> bool:
    """Whether a field's postings are Whoosh's terms of numbers."""
    return type(field) in (fields.NUMERIC, fields.DATETIME) and type(field).index is fields.NUMERIC.index


def sortable_number(field: Any) -> Callable[[Any], int]:
    """What makes a value of a NUMERIC or DATETIME field the number that its terms are made of. It raises ValueError."""
    size = field.bits // 8
    return lambda value: int.from_bytes(field.to_bytes(value)[-size:], "big")


class NumberField:
    """Collects a field for which `takes_numbers` holds, in the order of the documents."""

    def __init__(self, field: Any) -> None:
        self._field = field
        self._sortable = sortable_number(field)
        self._is_whole = type(field) is fields.NUMERIC and field.numtype is int
        self._least, self._greatest = field.min_value, field.max_value
        self._shifts = range(0, field.bits, field.shift_step or field.bits)
        self.clear()

    def clear(self) -> None:
        """Forgets all documents."""
        self._numbers: array[int] = array("Q")
        self._documents: array[int] = array("I")
        self._others: PostingField | None = None  # what collects, once a document has more than one number

    @property
    def size(self) -> int:
        """In bytes, with what they will take inverted."""
        return 40 * len(self._numbers) + (self._others.size if self._others else 0)

    def add(self, document: int, value: Any, boost: float) -> int:
        """Adds the value of a document that comes after all before. Raises ValueError."""
        if self._others is None:
            if type(value) is int and boost == 1.0 and self._is_whole and self._least <= value <= self._greatest:
                self._numbers.append(value - self._least)  # what `_sortable` makes of it, by a shorter way
                self._documents.append(document)
                return 0
            if boost == 1.0 and not isinstance(value, (list, tuple, bytes)):
                self._numbers.append(self._sortable(value))
                self._documents.append(document)
                return 0
            self._others = self._by_postings()
        return self._others.add(document, value, boost)

    def together(self, documents: Sequence[int], values: Sequence[Any], kinds: set[type]) -> Add:
        """As `add`, for documents in order whose values are of these types, and which nothing boosts."""
        if self._others is not None:
            raise OneByOneError
        if kinds & {list, tuple, bytes}:
            raise TypeError(f"{kinds} are not all numbers.")
        least = self._least
        if kinds == {int} and self._is_whole and least <= min(values) and max(values) <= self._greatest:
            numbers = array("Q", [value - least for value in values])
        else:
            numbers = array("Q", map(self._sortable, values))

        def add() -> None:
            self._numbers.extend(numbers)
            self._documents.extend(documents)

        return add

    def cancel(self, document: int) -> None:
        """Takes the last document out again, if it is that one, or was begun."""
        if self._others is not None:
            self._others.cancel(document)
        elif self._documents and self._documents[-1] == document:
            self._documents.pop()
            self._numbers.pop()

    def inverted(self, codes: LengthCodes) -> Iterator[Inverted]:
        """The terms and postings in order: those of a precision together, as its shift is their first byte."""
        if self._others is not None:
            yield from self._others.inverted(codes)
        elif self._numbers:
            numbers, documents = np.array(self._numbers, dtype=np.uint64), np.array(self._documents, dtype=np.uint32)
            lengths = codes(None, None)
            for shift in self._shifts:
                yield self._precision(shift, numbers >> np.uint64(shift), documents, lengths)

    def _precision(
        self, shift: int, numbers: NDArray[np.uint64], documents: NDArray[np.uint32], lengths: NDArray[np.uint8]
    ) -> Inverted:
        order = np.argsort(numbers, kind="stable")
        numbers, documents = numbers[order], documents[order]
        starts = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
        size = self._field.bits // 8
        text = np.empty((len(starts), 1 + size), dtype=np.uint8)
        text[:, 0] = shift
        text[:, 1:] = numbers[starts].astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - size :]
        return Inverted(
            terms=Terms(text.ravel(), np.arange(len(starts) + 1) * (1 + size)),
            starts=np.append(starts, len(numbers)),
            documents=documents,
            frequencies=np.ones(len(numbers), dtype=np.uint32),
            lengths=lengths[documents],
        )

    def _by_postings(self) -> PostingField:
        """The documents so far, collected as Whoosh would have it."""
        others, size = PostingField(self._field), self._field.bits // 8
        for document, number in zip(self._documents, self._numbers, strict=True):
            for shift in self._shifts:
                others.add_posting(bytes((shift,)) + (number >> shift).to_bytes(size, "big"), 1.0, b"")
            others.end_document(document)
        return others
