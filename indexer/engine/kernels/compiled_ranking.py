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
from numba import carray, types
from numba.cpython.unsafe.numbers import trailing_zeros
from numpy.typing import NDArray

from indexer.engine.kernels.compiled import decode_block, decode_block_frequencies
from indexer.engine.kernels.compiled_bits import BLOCK
from indexer.engine.kernels.compiled_memory import pointer
from indexer.engine.kernels.compiled_search import Whole, _frequency_at, _helper, _kernel, _next_block

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]
# All arrays of numpy are of one type to mypy, however many dimensions they have: these have two
Rows = NDArray[np.uint32]
Table = NDArray[np.int64]
Scales = NDArray[np.float64]

_WINDOW = 4096  # documents whose marks are held at once: they fit into the first cache with a list's block
_ENDLESS = 1 << 40  # values of an array of which only the address is known
_LAST = np.uint32(0xFFFFFFFF)  # after every document
_NEAR = 10  # a list is read whole where it has no more than so many times the postings of the group that leads
_EXACT = 1 << 16  # frequencies below this: their scores grow with them in spite of rounding
_HEAD, _ROW, _PART = 4, 4, 3  # numbers of a list for all segments, of a list in a segment, of a segment
_COUNT = 1  # of those of a list in a segment, its length
_ENTRY = 4  # words of skip data per block

_int = types.int64
_words_out = types.Array(types.uint32, 1, "C")
_ints = types.Array(types.int64, 1, "C", readonly=True)
_ints_out = types.Array(types.int64, 1, "C")
_floats_out = types.Array(types.float64, 1, "C")


class _Lists(NamedTuple):
    """The lists of a segment, by number; how far each was read, and what it may add to scores."""

    rows: Table  # address and length of the list, addresses of the length codes and of the norms
    scales: Scales  # inverse document frequency, saturation, boost
    groups: Ints
    block: Ints
    size: Ints  # documents of the block that are unpacked, 0 if it is not
    at: Ints  # of the unpacked documents, the next one
    unpacked: Rows
    bounds: Floats  # what each may add, now
    sums: Floats  # of the bounds of each set of lists, added in the order in which scores are


class _Chunk(NamedTuple):
    """Candidates: their documents, the lists that have them, and where their postings are noted."""

    documents: Words
    masks: Bytes
    places: Words
    postings: Rows  # by list and place
    marks: Bytes  # the masks of the documents of a window
    chosen: Words  # candidates that are scored
    scores: Floats


class _Segment(NamedTuple):
    """A segment: how many documents it has, the number of its first one, and which were deleted, if any."""

    documents: int
    first: int
    deleted: Bytes


class _Best(NamedTuple):
    """The best documents so far, as a heap with the worst one first, and how many they are."""

    scores: Floats
    documents: Ints
    kept: Ints


@_helper
def _words_of(lists: _Lists, which: Whole) -> Words:
    """Skip data and blocks of a list."""
    return carray(pointer(lists.rows[which, 0]), _ENDLESS, np.uint32)


@_helper
def _codes_of(lists: _Lists, which: Whole) -> Bytes:
    return carray(pointer(lists.rows[which, 2]), _ENDLESS, np.uint8)


@_helper
def _norms_of(lists: _Lists, which: Whole) -> Floats:
    return carray(pointer(lists.rows[which, 3]), 256, np.float64)


@_helper
def _bm25(lists: _Lists, which: Whole, weight: float, norm: float) -> float:
    """As in `compiled_search.bm25`."""
    idf, saturation, boost = lists.scales[which, 0], lists.scales[which, 1], lists.scales[which, 2]
    return idf * ((weight * saturation) / (weight + norm)) * boost


@_helper
def _bound(lists: _Lists, which: Whole, words: Words, norms: Floats, block: Whole) -> float:
    """What a document of a block may score at most (its impact)."""
    if lists.rows[which, _COUNT] < BLOCK:  # there are no skip data
        return lists.scales[which, 0] * lists.scales[which, 1] * lists.scales[which, 2]
    frequency = words[_ENTRY * block + 2]
    if frequency >= _EXACT:
        return np.inf
    return _bm25(lists, which, np.float64(frequency), norms[words[_ENTRY * block + 3] & np.uint32(255)])


@_helper
def _threshold(best: _Best) -> float:
    """A score that a document has to beat."""
    if best.kept[0] < len(best.scores):
        return -np.inf
    return best.scores[0] if len(best.scores) else np.inf


@_helper
def _is_worse(best: _Best, one: Whole, score: float, document: Whole) -> bool:
    """Whether one of the best comes after a document."""
    return bool(best.scores[one] < score or (best.scores[one] == score and best.documents[one] > document))


@_helper
def _offer(best: _Best, score: float, document: Whole) -> None:
    """Puts a document that beats the threshold into the heap."""
    size = best.kept[0]
    if size < len(best.scores):
        best.kept[0] = size + 1
        at = size
        while at > 0 and not _is_worse(best, (at - 1) >> 1, score, document):
            best.scores[at], best.documents[at] = best.scores[(at - 1) >> 1], best.documents[(at - 1) >> 1]
            at = (at - 1) >> 1
        best.scores[at], best.documents[at] = score, document
    else:
        _sink(best, size, score, document)


@_helper
def _sink(best: _Best, size: Whole, score: float, document: Whole) -> None:
    """Puts a document in the place of the worst one of the first `size`."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and _is_worse(best, child + 1, best.scores[child], best.documents[child]):
            child += 1
        if not _is_worse(best, child, score, document):
            break
        best.scores[at], best.documents[at] = best.scores[child], best.documents[child]
        at = child
    best.scores[at], best.documents[at] = score, document


@_helper
def _sort(best: _Best, size: Whole) -> None:
    """The heap becomes a list, the best first (heap sort)."""
    for end in range(size - 1, 0, -1):
        score, document = best.scores[end], best.documents[end]
        best.scores[end], best.documents[end] = best.scores[0], best.documents[0]
        _sink(best, end, score, document)


@_helper
def _rank_list(lists: _Lists, segment: _Segment, counting: bool, best: _Best, out: Words) -> int:
    """Ranks one list. `out` gets the documents, if it has room; gives how many they are."""
    words, codes, norms, deleted = _words_of(lists, 0), _codes_of(lists, 0), _norms_of(lists, 0), segment.deleted
    count, documents = lists.rows[0, _COUNT], lists.unpacked[0]
    idf, saturation, boost = lists.scales[0, 0], lists.scales[0, 1], lists.scales[0, 2]
    reading = len(out) > 0 or (counting and len(deleted) > 0)
    frequencies, scores = np.empty(BLOCK, dtype=np.uint32), np.empty(BLOCK)
    found = 0
    for block in range((count + BLOCK - 1) // BLOCK):
        threshold = _threshold(best)
        hopeless = _bound(lists, 0, words, norms, block) <= threshold
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
            if scores[number] > threshold and (len(deleted) == 0 or not deleted[documents[number]]):
                _offer(best, scores[number], segment.first + np.int64(documents[number]))
                threshold = _threshold(best)
    return found


@_helper
def _keep(documents: Words, size: Whole, deleted: Bytes, found: Whole, out: Words) -> int:
    """Puts the documents that are not deleted to those found before, if there is room; gives how many they are."""
    if len(deleted) == 0:
        if len(out):
            out[found : found + size] = documents[:size]
        return np.int64(size)
    living = 0
    for number in range(size):
        if len(out):
            out[found + living] = documents[number]
        living += 1 - np.int64(deleted[documents[number]])
    return living


@_helper
def _note(lists: _Lists, chunk: _Chunk, which: Whole, start: Whole, end: Whole) -> None:
    """Marks the documents of a list within a window, and notes their postings."""
    words, count = _words_of(lists, which), lists.rows[which, _COUNT]
    documents = lists.unpacked[which]
    marks, postings = chunk.marks, chunk.postings[which]
    block, size, at, bit = lists.block[which], lists.size[which], lists.at[which], np.uint8(1 << which)
    while True:
        if at == size:
            if size:
                block, size, at = block + 1, 0, 0
            if block * BLOCK >= count:
                break
            size = decode_block(words, 0, count, block, documents, 0)
        while at < size and documents[at] < start:  # only where a window was passed
            at += 1
        number = np.uintp(at)
        whole = documents[size - 1] < end
        while number < np.uintp(size) and (whole or documents[number] < end):
            place = np.uintp(documents[number]) - np.uintp(start)
            marks[place] |= bit
            postings[place] = np.uint32(block * BLOCK) + np.uint32(number)
            number += np.uintp(1)
        at = np.int64(number)
        if not whole:
            break
    lists.block[which], lists.size[which], lists.at[which] = block, size, at


@_helper
def _look_up(lists: _Lists, chunk: _Chunk, which: Whole, total: Whole) -> None:
    """Sets the bit of a list for the candidates that it has. A block is searched in without a branch."""
    words, count = _words_of(lists, which), lists.rows[which, _COUNT]
    blocks = (count + BLOCK - 1) // BLOCK
    documents = lists.unpacked[which]
    postings = chunk.postings[which]
    block, size, bit = lists.block[which], lists.size[which], np.uint8(1 << which)
    candidate = np.uintp(0)
    while candidate < np.uintp(total) and block < blocks:
        wanted = chunk.documents[candidate]
        if size == 0 or documents[size - 1] < wanted:
            block += size > 0
            if count >= BLOCK and block < blocks and words[_ENTRY * block] < wanted:
                block = _next_block(words, 0, blocks, block, wanted)
            size = 0
            if block < blocks:
                size = decode_block(words, 0, count, block, documents, 0)
                lists.at[which] = 0
            continue
        documents[size:] = _LAST
        last, first = documents[size - 1], np.uint32(block * BLOCK)
        while candidate < np.uintp(total) and chunk.documents[candidate] <= last:
            wanted, at = chunk.documents[candidate], np.uintp(0)
            for step in (64, 32, 16, 8, 4, 2, 1):
                at += np.uintp(step) * np.uintp(documents[at + np.uintp(step - 1)] < wanted)
            chunk.masks[candidate] |= bit * np.uint8(documents[at] == wanted)
            postings[chunk.places[candidate]] = first + np.uint32(at)
            candidate += np.uintp(1)
    lists.block[which], lists.size[which] = block, size


@_helper
def _require(chunk: _Chunk, total: Whole, bits: Whole) -> int:
    """Leaves the candidates that have any of some bits; gives how many they are."""
    left = np.uintp(0)
    for candidate in range(np.uintp(total)):
        mask = chunk.masks[candidate]
        chunk.documents[left], chunk.places[left], chunk.masks[left] = (
            chunk.documents[candidate], chunk.places[candidate], mask,
        )  # fmt: skip
        left += np.uintp((mask & np.uint8(bits)) != 0)
    return np.int64(left)


@_helper
def _add_bounds(lists: _Lists) -> float:
    """Works out the sums of bounds; gives that of all lists."""
    for which in range(len(lists.bounds)):
        for mask in range(1 << which):
            lists.sums[(1 << which) | mask] = lists.sums[mask] + lists.bounds[which]
    return lists.sums[len(lists.sums) - 1]


@_helper
def _add_scores(lists: _Lists, chunk: _Chunk, which: Whole, chosen: Whole) -> None:
    """Adds what a list scores to the sums of the chosen candidates that it has."""
    words, codes, norms = _words_of(lists, which), _codes_of(lists, which), _norms_of(lists, which)
    count, postings = lists.rows[which, _COUNT], chunk.postings[which]
    idf, saturation, boost = lists.scales[which, 0], lists.scales[which, 1], lists.scales[which, 2]
    for number in range(np.uintp(chosen)):
        candidate = chunk.chosen[number]
        if (chunk.masks[candidate] >> which) & 1:
            posting = np.int64(postings[chunk.places[candidate]])
            weight = np.float64(_frequency_at(words, 0, count, posting >> 7, posting & (BLOCK - 1)))
            norm = norms[codes[chunk.documents[candidate]]]
            chunk.scores[number] += idf * ((weight * saturation) / (weight + norm)) * boost


@_helper
def _lead(lists: _Lists, chunk: _Chunk, block: Whole, deleted: Bytes) -> int:
    """Makes the documents of a block of the first list the candidates."""
    size = decode_block(_words_of(lists, 0), 0, lists.rows[0, _COUNT], block, chunk.documents, 0)
    for number in range(size):
        chunk.masks[number] = 1
        chunk.places[number] = number
        chunk.postings[0, number] = block * BLOCK + number
    if len(deleted):
        for number in range(size):
            chunk.masks[number] = 1 - deleted[chunk.documents[number]]
        return _require(chunk, size, 1)
    return size


@_helper
def _next_document(lists: _Lists, which: Whole) -> int:
    """A document that none of a list that was not yet read comes before; as great as can be if all were read."""
    words, count = _words_of(lists, which), lists.rows[which, _COUNT]
    block, size, at = lists.block[which], lists.size[which], lists.at[which]
    if at < size:
        return np.int64(lists.unpacked[which, at])
    if size:
        block += 1
    if block * BLOCK >= count:
        return _ENDLESS
    return np.int64(words[_ENTRY * (block - 1)]) + 1 if block else 0


@_helper
def _window_bound(lists: _Lists, which: Whole, start: Whole, end: Whole) -> float:
    """What a list may add to the score of a document of a window; goes to its first block that may have some."""
    words, norms, count = _words_of(lists, which), _norms_of(lists, which), lists.rows[which, _COUNT]
    blocks = (count + BLOCK - 1) // BLOCK
    if count < BLOCK:
        return _bound(lists, which, words, norms, 0) if lists.block[which] < blocks else 0.0
    block = lists.block[which]
    if block < blocks and words[_ENTRY * block] < start:
        block = _next_block(words, 0, blocks, block, start)
        lists.block[which], lists.size[which], lists.at[which] = block, 0, 0
    bound = 0.0
    while block < blocks and (block == 0 or words[_ENTRY * (block - 1)] + 1 < end):
        bound = max(bound, _bound(lists, which, words, norms, block))
        block += 1
    return bound


@_helper
def _peak(lists: _Lists, which: Whole) -> float:
    """What a list may add to a score at most."""
    words, norms, bound = _words_of(lists, which), _norms_of(lists, which), 0.0
    for block in range((lists.rows[which, _COUNT] + BLOCK - 1) // BLOCK):
        bound = max(bound, _bound(lists, which, words, norms, block))
    return bound


@_helper
def _marked(chunk: _Chunk, start: Whole, size: Whole, bits: Whole) -> int:
    """Makes the documents of a window with any of some bits the candidates; clears all marks."""
    found = 0
    pattern = np.uint64(bits) * np.uint64(0x0101010101010101)
    eights = chunk.marks.view(np.uint64)
    for eight in range(np.uintp((size + 7) >> 3)):
        marks = eights[eight]
        eights[eight] = 0
        left = marks & pattern
        while left:
            shift = np.uint64(trailing_zeros(left)) & np.uint64(0x38)
            left &= ~(np.uint64(255) << shift)
            place = np.uint32(8 * eight) + np.uint32(shift >> np.uint64(3))
            chunk.documents[found] = np.uint32(start) + place
            chunk.places[found] = place
            chunk.masks[found] = np.uint8((marks >> shift) & np.uint64(255))
            found += 1
    return found


@_helper
def _consider(lists: _Lists, chunk: _Chunk, total: Whole, first: Whole, best: _Best) -> None:
    """Scores the candidates that may be among the best, some at a time."""
    for start in range(0, total, BLOCK):
        threshold, chosen = _threshold(best), np.uintp(0)
        for candidate in range(start, min(start + BLOCK, total)):
            chunk.chosen[chosen] = candidate
            chosen += np.uintp(lists.sums[chunk.masks[candidate]] > threshold)
        if not chosen:
            continue
        chunk.scores[:chosen] = 0.0
        for which in range(len(lists.groups)):
            _add_scores(lists, chunk, which, chosen)
        for number in range(chosen):
            if chunk.scores[number] > threshold:
                _offer(best, chunk.scores[number], first + np.int64(chunk.documents[chunk.chosen[number]]))
                threshold = _threshold(best)


@_helper
def _follow(lists: _Lists, chunk: _Chunk, lead: Whole, near: Whole, total: Whole) -> int:
    """Leaves the candidates that have a list of each further group; what is near was read already."""
    which = lead
    while which < len(lists.groups) and total:
        bits, group = 0, lists.groups[which]
        while which < len(lists.groups) and lists.groups[which] == group:
            if which >= near:
                _look_up(lists, chunk, which, total)
            bits |= 1 << which
            which += 1
        total = _require(chunk, total, bits)
    return total


@_helper
def _rank_blocks(lists: _Lists, chunk: _Chunk, segment: _Segment, counting: bool, best: _Best, out: Words) -> int:
    """One list leads, a block after the other, and all others are far."""
    words, norms, count = _words_of(lists, 0), _norms_of(lists, 0), lists.rows[0, _COUNT]
    found = 0
    for block in range((count + BLOCK - 1) // BLOCK):
        lists.bounds[0] = _bound(lists, 0, words, norms, block)
        hopeless = _add_bounds(lists) <= _threshold(best)
        if hopeless and not counting and not len(out):
            continue
        total = _follow(lists, chunk, 1, 1, _lead(lists, chunk, block, segment.deleted))
        if len(out):
            out[found : found + total] = chunk.documents[:total]
        found += total
        if not hopeless:
            _consider(lists, chunk, total, segment.first, best)
    return found


@_helper
def _idle(lists: _Lists, leading: Whole, threshold: float) -> int:
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
def _far(lists: _Lists, idle: Whole, near: Whole) -> int:
    """Of the idle lists, those that are much larger than all others together, and rather looked up."""
    size, far = 0, 0
    for which in range(near):
        if not (idle >> which) & 1:
            size += lists.rows[which, _COUNT]
    for which in range(near):
        if (idle >> which) & 1 and lists.rows[which, _COUNT] > _NEAR * size:
            far |= 1 << which
    return far


@_helper
def _rank_windows(  # noqa: C901  # the steps of a window, in their order
    lists: _Lists, chunk: _Chunk, near: Whole, segment: _Segment, counting: bool, best: _Best, out: Words
) -> int:
    """The first lists are near each other in size: they are read side by side, a window after the other."""
    lead = 1
    while lead < near and lists.groups[lead] == lists.groups[0]:
        lead += 1
    leading, alone, reading = (1 << lead) - 1, lead == len(lists.groups), counting or len(out) > 0
    found, end = 0, np.int64(0)
    while True:
        start = _ENDLESS
        for which in range(lead):
            start = min(start, _next_document(lists, which))
        start = max(start, end)
        if start >= segment.documents:
            return found
        end = min(start + _WINDOW, segment.documents)
        for which in range(near):
            lists.bounds[which] = _window_bound(lists, which, start, end)
        threshold = _threshold(best)
        hopeless = _add_bounds(lists) <= threshold
        if hopeless and not reading:
            continue
        idle = _idle(lists, leading, threshold)
        far = 0 if reading else _far(lists, idle, near)
        for which in range(near):
            if not (far >> which) & 1:
                _note(lists, chunk, which, start, end)
        if len(segment.deleted):
            for place in range(end - start):
                chunk.marks[place] &= segment.deleted[start + place] - np.uint8(1)
        counted = alone and counting and not len(out)
        if counted:
            for place in range(end - start):
                found += chunk.marks[place] != 0
        total = _marked(chunk, start, end - start, leading & ~idle if counted or not reading else leading)
        for which in range(lead):
            if (far >> which) & 1:
                _look_up(lists, chunk, which, total)
        total = _follow(lists, chunk, lead, near, total)
        if len(out):
            out[found : found + total] = chunk.documents[:total]
        if not counted:
            found += total
        if not hopeless:
            _consider(lists, chunk, total, segment.first, best)


@_helper
def _near(lists: _Lists) -> int:
    """How many lists are read whole: those of the group that leads, and groups that are not much larger."""
    leading, which = 0, 0
    while which < len(lists.groups):
        size, end = 0, which
        while end < len(lists.groups) and lists.groups[end] == lists.groups[which]:
            size += lists.rows[end, _COUNT]
            end += 1
        if which == 0:
            leading = size
        elif size > _NEAR * leading:
            break
        which = end
    return which


@_helper
def _lists_of(query: Ints, segments: int) -> _Lists:
    """Room for the lists of a segment, and what is the same in all."""
    total = len(query) // (_HEAD + segments * _ROW)
    numbers = query.view(np.float64)
    lists = _Lists(
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
def _chunk_of(lists: int) -> _Chunk:
    """Room for candidates; one list needs none."""
    room = _WINDOW if lists > 1 else 0
    return _Chunk(
        np.empty(room, dtype=np.uint32), np.empty(room, dtype=np.uint8), np.empty(room, dtype=np.uint32),
        np.empty((lists, room), dtype=np.uint32), np.zeros(room, dtype=np.uint8),
        np.empty(BLOCK + 1, dtype=np.uint32), np.empty(BLOCK),
    )  # fmt: skip


@_helper
def _rank_segment(lists: _Lists, chunk: _Chunk, segment: _Segment, counting: bool, best: _Best, out: Words) -> int:
    if len(lists.groups) == 1:
        return _rank_list(lists, segment, counting, best, out)
    near = _near(lists)
    for which in range(near, len(lists.groups)):
        lists.bounds[which] = _peak(lists, which)
    if near == 1:
        return _rank_blocks(lists, chunk, segment, counting, best, out)
    return _rank_windows(lists, chunk, near, segment, counting, best, out)


@_kernel(_int(_ints, _ints, _int, _floats_out, _ints_out, _words_out, _ints_out))
def rank(query: Ints, segments: Ints, counting: int, scores: Floats, documents: Ints, out: Words, counts: Ints) -> int:
    """The best documents of a commit, best first, ties by their number; gives how many match.

    `query` has four numbers for each list: its group, and the bits of inverse document frequency, saturation and boost.
    Then, for each list, four for each segment: the address and the length of the list there, and the addresses of the
    length codes of its field and of what each code adds. `segments` has for each the number of documents, the first
    document's number in the commit, and the address of a byte for each document that is 1 if it was deleted, or 0.

    `scores` and `documents` have room for the best; `out` for the numbers (in their segment) of all documents that
    match, segment by segment, or for none. `counts` gets how many each segment has. Not `counting`, and with no room in
    `out`, both are at least as many as are among the best, and at most as many as match.
    """
    parts = len(segments) // _PART
    lists, best = _lists_of(query, parts), _Best(scores, documents, np.zeros(1, dtype=np.int64))
    total = len(lists.groups)
    chunk, found = _chunk_of(total), 0
    for part in range(parts):
        size, first, address = segments[_PART * part], segments[_PART * part + 1], segments[_PART * part + 2]
        segment = _Segment(size, first, carray(pointer(address), size if address else 0, np.uint8))
        for which in range(total):
            lists.block[which], lists.size[which], lists.at[which] = 0, 0, 0
            for number in range(_ROW):
                lists.rows[which, number] = query[_HEAD * total + (which * parts + part) * _ROW + number]
        counts[part] = _rank_segment(lists, chunk, segment, counting != 0, best, out[found:] if len(out) else out)
        found += counts[part]
    _sort(best, best.kept[0])
    return found
