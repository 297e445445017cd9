"""What forms need: the key that signs their tokens, cookies that scripts and other sites don't get, checks of both."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect, generate_csrf  # type: ignore[import-untyped]  # it has no type hints
from itsdangerous import URLSafeTimedSerializer
from markupsafe import Markup

from web.admin.desk import desk

PREFIX = "/admin"
COOKIE = "pressroom-account"  # of who is signed in
FORMS_COOKIE = "pressroom-forms"  # what tokens of forms are made of

csrf = CSRFProtect()


class FormSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, where forms are: under /admin, and on all pages of who is signed in."""

    def __init__(self, key: Path) -> None:
        self._key = key

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if not (request.path.startswith(PREFIX) or COOKIE in request.cookies):
            return None  # no cookie for those who only read
        if app.secret_key is None:
            if not desk().is_open():
                return None
            app.secret_key = kept_key(self._key)
        return super().get_signing_serializer(app)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def token_field() -> Markup:
    """The hidden field that a form proves with that it is one of ours."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def kept_key(path: Path) -> str:
    """The key in this file; made where there is none. Processes that make it at once agree on one."""
    with suppress(FileNotFoundError):
        return path.read_text("ascii")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, made = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # with mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(made, path)  # whole, or not at all
    finally:
        Path(made).unlink()
    return path.read_text("ascii")


def install(app: Flask, key: Path) -> None:
    app.config.update(
        SESSION_COOKIE_NAME=FORMS_COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # see `check`
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its cookie: a page may stay open over lunch
    )
    app.session_interface = FormSessions(key)
    csrf.init_app(app)
    app.before_request(check)


def check() -> None:
    """Only what comes with a cookie can be sent in somebody's name: programs that send none need no token."""
    if request.endpoint and (request.path.startswith(PREFIX) or COOKIE in request.cookies):
        csrf.protect()
