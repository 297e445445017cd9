"""Puts the administration into an application."""

from __future__ import annotations

from flask import Flask, Response, abort, make_response, render_template, request
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]  # it has no type hints
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.records import iso
from crawler.settings import Settings
from crawler.store.keys import Scope
from web.admin import accounts, corrections, forms, home, jobs, keys, log, pages, settings_page, sign_in, sources
from web.admin.access import may, signed_in, to_sign_in
from web.admin.desk import EXTENSION, Desk, desk
from web.admin.forms import COOKIE
from web.admin.names import action_name, job_name, job_state, role_name, scope_name
from web.alerts import pages as alerts
from web.api.keys import no_keys
from web.errors import FEED_PATHS, FOR_BOTH, MACHINE_PREFIXES, answer, is_for_programs
from web.i18n import gettext
from web.library import Library
from web.limiting import calling
from web.wording import moment

MODULES = (
    sign_in,
    alerts,
    home,
    sources,
    jobs,
    corrections,
    accounts,
    keys,
    settings_page,
    log,
)  # each puts its pages into the blueprint
# What answers without an account where `web.sign_in_required`: the door itself, its style, and the probes.
OPEN_TO_ALL = {"static", "admin.sign_in", "admin.try_to_sign_in", "admin.invitation", "admin.take_invitation"}
OPEN_TO_ALL |= {"sitemap.robots_txt", "feeds.opensearch"}
OPEN_TO_ALL |= {f"alerts.{name}" for name in ("ask_to_unsubscribe", "unsubscribe", "ask_to_confirm", "confirm", "feed")}
PROBES = ("/healthz", "/readyz", "/metrics")


def install(app: Flask, config: Settings, library: Library) -> None:
    app.extensions[EXTENSION] = Desk(config)
    if library.keys is no_keys:  # it was given none
        library.keys = keys.lookup
    app.before_request(closed_until_there_is_an_administrator)  # goes before the check of forms
    forms.install(app, config.web.secret)
    app.register_blueprint(pages.blueprint)
    app.register_error_handler(CSRFError, too_old)
    app.after_request(private)
    app.jinja_env.globals.update(signed_in=signed_in, may=may, token_field=forms.token_field)
    app.jinja_env.filters.update(role=role_name, scope=scope_name, action=action_name, rfc3339=iso, moment=moment)
    app.jinja_env.filters.update(job=job_name, job_state=job_state)
    if config.web.sign_in_required:
        app.before_request(only_with_an_account)


def closed_until_there_is_an_administrator() -> None:
    if request.path.startswith(forms.PREFIX) and not desk().is_open():
        abort(404)


def too_old(error: CSRFError) -> Response:
    """A form without its token, or with that of another session."""
    heading = gettext("This form is too old")
    advice = gettext("It is from another session. Go back, load the page again and send it anew.")
    return make_response(render_template("error.html", heading=heading, advice=advice, detail="", again=""), 400)


def private(response: Response) -> Response:
    """What is shown to somebody who is signed in is theirs alone."""
    if COOKIE in request.cookies and not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.add("Cookie")
    return response


def only_with_an_account() -> Response | WerkzeugResponse | None:
    if request.endpoint in OPEN_TO_ALL or request.path in PROBES or signed_in() is not None:
        return None
    if "Authorization" in request.headers:
        key = calling().key
        if key is not None and scope_of(request.path) in key.scopes:
            return None
        return answer(403, "This key is not for that: make one with the scope that it takes (docs/administration.md).")
    if is_for_programs():
        asked = answer(401, "This installation is for people with an account: sign in, or send a key of the API.")
        asked.www_authenticate = WWWAuthenticate("bearer", {"realm": "Pressroom"})
        return asked
    return to_sign_in()


def scope_of(path: str) -> Scope | None:
    """What a key must be for to open an address; None for what no key opens."""
    if path.startswith(("/export.", "/oai")):
        return Scope.EXPORT
    is_to_read = path.startswith(MACHINE_PREFIXES) or path in FEED_PATHS or FOR_BOTH.fullmatch(path)
    return Scope.READ if is_to_read else None
