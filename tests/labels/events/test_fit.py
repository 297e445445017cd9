"""The fit of what speaks for one event, on made-up pairs."""

from __future__ import annotations

import numpy as np

from tests.labels.events.fit import Judged, fitted, held_out, likely
from tests.labels.events.gold import Label, Place

COUNT = 40


def pair(number: int, *, same: bool, telling: float, noise: float, event: str = "") -> Judged:
    places = (Place("set", f"a{number}", ""), Place("set", f"b{number}", ""))
    numbers = {"one": 1.0, "telling": telling, "noise": noise}
    return Judged(Label("fresh", same, places), event or f"event {number}", numbers, is_out=False)


def arrays(pairs: list[Judged]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    numbers = np.array([list(one.numbers.values()) for one in pairs])
    return numbers, np.array([float(one.label.same) for one in pairs]), np.ones(len(pairs))


def usual() -> list[Judged]:
    return [pair(number, same=number % 2 == 1, telling=number % 2, noise=number % 3) for number in range(COUNT)]


def test_what_tells_is_worth_something_and_noise_is_not() -> None:
    numbers, same, counted = arrays(usual())
    worth = fitted(numbers, same, counted)
    assert worth[1] > 1 > abs(worth[2])
    assert ((likely(numbers, worth) > 0.5) == (same == 1)).all()


def test_a_pair_is_judged_by_other_events_alone() -> None:
    """Pairs of one event stand on one side, so that what shows only in them is not learnt."""
    alone = [pair(COUNT + number, same=True, telling=0.0, noise=9.0, event="odd") for number in range(COUNT)]
    pairs = [*usual(), *alone]
    numbers, same, counted = arrays(pairs)
    assert (likely(numbers, fitted(numbers, same, counted))[COUNT:] > 0.5).all()
    assert (held_out(pairs, numbers, same, counted)[COUNT:] < 0.5).all()
