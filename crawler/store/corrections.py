"""What editors have corrected of that which releases name: made, listed, undone. What was extracted stays as it is.

Whoever makes or undoes a correction puts the releases that read otherwise with it into the change feed, in the same
transaction, so that the index follows.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from crawler.entities.correcting import corrected_labels, named
from crawler.entities.corrections import EVERYWHERE, Correction, Corrections, Scope
from crawler.entities.document import fold
from crawler.entities.organisations import known_as
from crawler.records import EntityKind, StoredRelease
from crawler.store import feed, releases
from crawler.store.schema import corrections as table
from crawler.store.schema import releases as releases_table
from crawler.store.schema import sources

MOST_NEAR = 5  # labels that are named where one is not there
MOST_VALUES = 50  # looked for at once
_LIKE = 0.75  # a label that is this like another, from 0 to 1, may be meant


class CorrectionError(ValueError):
    """A correction can't be made or undone; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction, and who made it, when and why; `undone_at` where it holds no longer."""

    id: int
    correction: Correction
    editor: str
    note: str
    at: datetime
    undone_at: datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was made or undone, and the releases that read otherwise now."""

    kept: tuple[Kept, ...]
    releases: tuple[str, ...]


def add(
    connection: Connection, wanted: Sequence[Correction], now: datetime, *, editor: str = "", note: str = ""
) -> Done:
    """Makes corrections, all or none. Raises CorrectionError."""
    feed.hold(connection)
    before = listed(connection)
    corrections = [_placed(connection, _tidied(each)) for each in wanted]
    for number, each in enumerate(corrections):
        others = [*(kept.correction for kept in before), *corrections[:number]]
        _check(each, others, before)
    after = Corrections([*(kept.correction for kept in before), *corrections])
    changed = _follow(connection, corrections, in_force(connection), after, now, must_be_named=True)
    kept = []
    for each in corrections:
        row = {"kind": each.kind, "said": each.said, "becomes": each.becomes, **each.scope._asdict()}
        row |= {"editor": editor, "note": note, "at": now}
        key = connection.execute(insert(table), row).inserted_primary_key
        assert key is not None
        kept.append(Kept(int(key[0]), each, editor, note, now))
    return Done(tuple(kept), changed)


def undo(connection: Connection, identity: int, now: datetime, *, editor: str = "") -> Done:
    """Undoes a correction. Raises CorrectionError."""
    feed.hold(connection)
    row = connection.execute(select(table).where(table.c.id == identity)).one_or_none()
    if row is None:
        raise CorrectionError(f"There is no correction {identity}: `pressroom corrections` lists them.")
    gone = _kept(row)
    if gone.undone_at is not None:
        raise CorrectionError(f"Correction {identity} is undone already.")
    after = Corrections(kept.correction for kept in listed(connection) if kept.id != identity)
    _refuse_circle(after, gone.correction)
    changed = _follow(connection, [gone.correction], in_force(connection), after, now)
    connection.execute(update(table).where(table.c.id == identity).values(undone_at=now, undone_by=editor))
    return Done((replace(gone, undone_at=now, undone_by=editor),), changed)


def listed(connection: Connection, kind: EntityKind | None = None, *, undone: bool = False) -> list[Kept]:
    """The corrections in the order in which they were made; with `undone` also those that hold no longer."""
    statement = select(table).order_by(table.c.id)
    if kind is not None:
        statement = statement.where(table.c.kind == kind)
    if not undone:
        statement = statement.where(table.c.undone_at.is_(None))
    return [_kept(row) for row in connection.execute(statement)]


def in_force(connection: Connection) -> Corrections:
    """All corrections that hold."""
    return Corrections(map(_correction, connection.execute(_IN_FORCE)))


_IN_FORCE = (
    select(table.c.kind, table.c.said, table.c.becomes, table.c.source, table.c.release)
    .where(table.c.undone_at.is_(None))
    .order_by(table.c.id)
)


def renamed(connection: Connection, kind: EntityKind, label: str) -> str | None:
    """What a label is called now: in all releases, or where it is corrected in some, when these agree."""
    corrections = in_force(connection)
    everywhere = corrections.now(kind, label, EVERYWHERE)
    targets = {everywhere} - {None, label} or corrections.targets(kind, label) - {label}
    return targets.pop() if len(targets) == 1 else None


def naming(
    connection: Connection, kind: EntityKind, label: str, corrections: Corrections, scope: Scope = EVERYWHERE
) -> Iterator[StoredRelease]:
    """The releases, as they are kept, that name a label, or one that has become it on the way to another."""
    values = set(corrections.origins(kind, label))
    if kind is EntityKind.ORGANISATIONS:
        publishers = releases.values_of(connection, "organisation") - {None}
        values |= {publisher for publisher in publishers if known_as(publisher) in values}
    met: set[str] = set()
    written = sorted(values)
    for start in range(0, len(written), MOST_VALUES):
        some = written[start : start + MOST_VALUES]
        for release in releases.with_values(connection, some, scope.source, scope.release):
            within = Scope(release.source, release.id)
            trails = (corrections.trail(kind, one, within) for one in named(release.content, kind))
            if release.id not in met and any(label in trail for trail in trails):
                met.add(release.id)
                yield release


def near(connection: Connection, kind: EntityKind, label: str) -> list[str]:
    """Labels of a kind that are in releases and like one that is not, the likest first."""
    found = {one for some in releases.values_of(connection, kind.value) for one in some or ()}
    found |= {kept.correction.becomes for kept in listed(connection, kind) if kept.correction.becomes}
    wanted, words = fold(label), set(fold(label).split())
    likeness = difflib.SequenceMatcher(b=wanted, autojunk=False)
    scores: dict[str, float] = {}
    for one in found:
        folded = fold(one)
        likeness.set_seq1(folded)
        share = len(words.intersection(folded.split())) / max(len(words), 1)
        alike = likeness.ratio() if likeness.quick_ratio() >= _LIKE else 0.0
        if max(share, alike) >= _LIKE:
            scores[one] = share + alike
    return sorted(scores, key=lambda one: (-scores[one], one))[:MOST_NEAR]


def _tidied(wanted: Correction) -> Correction:
    said, becomes = " ".join(wanted.said.split()), wanted.becomes and " ".join(wanted.becomes.split())
    if not said or becomes == "":
        raise CorrectionError("A label must not be empty: reject the one that names nobody.")
    return replace(wanted, said=said, becomes=becomes)


def _placed(connection: Connection, wanted: Correction) -> Correction:
    """The correction, with the source of the release that it is for."""
    source, release = wanted.scope
    if release is not None:
        found = connection.execute(
            select(releases_table.c.source).where(releases_table.c.id == release)
        ).scalar_one_or_none()
        if found is None:
            raise CorrectionError(f"There is no release {release}: its id is the last part of its page's address.")
        return replace(wanted, scope=Scope(found, release))
    names = connection.execute(select(sources.c.name).order_by(sources.c.name)).scalars().all()
    if source is not None and source not in names:
        raise CorrectionError(f"No source is named {source}; there are: {', '.join(names) or 'none yet'}.")
    return wanted


def _check(wanted: Correction, others: Sequence[Correction], kept: Sequence[Kept]) -> None:
    """Whether a correction can stand beside others."""
    key = (wanted.kind, wanted.said, wanted.scope)
    same = next((one for one in others if (one.kind, one.said, one.scope) == key), None)
    if same is not None:
        number = next((one.id for one in kept if one.correction == same), None)
        raise CorrectionError(
            f"“{same.said}” {same.fate} there by correction {number}: undo that first."
            if number
            else f"“{same.said}” {same.fate} there: say it once."
        )
    if wanted.becomes == Corrections(others).now(*key):
        fate = "is rejected" if wanted.becomes is None else f"is “{wanted.becomes}”"
        raise CorrectionError(f"“{wanted.said}” {fate} there already.")
    _refuse_circle(Corrections([*others, wanted]), wanted)


def _refuse_circle(corrections: Corrections, changed: Correction) -> None:
    if circle := corrections.circle(changed.kind, changed.said):
        steps = " becomes ".join(f"“{label}”" for label in circle)
        raise CorrectionError(f"Corrections would go round in a circle: {steps}. Undo one of them first.")


def _follow(
    connection: Connection,
    changed: Iterable[Correction],
    before: Corrections,
    after: Corrections,
    now: datetime,
    *,
    must_be_named: bool = False,
) -> tuple[str, ...]:
    """Puts the releases into the change feed that read otherwise after corrections have changed; gives their ids."""
    others: dict[str, None] = {}
    for each in changed:
        is_named = False
        for release in naming(connection, each.kind, each.said, after, each.scope):
            is_named = True
            if corrected_labels(release, before) != corrected_labels(release, after):
                others[release.id] = None
        if must_be_named and not is_named:
            raise CorrectionError(_unnamed(connection, each))
    feed.append(connection, list(others), now)
    return tuple(others)


def _unnamed(connection: Connection, wanted: Correction) -> str:
    source, release = wanted.scope
    if release is not None:
        unnamed = f"Release {release} does not name “{wanted.said}” among its {wanted.kind}"
    else:
        of = f" of {source}" if source is not None else ""
        unnamed = f"0 releases{of} name “{wanted.said}” among their {wanted.kind}"
    like = [one for one in near(connection, wanted.kind, wanted.said) if one != wanted.said]
    advice = f"; near to it: {', '.join(f'“{one}”' for one in like)}" if like else ""
    return f"{unnamed}{advice}."


def _correction(row: Any) -> Correction:
    return Correction(EntityKind(row.kind), row.said, row.becomes, Scope(row.source, row.release))


def _kept(row: Any) -> Kept:
    return Kept(row.id, _correction(row), row.editor, row.note, row.at, row.undone_at, row.undone_by)
