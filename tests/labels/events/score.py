"""How the pairs that are found compare with the judged ones.

A pair is one event when both releases tell of one happening (a meeting, a vote, a trial, an announcement, a deal) as
what they are about. Another stage of the same affair, another grant of the same programme, or a list of many events
with this one among them, is not. Statements of several people on one happening are about that happening.

Pairs of one event hang together: whoever finds one finds the others. So the interval comes from events drawn again and
again, not pairs (a bootstrap of clusters: Field and Welsh, "Bootstrapping clustered data", 2007).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from tests.labels.events.gold import Label, Pair

_DRAWS = 2_000
_MIDDLE = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, and between what the share lies."""

    right: int
    all: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.right / max(1, self.all)

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] ({self.right} of {self.all})"


@dataclass(frozen=True, slots=True)
class Scores:
    """`unjudged` are the pairs that were found and that nobody has judged: they count neither way."""

    precision: Share
    recall: Share
    wrong: Sequence[Pair]
    missed: Sequence[Pair]
    unjudged: Sequence[Pair]


def scores(labels: Sequence[Label], found: Iterable[Pair]) -> Scores:
    """What was found, beside the labels."""
    found = set(found)
    same = {label.pair: label.same for label in labels}
    all_same = {pair for pair, is_same in same.items() if is_same}
    event = events_of(same.keys() | found)
    precision = share_of((event[pair], same[pair]) for pair in found & same.keys())
    recall = share_of((event[pair], pair in found) for pair in all_same)
    wrong, missed, unjudged = ((found & same.keys()) - all_same, all_same - found, found - same.keys())
    return Scores(precision, recall, *(sorted(pairs, key=sorted) for pairs in (wrong, missed, unjudged)))


def events_of(pairs: Iterable[Pair]) -> dict[Pair, str]:
    """Of each pair the least identity of those that pairs connect it with."""
    least: dict[str, str] = {}

    def of(identity: str) -> str:
        while least.setdefault(identity, identity) != identity:
            identity = least[identity]
        return identity

    pairs = list(pairs)
    for pair in pairs:
        first, *others = sorted(map(of, pair))
        least.update(dict.fromkeys(others, first))
    return {pair: of(min(pair)) for pair in pairs}


def share_of(outcomes: Iterable[tuple[str, bool]]) -> Share:
    """The share of what is right among outcomes, each of an event."""
    by_event: defaultdict[str, list[bool]] = defaultdict(list)
    for event, is_right in sorted(outcomes):
        by_event[event].append(is_right)
    sums = [(sum(each), len(each)) for each in by_event.values()]
    random = Random(1)
    drawn = sorted(map(_ratio, (random.choices(sums, k=len(sums)) for _ in range(_DRAWS if sums else 0))))
    edge = round((1 - _MIDDLE) / 2 * len(drawn))
    low, high = (drawn[edge], drawn[-edge - 1]) if drawn else (0.0, 1.0)
    return Share(sum(right for right, _ in sums), sum(count for _, count in sums), low, high)


def _ratio(sums: Sequence[tuple[int, int]]) -> float:
    return sum(right for right, _ in sums) / sum(count for _, count in sums)
