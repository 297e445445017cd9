"""Signing in and out, taking an invitation, and one's own account."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler import passwords
from crawler.passwords import PasswordError
from crawler.store import accounts, attempts, invitations, sessions
from crawler.store.accounts import Account, AccountError, Role
from crawler.store.audit import Action
from web.admin.access import begin, leave, me, needs, note, own_path, signed_in
from web.admin.desk import desk
from web.admin.forms import COOKIE
from web.admin.pages import blueprint, done, field
from web.i18n import gettext, numbered
from web.said import said


@blueprint.get("/sign-in")
def sign_in() -> Response | WerkzeugResponse | str:
    """Everybody may see it."""
    to = own_path(request.args.get("next", "")) or url_for("admin.home")
    return redirect(to) if signed_in() else render_template("admin/sign_in.html", to=to, email="", problem="")


@blueprint.post("/sign-in")
def try_to_sign_in() -> Response | WerkzeugResponse:
    """Everybody may try, a few times."""
    email, password = field("email"), request.form.get("password", "")[: passwords.LONGEST + 1]
    account, wait = _checked(email, password)
    to = own_path(field("next")) or url_for("admin.home")
    if wait is not None:
        return _not_yet(render_template("admin/sign_in.html", to=to, email=email, problem=_wait_in_words(wait)), wait)
    if account is None:
        problem = gettext("The e-mail address and the password do not go together.")
        return make_response(render_template("admin/sign_in.html", to=to, email=email, problem=problem), 422)
    response = make_response(redirect(to, 303))
    with desk().store.writing() as connection:
        begin(connection, account, response)
        attempts.forget(connection, email)
        note(connection, Action.SIGN_IN, who=account)
    return response


def _checked(email: str, password: str) -> tuple[Account | None, timedelta | None]:
    """Whose password it is, and how long to wait where it was tried too often."""
    with desk().store.writing() as connection:
        wait = attempts.count(connection, email, request.remote_addr or "", desk().now())
    if wait is not None:
        return None, wait
    with desk().store.reading() as connection:
        found = accounts.password_of(connection, email)
    account, kept = found or (None, None)
    is_right = passwords.is_right(password, kept)  # takes its time, so outside of any transaction
    with desk().store.writing() as connection:
        if not is_right:
            # What was typed for an address may be a password: only those that are known are written down.
            note(connection, Action.SIGN_IN_REFUSED, account.who if account else "")
        elif account and kept and passwords.is_outdated(kept):
            accounts.keep_password(connection, account.id, passwords.again(password))
    return account if is_right else None, None


def _wait_in_words(wait: timedelta) -> str:
    minutes = -(-int(wait.total_seconds()) // 60) or 1
    return numbered(
        "That was too often. Try again in a minute.", "That was too often. Try again in %(num)s minutes.", minutes
    )


def _not_yet(page: str, wait: timedelta) -> Response:
    response = make_response(page, 429)
    response.headers["Retry-After"] = str(max(1, int(wait.total_seconds())))
    return response


@blueprint.post("/sign-out")
@needs(Role.READER)
def sign_out() -> WerkzeugResponse:
    response = make_response(redirect(url_for("admin.sign_in"), 303))
    with desk().store.writing() as connection:
        sessions.end(connection, request.cookies.get(COOKIE, ""))
        note(connection, Action.SIGN_OUT)
    leave(response)
    return response


@blueprint.get("/invitations/<token>")
def invitation(token: str) -> Response | str:
    """Whoever has the link may take it."""
    with desk().store.reading() as connection:
        found = invitations.find(connection, token, desk().now())
    if found is None:
        abort(404)
    return render_template("admin/invitation.html", role=found.role, token=token, email="", name="", problem="")


@blueprint.post("/invitations/<token>")
def take_invitation(token: str) -> Response | WerkzeugResponse:
    """Whoever has the link may take it, once."""
    email, name, password = field("email"), field("name"), request.form.get("password", "")
    with desk().store.reading() as connection:
        found = invitations.find(connection, token, desk().now())
    if found is None:
        abort(404)
    response = make_response(redirect(url_for("admin.home"), 303))
    try:
        hashed = passwords.hashed(password, email=email, name=name)
        with desk().store.writing() as connection:
            account = invitations.take(connection, token, email, name, hashed, desk().now())
            begin(connection, account, response)
            note(connection, Action.ACCOUNT, account.who, detail=account.role, who=account)
    except (AccountError, PasswordError) as error:
        again = {"role": found.role, "token": token, "email": email, "name": name, "problem": said(str(error))}
        return make_response(render_template("admin/invitation.html", **again), 422)
    return response


@blueprint.get("/account")
@needs(Role.READER)
def own_account() -> str:
    return _own_account("")


def _own_account(problem: str) -> str:
    with desk().store.reading() as connection:
        many = sessions.count(connection, me().id, desk().now())
    return render_template("admin/account.html", account=me(), sessions=many, problem=problem)


@blueprint.post("/account/password")
@needs(Role.READER)
def change_password() -> Response | WerkzeugResponse:
    """Other browsers are signed out, and this one gets a new session."""
    new = request.form.get("new", "")
    account, wait = _checked(me().email, request.form.get("password", "")[: passwords.LONGEST + 1])
    if wait is not None:
        return _not_yet(_own_account(_wait_in_words(wait)), wait)
    if account is None:
        return make_response(_own_account(gettext("The password that you have now is another one.")), 422)
    try:
        hashed = passwords.hashed(new, email=account.email, name=account.name)
    except PasswordError as error:
        return make_response(_own_account(said(str(error))), 422)
    response = make_response(redirect(url_for("admin.own_account"), 303))
    with desk().store.writing() as connection:
        accounts.keep_password(connection, account.id, hashed)
        sessions.end_all(connection, account.id)
        begin(connection, account, response)
        attempts.forget(connection, account.email)
        note(connection, Action.PASSWORD, account.who)
    return response


@blueprint.post("/account/sign-out-everywhere")
@needs(Role.READER)
def sign_out_everywhere() -> WerkzeugResponse:
    with desk().store.writing() as connection:
        gone = sessions.end_all(connection, me().id, but=request.cookies.get(COOKIE, ""))
        note(connection, Action.SIGN_OUT_EVERYWHERE, me().who)
    ended = numbered("One other session has ended.", "%(num)s other sessions have ended.", gone)
    return done(ended, "admin.own_account")
