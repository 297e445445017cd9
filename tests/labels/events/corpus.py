"""The releases of the shared data among which events are looked for, and an installation that has them.

They are all of some fortnights, so that nothing that was told in these days is left out; a sample of them asks who else
tells of its event. Each wire and each site is a source of its own.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.labels.events.gold import Part

SHARE = 0.5  # of all fortnights are "tune" or "end"; the others are "fresh"
ASKED = {"tune": 0.1, "fresh": 0.3, "end": 0.1, "end2": 1.0}  # of the releases in them

# The fortnights of "end2": of "end", and others of which nothing had been judged, where texts of others are near
SECOND_END = frozenset(Path(__file__).with_name("second_end.txt").read_text("utf-8").split())

WIRES = ("corpus/company_wires_newsramp.jsonl.gz", "relevance/pr-known/docs.jsonl.gz")
PAGES = ("pages/fundus/gold.jsonl", "pages/press/gold.jsonl", "pages/wcxb/gold.jsonl")
FORTNIGHT = 14  # days
CONFIG = """[store]
url = "sqlite:///{folder}/pressroom.db"
archive = "{folder}/archive"
[index]
path = "{folder}/index"
[crawler]
encoder = false  # of which thousands of releases would take hours
"""

Record = dict[str, Any]


def records(data: Path, part: Part | None = None) -> Iterator[tuple[str, Record]]:
    """The releases that have a day, each with the file that it is in: all, or those among which a part is told.

    "tune" and "end" are told among each other.
    """
    for name, record in _all(data):
        if len(record.get("date") or "") == len("2019-10-30") and (part is None or _is_told(record["date"], part)):
            yield name, record


def parts_of(day: str) -> set[Part]:
    """What was told in one fortnight is in one part, so that hardly an event is in two; the second end is beside."""
    fortnight = _fortnight(day)
    first: Part = "tune" if _place("part", fortnight) < 0.5 else "end"
    parts: set[Part] = {first if _is_first(fortnight) else "fresh"}
    return parts | {"end2"} if fortnight in SECOND_END else parts


def is_asked(identity: str, part: Part) -> bool:
    """Whether a release is of the sample."""
    return _place(identity) < ASKED[part]


def installed(data: Path, folder: Path, part: Part) -> Path:
    """The configuration of an installation in a folder that has all these releases, made where it is not there yet."""
    config, file = folder / "config.toml", folder / "releases.jsonl"
    if not file.exists():
        config.write_text(CONFIG.format(folder=folder.resolve()), "utf-8")
        unfinished = file.with_suffix(".unfinished.jsonl")
        with unfinished.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps(record)}\n" for _, record in records(data, part))
        command = [sys.executable, "-m", "web", "import", "--config", str(config), str(unfinished)]
        subprocess.run(command, check=True, capture_output=True)
        unfinished.rename(file)
    return config


def _is_told(day: str, part: Part) -> bool:
    """Whether the releases of a day are among those of which a part is told."""
    if part == "end2":
        return part in parts_of(day)
    return _is_first(_fortnight(day)) == (part != "fresh")


def _is_first(fortnight: str) -> bool:
    return _place("share", fortnight) < SHARE


def _fortnight(day: str) -> str:
    return str(date.fromisoformat(day).toordinal() // FORTNIGHT)


def _place(*words: str) -> float:
    """Where something stands among all of its kind, 0 to 1, in an order that means nothing."""
    return int(hashlib.sha256(" ".join(words).encode()).hexdigest()[:8], 16) / 2**32


def _all(data: Path) -> Iterator[tuple[str, Record]]:
    for path in sorted((data / "corpus").iterdir()):
        if path != data / WIRES[0]:
            yield from ((f"corpus/{path.name}", record) for record in _read(path))
    yield from _of_wires(data)
    yield from ((name, record) for name in PAGES for record in _pages(data, name))


def _of_wires(data: Path) -> Iterator[tuple[str, Record]]:
    """What two archives hold of one wire is one release."""
    seen = set[str]()
    for name in WIRES:
        for record in _read(data / name):
            if record["url"] not in seen:
                seen.add(record["url"])
                wire = record["id"].partition("/")[0] if ":" in record["id"] else f"newsramp:{record['source']}"
                yield name, {**record, "source": wire}


def _pages(data: Path, name: str) -> Iterator[Record]:
    for page in _read(data / name):
        if page.get("date") and page.get("body"):
            said = {key: page[key] for key in ("id", "url", "title", "date")}
            yield {**said, "text": page["body"], "source": page["site"]}


def _read(path: Path) -> Iterator[Record]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
