"""The kernels of `compiled_nearest.py` without a compiler. What they do is said there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import Ints
from indexer.engine.kernels.plain_terms import _block

Bytes = NDArray[np.uint8]


def within(
    coded: Bytes,
    places: Ints,
    per_block: int,
    first: int,
    end: int,
    word: Ints,
    edits: int,
    swaps: int,
    begins: int,
    _rows: Ints,
    _leasts: Ints,
    _characters: Ints,
    _starts: Ints,
    _depths: Ints,
    _current: Bytes,
    ordinals: Ints,
    distances: Ints,
) -> int:
    table = _Table("".join(map(chr, word.tolist())), edits, swaps=bool(swaps), begins=bool(begins))
    found = 0
    for ordinal, term in _terms(coded, places, per_block, first, end):
        distance = table.distance(term.decode("utf-8", "surrogatepass"))
        if distance <= edits:
            if found < len(ordinals):
                ordinals[found], distances[found] = ordinal, distance
            found += 1
    return found


def fitting(
    coded: Bytes, places: Ints, per_block: int, first: int, end: int, pattern: Bytes, _current: Bytes, ordinals: Ints
) -> int:
    text = re.escape(pattern.tobytes().decode("utf-8", "surrogatepass"))
    fits = re.compile(text.replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL).fullmatch
    terms = _terms(coded, places, per_block, first, end)
    found = [ordinal for ordinal, term in terms if fits(term.decode("utf-8", "surrogatepass"))]
    ordinals[: len(found)] = found[: len(ordinals)]
    return len(found)


def gather(coded: Bytes, places: Ints, per_block: int, ordinals: Ints, offsets: Ints, text: Bytes) -> int:
    size = offsets[0] = 0
    for number, ordinal in enumerate(ordinals.tolist()):
        block, rest = divmod(ordinal, per_block)
        term = _block(coded[places[block] : places[block + 1]].tobytes(), rest + 1)[rest]
        if size + len(term) > len(text):
            return -1
        text[size : size + len(term)] = np.frombuffer(term, dtype=np.uint8)
        size += len(term)
        offsets[number + 1] = size
    return size


def _terms(coded: Bytes, places: Ints, per_block: int, first: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Terms with their ordinals."""
    for block in range(first // per_block, -(-end // per_block)):
        terms = _block(coded[places[block] : places[block + 1]].tobytes(), per_block)
        for ordinal, term in enumerate(terms, block * per_block):
            if first <= ordinal < end:
                yield ordinal, term


class _Table:
    """The distances of a word from texts that come in order: rows of what a text shares with the one before stay."""

    def __init__(self, word: str, edits: int, *, swaps: bool, begins: bool) -> None:
        self._word, self._edits, self._swaps, self._begins = word, edits, swaps, begins
        self._text = ""  # of which the rows are
        self._rows = [list(range(len(word) + 1))]

    def distance(self, text: str) -> int:
        """The distance of a text; more than the edits if it is greater."""
        shared = 0
        for ours, theirs in zip(self._text, text, strict=False):
            if ours != theirs:
                break
            shared += 1
        if len(self._rows) > shared + 1 or min(self._rows[-1]) <= self._edits:
            del self._rows[shared + 1 :]
            self._text = self._text[:shared]
            while len(self._text) < len(text) and min(self._rows[-1]) <= self._edits:
                self._text += text[len(self._text)]
                self._rows.append(self._row())
        if self._begins:
            return min(row[-1] for row in self._rows)
        return self._rows[-1][-1] if self._text == text else self._edits + 1

    def _row(self) -> list[int]:
        word, text, rows = self._word, self._text, self._rows
        row = [len(text)]
        for place, character in enumerate(word):
            changed = rows[-1][place] + (character != text[-1])
            row.append(min(rows[-1][place + 1] + 1, row[-1] + 1, changed))
            swapped = place > 0 and len(text) > 1 and (word[place - 1], character) == (text[-1], text[-2])
            if self._swaps and swapped:
                row[-1] = min(row[-1], rows[-2][place - 1] + 1)
        return row
