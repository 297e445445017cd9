from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.bursts import bursts, likelihood_ratio

COUNTS = st.integers(0, 1000)


def test_what_is_new_and_frequent_comes_first() -> None:
    now = {"fog": 12, "ice": 9, "herring": 20, "whales": 2}
    before = {"fog": 10, "ice": 0, "herring": 200}
    found = bursts(now, 100, before, 1000)
    assert [burst.value for burst in found] == ["ice", "fog"]
    assert (found[1].count, found[1].before) == (12, 10)


def test_what_became_rarer_is_none() -> None:
    assert bursts({"fog": 5}, 100, {"fog": 900}, 1000) == []


def test_nothing_can_be_said_without_a_time_before() -> None:
    assert bursts({"fog": 50}, 100, {}, 0) == []


def test_the_ratio_of_equal_rates_is_none() -> None:
    assert likelihood_ratio(10, 100, 100, 1000) == pytest.approx(0.0, abs=1e-9)


def test_the_ratio_by_hand() -> None:
    # 2 (3 ln(3/4) + 1 ln(1/4) + 1 ln(1/4) + 3 ln(3/4) - 8 ln(1/2)) = 2 * 1.04650
    assert likelihood_ratio(3, 4, 1, 4) == pytest.approx(2.0930, abs=1e-4)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_it_is_never_negative_and_does_not_know_which_comes_first(a: int, b: int, c: int, d: int) -> None:
    ratio = likelihood_ratio(a, a + b, c, c + d)
    assert ratio >= 0
    assert isclose(ratio, likelihood_ratio(c, c + d, a, a + b), abs_tol=1e-6)
