"""An installation with a real store, one account of each role, and browsers that are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BytecodeCache

from crawler.settings import Settings, Source, StoreSettings, WebSettings
from crawler.store import Store
from crawler.store.accounts import Role
from tests.web.staff import Visitor, app_on, hire

HARBOUR = Source(
    name="harbour", organisation="Harbour Board", start=("http://127.0.0.1:9/press",), interval=timedelta(minutes=30)
)


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
    hire(kept, {role.value: role for role in Role})
    return kept


@pytest.fixture
def app(config: Settings, kept: Store, compiled: BytecodeCache) -> Flask:
    return app_on(config, kept, compiled)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def as_role(app: Flask, staffed: Store) -> Callable[[Role], Visitor]:
    """Somebody who is signed in with a role."""
    return lambda role: Visitor.signed_in(app, role)


@pytest.fixture
def editor(as_role: Callable[[Role], Visitor]) -> Visitor:
    return as_role(Role.EDITOR)


@pytest.fixture
def administrator(as_role: Callable[[Role], Visitor]) -> Visitor:
    return as_role(Role.ADMINISTRATOR)
