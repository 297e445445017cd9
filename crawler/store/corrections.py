"""What editors have corrected of that which releases name: made, listed, undone. What was extracted stays as it is.

Whoever makes or undoes a correction puts the releases that read otherwise with it into the change feed, in the same
transaction, so that the index follows.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from crawler.entities.correcting import corrected_labels, labels_of
from crawler.entities.corrections import EVERYWHERE, Correction, Corrections, Scope
from crawler.entities.document import fold
from crawler.entities.organisations import known_as
from crawler.records import EntityKind, StoredRelease
from crawler.store import audit, feed, releases, values
from crawler.store.audit import Action
from crawler.store.reading import READ, chunks
from crawler.store.schema import corrections as table
from crawler.store.schema import releases as releases_table
from crawler.store.schema import sources

MOST_NEAR = 5  # labels that are named where one is not there
MOST_VALUES = 50  # that releases are looked through for at once
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
class Candidates:
    """Releases that may read otherwise, as of a `seq` of the change feed."""

    seq: int
    releases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What was made or undone, and the releases that read otherwise now."""

    kept: tuple[Kept, ...]
    releases: tuple[str, ...]


def candidates(connection: Connection, changed: Iterable[Correction], *, must_be_named: bool = True) -> Candidates:
    """Which releases may read otherwise when these corrections are made or undone: all are looked through for them,
    while others may write. Raises CorrectionError, also where no release has a label that must be named."""
    wanted = [_placed(connection, _tidied(each)) for each in changed]
    seq = feed.head(connection)
    corrections = Corrections([*(kept.correction for kept in listed(connection)), *wanted])
    found: dict[str, None] = {}
    for each in wanted:
        labels = set(corrections.origins(each.kind, each.said))
        if each.kind is EntityKind.ORGANISATIONS:
            publishers = values.of_field(connection, "organisation") - {None}
            labels |= {publisher for publisher in publishers if known_as(publisher) in labels}
        having: dict[str, None] = {}
        for some in chunks(sorted(labels), MOST_VALUES):
            having |= dict.fromkeys(values.having(connection, some, *each.scope))
        if must_be_named and not having:
            raise CorrectionError(_unnamed(connection, each))
        found |= having
    return Candidates(seq, tuple(found))


def add(
    connection: Connection,
    wanted: Sequence[Correction],
    among: Candidates,
    now: datetime,
    *,
    editor: str = "",
    note: str = "",
    address: str = "",
) -> Done:
    """Makes corrections, all or none; `address` is where the editor sits. Raises CorrectionError."""
    feed.hold(connection)
    before = listed(connection)
    corrections = [_placed(connection, _tidied(each)) for each in wanted]
    for number, each in enumerate(corrections):
        _check(each, [*(kept.correction for kept in before), *corrections[:number]], before)
    known = [kept.correction for kept in before]
    named, changed = _compare(connection, corrections, among, Corrections(known), Corrections([*known, *corrections]))
    for each in corrections:
        if each not in named:
            raise CorrectionError(_unnamed(connection, each))
    kept = []
    for each in corrections:
        row = {"kind": each.kind, "said": each.said, "becomes": each.becomes, **each.scope._asdict()}
        row |= {"editor": editor, "note": note, "at": now}
        key = connection.execute(insert(table), row).inserted_primary_key
        assert key is not None
        kept.append(Kept(int(key[0]), each, editor, note, now))
        _log(connection, Action.CORRECT, kept[-1], now, editor, address)
    feed.append(connection, changed, now)
    return Done(tuple(kept), tuple(changed))


def undo(
    connection: Connection, identity: int, among: Candidates, now: datetime, *, editor: str = "", address: str = ""
) -> Done:
    """Undoes a correction. Raises CorrectionError."""
    feed.hold(connection)
    gone = get(connection, identity)
    known = listed(connection)
    before, after = (
        Corrections(kept.correction for kept in some) for some in (known, [one for one in known if one != gone])
    )
    _refuse_circle(after, gone.correction)
    _, changed = _compare(connection, [gone.correction], among, before, after)
    connection.execute(update(table).where(table.c.id == identity).values(undone_at=now, undone_by=editor))
    _log(connection, Action.UNDO, gone, now, editor, address)
    feed.append(connection, changed, now)
    return Done((replace(gone, undone_at=now, undone_by=editor),), tuple(changed))


def _log(connection: Connection, action: Action, kept: Kept, now: datetime, who: str, address: str) -> None:
    """Into the audit log, from wherever editors have corrected."""
    said = kept.correction
    what, where = f"{said.kind}: “{said.said}” {said.fate}", said.scope.release or said.scope.source or ""
    audit.note(connection, now, who, action, what, detail=f"{kept.id} {where}".strip(), address=address)


def get(connection: Connection, identity: int) -> Kept:
    """A correction that holds. Raises CorrectionError where it does not."""
    row = connection.execute(select(table).where(table.c.id == identity)).one_or_none()
    if row is None:
        raise CorrectionError(f"There is no correction {identity}: `pressroom corrections` lists them.")
    if row.undone_at is not None:
        raise CorrectionError(f"Correction {identity} is undone already.")
    return _kept(row)


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


def concerning(connection: Connection, some: Iterable[StoredRelease]) -> Corrections:
    """The corrections that hold of what these releases, as they are kept, name: costs what they name, however many
    corrections there are."""
    if connection.execute(_IN_FORCE.limit(1)).first() is None:
        return Corrections()
    fresh = {label for release in some for kind in EntityKind for label in labels_of(release.content, kind)}
    met: set[str] = set()
    found: list[Correction] = []
    while fresh:
        met |= fresh
        parts = chunks(sorted(fresh))
        more = [_correction(row) for part in parts for row in connection.execute(_OF, {"keys": part})]
        found += more
        fresh = {each.becomes for each in more if each.becomes is not None} - met
    return Corrections(found)


_IN_FORCE = select(table.c.kind, table.c.said, table.c.becomes, table.c.source, table.c.release).where(
    table.c.undone_at.is_(None)
)
_OF = _IN_FORCE.where(table.c.said.in_(bindparam("keys", expanding=True)))


def renamed(connection: Connection, kind: EntityKind, label: str) -> str | None:
    """What a label is called now: in all releases, or where it is corrected in some, when these agree."""
    corrections = in_force(connection)
    everywhere = corrections.now(kind, label, EVERYWHERE)
    targets = {everywhere} - {None, label} or corrections.targets(kind, label) - {label}
    return targets.pop() if len(targets) == 1 else None


def near(connection: Connection, kind: EntityKind, label: str) -> list[str]:
    """Labels of a kind that are in releases and like one that is not, the likest first."""
    found = {one for some in values.of_field(connection, kind.value) for one in some or ()}
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
    said, becomes = wanted.said.strip(), wanted.becomes and " ".join(wanted.becomes.split())
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


def _compare(
    connection: Connection,
    changed: Sequence[Correction],
    among: Candidates,
    before: Corrections,
    after: Corrections,
) -> tuple[set[Correction], list[str]]:
    """Those of the changed corrections whose label is in a release that they are for, and the releases that read
    otherwise. What has changed since the candidates were looked for may be one of them too."""
    later, _ = feed.after(connection, among.seq, feed.head(connection) - among.seq)
    named: set[Correction] = set()
    others = []
    for some in chunks(list(dict.fromkeys((*among.releases, *later))), READ):
        for release in releases.get_many(connection, some):
            named |= {each for each in changed if each not in named and _names(release, each, after)}
            if corrected_labels(release, before) != corrected_labels(release, after):
                others.append(release.id)
    return named, others


def _names(release: StoredRelease, wanted: Correction, corrections: Corrections) -> bool:
    """Whether a release that a correction is for has its label, or one that becomes it on the way to another."""
    within = Scope(release.source, release.id)
    if wanted.scope not in within.wider():
        return False
    labels = labels_of(release.content, wanted.kind)
    return any(wanted.said in corrections.trail(wanted.kind, label, within) for label in labels)


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
