"""What differs between two texts, paragraph by paragraph and word by word, for people to read.

Paragraphs are matched first, as whole ones, then those between by how many words they share; within a pair the words
are compared (Ratcliff and Obershelp, as in `difflib`). What stayed the same between two larger changes, such as "of",
belongs to them: it is easier to read one change than three (the semantic cleanup of Fraser, "Diff Strategies", 2006).
In scripts without spaces each character is a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from indexer.paragraphs import paragraphs

Kind = Literal["same", "removed", "added"]

PAIRED = 0.3  # Dice coefficient of two paragraphs' words from which on one is the other, changed
MOST_WORDS = 4_000_000  # words of one times words of the other that are compared; beyond, all of it was replaced

# Whole words, spaces, and any other character alone; Han, Kana, Thai, Lao, Khmer and Burmese have no spaces.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’][^\W{_UNSPACED}]+)*|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row, and whether both texts have them."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph as it was and as it is; None where the other text has nothing in its place."""

    before: tuple[Piece, ...] | None
    after: tuple[Piece, ...] | None

    @property
    def is_same(self) -> bool:
        return self.before == self.after

    @property
    def inline(self) -> tuple[Piece, ...]:
        """Both as one: what was removed stands before what was added in its place."""
        return tuple(_merged(self.before or (), self.after or ()))


@dataclass(frozen=True, slots=True)
class Extent:
    """How many words were added and removed."""

    added: int
    removed: int

    def __add__(self, other: Extent) -> Extent:
        return Extent(self.added + other.added, self.removed + other.removed)


def compare(before: str, after: str) -> list[Row]:
    """The rows of two texts whose paragraphs are separated by blank lines."""
    old, new = paragraphs(before), paragraphs(after)
    rows: list[Row] = []
    for _, start, end, other_start, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        rows += [_row(one, other) for one, other in _pairs(old[start:end], new[other_start:other_end])]
    return rows


def extent(rows: Sequence[Row]) -> Extent:
    """How much of it changed."""
    counts: Counter[Kind] = Counter()
    for row in rows:
        for piece in (*(row.before or ()), *(row.after or ())):
            counts[piece.kind] += sum(not word.isspace() for word in _words(piece.words))
    return Extent(counts["added"], counts["removed"])


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Paragraphs beside each other, in order, so that they share most words over all: by dynamic programming."""
    if list(old) == list(new):
        yield from zip(old, new, strict=True)
        return
    best = _alignments(old, new)
    i, j = 0, 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and best[i][j] > max(best[i + 1][j], best[i][j + 1]):
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif j == len(new) or (i < len(old) and best[i + 1][j] >= best[i][j + 1]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1


def _alignments(old: Sequence[str], new: Sequence[str]) -> list[list[float]]:
    """The most that paragraphs from each pair of places on can share."""
    counts, other_counts = ([Counter(_spoken(text)) for text in texts] for texts in (old, new))
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            alike = _alike(counts[i], other_counts[j])
            paired = best[i + 1][j + 1] + alike if alike >= PAIRED else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return best


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient of two bags of words."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _row(before: str | None, after: str | None) -> Row:
    if before is None or after is None:
        return Row(
            None if before is None else (Piece("removed", before),), None if after is None else (Piece("added", after),)
        )
    if before == after:
        return Row((Piece("same", before),), (Piece("same", after),))
    old, new = _words(before), _words(after)
    if len(old) * len(new) > MOST_WORDS:
        return Row((Piece("removed", before),), (Piece("added", after),))
    runs: list[_Run] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        runs.append(_Run(kind == "equal", "".join(old[start:end]), "".join(new[other_start:other_end])))
        while len(runs) > 2 and _is_island(*runs[-3:]):
            runs[-3:] = [_Run(False, "".join(run.old for run in runs[-3:]), "".join(run.new for run in runs[-3:]))]
    return Row(
        tuple(Piece("same" if run.same else "removed", run.old) for run in runs if run.old),
        tuple(Piece("same" if run.same else "added", run.new) for run in runs if run.new),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in a row of both texts: the same, or the one in the place of the other."""

    same: bool
    old: str
    new: str

    @property
    def size(self) -> int:
        return max(len(self.old), len(self.new))


def _is_island(before: _Run, between: _Run, after: _Run) -> bool:
    """Whether something that stayed is lost between two changes that are no smaller."""
    return between.same and not before.same and not after.same and between.size <= min(before.size, after.size)


def _merged(before: Sequence[Piece], after: Sequence[Piece]) -> Iterator[Piece]:
    """Both sides in one; the same pieces stand in the same order on both."""
    place = 0
    for piece in after:
        while place < len(before) and before[place].kind == "removed":
            yield before[place]
            place += 1
        yield piece
        if piece.kind == "same":
            place += 1
    yield from before[place:]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _spoken(text: str) -> Iterator[str]:
    return (word for word in _words(text) if any(sign.isalnum() for sign in word))
