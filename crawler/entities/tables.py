"""Strings with values that take little room: a dictionary as a string, in blocks (Manning, Raghavan and Schütze 2008,
5.2.1).

All keys stand sorted in one string of bytes, and only the first of each block is a string of its own. A block is read
when something is looked up in it, a value when it is asked for. A table is made of plain bytes, so that a file can keep
it (`kept`), and nothing in them is ever run.
"""

from __future__ import annotations

import json
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

_BLOCK = 32  # keys
_BLOCKS_READ, _VALUES_READ = 2_000, 10_000  # that are kept at hand
_LOOKED_UP = 5_000  # strings of which it is kept whether they are keys: texts are made of the same words
_END = "\0"  # behind each key of a block
_HEAD = struct.Struct("<9Q")  # characters of the longest key, bytes of each part
_NONE = -1


class Table(Generic[Value]):
    """Sorted strings, each with one or several values."""

    def __init__(self, data: bytes | memoryview, types: tuple[type, ...] = ()) -> None:
        """`data` is what `packed` gave; `types` are the data classes among the values."""
        self.longest, *lengths = _HEAD.unpack_from(data)
        ends = list(accumulate(lengths, initial=_HEAD.size))
        view = memoryview(data)
        parts = [view[start:end] for start, end in pairwise(ends)]
        self._firsts = _split(parts[0])
        self._keys, self._records = parts[1], parts[2]
        self._blocks, self._shorter, self._of_key, self._values, self._places = (part.cast("i") for part in parts[3:])
        self._types = {one.__name__: one for one in types}
        self._block = lru_cache(_BLOCKS_READ)(self._read_block)
        self._values_at = lru_cache(_VALUES_READ)(self._read_values)
        self._place = lru_cache(_LOOKED_UP)(self._find)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Value]], *types: type) -> Table[Value]:
        return cls(packed(pairs), types)

    def __len__(self) -> int:
        return len(self._shorter)

    def __iter__(self) -> Iterator[str]:
        return (key for block in range(len(self._firsts)) for key in self._block(block))

    def __contains__(self, key: str) -> bool:
        return self._place(key) != _NONE

    def all(self, key: str) -> tuple[Value, ...]:
        """Its values, in the order in which they were given; none of what is no key."""
        at = self._place(key)
        return self._values_at(at) if at != _NONE else ()

    def items(self) -> Iterator[tuple[str, Value]]:
        """Every key with each of its values."""
        return ((key, value) for at, key in enumerate(self) for value in self._values_at(at))

    def get(self, key: str) -> Value | None:
        """The first of its values."""
        return next(iter(self.all(key)), None)

    def beginnings(self, text: str) -> list[tuple[str, tuple[Value, ...]]]:
        """The keys that a text begins with, the longest first, and their values.

        All of them are beginnings of the last key that is not behind the text in the order of the alphabet.
        """
        found: list[tuple[str, tuple[Value, ...]]] = []
        block = bisect_right(self._firsts, text) - 1
        if block < 0:
            return found
        keys = self._block(block)
        place = bisect_right(keys, text) - 1
        at, key = block * _BLOCK + place, keys[place]
        while True:
            if text.startswith(key):
                found.append((key, self._values_at(at)))
            at = self._shorter[at]
            if at == _NONE:
                return found
            key = self._key(at)

    def next(self, text: str) -> str | None:
        """The first key behind a text in the order of the alphabet."""
        at = self._last_upto(text) + 1
        return self._key(at) if at < len(self) else None

    def _find(self, key: str) -> int:
        """The place of a key, `_NONE` of what is none."""
        at = self._last_upto(key)
        return at if at != _NONE and self._key(at) == key else _NONE

    def _last_upto(self, text: str) -> int:
        """The place of the last key that is not behind a text; -1 where all are."""
        block = bisect_right(self._firsts, text) - 1
        return block * _BLOCK + bisect_right(self._block(block), text) - 1 if block >= 0 else _NONE

    def _key(self, at: int) -> str:
        return self._block(at // _BLOCK)[at % _BLOCK]

    def _read_block(self, block: int) -> list[str]:
        return _split(self._keys[self._blocks[block] : self._blocks[block + 1]])

    def _read_values(self, at: int) -> tuple[Value, ...]:
        numbers = self._values[self._of_key[at] : self._of_key[at + 1]]
        return tuple(self._unpacked(json.loads(bytes(self._record(number)))) for number in numbers)

    def _record(self, number: int) -> memoryview:
        return self._records[self._places[number] : self._places[number + 1]]

    def _unpacked(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple(map(self._unpacked, value))
        if isinstance(value, dict):
            ((name, values),) = value.items()
            return self._types[name](*map(self._unpacked, values))
        return value


def packed(pairs: Iterable[tuple[str, Any]]) -> bytes:
    """Strings with their values as the bytes of a table. Values are plain ones, tuples and data classes of these."""
    numbers: dict[Any, int] = {}
    given, of_given = [], array("i")
    for key, value in pairs:
        given.append(key)
        of_given.append(numbers.setdefault(value, len(numbers)))
    order = sorted(range(len(given)), key=given.__getitem__)
    counts = [(key, sum(1 for _ in same)) for key, same in groupby(order, key=given.__getitem__)]
    keys = [key for key, _ in counts]
    blocks = [_joined(keys[start : start + _BLOCK]) for start in range(0, len(keys), _BLOCK)]
    records = [_ENCODER.encode(value).encode() for value in numbers]
    parts = [
        _joined(keys[::_BLOCK]),
        b"".join(blocks),
        b"".join(records),
        _places(map(len, blocks)),
        _shorter(keys).tobytes(),
        _places(count for _, count in counts),
        array("i", (of_given[place] for place in order)).tobytes(),
        _places(map(len, records)),
    ]
    return _HEAD.pack(max(map(len, keys), default=0), *map(len, parts)) + b"".join(parts)


def _plain(value: Any) -> dict[str, list[Any]]:
    """A data class as JSON has it."""
    return {type(value).__name__: [getattr(value, name) for name in value.__match_args__]}


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)


def _places(lengths: Iterable[int]) -> bytes:
    return array("i", accumulate(lengths, initial=0)).tobytes()


def _shorter(keys: list[str]) -> array[int]:
    """Of each of the sorted keys the place of the longest other one that it begins with."""
    found = array("i")
    inside: list[int] = []  # the keys that the last one begins with, and itself
    for at, key in enumerate(keys):
        while inside and not key.startswith(keys[inside[-1]]):
            inside.pop()
        found.append(inside[-1] if inside else _NONE)
        inside.append(at)
    return found


def _joined(keys: list[str]) -> bytes:
    return "".join(key + _END for key in keys).encode()


def _split(keys: memoryview) -> list[str]:
    return str(keys, "utf-8").split(_END)[:-1]
