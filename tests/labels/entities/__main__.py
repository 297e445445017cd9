"""Prints the scores of one part, or what is wrong and missed in it: see the package."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from crawler.cleaning.language import detect
from crawler.entities import find, tagging
from crawler.entities.document import read
from crawler.records import Release
from tests.labels.entities.gold import LABELS, PARTS, Label, Part, TopicLabel, labels, text_of
from tests.labels.entities.score import Scores, Tally

DATA = Path(os.environ.get("PRESSROOM_SHARED", "../shared")) / "data"


def scores(part: Part | None, path: Path = LABELS) -> Scores:
    """What is found in the texts of one part, or of all, beside their labels."""
    total = Scores()
    for label in labels(part, path):
        release = release_of(label)
        total.add(label, read(release), find(release))
    return total


def release_of(label: Label | TopicLabel) -> Release:
    """The labelled text as a release."""
    text = text_of(label, DATA)
    language = text.language or detect(text.text)
    return Release("", text.title, text.text, organisation=text.organisation, language=language)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.labels.entities")
    parser.add_argument("--part", choices=PARTS, default="tune")
    parser.add_argument("--labels", type=Path, default=LABELS, help="another reading of the part")
    parser.add_argument("--errors", choices=["people", "organisations", "places", "offices", "speakers", "topics"])
    parser.add_argument("--rules", action="store_true", help='without the network, which learnt from all but "end"')
    arguments = parser.parse_args()
    tagging.switch(on=not arguments.rules)
    if arguments.errors and arguments.part == "end":
        parser.error("the errors of what is kept for the end are not looked at")
    total = scores(arguments.part, arguments.labels)
    tallies: dict[str, Tally] = {**dict(total.kinds.items()), "offices": total.offices, "speakers": total.speakers}
    for name, tally in tallies.items():
        print(f"{name:14} F1 {tally.f1:.3f}  precision {tally.precision:.3f}  recall {tally.recall:.3f}")
    print(f"{'topics':14} {total.topics}")
    if arguments.errors == "topics":
        tallies = dict(total.topics)
    elif arguments.errors:
        tallies = {arguments.errors: tallies[arguments.errors]}
    for name, tally in tallies.items() if arguments.errors else ():
        for word, errors in (("wrong", tally.wrong), ("missed", tally.missed)):
            for error in errors:
                print(f"{word:7}{name}: {error}")


if __name__ == "__main__":
    main()
