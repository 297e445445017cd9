"""Kernels: numba's and numpy's pack the same words, and unpack what was packed."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from indexer.engine.kernels import BLOCK, load

pytestmark = pytest.mark.any_whoosh


def _modules(part: str = "") -> list[ModuleType]:
    try:
        return [load("numpy", part), load("numba", part)]
    except ImportError:
        return [load("numpy", part)]


MODULES, PACKING = _modules(), _modules("_blocks")


def _values(width: int, count: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    values = random.integers(0, 1 << width, count, dtype=np.uint64).astype(np.uint32)
    if width and count:
        values[random.integers(count)] |= np.uint32(1 << width - 1)
    return values


@pytest.mark.parametrize("kernels", MODULES)
@pytest.mark.parametrize("width", range(33))
def test_blocks_and_runs_of_every_width(kernels: ModuleType, width: int) -> None:
    values = _values(width, BLOCK, width)
    assert kernels.width_of(values, 0, BLOCK) == width
    words = np.zeros(4 * width + 1, dtype=np.uint32)
    kernels.pack_block(values, 0, words, 0, width)
    out = np.full(BLOCK, 7, dtype=np.uint32)
    kernels.unpack_block(words, 0, width, out, 0)
    assert np.array_equal(out, values)
    for count in (0, 1, 5, 127):
        words = np.zeros(132, dtype=np.uint32)
        kernels.pack_bits(values, 0, count, words, 13, width)
        out = np.full(count, 7, dtype=np.uint32)
        kernels.unpack_bits(words, 13, width, count, out, 0)
        assert np.array_equal(out, values[:count])


@pytest.mark.parametrize("kernels", MODULES)
@pytest.mark.parametrize("count", [1, 2, 127, 128, 129, 256, 1000])
@pytest.mark.parametrize("spread", [1, 3, 1 << 20])
def test_lists(kernels: ModuleType, count: int, spread: int) -> None:
    random = np.random.default_rng(count + spread)
    documents = (np.cumsum(random.integers(1, spread + 1, 2 * count)) - 1).astype(np.uint32)
    documents[count:] -= documents[count]
    frequencies = np.maximum(random.geometric(0.3, 2 * count), 1).astype(np.uint32)
    lengths = random.integers(1, 255, 2 * count).astype(np.uint8)
    positions = np.concatenate([np.sort(random.integers(0, 1000, n)) for n in frequencies]).astype(np.uint32)
    starts = np.array([0, count, 2 * count])
    packed = []
    for module in PACKING:
        words, places = np.zeros(9000, dtype=np.uint32), np.zeros(3, dtype=np.int64)
        used = module.encode_lists(documents, frequencies, lengths, starts, words, places)
        more, more_places = np.zeros(20000, dtype=np.uint32), np.zeros(3, dtype=np.int64)
        more_used = module.encode_positions(positions, frequencies, starts, more, more_places)
        packed.append((words, places, more, more_places, used, more_used))
    for ours, theirs in zip(packed[0], packed[-1], strict=True):
        assert np.array_equal(ours, theirs)
    words, places, more, more_places, _, _ = packed[0]
    at = 0
    for term in range(2):
        part = slice(term * count, (term + 1) * count)
        out, found = np.empty(count, dtype=np.uint32), np.empty(count, dtype=np.uint32)
        kernels.decode_documents(words, places[term], count, out)
        assert np.array_equal(out, documents[part])
        kernels.decode_frequencies(words, places[term], count, found)
        assert np.array_equal(found, frequencies[part])
        total = int(found.sum())
        where = np.empty(total, dtype=np.uint32)
        kernels.decode_positions(more, more_places[term], count, found, where)
        assert np.array_equal(where, positions[at : at + total])
        at += total


@pytest.mark.parametrize("kernels", MODULES)
@pytest.mark.parametrize("count", [1, 127, 128, 129, 1000])
def test_columns(kernels: ModuleType, count: int) -> None:
    random = np.random.default_rng(count)
    for most in (1, 2, 1000, 1 << 32):
        values = random.integers(0, most, count) + 5_000_000_000
        words = np.zeros(count + 1, dtype=np.uint32)
        bases, places = np.empty((2, -(-count // BLOCK)), dtype=np.int64)
        assert kernels.encode_column(values, words, bases, places) <= count
        out = np.empty(count - count // 3, dtype=np.int64)
        kernels.decode_column(words, bases, places, count // 3, count, out)
        assert np.array_equal(out, values[count // 3 :])
    values = np.array([0, 1 << 32])
    assert kernels.encode_column(values, np.zeros(3, dtype=np.uint32), bases, places) == -1 or count > BLOCK


@pytest.mark.parametrize("kernels", PACKING)
def test_what_the_dictionary_says_of_lists(kernels: ModuleType) -> None:
    frequencies, lengths = np.array([3, 1, 1, 7], dtype=np.uint32), np.array([0, 9, 5, 0], dtype=np.uint8)
    out = [np.empty(2, dtype=np.int64) for _ in range(4)]
    kernels.summarise_lists(frequencies, lengths, np.array([0, 3, 4]), *out)
    assert [each.tolist() for each in out] == [[2, 6], [5, 0], [9, 0], [3, 7]]
