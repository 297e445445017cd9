"""The sorted terms of a field, and what is known of each: how often it occurs, and where its postings are.

Terms are bytes, in the order of bytes, front-coded in blocks of 16 (Witten, Moffat and Bell, "Managing Gigabytes",
1999, section 4.1): a look-up is a binary search over the first terms of the blocks, and a walk through one block.
The place of a term in the order is its ordinal; everything else about terms is a packed column by ordinal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.engine import kernels
from indexer.engine.container import Container, ContainerWriter
from indexer.engine.kernels import coding
from indexer.engine.packing import Ints, PackedColumn, write_column

PER_BLOCK = 16  # terms in a block
_FEW = 4_096  # terms that there is room for before it is known how many are found
_A_TERM = 64  # bytes that most have at most
# The columns by ordinal, as `write_dictionary` takes them. Those with an end have one more number than there are terms.
COLUMNS = ("documents", "repeats", "lists", "positions", "shortest", "longest", "heaviest")


@dataclass(frozen=True, slots=True)
class Terms:
    """Sorted distinct terms: term t is `text[offsets[t]:offsets[t + 1]]`."""

    text: NDArray[np.uint8]
    offsets: Ints

    @classmethod
    def of(cls, terms: Sequence[bytes]) -> Self:
        offsets = np.zeros(len(terms) + 1, dtype=np.int64)
        np.cumsum([len(term) for term in terms], out=offsets[1:])
        return cls(np.frombuffer(b"".join(terms), dtype=np.uint8), offsets)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, place: int) -> bytes:
        """Raises IndexError."""
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self.text[self.offsets[place] : self.offsets[place + 1]].tobytes()

    def find(self, term: bytes) -> int | None:
        """The place of a term, or None."""
        place = bisect_left(self, term)
        return place if place < len(self) and self[place] == term else None

    def slice(self, first: int, end: int) -> Self:
        """The terms from place `first` to before `end`."""
        offsets = self.offsets[first : end + 1]
        return type(self)(self.text[offsets[0] : offsets[-1]], offsets - offsets[0])

    def tolist(self) -> list[bytes]:
        whole, offsets = self.text.tobytes(), self.offsets.tolist()
        return [whole[start:end] for start, end in pairwise(offsets)]


@dataclass(frozen=True, slots=True)
class TermEntry:
    """What the dictionary says of a term."""

    ordinal: int
    document_frequency: int
    collection_frequency: int  # the sum of its frequencies
    place: int  # of its list in the field's words, with its end
    end: int
    positions_place: int  # of its positions in the field's words of positions, with their end
    positions_end: int
    shortest: int  # Whoosh's code for the length of the shortest of its documents' fields, not counting code 0
    longest: int
    heaviest: int  # its greatest frequency in one document


def write_dictionary(container: ContainerWriter, name: str, terms: Terms, columns: dict[str, Ints]) -> None:
    """Writes the dictionary of a field whose arrays start with `name`."""
    coded = np.empty(len(terms.text) + 10 * len(terms) + 1, dtype=np.uint8)
    places = np.zeros(-(-len(terms) // PER_BLOCK) + 1, dtype=np.int64)
    used = coding.encode_terms(terms.text, terms.offsets, PER_BLOCK, coded, places)
    container.add(f"{name}/terms", coded[:used])
    write_column(container, f"{name}/blocks", places)
    for column in COLUMNS:
        write_column(container, f"{name}/{column}", columns[column])


class Dictionary:
    """The dictionary of one field."""

    def __init__(self, container: Container, name: str) -> None:
        self._coded = container.array(f"{name}/terms")
        self._blocks = PackedColumn(container, f"{name}/blocks")
        self.columns = {column: PackedColumn(container, f"{name}/{column}") for column in COLUMNS}
        self._length = len(self.columns["documents"])

    @classmethod
    def of(cls, terms: Terms) -> Self:
        """A dictionary in memory, of terms of which nothing else is known."""
        file = BytesIO()
        container = ContainerWriter(file)
        nothing = np.zeros(len(terms), dtype=np.int64)
        write_dictionary(container, "terms", terms, dict.fromkeys(COLUMNS, nothing))
        container.close()
        return cls(Container(file.getvalue(), "terms in memory"), "terms")

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _places(self) -> Ints:
        """Where each block of terms starts, and where the last one ends."""
        return self._blocks.whole()

    def find(self, term: bytes) -> int | None:
        """The ordinal of a term, or None."""
        ordinal, found = self._seek(term)
        return ordinal if found else None

    def lower_bound(self, term: bytes) -> int:
        """The ordinal of the first term that is not before `term`; the number of terms if all are."""
        return self._seek(term)[0]

    def with_prefix(self, prefix: bytes) -> range:
        """The ordinals of the terms that start with `prefix`."""
        following = prefix.rstrip(b"\xff")
        end = self.lower_bound(following[:-1] + bytes([following[-1] + 1])) if following else self._length
        return range(self.lower_bound(prefix), end)

    def term(self, ordinal: int) -> bytes:
        """Raises IndexError for ordinals that are none."""
        if not 0 <= ordinal < self._length:
            raise IndexError(f"There is no term {ordinal}.")
        block, rest = divmod(ordinal, PER_BLOCK)
        return self._block(block)[rest]

    def terms(self, start: int = 0, end: int | None = None) -> Terms:
        """The terms with the ordinals from `start` to before `end`."""
        end = self._length if end is None else min(end, self._length)
        block = start // PER_BLOCK
        first = block * PER_BLOCK
        if start >= end:
            return Terms.of([])
        place = int(self._places[block])
        coded = self._coded.check(place, int(self._places[-(-end // PER_BLOCK)]))
        offsets = np.empty(end - first + 1, dtype=np.int64)
        text = np.empty(coding.measure_terms(coded, place, end - first, PER_BLOCK, offsets), dtype=np.uint8)
        coding.decode_terms(coded, place, end - first, PER_BLOCK, offsets, text)
        offsets = offsets[start - first :]
        return Terms(text[offsets[0] :], offsets - offsets[0])

    def chosen(self, ordinals: Ints) -> Terms:
        """The terms with some ordinals."""
        offsets = np.zeros(len(ordinals) + 1, dtype=np.int64)
        room, size = _A_TERM * (len(ordinals) + 1), -1
        while size < 0:
            room *= 2
            text = np.empty(room, dtype=np.uint8)
            size = kernels.nearest.gather(self._coded.whole(), self._places, PER_BLOCK, ordinals, offsets, text)
        return Terms(text[:size], offsets)

    def within(
        self, word: str, edits: int, among: range, *, swaps: bool = False, begins: bool = False
    ) -> tuple[Ints, Ints]:
        """The ordinals among some whose terms, as UTF-8, are at most `edits` from a word, and their distances.

        With `begins` they are those that begin with something so near.

        An edit is one character more, less or another (Levenshtein); with `swaps` also two neighbours in the wrong
        order (optimal string alignment).
        """
        deepest = len(word) + edits + 2
        characters = np.array([ord(character) for character in word], dtype=np.int64)
        sizes = deepest * (2 * edits + 1), deepest, deepest, deepest, 4 * deepest
        scratch = [np.empty(size, dtype=np.int64) for size in sizes]
        room, found = 0, _FEW
        while found > room:
            room = found
            ordinals, distances = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
            found = kernels.nearest.within(
                *(self._coded.whole(), self._places, PER_BLOCK, among.start, among.stop),
                *(characters, edits, int(swaps), int(begins)),
                *(*scratch, np.empty(4 * deepest, dtype=np.uint8), ordinals, distances),
            )
        return ordinals[:found], distances[:found]

    def fitting(self, pattern: str, among: range) -> Ints:
        """The ordinals among some whose terms, as UTF-8, fit a pattern: `*` is any characters, `?` is one."""
        wanted = np.frombuffer(pattern.encode("utf-8", "surrogatepass"), dtype=np.uint8)
        room, found, longest = 0, _FEW, _A_TERM
        while found > room or found < 0:
            room, longest = max(room, found), longest * 2
            ordinals, current = np.empty(room, dtype=np.int64), np.empty(longest, dtype=np.uint8)
            found = kernels.nearest.fitting(
                *(self._coded.whole(), self._places, PER_BLOCK, among.start, among.stop, wanted, current, ordinals)
            )
        return ordinals[:found]

    def iterate(self, start: int = 0, end: int | None = None, step: int = 64 * PER_BLOCK) -> Iterator[bytes]:
        """The terms from an ordinal on, some at a time."""
        end = self._length if end is None else end
        while start < end:
            stop = min(end, start - start % step + step)
            yield from self.terms(start, stop).tolist()
            start = stop

    def entry(self, ordinal: int) -> TermEntry:
        """What is known of the term with an ordinal."""
        columns = self.columns
        documents = columns["documents"][ordinal]
        shortest = columns["shortest"][ordinal]
        lists, positions = columns["lists"], columns["positions"]
        return TermEntry(
            ordinal=ordinal,
            document_frequency=documents,
            collection_frequency=documents + columns["repeats"][ordinal],
            place=lists[ordinal],
            end=lists[ordinal + 1],
            positions_place=positions[ordinal],
            positions_end=positions[ordinal + 1],
            shortest=shortest,
            longest=columns["longest"][ordinal],
            heaviest=columns["heaviest"][ordinal],
        )

    def _seek(self, term: bytes) -> tuple[int, bool]:
        """The ordinal of the first term that is not before `term`, and whether it is that."""
        found: int = kernels.terms.seek(
            self._coded.whole(), self._places, PER_BLOCK, self._length, np.frombuffer(term, dtype=np.uint8)
        )
        return (found, True) if found >= 0 else (-1 - found, False)

    def _block(self, block: int) -> list[bytes]:
        return self.terms(block * PER_BLOCK, (block + 1) * PER_BLOCK).tolist()
