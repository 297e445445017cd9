# mypy: disable-error-code="assignment,return-value,arg-type,no-any-return"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""The kernel of trees made of terms alone: the best documents of a whole commit, in one call.

A tree is a conjunction of groups of terms (at most 8 terms in all); a document matches that has a term of each group.
So a byte says all about a document: bit l is set if it is in list l. Lists come group by group, the group that has the
fewest postings first, which leads: its documents are the candidates, a block or a window of documents at a time, and
the other lists are asked for these alone, by their skip data (Moffat and Zobel 1996).

A candidate is scored only if what it might score at most beats the worst of the best found so far. That bound is the
sum over its lists of what the skip data allow (MaxScore: Turtle and Flood, "Query evaluation: strategies and
optimizations", 1995; block by block: Ding and Suel 2011). It is worked out as scores are, in the same order, so a
bound is never below a score, not by the last bit. Documents ascend, so one that only equals the worst is no better.
Where nobody counts, blocks and windows without a hope are not even unpacked.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import types
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import decode_block, decode_block_frequencies
from indexer.engine.kernels.compiled_best import Best, is_wanted, offer, sort, threshold_of
from indexer.engine.kernels.compiled_bits import BLOCK
from indexer.engine.kernels.compiled_candidates import Chunk, add_scores, lead_with, look_up, marked, note, require
from indexer.engine.kernels.compiled_helpers import _helper, _maker
from indexer.engine.kernels.compiled_lists import (
    COUNT,
    ENDLESS,
    Lists,
    add_bounds,
    bound_of,
    codes_of,
    next_document,
    norms_of,
    peak,
    window_bound,
    words_of,
)  # fmt: skip
from indexer.engine.kernels.compiled_memory import bytes_at
from indexer.engine.kernels.compiled_search import Whole, _kernel

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_WINDOW = 4096  # documents whose marks are held at once: they fit into the first cache with a list's block
_NEAR = 1  # a group is read whole where it has no more than so many times the postings of the one that leads
_FAR = 10  # an idle list is looked up where it has more than so many times the postings of those that are not
_HEAD, _ROW, _PART = 4, 4, 3  # numbers of a list for all segments, of a list in a segment, of a segment

_int = types.int64
_words_out = types.Array(types.uint32, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_floats_out = types.Array(types.float64, 1, "C")


class _Segment(NamedTuple):
    """A segment: how many documents it has, the number of its first one, and which were deleted, if any."""

    documents: int
    first: int
    deleted: Bytes


@_maker
def _rank_list(lists: Lists, segment: _Segment, counting: bool, best: Best, out: Words) -> int:
    """Ranks one list. `out` gets the documents, if it has room; gives how many they are."""
    words, codes, norms, deleted = words_of(lists, 0), codes_of(lists, 0), norms_of(lists, 0), segment.deleted
    count, documents = lists.rows[0, COUNT], lists.unpacked[0]
    idf, saturation, boost = lists.scales[0, 0], lists.scales[0, 1], lists.scales[0, 2]
    reading = len(out) > 0 or (counting and len(deleted) > 0)
    frequencies, scores = np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK)
    found = 0
    for block in range((count + BLOCK - 1) // BLOCK):
        threshold = threshold_of(best)
        hopeless = bound_of(lists, 0, words, norms, block) <= threshold
        if hopeless and not reading:
            found += 0 if len(deleted) else min(count - block * BLOCK, BLOCK)
            continue
        size = np.uintp(decode_block(words, 0, count, block, documents, 0))
        found += _keep(documents, size, deleted, found, out)
        if hopeless:
            continue
        decode_block_frequencies(words, 0, count, block, frequencies, 0)
        for number in range(size):
            scores[number] = norms[codes[documents[number]]]
        for number in range(size):  # apart from the look-ups, so that it is done four at a time
            weight = np.float64(frequencies[number])
            scores[number] = idf * ((weight * saturation) / (weight + scores[number])) * boost
        for number in range(size):
            if is_wanted(best, scores[number], threshold) and (len(deleted) == 0 or not deleted[documents[number]]):
                offer(best, scores[number], segment.first + np.int64(documents[number]))
                threshold = threshold_of(best)
    return found


@_helper
def _copy(documents: Words, size: Whole, found: Whole, out: Words) -> None:
    """Puts documents to those found before, if there is room."""
    if len(out):
        for number in range(np.uintp(size)):
            out[np.uintp(found) + number] = documents[number]


@_helper
def _keep(documents: Words, size: Whole, deleted: Bytes, found: Whole, out: Words) -> int:
    """Puts the documents that are not deleted to those found before, if there is room; gives how many they are."""
    if len(deleted) == 0:
        _copy(documents, size, found, out)
        return np.int64(size)
    living = 0
    for number in range(size):
        if len(out):
            out[found + living] = documents[number]
        living += 1 - np.int64(deleted[documents[number]])
    return living


@_helper
def _consider(lists: Lists, chunk: Chunk, total: Whole, first: Whole, best: Best) -> None:
    """Scores the candidates that may be among the best, some at a time."""
    for start in range(0, total, BLOCK):
        threshold, chosen = threshold_of(best), np.uintp(0)
        for candidate in range(start, min(start + BLOCK, total)):
            chunk.chosen[chosen] = candidate
            chosen += np.uintp(lists.sums[chunk.masks[candidate]] > threshold)
        if not chosen:
            continue
        chunk.scores[:chosen] = 0.0
        for which in range(len(lists.groups)):
            add_scores(lists, chunk, which, chosen)
        for number in range(chosen):
            if is_wanted(best, chunk.scores[number], threshold):
                offer(best, chunk.scores[number], first + np.int64(chunk.documents[chunk.chosen[number]]))
                threshold = threshold_of(best)


@_helper
def _follow(lists: Lists, chunk: Chunk, lead: Whole, near: Whole, total: Whole) -> int:
    """Leaves the candidates that have a list of each further group; what is near was read already."""
    which = lead
    while which < len(lists.groups) and total:
        bits, group = 0, lists.groups[which]
        while which < len(lists.groups) and lists.groups[which] == group:
            if which >= near:
                look_up(lists, chunk, which, total)
            bits |= 1 << which
            which += 1
        total = require(chunk, total, bits)
    return total


@_helper
def _rank_blocks(lists: Lists, chunk: Chunk, segment: _Segment, counting: bool, best: Best, out: Words) -> int:
    """One list leads, a block after the other, and all others are far."""
    words, norms, count = words_of(lists, 0), norms_of(lists, 0), lists.rows[0, COUNT]
    found = 0
    for block in range((count + BLOCK - 1) // BLOCK):
        lists.bounds[0] = bound_of(lists, 0, words, norms, block)
        hopeless = add_bounds(lists) <= threshold_of(best)
        if hopeless and not counting and not len(out):
            continue
        total = _follow(lists, chunk, 1, 1, lead_with(lists, chunk, block, segment.deleted))
        _copy(chunk.documents, total, found, out)
        found += total
        if not hopeless:
            _consider(lists, chunk, total, segment.first, best)
    return found


@_helper
def _idle(lists: Lists, leading: Whole, threshold: float) -> int:
    """Of the lists that lead, those that make a document none of the best without others that do."""
    idle = np.int64(len(lists.sums) - 1) & ~leading
    if lists.sums[idle] > threshold:
        return 0
    which = 0
    while (leading >> which) & 1:
        which += 1
    while which > 0:  # the largest list, which scores least, first
        which -= 1
        if lists.sums[idle | 1 << which] <= threshold:
            idle |= 1 << which
    return idle & leading


@_helper
def _far(lists: Lists, idle: Whole, near: Whole) -> int:
    """Of the idle lists, those that are much larger than all others together, and rather looked up."""
    size, far = 0, 0
    for which in range(near):
        if not (idle >> which) & 1:
            size += lists.rows[which, COUNT]
    for which in range(near):
        if (idle >> which) & 1 and lists.rows[which, COUNT] > _FAR * size:
            far |= 1 << which
    return far


@_helper
def _take_marked(chunk: Chunk, start: Whole, size: Whole, found: Whole, out: Words) -> int:
    """Puts the documents of a window that have any mark to those found before, if there is room (for one more, too);
    gives how many they are. Without a branch, which costs less than to look for the next one where many have marks."""
    before, at = np.uintp(found), np.uintp(0)
    if len(out):
        for place in range(np.uintp(size)):
            out[before + at] = np.uint32(start) + np.uint32(place)
            at += np.uintp(chunk.marks[place] != 0)
    else:
        for place in range(np.uintp(size)):
            at += np.uintp(chunk.marks[place] != 0)
    return np.int64(at)


@_helper
def _rank_windows(  # noqa: C901  # the steps of a window, in their order
    lists: Lists, chunk: Chunk, near: Whole, segment: _Segment, counting: bool, best: Best, out: Words
) -> int:
    """The first lists are near each other in size: they are read side by side, a window after the other."""
    lead = 1
    while lead < near and lists.groups[lead] == lists.groups[0]:
        lead += 1
    leading, alone, reading = (1 << lead) - 1, lead == len(lists.groups), counting or len(out) > 0
    found, end = 0, np.int64(0)
    while True:
        start = ENDLESS
        for which in range(lead):
            start = min(start, next_document(lists, which))
        start = max(start, end)
        if start >= segment.documents:
            return found
        end = min(start + _WINDOW, segment.documents)
        for which in range(near):
            lists.bounds[which] = window_bound(lists, which, start, end)
        threshold = threshold_of(best)
        hopeless = add_bounds(lists) <= threshold
        if hopeless and not reading:
            continue
        idle = _idle(lists, leading, threshold)
        far = 0 if reading else _far(lists, idle, near)
        for which in range(near):
            if not (far >> which) & 1:
                note(lists, chunk, which, start, end)
        if len(segment.deleted):
            for place in range(end - start):
                chunk.marks[place] &= segment.deleted[start + place] - np.uint8(1)
        taken = alone and reading
        if taken:
            found += _take_marked(chunk, start, end - start, found, out)
        total = marked(chunk, start, end - start, leading & ~idle if taken or not reading else leading)
        for which in range(lead):
            if (far >> which) & 1:
                look_up(lists, chunk, which, total)
        total = _follow(lists, chunk, lead, near, total)
        if not taken:
            _copy(chunk.documents, total, found, out)
            found += total
        if not hopeless:
            _consider(lists, chunk, total, segment.first, best)


@_helper
def _near(lists: Lists) -> int:
    """How many lists are read whole: those of the group that leads, and groups that are not much larger."""
    leading, which = 0, 0
    while which < len(lists.groups):
        size, end = 0, which
        while end < len(lists.groups) and lists.groups[end] == lists.groups[which]:
            size += lists.rows[end, COUNT]
            end += 1
        if which == 0:
            leading = size
        elif size > _NEAR * leading:
            break
        which = end
    return which


@_maker
def lists_of(query: Ints, segments: int) -> Lists:
    """Room for the lists of a segment, and what is the same in all."""
    total = len(query) // (_HEAD + segments * _ROW)
    numbers = query.view(np.float64)
    lists = Lists(
        np.empty((total, _ROW), dtype=np.int64), np.empty((total, _HEAD - 1)), np.empty(total, dtype=np.int64),
        np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64),
        np.empty((total, BLOCK), dtype=np.uint32), np.empty(total), np.zeros(1 << total),
    )  # fmt: skip
    for which in range(total):
        lists.groups[which] = query[_HEAD * which]
        for number in range(_HEAD - 1):
            lists.scales[which, number] = numbers[_HEAD * which + 1 + number]
    return lists


@_helper
def enter(lists: Lists, query: Ints, parts: Whole, part: Whole) -> None:
    """Goes to the lists of a segment."""
    total = len(lists.groups)
    for which in range(total):
        lists.block[which], lists.size[which], lists.at[which] = 0, 0, 0
        for number in range(_ROW):
            lists.rows[which, number] = query[_HEAD * total + (which * parts + part) * _ROW + number]


@_maker
def _chunk_of(lists: int) -> Chunk:
    """Room for candidates; one list needs none."""
    room = _WINDOW if lists > 1 else 0
    return Chunk(
        np.empty(room, dtype=np.uint32), np.empty(room, dtype=np.uint8), np.empty(room, dtype=np.uint32),
        np.empty((lists, room), dtype=np.uint32), np.zeros(room, dtype=np.uint8),
        np.empty(BLOCK + 1, dtype=np.uint32), np.empty(BLOCK),
    )  # fmt: skip


@_maker
def _rank_segment(lists: Lists, chunk: Chunk, segment: _Segment, counting: bool, best: Best, out: Words) -> int:
    if len(lists.groups) == 1:
        return _rank_list(lists, segment, counting, best, out)
    near = _near(lists)
    for which in range(near, len(lists.groups)):
        lists.bounds[which] = peak(lists, which)
    if near == 1:
        return _rank_blocks(lists, chunk, segment, counting, best, out)
    return _rank_windows(lists, chunk, near, segment, counting, best, out)


@_kernel(_int(_ints, _ints, _int, types.float64, _floats_out, _ints_out, _words_out, _ints_out))
def rank(
    query: Ints,
    segments: Ints,
    counting: int,
    ceiling: float,
    scores: Floats,
    documents: Ints,
    out: Words,
    counts: Ints,
) -> int:
    """The best documents of a commit, best first, ties by their number; gives how many match.

    `query` has four numbers for each list: its group, and the bits of inverse document frequency, saturation and boost.
    Then, for each list, four for each segment: the address and the length of the list there, and the addresses of the
    length codes of its field and of what each code adds. `segments` has for each the number of documents, the first
    document's number in the commit, and the address of a byte for each document that is 1 if it was deleted, or 0.

    `scores` and `documents` have room for the best that score no more than `ceiling`; `out` for the numbers (in their
    segment) of all documents that match, segment by segment, or for none. `counts` gets how many each segment has. Not
    `counting`, and with no room in `out`, both are at least as many as are among the best, at most as many as match.
    """
    parts = len(segments) // _PART
    lists, best = lists_of(query, parts), Best(scores, documents, np.zeros(1, dtype=np.int64), ceiling)
    chunk, found = _chunk_of(len(lists.groups)), 0
    for part in range(parts):
        size, first, address = segments[_PART * part], segments[_PART * part + 1], segments[_PART * part + 2]
        segment = _Segment(size, first, bytes_at(address, size if address else 0))
        enter(lists, query, parts, part)
        counts[part] = _rank_segment(lists, chunk, segment, counting != 0, best, out[found:] if len(out) else out)
        found += counts[part]
    sort(best, best.kept[0])
    return found
