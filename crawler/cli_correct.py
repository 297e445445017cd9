"""The commands `correct` and `corrections`: what releases name, put right by an editor; listed and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click

from crawler.command import Session, command
from crawler.entities import organisations, places, topics
from crawler.entities.corrections import EVERYWHERE, Correction, Scope
from crawler.records import EntityKind
from crawler.store import corrections as kept_corrections
from crawler.store.corrections import CorrectionError, Done, Kept
from crawler.words import count, moment

KINDS = click.Choice([kind.value for kind in EntityKind])


@command("correct")
@click.argument("kind", type=KINDS, metavar="people|organisations|places|topics")
@click.argument("label")
@click.option("--to", "becomes", metavar="LABEL", help="What it is called instead; the label of another merges both.")
@click.option("--reject", is_flag=True, help="It is nobody and nothing of the kind.")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only in releases of this source; may repeat.")
@click.option("--release", "releases", multiple=True, metavar="ID", help="Only in this release; may repeat.")
@click.option("--note", default="", metavar="TEXT", help="Why.")
@click.option("--by", "editor", metavar="NAME", help="Who says so, instead of the user of this machine.")
def correct(
    session: Session,
    kind: str,
    label: str,
    becomes: str | None,
    reject: bool,
    sources: tuple[str, ...],
    releases: tuple[str, ...],
    note: str,
    editor: str | None,
) -> None:
    """Renames, merges or rejects LABEL, as releases show it now; a narrower correction goes before a wider one."""
    if reject == (becomes is not None):
        raise click.UsageError("Say what becomes of it: either --to LABEL or --reject.")
    of = EntityKind(kind)
    scopes = [Scope(name) for name in dict.fromkeys(sources)]
    scopes += [Scope(None, identity) for identity in dict.fromkeys(releases)]
    wanted = [Correction(of, label, becomes, scope) for scope in scopes or [EVERYWHERE]]
    store, who = session.store(create=False), _editor(session, editor)
    with _told():
        done = store.correct(wanted, session.now(), editor=who, note=note)
    session.index_changes(store)
    session.show(_result(done), lambda: _done_lines(done))
    if becomes is not None and (known := _known_as(of, becomes)):
        hint = f"Releases have “{known}” for “{becomes}”: to merge with it, correct “{becomes}” to that."
        click.echo(hint, err=True)


@command("corrections")
@click.argument("kind", type=KINDS, required=False, metavar="[people|organisations|places|topics]")
@click.option("--all", "undone", is_flag=True, help="Also those that were undone.")
@click.option("--undo", "identity", type=int, metavar="NUMBER", help="Undoes this correction.")
@click.option("--by", "editor", metavar="NAME", help="Who undoes it, instead of the user of this machine.")
def corrections(session: Session, kind: str | None, undone: bool, identity: int | None, editor: str | None) -> None:
    """Lists the corrections, or undoes one of them."""
    store = session.store(create=False)
    if identity is None:
        with store.reading() as connection:
            found = kept_corrections.listed(connection, EntityKind(kind) if kind else None, undone=undone)
        session.show([_record(kept) for kept in found], lambda: "\n".join(map(_line, found)) or "None.")
        return
    if kind is not None or undone:
        raise click.UsageError("Write --undo with the number of the correction alone.")
    with _told():
        done = store.undo_correction(identity, session.now(), editor=_editor(session, editor))
    session.index_changes(store)
    session.show(_result(done), lambda: _done_lines(done))


@contextmanager
def _told() -> Iterator[None]:
    """What a correction is refused for, as a mistake of the user."""
    try:
        yield
    except CorrectionError as error:
        raise click.UsageError(str(error)) from None


def _editor(session: Session, given: str | None) -> str:
    environ = session.runtime.environ
    return given if given is not None else environ.get("USER") or environ.get("USERNAME") or ""


def _known_as(kind: EntityKind, label: str) -> str | None:
    """The label of what goes by a name that is not its label, in the tables of that kind."""
    resolve: dict[EntityKind, Callable[[str], str | None]] = {
        EntityKind.ORGANISATIONS: organisations.known_as,
        EntityKind.PLACES: lambda name: place.label if (place := places.resolve(name)) else None,
        EntityKind.TOPICS: topics.resolve,
    }
    known = resolve[kind](label) if kind in resolve else None
    return known if known != label else None


def _result(done: Done) -> dict[str, Any]:
    return {"corrections": [_record(kept) for kept in done.kept], "releases": len(done.releases)}


def _record(kept: Kept) -> dict[str, Any]:
    correction = kept.correction
    return {
        "id": kept.id,
        "kind": correction.kind,
        "said": correction.said,
        "becomes": correction.becomes,
        **correction.scope._asdict(),
        "editor": kept.editor,
        "note": kept.note,
        "at": kept.at,
        "undone_at": kept.undone_at,
        "undone_by": kept.undone_by,
    }


def _done_lines(done: Done) -> str:
    return "\n".join([*map(_line, done.kept), f"{count(len(done.releases), 'release')} changed."])


def _line(kept: Kept) -> str:
    said, (source, release) = kept.correction, kept.correction.scope
    where = f" in release {release}" if release else f" in releases of {source}" if source else ""
    note = f": {kept.note}" if kept.note else ""
    line = f"{kept.id}  {said.kind}: “{said.said}” {said.fate}{where} ({_signed(kept.at, kept.editor)}{note})."
    return f"{line} Undone {_signed(kept.undone_at, kept.undone_by)}." if kept.undone_at else line


def _signed(at: datetime, by: str | None) -> str:
    return f"{moment(at)} by {by}" if by else moment(at)
