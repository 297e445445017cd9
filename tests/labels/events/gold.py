"""The labelled pairs, and the releases of the shared data that they are of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

LABELS = Path(__file__).with_name("labels.jsonl")

Part = Literal["tune", "fresh", "end", "end2"]
Pair = frozenset[str]  # the identities of two releases


@dataclass(frozen=True, slots=True)
class Place:
    """Where a release is found in the shared data, and what its text was when it was judged."""

    set: str
    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Label:
    """Two releases, and whether they tell of one event. "end" is not looked at while rules are made."""

    part: Part
    same: bool
    releases: tuple[Place, Place]

    @property
    def pair(self) -> Pair:
        return frozenset(place.id for place in self.releases)


def labels(part: Part | None = None) -> list[Label]:
    """All labels, or those of one part."""
    entries = (_label(json.loads(line)) for line in LABELS.read_text("utf-8").splitlines())
    return [label for label in entries if part in (None, label.part)]


def _label(one: dict[str, Any]) -> Label:
    first, second = (Place(**place) for place in one["releases"])
    return Label(one["part"], one["same"], (first, second))


def digest(title: str | None, text: str) -> str:
    return hashlib.sha256(f"{title or ''}\n\n{text}".encode()).hexdigest()[:16]
