from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.chart import bars, label, scale, slot, stacked

COUNTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=120)


@settings(deadline=None)
@given(st.integers(0, 10_000_000))
def test_a_scale_reaches_the_highest_in_few_round_steps(most: int) -> None:
    found = scale(most, 100)
    values = [line.value for line in found.lines]
    step = values[1]
    assert most <= found.top <= max(2 * most, 1)
    assert 2 <= len(values) <= 6
    assert values == list(range(0, found.top + 1, step))
    assert str(step).strip("0") in ("1", "2", "5") or step == most
    assert (found.lines[0].y, found.lines[-1].y) == (100, 0)


@pytest.mark.parametrize(("most", "values"), [(0, [0, 1]), (3, [0, 1, 2, 3]), (94, [0, 20, 40, 60, 80, 100])])
def test_scales(most: int, values: list[int]) -> None:
    assert [line.value for line in scale(most, 100).lines] == values


@settings(deadline=None)
@given(COUNTS)
def test_bars_stand_on_the_ground_inside_the_plot(counts: list[int]) -> None:
    on = scale(max(counts), 100)
    found = bars(counts, on)
    assert [bar.place for bar in found] == [place for place, count in enumerate(counts) if count]
    for bar in found:
        room = slot(bar.place, len(counts))
        assert room.left <= bar.left
        assert bar.left + bar.width <= room.left + room.width + 0.01
        assert bar.top + bar.height == pytest.approx(100)
        assert bar.height >= min(on.length(counts[bar.place]), 100)
        assert bar.top >= -1.5


@settings(deadline=None)
@given(st.integers(1, 20).flatmap(lambda size: st.lists(
    st.lists(st.integers(0, 1_000), min_size=size, max_size=size), min_size=1, max_size=7)))  # fmt: skip
def test_parts_of_a_stack_stand_on_each_other(series: list[list[int]]) -> None:
    on = scale(max(map(sum, zip(*series, strict=True))), 100)
    rows = [{bar.place: bar for bar in row} for row in stacked(series, on)]
    for place in range(len(series[0])):
        bottom = 100.0
        for counts, row in zip(series, rows, strict=True):
            part = row.get(place)
            assert (part is not None) == (counts[place] > 0)
            bottom -= on.length(counts[place])
            if part:
                assert part.top == pytest.approx(bottom, abs=1.6)


def test_labels_stay_inside() -> None:
    assert [label(place, 25, "2000").anchor for place in (0, 1, 12, 24)] == ["start", "middle", "middle", "end"]
    assert label(0, 1, "2000").anchor == "middle"
    assert (label(0, 100, "").at, label(99, 100, "").at) == (0, 100)
