# mypy: disable-error-code="assignment,return-value,arg-type"
# numba's whole numbers are of one type, where mypy sees Python's and numpy's.
"""Numbers of few bits, packed and unpacked: kernels that are compiled ahead as those of `compiled.py`.

Full blocks have the vertical layout of Lemire and Boytsov, "Decoding billions of integers per second through
vectorization" (2015): value number i is in lane i % 4 of row i // 4, and the rows of a lane are packed one after the
other, so that four neighbouring words are worked on at once. Shorter runs are packed in order ("horizontally").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

BLOCK = 128
_LANES = 4
_ROWS = BLOCK // _LANES

Loop = TypeVar("Loop", bound=Callable[..., Any])
_ONE, _TWO, _THREE, _FOUR = np.uintp(1), np.uintp(2), np.uintp(3), np.uintp(4)
_BITS, _WORD = np.uint32(32), np.uint64(32)  # of a word
_LOWER = np.uint64(0xFFFFFFFF)

Words = NDArray[np.uint32]

_words = types.Array(types.uint32, 1, "C", readonly=True)
_words_out = types.Array(types.uint32, 1, "C")
_int = types.int64


def _kernel(*signature: Any, result: Any = types.void, arrays: bool = True) -> Callable[[Loop], Loop]:
    """`arrays`: whether the kernel makes any. If not, numba need not count who refers to those that it is given, which
    for a kernel that others call in their loops would cost as much as the work itself."""
    compiled: Callable[[Loop], Loop] = njit(
        result(*signature), cache=True, nogil=True, error_model="numpy", _nrt=arrays
    )
    return compiled


@_kernel(_words, _int, _int, result=_int, arrays=False)
def width_of(values: Words, start: int, count: int) -> int:
    """How many bits the greatest of the values needs."""
    seen = np.uint32(0)
    for number in range(start, start + count):
        seen |= values[number]
    width = 0
    while seen:
        seen >>= np.uint32(1)
        width += 1
    return width


@_kernel(_words, _int, _int, _words_out, _int, _int, arrays=False)
def pack_bits(values: Words, start: int, count: int, words: Words, bit: int, width: int) -> None:
    """Packs values in order, from a bit of `words` on, which must be zero there."""
    word, shift, bits = np.uintp(bit >> 5), np.uint64(bit & 31), np.uint64(width)
    waiting = np.uint64(words[word])  # the bits of the word that is being filled, and of the next one
    for number in range(np.uintp(start), np.uintp(start + count)):
        waiting |= np.uint64(values[number]) << shift
        shift += bits
        if shift >= _WORD:
            words[word] = np.uint32(waiting & _LOWER)
            waiting >>= _WORD
            shift -= _WORD
            word += _ONE
    if shift:
        words[word] = np.uint32(waiting)


@_kernel(_words, _int, _int, _int, _words_out, _int, arrays=False)
def unpack_bits(words: Words, bit: int, width: int, count: int, out: Words, at: int) -> None:
    """Unpacks what `pack_bits` packed to `out`, from `at` on."""
    mask = (np.uint64(1) << np.uint64(width)) - np.uint64(1)
    if width == 0:
        for number in range(at, at + count):
            out[number] = 0
        return
    for number in range(at, at + count):
        word, shift = bit >> 5, np.uint64(bit & 31)
        pair = np.uint64(words[word]) | (np.uint64(words[word + 1]) << np.uint64(32))
        out[number] = np.uint32((pair >> shift) & mask)
        bit += width


@_kernel(_words, _int, _words_out, _int, _int, arrays=False)
def pack_block(values: Words, start: int, words: Words, place: int, width: int) -> None:
    """Packs 128 values in the vertical layout into 4 * width words, which must be zero."""
    source, target, shift, step = np.uintp(start), np.uintp(place), np.uint32(0), np.uint32(width)
    zero, one, two, three = np.uint32(0), np.uint32(0), np.uint32(0), np.uint32(0)  # the words that are being filled
    for _ in range(_ROWS if width else 0):
        first, second = values[source], values[source + _ONE]
        third, fourth = values[source + _TWO], values[source + _THREE]
        zero |= first << shift
        one |= second << shift
        two |= third << shift
        three |= fourth << shift
        shift += step
        if shift >= _BITS:
            words[target], words[target + _ONE] = zero, one
            words[target + _TWO], words[target + _THREE] = two, three
            target += _FOUR
            shift -= _BITS
            written = (step - shift) & np.uint32(31)  # bits; all 32 of a number leave nothing, and no such shift is one
            zero = first >> written if shift else np.uint32(0)
            one = second >> written if shift else np.uint32(0)
            two = third >> written if shift else np.uint32(0)
            three = fourth >> written if shift else np.uint32(0)
        source += _FOUR


@_kernel(_words, _int, _int, _words_out, _int, arrays=False)
def unpack_block(words: Words, place: int, width: int, out: Words, at: int) -> None:
    """Unpacks what `pack_block` packed to `out`, from `at` on."""
    to = np.uintp(at)  # unsigned places: numba then has no negative ones to think of
    if width == 0:
        for _ in range(BLOCK):
            out[to] = 0
            to += _ONE
        return
    mask = np.uint32((np.uint64(1) << np.uint64(width)) - np.uint64(1))
    source, shift, step = np.uintp(place), np.uint32(0), np.uint32(width)
    zero, one, two, three = words[source], words[source + _ONE], words[source + _TWO], words[source + _THREE]
    for row in range(_ROWS):
        if shift + step <= _BITS:
            out[to] = (zero >> shift) & mask
            out[to + _ONE] = (one >> shift) & mask
            out[to + _TWO] = (two >> shift) & mask
            out[to + _THREE] = (three >> shift) & mask
            shift += step
            if shift == _BITS and row < _ROWS - 1:
                source += _FOUR
                zero, one, two, three = (
                    words[source],
                    words[source + _ONE],
                    words[source + _TWO],
                    words[source + _THREE],
                )
                shift = np.uint32(0)
        else:
            source += _FOUR
            low, high = shift, _BITS - shift
            next_zero, next_one = words[source], words[source + _ONE]
            next_two, next_three = words[source + _TWO], words[source + _THREE]
            out[to] = ((zero >> low) | (next_zero << high)) & mask
            out[to + _ONE] = ((one >> low) | (next_one << high)) & mask
            out[to + _TWO] = ((two >> low) | (next_two << high)) & mask
            out[to + _THREE] = ((three >> low) | (next_three << high)) & mask
            zero, one, two, three = next_zero, next_one, next_two, next_three
            shift = shift + step - _BITS
        to += _FOUR
