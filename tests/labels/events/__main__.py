"""Prints how well events are told, and which pairs nobody has judged: see the package."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from crawler.settings import load
from tests.labels.events.corpus import installed, is_asked, parts_of
from tests.labels.events.gold import Pair, Part, labels
from tests.labels.events.score import scores
from tests.replay import shared_data
from web.library import Library


def found(folder: Path, data: Path, part: Part) -> Iterator[Pair]:
    """The pairs of one event that the releases of the sample are part of, by what their pages show."""
    library = Library.of(load(installed(data, folder, part), {}))
    for line in (folder / "releases.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if part in parts_of(record["date"]) and is_asked(record["id"], part):
            release = library.store.release(record["id"])
            told = library.index.told_by_others(release) if release else ()
            yield from (frozenset((record["id"], one.hit.id)) for one in told)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.labels.events")
    parser.add_argument("--part", choices=get_args(Part), default="tune")
    parser.add_argument("--index", type=Path, help="a folder that keeps the installation for the next run")
    parser.add_argument("--errors", action="store_true", help="name what is wrong and missed")
    options = parser.parse_args()
    if options.errors and options.part == "end":
        parser.error("the errors of what is kept for the end are not looked at")
    data = shared_data()
    if data is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = options.index or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        total = scores(labels(options.part), found(folder, data, options.part))
    print(f"precision {total.precision}\nrecall    {total.recall}\nunjudged  {len(total.unjudged)}")
    named = [("unjudged", total.unjudged)]
    if options.errors:
        named += [("wrong", total.wrong), ("missed", total.missed)]
    for word, pairs in named:
        for pair in pairs:
            print(f"{word:9} {' '.join(sorted(pair))}")


if __name__ == "__main__":
    main()
