"""An installation with a real store, one account of each role, and browsers that are signed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from werkzeug.test import TestResponse

from crawler import passwords
from crawler.settings import Settings, Source, StoreSettings, WebSettings
from crawler.store import Store, accounts
from crawler.store.accounts import Role
from tests.web.fakes import MemoryArchive, MemoryIndex
from tests.web.newsroom import RELEASES
from web.app import build_app
from web.library import Library

PASSWORD = "quay bridge lantern"
HARBOUR = Source(
    name="harbour", organisation="Harbour Board", start=("http://127.0.0.1:9/press",), interval=timedelta(minutes=30)
)


@cache
def kept_password() -> str:
    """Hashed once: it takes its time by design."""
    return passwords.hashed(PASSWORD)


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return Settings(
        store=StoreSettings(url=f"sqlite:///{tmp_path}/data/pressroom.db", archive=tmp_path / "archive"),
        web=WebSettings(secret=tmp_path / "data" / "secret.key", past_queries=""),
        source=(HARBOUR,),
    )


@pytest.fixture
def kept(config: Settings) -> Iterator[Store]:
    """The store, with nobody who may sign in."""
    opened = Store.open(config.store)
    yield opened
    opened.close()


@pytest.fixture
def staffed(kept: Store) -> Store:
    """With an account of each role, reader@example.org and so on."""
    with kept.writing() as connection:
        for role in Role:
            now = datetime.now(UTC)
            accounts.add(connection, f"{role}@example.org", role.title(), role, kept_password(), now)
    return kept


@pytest.fixture
def app(config: Settings, kept: Store, compiled: BytecodeCache) -> Flask:
    index = MemoryIndex(RELEASES)
    app = build_app(config, Library(lambda: index, lambda: kept, MemoryArchive()))
    app.jinja_env.bytecode_cache = compiled
    return app


class Visitor:
    """A browser: fills in forms with the token that the page has."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

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


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def as_role(app: Flask, staffed: Store) -> Callable[[Role], Visitor]:
    """Somebody who is signed in with a role."""

    def make(role: Role) -> Visitor:
        visitor = Visitor(app.test_client())
        assert visitor.sign_in(f"{role}@example.org").status_code == 303
        return visitor

    return make


@pytest.fixture
def editor(as_role: Callable[[Role], Visitor]) -> Visitor:
    return as_role(Role.EDITOR)


@pytest.fixture
def administrator(as_role: Callable[[Role], Visitor]) -> Visitor:
    return as_role(Role.ADMINISTRATOR)
