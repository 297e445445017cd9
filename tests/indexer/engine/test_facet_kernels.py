"""The kernels of counting values, compiled and plain, against counting by a dictionary."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engine.kernels import AHEAD, load

pytestmark = pytest.mark.any_whoosh

KERNELS = [load("numpy", "_facets")]
with suppress(ImportError):
    KERNELS.append(load("numba", "_facets"))

VALUES = 9  # of the column
PLACES = np.arange(2, 2 * VALUES + 2, 2, dtype=np.uint32)[::-1].copy()  # of them among all
ROOM = 2 * VALUES + 1
GUARD = 0xDEAD  # behind the room
lists = st.lists(st.lists(st.integers(0, VALUES - 1), max_size=8, unique=True), max_size=12)


@pytest.fixture(params=KERNELS, ids=lambda module: module.__name__.rsplit(".", 1)[1])
def kernels(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.mark.parametrize("noted", [True, False])
@pytest.mark.parametrize("mapped", [True, False])
def test_values_of_documents_are_counted(kernels: ModuleType, noted: bool, mapped: bool) -> None:
    places = PLACES if mapped else np.empty(0, dtype=np.uint32)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(lists, st.data())
    def check(values: list[list[int]], data: st.DataObject) -> None:
        chosen = sorted(data.draw(st.sets(st.integers(0, len(values) - 1)))) if values else []
        documents = np.array(chosen, dtype=np.uint32)
        ordinals = np.array([each for own in values for each in own], dtype=np.uint16)
        offsets = np.append(0, np.cumsum([len(own) for own in values])).astype(np.uint32)
        counts, room = np.zeros(ROOM, dtype=np.uint32), np.full(ROOM + 3, GUARD, dtype=np.uint32)
        met = room[: ROOM + 1] if noted else room[:0]
        size = kernels.tally_several(documents, offsets, ordinals, places, counts, met, 0)
        firsts = np.array([own[0] if own else 0 for own in values], dtype=np.uint8)
        size = kernels.tally_single(documents, firsts, places, counts, met, size)
        expected = Counter(each for number in chosen for each in [*values[number], int(firsts[number])])
        expected = Counter({int(places[each]) if mapped else each: count for each, count in expected.items()})
        assert dict(zip(range(ROOM), counts.tolist(), strict=True)) == {place: expected[place] for place in range(ROOM)}
        assert sorted(met[:size].tolist()) == (sorted(expected) if noted else [])
        assert room[-2:].tolist() == [GUARD, GUARD]

    check()


@pytest.mark.parametrize("mapped", [True, False])
def test_the_counts_of_a_segment_are_added_to_those_of_all(kernels: ModuleType, mapped: bool) -> None:
    own, before = np.arange(3, 3 + VALUES, dtype=np.uint32), np.arange(ROOM, dtype=np.uint32)
    places = PLACES if mapped else np.empty(0, dtype=np.uint32)
    counts = before[: ROOM if mapped else VALUES].copy()
    kernels.spread(own, places, counts)
    expected = dict(enumerate(before[: len(counts)].tolist()))
    for ordinal, count in enumerate(own.tolist()):
        expected[int(places[ordinal]) if mapped else ordinal] += count
    assert dict(enumerate(counts.tolist())) == expected


def test_what_some_documents_leave_out(kernels: ModuleType) -> None:
    @settings(deadline=None)
    @given(st.integers(0, 60), st.data())
    def check(size: int, data: st.DataObject) -> None:
        chosen = data.draw(st.sets(st.integers(0, size - 1))) if size else set()
        room = np.full(size - len(chosen) + AHEAD + 1, GUARD, dtype=np.uint32)
        count = kernels.left_out(np.array(sorted(chosen), dtype=np.uint32), size, room[:-1])
        assert room[:count].tolist() == sorted(set(range(size)) - chosen)
        assert room[-1] == GUARD

    check()
