"""The first page of the administration: what there is to do, by role."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.store import jobs
from crawler.store.accounts import Role
from web.admin.access import me, needs
from web.admin.desk import desk
from web.admin.pages import blueprint
from web.sources import summary

LATEST = 8  # jobs


@blueprint.get("/")
@needs(Role.READER)
def home() -> str | WerkzeugResponse:
    if not me().role.may(Role.EDITOR):
        return redirect(url_for("admin.own_account"))
    states = desk().store.sources(desk().now())
    with desk().store.reading() as connection:
        lately = jobs.listed(connection)[:LATEST]
    failing = [state for state in states if state.state == "failing"]
    return render_template("admin/home.html", summary=summary(states), failing=failing, jobs=lately)
