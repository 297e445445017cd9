"""Whether a source's pages read as well as they used to."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator

import pytest

from crawler.learning.health import Health, layout_changed, read_well

TYPICAL = 7.6  # natural logarithm of 2,000 characters


def readings(chance: random.Random, dated: float, spread: float) -> Iterator[dict[str, bool | int]]:
    """A source's pages as they read: most have a title and a text, lengths are log-normal."""
    while True:
        yield {
            "titled": chance.random() < 0.99,
            "dated": chance.random() < dated,
            "body": int(math.exp(chance.gauss(TYPICAL, spread))),
        }


def read(health: Health, reading: dict[str, bool | int], **changes: bool | int) -> Health:
    values = {**reading, **changes}
    return read_well(health, titled=bool(values["titled"]), dated=bool(values["dated"]), body=int(values["body"]))


@pytest.mark.parametrize("dated", [1.0, 0.95, 0.9, 0.7, 0.5, 0.1])
@pytest.mark.parametrize("spread", [0.3, 0.8])
def test_no_flag_in_10_000_normal_readings(dated: float, spread: float) -> None:
    health, pages = Health(), readings(random.Random(7), dated, spread)
    for _ in range(10_000):
        health = read(health, next(pages))
        assert layout_changed(health) is None, health


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"titled": False}, "a title"),
        ({"dated": False}, "a date"),
        ({"body": 0}, "a text"),
        ({"body": 210}, "characters"),  # a notice instead of the text
    ],
)
def test_a_breakage_shows_within_ten_readings(changes: dict[str, bool | int], lost: str) -> None:
    for seed in range(10):
        health, pages = Health(), readings(random.Random(seed), 0.95, 0.6)
        for _ in range(200):
            health = read(health, next(pages))
        for _ in range(10):
            health = read(health, next(pages), **changes)
        assert lost in (layout_changed(health) or "")


def test_it_stays_flagged_while_broken_and_recovers_by_itself() -> None:
    health, pages = Health(), readings(random.Random(1), 0.95, 0.6)
    for _ in range(100):
        health = read(health, next(pages))
    for count in range(2_000):
        health = read(health, next(pages), dated=False)
        assert count < 10 or layout_changed(health)
    for _ in range(10):
        health = read(health, next(pages))
    assert layout_changed(health) is None
    assert health.slow.dated > 0.8


def test_nothing_is_said_of_a_new_source() -> None:
    health = Health()
    for _ in range(9):
        health = read_well(health, titled=True, dated=True, body=2_000)
    for _ in range(10):
        health = read_well(health, titled=True, dated=False, body=0)
    assert layout_changed(health) is None


def test_a_source_that_never_read_well_has_not_changed() -> None:
    health = Health()
    for _ in range(100):
        health = read_well(health, titled=False, dated=False, body=0)
        assert layout_changed(health) is None


def test_json() -> None:
    health = read_well(read_well(Health(), titled=True, dated=True, body=2_000), titled=True, dated=False, body=0)
    assert Health.from_json(json.loads(json.dumps(health.to_json()))) == health
    assert Health.from_json(None) == Health()
