"""The audit log, a page at a time."""

from __future__ import annotations

from flask import render_template, request

from crawler.store import audit
from crawler.store.accounts import Role
from web.admin.access import needs
from web.admin.desk import desk
from web.admin.pages import blueprint


@blueprint.get("/log")
@needs(Role.ADMINISTRATOR)
def audit_log() -> str:
    before = request.args.get("before", type=int)
    with desk().store.reading() as connection:
        found = audit.listed(connection, before=before, most=audit.PAGE + 1)
    shown = found[: audit.PAGE]
    older = shown[-1].id if len(found) > audit.PAGE else None
    return render_template("admin/log.html", entries=shown, older=older, is_first=before is None)
