"""The blueprint that all pages of the administration stand in, and what they have in common."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from web.admin.forms import PREFIX

LONGEST_FIELD = 4000  # characters

blueprint = Blueprint("admin", __name__, url_prefix=PREFIX)


@blueprint.after_request
def kept_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"  # an invitation's address is a secret
    return response


def field(name: str) -> str:
    """A field of the form that was sent, without the space around it."""
    value = request.form.get(name, "").strip()
    if len(value) > LONGEST_FIELD or "\0" in value:
        abort(400)
    return value


def done(text: str, endpoint: str, **values: object) -> WerkzeugResponse:
    """Leads to a page, which says what was done: a reload does not do it again."""
    flash(text)
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]
