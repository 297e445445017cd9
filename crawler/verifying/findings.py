"""What is found off: how often, where, and what to do. However much that is, it takes little memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crawler.words import sentence

EXAMPLES = 5  # places that are kept of a kind


class Part(StrEnum):
    """What is checked, alone or against what it is derived from."""

    STORE = "store"
    ARCHIVE = "archive"
    PAGES = "archive and store"
    INDEX = "index"
    DOCUMENTS = "index and store"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that is off.

    `name` is for scripts. `says` is a clause about several of them, `advice` what to do. `mends`: whether `--repair`
    can put it right. What is no `fault` is told, and everything is sound all the same.
    """

    name: str
    part: Part
    says: str
    advice: str
    mends: bool = False
    fault: bool = True


@dataclass(slots=True)
class Finding:
    """All that was found of a kind; `places` are the first few."""

    kind: Kind
    count: int = 0
    places: list[str] = field(default_factory=list)

    def as_record(self) -> dict[str, Any]:
        """As values that JSON has."""
        kind = self.kind
        return {
            "part": kind.part,
            "kind": kind.name,
            "count": self.count,
            "says": sentence(kind.says),
            "places": self.places,
            "advice": kind.advice,
            "mends": kind.mends,
        }

    def lines(self) -> Iterator[str]:
        """For people: what, where, what to do."""
        yield f"{self.kind.part}: {self.kind.says}: {self.count:,}"
        yield from (f"    {place}" for place in self.places)
        if self.count > len(self.places):
            yield f"    and {self.count - len(self.places):,} more"
        yield f"    {self.kind.advice}"


class Findings:
    """Gathers what is found, by kind, in the order in which kinds are met."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}

    def add(self, kind: Kind, place: str, count: int = 1) -> None:
        """Something is off at a place."""
        finding = self._found.setdefault(kind.name, Finding(kind))
        finding.count += count
        if len(finding.places) < EXAMPLES:
            finding.places.append(place)

    def __contains__(self, kind: Kind) -> bool:
        return kind.name in self._found

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found.values())

    def count(self, kind: Kind) -> int:
        """How often something was found."""
        return self._found[kind.name].count if kind in self else 0

    @property
    def faults(self) -> list[Finding]:
        """What is off."""
        return [finding for finding in self if finding.kind.fault]

    @property
    def notes(self) -> list[Finding]:
        """What is told, and does no harm."""
        return [finding for finding in self if not finding.kind.fault]
