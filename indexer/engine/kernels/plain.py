"""The kernels without a compiler: the functions of `compiled.py`, over numpy. What they do is said there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BLOCK = 128
_LANES = 4
_ROWS = BLOCK // _LANES
_WIDTH_BITS = 6
_ENTRY = 4

Words = NDArray[np.uint32]
Ints = NDArray[np.int64]
_LOW = np.uint64(0xFFFFFFFF)


def width_of(values: Words, start: int, count: int) -> int:
    return int(np.bitwise_or.reduce(values[start : start + count], initial=0)).bit_length()


def pack_bits(values: Words, start: int, count: int, words: Words, bit: int, width: int) -> None:
    if width == 0 or count == 0:
        return
    bits = bit + width * np.arange(count, dtype=np.int64)
    pairs = values[start : start + count].astype(np.uint64) << (bits & 31).astype(np.uint64)
    np.bitwise_or.at(words, bits >> 5, (pairs & _LOW).astype(np.uint32))
    high = (bits & 31) + width > 32
    np.bitwise_or.at(words, (bits[high] >> 5) + 1, (pairs[high] >> np.uint64(32)).astype(np.uint32))


def unpack_bits(words: Words, bit: int, width: int, count: int, out: Words, at: int) -> None:
    if width == 0 or count == 0:
        out[at : at + count] = 0
        return
    bits = bit + width * np.arange(count, dtype=np.int64)
    place = bits >> 5
    pairs = words[place].astype(np.uint64) | words[place + 1].astype(np.uint64) << np.uint64(32)
    out[at : at + count] = (pairs >> (bits & 31).astype(np.uint64)) & np.uint64((1 << width) - 1)


def pack_block(values: Words, start: int, words: Words, place: int, width: int) -> None:
    rows = values[start : start + BLOCK].reshape(_ROWS, _LANES)
    for lane in range(_LANES):
        packed = np.zeros(width + 1, dtype=np.uint32)
        pack_bits(np.ascontiguousarray(rows[:, lane]), 0, _ROWS, packed, 0, width)
        words[place + lane : place + _LANES * width : _LANES] = packed[:width]


def unpack_block(words: Words, place: int, width: int, out: Words, at: int) -> None:
    if width == 0:
        out[at : at + BLOCK] = 0
        return
    rows = np.zeros((width + 1, _LANES), dtype=np.uint64)
    rows[:width] = words[place : place + _LANES * width].reshape(width, _LANES)
    bits = width * np.arange(_ROWS, dtype=np.int64)
    pairs = rows[bits >> 5] | rows[(bits >> 5) + 1] << np.uint64(32)
    values = (pairs >> (bits & 31).astype(np.uint64)[:, None]) & np.uint64((1 << width) - 1)
    out[at : at + BLOCK] = values.ravel()


def decode_block(words: Words, place: int, count: int, block: int, documents: Words, at: int) -> int:
    size = min(count - block * BLOCK, BLOCK)
    before = -1
    start = place
    if count >= BLOCK:
        entry = place + _ENTRY * block
        before = int(words[entry - _ENTRY]) if block else -1
        start += int(words[entry + 1])
    if size == BLOCK:
        unpack_block(words, start, int(words[place + _ENTRY * block + 3]) >> 8 & 63, documents, at)
    else:
        unpack_bits(words, start * 32 + 2 * _WIDTH_BITS, int(words[start]) & 63, size, documents, at)
    documents[at : at + size] = np.cumsum(documents[at : at + size].astype(np.int64) + 1) + before
    return size


def decode_block_frequencies(words: Words, place: int, count: int, block: int, frequencies: Words, at: int) -> int:
    size = min(count - block * BLOCK, BLOCK)
    start = place
    if count >= BLOCK:
        start += int(words[place + _ENTRY * block + 1])
    if size == BLOCK:
        widths = int(words[place + _ENTRY * block + 3]) >> 8
        unpack_block(words, start + _LANES * (widths & 63), widths >> 6 & 63, frequencies, at)
    else:
        widths = int(words[start])
        bit = start * 32 + 2 * _WIDTH_BITS + size * (widths & 63)
        unpack_bits(words, bit, widths >> _WIDTH_BITS & 63, size, frequencies, at)
    frequencies[at : at + size] += np.uint32(1)
    return size


def decode_documents(words: Words, place: int, count: int, documents: Words) -> None:
    for block in range(-(-count // BLOCK)):
        decode_block(words, place, count, block, documents, block * BLOCK)


def decode_frequencies(words: Words, place: int, count: int, frequencies: Words) -> None:
    for block in range(-(-count // BLOCK)):
        decode_block_frequencies(words, place, count, block, frequencies, block * BLOCK)


def decode_block_positions(
    words: Words, place: int, count: int, block: int, frequencies: Words, posting: int, positions: Words, at: int
) -> int:
    size = min(count - block * BLOCK, BLOCK)
    start = place + (int(words[place + block]) if count >= BLOCK else 0)
    ours = frequencies[posting : posting + size].astype(np.int64)
    total = int(ours.sum())
    parts, widths = total // BLOCK, start
    start += (parts + 3) >> 2
    for part in range(parts):
        width = int(words[widths + (part >> 2)]) >> 8 * (part & 3) & 63
        unpack_block(words, start, width, positions, at + part * BLOCK)
        start += _LANES * width
    if rest := total - parts * BLOCK:
        unpack_bits(words, start * 32 + _WIDTH_BITS, int(words[start]) & 63, rest, positions, at + parts * BLOCK)
    gaps = positions[at : at + total].astype(np.int64)
    sums = np.cumsum(gaps)
    firsts = np.cumsum(ours) - ours
    positions[at : at + total] = sums - np.repeat(sums[firsts] - gaps[firsts], ours)
    return total


def decode_positions(words: Words, place: int, count: int, frequencies: Words, positions: Words) -> None:
    at = 0
    for block in range(-(-count // BLOCK)):
        at += decode_block_positions(words, place, count, block, frequencies, block * BLOCK, positions, at)


def encode_column(values: Ints, words: Words, bases: Ints, places: Ints) -> int:
    at = 0
    for block in range(len(bases)):
        ours = values[block * BLOCK : (block + 1) * BLOCK]
        least = int(ours.min())
        if int(ours.max()) - least > 0xFFFFFFFF:
            return -1
        rest = (ours - least).astype(np.uint32)
        width = width_of(rest, 0, len(rest))
        bases[block] = least
        places[block] = at << 6 | width
        pack_bits(rest, 0, len(rest), words, at * 32, width)
        at += (len(rest) * width + 31) >> 5
    return at


def decode_column(words: Words, bases: Ints, places: Ints, start: int, end: int, out: Ints) -> None:
    numbers = np.arange(start, end, dtype=np.int64)
    blocks = numbers // BLOCK
    widths = places[blocks] & 63
    bits = (places[blocks] >> 6) * 32 + numbers % BLOCK * widths
    # a block of width 0 has no words, and may stand at the end
    place = np.where(widths > 0, bits >> 5, 0)
    following = np.minimum(place + 1, len(words) - 1)
    pairs = words[place].astype(np.uint64) | words[following].astype(np.uint64) << np.uint64(32)
    masks = (np.uint64(1) << widths.astype(np.uint64)) - np.uint64(1)
    out[:] = bases[blocks] + ((pairs >> (bits & 31).astype(np.uint64)) & masks).astype(np.int64)


def encode_terms(text: NDArray[np.uint8], offsets: Ints, per_block: int, out: NDArray[np.uint8], places: Ints) -> int:
    whole, bounds = text.tobytes(), offsets.tolist()
    coded = bytearray()
    before = b""
    for term in range(len(bounds) - 1):
        current = whole[bounds[term] : bounds[term + 1]]
        shared = 0
        if term % per_block:
            for ours, theirs in zip(current, before, strict=False):
                if ours != theirs:
                    break
                shared += 1
            _write_number(shared, coded)
        else:
            places[term // per_block] = len(coded)
        _write_number(len(current) - shared, coded)
        coded += current[shared:]
        before = current
    places[-1] = len(coded)
    out[: len(coded)] = np.frombuffer(bytes(coded), dtype=np.uint8)
    return len(coded)


def _write_number(value: int, out: bytearray) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def _read_number(coded: NDArray[np.uint8], at: int) -> tuple[int, int]:
    """The number at a place, and where it ends."""
    value, shift = 0, 0
    while (byte := int(coded[at])) > 127:
        value |= (byte & 127) << shift
        shift += 7
        at += 1
    return value | byte << shift, at + 1


def measure_terms(coded: NDArray[np.uint8], place: int, count: int, per_block: int, offsets: Ints) -> int:
    at, size = place, 0
    for term in range(count):
        offsets[term] = size
        shared, at = _read_number(coded, at) if term % per_block else (0, at)
        rest, at = _read_number(coded, at)
        size += shared + rest
        at += rest
    offsets[count] = size
    return size


def decode_terms(
    coded: NDArray[np.uint8], place: int, count: int, per_block: int, offsets: Ints, text: NDArray[np.uint8]
) -> None:
    at = place
    for term in range(count):
        shared, at = _read_number(coded, at) if term % per_block else (0, at)
        rest, at = _read_number(coded, at)
        start = int(offsets[term])
        if shared:
            before = int(offsets[term - 1])
            text[start : start + shared] = text[before : before + shared]
        text[start + shared : start + shared + rest] = coded[at : at + rest]
        at += rest
