"""Merges the inverted index of a field from several segments, from arrays to arrays: nothing is analysed again.

The dictionaries are merged first; then some terms at a time are unpacked and handed to the writer of the field. The
postings of a segment whose documents all stay are unpacked to where they go among those of the others; of other
segments they are unpacked aside, and those of deleted documents left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.dictionary import Dictionary, Terms
from indexer.engine.kernels import inverting as kernels
from indexer.engine.postings import Field, Inverted
from indexer.engine.runs import parts, sums

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
        if not len(numbers) or numbers.min() < 0 or numbers[-1] - numbers[0] != len(numbers) - 1:
            return None
        return int(numbers[0])


@dataclass(frozen=True, slots=True)
class _Whole:
    """Some terms of a segment whose documents all stay: the ordinals from `low` to before `high`."""

    slots: Ints  # of the terms, within the merged ones that are worked on
    field: Field
    low: int
    high: int
    base: int  # is added to the numbers of the documents
    kept: Ints  # postings of each term
    occurrences: Ints  # of each term

    @property
    def has_positions(self) -> bool:
        return self.field.has_positions and self.high > self.low

    def place(self, targets: Ints, documents: Words, frequencies: Words) -> None:
        """Writes the postings of each term to its target."""
        if self.high > self.low:
            places = self.field.dictionary.columns["lists"].range(self.low, self.high + 1)
            words = self.field.lists.check(*places[[0, -1]].tolist())
            kernels.decode_lists(words, places, self.kept, targets, self.base, documents, frequencies)

    def place_positions(self, starts: Ints, frequencies: Words, targets: Ints, positions: Words) -> None:
        """Writes the positions of each term, whose frequencies are there from its start on, to its target."""
        places = self.field.dictionary.columns["positions"].range(self.low, self.high + 1)
        words = self.field.position_words.check(*places[[0, -1]].tolist())
        kernels.decode_places(words, places, self.kept, starts, frequencies, targets, positions)


@dataclass(frozen=True, slots=True)
class _Part:
    """The postings of some terms of one segment: those of term t from `starts[t]` on."""

    slots: Ints  # as in `_Whole`
    starts: Ints
    documents: Words
    frequencies: Words
    positions: Words | None
    weights: NDArray[np.float32] | None
    values: list[bytes | None] | None
    renumbered: Ints
    kept: Ints  # postings of each term that are not of deleted documents
    occurrences: Ints  # likewise

    @property
    def has_positions(self) -> bool:
        return self.positions is not None and len(self.positions) > 0

    def place(self, targets: Ints, documents: Words, frequencies: Words) -> None:
        """Writes the postings of each term that stay to its target."""
        kernels.merge_postings(
            self.starts, self.documents, self.frequencies, self.renumbered, targets, documents, frequencies
        )

    def place_positions(self, starts: Ints, frequencies: Words, targets: Ints, positions: Words) -> None:
        """Writes the positions of each term that stay to its target."""
        kernels.merge_positions(
            self.starts, self.documents, self.frequencies, self.positions, self.renumbered, targets, positions
        )


def merged(sources: Sequence[Source], codes: NDArray[np.uint8]) -> Iterator[Inverted]:
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
    is_plain = not any(source.field.has_weights or source.field.has_values for source in sources)
    bases = [source.base if is_plain else None for source in sources]
    for first, end in parts(sums(load)):
        found = [
            _part(source, base, ours, counts, first, end)
            for source, base, ours, counts in zip(sources, bases, slots, columns, strict=True)
        ]
        inverted = _joined(terms.slice(first, end), found, codes)
        if len(inverted.terms):
            yield inverted


def merge_dictionaries(dictionaries: Sequence[Terms]) -> tuple[Terms, list[Ints]]:
    """All terms of some dictionaries, sorted, and the places in them of the terms of each."""
    union = dictionaries[0]
    slots = [np.arange(len(union), dtype=np.int64)]
    for other in dictionaries[1:]:
        before, ours = np.empty(len(union), dtype=np.int64), np.empty(len(other), dtype=np.int64)
        count = kernels.merge_terms(union.text, union.offsets, other.text, other.offsets, before, ours)
        sizes = np.empty(count, dtype=np.int64)
        sizes[before] = np.diff(union.offsets)
        sizes[ours] = np.diff(other.offsets)
        offsets = sums(sizes)
        text = np.empty(offsets[-1], dtype=np.uint8)
        kernels.place_terms(union.text, union.offsets, before, offsets, text)
        kernels.place_terms(other.text, other.offsets, ours, offsets, text)
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
    kernels.merge_terms(ours.text, ours.offsets, theirs.text, theirs.offsets, slots, wanted)
    found: list[int] = (first + np.flatnonzero(np.isin(slots, wanted, assume_unique=True))).tolist()
    return found


def _part(
    source: Source, base: int | None, slots: Ints, columns: tuple[Ints, Ints], first: int, end: int
) -> _Whole | _Part:
    """The postings of the terms with the merged places from `first` to before `end`; `base` is as in `Source`, or None
    where there is more than postings."""
    field = source.field
    low, high = np.searchsorted(slots, (first, end)).tolist()
    counts, totals = columns[0][low:high], columns[0][low:high] + columns[1][low:high]
    if base is not None:
        return _Whole(slots[low:high] - first, field, low, high, base, counts, totals)
    starts = sums(counts)
    documents, frequencies = np.empty(starts[-1], dtype=np.uint32), np.empty(starts[-1], dtype=np.uint32)
    positions = None
    if high > low:
        places = field.dictionary.columns["lists"].range(low, high + 1)
        words = field.lists.check(*places[[0, -1]].tolist())
        kernels.decode_lists(words, places, counts, starts, 0, documents, frequencies)
    if field.has_positions:
        positions = np.empty(totals.sum(), dtype=np.uint32)
        if high > low:
            places = field.dictionary.columns["positions"].range(low, high + 1)
            words = field.position_words.check(*places[[0, -1]].tolist())
            kernels.decode_places(words, places, counts, starts, frequencies, sums(totals), positions)
    kept, occurrences = np.empty(high - low, dtype=np.int64), np.empty(high - low, dtype=np.int64)
    kernels.count_kept(starts, documents, frequencies, source.renumbered, kept, occurrences)
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


def _joined(terms: Terms, found: Sequence[_Whole | _Part], codes: NDArray[np.uint8]) -> Inverted:
    """Puts the parts of all segments together; terms that are left in no document are dropped."""
    postings, occurrences = np.zeros(len(terms), dtype=np.int64), np.zeros(len(terms), dtype=np.int64)
    for part in found:
        postings[part.slots] += part.kept
        occurrences[part.slots] += part.occurrences
    starts = sums(postings)
    documents, frequencies = np.empty(starts[-1], dtype=np.uint32), np.empty(starts[-1], dtype=np.uint32)
    cursor = starts[:-1].copy()
    for part in found:
        part.place(cursor[part.slots], documents, frequencies)
        cursor[part.slots] += part.kept
    left = postings > 0
    sizes = np.diff(terms.offsets)
    unpacked = [part for part in found if isinstance(part, _Part)]  # all of them, where there is more than postings
    return Inverted(
        terms=Terms(terms.text[np.repeat(left, sizes)], sums(sizes[left])),
        starts=sums(postings[left]),
        documents=documents,
        frequencies=frequencies,
        lengths=codes[documents],
        positions=_joined_positions(found, starts, frequencies, sums(occurrences)),
        weights=_joined_weights(unpacked, starts, frequencies),
        values=_joined_values(unpacked, starts),
    )


def _joined_positions(
    found: Sequence[_Whole | _Part], starts: Ints, frequencies: Words, position_starts: Ints
) -> Words | None:
    if not any(part.has_positions for part in found):
        return None
    positions = np.empty(position_starts[-1], dtype=np.uint32)
    posting_cursor, cursor = starts[:-1].copy(), position_starts[:-1].copy()
    for part in found:
        if part.has_positions:
            part.place_positions(posting_cursor[part.slots], frequencies, cursor[part.slots], positions)
            cursor[part.slots] += part.occurrences
        posting_cursor[part.slots] += part.kept
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
