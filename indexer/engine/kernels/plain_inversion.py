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


def count_tokens(numbers: Numbers, starts: Ints, slots: Ints, postings: Ints, occurrences: Ints, lengths: Ints) -> None:
    found, owners = _found(numbers, starts, slots)
    lengths[:] = np.bincount(owners, minlength=len(lengths))
    occurrences[:] = np.bincount(found, minlength=len(occurrences))
    pairs = np.unique(found * max(len(lengths), 1) + owners)
    postings[:] = np.bincount(pairs // max(len(lengths), 1), minlength=len(postings))


def _found(numbers: Numbers, starts: Ints, slots: Ints) -> tuple[Ints, Ints]:
    """The slots of the tokens that have one, and the places of their documents."""
    found = slots[numbers[starts[0] : starts[-1]]]
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return found[found >= 0], owners[found >= 0]


def fill_tokens(
    numbers: Numbers,
    starts: Ints,
    documents: Words,
    slots: Ints,
    renumber: bool,
    posting_starts: Ints,
    position_starts: Ints,
    out_documents: Words,
    out_frequencies: Words,
    out_positions: Words,
) -> None:
    found = slots[numbers]
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    positions = np.arange(len(found)) - starts[owners]
    if renumber:
        positions -= _gone(found, starts, owners)
    order = np.argsort(found, kind="stable")
    order = order[np.searchsorted(found[order], 0) :]
    out_positions[:] = positions[order]
    ours, theirs = found[order], owners[order]
    changes = np.ones(len(order), dtype=bool)
    changes[1:] = (ours[1:] != ours[:-1]) | (theirs[1:] != theirs[:-1])
    firsts = np.flatnonzero(changes)
    out_documents[:] = documents[theirs[firsts]]
    out_frequencies[:] = np.diff(np.append(firsts, len(order)))


def _gone(found: Ints, starts: Ints, owners: Ints) -> Ints:
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


def decode_lists(words: Words, places: Ints, starts: Ints, documents: Words, frequencies: Words) -> None:
    bounds = starts.tolist()
    for place, start, end in zip(places.tolist(), bounds[:-1], bounds[1:], strict=False):
        plain.decode_documents(words, place, end - start, documents[start:end])
        plain.decode_frequencies(words, place, end - start, frequencies[start:end])


def decode_places(words: Words, places: Ints, starts: Ints, frequencies: Words, positions: Words) -> None:
    at, bounds = 0, starts.tolist()
    for place, start, end in zip(places.tolist(), bounds[:-1], bounds[1:], strict=False):
        ours = frequencies[start:end]
        total = int(ours.sum())
        plain.decode_positions(words, place, end - start, ours, positions[at : at + total])
        at += total
