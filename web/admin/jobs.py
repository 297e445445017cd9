"""What was asked of the scheduler: how far it is, what it said, and how to end it."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, render_template
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.store import jobs
from crawler.store.accounts import Role
from crawler.store.audit import Action
from crawler.store.jobs import Kind, State
from web.admin.access import me, needs, note
from web.admin.desk import desk
from web.admin.pages import blueprint, done
from web.i18n import gettext

LATE = timedelta(seconds=30)  # a scheduler that runs takes a job up sooner


def ask(kind: Kind, subject: str) -> int:
    """Asks the scheduler for a job; returns its number."""
    with desk().store.writing() as connection:
        identity = jobs.add(connection, kind, subject, me().who, desk().now())
        note(connection, Action.JOB, subject, detail=f"{kind} ({identity})")
    return identity


@blueprint.get("/jobs")
@needs(Role.EDITOR)
def all_jobs() -> str:
    with desk().store.reading() as connection:
        found = jobs.listed(connection)
    return render_template("admin/jobs.html", jobs=found)


@blueprint.get("/jobs/<int:identity>")
@needs(Role.EDITOR)
def one_job(identity: int) -> str:
    with desk().store.reading() as connection:
        job = jobs.get(connection, identity) or abort(404)
        lines = jobs.lines(connection, identity)
    is_late = job.state is State.WAITING and desk().now() - job.created_at > LATE
    survey = job.result if job.kind is Kind.CHECK else None
    return render_template("admin/job.html", job=job, lines=lines, is_late=is_late, survey=survey)


@blueprint.post("/jobs/<int:identity>/cancel")
@needs(Role.EDITOR)
def cancel_job(identity: int) -> WerkzeugResponse:
    with desk().store.writing() as connection:
        job = jobs.get(connection, identity) or abort(404)
        if jobs.cancel(connection, identity, me().who, desk().now()):
            note(connection, Action.CANCEL, job.subject, detail=f"{job.kind} ({identity})")
    return done(gettext("It ends as soon as it can."), "admin.one_job", identity=identity)
