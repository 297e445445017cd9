"""The kernels of building and merging without a compiler. What they do is said in `compiled_inversion.py`."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels import plain

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Cells = NDArray[np.uint64]


def count_tokens(numbers: Numbers, starts: Ints, terms: Numbers, occurrences: Ints, lengths: Ints) -> None:
    kept = terms[numbers[starts[0] : starts[-1]]] >= 0
    lengths[:] = np.bincount(np.repeat(np.arange(len(starts) - 1), np.diff(starts))[kept], minlength=len(lengths))
    occurrences[:] = np.bincount(numbers[starts[0] : starts[-1]][kept], minlength=len(occurrences))


def replace_numbers(numbers: Numbers, others: Numbers) -> None:
    numbers[:] = others[numbers]


def deal_tokens(
    slots: Numbers,
    starts: Ints,
    first: int,
    count: int,
    renumber: bool,
    position_bits: int,
    cell_bits: int,
    pile_bits: int,
    cursor: Ints,
    dealt: Cells,
) -> None:
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    positions = np.arange(len(slots)) - starts[owners]
    if renumber:
        positions -= _gone(slots, starts, owners)
    wanted = np.flatnonzero((slots >= max(first, 0)) & (slots < first + count))
    places = (slots[wanted] - first).astype(np.uint64)
    piles = (places >> np.uint64(pile_bits)).astype(np.int64)
    tokens: Cells = places << np.uint64(cell_bits) | owners[wanted].astype(np.uint64) << np.uint64(position_bits)
    tokens |= positions[wanted].astype(np.uint64)
    _append(piles, tokens, cursor, dealt)


def order_tokens(dealt: Cells, first: int, cell_bits: int, cursor: Ints, cells: Cells) -> None:
    places = (dealt >> np.uint64(cell_bits)).astype(np.int64) - first
    own: Cells = dealt & np.uint64((1 << cell_bits) - 1)
    _append(places, own, cursor, cells)


def _append(places: Ints, items: Cells, cursor: Ints, out: Cells) -> None:
    """Puts each item behind those that its place has by now."""
    order, sizes = np.argsort(places, kind="stable"), np.bincount(places, minlength=len(cursor))
    out[_ranges(cursor, sizes)] = items[order]
    cursor += sizes


def split_cells(
    cells: Cells,
    position_bits: int,
    cell_starts: Ints,
    documents: Words,
    starts: Ints,
    out_documents: Words,
    out_frequencies: Words,
    out_positions: Words,
) -> int:
    cells = cells[cell_starts[0] : cell_starts[-1]]
    owners = (cells >> np.uint64(position_bits)).astype(np.int64)
    changes = np.ones(len(cells), dtype=bool)
    changes[1:] = owners[1:] != owners[:-1]
    changes[cell_starts[:-1][np.diff(cell_starts) > 0] - cell_starts[0]] = True
    firsts = np.flatnonzero(changes)
    starts[:] = np.append(0, np.cumsum(changes))[cell_starts - cell_starts[0]]
    out_documents[: len(firsts)] = documents[owners[firsts]]
    out_frequencies[: len(firsts)] = np.diff(np.append(firsts, len(cells)))
    out_positions[: len(cells)] = cells & np.uint64((1 << position_bits) - 1)
    return len(firsts)


def _gone(found: Numbers, starts: Ints, owners: Ints) -> Ints:
    """How many tokens before each one are not counted."""
    lost = found == -1
    met = np.append(0, np.cumsum(~lost))
    lost &= met[:-1] > met[starts[owners]]
    before = np.append(0, np.cumsum(lost))
    gone: Ints = before[:-1] - before[starts[owners]]
    return gone


def order_by_slot(numbers: Numbers, slots: Ints, starts: Ints, order: Ints) -> None:
    found = slots[numbers]
    sorted_ = np.argsort(found, kind="stable")
    order[:] = sorted_[np.searchsorted(found[sorted_], 0) :]


def compare_terms(one: Bytes, start: int, end: int, other: Bytes, begin: int, stop: int) -> int:
    left, right = one[start:end].tobytes(), other[begin:stop].tobytes()
    return (left > right) - (left < right)


def merge_terms(
    one: Bytes, one_offsets: Ints, other: Bytes, other_offsets: Ints, one_slots: Ints, other_slots: Ints
) -> int:
    ones, others = _terms(one, one_offsets), _terms(other, other_offsets)
    slots = {term: slot for slot, term in enumerate(sorted({*ones, *others}))}
    one_slots[:] = [slots[term] for term in ones]
    other_slots[:] = [slots[term] for term in others]
    return len(slots)


def _terms(text: Bytes, offsets: Ints) -> list[bytes]:
    content = text.tobytes()
    return [content[start:end] for start, end in pairwise(offsets.tolist())]


def place_terms(text: Bytes, offsets: Ints, slots: Ints, out_offsets: Ints, out: Bytes) -> None:
    sizes = np.diff(offsets)
    out[_ranges(out_offsets[slots], sizes)] = text[_ranges(offsets[:-1], sizes)]


def gather_terms(text: Bytes, offsets: Ints, chosen: Ints, out_offsets: Ints, out: Bytes) -> None:
    sizes = np.diff(offsets)[chosen]
    out[_ranges(out_offsets[:-1], sizes)] = text[_ranges(offsets[chosen], sizes)]


def order_keys(text: Bytes, offsets: Ints, chosen: Ints, depth: int, keys: Cells) -> None:
    starts = offsets[chosen] + depth
    sizes = np.clip(offsets[chosen + 1] - starts, 0, 7)
    keys[:] = sizes
    for at in range(7):
        having = np.flatnonzero(sizes > at)
        keys[having] |= text[starts[having] + at].astype(np.uint64) << np.uint64(56 - 8 * at)


def _ranges(starts: Ints, sizes: Ints) -> Ints:
    """The numbers from each start on, so many for each, one after the other."""
    ends = np.cumsum(sizes)
    ranges: Ints = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - sizes), sizes)
    return ranges


def merge_postings(
    starts: Ints,
    documents: Words,
    frequencies: Words,
    renumbered: Ints,
    cursor: Ints,
    out_documents: Words,
    out_frequencies: Words,
) -> None:
    mapped = renumbered[documents]
    kept = mapped >= 0
    target = _ranges(cursor, _sums(kept, starts))
    out_documents[target] = mapped[kept]
    out_frequencies[target] = frequencies[kept]


def merge_positions(
    starts: Ints,
    documents: Words,
    frequencies: Words,
    positions: Words,
    renumbered: Ints,
    cursor: Ints,
    out_positions: Words,
) -> None:
    kept = renumbered[documents] >= 0
    target = _ranges(cursor, _sums(np.where(kept, frequencies, 0), starts))
    out_positions[target] = positions[np.repeat(kept, frequencies)]


def count_kept(
    starts: Ints, documents: Words, frequencies: Words, renumbered: Ints, postings: Ints, occurrences: Ints
) -> None:
    kept = renumbered[documents] >= 0
    postings[:] = _sums(kept, starts)
    occurrences[:] = _sums(np.where(kept, frequencies, 0), starts)


def _sums(values: NDArray[np.generic], starts: Ints) -> Ints:
    """The sums of runs of values."""
    total = np.append(0, np.cumsum(values, dtype=np.int64))
    sums: Ints = total[starts[1:]] - total[starts[:-1]]
    return sums


def decode_lists(
    words: Words, places: Ints, counts: Ints, targets: Ints, base: int, documents: Words, frequencies: Words
) -> None:
    for place, count, at in zip(places.tolist(), counts.tolist(), targets.tolist(), strict=False):
        plain.decode_documents(words, place, count, documents[at : at + count])
        documents[at : at + count] += np.uint32(base)
        plain.decode_frequencies(words, place, count, frequencies[at : at + count])


def decode_places(
    words: Words, places: Ints, counts: Ints, starts: Ints, frequencies: Words, targets: Ints, positions: Words
) -> None:
    rows = zip(places.tolist(), counts.tolist(), starts.tolist(), targets.tolist(), strict=False)
    for place, count, start, at in rows:
        ours = frequencies[start : start + count]
        plain.decode_positions(words, place, count, ours, positions[at : at + int(ours.sum())])
