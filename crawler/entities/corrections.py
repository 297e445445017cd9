"""What editors have corrected of that which releases name: which label becomes which, where.

A correction is for all releases, for those of a source, or for one release; the narrowest counts. What a label has
become may be corrected again, so corrections are followed from label to label. One that leaves a label as it is, is an
exception: it ends this where a wider one would go on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crawler.records import EntityKind


class Scope(NamedTuple):
    """All releases, those of a source, or one release (of its source)."""

    source: str | None = None
    release: str | None = None

    def wider(self) -> Iterator[Scope]:
        """The scope itself, then those that it lies in, the widest last."""
        if self.release is not None:
            yield self
        if self.source is not None:
            yield Scope(self.source)
        yield EVERYWHERE


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Correction:
    """The label `said` becomes another, or none: it is rejected. To merge and to rename are the same; to split is a
    correction for some releases."""

    kind: EntityKind
    said: str
    becomes: str | None
    scope: Scope = EVERYWHERE

    @property
    def fate(self) -> str:
        """What becomes of the label, in words."""
        return "is rejected" if self.becomes is None else f"becomes “{self.becomes}”"


class Corrections:
    """Corrections that hold together. Of two for the same label and scope the later counts."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self._becomes: dict[tuple[EntityKind, str], dict[Scope, str | None]] = {}
        for each in corrections:
            self._becomes.setdefault((each.kind, each.said), {})[each.scope] = each.becomes
        self.kinds = frozenset(kind for kind, _ in self._becomes)

    def now(self, kind: EntityKind, label: str, scope: Scope) -> str | None:
        """What a label has become in a release, or in those of a scope; None where it is rejected.

        Where corrections go round in a circle, which is refused when they are made, it stays as it is.
        """
        trail = self.trail(kind, label, scope)
        return label if is_circle(trail) else trail[-1]

    def trail(self, kind: EntityKind, label: str, scope: Scope) -> list[str | None]:
        """A label and all that it becomes in turn. In a circle the last one stands in it twice."""
        trail: list[str | None] = [label]
        last: str | None = label
        while last is not None and (after := self._step(kind, last, scope)) != last:
            is_known = after in trail
            trail.append(after)
            if is_known:
                break
            last = after
        return trail

    def circle(self, kind: EntityKind, label: str) -> list[str | None]:
        """How corrections lead from a label round in a circle, in any release; empty where they don't."""
        trails = (self.trail(kind, label, scope) for scope in self._scopes(kind))
        return next(filter(is_circle, trails), [])

    def targets(self, kind: EntityKind, label: str) -> set[str | None]:
        """All that a label has become, in the releases for which it is corrected."""
        return {self.now(kind, label, scope) for scope in self._becomes.get((kind, label), ())}

    def origins(self, kind: EntityKind, label: str) -> set[str]:
        """The labels that may have become a label in some release, itself among them."""
        before: defaultdict[str | None, set[str]] = defaultdict(set)
        for (of, said), becomes in self._becomes.items():
            if of == kind:
                for after in becomes.values():
                    before[after].add(said)
        found, fresh = {label}, {label}
        while fresh:
            fresh = {said for after in fresh for said in before[after]} - found
            found |= fresh
        return found

    def _step(self, kind: EntityKind, label: str, scope: Scope) -> str | None:
        becomes = self._becomes.get((kind, label))
        if becomes is None:
            return label
        return next((becomes[wider] for wider in scope.wider() if wider in becomes), label)

    def _scopes(self, kind: EntityKind) -> set[Scope]:
        return {EVERYWHERE} | {scope for (of, _), becomes in self._becomes.items() if of == kind for scope in becomes}


def is_circle(trail: Sequence[str | None]) -> bool:
    """Whether the last label of a trail stands in it before."""
    return trail[-1] in trail[:-1]
