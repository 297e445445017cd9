"""Tokens in order become the lists that coding their postings gives, compiled and plain."""

from __future__ import annotations

from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from indexer.engine import postings
from indexer.engine.kernels import load
from indexer.engine.runs import sums

pytestmark = pytest.mark.any_whoosh

POSITION_BITS = 9


@pytest.fixture(params=["numpy", "numba"])
def kernels(request: pytest.FixtureRequest) -> Any:
    try:
        return load(request.param, "_blocks")
    except ImportError:
        pytest.skip("numba is not there")


@pytest.mark.parametrize("positioned", [True, False])
@pytest.mark.parametrize("sizes", [(1,), (3, 1, 127, 1), (128, 129, 1), (700, 256, 2)])
def test_tokens_in_order_are_packed(kernels: ModuleType, sizes: tuple[int, ...], positioned: bool) -> None:
    random, coding = Random(len(sizes)), load("numpy", "_blocks")
    numbers = np.arange(1_000, dtype=np.uint32) * 3 + 5  # of the documents
    codes = (np.arange(4_000) % 9).astype(np.uint8)
    lists = []
    for size in sizes:
        owners = sorted(random.sample(range(1_000), size))
        lists.append({owner: sorted(random.sample(range(500), random.choice((1, 1, 3, 200)))) for owner in owners})
    cells = [owner << POSITION_BITS | place for each in lists for owner, places in each.items() for place in places]
    cell_starts = sums(np.array([sum(map(len, each.values())) for each in lists]))
    documents = numbers[[owner for each in lists for owner in each]]
    frequencies = np.array([len(places) for each in lists for places in each.values()], dtype=np.uint32)
    positions = np.array([place for each in lists for places in each.values() for place in places], dtype=np.uint32)
    starts, lengths, count = sums(np.array(sizes)), codes[documents], len(sizes)

    words = np.zeros(postings.list_room(len(documents), count), dtype=np.uint32)
    position_words = np.zeros(postings.position_room(len(cells), len(documents), count), dtype=np.uint32)
    places, position_places = np.zeros(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    columns = [np.empty(count, dtype=np.int64) for _ in range(4)]
    coding.encode_lists(documents, frequencies, lengths, starts, words, places)
    if positioned:
        coding.encode_positions(positions, frequencies, starts, position_words, position_places)
    coding.summarise_lists(frequencies, lengths, starts, *columns)

    packed, packed_positions = np.zeros_like(words), np.zeros_like(position_words)
    own, own_positions = np.empty_like(places), np.empty_like(places)
    ours = [np.empty(count, dtype=np.int64) for _ in range(5)]
    gaps = np.empty(int(np.diff(cell_starts).max()), dtype=np.uint32)
    kernels.pack_cells(
        *(np.array(cells, dtype=np.uint64), POSITION_BITS, cell_starts, numbers, codes, positioned, gaps),
        *(packed, own, packed_positions, own_positions, *ours),
    )
    found: list[Any] = [packed, own, packed_positions, own_positions, *ours]
    wanted: list[Any] = [words, places, position_words, position_places, np.array(sizes), *columns]
    assert [each.tolist() for each in found] == [each.tolist() for each in wanted]
