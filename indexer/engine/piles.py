"""Puts the tokens of a field in the order of their terms.

To write each token at once where those of its term stand misses the caches at almost every token of a rare term, since
there are hundreds of thousands of such places. So tokens are dealt to a few hundred piles of neighbouring terms first,
and then each pile is put in order, whose places fit into the caches (radix partitioning; Manegold, Boncz and Kersten,
"Optimizing main-memory join on modern hardware", 2002).
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.engine.kernels import inverting as kernels
from indexer.engine.runs import parts

TOKENS = 30_000_000  # that are dealt together
TOGETHER = 1 << 18  # that are put in order together: few enough that they are still in a cache when they are packed
SLACK = 4  # a room is a quarter larger than what it is for, which takes no memory until it is used
_OWN: dict[str, int] = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_PRIVATE") else {}
_PILES = 8  # bits of their number
_WORD = 64  # bits

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The tokens of the slots from `first` to before `end`: a cell for each, those of slot `first + s` from `starts[s]`
    on. A cell is the number of the document above the position, which has `position_bits`."""

    first: int
    end: int
    cells: NDArray[np.uint64]
    starts: Ints
    position_bits: int


class Room:
    """Memory for numbers that is kept for the next ones: to be given pages anew costs more than to fill them.

    It is asked of the system in pages of the usual size. numpy would have large ones, of which the first use costs a
    quarter of that on a machine of one's own, and six times as much on one whose memory its host has yet to find.
    """

    def __init__(self) -> None:
        self._numbers = np.empty(0, dtype=np.uint64)

    def of(self, size: int) -> NDArray[np.uint64]:
        """Room for so many numbers, which ends what the room before was for."""
        if len(self._numbers) < size:
            self._numbers = np.empty(0, dtype=np.uint64)  # first the smaller one goes
            self._numbers = np.frombuffer(mmap.mmap(-1, 8 * (size + size // SLACK), **_OWN), dtype=np.uint64)
        return self._numbers[:size]


class Rooms:
    """Where the tokens of one field after the other are dealt and ordered."""

    def __init__(self) -> None:
        self.dealt, self.ordered = Room(), Room()


def tokens_in_order(
    slots: NDArray[np.int32], starts: Ints, counts: Ints, rooms: Rooms, *, renumber: bool
) -> Iterator[Ordered]:
    """Puts tokens in the order of their slots, some slots at a time, each there until the next.

    Document d has the tokens `slots[starts[d]:starts[d + 1]]`; `counts` tells how many tokens there are of all slots
    before each one, and of all. `renumber` is as in `kernels.deal_tokens`.
    """
    position_bits = int(np.diff(starts).max(initial=0)).bit_length()
    cell_bits = position_bits + len(starts).bit_length()
    for first, end in parts(counts, size=TOKENS, most=1 << (_WORD - cell_bits)):
        own = counts[first : end + 1] - counts[first]
        pile_bits = max((end - first - 1).bit_length() - _PILES, 0)
        piles = np.append(own[: -1 : 1 << pile_bits], own[-1])
        dealt = rooms.dealt.of(int(own[-1]) + 1)  # the last one for tokens of other slots
        kernels.deal_tokens(
            slots, starts, first, end - first, renumber, position_bits, cell_bits, pile_bits, piles.copy(), dealt
        )
        for low, high in parts(piles, size=TOGETHER):
            least, most = low << pile_bits, min(high << pile_bits, end - first)
            ours = own[least : most + 1] - own[least]
            cells = rooms.ordered.of(int(ours[-1]))
            kernels.order_tokens(dealt[piles[low] : piles[high]], least, cell_bits, ours[:-1].copy(), cells)
            yield Ordered(first + least, first + most, cells, ours, position_bits)
