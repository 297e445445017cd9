"""From documents to the inverted index of their fields: what `writer.py` collects, and how it is turned around.

A document is an array of token numbers, one number per distinct surface form; the numbers become places in the
dictionary once that is sorted, and everything else is counting and filling (`kernels/compiled_inversion.py`).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import analysis, fields, formats

from indexer.engine.codec import reader_of
from indexer.engine.columns import KNOWN, Add, OneByOneError
from indexer.engine.dictionary import Terms
from indexer.engine.kernels import blocks
from indexer.engine.kernels import inverting as kernels
from indexer.engine.piles import Ordered, Rooms, tokens_in_order
from indexer.engine.postings import COUNTED, Inverted, Packed, enough, list_room, position_room
from indexer.engine.runs import ends, sums
from indexer.engine.vocabulary import Vocabulary, in_order

CUT_AT = 1 << 19  # bytes of texts that are cut together: few enough that they are still in a cache
REMEMBERED = 600_000  # distinct terms of a field; then they are forgotten, at the next flush
_PURE = (fields.NUMERIC, fields.DATETIME, fields.BOOLEAN, fields.ID)

Ints = NDArray[np.int64]
# Gives Whoosh's codes for the length of a field in all documents; takes the lengths of some, and their numbers, where
# they were not known when the documents came.
LengthCodes = Callable[[NDArray[np.uint32] | None, Ints | None], NDArray[np.uint8]]


class TokenField:
    """Collects a field with a context-free analyser: the forms of its tokens, in the order of the documents."""

    def __init__(self, field: Any, vocabulary: Vocabulary, rooms: Rooms) -> None:
        self._vocabulary = vocabulary
        self._is_cut_in_bulk = vocabulary.cutter is not None
        self._chain = vocabulary.chain
        self._scorable = bool(field.scorable)
        self._positions = field.format.supports("positions")
        self._boost = field.format.field_boost
        self._rooms = rooms
        self._list_room, self._position_room = np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.uint32)
        self.clear()

    def clear(self) -> None:
        """Forgets all documents."""
        self._numbers: array[int] = array("i")
        self._documents: array[int] = array("I")
        self._ends: array[int] = array("q")
        self._factors: dict[int, float] = {}  # of documents that are boosted
        self._waiting: list[bytes] = []  # texts that are to be cut, in UTF-8
        self._waiting_size = 0

    @property
    def size(self) -> int:
        """In bytes."""
        return 4 * len(self._numbers) + 16 * len(self._documents) + self._waiting_size

    def add(self, document: int, value: Any, boost: float) -> int:
        """Adds the value of a document that comes after all before; how long it is, is known at the end alone.

        Raises ValueError for values that are no text.
        """
        if isinstance(value, str):
            if self._is_cut_in_bulk:  # with other texts
                content = value.encode()
                self._waiting.append(content)
                self._waiting_size += len(content)
                self._documents.append(document)
                if self._waiting_size >= CUT_AT:
                    self._cut()
            else:
                self._numbers.extend(map(self._vocabulary.__getitem__, self._chain.surfaces(value)))
                self._end(document)
        elif isinstance(value, (list, tuple)):
            if self._waiting:
                self._cut()
            self._numbers.extend(map(self._vocabulary.given.__getitem__, value))
            self._end(document)
        else:
            raise ValueError(f"{value!r} is not unicode or sequence")  # noqa: TRY004  # as in Whoosh
        if boost != 1.0:
            self._factors[document] = boost
        return 0

    def together(self, documents: Sequence[int], values: Sequence[Any], kinds: set[type]) -> Add:
        """As `add`, for documents in order whose values are of these types, and which nothing boosts."""
        if kinds == {str} and self._is_cut_in_bulk:
            return partial(self._wait, documents, list(map(str.encode, values)))
        if kinds == {str}:
            surfaces = [self._chain.surfaces(value) for value in values]
            numbers = map(self._vocabulary.__getitem__, chain.from_iterable(surfaces))
            return partial(self._extend, documents, list(map(len, surfaces)), list(numbers))
        if kinds <= {list, tuple}:
            numbers = map(self._vocabulary.given.__getitem__, chain.from_iterable(values))
            return partial(self._extend, documents, list(map(len, values)), list(numbers))
        raise TypeError(f"{kinds} are no texts alone, nor lists of words.")

    def _wait(self, documents: Iterable[int], contents: list[bytes]) -> None:
        """Adds texts that are cut later."""
        self._waiting += contents
        self._waiting_size += sum(map(len, contents))
        self._documents.extend(documents)
        if self._waiting_size >= CUT_AT:
            self._cut()

    def _extend(self, documents: Iterable[int], sizes: Iterable[int], numbers: list[int]) -> None:
        """Adds documents with so many tokens each, of these forms."""
        self._cut()
        self._documents.extend(documents)
        self._ends.extend(ends(sizes, len(self._numbers)))
        self._numbers.extend(numbers)

    def _end(self, document: int) -> None:
        self._documents.append(document)
        self._ends.append(len(self._numbers))

    def _cut(self) -> None:
        """Cuts the texts that wait."""
        if not self._waiting:
            return
        cutter = self._vocabulary.cutter
        assert cutter is not None
        numbers, ends = cutter.cut(self._waiting)
        self._ends.frombytes((ends + len(self._numbers)).tobytes())
        self._numbers.frombytes(numbers.data.cast("B"))
        self._waiting, self._waiting_size = [], 0

    def cancel(self, document: int) -> None:
        """Takes the last document out again, if it is that one, or was begun."""
        self._cut()
        if self._documents and self._documents[-1] == document:
            self._documents.pop()
            self._ends.pop()
        self._factors.pop(document, None)
        del self._numbers[self._ends[-1] if self._ends else 0 :]

    def inverted(self, codes: LengthCodes) -> Iterator[Inverted | Packed]:
        """The terms and postings in order, each there until the next; what was collected cannot be used thereafter."""
        self._cut()
        numbers, documents = _array(self._numbers, np.int32), _array(self._documents, np.uint32)
        starts = np.append(0, _array(self._ends, np.int64))
        terms, cell_starts, lengths = self._ordered(numbers, starts)
        length_codes = codes(documents, lengths) if self._scorable else codes(None, None)
        for ordered in tokens_in_order(numbers, starts, cell_starts, self._rooms, renumber=self._chain.renumbers):
            some = terms.slice(ordered.first, ordered.end)
            if self._factors or self._boost != 1.0:
                yield self._postings(some, ordered, documents, length_codes)
            else:
                packed = self._packed(some, ordered, documents, length_codes)
                yield packed
                packed.clear()

    def _ordered(self, numbers: NDArray[np.int32], starts: Ints) -> tuple[Terms, Ints, Ints]:
        """The sorted terms, where the tokens of each start, and the lengths of the documents.

        Forms become the places of their terms.
        """
        slots = self._vocabulary.numbers()
        occurrences, lengths = np.zeros(len(slots), dtype=np.int64), np.zeros(len(starts) - 1, dtype=np.int64)
        kernels.count_tokens(numbers, starts, slots, occurrences, lengths)
        used = np.flatnonzero(occurrences)
        terms, slots[used] = in_order(self._vocabulary.terms, used)
        kernels.replace_numbers(numbers, slots)
        counts = np.zeros(len(terms), dtype=np.int64)
        np.add.at(counts, slots[used], occurrences[used])
        return terms, sums(counts), lengths

    def _packed(
        self, terms: Terms, ordered: Ordered, documents: NDArray[np.uint32], length_codes: NDArray[np.uint8]
    ) -> Packed:
        """The postings of some terms, packed, whose weights are the frequencies."""
        tokens, count = len(ordered.cells), len(terms)
        self._list_room = enough(self._list_room, list_room(tokens, count))
        if self._positions:
            self._position_room = enough(self._position_room, position_room(tokens, tokens, count))
        places, position_places = np.empty(count + 1, dtype=np.int64), np.empty(count + 1, dtype=np.int64)
        columns = {name: np.empty(count, dtype=np.int64) for name in COUNTED}
        gaps = np.empty(int(np.diff(ordered.starts).max(initial=0)), dtype=np.uint32)
        blocks.pack_cells(
            *(ordered.cells, ordered.position_bits, ordered.starts, documents, length_codes, self._positions, gaps),
            *(self._list_room, places, self._position_room, position_places, *columns.values()),
        )
        lists, positions = self._list_room[: places[-1]], self._position_room[: position_places[-1]]
        return Packed(terms, lists, places, positions, position_places, columns)

    def _postings(
        self,
        terms: Terms,
        ordered: Ordered,
        documents: NDArray[np.uint32],
        length_codes: NDArray[np.uint8],
    ) -> Inverted:
        """The postings of some terms, of which the tokens are in order."""
        starts = np.empty(len(terms) + 1, dtype=np.int64)
        posted, frequencies, positions = (np.empty(len(ordered.cells), dtype=np.uint32) for _ in range(3))
        count = kernels.split_cells(
            ordered.cells, ordered.position_bits, ordered.starts, documents, starts, posted, frequencies, positions
        )
        posted, frequencies = posted[:count], frequencies[:count]
        return Inverted(
            terms=terms,
            starts=starts,
            documents=posted,
            frequencies=frequencies,
            lengths=length_codes[posted],
            positions=positions if self._positions else None,
            weights=self._weights(posted, frequencies),
        )

    def _weights(self, documents: NDArray[np.uint32], frequencies: NDArray[np.uint32]) -> NDArray[np.float32] | None:
        """The weights of all postings, None where they are the frequencies."""
        weights = frequencies * self._boost
        factors = np.ones(int(documents.max(initial=0)) + 1)
        for document, factor in self._factors.items():
            if document < len(factors):
                factors[document] = factor
        weights = (weights * factors[documents]).astype(np.float32)
        return None if np.array_equal(weights, frequencies) else weights


def _array(values: array[Any], dtype: Any) -> NDArray[Any]:
    return np.frombuffer(values, dtype=dtype) if len(values) else np.empty(0, dtype=dtype)


class PostingField:
    """Collects a field whose postings Whoosh's own `FieldType.index` makes, in the order of the documents."""

    def __init__(self, field: Any) -> None:
        self._field = field
        self._scorable = bool(field.scorable)
        self._reads = reader_of(field.format)
        # the numbers of the terms of values, by their type; others may be equal and not the same
        self._known: dict[type, dict[Any, list[int]]] | None = defaultdict(dict) if _is_pure(field) else None
        self._numbers_of: dict[bytes, int] = {}
        self.clear()

    def clear(self) -> None:
        if len(self._numbers_of) > REMEMBERED:
            self._numbers_of.clear()
            self._known = None if self._known is None else defaultdict(dict)
        self._numbers: array[int] = array("i")
        self._documents: array[int] = array("I")
        self._ends: array[int] = array("q")
        self._plain = True  # all postings so far are of frequency and weight 1 without positions and values
        self._frequencies: array[int] = array("I")
        self._weights: array[float] = array("f")
        self._positions: array[int] = array("I")
        self._values: list[bytes | None] = []

    @property
    def size(self) -> int:
        """In bytes, with what they will take inverted."""
        return 24 * len(self._numbers) + 40 * len(self._values) + 8 * len(self._positions)

    def add(self, document: int, value: Any, boost: float) -> int:
        """Adds the value of a document that comes after all before, and gives the length of the field."""
        numbers = None
        if boost == 1.0 and self._known is not None and not isinstance(value, (list, tuple)):
            numbers = self._known[type(value)].get(value) or self._numbers_of_new(value)
        if numbers is not None:
            length = len(numbers)
            self._numbers.extend(numbers)
            if not self._plain:
                self._fill(length)
        else:
            length = 0
            for term, frequency, weight, content in self._field.index(value):
                length += frequency
                self.add_posting(term, weight * boost, content)
        self._documents.append(document)
        self._ends.append(len(self._numbers))
        return length if self._scorable else 0

    def together(self, documents: Sequence[int], values: Sequence[Any], kinds: set[type]) -> Add:
        """As `add`, for documents in order whose values are of these types, and which nothing boosts."""
        if self._scorable or not self._plain or self._known is None:
            raise OneByOneError
        if len(kinds) > 1 or kinds <= {list, tuple}:
            raise TypeError(f"{kinds} are not one type of value.")
        known = self._known[next(iter(kinds))]
        found = []
        for value in values:
            numbers = known.get(value) or self._numbers_of_new(value)
            if numbers is None:
                raise OneByOneError
            found.append(numbers)

        def add() -> None:
            self._documents.extend(documents)
            self._ends.extend(ends(map(len, found), len(self._numbers)))
            self._numbers.extend(chain.from_iterable(found))

        return add

    def add_posting(self, term: bytes, weight: float, content: bytes) -> None:
        """Adds a posting of the document that is added next."""
        frequency, positions, value = self._reads(self._field.format, weight, content)
        if self._plain and (frequency != 1 or weight != 1.0 or positions or value is not None):
            self._mark()
        self._numbers.append(self._numbers_of.setdefault(term, len(self._numbers_of)))
        if not self._plain:
            self._frequencies.append(frequency)
            self._weights.append(weight)
            self._positions.extend(positions)
            self._values.append(value)

    def end_document(self, document: int) -> None:
        """Says whose the postings since the last document are; several times the same is allowed."""
        self._documents.append(document)
        self._ends.append(len(self._numbers))

    def cancel(self, document: int) -> None:
        """Takes the last document out again, if it is that one, or was begun."""
        if self._documents and self._documents[-1] == document:
            self._documents.pop()
            self._ends.pop()
        end = self._ends[-1] if self._ends else 0
        if not self._plain:
            del self._positions[sum(self._frequencies[:end]) if self._positions else 0 :]
            del self._frequencies[end:], self._weights[end:], self._values[end:]
        del self._numbers[end:]

    def inverted(self, codes: LengthCodes) -> Iterator[Inverted]:
        numbers = _array(self._numbers, np.int32)
        length_codes = codes(None, None)
        owners = np.repeat(_array(self._documents, np.uint32), np.diff(np.append(0, _array(self._ends, np.int64))))
        texts = list(self._numbers_of)
        counts = np.bincount(numbers, minlength=len(texts))
        ordered = sorted((texts[number], number) for number in np.flatnonzero(counts).tolist())
        if not ordered:
            return
        places = np.array([number for _, number in ordered], dtype=np.int64)
        slots = np.full(len(texts), -1, dtype=np.int64)
        slots[places] = np.arange(len(places))
        starts = sums(counts[places])
        order = np.empty(len(numbers), dtype=np.int64)
        kernels.order_by_slot(numbers, slots, starts, order)
        documents = owners[order]
        frequencies, weights, positions, values = np.ones(len(order), dtype=np.uint32), None, None, None
        if not self._plain:
            unordered = _array(self._frequencies, np.uint32)
            frequencies = unordered[order]
            weights = _array(self._weights, np.float32)[order]
            if np.array_equal(weights, frequencies):
                weights = None
            if self._positions:
                positions = _array(self._positions, np.uint32)[_ranges(sums(unordered)[order], frequencies)]
            if any(value is not None for value in self._values):
                values = [self._values[item] for item in order.tolist()]
        yield Inverted(
            terms=Terms.of([term for term, _ in ordered]),
            starts=starts,
            documents=documents,
            frequencies=frequencies,
            lengths=length_codes[documents],
            positions=positions,
            weights=weights,
            values=values,
        )

    def _numbers_of_new(self, value: Any) -> list[int] | None:
        """The numbers of the terms of a value, which are remembered; None if the field's postings say more than that
        they are there."""
        numbers = self._pure(value)
        if numbers is None:
            self._known = None
        elif self._known is not None and len(known := self._known[type(value)]) < KNOWN:
            known[value] = numbers
        return numbers

    def _pure(self, value: Any) -> list[int] | None:
        """The numbers of the terms of a value; None if its postings have more than the terms."""
        postings = list(self._field.index(value))
        if any(weight != 1.0 or content for _, _, weight, content in postings):
            return None
        ours = self._numbers_of
        return [ours.setdefault(term, len(ours)) for term, _, _, _ in postings]

    def _mark(self) -> None:
        """From now on, postings are kept in full."""
        self._plain = False
        self._fill(len(self._numbers))

    def _fill(self, count: int) -> None:
        self._frequencies.extend(repeat(1, count))
        self._weights.extend(repeat(1.0, count))
        self._values.extend(repeat(None, count))


def _ranges(starts: Ints, sizes: NDArray[np.uint32]) -> Ints:
    """The numbers from each start on, so many for each, one after the other."""
    ends = np.cumsum(sizes, dtype=np.int64)
    ranges: Ints = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes)
    return ranges


def _is_pure(field: Any) -> bool:
    """Whether a value of the field always gives the same postings, without more than that the document has them."""
    by_itself = type(field) is not fields.ID or type(field.analyzer) is analysis.IDTokenizer
    return type(field) in _PURE and by_itself and type(field.format) is formats.Existence


def takes_tokens(field: Any) -> bool:
    """Whether a field's postings are just its analyser's tokens, counted."""
    return type(field).index is fields.FieldType.index and type(field.format) in (formats.Positions, formats.Frequency)
