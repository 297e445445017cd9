"""The kernel of `compiled_blocks.py` over numpy. What it does is said there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import encode_lists, encode_positions, summarise_lists
from indexer.engine.kernels.plain_inversion import split_cells

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]


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
