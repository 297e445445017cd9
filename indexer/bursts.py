"""What is talked about more than before: values that a stretch of time has more often than the time before it.

The measure is the log-likelihood ratio of Dunning ("Accurate methods for the statistics of surprise and coincidence",
1993), which holds for rare values too: how much likelier the counts are if both times have a rate of their own than if
they have one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

LEAST = 3  # releases of now that a value has; fewer may be chance
SURE = 6.63  # of the ratio: chance gives more once in a hundred times


@dataclass(frozen=True, slots=True)
class Burst:
    """A value, how many releases have it now, how many had it before, and how surprising that is."""

    value: str
    count: int
    before: int
    surprise: float


def bursts(now: Mapping[str, int], total: int, before: Mapping[str, int], total_before: int) -> list[Burst]:
    """The values more frequent among `total` releases of now than among those before; most surprising first."""
    found = []
    for value, count in now.items():
        earlier = before.get(value, 0)
        more = count * total_before > earlier * total
        surprise = likelihood_ratio(count, total, earlier, total_before)
        if count >= LEAST and more and surprise >= SURE:
            found.append(Burst(value, count, earlier, surprise))
    return sorted(found, key=lambda burst: (-burst.surprise, burst.value))


def likelihood_ratio(count: int, total: int, other: int, other_total: int) -> float:
    """-2 log of the ratio of likelihoods, of two binomial counts; 0 where both have one rate."""
    if not total or not other_total:
        return 0.0
    common = (count + other) / (total + other_total)
    own = _likelihood(count, total, count / total) + _likelihood(other, other_total, other / other_total)
    return max(0.0, 2 * (own - _likelihood(count, total, common) - _likelihood(other, other_total, common)))


def _likelihood(count: int, total: int, rate: float) -> float:
    """The logarithm of the likelihood of a count at a rate, but for what is the same at any."""
    return (count * log(rate) if count else 0.0) + ((total - count) * log(1 - rate) if total > count else 0.0)
