from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crawler.settings import Settings
from tests.web.fakes import MemoryIndex, MemoryStore
from tests.web.newsroom import RELEASES, SOURCES
from web.app import build_app
from web.library import Library


@pytest.fixture
def index() -> MemoryIndex:
    return MemoryIndex(RELEASES)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(RELEASES, SOURCES)


@pytest.fixture
def config() -> Settings:
    return Settings()


@pytest.fixture
def app(config: Settings, index: MemoryIndex, store: MemoryStore) -> Flask:
    return build_app(config, Library(lambda: index, lambda: store))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
