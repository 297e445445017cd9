"""Sources: those of config.toml and those that were added here; found, edited, paused, crawled now, cleaned again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.settings import Source
from crawler.store import SourceState, jobs, source_edits
from crawler.store.accounts import Role
from crawler.store.audit import Action
from crawler.store.jobs import Kind
from crawler.store.source_edits import Edit
from web.admin import source_form
from web.admin.access import me, needs, note
from web.admin.desk import desk
from web.admin.jobs import ask
from web.admin.pages import blueprint, done, field
from web.admin.settings_page import shown
from web.admin.source_form import Filled
from web.i18n import gettext
from web.library import settings
from web.sources import STATES

LONGEST_ADDRESS = 2000


@dataclass(frozen=True)
class Known:
    """A source: `state` as the crawl has it, where it does; whether config.toml has it; what was said of it here."""

    name: str
    state: SourceState | None
    configured: Source | None
    edit: Edit | None

    @property
    def organisation(self) -> str:
        if self.configured is not None:
            return self.configured.organisation or self.name
        added = (self.edit and self.edit.settings) or {}
        return str(added.get("organisation") or (self.state and self.state.organisation) or self.name)

    @property
    def is_added(self) -> bool:
        return self.configured is None and self.edit is not None and self.edit.settings is not None

    @property
    def is_crawled(self) -> bool:
        return self.configured is not None or self.is_added

    @property
    def is_paused(self) -> bool:
        return bool(self.edit and self.edit.paused)


def _states() -> Mapping[str, str]:
    """What each state is called."""
    return {state: gettext(words) for state, words in STATES.items()}


def _all() -> Mapping[str, Known]:
    configured = {source.name: source for source in settings().source}
    with desk().store.reading() as connection:
        edits = {edit.name: edit for edit in source_edits.listed(connection)}
    states = {state.name: state for state in desk().store.sources(desk().now())}
    names = sorted({*configured, *states, *(name for name, edit in edits.items() if edit.settings is not None)})
    return {name: Known(name, states.get(name), configured.get(name), edits.get(name)) for name in names}


def _one(name: str) -> Known:
    return _all().get(name) or abort(404)


@blueprint.get("/sources")
@needs(Role.EDITOR)
def all_sources() -> str:
    needs_contact = not settings().crawler.contact
    return render_template("admin/sources.html", sources=_all().values(), states=_states(), needs_contact=needs_contact)


@blueprint.get("/sources/<name>")
@needs(Role.EDITOR)
def one_source(name: str) -> str:
    source = _one(name)
    with desk().store.reading() as connection:
        lately = jobs.listed(connection, name)[:10]
    keys = source.edit.settings if source.is_added and source.edit else None
    set_keys = _set_keys(source.configured) if source.configured else dict(keys or {})
    return render_template("admin/source.html", source=source, states=_states(), jobs=lately, keys=set_keys)


def _set_keys(source: Source) -> Mapping[str, object]:
    """The keys that config.toml sets, but for the name; lists as such, all else as it would be written."""
    names = (name for name in Source.model_fields if name in source.model_fields_set and name != "name")
    values = ((name, getattr(source, name)) for name in names)
    return {name: value if isinstance(value, tuple) else shown(name, value) for name, value in values}


@blueprint.post("/sources/check")
@needs(Role.EDITOR)
def check_site() -> WerkzeugResponse:
    """The scheduler looks at the site: this process asks nobody."""
    address = field("address")
    if not address or len(address) > LONGEST_ADDRESS or not address.isprintable() or " " in address:
        abort(400)
    return redirect(url_for("admin.one_job", identity=ask(Kind.CHECK, address)), 303)


@blueprint.post("/sources/<name>/crawl")
@needs(Role.EDITOR)
def crawl_now(name: str) -> WerkzeugResponse:
    return _job(Kind.CRAWL, name)


@blueprint.post("/sources/<name>/reclean")
@needs(Role.EDITOR)
def clean_again(name: str) -> WerkzeugResponse:
    return _job(Kind.RECLEAN, name)


def _job(kind: Kind, name: str) -> WerkzeugResponse:
    return redirect(url_for("admin.one_job", identity=ask(kind, _one(name).name)), 303)


@blueprint.post("/sources/<name>/pause")
@needs(Role.EDITOR)
def pause(name: str) -> WerkzeugResponse:
    return _pause(name, paused=True)


@blueprint.post("/sources/<name>/resume")
@needs(Role.EDITOR)
def resume(name: str) -> WerkzeugResponse:
    return _pause(name, paused=False)


def _pause(name: str, *, paused: bool) -> WerkzeugResponse:
    if not _one(name).is_crawled:
        abort(404)
    with desk().store.writing() as connection:
        source_edits.pause(connection, name, me().who, desk().now(), paused=paused)
        note(connection, Action.SOURCE, name, detail="paused" if paused else "set going again")
    said = gettext("It is paused within a minute.") if paused else gettext("It goes on within a minute.")
    return done(said, "admin.one_source", name=name)


@blueprint.get("/add-source")
@needs(Role.ADMINISTRATOR)
def add_source() -> str:
    """An empty form, or one with what a job has found."""
    identity = request.args.get("job", type=int)
    filled = source_form.of_lines("")
    if identity is not None:
        with desk().store.reading() as connection:
            job = jobs.get(connection, identity) or abort(404)
        filled = source_form.of_lines((job.result or {}).get("lines", "") if job.kind is Kind.CHECK else "")
    return _form(filled, None)


@blueprint.post("/add-source")
@needs(Role.ADMINISTRATOR)
def keep_source() -> WerkzeugResponse | tuple[str, int]:
    filled = source_form.read(request.form)
    name = str((filled.keys or {}).get("name", ""))
    known = _all().get(name)
    if known is not None and (known.is_crawled or (known.state and known.state.state == "imported")):
        filled = Filled(filled.typed, None, {"name": gettext("Another source has this name already.")})
    return _kept(filled, None)


@blueprint.get("/sources/<name>/edit")
@needs(Role.ADMINISTRATOR)
def edit_source(name: str) -> str:
    return _form(source_form.filled_with(_added(name)), name)


@blueprint.post("/sources/<name>/edit")
@needs(Role.ADMINISTRATOR)
def keep_edited_source(name: str) -> WerkzeugResponse | tuple[str, int]:
    _added(name)
    return _kept(source_form.read({**request.form, "name": name}), name)


@blueprint.post("/sources/<name>/remove")
@needs(Role.ADMINISTRATOR)
def remove_source(name: str) -> WerkzeugResponse:
    _added(name)
    with desk().store.writing() as connection:
        source_edits.remove(connection, name)
        note(connection, Action.SOURCE, name, detail="removed")
    return done(gettext("It is crawled no longer; its releases stay."), "admin.all_sources")


def _added(name: str) -> Mapping[str, object]:
    """The keys of a source that was added here; those of config.toml are edited there."""
    source = _one(name)
    if not source.is_added or source.edit is None or source.edit.settings is None:
        abort(404)
    return source.edit.settings


def _form(filled: Filled, name: str | None) -> str:
    return render_template("admin/source_form.html", form=filled, name=name)


def _kept(filled: Filled, name: str | None) -> WerkzeugResponse | tuple[str, int]:
    if filled.keys is None:
        return _form(filled, name), 422
    with desk().store.writing() as connection:
        source_edits.put(connection, str(filled.keys["name"]), filled.keys, me().who, desk().now())
        note(connection, Action.SOURCE, str(filled.keys["name"]), detail="edited" if name else "added")
    return done(gettext("It is kept, and crawled so within a minute."), "admin.one_source", name=filled.keys["name"])
