"""Keys of the API: made, shown once, revoked."""

from __future__ import annotations

from flask import abort, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.store import StoreDamagedError, StoreUnreadableError, keys
from crawler.store.accounts import Role
from crawler.store.audit import Action
from crawler.store.keys import Scope
from web.admin.access import me, needs, note
from web.admin.desk import desk
from web.admin.pages import blueprint, done, field
from web.api.keys import Key
from web.i18n import gettext

MOST_PER_MINUTE = 100_000


def lookup(secret: str) -> Key | None:
    """The key of a program that asks the API; that it is used is noted."""
    now = desk().now()
    try:
        with desk().store.reading() as connection:
            key = keys.find(connection, secret)
    except StoreDamagedError:
        raise
    except StoreUnreadableError:  # there is no store yet, so there are no keys
        return None
    if key is None:
        return None
    if keys.is_to_be_noted(key, now):
        with desk().store.writing() as connection:
            keys.used(connection, key.id, now)
    return Key(f"{key.name} ({key.prefix}…)", frozenset(key.scopes), key.per_minute)


@blueprint.get("/keys")
@needs(Role.ADMINISTRATOR)
def api_keys() -> str:
    return _keys()


def _keys(secret: str = "", problem: str = "") -> str:
    with desk().store.reading() as connection:
        known = keys.listed(connection)
    return render_template("admin/keys.html", keys=known, scopes=list(Scope), secret=secret, problem=problem)


@blueprint.post("/keys")
@needs(Role.ADMINISTRATOR)
def make_key() -> str | tuple[str, int]:
    """The secret is on this page and nowhere else."""
    name, limit, scopes = field("name"), field("per_minute"), _scopes()
    if not name or len(name) > keys.LONGEST_NAME:
        return _keys(problem=gettext("Give the key a name that says what it is for.")), 422
    if limit and (not limit.isascii() or not limit.isdigit() or not 1 <= int(limit) <= MOST_PER_MINUTE):
        return _keys(problem=gettext("Write the requests a minute as a number, or leave it empty.")), 422
    with desk().store.writing() as connection:
        per_minute = int(limit) if limit else None
        made = keys.make(connection, name, scopes, me().who, desk().now(), per_minute=per_minute, account=me().id)
        key, secret = made
        note(connection, Action.KEY, f"{key.name} ({key.prefix}…)", detail=", ".join(scopes))
    return _keys(secret)


@blueprint.post("/keys/<int:identity>/revoke")
@needs(Role.ADMINISTRATOR)
def revoke_key(identity: int) -> WerkzeugResponse:
    with desk().store.writing() as connection:
        key = keys.revoke(connection, identity, desk().now()) or abort(404)
        note(connection, Action.REVOKE, f"{key.name} ({key.prefix}…)")
    return done(gettext("The key is revoked."), "admin.api_keys")


def _scopes() -> list[Scope]:
    try:
        return [Scope(each) for each in request.form.getlist("scope")] or [Scope.READ]
    except ValueError:
        abort(400)
