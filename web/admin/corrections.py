"""What releases name, put right: renamed, merged, split, rejected, and undone."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.entities.corrections import EVERYWHERE, Correction, Scope
from crawler.records import EntityKind
from crawler.store import corrections
from crawler.store.accounts import Role
from crawler.store.corrections import CorrectionError, Done
from web.admin.access import me, needs
from web.admin.desk import desk
from web.admin.names import kind_name
from web.admin.pages import blueprint, done, field
from web.i18n import gettext, numbered

FIELDS = ("kind", "said", "becomes", "fate", "source", "releases", "note")


@blueprint.get("/corrections")
@needs(Role.EDITOR)
def all_corrections() -> str:
    """The form may come filled in, from the page of a name."""
    return _page({"kind": request.args.get("kind", ""), "said": request.args.get("said", "")}, "")


def _page(typed: Mapping[str, str], problem: str) -> str:
    undone = request.args.get("undone") == "shown"
    with desk().store.reading() as connection:
        found = corrections.listed(connection, undone=undone)
    kinds = {kind.value: kind_name(kind) for kind in EntityKind}
    shown = {"corrections": found[::-1], "kinds": kinds, "typed": typed, "problem": problem, "undone": undone}
    return render_template("admin/corrections.html", **shown)


@blueprint.post("/corrections")
@needs(Role.EDITOR)
def correct() -> WerkzeugResponse | tuple[str, int]:
    typed = {name: field(name) for name in FIELDS}
    try:
        wanted, why = _wanted(typed), typed["note"]
        made = desk().store.correct(wanted, desk().now(), editor=me().who, note=why, address=_address())
    except CorrectionError as error:
        return _page(typed, str(error)), 422
    return done(_changed(made), "admin.all_corrections")


def _wanted(typed: Mapping[str, str]) -> list[Correction]:
    """A correction for each release that is named; else for the source, or for all."""
    if typed["kind"] not in set(EntityKind):
        raise CorrectionError(gettext("Say what it is: a person, an organisation, a place or a topic."))
    if typed["fate"] not in ("becomes", "reject") or (typed["fate"] == "becomes") != bool(typed["becomes"]):
        raise CorrectionError(gettext("Say what it becomes, or that it is nobody and nothing of the kind."))
    becomes = typed["becomes"] if typed["fate"] == "becomes" else None
    scopes = [Scope(None, identity) for identity in dict.fromkeys(typed["releases"].split())]
    if scopes and typed["source"]:
        raise CorrectionError(gettext("Name either a source or releases."))
    scopes = scopes or [Scope(typed["source"]) if typed["source"] else EVERYWHERE]
    return [Correction(EntityKind(typed["kind"]), typed["said"], becomes, scope) for scope in scopes]


@blueprint.post("/corrections/<int:identity>/undo")
@needs(Role.EDITOR)
def undo_correction(identity: int) -> WerkzeugResponse | tuple[str, int]:
    try:
        made = desk().store.undo_correction(identity, desk().now(), editor=me().who, address=_address())
    except CorrectionError as error:
        return _page({}, str(error)), 422
    return done(_changed(made), "admin.all_corrections")


def _address() -> str:
    return request.remote_addr or ""


def _changed(made: Done) -> str:
    return numbered("One release reads otherwise now.", "%(num)s releases read otherwise now.", len(made.releases))
