"""The kernels of building, compiled and plain, against the same by dictionaries."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engine import piles, vocabulary
from indexer.engine.dictionary import Terms
from indexer.engine.kernels import load
from indexer.engine.runs import sums

pytestmark = pytest.mark.any_whoosh

KERNELS = [load("numpy", "_inversion")]
with suppress(ImportError):
    KERNELS.append(load("numba", "_inversion"))

SLOTS = np.array([-1, -2, 0, 1, 2, 3], dtype=np.int32)  # of forms
texts = st.lists(st.lists(st.integers(0, 5), max_size=12), max_size=8)


@pytest.fixture(params=KERNELS, ids=lambda module: module.__name__.rsplit(".", 1)[1])
def kernels(request: pytest.FixtureRequest) -> Any:
    return request.param


def _inverted(kernels: ModuleType, documents: list[list[int]], renumber: bool) -> dict[int, dict[int, list[int]]]:
    """The places of each slot in each document."""
    numbers = np.array([token for document in documents for token in document], dtype=np.int32)
    starts = np.append(0, np.cumsum([len(document) for document in documents], dtype=np.int64)).astype(np.int64)
    occurrences, lengths = np.zeros(len(SLOTS), dtype=np.int64), np.zeros(len(documents), dtype=np.int64)
    kernels.count_tokens(numbers, starts, SLOTS, occurrences, lengths)
    assert lengths.tolist() == [sum(token > 1 for token in document) for document in documents]
    kernels.replace_numbers(numbers, SLOTS)
    ids = np.arange(len(documents), dtype=np.uint32) * 2
    found: dict[int, dict[int, list[int]]] = {}
    following = 0
    for some in piles.tokens_in_order(numbers, starts, sums(occurrences[2:]), piles.Rooms(), renumber=renumber):
        assert (some.first, len(some.starts)) == (following, some.end - some.first + 1)
        following = some.end
        posting_starts = np.empty(len(some.starts), dtype=np.int64)
        posted, frequencies, positions = (np.empty(len(some.cells), dtype=np.uint32) for _ in range(3))
        count = kernels.split_cells(
            some.cells, some.position_bits, some.starts, ids, posting_starts, posted, frequencies, positions
        )
        assert posting_starts[-1] == count
        source = iter(positions.tolist())
        for slot in range(some.end - some.first):
            for at in range(posting_starts[slot], posting_starts[slot + 1]):
                places = [next(source) for _ in range(frequencies[at])]
                found.setdefault(some.first + slot, {})[int(posted[at]) // 2] = places
    assert following == len(SLOTS) - 2
    return found


def _expected(documents: list[list[int]], renumber: bool) -> dict[int, dict[int, list[int]]]:
    expected: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, document in enumerate(documents):
        place, met = 0, False
        for token in document:
            if token > 1:
                expected[token - 2][number].append(place)
            met = met or token > 0
            place += 0 if renumber and met and token == 0 else 1
    return {slot: dict(found) for slot, found in expected.items()}


@pytest.mark.parametrize("renumber", [True, False])
@pytest.mark.parametrize("together", [1, 5, 100])  # tokens
@pytest.mark.parametrize("bits", [0, 1, 8])
def test_tokens_are_inverted_by_counting_and_filling(
    kernels: ModuleType, monkeypatch: pytest.MonkeyPatch, renumber: bool, together: int, bits: int
) -> None:
    monkeypatch.setattr(piles, "kernels", kernels)
    monkeypatch.setattr(piles, "TOKENS", together)
    monkeypatch.setattr(piles, "_PILES", bits)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
    @given(texts)
    def check(documents: list[list[int]]) -> None:
        assert _inverted(kernels, documents, renumber) == _expected(documents, renumber)

    check()


def test_items_are_put_in_order_by_slot(kernels: ModuleType) -> None:
    numbers = np.array([3, 0, 2, 3, 4, 2, 1], dtype=np.int32)
    order = np.empty(5, dtype=np.int64)
    kernels.order_by_slot(numbers, SLOTS.astype(np.int64), np.array([0, 2, 4, 5, 5]), order)
    assert order.tolist() == [2, 5, 0, 3, 4]


def test_terms_are_sorted_and_equal_ones_found(kernels: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "inverting", kernels)
    words = st.text(alphabet="a\x00b", max_size=20).map(str.encode) | st.sampled_from([b"a" * 7, b"a" * 14, b"a" * 15])

    @settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(words, max_size=12), st.data())
    def check(terms: list[bytes], data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.sampled_from(range(len(terms))), unique=True)) if terms else []
        distinct, places = vocabulary.in_order(Terms.of(terms), np.array(chosen, dtype=np.int64))
        assert distinct.tolist() == sorted({terms[number] for number in chosen})
        assert [distinct.tolist()[place] for place in places] == [terms[number] for number in chosen]

    check()


def test_sorted_terms_are_merged(kernels: ModuleType) -> None:
    terms = st.lists(st.binary(max_size=3), unique=True).map(sorted)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(terms, terms)
    def check(one: list[bytes], other: list[bytes]) -> None:
        ones, others = Terms.of(one), Terms.of(other)
        slots = np.empty(len(one), dtype=np.int64), np.empty(len(other), dtype=np.int64)
        count = kernels.merge_terms(ones.text, ones.offsets, others.text, others.offsets, *slots)
        union = sorted({*one, *other})
        assert count == len(union)
        assert [union[slot] for slot in slots[0]] == one
        assert [union[slot] for slot in slots[1]] == other
        offsets = Terms.of(union).offsets
        text = np.zeros(offsets[-1], dtype=np.uint8)
        for terms, places in ((ones, slots[0]), (others, slots[1])):
            kernels.place_terms(terms.text, terms.offsets, places, offsets, text)
        assert text.tobytes() == b"".join(union)

    check()


def test_postings_are_merged_without_those_of_deleted_documents(kernels: ModuleType) -> None:
    starts = np.array([0, 2, 3])
    documents, frequencies = np.array([0, 2, 1], dtype=np.uint32), np.array([2, 1, 3], dtype=np.uint32)
    positions = np.array([4, 5, 6, 7, 8, 9], dtype=np.uint32)
    renumbered = np.array([-1, 10, 11])
    kept, occurred = np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64)
    kernels.count_kept(starts, documents, frequencies, renumbered, kept, occurred)
    assert (kept.tolist(), occurred.tolist()) == ([1, 1], [1, 3])
    out = np.zeros(3, dtype=np.uint32), np.zeros(3, dtype=np.uint32)
    kernels.merge_postings(starts, documents, frequencies, renumbered, np.array([1, 2]), *out)
    assert (out[0].tolist(), out[1].tolist()) == ([0, 11, 10], [0, 1, 3])
    places = np.zeros(5, dtype=np.uint32)
    kernels.merge_positions(starts, documents, frequencies, positions, renumbered, np.array([0, 2]), places)
    assert places.tolist() == [6, 0, 7, 8, 9]
