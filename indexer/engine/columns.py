"""Columns: the value of a field for each document, to sort, group, count and filter by.

Texts become ordinals: the sorted distinct values, and for each document the place of its value among them (or of its
values, for fields with several). Numbers are an array of numbers. What other columns Whoosh has is kept in its own
bytes. To Whoosh all of them are its `ColumnReader`.
"""

from __future__ import annotations

import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from io import BytesIO
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns as whoosh_columns
from whoosh.filedb.structfile import StructFile

from indexer.engine.container import Container, ContainerWriter
from indexer.engine.dictionary import Terms
from indexer.engine.mapped import MappedFile
from indexer.engine.packing import PackedColumn, write_column
from indexer.engine.runs import ends

# Python's and numpy's types of the type codes of Whoosh's numeric columns, which have struct's standard sizes
NUMBERS = {"b": "i1", "B": "u1", "h": "<i2", "H": "<u2", "i": "<i4", "I": "<u4", "l": "<i4", "L": "<u4",
            "q": "<i8", "Q": "<u8", "f": "<f4", "d": "<f8"}  # fmt: skip
_FEW = 1_024  # values of a column
_PYTHON_CODES = {"l": "i", "L": "I"}


KNOWN = 50_000  # values of a field of which it is remembered what becomes of them
Add = Callable[[], None]  # adds what was prepared before, and does not fail


class OneByOneError(Exception):
    """Values cannot be added together."""


def write_ordinals(
    container: ContainerWriter, name: str, values: list[bytes], ordinals: NDArray[Any], starts: NDArray[Any] | None
) -> None:
    """Writes sorted distinct values and the ordinals of documents, in order.

    Document d has the ordinals from `starts[d]` to before `starts[d + 1]`, or just `ordinals[d]` without `starts`.
    """
    container.note(f"column/{name}", "ordinals" if starts is None else "lists of ordinals")
    container.add(f"column/{name}/text", np.frombuffer(b"".join(values), dtype=np.uint8))
    write_column(container, f"column/{name}/offsets", np.cumsum([0, *map(len, values)], dtype=np.int64))
    container.add(f"column/{name}/ordinals", ordinals.astype(np.min_scalar_type(max(len(values) - 1, 0))))
    if starts is not None:
        container.add(f"column/{name}/starts", starts.astype(np.uint32))


def write_numbers(container: ContainerWriter, name: str, numbers: NDArray[Any]) -> None:
    """Writes the number of each document."""
    container.note(f"column/{name}", "numbers")
    container.add(f"column/{name}/numbers", numbers)


class _Numbers(dict[bytes, int]):
    """Numbers values in the order in which they are asked for."""

    def __missing__(self, value: bytes) -> int:
        number = self[value] = len(self)
        return number


class OrdinalsWriter:
    """Collects texts document by document; documents in between have the default."""

    def __init__(self, default: bytes) -> None:
        self._default = default
        self._numbers = _Numbers({default: 0})
        self._values: array.array[int] = array.array("L")

    def add(self, docnum: int, value: bytes) -> None:
        if docnum != len(self._values):
            self.fill(docnum)
        self._values.append(self._numbers[bytes(value)])

    def together(self, documents: Sequence[int], values: Sequence[bytes]) -> Add:
        """As `add`, for documents in order."""
        numbers = list(map(self._numbers.__getitem__, map(bytes, values)))
        return partial(_extend, self, self._values, documents, numbers)

    def fill(self, count: int) -> None:
        """Makes it `count` documents."""
        del self._values[count:]
        self._values.extend([0] * (count - len(self._values)))

    def write(self, container: ContainerWriter, name: str, count: int) -> None:
        self.fill(count)
        numbers = np.array(self._values, dtype=np.int64)
        by_number = list(self._numbers)
        used = np.unique(numbers).tolist()
        values = sorted(by_number[number] for number in used)
        ranks = {value: rank for rank, value in enumerate(values)}
        ordinal_of = np.array([ranks.get(value, 0) for value in by_number], dtype=np.int64)
        write_ordinals(container, name, values, ordinal_of[numbers], None)


class ListsColumn(whoosh_columns.Column):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """A column of any number of texts (bytes) per document, as a field's `column_type`; only this engine writes it."""

    def default_value(self, reverse: bool = False) -> tuple[bytes, ...]:
        return ()


class ListsOfOrdinalsWriter:
    """Collects any number of texts per document: what multi-valued facets are counted by."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._values: array.array[int] = array.array("L")
        self._starts: array.array[int] = array.array("L", [0])

    def add(self, docnum: int, values: Iterable[bytes]) -> None:
        """Adds the distinct values of a document after all those before."""
        if docnum >= len(self._starts):
            self._starts.extend([self._starts[-1]] * (docnum + 1 - len(self._starts)))
        self._values.extend(self._numbers_of(values))
        self._starts.append(len(self._values))

    def together(self, documents: Sequence[int], values: Iterable[Iterable[bytes]]) -> Add:
        """As `add`, for documents in order."""
        lists = list(map(tuple, values))
        sizes = list(map(len, lists))
        if sum(map(len, map(frozenset, lists))) < sum(sizes):  # some have a value twice
            lists = list(map(tuple, map(dict.fromkeys, lists)))
            sizes = list(map(len, lists))
        numbers = list(map(self._numbers.__getitem__, chain.from_iterable(lists)))
        if not _is_run(documents):
            having = dict(zip(documents, sizes, strict=True))
            sizes = [having.get(document, 0) for document in range(documents[0], documents[-1] + 1)]

        def add() -> None:
            self.fill(documents[0])
            self._starts.extend(ends(sizes, len(self._values)))
            self._values.extend(numbers)

        return add

    def _numbers_of(self, values: Iterable[bytes]) -> list[int]:
        return list(map(self._numbers.__getitem__, dict.fromkeys(values)))

    def fill(self, count: int) -> None:
        """Makes it `count` documents."""
        self._starts.extend([self._starts[-1]] * (count + 1 - len(self._starts)))
        del self._starts[count + 1 :]
        del self._values[self._starts[-1] :]

    def write(self, container: ContainerWriter, name: str, count: int) -> None:
        self.fill(count)
        values = sorted(self._numbers)
        ordinal_of = np.empty(len(values), dtype=np.int64)
        ordinal_of[[self._numbers[value] for value in values]] = np.arange(len(values))
        ordinals = ordinal_of[np.array(self._values, dtype=np.int64)]
        write_ordinals(container, name, values, ordinals, np.array(self._starts, dtype=np.int64))


class NumbersWriter:
    """Collects numbers document by document; documents in between have the default."""

    def __init__(self, typecode: str, default: Any) -> None:
        self._default = default
        self._dtype = NUMBERS[typecode]
        self._values = array.array(_PYTHON_CODES.get(typecode, typecode))

    def add(self, docnum: int, value: Any) -> None:
        if docnum != len(self._values):
            self.fill(docnum)
        self._values.append(value)

    def together(self, documents: Sequence[int], values: Sequence[Any]) -> Add:
        """As `add`, for documents in order."""
        return partial(_extend, self, self._values, documents, array.array(self._values.typecode, values))

    def fill(self, count: int) -> None:
        """Makes it `count` documents."""
        del self._values[count:]
        self._values.extend([self._default] * (count - len(self._values)))

    def write(self, container: ContainerWriter, name: str, count: int) -> None:
        self.fill(count)
        write_numbers(container, name, np.array(self._values, dtype=self._dtype))


class ForeignWriter:
    """Has Whoosh's own column write its bytes."""

    def __init__(self, column: Any) -> None:
        self._file = BytesIO()
        self._writer = column.writer(StructFile(self._file))

    def add(self, docnum: int, value: Any) -> None:
        self._writer.add(docnum, value)

    def together(self, documents: Sequence[int], values: Sequence[Any]) -> Add:
        """Whoosh's writers tell only at once what they refuse."""
        raise OneByOneError

    def fill(self, count: int) -> None:
        """Whoosh's writers forget nothing."""

    def write(self, container: ContainerWriter, name: str, count: int) -> None:
        self._writer.finish(count)
        container.note(f"column/{name}", "foreign")
        container.add(f"column/{name}/foreign", np.frombuffer(self._file.getvalue(), dtype=np.uint8))


def _extend(column: OrdinalsWriter | NumbersWriter, kept: array.array[Any], documents: Sequence[int], new: Any) -> None:
    """Adds what a column keeps of some documents, in order."""
    if _is_run(documents):
        column.fill(documents[0])
        kept.extend(new)
    else:
        for docnum, value in zip(documents, new, strict=True):
            column.fill(docnum)
            kept.append(value)


def _is_run(documents: Sequence[int]) -> bool:
    """Whether the numbers of some documents, in order, leave none out."""
    return len(documents) == documents[-1] + 1 - documents[0]


ColumnWriter = OrdinalsWriter | ListsOfOrdinalsWriter | NumbersWriter | ForeignWriter


def writer_for(column: Any) -> ColumnWriter:
    """The writer that keeps best what a Whoosh column keeps."""
    if type(column) in (whoosh_columns.VarBytesColumn, whoosh_columns.RefBytesColumn):
        return OrdinalsWriter(column.default_value())
    if type(column) is whoosh_columns.NumericColumn and column._typecode in NUMBERS:
        return NumbersWriter(column._typecode, column.default_value())
    if type(column) is ListsColumn:
        return ListsOfOrdinalsWriter()
    return ForeignWriter(column)


class Ordinals:
    """Texts as ordinals. `starts` is None where each document has one."""

    def __init__(self, container: Container, name: str) -> None:
        self.ordinals: NDArray[Any] = container.whole(f"column/{name}/ordinals")
        starts = f"column/{name}/starts"
        self.starts: NDArray[np.uint32] | None = container.whole(starts) if starts in container else None
        self._text = container.array(f"column/{name}/text")
        self._offsets = PackedColumn(container, f"column/{name}/offsets")
        self._size = len(self._offsets) - 1

    def __len__(self) -> int:
        """How many values there are."""
        return self._size

    def __getitem__(self, ordinal: int) -> bytes:
        """The value with an ordinal. Raises IndexError."""
        if not 0 <= ordinal < len(self):
            raise IndexError(ordinal)
        return self._text.part(self._offsets[ordinal], self._offsets[ordinal + 1]).tobytes()

    def find(self, value: bytes) -> int | None:
        """The ordinal of a value, or None."""
        values = self if self._few is None else self._few
        ordinal = bisect_left(values, value)
        return ordinal if ordinal < len(values) and values[ordinal] == value else None

    @cached_property
    def _few(self) -> list[bytes] | None:
        """All values, where they are so few that they may be held."""
        return self.values.tolist() if len(self) <= _FEW else None

    @cached_property
    def values(self) -> Terms:
        """All values, by ordinal."""
        return Terms(self._text.whole(), self._offsets.whole())

    def totals(self) -> NDArray[np.uint32]:
        """How many documents have each value."""
        return np.bincount(self.ordinals, minlength=len(self)).astype(np.uint32)


class OrdinalsReader(whoosh_columns.ColumnReader):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """A column of texts, as Whoosh reads it."""

    def __init__(self, container: Container, name: str) -> None:
        self.column = Ordinals(container, name)

    def __len__(self) -> int:
        return len(self.column.ordinals)

    def __getitem__(self, docnum: int) -> bytes:
        return self.column[int(self.column.ordinals[docnum])]

    def __iter__(self) -> Iterator[bytes]:
        values = self.column.values.tolist()
        return (values[ordinal] for ordinal in self.column.ordinals.tolist())


class ListsReader(whoosh_columns.ColumnReader):  # type: ignore[misc]
    """A column of several texts, as Whoosh reads it."""

    def __init__(self, container: Container, name: str) -> None:
        self.column = Ordinals(container, name)

    def __len__(self) -> int:
        assert self.column.starts is not None
        return len(self.column.starts) - 1

    def __getitem__(self, docnum: int) -> tuple[bytes, ...]:
        starts = self.column.starts
        assert starts is not None
        return tuple(map(self.column.__getitem__, self.column.ordinals[starts[docnum] : starts[docnum + 1]].tolist()))

    def __iter__(self) -> Iterator[tuple[bytes, ...]]:
        return map(self.__getitem__, range(len(self)))


class NumbersReader(whoosh_columns.ColumnReader):  # type: ignore[misc]
    """A column of numbers, as Whoosh reads it."""

    def __init__(self, container: Container, name: str) -> None:
        self.numbers: NDArray[Any] = container.whole(f"column/{name}/numbers")
        self._sign = 1

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, docnum: int) -> Any:
        return self.numbers[docnum].item()

    def sort_key(self, docnum: int) -> Any:
        return self._sign * self[docnum]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.numbers.tolist())

    def set_reverse(self) -> None:
        self._sign = -1


def column_reader(container: Container, name: str, column: Any, count: int) -> Any:
    """Whoosh's reader of a column with `count` documents. Raises KeyError where there is none."""
    kind = container.facts[f"column/{name}"]
    if kind == "ordinals":
        return OrdinalsReader(container, name)
    if kind == "lists of ordinals":
        return ListsReader(container, name)
    if kind == "numbers":
        return NumbersReader(container, name)
    content = container.whole(f"column/{name}/foreign")
    return column.reader(MappedFile(content.data, name), 0, len(content), count)
