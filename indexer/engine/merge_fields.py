"""Merges the inverted index of a field from several segments, from arrays to arrays: nothing is analysed again.

The dictionaries are merged first, and then the lists of some terms at a time, by one kernel from packed to packed. Only
where there is more than frequencies and positions are they unpacked, and handed to the writer of the field so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.dictionary import Dictionary, Terms
from indexer.engine.kernels import inverting, merging
from indexer.engine.postings import COUNTED, Field, Inverted, Packed, enough, list_room, position_room
from indexer.engine.runs import parts, sums

PACKED = 8  # times as many postings and positions are merged together where they stay packed
_MANY = 500  # a term of a dictionary is looked up in the time in which so many are read

Ints = NDArray[np.int64]
Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Source:
    """A field in one segment, and the new numbers of its documents (negative: deleted)."""

    field: Field
    renumbered: Ints

    @property
    def base(self) -> int | None:
        """The new number of the first document, if all stay, one after the other."""
        numbers = self.renumbered
        if not len(numbers) or numbers.min() < 0:
            return None
        return int(numbers[0])


@dataclass(frozen=True, slots=True)
class _Part:
    """The postings of some terms of one segment: those of term t from `starts[t]` on."""

    slots: Ints  # of the terms, within the merged ones that are worked on
    starts: Ints
    documents: Words
    frequencies: Words
    positions: Words | None
    weights: NDArray[np.float32] | None
    values: list[bytes | None] | None
    renumbered: Ints
    kept: Ints  # postings of each term that are not of deleted documents
    occurrences: Ints  # likewise


def merged(sources: Sequence[Source], codes: NDArray[np.uint8]) -> Iterator[Inverted | Packed]:
    """The merged inverted index, some terms at a time, in order.

    The new numbers of a segment's documents ascend, and follow those of the segment before. `codes` has the code of the
    field's length for every new document.
    """
    terms, slots = merge_dictionaries([source.field.dictionary.terms() for source in sources])
    load = np.zeros(len(terms), dtype=np.int64)
    columns = []
    for source, ours in zip(sources, slots, strict=True):
        documents = source.field.dictionary.columns["documents"].whole()
        repeats = source.field.dictionary.columns["repeats"].whole()
        load[ours] += 2 * documents + repeats
        columns.append((documents, repeats))
    if not any(source.field.has_weights or source.field.has_values for source in sources):
        yield from _Lists(sources, slots, columns, codes).merged(terms, load)
        return
    for first, end in parts(sums(load)):
        found = [
            _part(source, ours, counts, first, end)
            for source, ours, counts in zip(sources, slots, columns, strict=True)
        ]
        inverted = _joined(terms.slice(first, end), found, codes)
        if len(inverted.terms):
            yield inverted


class _Lists:
    """The lists of a field in several segments, without weights and values, to be merged as they are packed."""

    def __init__(
        self,
        sources: Sequence[Source],
        slots: Sequence[Ints],
        columns: Sequence[tuple[Ints, Ints]],
        codes: NDArray[np.uint8],
    ) -> None:
        self._sources = [
            (source.field, ours, *counts) for source, ours, counts in zip(sources, slots, columns, strict=True)
        ]
        self._codes = codes
        self._have_positions = all(source.field.has_positions for source in sources if source.field.postings)
        bases, changed, size = [], [np.empty(0, dtype=np.int64)], 0
        for source in sources:
            bases.append(-1 - size if source.base is None else source.base)
            if source.base is None:
                changed.append(source.renumbered)
                size += len(source.renumbered)
        # zeros, but for what was packed and is in use
        self._list_room, self._position_room = np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.uint32)
        self._bases, self._renumbered = np.array(bases, dtype=np.int64), np.concatenate(changed)

    def merged(self, terms: Terms, load: Ints) -> Iterator[Packed]:
        """Some terms at a time, of which the words are there until the next ones; `load` tells how much there is of
        each."""
        most = int(load.max(initial=0))  # room for the positions of any term
        gaps = np.empty(most if self._have_positions else 0, dtype=np.uint32)
        for first, end in parts(sums(load) // PACKED):
            packed = self._merged(terms.slice(first, end), first, end, gaps)
            if packed.columns["documents"].any():
                yield packed
            packed.clear()

    def _merged(self, terms: Terms, first: int, end: int, gaps: Words) -> Packed:
        bounds = [np.searchsorted(slots, (first, end)).tolist() for _, slots, _, _ in self._sources]
        chosen = [
            (slots[low:high] - first, documents[low:high], repeats[low:high])
            for (_, slots, documents, repeats), (low, high) in zip(self._sources, bounds, strict=True)
        ]
        slots, counts, repeats = (np.concatenate(each) for each in zip(*chosen, strict=True))
        lists, list_places = self._packed("lists", bounds)
        positions, position_places = self._packed("positions", bounds if self._have_positions else [])
        postings, occurrences, count = int(counts.sum()), int(counts.sum() + repeats.sum()), len(terms)
        self._list_room = enough(self._list_room, list_room(postings, count))
        if self._have_positions:
            self._position_room = enough(self._position_room, position_room(occurrences, postings, count))
        out_list_places, out_position_places = (np.empty(count + 1, dtype=np.int64) for _ in range(2))
        columns = {name: np.empty(count, dtype=np.int64) for name in COUNTED}
        merging.merge_lists(
            *(lists, positions, sums(np.diff(bounds)[:, 0]), slots, counts, list_places, position_places),
            *(self._bases, self._renumbered, self._codes, gaps),
            *(self._list_room, out_list_places, self._position_room, out_position_places, *columns.values()),
        )
        return Packed(
            terms,
            self._list_room[: out_list_places[-1]],
            out_list_places,
            self._position_room[: out_position_places[-1]],
            out_position_places,
            columns,
        )

    def _packed(self, column: str, bounds: Sequence[Sequence[int]]) -> tuple[Words, Ints]:
        """The words of the terms with some ordinals of each segment, one after the other, and where those of each term
        start: those of lists or of positions."""
        words, places, size = [], [], 0
        for (field, *_), (low, high) in zip(self._sources, bounds, strict=False):
            if high > low:
                array = field.lists if column == "lists" else field.position_words
                ours = field.dictionary.columns[column].range(low, high + 1)
                words.append(array.part(int(ours[0]), int(ours[-1])))
                places.append(ours[:-1] - (ours[0] - size))
                size += len(words[-1])
        words.append(np.zeros(1, dtype=np.uint32))  # which is looked at, and not used
        return np.concatenate(words), np.concatenate([np.empty(0, dtype=np.int64), *places])


def merge_dictionaries(dictionaries: Sequence[Terms]) -> tuple[Terms, list[Ints]]:
    """All terms of some dictionaries, sorted, and the places in them of the terms of each."""
    union = dictionaries[0]
    slots = [np.arange(len(union), dtype=np.int64)]
    for other in dictionaries[1:]:
        before, ours = np.empty(len(union), dtype=np.int64), np.empty(len(other), dtype=np.int64)
        count = inverting.merge_terms(union.text, union.offsets, other.text, other.offsets, before, ours)
        sizes = np.empty(count, dtype=np.int64)
        sizes[before] = np.diff(union.offsets)
        sizes[ours] = np.diff(other.offsets)
        offsets = sums(sizes)
        text = np.empty(offsets[-1], dtype=np.uint8)
        inverting.place_terms(union.text, union.offsets, before, offsets, text)
        inverting.place_terms(other.text, other.offsets, ours, offsets, text)
        union = Terms(text, offsets)
        slots = [before[each] for each in slots] + [ours]
    return union, slots


def ordinals(dictionary: Dictionary, terms: list[bytes]) -> list[int]:
    """The ordinals of those of some sorted distinct terms that a dictionary has."""
    if not terms:
        return []
    first, end = dictionary.lower_bound(terms[0]), min(dictionary.lower_bound(terms[-1]) + 1, len(dictionary))
    if len(terms) * _MANY < end - first:
        return [ordinal for term in terms if (ordinal := dictionary.find(term)) is not None]
    ours, theirs = dictionary.terms(first, end), Terms.of(terms)
    slots, wanted = np.empty(len(ours), dtype=np.int64), np.empty(len(theirs), dtype=np.int64)
    inverting.merge_terms(ours.text, ours.offsets, theirs.text, theirs.offsets, slots, wanted)
    found: list[int] = (first + np.flatnonzero(np.isin(slots, wanted, assume_unique=True))).tolist()
    return found


def _part(source: Source, slots: Ints, columns: tuple[Ints, Ints], first: int, end: int) -> _Part:
    """The postings of the terms with the merged places from `first` to before `end`."""
    field = source.field
    low, high = np.searchsorted(slots, (first, end)).tolist()
    counts, totals = columns[0][low:high], columns[0][low:high] + columns[1][low:high]
    starts = sums(counts)
    documents, frequencies = np.empty(starts[-1], dtype=np.uint32), np.empty(starts[-1], dtype=np.uint32)
    positions = None
    if high > low:
        places = field.dictionary.columns["lists"].range(low, high + 1)
        words = field.lists.check(*places[[0, -1]].tolist())
        inverting.decode_lists(words, places, counts, starts, 0, documents, frequencies)
    if field.has_positions:
        positions = np.empty(totals.sum(), dtype=np.uint32)
        if high > low:
            places = field.dictionary.columns["positions"].range(low, high + 1)
            words = field.position_words.check(*places[[0, -1]].tolist())
            inverting.decode_places(words, places, counts, starts, frequencies, sums(totals), positions)
    kept, occurrences = np.empty(high - low, dtype=np.int64), np.empty(high - low, dtype=np.int64)
    inverting.count_kept(starts, documents, frequencies, source.renumbered, kept, occurrences)
    weights, values = None, None
    if field.has_weights or field.has_values:
        entries = [field.dictionary.entry(ordinal) for ordinal in range(low, high)]
        if field.has_weights:
            weights = np.concatenate([np.empty(0, np.float32), *(field.weights(entry) for entry in entries)])
        if field.has_values:
            values = []
            for entry in entries:
                own = field.values(entry)
                values += [own.get(number) for number in range(entry.document_frequency)]
    return _Part(
        slots=slots[low:high] - first,
        starts=starts,
        documents=documents,
        frequencies=frequencies,
        positions=positions,
        weights=weights,
        values=values,
        renumbered=source.renumbered,
        kept=kept,
        occurrences=occurrences,
    )


def _joined(terms: Terms, found: Sequence[_Part], codes: NDArray[np.uint8]) -> Inverted:
    """Puts the parts of all segments together; terms that are left in no document are dropped."""
    postings, occurrences = np.zeros(len(terms), dtype=np.int64), np.zeros(len(terms), dtype=np.int64)
    for part in found:
        postings[part.slots] += part.kept
        occurrences[part.slots] += part.occurrences
    starts = sums(postings)
    documents, frequencies = np.empty(starts[-1], dtype=np.uint32), np.empty(starts[-1], dtype=np.uint32)
    cursor = starts[:-1].copy()
    for part in found:
        inverting.merge_postings(
            *(part.starts, part.documents, part.frequencies, part.renumbered),
            *(cursor[part.slots], documents, frequencies),
        )
        cursor[part.slots] += part.kept
    left = postings > 0
    sizes = np.diff(terms.offsets)
    return Inverted(
        terms=Terms(terms.text[np.repeat(left, sizes)], sums(sizes[left])),
        starts=sums(postings[left]),
        documents=documents,
        frequencies=frequencies,
        lengths=codes[documents],
        positions=_joined_positions(found, sums(occurrences)),
        weights=_joined_weights(found, starts, frequencies),
        values=_joined_values(found, starts),
    )


def _joined_positions(found: Sequence[_Part], starts: Ints) -> Words | None:
    if not any(part.positions is not None and len(part.positions) for part in found):
        return None
    positions, cursor = np.empty(starts[-1], dtype=np.uint32), starts[:-1].copy()
    for part in found:
        if part.positions is not None and len(part.positions):
            inverting.merge_positions(
                *(part.starts, part.documents, part.frequencies, part.positions, part.renumbered),
                *(cursor[part.slots], positions),
            )
            cursor[part.slots] += part.occurrences
    return positions


def _joined_weights(found: Sequence[_Part], starts: Ints, frequencies: Words) -> NDArray[np.float32] | None:
    if not any(part.weights is not None for part in found):
        return None
    weights = np.empty(starts[-1], dtype=np.float32)
    for part, target, kept in _targets(found, starts):
        weights[target] = (part.frequencies if part.weights is None else part.weights)[kept]
    return None if np.array_equal(weights, frequencies) else weights


def _joined_values(found: Sequence[_Part], starts: Ints) -> list[bytes | None] | None:
    if not any(part.values is not None for part in found):
        return None
    values: list[bytes | None] = [None] * int(starts[-1])
    for part, target, kept in _targets(found, starts):
        if part.values is not None:
            for to, from_ in zip(target.tolist(), kept.tolist(), strict=True):
                values[to] = part.values[from_]
    return values if any(value is not None for value in values) else None


def _targets(found: Sequence[_Part], starts: Ints) -> Iterator[tuple[_Part, Ints, Any]]:
    """Where the postings of each part go, and which of them are kept."""
    cursor = starts[:-1].copy()
    for part in found:
        kept = np.flatnonzero(part.renumbered[part.documents] >= 0)
        runs = sums(part.kept)
        target = np.arange(runs[-1]) + np.repeat(cursor[part.slots] - runs[:-1], part.kept)
        cursor[part.slots] += part.kept
        yield part, target, kept
