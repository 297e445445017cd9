"""The kernels of `compiled_blocks.py` over numpy. What they do is said there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import (
    _ENTRY,
    _LANES,
    _WIDTH_BITS,
    BLOCK,
    pack_bits,
    pack_block,
    width_of,
)
from indexer.engine.kernels.plain_inversion import split_cells

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]


def encode_lists(
    documents: Words, frequencies: Words, lengths: NDArray[np.uint8], starts: Ints, words: Words, places: Ints
) -> int:
    at = 0
    for term in range(len(starts) - 1):
        places[term] = at
        first, end = int(starts[term]), int(starts[term + 1])
        at = _encode_list(documents[first:end], frequencies[first:end], lengths[first:end], words, at)
    places[-1] = at
    return at


def _encode_list(documents: Words, frequencies: Words, lengths: NDArray[np.uint8], words: Words, at: int) -> int:
    count, origin = len(documents), at
    blocks = -(-count // BLOCK) if count >= BLOCK else 0
    gaps = (np.diff(documents.astype(np.int64), prepend=-1) - 1).astype(np.uint32)
    extras = frequencies - np.uint32(1)
    at += _ENTRY * blocks
    for start in range(0, count, BLOCK):
        end = min(start + BLOCK, count)
        size = end - start
        gap_width, extra_width = width_of(gaps, start, size), width_of(extras, start, size)
        if blocks:
            entry = origin + _ENTRY * (start // BLOCK)
            shortest = int(lengths[start:end].min())
            words[entry : entry + _ENTRY] = (
                documents[end - 1],
                at - origin,
                frequencies[start:end].max(),
                shortest | gap_width << 8 | extra_width << 14,
            )
        if size == BLOCK:
            pack_block(gaps, start, words, at, gap_width)
            at += _LANES * gap_width
            pack_block(extras, start, words, at, extra_width)
            at += _LANES * extra_width
        else:
            words[at] = gap_width | extra_width << _WIDTH_BITS
            bit = at * 32 + 2 * _WIDTH_BITS
            pack_bits(gaps, start, size, words, bit, gap_width)
            bit += size * gap_width
            pack_bits(extras, start, size, words, bit, extra_width)
            at = (bit + size * extra_width + 31) >> 5
    return at


def encode_positions(positions: Words, frequencies: Words, starts: Ints, words: Words, places: Ints) -> int:
    ends = np.cumsum(frequencies, dtype=np.int64)
    gaps = np.diff(positions, prepend=positions[:1])
    firsts = ends - frequencies
    gaps[firsts] = positions[firsts]
    bounds = np.append(firsts, len(positions))  # of the positions of each posting
    at = 0
    for term in range(len(starts) - 1):
        places[term] = at
        first, end = int(starts[term]), int(starts[term + 1])
        origin = at
        blocks = -(-(end - first) // BLOCK) if end - first >= BLOCK else 0
        at += blocks
        for start in range(first, end, BLOCK):
            if blocks:
                words[origin + (start - first) // BLOCK] = at - origin
            at = _encode_position_block(gaps, int(bounds[start]), int(bounds[min(start + BLOCK, end)]), words, at)
    places[-1] = at
    return at


def _encode_position_block(gaps: Words, start: int, end: int, words: Words, at: int) -> int:
    parts, widths = (end - start) // BLOCK, at
    at += (parts + 3) >> 2
    for part in range(parts):
        first = start + part * BLOCK
        width = width_of(gaps, first, BLOCK)
        words[widths + (part >> 2)] |= np.uint32(width << 8 * (part & 3))
        pack_block(gaps, first, words, at, width)
        at += _LANES * width
    start += parts * BLOCK
    if start < end:
        width = width_of(gaps, start, end - start)
        words[at] = width
        pack_bits(gaps, start, end - start, words, at * 32 + _WIDTH_BITS, width)
        at += (_WIDTH_BITS + (end - start) * width + 31) >> 5
    return at


def summarise_lists(
    frequencies: Words,
    lengths: NDArray[np.uint8],
    starts: Ints,
    repeats: Ints,
    shortest: Ints,
    longest: Ints,
    heaviest: Ints,
) -> None:
    whole, first = frequencies.astype(np.int64), starts[:-1]
    repeats[:] = np.add.reduceat(whole, first) - np.diff(starts)
    heaviest[:] = np.maximum.reduceat(whole, first)
    longest[:] = np.maximum.reduceat(lengths, first)
    least = np.minimum.reduceat(np.where(lengths > 0, lengths.astype(np.int64), 256), first)
    shortest[:] = np.where(least < 256, least, 0)


def pack_cells(
    cells: NDArray[np.uint64],
    position_bits: int,
    cell_starts: Ints,
    numbers: Words,
    codes: NDArray[np.uint8],
    positioned: bool,
    gaps: Words,
    words: Words,
    places: Ints,
    position_words: Words,
    position_places: Ints,
    postings: Ints,
    repeats: Ints,
    shortest: Ints,
    longest: Ints,
    heaviest: Ints,
) -> None:
    starts = np.empty(len(cell_starts), dtype=np.int64)
    documents, frequencies, positions = (np.empty(len(cells), dtype=np.uint32) for _ in range(3))
    count = split_cells(cells, position_bits, cell_starts, numbers, starts, documents, frequencies, positions)
    documents, frequencies = documents[:count], frequencies[:count]
    lengths = codes[documents]
    encode_lists(documents, frequencies, lengths, starts, words, places)
    position_places[:] = 0
    if positioned:
        encode_positions(positions, frequencies, starts, position_words, position_places)
    postings[:] = np.diff(starts)
    summarise_lists(frequencies, lengths, starts, repeats, shortest, longest, heaviest)
