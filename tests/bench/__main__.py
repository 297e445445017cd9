"""Runs the benchmarks and prints the table that docs/benchmarks.md shows: `python -m tests.bench [NAME…]`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import importing, start
from tests.bench.measure import Row
from tests.replay import shared_data

CHECKOUT = Path(__file__).parents[2]
BENCHMARKS: dict[str, Callable[[], Iterator[Row]]] = {
    "start": lambda: start.rows(CHECKOUT),
    "import": lambda: importing.rows(shared()),
}


def shared() -> Path:
    data = shared_data()
    if data is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    return data


def main(names: list[str]) -> None:
    print("| what | measured | target |\n|---|---|---|")
    for name in names or BENCHMARKS:
        for row in BENCHMARKS[name]():
            print(f"| {row.what} | {row.figure} | {row.target} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
