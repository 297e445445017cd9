"""The numbers of words: each distinct surface form is analysed once, and counts as its term from then on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.chains import Chain
from indexer.engine.kernels import inverting as kernels
from indexer.engine.runs import sums

REMEMBERED = 600_000  # distinct surface forms and terms; then they are forgotten, at the next flush

Ints = NDArray[np.int64]


class Vocabulary(dict[str, int]):
    """The numbers of surface forms: `vocabulary[form]` is the number of the form's term.

    Numbers 0 and 1 are of forms that make no term (`GONE`, `BLANK`); the others count terms.
    """

    def __init__(self, chain: Chain) -> None:
        super().__init__()
        self.chain = chain
        self._numbers: dict[str, int] = {}
        self.terms: list[bytes] = []  # in the order of their numbers, from 2 on
        self._cutter: Cutter | None = None

    def __len__(self) -> int:
        return len(self.terms) + 2

    def __missing__(self, surface: str) -> int:
        term = self.chain.term(surface)
        number = self.number(term) if isinstance(term, str) else -1 - term
        self[surface] = number
        return number

    def number(self, term: str) -> int:
        """The number of a term. Raises UnicodeEncodeError for what is no text."""
        if (number := self._numbers.get(term)) is None:
            self.terms.append(term.encode())
            number = self._numbers[term] = len(self.terms) + 1
        return number

    def forget(self) -> None:
        """Starts anew if there are many. No collected number may be in use."""
        if max(super().__len__(), len(self.terms)) > REMEMBERED:
            self.clear()
            self._numbers.clear()
            self.terms.clear()
            if self._cutter is not None:
                self._cutter.forget()

    def cutter(self) -> Cutter | None:
        """What cuts texts faster than the chain does, where that can be."""
        if self._cutter is None and self.chain.characters is not None and hasattr(kernels, "cut_tokens"):
            self._cutter = Cutter(self, self.chain.characters())
        return self._cutter


class Cutter:
    """Cuts many texts at once into the token numbers of a vocabulary; a table of the known tokens beside its own."""

    def __init__(self, vocabulary: Vocabulary, classes: NDArray[np.uint8]) -> None:
        self._vocabulary = vocabulary
        self._classes = classes
        self.forget()

    def forget(self) -> None:
        """Starts anew, as the vocabulary does."""
        self._known: dict[bytes, int] = {}
        self._entered = 0
        self._hashes = np.zeros(1 << 12, dtype=np.uint64)
        self._entries = np.zeros(1 << 12, dtype=np.int32)
        self._starts = np.zeros((1 << 11) + 1, dtype=np.int64)
        self._numbers = np.zeros(1 << 11, dtype=np.int32)
        self._keys = np.zeros(1 << 14, dtype=np.uint16)

    def cut(self, texts: list[bytes]) -> tuple[NDArray[np.int32], Ints]:
        """The numbers of the tokens of some texts in UTF-16, and where those of each text end."""
        content = b"".join(texts)
        units = np.frombuffer(content, dtype="<u2")
        bounds = sums(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) // 2)
        numbers = np.empty((len(units) + len(texts)) // 2 + 1, dtype=np.int32)
        ends = np.empty(len(texts), dtype=np.int64)
        unknown = np.empty(3 * len(numbers), dtype=np.int64)
        table = self._hashes, self._entries, self._starts, self._keys, self._numbers
        missing = kernels.cut_tokens(units, bounds, self._classes, *table, numbers, ends, unknown)
        if missing:
            rows = unknown[: 3 * missing].reshape(-1, 3)
            numbers[rows[:, 0]] = [self._number(content[2 * start : 2 * end]) for _, start, end in rows.tolist()]
            self._enter()
        return numbers[: ends[-1]], ends

    def _number(self, key: bytes) -> int:
        number = self._known.get(key)
        if number is None:
            number = self._known[key] = self._vocabulary[key.decode("utf-16-le")]
        return number

    def _enter(self) -> None:
        """Adds to the table what became known."""
        fresh, self._known = self._known, {}
        first, last = self._entered, self._entered + len(fresh)
        sizes = np.fromiter(map(len, fresh), dtype=np.int64, count=len(fresh)) // 2
        self._starts = _grown(self._starts, last + 1)
        self._starts[first + 1 : last + 1] = self._starts[first] + np.cumsum(sizes)
        self._numbers = _grown(self._numbers, last)
        self._numbers[first:last] = list(fresh.values())
        self._keys = _grown(self._keys, int(self._starts[last]))
        self._keys[self._starts[first] : self._starts[last]] = np.frombuffer(b"".join(fresh), dtype="<u2")
        if 2 * last > len(self._hashes):
            size = 1 << int(4 * last).bit_length()
            self._hashes, self._entries = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.int32)
            first = 0
        kernels.enter_tokens(self._keys, self._starts, first, last, self._hashes, self._entries)
        self._entered = last


def _grown(values: NDArray[Any], size: int) -> NDArray[Any]:
    """The array, or a longer copy of it, with room for `size` values."""
    if size <= len(values):
        return values
    grown = np.zeros(2 * size, dtype=values.dtype)
    grown[: len(values)] = values
    return grown
