"""No page takes more than 2 s or 500 MB, however large and however deep."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.bounds import names

MOST_SECONDS = 2.0  # of CPU
MOST_BYTES = 500_000_000
ATTEMPTS = 3  # on a machine that others use as well

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def costs() -> dict[str, dict[str, float]]:
    """Of each page the least time, and the most memory, of a few attempts at most."""
    found: dict[str, dict[str, float]] = {}
    slow: list[str] = []
    for _ in range(ATTEMPTS):
        command = [sys.executable, "-m", "tests.fuzz.bounds", *slow]
        output = subprocess.run(command, cwd=Path(__file__).parents[2], check=True, stdout=subprocess.PIPE, text=True)
        for cost in map(json.loads, output.stdout.splitlines()):
            known = found.setdefault(cost["page"], cost)
            known["seconds"] = min(known["seconds"], cost["seconds"])
            known["peak_bytes"] = max(known["peak_bytes"], cost["peak_bytes"])
        slow = [page for page, cost in found.items() if cost["seconds"] > MOST_SECONDS]
        if not slow:
            break
    return found


@pytest.mark.parametrize("page", names())
def test_time_and_memory_are_bounded(costs: dict[str, dict[str, float]], page: str) -> None:
    assert costs[page]["seconds"] <= MOST_SECONDS
    assert costs[page]["peak_bytes"] <= MOST_BYTES
