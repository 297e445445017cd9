"""The order of the documents found: the first ones, those behind a place, and one for each value of a column.

Keys are numbers, the greatest first; between equal keys a column decides, or else the number of the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engine import kernels
from indexer.engine.columns import NumbersReader, Ordinals
from indexer.engine.execute.facets import Facet
from indexer.engine.execute.matches import Floats, Ints, Matches

if TYPE_CHECKING:
    from indexer.engine.execute.executor import Executor

Keys = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Sort:
    """An order by a column, ties by document. Documents without the column come last."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """A place in an order: behind a document with this score (as a search that only differs in its place gave it, for
    other ways to add up differ in the last bits), or this value in the column that is sorted by.

    `tie` is its value in the column that decides between equal documents; without one, all equal ones are before it.
    """

    key: Any
    tie: bytes | None = None


class First(NamedTuple):
    """The first documents of a commit, and their scores where they are ordered by them."""

    documents: Ints
    scores: Floats | None


class Order:
    """An order of the documents of a commit. Raises KeyError for a column that is not there."""

    def __init__(self, executor: Executor, sort: Sort | None, ties: str | None) -> None:
        self._executor = executor
        self.sort = sort
        self.ties = ties is not None
        self._ties = None if ties is None else [_ordinals(segment.column(ties), ties) for segment in executor.segments]

    def keys(self, found: Sequence[Matches]) -> list[Keys]:
        """What the documents of each segment are ordered by."""
        return [self._keys_of(number, matches) for number, matches in enumerate(found)]

    def _keys_of(self, number: int, matches: Matches) -> Keys:
        if self.sort is None:
            return np.empty(0) if matches.scores is None else matches.scores
        if self._texts:
            keys: Keys = self._texts.places_of(number, matches.documents)
        else:
            keys = _comparable(self._executor.segments[number].numbers(self.sort.column)[matches.documents])
        return keys if self.sort.descending else ~keys

    def first(self, found: Sequence[Matches], limit: int, after: After | None = None) -> First:
        """The first documents of all segments together."""
        if not limit or not found:
            return First(np.empty(0, dtype=np.int64), np.empty(0) if self.sort is None else None)
        if self.sort is None and self._ties is None and after is None and len(found) == 1:
            return _best_scored(found[0], self._executor.offsets[0], limit)
        if self._ties is None and after is None and (columns := self._columns()):
            descending = self.sort is not None and self.sort.descending
            found = [_leading(own, some, descending, limit) for own, some in zip(found, columns, strict=True)]
            if len(found) == 1:
                return First(found[0].documents.astype(np.int64) + self._executor.offsets[0], None)
        firsts = [self._first_of(number, own, limit, after) for number, own in enumerate(found) if len(own)]
        documents = np.concatenate([own for own, _ in firsts] or [np.empty(0, dtype=np.int64)])
        keys = np.concatenate([own for _, own in firsts] or [np.empty(0)])
        if len(firsts) > 1:
            order = self._joined(keys, documents, limit)
            documents, keys = documents[order], keys[order]
        return First(documents, keys if self.sort is None else None)

    def _first_of(self, number: int, matches: Matches, limit: int, after: After | None) -> tuple[Ints, Keys]:
        """The first documents of a segment in order, and their keys."""
        keys = self._keys_of(number, matches)
        if after is not None:
            behind = self._behind(number, matches, keys, after)
            matches, keys = matches.take(behind), keys[behind]
        chosen = self._best(number, matches, keys, limit)
        return matches.documents[chosen].astype(np.int64) + self._executor.offsets[number], keys[chosen]

    def firsts(self, found: Sequence[Matches], groups: Sequence[Ints]) -> list[Ints]:
        """For each segment the numbers of the documents that are the first of their group; below zero is none."""
        grouped = [np.flatnonzero(own >= 0) for own in groups]
        keys = self.keys([matches.take(some) for matches, some in zip(found, grouped, strict=True)])
        heads = [
            self._heads(number, found[number], some, own[some], of_some)
            for number, (some, own, of_some) in enumerate(zip(grouped, groups, keys, strict=True))
        ]
        numbers = [some[places] for some, places in zip(grouped, heads, strict=True)]
        documents = [
            matches.documents[some].astype(np.int64) + offset
            for matches, some, offset in zip(found, numbers, self._executor.offsets, strict=True)
        ]
        chosen = self._first_of_all(
            np.concatenate([own[some] for own, some in zip(groups, numbers, strict=True)]),
            np.concatenate([own[places] for own, places in zip(keys, heads, strict=True)]),
            np.concatenate(documents),
        )
        ends = np.cumsum([len(some) for some in numbers])
        return [some[wanted] for some, wanted in zip(numbers, np.split(chosen, ends[:-1]), strict=True)]

    def _heads(self, number: int, matches: Matches, some: Ints, groups: Ints, keys: Keys) -> Ints:
        """The places of the first ones of their groups, of some of a segment's documents."""
        order = np.lexsort((self._tied(number, matches, some), _descending(keys), groups))
        heads: Ints = order[np.diff(groups[order], prepend=-1) != 0]
        return heads

    def _first_of_all(self, groups: Ints, keys: Keys, documents: Ints) -> NDArray[np.bool_]:
        """Which of the first documents of segments are the first of their groups in all of them."""
        order = np.lexsort((documents, _descending(keys), groups))
        is_new = np.diff(groups[order], prepend=-1) != 0
        is_tied = ~is_new & (np.diff(keys[order], prepend=keys[:1]) == 0)
        first = np.zeros(len(order), dtype=bool)
        first[order[is_new]] = True
        for place in np.flatnonzero(is_new & np.append(is_tied[1:], False)).tolist():
            end = place + 1
            while end < len(order) and is_tied[end]:
                end += 1
            rivals = order[place:end].tolist()
            first[rivals] = False
            first[min(rivals, key=lambda one: (self._tie(int(documents[one])), documents[one]))] = True
        return first

    def _columns(self) -> list[NDArray[Any]] | None:
        """For each segment the whole numbers of its documents that they are sorted by; None where there are no such."""
        if self.sort is None:
            return None
        numbers = [_whole_numbers(segment.column(self.sort.column)) for segment in self._executor.segments]
        there = [own for own in numbers if own is not None]
        return there if len(there) == len(numbers) else None

    @cached_property
    def _texts(self) -> Facet | None:
        """The values of the column that is sorted by, where these are texts."""
        assert self.sort is not None
        name = self.sort.column
        columns = [segment.column(name) for segment in self._executor.segments]
        return self._executor.facet(name) if any(isinstance(column, Ordinals) for column in columns) else None

    def key(self, after: After) -> Any:
        """What documents at a place have as their key."""
        if self.sort is None:
            return after.key
        values = self._texts
        key = values.place(after.key) if values else _comparable(np.array([after.key]).astype(self._dtype()))[0]
        return key if self.sort.descending else -key - 1  # as ~, which is for whole numbers alone

    def _behind(self, number: int, matches: Matches, keys: Keys, after: After) -> Ints:
        """The numbers of those of a segment's documents that are behind a place."""
        key = self.key(after)
        later = keys < key
        if after.tie is not None and self._ties is not None:
            equal = np.flatnonzero(keys == key)
            column = self._ties[number]
            least = 0 if column is None else bisect_right(column, after.tie)
            later[equal] = self._tied(number, matches, equal) >= least
        return np.flatnonzero(later)

    def _dtype(self) -> Any:
        """The type of the numbers that are sorted by."""
        assert self.sort is not None
        return self._executor.segments[0].numbers(self.sort.column).dtype

    def _tied(self, number: int, matches: Matches, numbers: Ints) -> Ints:
        """What decides between equal ones of a segment's documents: the least is first."""
        column = None if self._ties is None else self._ties[number]
        documents = matches.documents[numbers].astype(np.int64)
        return documents if column is None else column.ordinals[documents].astype(np.int64)

    def _best(self, number: int, matches: Matches, keys: Keys, limit: int) -> Ints:
        """The numbers of the first documents of a segment, in order."""
        numbers = best(keys, limit)
        if self._ties is None or not len(numbers):
            return numbers
        last = keys[numbers[-1]]
        if len(numbers) < len(keys):
            above, tied = numbers[keys[numbers] != last], np.flatnonzero(keys == last)
            rest = len(numbers) - len(above)
            if rest < len(tied):
                tied = tied[np.argpartition(self._tied(number, matches, tied), rest - 1)[:rest]]
            numbers = np.concatenate([above, tied])
        order: Ints = np.lexsort((self._tied(number, matches, numbers), _descending(keys[numbers])))
        return numbers[order]

    def _joined(self, keys: Keys, documents: Ints, limit: int) -> Ints:
        """The numbers of the first ones of all segments' first documents."""
        if self._ties is None:
            return best(keys, limit)  # segments come in the order of their documents, so ties stay in order
        if len(keys) > limit:
            numbers = np.flatnonzero(keys >= np.partition(keys, -limit)[-limit])
        else:
            numbers = np.arange(len(keys))
        rows = zip(
            _descending(keys[numbers]).tolist(), map(self._tie, documents[numbers].tolist()), numbers, strict=True
        )
        return np.array([number for _, _, number in sorted(rows)][:limit], dtype=np.int64)

    def _tie(self, document: int) -> bytes:
        """What decides between equal documents of several segments."""
        place, number = self._executor.locate(document)
        column = None if self._ties is None else self._ties[place]
        return b"" if column is None else column[int(column.ordinals[number])]


class Groups:
    """Documents that have the same value in a column, of which the first one stands for all."""

    def __init__(self, executor: Executor, found: Sequence[Matches], order: Order, values: Facet) -> None:
        self._executor = executor
        self._values = values
        self.kept, self._length = list(found), 0
        groups = [values.places_of(number, matches.documents) for number, matches in enumerate(found)]
        self._counts = np.zeros(len(values), dtype=np.int64)
        for own in groups:
            self._counts += np.bincount(own[own >= 0], minlength=len(values))
        if self._counts.any():
            alone = [np.flatnonzero(own < 0) for own in groups]
            firsts = order.firsts(found, groups)
            both = [np.sort(np.concatenate(own)) for own in zip(alone, firsts, strict=True)]
            self.kept = [matches.take(some) for matches, some in zip(found, both, strict=True)]
        self._length = sum(map(len, self.kept))

    def __len__(self) -> int:
        return self._length

    def members(self, documents: Ints) -> Ints:
        """For how many documents each of some stands."""
        places = map(self._executor.locate, documents.tolist())
        groups = [int(self._values.places_of(place, np.array([number]))[0]) for place, number in places]
        return np.array([1 if group < 0 else self._counts[group] for group in groups], dtype=np.int64)


def _ordinals(column: Any, name: str) -> Ordinals | None:
    if column is not None and (not isinstance(column, Ordinals) or column.starts is not None):
        raise KeyError(name)
    return column


def _whole_numbers(column: Any) -> NDArray[Any] | None:
    """The one whole number that each document has in a column, which may be an ordinal."""
    if isinstance(column, Ordinals):
        return column.ordinals if column.starts is None else None
    return column.numbers if isinstance(column, NumbersReader) and column.numbers.dtype.kind != "f" else None


def _leading(found: Matches, numbers: NDArray[Any], descending: bool, limit: int) -> Matches:
    """The first documents of a segment in the order of their numbers, and in that order."""
    leading = np.empty(min(limit, len(found)), dtype=np.int64)
    kernels.counting.first_by(found.documents, numbers, descending, leading)
    return Matches(found.documents[leading])


def _best_scored(found: Matches, offset: int, limit: int) -> First:
    """The first documents of the only segment, by their scores."""
    assert found.scores is not None
    numbers = best(found.scores, limit)
    return First(found.documents[numbers].astype(np.int64) + offset, found.scores[numbers])


def _comparable(numbers: NDArray[Any]) -> Ints:
    """Whole numbers in the same order."""
    if numbers.dtype.kind == "f":  # as IEEE 754 has it: below zero, all but the sign is turned around
        bits = numbers.astype(np.float64).view(np.int64)
        ordered: Ints = bits ^ ((bits >> 63) & np.int64(2**63 - 1))
        return ordered
    if numbers.dtype == np.uint64:
        return (numbers ^ np.uint64(1 << 63)).view(np.int64)
    return numbers.astype(np.int64)


def _descending(keys: Keys) -> Keys:
    """Keys of which the least stands for the greatest."""
    return -keys if keys.dtype.kind == "f" else ~keys


def best(keys: Any, limit: int) -> Ints:
    """The numbers of the greatest keys, greatest first, the same ones in their order."""
    numbers = np.empty(min(limit, len(keys)), dtype=np.int64)
    kernels.searching.top(keys, numbers)
    return numbers
