"""Prints a page's lines, or writes the gold: see the package."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.labels.gold import gold, labels, page_of
from tests.labels.lines import numbered_lines

DATA = Path(os.environ.get("PRESSROOM_SHARED", "../shared")) / "data"


def show(file: str) -> None:
    for number, line in enumerate(numbered_lines(page_of(file, DATA))):
        print(f"{number}\t{line}")


def write_gold(folder: Path) -> None:
    """`tune.jsonl` and `end.jsonl`; score with `--html` naming the shared data."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("tune", "end"):
        entries = (json.dumps(gold(label, DATA), ensure_ascii=False) for label in labels() if label.part == part)
        (folder / f"{part}.jsonl").write_text("".join(f"{entry}\n" for entry in entries), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "show":
        show(sys.argv[2])
    elif len(sys.argv) == 3 and sys.argv[1] == "gold":
        write_gold(Path(sys.argv[2]))
    else:
        sys.exit("python -m tests.labels show FILE | gold FOLDER")
