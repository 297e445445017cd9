"""Who is signed in, and what that allows. Every page under /admin says what it needs with `needs`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Response, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.store import accounts, audit, sessions
from crawler.store.accounts import Account, Role
from crawler.store.audit import Action
from web.admin.desk import desk
from web.admin.forms import COOKIE

P = ParamSpec("P")
R = TypeVar("R")


def signed_in() -> Account | None:
    """Who asks; None for whoever is not signed in. Costs nothing without the cookie."""
    if "account" not in g:
        g.account = _found(request.cookies.get(COOKIE, ""))
    account: Account | None = g.account
    return account


def _found(token: str) -> Account | None:
    if not token or not desk().is_open():
        return None
    now = desk().now()
    with desk().store.reading() as connection:
        found = sessions.whose(connection, token, now)
    if found is None:
        return None
    account, to_be_noted = found
    if to_be_noted:
        with desk().store.writing() as connection:
            sessions.used(connection, token, now)
    return account


def me() -> Account:
    """Who is signed in, on a page that needs it."""
    account = signed_in()
    assert account is not None, "the page says what it needs"
    return account


def may(role: Role | str) -> bool:
    """Whether who asks may do what needs this role."""
    account = signed_in()
    return account is not None and account.role.may(Role(role))


def needs(role: Role) -> Callable[[Callable[P, R]], Callable[P, R | WerkzeugResponse]]:
    """Lets only those pass who have the role: others are asked to sign in, or refused."""

    def decorate(view: Callable[P, R]) -> Callable[P, R | WerkzeugResponse]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | WerkzeugResponse:
            if signed_in() is None:
                return to_sign_in()
            if not may(role):
                abort(403)
            return view(*args, **kwargs)

        guarded.needs = role  # type: ignore[attr-defined]  # for the test that walks all pages
        return guarded

    return decorate


def to_sign_in() -> WerkzeugResponse:
    """Asks to sign in, and comes back here."""
    here = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for("admin.sign_in", next=here), 303)


def own_path(path: str) -> str | None:
    """A path of this site to go to; None for what leads elsewhere, whatever browsers make of it."""
    is_own = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    return path if is_own else None


def begin(connection: Any, account: Account, response: Response) -> None:
    """Signs an account in with a new session; the one before, if any, ends."""
    sessions.end(connection, request.cookies.get(COOKIE, ""))
    token = sessions.begin(connection, account.id, desk().now())
    accounts.signed_in(connection, account.id, desk().now())
    session.clear()  # tokens of forms from before are void
    longest = int(sessions.LONGEST.total_seconds())
    response.set_cookie(COOKIE, token, max_age=longest, httponly=True, secure=request.is_secure, samesite="Lax")


def leave(response: Response) -> None:
    """Forgets who was signed in, in the browser."""
    session.clear()
    response.delete_cookie(COOKIE, httponly=True, secure=request.is_secure, samesite="Lax")


def note(connection: Any, action: Action, what: str = "", *, detail: str = "", who: Account | None = None) -> None:
    """Writes an act of who is signed in (or of `who`) into the audit log, in its transaction."""
    account = who or signed_in()
    name = account.who if account else ""
    audit.note(connection, desk().now(), name, action, what, detail=detail, address=request.remote_addr or "")
