"""The snippets of all texts of a page at once: the same as `snippets.snippet` makes of each, in a third of the time.

Kernels (`engine/kernels/compiled_snippets.py`) find the words, choose the passages and write the HTML. Python looks at
each distinct word that may be marked, at edges of passages where sentences begin near, and at texts that need more: of
queries with phrases, with joined words, with emoji. Without a compiler all texts do.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.scripts import UNSPACED
from indexer.engine.kernels import marking, showing
from indexer.highlights import Highlights
from indexer.occurrences import Finder, classes_of_characters, room
from indexer.sentences import ENDS
from indexer.snippets import (
    LEAD,
    LENGTH,
    MORE,
    NEAR,
    PASSAGE,
    READ,
    TAIL,
    WIDE,
    Snippet,
    one_after_the_other,
    passages_around,
    snippet,
)

_TOGETHER = 1 << 20  # characters of texts that are read at once, so that memory is bounded
_ROWS, _FORMS, _SLOTS = 1 << 14, 1 << 10, 1 << 12  # stretches, and distinct ones, of all texts together
_PARTS = 64  # of a query
_HTML = 1 << 10  # characters of HTML for each text, and eight times as many more: others are left
_KNOWN = 0x10000  # characters from here on are unknown to the kernels
_BYTE, _CODE = np.dtype(np.uint8), np.dtype(np.uint32)
_EDGES = {0: ("", ""), 1: (MORE, ""), 2: ("", MORE), 3: (MORE, MORE)}  # by what the kernels say of them
_SIZES = np.array([LENGTH, PASSAGE, LEAD, TAIL, NEAR], dtype=np.int64)


def snippets(texts: Sequence[str], languages: Sequence[str], highlights: Highlights) -> list[Snippet]:
    """The snippet of each text, which has a language each."""
    found: dict[int, Snippet] = {}
    if showing is not None and highlights.parts <= _PARTS:
        for language, numbers in _groups(texts, languages):
            finder = highlights.finder(language)
            if finder is None or not finder.needs_neighbours:
                made = _Page([texts[number][:READ] for number in numbers], finder, highlights.parts).snippets()
                found |= {numbers[number]: shown for number, shown in made}
    return [
        found.get(number) or snippet(text, highlights, language)
        for number, (text, language) in enumerate(zip(texts, languages, strict=True))
    ]


def _groups(texts: Sequence[str], languages: Sequence[str]) -> Iterator[tuple[str, Sequence[int]]]:
    """Texts of one language, all of them in ASCII or none, by their numbers."""
    groups: dict[tuple[str, bool], list[int]] = {}
    for number, kind in enumerate(zip(languages, map(str.isascii, texts), strict=True)):
        groups.setdefault(kind, []).append(number)
    for (language, _), numbers in groups.items():
        first = size = 0
        for place, number in enumerate(numbers):
            size += min(len(texts[number]), READ)
            if size > _TOGETHER:
                yield language, numbers[first:place]
                first, size = place, min(len(texts[number]), READ)
        yield language, numbers[first:]


_NO_MARK, _MARKS = (0, 0, -1), (0, 0, -2)  # see `find_stretches`


class _Working(threading.local):
    """Where the kernels work, for each thread."""

    def __init__(self) -> None:
        self.slots = np.empty(_SLOTS, dtype=np.int32)
        self.forms, self.windows = np.empty((_FORMS, 2), dtype=np.int32), np.empty((_ROWS, 2), dtype=np.int32)
        self.rows, self.marks = np.empty((_ROWS, 3), dtype=np.int32), np.empty((2 * _ROWS, 3), dtype=np.int32)
        self.joins = np.empty(_FORMS, dtype=np.int32)
        self.lasts = np.empty(_PARTS, dtype=np.int32)


_working = _Working()


class _Page:
    """Some texts of one language, all of them in ASCII or none; none of them may be long enough to be cut."""

    def __init__(self, texts: Sequence[str], finder: Finder | None, parts: int) -> None:
        self._texts, self._finder, self._parts = texts, finder, parts
        joint = "".join(texts)
        self._is_ascii = joint.isascii()
        self._joint = joint
        content = joint.encode("ascii" if self._is_ascii else "utf-32-le", "surrogatepass")
        self._codes = np.frombuffer(content, _BYTE if self._is_ascii else _CODE)
        count = len(texts)
        self._bounds = np.fromiter(accumulate(map(len, texts), initial=0), np.int64, count + 1)
        self._left, self._ends = np.zeros(count, dtype=np.uint8), np.zeros(count, dtype=np.int64)
        self._chosen = np.empty((count, 5), dtype=np.int64)
        self._passages = np.empty((2 * count, 5), dtype=np.int64)

    def snippets(self) -> Iterator[tuple[int, Snippet]]:
        """The number of each text that needs no more, and its snippet."""
        assert showing is not None
        assert marking is not None
        forms, working = self._forms(), _working
        undone = showing.choose_passages(
            self._codes, self._bounds, working.rows, self._ends, forms, _traits(), _SIZES, working.marks,
            working.windows, working.lasts[: self._parts], self._left, self._chosen, self._passages,
        )  # fmt: skip
        if undone:
            self._place_passages()
        written = np.empty((2 * len(self._texts), 2), dtype=np.int64)
        out = np.empty(_HTML * (8 + len(self._texts)), dtype=self._codes.dtype)
        count = marking.write_passages(
            self._codes, self._bounds, self._passages, working.marks, _traits(), out, written
        )
        return self._read(out, written[:count])

    def _forms(self) -> NDArray[np.int64]:
        """Finds the stretches that may be marked; gives the marks of the distinct ones, for `choose_passages`."""
        assert showing is not None
        if (finder := self._finder) is None:
            return np.empty((0, 3), dtype=np.int64)
        working = _working
        count, joins = showing.find_stretches(
            self._codes, self._bounds, classes_of_characters(), finder.heads, *room.of(max(map(len, self._texts))),
            working.slots, working.forms, working.rows, working.joins, self._ends, self._left,
        )  # fmt: skip
        joint = self._joint
        found = [finder.stretches[joint[start:end]] for start, end in working.forms[:count].tolist()]
        self._leave_joined(finder, working.joins[:joins], [each.may_be_joined for each in found])
        marks = [_NO_MARK if not each.marks else each.marks[0] if len(each.marks) == 1 else _MARKS for each in found]
        return np.array(marks, dtype=np.int64).reshape(-1, 3)

    def _leave_joined(self, finder: Finder, places: NDArray[np.int32], is_joined: Sequence[bool]) -> None:
        """Leaves texts with joined words that are asked for: at some places, or that some stretches are part of."""
        if any(is_joined):
            rows = _working.rows[: self._ends[-1]]
            places = np.append(places, rows[np.array(is_joined)[rows[:, 0]], 1])
        if len(places):
            bounds, left = self._bounds.tolist(), self._left
            numbers = np.searchsorted(self._bounds, places, "right") - 1
            for number, place in zip(numbers.tolist(), places.tolist(), strict=True):
                if not left[number] and finder.has_joined(self._texts[number], place - bounds[number]):
                    left[number] = 1

    def _place_passages(self) -> None:
        """The passages of those texts of which the kernel had none."""
        chosen, passages = self._chosen, self._passages
        for number in np.flatnonzero((passages[::2, 0] >= 0) & ((passages[::2, 1] < 0) | (chosen[:, 2] >= 0))).tolist():
            *best, start, end, length = chosen[number].tolist()
            windows = [(best[0], best[1]), (start, end)] if start >= 0 else [(best[0], best[1])]
            for row, passage in enumerate(passages_around(self._texts[number], windows, length), 2 * number):
                passages[row, :3] = number, *passage

    def _read(self, out: NDArray[np.uint8 | np.uint32], written: NDArray[np.int64]) -> Iterator[tuple[int, Snippet]]:
        """What is written of each text."""
        size = int(written[:, 0].max(initial=0))
        html = out[:size].tobytes().decode("ascii" if self._is_ascii else "utf-32-le", "surrogatepass")
        places, has_marks = self._chosen[:, 0].tolist(), self._passages[::2, 3] < self._passages[::2, 4]
        rows, at = written.tolist(), 0
        for number, (first, second, is_marked) in enumerate(
            zip(rows[::2], rows[1::2], has_marks.tolist(), strict=False)  # what there is no room for is left
        ):
            (end, edges), (last, last_edges) = first, second
            if end >= 0 and last >= 0 and edges in _EDGES:
                before, after = _EDGES[edges]
                shown = f"{before}{html[at:end]}{after}"
                if last_edges in _EDGES:
                    before, after = _EDGES[last_edges]
                    shown = one_after_the_other([shown, f"{before}{html[end:last]}{after}"])
                yield number, Snippet(shown, places[number] if is_marked else None)
            at = max(at, end, last)


@cache
def _traits() -> NDArray[np.uint8]:
    """The traits of each character, as the kernels want them; the last ones are those of all that follow."""
    assert marking is not None
    characters = "".join(map(chr, range(_KNOWN)))
    traits = np.zeros(_KNOWN + 1, dtype=np.uint8)
    kinds = {
        r"\s": marking.SPACE,
        f"[{ENDS}]": marking.ENDING,
        f"[{UNSPACED}]": marking.UNSPACED,
        "[&<>\"']": marking.QUOTED,
    }
    for pattern, trait in {**kinds, WIDE.pattern: marking.WIDE}.items():
        for match in re.finditer(f"(?:{pattern})+", characters):
            traits[match.start() : match.end()] |= trait
    traits[:_KNOWN][[not character.isprintable() for character in characters]] |= marking.UNPRINTABLE
    traits[_KNOWN] = marking.UNKNOWN | marking.ENDING
    return traits
