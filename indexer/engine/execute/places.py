"""Where terms stand in some documents of a segment, as sorted numbers that hold document and position together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engine import kernels
from indexer.engine.execute.matches import Ints, Words
from indexer.engine.execute.segment import NotSupported, TermList
from indexer.engine.kernels.plain_phrase import positions_of

PLACE_BITS = 34  # of a position; above them is the number of the document among those that are asked about
_FAR = 1 << 62  # from all places


def places(found: TermList, documents: Words) -> Ints:
    """Where a term stands in those of some documents that have it. Raises NotSupported where positions are not kept."""
    field = found.field
    if not field.has_positions:
        raise NotSupported(field.name)
    numbers, postings = np.empty((2, min(len(documents), len(found))), dtype=np.int64)
    size = kernels.searching.intersect_list(found.words, found.place, len(found), documents, numbers, postings)
    numbers, postings = numbers[:size], postings[:size]
    frequencies = np.empty(size, dtype=np.uint32)
    kernels.searching.frequencies_at(found.words, found.place, len(found), postings, frequencies)
    entry, sizes = found.entry, frequencies.astype(np.int64)
    position_words = field.position_words.check(entry.positions_place, entry.positions_end)
    positions = positions_of(
        found.words, found.place, len(found), position_words, entry.positions_place, postings, sizes, kernels.coding
    )
    return (np.repeat(numbers, sizes) << PLACE_BITS) + positions


def within(first: Ints, others: Ints, span: int) -> Ints:
    """Those of some places that have another one at most `span` behind or before them; none is near itself."""
    padded = np.concatenate([[-_FAR], others, [_FAR]])
    behind = padded[np.searchsorted(others, first, side="right") + 1]
    before = padded[np.searchsorted(others, first)]
    near: Ints = first[np.minimum(behind - first, first - before) <= span]
    return near


def together(lists: Sequence[Ints]) -> Ints:
    """The places of several terms that count as one."""
    return np.unique(np.concatenate(lists)) if lists else np.empty(0, dtype=np.int64)
