"""People who may sign in, an application on the store that knows them, and the browsers that they use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from werkzeug.test import TestResponse

from crawler import passwords
from crawler.settings import Settings
from crawler.store import Store, accounts
from crawler.store.accounts import Role
from tests.web.fakes import MemoryArchive, MemoryIndex
from tests.web.newsroom import RELEASES
from web.app import build_app
from web.library import Library

PASSWORD = "quay bridge lantern"


@cache
def kept_password() -> str:
    """Hashed once: it takes its time by design."""
    return passwords.hashed(PASSWORD)


def hire(store: Store, people: Mapping[str, Role]) -> None:
    """Makes an account for each name: reader@example.org for `reader`."""
    with store.writing() as connection:
        for name, role in people.items():
            now = datetime.now(UTC)
            accounts.add(connection, f"{name}@example.org", name.title(), role, kept_password(), now)


def app_on(config: Settings, store: Store, compiled: BytecodeCache | None = None) -> Flask:
    """An application with the newsroom's releases in its index; `compiled` has its templates."""
    index = MemoryIndex(RELEASES)
    app = build_app(config, Library(lambda: index, lambda: store, MemoryArchive()))
    app.jinja_env.bytecode_cache = compiled
    return app


class Visitor:
    """A browser: fills in forms with the token that the page has."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    @classmethod
    def signed_in(cls, app: Flask, name: str) -> Visitor:
        visitor = cls(app.test_client())
        assert visitor.sign_in(f"{name}@example.org").status_code == 303
        return visitor

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def send(self, path: str, *, on: str = "/admin/account", **fields: object) -> TestResponse:
        """Sends a form that stands on a page."""
        return self.client.post(path, data={"csrf_token": self.token(on), **fields})

    def token(self, on: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(on).text)
        return found[1] if found else ""

    def sign_in(self, email: str, password: str = PASSWORD, to: str = "") -> TestResponse:
        return self.send("/admin/sign-in", on="/admin/sign-in", email=email, password=password, next=to)
