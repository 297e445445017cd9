"""Labels and the pages they are about, as the gold that `score_extraction.py` reads."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.labels.lines import numbered_lines

LABELS = Path(__file__).with_name("labels.jsonl")


@dataclass(frozen=True, slots=True)
class Label:
    """`file` is a page of the shared data, `title` and `body` name its lines, as in "3 7-9 12:40-".

    "12:40-" is line 12 from its 40th character on, "0:0-31" the first 31 characters of the page's <title>. An empty
    `body` is a page without a release. `part` is "tune" or "end": what is kept for the end is not looked at before.
    """

    file: str
    url: str
    title: str
    date: date | None
    body: str
    part: str


def labels() -> list[Label]:
    entries = map(json.loads, LABELS.read_text("utf-8").splitlines())
    return [Label(**{**one, "date": date.fromisoformat(one["date"]) if one["date"] else None}) for one in entries]


def gold(label: Label, data: Path) -> dict[str, object]:
    """One line of a gold file. Raises ValueError for a label that names no line of its page."""
    lines = numbered_lines(page_of(label.file, data))
    return {
        "id": label.file,
        "file": label.file,
        "url": label.url,
        "title": " ".join(chosen(lines, label.title)) or None,
        "date": label.date.isoformat() if label.date else None,
        "body": "\n\n".join(chosen(lines, label.body)) or None,
    }


def page_of(file: str, data: Path) -> bytes:
    content = (data / file).read_bytes()
    return gzip.decompress(content) if file.endswith(".gz") else content


def chosen(lines: list[str], names: str) -> Iterator[str]:
    """The lines, or parts of them, that a label names."""
    for name in names.split():
        numbers, _, part = name.partition(":")
        first, _, last = numbers.partition("-")
        start, _, end = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            if number >= len(lines):
                raise ValueError(f"there is no line {number}: the page has {len(lines)}")
            yield lines[number][int(start or 0) : int(end) if end else None].strip()
