"""The first page of the administration: what there is to do, by role."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.store.accounts import Role
from web.admin.access import me, needs
from web.admin.pages import blueprint


@blueprint.get("/")
@needs(Role.READER)
def home() -> str | WerkzeugResponse:
    if not me().role.may(Role.EDITOR):
        return redirect(url_for("admin.own_account"))
    return render_template("admin/home.html")
