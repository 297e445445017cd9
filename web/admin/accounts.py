"""Who may sign in: accounts, their roles, and invitations."""

from __future__ import annotations

from flask import abort, render_template, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.store import accounts, invitations, sessions
from crawler.store.accounts import Account, AccountError, Role
from crawler.store.audit import Action
from web.admin.access import me, needs, note
from web.admin.desk import desk
from web.admin.pages import blueprint, done, field
from web.i18n import gettext
from web.said import said


@blueprint.get("/accounts")
@needs(Role.ADMINISTRATOR)
def people() -> str:
    return _people()


def _people(link: str = "", problem: str = "") -> str:
    with desk().store.reading() as connection:
        everybody = accounts.listed(connection)
        invited = invitations.listed(connection, desk().now())
    return render_template(
        "admin/accounts.html", accounts=everybody, invitations=invited, roles=list(Role), link=link, problem=problem
    )


@blueprint.post("/accounts/invite")
@needs(Role.ADMINISTRATOR)
def invite() -> str:
    """The link is on this page and nowhere else."""
    role, whom = _role(), field("note")
    with desk().store.writing() as connection:
        token = invitations.make(connection, role, whom, me().who, desk().now())
        note(connection, Action.INVITE, role, detail=whom)
    return _people(url_for("admin.invitation", token=token, _external=True))


@blueprint.post("/accounts/invitations/<int:identity>/withdraw")
@needs(Role.ADMINISTRATOR)
def withdraw(identity: int) -> WerkzeugResponse:
    with desk().store.writing() as connection:
        if not invitations.withdraw(connection, identity):
            abort(404)
        note(connection, Action.WITHDRAW, str(identity))
    return done(gettext("The invitation is withdrawn."), "admin.people")


@blueprint.post("/accounts/<int:identity>/role")
@needs(Role.ADMINISTRATOR)
def change_role(identity: int) -> WerkzeugResponse | tuple[str, int]:
    role = _role()
    try:
        with desk().store.writing() as connection:
            account = _known(accounts.get(connection, identity))
            accounts.change_role(connection, identity, role)
            note(connection, Action.ROLE, account.who, detail=f"{account.role} → {role}")
    except AccountError as error:
        return _people(problem=said(str(error))), 422
    return done(gettext("The role is changed."), "admin.people")


@blueprint.post("/accounts/<int:identity>/close")
@needs(Role.ADMINISTRATOR)
def close(identity: int) -> WerkzeugResponse | tuple[str, int]:
    """It is signed out everywhere at once."""
    try:
        with desk().store.writing() as connection:
            account = _known(accounts.get(connection, identity))
            accounts.close(connection, identity, desk().now())
            sessions.end_all(connection, identity)
            note(connection, Action.CLOSE, account.who)
    except AccountError as error:
        return _people(problem=said(str(error))), 422
    return done(gettext("The account is closed."), "admin.people")


@blueprint.post("/accounts/<int:identity>/reopen")
@needs(Role.ADMINISTRATOR)
def reopen(identity: int) -> WerkzeugResponse:
    with desk().store.writing() as connection:
        account = _known(accounts.get(connection, identity))
        accounts.reopen(connection, identity)
        note(connection, Action.REOPEN, account.who)
    return done(gettext("The account is open again."), "admin.people")


def _role() -> Role:
    try:
        return Role(field("role"))
    except ValueError:
        abort(400)


def _known(account: Account | None) -> Account:
    return account or abort(404)
