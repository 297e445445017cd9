"""Whoosh's posting lists, written from arrays and read into arrays.

The format is the stock codec's (`whoosh.codec.whoosh3`): a term's postings in blocks of 128, each a pickled tuple of
document gaps, weights and values behind a header with the block's extremes. The stock writer and matcher handle one
posting at a time in Python; here a term is a handful of array slices. Stock Whoosh reads what is written here, and what
stock Whoosh wrote is read here.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from itertools import pairwise
from pickle import dumps
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3FieldWriter, W3LeafMatcher, W3TermInfo
from whoosh.system import pack_int, pack_long

from indexer.columns import Ints

BLOCK = 128  # postings, the stock codec's limit
COMPRESS_FROM = 80  # bytes; smaller blocks grow when compressed
_LEVEL = 3  # of zlib, the stock codec's
_PICKLE = 4  # what stock Whoosh reads as well as its own protocol 2, and bytes are a fifth as long in


@dataclass(frozen=True, slots=True)
class PostingList:
    """The documents that hold a term, ascending, how often each does, and where.

    `positions` holds the positions of one document after the other, `weights` many of each.
    """

    docnums: Ints
    weights: NDArray[np.float32]
    positions: NDArray[np.uint32]

    @classmethod
    def empty(cls) -> Self:
        return cls(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.float32), np.empty(0, dtype=np.uint32))

    def __len__(self) -> int:
        return len(self.docnums)


def read_postings(matcher: W3LeafMatcher) -> PostingList:
    """All postings of a term, block by block; the stock matcher gives one at a time."""
    docnums: list[Ints] = []
    weights: list[NDArray[np.float32]] = []
    values: list[bytes] = []
    while matcher.is_active():
        matcher._read_data()
        gaps, block_weights, block_values = matcher._data
        docnums.append(np.cumsum(gaps, dtype=np.int32))
        weights.append(np.broadcast_to(np.float32(1.0 if block_weights is None else block_weights), len(gaps)))
        values += block_values
        matcher._next_block()
    positions = np.frombuffer(b"".join(values), dtype="<u4")
    return PostingList(np.concatenate(docnums), np.concatenate(weights), positions)


@dataclass(frozen=True, slots=True)
class InvertedField:
    """A field's postings, by term and then by document.

    Posting p is of document `docnums[p]`, whose field length is `length_codes[p]` (Whoosh's byte). Its positions are
    four bytes each in `positions`, from `starts[p]` to `starts[p + 1]`. The postings of the i-th of `terms` run from
    `term_starts[i]` to `term_starts[i + 1]`.
    """

    terms: Ints
    term_starts: NDArray[np.int64]
    docnums: Ints
    length_codes: NDArray[np.uint8]
    starts: NDArray[np.int64]
    positions: bytes


class BulkFieldWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh's classes count as untyped
    """The stock codec's writer of terms and postings, with a way in for whole fields."""

    def add_field(self, name: str, field: Any, dictionary: list[bytes], inverted: InvertedField) -> None:
        """Writes all terms of a field. `dictionary` gives the bytes of the numbers in `inverted.terms`."""
        self.start_field(name, field)
        offset = self._postfile.tell()
        field_prefix = self._fieldid.to_bytes(2, "big")
        written = []
        for term, start, end, statistics in _terms(inverted):
            blocks = _blocks(inverted, start, end)
            written.append(blocks)
            extent = pack_long(offset) + pack_int(len(blocks))
            self._tindex.add(field_prefix + dictionary[term], _TERM_INFO.pack(0, *statistics) + extent)
            offset += len(blocks)
        self._postfile.write(b"".join(written))
        self.finish_field()


_TERM_INFO = W3TermInfo._struct


def _terms(inverted: InvertedField) -> Any:
    """Every term with where its postings start and end and the statistics that its dictionary entry holds."""
    if not len(inverted.terms):
        return
    starts = inverted.term_starts[:-1]
    weights = np.diff(inverted.starts)
    statistics = zip(
        np.add.reduceat(weights, starts).tolist(),
        np.diff(inverted.term_starts).tolist(),
        np.minimum.reduceat(inverted.length_codes, starts).tolist(),
        np.maximum.reduceat(inverted.length_codes, starts).tolist(),
        np.maximum.reduceat(weights, starts).tolist(),
        inverted.docnums[starts].tolist(),
        inverted.docnums[inverted.term_starts[1:] - 1].tolist(),
        strict=True,
    )
    extents = pairwise(inverted.term_starts.tolist())
    for term, (start, end), numbers in zip(inverted.terms.tolist(), extents, statistics, strict=True):
        yield term, start, end, numbers


def _blocks(inverted: InvertedField, start: int, end: int) -> bytes:
    """The posting list of one term."""
    parts = [WHOOSH3_HEADER_MAGIC]
    for first in range(start, end, BLOCK):
        last = min(first + BLOCK, end)
        header, data = _block(inverted, first, last)
        length = len(header) + len(data)
        parts += [pack_int(-length if last == end else length), header, data]
    return b"".join(parts)


def _block(inverted: InvertedField, first: int, last: int) -> tuple[bytes, bytes]:
    docnums = inverted.docnums[first:last].tolist()
    starts = inverted.starts[first : last + 1].tolist()
    lengths = inverted.length_codes[first:last].tolist()
    weights = tuple([float(end - start) for start, end in pairwise(starts)])
    values = tuple([inverted.positions[4 * start : 4 * end] for start, end in pairwise(starts)])
    gaps = (docnums[0], *[after - before for before, after in pairwise(docnums)])
    heaviest = max(weights)
    data = dumps((gaps, _shortest(weights), values), _PICKLE)
    level = _LEVEL if len(data) >= COMPRESS_FROM else 0
    header = dumps((len(docnums), docnums[-1], heaviest, level, min(lengths), max(lengths)), _PICKLE)
    return header, zlib.compress(data, level) if level else data


def _shortest(weights: tuple[float, ...]) -> tuple[float, ...] | float | None:
    """Weights as the format has them: None for all 1, one number for all equal."""
    if min(weights) != max(weights):
        return weights
    return None if weights[0] == 1.0 else weights[0]
