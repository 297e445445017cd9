"""Runs the benchmarks and writes the table that docs/benchmarks.md shows; with names, only prints: `-m tests.bench`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import clean, crawl, entities, frontier, importing, schedule, start
from tests.bench.measure import Row
from tests.replay import shared_data

CHECKOUT = Path(__file__).parents[2]
DOCUMENT = CHECKOUT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- made by `make bench`, begin -->", "<!-- end -->"
BENCHMARKS: dict[str, Callable[[], Iterator[Row]]] = {
    "start": lambda: start.rows(CHECKOUT),
    "import": lambda: importing.rows(shared()),
    "clean": lambda: clean.rows(shared()),
    "entities": lambda: entities.rows(shared()),
    "crawl": lambda: crawl.rows(shared()),
    "frontier": frontier.rows,
    "schedule": lambda: schedule.rows(shared()),
}


def shared() -> Path:
    data = shared_data()
    if data is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    return data


def main(names: list[str]) -> None:
    if unknown := set(names) - set(BENCHMARKS):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(BENCHMARKS)}.")
    lines = ["| what | measured | target |", "|---|---|---|"]
    for name in names or BENCHMARKS:
        for row in BENCHMARKS[name]():
            lines.append(f"| {row.what} | {row.figure} | {row.target} |")
            print(lines[-1], flush=True)
    if not names:
        write("\n".join(lines))


def write(table: str) -> None:
    """Puts the table of a whole run between its marks in docs/benchmarks.md."""
    text = DOCUMENT.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
