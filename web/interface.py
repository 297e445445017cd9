"""The choice of the interface's language, at the foot of every page."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from web.admin.access import own_path
from web.i18n import COOKIE, LANGUAGES

blueprint = Blueprint("interface", __name__)

YEAR = 365 * 24 * 3600  # seconds that a choice is kept


@blueprint.get("/interface")
def choose() -> Response:
    """Remembers a language, and goes back to the page that it was chosen on."""
    wanted = request.args.get("to", "")
    if wanted not in LANGUAGES:
        raise NotFound
    response = redirect(_back(), 303)
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(COOKIE, wanted, max_age=YEAR, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _back() -> str:
    """Where the choice was made: what the browser says, for scripts change a page's address; else what the page says.

    An address of another site leads home.
    """
    for address in (request.referrer, request.args.get("back")):
        path = _path_here(address) if address else None
        if path:
            return path
    return url_for("search.page")


def _path_here(address: str) -> str | None:
    """Path and query of an address of this site; None for any other, and for this one."""
    own = address.removeprefix(request.host_url.rstrip("/"))
    found = own_path(own)
    return None if found is None or found.partition("?")[0] == request.path else found
