"""Global ordinals: the values of several segments as one list, also from one commit to the next."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

import numpy as np
import pytest

from indexer.engine import values as merging
from indexer.engine.columns import Ordinals, write_ordinals
from indexer.engine.container import Container, ContainerWriter
from indexer.engine.merge_fields import merge_dictionaries
from indexer.engine.values import SAME, Values


def column(values: set[bytes]) -> Ordinals:
    """A column with a document for each value."""
    file = BytesIO()
    writer = ContainerWriter(file)
    write_ordinals(writer, "some", sorted(values), np.arange(len(values)), None)
    writer.close()
    return Ordinals(Container(file.getvalue(), "made"), "some")


def drawn(random: Random, most: int) -> set[bytes]:
    return {bytes(random.choices(b"ab\x00\xff", k=random.randint(0, 4))) for _ in range(random.randint(0, most))}


def assert_held(values: Values, sets: list[set[bytes]], columns: list[Ordinals | None]) -> None:
    held = [values[place] for place in range(len(values))]
    assert held == sorted(set(held))
    assert set(held) >= set().union(*sets)
    for own, each in zip(sets, columns, strict=True):
        if each is not None:
            places = values.places(each)
            numbers = range(len(each)) if places is SAME else places.tolist()
            assert [held[number] for number in numbers] == sorted(own)


@pytest.mark.parametrize("seed", range(20))
def test_the_values_of_all_segments_stand_in_order(seed: int) -> None:
    random = Random(seed)
    sets = [drawn(random, 60) for _ in range(random.randint(0, 5))]
    columns: list[Ordinals | None] = [column(each) if each else None for each in sets]
    values = Values(columns)
    assert_held(values, sets, columns)
    assert len(values) == len(set().union(*sets))
    for _ in range(10):  # commits: segments come, and some are gone
        for number in sorted(random.sample(range(len(sets)), random.randint(0, len(sets))), reverse=True):
            if random.random() < 0.3:
                del sets[number], columns[number]
        sets.append(drawn(random, random.choice((2, 60))))
        columns.append(column(sets[-1]) if sets[-1] else None)
        values = Values(columns, values)
        assert_held(values, sets, columns)


def test_values_of_segments_that_are_gone_do_not_pile_up() -> None:
    values = Values([])
    for number in range(50):
        columns: list[Ordinals | None] = [column({f"{number} {each}".encode() for each in range(9)}) for _ in range(2)]
        values = Values(columns, values)
    assert len(values) == 9


def test_what_is_still_there_is_not_merged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    columns: list[Ordinals | None] = [column({b"a", b"b", b"c"}), column({b"b", b"d"})]
    values = Values(columns)
    calls: list[int] = []

    def counted(*given: Any) -> Any:
        calls.append(1)
        return merge_dictionaries(*given)

    monkeypatch.setattr(merging, "merge_dictionaries", counted)
    values = Values([*columns, column({b"aa"})], values)
    assert len(calls) == 1
    assert [values[place] for place in range(len(values))] == [b"a", b"aa", b"b", b"c", b"d"]
