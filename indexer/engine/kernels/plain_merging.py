"""The kernels of `compiled_merging.py` over numpy. What they do is said there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels.plain import decode_documents, decode_frequencies, decode_positions
from indexer.engine.kernels.plain_blocks import encode_lists, encode_positions, summarise_lists
from indexer.engine.runs import sums

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]


def merge_lists(
    words: Words,
    position_words: Words,
    rows: Ints,
    slots: Ints,
    counts: Ints,
    places: Ints,
    position_places: Ints,
    bases: Ints,
    renumbered: Ints,
    codes: NDArray[np.uint8],
    gaps: Words,
    out_words: Words,
    out_places: Ints,
    out_position_words: Words,
    out_position_places: Ints,
    kept: Ints,
    repeats: Ints,
    shortest: Ints,
    longest: Ints,
    heaviest: Ints,
) -> None:
    sources = np.repeat(np.arange(len(bases)), np.diff(rows))
    documents, frequencies, positions = ([np.empty(0, dtype=np.uint32)] for _ in range(3))
    kept[:] = 0
    for row in np.argsort(slots, kind="stable").tolist():
        count, base = int(counts[row]), int(bases[sources[row]])
        found, often = np.empty(count, dtype=np.uint32), np.empty(count, dtype=np.uint32)
        decode_documents(words, int(places[row]), count, found)
        decode_frequencies(words, int(places[row]), count, often)
        new = base + found.astype(np.int64) if base >= 0 else renumbered[-1 - base + found.astype(np.int64)]
        left = new >= 0
        documents.append(new[left].astype(np.uint32))
        frequencies.append(often[left])
        if len(position_places):
            where = np.empty(int(often.sum()), dtype=np.uint32)
            decode_positions(position_words, int(position_places[row]), count, often, where)
            positions.append(where[np.repeat(left, often)])
        kept[slots[row]] += left.sum()
    starts, all_documents, all_frequencies = sums(kept), np.concatenate(documents), np.concatenate(frequencies)
    lengths = codes[all_documents]
    encode_lists(all_documents, all_frequencies, lengths, starts, out_words, out_places)
    out_position_places[:] = 0
    if len(position_places):
        everywhere = np.concatenate(positions)
        encode_positions(everywhere, all_frequencies, starts, out_position_words, out_position_places)
    some = kept > 0
    columns = [np.zeros(int(some.sum()), dtype=np.int64) for _ in range(4)]
    if some.any():
        summarise_lists(all_frequencies, lengths, sums(kept[some]), *columns)
    for column, values in zip((repeats, shortest, longest, heaviest), columns, strict=True):
        column[:] = 0
        column[some] = values
