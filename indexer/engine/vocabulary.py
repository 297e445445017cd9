"""The numbers of words: each distinct surface form is analysed once, and stands for its term from then on.

Forms are numbered in the order in which they are met. That two forms have the same term is found out when the terms
are sorted, for the dictionary of a segment.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engine.chains import Chain
from indexer.engine.dictionary import Terms
from indexer.engine.kernels import cutting, inverting
from indexer.engine.runs import sums

FORM = 150  # bytes that a form takes, in the mean

_ROOM = 1 << 22  # bytes of texts, for which the memory is kept
_FREQUENT, _ALL = 0x10000, 0x110000  # characters that have a class: at first, and once a text has others

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]


class _Given(dict[str, int]):
    """The numbers of what is a term already. Raises UnicodeEncodeError for what is no text."""

    def __init__(self, add: Callable[[str], int]) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, term: str) -> int:
        number = self[term] = self._add(term)
        return number


class Vocabulary(dict[str, int]):
    """The numbers of surface forms, and their terms: `vocabulary[form]` is the number of a form.

    `given[term]` is the number of what is a term already.
    """

    def __init__(self, chain: Chain) -> None:
        super().__init__()
        self.chain = chain
        self.forget()

    def forget(self) -> None:
        """Starts anew. No number may be in use."""
        self.clear()
        self.given = _Given(self._add)
        self._text = bytearray()  # the terms of all forms
        self._offsets = array("q", [0])
        self._without: dict[int, int] = {}  # forms without a term: GONE or BLANK
        self._cutter: Cutter | None = None

    @property
    def count(self) -> int:
        """How many forms there are."""
        return len(self._offsets) - 1

    @property
    def size(self) -> int:
        """In bytes."""
        return FORM * self.count

    @property
    def terms(self) -> Terms:
        """The terms of the forms, by their numbers."""
        return Terms(np.frombuffer(bytes(self._text), dtype=np.uint8), np.array(self._offsets, dtype=np.int64))

    def numbers(self) -> Numbers:
        """For each form its number, or GONE or BLANK."""
        numbers = np.arange(self.count, dtype=np.int32)
        numbers[list(self._without)] = list(self._without.values())
        return numbers

    def __missing__(self, form: str) -> int:
        number = self[form] = self._add(self.chain.term(form))
        return number

    def _add(self, term: str | int) -> int:
        offsets = self._offsets
        number = len(offsets) - 1
        if isinstance(term, str):
            self._text += term.encode()
        else:
            self._without[number] = term
        offsets.append(len(self._text))
        return number

    def add_forms(self, forms: Terms) -> None:
        """Adds forms that are their own terms."""
        base = len(self._text)
        self._text += forms.text.data
        self._offsets.frombytes((forms.offsets[1:] + base).tobytes())

    def add_surfaces(self, surfaces: Sequence[str]) -> None:
        """Adds forms that are analysed."""
        for surface in surfaces:
            self._add(self.chain.term(surface))

    @property
    def cutter(self) -> Cutter | None:
        """What cuts texts faster than the chain does, where that can be."""
        if self.chain.characters is None or cutting is None:
            return None
        if self._cutter is None:
            self._cutter = Cutter(self, self.chain.characters)
        return self._cutter


class Cutter:
    """Cuts many texts at once into the numbers of their forms, by a table of the forms that it has met."""

    def __init__(self, vocabulary: Vocabulary, classes: Callable[[int], Bytes]) -> None:
        self._vocabulary = vocabulary
        self._all_classes = classes
        self._classes = classes(_FREQUENT)
        self._rows = np.zeros(1 << 12, dtype=np.uint64)
        self._places = np.empty(1 << 11, dtype=np.int64)
        self._keys = np.empty(1 << 14, dtype=np.uint8)
        self._entered, self._filled = 0, 0
        self._numbers, self._edges = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64)
        self._texts = BytesIO()  # whose memory serves the next texts

    def cut(self, texts: list[bytes]) -> tuple[Numbers, Ints]:
        """The numbers of the forms in some texts, which are in UTF-8, and where those of each text end.

        They are there until the next are cut.
        """
        assert cutting is not None
        if self._texts.tell() > _ROOM:
            self._texts = BytesIO()
        self._texts.seek(0)
        self._texts.writelines([*texts, bytes(cutting.ROOM)])
        units = np.frombuffer(self._texts.getbuffer(), dtype=np.uint8, count=self._texts.tell())
        sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        bounds, longest = sums(sizes), int(sizes.max(initial=0))
        if len(self._edges) <= longest:
            self._edges = np.empty(2 * longest + 1, dtype=np.int64)
        if len(self._numbers) <= (len(units) + len(texts)) // 2:
            self._numbers = np.empty(len(units) + len(texts), dtype=np.int32)
        edges, numbers = self._edges, self._numbers
        ends = np.empty(len(texts), dtype=np.int64)
        found, text = 0, 0
        while text < len(texts):
            first, filled = self._vocabulary.count, self._filled
            state = np.array([found, first, self._entered, filled, 0], dtype=np.int64)
            text = cutting.cut_tokens(
                units, bounds, text, self._classes, self._rows, self._places, self._keys, edges, numbers, ends, state
            )
            found, end, self._entered, self._filled, stopped = state.tolist()
            if end > first:
                self._add(np.append(self._places[first:end], self._filled) - filled, self._keys[filled : self._filled])
            if stopped == cutting.UNKNOWN:
                self._classes = self._all_classes(_ALL)
            elif stopped:
                self._make_room(longest)
        return numbers[:found], ends

    def _add(self, offsets: Ints, forms: Bytes) -> None:
        """Adds new forms to the vocabulary."""
        if self._vocabulary.chain.identical:
            self._vocabulary.add_forms(Terms(forms, offsets))
            return
        text = forms.tobytes()
        self._vocabulary.add_surfaces([text[start:end].decode() for start, end in pairwise(offsets.tolist())])

    def _make_room(self, longest: int) -> None:
        """For another form at least, of at most so many bytes."""
        assert cutting is not None
        if 4 * self._entered >= len(self._rows):
            smaller, self._rows = self._rows, np.zeros(2 * len(self._rows), dtype=np.uint64)
            cutting.enlarge_table(smaller, self._rows)
        if self._vocabulary.count >= len(self._places):
            self._places = _grown(self._places, 2 * self._vocabulary.count)
        if self._filled + longest + cutting.ROOM > len(self._keys):
            self._keys = _grown(self._keys, 2 * (self._filled + longest + cutting.ROOM))


def _grown(values: NDArray[Any], size: int) -> NDArray[Any]:
    """A longer copy of an array."""
    grown = np.empty(size, dtype=values.dtype)
    grown[: len(values)] = values
    return grown


def in_order(terms: Terms, chosen: Ints) -> tuple[Terms, Ints]:
    """The distinct ones among the chosen terms, sorted; and the place of each chosen one among them.

    Terms are sorted by seven bytes at a time, those that are still equal by the next seven, and so on: the radix sort
    of strings from the left (Knuth, "The art of computer programming", volume 3, section 5.2.5), with comparisons of
    whole numbers in place of buckets.
    """
    ranks = np.zeros(len(chosen), dtype=np.int64)  # how many are less, as far as is known
    open_, depth = np.arange(len(chosen)), 0  # whose rank may change yet
    while len(open_):
        keys = np.empty(len(open_), dtype=np.uint64)
        inverting.order_keys(terms.text, terms.offsets, chosen[open_], depth, keys)
        order = np.lexsort((keys, ranks[open_])) if depth else np.argsort(keys)
        keys, open_ = keys[order], open_[order]
        changed = np.ones(len(open_), dtype=bool)
        changed[1:] = (keys[1:] != keys[:-1]) | (ranks[open_[1:]] != ranks[open_[:-1]])
        firsts = np.flatnonzero(changed)
        sizes = np.diff(np.append(firsts, len(open_)))
        group_starts = firsts if not depth else _within(ranks[open_], firsts)
        ranks[open_] = np.repeat(group_starts, sizes)
        again = np.repeat(sizes > 1, sizes) & (keys & np.uint64(0xFF) == 7)
        open_, depth = open_[again], depth + 7
    used = np.zeros(len(chosen) + 1, dtype=bool)
    used[ranks] = True
    places = (np.cumsum(used) - 1)[ranks]
    examples = np.empty(int(used.sum()), dtype=np.int64)
    examples[places] = chosen
    offsets = sums(np.diff(terms.offsets)[examples])
    text = np.empty(offsets[-1], dtype=np.uint8)
    inverting.gather_terms(terms.text, terms.offsets, examples, offsets, text)
    return Terms(text, offsets), places


def _within(ranks: Ints, firsts: Ints) -> Ints:
    """The new ranks of runs that start at `firsts`, among items in the order of their ranks before."""
    starts = np.searchsorted(ranks, ranks[firsts])
    new: Ints = ranks[firsts] + firsts - starts
    return new
